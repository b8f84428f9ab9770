"""Read the items of a PST or OST from its nodes alone [MS-PST] 2.4, if libpff cannot read them.

libpff refuses a store as a whole if a page of its trees, its header or its table of names is
damaged, and an item if one of its tables is. Here each node is read separately, so damage affects
only the damaged node.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from mailrecon.read.mail.outlook import attached, heap
from mailrecon.read.mail.outlook.item import Item
from mailrecon.read.mail.outlook.nodes import NodeEntry, Nodes
from mailrecon.read.mail.outlook.properties import Faults, Properties, Tag
from mailrecon.read.mail.outlook.store import SUBTREE_NAME

# Kinds of nodes, in the lowest bits of their numbers [MS-PST] 2.2.2.1.
_KIND, _FOLDER, _MESSAGE, _CONTENTS = 0x1F, 0x02, 0x04, 0x0E
_STORE, _ROOT = 0x21, 0x122
_SUBTREE = 0x35E0
_ROW_NUMBER = 0x67F2
_DEEPEST = 100


class FoundItem(Struct, frozen=True):
    """The node of an item: its number, and the names of its folder from the top.

    `is_listed` is False for an item that is in no folder's list, such as a deleted one.
    """

    number: int
    folder: tuple[str, ...]
    is_listed: bool


class Scattered:
    """The items in the nodes of a store, by their folders and numbers."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._entries = nodes.entries()

    def __iter__(self) -> Iterator[FoundItem]:
        by_folder: dict[int, list[int]] = {}
        for number, entry in sorted(self._entries.items()):
            if number & _KIND == _MESSAGE:
                by_folder.setdefault(entry.parent, []).append(number)
        for folder, numbers in by_folder.items():
            path = self._path(folder)
            listed = self._listed(folder) if path is not None else frozenset()
            for number in numbers:
                yield FoundItem(number, path or (), listed is None or number in listed)

    def item(self, number: int) -> Item:
        """The item of that number. Raises ValueError if nothing of it can be read."""
        self._nodes.begin_item()
        return attached.item_of(self._entries[number].node, self._names)

    @cached_property
    def _names(self) -> Mapping[int, int]:
        """Maps the store's numbers of named properties to those used here."""
        return attached.names_in(self._nodes)

    def _path(self, number: int) -> tuple[str, ...] | None:
        """The folder names from the top to this one; None if the store has no such folder."""
        if number & _KIND != _FOLDER or number not in self._entries:
            return None
        names: list[str] = []
        for _ in range(_DEEPEST):
            entry = self._entries.get(number)
            if entry is None or number in (_ROOT, self._top) or entry.parent == number:
                break
            name = self._name(entry)
            if self._top is None and name == SUBTREE_NAME:
                break
            names.append(name)
            number = entry.parent
        return tuple(reversed(names))

    @cached_property
    def _top(self) -> int | None:
        """The number of the folder above all visible ones."""
        entry = self._entries.get(_STORE)
        for value in self._values(entry) if entry is not None else ():
            data = value.load() if value.tag == _SUBTREE else b""
            if data:
                return int.from_bytes(data[-4:], "little")
        return None

    def _listed(self, folder: int) -> frozenset[int] | None:
        """The numbers of the items that a folder lists; None if its list is damaged."""
        entry = self._entries.get(folder & ~_KIND | _CONTENTS)
        if entry is None:
            return None
        self._nodes.begin_item()
        try:
            rows = heap.rows(attached.heap_of(entry.node))
            cells = (cell for row in rows for cell in row if cell.tag == _ROW_NUMBER)
            return frozenset(int.from_bytes(cell.load(), "little") for cell in cells)
        except (ValueError, RecursionError):
            return None

    def _name(self, entry: NodeEntry) -> str:
        values = ((value.tag, value.kind, value.load) for value in self._values(entry))
        return Properties(values, Faults()).text(Tag.DISPLAY_NAME) or "folder"

    def _values(self, entry: NodeEntry) -> list[heap.PropertyValue]:
        self._nodes.begin_item()
        try:
            return list(heap.values(attached.heap_of(entry.node)))
        except (ValueError, RecursionError):
            return []
