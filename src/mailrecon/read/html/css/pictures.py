"""Find the colour of one-colour pictures in `data:` addresses."""

from __future__ import annotations

import base64
import binascii
import re
from io import BytesIO
from urllib.parse import unquote_to_bytes

import tinycss2

from mailrecon.read.html.css.values import colour
from mailrecon.read.html.remembered import remember_by_digest
from mailrecon.read.redaction.colours import Colour
from mailrecon.read.redaction.one_colour import MOST_PIXELS, colour_of_picture
from mailrecon.regex import regex

_DATA = regex(r"""(?:url\(\s*["']?)?\s*data:([^,;]*)((?:;[^,;]*)*),(.*?)["']?\s*\)?\s*""", re.S)
_IN_VALUE = regex(r"""data:([^,;"')]{0,99})((?:;[^,;"')]{0,99}){0,9}),([^"')\s]*)""", re.I)
_FILL = regex(rb"(?:fill|stop-color)\s*[=:]\s*[\"']?\s*([^\"';/>]{1,40})", re.I)
# A longer address is not parsed as CSS, which is slow: it has no escapes and comments.
_LONG = 100_000


@remember_by_digest(256)
def is_too_large(value: str) -> bool:
    """Whether a value has a `data:` address of a picture with too many pixels to decode."""
    return any(map(_has_too_many_pixels, _IN_VALUE.finditer(value)))


def _has_too_many_pixels(found: re.Match[str]) -> bool:
    if "svg" in found[1].lower():
        return False
    try:
        from PIL import Image

        with Image.open(BytesIO(_data(found))) as picture:
            return picture.width * picture.height > MOST_PIXELS
    except ImportError:
        return False
    except Exception as error:  # Pillow raises different errors for damaged pictures
        return type(error).__name__ == "DecompressionBombError"


def _data(found: re.Match[str]) -> bytes:
    data = unquote_to_bytes(found[3])
    return base64.b64decode(data, validate=False) if "base64" in found[2].lower() else data


@remember_by_digest(256)
def painted_by(address: str) -> tuple[Colour, ...] | None:
    """The colours of a picture by its address; None if unknown or too many."""
    found = _DATA.fullmatch(address if len(address) > _LONG else _value(address))
    if found is None:
        return None
    try:
        data = _data(found)
    except (binascii.Error, ValueError):
        return None
    if "svg" in found[1].lower():
        fills = [colour(fill.decode("latin-1")) for fill in _FILL.findall(data)]
        shades = tuple(shade for shade in fills if isinstance(shade, Colour))
        return shades[:1] if len(set(shades)) == 1 else None
    return _of_pixels(data)


def _value(address: str) -> str:
    """The address in `url("…")`."""
    token = tinycss2.parse_one_component_value(address, skip_comments=True)
    if token.type == "function" and token.arguments:
        token = token.arguments[0]
    return str(getattr(token, "value", ""))


def _of_pixels(data: bytes) -> tuple[Colour, ...] | None:
    """The colour of a one-colour picture, if Pillow is installed to decode it."""
    found = colour_of_picture(data)
    return None if found is None else (found,)
