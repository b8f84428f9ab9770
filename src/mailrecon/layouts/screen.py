"""A message as a mail program shows it on a screen, in a picture of that screen.

    Ann Poe              2 May 2020 at 09:12        The gate
    The gate                                        @  Ann Poe <ann@quay.example>
    To: Ben Ost, Cc: Cay Dun                            To: Ben Ost   Mon 5/4/2020 9:12 AM

The lines have few labels, are in any order, and have icons beside them (`@`, `Oeo-`). The layout
is tried only in pictures and PDFs of pictures: on other pages, such lines may be an agenda or an
article's head.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mailrecon.layouts.block import Block
from mailrecon.layouts.layout import Layout, Sign
from mailrecon.layouts.mail_page import is_capitalised
from mailrecon.lexicon import fold, name_particles
from mailrecon.model import Field, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns
from mailrecon.scan.furniture.navigation import is_control
from mailrecon.scan.labels import find_label, find_label_without_colon

NAME = "mail program's screen"
# Between a label and its value, or between two values on one line.
_GAP = regex(r"[ \u00a0]{3,}|\t")
# `(3 days ago)`, with icons behind it
_AGE = regex(r"[(（][^()（）\d]{0,20}\d{1,3}[^()（）\d]{1,30}[)）].{0,12}$")
# Icons, and the letters as which they are read: `@ `, `© `, ` >`, ` v`, ` s+ © :`
_ICONS_BEFORE = regex(r"(?:(?:[^\w\s<(\"'“+]{1,3}|[0O])\s+)+(?=\S)")
_ICONS_BEHIND = regex(r"(?:\s+(?:[^\w\s)>\]]{1,3}|[>vVyY¥]{1,2}|\w[^\w\s]))+$|\s+[>›»]+$")
_WORD = regex(r"[^\W\d_]{2,}")
_ADDRESS_AT_END = regex(r"<?[^\s<>()@]+@[^\s<>()@]+>?$")
# `From Ann Poe on 2020-05-04 09:12`: Roundcube
_ON = regex(r"\s(?:on|am|le|el|il|em|op|den|dne|dnia|kl\.?)\s(?=\D{0,12}\d)")
_LONGEST, _LONGEST_DATE = 200, 60
_MOST_ABOVE, _MOST_BELOW, _MOST_BLANK = 6, 7, 2
_MOST_SUMMARY, _MOST_WORDS, _MOST_INITIALS = 2, 5, 2
_RECIPIENTS = (Role.TO, Role.CC, Role.BCC)
_ROLES = (Role.FROM, Role.DATE, Role.SUBJECT, *_RECIPIENTS)
_EVIDENCE = (("name, recipients and date beside each other on a screen", 5.0),)


class _LinePart(NamedTuple):
    """A part of a line between wide gaps: its role (None for other text) and its value's place."""

    role: Role | None
    span: Span
    is_labelled: bool = False


def match_label(page: Page, index: int) -> Block | None:
    """The message whose labelled originator is on line `index`, with its date there or below."""
    label = page.label(index) if page.is_picture else None
    if label is None or label.entry is None or Role.FROM not in label.entry.roles:
        return None
    for line in _filled(page, range(index, min(index + _MOST_ABOVE, len(page.lines)))):
        if any(piece.role is Role.DATE for piece in _pieces(page, line)):
            block = match(page, line)
            # Where all fields have labels, there may be more of them below (`security:`), which
            # the layout of labelled blocks reads.
            if block is None or block.start != index or _is_all_labelled(page, index, line):
                return None
            return block
    return None


def _is_all_labelled(page: Page, first: int, last: int) -> bool:
    """Whether some lines, and the next one that is not blank, have labels."""
    lines = list(_filled(page, range(first, min(last + _MOST_BLANK + 2, len(page.lines)))))
    end = next((place for place, line in enumerate(lines) if line > last), len(lines) - 1)
    labels = [page.label(line) for line in lines[: end + 1]]
    return all(label is not None and label.entry is not None for label in labels)


