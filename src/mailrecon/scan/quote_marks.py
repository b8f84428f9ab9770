"""Quote marks at the beginning of a line: how many there are, and where the text begins.

> > When does it start?          PM> At nine.          | Light it.
"""

from __future__ import annotations

from collections.abc import Sequence

from mailrecon.regex import regex

# `>; Ben Ost <` closes an address that OCR broke, or that was removed; it is not a quotation. A
# quotation may be indented, but ` >>> x = 1` is Python. Some clients put the quoted writer's
# initials before the mark: `PM> `.
_NO_LIST = r"(?![;,][ \t]*(?:[^\W\d_a-z]|[\"'‘“(]|$))"
INDENT = r"(?:[ \t]{0,3}|[ ]{4,6}(?=>{1,2}(?:[ \t]|$)))"
BEHIND_INDENT = r"(?:(?:[A-Z]{2,4}(?=>))?MARK" + _NO_LIST + r"[ \t]?)+"
QUOTE = regex(INDENT + BEHIND_INDENT.replace("MARK", "[>＞|]"))
ANGLES = regex(INDENT + r"(?:(?:[A-Z]{2,4}(?=>))?[>＞]" + _NO_LIST + r"[ \t]?)+")
MARKS = ">＞|"
# The first mark follows at most six spaces, or three and four initials (`  AP> text`).
WITHIN = 8
_LONGEST_ADDRESS = 120
_OPEN_ADDRESS = regex(r"<[^<>\s]+@[^<>\s]+")
# Marks, each with or without a space after it, and then no character that changes their meaning.
_PLAIN_QUOTE = regex(r"(?:>[ \t]?)++(?![;,|＞])")
# The text layer of a right-to-left page: `>To: Ben Ost <ben@quay.example`.
_MIRRORED = regex(
    r"[ \t]*[;,]?[<>][ \t]?(?=[^\s<>])[^<>]*(?:<[^<>]*>[^<>]*)*<[^\s<>]+@[^\s<>]+[ \t]*"
)
_LONGEST_MIRRORED = 500
# The longest remainder of a re-wrapped quoted line, below a line that was full.
LONGEST_REST = 24
_LONGEST_INITIALS = 6
BLANKS = frozenset(" \t")
NEVER_BEHIND_MARK = frozenset(";,|＞")


def angle_marks(raw: str) -> int:
    """The number of quote marks at a line's start, counting angle brackets only."""
    match = ANGLES.match(raw)
    return count_marks(match[0]) if match else 0


def several_marks(raw: str) -> tuple[int, int] | None:
    """The number of marks of a line such as `> > When?`, and where its text begins; None if there
    may be another meaning: `> AP> When?` has initials before a further mark.
    """
    plain = _PLAIN_QUOTE.match(raw)
    if plain is None or ">" in raw[plain.end() : plain.end() + _LONGEST_INITIALS]:
        return None
    return plain[0].count(">"), plain.end()


def count_marks(printed: str, foreign: str = "") -> int:
    """The number of marks in the beginning of a line; `foreign` is a mark of the text's own."""
    others = printed.count(foreign) if foreign and foreign not in MARKS else 0
    # `|> Does it leak?`: one mark, as early newsreaders print it
    both = printed.count("|>")
    return printed.count(">") + printed.count("|") + printed.count("＞") + others - both


def opens_address(line: str) -> bool:
    """Whether a line ends within an address that the next line closes.

    `Ben Ost <` (the address was removed), `Otto Brink <otto@quay.example` / `> wrote:` (Gmail).
    """
    end = line.rstrip()
    if end.endswith("<"):
        return True
    bracket = end.rfind("<", -_LONGEST_ADDRESS)
    return bracket >= 0 and _OPEN_ADDRESS.fullmatch(end, bracket) is not None


def is_long_and_closed(raw: str, offset: int, above: str) -> bool:
    """Whether a quoted line with an address, or below an angle bracket, has no other depth for it.

    `> Signed-off-by: Ann Poe <ann@quay.example>`: the bracket at the line's start does not close
    an address, and the line is longer than the remainder of a wrapped one.
    """
    if len(raw[offset:].strip()) <= LONGEST_REST or "://" in raw:
        return False
    if "@" in raw and "<" in raw and not raw.rstrip().endswith(">"):
        return False
    return "<" not in above or not opens_address(above)


def is_table_row(raw: str, begin: int) -> bool:
    """Whether bars at a line's start are those of a table: another bar follows the text."""
    return "|" in raw[begin:]


def prefix_length(raw: str, depth: int, marks: Sequence[str]) -> int:
    """How many characters the first `depth` quote marks of a line take, one space each included."""
    position = 0
    for _ in range(depth):
        while position < len(raw) and raw[position] not in marks:
            position += 1
        if position == len(raw):
            return 0  # a line's remainder, which has fewer marks than its depth
        position += 2 if raw.startswith("|>", position) else 1
        if position < len(raw) and raw[position] in " \t":
            position += 1
    return position


def is_mirrored(lines: Sequence[str], index: int) -> bool:
    """Whether the bracket at a line's start closes the address at its end.

    Header lines around it have no marks: `>From: Ann <ann@quay.example` / `Sent: …`.
    """
    raw = lines[index]
    if "@" not in raw or len(raw) > _LONGEST_MIRRORED or _MIRRORED.fullmatch(raw) is None:
        return False
    below = lines[index + 1] if index + 1 < len(lines) else ""
    return bool(below.strip()) and (
        not below.lstrip().startswith((">", "＞")) or _MIRRORED.fullmatch(below) is not None
    )
