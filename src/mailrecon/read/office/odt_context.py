"""ODT: what surrounds the text being read: its letters, its ground, what hides it."""

from __future__ import annotations

from typing import NamedTuple

from mailrecon.model import Hiding
from mailrecon.read.colours import WHITE, Colour
from mailrecon.read.office.looks import CLEAR, LetterLook


class OdtContext(NamedTuple):
    """The place of text, its letters, its ground (None if unknown), and what hides all of it.

    `height` is what a row cuts its cells off at, in points, `behind` the colour of a shape that
    lies behind the text; `in_shape` is True in drawings other than frames.
    """

    place: str = ""
    look: LetterLook = LetterLook()
    ground: Colour | None = WHITE
    hidden: Hiding | None = None
    height: float | None = None
    behind: Colour | None = None
    in_shape: bool = False

    def hidden_by(self, how: Hiding | None) -> OdtContext:
        """The same, hidden for a reason; the first one stays."""
        return self if how is None or self.hidden is not None else self._replace(hidden=how)

    def on(self, ground: Colour | None) -> OdtContext:
        """The same on another ground, if there is one."""
        if ground is None or ground == CLEAR:
            return self
        return self._replace(ground=ground, behind=None)
