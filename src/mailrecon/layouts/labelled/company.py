"""Labels that count only beside others: misread, without a colon, or of no known language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from msgspec.structs import replace

from mailrecon.layouts.labelled.entry import CORE, Entry
from mailrecon.lexicon import LabelEntry, Lexicon, fold
from mailrecon.model import ADDRESS_ROLES, Role
from mailrecon.regex import regex
from mailrecon.scan import Label, Lines, Page, patterns
from mailrecon.scan.labels import find_label_without_colon, is_like_cc

_FEW_NAMES = 6
# `Flag Status: Completed`: up to four words at the margin, the first capitalised.
_UNKNOWN = regex(r"([A-ZÀ-Þ][\w-]{1,20}(?: [\w-]{1,20}){0,3}): ?(?=\S|$)")
_FEW_UNKNOWN = 6
# In a shorter label, one misread letter would leave too little to recognise it.
_SHORTEST_NEAR = 4
_LONGEST_NEAR = 14
_WORD_AND_COLON = regex(r"[ \t]*([A-ZÀ-ÞА-ЯЁ][^\W\d_]{3,13}) ?[:：]")
_MISREAD_ROLES = frozenset({Role.FROM, Role.DATE, Role.TO, Role.CC, Role.SUBJECT})
_COPIED = frozenset({Role.CC, Role.BCC})
_COPY_LABELS = frozenset({"cc", "bcc"})
_LONGEST_FOREIGN = 2
_FEW_COLUMNS = 4
_FEW_BELOW = 9
# OCR reads a bar as signs, and perhaps a few capitals.
_BAR_ALONE = regex(r"(?=\S)[^\w\s]{0,3}\s?[A-Z0]{0,4}[^\w\s]{0,3}")
_SOURCE_AND_TIME = frozenset({Role.FROM, Role.DATE})


def label_in_company(
    page: Page, current: int, entries: list[Entry], seen: set[Role]
) -> Label | None:
    """A label without its colon, or an unknown one, on a line right below a header field.

    It must be of the header's language: `Per Olsen` below `From:` is a person, although `Per` is a
    label in another language.
    """
    if not entries or not entries[-1].roles.keys() & (CORE | ADDRESS_ROLES | {Role.OTHER}):
        return None
    content = page.lines.content(current)
    copies = _copies_alone(page, current, entries, seen)
    if copies is not None:
        return copies
    label = find_label_without_colon(content, page.lexicon, alone=True)
    # `To      Ben Ost` / `bcc` / `Subject Tides`: the values of Lotus Notes' labels in one column
    if label is not None and _is_in_column(page, label, current, entries):
        return replace(label, misread=False)
    # `Per Olsen` below `From:`: `Per` is a label of another language.
    # `Da Vinci, Leo` between `Da:` and `Inviato:` is a person, although the name begins with a
    # label.
    if label is not None and (
        not _fits_company(page, label, current, entries)
        or _is_labelled_elsewhere(page, label, current, entries)
    ):
        label = None
    label = label or _unknown_label(page, current, entries, seen)
    return label or _near_label(page, current, entries, seen)


def _is_in_column(page: Page, label: Label, current: int, entries: list[Entry]) -> bool:
    """Whether a label's value begins in the same column as those of the labels above, or is
    missing.

    At least one of these labels has a wide gap in place of its colon.
    """
    lines = page.lines
    content = lines.content(current)
    if label.entry is None or not is_of_language(label.entry, entries, page.lexicon):
        return False
    columns = set()
    for entry in entries[-_FEW_COLUMNS:]:
        above = lines.content(entry.line)
        start, end = entry.label.value_start, len(above.rstrip())
        if start < end and entry.label.end < start and above[entry.label.end :][:2].isspace():
            columns.add(start + len(above[start:]) - len(above[start:].lstrip()))
    value = content[label.end :]
    if len(columns) != 1 or content[: label.start].strip():
        return False
    # `bcc` alone: its value was omitted
    if not value.strip():
        return not _COPIED.isdisjoint(label.entry.roles)
    return label.end + len(value) - len(value.lstrip()) in columns


def _copies_alone(page: Page, current: int, entries: list[Entry], seen: set[Role]) -> Label | None:
    """The label of copies alone on a line, without its colon, between two lists of people.

    `To: Ann Poe; Ben Ost` / `Ce` / `Dun, Cay (DOCK/SEA); Eva Sand`
    """
    content = page.lines.content(current)
    text = content.strip()
    if len(text) not in (2, 3) or not text[0].isupper() or Role.CC in seen:
        return None
    if Role.TO not in entries[-1].roles or _is_empty(page.lines, entries[-1]):
        return None
    entry = page.lexicon.labels.get("cc" if is_like_cc(text) else fold(text))
    if entry is None or Role.CC not in entry.roles:
        return None
    # `To: Ann Poe` / `Cc` / `Sent: May 4, 2020 9:12`: an empty field that lost its colon.
    if fold(text) in _COPY_LABELS and _is_label_below(page, current):
        start = content.index(text)
        end = start + len(text)
        return Label(text, start, end, end, len(content), entry, misread=True)
    below = page.lines.content(current + 1) if current + 1 < len(page.lines) else ""
    # `Co` may be part of a name, so the line below must list people.
    if ";" not in below and not patterns.has_address(below):
        return None
    start = content.index(text)
    end = start + len(text)
    return Label(text, start, end, end, len(content), entry, misread=True)


def _near_label(page: Page, current: int, entries: list[Entry], seen: set[Role]) -> Label | None:
    """A label of the header's language with one letter misread: `Pare:` is `Para:`."""
    content = page.lines.content(current)
    found = _WORD_AND_COLON.match(content)
    if found is None or page.label(current) is not None:
        return None
    key = fold(found[1])
    for entry in _labels_near(key, page.lexicon):
        new = any(role in _MISREAD_ROLES and role not in seen for role in entry.roles)
        # `Pare: Ben Ost` below `De: Ann Poe`: `Para` is Portuguese, as the header is.
        if new and is_of_language(entry, entries, page.lexicon):
            span = found.span(1)
            return Label(found[1], *span, found.end(), len(content), entry, misread=True)
    return None


