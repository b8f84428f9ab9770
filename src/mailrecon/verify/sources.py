"""A message held to the place in the source that it names."""

from __future__ import annotations

import email.utils
import hashlib
import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain, takewhile
from pathlib import Path
from typing import Any

from mailrecon.lexicon import INVISIBLE
from mailrecon.model import Document
from mailrecon.read.inputs import OpenedFile
from mailrecon.read.mail.states import without_state
from mailrecon.regex import regex
from mailrecon.verify.dates import is_a_reading
from mailrecon.verify.finding import Finding, error
from mailrecon.verify.generated_ids import generated_ids, identity_of_mail
from mailrecon.verify.items import Mail, Record, Row
from mailrecon.verify.mail_rules import (
    attached_mail,
    decoded,
    is_rebuilt,
    mail_text,
    mailboxes,
    read_header,
)
from mailrecon.verify.records import parse_record
from mailrecon.verify.tables import spelled_out

# What printing, quoting and header rules change: white space, controls, direction, quote marks.
_PASSING = regex(
    "[\\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffd>＞|]+"
)
_BREAK = regex(r"\r\n|\n|\r")
_LINE_END = regex(rb"(?<!\r)\r+\n")
_WORDS = regex(r"\w+")
_SOURCE = regex(
    r"document=(.*); sha256=([0-9a-f]{64}); lines=(\d+)-(\d+); characters=(\d+)-(\d+)"
    r"(?:; footnote=.*)?",
    re.DOTALL,
)
_ENCODED_WORD = regex(r"=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=")
# decode_header takes the square of a run's length, so runs end somewhere.
_ENCODED_RUN = regex(r"(?:=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=){1,100}")
_UNSEEN = regex(f"[{INVISIBLE}]")
_BETWEEN_WORDS = regex(r"(?<=\?=)\s+(?==\?)")
# How archives and people spell the sign that harvesters look for.
_AT = ("@", "at", "(at)", "[at]", "{at}", "-at-", "_at_")
# A value printed over the end of a page has so many pieces, each of so many letters at least.
_PIECES, _PIECE, _LONGEST_GAP, _STARTS = 4, 5, 300, 50
_PLACEHOLDER = "@redacted.invalid"
_OURS = "@mailrecon.invalid>"
_IDENTITY = regex(r"<[^<>\s]+>")
_ADDRESS = regex(r"[^\s<>]+@[^\s<>]+")
_PERSON = regex(r"(?:(.*) )?<([^<>@]*@[^<>]*)>", re.DOTALL)
_OFFSET = regex(r"(?:UTC)?([+-])(\d\d):(\d\d)(?::(\d\d))?")
# What stands for someone who was removed, or whom nobody names.
_STAND_INS = ("[redacted]", "[unknown]")
_FIELDS = ("From", "Sender", "Reply-To", "To", "Cc", "Bcc")
_KEYS = ("from", "sender", "reply_to", "to", "cc", "bcc")


