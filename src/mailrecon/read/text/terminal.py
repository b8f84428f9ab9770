"""Interpret the control codes of terminals and printers, to get the text that a person sees.

Logs of sessions, manual pages and mail saved from a terminal contain escape sequences (ECMA-48),
backspaces and carriage returns. Text hidden by them is withheld: concealed letters (SGR 8), letters
in the colour of their background, overwritten or erased text, and strings for programs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mailrecon.model import Hiding
from mailrecon.read.redaction.colours import Colour, is_legible
from mailrecon.read.redaction.tag_letters import TAG_LETTERS, split_at_tags
from mailrecon.read.text.controls import is_overprinted
from mailrecon.read.text.markup_line import Hidden, MarkupLine, finished, mark_of
from mailrecon.regex import regex

# One step: a control sequence, a string for programs (up to its end), another escape, a control.
_STEP = regex(
    r"(?:\x1b\[|\x9b)(?P<parameters>[0-?]*+)[ -/]*+(?P<final>[@-~])"
    r"|(?:\x1b(?P<opener>[\]PX^_])|(?P<single>[\x9d\x90\x98\x9e\x9f]))"
    r"(?P<string>[^\x07\x1b\x9c]*+)(?:\x07|\x1b\\|\x9c|(?=\x1b)|$)"
    r"|\x1b[ -/]{0,4}[0-~]|\x1b"
    r"|(?P<back>\x08+)|(?P<return>\r)"
)
_LINK = "8;"
# The sixteen colours, as xterm paints them.
_BASIC = (
    "000000", "cd0000", "00cd00", "cdcd00", "0000ee", "cd00cd", "00cdcd", "e5e5e5",
    "7f7f7f", "ff0000", "00ff00", "ffff00", "5c5cff", "ff00ff", "00ffff", "ffffff",
)  # fmt: skip
_CUBE = (0, 95, 135, 175, 215, 255)
# Marks that leave a letter legible when printed over it: a printer's accent, an underline.
_ACCENTS = frozenset("_'`^~\",´¨¸")
_WIDEST = 2_000
_SIGNS = regex("[\x1b\x08\r\x9b\U000e0001\U000e0020-\U000e007f]")
_LINE_BREAK = regex(r"\r\n|\n|\r(?![█▓▒■X#]{2})")
_ANY_BREAK = regex(r"\r\n|\r|\n")


def lines_of(text: str) -> list[str]:
    """The lines of a text; a carriage return before a bar moves to the line's start instead of
    ending it.
    """
    return (_LINE_BREAK if is_overprinted(text) else _ANY_BREAK).split(text)


class _ScreenLook(NamedTuple):
    """The look of letters; None as a colour is the terminal's own, which is unknown."""

    concealed: bool = False
    inverse: bool = False
    letters: Colour | None = None
    ground: Colour | None = None

    @property
    def hiding(self) -> Hiding | None:
        if self.concealed:
            return Hiding.TRANSPARENT
        if self.letters is None or self.ground is None:
            return None
        one, other = self.letters, self.ground
        if self.inverse:
            one, other = other, one
        return None if is_legible(one, other) else Hiding.SAME_COLOUR


class _ScreenCell(NamedTuple):
    """A cell of a line: its letter (empty: never written), and why it is invisible, if it is."""

    letter: str
    hiding: Hiding | None = None


_BLANK = _ScreenCell(" ")


class Screen:
    """A terminal that gets a text line by line; the look of letters persists over lines."""

    def __init__(self) -> None:
        self._look = _ScreenLook()

    def shown(self, line: str) -> MarkupLine:
        """A line as displayed, with bars for hidden text."""
        if self._look.hiding is None and _SIGNS.search(line) is None:
            return MarkupLine(line)
        drawn = _ScreenLine()
        position = 0
        for step in _STEP.finditer(line):
            drawn.write(line[position : step.start()], self._look.hiding)
            position = step.end()
            if step["back"]:
                drawn.at = max(drawn.at - len(step["back"]), 0)
            elif step["return"]:
                drawn.at = 0
            elif step["final"] == "m":
                self._look = _looking(self._look, step["parameters"])
            elif step["final"]:
                drawn.control(step["final"], step["parameters"])
            elif step["string"]:
                is_link = step["string"].startswith(_LINK)
                drawn.note(Hiding.LINK if is_link else Hiding.METADATA, step["string"])
        drawn.write(line[position:], self._look.hiding)
        return drawn.finished()


