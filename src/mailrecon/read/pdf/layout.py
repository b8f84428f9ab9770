"""Put words with positions into lines in reading order: gaps, columns, black bars."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.model import Hiding
from mailrecon.read.pdf.columns import by_column, take_margin_codes
from mailrecon.read.pdf.marks import Bar, Mark, SheetEdges
from mailrecon.read.pdf.reading_order import in_reading_order
from mailrecon.read.pdf.text import Rectangle, UnseenCharacters, Word, quarter_turn

# Shares of the font size.
SPACE = 0.18
# By this much an italic `f` may reach over the space behind it and over the next letter.
_OVERHANG = 0.12
WIDE = 0.8
INDENT = 0.5
# The least height that lines of one row are measured by, in points.
SAME_LINE, LEAST_ROW = 0.55, 4.0
PARAGRAPH = 1.75
_SAME_BAR = 1.3
# From this distance, in letter heights, lines are double-spaced or have blank lines between them;
# from this share of the column's width, they are full.
DOUBLE = 1.9
_FULL = 0.7
_DOUBLED = 0.2
_ROW = 14.0
# Smaller letters count as this high.
LEAST_SIZE = 1.0
SOFT_HYPHEN = "\u00ad"
_WIDE_GAP = "    "
_SPACES_OF_A_GAP = 3
# The gap before an exemption code in the right margin, and the first text column for codes.
_CODE_GAP, _CODE_COLUMN = " " * 32, 100
# How far the code may be above or below its line, in letter heights.
_BESIDE = 0.6
DEEPEST_INDENT = 12
_LONGEST_BAR = 120
# Words whose directions differ by less than this many degrees may share a line.
_SAME_DIRECTION = 12.0

# Ways of hiding text that leave its space on the page; a bar fills that space.
_LEAVES_SPACE = frozenset({Hiding.COVERED, Hiding.SAME_COLOUR, Hiding.TRANSPARENT, Hiding.MARKED})


class PageLine(Struct, frozen=True, gc=False):
    """A line of a page: its text, its bars and its position.

    `top` and `foot` are the distances of its middle from the sheet's upper and lower edges in
    points; `size` is the height of its letters. `aside` is True if the line runs in another
    direction than the page's text; `angle` is its direction, in degrees counter-clockwise.
    `navigation` is True for a screen's list of folders or mails. `box` is the place of its words on
    the page, None for a rotated line; `cell` the table, row and column it is in, if it is in one.
    """

    text: str
    bars: tuple[Bar, ...] = ()
    top: float = 0.0
    foot: float = 0.0
    size: float = 0.0
    aside: bool = False
    angle: float = 0.0
    navigation: bool = False
    box: Rectangle | None = None
    cell: tuple[int, int, int] | None = None

    @property
    def is_aslant(self) -> bool:
        """Whether it is parallel neither to the page's edges nor to the page's text."""
        return self.aside and abs((self.angle + 45.0) % 90.0 - 45.0) > _SAME_DIRECTION

    def has_direction_of(self, word: Word) -> bool:
        """Whether a word has the line's direction, so that it may be part of it."""
        return _is_one_direction(self.angle, word.angle)


