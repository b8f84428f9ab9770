"""A message held to the place in the source that it names."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from email import message_from_bytes
from itertools import chain
from pathlib import Path
from typing import Any

from mailrecon.model import Document
from mailrecon.read.inputs import InputFile
from mailrecon.verify.finding import Finding, error
from mailrecon.verify.mail_rules import decoded, is_rebuilt, mailboxes, read_header
from mailrecon.verify.outputs import Mail, Record
from mailrecon.verify.records import parse_record

# What printing, quoting and header rules change: white space, controls, direction, quote marks.
_PASSING = re.compile(
    "[\\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffd>＞|]+"
)
_BREAK = re.compile(r"\r\n|\n|\r")
_LINE_END = re.compile(rb"(?<!\r)\r+\n")
_WORDS = re.compile(r"\w+")
_SOURCE = re.compile(
    r"document=(.*); sha256=([0-9a-f]{64}); lines=(\d+)-(\d+); characters=(\d+)-(\d+)"
    r"(?:; footnote=.*)?",
    re.DOTALL,
)
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=")
_ENCODED_RUN = re.compile(r"(?:=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=)+")
_BETWEEN_WORDS = re.compile(r"(?<=\?=)\s+(?==\?)")
# How archives and people spell the sign that harvesters look for.
_AT = ("@", "at", "(at)", "[at]", "{at}", "-at-", "_at_")
_PLACEHOLDER = "@redacted.invalid"
# What stands for someone who was removed, or whom nobody names.
_STAND_INS = ("[redacted]", "[unknown]")
_FIELDS = ("From", "Sender", "Reply-To", "To", "Cc", "Bcc")
_KEYS = ("from", "sender", "reply_to", "to", "cc", "bcc")


class Sources:
    """The documents an output was made from, found by the SHA-256 of their bytes."""

    def __init__(self, *, given: bool) -> None:
        self.given = given
        self.files: list[InputFile] = []
        self._documents: dict[str, Document] = {}
        self._originals: set[bytes] = set()
        self._pages: dict[str, str] = {}
        self._line_starts: dict[str, array[int]] = {}

    def __len__(self) -> int:
        return len(self._documents)

    def add(self, document: Document) -> None:
        """Take in one document."""
        self._documents.setdefault(document.sha256, document)
        if document.original is not None:
            self._originals.add(_without_line_ends(document.original))

    def find(self, sha256: str) -> Document | None:
        """The document with this SHA-256."""
        return self._documents.get(sha256)

    def holds_real(self, data: bytes) -> bool:
        """Whether a message with these bytes is one of the sources, whatever ends its lines."""
        return _without_line_ends(data) in self._originals

    def lines(self, document: Document, start: int, end: int) -> tuple[int, int]:
        """The lines a stretch of a document covers, counted from 1, both ends included."""
        starts = self._line_starts.get(document.sha256)
        if starts is None:
            breaks = (match.end() for match in _BREAK.finditer(document.text))
            starts = array("q", chain((0,), breaks))
            self._line_starts[document.sha256] = starts
        last = start + len(document.text[start:end].rstrip("\r\n"))
        return bisect_right(starts, start), max(
            bisect_right(starts, start), bisect_left(starts, last)
        )

    def hold_print_of(self, text: str) -> bool:
        """Whether any of the documents prints `text` (squeezed, in lower case) anywhere."""
        for sha256, document in self._documents.items():
            if sha256 not in self._pages:
                self._pages[sha256] = squeezed(_with_decoded(document.text)).casefold()
            if text in self._pages[sha256]:
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
        yield from self._documents.values()


def _without_line_ends(data: bytes) -> bytes:
    """The digest of a message's bytes; CR LF is LF, also where another CR stands before it."""
    return hashlib.sha256(_LINE_END.sub(b"\n", data).rstrip(b"\r\n")).digest()


def check_against_source(item: Mail | Record, sources: Sources) -> Iterator[Finding]:
    """Whether what a message says is printed where it says; nothing without sources."""
    if not sources.given:
        return
    if isinstance(item, Mail):
        yield from _check_mail(item, sources)
    else:
        yield from _check_record(item, sources)


def squeezed(text: str) -> str:
    """`text` without what printing and quoting change."""
    return _PASSING.sub("", text)


