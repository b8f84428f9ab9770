"""Characters that a page prints in place of those that a mail's header has, on lines of their own.

    [From] Ann Poe              From ........ Ann Poe
    [ On May 4, 2020, at 9:12 AM, Ann Poe wrote: ]
    1. On May 4, 2020 at 9:12 AM, Ann Poe <ann@quay.example> wrote:
    » Light it.
    Thanks, Ben From: Ann Poe Sent: May 4, 2020 9:12 AM To: Ben Ost
    Thanks. On May 4, 2020 at 9:12 AM Ann Poe <ann@quay.example> wrote: Light it.

Each is changed into as many characters that layouts know (`scan/page_marks.py`), so that offsets
stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Role
from mailrecon.regex import LineOpening, regex
from mailrecon.scan import patterns
from mailrecon.scan.attribution.judge import has_day, openings
from mailrecon.scan.odd_headers import may_have_odd_header, odd_headers
from mailrecon.scan.signs import has_run


class StandIn(NamedTuple):
    """A replacement of the characters `start`..`end` for layouts, of equal length."""

    start: int
    end: int
    text: str


# Marks that nearly every mail has: with the odd characters of a text (`odd_characters`) they are
# its `KnownSigns.marks`.
USUAL_MARKS = "<>@-:0"


class KnownSigns(NamedTuple):
    """What is known of a text: its `marks_of`, the colons that may follow a capitalised word (None
    for all colons), its lines that are not plain (`marked_lines`; None for all lines), and the
    characters of which it may have a run (None for all).
    """

    marks: str
    colons: Sequence[int] | None
    marked: str | None = None
    doubled: str | None = None


# `[From] Ann Poe`, `From ........ Ann Poe`, `From.....Ann Poe`
_LABELLED = LineOpening(
    r"(?P<indent>[> \t]*+)(?:(?P<open>\[)(?P<bracketed>[^\W\d_][^\[\]\n:]{0,24})(?P<close>\])"
    r"|(?P<led>[^\W\d_][^\n:.\[\]]{0,24}?)(?P<dots>[ \t]?\.{3,}+))[ \t]*+(?=[^\s:：])"
)
# `• From Ann Poe` / `• Sent May 4, 2020 9:12 AM`: the colons were lost behind a list's marks.
_LISTED = LineOpening(r"[> \t]*+(?P<bullet>[•●▪◦–*-])[ \t]+(?P<word>[^\W\d_]{2,12})[ \t]+(?=\S)")
_LIST = LineOpening(r"[> \t]*[•●▪◦–*-][ \t]")
_LIST_MARKS = ("• ", "● ", "▪ ", "◦ ", "– ", "* ", "- ")
_BULLETS = frozenset(mark[0] for mark in _LIST_MARKS)
_CLOSED_BRACKETS = (":]", ": ]", ":\t]", "：]", "： ]", "：\t]")
# The mark and the word.
_GROUPS_OF_LISTED = 2
_FEWEST_LABELLED = 3
_WHO_AND_WHEN = frozenset({Role.FROM, Role.DATE})
# `[ On May 4, 2020, at 9:12 AM, Ann Poe wrote: ]`
_BRACKETED = LineOpening(r"[> \t]*(\[)[^\[\]\n]{16,300}[:：][ \t]?(\])[ \t]*(?=\n|$)")
# `1. On May 4, 2020 … wrote:`, `2) -----Original Message-----`
_NUMBERED = LineOpening(
    r"[ \t]*(\d{1,3}[.)])[ \t]+(?=-{3,}[^\n]{3,60}-{3,}|[^\n]{12,300}[:：][ \t]*(?:\n|$))"
)
_ADDRESS = regex(r"\S*@\S*")
_GUILLEMET = regex(r"^([> \t]*)(»)([ \t])(?=\S)", re.MULTILINE)
# One or two levels: `&gt; `, `&gt;&gt; `
_ESCAPED = regex(r"^(?:&gt;[ ]?){1,2}[ ](?=\S)|^(?:&gt;){1,2}[ ]?(?=\n)", re.MULTILINE)
_BOLD_LINE = regex(r"^[> \t]*\*\*[^\n*]{2,24}[:：]\*\*[^\n]+", re.MULTILINE)
_BOLD_LABEL = regex(r"(\*\*)([^\n*:：]{2,24})[:：](\*\*)(?=\s)")
_INTRODUCES = regex(r"[:：][ \t]*\n[> \t]*(?:\n[> \t]*)?$")
_NEAR_COLON = 16
# The words that `_colons_inside` finds; in texts with more colons than one in so many characters,
# this is faster.
_DENSE = 100
_WORD_INSIDE = regex(r" (?<=[^ \t\n>|*_:：-] )([^\W\d_a-z][^\W\d_]{0,14}):(?= )")
# The same in ASCII, in a third of the time.
_WORD_INSIDE_IN_ASCII = regex(r" [A-Z](?<=[^ \t\n>|*_:-]..)[A-Za-z]{0,14}+: ")
_ABOVE = 400
_LONGEST_HEADER = 500
_WORDS = regex(r"[^\W\d_]{2,}")
_FEWEST_WORDS_BEFORE = 2
_ANY_LABEL = regex(r"(?<!\S)([^\W\d_]{2,14})\s?[:：](?=\s)")
_DATED = 2
# `Ann Poe <ann@quay.example> wrote: Light it.`: text follows on the same line.
_CLOSED_ADDRESS = regex(r">[^\n<>:@]{0,24}(?:: |：)(?=\S)")
_SENTENCE = regex(r"[.!?…][\"')]?(?P<space>[ ])(?=(?P<opening>[^\W\d_]{1,12})[ ])")
_MARK = regex(r"(?<=\S) (?=>)")
_QUOTE_MARKS = (">", "|", "")
_LONGEST_MOMENT = 160
# How far before a header on the same line the last label may be: a long body.
_FARTHEST_LABEL = 4_000


def may_have_any(text: str, *, has_odd_lines: bool, known: KnownSigns | None = None) -> bool:
    """Whether a text has a sign of replaced characters.

    `has_odd_lines`: a line may begin with a number or a mark of a list.
    """
    # A search for one character is ten times as fast as one for several.
    marks, colons, marked, doubled = known or KnownSigns(text, None)
    whole, text = text, text if marked is None else marked
    return (
        "[" in marks
        or "»" in marks
        or ("]" in marks and (":]" in text or ": ]" in text))
        or ("&" in marks and "&gt;" in text)
        or ("*" in marks and "**" in text)
        or has_run(whole, ".....", doubled)
        or (has_odd_lines and (_has_list_mark(text) or _NUMBERED.is_in(text)))
        or _has_word_inside(text if colons is None else whole, colons)
        or ("@" in marks and _CLOSED_ADDRESS.search(text) is not None)
        or may_have_odd_header(text, marks)
    )


def _has_word_inside(text: str, colons: Sequence[int] | None) -> bool:
    """Whether `_colons_inside` finds a word."""
    if colons is not None or text.count(": ") * _DENSE < len(text):
        return next(_colons_inside(text, colons), None) is not None
    if text.isascii():
        return _WORD_INSIDE_IN_ASCII.search(text) is not None
    return any(
        found[1].isalpha() and found[1][0].isupper() for found in _WORD_INSIDE.finditer(text)
    )


def _has_list_mark(text: str) -> bool:
    """Whether a line begins with a mark of a list: `---- Forwarded message ----` does not."""
    return any(mark[0] in text and mark in text for mark in _LIST_MARKS) and _LIST.is_in(text)


def stand_ins(text: str, lexicon: Lexicon) -> Iterator[StandIn]:
    """The replacements of a text's characters for layouts, unordered."""
    # The characters with which lines begin behind quote marks: most forms need one that few texts
    # have.
    lines = text.split("\n")
    openings = [line.lstrip("> \t")[:1] for line in lines]
    heads = set(openings)
    bracketed = openings.count("[")
    if (
        bracketed + text.count("...") >= _FEWEST_LABELLED
        and bracketed + sum("..." in line for line in lines) >= _FEWEST_LABELLED
    ):
        yield from _labels(text, lexicon)
    if "[" in heads and any(map(text.__contains__, _CLOSED_BRACKETS)):
        yield from _brackets(text)
    # Most texts have fewer such lines, as `-- ` above a signature.
    if sum(map(openings.count, _BULLETS.intersection(heads))) >= _FEWEST_LABELLED:
        for run in _runs(_LISTED, text, lexicon):
            yield from (_blank(*found.span("bullet")) for found in run)
    for found in _NUMBERED.all_in(text) if any(map(str.isdecimal, heads)) else ():
        # `4. Mai 2020, 09:12 von ann@quay.example:`: the number is the day's.
        rest = _ADDRESS.sub("", text[found.end() : found.end() + _ABOVE].partition("\n")[0])
        if rest.startswith("--") or has_day(patterns.ascii_digits(rest)):
            yield _blank(*found.span(1))
    if "»" in text:
        yield from _guillemets(text)
    if "&gt;" in text:
        yield from _escaped(text)
    if "**" in text:
        yield from _bold(text, lexicon)
    yield from _breaks(text, lexicon)
    if "@" in text and any(map(_may_go_on_behind_address, lines)):
        yield from _breaks_at_attributions(text, lexicon)
    yield from (StandIn(*change) for change in odd_headers(text, lexicon, heads))


