"""Put back a part of a list of people that OCR moved below the header or one line down.

    Cc: Dun, Cay (DOCK/SEA) [E] Hilary (DOCK/SEA) [E]
    Subject: Tides
    ; Folk, Ida (DOCK/SEA) [E] ; Marst,

In the list, a person lacks the last name; the line below ends with this name.
"""

from __future__ import annotations

from mailrecon.layouts.labelled.entry import Entry
from mailrecon.model import ADDRESS_ROLES
from mailrecon.regex import regex
from mailrecon.scan import Lines, Page

# The most blank lines between a header and such a line.
_MOST_BLANKS = 4
_MOST_STRAYS = 3
_MOST_PIECES = 8
LONGEST_STRAY = 300
# `; Folk, Ida (DOCK/SEA) [E] ; Marst,`, `>, "Folk,`, `, "Folk, Ida`
_STRAY = regex(
    r"\s*[^\w\s,;]{0,3}\s?(?:[,;]\s*[\"“]?|\. \")[^\W\d_].*?"
    r"(?P<end>,|, [^\W\d_][\w'’.-]*)[\"”]?\s*$"
)
# `; Folk, Ida (DOCK/SEA) [E] >; Marst, Jan (DOCK/SEA) [E]`, `; Folk-Ek, Ida`
_WHOLE = regex(
    r"\s*[^\w\s,;]{0,3}(?:;\s*[A-Z][\w'’-]+, [A-Z][\w.'’-]*(?: [A-Z]\.?)?"
    r"(?: \([A-Z][\w&./ -]{1,40}\))?(?: \[\w\])?[\s>]*){1,9}"
)
# `… (DOCK/SEA) [E] Hilary (DOCK/SEA)`, and `… [E]" (DOCK/SEA)`, where the first name is missing too
_FIRST_ALONE = regex(r"[)\]][\"”]?\s+(?=(?:[^\W\d_][\w'’.-]*\s){1,2}\([A-Z][\w&.-]*/)")
_UNIT_ALONE = regex(r"[)\]][\"”]\s+(?=\([A-Z][\w&.-]*/)")


def put_back(page: Page, entries: list[Entry], end: int) -> int:
    """Move misplaced lines into the lists of a header. Return the header's new end."""
    lists = [entry for entry in entries if not entry.roles.keys().isdisjoint(ADDRESS_ROLES)]
    for entry in lists:
        _order(page.lines, entry)
    for _ in range(_MOST_STRAYS):
        stray = _stray_below(page, end)
        if stray is None or not _belongs(page.lines, lists, stray):
            break
        end = stray + 1
    return end


def _belongs(lines: Lines, lists: list[Entry], stray: int) -> bool:
    """Whether a line below a header belongs to one of its lists; if so, add it there."""
    if any(_insert(lines, entry, stray) for entry in lists):
        return True
    # `; Folk, Ida (DOCK/SEA) [E] >; Marst, Jan (DOCK/SEA) [E]`: whole people of the last list
    content = lines.content(stray)
    if not lists or _WHOLE.fullmatch(content) is None:
        return False
    number, start, stop = lists[-1].pieces[-1]
    if ";" not in lines.content(number)[start:stop]:
        return False
    lists[-1].pieces.append((stray, 0, len(content)))
    return True


def is_stray_below(page: Page, end: int) -> bool:
    """Whether the first line of text below a header may be a part of a list."""
    return _stray_below(page, end) is not None


def _stray_below(page: Page, end: int) -> int | None:
    lines = page.lines
    index = end
    while index < min(end + _MOST_BLANKS, len(lines)) and lines.is_blank(index):
        index += 1
    # Few lines begin with a mark, and have a comma.
    raw = lines.raw[index] if index < len(lines) else ""
    if raw.lstrip()[:1].isalnum() or "," not in raw or len(raw) > LONGEST_STRAY:
        return None
    content = lines.content(index)
    return index if _STRAY.match(content) or _WHOLE.fullmatch(content) else None


def _insert(lines: Lines, entry: Entry, stray: int) -> bool:
    """Put line `stray` into the gap of a list. Return False if the list has no gap."""
    for place, piece in enumerate(entry.pieces):
        gap = _gap_for(lines, piece, stray)
        if gap is not None:
            number, start, stop = piece
            whole = stray, 0, len(lines.content(stray))
            entry.pieces[place : place + 1] = [(number, start, gap), whole, (number, gap, stop)]
            return True
    return False


def _gap_for(lines: Lines, piece: tuple[int, int, int], stray: int) -> int | None:
    """The offset in a piece of a list at which the name that ends line `stray` is missing."""
    number, start, stop = piece
    found = _STRAY.match(lines.content(stray))
    if found is None:
        return None
    gaps = _FIRST_ALONE if found["end"] == "," else _UNIT_ALONE
    gap = gaps.search(lines.content(number), start, stop)
    return gap.end() if gap is not None else None


def _order(lines: Lines, entry: Entry) -> None:
    """Move lines of a list into the gaps of the line above them.

    `"Ek, Dora (DOCK/SEA) [E]" (DOCK/LOCK) [E]"` / `, "Folk, Ida`
    """
    pieces = entry.pieces
    for piece in pieces[1:_MOST_PIECES]:
        number, start, _ = piece
        if start or _STRAY.match(lines.content(number)) is None:
            continue
        place = pieces.index(piece)
        later = pieces[place + 1 :]
        del pieces[place:]
        if not _insert(lines, entry, number):
            pieces.append(piece)
        pieces.extend(later)