def _with_decoded(text: str) -> str:
    """`text`, and behind it the same with its encoded words decoded (RFC 2047): both stand there.

    Each word is also decoded alone, since a value can begin or end inside a run of them.
    """
    if "=?" not in text:
        return text
    joined = _BETWEEN_WORDS.sub("", text)
    runs = _ENCODED_RUN.sub(lambda run: decoded(run[0].replace("?==?", "?= =?")), joined)
    words = _ENCODED_WORD.sub(lambda word: decoded(word[0]), joined)
    return f"{text}\n{runs}\n{words}"


def _check_mail(mail: Mail, sources: Sources) -> Iterator[Finding]:
    header, _ = read_header(mail.data.partition(b"\n\n")[0])
    if not is_rebuilt(header):
        if not sources.holds_real(mail.data):
            text = "a real message that is none of the sources, byte for byte"
            yield error("source-missing", mail.place, text)
        return
    named = [decoded(value) for value in header.get("x-mailrecon-source", ())]
    texts: list[str] = []
    for value in named:
        match = _SOURCE.fullmatch(" ".join(value.split()))
        if match is None:
            yield error("source-field", mail.place, "its X-Mailrecon-Source cannot be read")
            continue
        document = sources.find(match[2])
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
    if not named:
        yield error("source-field", mail.place, "it names no source")
    if not texts:
        return
    inferred = [decoded(value) for value in header.get("x-mailrecon-inferred", ())]
    page = squeezed(_with_decoded("\n".join(texts)))
    yield from _check_values(mail.place, _mail_values(header), page, sources, inferred)
    yield from _check_body(mail.place, _body(mail.data), page)


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


def _body(data: bytes) -> str:
    """The text of a message's first part, which is all of it but what is attached."""
    part = message_from_bytes(data)
    while part.is_multipart():
        part = part.get_payload(0)  # type: ignore[assignment]
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _check_values(
    place: str,
    values: Iterator[tuple[str, str | None, str | None]],
    page: str,
    sources: Sources,
    inferred: Sequence[str],
) -> Iterator[Finding]:
    """An inferred value may be printed anywhere in the documents, another only in its place."""
    folded = _Page(page.casefold())
    known = {text.partition(":")[0].strip() for text in inferred}
    for field, whole, words in values:
        parts = [] if words in _STAND_INS else _WORDS.findall(words or "")
        found = _is_printed(squeezed(whole).casefold(), folded) if whole is not None else True
        missing = [part for part in parts if not folded.holds(part.casefold())]
        if field in known:
            found = found or (
                whole is not None and sources.hold_print_of(squeezed(whole).casefold())
            )
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

    def _holds_equivalent(self, wanted: str) -> bool:
        """Whether letters that count as the same in addresses and names stand there (NFKC)."""
        if self._text.isascii():
            return False
        if self._equivalent is None:
            self._equivalent = unicodedata.normalize("NFKC", self._text).casefold()
        return unicodedata.normalize("NFKC", wanted).casefold() in self._equivalent


def _is_printed(wanted: str, page: _Page) -> bool:
    if page.holds(wanted):
        return True
    local, at, domain = wanted.rpartition("@")
    return bool(at) and any(page.holds(f"{local}{sign}{domain}") for sign in _AT)


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
    if parsed.get("real"):
        return
    try:
        prints = [(parsed["source"], parsed["fields"])]
        prints += [(copy["source"], copy["fields"]) for copy in parsed["copies"]]
        pages: list[str] = []
        for source, fields in prints:
            document = sources.find(source["sha256"])
            if document is None:
                yield error("source-missing", record.place, _missing(source["document"]))
                continue
            yield from _check_print(record.place, document, source, fields, sources)
            spans = [source["header"], *source["body"]]
            start, end = min(span[0] for span in spans), max(span[1] for span in spans)
            pages.append(document.text[start:end])
            if len(pages) == 1:
                body = "\n".join(document.text[a:b] for a, b in source["body"])
                yield from _check_body(record.place, parsed["body"], squeezed(body))
        if pages:
            page = squeezed(_with_decoded("\n".join(pages)))
            inferred = [f"{item['field']}:" for item in parsed["inferred"] if item["used"]]
            yield from _check_values(record.place, _record_values(parsed), page, sources, inferred)
    except (KeyError, TypeError, ValueError, IndexError) as failure:
        text = f"is not a record as docs/jsonl.md describes it ({failure!r})"
        yield error("record", record.place, text)


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
