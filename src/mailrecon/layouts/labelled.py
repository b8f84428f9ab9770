"""Labelled header blocks: one label a line, its value behind it or on the lines below.

Outlook, Apple Mail, Gmail, Thunderbird, Exchange, Yahoo, raw RFC 5322 headers and nearly every
other client print a header so; only words, order and wrapping differ.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from msgspec import Struct, field
from msgspec.structs import replace

from mailrecon.layouts.block import Block, cut_value
from mailrecon.layouts.evidence import weigh_fields
from mailrecon.layouts.run_together import inner_labels
from mailrecon.lexicon import LabelEntry, Lexicon, fold
from mailrecon.model import ADDRESS_ROLES, Field, How, Introduction, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Label, Lines, Page, patterns
from mailrecon.scan.labels import find_label_without_colon
from mailrecon.scan.navigation import is_navigation_row
from mailrecon.scan.stamps import is_stamp

NAME = "labelled block"
_MAX_LABELS = 120
_MOST_LANGUAGES = 8
_MAX_VALUE_LINES = 20_000
_MAX_BLANKS = 3
_MAX_BLANKS_IN_COLUMNS = 8
_LONGEST_MOMENT = 40
_MAX_BLANKS_AT_PAGE = 12
_WRAP_WIDTH = 70
_NARROW = 40
# A label further in stands on a line with others.
_MARGIN = 24
_NEAR = 2
_FEW_NAMES = 6
_OPEN_ENDINGS = tuple(",;、，；،<(&")
# `>; Ben Ost`: what stood in the brackets above was removed.
_BLANKS = frozenset("_./-… \t\n")
_OPEN_BEGINNINGS = (*",;、，；،", ">;", ">,")
_LIST_ENDINGS = (";", "；")
_LIST_BEGINNINGS = (";", ">;", "；")
# `Flag Status: Completed`: up to four words at the margin, the first with a capital.
_UNKNOWN = regex(r"([A-ZÀ-Þ][\w-]{1,20}(?: [\w-]{1,20}){0,3}): ?(?=\S|$)")
_FEW_UNKNOWN = 6
_DATE_GAP = regex(r"\s{3,}|\t|\s+(?:on|am|le|el|il|em|op)\s+(?=\d)|\s(?=\d{1,2}/\d)")
_ADDRESS_ALONE = regex(rf"[<\[(]?{patterns.ADDRESS.pattern}[>\])]?[,;]?")
# `Subject: Re: Landing stage                                   B6`
_CODE_BEHIND = regex(rf"\s{{8,}}(?:(?:{patterns.EXEMPTION})[\s,;]*)+$")
_TABLE_RULE = regex(r"\s*+\|?(?:\s*+:?-{2,}+:?\s*+\|)+\s*+(?::?-{2,}+:?)?\s*+")
# Fields a raw header begins with, above those a reader is shown (RFC 5322, 3.6.7).
_TRACE = regex(
    r"Received|Return-Path|Path$|Newsgroups$|PoolItem-To|DKIM-|ARC-|Authentication-|X-|MIME-|Content-|Envelope-",
    re.I,
)
_OTHER: Mapping[Role, frozenset[str]] = {Role.OTHER: frozenset()}
_ORIGINATORS = frozenset({Role.FROM, Role.SENDER})
_CORE = frozenset({Role.FROM, Role.DATE, Role.SUBJECT, Role.TO})
# Roles a header may print more than once: wrapped lists relabelled, Sent beside Date, Received.
_REPEATABLE = frozenset({Role.TO, Role.CC, Role.BCC, Role.OTHER, Role.ATTACHMENTS})


class _Entry(Struct):
    """A label with the pieces of its value: (line, start, end) offsets in the line's content."""

    line: int
    label: Label
    pieces: list[tuple[int, int, int]] = field(default_factory=list)
    look_ahead: int | None = None

    @property
    def roles(self) -> Mapping[Role, frozenset[str]]:
        return _OTHER if self.label.entry is None else self.label.entry.roles


