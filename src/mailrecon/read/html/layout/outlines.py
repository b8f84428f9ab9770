"""Find the corners of shapes with straight lines, and the area inside."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from mailrecon.regex import regex

_STEP = regex(r"([MmLlHhVvZz])|(-?(?:\d+\.?\d*|\.\d+))")
_CURVED = regex(r"[ACQSTacqst]")
_CURVE_WORDS = regex(r"\b(?:curve|smooth|arc)\b")
# `line by 10px -2em` of `shape()` (CSS Shapes 2): command, relative or not, target.
_PIECE = regex(r"(from|move|line|hline|vline)\s+(?:(to|by)\s+)?(.+)", re.DOTALL)

_Point = tuple[float, float]


def is_curved(path: str) -> bool:
    """Whether a path of SVG has curves."""
    return _CURVED.search(path) is not None


def corners_of(path: str) -> list[_Point]:
    """The corners of a path of straight lines: `M0 0H9V9h-9z`."""
    corners: list[_Point] = []
    command, x, y = "M", 0.0, 0.0
    numbers: list[float] = []
    for step in _STEP.finditer(path):
        if step[1]:
            command, numbers = step[1], []
            continue
        numbers.append(float(step[2]))
        relative = command.islower()
        if command in "Hh":
            x, numbers = (x if relative else 0.0) + numbers[0], []
        elif command in "Vv":
            y, numbers = (y if relative else 0.0) + numbers[0], []
        elif len(numbers) == 2:
            x = (x if relative else 0.0) + numbers[0]
            y = (y if relative else 0.0) + numbers[1]
            numbers = []
        else:
            continue
        corners.append((x, y))
    return corners


def corners_of_shape(
    parts: Sequence[str], length: Callable[[str], float | None]
) -> list[_Point] | None:
    """The corners of `shape(from 0 0, line to 9px 0, …)`; None where it has curves."""
    corners: list[_Point] = []
    x = y = 0.0
    for part in parts:
        if _CURVE_WORDS.search(part):
            return None
        found = _PIECE.search(part)
        if found is None:
            continue
        values = [length(word) for word in found[3].split()]
        if None in values or not values:
            return None
        known = [value for value in values if value is not None]
        relative = found[2] == "by"
        if found[1] == "hline":
            x = (x if relative else 0.0) + known[0]
        elif found[1] == "vline":
            y = (y if relative else 0.0) + known[0]
        else:
            x = (x if relative else 0.0) + known[0]
            y = (y if relative else 0.0) + known[-1]
        corners.append((x, y))
    return corners


def area(points: Sequence[_Point]) -> float:
    """The area inside a polygon (the shoelace formula)."""
    around = zip(points, [*points[1:], *points[:1]], strict=True)
    return abs(sum(x * v - u * y for (x, y), (u, v) in around)) / 2