def lay_out(
    words: Sequence[Word],
    unseen: Sequence[UnseenCharacters],
    boxes: Sequence[Rectangle],
    sheet: Rectangle,
    pitch: float | None = None,
) -> list[PageLine]:
    """The lines of a page, top to bottom, column by column, with blank lines for empty space.

    `boxes` are black boxes without text and `sheet` the page's edges, both in the page's points.
    `pitch` is the document's usual distance between lines, in points; the default is the page's.
    Lines in another direction than most of the text come last, grouped by direction.
    """
    found: list[PageLine] = []
    groups = _directions(words, unseen)
    for number, (angle, marks) in enumerate(groups):
        quarter = round(angle / 90)
        sides = SheetEdges(*quarter_turn(sheet, quarter))
        if not number:
            size = median([mark.size for mark in marks]) or _ROW
            for box in boxes:
                marks.extend(_bars(quarter_turn(box, quarter), box, size))
        marks, codes = (marks, []) if number else take_margin_codes(marks, sides)
        lines: list[PageLine] = []
        parts = _panels(marks)
        for part in parts:
            if lines:
                lines.append(PageLine(""))
            begin = len(lines)
            for column in by_column(_rows(part), sides):
                lines.extend(_lines(column, pitch if len(parts) == 1 else None, sides))
            if any(mark.panel < 0 for mark in part):
                lines[begin:] = [replace(line, navigation=True) for line in lines[begin:]]
        lines = _with_margin_codes(_without_soft_hyphens(lines), codes, sides)
        if number and lines:
            found.append(PageLine(""))
            lines = [replace(line, aside=True) for line in lines]
        if angle:
            lines = [replace(line, angle=angle, box=None) for line in lines]
        found.extend(lines)
    return found


def _with_margin_codes(
    lines: list[PageLine], codes: list[Mark], sheet: SheetEdges
) -> list[PageLine]:
    """Append each code in the margin to the line beside it, after a wide gap.

    `scan/furniture/margins.py` recognizes codes by that gap.
    """
    placed = sorted((line.top, number) for number, line in enumerate(lines) if codes and line.size)
    for code in codes:
        top = sheet.top - code.middle
        place = bisect_left(placed, (top, 0))
        beside = placed[max(0, place - 1) : place + 1]
        distance, near = min(((abs(height - top), n) for height, n in beside), default=(top, -1))
        if near < 0 or distance > _BESIDE * max(code.size, 4.0):
            foot = code.middle - sheet.bottom
            lines.append(PageLine(_CODE_GAP + code.text, (), top, foot, code.size))
            continue
        text = f"{lines[near].text}{_CODE_GAP}".ljust(_CODE_COLUMN) + code.text
        lines[near] = replace(lines[near], text=text)
    return lines


def _panels(marks: list[Mark]) -> list[list[Mark]]:
    """The marks of each part of a screen, one part after the other, with a blank line between.

    A black box belongs to the part with the nearest words.
    """
    numbers = sorted({mark.panel for mark in marks if mark.panel}, key=abs)
    if not numbers:
        return [marks]
    found: dict[int, list[Mark]] = {number: [] for number in numbers}
    placed = [mark for mark in marks if mark.panel]
    for mark in marks:
        number = mark.panel
        if not number:
            middle = (mark.left + mark.right) / 2
            number = min(
                placed,
                key=lambda one: (
                    abs((one.left + one.right) / 2 - middle) + abs(one.middle - mark.middle)
                ),
            ).panel
        found[number].append(mark)
    return list(found.values())


def _directions(
    words: Sequence[Word], unseen: Sequence[UnseenCharacters]
) -> list[tuple[float, list[Mark]]]:
    """The marks of each text direction of the page, the most frequent direction first."""
    # Most pages have text in one direction only.
    if words and not unseen and not any(word.angle for word in words):
        return [(words[0].angle, list(map(_as_mark, words)))]
    groups: dict[float, list[Mark]] = {}
    letters: dict[float, int] = {}

    def group_of(angle: float) -> float:
        for known in groups:
            # Two words 5 degrees apart run in one direction: scans are never quite straight.
            if _is_one_direction(angle, known):
                return known
        groups[angle] = []
        letters[angle] = 0
        return angle

    group_of_angle: dict[float, float] = {}
    for word in words:
        key = group_of_angle.get(word.angle)
        if key is None:
            key = group_of_angle[word.angle] = group_of(word.angle)
        groups[key].append(_as_mark(word))
        letters[key] += len(word.text)
    seen = list(words)
    for item in unseen:
        key = group_of(item.word.angle)
        groups[key].append(_hidden_mark(item, seen))
        letters[key] += item.characters
    if not groups:
        return [(0.0, [])]
    return sorted(groups.items(), key=lambda entry: -letters[entry[0]])