def match(page: Page, index: int, minimum: int = 2, inside: Label | None = None) -> Block | None:
    """The labelled block that begins with the label on line `index`, or None.

    It must have `minimum` of the roles From, Date, Subject and To. `inside` is a label within the
    line that the block begins with instead.
    """
    label = inside or page.label(index)
    if label is None or fold(label.text) in page.lexicon.reply_prefixes:
        return None
    lost = inside or _lost_label_above(page, index, label)
    if lost is not None and inside is None:
        index -= 1
    entries, end = _collect(page, index, lost)
    page.run_end = end
    labels = tuple(entry.label.entry for entry in entries)
    language, others, roles = settle_roles(labels, page.lexicon)
    fields: list[Field] = []
    sent = False
    for entry, role in zip(entries, roles, strict=True):
        lines = page.lines
        begin = lines.content_start(entry.line)
        text, span = cut_value(lines, entry.pieces, begin + entry.label.value_start)
        if role is Role.DATE and Role.FROM in entry.roles and patterns.has_address(text):
            role = Role.FROM  # Slovenian `Poslal` is "sent by", Czech `Poslal` "sent"
        label_span = Span(begin + entry.label.start, begin + entry.label.end)
        how, reason = How.PRINTED, ""
        if entry.label.misread:
            how, reason = How.NORMALISED, f"label read from {entry.label.text!r}"
        fields.append(Field(role, text, span, entry.label.text, label_span, how, reason))
        sent = sent or bool(role is Role.DATE and entry.label.entry and entry.label.entry.sent)
    fields = _split_dated_originator(fields)
    if _is_form(fields):
        return None
    present = {field.role for field in fields}
    if len(present & _CORE) < minimum and not (present & _ORIGINATORS and len(present) > 1):
        return None
    depth = page.lines.depth(index)
    footnote = None if lost is not None else label.footnote
    evidence = tuple(weigh_fields(fields, sent, page.lexicon))
    if label.introduced is not None:
        evidence = (*evidence, (f"{label.introduced.value} on the same line", 2.0))
    return Block(
        layout=NAME,
        start=index,
        end=end,
        depth=depth,
        body_depth=depth,
        fields=tuple(fields),
        language=language,
        languages=others,
        introduction=label.introduced or Introduction.HEADER_ONLY,
        evidence=evidence,
        footnote=footnote,
    )


def _is_form(fields: list[Field]) -> bool:
    """Whether every value is a blank to fill in: `From: ______` / `Date: __/__/____`."""
    values = [field.text for field in fields]
    return any("__" in value or "..." in value for value in values) and all(
        _BLANKS.issuperset(value) for value in values
    )


@lru_cache(maxsize=4096)
def settle_roles(
    entries: tuple[LabelEntry | None, ...], lexicon: Lexicon
) -> tuple[str | None, tuple[str, ...], tuple[Role, ...]]:
    """The language that explains most labels, others that do so too, and each label's role.

    A label several languages share decides nothing by itself; it follows the others.
    """
    votes: Counter[str] = Counter()
    for entry in entries:
        if entry is not None:
            for code in {code for codes in entry.roles.values() for code in codes}:
                votes[code] += 1
    best = max(votes.values(), default=0)
    leaders = [code for code, count in votes.items() if count == best]
    language = max(leaders, key=lambda code: (code == "en", lexicon.weights[code]), default=None)
    roles: list[Role] = []
    for entry in entries:
        if entry is None:
            roles.append(Role.OTHER)
            continue
        fitting = [role for role, codes in entry.roles.items() if language in codes]
        roles.append(fitting[0] if fitting else next(iter(entry.roles)))
    others = tuple(sorted(code for code in leaders if code != language))
    return language, others[:_MOST_LANGUAGES], tuple(roles)


def _lost_label_above(page: Page, index: int, label: Label) -> Label | None:
    """An originator's label right above whose colon is lost: nothing marks its line by itself."""
    lines = page.lines
    if label.entry is None or Role.FROM in label.entry.roles or index == 0:
        return None
    if lines.is_blank(index - 1) or lines.depth(index - 1) != lines.depth(index):
        return None
    if page.label(index - 1) is not None:
        return None
    lost = find_label_without_colon(lines.content(index - 1), page.lexicon)
    if lost is None or lost.entry is None or Role.FROM not in lost.entry.roles:
        return None
    if not _share_language(lost.entry, label.entry):
        return None
    value = lines.content(index - 1)[lost.value_start :]
    return lost if patterns.has_address(value) else None