class _ScreenLine:
    """One line while it is written."""

    def __init__(self) -> None:
        self.at = 0
        self._cells: list[_ScreenCell] = []
        # For each cell 1 if it is not blank, so that repeated erasing takes no time.
        self._inked = bytearray()
        self._noted: list[Hidden] = []
        self._lost: dict[Hiding, int] = {}

    def note(self, how: Hiding, text: str) -> None:
        """Count a string that terminals do not display."""
        length = sum(map(str.isalnum, text))
        if length > 1:
            self._noted.append(Hidden(how, length))

    def write(self, text: str, hiding: Hiding | None) -> None:
        """Put letters at the cursor; they replace what was there, except accents and lines."""
        for run in split_at_tags(text):
            if run[0] in TAG_LETTERS:
                self._noted.append(Hidden(Hiding.TRANSPARENT, len(run)))
                continue
            for letter in run:
                self._put(letter, hiding)

    def _put(self, letter: str, hiding: Hiding | None) -> None:
        cells = self._cells
        if self.at >= len(cells):
            self._inked.extend(bytes(self.at - len(cells)))
            cells.extend([_BLANK] * (self.at - len(cells)))
            cells.append(_ScreenCell(letter, hiding))
            self._inked.append(letter != " ")
            self.at = len(cells)
            return
        cell = cells[self.at]
        self._inked[self.at] = letter != " "
        self.at += 1
        if letter == " " and cell.letter.isalnum() and hiding is None:
            # `Ann\b\b\b   `: on a screen a blank replaces the letter; on paper it would not.
            self._lose(cell)
        # `A\bA`, bold print; `A\b_`, underlined
        elif letter == cell.letter or (letter in _ACCENTS and cell.letter.isalnum()):
            cells[self.at - 1] = cell._replace(hiding=hiding)
            return
        # `Ann\b\b\bXXX`
        elif cell.letter.isalnum():
            self._lose(cell)
        cells[self.at - 1] = _ScreenCell(letter, hiding)

    def _lose(self, cell: _ScreenCell) -> None:
        how = cell.hiding or Hiding.COVERED
        self._lost[how] = self._lost.get(how, 0) + 1

    def control(self, final: str, parameters: str) -> None:
        """Move the cursor in the line, or erase (ECMA-48, 8.3); other codes have no effect on
        letters.
        """
        first = parameters.split(";")[0]
        number = min(int(first), _WIDEST) if first.isdecimal() and len(first) < 6 else 0
        count = max(number, 1)
        # `Ann Poe\x1b[3DBen` displays `Ann Ben`.
        if final == "D":
            self.at = max(self.at - count, 0)
        elif final in "Ca":
            self.at = max(self.at, min(self.at + count, _WIDEST))
        elif final in "G`":
            self.at = count - 1
        # `Ann Poe\x1b[7D\x1b[K`: the rest of the line is erased.
        elif final == "K":
            start, end = {1: (0, self.at + 1), 2: (0, len(self._cells))}.get(
                number, (self.at, len(self._cells))
            )
            self._erase(start, end)
        elif final == "X":
            self._erase(self.at, self.at + count)
        # `Ann Poe\x1b[7D\x1b[4P` displays `Poe`.
        elif final == "P":
            self._erase(self.at, self.at + count)
            del self._cells[self.at : self.at + count]
            del self._inked[self.at : self.at + count]

    def _erase(self, start: int, end: int) -> None:
        """Blank out a stretch, and count the letters that were in it."""
        end = min(end, len(self._cells))
        place = self._inked.find(1, start, end)
        while place >= 0:
            cell = self._cells[place]
            if cell.letter.isalnum():
                self._lose(cell)
            self._cells[place] = _BLANK
            self._inked[place] = 0
            place = self._inked.find(1, place + 1, end)
        if end == len(self._cells):
            del self._cells[start:]
            del self._inked[start:]

    def finished(self) -> MarkupLine:
        """The line as text, hidden stretches as bars."""
        hidden = list(self._noted)
        hidden += [Hidden(how, count) for how, count in self._lost.items()]
        pieces: list[str] = []
        for how, text in self._runs():
            if how is None or not any(map(str.isalnum, text)):
                pieces.append(text)
                continue
            words = text.strip()
            hidden.append(Hidden(how, len(words), space=True))
            before = text[: len(text) - len(text.lstrip())]
            after = text[len(text.rstrip()) :]
            pieces.append(f"{before}{mark_of(len(hidden) - 1)}{after}")
        return finished("".join(pieces), hidden)

    def _runs(self) -> Iterator[tuple[Hiding | None, str]]:
        start = 0
        for place in range(1, len(self._cells) + 1):
            ended = place == len(self._cells)
            if ended or self._cells[place].hiding is not self._cells[start].hiding:
                run = self._cells[start:place]
                yield run[0].hiding, "".join(cell.letter for cell in run)
                start = place