def misread_originator(page: Page, index: int, below: Label) -> Label | None:
    """The originator's label with one letter misread, right above a date: `Frcm:` / `Sent: …`."""
    content = page.lines.content(index)
    found = _WORD_AND_COLON.match(content)
    if found is None or below.entry is None or Role.DATE not in below.entry.roles:
        return None
    value = page.lines.content(index + 1)[below.value_start :]
    if patterns.date_strength(value) != 2:
        return None
    shared = frozenset().union(*below.entry.roles.values())
    for entry in _labels_near(fold(found[1]), page.lexicon):
        languages = entry.roles.get(Role.FROM, frozenset())
        label = Label(found[1], *found.span(1), found.end(), len(content), entry, misread=True)
        if languages & shared and fits_misread(page, index, label, set()):
            return label
    return None


@lru_cache(maxsize=4096)
def _labels_near(key: str, lexicon: Lexicon) -> tuple[LabelEntry, ...]:
    """The labels that differ from a word in one letter."""
    if not _SHORTEST_NEAR <= len(key) <= _LONGEST_NEAR:
        return ()
    return tuple(
        entry
        for label, entry in lexicon.labels.items()
        if len(label) == len(key) and sum(map(str.__ne__, label, key)) == 1
    )


def _fits_company(page: Page, label: Label, current: int, entries: list[Entry]) -> bool:
    content = page.lines.content(current)
    # `to the harbour` is text.
    if label.entry is None or (not label.text[:1].isupper() and content[:1].isascii()):
        return False
    # `An Ben` below `From: Ann Poe`: German `An` in an English header.
    if not is_of_language(label.entry, entries, page.lexicon):
        return False
    value = content[label.value_start :].strip()
    return bool(value) or _is_placeholder(page, label, current)


def _is_labelled_elsewhere(page: Page, label: Label, current: int, entries: list[Entry]) -> bool:
    """Whether a word like a label begins a name: people are expected here, and the field that the
    word would name has its label elsewhere.

    `Od:` / `Do Van Hung` / `Do:` / `Jan Lis`, `To: Eva Sand;` / `Re, Ugo` / `Subject: Locks`.
    """
    entry = entries[-1]
    if label.entry is None or entry.roles.keys().isdisjoint(ADDRESS_ROLES):
        return False
    wanted = label.entry.roles.keys()
    # `Da:` above is empty, so a name is expected.
    if _is_empty(page.lines, entry):
        if not wanted.isdisjoint(entry.roles):
            return True
    elif not page.lines.content(current - 1).rstrip().endswith((";", ",")):
        return False
    for below in range(current + 1, min(current + _FEW_BELOW, len(page.lines))):
        other = page.label(below)
        if other is not None and other.entry is not None and not other.misread:
            if not wanted.isdisjoint(other.entry.roles):
                return True
        elif page.lines.is_blank(below):
            return False
    return False