def _share_language(one: LabelEntry, other: LabelEntry) -> bool:
    languages = frozenset().union(*one.roles.values())
    return any(languages & codes for codes in other.roles.values())


def _collect(page: Page, index: int, first: Label | None = None) -> tuple[list[_Entry], int]:
    lines = page.lines
    depth = lines.depth(index)
    entries: list[_Entry] = []
    seen: set[Role] = set()
    current = index
    end = index
    total = len(lines)
    while current < total and len(entries) < _MAX_LABELS:
        if entries and _is_set_aside(page, current):
            current += 1
            continue
        if current > index and lines.depth(current) != depth and not lines.is_blank(current):
            break
        if lines.is_blank(current):
            resumed = _resume_after_blank(page, current, depth, entries, seen)
            if resumed is None:
                break
            current = resumed
            continue
        label = page.label(current) or _label_in_company(page, current, entries, seen)
        if current == index and first is not None:
            label = first
        if label is not None and label.misread and not _fits_misread(page, current, label, seen):
            label = None
        if label is not None and _is_subject_value(page, label, entries):
            label = None
        if label is not None and _opens_field(label, entries, seen, page.lexicon):
            for entry in _entries_on_line(page, current, label, seen, len(entries)):
                entries.append(entry)
                seen.add(_guess_role(entry, seen))
            current += 1
            end = current
            continue
        if label is not None and label.entry is not None and entries:
            role = next(iter(label.entry.roles))
            if role in _CORE and role in seen:
                break
        if entries and _is_code_below(lines, current, entries[-1]):
            current += 1
            end = current
            continue
        if not entries or not _continues(page, current, entries, seen):
            break
        _go_on(page, current, entries, seen)
        current += 1
        end = current
    return entries, end


def _is_code_below(lines: Lines, current: int, entry: _Entry) -> bool:
    """Whether a line says only why something was withheld, below a field that has its value.

    `Sent: Wednesday, October 5, 2011 11:07 AM` / `   1.4(B)`
    """
    content = lines.content(current)
    if not content[:1].isspace():
        return False
    if entry.roles.keys().isdisjoint((Role.DATE, Role.SUBJECT)):
        return False
    return patterns.is_exemption_code(content.strip())


def _is_set_aside(page: Page, index: int) -> bool:
    """Whether a line inside a header is a table's rule, a page stamp or a row of buttons."""
    content = page.lines.content(index).strip()
    return (
        index in page.set_aside
        or ("--" in content and _TABLE_RULE.fullmatch(content) is not None)
        or is_stamp(content)
        or is_navigation_row(content, page.lexicon)
    )


def _is_subject_value(page: Page, label: Label, entries: list[_Entry]) -> bool:
    """Whether `RE:` opens the value of a subject label that stands alone on the line above."""
    if not entries or fold(label.text) not in page.lexicon.reply_prefixes:
        return False
    last = entries[-1]
    empty = not any(page.lines.content(n)[s:e].strip() for n, s, e in last.pieces)
    return empty and Role.SUBJECT in last.roles


def _label_in_company(
    page: Page, current: int, entries: list[_Entry], seen: set[Role]
) -> Label | None:
    """A label whose colon is lost, or one no language has, on a line right below a header field.

    It is a label of the header's language: `Per Olsen` below `From:` is a man.
    """
    if not entries or not entries[-1].roles.keys() & (_CORE | ADDRESS_ROLES | {Role.OTHER}):
        return None
    content = page.lines.content(current)
    label = find_label_without_colon(content, page.lexicon, alone=True)
    if label is not None and not _fits_company(page, label, current, entries):
        label = None
    return label or _unknown_label(page, current, entries, seen)


def _fits_company(page: Page, label: Label, current: int, entries: list[_Entry]) -> bool:
    content = page.lines.content(current)
    if label.entry is None or (not label.text[:1].isupper() and content[:1].isascii()):
        return False
    if not _is_of_language(label.entry, entries, page.lexicon):
        return False
    value = content[label.value_start :].strip()
    return bool(value) or _stands_for_nothing(page, label, current)


