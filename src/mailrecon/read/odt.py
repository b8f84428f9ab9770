"""ODT: paragraphs, tables and notes of an OpenDocument text (ODF 1.3, part 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read.black import is_black
from mailrecon.read.office_lines import Ink, OfficeLines, inherited
from mailrecon.read.office_package import open_package, text_of
from mailrecon.read.options import ReadOptions

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_T = f"{{{_NAMES}text:1.0}}"
_OFFICE = f"{{{_NAMES}office:1.0}}"
_TABLE = f"{{{_NAMES}table:1.0}}"
_STYLE = f"{{{_NAMES}style:1.0}}"
_FO = f"{{{_NAMES}xsl-fo-compatible:1.0}}"
_DRAW = f"{{{_NAMES}drawing:1.0}}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_MAILTO = re.compile(r"mailto:([^?\s]+)", re.IGNORECASE)
_PARAGRAPHS = frozenset({f"{_T}p", f"{_T}h"})
_UNSEEN = frozenset({f"{_OFFICE}annotation", f"{_T}sequence-decls", f"{_OFFICE}forms"})
_MOST_SPACES = 200


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The one document. Raises ReadError if it is damaged or a bomb."""
    part = open_package(data, name)
    root = part("content.xml")
    body = root.find(f".//{_OFFICE}text") if root is not None else None
    if root is None or body is None:
        raise ReadError(f"{name}: has no text in content.xml; it is no OpenDocument text")
    walk = _Walk(root, part("styles.xml"))
    try:
        walk.blocks(body, "")
        walk.notes()
    except RecursionError as error:
        raise ReadError(f"{name}: its parts nest too deep to be a document") from error
    yield walk.lines.document(name, data, "odt")


class _Walk:
    """The way through the content: which styles hide or bar text, the notes met, the lines made."""

    def __init__(self, root: etree._Element, common: etree._Element | None) -> None:
        self.lines = OfficeLines()
        self._hidden: set[str] = set()
        self._noted: list[etree._Element] = []
        self._paragraphs = 0
        self._tables = 0
        styles: dict[str, tuple[str, Ink]] = {}
        for part in (common, root):
            for style in part.iter(f"{_STYLE}style") if part is not None else ():
                styles[style.get(f"{_STYLE}name", "")] = self._read_style(style)
        inks = {name: inherited(name, styles) for name in styles}
        self._barred = {name for name, ink in inks.items() if ink.barred}
        self._barred_blocks = {name for name, ink in inks.items() if ink.of_block.barred}

    def _read_style(self, style: etree._Element) -> tuple[str, Ink]:
        """The name of a style's parent, and its own ink."""
        look = style.find(f"{_STYLE}text-properties")
        parent = style.get(f"{_STYLE}parent-style-name", "")
        if look is None:
            return parent, Ink()
        if look.get(f"{_T}display") == "none":
            self._hidden.add(style.get(f"{_STYLE}name", ""))
        ground, colour = look.get(f"{_FO}background-color"), look.get(f"{_FO}color")
        return parent, Ink(
            None if ground is None else is_black(ground),
            None if colour is None else is_black(colour),
        )

    def blocks(self, parent: etree._Element, within: str) -> None:
        """Every paragraph, list and table below an element, in order."""
        for child in parent:
            tag = child.tag
            if tag in _PARAGRAPHS:
                self._paragraphs += not within
                self.lines.place = within or str(self._paragraphs)
                if child.get(f"{_T}style-name", "") in self._barred_blocks:
                    self.lines.bar(text_of(child))
                else:
                    self._inline(child)
                self.lines.end_line()
            elif tag == f"{_TABLE}table":
                self._table(child, within)
            elif tag == f"{_T}tracked-changes":
                self.lines.deletions += sum(1 for _ in child.iter(f"{_T}deletion"))
            elif tag not in _UNSEEN and isinstance(tag, str):
                self.blocks(child, within)

    def _table(self, table: etree._Element, within: str) -> None:
        self._tables += 1
        number = self._tables
        for place, row in enumerate(table.iter(f"{_TABLE}table-row"), start=1):
            cells = [cell for cell in row if cell.tag == f"{_TABLE}table-cell"]
            self.lines.place = within or f"table {number} row {place}"
            simple = len(cells) > 1 and all(
                len(cell) <= 1 and cell.find(f".//{_TABLE}table") is None for cell in cells
            )
            for cell in cells:
                if not simple:
                    self.blocks(cell, self.lines.place)
                    continue
                if not self.lines.at_line_start():
                    self.lines.text("\t")
                for paragraph in cell:
                    self._inline(paragraph)
            if simple:
                self.lines.end_line()

    def _inline(self, parent: etree._Element) -> None:
        self._plain(parent.text)
        for child in parent:
            self._element(child)
            self._plain(child.tail)

    def _plain(self, text: str | None) -> None:
        if text:
            self.lines.text(" ".join(text.split("\n")))

    def _element(self, child: etree._Element) -> None:
        tag = child.tag
        style = child.get(f"{_T}style-name", "")
        if tag in _UNSEEN or style in self._hidden or not isinstance(tag, str):
            return
        if tag == f"{_T}span" and style in self._barred:
            self.lines.bar(text_of(child))
        elif tag == f"{_T}s":
            count = child.get(f"{_T}c", "1")
            self.lines.text(" " * min(int(count) if count.isdigit() else 1, _MOST_SPACES))
        elif tag == f"{_T}tab":
            self.lines.text("\t")
        elif tag == f"{_T}line-break":
            self.lines.end_line()
        elif tag == f"{_T}note":
            self._noted.append(child)
            self.lines.text(f"[{len(self._noted)}]")
        elif tag == f"{_DRAW}text-box":
            self.lines.end_line()
            self.blocks(child, "text box")
        else:
            bars = self.lines.bars
            self._inline(child)
            match = _MAILTO.match(child.get(_HREF, "")) if tag == f"{_T}a" else None
            if match and self.lines.bars == bars and "@" not in text_of(child):
                self.lines.text(f" <{match[1]}>")

    def notes(self) -> None:
        """The notes behind the text, each below its number."""
        for number, note in enumerate(list(self._noted), start=1):
            body = note.find(f"{_T}note-body")
            if body is not None:
                self.lines.place = f"footnote {number}"
                self.lines.text(f"[{number}]")
                self.lines.end_line()
                self.blocks(body, f"footnote {number}")
