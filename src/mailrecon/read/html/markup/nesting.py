"""Follow the nesting of a page's elements as HTML's tree builder does (13.2.6)."""

from __future__ import annotations

from mailrecon.read.html.tags import CLOSE_PARAGRAPH, SPECIAL

DEEPEST = 512  # Browsers stop here, too: what would lie deeper becomes a sibling.
_FARTHEST_ITEM = 64

_SCOPE = frozenset(["html", "table", "caption", "td", "th"])
# The elements that a start tag closes, and those at which it stops (13.2.6.4.9 to .15).
_TABLE_PARTS = {
    "td": frozenset(["tr", "tbody", "thead", "tfoot", "table"]),
    "th": frozenset(["tr", "tbody", "thead", "tfoot", "table"]),
    "tr": frozenset(["tbody", "thead", "tfoot", "table"]),
    "tbody": frozenset(["table"]),
    "thead": frozenset(["table"]),
    "tfoot": frozenset(["table"]),
    "caption": frozenset(["table"]),
}
_SIBLINGS = {
    "li": frozenset(["li"]),
    "dd": frozenset(["dd", "dt"]),
    "dt": frozenset(["dd", "dt"]),
}
_PASSED_BY_ITEMS = frozenset(["address", "div", "p"])
_ONCE = frozenset(["html", "head", "body"])
# Formatting that continues after the end of its block: `<p><font color=white>a<p>b</font>`
# (13.2.4.3), by the names that the parser gets. Buttons and objects, which may contain a paragraph,
# also continue.
_GO_ON = frozenset(
    f"x-{name}"
    for name in (
        *("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong"),
        *("tt", "u", "button", "object", "applet"),
    )
)
# Elements that such formatting never leaves.
_MARKERS = frozenset(["td", "th", "caption"])
_MOST_GOING_ON = 64


class Nesting:
    """Counts the open elements, perhaps too many, but never too few.

    `flattened` is True if an element was dropped because it lay deeper than DEEPEST.
    """

    def __init__(self) -> None:
        self.flattened = False
        self._open: list[str] = []
        self._count: dict[str, int] = {}
        self._refused: dict[str, int] = {}
        self._paragraphs = [0]
        self._kept: list[str] = []
        self._going_on: list[list[tuple[str, str]]] = [[]]

    @property
    def going_on(self) -> list[tuple[str, str]]:
        """Names and attributes of formatting that continues after the end of its block."""
        return self._going_on[-1]

    def start(self, name: str, kept: str = "") -> bool:
        """Open an element with some attributes; False if it is too deep to be one."""
        if name in _ONCE:
            return True
        if name in _TABLE_PARTS:
            if not self._count.get("table"):
                return True
            stops = _TABLE_PARTS[name]
            self._pop_to(
                next(n for n in range(len(self._open), 0, -1) if self._open[n - 1] in stops)
            )
        elif name in CLOSE_PARAGRAPH:
            if name in _SIBLINGS:
                self._close_item(_SIBLINGS[name])
            self._close_paragraph()
        if len(self._open) >= DEEPEST:
            self.flattened = True
            self._refused[name] = self._refused.get(name, 0) + 1
            return False
        self._open.append(name)
        self._kept.append(kept)
        if name in _MARKERS:
            self._going_on.append([])
        self._count[name] = self._count.get(name, 0) + 1
        if name == "p":
            self._paragraphs[-1] += 1
        elif name in _SCOPE:
            self._paragraphs.append(0)
        return True

    def void(self, name: str) -> None:
        """Note an element that has no content."""
        if name in CLOSE_PARAGRAPH:
            self._close_paragraph()

    def end(self, name: str) -> bool:
        """Close an element; False if there is none that the tag could close."""
        if name in _ONCE:
            return False
        if self._refused.get(name):
            self._refused[name] -= 1
            return False
        if not self._count.get(name):
            self._forget(name)
            return False
        stops = SPECIAL if name not in SPECIAL else _SCOPE
        if name == "table" or name in _TABLE_PARTS:
            stops = frozenset(["table"])
        for place in range(len(self._open) - 1, -1, -1):
            current = self._open[place]
            if current == name:
                self._kept[place] = ""
                self._pop_to(place, ended=True)
                return True
            if current in stops:
                self._forget(name)
                return False
        return False

    def end_paragraph(self) -> bool:
        """Close the open paragraph, if there is one."""
        is_open = self._paragraphs[-1] > 0
        self._close_paragraph()
        return is_open

    def _forget(self, name: str) -> None:
        for place in range(len(self.going_on) - 1, -1, -1):
            if self.going_on[place][0] == name:
                del self.going_on[place]
                return

    def _pop_to(self, place: int, *, ended: bool = False) -> None:
        """Close all from `place` on; the element there was `ended` by its own end tag."""
        left: list[tuple[str, str]] = []
        for name, kept in zip(
            self._open[place + ended :], self._kept[place + ended :], strict=True
        ):
            if name in _MARKERS:
                break
            if name in _GO_ON:
                left.append((name, kept))
        while len(self._open) > place:
            self._pop()
        self.going_on.extend(left[: _MOST_GOING_ON - len(self.going_on)])

    def _close_paragraph(self) -> None:
        if self._paragraphs[-1]:
            place = len(self._open) - 1
            while self._open[place] != "p":
                place -= 1
            self._pop_to(place)

    def _close_item(self, names: frozenset[str]) -> None:
        if not any(self._count.get(name) for name in names):
            return
        lowest = max(len(self._open) - _FARTHEST_ITEM, 0)
        for place in range(len(self._open) - 1, lowest - 1, -1):
            current = self._open[place]
            if current in names:
                self._pop_to(place)
                return
            if current in SPECIAL and current not in _PASSED_BY_ITEMS:
                return

    def _pop(self) -> str:
        name = self._open.pop()
        self._kept.pop()
        if name in _MARKERS and len(self._going_on) > 1:
            self._going_on.pop()
        self._count[name] -= 1
        if name == "p":
            self._paragraphs[-1] -= 1
        elif name in _SCOPE:
            self._paragraphs.pop()
        return name
