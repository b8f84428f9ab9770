"""Look up the boxes at the height of a line among many boxes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T")
# Boxes are indexed by strips of a page. The smallest strips have the height of a few lines, in
# pixels; each further kind is twice as high, and a box is in strips at least as high as itself.
_LOWEST = 64.0
_TALLEST = 1e9
# The most comparisons of words with boxes on a page: beyond that, all words in strips that were not
# compared count as covered.
MOST_COMPARED = 5_000_000


class Budget:
    """Limits the comparisons of a page's words. `spent` is True when it is used up."""

    def __init__(self, most: int = MOST_COMPARED) -> None:
        self._left = most

    @property
    def spent(self) -> bool:
        """Whether no more comparisons are allowed."""
        return self._left < 0

    def take(self, count: int) -> bool:
        """Whether `count` boxes may be compared with one more word."""
        self._left -= count
        return self._left >= 0


class Heights(Generic[T]):
    """Boxes indexed by place; a look-up takes time in proportion to the boxes found."""

    def __init__(
        self, items: Iterable[T], edges: Callable[[T], tuple[float, float]], budget: Budget
    ) -> None:
        self.budget = budget
        self._edges = edges
        self._strips: dict[float, dict[int, list[T]]] = {}
        for item in items:
            self.add(item)

    def __bool__(self) -> bool:
        return bool(self._strips)

    def add(self, item: T) -> None:
        """Add a box; a box beyond the page's ends is cut there."""
        top, bottom = map(_on_page, self._edges(item))
        high = _LOWEST * 2 ** max(math.ceil(math.log2(max(bottom - top, _LOWEST) / _LOWEST)), 0)
        strips = self._strips.setdefault(high, {})
        for number in range(math.floor(top / high), math.floor(bottom / high) + 1):
            strips.setdefault(number, []).append(item)

    def at(self, top: float, bottom: float) -> list[T]:
        """The boxes that lie between two heights, each once, in no order."""
        found: dict[int, T] = {}
        top, bottom = _on_page(top), _on_page(bottom)
        for high, strips in self._strips.items():
            first, last = math.floor(top / high), math.floor(bottom / high)
            few = last - first < len(strips)
            for number in range(first, last + 1) if few else strips:
                for item in strips.get(number, ()) if first <= number <= last else ():
                    edges = self._edges(item)
                    if edges[0] < bottom and edges[1] > top:
                        found[id(item)] = item
        return [*found.values()]


def _on_page(height: float) -> float:
    """A finite height: lengths of a page may be infinite or not numbers."""
    return min(max(height, -_TALLEST), _TALLEST) if height == height else 0.0
