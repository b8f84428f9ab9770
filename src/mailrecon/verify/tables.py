"""Tables of messages, CSV or Concordance: their form, and the digest of each row."""

from __future__ import annotations

import csv
import hashlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from email import message_from_bytes
from io import StringIO

from mailrecon.errors import ReadError
from mailrecon.read.mail.eml import read
from mailrecon.read.options import ReadOptions
from mailrecon.recipe import recipe_from_text
from mailrecon.regex import regex
from mailrecon.verify.claims import spelled_out
from mailrecon.verify.finding import Finding, error
from mailrecon.verify.items import Row
from mailrecon.verify.mail_rules import mail_text

_MARK = b"\xef\xbb\xbf"
# The columns that docs/outputs.md describes.
_SHARED = (
    *("BEGDOC", "ENDDOC", "BEGATTACH", "ENDATTACH", "PARENTID", "ATTACHIDS", "ATTACHCOUNT"),
    "ATTACHNAMES",
    *("RECORDTYPE", "FROM", "SENDER", "TO", "CC", "BCC", "FROMPERSON", "TOPERSONS", "SUBJECT"),
    *("DATESENT", "TIMESENT"),
    *("TIMEZONE", "DATETIMEUTC", "DATEPRINTED", "MESSAGEID", "INREPLYTO", "REFERENCES"),
    *("RELATION", "THREADID", "CONVERSATIONINDEX", "THREADGROUP", "THREADINDENT"),
    *("THREADMISSING", "INCLUSIVE", "INCLUSIVEREASON", "REDACTED", "DUPLICATES"),
    *("DUPLICATEGROUP", "EDRMMIH"),
    *("SOURCEDOC", "FOLDER", "LABELS", "FLAGS", "SOURCESHA256", "SOURCEPAGE", "SOURCEPLACE"),
    *("SOURCEBATESBEG", "SOURCEBATESEND", "SOURCEBATES", "CITATION", "CORRECTED"),
    *("SOURCELINES", "SOURCECHARACTERS"),
    *("SOURCECOPIES", "LANGUAGE", "CONFIDENCE", "CERTAINTY", "REAL", "INFERRED", "WARNINGS"),
)
_CSV_COLUMNS = [*_SHARED, "CUSTODIAN", "RUN", "BODY", "DIGEST"]
_LOAD_FILE_COLUMNS = [
    *_SHARED,
    *["CUSTODIAN", "ALLCUSTODIANS", "FILENAME", "DOCEXT"],
    *["RUN", "MD5HASH", "SHA256", "NATIVELINK", "TEXTLINK", "PAGECOUNT", "FILESIZE"],
    *["TEXTSHA256", "IMAGESHA256", "DIGEST"],
]
# A spreadsheet would take a value that begins so for a formula: an apostrophe is put before it.
_FORMULA = regex("'(?=[=+@\t\r\n\uff1d\uff0b\uff0d\uff20-])")
_WORD = regex(r"\w+")
_NUMBER = regex(r".*?(\d+)")


def read_table(data: bytes, name: str, *, concordance: bool) -> tuple[list[Row], list[Finding]]:
    """The rows of a table, and what is wrong with it."""
    findings: list[Finding] = []
    code = "loadfile" if concordance else "framing"
    try:
        text = data.removeprefix(_MARK).decode("utf-8")
        cells = list(_concordance(text) if concordance else _comma(text))
    except (UnicodeError, csv.Error, ValueError) as failure:
        return [], [error(code, name, f"cannot be read ({failure})")]
    if _MARK + b"".join(_line(row, concordance=concordance) for row in cells) != data:
        text = "its rows are not written as docs/outputs.md describes"
        findings.append(error(code, name, text))
    if cells[:1] != [_LOAD_FILE_COLUMNS if concordance else _CSV_COLUMNS]:
        return [], [*findings, error(code, name, "its first line does not name its columns")]
    rows: list[Row] = []
    for number, row in enumerate(cells[1:], start=2):
        place = f"{name} row {number}"
        if len(row) != len(cells[0]):
            text = f"{len(row)} values for {len(cells[0])} columns"
            findings.append(error(code, place, text))
            continue
        line = _line(row[:-1], concordance=concordance).removesuffix(b"\r\n")
        if hashlib.sha256(line).hexdigest() != row[-1]:
            findings.append(error("digest", place, "it does not fit its digest: it was changed"))
        values = dict(zip(cells[0], row, strict=True))
        if recipe_from_text(values["RUN"]) is None:
            findings.append(error("record", place, "does not say how it was made"))
        shown = {key: _shown(text, concordance=concordance) for key, text in values.items()}
        rows.append(Row(place, shown))
    return rows, findings


