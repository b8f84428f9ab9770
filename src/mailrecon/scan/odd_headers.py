"""Signs of a header that a page prints, or OCR reads, in place of the usual ones.

    From= Ann Poe                      Fromi Poe, Ann
    (From: Ann Poe; To: Ben Ost; Date: May 4, 2020 9:12 AM)
    Sent: Monday, May 4, 2020 9:12 AM To Ben Ost
    | From: Ann Poe

Each is changed into as many characters that layouts know (`scan/stand_ins.py`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Role
from mailrecon.regex import LineOpening, regex
from mailrecon.scan import patterns

# `From= Ann Poe`; settings have `From = ann@quay.example`, a program `From = "Ann Poe";`.
_EQUALS = LineOpening(
    r"[> \t]*+(?P<word>[^\W\d_]{2,12})(?P<sign>=)[ \t]+(?=[^\s\"'=])"
    r"(?P<value>[^\n]*[^\n;{,])$"
)
# The labels of releases in which OCR read a letter for their colon: `Fromi Poe, Ann`.
_RELEASED = "From|Sent|To|Cc|Subject|Date|Von|Gesendet|Betreff|Objet|Asunto"
_MISREAD = LineOpening(rf"[> \t]*+(?P<word>{_RELEASED})(?P<sign>[iIl1|!])[ \t]+(?=\S)")
_LABELLED = regex(r"[> \t]*(?P<word>[^\W\d_]{2,12})[ \t]?[:;iIl1|!]")
# `(From: Ann Poe; To: Ben Ost; Date: May 4, 2020 9:12 AM)`
_IN_BRACKETS = LineOpening(
    r"[> \t]*+(?P<open>[(\[])(?P<inside>[^\W\d_]{2,12}[ \u00a0]?[:：][ \t][^\n]{16,400})"
    r"(?P<close>[)\]])[ \t]*$"
)
_PARTED = regex(r"(?P<sign>[;|,/])[ \t]*(?=(?P<word>[^\W\d_]{1,12})[ \u00a0]?[:：][ \t])")
_FIRST = regex(r"[^\W\d_]{2,12}")
_FEWEST_LABELS = 3
_BLANKS = frozenset(" \t")
# `Sent: Monday, May 4, 2020 9:12 AM To Ben Ost`
_DATES = "Sent|Date|Gesendet|Datum|Envoyé|Enviado|Enviada|Fecha|Data|Inviato|Verzonden"
_BESIDE_DATE = LineOpening(
    rf"[> \t]*+(?:{_DATES})[ \t]?:[^\n]{{8,60}}?\d:\d\d(?::\d\d)?(?:[ ]?[AaPp]\.?[Mm]\.?)?"
    r"[ ](?P<word>[^\W\d_]{1,3})(?P<gap>[ ])(?=[^\W\d_a-z]|[\"'<])"
)
_INITIALS_OF_RELEASED = frozenset(label[0] for label in _RELEASED.split("|"))
_INITIALS_OF_DATES = frozenset(label[0] for label in _DATES.split("|"))
# A line drawn at the margin, on one line alone: `| From: Ann Poe`.
_BAR = LineOpening(r"(?P<sign>\|)[ \t]*(?P<word>[^\W\d_]{2,12})[ \t]?:[^\n|]*$")
# One search for the first characters of a misread label or of a date: most texts have none. A line
# that begins with no label is given up at its first or second letter, and only behind a date's
# label is a time sought.
_LABELS = f"{_RELEASED}|{_DATES}".split("|")


def _any_of(labels: str) -> str:
    """A form of one of some labels that looks at their first and second letters first."""
    known = labels.split("|")
    firsts = "".join(sorted({label[0] for label in known}))
    seconds = "".join(sorted({label[1] for label in known}))
    rests = "|".join(sorted({label[2:] for label in known}))
    return f"[{firsts}][{seconds}](?:{rests})"


# The first two characters of a line are looked at before the form is tried on them.
_FIRSTS = "> \t" + "".join(sorted({label[0] for label in _LABELS}))
_SECONDS = _FIRSTS + "".join(sorted({label[1] for label in _LABELS}))
# From colon to colon, a time is found in half the steps of one character after the other.
_FORM = (
    rf"[> \t]*+(?:{_any_of(_RELEASED)}[iIl1|!][ \t]|{_any_of(_DATES)}[ \t]?"
    r":(?:[^\n:]*+:)+?(?<=\d:)\d\d[^\n]{0,6}[ ][^\W\d_]{1,3}[ ][^\W\d_a-z])"
)
_LETTERS = LineOpening(rf"[{_FIRSTS}][{_SECONDS}](?<=(?={_FORM})..)")
# `Fro`, `From`: what a line with one of these labels may open with, if only some characters are
# known; and `Froml`, `To: `: a label and what may follow it.
_BEGUN_LABELS = frozenset(label[:end] for label in _LABELS for end in range(len(label) + 1))
_OPENED_LABELS = frozenset(label + sign for label in _LABELS for sign in "iIl1|!: \t")
_OPENED_LENGTHS = tuple(sorted({len(opened) for opened in _OPENED_LABELS}))
# And one for those of the other forms, in texts that have one of their signs.
_MARKS = ("=", "|", "(", "[")
_MARKED = LineOpening(
    r"[> \t]*(?:[^\W\d_a-z][^\W\d_]{1,11}=[ \t]"
    r"|\|[ \t]*[^\W\d_a-z][^\W\d_]{1,11}[ \t]?:|[(\[][^\W\d_]{2,12}[ \u00a0]?[:：][ \t])"
)
_Change = tuple[int, int, str]


def may_have_odd_header(text: str, marks: str) -> bool:
    """Whether a text has a sign of such a header; most have none. `marks` are its `marks_of`."""
    # A search for one character is ten times as fast as one for all beginnings of a line.
    return _LETTERS.is_in(text) or (any(map(marks.__contains__, _MARKS)) and _MARKED.is_in(text))


def may_open_odd_header(line: str) -> bool:
    """Whether a line that begins with a letter has a sign of such a header."""
    return _LETTERS.opens(line)


def may_open_label(opening: str) -> bool:
    """Whether a line with these first characters may begin with one of these labels."""
    if opening in _BEGUN_LABELS:
        return True
    # A set of what a line may open with is asked a few times, in place of each label.
    size = len(opening)
    for length in _OPENED_LENGTHS:
        if length > size:
            return False
        if opening[:length] in _OPENED_LABELS:
            return True
    return False


def odd_headers(text: str, lexicon: Lexicon, heads: Collection[str]) -> Iterator[_Change]:
    """The changes to a text: start, end, and the characters for layouts; unordered.

    `heads` are the characters with which lines begin behind quote marks and spaces.
    """
    if "= " in text and _may_have_equals(text):
        yield from _equals(text, lexicon)
    if not _INITIALS_OF_RELEASED.isdisjoint(heads):
        yield from _misread_colons(text, lexicon)
    if "(" in heads or "[" in heads:
        yield from _brackets(text, lexicon)
    for found in _BESIDE_DATE.all_in(text) if not _INITIALS_OF_DATES.isdisjoint(heads) else ():
        # `… 4:10 PM SA Pacific Standard Time`: `Sa` is To in Filipino.
        word = found["word"]
        if (word.istitle() or word == "CC") and _has(word, {Role.TO, Role.CC}, lexicon):
            yield (*found.span("gap"), ":")
    for found in _BAR.all_in(text) if "|" in heads else ():
        start = found.start("sign")
        above = text.rfind("\n", 0, max(start - 1, 0)) + 1
        drawn = text.startswith("|", above) and above < start
        if drawn or text.startswith("|", found.end() + 1):
            continue
        if _has(found["word"], {Role.FROM}, lexicon):
            yield (*found.span("sign"), " ")


def _has(word: str, roles: set[Role], lexicon: Lexicon) -> bool:
    entry = lexicon.labels.get(fold(word))
    return entry is not None and not roles.isdisjoint(entry.roles)


def _may_have_equals(text: str) -> bool:
    """Whether three words or more have the sign right behind them: `From= Ann Poe`."""
    found = 0
    sign = text.find("=")
    while sign >= 0 and found < _FEWEST_LABELS:
        found += text[sign + 1 : sign + 2] in _BLANKS and text[sign - 1].isalpha()
        sign = text.find("=", sign + 1)
    return found >= _FEWEST_LABELS


def _equals(text: str, lexicon: Lexicon) -> Iterator[_Change]:
    """Colons for the signs of three adjacent labels or more, From and a whole date among them."""
    run: list[re.Match[str]] = []
    for found in (*_EQUALS.all_in(text), None):
        if run and (found is None or text.count("\n", run[-1].end(), found.start("word")) > 1):
            dated = any(
                _has(one["word"], {Role.DATE}, lexicon) and patterns.date_strength(one["value"])
                for one in run
            )
            named = any(_has(one["word"], {Role.FROM}, lexicon) for one in run)
            above = text[: run[0].start()].rstrip("\n").rpartition("\n")[2].strip()
            # `[mail]`: a section of settings
            settings = above.startswith("[") and above.endswith("]")
            if len(run) >= _FEWEST_LABELS and dated and named and not settings:
                for one in run:
                    yield (*one.span("sign"), ":")
            run = []
        if found is not None and fold(found["word"]) in lexicon.labels:
            run.append(found)


def _misread_colons(text: str, lexicon: Lexicon) -> Iterator[_Change]:
    """Colons for letters behind labels, where the line above or below begins with another label."""
    for found in _MISREAD.all_in(text):
        start, end = found.span("sign")
        above = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        line_end = text.find("\n", end)
        below = text[line_end + 1 : line_end + 80] if line_end >= 0 else ""
        if any(
            (other := _LABELLED.match(line)) is not None
            and other["word"] != found["word"]
            and fold(other["word"]) in lexicon.labels
            for line in (above, below)
        ):
            yield start, end, ":"


def _brackets(text: str, lexicon: Lexicon) -> Iterator[_Change]:
    """Spaces for the brackets around a header in one line, and for the marks between its fields."""
    for found in _IN_BRACKETS.all_in(text):
        begin = found.start("inside")
        parted = list(_PARTED.finditer(text, begin, found.end("inside")))
        first = _FIRST.match(text, begin)
        words = [first[0] if first is not None else "", *(one["word"] for one in parted)]
        known = [word for word in words if fold(word) in lexicon.labels]
        if len(known) < _FEWEST_LABELS or not _has(words[0], {Role.FROM, Role.DATE}, lexicon):
            continue
        yield (*found.span("open"), " ")
        yield (*found.span("close"), " ")
        for one in parted:
            if fold(one["word"]) in lexicon.labels:
                yield (*one.span("sign"), " ")