def is_of_language(entry: LabelEntry, entries: list[Entry], lexicon: Lexicon) -> bool:
    """Whether a label belongs to a language that explains most labels of the header so far."""
    known = [other.label.entry for other in entries if other.label.entry is not None]
    leaders = _leading_languages(tuple(known))
    return not leaders or any(codes & leaders for codes in entry.roles.values())


# Most headers have the same labels as an earlier one.
@lru_cache(maxsize=4096)
def _leading_languages(known: tuple[LabelEntry, ...]) -> frozenset[str]:
    """The languages that explain most of the labels; none where no label is known."""
    votes: Counter[str] = Counter()
    for entry in known:
        votes.update(set().union(*entry.roles.values()))
    best = max(votes.values(), default=0)
    leaders = frozenset(code for code, count in votes.items() if count == best)
    # `From:` / `To:`: languages that share labels with English lose to it.
    return frozenset({"en"}) if "en" in leaders else leaders


def is_foreign(label: Label, entries: list[Entry], lexicon: Lexicon) -> bool:
    """Whether a two-letter label for copies belongs to another language than the header: `SS:`."""
    if label.entry is None or label.misread or len(label.text) > _LONGEST_FOREIGN:
        return False
    if not label.entry.roles.keys() <= _COPIED:
        return False
    return not is_of_language(label.entry, entries, lexicon)


def _is_placeholder(page: Page, label: Label, current: int) -> bool:
    """Whether a label alone on its line, without a colon, is an emptied field: `Subject`."""
    lines = page.lines
    # `To` alone is too short to be an emptied field.
    if len(label.text) < 4 or lines.content(current).strip() != label.text:
        return False
    below = current + 1
    return below >= len(lines) or lines.is_blank(below) or page.label(below) is not None


def _unknown_label(page: Page, current: int, entries: list[Entry], seen: set[Role]) -> Label | None:
    """A label of no known language, between known ones: `Follow Up Flag: Completed`."""
    content = page.lines.content(current)
    found = _UNKNOWN.match(content)
    if found is None or page.label(current) is not None:
        return None
    # `To:` / `Ann Poe: keeper`: below an empty list of people, any text may be a person.
    roles = entries[-1].roles.keys()
    if roles & ADDRESS_ROLES and _is_empty(page.lines, entries[-1]):
        return None
    # `To: Ann Poe,` / `Ben Ost Ce: Cay Dun`: somebody is named behind a comma.
    if roles & ADDRESS_ROLES and _ends_open(page.lines, entries[-1]):
        return None
    # `Subject:` / `CONFIDENTIAL: the lease` / `Date:` / `4 May 2020`: values below their labels
    if (
        Role.SUBJECT in roles
        and _is_empty(page.lines, entries[-1])
        and _is_label_alone(page, current + 1)
    ):
        return None
    lines = page.lines
    for number in range(current + 1, min(current + _FEW_UNKNOWN, len(lines))):
        label = page.label(number)
        if label is not None and label.entry is not None and not label.misread:
            new = any(
                role in CORE | ADDRESS_ROLES and role not in seen for role in label.entry.roles
            )
            # `Follow Up Flag: …` / `From: …`: the next header begins there.
            if not new:
                return None
            end = found.end(1)
            return Label(found[1], found.start(1), end, found.end(), len(content), None)
        # `Flag: red` / blank: no known label follows, so it is text.
        if lines.is_blank(number) or _UNKNOWN.match(lines.content(number)) is None:
            return None
    return None


def _ends_open(lines: Lines, entry: Entry) -> bool:
    """Whether a list of people ends with a separator."""
    number, start, end = entry.pieces[-1]
    return lines.content(number)[start:end].rstrip().endswith((",", ";"))


def _is_empty(lines: Lines, entry: Entry) -> bool:
    return not any(content[s:e].strip() for content, (n, s, e) in _pieces(lines, entry))


def _is_label_alone(page: Page, index: int) -> bool:
    """Whether a line has a label and no value."""
    label = page.label(index) if index < len(page.lines) else None
    if label is None or label.entry is None:
        return False
    return not page.lines.content(index)[label.value_start :].strip()