def _is_of_language(entry: LabelEntry, entries: list[_Entry], lexicon: Lexicon) -> bool:
    """Whether a label is of a language that explains most labels of the header so far."""
    votes: Counter[str] = Counter()
    for other in entries:
        if other.label.entry is not None:
            votes.update(set().union(*other.label.entry.roles.values()))
    best = max(votes.values(), default=0)
    leaders = {code for code, count in votes.items() if count == best}
    if "en" in leaders and len(leaders) > 1:
        leaders = {"en"}
    return not votes or any(codes & leaders for codes in entry.roles.values())


def _stands_for_nothing(page: Page, label: Label, current: int) -> bool:
    """Whether a label alone on its line, without a colon, is an emptied field: `Subject`."""
    lines = page.lines
    if len(label.text) < 4 or lines.content(current).strip() != label.text:
        return False
    below = current + 1
    return below >= len(lines) or lines.is_blank(below) or page.label(below) is not None


def _unknown_label(
    page: Page, current: int, entries: list[_Entry], seen: set[Role]
) -> Label | None:
    """A label no language has, between known ones: `Follow Up Flag: Completed`."""
    content = page.lines.content(current)
    found = _UNKNOWN.match(content)
    if found is None or page.label(current) is not None:
        return None
    if entries[-1].roles.keys() & ADDRESS_ROLES and not any(
        content[s:e].strip() for content, (n, s, e) in _pieces(page.lines, entries[-1])
    ):
        return None
    lines = page.lines
    for number in range(current + 1, min(current + _FEW_UNKNOWN, len(lines))):
        label = page.label(number)
        if label is not None and label.entry is not None and not label.misread:
            new = any(
                role in _CORE | ADDRESS_ROLES and role not in seen for role in label.entry.roles
            )
            if not new:
                return None
            end = found.end(1)
            return Label(found[1], found.start(1), end, found.end(), len(content), None)
        if lines.is_blank(number) or _UNKNOWN.match(lines.content(number)) is None:
            return None
    return None


def _pieces(lines: Lines, entry: _Entry) -> Iterator[tuple[str, tuple[int, int, int]]]:
    return ((lines.content(piece[0]), piece) for piece in entry.pieces)


def _fits_misread(page: Page, current: int, label: Label, seen: set[Role]) -> bool:
    """Whether what follows a doubtful label is what its role wants."""
    if label.entry is None:
        return False
    value = page.lines.content(current)[label.value_start :].strip()
    for role in label.entry.roles:
        if role in seen:
            continue
        if role is Role.DATE and patterns.date_strength(value):
            return True
        if role in ADDRESS_ROLES and (
            patterns.has_address(value)
            or patterns.is_redacted(value, page.lexicon)
            or (label.value_start > label.end and _begins_like_people(value))
        ):
            return True
        if role is Role.SUBJECT and label.value_start > label.end and value:
            return True
        if not value and _stands_for_nothing(page, label, current):
            return True
        # `To: Ann Poe` / `Ce:`: copies that were removed, or that OCR put on the lines below
        if not value and role is Role.CC and Role.TO in seen and label.value_start > label.end:
            return True
    return False


def _begins_like_people(value: str) -> bool:
    """Whether a value begins with a name, and goes on with names: `Sand, Eva (DOCK/A); Ek, Per`."""
    names = [name for name in re.split("[;,]", value) if name.strip()][:_FEW_NAMES]
    return (
        bool(names)
        and patterns.name_strength(names[0]) == 2
        and all(map(patterns.name_strength, names))
    )


def _guess_role(entry: _Entry, seen: set[Role]) -> Role:
    roles = entry.roles
    for role in roles:
        if role not in seen:
            return role
    return next(iter(roles))


def _opens_field(label: Label, entries: list[_Entry], seen: set[Role], lexicon: Lexicon) -> bool:
    if label.entry is None or label.entry.roles.keys() == {Role.OTHER}:
        return bool(entries) or _TRACE.match(label.text) is not None
    if Role.SUBJECT in label.entry.roles and fold(label.text) in lexicon.reply_prefixes:
        return bool(entries) and Role.SUBJECT not in seen and Role.FROM in seen
    if (
        Role.FROM in seen
        and label.entry.roles.keys() <= _ORIGINATORS
        and Role.FROM in label.entry.roles
    ):
        return False
    for role in label.entry.roles:
        if role not in seen:
            return True
    previous = entries[-1].roles if entries else {}
    for role in label.entry.roles:
        if role in _REPEATABLE and role in previous:
            return True
        if role is Role.DATE and not any(label.text == entry.label.text for entry in entries):
            return True
    return False


