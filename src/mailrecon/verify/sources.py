"""Compare a message with the place in the source that it names."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import chain, takewhile
from pathlib import Path

from mailrecon.lexicon import INVISIBLE
from mailrecon.model import Document
from mailrecon.read.inputs import OpenedFile
from mailrecon.read.mail.states import without_state
from mailrecon.regex import regex
from mailrecon.verify.claims import Claims, Copy, squeezed
from mailrecon.verify.dates import is_a_reading
from mailrecon.verify.finding import Finding, error
from mailrecon.verify.generated_ids import generated_ids
from mailrecon.verify.mail_rules import decoded

_BREAK = regex(r"\r\n|\n|\r")
_LINE_END = regex(rb"(?<!\r)\r+\n")
_WORDS = regex(r"\w+")
# `    Ben> When does the ferry leave?`: a quotation mark, not part of the body.
_INITIALS = regex(r"^[ \t]*\w{1,20}>", re.MULTILINE)
_ENCODED_WORD = regex(r"=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=")
# decode_header takes the square of a run's length, so runs end somewhere.
_ENCODED_RUN = regex(r"(?:=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=){1,100}")
_UNSEEN = regex(f"[{INVISIBLE}]")
_BETWEEN_WORDS = regex(r"(?<=\?=)\s+(?==\?)")
# Spellings of @ that archives and people use against address harvesters.
_AT = ("@", "at", "(at)", "[at]", "{at}", "-at-", "_at_")
# And of the dots in it: `ben (at) dock (dot) example`.
_DOT = (".", "dot", "(dot)", "[dot]", "{dot}", "-dot-", "_dot_")
# A value split by the end of a page: the most pieces, and the fewest letters of each.
_PIECES, _PIECE, _LONGEST_GAP, _STARTS = 4, 5, 300, 50
_OURS = "@mailrecon.invalid>"
# Placeholders for people who are redacted or unknown.
_STAND_INS = ("[redacted]", "[unknown]")


class Sources:
    """The documents of an output, by the SHA-256 of their bytes.

    Files of different names can have the same bytes, and be read as different formats.
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
        """Add a document."""
        self._documents.setdefault(document.sha256, {}).setdefault(document.name, document)
        if document.original is not None:
            self._originals.add(_without_line_ends(document.original))

    def find(self, sha256: str, name: str) -> Document | None:
        """The document with this SHA-256; with this name if there are several."""
        named = self._documents.get(sha256)
        return named.get(name) or next(iter(named.values())) if named else None

    def lengths(self, sha256: str) -> set[int]:
        """The number of characters of the documents with this SHA-256."""
        return {len(document.text) for document in self._documents.get(sha256, {}).values()}

    def holds_native(self, data: bytes) -> bool:
        """Whether a message with these bytes is in the sources, whatever its line ends.

        The state that an mbox keeps in the header (Status, X-Status) is not compared.
        """
        if _without_line_ends(data) in self._originals:
            return True
        plain = without_state(_LINE_END.sub(b"\n", data))
        return _without_line_ends(plain) in self._originals

    def lines(self, document: Document, start: int, end: int) -> tuple[int, int]:
        """The first and last line of a span, from 1."""
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
        """Whether any document contains `text` (squeezed, in lower case) anywhere."""
        text = text.casefold()
        for document in self.documents():
            key = document.sha256, document.name
            if key not in self._pages:
                self._pages[key] = squeezed(_with_decoded(document.text)).casefold()
            if text in self._pages[key]:
                return True
        return False

    def data_of(self, document: Document) -> bytes | None:
        """The bytes of a document that is a file of its own, read again."""
        path = next((file.name for file in self.files if file.sha256 == document.sha256), None)
        if path is None or path == "-":
            return None
        data = Path(path).read_bytes()
        return data if hashlib.sha256(data).hexdigest() == document.sha256 else None

    def documents(self) -> Iterator[Document]:
        """All documents in the order of reading."""
        for named in self._documents.values():
            yield from named.values()


def _without_line_ends(data: bytes) -> bytes:
    """The digest of a message's bytes with LF for CR LF, also after another CR."""
    return hashlib.sha256(_LINE_END.sub(b"\n", data).rstrip(b"\r\n")).digest()