def _pieces(lines: Lines, entry: Entry) -> Iterator[tuple[str, tuple[int, int, int]]]:
    return ((lines.content(piece[0]), piece) for piece in entry.pieces)


def fits_misread(page: Page, current: int, label: Label, seen: set[Role]) -> bool:
    """Whether the value of a doubtful label has the form that its role requires."""
    if label.entry is None:
        return False
    value = page.lines.content(current)[label.value_start :].strip()
    for role in label.entry.roles:
        # `Dale: 4 May 2020` in a header that has a date already: it is not a second one.
        if role in seen:
            continue
        # `Dale: 4 May 2020`
        if role is Role.DATE and patterns.date_strength(value):
            return True
        # `Pare: Ann Poe <ann@quay.example>`, `To Sand, Eva (DOCK/A); Ek, Per`
        if role in ADDRESS_ROLES and (
            patterns.has_address(value)
            or patterns.is_redacted(value, page.lexicon)
            or (label.value_start > label.end and _begins_like_people(value))
            or (_is_label_below(page, current) and _begins_like_people(value))
        ):
            return True
        # `From: Ann Poe` / `Date: …` / `To OH)`: OCR read a bar, and no colon.
        if role is Role.TO and seen >= _SOURCE_AND_TIME and _BAR_ALONE.fullmatch(value):
            return True
        # `Subject Tide table for May`, the last line of the header
        if (
            role is Role.SUBJECT
            and value
            and (label.value_start > label.end or _ends_header(page, current, label, value, seen))
        ):
            return True
        # `Subject` alone on its line: the field is empty.
        if not value and _is_placeholder(page, label, current):
            return True
        # `To: Ann Poe` / `Ce:`: the people were removed, or OCR put them on the lines below.
        if not value and role is Role.CC and Role.TO in seen:
            return True
    return False


def _is_label_below(page: Page, index: int, *, others: int = 2) -> bool:
    """Whether the next line certainly has a label: `To Ann Poe` / `Subject: Tides`.

    In a header that lost all its colons, `Subject FW: Tides` and a date with its time are certain
    too.
    """
    if index + 1 >= len(page.lines):
        return False
    label = page.label(index + 1)
    # `To Ben Ost` / `Co: Cay Dun` / `Subject Tides`: what OCR made of `Cc` counts as the next does.
    if label is not None and label.entry is not None and label.misread and others:
        copied = label.entry.roles.keys() <= _COPIED
        return copied and _is_label_below(page, index + 1, others=others - 1)
    if label is not None:
        return label.entry is not None and not label.misread
    content = page.lines.content(index + 1)
    lost = find_label_without_colon(content, page.lexicon, alone=True)
    if lost is None or lost.entry is None:
        return False
    # `To Ann Poe` / `Date 4 May 2020 09:12`
    if Role.DATE in lost.entry.roles and patterns.date_strength(content[lost.value_start :]) == 2:
        return True
    # `To Ann Poe` / `Cc Cay Dun` / `Date 4 May 2020 09:12`
    if _COPIED & lost.entry.roles.keys() and others:
        return _is_label_below(page, index + 1, others=others - 1)
    return Role.SUBJECT in lost.entry.roles


def _ends_header(page: Page, current: int, label: Label, value: str, seen: set[Role]) -> bool:
    """Whether a subject without its colon is a header's last line: `Subject Tide table for May`.

    `Subject to his approval …` is the first line of a text.
    """
    below = current + 1
    alone = below >= len(page.lines) or page.lines.is_blank(below)
    if not alone or not seen >= _SOURCE_AND_TIME or len(label.text) < _SHORTEST_NEAR:
        return False
    # `To Ben Ost` / `Subject tide table`: the line above lost its colon, too.
    lost = Role.TO in seen and None in (page.label(current - 1), page.label(current - 2))
    joins = fold(value.split()[0]) in page.lexicon.recipient_words
    return not value[0].islower() or (lost and not joins and ":" not in value)


def _begins_like_people(value: str) -> bool:
    """Whether a value is a list of names: `Sand, Eva (DOCK/A); Ek, Per`."""
    # `Conrad, Pat (DOCK/A) Subject: Tides`: labels may run together.
    value = value.partition(":")[0]
    names = [name for name in re.split("[;,]", value) if name.strip()][:_FEW_NAMES]
    return (
        bool(names)
        and patterns.name_strength(names[0]) == 2
        and all(map(patterns.name_strength, names))
    )
