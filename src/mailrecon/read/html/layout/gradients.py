"""Compute the colour of a linear gradient at a point of its box (CSS Images 3, 3.1).

`linear-gradient(90deg, #000 50%, #fff 50%)` hides black letters on its left half only.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from mailrecon.read.html.css.values import pixels, split
from mailrecon.read.html.layout.paint import as_colour
from mailrecon.read.html.layout.transforms import degrees
from mailrecon.read.html.remembered import remember_short
from mailrecon.read.redaction.colours import Colour

_NAMES = ("linear-gradient(", "-webkit-linear-gradient(")
_SIDES = {"top": 0.0, "right": 90.0, "bottom": 180.0, "left": 270.0}
_CORNERS = {
    frozenset(["top", "right"]): 45.0,
    frozenset(["right", "bottom"]): 135.0,
    frozenset(["bottom", "left"]): 225.0,
    frozenset(["left", "top"]): 315.0,
}
_DOWN = 180.0
_MOST_STOPS = 16
_SOLID = 0.9
_Pair = tuple[float, float]


class Stop(NamedTuple):
    """A colour of a gradient, and its declared place; None if it is between its neighbours."""

    shade: Colour
    place: str | None


class Gradient(NamedTuple):
    """A gradient along a direction, in degrees (0 is up, 90 is right)."""

    angle: float
    stops: tuple[Stop, ...]
    size: float

    def at(self, point: _Pair, box: _Pair) -> Colour:
        """The colour at a point of a box with this width and height."""
        across, up = math.sin(math.radians(self.angle)), math.cos(math.radians(self.angle))
        length = abs(box[0] * across) + abs(box[1] * up)
        along = (point[0] - box[0] / 2) * across - (point[1] - box[1] / 2) * up + length / 2
        places = self._places(length)
        before = 0
        while before + 1 < len(places) and places[before + 1] <= along:
            before += 1
        first, following = self.stops[before].shade, self.stops[min(before + 1, len(places) - 1)]
        if along <= places[0] or before + 1 == len(places):
            return first
        share = (along - places[before]) / max(places[before + 1] - places[before], 1e-6)
        mixed = (a + (b - a) * share for a, b in zip(first, following.shade, strict=True))
        return Colour(*mixed)

    def _places(self, length: float) -> list[float]:
        """The places of its stops, in pixels from its start (3.5.1)."""
        found = [
            pixels(stop.place, self.size, length) if stop.place is not None else None
            for stop in self.stops
        ]
        found[0] = found[0] or 0.0
        found[-1] = length if found[-1] is None else found[-1]
        places: list[float] = []
        for number, place in enumerate(found):
            if place is None:
                later = next(at for at in range(number, len(found)) if found[at] is not None)
                step = ((found[later] or 0.0) - places[-1]) / (later - number + 1)
                place = places[-1] + step
            places.append(max(place, places[-1]) if places else place)
        return places

    def opaque_runs(self, length: float) -> list[_Pair]:
        """The parts of its length that it covers, in pixels from its start."""
        places = self._places(length)
        clear = [stop.shade.opacity < _SOLID for stop in self.stops]
        ends = [*zip(places, places[1:], clear, clear[1:], strict=False)]
        runs = [(start, end) for start, end, one, other in ends if not (one or other)]
        if not clear[0] and places[0] > 0:
            runs.insert(0, (0.0, places[0]))
        if not clear[-1] and places[-1] < length:
            runs.append((places[-1], length))
        return runs


@remember_short(512)
def gradient_of(size: float, image: str) -> Gradient | None:
    """The gradient that is the only picture of a background; None if it is another picture."""
    layers = split(image, ",") if "currentcolor" not in image.lower() else []
    name = next((one for one in _NAMES if layers[:1] and layers[0].lower().startswith(one)), None)
    if name is None or len(layers) != 1:
        return None
    parts = split(layers[0][len(name) :].removesuffix(")"), ",")
    angle = _direction(parts[0]) if parts else None
    stops: list[Stop] = []
    for part in parts[angle is not None :]:
        words = split(part, " ")
        shades = [shade for word in words if (shade := as_colour(word, _BLACK)) is not None]
        if len(shades) != 1:
            return None
        places: Sequence[str | None] = [w for w in words if pixels(w, size, 1.0) is not None]
        stops += [Stop(shades[0], place) for place in places or [None]]
    if not 2 <= len(stops) <= _MOST_STOPS:
        return None
    return Gradient(_DOWN if angle is None else angle, tuple(stops), size)


_BLACK = Colour(0.0, 0.0, 0.0)


def _direction(text: str) -> float | None:
    words = text.lower().split()
    if words[:1] == ["to"]:
        return _SIDES.get(words[1]) if len(words) == 2 else _CORNERS.get(frozenset(words[1:]))
    return degrees(text.lower())
