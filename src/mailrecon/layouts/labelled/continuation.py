"""Whether a line without a label goes on with the value above it."""

from __future__ import annotations

from functools import lru_cache

from mailrecon.layouts.labelled.entry import Entry, guess_role, only_role, opens_field
from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import ADDRESS_ROLES, Role
from mailrecon.regex import regex
from mailrecon.scan import Lines, Page, patterns

_MAX_VALUE_LINES = 20_000
_LONGEST_MOMENT = 40
_WRAP_WIDTH = 70
_NARROW = 40
# A label further in stands on a line with others.
_MARGIN = 24
_NEAR = 2
_OPEN_ENDINGS = tuple(",;、，；،<(&")
_OPEN_BEGINNINGS = (*",;、，；،", ">;", ">,")
_SEMICOLON = regex("[;；]")
_AFFILIATION = regex(r"\([^()]{0,80}\)?|\[[^][]{0,80}\]?")
_ADDRESS_ALONE = regex(rf"[<\[(]?{patterns.ADDRESS.pattern}[>\])]?[,;]?")


def continues(page: Page, current: int, entries: list[Entry], seen: set[Role]) -> bool:
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
    role = guess_role(entry, seen - {only_role(entry)})
    if role is Role.OTHER:
        return content[:1] in " \t" or empty
    if role in ADDRESS_ROLES or role.value.endswith(("names", "name")):
        if empty or above.endswith(_OPEN_ENDINGS) or stripped.startswith(_OPEN_BEGINNINGS):
            return not (
                empty and patterns.name_strength(stripped) == 0 and not is_person_like(stripped)
            )
        if above.count("<") > above.count(">") or above.count("[") > above.count("]"):
            return True
        if content[:1] in " \t" and not lines.content(entry.line)[:1].isspace():
            return True
        if fold(above).endswith(_on_behalf_endings(page.lexicon)):
            return True
        if Role.FROM in entry.roles and Role.DATE not in seen and is_moment(stripped):
            # Lotus Notes' columns: `From:  Ann Poe` / `03/03/2026 12:09 PM`
            return True
        if _ADDRESS_ALONE.fullmatch(stripped) and not patterns.has_address(_last_of_list(above)):
            # `Ben Ost` / `ben@quay.example`
            return True
        if _goes_on_as_list(above, stripped):
            return True
        listed = ";" in stripped or "," in stripped or stripped.endswith(">")
        if listed and patterns.has_address(stripped):
            before = stripped.partition("<")[0]
            if patterns.name_strength(before) > 0 or "@" in stripped.split()[0]:
                return True
        return _next_label(page, current, entry, seen, 60) and (
            is_person_like(stripped) or entry.look_ahead - current <= _NEAR
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


def is_moment(text: str) -> bool:
    """Whether a line is nothing but a day and a time of day."""
    return len(text) < _LONGEST_MOMENT and text[0].isalnum() and patterns.date_strength(text) == 2


def is_dated(lines: Lines, entry: Entry) -> bool:
    """Whether an originator's last line is a date: `From:  Ann Poe` / `03/03/2026 12:09 PM`."""
    number, start, end = entry.pieces[-1]
    text = lines.content(number)[start:end].strip()
    return len(entry.pieces) > 1 and Role.FROM in entry.roles and bool(text) and is_moment(text)


def _goes_on_as_list(above: str, below: str) -> bool:
    """Whether a list of people parted by semicolons was broken inside a name.

    `Holt, Maren (LOCK/NORTH) [E]; Rask, Ida` / `(LOCK/NORTH) [E]; Ost, Ben (LOCK/SOUTH) [E]`
    """
    if not (_SEMICOLON.search(above) and _SEMICOLON.search(below)):
        return False
    pieces = [piece.strip() for piece in _SEMICOLON.split(below) if piece.strip()]
    return len(pieces) > 0 and all(
        patterns.has_address(piece)
        or not (name := _AFFILIATION.sub("", piece).strip())  # `(LOCK/NORTH) [E]` of the name above
        or (not name[0].islower() and patterns.name_strength(name) > 0)
        for piece in pieces
    )


def _last_of_list(text: str) -> str:
    return text[max(text.rfind(";"), text.rfind(",")) + 1 :]


@lru_cache(maxsize=4)
def _on_behalf_endings(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(fold(phrase) for phrase in (*lexicon.on_behalf, *lexicon.sent_by))


def is_person_like(text: str) -> bool:
    """Whether a line can be part of a list of people."""
    return bool(
        "@" in text
        or text[-1:] in ",;>)"
        or patterns.NOTES_NAME.search(text)
        or "<" in text
        or (";" in text or "," in text)
        or patterns.name_strength(text) == 2
    )


def _values_stand_below(entries: list[Entry], lines: Lines) -> bool:
    below = sum(
        len(entry.pieces) > 1
        and not lines.content(entry.pieces[0][0])[entry.pieces[0][1] :].strip()
        for entry in entries
    )
    return below * 2 > len(entries)


def _next_label(page: Page, current: int, entry: Entry, seen: set[Role], limit: int) -> bool:
    """Whether a label with a new role comes before the next blank line, `limit` lines away."""
    if current >= entry.looked_to:
        entry.look_ahead = 0
        entry.looked_to = current + limit
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
                if opens_field(label, [entry], seen, page.lexicon):
                    entry.look_ahead = number
                break
            if blanks:
                break
    return entry.look_ahead > current


def _subject_goes_on(
    page: Page, current: int, entry: Entry, seen: set[Role], *, indented: bool
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
