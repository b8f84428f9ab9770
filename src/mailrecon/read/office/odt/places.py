"""ODT: find the places of paragraphs and frames in their styles (ODF 1.3, 17.6, 17.20)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from lxml import etree

from mailrecon.read.office.looks import WIDEST_MARGIN
from mailrecon.read.office.odt.covers import cover_of
from mailrecon.read.office.odt.looks import (
    DRAW,
    FO,
    STYLE,
    SVG,
    TEXT,
    OdtStyles,
    length,
    whole_number,
)

Box: TypeAlias = tuple[float, float, float, float]

_LABEL = f"{STYLE}list-level-label-alignment"
# Number of its paragraph's shapes with which a frame is compared; with more, it counts as covered.
_MOST_COMPARED = 1_000
_LETTER = 5.0


def paragraph_value(styles: OdtStyles, name: str) -> Callable[[str], float]:
    """A function that gives the lengths of a paragraph style by attribute; 0 if missing."""

    def said(attribute: str) -> float:
        return (
            length(styles.value("paragraph", name, "paragraph-properties", f"{FO}{attribute}"))
            or 0.0
        )

    return said


def indent_of(styles: OdtStyles, name: str) -> float:
    """The distance of a paragraph's lines from the left margin: its margin and padding."""
    said = paragraph_value(styles, name)
    margin = said("margin-left") or said("margin")
    return margin + (said("padding-left") or said("padding"))


def tab_stops(styles: OdtStyles, name: str) -> tuple[float, ...]:
    """The tab stops of a paragraph, measured from its margin, in points."""
    for properties in styles.properties("paragraph", name, "paragraph-properties"):
        stops = properties.find(f"{STYLE}tab-stops")
        if stops is not None:
            found = (length(stop.get(f"{STYLE}position")) or 0.0 for stop in stops)
            return tuple(sorted(found))
    return ()


def indent_of_list(styles: OdtStyles, list_: etree._Element) -> float:
    """The distance of a list level's paragraphs from the left margin."""
    around = [list_, *list_.iterancestors(f"{TEXT}list")]
    names = (item.get(f"{TEXT}style-name") for item in around)
    style = styles.lists.get(next((name for name in names if name), ""))
    for level in style if style is not None else ():
        if level.get(f"{TEXT}level") == str(len(around)):
            properties = level.find(f"{STYLE}list-level-properties")
            label = properties.find(_LABEL) if properties is not None else None
            if label is not None:
                return length(label.get(f"{FO}margin-left")) or 0.0
            if properties is not None:
                return length(properties.get(f"{TEXT}space-before")) or 0.0
    return 0.0


def cut_off_at(styles: OdtStyles, frame: etree._Element) -> float | None:
    """The height at which a frame cuts off its text; None if the frame grows."""
    box = frame.find(f"{DRAW}text-box")
    if box is None or box.get(f"{FO}min-height") is not None or box.get(f"{DRAW}chain-next-name"):
        return None
    name = frame.get(f"{DRAW}style-name", "")
    grows = styles.value("graphic", name, "graphic-properties", f"{DRAW}auto-grow-height")
    return None if grows == "true" else length(frame.get(f"{SVG}height"))


def is_beside_page(styles: OdtStyles, frame: etree._Element) -> bool:
    """Whether a frame lies completely left of its page, or above it."""
    box = _box(frame)
    if box is None:
        return False
    name = frame.get(f"{DRAW}style-name", "")

    def edge(way: str) -> float:
        said = styles.value("graphic", name, "graphic-properties", f"{STYLE}{way}-rel") or ""
        return 0.0 if said.startswith("page") and "content" not in said else -WIDEST_MARGIN

    left, top, width, height = box
    return (left < 0 and left + width <= edge("horizontal")) or (
        frame.get(f"{TEXT}anchor-type") == "page" and top < 0 and top + height <= 0
    )


def is_under_shape(styles: OdtStyles, frame: etree._Element, shapes: list[etree._Element]) -> bool:
    """Whether a shape without words in the same paragraph covers a frame."""
    mine = _box(frame)
    if mine is None:
        return False
    level, place = _level(frame), shapes.index(frame) if frame in shapes else -1
    for number, shape in enumerate(shapes):
        if number > _MOST_COMPARED:
            return True
        over = _box(shape)
        is_above = (_level(shape), number) > (level, place)
        if shape is frame or over is None or not is_above or not _overlap(mine, over):
            continue
        anchors = {item.get(f"{TEXT}anchor-type") for item in (shape, frame)}
        if len(anchors) > 1 or next(shape.iter(f"{TEXT}p"), None) is not None:
            continue
        if cover_of(styles, shape) is not None:
            return True
    return False


def _level(shape: etree._Element) -> int:
    return whole_number(shape.get(f"{DRAW}z-index", "0"), 0)


def _box(shape: etree._Element) -> Box | None:
    left, top, width, height = (
        length(shape.get(f"{SVG}{key}")) for key in ("x", "y", "width", "height")
    )
    if left is None or top is None or width is None:
        return None
    return left, top, width, height or _LETTER


def _overlap(box: Box, shape: Box) -> bool:
    across = min(box[0] + box[2], shape[0] + shape[2]) - max(box[0], shape[0])
    down = min(box[1] + box[3], shape[1] + shape[3]) - max(box[1], shape[1])
    return min(across, down) >= _LETTER
