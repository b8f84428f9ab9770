"""The open elements during the walk through a page, and their kinds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct, field
from selectolax.lexbor import LexborNode

from mailrecon.read.html import tags
from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.read.html.style import on_ground
from mailrecon.read.html.table_rows import PageTable
from mailrecon.read.html.tags import INERT
from mailrecon.read.html.tree import ElementNode
from mailrecon.read.redaction.colours import Colour

# Deeper elements have the path of their ancestor at this depth.
DEEPEST_PATH = 64
# A length beyond any text of a few words.
TOO_LONG = 1_000


class NewElement(NamedTuple):
    """An element that begins; `styled` is its node for selectors, `block` as in `is_block`."""

    node: LexborNode
    tag: str
    attributes: dict[str, str | None]
    look: ComputedStyle
    styled: ElementNode | None
    path: str
    block: bool


class OpenElement(Struct):
    """An open element: the state to restore at its end, and its children's records.

    `place` is the path of the nearest block. `cells` are the first lines of a row's cells, or of
    the element's blocks; `labelled` is True if some were label and value. `item` is the number of a
    list's next item. `columns` are the looks of a table's columns, each with the number after its
    last column; `column` counts the cells of a row, and `merged` the rows and columns over which
    each is merged; `table` describes a table's rows; `covered` are the children of a grid that
    others cover, `behind` the backgrounds of those that lie over others. `slots` are the slots of a
    shadow tree, which show content of its host (None: no such tree). `in_cuts` is True if it is in
    a box that cuts off text; `cut_look` is its look there. `closed` details show only their
    summary; `summarised` is True after the summary.
    """

    tag: str
    path: str
    place: str
    block: bool = False
    spaced: bool = False
    flush: bool = False
    inline_box: bool = False
    preformatted: bool = False
    style: ComputedStyle = field(default_factory=ComputedStyle)
    node: ElementNode | None = None
    ground: int | None = None
    cut: object | None = None
    in_cuts: bool = False
    cut_look: ComputedStyle | None = None
    columns: list[tuple[int, ComputedStyle]] = field(default_factory=list)
    column: int = 0
    merged: list[tuple[int, int]] = field(default_factory=list)
    table: PageTable | None = None
    covered: frozenset[int] = frozenset()
    behind: Mapping[int, tuple[Colour, ...]] = field(default_factory=dict)
    slots: frozenset[str] | None = None
    closed: bool = False
    summarised: bool = False
    content: bool = False
    notes: bool = False
    raised: bool = False
    bulleted: bool = True
    row: bool = False
    labelled: bool = False
    own_text: bool = False
    others: bool = False
    quoted: int = 0
    aside: int = 0
    item: int = 1
    cells: list[int] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    link: tuple[tuple[int, int], str] | None = None

    def laid(self, look: ComputedStyle) -> ComputedStyle:
        """The look of its next child: a grid's child may lie over another one, its background."""
        if not self.behind or look.ground != self.style.ground:
            return look
        return on_ground(look, self.behind.get(sum(self.counts.values()), look.ground))


def is_block(tag: str, look: ComputedStyle, parent: OpenElement) -> bool:
    """Whether an element is laid out on its own lines, or as a box of a row."""
    if tag in tags.TABLE:
        return True
    if look.display.startswith("inline") or look.display == "contents":
        return False
    if look.display in ("block", "flex", "grid", "list-item", "flow-root", "table"):
        return True
    if look.display.startswith("table-"):
        return True
    # Forums put `Ann wrote:` in a separate box above the quoted text.
    if tag == "cite" and parent.tag == "blockquote":
        return True
    return tag in tags.BLOCKS or (parent.row and parent.tag not in tags.TABLE)


def is_spaced(tag: str, look: ComputedStyle, *, nested: bool) -> bool:
    """Whether an element has blank lines around it; `nested` if it is in another of its kind."""
    if tag not in tags.SPACED:
        return False
    if nested and (tag in tags.LISTS or tag == "table"):
        return False
    return look.spaced is not False


def is_beside(tag: str, look: ComputedStyle, parent: OpenElement) -> bool:
    """Whether an element is placed beside its siblings, not below them."""
    return (
        tag in ("td", "th")
        or look.display in ("table-cell", "inline-flex", "inline-grid")
        or parent.style.found.get("display", "").endswith(("flex", "grid"))
    )


def is_quotation(attributes: dict[str, str | None], look: ComputedStyle) -> bool:
    """Whether a blockquote is a quotation: webmail uses one without a border to indent."""
    if (attributes.get("type") or "").lower() == "cite":
        return True
    return not look.indented and "indent" not in (attributes.get("class") or "").lower()


def path_of(tag: str, count: int, parent: OpenElement, depth: int) -> str:
    """The path of an element, or of its ancestor at `depth` if it is deeper."""
    if depth > DEEPEST_PATH:
        return parent.path
    return f"{parent.path}/{tag}" if tag in ("html", "body") else f"{parent.path}/{tag}[{count}]"


def text_of(node: LexborNode, most: int | None = None) -> str:
    """The text below a node, white space collapsed; at most `most` nodes are visited."""
    pieces: list[str] = []
    for seen, current in enumerate(_nodes_below(node), start=1):
        if most is not None and seen > most:
            pieces.append("…" * TOO_LONG)
            break
        if current.is_text_node:
            pieces.append(current.text_content or "")
    return " ".join("".join(pieces).split())


def blocks_in(node: LexborNode, most: int) -> int:
    """Count the elements below a node that may take space: all except formatting.

    At most `most` nodes are visited; if there are more, `most` is returned.
    """
    found = 0
    for seen, current in enumerate(_nodes_below(node), start=1):
        if seen > most:
            return most
        found += current.is_element_node and (current.tag or "").removeprefix(INERT) not in _FORMATS
    return found


def _nodes_below(node: LexborNode) -> Iterator[LexborNode]:
    """All nodes below one, in the order of the document."""
    above: list[LexborNode] = []
    current: LexborNode | None = node.first_child
    while current is not None:
        yield current
        child = current.first_child if current.is_element_node else None
        if child is not None:
            above.append(current)
            current = child
            continue
        following = current.next
        while following is None and above:
            following = above.pop().next
        current = following


_FORMATS = tags.word_set("a abbr b bdi big br cite code em font i kbd mark q s small span strong u")


def slots_of(host: LexborNode) -> frozenset[str] | None:
    """The visible slots of an element's shadow tree; None if it has no such tree."""
    child = host.first_child
    while child is not None:
        if child.tag == f"{INERT}shadow":
            return frozenset((child.attributes.get("value") or "").split())
        child = child.next
    return None
