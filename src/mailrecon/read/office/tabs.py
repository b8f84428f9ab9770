"""Detect tabs that lead beyond the page."""

from __future__ import annotations

from msgspec import Struct


class Tabs(Struct):
    """The tabs of a paragraph: the tab stops, the page's edge, the number of tabs so far."""

    stops: tuple[float, ...] = ()
    edge: float = 0.0
    count: int = 0

    @property
    def are_past_page(self) -> bool:
        """Whether the rest of the line is off the page."""
        stops = self.stops
        return bool(self.count and stops) and stops[min(self.count, len(stops)) - 1] >= self.edge