def _looking(look: _ScreenLook, parameters: str) -> _ScreenLook:
    """The look of letters after a "select graphic rendition" (ECMA-48, 8.3.117)."""
    codes = [int(code[:9]) if code.isdecimal() else 0 for code in _numbers(parameters)]
    place = 0
    while place < len(codes):
        code = codes[place]
        place += 1
        if code in (38, 48):
            shade, used = _extended(codes[place : place + 4])
            place += used
            look = look._replace(letters=shade) if code == 38 else look._replace(ground=shade)
        else:
            look = _changed(look, code)
    return look


def _numbers(parameters: str) -> list[str]:
    """The numbers of a rendition: `38;5;0`, `38:2::0:0:0` (a colour space may be left out)."""
    found: list[str] = []
    for part in parameters.split(";"):
        pieces = part.split(":")
        if len(pieces) == 6:  # with a colour space
            del pieces[2]
        found += pieces
    return found


def _changed(look: _ScreenLook, code: int) -> _ScreenLook:
    if code == 0:
        return _ScreenLook()
    if code in (8, 28):
        return look._replace(concealed=code == 8)
    if code in (7, 27):
        return look._replace(inverse=code == 7)
    if code == 39:
        return look._replace(letters=None)
    if code == 49:
        return look._replace(ground=None)
    for first, bright in ((30, 0), (90, 8)):
        if first <= code < first + 8:
            return look._replace(letters=_basic(code - first + bright))
        if first + 10 <= code < first + 18:
            return look._replace(ground=_basic(code - first - 10 + bright))
    return look


def _basic(number: int) -> Colour:
    text = _BASIC[number]
    return Colour(*(float(int(text[at : at + 2], 16)) for at in (0, 2, 4)))


def _extended(codes: list[int]) -> tuple[Colour | None, int]:
    """The colour of `5;n` or `2;r;g;b`, and the number of codes it takes."""
    if codes[:1] == [2] and len(codes) >= 4:
        return Colour(*(float(min(share, 255)) for share in codes[1:4])), 4
    if codes[:1] != [5] or len(codes) < 2:
        return None, len(codes)
    number = min(codes[1], 255)
    if number < 16:
        return _basic(number), 2
    if number >= 232:
        grey = float(8 + (number - 232) * 10)
        return Colour(grey, grey, grey), 2
    red, green, blue = (number - 16) // 36, (number - 16) // 6 % 6, (number - 16) % 6
    return Colour(float(_CUBE[red]), float(_CUBE[green]), float(_CUBE[blue])), 2
