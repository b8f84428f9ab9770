"""DOCX: read runs, links, fields, notes and drawings of a paragraph (ECMA-376-1, 17.3)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from lxml import etree
from msgspec import Struct

from mailrecon.model import Hiding, NoticeCode
from mailrecon.read.office.docx.boxes import BoxesUnderShapes
from mailrecon.read.office.docx.drawn_labels import (
    DrawnLabel,
    labels_of_chart,
    labels_of_diagram,
)
from mailrecon.read.office.docx.looks import DocxLooks, DocxStyle, W
from mailrecon.read.office.docx.pages import PAGE
from mailrecon.read.office.docx.shapes import (
    DRAWINGS,
    MC,
    TEXT_BOX,
    WP,
    cut_off_at,
    fill_behind,
    has_dark_behind,
    has_pictures,
    is_displayed,
    letters_of,
)
from mailrecon.read.office.docx.vml import V, hiding_of_path
from mailrecon.read.office.lines import SPACELESS, LineMark, OfficeLines
from mailrecon.read.office.looks import CLEAR, TWIPS, LetterLook, ground_of, hiding
from mailrecon.read.office.package import Package, Relationship, text_of
from mailrecon.read.office.tabs import Tabs
from mailrecon.read.redaction.colours import BLACK, WHITE, Colour, is_legible
from mailrecon.regex import regex

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DRAWN_DIAGRAM = "{http://schemas.microsoft.com/office/drawing/2008/diagram}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_EMOJI = "{http://schemas.microsoft.com/office/word/2015/wordml/symex}symEx"
_NOT_SHOWN = frozenset({f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}sdtEndPr", f"{MC}Fallback"})
_DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
_BREAKS = frozenset({f"{W}br", f"{W}cr"})
_TABS = frozenset({f"{W}tab", f"{W}ptab"})
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_HYPERLINK = regex(r'\s*HYPERLINK\s+(?:\\[a-z]\s+)*"?([^"\s]{1,2000})', re.IGNORECASE)
# Fields that contain text, such as entries of an index; their code is not shown.
_TEXT_FIELDS = frozenset(
    {
        "ADDIN",
        "ASK",
        "COMMENTS",
        "FILLIN",
        "IF",
        "PRIVATE",
        "QUOTE",
        "SET",
        "TC",
        "XE",
    }
)
# `MACROBUTTON NoMacro Type the name here`: a button shows its words, though they are in its code.
_BUTTON = regex(r"\s*(?:MACROBUTTON|GOTOBUTTON)\s+\S+\s+(?=\S)", re.IGNORECASE)
# Characters of the font Wingdings, with which Word replaces `-->` and `:-)`.
_SYMBOLS = {"F0E0": "→", "F0DF": "←", "F04A": "☺", "F04C": "☹", "F0B7": "•", "F0A7": "▪"}


class ParagraphContext(NamedTuple):
    """The context of a paragraph.

    `place` names its part (empty in the body), `ground` is the background (None if unknown),
    `table` the letter style set by its table's style, `hidden` the reason if all of it is hidden,
    `height` the height at which a row cuts off its cells, in points, `behind` the colour of a shape
    behind the text.
    """

    place: str = ""
    ground: Colour | None = WHITE
    table: LetterLook = LetterLook()
    hidden: Hiding | None = None
    height: float | None = None
    behind: Colour | None = None

    def hidden_by(self, how: Hiding | None) -> ParagraphContext:
        """A copy that is hidden for a reason; an earlier reason has precedence."""
        return self if how is None or self.hidden is not None else self._replace(hidden=how)


class _RunText(NamedTuple):
    """How a run's text is written: why it is hidden, and whether a mark is visible there."""

    how: Hiding | None
    is_drawn: bool


class _DocxField(Struct):
    """A field being read: its code, and the start of its result once that begins.

    `choice` is the chosen entry of a list, `text` how its first run is written.
    """

    text: _RunText
    choice: str = ""
    code: str = ""
    begin: LineMark | None = None