class Sources:
    """The documents an output was made from, found by the SHA-256 of their bytes.

    Files of different names can hold the same bytes, and be read as different formats.
    """

    def __init__(self, *, given: bool) -> None:
        self.given = given
        self.files: list[OpenedFile] = []
        self._documents: dict[str, dict[str, Document]] = {}
        self._originals: set[bytes] = set()
        self._pages: dict[tuple[str, str], str] = {}
        self._line_starts: dict[tuple[str, str], array[int]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._documents.values()))

    def add(self, document: Document) -> None:
        """Take in one document."""
        self._documents.setdefault(document.sha256, {}).setdefault(document.name, document)
        if document.original is not None:
            self._originals.add(_without_line_ends(document.original))

    def find(self, sha256: str, name: str) -> Document | None:
        """The document with this SHA-256, that of this name where there are several."""
        named = self._documents.get(sha256)
        return named.get(name) or next(iter(named.values())) if named else None

    def lengths(self, sha256: str) -> set[int]:
        """How many characters the documents with this SHA-256 have."""
        return {len(document.text) for document in self._documents.get(sha256, {}).values()}

    def holds_real(self, data: bytes) -> bool:
        """Whether a message with these bytes is one of the sources, whatever ends its lines.

        The state that an mbox keeps in the header (Status, X-Status) is the mailbox's own.
        """
        if _without_line_ends(data) in self._originals:
            return True
        plain = without_state(_LINE_END.sub(b"\n", data))
        return _without_line_ends(plain) in self._originals

    def lines(self, document: Document, start: int, end: int) -> tuple[int, int]:
        """The lines a stretch of a document covers, counted from 1, both ends included."""
        key = document.sha256, document.name
        starts = self._line_starts.get(key)
        if starts is None:
            breaks = (match.end() for match in _BREAK.finditer(document.text))
            starts = array("q", chain((0,), breaks))
            self._line_starts[key] = starts
        last = start + len(document.text[start:end].rstrip("\r\n"))
        return bisect_right(starts, start), max(
            bisect_right(starts, start), bisect_left(starts, last)
        )

    def hold_print_of(self, text: str) -> bool:
        """Whether any of the documents prints `text` (squeezed, in lower case) anywhere."""
        text = spelled_out(text).casefold()
        for document in self.documents():
            key = document.sha256, document.name
            if key not in self._pages:
                page = squeezed(_with_decoded(document.text))
                self._pages[key] = spelled_out(page).casefold()
            if text in self._pages[key]:
                return True
        return False

    def data_of(self, document: Document) -> bytes | None:
        """The bytes of a document that is a file of its own, as they are now."""
        path = next((file.name for file in self.files if file.sha256 == document.sha256), None)
        if path is None or path == "-":
            return None
        data = Path(path).read_bytes()
        return data if hashlib.sha256(data).hexdigest() == document.sha256 else None

    def documents(self) -> Iterator[Document]:
        """Every document, in the order of reading."""
        for named in self._documents.values():
            yield from named.values()


def _without_line_ends(data: bytes) -> bytes:
    """The digest of a message's bytes; CR LF is LF, also where another CR stands before it."""
    return hashlib.sha256(_LINE_END.sub(b"\n", data).rstrip(b"\r\n")).digest()


def check_against_source(item: Mail | Record | Row, sources: Sources) -> Iterator[Finding]:
    """Whether what a message says is printed where it says; nothing without sources."""
    if not sources.given:
        return
    if isinstance(item, Mail):
        yield from _check_mail(item, sources)
    elif isinstance(item, Record):
        yield from _check_record(item, sources)
    else:
        yield from _check_row(item, sources)


def squeezed(text: str) -> str:
    """`text` without what printing and quoting change."""
    return _PASSING.sub("", text)


def _with_decoded(text: str) -> str:
    """`text`, and behind it the same with its encoded words decoded (RFC 2047): both stand there.

    Each word is also decoded alone, since a value can begin or end inside a run of them.
    """
    if "=?" not in text:
        return text
    joined = _BETWEEN_WORDS.sub("", _UNSEEN.sub("", text))
    runs = _ENCODED_RUN.sub(lambda run: decoded(run[0].replace("?==?", "?= =?")), joined)
    words = _ENCODED_WORD.sub(lambda word: decoded(word[0]), joined)
    return f"{text}\n{runs}\n{words}"


