"""Find the end of a mail that was pasted into a page of a bug tracker or help desk.

Below the mail, such a page continues with its own entries: the next comment, a change of status,
the acknowledgement of a report. For indented mails see `indented`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from mailrecon.parse.message_starts import MessageStart
from mailrecon.regex import regex
from mailrecon.scan import Page
from mailrecon.scan.note_marks import NOTE_OPENINGS, note_mark, raised

_LONGEST = 200
_LONGEST_MARK = 24
_REFERENCE = regex(r"(?<=\S)\[(\d{1,4})\]")
_NOTE = regex(r"\[(\d{1,4})\][ \t]+\S")
# The most lines of an acknowledgement above its last line, and of a form above the pasted mail.
_RULE = regex(r"\s*[-_=]{20,}\s*")
_MOST_LINES = 6
_NEAR_FORM = 30
_AGO = r"(?:\d{1,3}|an?) (?:second|minute|hour|day|week|month|year)s? ago"
_WEEKDAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH_DAY = r"[A-Z][a-z]{2,8} \d{1,2}, \d{4}"


class TrackerEntry(Struct, frozen=True):
    """The opening line of a tracker's entry: it contains one of the signs, and has this form.

    `apart`: only below a blank line. `form`: only if the same form is also above the mail.
    """

    signs: tuple[str, ...]
    line: re.Pattern[str]
    apart: bool = True
    form: bool = False


_ENTRIES = (
    # Bugzilla: `Comment 3 Ben Ost 2012-03-04 11:20:45 UTC`, `Ben Ost [:ben] 2012-03-04 11:20 PST`
    TrackerEntry(
        (" UTC", " PST", " PDT", " EST", " EDT", " GMT", " CET", " CEST"),
        regex(
            r"(?:(?:Comment \d{1,4}|Description) [^:]{2,60}"
            r"|[A-Z]\w{0,30}\.?(?: [A-Z][\w.'-]{0,30}){1,4})"
            r"(?: \[:.{1,30}\])? \d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? [A-Z]{3,4}\s*"
        ),
    ),
    # Bugzilla, newer: `Comment 7 • 7 years ago`
    TrackerEntry(("Comment ",), regex(rf"Comment \d{{1,4}} [•·] (?:{_AGO}|\d.{{5,20}})\s*")),
    # Launchpad: `Dora Ek (dora-ek) wrote on 2015-06-03: Re: Forwarded mail #2`
    TrackerEntry(
        (") wrote on ",), regex(r".{2,60} \([\w.+-]{1,40}\) wrote on \d{4}-\d\d-\d\d:.{0,120}")
    ),
    TrackerEntry(("Changed in ",), regex(r"Changed in [\w.+-]{1,60}(?: \(.{1,60}\))?:\s*")),
    # GitHub, GitLab: `benost commented on Mar 3, 2021`, `Ann Poe commented 3 days ago`
    TrackerEntry((" commented ",), regex(rf".{{2,60}} commented (?:on {_MONTH_DAY}|{_AGO})\s*")),
    # Jira: `Ann Poe added a comment - 02/Mar/21 10:02`
    TrackerEntry((" added a comment",), regex(r".{2,60} added a comment [-–—] \d.{5,40}")),
    # Trac, Redmine: `comment:1 Changed 9 years ago by ben`, `#2 Updated by Ann Poe 3 years ago`
    TrackerEntry(("hanged ",), regex(rf"(?:comment:\d{{1,4}} )?[Cc]hanged {_AGO} by \S.{{0,60}}")),
    TrackerEntry(("Updated by ",), regex(rf"(?:#\d{{1,4}} )?Updated by .{{2,60}} {_AGO}.{{0,20}}")),
    # Request Tracker: `# Tue Mar 02 10:02:31 2021 Ben Ost <ben@quay.example> - Comments added`
    TrackerEntry(
        ("added", "changed", "created", "recorded", "given", "Taken"),
        regex(
            rf"(?:#\s+)?{_WEEKDAY} [A-Z][a-z]{{2}} \d\d \d\d:\d\d:\d\d \d{{4}}\s"
            r".{2,100} - \w.{3,80}"
        ),
    ),
    # Zendesk: a rule / `This email is a service from Quay. Delivered by Zendesk`
    TrackerEntry(
        ("This email is a service from ",),
        regex(r"This email is a service from \S.{0,100}"),
        apart=False,
    ),
    # GNATS: `State-Changed-From-To: open->closed`, `>Unformatted:`
    TrackerEntry(
        ("-Changed-From-To",),
        regex(r">?(?:State|Responsible)-Changed-From-To: ?\S.{0,60}"),
        apart=False,
    ),
    TrackerEntry(("Unformatted:",), regex(r">?Unformatted:\s*"), apart=False),
    # A form of a report: `Description of problem:` above the mail, `Expected results:` below
    TrackerEntry(
        ("esults:", "nfo:", "nformation:", "ehaviour:", "ehavior:", "eproduc", "roblem:"),
        regex(
            r"(?i:(?:actual|expected|additional) (?:results?|info(?:rmation)?|behaviou?r)"
            r"|steps to reproduce|how reproducible|description of (?:the )?problem):\s*"
        ),
        form=True,
    ),
)
_SIGNS = tuple((sign, entry) for entry in _ENTRIES for sign in entry.signs)
_APART = tuple(dict.fromkeys(sign for sign, entry in _SIGNS if entry.apart))
ENTRIES_ANYWHERE = tuple(dict.fromkeys(sign for sign, entry in _SIGNS if not entry.apart))
# Few letters, one of which each sign of an entry below a blank line has.
_KEYS = ("ed", "T", ":", ")", "C", "given", "eproduc")
_SHORT = 80
# Debbugs: `Information forwarded to …:` / `Bug#1201; Package tide. (…) (full text, mbox, link).`
_EVENT_END = "(full text, mbox, link)."
# SourceForge: `Discussion` / a blank line / `Ann Poe - 2014-02-11`
_DISCUSSION = "Discussion"
# A text in which a mail was pasted between marks contains one of these.
PASTED_MARKS = ("{noformat}", "{quote}", "{code", "}}}", "</pre>", _EVENT_END, f"\n{_DISCUSSION}\n")
_POSTED = regex(r".{2,60} [-–] \d{4}-\d\d-\d\d\s*")


class Entries(NamedTuple):
    """The parts of tracker pages that a text may have: entries, Debbugs events, a discussion."""

    forms: tuple[TrackerEntry, ...]
    has_events: bool
    has_discussion: bool


def entries_on(page: Page) -> Entries:
    """The parts of tracker pages that a page may have.

    Most entries begin below a blank line, so only such lines are searched for their signs.
    """
    lines = page.lines
    raw, blanks = lines.raw, lines.blanks
    openers = "\n".join([raw[n + 1] for n, above in enumerate(blanks[:-1]) if above])
    found = [entry for sign, entry in _SIGNS if sign in (openers if entry.apart else lines.text)]
    forms = tuple(entry for entry in _ENTRIES if entry in found) if found else ()
    has_discussion = _DISCUSSION[0] in lines.first_characters and f"\n{_DISCUSSION}" in lines.text
    return Entries(forms, _EVENT_END in lines.text, has_discussion)


def may_hold_entries(page: Page) -> bool:
    """Whether a page has a line of the form of a tracker's entry."""
    raw, blanks = page.lines.raw, page.lines.blanks
    if not any(map(page.lines.text.__contains__, ENTRIES_ANYWHERE)) and not any(
        may_begin_entry(raw[n + 1]) for n, above in enumerate(blanks[:-1]) if above
    ):
        return False
    return any(
        entry.line.fullmatch(raw)
        for entry in entries_on(page).forms
        for raw in page.lines.raw
        if len(raw) <= _LONGEST and any(sign in raw for sign in entry.signs)
    )


