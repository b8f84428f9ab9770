"""Read Outlook's data files (PST, OST) with libpff: folders, and the items in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import pypff
from msgspec import Struct
from msgspec.structs import replace

from mailrecon.errors import one_line
from mailrecon.read.mail.outlook import attached as attached_messages
from mailrecon.read.mail.outlook import heap, named
from mailrecon.read.mail.outlook.item import Item, Method, OutlookAttachment
from mailrecon.read.mail.outlook.nodes import Nodes, StoreNode
from mailrecon.read.mail.outlook.properties import Faults, Load, Properties, Tag
from mailrecon.regex import regex

_DEEPEST = 100
_PIECE = 1 << 20
# PidTagIpmSubTreeEntryId, which ends with the folder's number.
_SUBTREE = 0x35E0
# Exchange's name, in every language, for that folder in an OST, which does not store its number.
SUBTREE_NAME = "IPM_SUBTREE"
# What libpff raises of its own for damage.
_REFUSALS = (OSError, RuntimeError, MemoryError)
_FUNCTION = regex(r"\b(?:py|lib)[a-z]+_\w+: ")
_NO_NAMES: Mapping[int, int] = MappingProxyType({})


class StoredItem(Struct, frozen=True):
    """An item of a store: its folder's names from the top, its number in it, and the item.

    `item` is None if it is damaged; `reason` then describes the damage. `identifier` is the number
    of its node, if known.
    """

    folder: tuple[str, ...]
    number: int
    item: Item | None
    reason: str = ""
    recovered: bool = False
    identifier: int | None = None


def reason_of(error: BaseException) -> str:
    """What went wrong first, of libpff's account of every function that it went through.

    `pypff_file_open_file_object: unable to open file. libpff_file_header_read_data: unsupported
    content type: 0x0000. libpff_file_header_read_file_io_handle: unable to read …`: the second.
    """
    causes = [cause.strip(" .") for cause in _FUNCTION.split(str(error)) if cause.strip(" .")]
    return one_line(causes[min(1, len(causes) - 1)]) if causes else type(error).__name__


def _mail_folders(store: pypff.file) -> int | None:
    """The number of the folder above all visible ones; paths of folders begin below it."""
    try:
        for entry in store.get_message_store().get_record_set(0).entries:
            if entry.entry_type == _SUBTREE and entry.data:
                return int.from_bytes(bytes(entry.data)[-4:], "little")
    except (AttributeError, OSError, RuntimeError, ValueError):
        return None
    return None


def walk(store: pypff.file, nodes: Nodes | None = None) -> Iterator[StoredItem]:
    """Every item in the folders of a store, folder by folder.

    Messages attached to others are read from the `nodes` of the store: libpff's binding gives
    only what fits into one heap.
    """
    top = _mail_folders(store)
    names = attached_messages.names_in(nodes) if nodes is not None else _NO_NAMES
    stack: list[tuple[tuple[str, ...], Any, int]] = [((), store.get_root_folder(), 0)]
    while stack:
        path, folder, depth = stack.pop()
        number = 0
        inner: list[tuple[tuple[str, ...], Any, int]] = []
        for place in range(count_of(folder, "number_of_sub_items")):
            try:
                stored = folder.get_sub_item(place)
                is_folder = isinstance(stored, pypff.folder)
            except (OSError, RuntimeError, ValueError, MemoryError) as error:
                number += 1
                yield StoredItem(path, number, None, reason_of(error))
                continue
            if is_folder:
                if depth < _DEEPEST:
                    below = (*path, _folder_name(stored))
                    if stored.identifier == top or (top is None and below[-1] == SUBTREE_NAME):
                        below = ()
                    inner.append((below, stored, depth + 1))
                continue
            number += 1
            yield _found(path, number, stored, nodes, names)
        stack.extend(reversed(inner))


def recovered(store: pypff.file, nodes: Nodes | None = None) -> Iterator[StoredItem]:
    """The items that are no longer in a folder: deleted ones, or those of a lost folder."""
    names = attached_messages.names_in(nodes) if nodes is not None else _NO_NAMES
    for place in range(count_of(store, "number_of_orphan_items")):
        try:
            stored = store.get_orphan_item(place)
        except (OSError, RuntimeError, ValueError, MemoryError) as error:
            yield StoredItem((), place + 1, None, reason_of(error), recovered=True)
            continue
        if not isinstance(stored, pypff.folder):
            found = _found((), place + 1, stored, nodes, names)
            yield replace(found, recovered=True)


def _found(
    path: tuple[str, ...], number: int, stored: Any, nodes: Nodes | None, names: Mapping[int, int]
) -> StoredItem:
    identifier = _identifier(stored)
    if nodes is not None:
        nodes.begin_item()
    try:
        return StoredItem(path, number, item_of(stored, nodes, names), identifier=identifier)
    except Exception as error:  # libpff raises any error for damaged data
        return StoredItem(path, number, None, reason_of(error), identifier=identifier)


def _identifier(stored: Any) -> int | None:
    try:
        return int(stored.identifier)
    except (AttributeError, OSError, RuntimeError, TypeError, ValueError):
        return None


def _folder_name(folder: Any) -> str:
    try:
        return str(folder.name or "folder")
    except (OSError, RuntimeError, ValueError):
        return "folder"


def count_of(stored: Any, name: str) -> int:
    """A count of a libpff object; 0 if it is damaged."""
    try:
        return int(getattr(stored, name) or 0)
    except (AttributeError, OSError, RuntimeError, ValueError):
        return 0


def item_of(stored: Any, nodes: Nodes | None = None, names: Mapping[int, int] = _NO_NAMES) -> Item:
    """Make an item from libpff's object. Damaged parts are recorded in the item's faults.

    `names` maps the store's numbers of named properties to those by which they are read.
    """
    faults = Faults()
    properties = Properties(_values(stored, 0, names), faults)
    refused = Faults()
    recipients = tuple(_recipients(stored, properties, refused))
    attachments = tuple(_attachments(stored, properties, faults, nodes))
    # If a table of them is damaged, libpff has none; for attachments it reports no error.
    node = _node_of(stored, nodes)
    if node is not None and not recipients:
        recipients = tuple(attached_messages.recipients_of(node, properties, faults))
    if node is not None and not attachments:
        attachments = tuple(attached_messages.attachments_of(node, properties, faults))
    if not recipients:
        for fault in refused.found:
            faults.add(fault)
    return Item(properties, recipients, attachments, faults)


def _node_of(stored: Any, nodes: Nodes | None) -> StoreNode | None:
    """The node of libpff's item; None if the store has no such node."""
    identifier = _identifier(stored)
    if nodes is None or identifier is None:
        return None
    try:
        return nodes.node(identifier)
    except (ValueError, RecursionError):
        return None