def _blank(start: int, end: int) -> StandIn:
    return StandIn(start, end, " " * (end - start))


def _labels(text: str, lexicon: Lexicon) -> Iterator[StandIn]:
    """Replace the ends of labels by colons, if at least three lines have labels of that form."""
    for run in _runs(_LABELLED, text, lexicon):
        for found in run:
            if found["open"]:
                yield _blank(*found.span("open"))
                yield StandIn(*found.span("close"), ":")
            else:
                start, end = found.span("dots")
                yield StandIn(start, end, ":".ljust(end - start))


def _runs(form: LineOpening, text: str, lexicon: Lexicon) -> Iterator[list[re.Match[str]]]:
    """Three adjacent lines or more that begin with labels, From and a date's among them."""
    run: list[re.Match[str]] = []
    roles: set[Role] = set()
    lines = list(form.all_in(text))
    # Items of a list are seldom labels.
    entries = [lexicon.labels.get(fold(_label_in(found))) for found in lines]
    if sum(entry is not None for entry in entries) < _FEWEST_LABELLED:
        return
    for found, entry in zip((*lines, None), (*entries, None), strict=True):
        if run and (found is None or text.count("\n", run[-1].end(), found.end()) > 1):
            if len(run) >= _FEWEST_LABELLED and roles >= _WHO_AND_WHEN:
                yield run
            run, roles = [], set()
        if found is not None and entry is not None:
            run.append(found)
            roles.update(entry.roles)