def _is_one_direction(one: float, other: float) -> bool:
    return abs((one - other + 180.0) % 360.0 - 180.0) < _SAME_DIRECTION


def _hidden_mark(item: UnseenCharacters, seen: Iterable[Word]) -> Mark:
    """The mark that replaces hidden text: a bar, or nothing if it leaves no space for one."""
    word = item.word
    mark = _as_mark(word)
    bar = Bar(0, 0, item.how, item.characters, item.box)
    taken = item.leaves_no_space or item.how not in _LEAVES_SPACE
    # A black box over `Ann Poe` becomes a bar; a comment without space on the page does not.
    if not taken:
        # A visible label is drawn over it: `[redacted]`, white on the box.
        taken = any(
            other.angle == word.angle
            and other.left < (word.left + word.right) / 2 < other.right
            and other.bottom < mark.middle < other.top
            for other in seen
        )
    # A pale `DRAFT` lies over or under the words of a line, which keep the space.
    taken = taken or any(
        other.angle == word.angle
        and word.left < (other.left + other.right) / 2 < word.right
        and word.bottom < (other.bottom + other.top) / 2 < word.top
        for other in seen
    )
    text = "" if taken else "█" * _bar_length(word.right - word.left, mark.size, 1)
    return mark._replace(text=text, bar=bar)


def _bar_length(width: float, size: float, least: int) -> int:
    return min(_LONGEST_BAR, max(least, round(width / max(size * 0.55, 3.0))))


