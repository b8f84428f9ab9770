"""Mix colours as `mix-blend-mode` and `background-blend-mode` require (Compositing 1, 9)."""

from __future__ import annotations

from collections.abc import Callable

from mailrecon.read.redaction.colours import Colour

_Shares = tuple[float, float, float]


def blended(mode: str, source: Colour, ground: Colour) -> Colour:
    """The colour of `source` on an opaque `ground`; an unknown mode blends normally."""
    over = [share / 255 for share in source[:3]]
    under = [share / 255 for share in ground[:3]]
    if mode in _SEPARABLE:
        mix = _SEPARABLE[mode]
        red, green, blue = (mix(s, b) for s, b in zip(over, under, strict=True))
    elif mode in _WHOLE:
        one, other = (over[0], over[1], over[2]), (under[0], under[1], under[2])
        red, green, blue = _WHOLE[mode](one, other)
    else:
        return source.over(ground)
    return Colour(red * 255, green * 255, blue * 255, source.opacity).over(ground)


def is_mode(text: str) -> bool:
    """Whether a value is a blend mode other than `normal`."""
    return text in _SEPARABLE or text in _WHOLE


def _dodge(over: float, under: float) -> float:
    if under == 0:
        return 0.0
    return 1.0 if over >= 1 else min(1.0, under / (1 - over))


def _burn(over: float, under: float) -> float:
    if under >= 1:
        return 1.0
    return 0.0 if over <= 0 else 1 - min(1.0, (1 - under) / over)


def _hard(over: float, under: float) -> float:
    return 2 * over * under if over <= 0.5 else 1 - (1 - under) * (2 - 2 * over)


def _soft(over: float, under: float) -> float:
    if over <= 0.5:
        return under - (1 - 2 * over) * under * (1 - under)
    root = ((16 * under - 12) * under + 4) * under if under <= 0.25 else under**0.5
    return under + (2 * over - 1) * (root - under)


def _light(colour: _Shares) -> float:
    return 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]


def _lit(colour: _Shares, light: float) -> _Shares:
    """A colour with another lightness, clipped (9.2, SetLum and ClipColor)."""
    change = light - _light(colour)
    shares = [share + change for share in colour]
    low, high = min(shares), max(shares)
    if low < 0:
        shares = [light + (share - light) * light / (light - low) for share in shares]
    if high > 1:
        shares = [light + (share - light) * (1 - light) / (high - light) for share in shares]
    return shares[0], shares[1], shares[2]


def _saturated(colour: _Shares, of: _Shares) -> _Shares:
    """A colour as saturated as another."""
    low, spread, wanted = min(colour), max(colour) - min(colour), max(of) - min(of)
    if spread == 0:
        return 0.0, 0.0, 0.0
    red, green, blue = ((share - low) * wanted / spread for share in colour)
    return red, green, blue


_SEPARABLE: dict[str, Callable[[float, float], float]] = {
    "multiply": lambda over, under: over * under,
    "screen": lambda over, under: over + under - over * under,
    "overlay": lambda over, under: _hard(under, over),
    "darken": min,
    "lighten": max,
    "color-dodge": _dodge,
    "color-burn": _burn,
    "hard-light": _hard,
    "soft-light": _soft,
    "difference": lambda over, under: abs(over - under),
    "exclusion": lambda over, under: over + under - 2 * over * under,
    "plus-lighter": lambda over, under: min(over + under, 1.0),
}
_WHOLE: dict[str, Callable[[_Shares, _Shares], _Shares]] = {
    "hue": lambda over, under: _lit(_saturated(over, under), _light(under)),
    "saturation": lambda over, under: _lit(_saturated(under, over), _light(under)),
    "color": lambda over, under: _lit(over, _light(under)),
    "luminosity": lambda over, under: _lit(under, _light(over)),
}
