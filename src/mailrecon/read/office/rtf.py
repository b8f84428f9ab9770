"""RTF: the text of a Rich Text Format document as the printed page shows it (RTF 1.9.1).

One pass over control words, groups and text; a second one where shapes float over the text, since
a shape may follow the text it covers. Linear in time: each pass visits every character once.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from copy import copy
from enum import Enum, auto
from itertools import pairwise
from urllib.parse import unquote

from msgspec import Struct, field

from mailrecon.model import Document, Hiding, NoticeCode, Span
from mailrecon.read.colours import WHITE, Colour, is_legible
from mailrecon.read.office.columns import RTF_WORDS, RtfColumns
from mailrecon.read.office.covers import OpaqueShape, covered, grounds
from mailrecon.read.office.lines import OfficeLines
from mailrecon.read.office.looks import CLEAR, hiding
from mailrecon.read.office.rtf_boxes import (
    BoxesAndShapes,
    BoxLines,
    covered_boxes,
    lines_of,
    place_of,
)
from mailrecon.read.office.rtf_looks import (
    NARROWEST_CELL,
    PARD,
    PLAIN,
    CellDefinition,
    Colours,
    Paragraph,
    RtfLetters,
    RtfStyle,
    RtfStyles,
    said_over,
    without,
)
from mailrecon.read.office.rtf_shapes import RtfShape
from mailrecon.read.office.rtf_tables import (
    CHARACTERS,
    CHARSETS,
    ENTRIES,
    LINE_ENDS,
    MARGINS,
    NOT_SHOWN,
    NUMBERS,
    PARAGRAPH_ENDS,
    PARTS_OF_TABLES,
    SHOWN,
    SYMBOLS,
)
from mailrecon.read.options import ReadOptions
from mailrecon.read.reading_progress import tell_read
from mailrecon.read.rows_in_documents import TextCell, cells_of_mail, split_rows_of_mail
from mailrecon.regex import regex

# Control words are case-sensitive; a number of more digits than any has is cut.
_TOKEN = regex(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]+)?[ ]?|\\'(?P<hex>[0-9a-fA-F]{2})"
    r"|\\(?P<sign>[^a-zA-Z])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
_MOST_DIGITS = 10
# How deep groups of shapes may be in one another to be placed.
_MOST_GROUPS = 8
_HYPERLINK = regex(r'\s*HYPERLINK\s+(?:\\[a-z]\s+)*"?([^"\s]{1,2000})', re.IGNORECASE)
_MAILTO = regex(r"mailto:([^?\s]+)", re.IGNORECASE)
_SPACELESS = frozenset({Hiding.NOT_DISPLAYED, Hiding.DELETED})
_LONGEST_CODE = 4000
_LONGEST_NUMBER = 100
# In twips: the left margin and the width of a page where the document says nothing.
_USUAL_MARGIN = 1800
_USUAL_WIDTH = 12_240
_OF_PAGES = RTF_WORDS | {"margl", "marglsxn", "sectd", "paperw", "pgwsxn"}
# The number of an item: `•`, `1.2.3`, `(iv)`, `a)`, `Art. 5`, `§ 7`; no word of four letters.
_WORD = regex(r"[^\W\d_]{4,}")
_SPACED = regex(r"\s+|\S+")
# The width of a letter in a narrow font, by its size.
_NARROWEST_LETTER = 0.34
_ROMAN = regex(r"[ivxlcdm]+", re.IGNORECASE)


class _Into(Enum):
    """Where the text of a group goes."""

    TEXT = auto()
    NOWHERE = auto()
    FONTS = auto()
    COLOURS = auto()
    STYLES = auto()
    CODE = auto()
    COUNT = auto()
    SHAPE = auto()
    NAME = auto()
    VALUE = auto()
    NUMBER = auto()


class _GroupState(Struct):
    """The state of a group; a group inside begins with a copy."""

    into: _Into = _Into.TEXT
    letters: RtfLetters = PLAIN
    table: RtfLetters = PLAIN
    paragraph: Paragraph = PARD
    font: int = -1
    skip: int = 1
    hidden: Hiding | None = None
    ground: Colour | None = WHITE
    in_background: bool = False


class _RtfField(Struct):
    """A field: its code, and where its result begins on the line."""

    code: str = ""
    line: int = -1
    column: int = 0
    hidden: int = 0


class _RtfGroup(Struct):
    """The state outside of a group, and what is to be done at its end."""

    state: _GroupState
    at_end: Callable[[], None] | None = None


class _FirstPass(Struct):
    """What the first pass found: the length of each paragraph, the shapes anchored in it.

    `covers` are those in front of the text, `behind` those behind it; `boxes` are its text boxes
    and the shapes that may lie over them.
    """

    lengths: list[int] = field(default_factory=lambda: [0])
    covers: dict[int, list[OpaqueShape]] = field(default_factory=dict)
    behind: dict[int, list[OpaqueShape]] = field(default_factory=dict)
    boxes: dict[int, BoxesAndShapes] = field(default_factory=dict)


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The document, and one for each row of a table of mail."""
    document, cells = _read(data, name, options)
    yield from split_rows_of_mail(document, cells_of_mail(document.text, cells))