def below(parent: etree._Element | None, name: str) -> etree._Element | None:
    """The child with a name, or None if the parent or the child is missing."""
    return None if parent is None else parent.find(f"{W}{name}")


class DocxRuns:
    """Reads the content of paragraphs, part by part; `enter` begins the next part."""

    def __init__(
        self,
        package: Package,
        lines: OfficeLines,
        looks: DocxLooks,
        folder: str,
        blocks: Callable[[etree._Element, ParagraphContext], None],
    ) -> None:
        self.links: dict[str, Relationship] = {}
        self.noted: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self.has_drawings = False
        self._package = package
        self._lines = lines
        self._looks = looks
        self._under_shapes = BoxesUnderShapes(looks)
        self._folder = folder
        self._blocks = blocks
        self.tabs = Tabs()
        self.page = PAGE
        self.page_ground = WHITE
        self.column_breaks = 0
        self._fields: list[_DocxField] = []
        self._has_whole_fields = True
        self._has_dark_behind = False
        self._has_pictures = False
        self._asides: dict[str, dict[str, str]] = {}

    def enter(self, path: str, root: etree._Element, *, on_dark: bool = False) -> None:
        """Switch to another part, which has its own links; with `on_dark`, its background may be
        dark.
        """
        self.links = self._looks.pictures.links = self._package.relationships(path)
        self.has_drawings = next(root.iter(*DRAWINGS), None) is not None
        has_dark = self.has_drawings and has_dark_behind(root, self._looks)
        self._has_dark_behind = on_dark or has_dark
        self._has_pictures = self.has_drawings and has_pictures(root)
        kinds = [mark.get(f"{W}fldCharType") for mark in root.iter(f"{W}fldChar")]
        self._has_whole_fields = kinds.count("begin") == kinds.count("end")
        self._fields = []

    def inline(self, parent: etree._Element, around: ParagraphContext, style: DocxStyle) -> None:
        """Read everything in a paragraph, or in an element inside one."""
        for child in parent:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child, around, style)
            elif tag in _DELETED:
                self.inline(child, around.hidden_by(Hiding.DELETED), style)
            elif tag == f"{W}hyperlink":
                link = self.links.get(child.get(f"{R}id", ""))
                self._linked(child, around, style, link.target if link is not None else "")
            elif tag == f"{W}fldSimple":
                self._linked(child, around, style, _target(child.get(f"{W}instr", "")))
            elif tag == f"{MC}AlternateContent":
                choice = chosen(child)
                if choice is not None:
                    self.inline(choice, around, style)
            elif tag in (f"{_MATHS}r", f"{_MATHS}phant"):
                self.inline(child, self._in_formula(child, around, style), style)
            elif tag == f"{_MATHS}t":
                self._put(child.text or "", _RunText(around.hidden, is_drawn=False))
            elif tag not in _NOT_SHOWN and isinstance(tag, str):
                self.inline(child, around, style)

    def _in_formula(
        self, item: etree._Element, around: ParagraphContext, style: DocxStyle
    ) -> ParagraphContext:
        """Apply what hides a run of a formula; a phantom leaves the space of its hidden text."""
        shows = item.find(f"{_MATHS}phantPr/{_MATHS}show")
        if shows is not None and shows.get(f"{_MATHS}val", "on") in ("0", "off", "false"):
            return around.hidden_by(Hiding.NOT_DISPLAYED)
        properties = item.find(f"{W}rPr")
        seen = self._seen(properties, around, style) if properties is not None else None
        return around if seen is None or seen.how is None else around.hidden_by(seen.how)

    def _linked(
        self, link: etree._Element, around: ParagraphContext, style: DocxStyle, target: str
    ) -> None:
        begin = self._lines.mark()
        self.inline(link, around, style)
        if target:
            self._lines.link(begin, target)

    def _run(self, run: etree._Element, around: ParagraphContext, style: DocxStyle) -> None:
        if self._has_whole_fields and any(field.begin is None for field in self._fields):
            # The code of a field, such as `PAGE`, is not shown.
            around = around.hidden_by(Hiding.NOT_DISPLAYED)
        text = self._seen(run.find(f"{W}rPr"), around, style)
        for child in run:
            self._piece(child, text, around, style)

    def _seen(
        self, properties: etree._Element | None, around: ParagraphContext, style: DocxStyle
    ) -> _RunText:
        """Whether letters with these properties are visible."""
        look = self._looks.letters(properties, style, around.table)
        ground = ground_of(look, around.ground or WHITE)
        is_known = around.ground is not None or ground != WHITE
        how = hiding(look, ground)
        if how is Hiding.SAME_COLOUR and (not is_known or self._may_lie_on_dark(look, ground)):
            how = None
        # Letters without a colour are white on a dark page, as in a document for dark screens.
        if how is Hiding.SAME_COLOUR and look.is_automatic and ground is self.page_ground:
            how = None
        if how is None and around.behind is not None:
            # Black letters on a black shape behind the text.
            ground = ground_of(look, around.behind)
            how = hiding(look, ground)
        drawn = how is Hiding.SAME_COLOUR and is_legible(ground, WHITE)
        if around.hidden is not None and not (around.hidden is Hiding.COVERED and look.vanish):
            return _RunText(around.hidden, around.hidden is Hiding.COVERED)
        return _RunText(how, drawn)

    def _may_lie_on_dark(self, look: LetterLook, ground: Colour) -> bool:
        """Whether white letters on the white page may have a dark picture behind them."""
        light = look.letters is not None and is_legible(look.letters, BLACK)
        return self._has_dark_behind and ground == WHITE and light

    @property
    def _is_in_column_off_page(self) -> bool:
        edge = self.page.edge() / TWIPS
        return bool(self.column_breaks) and self.page.columns.is_off(self.column_breaks, edge)

    def _put(self, value: str, text: _RunText) -> None:
        if text.how is None and (self.tabs.are_past_page or self._is_in_column_off_page):
            text = _RunText(Hiding.OUTSIDE_PAGE, is_drawn=False)
        if text.how is None:
            self._lines.text(value)
        else:
            self._lines.hide(text.how, value, drawn=text.is_drawn)

    def _piece(
        self, child: etree._Element, text: _RunText, around: ParagraphContext, style: DocxStyle
    ) -> None:
        tag = child.tag
        if tag == f"{W}t":
            self._put(child.text or "", text)
        elif tag == f"{W}delText":
            self._put(child.text or "", _RunText(Hiding.DELETED, is_drawn=False))
        elif tag in _TABS:
            self._put("\t", text)
            self.tabs.count += 1
        elif tag in _BREAKS:
            self.tabs.count = 0
            self.column_breaks += child.get(f"{W}type") == "column"
            if text.how not in SPACELESS:
                self._lines.end_line()
        elif tag == f"{W}noBreakHyphen":
            self._put("-", text)
        elif tag in (f"{W}sym", _EMOJI):
            self._put(_symbol(child), text)
        elif tag in _NOTES:
            self._note(_NOTES[tag], child.get(f"{W}id", ""), text)
        else:
            # A drawing anchored in hidden letters is hidden with them.
            unseen = text.how if text.how in SPACELESS else None
            self._object(child, around.hidden_by(unseen), style, text)

    def _object(
        self, child: etree._Element, around: ParagraphContext, style: DocxStyle, text: _RunText
    ) -> None:
        """Read a part of a run other than characters: ruby, comment, field, drawing."""
        tag = child.tag
        if tag == f"{W}ruby":
            self._ruby(child, around, style)
        elif tag == f"{W}commentReference":
            self._comment(child.get(f"{W}id", ""))
        elif tag in (f"{W}fldChar", f"{W}instrText"):
            self._field(child, text)
        elif tag in DRAWINGS:
            self._drawing(child, around)
        elif tag == f"{MC}AlternateContent":
            if next(child.iter(*DRAWINGS), None) is not None:
                self._drawing(child, around)
                return
            # An emoji: `w16se:symEx`, else `w:t`
            choice = chosen(child)
            for piece in choice if choice is not None else ():
                self._piece(piece, text, around, style)

    def _ruby(self, ruby: etree._Element, around: ParagraphContext, style: DocxStyle) -> None:
        """Read letters with their pronunciation above: `漢字(かんじ)`."""
        for name, (before, after) in (("rubyBase", ("", "")), ("rt", ("(", ")"))):
            part = ruby.find(f"{W}{name}")
            if part is not None:
                self._put(before, _RunText(around.hidden, is_drawn=False))
                self.inline(part, around, style)
                self._put(after, _RunText(around.hidden, is_drawn=False))

    def _note(self, kind: str, identity: str, text: _RunText) -> None:
        if text.how in SPACELESS:
            # The note is hidden with its number.
            self._lines.hide(text.how, self._words(f"{kind}s", identity))
            return
        noted = self.noted[kind]
        noted.append(identity)
        self._put(f"[{len(noted)}]", text)

    def _comment(self, identity: str) -> None:
        self._lines.hide(Hiding.COMMENT, self._words("comments", identity))

    def _words(self, part: str, identity: str) -> str:
        """The text of a comment or a note, by its identifier."""
        if part not in self._asides:
            root = self._package.part(f"{self._folder}{part}.xml")
            found = root.iter(f"{W}{part[:-1]}") if root is not None else ()
            self._asides[part] = {item.get(f"{W}id", ""): text_of(item) for item in found}
        return self._asides[part].get(identity, "")

    def _field(self, mark: etree._Element, text: _RunText) -> None:
        """Read the marks of a field, whose code and result are in several runs (17.16.18)."""
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(_DocxField(choice=_choice(mark), text=text))
            return
        if not self._fields:
            return
        field = self._fields[-1]
        if mark.tag == f"{W}instrText":
            field.code += (mark.text or "")[: 4000 - len(field.code)]
        elif kind == "separate":
            field.begin = self._lines.mark()
        elif kind == "end":
            self._fields.pop()
            target = _target(field.code)
            if target and field.begin is not None:
                self._lines.link(field.begin, target)
            elif field.begin is None and (field.choice or _BUTTON.match(field.code)):
                self._put(field.choice or _BUTTON.sub("", field.code).strip(), field.text)
            elif field.code.split()[:1] and field.code.split()[0].upper() in _TEXT_FIELDS:
                self._lines.hide(Hiding.METADATA, field.code.strip())

    def _drawing(self, drawing: etree._Element, around: ParagraphContext) -> None:
        """Read the text boxes, diagrams and charts anchored in a run."""
        for box in drawing.iter(TEXT_BOX):
            above = list(_up_to(box, drawing))
            if any(item.tag in (f"{MC}Fallback", TEXT_BOX) for item in above):
                continue
            self._box(box, around)
        for item in drawing.iter(f"{WP}docPr", f"{V}shape", f"{V}rect", f"{V}textpath"):
            if any(above.tag in (f"{MC}Fallback", TEXT_BOX) for above in _up_to(item, drawing)):
                continue
            if item.tag == f"{V}textpath":
                how = around.hidden or hiding_of_path(item, around.ground or WHITE)
                self._put(item.get("string", ""), _RunText(how, is_drawn=False))
                continue
            words = " ".join(item.get(name, "") for name in ("descr", "title", "alt")).strip()
            self._lines.hide(Hiding.METADATA, words)
        for item in drawing.iter(f"{_CHART}chart", f"{_DIAGRAM}relIds"):
            link = self.links.get(item.get(f"{R}id", item.get(f"{R}dm", "")))
            root = self._package.part(link.target) if link is not None else None
            if root is not None and item.tag == f"{_CHART}chart":
                self._labels(labels_of_chart(root, self._looks.drawn), around)
            elif root is not None:
                diagram = self._drawing_of(root)
                self._labels(labels_of_diagram(root, diagram, self._looks.drawn), around)

    def _box(self, box: etree._Element, around: ParagraphContext) -> None:
        """Read a text box as separate lines at its anchor."""
        self._lines.end_text()
        fill = fill_behind(box, self._looks)
        ground = around.ground
        if fill is None or (fill == CLEAR and self._has_pictures):
            ground = None
        elif fill != CLEAR:
            ground = fill.over(around.ground or WHITE)
        place = self._lines.place
        hidden: Hiding | None = around.hidden
        hidden = None if hidden is Hiding.COVERED else hidden
        if hidden is None and not is_displayed(box):
            hidden = Hiding.OUTSIDE_PAGE
        if hidden is None and box in self._under_shapes:
            hidden = Hiding.COVERED
            if self._under_shapes.is_spent:
                self._lines.notice(
                    NoticeCode.STYLE_NOT_FOLLOWED,
                    "more shapes lie over text boxes than can be followed; what they may cover is "
                    "withheld",
                )
        letters = letters_of(box, self._looks)
        inside = ParagraphContext(place or "text box", ground, letters, hidden, cut_off_at(box))
        self._blocks(box, inside)
        self._lines.end_text()

    def _drawing_of(self, data: etree._Element) -> etree._Element | None:
        """The drawing of a diagram, which its data name."""
        said = next(data.iter(f"{_DRAWN_DIAGRAM}dataModelExt"), None)
        link = self.links.get(said.get("relId", "")) if said is not None else None
        if link is None:
            drawings = [item for item in self.links.values() if item.kind == "diagramDrawing"]
            link = drawings[0] if len(drawings) == 1 else None
        return self._package.part(link.target) if link is not None else None

    def _labels(self, labels: list[DrawnLabel], around: ParagraphContext) -> None:
        """Add the words of a chart or a diagram, one line each."""
        for text, how in labels:
            self._lines.end_text()
            self._put(text, _RunText(around.hidden or how, is_drawn=False))
        self._lines.end_text()