def match(page: Page, index: int) -> Block | None:
    """The message whose date is on line `index` of a picture, or None."""
    if not page.is_picture:
        return None
    found: dict[int, list[_LinePart]] = {index: _pieces(page, index)}
    if not any(piece.role is Role.DATE for piece in found[index]):
        return None
    if _labels_follow(page, index):
        return None
    top = _go_up(page, index, found)
    _go_down(page, index, found)
    fields = [piece for line in sorted(found) for piece in found[line]]
    by_role = {piece.role: piece for piece in reversed(fields) if piece.role is not None}
    if Role.FROM not in by_role or not _is_addressed(page.lines.text, by_role, found):
        return None
    if Role.SUBJECT not in by_role:
        title = _title(page, top, by_role[Role.FROM].span)
        fields += [] if title is None else [title]
    text = page.lines.text
    first, last = min(found), max(found)
    named = [
        Field(piece.role, piece.span.of(text), piece.span)
        for piece in fields
        if piece.role is not None
    ]
    return Block.of_header(page.lines, NAME, first, last + 1, named, _EVIDENCE, None)


def _is_addressed(
    text: str, by_role: dict[Role, _LinePart], lines: dict[int, list[_LinePart]]
) -> bool:
    """Whether somebody is named as a recipient, or the originator behind a label.

    `From: Weir Central` / `To: Lock Harbour` / `Sat 5 Nov 2022 16:48` is a journey.
    """
    originator = by_role[Role.FROM]
    if not any(role in by_role for role in _RECIPIENTS):
        return originator.is_labelled
    if not originator.is_labelled or by_role[Role.DATE].is_labelled or Role.SUBJECT in by_role:
        return True
    together = any(
        originator in pieces and any(piece.role is Role.DATE for piece in pieces)
        for pieces in lines.values()
    )
    return together or any("@" in piece.span.of(text) for piece in by_role.values())


def _labels_follow(page: Page, index: int) -> bool:
    """Whether a labelled originator follows, as in Gmail's details below name and date."""
    for line in range(index + 1, min(index + 1 + _MOST_ABOVE, len(page.lines))):
        label = page.label(line)
        if label is not None and label.entry is not None and Role.FROM in label.entry.roles:
            return True
    return False


def _go_down(page: Page, index: int, found: dict[int, list[_LinePart]]) -> None:
    """Add the lines below the date that belong to the header; one may be the subject."""
    pending: tuple[int, list[_LinePart]] | None = None
    for line in _filled(page, range(index + 1, min(index + 1 + _MOST_BELOW, len(page.lines)))):
        pieces = _pieces(page, line)
        if _adds(pieces, found):
            if pending is not None:
                found[pending[0]] = _as_subject(pending[1])
                pending = None
            found[line] = pieces
        # `Ann Poe    2 May 2020 at 09:12` / `The gate` / `To: Ben Ost`
        elif pending is None and not _has(found, Role.SUBJECT) and len(pieces) == 1:
            pending = (line, pieces)
        else:
            return


def _go_up(page: Page, index: int, found: dict[int, list[_LinePart]]) -> int:
    """Add the lines above the date, up to the originator; the first line of all."""
    top = index
    if _has(found, Role.FROM):
        return top
    above = [
        (line, _pieces(page, line))
        for line in _filled(page, range(index - 1, max(index - 1 - _MOST_ABOVE, -1), -1))
    ]
    pending: list[tuple[int, list[_LinePart]]] = []
    for place, (line, pieces) in enumerate(above):
        next_above = above[place + 1][1] if place + 1 < len(above) else []
        is_field = _adds(pieces, found) and not (
            _is_doubtful(page, line, pieces) and _begins_header(next_above, found)
        )
        if not is_field:
            # `To: Ben Ost` / `The gate` / `2 May 2020 at 09:12`
            if pending or _has(found, Role.SUBJECT) or len(pieces) != 1:
                break
            pending.append((line, pieces))
            continue
        found.update((number, _as_subject(words)) for number, words in pending)
        pending.clear()
        found[line] = pieces
        top = line
        if any(piece.role is Role.FROM for piece in pieces):
            break
    return top


def _is_doubtful(page: Page, line: int, pieces: Sequence[_LinePart]) -> bool:
    """Whether a line is only a name, without address, label, or picture beside it."""
    first, text = pieces[0], page.lines.text
    return (
        len(pieces) == 1
        and first.role is Role.FROM
        and not first.is_labelled
        and "@" not in first.span.of(text)
        and first.span.of(text) == page.lines.content(line).strip()
    )


