"""Whether what an output says of a message, and this version does not, is printed in the sources.

Another version may read a document otherwise; it does not make up what is printed nowhere. Only
what this version would write otherwise is looked up.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import Any, NamedTuple

from mailrecon.header_fields import decoded
from mailrecon.lexicon import load
from mailrecon.model import DateOrder, Document, How, Source, Span
from mailrecon.read.mail.states import without_state
from mailrecon.regex import regex
from mailrecon.resolve.dates import read_date, read_in_language
from mailrecon.verify.finding import Finding, error
from mailrecon.verify.identities import OURS
from mailrecon.verify.restored import BROKEN, Restored, restored_of
from mailrecon.writers.columns import people_by_field

# Characters that printing, quoting and header rules change: white space, controls, direction, quote
# marks.
_PASSING = regex(
    "[\\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffd>＞|]+"
)
# `    Ben> When does the ferry leave?`: a quotation mark, not part of the body.
_INITIALS = regex(r"(?m)^[ \t]*\w{1,20}>")
_ENCODED_WORD = regex(r"=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=")
_LINE_END = regex(rb"(?<!\r)\r+\n")
_BREAK = regex(r"\r\n|\n|\r")
_BETWEEN = regex(r"[\s<>,;\"]+")
_WORD = regex(r"\w+")
# Characters in `(at)` or `[punkt]`; places tried for the first part of an address spelled so.
_LONGEST_SIGN, _MOST_STARTS = 9, 50
# A forged date may be of any length, and each of 84 languages reads it.
_LONGEST_DATE = 200
# A field with more words that are printed nowhere has no need of a longer list.
_MOST_MISSING = 12
# What an output has in place of people who are removed or unknown.
_STAND_INS, _PLACEHOLDER = ("[redacted]", "[unknown]"), "@redacted.invalid"


class Texts:
    """The texts of the sources, to look up what is printed."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents: dict[str, dict[str, Document]] = {}
        for document in documents:
            self._documents.setdefault(document.sha256, {})[document.name] = document
        self._line_starts: dict[tuple[str, str], array[int]] = {}

    def find(self, source: Source) -> Document | None:
        """The document of a print; with its name, if there are several of these bytes."""
        named = self._documents.get(source.sha256)
        return named.get(source.document) or next(iter(named.values())) if named else None

    def lines(self, document: Document, span: Span) -> tuple[int, int]:
        """The first and last line of a span, from 1."""
        key = document.sha256, document.name
        if key not in self._line_starts:
            breaks = (match.end() for match in _BREAK.finditer(document.text))
            self._line_starts[key] = array("q", chain((0,), breaks))
        starts = self._line_starts[key]
        last = span.start + len(span.of(document.text).rstrip("\r\n"))
        first = bisect_right(starts, span.start)
        return first, max(first, bisect_left(starts, last))

    @cached_property
    def whole(self) -> str:
        """The text of all documents, squeezed."""
        every = (item for named in self._documents.values() for item in named.values())
        return "\0".join(_squeezed(item.text) for item in every)


class Natives:
    """The native mail of the sources, whatever its line ends.

    The state that an mbox keeps in the header (Status, X-Status) is not compared.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        originals = (item.original for item in documents if item.original is not None)
        self._digests = set(map(_without_line_ends, originals))

    def hold(self, data: bytes) -> bool:
        """Whether a message with these bytes is among them."""
        plain = without_state(_LINE_END.sub(b"\n", data))
        return not self._digests.isdisjoint(map(_without_line_ends, (data, plain)))


def _without_line_ends(data: bytes) -> bytes:
    """The digest of a message's bytes with LF for CR LF, also after another CR."""
    return hashlib.sha256(_LINE_END.sub(b"\n", data).rstrip(b"\r\n")).digest()


def _squeezed(text: str) -> str:
    """`text` without what printing changes, in small letters; encoded words also decoded."""
    if "=?" in text:
        text = f"{text}\n{_ENCODED_WORD.sub(lambda word: decoded(word[0]), text)}"
    return _PASSING.sub("", text.replace("\xae", "(R)")).casefold()