def _label_in(found: re.Match[str]) -> str:
    if found.re.groups == _GROUPS_OF_LISTED:
        return str(found[2])
    return found["bracketed"] or found["led"] or ""


def _brackets(text: str) -> Iterator[StandIn]:
    """Spaces for brackets around an attribution line: `[ On May 4, 2020, Ann Poe wrote: ]`."""
    for found in _BRACKETED.all_in(text):
        if patterns.has_digit(found[0]):
            yield _blank(*found.span(1))
            yield _blank(*found.span(2))


def _guillemets(text: str) -> Iterator[StandIn]:
    """Quote marks for `»`: two of them beside `>`, one where a text has no others.

    `> Light it.` / `» Out again.`; `On May 4, 2020, Ann Poe wrote:` / `» Out again.`
    """
    beside = text.startswith(">") or "\n>" in text
    lines = list(_GUILLEMET.finditer(text))
    if not lines:
        return
    # `» Startseite`: a page's own mark has no line above that introduces a quotation.
    first = lines[0].start()
    above = text[max(first - _ABOVE, 0) : first]
    if not beside and _INTRODUCES.search(above) is None:
        return
    last_line = above.rstrip("\n").rpartition("\n")[2]
    if beside and not last_line.startswith(">"):
        return
    for found in lines:
        start, end = found.start(2), found.end(3)
        yield StandIn(start, end, ">>" if beside and not found[1].strip() else "> ")


