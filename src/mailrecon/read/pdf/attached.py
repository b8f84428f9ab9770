"""Files attached to a PDF: documents of their own, where they are what the PDF hands over.

A portfolio is a cover page and the files it lists (`/Collection` in the catalog, PDF 32000-1,
12.3.5): all of them are read. Of any other PDF only attached mail is read, as a mail program's
print carries it: no page shows what else is attached, and a file left behind may be the very text
that was taken out. Those are counted in a notice.
"""

from __future__ import annotations

import ctypes
import re
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from mailrecon.errors import MailreconError
from mailrecon.model import Document, Notice, NoticeCode
from mailrecon.read.options import ReadOptions

# Files in files in files: no deeper. So many files, and so many bytes for each byte of the PDF.
_DEEPEST = 3
_MOST_FILES = 20_000
_MOST_TIMES = 250
_LEAST_TOTAL = 64 << 20
_LARGEST_STREAM = 32 << 20
_MAIL = frozenset({"eml", "emlx", "msg", "mbox", "winmail"})
_COLLECTION = re.compile(rb"/Collection[\s<\d]")
_OBJECT_STREAM = re.compile(rb"/ObjStm\b[^>]{0,400}>>\s*stream\r?\n")


class Attached(NamedTuple):
    """The documents in the files attached to a PDF, and what is to be said of the others."""

    documents: list[Document]
    notices: tuple[Notice, ...]


def read_attached(
    document: pdfium.PdfDocument, data: bytes, name: str, options: ReadOptions
) -> Attached:
    """What is attached to a PDF, read; a file that can't be read costs itself and is named."""
    count = document.count_attachments()
    if count <= 0 or name.count("!") >= _DEEPEST:
        return Attached([], ())
    portfolio = is_portfolio(data)
    documents: list[Document] = []
    notices: list[Notice] = []
    left_out = 0
    for inner, content in _files(document, min(count, _MOST_FILES), data, name):
        if not portfolio and not _is_mail(content, inner):
            left_out += 1
            continue
        try:
            documents.extend(_read(content, inner, options))
        except MailreconError as error:
            notices.append(Notice(NoticeCode.ATTACHED_FILE_NOT_READ, str(error)))
    if left_out:
        files, are = ("file is", "it is") if left_out == 1 else ("files are", "they are")
        text = (
            f"{left_out} {files} attached to it that no page shows, and {are} not read; save what "
            "belongs to it beside it"
        )
        notices.append(Notice(NoticeCode.ATTACHED_FILES, text))
    return Attached(documents, tuple(notices))


def is_portfolio(data: bytes) -> bool:
    """Whether a PDF's catalog has a collection, in the open or in a stream of objects."""
    if _COLLECTION.search(data):
        return True
    for match in _OBJECT_STREAM.finditer(data):
        unpack = zlib.decompressobj()
        try:
            content = unpack.decompress(data[match.end() :], _LARGEST_STREAM)
        except zlib.error:
            continue
        if _COLLECTION.search(content):
            return True
    return False


def _files(
    document: pdfium.PdfDocument, count: int, data: bytes, name: str
) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each attached file, none larger than it should be."""
    left = _MOST_TIMES * len(data) + _LEAST_TOTAL
    used: set[str] = set()
    for index in range(count):
        item = document.get_attachment(index)
        size = ctypes.c_ulong()
        if not raw.FPDFAttachment_GetFile(item, None, 0, size) or size.value > left:
            continue
        left -= size.value
        parts = PurePosixPath(item.get_name().replace("\\", "/")).parts
        inner = parts[-1] if parts else f"attachment {index + 1}"
        if inner in used:
            inner = f"{index + 1} {inner}"
        used.add(inner)
        yield f"{name}!{inner}", bytes(item.get_data()) if size.value else b""


def _is_mail(content: bytes, name: str) -> bool:
    from mailrecon.read import choose_reader

    return choose_reader(content, name).name in _MAIL


def _read(content: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    from mailrecon.read.inputs import read

    yield from read(content, name, options)
