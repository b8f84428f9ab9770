"""Wrap selectolax's elements for cssselect2, as its ElementWrapper does, on demand.

Only the data that a selector needs are built: an element's parents are the open elements of the
walk, and its siblings are listed when a selector uses them. All accesses are counted, so that no
sheet makes reading quadratic.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import overload

from selectolax.lexbor import LexborNode

from mailrecon.read.html.tags import INERT

# The most elements of a page that selectors may access besides the matched ones.
MOST_LOOKS = 20_000_000


class TooCostly(Exception):
    """A page's selectors look at more elements than its budget allows."""


class PageLooks:
    """The data that a page's elements share: its mode, names in its selectors, their budget.

    `by_place` is True if selectors use siblings or children; `attributes` are the names they use.
    `keys` number the elements that other selectors can distinguish.
    """

    def __init__(
        self, *, quirks: bool = False, by_place: bool = False, attributes: Sequence[str] = ()
    ) -> None:
        self.left = MOST_LOOKS
        self.quirks = quirks
        self.by_place = by_place
        self.attributes = tuple(attributes)
        self.keys: dict[object, int] = {}

    def spend(self, count: int = 1) -> None:
        """Count accesses. Raises TooCostly if there are too many."""
        self.left -= count
        if self.left < 0:
            raise TooCostly


class _Siblings(Sequence["ElementNode"]):
    """The elements of one parent; slices are counted."""

    def __init__(self, nodes: list[ElementNode], looks: PageLooks) -> None:
        self._nodes = nodes
        self._looks = looks

    def __len__(self) -> int:
        return len(self._nodes)

    @overload
    def __getitem__(self, index: int) -> ElementNode: ...
    @overload
    def __getitem__(self, index: slice) -> list[ElementNode]: ...
    def __getitem__(self, index: int | slice) -> ElementNode | list[ElementNode]:
        if isinstance(index, slice):
            found = self._nodes[index]
            self._looks.spend(len(found))
            return found
        return self._nodes[index]

    def __iter__(self) -> Iterator[ElementNode]:
        for node in self._nodes:
            self._looks.spend()
            yield node


class ElementNode:
    """One element, with the attributes and methods of cssselect2's ElementWrapper."""

    __slots__ = (
        "_children",
        "_classes",
        "_cursor",
        "_element",
        "_key",
        "_looks",
        "_siblings",
        "attrib",
        "index",
        "local_name",
        "parent",
        "previous",
    )
    namespace_url = "http://www.w3.org/1999/xhtml"
    in_html_document = True
    in_disabled_fieldset = False

    def __init__(
        self,
        element: LexborNode,
        tag: str,
        attributes: Mapping[str, str | None],
        parent: ElementNode | None,
        looks: PageLooks,
    ) -> None:
        self._element = element
        self._looks = looks
        self._children: list[ElementNode] | None = None
        self._siblings: Sequence[ElementNode] = ()
        self._classes: frozenset[str] | None = None
        self.local_name = tag
        self.attrib = attributes
        self.parent = parent
        self.previous: ElementNode | None = None
        self.index = 0
        self._cursor = 0
        self._key = 0

    @property
    def key(self) -> int:
        """A key that is equal for all elements that simple selectors cannot distinguish."""
        if not self._key:
            above = self.parent.key if self.parent is not None else 0
            asked = tuple(self.attrib.get(name, 0) for name in self._looks.attributes)
            names = self.attrib.get("class")
            own = (above, self.local_name, self.attrib.get("id"), names, asked)
            self._key = self._looks.keys.setdefault(own, len(self._looks.keys) + 1)
        return self._key

    # The attributes of an ElementTree element that cssselect2 uses.
    @property
    def etree_element(self) -> ElementNode:
        """The element itself, which is both the wrapper and the wrapped element."""
        return self

    @property
    def tag(self) -> str:
        """The element's name in ElementTree's form."""
        return self.local_name

    @property
    def text(self) -> str | None:
        """Any text in the element, for `:empty`."""
        child = self._element.first_child
        while child is not None:
            if child.is_text_node and child.text_content:
                return child.text_content
            child = child.next
        return None

    def get(self, name: str, default: str | None = None) -> str | None:
        """An attribute's value; an empty string for an attribute without a value."""
        if name not in self.attrib:
            return default
        return self.attrib[name] or ""

    # The attributes of the wrapper that cssselect2 uses.
    @property
    def id(self) -> str | None:
        """The identifier."""
        found = self.attrib.get("id")
        return found.lower() if found and self._looks.quirks else found

    @property
    def classes(self) -> frozenset[str]:
        """The names of its classes."""
        if self._classes is None:
            names = self.attrib.get("class") or ""
            self._classes = frozenset((names.lower() if self._looks.quirks else names).split())
        return self._classes

    @property
    def lang(self) -> str:
        """The element's language."""
        node: ElementNode | None = self
        while node is not None:
            if node.attrib.get("lang"):
                return (node.attrib["lang"] or "").lower()
            node = node.parent
        return ""

    @property
    def ancestors(self) -> Iterator[ElementNode]:
        """Its parent, its parent's parent, and so on to the root."""
        node = self.parent
        while node is not None:
            self._looks.spend()
            yield node
            node = node.parent

    @property
    def previous_siblings(self) -> Iterator[ElementNode]:
        """The elements before it, nearest first."""
        node = self.previous
        while node is not None:
            self._looks.spend()
            yield node
            node = node.previous

    @property
    def etree_siblings(self) -> Sequence[ElementNode]:
        """All elements of its parent."""
        return self._siblings or (self,)

    @property
    def etree_children(self) -> Sequence[ElementNode]:
        """Its child elements."""
        return _Siblings(self.children(), self._looks)

    def children(self) -> list[ElementNode]:
        """Its child elements, linked to one another."""
        if self._children is None:
            self._children = []
            siblings = _Siblings(self._children, self._looks)
            child = self._element.first_child
            while child is not None:
                if child.is_element_node:
                    self._adopt(child, siblings)
                child = child.next
        return self._children

    def child_of(
        self, element: LexborNode, tag: str, attributes: Mapping[str, str | None]
    ) -> ElementNode:
        """The node of its next child; siblings are built only if selectors need them."""
        if self._looks.by_place and tag != "shadow":
            node = self.children()[self._cursor]
            self._cursor += 1
            return node
        return ElementNode(element, tag, attributes, self, self._looks)

    def _adopt(self, element: LexborNode, siblings: _Siblings) -> None:
        assert self._children is not None
        tag = (element.tag or "").removeprefix(INERT)
        node = ElementNode(element, tag, element.attributes, self, self._looks)
        node._siblings = siblings
        node.index = len(self._children)
        node.previous = self._children[-1] if self._children else None
        if tag != "shadow":  # a shadow tree is not a child of its host
            self._children.append(node)

    def iter_children(self) -> Iterator[ElementNode]:
        """Its child elements."""
        for node in self.children():
            self._looks.spend()
            yield node

    def iter_siblings(self) -> Iterator[ElementNode]:
        """All child elements of its parent, including itself."""
        yield from self.etree_siblings

    def iter_next_siblings(self) -> Iterator[ElementNode]:
        """The siblings after it."""
        for index in range(self.index + 1, len(self.etree_siblings)):
            self._looks.spend()
            yield self.etree_siblings[index]

    def iter_subtree(self) -> Iterator[ElementNode]:
        """Itself and all below, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            self._looks.spend()
            yield node
            stack.extend(reversed(node.children()))