def _escaped(text: str) -> Iterator[StandIn]:
    """Restore quote marks that a page escaped twice: `&gt; Out again.`"""
    for found in _ESCAPED.finditer(text):
        marks = ">" * found[0].count("&gt;")
        width = found.end() - found.start()
        # A space after the marks stays; there are at most as many spaces before them as in a
        # quotation.
        yield StandIn(found.start(), found.end(), marks.rjust(width - 1) + " ")


def _bold(text: str, lexicon: Lexicon) -> Iterator[StandIn]:
    """Spaces for the marks of bold labels in one line: `**From:** Ann Poe **To:** Ben Ost`."""
    for line in _BOLD_LINE.finditer(text):
        labels = list(_BOLD_LABEL.finditer(line[0]))
        known = [found for found in labels if fold(found[2]) in lexicon.labels]
        if len(known) < _FEWEST_LABELLED:
            continue
        for found in known:
            yield from (
                _blank(line.start() + found.start(group), line.start() + found.end(group))
                for group in (1, 3)
            )


def _colons_in(text: str) -> list[int]:
    """The colons of a text that have a space behind them, in order."""
    find = text.find
    found: list[int] = []
    colon = find(": ")
    while colon >= 0:
        found.append(colon)
        colon = find(": ", colon + 1)
    return found


def _colons_inside(text: str, colons: Sequence[int] | None = None) -> Iterator[tuple[int, int]]:
    """Find a capitalised word with a colon after other words: ` From: `; the word, the colon.

    Only `colons` are looked at, if they are given.
    """
    find_last = text.rfind
    for colon in _colons_in(text) if colons is None else colons:
        if text[colon + 1 : colon + 2] == " ":
            start = find_last(" ", max(colon - _NEAR_COLON, 0), colon) + 1
            if (
                start > 1
                and text[start].isupper()
                and text[start - 2] not in " \t\n>|*-_:："
                and text[start:colon].isalpha()
            ):
                yield start, colon


def _breaks(text: str, lexicon: Lexicon) -> Iterator[StandIn]:
    """A line break before a header that begins within a line: `Thanks, Ben From: Ann Poe Sent: …`.

    A date of its own label follows, to the minute, and another label of the header.
    """
    for start, colon in _colons_inside(text):
        entry = lexicon.labels.get(fold(text[start:colon]))
        if entry is None or Role.FROM not in entry.roles:
            continue
        if not _goes_on_as_header(text, colon + 1, lexicon):
            continue
        # A text that lost all its line breaks is one line.
        nearest = max(start - _FARTHEST_LABEL, 0)
        line = max(text.rfind("\n", nearest, start) + 1, nearest)
        # `-----Original Message----- From: Ann Poe`, `To: Ben Ost From: Ann Poe`: another form's.
        before = text[line:start].strip("> \t")
        if before.endswith(("-", "_", "=", "—")) or not _may_end_body(before, lexicon):
            continue
        # `※1 From: Ann Poe`
        if len(_WORDS.findall(before)) >= _FEWEST_WORDS_BEFORE:
            yield StandIn(start - 1, start, "\n")


