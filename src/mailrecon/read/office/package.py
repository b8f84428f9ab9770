"""Open the zip packages of office documents with limits, and parse XML without entities."""

from __future__ import annotations

import base64
import posixpath
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from lxml import etree

from mailrecon.errors import ReadError
from mailrecon.regex import regex

_LARGEST_PART = 256 << 20
_SMALL = 1 << 20
_RATIO = 250
# Strict Open XML has other namespaces (ISO/IEC 29500-1, annex A) for the same elements.
_STRICT = regex(rb"(xmlns(?::[\w.-]+)?\s*=\s*[\"'])http://purl\.oclc\.org/ooxml/(\w+)/")
_TRANSITIONAL = rb"\1http://schemas.openxmlformats.org/\2/2006/"


_FLAT = "{http://schemas.microsoft.com/office/2006/xmlPackage}"


class Relationship(NamedTuple):
    """A link of a part: its kind (`hyperlink`, `header`) and its target, a part or an address."""

    kind: str
    target: str
    is_external: bool


class Package:
    """The parts of an office document. Damaged or too large ones raise ReadError."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._flat: dict[str, bytes] = {}
        if not data.startswith(b"PK"):
            self._flat = dict(_flat_parts(data, name))
            return
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
            infos = self._archive.infolist()
        except Exception as error:  # zipfile raises errors of many kinds for damaged ones
            raise ReadError(f"{name}: is a damaged office document ({error})") from error
        # Names of parts are compared without case (ECMA-376, part 2, 6.2.2.3); some programs
        # separate folders by backslashes, as Windows does.
        self._infos = {info.filename.replace("\\", "/").casefold(): info for info in infos}

    def data(self, path: str) -> bytes | None:
        """The bytes of a part, None where it is missing."""
        if self._flat:
            return self._flat.get(path.casefold())
        info = self._infos.get(path.casefold())
        if info is None:
            return None
        ratio = info.file_size / max(info.compress_size, 1)
        if info.file_size > _LARGEST_PART or (info.file_size > _SMALL and ratio > _RATIO):
            raise ReadError(
                f"{self.name}: {path} unpacks to {info.file_size} bytes, too many for text"
            )
        if info.flag_bits & 1:
            raise ReadError(f"{self.name}: is encrypted; save it without a password")
        try:
            return self._archive.read(info)
        except Exception as error:  # zlib, lzma and zipfile raise errors of their own
            raise ReadError(f"{self.name}: {path} is damaged ({error})") from error

    def part(self, path: str) -> etree._Element | None:
        """The root element of a part, None where it is missing."""
        content = self.data(path)
        return None if content is None else parse_xml(content, self.name, path)

    def relationships(self, path: str) -> dict[str, Relationship]:
        """The links of a part (of the package if `path` is empty), by identifier."""
        folder, name = posixpath.split(path)
        root = self.part(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, Relationship] = {}
        for item in root if root is not None else ():
            target = item.get("Target", "")
            external = item.get("TargetMode", "") == "External"
            kind = item.get("Type", "").rpartition("/")[2]
            if not external and kind != "hyperlink":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[item.get("Id", "")] = Relationship(kind, target, external)
        return found


def _flat_parts(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """The parts, by name, of a package in one XML file (Flat OPC, as Word writes it)."""
    for part in parse_xml(data, name, "the package").iter(f"{_FLAT}part"):
        path = part.get(f"{_FLAT}name", "").lstrip("/").casefold()
        content = part.find(f"{_FLAT}xmlData")
        if content is not None:
            yield path, b"".join(etree.tostring(item) for item in content)
            continue
        try:
            yield path, base64.b64decode(part.findtext(f"{_FLAT}binaryData", ""))
        except ValueError:
            continue


def parse_xml(content: bytes, name: str, path: str) -> etree._Element:
    """Parse a part to its root element. Raises ReadError if it is damaged or declares entities."""
    if b"<!DOCTYPE" in content[:4096]:
        raise ReadError(f"{name}: {path} declares entities, which no office document does")
    if b"purl.oclc.org/ooxml" in content[:65_536]:
        content = _STRICT.sub(_TRANSITIONAL, content)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(f"{name}: {path} is not well-formed XML ({error})") from error


def text_of(element: etree._Element) -> str:
    """All text below an element."""
    return "".join(str(piece) for piece in element.itertext())