def check_families(rows: Sequence[Row]) -> Iterator[Finding]:
    """Document numbers go on from row to row, and families are stretches of them."""
    begins = {row.values.get("BEGDOC", ""): row for row in rows}
    last: int | None = None
    family = ("", "")
    last_of: dict[str, str] = {}
    for row in rows:
        names = ("BEGDOC", "ENDDOC", "BEGATTACH", "ENDATTACH")
        matches = [_NUMBER.fullmatch(row.values.get(name, "")) for name in names]
        begin, end, first, final = (int(match[1]) if match else -1 for match in matches)
        pages = row.values.get("PAGECOUNT") or "1"
        if (last is not None and begin != last + 1) or (
            "PAGECOUNT" in row.values and str(end - begin + 1) != pages
        ):
            yield error("loadfile", row.place, "its document numbers do not go on")
        if not first <= begin <= end <= final:
            yield error("loadfile", row.place, "it is outside of its family's numbers")
        last = end
        last_of[row.values.get("ENDATTACH", "")] = row.values.get("ENDDOC", "")
        parent = row.values.get("PARENTID", "")
        own = (row.values.get("BEGATTACH", ""), row.values.get("ENDATTACH", ""))
        above = begins.get(parent)
        if parent and (above is None or own != family or parent == row.values.get("BEGDOC")):
            yield error("loadfile", row.place, "its parent is not in its family")
        elif not parent and first != begin:
            yield error("loadfile", row.place, "it begins no family and has no parent")
        if parent and above is not None:
            listed = above.values.get("ATTACHIDS", "").split("; ")
            if row.values.get("BEGDOC") not in listed:
                yield error("loadfile", row.place, "its parent does not list it")
        listed = [item for item in row.values.get("ATTACHIDS", "").split("; ") if item]
        if row.values.get("ATTACHCOUNT") != str(len(listed)) or not begins.keys() >= set(listed):
            yield error("loadfile", row.place, "its attachments are not as many as it says")
        family = own
    for family_end, last_end in last_of.items():
        if family_end != last_end:
            yield error("loadfile", family_end, "ends a family, but is no last number in it")


def check_extracted_text(
    text: bytes, name: str, mail: bytes, values: Mapping[str, str]
) -> Iterator[Finding]:
    """Whether a text file says what the row and the native of its message say."""
    head, _, body = text.decode("utf-8", "replace").partition("\n\n")
    if head.startswith("\n"):  # a message without a header
        head, body = "", f"{head}\n\n{body}"
    told = dict(line.partition(": ")[::2] for line in head.split("\n"))
    for field in ("From", "To", "Cc", "Bcc", "Subject"):
        if _words(spelled_out(told.get(field, ""))) != _words(values.get(field.upper(), "")):
            yield error("loadfile", name, f"its {field} is not that of the load file")
    real = values.get("REAL") == "Y"
    try:
        wanted = _real_text(mail) if real else mail_text(mail)
    except ReadError as failure:
        yield error("loadfile", name, f"its message cannot be read ({failure})")
        return
    # A real message holds what it quotes, too; with `--forwards inline` so does another.
    whole = not real and values.get("RELATION") != "forward"
    fits = _words(body) == _words(wanted) if whole else _all_in(body, wanted)
    # Where no charset is named it is a guess, and other line ends make another of the same bytes.
    if not fits and not (real and _is_guess(mail)):
        yield error("loadfile", name, "its text is not that of the message")


def _real_text(mail: bytes) -> str:
    """All text of a real message, which can be in any charset, in HTML, in several parts."""
    return next(read(mail, "", ReadOptions())).text


def _is_guess(mail: bytes) -> bool:
    """Whether the encoding of a message's text is not told by anything in it."""
    parts = message_from_bytes(mail).walk()
    return not mail.isascii() and not any(part.get_content_charset() for part in parts)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _all_in(text: str, other: str) -> bool:
    """Whether the words of a text stand among those of the other in this order."""
    rest = iter(_words(other))
    return all(word in rest for word in _words(text))


def _concordance(text: str) -> Iterator[list[str]]:
    lines = text.split("\r\n")
    if lines.pop() != "":
        raise ValueError("its last line has no end")
    for line in lines:
        if len(line) < 2 or line[0] != "\xfe" or line[-1] != "\xfe":
            raise ValueError("a value without þ around it")
        values = line[1:-1].split("\xfe\x14\xfe")
        yield [value.replace("\xfe\xfe", "\xfe") for value in values]


def _comma(text: str) -> Iterator[list[str]]:
    # The library's limit for a value is one for the whole process.
    limit = csv.field_size_limit(sys.maxsize)
    try:
        yield from csv.reader(StringIO(text, newline=""), strict=True)
    finally:
        csv.field_size_limit(limit)


def _line(values: Sequence[str], *, concordance: bool) -> bytes:
    """The bytes of a row, by the rules of its format."""
    if concordance:
        line = "\x14".join("\xfe" + value.replace("\xfe", "\xfe\xfe") + "\xfe" for value in values)
    else:
        line = ",".join(
            '"' + value.replace('"', '""') + '"' if set(value) & set(',"\r\n') else value
            for value in values
        )
    return f"{line}\r\n".encode()


def _shown(value: str, *, concordance: bool) -> str:
    """A value as it was before the table's own signs came in, a printed `®` spelled out."""
    if _FORMULA.match(value):
        value = value[1:]
    return value.replace("\xae", "\n") if concordance else spelled_out(value)