class _Claim(NamedTuple):
    """Something that a message says of its sources; `find` yields code and text of a finding."""

    find: Callable[..., Iterator[tuple[str, str]]]
    name: str
    values: tuple[Any, ...]


def unprinted(
    values: Mapping[str, Any], wanted: Mapping[str, Any], place: str, texts: Texts
) -> Iterator[Finding]:
    """What a statement says that can come from no source; `wanted` is what this version says."""
    try:
        item = restored_of(values, place)
    except BROKEN as failure:
        text = f"does not say what docs/outputs.md and docs/jsonl.md describe ({failure!r})"
        yield error("record", place, text)
        return
    other = restored_of(wanted, place) if wanted else None
    while item is not None:
        if other is not None and item.is_native != other.is_native:
            text = "native: it says wrongly whether it is a native message"
            yield error("record", item.place, text)
        known = set(_claims(other)) if other is not None else set()
        claims = [] if item.is_native else [one for one in _claims(item) if one not in known]
        if known and [claim.name for claim in claims] == ["Message-ID"]:
            text = "its Message-ID is not the one made from what it says: it was changed"
            yield error("message-id", item.place, text)
        pages = _Pages(item, texts)
        for claim in claims:
            for code, text in claim.find(pages, claim.name, *claim.values):
                yield error(code, item.place, text)
        item, other = item.attached, other.attached if other is not None else None


def _claims(item: Restored) -> Iterator[_Claim]:
    message, when = item.message, item.message.when
    corrected = {one.field or one.action for one in message.corrected}
    for source in item.sources:
        yield _Claim(_Pages.place, "source", (source,))
    yield _Claim(_Pages.body, "body", (message.body, message.source.body))
    for field in message.fields:
        if field.how is not How.CORRECTED:
            yield _Claim(_Pages.read, field.role, (field.text, field.span))
    said = {
        name: ", ".join(f"{one.name or ''} <{one.address or ''}>" for one in people)
        for name, people in people_by_field(message)
    }
    for name, value in {**said, "Subject": message.subject, "Date": message.date_printed}.items():
        if value and name.lower() not in corrected:
            yield _Claim(_Pages.field, name, (value,))
    if when is not None and "date" not in corrected:
        yield _Claim(_Pages.date, "Date", (when.local, message.date_printed or ""))
    ids = [("Message-ID", item.identity), *(("References", one) for one in message.references)]
    if "In-Reply-To" not in item.inferred:
        ids.append(("In-Reply-To", message.parent or ""))
    yield from (_Claim(_Pages.identity, name, (identity,)) for name, identity in ids)


