"""How deep the elements of a page nest, followed as the tree builder of HTML would (13.2.6)."""

from __future__ import annotations

from mailrecon.read.html.tags import CLOSE_PARAGRAPH, SPECIAL

DEEPEST = 512  # Browsers stop here, too: what would lie deeper becomes a sibling.
_FARTHEST_ITEM = 64

_SCOPE = frozenset(["html", "table", "caption", "td", "th"])
# What a start tag closes on its way up, and where it stops (13.2.6.4.9 to .15).
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


class Nesting:
    """The elements that are open. Errs only on the side of too many.

    `flattened` tells that an element was refused because it lay deeper than DEEPEST.
    """

    def __init__(self) -> None:
        self.flattened = False
        self._open: list[str] = []
        self._count: dict[str, int] = {}
        self._refused: dict[str, int] = {}
        self._paragraphs = [0]

    def start(self, name: str) -> bool:
        """Open an element; False if it is too deep to be one."""
        if name in _ONCE:
            return True
        if name in _TABLE_PARTS:
            if not self._count.get("table"):
                return True
            stops = _TABLE_PARTS[name]
            while self._open[-1] not in stops:
                self._pop()
        elif name in CLOSE_PARAGRAPH:
            if name in _SIBLINGS:
                self._close_item(_SIBLINGS[name])
            self._close_paragraph()
        if len(self._open) >= DEEPEST:
            self.flattened = True
            self._refused[name] = self._refused.get(name, 0) + 1
            return False
        self._open.append(name)
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
            return False
        stops = SPECIAL if name not in SPECIAL else _SCOPE
        if name == "table" or name in _TABLE_PARTS:
            stops = frozenset(["table"])
        for place in range(len(self._open) - 1, -1, -1):
            current = self._open[place]
            if current == name:
                while len(self._open) > place:
                    self._pop()
                return True
            if current in stops:
                return False
        return False

    def _close_paragraph(self) -> None:
        if self._paragraphs[-1]:
            while self._pop() != "p":
                pass

    def _close_item(self, names: frozenset[str]) -> None:
        if not any(self._count.get(name) for name in names):
            return
        lowest = max(len(self._open) - _FARTHEST_ITEM, 0)
        for place in range(len(self._open) - 1, lowest - 1, -1):
            current = self._open[place]
            if current in names:
                while len(self._open) > place:
                    self._pop()
                return
            if current in SPECIAL and current not in _PASSED_BY_ITEMS:
                return

    def _pop(self) -> str:
        name = self._open.pop()
        self._count[name] -= 1
        if name == "p":
            self._paragraphs[-1] -= 1
        elif name in _SCOPE:
            self._paragraphs.pop()
        return name
