"""Convert colours of the spaces of CSS Color 4 to sRGB."""

from __future__ import annotations

from tinycss2.color4 import D50, D65
from tinycss2.color5 import Color

from mailrecon.read.redaction.colours import Colour

_Triple = tuple[float, float, float]
# From linear light to CIE XYZ, and back for sRGB (CSS Color 4, 20).
_TO_XYZ: dict[str, tuple[_Triple, _Triple, _Triple]] = {
    "display-p3": (
        (0.48657095, 0.26566769, 0.19821729),
        (0.22897456, 0.69173852, 0.07928691),
        (0.0, 0.04511338, 1.04394437),
    ),
    "a98-rgb": (
        (0.57666904, 0.18555824, 0.18822865),
        (0.29734498, 0.62736357, 0.07529146),
        (0.02703136, 0.07068885, 0.99133754),
    ),
    "rec2020": (
        (0.63695805, 0.1446169, 0.1688810),
        (0.26270021, 0.67799807, 0.05930172),
        (0.0, 0.02807269, 1.06098506),
    ),
    "prophoto-rgb": (
        (0.79776664, 0.13518130, 0.03134773),
        (0.28807483, 0.71183523, 0.00008994),
        (0.0, 0.0, 0.82510460),
    ),
}
_FROM_XYZ: tuple[_Triple, _Triple, _Triple] = (
    (3.2409699, -1.5373832, -0.4986108),
    (-0.9692436, 1.8759675, 0.0415551),
    (0.0556301, -0.2039770, 1.0569715),
)


def to_srgb(found: Color) -> Colour:
    """A colour of any space as sRGB, clipped. Raises NotImplementedError for an unknown space."""
    space = found.space
    if space in ("srgb", "hsl", "hwb"):
        return _shown(list(found.to("srgb").coordinates), found.alpha)
    values = tuple(float(share or 0.0) for share in found.coordinates)
    if space == "device-cmyk":
        black = 1 - values[3]
        return _shown([(1 - share) * black for share in values[:3]], found.alpha)
    if space == "srgb-linear":
        return _shown([_encoded(share) for share in values], found.alpha)
    if space in _TO_XYZ:
        power = {"prophoto-rgb": 1.8, "a98-rgb": 2.2}.get(space)
        linear = [abs(share) ** power if power is not None else _linear(share) for share in values]
        xyz = _times(_TO_XYZ[space], linear)
        return _of_xyz(xyz, found.alpha, warm=space == "prophoto-rgb")
    if space in ("lab", "lch", "xyz-d50"):
        return _of_xyz(list(found.to("xyz-d50").coordinates), found.alpha, warm=True)
    return _of_xyz(list(found.to("xyz-d65").coordinates), found.alpha, warm=False)


def lab_of(shade: Colour) -> _Triple:
    """Lightness (0 to 100), a and b of CIE Lab, white at (100, 0, 0)."""
    x, y, z = (
        _cube_root(value / white)
        for value, white in zip(_times(_TO_XYZ_OF_SRGB, _light_of(shade)), D65, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def oklab_of(shade: Colour) -> _Triple:
    """Lightness (0 to 1), a and b of Oklab (https://bottosson.github.io/posts/oklab/)."""
    cones = [value ** (1 / 3) for value in _times(_TO_CONES, _light_of(shade))]
    light, a, b = _times(_OF_CONES, cones)
    return light, a, b


def _light_of(shade: Colour) -> list[float]:
    return [_linear(share / 255) for share in shade[:3]]


def _cube_root(value: float) -> float:
    return float(value ** (1 / 3)) if value > 0.008856 else (903.3 * value + 16) / 116


_TO_XYZ_OF_SRGB: tuple[_Triple, _Triple, _Triple] = (
    (0.41239080, 0.35758434, 0.18048079),
    (0.21263901, 0.71516868, 0.07219232),
    (0.01933082, 0.11919478, 0.95053215),
)
_TO_CONES: tuple[_Triple, _Triple, _Triple] = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_OF_CONES: tuple[_Triple, _Triple, _Triple] = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


def _of_xyz(xyz: list[float], alpha: float, *, warm: bool) -> Colour:
    """Convert CIE XYZ; with `warm`, from the white point D50, which is scaled to D65."""
    if warm:
        xyz = [value * to / of for value, to, of in zip(xyz, D65, D50, strict=True)]
    return _shown([_encoded(share) for share in _times(_FROM_XYZ, xyz)], alpha)


def _times(matrix: tuple[_Triple, _Triple, _Triple], values: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, values, strict=True)) for row in matrix]


def _linear(share: float) -> float:
    size = abs(share)
    return size / 12.92 if size <= 0.04045 else float(((size + 0.055) / 1.055) ** 2.4)


def _encoded(share: float) -> float:
    return share * 12.92 if share <= 0.0031308 else float(1.055 * share ** (1 / 2.4) - 0.055)


def _shown(shares: list[float], alpha: float) -> Colour:
    red, green, blue = (min(max(float(share), 0.0), 1.0) * 255 for share in shares)
    return Colour(red, green, blue, float(alpha))