def chosen(alternate: etree._Element) -> etree._Element | None:
    """The content that Word shows: the first choice whose markup it knows, else the fallback."""
    for item in alternate:
        if item.tag == f"{MC}Choice":
            needed = item.get("Requires", "").split()
            if all(_KNOWN_MARKUP in (item.nsmap.get(name) or "") for name in needed):
                return item
        elif item.tag == f"{MC}Fallback":
            return item
    return None


# The namespaces of Word's own extensions contain this.
_KNOWN_MARKUP = "schemas."


def _up_to(element: etree._Element, top: etree._Element) -> list[etree._Element]:
    found = []
    for above in element.iterancestors():
        if above is top:
            break
        found.append(above)
    return found


def _choice(mark: etree._Element) -> str:
    """The chosen entry of a displayed list: `FORMDROPDOWN` (17.16.9)."""
    entries = mark.findall(f"{W}ffData/{W}ddList/{W}listEntry")
    chosen_one = mark.find(f"{W}ffData/{W}ddList/{W}result")
    number = chosen_one.get(f"{W}val", "0") if chosen_one is not None else "0"
    place = int(number[:4]) if number.isdecimal() else 0
    return entries[place].get(f"{W}val", "") if place < len(entries) else ""


def _target(code: str) -> str:
    """The address in the code of a field: `HYPERLINK "mailto:ann@north.example"`."""
    match = _HYPERLINK.match(code)
    return match[1] if match else ""


def _symbol(element: etree._Element) -> str:
    """Convert a letter of a symbol font; one without a counterpart becomes a bullet."""
    if element.tag == _EMOJI:
        code = element.get(_EMOJI.replace("symEx", "char"), "")
    else:
        code = element.get(f"{W}char", "").upper()
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    is_letter = 0x20 <= value < 0xD800 or 0x10000 <= value <= 0x10FFFF
    return chr(value) if is_letter else "•"