def _entries_on_line(
    page: Page, index: int, label: Label, seen: set[Role], known: int
) -> list[_Entry]:
    """The entry of a line's label, and those of further labels run together on the same line."""
    content = page.lines.content(index)
    entries = [_Entry(index, label)]
    begin = label.value_start
    role = _guess_role(entries[0], seen)
    inner = inner_labels(content, begin, role, seen, page.lexicon, known=known + 1)
    for label_inside, _ in inner:
        entries[-1].pieces.append((index, begin, label_inside.start))
        entries.append(_Entry(index, label_inside))
        begin = label_inside.value_start
    end = label.value_end if len(entries) == 1 else len(content)
    if Role.SUBJECT in entries[-1].roles and "  " in content:
        code = _CODE_BEHIND.search(content, begin, end)
        end = code.start() if code is not None else end
    entries[-1].pieces.append((index, begin, max(begin, end)))
    return entries


def _go_on(page: Page, current: int, entries: list[_Entry], seen: set[Role]) -> None:
    """Add line `current` to the last value, and what labels inside the line begin.

    `; Ost, Ben Subject: Timetable` below `To: Poe, Ann`
    """
    content = page.lines.content(current)
    last = entries[-1]
    begin = 0
    role = next((role for role in last.roles if role in seen), Role.OTHER)
    if role in ADDRESS_ROLES or role is Role.DATE:
        inner = inner_labels(content, 0, role, seen, page.lexicon, known=len(entries))
        for label, new in inner:
            entries[-1].pieces.append((current, begin, label.start))
            entries.append(_Entry(current, label))
            seen.add(new)
            begin = label.value_start
    entries[-1].pieces.append((current, begin, len(content)))


def _resume_after_blank(
    page: Page, current: int, depth: int, entries: list[_Entry], seen: set[Role]
) -> int | None:
    """Where the block goes on behind a blank line, or None when the blank line ends it."""
    if seen >= _CORE or not entries:
        return None
    lines = page.lines
    following = current
    blanks, most = 0, _MAX_BLANKS
    if _is_dated(lines, entries[-1]):
        most = _MAX_BLANKS_IN_COLUMNS
    while following < len(lines):
        if lines.is_blank(following):
            blanks += 1
        elif _is_set_aside(page, following):
            # A page ends within the header.
            most = _MAX_BLANKS_AT_PAGE
        else:
            break
        following += 1
        if blanks > _MAX_BLANKS_AT_PAGE:
            return None
    if blanks > most:
        return None
    if following >= len(lines) or lines.depth(following) != depth:
        return None
    label = page.label(following)
    if label is not None and label.entry is not None:
        new = any(role in _CORE | ADDRESS_ROLES and role not in seen for role in label.entry.roles)
        return following if new else None
    if _list_goes_on(page, following, entries[-1]):
        return following
    empty = not any(lines.content(n)[s:e].strip() for n, s, e in entries[-1].pieces)
    if empty and following + 1 < len(lines):
        beyond = following + 1
        while beyond < len(lines) and beyond - following <= 2 and lines.is_blank(beyond):
            beyond += 1
        after = page.label(beyond) if beyond < len(lines) else None
        entry = after.entry if after is not None else None
        if entry is not None and any(role not in seen for role in entry.roles):
            return following
    return None


def _list_goes_on(page: Page, following: int, entry: _Entry) -> bool:
    """Whether a list of people goes on behind a blank line of OCR: `Ann Poe;` / `Ben Ost`."""
    if not entry.roles.keys() & ADDRESS_ROLES:
        return False
    number, start, end = entry.pieces[-1]
    above = page.lines.content(number)[start:end].rstrip()
    below = page.lines.content(following).strip()
    return below.startswith(_LIST_BEGINNINGS) or (
        above.endswith(_LIST_ENDINGS) and _person_like(below)
    )


