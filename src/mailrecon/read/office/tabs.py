"""Tabs that lead beyond the page."""

from __future__ import annotations

from msgspec import Struct


class Tabs(Struct):
    """The tabs of a paragraph: where they lead, where the page ends, how many there were so far."""

    stops: tuple[float, ...] = ()
    edge: float = 0.0
    count: int = 0

    @property
    def are_past_page(self) -> bool:
        """Whether what follows on the line is off the page."""
        stops = self.stops
        return bool(self.count and stops) and stops[min(self.count, len(stops)) - 1] >= self.edge
