"""The zip packages office documents are, opened with limits, and their XML without entities."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

from lxml import etree

from mailrecon.errors import ReadError

_LARGEST_PART = 256 << 20
_SMALL = 1 << 20
_RATIO = 250

Part = Callable[[str], "etree._Element | None"]


def open_package(data: bytes, name: str) -> Part:
    """A function from a part's name to its root element, None where the part is missing.

    Raises ReadError for a damaged package; the function does so for a part that is damaged,
    too large, or declares entities.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
        raise ReadError(f"{name}: is a damaged office document ({error})") from error

    def part(path: str) -> etree._Element | None:
        try:
            info = archive.getinfo(path)
        except KeyError:
            return None
        ratio = info.file_size / max(info.compress_size, 1)
        if info.file_size > _LARGEST_PART or (info.file_size > _SMALL and ratio > _RATIO):
            raise ReadError(f"{name}: {path} unpacks to {info.file_size} bytes; that is no text")
        if info.flag_bits & 1:
            raise ReadError(f"{name}: is encrypted; save it without a password")
        try:
            content = archive.read(info)
        except Exception as error:  # zlib, lzma and zipfile raise errors of their own
            raise ReadError(f"{name}: {path} is damaged ({error})") from error
        if b"<!DOCTYPE" in content[:4096]:
            raise ReadError(f"{name}: {path} declares entities, which no office document does")
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
        )
        try:
            return etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise ReadError(f"{name}: {path} is not well-formed XML ({error})") from error

    return part


def text_of(element: etree._Element) -> str:
    """All text below an element."""
    return "".join(str(piece) for piece in element.itertext())
