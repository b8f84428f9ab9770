"""ODT: the context of text: its letters' look, its background, what hides it."""

from __future__ import annotations

from typing import NamedTuple

from mailrecon.model import Hiding
from mailrecon.read.office.looks import CLEAR, LetterLook
from mailrecon.read.redaction.colours import WHITE, Colour


class OdtContext(NamedTuple):
    """The place of text, its letters' look, its background (None if unknown), what hides it.

    `height` is the height at which a row cuts off its cells, in points, `behind` the colour of a
    shape behind the text; `in_shape` is True in drawings other than frames.
    """

    place: str = ""
    look: LetterLook = LetterLook()
    ground: Colour | None = WHITE
    hidden: Hiding | None = None
    height: float | None = None
    behind: Colour | None = None
    in_shape: bool = False

    def hidden_by(self, how: Hiding | None) -> OdtContext:
        """A copy that is hidden for a reason; an earlier reason has precedence."""
        return self if how is None or self.hidden is not None else self._replace(hidden=how)

    def on(self, ground: Colour | None) -> OdtContext:
        """A copy with another background, if one is given."""
        if ground is None or ground == CLEAR:
            return self
        return self._replace(ground=ground, behind=None)