def _recipients(stored: Any, outer: Properties, faults: Faults) -> Iterator[Properties]:
    try:
        table = getattr(stored, "recipients", None)
        count = count_of(table, "number_of_record_sets") if table is not None else 0
    except (OSError, RuntimeError, ValueError) as error:
        faults.add(f"the table of recipients is damaged ({reason_of(error)})")
        return
    for number in range(count):
        row = Properties(_values(table, number), faults)
        row.inherit(outer)
        yield row


def _attachments(
    stored: Any, outer: Properties, faults: Faults, nodes: Nodes | None
) -> Iterator[OutlookAttachment]:
    for number in range(count_of(stored, "number_of_attachments")):
        try:
            attached = stored.get_attachment(number)
            properties = Properties(_values(attached, 0), faults)
            properties.inherit(outer)
            inner = None
            if properties.number(Tag.ATTACH_METHOD) == Method.MESSAGE:
                inner = partial(_inner, attached, stored, nodes)
        except (OSError, RuntimeError, ValueError, MemoryError) as error:
            faults.add(f"attachment {number + 1} is damaged and was left out ({reason_of(error)})")
            continue
        yield OutlookAttachment(properties, partial(_content, attached), inner)


def _inner(attached: Any, stored: Any, nodes: Nodes | None) -> Item:
    """The message attached to `stored`; only the contents of its heap if its node is unreadable."""
    node = _node_below(attached, stored, nodes)
    if node is not None:
        try:
            return attached_messages.message_in(node)
        except (ValueError, RecursionError):
            pass  # A damaged node; the binding may still have its own data.
    if count_of(attached, "number_of_sub_items"):
        return item_of(attached.get_sub_item(0))
    data = _content(attached)
    if not heap.is_heap(data):
        raise ValueError("it holds no message")
    faults = Faults()
    faults.add("of a message attached in a PST, files and recipients' addresses are not reached")
    return Item(Properties(heap.values(heap.in_bytes(data)), faults), (), (), faults)


def _node_below(attached: Any, stored: Any, nodes: Nodes | None) -> StoreNode | None:
    """The node of an attachment of the item `stored`; None if the store has no such node."""
    try:
        if nodes is not None:
            return nodes.node(stored.identifier).below().get(attached.identifier)
    except (AttributeError, OSError, RuntimeError, ValueError):
        pass
    return None


def _content(attached: Any) -> bytes:
    """The bytes of an attachment, read in pieces, so that a wrong size does not allocate memory."""
    pieces = []
    try:
        attached.seek_offset(0)
        left = int(attached.size)
        while left > 0:
            piece = attached.read_buffer(min(left, _PIECE))
            if not piece:
                raise ValueError(f"{left} bytes are missing at its end")
            pieces.append(piece)
            left -= len(piece)
    except _REFUSALS as error:
        raise ValueError(reason_of(error)) from error
    return b"".join(pieces)


def _values(
    stored: Any, number: int, names: Mapping[int, int] = _NO_NAMES
) -> Iterator[tuple[int, int, Load]]:
    """The properties in a record set of libpff's object; named ones are renumbered by `names`."""
    if number >= count_of(stored, "number_of_record_sets"):
        return
    for entry in stored.get_record_set(number).entries:
        tag, kind = entry.entry_type, entry.value_type
        if tag is None or kind is None:
            continue
        if tag < named.FIRST:
            yield tag, kind, partial(_bytes_of, entry)
        elif tag in names:
            yield from named.values_in_store(names[tag], kind, partial(_bytes_of, entry))


def _bytes_of(entry: Any) -> bytes:
    try:
        data = entry.data
    except _REFUSALS as error:
        raise ValueError(reason_of(error)) from error
    return bytes(data) if data is not None else b""