def _begins_header(pieces: Sequence[_LinePart], found: dict[int, list[_LinePart]]) -> bool:
    """Whether a line has the originator, or recipients that the lines below lack.

    Then the line below it is the subject: `Ann Poe` / `Harbour Gate` / `To: Ben Ost`.
    """
    roles = {piece.role for piece in pieces}
    return Role.FROM in roles or (Role.TO in roles and not _has(found, Role.TO))


def _filled(page: Page, lines: range) -> Iterator[int]:
    """The lines that are not blank, up to a wide gap or to text that is set aside."""
    blank = 0
    for line in lines:
        if page.lines.is_blank(line):
            blank += 1
            if blank > _MOST_BLANK:
                return
            continue
        if line in page.set_aside or len(page.lines.raw[line]) > _LONGEST:
            return
        blank = 0
        yield line


def _has(found: dict[int, list[_LinePart]], role: Role) -> bool:
    return any(piece.role is role for pieces in found.values() for piece in pieces)


def _adds(pieces: Sequence[_LinePart], found: dict[int, list[_LinePart]]) -> bool:
    """Whether a line has fields, and none that the header has already."""
    roles = [piece.role for piece in pieces if piece.role is not None]
    if not roles:
        return False
    return not any(role not in _RECIPIENTS and _has(found, role) for role in roles)


def _as_subject(pieces: Sequence[_LinePart]) -> list[_LinePart]:
    return [piece._replace(role=Role.SUBJECT) for piece in pieces[:1]]


def _title(page: Page, top: int, name: Span) -> _LinePart | None:
    """The subject above the first message of a screen."""
    lines = page.lines
    summaries = 0
    above = list(_filled(page, range(top - 1, max(top - 1 - _MOST_ABOVE, -1), -1)))
    # Gmail on a phone: `The gate` / `@ Ann Poe  2 May` / `to me v` above the details; OCR reads
    # `to me` as `tomea`, too.
    first_name = name.of(lines.text).partition(" ")[0]
    if len(above) > 1 and first_name in lines.content(above[1]).split():
        summaries, above = 1, above[1:]
    for line in above:
        pieces = _pieces(page, line)
        text = pieces[0].span.of(lines.text) if pieces else ""
        names_again = any(piece.role is not None for piece in pieces) or first_name in text.split()
        if names_again and summaries < _MOST_SUMMARY:
            summaries += 1
            continue
        if names_again or _WORD.search(text) is None or is_control(text, page.lexicon):
            return None
        # Below another message the line above is the end of its text.
        if any(_shows_date(page, above) for above in range(line)):
            return None
        return pieces[0]._replace(role=Role.SUBJECT)
    return None


def _shows_date(page: Page, line: int) -> bool:
    if line in page.set_aside or ":" not in page.lines.raw[line]:
        return False
    return any(piece.role is Role.DATE for piece in _pieces(page, line))


def _pieces(page: Page, line: int) -> list[_LinePart]:
    """The parts of a line that are set apart, without icons: each with its role."""
    content, begin = page.lines.content(line), page.lines.content_start(line)
    found: list[_LinePart] = []
    waiting: Role | None = None
    start = 0
    for end in [*(gap.start() for gap in _GAP.finditer(content)), len(content)]:
        if not content[start:end].strip():
            continue
        for piece in _parts(page, content, start, end, waiting, bool(found)):
            moved = piece._replace(span=piece.span.shifted(begin))
            # `To    Ann Poe`: a label alone names the next part.
            waiting = piece.role if piece.is_labelled and not len(piece.span) else None
            if not len(piece.span):
                continue
            # `To: Ben Ost;    Cay Dun`: the list goes on.
            last = found[-1] if found else None
            if last is not None and last.role in _RECIPIENTS and moved.role in (None, Role.FROM):
                found[-1] = last._replace(span=Span(last.span.start, moved.span.end))
            else:
                found.append(moved)
        start = end
    return found


