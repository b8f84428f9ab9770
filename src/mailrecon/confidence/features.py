"""Features for or against a message: names, each present or absent.

Each group in `GROUPS` gives one of its values to a message, as `group:value`. The features depend
only on the message and the length of its document, so they are the same whether the document is
read whole or in windows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from string import ascii_lowercase
from types import MappingProxyType
from typing import NamedTuple

from mailrecon.model import Draft, How, Introduction, Person, Role, When
from mailrecon.regex import regex

# Characters of a text that are examined: more would cost time and change little.
_LOOKED_AT = 3_000
# `Subject: Sluice` / `Date: 4 May`: two such lines in a text may be a header that was not found.
_LABEL = r"[>|*_ \t]{0,8}[^\W\d][^\n:：;]{1,18}[:：;][ \t]{0,8}[^\s/][^\n]{0,400}"
_LABELLED = regex(_LABEL)
# Marks, a letter, up to 18 more characters, and the colon.
_LABEL_END = 8 + 1 + 18 + 1
_LABELLED_PAIR = regex(rf"\n{_LABEL}\n{_LABEL}")
# `On …, Ann wrote:` above `> …`
_QUOTING = regex(r"[:：][ *_]{0,3}\n[ \t]{0,4}[>|]")
# `m0le`, `l1ke`, `|n`, `ann©dock`: letters misread by OCR. Most texts have no such character.
# Searching for one first takes a fifth of the time.
_MISREAD = regex(
    r"[015|!;~©](?:(?<=[a-z][01|!;~])(?=[a-z])|(?<=[015|])(?<![\w.@-].)(?=[a-z]{2})|(?<=\w©)(?=\w))"
)
# Looser: a zero for each character that may be misread, and `a` for each small letter. In nearly
# all texts no small letter follows such a character.
_AS_ZEROS = bytes.maketrans(
    b"015|!;~" + ascii_lowercase.encode(), b"0" * len("015|!;~") + b"a" * len(ascii_lowercase)
)
_MAY_BE_MISREAD = "0a"


class _Steps(NamedTuple):
    """Exclusive upper bounds, and the name of each stretch; the last one is "more"."""

    limits: tuple[float, ...]
    names: tuple[str, ...]


def _steps(*limits: float) -> _Steps:
    return _Steps(limits, (*(f"<{limit}" for limit in limits), "more"))


_SCORES = _steps(4.25, 4.75, 5.25, 6.0, 7.0, 8.0, 9.0, 10.0)
_LENGTHS = _steps(1, 40, 400, 4_000)
_FIELDS = _steps(2, 3, 4, 5, 6)
# A longer subject or name probably includes lines that do not belong to it.
_LONG_VALUE = 120
# Characters that may follow the last message of a document: a line end or two.
_NEAR_END = 3

# Counts from this one on have one name.
_SEVERAL = 2
_COUNT_OR_NONE = ("none", "one", "several")
_COUNT_OR_NO = ("no", "one", "several")
# As many addresses in a text as a header has.
_MANY_SIGNS = 3

# By a name of the module, Python finds them ten times as fast as in their enum.
_DATE, _SUBJECT, _TO = Role.DATE, Role.SUBJECT, Role.TO
_NORMALISED = How.NORMALISED
_INTRODUCTIONS = {kind: kind.value for kind in Introduction}
_PRESENT = ("address", "name", "redacted", "none")
GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # The sum of the evidence's weights (`layouts/evidence.py`).
        "score": _SCORES.names,
        "introduction": tuple(kind.value for kind in Introduction),
        "from": _PRESENT,
        "to": (*_PRESENT, "empty"),
        "date": ("second", "minute", "day", "unread", "none"),
        "zone": ("printed", "none"),
        "subject": ("printed", "empty", "long", "title", "none"),
        "fields": _FIELDS.names,
        # The number of languages that explain all the labels.
        "languages": ("none", "one", "several"),
        # Labels that OCR damaged.
        "damaged": ("no", "one", "several"),
        "text": _LENGTHS.names,
        "pieces": ("one", "several"),
        # Traces of OCR in header and text.
        "misread": ("no", "one", "several"),
        "warnings": ("none", "one", "several"),
        "quoted": ("no", "once", "deeper"),
        # Signs that the body contains foreign text: a label first, two header lines, an attribution
        # line with its quotation, many addresses.
        "opening": ("label", "other"),
        "labels": ("pair", "none"),
        "quoting": ("yes", "no"),
        "addresses": ("none", "some", "many"),
        # The text above and below the message.
        "above": ("document begins", "narrative", "message"),
        "below": ("document ends", "more"),
    }
)


_NAMES = (
    *("layout", "score", "introduction", "from", "to", "date", "zone", "subject", "fields"),
    *("languages", "damaged", "warnings", "quoted", "text", "misread", "pieces", "opening"),
    *("labels", "quoting", "addresses", "above", "below"),
)


class Observed(NamedTuple):
    """What decides the features of a message. Most messages share it, so they are found once.

    Counts are of header fields, languages, damaged labels, warnings, quote marks, pieces and
    addresses; `length` is the place in `_LENGTHS`.
    """

    layout: str
    score: float
    introduction: Introduction
    originator: str
    to: str
    date: str
    zone: bool
    subject: str
    fields: int
    languages: int
    damaged: int
    warnings: int
    depth: int
    length: int
    traces: int
    pieces: int
    opens: bool
    pair: bool
    quoting: bool
    signs: int
    inside: bool
    below: bool
    last: bool


def features(
    draft: Draft,
    when: When | None,
    originator: Person | None,
    to: tuple[Person, ...],
    characters: int,
) -> Iterator[str]:
    """The features of a message in a document of so many characters."""
    return features_of(observed_in(draft, when, originator, to, characters))


def features_of(observed: Observed) -> Iterator[str]:
    """The features in the form `group:value`."""
    return (f"{name}:{value}" for name, value in zip(_NAMES, _values(observed), strict=True))


def _values(observed: Observed) -> tuple[str, ...]:
    """The values of a message's features, one for each group, in the order of `_NAMES`."""
    depth, signs = observed.depth, observed.signs
    above = "message" if observed.inside else "narrative" if observed.below else "document begins"
    return (
        observed.layout,
        _SCORES.names[bisect_right(_SCORES.limits, observed.score)],
        _INTRODUCTIONS[observed.introduction],
        observed.originator,
        observed.to,
        observed.date,
        "printed" if observed.zone else "none",
        observed.subject,
        _FIELDS.names[bisect_right(_FIELDS.limits, observed.fields)],
        _COUNT_OR_NONE[min(observed.languages, _SEVERAL)],
        _COUNT_OR_NO[min(observed.damaged, _SEVERAL)],
        _COUNT_OR_NONE[min(observed.warnings, _SEVERAL)],
        "no" if not depth else "once" if depth == 1 else "deeper",
        _LENGTHS.names[observed.length],
        _COUNT_OR_NO[observed.traces],
        "one" if observed.pieces < _SEVERAL else "several",
        "label" if observed.opens else "other",
        "pair" if observed.pair else "none",
        "yes" if observed.quoting else "no",
        "none" if not signs else "some" if signs < _MANY_SIGNS else "many",
        above,
        "document ends" if observed.last else "more",
    )