def _check_mail(mail: Mail, sources: Sources) -> Iterator[Finding]:
    header, _ = read_header(mail.data.partition(b"\n\n")[0])
    if not is_rebuilt(mail, header):
        if not mail.kept:
            text = "a real message that is none of the sources, byte for byte"
            yield error("source-missing", mail.place, text)
        return
    attached = attached_mail(mail)
    if attached is not None:
        yield from _check_mail(attached, sources)
    named = [decoded(value) for value in header.get("x-mailrecon-source", ())]
    texts: list[str] = []
    below = ""
    for value in named:
        match = _SOURCE.fullmatch(" ".join(value.split()))
        if match is None:
            yield error("source-field", mail.place, "its X-Mailrecon-Source cannot be read")
            continue
        document = sources.find(match[2], match[1])
        if document is None:
            yield error("source-missing", mail.place, _missing(match[1]))
            continue
        start, end = int(match[5]), int(match[6])
        if not 0 <= start < end <= len(document.text):
            yield error("span", mail.place, f"characters {start}-{end} are not in {match[1]}")
            continue
        if sources.lines(document, start, end) != (int(match[3]), int(match[4])):
            yield error("lines", mail.place, f"lines {match[3]}-{match[4]} are not those it covers")
        texts.append(document.text[start:end])
        # With `--forwards inline` the body goes on with what is printed below.
        below = below or document.text[start:]
    if not named:
        yield error("source-field", mail.place, "it names no source")
    if not texts:
        return
    inferred = [decoded(value) for value in header.get("x-mailrecon-inferred", ())]
    page = squeezed(_with_decoded("\n".join(texts)))
    yield from _check_values(mail.place, _mail_values(header), page, sources, inferred)
    inline = attached is None and "x-forwarded-message-id" in header
    yield from _check_body(mail.place, mail_text(mail.data), squeezed(below) if inline else page)
    identities = {
        key: _IDENTITY.findall(" ".join(header.get(key.replace("_", "-"), ())))
        for key in ("message_id", "in_reply_to", "references")
    }
    yield from _check_identities(mail.place, identities, page, sources, inferred)
    made = identity_of_mail(header, mail_text(mail.data), texts[0])
    if made is not None and not set(identities["message_id"]) & set(generated_ids(made)):
        text = "its Message-ID is not the one made from what it says: it was changed"
        yield error("message-id", mail.place, text)
    printed = [decoded(value) for value in header.get("x-mailrecon-date-printed", ())]
    for value in header.get("date", ()):
        try:
            moment = email.utils.parsedate_to_datetime(" ".join(value.split()))
        except (TypeError, ValueError, OverflowError):
            yield error("value", mail.place, f"Date: {value[:60]!r} is no date")
            continue
        local, offset = moment.replace(tzinfo=None), moment.utcoffset()
        yield from _check_date(mail.place, local, offset, printed, inferred)


def _check_date(
    place: str,
    local: datetime,
    offset: timedelta | None,
    printed: Sequence[str],
    inferred: Sequence[str],
) -> Iterator[Finding]:
    if not printed:
        yield error("value", place, "Date: it has one, but none is printed")
    elif not is_a_reading(
        printed[0], local, offset, offset_inferred="Date" in inferred_fields(inferred)
    ):
        yield error("value", place, f"Date: {local} cannot be read from {printed[0][:60]!r}")


def _check_identities(
    place: str,
    identities: Mapping[str, Sequence[str]],
    page: str,
    sources: Sources,
    inferred: Sequence[str],
) -> Iterator[Finding]:
    """A Message-ID that is not made here is printed; so is what it answers, if not inferred.

    Of several prints of a message another may be the one that prints them.
    """
    folded = page.casefold()
    for identity in identities["message_id"]:
        if not identity.endswith(_OURS) and not (
            squeezed(identity).casefold() in folded
            or sources.hold_print_of(squeezed(identity).casefold())
        ):
            yield error("value", place, f"Message-ID: {identity[:60]!r} is not printed there")
    for identity in identities["in_reply_to"]:
        wanted = squeezed(identity).casefold()
        if not (
            wanted in folded
            or "In-Reply-To" in inferred_fields(inferred)
            or sources.hold_print_of(wanted)
        ):
            yield error("value", place, f"In-Reply-To: {identity[:60]!r} is not printed there")
    for identity in identities["references"]:
        if not identity.endswith(_OURS) and not (
            squeezed(identity).casefold() in folded
            or sources.hold_print_of(squeezed(identity).casefold())
        ):
            yield error("value", place, f"References: {identity[:60]!r} is printed nowhere")


