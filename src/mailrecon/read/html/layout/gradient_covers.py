"""Find the opaque parts of a gradient that is laid over words.

`position: absolute; inset: 0; background: linear-gradient(90deg, #000 200px, transparent 0)`
"""

from __future__ import annotations

from collections.abc import Mapping

from mailrecon.read.html.css.values import VIEWPORT_WIDTH, pixels
from mailrecon.read.html.layout.gradients import gradient_of

# The least width of a block that takes the available space, in pixels.
_NARROW_PAGE = 700.0
_ENDLESS = 1e9
# A shorter part covers no word.
_LEAST = 8.0
_Part = tuple[float, float, float, float]


def opaque_parts(
    found: Mapping[str, str], size: float, width: float | None, height: float | None
) -> list[_Part]:
    """The parts of a box that its gradient covers: left, top, right and bottom.

    `width` and `height` are those of the box; None if unknown.
    """
    image = found.get("background-image", "")
    gradient = gradient_of(size, image) if "gradient(" in image else None
    if gradient is None or gradient.angle % 90 or "background-size" in found:
        return []
    down = gradient.angle % 180 == 0
    known = height if down else width
    # Without a height, only lengths from its start count.
    unknown = (_ENDLESS,) if down else (_NARROW_PAGE, VIEWPORT_WIDTH)
    lengths: tuple[float, ...] = (known,) if known is not None else unknown
    parts: list[_Part] = []
    for number, length in enumerate(lengths):
        runs = gradient.opaque_runs(length)
        if gradient.angle % 360 in (0, 270):
            runs = [(length - end, length - start) for start, end in runs]
        made = [
            (0.0, start, _ENDLESS, end) if down else (start, 0.0, end, _ENDLESS)
            for start, end in runs
            if end - start >= _LEAST
        ]
        # What is covered in a narrow window and in a wide one.
        parts = made if not number else [both for a in parts for b in made if (both := _both(a, b))]
    return parts


def _both(one: _Part, other: _Part) -> _Part | None:
    left, right = max(one[0], other[0]), min(one[2], other[2])
    return (left, one[1], right, one[3]) if right - left >= _LEAST else None


def length_of(
    found: Mapping[str, str], name: str, size: float, around: float | None
) -> float | None:
    """The width or height of a placed box; that of the element around it if it fills it."""
    text = found.get(name, "auto").strip()
    if text in ("auto", "100%", ""):
        return around
    return pixels(text, size, around)