def may_begin_entry(line: str) -> bool:
    """Whether a line below a blank one may open a tracker's entry."""
    return (_shows_entry_once if len(line) <= _SHORT else shows_entry)(line)


def shows_entry(line: str) -> bool:
    """What `may_begin_entry` says of a line that few texts repeat."""
    return any(map(line.__contains__, _KEYS)) and any(map(line.__contains__, _APART))


# `Dear Ben,`: many texts have the same lines below a blank one.
_shows_entry_once = lru_cache(maxsize=4096)(shows_entry)


def lines_of_entries(page: Page, entries: Entries) -> list[int]:
    """The lines with a sign of a tracker's entry, in order."""
    text, found = page.lines.text, set()
    signs = {sign for entry in entries.forms for sign in entry.signs}
    signs.update([_EVENT_END] if entries.has_events else ())
    signs.update([_DISCUSSION] if entries.has_discussion else ())
    for sign in signs:
        place = text.find(sign)
        while place >= 0:
            found.add(page.lines.line_at(place))
            place = text.find(sign, place + 1)
    return sorted(found)


def entry_ends(
    page: Page,
    above: MessageStart,
    entries: Entries,
    signed: Sequence[int],
    start: int,
    end: int,
) -> Iterator[int]:
    """The lines in `start`..`end` (half-open) at which a tracker's own text begins.

    `signed` are the lines that have a sign of an entry (`lines_of_entries`).
    """
    forms, events, discussed = entries
    near = signed[bisect_left(signed, start) : bisect_left(signed, end)]
    if not near:
        return
    first = max(above.start - _NEAR_FORM, 0)
    known = [
        entry
        for entry in forms
        if not entry.form or any(entry.line.fullmatch(raw) for raw in _short(page, first, above))
    ]
    # Text of the mail must precede an entry.
    begun = next(n for n in range(start, end) if page.lines.raw[n].strip())
    for index in near:
        raw = page.lines.raw[index]
        if index > begun and len(raw) <= _LONGEST:
            # `Information forwarded to …:` / `Bug#1201; Package tide. … (full text, mbox, link).`
            if events and raw.endswith(_EVENT_END):
                yield _paragraph(page, index, start)
            elif (discussed and _is_discussion(page, index, end)) or any(
                _opens(page, index, entry) for entry in known
            ):
                ruled = _RULE.fullmatch(page.lines.raw[index - 1]) is not None
                yield max(index - ruled, start)


