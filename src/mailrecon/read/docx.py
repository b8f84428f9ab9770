"""DOCX: paragraphs, tables, notes and text boxes of a word processor's document (ECMA-376)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read.black import is_black
from mailrecon.read.office_lines import Ink, OfficeLines, inherited
from mailrecon.read.office_package import Part, open_package, text_of
from mailrecon.read.options import ReadOptions

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = frozenset({f"{_W}del", f"{_W}moveFrom"})
_UNSEEN = frozenset({f"{_W}instrText", f"{_W}delText", f"{_W}pPr", f"{_W}rPr", _FALLBACK})
_BREAKS = frozenset({f"{_W}br", f"{_W}cr"})
_MAILTO = re.compile(r"mailto:([^?\s]+)", re.IGNORECASE)
_AUTOMATIC = frozenset({"auto", ""})
_OFF = frozenset({"0", "false", "off"})


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The one document. Raises ReadError if it is damaged or a bomb."""
    part = open_package(data, name)
    root = part("word/document.xml")
    if root is None:
        raise ReadError(f"{name}: has no word/document.xml; it is no Word document")
    walk = _Walk(part)
    try:
        for kind in ("header", "footer"):
            walk.margin(kind)
        walk.blocks(root.find(f"{_W}body"), "")
        walk.notes("footnote")
        walk.notes("endnote")
    except RecursionError as error:
        raise ReadError(f"{name}: its parts nest too deep to be a document") from error
    yield walk.lines.document(name, data, "docx")


