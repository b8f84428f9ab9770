"""Labels within a line: headers whose lines ran together.

Outlook's header, pasted or read by OCR, is `From: Ann Poe Sent: … To: … Subject: …` on one line.
Headers of Yahoo and of Chinese programs also lose the space before a label: `<ann@dock.example>To:
Ben`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from mailrecon.lexicon import LabelEntry, Lexicon, fold
from mailrecon.model import Role
from mailrecon.regex import regex
from mailrecon.scan import Label, patterns
from mailrecon.scan.labels import COLONS, LIKE_CC, is_like_cc

_COLON = regex(f"[{COLONS}]")
# A gap before a label shows that it began a line of its own.
_GAP = regex(r"\s{3,}|\t")
# A list of thousands of people on one line
_LONGEST_LINE = 500_000
# The examined length of a value, of a list of people, and of the text before a colon
_MOST_REFUSED = 100
_LONGEST_VALUE, _LONGEST_LIST, _LONGEST_LABEL = 2_000, 20_000, 200
# Letters before a colon that are searched for a glued label; `Onderwerp` is among the longest.
_LONGEST_GLUED = 24
_LONGEST_IDEOGRAPHIC = 6
# `<ann@dock.example>To:`, `5:45 PMTo:`, `GMT+1Subject:`, `Ann PoeTo:`, `MESZBetreff:`; but
# `ReplyTo:` is one word.
_CAPITAL = regex(
    r"(?:(?<=[^\W_A-Z])|(?<=[>)\]\"';.…])|(?<=[AP]M)|(?<=[A-Z]T)|(?<=[A-Z]{3}))[^\W\d_]"
)
_ONE_WORD = regex(r"(?:[Rr]eply|[Mm]ail|[Ss]end|[Ss]ent|[Rr]espond|[Ff]orward)$")
# `tides.pdf`; `harbour-15. jpg`, as OCR reads it
_FILE = regex(
    r"\S\.(?:[A-Za-z0-9]{2,5}"
    r"|\s(?:pdf|docx?|xlsx?|pptx?|jpe?g|png|gif|tiff?|html?|txt|zip|msg|eml))(?!\w)"
)
_ADDRESSED = frozenset({Role.TO, Role.CC, Role.BCC})
# A time of day as clients print it, to the second, that ends the line.
_SECONDS = regex(
    r"(?:19|20)\d\d\b.{0,8}\d{1,2}:\d\d:\d\d(?: [AP]M)?"
    r"(?: [A-Z]{3,4}(?:[+-]\d{1,2})?| [+-]\d{4})?$"
)
# `… 9:15:00 AM GMT+1 To: Ben Ost`: another label follows.
_NEXT_LABEL = regex(r"\s[^\W\d_]{1,12}\s?[:：]\s")
_LONGEST_DATE = 60
_LONGEST_NAME = 200
_ENDS = frozenset({Role.FROM, Role.TO})
# A date that ends with its time of day: `Mon, 4 May 2020 9:12`, `May 4, 2020 9:12 AM`
_MOMENT = regex(r"[\w.,/ -]{6,50}?\d{1,2}[:.h]\d\d(?:\s?[AaPp]\.?[Mm]\.?)?")
# Letters at a label's end that distinguish it from most words.
_TAIL = 5
_MAILBOX = regex(r"[^:@<>]{0,40}<?[^\s<>@:]{1,40}@[^\s<>@:]{3,60}>?")
# A list of people written by a program: each has an address or is in quotation marks.
_ONE_OF_PEOPLE = rf"(?>\s*(?:\"[^\"<>@]{{2,60}}\"(?=\s*(?:[,;]|$))|{_MAILBOX.pattern})\s*)"
_PEOPLE = regex(rf"{_ONE_OF_PEOPLE}(?:[,;]{_ONE_OF_PEOPLE}){{0,2000}}[,;]?\s*")
# `Sent: Sunday, April 19, 2020 4:24 PM To; Ben Ost`: OCR read the colon as a semicolon, which does
# not occur in a date.
_MISREAD_COLON = regex(r"(?<=[\dMm.])\s+(?P<label>[^\W\d_]{1,12});\s+(?=\S)")


def inner_labels(
    content: str,
    begin: int,
    role: Role,
    taken: set[Role],
    lexicon: Lexicon,
    *,
    known: int,
    below: str = "",
) -> Iterator[tuple[Label, Role]]:
    """The labels after `begin` in `content` that end the value of `role`, each with its role.

    `taken` are the roles that the header has, `known` the number of its labels so far, and `below`
    is the text of the next line, on which the last value may continue.
    """
    if len(content) >= _LONGEST_LINE or (content.isascii() and ":" not in content[begin:]):
        return
    taken = taken | {role}
    # `date: Mon, 4 May 2020 from: Ann Poe`: either all labels of a header are in small letters, or
    # none.
    small = content[:begin].lstrip()[:1].islower()
    misread = _behind_date(content, begin, taken, lexicon) if role is Role.DATE else None
    if misread is not None:
        yield misread
        known, begin, role = known + 1, misread[0].value_start, misread[1]
        taken.add(role)
    refused = 0
    for colon in _COLON.finditer(content, begin):
        # Most colons within a line are in times and addresses: `9:12`, `https:`. The letter before
        # the colon of `https:` may end a label; the digit of `9:` cannot.
        if not _may_end_label(content[colon.start() - 1], lexicon):
            continue
        if not ends_as_labels_do(content, begin, colon.start(), lexicon):
            continue
        found = _label_before(content, begin, colon.start(), taken, lexicon)
        if found is None:
            continue
        label, new = found
        # `Subject: Tides Attachments: A long name of` / `tide tables.pdf`
        attached = role is Role.SUBJECT and new is Role.ATTACHMENTS and _names_file(below)
        if not attached and not (
            _parts(content, begin, role, label, new, taken, known, small=small)
        ):
            refused += 1
            # A line with at least this many words before colons is text or data.
            if refused == _MOST_REFUSED:
                return
            continue
        yield label, new
        known += 1
        taken.add(new)
        role, begin = new, label.value_start


def _names_file(below: str) -> bool:
    """Whether the line below begins with the rest of a file name."""
    return _FILE.search(below[:_LONGEST_NAME].split(",")[0].split(";")[0]) is not None


def _behind_date(
    content: str, begin: int, taken: set[Role], lexicon: Lexicon
) -> tuple[Label, Role] | None:
    """The label of recipients behind a date, whose colon OCR read as a semicolon."""
    if ";" not in content[begin : begin + _LONGEST_DATE]:
        return None
    found = _MISREAD_COLON.search(content, begin, begin + _LONGEST_DATE)
    if found is None:
        return None
    read = _as_label(content, found.start("label"), found.end("label"), taken, lexicon)
    return read if read is not None and read[1] in _ADDRESSED else None


@lru_cache(maxsize=4096)
def _may_end_label(character: str, lexicon: Lexicon) -> bool:
    """Whether a label, even a misread one, can end with this character."""
    last = fold(character)[-1:]
    return not last or last in _endings(lexicon)


def ends_as_labels_do(content: str, begin: int, colon: int, lexicon: Lexicon) -> bool:
    """Whether the last word before a colon ends like a label; `_label_before` finds no others.

    `Re: drivers: gates: open them` has three colons and no label.
    """
    stretch = content[max(begin, colon - _LONGEST_LABEL) : colon].rstrip()
    word = stretch[max(stretch.rfind(" "), stretch.rfind("\t")) + 1 :]
    # `Ann PoeTo:`: a label may begin at a capital.
    if not word.isascii() or not (word[1:].islower() or word[1:].isdecimal()):
        return True
    return fold(word)[-_TAIL:] in _tails(lexicon)


@lru_cache(maxsize=4)
def _tails(lexicon: Lexicon) -> frozenset[str]:
    """The last letters of all labels, up to `_TAIL`."""
    return frozenset(
        key[-length:] for key in (*lexicon.labels, *LIKE_CC) for length in range(1, _TAIL + 1)
    )


@lru_cache(maxsize=4)
def _endings(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(key[-1] for key in (*lexicon.labels, *LIKE_CC))


def _parts(
    content: str,
    begin: int,
    role: Role,
    label: Label,
    new: Role,
    taken: Collection[Role],
    known: int,
    *,
    small: bool,
) -> bool:
    """Whether a label within a line ends the value of `role`, rather than being part of it.

    `small` is True if the line's first label begins with a small letter.
    """
    # `Ann Poe    To: Ben Ost`: columns of a page that were joined.
    if _GAP.search(content, max(begin, label.start - 3), label.start):
        return True
    # `Subject: Note to: all crews`: in a subject any word may come before a colon.
    if role is Role.SUBJECT:
        return _ends_subject(content, label, new, taken, small=small)
    # `To: Poe, Ann Ce: Ost, Ben`: a misread `Cc` counts only after people.
    if label.misread and role not in _ADDRESSED:
        return False
    glued = label.start > begin and not content[label.start - 1].isspace()
    # `PortTo: north`: a glued label needs another label before it.
    if glued and known < 1:
        return False
    # `To: the harbour, re: locks`: a small `re:` is a word.
    return small or not (new is Role.SUBJECT and content[label.start].islower())


def _ends_subject(
    content: str, label: Label, new: Role, taken: Collection[Role], *, small: bool
) -> bool:
    """Whether a label ends a subject: `Subject: Timetable Importance: High`.

    A subject also ends at a date with seconds, as clients print it, at any date and time if From
    and To came before, and at an originator with an address. Other words with a colon belong to the
    subject. Another such label may follow: `Sensitivity: Confidential Attachments: a.pdf`.
    """
    value = content[label.value_start : label.value_start + _LONGEST_VALUE].strip()
    first = value.split(None, 2)
    # `Sensitivity: Confidential Attachments: a.pdf`: only the word before the next label counts.
    if new is not Role.ATTACHMENTS and len(first) > 1 and first[1].endswith(tuple(COLONS)):
        value = first[0]
    # `Subject: What is the priority: speed or care?`
    if not (small or content[label.start].isupper()) or not value:
        return False
    # `Subject: Timetable Importance: High`: these have one word.
    if new in (Role.IMPORTANCE, Role.OTHER):
        return len(value.split()) == 1
    # `Subject: Tides Date: 2020-05-04 09:14:22 +0200`
    if new is Role.DATE:
        value = _NEXT_LABEL.split(value, maxsplit=1)[0]
        if len(value) > _LONGEST_DATE:
            return False
        # `To: Ben Ost From: Ann Poe Subject: Tides Date: May 4, 2020 9:12 AM`
        whole = _ENDS.issubset(taken) and _MOMENT.fullmatch(value) is not None
        return (whole and patterns.date_strength(value) == 2) or _SECONDS.search(value) is not None
    # `Subject: Tides From: Ann Poe <ann@quay.example> Date: …`
    if new is Role.FROM:
        value = _NEXT_LABEL.split(value, maxsplit=1)[0]
        return len(value) <= _LONGEST_DATE and _MAILBOX.fullmatch(value) is not None
    # `From: Ann Poe … Subject: Tides To: Ben Ost <ben@quay.example>, "Dun Cay (HQ)"`
    if new in _ADDRESSED and Role.FROM in taken:
        value = content[label.value_start : label.value_start + _LONGEST_LIST].strip()
        return _PEOPLE.fullmatch(_NEXT_LABEL.split(value, maxsplit=1)[0]) is not None
    # `Subject: Tides Attachments: tides.pdf`
    return new is Role.ATTACHMENTS and _FILE.search(value) is not None


def _label_before(
    content: str, begin: int, colon: int, taken: set[Role], lexicon: Lexicon
) -> tuple[Label, Role] | None:
    """The longest known label of a new role that ends at the colon."""
    start = colon
    lowest = max(begin, colon - _LONGEST_LABEL)
    found: tuple[Label, Role] | None = None
    # `Reply To:`, `In reply to:`: a label has up to three words; the longest known one counts.
    for _ in range(3):
        start = max(content.rfind(" ", lowest, start), content.rfind("\t", lowest, start))
        if start < lowest:
            break
        first = colon - len(content[start:colon].lstrip())
        found = _as_label(content, first, colon, taken, lexicon) or found
    if found is None and start < lowest == begin:
        found = _as_label(content, begin, colon, taken, lexicon)
    return found or _glued(content, begin, colon, taken, lexicon)


def _as_label(
    content: str, start: int, colon: int, taken: set[Role], lexicon: Lexicon
) -> tuple[Label, Role] | None:
    text = content[start:colon].strip()
    key = fold(text)
    if not key:
        return None
    entry = lexicon.labels.get(key)
    misread = False
    if entry is None and is_like_cc(text) and text[0].isupper():
        # `To: Poe, Ann Ce: Ost, Ben`
        value = content[colon + 1 : colon + 1 + _LONGEST_VALUE].strip()
        if patterns.name_strength(re.split("[;,]", value, maxsplit=1)[0]) > 0:
            entry, misread = lexicon.labels.get("cc"), True
    # A single letter is a label only if it is a capital that can mean To (`À :`, `A:`).
    if entry is None or (len(key) < 2 and not (text.isupper() and Role.TO in entry.roles)):
        return None
    # `To: Ann Poe To: Ben Ost`: on one line, a role does not occur twice.
    role = _new_role(entry, taken)
    if role is None or key in lexicon.reply_prefixes:
        return None
    end = start + len(text)
    return Label(text, start, end, colon + 1, len(content), entry, misread=misread), role


def _new_role(entry: LabelEntry, taken: set[Role]) -> Role | None:
    new = (role for role in entry.roles if role not in taken or role is Role.OTHER)
    return next(new, None)


def _glued(
    content: str, begin: int, colon: int, taken: set[Role], lexicon: Lexicon
) -> tuple[Label, Role] | None:
    """A label without a space before it: `<ann@dock.example>To:`, `5:45 PMTo:`, `张三收件人：`."""
    lowest = max(begin + 1, colon - _LONGEST_GLUED)
    stretch = content[lowest:colon].rstrip()
    if not stretch:
        return None
    # `张三收件人：`: Chinese and Japanese have no spaces or capitals, so all lengths are tried.
    if stretch[-1] > "\u2e80":
        for length in range(min(_LONGEST_IDEOGRAPHIC, len(stretch)), 1, -1):
            found = _as_label(content, lowest + len(stretch) - length, colon, taken, lexicon)
            if found is not None:
                return found
        return None
    for capital in _CAPITAL.finditer(content, lowest, colon):
        if content[capital.start()].isupper():
            found = _as_label(content, capital.start(), colon, taken, lexicon)
            before = content[max(lowest - 1, 0) : capital.start()]
            # `Ann PoeTo:` ends a name; `ReplyTo:` is a word of its own.
            if found is not None and not found[0].misread and not _ONE_WORD.search(before):
                return found
    return None
