"""Whether what an output says of a message, and this version does not, is printed in the sources.

Another version may read a document otherwise; it does not make up what is printed nowhere. Only
what this version would write otherwise is looked up.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from mailrecon.header_fields import decoded
from mailrecon.lexicon import load
from mailrecon.model import DateOrder, Document, When
from mailrecon.read.mail.states import without_state
from mailrecon.regex import regex
from mailrecon.resolve.dates import read_date, read_in_language
from mailrecon.verify.finding import Finding, error
from mailrecon.verify.generated_ids import OURS
from mailrecon.verify.stated import BROKEN, Stated, StatedCopy, stated_of

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
        self._whole: str | None = None
        self._line_starts: dict[tuple[str, str], array[int]] = {}

    def find(self, printed: StatedCopy) -> Document | None:
        """The document of a print; with its name, if there are several of these bytes."""
        named = self._documents.get(printed.sha256)
        return named.get(printed.document) or next(iter(named.values())) if named else None

    def lines(self, document: Document, start: int, end: int) -> tuple[int, int]:
        """The first and last line of a span, from 1."""
        key = document.sha256, document.name
        if key not in self._line_starts:
            breaks = (match.end() for match in _BREAK.finditer(document.text))
            self._line_starts[key] = array("q", chain((0,), breaks))
        starts = self._line_starts[key]
        last = start + len(document.text[start:end].rstrip("\r\n"))
        first = bisect_right(starts, start)
        return first, max(first, bisect_left(starts, last))

    def hold(self, text: str) -> bool:
        """Whether any document contains `text`."""
        if self._whole is None:
            every = (item for named in self._documents.values() for item in named.values())
            self._whole = "\0".join(_squeezed(item.text) for item in every)
        return _squeezed(text) in self._whole


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


def unprinted(
    values: Mapping[str, Any], wanted: Mapping[str, Any], place: str, texts: Texts
) -> Iterator[Finding]:
    """What a statement says that can come from no source; `wanted` is what this version says."""
    try:
        stated = stated_of(values, place)
    except BROKEN as failure:
        text = f"does not say what docs/outputs.md and docs/jsonl.md describe ({failure!r})"
        yield error("record", place, text)
        return
    other = stated_of(wanted, place) if wanted else None
    while stated is not None:
        yield from _of_message(stated, other, texts)
        stated, other = stated.attached, other.attached if other is not None else None


def _of_message(stated: Stated, other: Stated | None, texts: Texts) -> Iterator[Finding]:
    if other is not None and stated.is_native != other.is_native:
        text = "native: it says wrongly whether it is a native message"
        yield error("record", stated.place, text)
    if stated.is_native:
        return
    pages = []
    for number, printed in enumerate(stated.prints):
        document = texts.find(printed)
        problem = _misplaced(printed, document, texts)
        if problem is not None:
            yield error(problem[0], stated.place, problem[1])
        elif document is not None:
            goes_on = number == 0 and stated.goes_on
            pages.append(document.text[printed.start : None if goes_on else printed.end])
            if number == 0:
                yield from _unprinted_body(stated, other, document, pages[0])
                yield from _misread(stated, other, document)
    yield from _unprinted_fields(stated, other, _SearchedText(_squeezed("\n".join(pages))), texts)
    yield from _unprinted_identities(stated, other, texts)


def _misplaced(
    printed: StatedCopy, document: Document | None, texts: Texts
) -> tuple[str, str] | None:
    """The code and the text of what is wrong with a place."""
    if document is None:
        name = printed.document
        return "source-missing", f"none of the sources is {name} as it was read (by its SHA-256)"
    start, end = printed.start, printed.end
    if not 0 <= start <= end <= len(document.text):
        return "span", f"characters {start}-{end} are not in {document.name}"
    if texts.lines(document, start, end) != printed.lines:
        return "lines", f"lines {printed.lines} are not those of characters {start}-{end}"
    return None


def _unprinted_body(
    stated: Stated, other: Stated | None, document: Document, page: str
) -> Iterator[Finding]:
    if other and (stated.body, stated.body_spans) == (other.body, other.body_spans):
        return
    if stated.body_spans:
        page = "\n".join(document.text[start:end] for start, end in stated.body_spans)
    text, position = _squeezed(page), 0
    for number, line in enumerate(stated.body, start=1):
        wanted = _squeezed(line)
        found = text.find(wanted, position)
        if found < 0:
            said = f"line {number} of its body is not printed where it says: {line[:60]!r}"
            yield error("body", stated.place, said)
            return
        position = found + len(wanted)
    whole = text, _squeezed(_INITIALS.sub("", page))
    if stated.body_spans and _squeezed("\n".join(stated.body)) not in whole:
        yield error("body", stated.place, "its body is not all of the text it names")


def _misread(stated: Stated, other: Stated | None, document: Document) -> Iterator[Finding]:
    """Fields whose text is not printed at their places."""
    known = other.read if other is not None else frozenset()
    for name, text, start, end in sorted(stated.read - known):
        if _squeezed(text) not in _squeezed(document.text[max(start, 0) : end]):
            text = f"{name}: {text[:60]!r} is not printed at {start}-{end}"
            yield error("value", stated.place, text)


def _unprinted_fields(
    stated: Stated, other: Stated | None, page: _SearchedText, texts: Texts
) -> Iterator[Finding]:
    for name, value in stated.fields.items():
        if name.lower() in stated.corrected or (other and other.fields.get(name) == value):
            continue
        missing = (
            word
            for word in _words(value)
            if not page.holds(word) and not (name in stated.inferred and texts.hold(word))
        )
        for word in islice(missing, _MOST_MISSING):
            text = f"{name}: {word[:60]!r} is not printed where it says"
            yield error("value", stated.place, text)
    printed = stated.fields.get("Date", "")
    is_same = other and (other.date, other.fields.get("Date", "")) == (stated.date, printed)
    if stated.date is None or "date" in stated.corrected or is_same:
        return
    readings = {when.local for when in readings_of(" ".join(printed.split()))}
    # `Mon, Jan 4, 9:12 AM` names no year, so it cannot be read by itself.
    if stated.date not in readings and (readings or "Date" not in stated.inferred):
        text = f"Date: {stated.date} cannot be read from {printed[:60]!r}"
        yield error("value", stated.place, text)


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


def _unprinted_identities(stated: Stated, other: Stated | None, texts: Texts) -> Iterator[Finding]:
    ids = [("Message-ID", stated.identity), *(("References", one) for one in stated.references)]
    if "In-Reply-To" not in stated.inferred:
        ids += [("In-Reply-To", one) for one in stated.parents]
    known = (other.identity, *other.parents, *other.references) if other is not None else ()
    for name, identity in ids:
        is_known = identity.endswith(OURS) or identity in known
        if identity and not is_known and not texts.hold(identity):
            text = f"{name}: {identity[:60]!r} is printed nowhere"
            yield error("value", stated.place, text)
    is_same = other is not None and (stated.fields, stated.body, stated.date) == (
        other.fields,
        other.body,
        other.date,
    )
    if is_same and other is not None and stated.identity != other.identity:
        text = "its Message-ID is not the one made from what it says: it was changed"
        yield error("message-id", stated.place, text)


@lru_cache(maxsize=4096)
def readings_of(printed: str, language: str | None = None) -> frozenset[When]:
    """What a printed date can mean, in `language` or in any; nothing if it is long."""
    if len(printed) > _LONGEST_DATE:
        return frozenset()
    lexicon = load()
    orders = (None, DateOrder.DMY, DateOrder.MDY)
    every = [None, *sorted(lexicon.languages)] if language is None else [language]
    read = [read_date(printed, one, lexicon, order) for one in every for order in orders]
    read += [
        read_in_language(printed, one, lexicon, order)
        for one in every
        if one is not None
        for order in orders
    ]
    return frozenset(item.when for item in read if item.when is not None)