def inferred_fields(inferred: Iterable[str]) -> set[str]:
    """The fields that are said to be inferred, of texts such as `In-Reply-To: reply: …`."""
    return {text.partition(":")[0].strip() for text in inferred}


def _missing(name: str) -> str:
    return f"none of the sources is {name} as it was read (by its SHA-256)"


def _mail_values(
    header: Mapping[str, Sequence[str]],
) -> Iterator[tuple[str, str | None, str | None]]:
    """Field, text to be found as a whole, words to be found one by one."""
    for name in _FIELDS:
        for value in header.get(name.lower(), ()):
            for display_name, address in mailboxes(value)[0]:
                yield name, _printed_address(address), display_name
    for name, field in (("Subject", "subject"), ("Date", "x-mailrecon-date-printed")):
        for value in header.get(field, ()):
            yield name, decoded(value), None


def _printed_address(address: str) -> str | None:
    if address.endswith(_PLACEHOLDER):
        return None
    local, _, domain = address.rpartition("@")
    if "xn--" in domain:
        try:
            domain = domain.encode("ascii").decode("idna")
        except UnicodeError:
            return address
    return f"{local.strip(chr(34))}@{domain}"


def _check_values(
    place: str,
    values: Iterator[tuple[str, str | None, str | None]],
    page: str,
    sources: Sources,
    inferred: Sequence[str],
) -> Iterator[Finding]:
    """An inferred value may be printed anywhere in the documents, another only in its place."""
    folded = _Page(page.casefold())
    known = inferred_fields(inferred)
    for field, whole, words in values:
        parts = [] if words in _STAND_INS else _WORDS.findall(words or "")
        wanted = squeezed(whole or "").casefold()
        found = any(map(folded.holds, _spellings(wanted)))
        found = found or (field == "Subject" and folded.holds_in_pieces(wanted))
        missing = [part for part in parts if not folded.holds(part.casefold())]
        if field in known:
            found = found or any(map(sources.hold_print_of, _spellings(wanted)))
            missing = [part for part in missing if not sources.hold_print_of(part.casefold())]
        if not found and whole is not None:
            yield error("value", place, f"{field}: {whole[:60]!r} is not printed where it says")
        for part in missing:
            yield error("value", place, f"{field}: {part!r} is not printed where it says")


class _Page:
    """A text in which values are looked for, most of them one behind the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._equivalent: str | None = None

    def holds(self, wanted: str) -> bool:
        """Whether `wanted` stands in the text; the search begins behind what was found last."""
        found = self._text.find(wanted, self._place)
        if found < 0:
            found = self._text.find(wanted)
        if found < 0:
            return self._holds_equivalent(wanted)
        self._place = found
        return True

    def holds_in_pieces(self, wanted: str) -> bool:
        """Whether `wanted` stands there with a page's header or footer, or two, in its midst."""
        start = self._text.find(wanted[:_PIECE])
        for _ in range(_STARTS):
            if start < 0:
                break
            if self._goes_on(wanted, start):
                return True
            start = self._text.find(wanted[:_PIECE], start + 1)
        return False

    def _goes_on(self, wanted: str, place: int) -> bool:
        for _ in range(_PIECES):
            pairs = zip(wanted, self._text[place : place + len(wanted)], strict=False)
            same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
            wanted, place = wanted[same:], place + same
            if not wanted:
                return True
            place = self._text.find(wanted[:_PIECE], place, place + _LONGEST_GAP)
            if place < 0:
                return False
        return False

    def _holds_equivalent(self, wanted: str) -> bool:
        """Whether letters that count as the same in addresses and names stand there."""
        if self._text.isascii():
            return False
        if self._equivalent is None:
            self._equivalent = _equivalent(self._text)
        return _equivalent(wanted) in self._equivalent


def _equivalent(text: str) -> str:
    """`text` with one letter for those that count as the same (NFKC), and one dot (RFC 3490)."""
    return unicodedata.normalize("NFKC", text).casefold().replace("\u3002", ".")


