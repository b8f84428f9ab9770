"""Recognise pictures of one colour, such as a black one laid over a name."""

from __future__ import annotations

from io import BytesIO

from mailrecon.read.redaction.colours import Colour

# A picture with more pixels is not decoded: its colours would take 160 MB.
MOST_PIXELS = 40_000_000
_NEARLY = 24
# This fraction of width and height is ignored at the edges, where a frame may be.
_EDGE = 16


def colour_of_picture(data: bytes, *, with_edge: bool = True) -> Colour | None:
    """The one colour of a picture; None if it has several, or if Pillow is not installed."""
    try:
        from PIL import Image
    except ImportError:
        return None
    try:
        with Image.open(BytesIO(data)) as picture:
            wide, high = picture.size
            if wide * high > MOST_PIXELS:
                return None
            inner = picture.convert("RGBA")
            if not with_edge:
                across, down = wide // _EDGE, high // _EDGE
                inner = inner.crop((across, down, wide - across, high - down))
            ranges = inner.getextrema()
    except Exception:  # Pillow raises errors of every kind for damaged pictures
        return None
    shares: list[float] = []
    for low, high_share in ranges:  # type: ignore[misc]
        if high_share - low > _NEARLY:
            return None
        shares.append((low + high_share) / 2)
    return Colour(shares[0], shares[1], shares[2], shares[3] / 255)