def _continues(page: Page, current: int, entries: list[_Entry], seen: set[Role]) -> bool:
    """Whether line `current`, which has no label of its own, goes on with the last value."""
    lines = page.lines
    entry = entries[-1]
    if len(entry.pieces) > _MAX_VALUE_LINES:
        return False
    content = lines.content(current)
    stripped = content.strip()
    number, start, end = entry.pieces[-1]
    above = lines.content(number)[start:end].strip()
    empty = not above and len(entry.pieces) == 1
    if above.endswith("?=") and stripped.startswith("=?"):
        return True  # encoded words parted where a line was folded (RFC 2047, 2)
    role = _guess_role(entry, seen - {_only_role(entry)})
    if role is Role.OTHER:
        return content[:1] in " \t" or empty
    if role in ADDRESS_ROLES or role.value.endswith(("names", "name")):
        if empty or above.endswith(_OPEN_ENDINGS) or stripped.startswith(_OPEN_BEGINNINGS):
            return not (
                empty and patterns.name_strength(stripped) == 0 and not _person_like(stripped)
            )
        if above.count("<") > above.count(">") or above.count("[") > above.count("]"):
            return True
        if content[:1] in " \t" and not lines.content(entry.line)[:1].isspace():
            return True
        if fold(above).endswith(_on_behalf_endings(page.lexicon)):
            return True
        if Role.FROM in entry.roles and Role.DATE not in seen and _is_moment(stripped):
            # Lotus Notes' columns: `From:  Ann Poe` / `03/03/2026 12:09 PM`
            return True
        if _ADDRESS_ALONE.fullmatch(stripped) and not patterns.has_address(_last_of_list(above)):
            # `Ben Ost` / `ben@quay.example`
            return True
        listed = ";" in stripped or "," in stripped or stripped.endswith(">")
        if listed and patterns.has_address(stripped):
            before = stripped.partition("<")[0]
            if patterns.name_strength(before) > 0 or "@" in stripped.split()[0]:
                return True
        return _next_label(page, current, entry, seen, 60) and (
            _person_like(stripped) or (entry.look_ahead or 0) - current <= _NEAR
        )
    if empty:
        if role is Role.SUBJECT:
            return _values_stand_below(entries[:-1], lines)
        return patterns.date_strength(stripped) > 0 if role is Role.DATE else True
    indented = content[:1] in " \t" and not lines.content(entry.line)[:1].isspace()
    if role is Role.DATE:
        return len(stripped) < 40 and patterns.date_strength(above + " " + stripped) > (
            patterns.date_strength(above)
        )
    if role is Role.SUBJECT:
        return _subject_goes_on(page, current, entry, seen, indented=indented)
    return indented or _next_label(page, current, entry, seen, 3)


def _is_moment(text: str) -> bool:
    """Whether a line is nothing but a day and a time of day."""
    return len(text) < _LONGEST_MOMENT and text[0].isalnum() and patterns.date_strength(text) == 2


def _is_dated(lines: Lines, entry: _Entry) -> bool:
    """Whether an originator's last line is a date: `From:  Ann Poe` / `03/03/2026 12:09 PM`."""
    number, start, end = entry.pieces[-1]
    text = lines.content(number)[start:end].strip()
    return len(entry.pieces) > 1 and Role.FROM in entry.roles and bool(text) and _is_moment(text)


def _last_of_list(text: str) -> str:
    return text[max(text.rfind(";"), text.rfind(",")) + 1 :]