def _parts(
    page: Page, content: str, start: int, end: int, waiting: Role | None, is_later: bool
) -> Iterator[_LinePart]:
    """The fields in one part of a line."""
    start, end = _without_icons(page, content, start, end)
    text = content[start:end]
    if not text:
        return
    if waiting is not None:
        yield _LinePart(waiting, Span(start, end), is_labelled=True)
        return
    dated = _date(content, start, end)
    if dated is not None and _ON.search(text) is None:
        yield _LinePart(Role.DATE, dated)
        return
    label = find_label(text, page.lexicon) or find_label_without_colon(
        text, page.lexicon, alone=True
    )
    role = None
    if label is not None and label.entry is not None and not text[: label.start].strip():
        role = next((role for role in _ROLES if role in label.entry.roles), None)
    if label is not None and role is not None:
        yield from _labelled(page, content, role, start + label.value_start, end)
        return
    to = _after_recipient_word(page, text)
    if to and not is_later:
        yield _LinePart(Role.TO, Span(start + to, end), is_labelled=True)
        return
    yield _LinePart(Role.FROM if _is_person(text) else None, Span(start, end))


def _labelled(page: Page, content: str, role: Role, start: int, end: int) -> Iterator[_LinePart]:
    start, end = _without_icons(page, content, start, end)
    if role is Role.DATE:
        dated = _date(content, start, end)
        yield _LinePart(role, dated or Span(start, start), is_labelled=True)
        return
    # `From Ann Poe on 2020-05-04 09:12`
    on = _ON.search(content, start, end) if role is Role.FROM else None
    dated = _date(content, on.end(), end) if on is not None else None
    if on is not None and dated is not None:
        yield _LinePart(role, Span(start, on.start()), is_labelled=True)
        yield _LinePart(Role.DATE, dated)
        return
    yield _LinePart(role, Span(start, max(start, end)), is_labelled=True)


def _without_icons(page: Page, content: str, start: int, end: int) -> tuple[int, int]:
    """The range without blanks and icons at its ends."""
    text = content[start:end]
    start += len(text) - len(text.lstrip())
    before = _ICONS_BEFORE.match(content, start, end)
    if before is not None:
        start = before.end()
    behind = _ICONS_BEHIND.search(content, start, end)
    text = content[start : behind.start() if behind is not None else end].rstrip()
    # `AP Ann Poe`, `aP Ann Poe`: initials in a circle
    first, _, rest = text.partition(" ")
    if _are_initials(page, first) and is_capitalised(rest.partition(" <")[0]):
        start += len(first) + 1
        text = rest
    return start, start + len(text)


def _are_initials(page: Page, text: str) -> bool:
    """Whether a word before a name can be the initials in the circle that stands for a picture."""
    if not text.isalpha() or len(text) > _MOST_INITIALS:
        return False
    # `To Ben Ost`, `da Silva, Ann`
    word = fold(text)
    is_known = word in page.lexicon.recipient_words or word in page.lexicon.labels
    return not (text.istitle() or is_known or word in name_particles.FAMILY)


def _date(content: str, start: int, end: int) -> Span | None:
    """The place of a day with a time of day that fills a range, but for its age and icons."""
    age = _AGE.search(content, start, end)
    text = content[start : age.start() if age is not None else end].strip()
    if not text or len(text) > _LONGEST_DATE or "@" in text or not text[0].isalnum():
        return None
    if patterns.date_strength(text) != 2 or len(text.split()) > 10:
        return None
    first = content.index(text, start)
    return Span(first, first + len(text))


def _after_recipient_word(page: Page, text: str) -> int:
    """The place behind a word such as Gmail's `to` (`to me, Gauge Watch`); 0 if there is none."""
    word, _, people = text.partition(" ")
    if not people or fold(word.rstrip(":：")) not in page.lexicon.recipient_words:
        return 0
    return len(word) + 1 if patterns.name_strength(people.split(",")[0]) else 0


def _is_person(text: str) -> bool:
    """Whether a text is a name, with or without an address."""
    address = _ADDRESS_AT_END.search(text)
    name = text[: address.start()].strip() if address is not None else text
    if address is not None and (not name or patterns.name_strength(name)):
        return True
    # `Dear Ben,` is the text; `Harbour gate` is not a name.
    if not 1 < len(name.split()) <= _MOST_WORDS or patterns.has_digit(name) or name[-1] in ",;:!?":
        return False
    return is_capitalised(name) or (
        patterns.name_strength(name) == 2 and name.casefold() == name.upper()
    )


LAYOUT = Layout(
    NAME,
    "mail programs and webmail, on a screen",
    ((Sign.LABEL, match_label), (Sign.LABEL, match), (Sign.CLOCK, match)),
    parts_people_by_comma=True,
)
