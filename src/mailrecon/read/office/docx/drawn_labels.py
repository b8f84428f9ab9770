"""DOCX: read the words of charts and diagrams, and how those that cannot be seen are hidden.

DrawingML, ISO/IEC 29500-1: 21.2 (charts), 21.4 (diagrams), 21.1.2 (letters).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from lxml import etree

from mailrecon.model import Hiding
from mailrecon.read.office.looks import CLEAR, LEAST_SIZE, distinct_labels
from mailrecon.read.office.package import text_of
from mailrecon.read.redaction.colours import BLACK, WHITE, Colour, is_legible

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DSP = "{http://schemas.microsoft.com/office/drawing/2008/diagram}"
_NO = frozenset({"0", "false"})
_AXES = tuple(f"{C}{kind}Ax" for kind in ("cat", "date", "ser"))
# Charts without axes show their categories in the legend.
_ROUND = tuple(f"{C}{kind}Chart" for kind in ("pie", "pie3D", "doughnut", "ofPie"))
# Letters are measured in hundredths of a point.
_SIZE = 100

# The colour in a fill of DrawingML.
Drawn = Callable[[etree._Element], Colour | None]
DrawnLabel = tuple[str, Hiding | None]


def labels_of_chart(root: etree._Element, drawn: Drawn) -> list[DrawnLabel]:
    """The distinct words of a chart, and how they are hidden."""
    return distinct_labels(_DocxChart(root, drawn).labels())


def labels_of_diagram(
    data: etree._Element, drawing: etree._Element | None, drawn: Drawn
) -> list[DrawnLabel]:
    """The distinct words of a diagram, and how they are hidden.

    Only the drawing of a diagram gives its colours. Without one, programs choose them.
    """
    words = [text_of(item).strip() for item in data.iter(f"{A}p")]
    found = list(_in_drawing(drawing, drawn)) if drawing is not None else []
    if not any(text.strip() for text, _ in found):
        return distinct_labels((text, None) for text in words)
    shown = "\n".join(text for text, _ in found)
    # Words of the data that the drawing does not have.
    return distinct_labels(
        [*found, *((text, Hiding.NOT_DISPLAYED) for text in words if text not in shown)]
    )


class _LabelLook(NamedTuple):
    """Letters and their ground; a ground of None is unknown."""

    letters: Colour | None = None
    ground: Colour | None = WHITE
    size: float | None = None

    def hiding(self) -> Hiding | None:
        if self.size is not None and self.size <= LEAST_SIZE:
            return Hiding.TOO_SMALL
        letters = self.letters or BLACK
        if letters.opacity < 0.5:
            return Hiding.TRANSPARENT
        hides = self.ground is not None and not is_legible(letters, self.ground)
        return Hiding.SAME_COLOUR if hides else None


def _fill(properties: etree._Element | None, drawn: Drawn) -> Colour | None:
    """The fill that properties give: CLEAR for none, None if it is unknown or not given."""
    if properties is None:
        return None
    if properties.find(f"{A}noFill") is not None:
        return CLEAR
    solid = properties.find(f"{A}solidFill")
    return drawn(solid) if solid is not None else None


def _is_patterned(properties: etree._Element | None) -> bool:
    kinds = ("gradFill", "blipFill", "pattFill")
    return properties is not None and any(
        properties.find(f"{A}{kind}") is not None for kind in kinds
    )


def _over(look: _LabelLook, properties: etree._Element | None, drawn: Drawn) -> _LabelLook:
    """The look that letter properties (`<a:rPr sz="1400">`) give over another."""
    if properties is None:
        return look
    fill, size = _fill(properties, drawn), properties.get("sz", "")
    return look._replace(
        letters=look.letters if fill is None else fill,
        size=int(size) / _SIZE if size.isdecimal() and len(size) < 9 else look.size,
    )


def _on(look: _LabelLook, properties: etree._Element | None, drawn: Drawn) -> _LabelLook:
    """The look on the fill of a shape (`<c:spPr>`)."""
    if _is_patterned(properties):
        return look._replace(ground=None)
    fill = _fill(properties, drawn)
    return look if fill in (None, CLEAR) else look._replace(ground=fill)


def _paragraphs(body: etree._Element, look: _LabelLook, drawn: Drawn) -> Iterator[DrawnLabel]:
    """The words of a text body: what is visible of each paragraph, then what is hidden."""
    look = _over(look, body.find(f"{A}lstStyle/{A}lvl1pPr/{A}defRPr"), drawn)
    for paragraph in body.iter(f"{A}p"):
        own = _over(look, paragraph.find(f"{A}pPr/{A}defRPr"), drawn)
        shown = ""
        for run in paragraph:
            text = run.findtext(f"{A}t") or ""
            how = _over(own, run.find(f"{A}rPr"), drawn).hiding() if text.strip() else None
            if how is not None:
                yield text, how
            else:
                shown += " " if run.tag == f"{A}br" else text
        yield shown, None


def _in_drawing(drawing: etree._Element, drawn: Drawn) -> Iterator[DrawnLabel]:
    """The words of a diagram's shapes."""
    for shape in drawing.iter(f"{_DSP}sp"):
        body = shape.find(f"{_DSP}txBody")
        if body is None:
            continue
        style = shape.find(f"{_DSP}style")
        letters = style.find(f"{A}fontRef") if style is not None else None
        look = _LabelLook(drawn(letters) if letters is not None else None)
        usual = style.find(f"{A}fillRef") if style is not None else None
        if usual is not None and usual.get("idx", "0") != "0":
            look = look._replace(ground=drawn(usual))
        yield from _paragraphs(body, _on(look, shape.find(f"{_DSP}spPr"), drawn), drawn)