def _with_decoded(text: str) -> str:
    """`text` followed by a copy with encoded words decoded (RFC 2047), to find either form.

    Each word is also decoded by itself, since a value can begin or end within a run of them.
    """
    if "=?" not in text:
        return text
    joined = _BETWEEN_WORDS.sub("", _UNSEEN.sub("", text))
    runs = _ENCODED_RUN.sub(lambda run: decoded(run[0].replace("?==?", "?= =?")), joined)
    words = _ENCODED_WORD.sub(lambda word: decoded(word[0]), joined)
    return f"{text}\n{runs}\n{words}"


def check_against_source(claims: Claims, sources: Sources) -> Iterator[Finding]:
    """Check that claims about a message are printed at their places; nothing without sources."""
    place = claims.place
    if not sources.given:
        return
    if claims.is_native and claims.says_native is None:
        text = "native message not found among the sources"
        if not claims.kept:
            yield error("source-missing", place, text)
        return
    yield from (error(code, place, text) for code, text in claims.problems)
    texts: list[str] = []
    for number, copy in enumerate(claims.copies):
        document = sources.find(copy.sha256, copy.document)
        if document is None:
            text = f"none of the sources is {copy.document} as it was read (by its SHA-256)"
            yield error("source-missing", place, text)
            continue
        problem = _outside(copy, document)
        if problem:
            yield error("span", place, problem)
            continue
        yield from _check_copy(place, document, copy, sources)
        texts.append(document.text[copy.start : copy.end])
        if number == 0:
            yield from _check_first_copy(claims, document, copy)
    if not texts:
        return
    page = squeezed(_with_decoded("\n".join(texts)))
    yield from _check_values(claims, page, sources)
    yield from _check_identities(claims, page, sources)
    yield from _check_date(claims)
    made = claims.made_from(texts[0]) if claims.made_from is not None else None
    if made is not None and claims.identity not in generated_ids(made):
        text = "its Message-ID is not the one made from what it says: it was changed"
        yield error("message-id", place, text)


def _outside(copy: Copy, document: Document) -> str | None:
    """The first span of a copy that is not in its document, in words."""
    spans = [(copy.start, copy.end), *((item["span"][0], item["span"][1]) for item in copy.fields)]
    spans += [copy.header, *copy.body] if copy.header is not None else []
    for start, end in spans:
        if not 0 <= start <= end <= len(document.text):
            return f"characters {start}-{end} are not in {document.name}"
    return None


def _check_copy(place: str, document: Document, copy: Copy, sources: Sources) -> Iterator[Finding]:
    """Check the spans of a copy: they are on the lines named, with the values printed."""
    if sources.lines(document, copy.start, copy.end) != copy.lines:
        yield error("lines", place, f"lines {copy.lines} are not those it covers")
    if copy.header is not None:
        from_, to = copy.header
        if any(start < to and from_ < end for start, end in copy.body):
            yield error("span", place, "its header and its text overlap")
    for field in copy.fields:
        if field["how"] == "corrected":
            continue
        start, end = field["span"]
        if _missing_line(field["printed"], squeezed(document.text[start:end])) is not None:
            text = f"{field['role']}: {field['printed'][:60]!r} is not printed at {start}-{end}"
            yield error("value", place, text)


def _check_first_copy(claims: Claims, document: Document, copy: Copy) -> Iterator[Finding]:
    """Check the body, and whether the message is native, by the canonical copy."""
    if claims.says_native is not None and claims.says_native != (
        document.original is not None and copy.start == 0
    ):
        yield error("record", claims.place, "says wrongly whether the message is native")
    if copy.header is not None:  # a record names the text of its body, which is all of it
        printed = "\n".join(document.text[start:end] for start, end in copy.body)
        page, plain = squeezed(printed), _INITIALS.sub("", printed)
    else:
        # With `--forwards inline` the body continues with the text below.
        end = len(document.text) if claims.goes_on else copy.end
        page, plain = squeezed(_with_decoded(document.text[copy.start : end])), ""
    missing = _missing_line(claims.body, page)
    if missing is not None:
        text = f"line {missing[0]} of its body is not printed where it says: {missing[1][:60]!r}"
        yield error("body", claims.place, text)
    elif copy.header is not None and squeezed(claims.body) not in (page, squeezed(plain)):
        yield error("body", claims.place, "its body is not all of the text it names")