def _may_go_on_behind_address(line: str) -> bool:
    """Whether text follows an address and a colon on a line that is not quoted."""
    return (
        "@" in line
        and ">" in line
        and line[0] not in _QUOTE_MARKS
        and _CLOSED_ADDRESS.search(line) is not None
    )


def _breaks_at_attributions(text: str, lexicon: Lexicon) -> Iterator[StandIn]:
    """Line breaks before an attribution within a line, and before each mark of its quotation.

    `Thanks. On May 4, 2020 at 9:12 AM Ann Poe <ann@quay.example> wrote: Light it.`, `On May 4, 2020
    at 9:12 AM Ann Poe <ann@quay.example> wrote: > Ben, > light it. > Ann`. An article's sentence
    that quotes a mail has no address.
    """
    for found in _CLOSED_ADDRESS.finditer(text):
        line = text.rfind("\n", 0, found.start()) + 1
        before = text[line : found.start()]
        address = before.rfind("<")
        if address < 0 or "@" not in before[address:] or before[:1] in _QUOTE_MARKS:
            continue
        head = before[:address]
        if patterns.date_strength(head[-_LONGEST_MOMENT:]) != _DATED:
            continue
        end = text.find("\n", found.end())
        rest = text[found.end() : end if end >= 0 else len(text)]
        if rest.startswith("> "):
            spaces = [found.end() - 1, *(found.end() + m.start() for m in _MARK.finditer(rest))]
            yield from (StandIn(place, place + 1, "\n") for place in spaces)
        known = openings(lexicon)
        begun = [m for m in _SENTENCE.finditer(head) if fold(m["opening"]) in known]
        place = line + begun[-1].start("space") if begun else 0
        if begun and patterns.date_strength(text[place : line + address]) == _DATED:
            yield StandIn(place, place + 1, "\n")


def _may_end_body(before: str, lexicon: Lexicon) -> bool:
    """Whether the text before a header within a line has no fields, or ends with a subject.

    `To: Ben Ost From: Ann Poe` has its fields in this order; `… Subject: RE: lamp It burns. From:
    Ann Poe Sent: …` is a chain that lost all its line breaks.
    """
    last = None
    for found in _ANY_LABEL.finditer(before):
        entry = lexicon.labels.get(fold(found[1]))
        if entry is not None and fold(found[1]) not in lexicon.reply_prefixes:
            last = found, entry
    if last is None:
        return ":" not in before.replace("://", "")
    return Role.SUBJECT in last[1].roles and len(_WORDS.findall(before[last[0].end() :])) > 1


def _goes_on_as_header(text: str, begin: int, lexicon: Lexicon) -> bool:
    """Whether the next field is a date, and recipients or a subject follow it."""
    end = min(begin + _LONGEST_HEADER, len(text))
    line_end = text.find("\n", begin)
    line_end = end if line_end < 0 else min(line_end, end)
    found: list[tuple[frozenset[Role], int, int]] = []
    for colon in re.finditer(":", text[begin:end]):
        place = begin + colon.start()
        if not text[place + 1 : place + 2].isspace():
            continue
        word = re.search(r"(?:^|[ \n])([^\W\d_]{2,12})$", text[max(place - 14, begin) : place])
        entry = lexicon.labels.get(fold(word[1])) if word is not None else None
        if word is None or entry is None:
            continue
        found.append((frozenset(entry.roles), place - len(word[1]), place + 1))
        if len(found) == 2:
            break
    if len(found) < 2 or Role.DATE not in found[0][0]:
        return False
    (_, first, value), (roles, second, _) = found
    # A label that is not on the originator's line begins the next one.
    if any("\n" in text[a:b].strip("\n") for a, b in ((begin, first), (value, second))):
        return False
    return patterns.date_strength(text[value:second]) == _DATED and not roles.isdisjoint(
        {Role.TO, Role.SUBJECT, Role.CC}
    )