class _DocxChart:
    """A chart while its words are read."""

    def __init__(self, root: etree._Element, drawn: Drawn) -> None:
        self._root = root
        self._drawn = drawn
        look = _on(_LabelLook(), root.find(f"{C}spPr"), drawn)
        self._look = _over(look, root.find(f"{C}txPr/{A}p/{A}pPr/{A}defRPr"), drawn)
        self._legend = next(root.iter(f"{C}legend"), None)
        self._axis = next((item for item in root.iter(*_AXES) if not _is_deleted(item)), None)

    def labels(self) -> Iterator[DrawnLabel]:
        for item in self._root.iter(f"{C}rich", f"{C}v"):
            above = list(item.iterancestors())
            # Series that a filter takes away are in an extension.
            if any(item.tag == f"{C}extLst" or _is_deleted(item) for item in above):
                yield text_of(item), Hiding.NOT_DISPLAYED
            elif item.tag == f"{C}v":
                yield item.text or "", self._hiding_of_name(above)
            else:
                holder = above[1] if len(above) > 1 else self._root
                look = _on(self._look, holder.find(f"{C}spPr"), self._drawn)
                look = self._own(holder, look)
                yield from _paragraphs(item, look, self._drawn)

    def _own(self, holder: etree._Element, look: _LabelLook) -> _LabelLook:
        return _over(look, holder.find(f"{C}txPr/{A}p/{A}pPr/{A}defRPr"), self._drawn)

    def _hiding_of_name(self, above: list[etree._Element]) -> Hiding | None:
        """How the name of a series or a category is hidden."""
        tags = {item.tag for item in above}
        series = next((item for item in above if item.tag == f"{C}ser"), None)
        if series is None:
            return None
        is_round = not tags.isdisjoint(_ROUND)
        is_category = f"{C}cat" in tags
        holders = [self._legend]
        if is_category:
            holders = [self._legend if is_round else self._axis]
        elif is_round or self._is_off_legend(series):
            holders = []
        wanted = f"{C}showCatName" if is_category else f"{C}showSerName"
        owner = next((item for item in above if str(item.tag).endswith("Chart")), series)
        holders += [
            item
            for item in owner.iter(f"{C}dLbls")
            if (said := item.find(wanted)) is not None and said.get("val", "1") not in _NO
        ]
        hows = [self._own(item, self._look).hiding() for item in holders if item is not None]
        if not hows:
            return Hiding.NOT_DISPLAYED
        return None if None in hows else hows[0]

    def _is_off_legend(self, series: etree._Element) -> bool:
        """Whether the legend leaves out a series: `<c:legendEntry><c:idx val="1"/><c:delete/>`."""
        number = series.find(f"{C}idx")
        entries = self._legend.iterfind(f"{C}legendEntry") if self._legend is not None else ()
        for entry in entries:
            own = entry.find(f"{C}idx")
            if own is not None and number is not None and own.get("val") == number.get("val"):
                return _is_deleted(entry)
        return False


def _is_deleted(element: etree._Element) -> bool:
    mark = element.find(f"{C}delete")
    return mark is not None and mark.get("val", "1") not in _NO