def _spellings(wanted: str) -> Iterator[str]:
    """A value as it is, and an address as it is printed to hide it."""
    yield wanted
    local, at, domain = wanted.rpartition("@")
    if at:
        yield from (f"{local}{sign}{domain}" for sign in _AT)


def _check_body(place: str, body: str, page: str) -> Iterator[Finding]:
    """Each line of a body, in order, in the text of its source."""
    position = 0
    for number, line in enumerate(body.split("\n"), start=1):
        wanted = squeezed(line)
        found = page.find(wanted, position)
        if found < 0:
            text = f"line {number} of its body is not printed where it says: {line[:60]!r}"
            yield error("body", place, text)
            return
        position = found + len(wanted)


def _check_record(record: Record, sources: Sources) -> Iterator[Finding]:
    parsed = parse_record(record)
    if parsed is None:
        return
    try:
        yield from _check_parsed(record.place, parsed, sources)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as failure:
        text = f"is not a record as docs/jsonl.md describes it ({failure!r})"
        yield error("record", record.place, text)


def _check_parsed(place: str, parsed: Mapping[str, Any], sources: Sources) -> Iterator[Finding]:
    prints = [(parsed["source"], parsed["fields"])]
    prints += [(copy["source"], copy["fields"]) for copy in parsed["copies"]]
    pages: list[str] = []
    for source, fields in prints:
        document = sources.find(source["sha256"], source["document"])
        if document is None:
            yield error("source-missing", place, _missing(source["document"]))
            continue
        yield from _check_print(place, document, source, fields, sources)
        spans = [source["header"], *source["body"]]
        start, end = min(span[0] for span in spans), max(span[1] for span in spans)
        pages.append(document.text[start:end])
        if source is parsed["source"]:
            if bool(parsed["real"]) != (document.original is not None and start == 0):
                yield error("record", place, "says wrongly whether the message is a real one")
            body = "\n".join(document.text[a:b] for a, b in source["body"])
            yield from _check_whole_body(place, parsed["body"], body)
    if not pages:
        return
    page = squeezed(_with_decoded("\n".join(pages)))
    inferred = [f"{item['field']}:" for item in parsed["inferred"] if item["used"]]
    yield from _check_values(place, _record_values(parsed), page, sources, inferred)
    identities = {
        "message_id": [parsed["message_id"]],
        "in_reply_to": [parsed["in_reply_to"]] if parsed["in_reply_to"] else [],
        "references": parsed["references"],
    }
    yield from _check_identities(place, identities, page, sources, inferred)
    if parsed["date"] is not None:
        moment = datetime.fromisoformat(parsed["date"])
        local, offset = moment.replace(tzinfo=None), moment.utcoffset()
        printed = [parsed["date_printed"]] if parsed["date_printed"] else []
        yield from _check_date(place, local, offset, printed, inferred)


def _check_whole_body(place: str, body: str, printed: str) -> Iterator[Finding]:
    """The text a message names as its body is its body, all of it."""
    page = squeezed(printed)
    problem = next(_check_body(place, body, page), None)
    if problem is not None:
        yield problem
    elif squeezed(body) != page:
        yield error("body", place, "its body is not all of the text it names")


