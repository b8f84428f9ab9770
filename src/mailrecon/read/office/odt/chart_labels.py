"""ODT: read the words of a chart, and how those that cannot be seen are hidden (ODF 1.3, 11).

A chart is a document of its own: titles, axes, a legend, and a table of its names and values.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from mailrecon.model import Hiding
from mailrecon.read.office.looks import distinct_labels, hiding
from mailrecon.read.office.odt.looks import DRAW, TEXT, OdtStyles, colour_of
from mailrecon.read.office.package import text_of
from mailrecon.read.redaction.colours import WHITE, Colour

_CHART = "{urn:oasis:names:tc:opendocument:xmlns:chart:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TITLES = tuple(f"{_CHART}{kind}" for kind in ("title", "subtitle", "footer"))
_CELL = f"{_TABLE}table-cell"
# Charts without axes show their categories in the legend.
_ROUND = frozenset({"chart:circle", "chart:ring"})


def chart_labels(root: etree._Element) -> list[tuple[str, Hiding | None]]:
    """The distinct words of a chart, and how they are hidden."""
    return distinct_labels(_OdtChart(root).labels())


class _OdtChart:
    """A chart while its words are read."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._styles = OdtStyles([root])
        chart = next(root.iter(f"{_CHART}chart"), None)
        self._is_round = chart is not None and chart.get(f"{_CHART}class") in _ROUND
        self._ground = self._fill(chart) if chart is not None else WHITE
        self._legend = next(root.iter(f"{_CHART}legend"), None)
        axes = root.iter(f"{_CHART}axis")
        self._axis = next((item for item in axes if item.get(f"{_CHART}dimension") == "x"), None)

    def labels(self) -> Iterator[tuple[str, Hiding | None]]:
        for paragraph in self._root.iter(f"{TEXT}p"):
            holder = next(paragraph.iterancestors(_CELL, *_TITLES), None)
            if holder is None or holder.tag in _TITLES:
                yield text_of(paragraph), self._hiding(holder)
            elif next(holder.iterancestors(f"{_TABLE}table-header-rows"), None) is not None:
                # The names of series.
                shown = None if self._is_round else self._legend
                yield text_of(paragraph), self._hiding_of_name(shown)
            else:
                shown = self._legend if self._is_round else self._axis
                yield text_of(paragraph), self._hiding_of_name(shown)

    def _hiding_of_name(self, shown: etree._Element | None) -> Hiding | None:
        """How a name is hidden that the legend or the axis shows; None as well if it is seen."""
        if shown is None:
            return Hiding.NOT_DISPLAYED
        said = (self._said(shown, f"{_CHART}{key}") for key in ("display-label", "visible"))
        return Hiding.NOT_DISPLAYED if "false" in said else self._hiding(shown)

    def _hiding(self, holder: etree._Element | None) -> Hiding | None:
        if holder is None:
            return None
        look = self._styles.look("chart", holder.get(f"{_CHART}style-name", ""))
        return hiding(look, self._fill(holder))

    def _fill(self, element: etree._Element) -> Colour:
        """The ground of an element: its own fill, or that of the chart."""
        name = element.get(f"{_CHART}style-name", "")
        said = self._styles.value("chart", name, "graphic-properties", f"{DRAW}fill")
        colour = self._styles.value("chart", name, "graphic-properties", f"{DRAW}fill-color")
        around = WHITE if element.tag == f"{_CHART}chart" else self._ground
        return (colour_of(colour) if said == "solid" else None) or around

    def _said(self, element: etree._Element, attribute: str) -> str | None:
        name = element.get(f"{_CHART}style-name", "")
        return self._styles.value("chart", name, "chart-properties", attribute)