def _missing_line(body: str, page: str) -> tuple[int, str] | None:
    """The first line of a text that is not, in order, in the squeezed text `page`."""
    position = 0
    for number, line in enumerate(body.split("\n"), start=1):
        wanted = squeezed(line)
        found = page.find(wanted, position)
        if found < 0:
            return number, line
        position = found + len(wanted)
    return None


def _check_date(claims: Claims) -> Iterator[Finding]:
    if claims.date is None or "date" in claims.corrected:
        return
    local, offset = claims.date
    printed = claims.date_printed
    if not printed:
        yield error("value", claims.place, "Date: it has one, but none is printed")
    elif not is_a_reading(printed, local, offset, offset_inferred="Date" in claims.inferred):
        text = f"Date: {local} cannot be read from {printed[:60]!r}"
        yield error("value", claims.place, text)


def _check_identities(claims: Claims, page: str, sources: Sources) -> Iterator[Finding]:
    """A Message-ID that is not generated is printed; so are parents, unless inferred.

    Any copy of the message may print them.
    """
    folded = page.casefold()

    def is_printed(identity: str) -> bool:
        wanted = squeezed(identity).casefold()
        return wanted in folded or sources.hold_print_of(wanted)

    stated = [("Message-ID", claims.identity)]
    stated += [("References", identity) for identity in claims.references]
    wanted = [(name, identity) for name, identity in stated if not identity.endswith(_OURS)]
    if "In-Reply-To" not in claims.inferred:
        wanted += [("In-Reply-To", identity) for identity in claims.parents]
    for name, identity in wanted:
        if identity and not is_printed(identity):
            yield error("value", claims.place, f"{name}: {identity[:60]!r} is printed nowhere")


def _check_values(claims: Claims, page: str, sources: Sources) -> Iterator[Finding]:
    """Check values: inferred ones may be printed anywhere, others only at their places."""
    folded = _Page(page.casefold())
    for field, whole, words in claims.values:
        if field.lower() in claims.corrected:
            continue
        parts = [] if words in _STAND_INS else _WORDS.findall(words or "")
        wanted = squeezed(whole or "").casefold()
        found = any(map(folded.holds, _spellings(wanted)))
        found = found or (field == "Subject" and folded.holds_in_pieces(wanted))
        missing = [part for part in parts if not folded.holds(part.casefold())]
        if field in claims.inferred:
            found = found or any(map(sources.hold_print_of, _spellings(wanted)))
            missing = [part for part in missing if not sources.hold_print_of(part.casefold())]
        if not found and whole is not None:
            text = f"{field}: {whole[:60]!r} is not printed where it says"
            yield error("value", claims.place, text)
        for part in missing:
            yield error("value", claims.place, f"{field}: {part!r} is not printed where it says")


class _Page:
    """A text in which values are searched, mostly one after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._equivalent: str | None = None

    def holds(self, wanted: str) -> bool:
        """Whether the text contains `wanted`; the search begins after the last result."""
        found = self._text.find(wanted, self._place)
        if found < 0:
            found = self._text.find(wanted)
        if found < 0:
            return self._holds_equivalent(wanted)
        self._place = found
        return True

    def holds_in_pieces(self, wanted: str) -> bool:
        """Whether the text contains `wanted` with one or two page headers or footers in between."""
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
        """Whether the text contains equivalent letters of an address or name."""
        if self._text.isascii():
            return False
        if self._equivalent is None:
            self._equivalent = _equivalent(self._text)
        return _equivalent(wanted) in self._equivalent


def _equivalent(text: str) -> str:
    """`text` with one letter for equivalent ones (NFKC), and one dot (RFC 3490)."""
    return unicodedata.normalize("NFKC", text).casefold().replace("\u3002", ".")


def _spellings(wanted: str) -> Iterator[str]:
    """A value as it is, and an address as printed against harvesters."""
    yield wanted
    local, at, domain = wanted.rpartition("@")
    if at:
        for dot in _DOT:
            for name in dict.fromkeys((local, local.replace(".", dot))):
                yield from (f"{name}{sign}{domain.replace('.', dot)}" for sign in _AT)
