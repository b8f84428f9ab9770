"""Lines of an office document in the making: places, redactions, what was left out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from mailrecon.model import Document, Notice, Place, Redaction, Span

_MOST_PARENTS = 20


class Ink(NamedTuple):
    """Whether the ground behind letters is black, and the letters dark; None where not said."""

    ground: bool | None = None
    dark: bool | None = None

    def over(self, other: Ink) -> Ink:
        """What holds where this is said on top of another."""
        return Ink(
            other.ground if self.ground is None else self.ground,
            other.dark if self.dark is None else self.dark,
        )

    @property
    def of_block(self) -> Ink:
        """The same for a paragraph: without a colour of their own, letters on black are light."""
        return Ink() if self.dark is None else self

    @property
    def barred(self) -> bool:
        """Whether letters can't be told from what is behind them; they are dark unless said."""
        return bool(self.ground) and self.dark is not False


def inherited(name: str, styles: Mapping[str, tuple[str, Ink]]) -> Ink:
    """The ink of a style, where it says nothing that of its parent; `styles` are parent and ink."""
    ink = Ink()
    for _ in range(_MOST_PARENTS):
        if name not in styles:
            break
        name, own = styles[name]
        ink = ink.over(own)
    return ink


class OfficeLines:
    """Text that paragraphs, cells and notes add to; `place` names where the next text stands."""

    def __init__(self) -> None:
        self.place = ""
        self.aside = False
        self.deletions = 0
        self.barred = 0
        self._pieces: list[str] = []
        self._length = 0
        self._line_start = 0
        self._places: list[Place] = []
        self._aside: list[Span] = []
        self._redactions: list[Redaction] = []

    @property
    def length(self) -> int:
        """How many characters there are so far."""
        return self._length

    def text(self, value: str) -> None:
        """Add text to the current line; line breaks in it end lines."""
        first, *rest = value.replace("\u00a0", " ").split("\n")
        self._add(first)
        for line in rest:
            self.end_line()
            self._add(line)

    @property
    def bars(self) -> int:
        """How many bars there are so far."""
        return len(self._redactions)

    def bar(self, covered: str) -> None:
        """Add a black bar in the place of text, which is not written out."""
        if covered.strip():
            self.barred += 1
        start = self._length
        self._add("█" * min(max(len(covered), 3), 60))
        self._redactions.append(Redaction(Span(start, self._length), "styled text"))

    def end_line(self) -> None:
        """End the current line, though it be empty."""
        if self._length > self._line_start:
            span = Span(self._line_start, self._length)
            self._places.append(Place(span, "paragraph", self.place))
            if self.aside:
                self._aside.append(span)
        self._pieces.append("\n")
        self._length += 1
        self._line_start = self._length

    def at_line_start(self) -> bool:
        """Whether nothing stands on the current line yet."""
        return self._length == self._line_start

    def _add(self, value: str) -> None:
        if value:
            self._pieces.append(value)
            self._length += len(value)

    def document(self, name: str, data: bytes, kind: str) -> Document:
        """All of it as a document."""
        if not self.at_line_start():
            self.end_line()
        warnings: list[Notice] = []
        if self.barred:
            text = (
                "the document is badly redacted: text lies readable under black marking "
                f"({self.barred} places); it was not written out"
            )
            warnings.append(Notice("badly-redacted", text))
        if self.deletions:
            text = f"tracked deletions ({self.deletions}) were left out"
            warnings.append(Notice("tracked-deletions", text))
        return Document(
            name=name,
            text="".join(self._pieces),
            sha256=hashlib.sha256(data).hexdigest(),
            encoding="utf-8",
            warnings=tuple(warnings),
            kind=kind,
            places=tuple(self._places),
            set_aside=tuple(self._aside),
            redactions=tuple(self._redactions),
        )
