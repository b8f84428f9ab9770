"""Lines of text as they come out of a page: quote marks, blank lines, and each line's place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mailrecon.model import Place, Redaction, Span

_SPACE = re.compile(r"[ \t\r\n\f]+")
_BREAK = re.compile(r"\r\n|\r|\n")
_LONGEST_PATH = 200


@dataclass(slots=True)
class _Line:
    text: str
    depth: int
    path: str
    aside: bool
    redactions: list[tuple[int, int, str]] = field(default_factory=list)


class HtmlLines:
    """Lines in the making: `depth` quote marks before each, `aside` above 0 for navigation.

    `path` is the open elements' path, taken down when a line begins.
    """

    def __init__(self) -> None:
        self.depth = 0
        self.aside = 0
        self.preformatted = 0
        self.path: list[str] = []
        self._lines: list[_Line] = []
        self._pieces: list[str] = []
        self._length = 0
        self._marks: list[tuple[int, int, str]] = []
        self._begun_at = ""
        self._blank = False
        self._joining = False

    def text(self, value: str, *, verbatim: bool = False) -> None:
        """Add text to the current line; white space counts once, except in preformatted text."""
        if self.preformatted and not verbatim:
            first, *rest = _BREAK.split(value)
            self._add(first.replace("\u00a0", " "))
            for line in rest:
                self.line_break()
                self._add(line.replace("\u00a0", " "))
            return
        if verbatim:
            self._add(value)
            return
        value = _SPACE.sub(" ", value)
        if (not self._pieces or self._ends_with_space()) and value.startswith(" "):
            value = value[1:]
        if value and self._pieces and self._pieces[-1][-1:] in ":：" and value[0].isalnum():
            # Label and value in neighbouring elements, set apart on the page by their boxes.
            value = f" {value}"
        self._add(value)

    def redaction(self, mark: str, how: str) -> None:
        """Add a mark that stands for something drawn over."""
        start = self._length
        self._add(mark)
        self._marks.append((start, self._length, how))

    def at_line_start(self) -> bool:
        """Whether nothing visible stands on the current line yet."""
        return not "".join(self._pieces).strip()

    def line_break(self) -> None:
        """End the current line, though it be empty."""
        self._end(keep_empty=True)

    def block(self) -> None:
        """End the current line if there is anything on it."""
        self._end(keep_empty=False)

    def blank(self) -> None:
        """Ask for a blank line before what comes next."""
        self._blank = True

    def join(self, gap: str) -> None:
        """Go on with the last line behind `gap` instead of beginning another."""
        if self._pieces or not self._lines:
            return
        last = self._lines.pop()
        self._pieces = [last.text, gap]
        self._length = len(last.text) + len(gap)
        self._marks = last.redactions
        self._begun_at = last.path
        self._blank = False

    def _ends_with_space(self) -> bool:
        return self._pieces[-1][-1:] in (" ", "\t", "\u00a0")

    def _add(self, value: str) -> None:
        if not value:
            return
        if not self._pieces:
            self._begun_at = "/" + "/".join(self.path[:_LONGEST_PATH])
        self._pieces.append(value)
        self._length += len(value)

    def _end(self, *, keep_empty: bool) -> None:
        text = "".join(self._pieces)
        # A paragraph of one no-break space is how editors write an empty line.
        keep_empty = keep_empty or "\u00a0" in text
        text = text.replace("\u00a0", " ")
        stripped = text if self.preformatted else text.rstrip()
        if stripped.strip() or keep_empty:
            if self._blank and self._lines and self._lines[-1].text.strip():
                self._lines.append(_Line("", min(self.depth, self._lines[-1].depth), "", False))
            self._blank = False
            marks = [(start, min(end, len(stripped)), how) for start, end, how in self._marks]
            path = self._begun_at if stripped else ""
            self._lines.append(_Line(stripped, self.depth, path, self.aside > 0, marks))
        self._pieces, self._marks, self._length = [], [], 0

    def finish(
        self,
    ) -> tuple[str, tuple[Place, ...], tuple[Span, ...], tuple[Redaction, ...]]:
        """The whole text, with places, lines set aside and redactions."""
        self.block()
        pieces: list[str] = []
        places: list[Place] = []
        aside: list[Span] = []
        redactions: list[Redaction] = []
        position = 0
        for line in self._lines:
            prefix = "> " * line.depth
            shown = f"{prefix}{line.text}".rstrip() if not line.text else f"{prefix}{line.text}"
            begin = position + len(prefix)
            if line.text:
                span = Span(begin, begin + len(line.text))
                places.append(Place(span, "element", line.path))
                if line.aside:
                    aside.append(Span(position, span.end))
            redactions.extend(
                Redaction(Span(begin + start, begin + end), how)
                for start, end, how in line.redactions
            )
            pieces.append(shown)
            position += len(shown) + 1
        text = "\n".join(pieces)
        return text + "\n" if text else "", tuple(places), tuple(aside), tuple(redactions)