def observed_in(
    draft: Draft,
    when: When | None,
    originator: Person | None,
    to: tuple[Person, ...],
    characters: int,
) -> Observed:
    """What decides the features of a message, in a document of so many characters."""
    roles: list[Role] = []
    shown: list[str] = []
    damaged = 0
    for field in draft.fields:
        roles.append(field.role)
        shown.append(field.text[:_LONG_VALUE])
        if field.how is _NORMALISED:
            damaged += 1
    date: str = "none"
    if when is not None:
        date = when.precision
    elif _DATE in roles and shown[roles.index(_DATE)]:
        date = "unread"
    subject = "none"
    if _SUBJECT in roles:
        printed = draft.fields[roles.index(_SUBJECT)].text
        subject = "long" if len(printed) > _LONG_VALUE else "printed" if printed else "empty"
    elif draft.heading is not None:
        subject = "title"
    header, pieces, body = draft.header, draft.body, draft.body_text
    last = 0
    for span in (*header, *pieces):
        if span.end > last:
            last = span.end
    text = body[:_LOOKED_AT]
    # A label's colon, and the sign of a quotation
    labels = ":" in text or ";" in text or "：" in text
    several = "\n" in text
    # Made of a tuple, it is made without a call by names.
    return tuple.__new__(
        Observed,
        (
            draft.layout,
            draft.score,
            draft.introduction,
            _present(originator),
            "empty"
            if _TO in roles and not shown[roles.index(_TO)]
            else _present(to[0] if to else None),
            date,
            when is not None and when.zone is not None,
            subject,
            len(roles),
            0 if draft.language is None else 1 + len(draft.languages),
            damaged,
            len(draft.warnings),
            draft.quote_depth,
            bisect_right(_LENGTHS.limits, len(body)),
            _traces(f"{' '.join(shown)}\n{text}"),
            len(pieces),
            labels and _may_begin_with_label(text) and _LABELLED.match(text) is not None,
            labels
            and several
            and _may_end_labels(text)
            and _LABELLED_PAIR.search(text) is not None,
            several and (">" in text or "|" in text) and _QUOTING.search(text) is not None,
            min(text.count("@"), _MANY_SIGNS),
            draft.enclosing is not None,
            bool(header) and header[0].start >= _NEAR_END,
            last + _NEAR_END >= characters,
        ),
    )


def _may_begin_with_label(text: str) -> bool:
    """Whether a label's colon may be on the first line; rules most texts out cheaply."""
    start = text[:_LABEL_END]
    return ":" in start or ";" in start or "：" in start


def _may_end_labels(text: str) -> bool:
    """Whether a text has two characters that may end a label; this rules out most texts."""
    return text.count(":") + text.count("：") + text.count(";") > 1


def _traces(text: str) -> int:
    """How many traces of OCR there are; counting stops at `_SEVERAL`."""
    if "©" not in text:
        # A search in a string is faster than one in bytes.
        signs = text.encode("utf-8", "surrogatepass").translate(_AS_ZEROS).decode("latin-1")
        if _MAY_BE_MISREAD not in signs:
            return 0
    first = _MISREAD.search(text)
    if first is None:
        return 0
    return 1 if _MISREAD.search(text, first.end()) is None else _SEVERAL


def _present(person: Person | None) -> str:
    if person is None:
        return "none"
    if person.redacted:
        return "redacted"
    return "address" if person.address is not None else "name"
