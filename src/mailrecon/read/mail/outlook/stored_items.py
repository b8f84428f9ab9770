"""Get all items of a store from libpff, or from their nodes if libpff cannot read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from mailrecon.read.mail.outlook import store
from mailrecon.read.mail.outlook.nodes import Nodes
from mailrecon.read.mail.outlook.scattered import FoundItem, Scattered
from mailrecon.read.mail.outlook.store import StoredItem


class StoredItems:
    """The items of a store; `file` is None if libpff cannot open the store.

    After iteration, `regained` counts the items found through nodes alone, and `left_out` the items
    without a folder that were not requested.
    """

    def __init__(self, file: Any | None, nodes: Nodes | None) -> None:
        self._file, self._nodes = file, nodes
        self._seen: set[int] = set()
        # The number of items found in each folder, and those that libpff could not read.
        self._counts: dict[tuple[str, ...], int] = defaultdict(int)
        self._lost: dict[tuple[str, ...], list[StoredItem]] = defaultdict(list)
        self.regained = 0
        self.left_out = 0

    def items(self, *, recovered: bool) -> Iterator[StoredItem]:
        """Every item, folder by folder; with `recovered`, also those in no folder."""
        if self._file is not None:
            yield from self._by_libpff(store.walk(self._file, self._nodes))
            if recovered:
                yield from self._by_libpff(store.recovered(self._file, self._nodes))
            else:
                self.left_out = store.count_of(self._file, "number_of_orphan_items")
        if self._nodes is not None:
            yield from self._by_nodes(self._nodes, recovered)
        for lost in self._lost.values():
            yield from lost

    def _by_libpff(self, found: Iterator[StoredItem]) -> Iterator[StoredItem]:
        for one in found:
            self._counts[one.folder] = max(self._counts[one.folder], one.number)
            if one.item is None:
                self._lost[one.folder].append(one)
                continue
            if one.identifier is not None:
                self._seen.add(one.identifier)
            yield one

    def _by_nodes(self, nodes: Nodes, recovered: bool) -> Iterator[StoredItem]:
        scattered = Scattered(nodes)
        for found in scattered:
            if found.number in self._seen:
                continue
            if not found.is_listed and not recovered:
                # libpff counts them itself if it can open the store.
                self.left_out += self._file is None
                continue
            one = self._numbered(found)
            try:
                item = scattered.item(found.number)
            except (ValueError, RecursionError) as error:
                yield replace(one, reason=str(error))
                continue
            self.regained += 1
            yield replace(one, item=item)

    def _numbered(self, found: FoundItem) -> StoredItem:
        """The item without its content, to replace one of its folder that libpff lost."""
        lost = self._lost[found.folder]
        if lost:
            return replace(lost.pop(0), reason="", identifier=found.number)
        self._counts[found.folder] += 1
        number = self._counts[found.folder]
        return StoredItem(found.folder, number, None, "", not found.is_listed, found.number)