def _check_row(row: Row, sources: Sources) -> Iterator[Finding]:
    values = row.values
    try:
        document = sources.find(values["SOURCESHA256"], values["SOURCEDOC"])
        if document is None:
            yield error("source-missing", row.place, _missing(values["SOURCEDOC"]))
            return
        start, end = (int(number) for number in values["SOURCECHARACTERS"].split("-"))
        first, last = (int(number) for number in values["SOURCELINES"].split("-"))
        if not 0 <= start < end <= len(document.text):
            text = f"characters {start}-{end} are not in {document.name}"
            yield error("span", row.place, text)
            return
        if sources.lines(document, start, end) != (first, last):
            yield error("lines", row.place, f"lines {first}-{last} are not those it covers")
        if (values["REAL"] == "Y") != (document.original is not None and start == 0):
            yield error("record", row.place, "says wrongly whether the message is a real one")
        page = spelled_out(squeezed(_with_decoded(document.text[start:end])))
        inferred = values["INFERRED"].split("; ")
        yield from _check_values(row.place, _row_values(values), page, sources, inferred)
        yield from _check_body(row.place, values.get("BODY", ""), page)
        identities = {
            "message_id": [values["MESSAGEID"]],
            "in_reply_to": _IDENTITY.findall(values["INREPLYTO"]),
            "references": _IDENTITY.findall(values["REFERENCES"]),
        }
        yield from _check_identities(row.place, identities, page, sources, inferred)
        if values["DATESENT"]:
            local = datetime.fromisoformat(f"{values['DATESENT']} {values['TIMESENT'] or '00:00'}")
            offset = _offset(values["TIMEZONE"])
            printed = [values["DATEPRINTED"]] if values["DATEPRINTED"] else []
            yield from _check_date(row.place, local, offset, printed, inferred)
            universal = "" if offset is None else f"{(local - offset).isoformat()}Z"
            if values["DATETIMEUTC"] != universal:
                yield error("value", row.place, "DATETIMEUTC is not DATESENT, TIMESENT, TIMEZONE")
    except (KeyError, ValueError) as failure:
        text = f"is not a row as docs/outputs.md describes it ({failure!r})"
        yield error("record", row.place, text)


def _row_values(values: Mapping[str, str]) -> Iterator[tuple[str, str | None, str | None]]:
    for name in _FIELDS:
        for person in values.get(name.upper().replace("-", ""), "").split("; "):
            match = _PERSON.fullmatch(person)
            alone = _ADDRESS.fullmatch(person) is not None
            address = match[2] if match else person if alone else None
            if address is not None and address.endswith(_PLACEHOLDER):
                address = None
            yield name, address, match[1] if match else None if alone else person
    yield "Subject", values["SUBJECT"] or None, None
    yield "Date", values["DATEPRINTED"] or None, None


def _offset(text: str) -> timedelta | None:
    match = _OFFSET.fullmatch(text)
    if match is None:
        if text:
            raise ValueError(f"{text!r} is no zone")
        return None
    size = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    return -size if match[1] == "-" else size


def _check_print(
    place: str,
    document: Document,
    source: Mapping[str, Any],
    fields: Sequence[Mapping[str, Any]],
    sources: Sources,
) -> Iterator[Finding]:
    """The spans of one print: inside the document, on the lines named, with the values printed."""
    size = len(document.text)
    spans = [source["header"], *source["body"], *(field["span"] for field in fields)]
    for start, end in spans:
        if not 0 <= start <= end <= size:
            yield error("span", place, f"characters {start}-{end} are not in {document.name}")
            return
    from_, to = source["header"]
    if any(start < to and from_ < end for start, end in source["body"]):
        yield error("span", place, "its header and its text overlap")
    covered = [source["header"], *source["body"]]
    start, end = min(span[0] for span in covered), max(span[1] for span in covered)
    if sources.lines(document, start, end) != tuple(source["lines"]):
        yield error("lines", place, f"lines {source['lines']} are not those it covers")
    for field in fields:
        start, end = field["span"]
        printed = squeezed(document.text[start:end])
        if not _in_order(field["printed"], printed):
            text = f"{field['role']}: {field['printed'][:60]!r} is not what stands at {start}-{end}"
            yield error("value", place, text)


def _in_order(text: str, page: str) -> bool:
    return next(_check_body("", text, page), None) is None


def _record_values(parsed: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str | None]]:
    for key, name in zip(_KEYS, _FIELDS, strict=True):
        value = parsed[key]
        for person in value if isinstance(value, list) else [value] if value else []:
            yield name, person["address"], person["name"]
    if parsed["subject"] is not None:
        yield "Subject", parsed["subject"], None
    if parsed["date_printed"] is not None:
        yield "Date", parsed["date_printed"], None