@lru_cache(maxsize=4)
def _on_behalf_endings(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(fold(phrase) for phrase in (*lexicon.on_behalf, *lexicon.sent_by))


def _only_role(entry: _Entry) -> Role:
    return next(iter(entry.roles))


def _person_like(text: str) -> bool:
    """Whether a line can be part of a list of people."""
    return bool(
        "@" in text
        or text[-1:] in ",;>)"
        or patterns.NOTES_NAME.search(text)
        or "<" in text
        or (";" in text or "," in text)
        or patterns.name_strength(text) == 2
    )


def _values_stand_below(entries: list[_Entry], lines: Lines) -> bool:
    below = sum(
        len(entry.pieces) > 1
        and not lines.content(entry.pieces[0][0])[entry.pieces[0][1] :].strip()
        for entry in entries
    )
    return below * 2 > len(entries)


def _next_label(page: Page, current: int, entry: _Entry, seen: set[Role], limit: int) -> bool:
    """Whether a label with a new role comes before the next blank line, `limit` lines away."""
    if entry.look_ahead is None:
        entry.look_ahead = 0
        lines = page.lines
        depth = lines.depth(entry.line)
        blanks = 0
        for number in range(current, min(current + limit, len(lines))):
            if lines.is_blank(number):
                blanks += 1
                if blanks > 1 or entry.roles.keys().isdisjoint(ADDRESS_ROLES):
                    break
                continue
            if lines.depth(number) != depth:
                break
            label = page.label(number)
            if label is not None and label.entry is not None:
                if _opens_field(label, [entry], seen, page.lexicon):
                    entry.look_ahead = number
                break
            if blanks:
                break
    return entry.look_ahead > current


def _subject_goes_on(
    page: Page, current: int, entry: _Entry, seen: set[Role], *, indented: bool
) -> bool:
    """Whether a line below a subject is the rest of it, no line of the text."""
    if _next_label(page, current, entry, seen, 3):
        return True
    lines = page.lines
    above = lines.content(entry.pieces[-1][0])
    content = lines.content(current)
    words = content.split()
    if not words or entry.label.start > _MARGIN:
        return False
    full = len(above.rstrip()) + 1 + len(words[0])
    if indented:
        # A folded field (RFC 5322, 2.2.3): its line was full, and the rest less deep than a text.
        return full > _NARROW and not _goes_on_as_deep(lines, current)
    follows_blank = current + 1 >= len(lines) or lines.is_blank(current + 1)
    sentence = content.lstrip()[:1].isupper() and content.rstrip()[-1] in ".!?,:"
    if not follows_blank or sentence or len(content) >= 50:
        return False
    # `Subject: Question about the Sunday boat to ` / `the island`, format=flowed (RFC 3676, 4.2).
    flowed = above.endswith(" ") and not above.endswith("  ") and content[:1].islower()
    wide = len(lines.raw[entry.pieces[-1][0]].rstrip())
    return (flowed and full > _NARROW) or (wide >= 50 and wide + 1 + len(words[0]) > _WRAP_WIDTH)


def _goes_on_as_deep(lines: Lines, current: int) -> bool:
    """Whether the text below the next blank line is indented as this line is."""
    indent = _indent(lines.content(current))
    below = current + 1
    while below < min(current + 4, len(lines)) and not lines.is_blank(below):
        below += 1
    while below < min(current + 6, len(lines)) and lines.is_blank(below):
        below += 1
    return (
        below < len(lines) and not lines.is_blank(below) and _indent(lines.content(below)) == indent
    )


def _indent(content: str) -> int:
    return len(content) - len(content.lstrip())


def _split_dated_originator(fields: list[Field]) -> list[Field]:
    """Part `From:  Name            12/04/2000 08:51 AM` (Lotus Notes) into name and date."""
    if any(field.role is Role.DATE for field in fields):
        return fields
    result: list[Field] = []
    for item in fields:
        cut = _dated_tail(item.text) if item.role is Role.FROM else None
        if cut is None:
            result.append(item)
            continue
        name_end, date_start = cut
        begin = item.span.start
        name = Span(begin, begin + name_end)
        if "\n" in item.text[:date_start]:
            # Between the lines of a value there may be more space than it shows.
            begin = item.span.end - len(item.text)
        date = Span(begin + date_start, item.span.end)
        result.append(replace(item, text=item.text[:name_end], span=name))
        result.append(Field(Role.DATE, item.text[date_start:], date))
    return result


def _dated_tail(text: str) -> tuple[int, int] | None:
    """Where the name ends and the date begins in a value that holds both, on a line or on two."""
    above, broken, below = text.rpartition("\n")
    if broken and "\n" not in above and _is_moment(below):
        return len(above), len(above) + 1
    for gap in _DATE_GAP.finditer(text.split("\n", 1)[0]):
        rest = text[gap.end() :]
        if gap.start() and patterns.date_strength(rest) == 2 and len(rest) < 60:
            return gap.start(), gap.end()
    return None
