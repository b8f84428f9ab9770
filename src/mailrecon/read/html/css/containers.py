"""Evaluate `@container` for the containers around an element (CSS Containment 3, and 5).

The width of a container follows from the declared widths, margins and paddings around it. Where it
is unknown (items of rows, floats, cells without a width), the page's is used, with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from mailrecon.read.html.css.media import LENGTHS, condition_of, is_too_deep
from mailrecon.read.html.css.values import VIEWPORT_WIDTH, pixels
from mailrecon.read.html.element_style import ComputedStyle, Container
from mailrecon.regex import regex

_BODY_MARGINS = 16.0
_STYLE = regex(r"style\(\s*(--[\w-]+)\s*(?::([^()]*))?\)")
_BLOCKS = frozenset(["", "block", "flow-root", "list-item", "flex", "grid"])
_SIZED = re.compile(r"\b(?:inline-size|size)\b")


class ContainerSizes:
    """Evaluates conditions. `guessed` is True once a size was needed that is not known."""

    def __init__(self, *, all_sheets: bool) -> None:
        self._all_sheets = all_sheets
        self.guessed = False

    def hold(self, query: str, parent: ComputedStyle) -> bool:
        """Whether a condition is true for an element in one with the style `parent`."""
        if is_too_deep(query):
            return True
        start = query.find("(")
        name = query[: max(start, 0)].strip().removesuffix("style").strip()
        name = name.removesuffix("not").strip()
        asked = query[len(name) :].strip().lower()
        around = [one for one in reversed(parent.containers) if not name or name in one.names]
        if name and not around:
            return False
        variables = around[0].variables if name else parent.custom
        text = _STYLE.sub(lambda found: _is_styled(found, variables), asked)
        if re.search(r"\b(?:width|height|size|orientation|ratio)\b", text) is None:
            return condition_of(text)
        sized = next((one for one in around if one.sized), None)
        if sized is None:
            # A container may be declared in a sheet that is missing.
            return condition_of(text) if not self._all_sheets else False
        return condition_of(text, self._lengths(sized))

    def _lengths(self, container: Container) -> Mapping[str, float]:
        self.guessed = self.guessed or container.width is None
        width = LENGTHS["width"] if container.width is None else container.width
        height = LENGTHS["height"] if container.height is None else container.height
        return {"width": width, "inline-size": width, "height": height, "block-size": height}


def _is_styled(found: re.Match[str], variables: Mapping[str, str]) -> str:
    """`style(--mode: dark)`"""
    own = variables.get(found[1], "").strip().lower()
    return "(1)" if (own == found[2].strip() if found[2] else bool(own)) else "(0)"


def note_container(style: ComputedStyle, parent: ComputedStyle, tag: str) -> None:
    """Record the space inside an element, and the element if it is a container."""
    found = style.found
    style.inner = _inner_width(style, parent, tag)
    names, _, kind = found.get("container", "").lower().partition("/")
    names = found.get("container-name", names).replace("none", "")
    kind = found.get("container-type", kind)
    if kind or names.split():
        sized = _SIZED.search(kind) is not None
        height = pixels(found.get("height", ""), style.size) if "inline" not in kind else None
        given = frozenset(names.split())
        container = Container(given, sized, style.inner, height, style.custom)
        style.containers = (*parent.containers, container)


def _inner_width(style: ComputedStyle, parent: ComputedStyle, tag: str) -> float | None:
    """The width of an element's content; None if it is not known."""
    found, around = style.found, parent.inner

    def length(name: str) -> float | None:
        text = found.get(name, "")
        return around if text == "100%" else pixels(text, style.size, around) if text else None

    if tag == "body":
        margined = "margin-left" in found or "margin-right" in found
        around = VIEWPORT_WIDTH - (0.0 if margined else _BODY_MARGINS)
    edge = sum(length(f"padding-{side}") or 0.0 for side in ("left", "right"))
    edge += 2 * _border(found, style.size)
    inside = edge if found.get("box-sizing") == "border-box" else 0.0
    width = length("width")
    if width is None:
        columns = _columns_of(parent)
        if around is None or not (columns or _is_as_wide(style, parent, tag)):
            return None
        around /= columns or 1
        margins = sum(length(f"margin-{side}") or 0.0 for side in ("left", "right"))
        width, inside = around - margins, edge
    width -= inside
    if (most := length("max-width")) is not None:
        width = min(width, most - (edge if found.get("box-sizing") == "border-box" else 0.0))
    return max(width, length("min-width") or 0.0, 0.0)


def _columns_of(grid: ComputedStyle) -> int:
    """The number of a grid's columns, if all have the same width; else 0."""
    text = grid.found.get("grid-template-columns", "").strip()
    if not grid.found.get("display", "").endswith("grid") or not text:
        return 0
    if (repeated := _REPEATED.fullmatch(text)) is not None:
        return int(repeated[1])
    tracks = text.split()
    return len(tracks) if set(tracks) == {"1fr"} else 0


_REPEATED = regex(r"repeat\(\s*(\d{1,2})\s*,\s*(?:1fr|minmax\(\s*0(?:px)?\s*,\s*1fr\s*\))\s*\)")


def _is_as_wide(style: ComputedStyle, parent: ComputedStyle, tag: str) -> bool:
    """Whether an element without a width is as wide as the one around it."""
    if style.position in ("absolute", "fixed") or style.found.get("float", "none") != "none":
        return False
    if tag in ("td", "th", "table", "tr"):
        return False
    row = parent.found.get("display", "").endswith(("flex", "grid")) and parent.display != "block"
    return not row and style.display in _BLOCKS


def _border(found: Mapping[str, str], size: float) -> float:
    words = (found.get("border-width") or found.get("border", "")).split()
    return next((wide for word in words if (wide := pixels(word, size)) is not None), 0.0)