def read_whole(data: bytes, name: str, options: ReadOptions) -> Document:
    """The one document, its tables in it: of RTF that is the text of a mail."""
    return _read(data, name, options)[0]


def _read(data: bytes, name: str, options: ReadOptions) -> tuple[Document, list[TextCell]]:
    """The whole document, and the cells of all its tables."""
    source = data.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    reader = _RtfPass(source, options)
    reader.run()
    found = reader.found
    if found.covers or found.behind:
        reader = _RtfPass(source, options)
        reader.boxes_under, were_too_many = covered_boxes(found.boxes)
        if were_too_many:
            reader.warn("more text boxes lie among shapes than can be compared; they are withheld")
        reader.under = covered(found.lengths, found.covers)
        reader.behind = grounds(found.lengths, found.behind)
        reader.run()
    return reader.document(name, data)


class _RtfPass:
    """One pass.

    `under` are the numbers of the paragraphs that lie under a shape, `boxes_under` of text boxes,
    `behind` the colours of shapes that lie behind others.
    """

    def __init__(self, source: str, options: ReadOptions) -> None:
        self.found = _FirstPass()
        self.under: set[int] = set()
        self.boxes_under: set[int] = set()
        self.behind: dict[int, Colour] = {}
        self._source = source
        self._lines = self._main = OfficeLines()
        self._main.place = "1"
        self._margins: list[OfficeLines] = []
        self._notes: list[OfficeLines] = []
        self._state = _GroupState()
        self._groups: list[_RtfGroup] = []
        self._is_starred = False
        self._codec = _codec(options.encoding or "cp1252")
        self._fonts: dict[int, str] = {}
        self._default_font = -1
        self._decoder: codecs.IncrementalDecoder | None = None
        self._decoding = ""
        self._high = 0
        self._to_skip = 0
        self._colours = Colours()
        self._styles = RtfStyles()
        self._style, self._based = 0, -1
        self._fields: list[_RtfField] = []
        self._count = 0
        self._number = ""
        # Of the line so far: how many tabs there are, and where the letters end that come next.
        self._tabs = 0
        self._ahead = 0
        self._page_margin = self._margin = _USUAL_MARGIN
        self._columns = RtfColumns()
        self._width = _USUAL_WIDTH
        self._shapes: list[RtfShape] = []
        # How many shapes and boxes were read, and the boxes in which the text is.
        self._count_of_shapes = 0
        self._boxes: list[BoxLines] = []
        self._name = self._value = ""
        self._cells: list[CellDefinition] = []
        self._cell = CellDefinition()
        self._edge: int | None = None
        # Of the tables in the text: which one this is, its row, and where the next cell begins.
        self._table = self._row = self._cell_start = 0
        self._page_ground: Colour | None = None
        self._shows_background = r"\viewbksp1" in source
        self._column = 0
        self._is_next_cell = False
        # How many paragraphs of the cell, or lines it breaks by hand, are above the letters.
        self._above_in_cell = 0
        # How much of the line in a cell is taken, in points, were letters narrow.
        self._across = 0.0
        self._has_pictures = r"\pict" in source
        self._shows = {"headerf": r"\titlepg" in source, "headerl": r"\facingp" in source}

    def run(self) -> None:
        """Read all of the source, to the end of the outermost group."""
        position, end = 0, len(self._source)
        while position < end:
            token = _TOKEN.match(self._source, position)
            if token is None:
                break
            position = token.end()
            kind = token.lastgroup
            if kind != "hex" and kind != "text":
                self._flush()
            if kind == "text":
                self._text(token["text"])
                tell_read(position, end)
            elif kind == "hex":
                self._hexadecimal(token["hex"])
            elif kind == "brace":
                if not self._brace(token["brace"]):
                    break
            elif kind == "sign":
                self._sign(token["sign"])
            elif token["word"]:
                number = token["number"]
                value = None if number is None else int(number[:_MOST_DIGITS])
                if token["word"] == "bin":
                    position += max(value or 0, 0)
                self._word(token["word"], value)
        self._flush()
        while self._groups:
            self._end_group()

    def warn(self, text: str) -> None:
        """Report what could not be followed."""
        self._lines.notice(NoticeCode.STYLE_NOT_FOLLOWED, text)

    def document(self, name: str, data: bytes) -> tuple[Document, list[TextCell]]:
        """What was read: page headers, the text, the notes behind it; and the cells of tables."""
        whole = OfficeLines()
        start = 0
        for lines in (*self._margins, self._main, *self._notes):
            start = whole.length if lines is self._main else start
            whole.include(lines.document(name, b"", "rtf"), in_place=False)
        cells = [cell._replace(span=cell.span.shifted(start)) for cell in self._main.cells]
        return whole.document(name, data, "rtf"), cells

    def _brace(self, brace: str) -> bool:
        """Begin or end a group. False at the end of the document."""
        # `{\u8364}`: a brace ends the substitute characters that would follow the number.
        self._to_skip = 0
        if brace == "}":
            return self._end_group()
        self._groups.append(_RtfGroup(self._state))
        self._state = copy(self._state)
        return True

    def _end_group(self) -> bool:
        """Go back to the state outside. False at the end of the document."""
        if not self._groups:
            return True
        group = self._groups.pop()
        if group.at_end is not None:
            group.at_end()
        self._state = group.state
        self._is_starred = False
        return bool(self._groups)

    # --- characters ---------------------------------------------------------------------------

    def _text(self, text: str) -> None:
        if self._to_skip:
            skipped = min(self._to_skip, len(text))
            self._to_skip -= skipped
            text = text[skipped:]
        if not text:
            return
        if self._decoder is None and text.isascii():
            self._put(text)
        else:
            self._decode(text.encode("latin-1"))

    def _hexadecimal(self, digits: str) -> None:
        if self._to_skip:
            self._to_skip -= 1
        else:
            self._decode(bytes.fromhex(digits))

    def _decode(self, data: bytes) -> None:
        """Bytes in the character set of the font; a letter may be spread over several tokens."""
        codec = self._fonts.get(self._state.font, self._codec)
        if self._decoder is None or codec != self._decoding:
            self._flush()
            self._decoding = codec
            self._decoder = codecs.getincrementaldecoder(codec)("replace")
        self._put(self._decoder.decode(data))

    def _flush(self) -> None:
        if self._decoder is not None:
            decoder, self._decoder = self._decoder, None
            self._put(decoder.decode(b"", final=True))

    def _unicode(self, value: int) -> None:
        """A letter as a signed 16-bit number; beyond that two surrogates make one letter."""
        self._to_skip = self._state.skip
        value &= 0xFFFF
        if 0xD800 <= value < 0xDC00:
            self._lone_surrogate()
            self._high = value
        elif 0xDC00 <= value < 0xE000:
            high, self._high = self._high, 0
            joined = 0x10000 + ((high - 0xD800) << 10) + (value - 0xDC00)
            self._put(chr(joined) if high else "\ufffd")
        else:
            self._put(chr(value))

    def _lone_surrogate(self) -> None:
        if self._high:
            self._high = 0
            self._put("\ufffd")

    # --- where it goes ------------------------------------------------------------------------

    def _put(self, text: str) -> None:
        self._lone_surrogate()
        text = text.replace("\x00", "")
        if not text:
            return
        into = self._state.into
        if into is _Into.TEXT:
            self._show(text)
        elif into is _Into.CODE and self._fields:
            code = self._fields[-1].code
            self._fields[-1].code = code + text[: max(_LONGEST_CODE - len(code), 0)]
        elif into is _Into.COUNT:
            self._count += len(text)
        elif into is _Into.COLOURS:
            for _ in range(text.count(";")):
                self._colours.end_entry()
        elif into is _Into.NUMBER:
            self._number += text[:_LONGEST_NUMBER]
        elif into is _Into.NAME:
            self._name += text[:100]
        elif into is _Into.VALUE:
            self._value += text[:_LONGEST_CODE]

    def _show(self, text: str) -> None:
        cell = self._cells[self._column] if self._is_in_table() else None
        if cell is None or cell.height is None:
            self._show_piece(text)
            return
        # A row of exact height cuts off the lines that are too many.
        for word in _SPACED.findall(text):
            wide = len(word) * _NARROWEST_LETTER * self._state.letters.size / 2
            if not word.isspace() and cell.breaks(self._across, wide):
                self._above_in_cell += 1
                self._across = 0.0
            self._across += wide
            self._show_piece(word)

    def _show_piece(self, text: str) -> None:
        if self._is_next_cell:
            self._is_next_cell = False
            if not self._lines.at_line_start():
                self._lines.text("\t")
        if self._lines is self._main and not self._shapes:
            self.found.lengths[-1] += len(text)
        self._tabs += text == "\t"
        self._ahead += len(text)
        how, drawn = self._seen()
        if how is None:
            self._lines.text(text)
        else:
            self._lines.hide(how, text, drawn=drawn, space=how not in _SPACELESS)

    def _seen(self) -> tuple[Hiding | None, bool]:
        """Why letters cannot be seen here, and whether a mark is seen in their place."""
        state = self._state
        is_body = self._lines is self._main and not self._shapes
        if state.hidden is not None:
            return state.hidden, False
        if state.letters.is_deleted:
            return Hiding.DELETED, False
        cell = self._cells[self._column] if self._is_in_table() else CellDefinition()
        if cell.is_deleted:
            return Hiding.DELETED, False
        look = state.letters.look(self._colours)
        if look.vanish or cell.is_under:
            return Hiding.NOT_DISPLAYED, False
        if is_body and len(self.found.lengths) - 1 in self.under:
            return Hiding.COVERED, True
        if state.paragraph.is_unseen() or cell.is_flat:
            return Hiding.TOO_SMALL, False
        is_cut = cell.cuts_off(self._above_in_cell) or (
            bool(self._boxes) and self._boxes[-1].cuts_off()
        )
        if is_cut or self._is_off_page(state.paragraph, cell):
            return Hiding.OUTSIDE_PAGE, False
        layers = (
            state.letters.ground(self._colours),
            state.paragraph.ground(self._colours),
            cell.ground(self._colours),
        )
        behind = self.behind.get(len(self.found.lengths) - 1) if is_body else None
        ground = next((layer for layer in (*layers, behind) if layer is not None), state.ground)
        how = hiding(look, ground or WHITE)
        if how is Hiding.SAME_COLOUR and ground is None:
            return None, False
        # Letters of no colour are white on a dark page, as in a document for dark screens.
        if how is Hiding.SAME_COLOUR and look.letters is None and ground is self._page_ground:
            return None, False
        return how, how is Hiding.SAME_COLOUR and is_legible(ground or WHITE, WHITE)

    def _is_off_page(self, paragraph: Paragraph, cell: CellDefinition) -> bool:
        if cell.is_off_page or paragraph.is_off_page():
            return True
        if self._lines is not self._main or self._shapes or paragraph.in_table:
            return False
        edge = self._width - self._margin
        return (
            self._margin >= self._width
            or self._columns.are_off(edge)
            or self._is_past_page(paragraph)
            or paragraph.is_left_of_page(self._margin, self._ahead)
            or paragraph.indent >= self._width
        )

    def _is_past_page(self, paragraph: Paragraph) -> bool:
        if self._tabs and paragraph.has_lost_stops:
            self.warn(
                "a paragraph has more tab stops than can be followed; what is behind its tabs is "
                "withheld"
            )
        return paragraph.is_past_page(self._tabs, self._width - self._margin)

    def _is_in_table(self) -> bool:
        return self._state.paragraph.in_table and self._column < len(self._cells)

    def _end_paragraph(self) -> None:
        self._end_own_line()
        if self._lines is self._main and not self._shapes:
            if not self._state.paragraph.in_table:
                self._table += self._row > 0
                self._row, self._cell_start = 0, self._lines.length
            self.found.lengths.append(0)
            self._lines.place = str(len(self.found.lengths))

    # --- control words ------------------------------------------------------------------------

    def _sign(self, sign: str) -> None:
        self._to_skip = 0
        if sign == "*":
            self._is_starred = True
        elif sign in "\r\n":
            if self._state.into is _Into.TEXT:
                self._end_paragraph()
        elif sign in SYMBOLS:
            self._put(SYMBOLS[sign])

    def _word(self, word: str, value: int | None) -> None:
        self._to_skip = 0
        starred, self._is_starred = self._is_starred, False
        if self._destination(word, starred=starred):
            return
        if word == "u":
            self._to_skip = self._state.skip
            if value is not None:
                self._unicode(value)
            return
        if word in CHARACTERS:
            self._put(CHARACTERS[word])
        elif word in PARAGRAPH_ENDS or word in LINE_ENDS:
            self._line_end(word)
        elif word in ("cell", "nestcell", "row", "nestrow"):
            self._table_end(word)
        elif self._state.into is _Into.COLOURS:
            self._colours.word(word, value)
        elif self._state.into is _Into.SHAPE and self._shapes:
            self._shapes[-1].word(word, value)
        else:
            self._setting(word, value)

    def _line_end(self, word: str) -> None:
        if self._state.into is not _Into.TEXT:
            return
        if word == "column":
            self._columns.breaks += 1
        if word in PARAGRAPH_ENDS:
            self._end_paragraph()
            if word == "sect":
                self._columns.breaks = 0
        else:
            self._end_own_line()

    def _end_own_line(self) -> None:
        how, _ = self._seen()
        self._tabs = self._ahead = 0
        self._across = 0.0
        self._above_in_cell += how not in _SPACELESS
        if self._boxes and not self._state.paragraph.in_table:
            self._boxes[-1].above += how not in _SPACELESS
        if how not in _SPACELESS:
            self._lines.end_line()

    def _table_end(self, word: str) -> None:
        if self._state.into is not _Into.TEXT:
            return
        self._above_in_cell = 0
        self._across = 0.0
        is_in_text = self._lines is self._main and not self._shapes
        if word.endswith("cell"):
            self._is_next_cell = True
            if word == "cell" and is_in_text:
                end = self._lines.length + self._lines.column
                span = Span(self._cell_start, end)
                self._lines.cells.append(TextCell(self._table + 1, self._row, self._column, span))
                self._cell_start = end
            self._column += word == "cell"
            return
        self._is_next_cell = False
        self._column = 0 if word == "row" else self._column
        self._lines.end_text()
        if word == "row" and is_in_text:
            self._row, self._cell_start = self._row + 1, self._lines.length
        if self._lines is self._main:
            self.found.lengths.append(0)
            self._lines.place = str(len(self.found.lengths))

    def _setting(self, word: str, value: int | None) -> None:
        """A word that changes how letters, paragraphs, rows or the document look."""
        state = self._state
        if word == "plain":
            state.letters = PLAIN
            state.font = self._default_font
        elif word == "pard":
            state.paragraph = PARD
            state.letters = without(state.letters, state.table)
            state.table = PLAIN
        elif word in ("s", "cs", "ts", "yts", "sbasedon"):
            self._apply_style(word, value or 0)
        elif word == "f":
            state.font = value if value is not None else 0
        elif word in ("deff", "ansicpg", "mac", "pc", "pca", "fcharset", "cpg"):
            self._character_set(word, value or 0)
        elif word == "uc":
            state.skip = 1 if value is None else max(value, 0)
        elif word in _OF_PAGES:
            self._set_page(word, value)
        elif word == "trowd":
            self._cells, self._cell, self._edge = [], CellDefinition(), None
            self._above_in_cell, self._across = 0, 0.0
        elif word == "cellx":
            self._end_cell(value or 0)
        else:
            state.letters = state.letters.changed(word, value)
            state.paragraph = state.paragraph.changed(word, value)
            self._cell = self._cell.changed(word, value)
        if state.into is _Into.STYLES and word in PARTS_OF_TABLES:
            # What a style says of some rows or columns does not hold for the others.
            self._styles.read(self._style, RtfStyle())
            state.into = _Into.NOWHERE
        elif state.into is _Into.STYLES:
            self._styles.read(self._style, RtfStyle(state.letters, state.paragraph, self._based))

    def _set_page(self, word: str, value: int | None) -> None:
        """Width, margins and columns of the document or a section; a new section has its own."""
        if word in RTF_WORDS:
            self._columns.word(word, value or 0)
            return
        if word in ("paperw", "pgwsxn"):
            self._width = max(value or 0, self._width)
            return
        if word == "sectd":
            self._columns.begin()
        if word == "margl":
            self._page_margin = _USUAL_MARGIN if value is None else value
        self._margin = value if word == "marglsxn" and value is not None else self._page_margin

    def _end_cell(self, edge: int) -> None:
        """The right edge of a cell, in twips; one of nearly no width shows no letters."""
        is_narrow = self._edge is not None and 0 <= edge - self._edge <= NARROWEST_CELL
        width = edge - (self._edge or 0)
        self._cells.append(self._cell.ended(edge, width=width, is_narrow=is_narrow))
        self._cell = self._cell.next()
        self._edge = edge

    def _apply_style(self, word: str, number: int) -> None:
        """A style that is defined in the style sheet, or used in the text."""
        state = self._state
        if word == "sbasedon":
            self._based = number
        elif word == "yts":
            # What the paragraph itself says goes before what the style of its table does.
            style = self._styles[number]
            state.table = style.letters
            state.letters = said_over(state.letters, style.letters, PLAIN)
            state.paragraph = said_over(state.paragraph, style.paragraph, PARD)
        elif word == "ts" and state.into is not _Into.STYLES:
            return
        elif state.into is _Into.STYLES:
            self._style, self._based = number, -1
        else:
            style = self._styles[number]
            state.letters = said_over(style.letters, state.letters, PLAIN)
            state.paragraph = said_over(style.paragraph, state.paragraph, PARD)

    def _character_set(self, word: str, value: int) -> None:
        if word == "deff":
            self._default_font = value
            if self._state.font < 0:
                self._state.font = value
        elif word == "fcharset":
            if self._state.into is _Into.FONTS and value in CHARSETS and value != 0:
                self._fonts[self._state.font] = _codec(CHARSETS[value])
        elif word == "cpg":
            self._fonts[self._state.font] = _codec(f"cp{value}")
        else:
            names = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
            self._codec = _codec(names.get(word, f"cp{value}"))

    # --- destinations -------------------------------------------------------------------------

    def _destination(self, word: str, *, starred: bool) -> bool:
        """Whether a word begins a destination; then the group's text goes there."""
        state = self._state
        if state.into is _Into.NOWHERE:
            if word == "ud":
                # {\upr{letters}{\*\ud{the same in Unicode}}}
                state.into = self._groups[-2].state.into if len(self._groups) > 1 else _Into.TEXT
            elif word == "picprop":
                self._begin_picture()
            return True
        begin = _BEGINS.get(word)
        if begin is not None:
            begin(self, word)
        elif word in MARGINS:
            self._begin_margin(word)
        elif word in NUMBERS and state.into is _Into.TEXT:
            self._begin_number(word)
        elif word in ENTRIES:
            self._begin_count(Hiding.METADATA)
        elif starred and word in ("cs", "ts") and state.into is _Into.STYLES:
            return False
        elif word in NOT_SHOWN or (starred and word not in SHOWN):
            state.into = _Into.NOWHERE
        else:
            return False
        return True

    def _at_end(self, action: Callable[[], None]) -> None:
        """Do something at the end of the group, before what is to be done there already."""
        if not self._groups:
            return
        before = self._groups[-1].at_end

        def both() -> None:
            action()
            if before is not None:
                before()

        self._groups[-1].at_end = both

    def _begin_table(self, word: str) -> None:
        kinds = {"fonttbl": _Into.FONTS, "colortbl": _Into.COLOURS, "stylesheet": _Into.STYLES}
        self._state.into = kinds[word]

    def _begin_field(self, word: str) -> None:
        if word == "field":
            self._fields.append(_RtfField())
            self._at_end(self._end_field)
        elif word == "fldinst":
            self._state.into = _Into.CODE
        elif self._fields:
            item = self._fields[-1]
            item.line, item.column = self._lines.number, self._lines.column
            item.hidden = self._lines.hidden_on_line

    def _end_field(self) -> None:
        item = self._fields.pop() if self._fields else _RtfField()
        match = _HYPERLINK.match(item.code)
        if match is None or item.line < 0 or self._state.into is not _Into.TEXT:
            return
        address = _MAILTO.match(match[1])
        self._lines.link(
            item.column if item.line == self._lines.number else 0,
            match[1],
            unquote(address[1]) if address else "",
            is_partly_hidden=self._lines.hidden_on_line != item.hidden,
        )

    def _begin_number(self, word: str) -> None:
        """A list's number, which newer readers make themselves: words in it are not seen."""
        self._state.into = _Into.NUMBER
        self._number = ""
        outer = self._groups[-1].state if self._groups else self._state

        def end() -> None:
            number, self._number = self._number, ""
            words = _WORD.findall(number)
            if outer.into is not _Into.TEXT or not number:
                return
            if all(_ROMAN.fullmatch(found) for found in words):
                self._show(number)
            else:
                self._lines.hide(Hiding.NOT_DISPLAYED, number, space=False)

        self._at_end(end)

    def _begin_count(self, how: Hiding) -> None:
        """Text of which only the length is kept."""
        self._state.into = _Into.COUNT
        before = self._count

        def end() -> None:
            self._lines.hide(how, "x" * (self._count - before), space=False)

        self._at_end(end)

    def _begin_annotation(self, word: str) -> None:
        self._begin_count(Hiding.COMMENT)

    def _story(self, lines: OfficeLines) -> None:
        """Let the text of the group go to lines of its own."""
        outer, self._lines = self._lines, lines
        next_cell, self._is_next_cell = self._is_next_cell, False
        self._state.paragraph = PARD
        self._state.letters = PLAIN

        def end() -> None:
            lines.end_text()
            self._lines, self._is_next_cell = outer, next_cell

        self._at_end(end)

    def _begin_margin(self, word: str) -> None:
        lines = OfficeLines()
        lines.aside = True
        kind = "header" if word.startswith("header") else "footer"
        lines.place = f"{kind} {len(self._margins) + 1}"
        shown = {"f": self._shows["headerf"], "l": self._shows["headerl"]}
        if word != kind and not shown.get(word[-1], True):
            self._state.hidden = Hiding.NOT_DISPLAYED
        self._margins.append(lines)
        self._story(lines)

    def _begin_note(self, word: str) -> None:
        lines = OfficeLines()
        number = len(self._notes) + 1
        if self._state.hidden is None and self._seen()[0] not in _SPACELESS:
            self._show(f"[{number}]")
            lines.place = f"footnote {number}"
            lines.text(f"[{number}]")
            lines.end_line()
        else:
            self._state.hidden = Hiding.NOT_DISPLAYED
        self._notes.append(lines)
        self._story(lines)

    def _begin_shape(self, word: str) -> None:
        if word in ("shpinst", "do"):
            self._state.into = _Into.SHAPE
            self._shapes.append(RtfShape())
            self._at_end(self._end_shape)
        elif word == "sp":
            self._name = self._value = ""
            self._at_end(self._end_property)
        elif word == "sn":
            self._state.into = _Into.NAME
        elif word == "sv":
            self._state.into = _Into.VALUE
        elif self._shapes:
            self._begin_box(self._shapes[-1])

    def _begin_background(self, word: str) -> None:
        """The shape behind the whole page; Word shows it only with `viewbksp1`."""
        self._state.in_background = True
        group = self._groups[-1] if self._groups else _RtfGroup(self._state)
        number = len(self._shapes)

        def end() -> None:
            ground = self._page_ground
            if self._shows_background and ground is not None and len(self._shapes) == number:
                for outer in (group, *self._groups):
                    outer.state.ground = ground

        self._at_end(end)

    def _begin_picture(self) -> None:
        """The properties of a picture, its description among them."""
        self._state.into = _Into.SHAPE
        self._shapes.append(RtfShape())

        def end() -> None:
            self._shapes.pop()

        self._at_end(end)

    def _begin_box(self, shape: RtfShape) -> None:
        """The text in a shape: lines of their own on the shape's fill."""
        shape.has_text = True
        self._lines.end_text()
        state = self._state
        state.into, state.letters, state.paragraph = _Into.TEXT, PLAIN, PARD
        fill = shape.fill()
        if fill is None or (fill == CLEAR and self._has_pictures):
            state.ground = None
        elif fill != CLEAR:
            state.ground = fill.over(WHITE)
        self._count_of_shapes += 1
        if shape.is_hidden():
            state.hidden = Hiding.NOT_DISPLAYED
        elif shape.is_too_small():
            state.hidden = Hiding.TOO_SMALL
        elif self._count_of_shapes in self.boxes_under:
            state.hidden = Hiding.COVERED
        place = place_of(shape, self._count_of_shapes)
        if place is not None:
            self._in_paragraph().boxes[self._count_of_shapes] = place
        self._boxes.append(lines_of(shape))

        def end() -> None:
            self._boxes.pop()
            self._lines.end_text()

        self._at_end(end)

    def _in_paragraph(self) -> BoxesAndShapes:
        number = len(self.found.lengths) - 1
        return self.found.boxes.setdefault(number, BoxesAndShapes({}, []))

    def _end_property(self) -> None:
        name = self._name.strip()
        if name == "wzDescription":
            self._lines.hide(Hiding.METADATA, self._value, space=False)
        elif self._shapes:
            self._shapes[-1].properties[name] = self._value.strip()

    def _end_shape(self) -> None:
        if not self._shapes:
            return
        shape = self._shapes.pop()
        if self._state.in_background:
            fill = shape.fill()
            self._page_ground = fill.over(WHITE) if fill is not None else None
            return
        around = self._shapes[-_MOST_GROUPS:]
        for outer, inner in pairwise([*around, shape]):
            if outer.is_group and "relLeft" in inner.properties:
                inner.place_in(outer)
        if shape.own_words:
            self._put_own_words(shape)
        cover = shape.cover()
        if not shape.has_text and shape.hides_boxes():
            self._count_of_shapes += 1
            place = place_of(shape, self._count_of_shapes)
            if place is not None:
                self._in_paragraph().shapes.append(place)
        is_outermost = all(outer.is_group for outer in around)
        if cover is not None and self._lines is self._main and is_outermost:
            paragraph = len(self.found.lengths) - 1
            into = self.found.behind if shape.is_behind() else self.found.covers
            into.setdefault(paragraph, []).append(cover)

    def _put_own_words(self, shape: RtfShape) -> None:
        """The words of WordArt or a watermark, which the shape's fill paints."""
        ground = self._state.ground or WHITE
        fill = shape.fill()
        self._lines.end_text()
        if shape.is_hidden() or shape.properties.get("fGtext") == "0":
            self._lines.hide(Hiding.NOT_DISPLAYED, shape.own_words, space=False)
        elif fill is not None and not is_legible(fill.over(ground), ground):
            self._lines.hide(Hiding.SAME_COLOUR, shape.own_words)
        else:
            self._lines.text(shape.own_words)
        self._lines.end_text()


_BEGINS: dict[str, Callable[[_RtfPass, str], None]] = {
    "fonttbl": _RtfPass._begin_table,
    "colortbl": _RtfPass._begin_table,
    "stylesheet": _RtfPass._begin_table,
    "field": _RtfPass._begin_field,
    "fldinst": _RtfPass._begin_field,
    "fldrslt": _RtfPass._begin_field,
    "annotation": _RtfPass._begin_annotation,
    "footnote": _RtfPass._begin_note,
    "background": _RtfPass._begin_background,
    "shpinst": _RtfPass._begin_shape,
    "do": _RtfPass._begin_shape,
    "sp": _RtfPass._begin_shape,
    "sn": _RtfPass._begin_shape,
    "sv": _RtfPass._begin_shape,
    "shptxt": _RtfPass._begin_shape,
    "dptxbxtext": _RtfPass._begin_shape,
}


def _codec(name: str) -> str:
    """A codec's name if Python knows it, else that of Western Europe."""
    try:
        codecs.getincrementaldecoder(name)
    except (LookupError, ValueError):
        return "utf-8" if name == "cp65001" else "cp1252"
    return name
