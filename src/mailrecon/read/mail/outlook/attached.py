"""Read a PST's items and attached messages from their nodes [MS-PST] 2.4.5, 2.4.6."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from types import MappingProxyType

from mailrecon.read.mail.outlook import heap, named
from mailrecon.read.mail.outlook.item import Item, Method, OutlookAttachment
from mailrecon.read.mail.outlook.nodes import Nodes, StoreNode
from mailrecon.read.mail.outlook.properties import Faults, Load, Properties, Tag, Type

_RECIPIENTS = 0x692
# The node of the names, and the properties of its entries, groups and names.
_NAMES = 0x61
_NAME_STREAMS = (0x0003, 0x0002, 0x0004)
# The node kind of an attachment, in the lowest bits of its number.
_ATTACHMENT, _KIND = 0x05, 0x1F
NO_NAMES: Mapping[int, int] = MappingProxyType({})


def names_in(nodes: Nodes) -> Mapping[int, int]:
    """Maps the store's numbers of named properties to the numbers used here [MS-PST] 2.4.7."""
    try:
        found = {value.tag: value.load() for value in heap.values(heap_of(nodes.node(_NAMES)))}
    except (ValueError, RecursionError):
        return {}  # With a damaged table of names, named properties are lost.
    return named.tags_by_number(*(found.get(tag, b"") for tag in _NAME_STREAMS))


def message_in(attachment: StoreNode) -> Item:
    """The message in an attachment's node. Raises ValueError if none can be read."""
    nodes_below = heap_of(attachment)
    for value in heap.values(nodes_below):
        if value.tag == Tag.ATTACH_DATA and value.kind == Type.OBJECT:
            return item_of(_object(attachment, value.load()))
    raise ValueError("it holds no message")


def item_of(node: StoreNode, names: Mapping[int, int] = NO_NAMES) -> Item:
    """The item of a node. Damaged parts are recorded in its faults.

    `names` maps the store's numbers of named properties to those used here. Raises ValueError if
    nothing of it can be read.
    """
    faults = Faults()
    properties = Properties(_renumbered(heap.values(heap_of(node)), names), faults)
    return Item(
        properties,
        tuple(recipients_of(node, properties, faults)),
        tuple(attachments_of(node, properties, faults)),
        faults,
    )


def heap_of(node: StoreNode) -> heap.Heap:
    """The heap in a node. Raises ValueError if the store is damaged there."""
    below = node.below()

    def beyond(number: int) -> list[bytes]:
        if number not in below:
            raise ValueError("its node is missing")
        return below[number].blocks()

    return heap.Heap(node.blocks(), beyond, node.index_bits)


def _renumbered(
    values: Iterator[heap.PropertyValue], names: Mapping[int, int]
) -> Iterator[tuple[int, int, Load]]:
    """The properties of an item; named ones get the numbers used here."""
    for tag, kind, load in values:
        if tag < named.FIRST:
            yield tag, kind, load
        elif tag in names:
            yield from named.values_in_store(names[tag], kind, load)


def _named(values: Iterator[heap.PropertyValue]) -> Iterator[heap.PropertyValue]:
    """The named properties, whose numbers differ between stores."""
    return (value for value in values if value.tag < 0x8000)


def recipients_of(node: StoreNode, outer: Properties, faults: Faults) -> Iterator[Properties]:
    """The recipients in an item's node; a damaged table is recorded."""
    try:
        table = node.below().get(_RECIPIENTS)
        rows = list(heap.rows(heap_of(table))) if table is not None else []
    except ValueError as error:
        faults.add(f"the table of recipients is damaged ({error})")
        return
    for row in rows:
        properties = Properties(_named(iter(row)), faults)
        properties.inherit(outer)
        yield properties


def attachments_of(
    node: StoreNode, outer: Properties, faults: Faults
) -> Iterator[OutlookAttachment]:
    """The attachments in the subnodes of an item; damaged ones are recorded."""
    try:
        nodes_below = [
            below for number, below in sorted(node.below().items()) if _is_attachment(number)
        ]
    except ValueError as error:
        faults.add(f"its attachments are damaged and were left out ({error})")
        return
    for number, attached in enumerate(nodes_below, start=1):
        try:
            properties = Properties(_named(heap.values(heap_of(attached))), faults)
        except ValueError as error:
            faults.add(f"attachment {number} is damaged and was left out ({error})")
            continue
        properties.inherit(outer)
        inner = None
        if properties.number(Tag.ATTACH_METHOD) == Method.MESSAGE:
            inner = partial(message_in, attached)
        yield OutlookAttachment(properties, partial(_content, attached), inner)


def _is_attachment(number: int) -> bool:
    return number & _KIND == _ATTACHMENT


def _content(attached: StoreNode) -> bytes:
    """The bytes of a file, or those of the OLE object that replaces it."""
    for value in heap.values(heap_of(attached)):
        if value.tag == Tag.ATTACH_DATA:
            data = value.load()
            return data if value.kind != Type.OBJECT else b"".join(_object(attached, data).blocks())
    raise ValueError("it holds no data")


def _object(attached: StoreNode, reference: bytes) -> StoreNode:
    """The node of an object's value, which has its number and its size, four bytes each."""
    found = attached.below().get(int.from_bytes(reference[:4], "little"))
    if found is None:
        raise ValueError("its content is missing")
    return found