def median(values: list[float]) -> float:
    """The middle one of some values, the upper one of two; 0 if there are none."""
    return sorted(values)[len(values) // 2] if values else 0.0


def _bars(turned: Rectangle, box: Rectangle, size: float) -> list[Mark]:
    """A black box as bars, one for each line of text that fits in its height."""
    left, bottom, right, top = turned
    height = top - bottom
    count = max(1, round(height / max(size * 1.3, 8.0)))
    text = "█" * _bar_length(right - left, size, 3)
    step = height / count
    bar = Bar(0, 0, None, 0, box)
    return [
        Mark(text, left, right, top - step * (number + 0.5), min(size, step), 0, bar)
        for number in range(count)
    ]


def _rows(marks: list[Mark]) -> list[list[Mark]]:
    """Group marks at the same height into rows, top row first, left to right."""
    rows: list[list[Mark]] = []
    middle = size = 0.0
    for mark in sorted(marks, key=lambda item: (-item.middle, item.left)):
        # Words whose middles are at most half a letter apart are on one line: `Ann²`.
        if rows and middle - mark.middle <= SAME_LINE * max(min(size, mark.size), LEAST_ROW):
            rows[-1].append(mark)
            continue
        rows.append([mark])
        middle, size = mark.middle, mark.size
    for row in rows:
        if len(row) > 1:
            row.sort(key=lambda item: item.left)
    # Most rows are a single run of letters.
    return [
        row if len(row) == 1 and row[0].text.isascii() else in_reading_order(_merge_bars(row))
        for row in rows
    ]


def _merge_bars(row: list[Mark]) -> list[Mark]:
    """Merge bars of hidden words side by side; drop second copies printed for bold."""
    found: list[Mark] = []
    for mark in row:
        last = found[-1] if found else None
        # `Ann` drawn twice, slightly shifted, for bold print
        if last is not None and _is_doubled(last, mark):
            continue
        # `Ann` and `Poe` under one box have one bar.
        if last is None or not _is_one_bar(last, mark):
            found.append(mark)
            continue
        assert last.bar is not None and mark.bar is not None  # noqa: PT018
        right = max(last.right, mark.right)
        box = (
            min(last.bar.box[0], mark.bar.box[0]),
            min(last.bar.box[1], mark.bar.box[1]),
            max(last.bar.box[2], mark.bar.box[2]),
            max(last.bar.box[3], mark.bar.box[3]),
        )
        bar = last.bar._replace(characters=last.bar.characters + mark.bar.characters, box=box)
        text = "█" * _bar_length(right - last.left, last.size, 1) if last.text else ""
        found[-1] = last._replace(text=text, right=right, bar=bar)
    return found


def _is_doubled(last: Mark, mark: Mark) -> bool:
    """Whether a word is printed a second time at the same place, for bold or for a shadow."""
    return (
        mark.bar is None
        and last.text == mark.text
        and mark.left - last.left < _DOUBLED * mark.size
        and abs(mark.right - last.right) < _DOUBLED * mark.size
    )


def _is_one_bar(last: Mark, mark: Mark) -> bool:
    return (
        last.bar is not None
        and mark.bar is not None
        and last.bar.how is not None
        and last.bar.how is mark.bar.how
        and bool(last.text) == bool(mark.text)
        and mark.left - last.right < _SAME_BAR * last.size
    )


def usual_pitch(pages: Iterable[Sequence[Word]]) -> float | None:
    """The usual distance between lines on the pages, in points; None if no page has two lines."""
    gaps: list[float] = []
    for words in pages:
        rows = _rows([_as_mark(word) for word in words if not word.angle])
        gaps += [one[0].middle - two[0].middle for one, two in pairwise(rows)]
    return sorted(gaps)[len(gaps) // 10] if gaps else None


def _as_mark(word: Word) -> Mark:
    text, left, bottom, right, top, spaces, _, _, _, panel, lift = word
    height = top - bottom
    if height < LEAST_SIZE:
        height = LEAST_SIZE
    return Mark(text, left, right, (top + bottom) / 2 + lift, height, spaces, None, panel, lift)


def _lines(rows: list[list[Mark]], usual: float | None, sheet: SheetEdges) -> list[PageLine]:
    lines: list[PageLine] = []
    pitch = _pitch(rows)
    if usual is not None:
        pitch = min(pitch, usual)
    if _is_loose(rows, pitch, sheet):
        pitch /= 2
    above: list[Mark] | None = None
    margin = min((mark.left for row in rows for mark in row if mark.text), default=0.0)
    waiting: tuple[Bar, ...] = ()
    for row in rows:
        if above is not None and pitch:
            gap = above[0].middle - row[0].middle
            # One and a half times the usual distance means a blank line.
            if gap > PARAGRAPH * max(pitch, row[0].size * 0.8) * 0.9:
                lines.append(PageLine(""))
        line = _line(row, margin, sheet)
        # Hidden text beside visible words is recorded in their line.
        if line.text:
            lines.append(replace(line, bars=(*waiting, *line.bars)) if waiting else line)
            waiting = ()
            above = row
        else:
            # Hidden text alone on its line is recorded at the beginning of the next line.
            waiting += tuple(bar._replace(start=0, end=0) for bar in line.bars)
    if waiting:
        last = lines.pop() if lines else PageLine("")
        end = len(last.text)
        lines.append(
            replace(last, bars=(*last.bars, *(b._replace(start=end, end=end) for b in waiting)))
        )
    return lines


def _is_loose(rows: list[list[Mark]], pitch: float, sheet: SheetEdges) -> bool:
    """Whether all lines of a page are short, separated by blank lines, and not a header.

    `Are you awake?` / / `No.` is loose; double-spaced text is not: its lines fill the sheet's
    width.
    """
    sizes = [mark.size for row in rows for mark in row if mark.text]
    # Lines at the usual distance for their letters are not loose.
    if not sizes or pitch < DOUBLE * median(sizes):
        return False
    full = sheet.left + _FULL * (sheet.right - sheet.left)
    labelled = sum(row[0].text.partition(" ")[0].endswith(":") for row in rows)
    return labelled < 2 and all(mark.right < full for row in rows for mark in row)


def _pitch(rows: list[list[Mark]]) -> float:
    return pitch_of([one[0].middle - two[0].middle for one, two in pairwise(rows)])


def pitch_of(gaps: list[float]) -> float:
    """The usual distance from one line to the next, of all distances."""
    return sorted(gaps)[len(gaps) // 10] if gaps else 0.0


def _line(row: list[Mark], margin: float, sheet: SheetEdges) -> PageLine:
    # Most rows are a single run of letters.
    if len(row) == 1 and row[0].text and row[0].bar is None:
        text, _, _, middle, size, *_ = row[0]
        text = _indent(row[0], margin) + text
        top, foot = sheet.top - middle, middle - sheet.bottom
        return PageLine(text, (), top, foot, size, False, 0.0, False, _box(row))
    pieces: list[str] = []
    bars: list[Bar] = []
    length = 0
    edge: float | None = None
    for mark in row:
        if not mark.text:
            if mark.bar is not None:
                bars.append(mark.bar._replace(start=length, end=length))
            continue
        if edge is None:
            between = _indent(mark, margin)
        else:
            between = _between(mark, mark.left - edge)
        pieces.append(between)
        length += len(between)
        if mark.bar is not None:
            bars.append(mark.bar._replace(start=length, end=length + len(mark.text)))
        pieces.append(mark.text)
        length += len(mark.text)
        edge = max(mark.right, edge or mark.right)
    middle = row[0].middle
    size = max((mark.size for mark in row if mark.text), default=0.0)
    text = "".join(pieces)
    top, foot = sheet.top - middle, middle - sheet.bottom
    return PageLine(text, tuple(bars), top, foot, size, box=_box(row))


def _indent(mark: Mark, margin: float) -> str:
    """The white space before the first word of a line."""
    indent = round((mark.left - margin) / (INDENT * mark.size))
    return " " * min(max(indent, mark.spaces), DEEPEST_INDENT)


def _box(row: Sequence[Mark]) -> Rectangle | None:
    """The place of a row's words on a page that is not rotated."""
    marks = row if len(row) == 1 and row[0].text else [mark for mark in row if mark.text]
    if not marks:
        return None
    if len(marks) == 1:
        one = marks[0]
        middle = one.middle - one.lift
        return one.left, middle - one.size / 2, one.right, middle + one.size / 2
    left, right = min(mark.left for mark in marks), max(mark.right for mark in marks)
    bottom = min(mark.middle - mark.lift - mark.size / 2 for mark in marks)
    top = max(mark.middle - mark.lift + mark.size / 2 for mark in marks)
    return left, bottom, right, top


def _between(mark: Mark, gap: float) -> str:
    """The white space before a word that is `gap` points after the previous word."""
    # `From:    Ann Poe`: a gap of most of a letter's height
    if gap > WIDE * mark.size or mark.spaces >= _SPACES_OF_A_GAP:
        return _WIDE_GAP
    # `Ann Poe`: a fifth of the height, or less if the file has a space there
    if gap > SPACE * mark.size or (mark.spaces and gap > -_OVERHANG * mark.size):
        return " "
    return ""


def _without_soft_hyphens(lines: list[PageLine]) -> list[PageLine]:
    """Join words divided by a soft hyphen at the line's end, and remove other soft hyphens."""
    if not any(SOFT_HYPHEN in line.text for line in lines):
        return lines
    joined: list[PageLine] = []
    for line in lines:
        above = joined[-1] if joined else None
        # `har-` / `bour office`: one word again
        if above is not None and above.text.endswith(SOFT_HYPHEN) and line.text:
            head, _, rest = line.text.partition(" ")
            if rest or not line.bars:
                joined[-1] = replace(above, text=above.text[:-1] + head)
                moved = tuple(
                    bar._replace(
                        start=max(0, bar.start - len(head) - 1), end=max(0, bar.end - len(head) - 1)
                    )
                    for bar in line.bars
                )
                if rest:
                    joined.append(replace(line, text=rest, bars=moved))
                continue
        joined.append(line)
    return [
        replace(line, text=line.text.replace(SOFT_HYPHEN, ""))
        if SOFT_HYPHEN in line.text and not line.bars
        else line
        for line in joined
    ]