class _Pages:
    """The text that a message says it is printed in; its methods find what is not printed there."""

    def __init__(self, item: Restored, texts: Texts) -> None:
        self._item, self._texts = item, texts
        self._document = texts.find(item.message.source)
        pages = [(source, texts.find(source)) for source in item.sources]
        printed = [source.span.of(found.text) for source, found in pages if found is not None]
        if item.goes_on and self._document is not None:
            printed.insert(0, self._document.text[item.message.source.span.start :])
        self._own = printed[0] if printed else ""
        self._page = _SearchedText(_squeezed("\n".join(printed)))

    def place(self, _: str, source: Source) -> Iterator[tuple[str, str]]:
        document, span = self._texts.find(source), source.span
        if document is None:
            text = f"none of the sources is {source.document} as it was read (by its SHA-256)"
            yield "source-missing", text
        elif not 0 <= span.start <= span.end <= len(document.text):
            yield "span", f"characters {span.start}-{span.end} are not in {document.name}"
        elif self._texts.lines(document, span) != source.lines:
            place = f"characters {span.start}-{span.end}"
            yield "lines", f"lines {source.lines} are not those of {place}"

    def body(self, _: str, body: str, spans: Sequence[Span]) -> Iterator[tuple[str, str]]:
        page = self._own
        if spans and self._document is not None:
            page = "\n".join(span.of(self._document.text) for span in spans)
        text, position = _squeezed(page), 0
        for number, line in enumerate(body.split("\n"), start=1):
            wanted = _squeezed(line)
            found = text.find(wanted, position)
            if found < 0:
                said = f"line {number} of its body is not printed where it says: {line[:60]!r}"
                yield "body", said
                return
            position = found + len(wanted)
        if spans and _squeezed(body) not in (text, _squeezed(_INITIALS.sub("", page))):
            yield "body", "its body is not all of the text it names"

    def read(self, name: str, text: str, span: Span) -> Iterator[tuple[str, str]]:
        printed = span.of(self._document.text) if self._document is not None else ""
        # OCR can print the end of a list below other fields, so words are looked up one by one.
        page = _SearchedText(_squeezed(printed))
        if not all(map(page.holds, text.split())):
            yield "value", f"{name}: {text[:60]!r} is not printed at {span.start}-{span.end}"

    def field(self, name: str, value: str) -> Iterator[tuple[str, str]]:
        is_inferred = name in self._item.inferred
        missing = (
            word
            for word in _words(value)
            if not self._page.holds(word)
            and not (is_inferred and _squeezed(word) in self._texts.whole)
        )
        for word in islice(missing, _MOST_MISSING):
            yield "value", f"{name}: {word[:60]!r} is not printed where it says"

    def date(self, name: str, local: datetime, printed: str) -> Iterator[tuple[str, str]]:
        readings = _readings_of(" ".join(printed.split()))
        # `Mon, Jan 4, 9:12 AM` names no year, so it cannot be read by itself.
        if local not in readings and (readings or name not in self._item.inferred):
            yield "value", f"{name}: {local} cannot be read from {printed[:60]!r}"

    def identity(self, name: str, identity: str) -> Iterator[tuple[str, str]]:
        if not identity.endswith(OURS) and _squeezed(identity) not in self._texts.whole:
            yield "value", f"{name}: {identity[:60]!r} is printed nowhere"


def _words(value: str) -> Iterator[str]:
    """The addresses and words of a value that must be printed."""
    for part in _BETWEEN.split(value):
        if part in _STAND_INS or part.endswith(_PLACEHOLDER):
            continue
        if "@" in part[1:-1]:
            yield part
        else:
            yield from _WORD.findall(part)


class _SearchedText:
    """A text without white space in which values are looked up, mostly one after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0

    def holds(self, word: str) -> bool:
        """Whether the text contains `word`; the search begins after the last one found."""
        wanted = _squeezed(word)
        found = self._text.find(wanted, self._place)
        if found < 0:
            found = self._text.find(wanted)
        if found < 0:
            return "@" in word and self._holds_spelled(re.split("[@.]", wanted))
        self._place = found
        return True

    def _holds_spelled(self, parts: list[str]) -> bool:
        """Whether it has an address against harvesters: `ben (at) dock [dot] example`."""
        start = self._text.find(parts[0])
        for _ in range(_MOST_STARTS):
            if start < 0:
                return False
            end: int = start
            for part in parts:
                found = self._text.find(part, end, end + _LONGEST_SIGN + len(part))
                if found < 0:
                    break
                end = found + len(part)
            else:
                return True
            start = self._text.find(parts[0], start + 1)
        return False


@lru_cache(maxsize=4096)
def _readings_of(printed: str) -> frozenset[datetime]:
    """What a printed date can mean in any language; nothing if it is long."""
    if len(printed) > _LONGEST_DATE:
        return frozenset()
    lexicon = load()
    orders = (None, DateOrder.DMY, DateOrder.MDY)
    read = [read_date(printed, None, lexicon, order) for order in orders]
    for language in lexicon.languages:
        for reading in (read_date, read_in_language):
            read += [reading(printed, language, lexicon, order) for order in orders]
    return frozenset(item.when.local for item in read if item.when is not None)
