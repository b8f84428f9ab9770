"""The position of the next word on a page, and the open elements, for `flow`."""

from __future__ import annotations

from mailrecon.read.html.layout.flow_boxes import LINE
from mailrecon.read.html.layout.layers import Frame, Layer


class FlowState:
    """Places blocks below one another (CSS 2.2, 9.4 and 8.3.1). `layers` are the boxes found."""

    def __init__(self) -> None:
        self.layers: list[Layer] = []
        # The layers whose place depends on margins that are not known yet.
        self._pending: list[int] = []
        self._stack: list[Frame] = []
        self._y = 0.0
        self._margin = self._pull = 0.0
        self._narrow = self._wide = 0.0
        self._line = 0.0
        self._lowest = 0.0
        self._unsure = 0
        self._words = 0
        self._widths: list[float] = []
        self._slack = self._loose = 0.0
        # How much lower words may be if letters are wide: in total, and because of this line.
        self._more = self._wrapped = 0.0
        # How many open elements are shifted, and whether a height above is unknown.
        self._shifted = 0
        self._loosely = False
        # The levels of enclosing elements with an opaque background.
        self._solid: list[int] = []

    @property
    def frame(self) -> Frame:
        """The innermost open element."""
        return self._stack[-1]

    @property
    def shift(self) -> tuple[float, float]:
        """How far the open elements are moved from their places."""
        shifts = [frame.box.shift for frame in self._stack] if self._shifted else []
        return sum(shift[0] for shift in shifts), sum(shift[1] for shift in shifts)

    @property
    def down(self) -> float:
        """The estimated top of the next line on the page."""
        return max(self._y, self._lowest, *(frame.deepest for frame in self._stack), 0.0)

    @property
    def at_start(self) -> bool:
        """Whether the line is empty."""
        return not self._line

    def break_line(self, size: float) -> None:
        """End a line: `<br>`."""
        if not self._line:
            self._commit()
            self._line = LINE * size
        self._end_line()

    def _state(self) -> tuple[float, float, float, float, float]:
        return self._y, self._margin, self._pull, self._narrow, self._wide

    def _add_margin(self, margin: float) -> None:
        """Collapse adjoining margins: the largest plus the most negative (8.3.1)."""
        self._margin = max(self._margin, margin)
        self._pull = min(self._pull, margin)

    def _commit(self, last: Frame | None = None) -> None:
        """Fix the starts of the open boxes, because something is drawn here."""
        # What was placed before these margins were known begins below them.
        for place in self._pending:
            self.layers[place] = self.layers[place].moved(self._margin + self._pull)
        self._pending.clear()
        self._y += self._margin + self._pull
        self._margin = self._pull = 0.0
        for frame in [*self._stack, *([last] if last is not None else [])]:
            if frame.top is None and frame.block:
                frame.top = self._y

    def _end_line(self) -> None:
        self._y += self._line
        self._slack += self._loose
        self._more += self._wrapped
        self._line = self._loose = self._wrapped = self._narrow = self._wide = 0.0