class _Walk:
    """The way through the parts: notes seen so far, links of the document, the lines made."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.lines = OfficeLines()
        self._links = _links(part)
        self._styles = _styles(part)
        self._noted: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self._paragraphs = 0
        self._tables = 0

    def blocks(self, parent: etree._Element | None, within: str) -> None:
        """Every paragraph and table below an element, in order."""
        for child in parent if parent is not None else ():
            if child.tag == f"{_W}p":
                self._paragraphs += not within
                self.lines.place = within or str(self._paragraphs)
                self._inline(child)
                self.lines.end_line()
            elif child.tag == f"{_W}tbl":
                self._table(child, within)
            elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag"):
                self.blocks(child, within)

    def _table(self, table: etree._Element, within: str) -> None:
        self._tables += 1
        number = self._tables
        for place, row in enumerate(table.iter(f"{_W}tr"), start=1):
            if row.getparent() is not table:
                continue
            cells = [cell for cell in row if cell.tag == f"{_W}tc"]
            self.lines.place = within or f"table {number} row {place}"
            simple = len(cells) > 1 and all(
                len(cell.findall(f"{_W}p")) <= 1 and cell.find(f".//{_W}tbl") is None
                for cell in cells
            )
            for cell in cells:
                if not simple:
                    self.blocks(cell, self.lines.place)
                    continue
                if not self.lines.at_line_start():
                    self.lines.text("\t")
                for paragraph in cell.findall(f"{_W}p"):
                    self._inline(paragraph)
            if simple:
                self.lines.end_line()

    def _inline(self, parent: etree._Element) -> None:
        for child in parent:
            tag = child.tag
            if tag in _LEFT_OUT:
                self.lines.deletions += 1
            elif tag == f"{_W}r":
                self._run(child)
            elif tag == f"{_W}hyperlink":
                self._link(child)
            elif tag not in _UNSEEN:
                self._inline(child)

    def _link(self, link: etree._Element) -> None:
        start, bars = self.lines.length, self.lines.bars
        self._inline(link)
        target = self._links.get(link.get(f"{_R}id", ""), "")
        match = _MAILTO.match(target)
        shown = self.lines.bars == bars and "@" not in text_of(link)
        if match and self.lines.length > start and shown:
            self.lines.text(f" <{match[1]}>")

    def _ink(self, run: etree._Element, look: etree._Element | None) -> Ink:
        """A run's own ink over that of its style, over that of its paragraph's."""
        ink = Ink()
        if look is not None:
            ink = _ink(look).over(inherited(_name(look.find(f"{_W}rStyle")), self._styles))
        if not self._styles:
            return ink
        paragraph = next(run.iterancestors(f"{_W}p"), None)
        style = paragraph.find(f"{_W}pPr/{_W}pStyle") if paragraph is not None else None
        return ink.over(inherited(_name(style), self._styles).of_block)

    def _run(self, run: etree._Element) -> None:
        look = run.find(f"{_W}rPr")
        if look is not None and _is_on(look.find(f"{_W}vanish")):
            return
        if self._ink(run, look).barred:
            self.lines.bar("".join(item.text or "" for item in run.iter(f"{_W}t")))
            return
        for child in run:
            tag = child.tag
            if tag == f"{_W}t":
                self.lines.text(child.text or "")
            elif tag == f"{_W}tab":
                self.lines.text("\t")
            elif tag in _BREAKS:
                self.lines.end_line()
            elif tag == f"{_W}noBreakHyphen":
                self.lines.text("-")
            elif tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
                self._note(tag.removeprefix(_W).removesuffix("Reference"), child)
            elif tag not in _UNSEEN:
                for box in child.iter(f"{_W}txbxContent"):
                    if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                        self._box(box)

    def _box(self, box: etree._Element) -> None:
        """A text box: lines of its own where it is anchored."""
        if not self.lines.at_line_start():
            self.lines.end_line()
        self.blocks(box, self.lines.place or "text box")

    def _note(self, kind: str, reference: etree._Element) -> None:
        noted = self._noted[kind]
        noted.append(reference.get(f"{_W}id", ""))
        self.lines.text(f"[{len(noted)}]")

    def notes(self, kind: str) -> None:
        """The notes behind the text, each below its number."""
        root = self.part(f"word/{kind}s.xml")
        if root is None:
            return
        by_id = {note.get(f"{_W}id", ""): note for note in root.iter(f"{_W}{kind}")}
        for number, identity in enumerate(list(self._noted[kind]), start=1):
            note = by_id.get(identity)
            if note is not None:
                self.lines.place = f"{kind} {number}"
                self.lines.text(f"[{number}]")
                self.lines.end_line()
                self.blocks(note, f"{kind} {number}")

    def margin(self, kind: str) -> None:
        """The page headers or footers, set aside."""
        seen: set[str] = set()
        for number in range(1, 10):
            root = self.part(f"word/{kind}{number}.xml")
            text = text_of(root).strip() if root is not None else ""
            if root is not None and text and text not in seen:
                seen.add(text)
                self.lines.aside = True
                self.blocks(root, f"{kind} {number}")
                self.lines.aside = False


def _links(part: Part) -> dict[str, str]:
    root = part("word/_rels/document.xml.rels")
    if root is None:
        return {}
    return {item.get("Id", ""): item.get("Target", "") for item in root}


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and element.get(f"{_W}val", "true") not in _OFF


def _ink(look: etree._Element) -> Ink:
    """What run properties say of letters and of what is behind them."""
    highlight, shading = look.find(f"{_W}highlight"), look.find(f"{_W}shd")
    colour = look.find(f"{_W}color")
    ground: bool | None = None
    if shading is not None:
        solid = shading.get(f"{_W}val", "") == "solid"
        behind = shading.get(f"{_W}color" if solid else f"{_W}fill", "auto").lower()
        ground = is_black(behind) or (solid and behind == "auto")
    if highlight is not None and not (ground and highlight.get(f"{_W}val") == "none"):
        ground = highlight.get(f"{_W}val") == "black"
    dark: bool | None = None
    if colour is not None:
        value = colour.get(f"{_W}val", "").lower()
        dark = value in _AUTOMATIC or is_black(value)
    return Ink(ground, dark)


def _name(element: etree._Element | None) -> str:
    return "" if element is None else element.get(f"{_W}val", "")


def _styles(part: Part) -> dict[str, tuple[str, Ink]]:
    """The parent and the ink of each style, if any of them has a black ground."""
    root = part("word/styles.xml")
    found: dict[str, tuple[str, Ink]] = {}
    for style in root.iter(f"{_W}style") if root is not None else ():
        look = style.find(f"{_W}rPr")
        ink = Ink() if look is None else _ink(look)
        found[style.get(f"{_W}styleId", "")] = _name(style.find(f"{_W}basedOn")), ink
    return found if any(ink.ground for _, ink in found.values()) else {}
