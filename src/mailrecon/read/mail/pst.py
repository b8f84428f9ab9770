"""Read Outlook data files (PST, OST): every mail in their folders, converted like a MSG."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from itertools import chain

import pypff
from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.model import Document, Notice, NoticeCode
from mailrecon.read.mail.outlook.item import Item, is_mail, kind_name
from mailrecon.read.mail.outlook.message import read_item
from mailrecon.read.mail.outlook.nodes import Nodes
from mailrecon.read.mail.outlook.properties import Tag
from mailrecon.read.mail.outlook.store import reason_of
from mailrecon.read.mail.outlook.stored_items import StoredItems
from mailrecon.read.options import ReadOptions

_DAMAGED_SHOWN = 20
_RECOVERED = "recovered"


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The messages of all folders, named `NAME!folder/number`.

    A document without text comes last if there are notices about the store: the number of converted
    items, of other items by kind, and damaged ones. Raises ReadError if nothing of the store can be
    read.
    """
    nodes = _nodes(data)
    file, damage = _opened(data)
    stored = StoredItems(file, nodes)
    found = stored.items(recovered=options.recovered)
    first = next(found, None)
    if damage and (nodes is None or first is None):
        raise ReadError(f"{name}: is damaged and cannot be read as PST ({damage})")
    if first is not None:
        found = chain((first,), found)
    others: Counter[str] = Counter()
    damaged: list[str] = []
    converted = 0
    for one in found:
        folder = "/".join(part.replace("/", "\u2215") for part in one.folder)
        path = (
            f"{_RECOVERED}/{one.number}" if one.recovered else f"{folder}/{one.number}".lstrip("/")
        )
        if one.item is None:
            damaged.append(f"{path} ({one.reason})")
        elif not (options.all_items or _is_mail(one.item)):
            others[one.item.kind] += 1
        else:
            for document in _documents(one.item, f"{name}!{path}", options, damaged, path):
                converted += document.attached_to is None
                yield replace(document, folder=folder or None, warnings=_own(document))
    notices = [
        *_converted(converted),
        *_counted(others),
        *_store_damage(damage, stored.regained),
        *_block_damage(nodes),
        *_cut_off(nodes),
        *_damaged(damaged),
    ]
    if stored.left_out:
        alone = stored.left_out == 1
        what, them = ("1 item is", "it") if alone else (f"{stored.left_out} items are", "them")
        text = f"{what} in no folder (deleted, or of a lost folder)"
        notices.append(Notice(NoticeCode.ORPHANED_ITEMS, f"{text}; --recovered takes {them}"))
    if notices:
        digest = hashlib.sha256(data).hexdigest()
        yield Document(name, "", digest, "utf-8", tuple(notices), "pst")


def _opened(data: bytes) -> tuple[pypff.file | None, str]:
    """The store opened by libpff, or None and the reason."""
    file = pypff.file()
    try:
        file.open_file_object(BytesIO(data))
        file.get_root_folder()
    except (OSError, RuntimeError, ValueError, MemoryError) as error:
        return None, reason_of(error)
    return file, ""


def _store_damage(damage: str, regained: int) -> Iterator[Notice]:
    """The notices about a store that libpff refuses, or about items that it could not read."""
    if damage:
        text = (
            f"the store is damaged ({damage}); it was read item by item, as far as they are found"
        )
        yield Notice(NoticeCode.DAMAGED_ITEM, text)
    elif regained:
        what = "1 item was" if regained == 1 else f"{regained} items were"
        text = f"the store is damaged; {what} read all the same"
        yield Notice(NoticeCode.DAMAGED_ITEM, text)


def _block_damage(nodes: Nodes | None) -> Iterator[Notice]:
    """The notice about blocks that were changed after they were written; libpff reads them."""
    try:
        count = nodes.damaged_blocks() if nodes is not None else 0
    except ValueError:
        count = 0
    if count:
        what, them = ("1 block does", "it") if count == 1 else (f"{count} blocks do", "them")
        text = f"{what} not match the store's checksum: what was read from {them} may be wrong"
        yield Notice(NoticeCode.DAMAGED_ITEM, text)


def _cut_off(nodes: Nodes | None) -> Iterator[Notice]:
    missing = nodes.missing() if nodes is not None else 0
    if missing:
        what = "1 byte is" if missing == 1 else f"{missing:,} bytes are"
        text = f"the file is cut off: {what} missing at its end, and what was there"
        yield Notice(NoticeCode.DAMAGED_ITEM, text)


def _nodes(data: bytes) -> Nodes | None:
    """The nodes of a store; None if only libpff knows its form."""
    try:
        return Nodes(data)
    except ValueError:
        return None


def _own(document: Document) -> tuple[Notice, ...]:
    """The notices about a message itself; the notice of conversion is given once for the store."""
    return tuple(notice for notice in document.warnings if notice.code != NoticeCode.CONVERTED)


def _converted(count: int) -> Iterator[Notice]:
    if count:
        what = "1 Outlook message was" if count == 1 else f"{count} Outlook messages were"
        yield Notice(
            NoticeCode.CONVERTED, f"{what} converted; the bytes are not those that were sent"
        )


def _is_mail(item: Item) -> bool:
    """Whether an item is mail, by its class, or if that is missing, by a property only mail has."""
    if item.kind:
        return is_mail(item.kind)
    tags = (Tag.TRANSPORT_HEADERS, Tag.SENDER_NAME, Tag.SUBJECT, Tag.BODY)
    return item.properties.text(*tags) is not None


def _documents(
    item: Item, name: str, options: ReadOptions, damaged: list[str], path: str
) -> Iterator[Document]:
    try:
        yield from read_item(item, name, "pst", options)
    except ReadError as error:
        damaged.append(f"{path} ({error})")


def _counted(others: Counter[str]) -> Iterator[Notice]:
    """A notice of other items by kind: `3 contacts, 1 task are not mail`."""
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for kind, count in others.items():
        called = kind_name(kind).split(" ", 1)[1]
        counts[called] += count
        examples.setdefault(called, kind)
    if counts:
        listed = ", ".join(kind_name(examples[called], count) for called, count in counts.items())
        yield Notice(NoticeCode.NOT_MAIL, f"{listed}: not mail; --all-items takes them")


def _damaged(damaged: list[str]) -> Iterator[Notice]:
    for text in damaged[:_DAMAGED_SHOWN]:
        yield Notice(NoticeCode.DAMAGED_ITEM, f"an item is damaged and was left out: {text}")
    if len(damaged) > _DAMAGED_SHOWN:
        more = len(damaged) - _DAMAGED_SHOWN
        yield Notice(NoticeCode.DAMAGED_ITEM, f"{more} more items are damaged and were left out")