def _short(page: Page, first: int, above: MessageStart) -> list[str]:
    return [raw for raw in page.lines.raw[first : above.start] if len(raw) <= _LONGEST]


def _opens(page: Page, index: int, entry: TrackerEntry) -> bool:
    raw = page.lines.raw[index]
    return (
        any(sign in raw for sign in entry.signs)
        and (not entry.apart or page.lines.is_blank(index - 1))
        and entry.line.fullmatch(raw) is not None
    )


def _paragraph(page: Page, index: int, start: int) -> int:
    """The first line of the paragraph that ends on line `index`."""
    first = index
    while first - 1 >= max(start, index - _MOST_LINES) and not page.lines.is_blank(first - 1):
        first -= 1
    return first


def _is_discussion(page: Page, index: int, end: int) -> bool:
    """Whether a line titles a discussion: `Discussion` / a blank line / `Ann Poe - 2014-02-11`."""
    if page.lines.raw[index].strip() != _DISCUSSION:
        return False
    below = [
        n for n in range(index + 1, min(index + _MOST_LINES, end)) if page.lines.raw[n].strip()
    ]
    return bool(below) and _POSTED.fullmatch(page.lines.raw[below[0]]) is not None


def footnote_of(above: MessageStart, outer: str | None) -> str | None:
    """The number of the footnote in which a message is printed; `outer` is that of the message
    above.
    """
    return above.block.footnote or above.lead.footnote or outer


def references(text: str, end: int) -> frozenset[str]:
    """The numbers of notes that the first `end` characters refer to: `The board knew.[1]`"""
    return frozenset(_REFERENCE.findall(text, 0, end))


def notes_below(page: Page, referred: Collection[str], start: int, end: int) -> Iterator[int]:
    """The line at which the document's own footnotes begin below a mail.

    `Ann Poe to Ben Ost, May 4, 2020, 9:12 AM:` / … / a blank line / `[1] Obtained by a request.`:
    the document refers to it above the first mail (`referred`), and the mail itself does not.
    """
    lines = page.lines
    own: set[str] = set()
    for index in range(start, min(end, len(lines)) if referred else start):
        raw = lines.printed[index]
        if "[" not in raw:
            continue
        note = _NOTE.match(raw)
        if (
            note is not None
            and note[1] in referred
            and note[1] not in own
            and index > start
            and lines.is_blank(index - 1)
        ):
            yield index
            return
        own.update(_REFERENCE.findall(raw))


def footnote_end(page: Page, number: str | None, start: int, end: int) -> Iterator[int]:
    """The line at which the next footnote begins, below a mail printed in one.

    `[2] From: Ann Poe` / … / `Cay does.` / a blank line / `[3] See the minutes of 12 May.`
    """
    if number is None or not number.isdecimal():
        return
    lines, following = page.lines, str(int(number) + 1)
    stop = min(end + 1, len(lines))
    # Only these lines are searched: a document may have thousands of footnotes.
    text, first, last = lines.text, lines.start(start), lines.start(stop)
    forms = (following, raised(following))
    if not lines.notes and all(text.find(form, first, last) < 0 for form in forms):
        return
    for index in range(start, stop):
        content = lines.printed[index].strip()
        if content[:1] not in NOTE_OPENINGS and following not in content[:_LONGEST_MARK]:
            continue
        mark = note_mark(content, page.lexicon)
        # `(3)` may also number points in a mail's own text.
        if mark is None or mark.is_round:
            continue
        # `[2] https://quay.example/`: the mail has notes of its own.
        if mark.number == number:
            return
        if mark.number == following and mark.end < len(content) and lines.is_blank(index - 1):
            yield index
            return
