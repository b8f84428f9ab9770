"""Read colours of DrawingML: hexadecimal, by name, in shares, of a theme (ECMA-376-1, 20.1.2.3)."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping

from lxml import etree

from mailrecon.read.redaction.colours import BLACK, WHITE, Colour, from_hexadecimal, mixed
from mailrecon.regex import regex

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
# A number of thousandths of a per cent (`50000`) or, in newer files, of per cent (`50%`).
_SHARE = regex(r"(-?\d{1,9}(?:\.\d{1,9})?)(%?)")
_PRESETS = {
    "black": BLACK,
    "white": WHITE,
    "darkGray": Colour(169, 169, 169),
    "dkGray": Colour(169, 169, 169),
    "darkGrey": Colour(169, 169, 169),
    "dimGray": Colour(105, 105, 105),
    "gray": Colour(128, 128, 128),
    "grey": Colour(128, 128, 128),
    "silver": Colour(192, 192, 192),
    "lightGray": Colour(211, 211, 211),
    "ltGray": Colour(211, 211, 211),
    "whiteSmoke": Colour(245, 245, 245),
    "snow": Colour(255, 250, 250),
    "ivory": Colour(255, 255, 240),
    "red": Colour(255, 0, 0),
    "darkRed": Colour(139, 0, 0),
    "dkRed": Colour(139, 0, 0),
    "maroon": Colour(128, 0, 0),
    "yellow": Colour(255, 255, 0),
    "green": Colour(0, 128, 0),
    "darkGreen": Colour(0, 100, 0),
    "dkGreen": Colour(0, 100, 0),
    "blue": Colour(0, 0, 255),
    "navy": Colour(0, 0, 128),
    "darkBlue": Colour(0, 0, 139),
    "dkBlue": Colour(0, 0, 139),
    "midnightBlue": Colour(25, 25, 112),
    "darkSlateGray": Colour(47, 79, 79),
    "dkSlateGray": Colour(47, 79, 79),
}


def drawn_colour(item: etree._Element, names: str, theme: Mapping[str, Colour]) -> Colour | None:
    """The colour that a DrawingML element and its children define; None if unknown.

    `names` is the namespace of its attributes, if they have one, as in Word's own fills.
    """
    value = item.get("val", item.get(f"{names}val", ""))
    kind = etree.QName(item).localname
    # <a:schemeClr val="bg1"/>
    if kind == "schemeClr":
        found = theme.get(value)
    # <a:sysClr val="windowText" lastClr="000000"/>
    elif kind == "sysClr":
        found = from_hexadecimal(item.get("lastClr", "")) or system_colour(value)
    elif kind == "scrgbClr":
        found = _in_shares(item)
    elif kind == "hslClr":
        found = _by_hue(item)
    else:
        found = _PRESETS.get(value) if kind == "prstClr" else from_hexadecimal(value)
    return None if found is None else _modified(found, item, names)


def system_colour(name: str) -> Colour | None:
    """The default of a system colour."""
    return {"window": WHITE, "windowText": BLACK}.get(name)


def _in_shares(item: etree._Element) -> Colour:
    """`<a:scrgbClr r="0" g="50000" b="100%"/>`: shares of linear light (20.1.2.3.30)."""
    shares = (min(max(_share(item.get(name, "0")), 0.0), 1.0) for name in "rgb")
    return Colour(*(_encoded(share) * 255 for share in shares))


def _encoded(light: float) -> float:
    """Convert linear light to sRGB (IEC 61966-2-1)."""
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def _by_hue(item: etree._Element) -> Colour:
    """`<a:hslClr hue="14400000" sat="100%" lum="50%"/>`: the hue in 60,000ths of a degree."""
    number = _SHARE.fullmatch(item.get("hue", "0").strip())
    hue = float(number[1]) / 21_600_000 if number is not None else 0.0
    full, light = (min(max(_share(item.get(name, "0")), 0.0), 1.0) for name in ("sat", "lum"))
    red, green, blue = colorsys.hls_to_rgb(hue % 1.0, light, full)
    return Colour(red * 255, green * 255, blue * 255)


def _share(text: str) -> float:
    """Parse a share of 1 (`50000`, `50%`); 0 if it is invalid."""
    found = _SHARE.fullmatch(text.strip())
    if found is None:
        return 0.0
    return float(found[1]) / (100 if found[2] else 100_000)


def _modified(colour: Colour, element: etree._Element, names: str) -> Colour:
    """Apply the changes in a colour's children: luminance, tint, shade, opacity (20.1.2.3)."""
    for item in element:
        share = _share(item.get("val", item.get(f"{names}val", "100000")))
        kind = etree.QName(item).localname
        if kind == "alpha":
            # Word 2010's own fills give the transparency, DrawingML the opacity.
            colour = colour._replace(opacity=1 - share if names == W14 else share)
        elif kind in ("lumMod", "lumOff"):
            # <a:lumMod val="50000"/>: half as light
            hue, light, full = colorsys.rgb_to_hls(*(part / 255 for part in colour[:3]))
            light = light * share if kind == "lumMod" else light + share
            red, green, blue = colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), full)
            colour = Colour(red * 255, green * 255, blue * 255, colour.opacity)
        elif kind in ("shade", "tint"):
            colour = mixed(colour._replace(opacity=1.0), BLACK if kind == "shade" else WHITE, share)
    return colour
