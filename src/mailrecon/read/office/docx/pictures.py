"""DOCX: find pictures of one colour, which cover text like a filled shape."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from mailrecon.read.office.package import Package, Relationship
from mailrecon.read.redaction.colours import Colour
from mailrecon.read.redaction.one_colour import colour_of_picture

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# In bytes. A larger file is not a bar: a picture of one colour is small.
_LARGEST = 500_000


class DocxPictures:
    """The pictures of a package, found by the links of the current part."""

    def __init__(self, package: Package) -> None:
        self.links: Mapping[str, Relationship] = {}
        self._package = package
        self._known: dict[str, Colour | None] = {}

    def colour(self, drawing: etree._Element) -> Colour | None:
        """The colour of a one-colour picture in a drawing or a fill; None if it has several."""
        blip = next(drawing.iter(f"{_A}blip", f"{_V}imagedata"), None)
        if blip is None:
            return None
        link = self.links.get(blip.get(f"{_R}embed", blip.get(f"{_R}id", "")))
        if link is None or link.is_external:
            return None
        if link.target not in self._known:
            data = self._package.data(link.target) or b""
            is_small = 0 < len(data) <= _LARGEST
            found = colour_of_picture(data, with_edge=False) if is_small else None
            self._known[link.target] = found
        return self._known[link.target]
