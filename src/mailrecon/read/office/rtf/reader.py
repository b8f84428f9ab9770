"""Read RTF: the text of the document as the printed page shows it (RTF 1.9.1).

One pass reads control words, groups and text. If shapes float over the text, a second pass follows,
because a shape may come after the text it covers. Both passes take linear time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import copy

from mailrecon.model import Document, Hiding
from mailrecon.read.office.covers import covered, grounds
from mailrecon.read.office.lines import SPACELESS, OfficeLines
from mailrecon.read.office.rtf.boxes import covered_boxes
from mailrecon.read.office.rtf.characters import RtfCharacters, is_number
from mailrecon.read.office.rtf.drawings import RtfDrawings
from mailrecon.read.office.rtf.fields import RtfFields
from mailrecon.read.office.rtf.looks import PARD, PLAIN, RtfStyle, RtfStyles, said_over, without
from mailrecon.read.office.rtf.page import PAGE_WORDS
from mailrecon.read.office.rtf.pen import RtfPen
from mailrecon.read.office.rtf.state import GroupState, Into, RtfGroup, WhatShapesDo
from mailrecon.read.office.rtf.tables import (
    CHARACTERS,
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
from mailrecon.read.tables.rows_in_documents import TextCell, cells_of_mail, split_rows_of_mail
from mailrecon.regex import regex

# Control words are case-sensitive; a number with too many digits is cut.
_TOKEN = regex(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]+)?[ ]?|\\'(?P<hex>[0-9a-fA-F]{2})"
    r"|\\(?P<sign>[^a-zA-Z])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
_MOST_DIGITS = 10
_LONGEST_NUMBER = 100


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """Read the document, and a document for each row of a table of mail."""
    document, cells = _read(data, name, options)
    yield from split_rows_of_mail(document, cells_of_mail(document.text, cells))


def read_whole(data: bytes, name: str, options: ReadOptions) -> Document:
    """Read RTF that is the text of a mail as one document that includes its tables."""
    return _read(data, name, options)[0]


def _read(data: bytes, name: str, options: ReadOptions) -> tuple[Document, list[TextCell]]:
    """The whole document, and the cells of all its tables."""
    source = data.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    reader = _RtfPass(source, options, WhatShapesDo())
    reader.run()
    found = reader.pen.found
    late, late_nested = reader.pen.rows.late, reader.pen.nested.late
    if found.covers or found.behind or late or late_nested:
        boxes_under, were_too_many = covered_boxes(found.boxes)
        heights = found.heights()
        under = covered(found.lengths, found.covers, heights)
        behind = grounds(found.lengths, found.behind, heights)
        reader = _RtfPass(
            source, options, WhatShapesDo(under, boxes_under, behind, late, late_nested)
        )
        if were_too_many:
            reader.pen.warn(
                "more text boxes lie among shapes than can be compared; they are withheld"
            )
        reader.run()
    return reader.document(name, data)


class _RtfPass:
    """One pass over the control words; `shapes` are the results of an earlier pass about shapes."""

    def __init__(self, source: str, options: ReadOptions, shapes: WhatShapesDo) -> None:
        self.pen = RtfPen(shapes)
        self._drawings = RtfDrawings(self.pen, shapes, has_pictures=r"\pict" in source)
        self._characters = RtfCharacters(options.encoding or "cp1252", self._put)
        self._source = source
        self._margins: list[OfficeLines] = []
        self._notes: list[OfficeLines] = []
        self._state = GroupState()
        self._groups: list[RtfGroup] = []
        self._is_starred = False
        self._styles = RtfStyles()
        self._style, self._based = 0, -1
        self._fields = RtfFields(self.pen)
        self._sinks: dict[Into, Callable[[str], None]] = {
            **{Into.CODE: self._fields.code, Into.CHOICE: self._fields.choice},
            **{Into.NAME: self._drawings.name, Into.VALUE: self._drawings.value},
            **{Into.COLOURS: self.pen.colours.text, Into.NAMES: self.pen.colours.names},
            Into.PICTURE: self._drawings.picture,
        }
        self._count = 0
        self._number = ""
        self._shows_background = r"\viewbksp1" in source
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
                self._characters.flush()
            if kind == "text":
                self._characters.text(token["text"], self._state.font)
                tell_read(position, end)
            elif kind == "hex":
                self._characters.hexadecimal(token["hex"], self._state.font)
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
        self._characters.flush()
        while self._groups:
            self._end_group()

    def document(self, name: str, data: bytes) -> tuple[Document, list[TextCell]]:
        """Make the document of page headers, text and notes; also return the cells of tables."""
        return self.pen.document(name, data, self._margins, self._notes)

    # --- groups and letters -------------------------------------------------------------------

    def _brace(self, brace: str) -> bool:
        """Begin or end a group. False at the end of the document."""
        # `{\u8364}`: a brace ends the skipping of substitute characters after the number.
        self._characters.to_skip = 0
        if brace == "}":
            return self._end_group()
        self._groups.append(RtfGroup(self._state))
        self._state = copy(self._state)
        return True

    def _end_group(self) -> bool:
        """Restore the state outside the group. False at the end of the document."""
        if not self._groups:
            return True
        group = self._groups.pop()
        if group.at_end is not None:
            group.at_end()
        self._state = group.state
        self._is_starred = False
        return bool(self._groups)

    def _put(self, text: str) -> None:
        """Send letters to the text, or to the definition that their group contains."""
        into = self._state.into
        if into is Into.TEXT:
            self.pen.show(text, self._state)
        elif into is Into.COUNT:
            self._count += len(text)
        elif into is Into.NUMBER:
            self._number += text[:_LONGEST_NUMBER]
        elif into in self._sinks:
            self._sinks[into](text)

    # --- control words ------------------------------------------------------------------------

    def _sign(self, sign: str) -> None:
        self._characters.to_skip = 0
        if sign == "*":
            self._is_starred = True
        elif sign in "\r\n":
            if self._state.into is Into.TEXT:
                self.pen.end_paragraph(self._state)
        elif sign in SYMBOLS:
            self._characters.put(SYMBOLS[sign])

    def _word(self, word: str, value: int | None) -> None:
        self._characters.to_skip = 0
        starred, self._is_starred = self._is_starred, False
        into = self._state.into
        if word == "ffres":
            self._fields.choose(value or 0)
        if self._destination(word, starred=starred):
            return
        if word == "u":
            self._characters.to_skip = self._state.skip
            if value is not None:
                self._characters.unicode(value, self._state.skip)
        elif word in CHARACTERS:
            self._characters.put(CHARACTERS[word])
        elif word in PARAGRAPH_ENDS or word in LINE_ENDS:
            self._line_end(word)
        elif word in ("cell", "nestcell", "row", "nestrow"):
            if into is Into.TEXT:
                self.pen.end_cell_or_row(word)
        elif into is Into.COLOURS:
            self.pen.colours.word(word, value)
        elif into is Into.SHAPE and self.pen.shapes:
            self._drawings.word(word, value)
        else:
            self._setting(word, value)

    def _line_end(self, word: str) -> None:
        if self._state.into is not Into.TEXT:
            return
        columns = self.pen.page.columns
        if word == "column":
            columns.breaks += 1
        if word in PARAGRAPH_ENDS:
            self.pen.end_paragraph(self._state)
            if word == "sect":
                columns.breaks = 0
        else:
            self.pen.end_line(self._state)

    def _setting(self, word: str, value: int | None) -> None:
        """Apply a word that changes the look of letters, paragraphs, rows or the document."""
        state = self._state
        rows = self.pen.nested if state.in_nested_row else self.pen.rows
        if word == "plain":
            state.letters = PLAIN
            state.font = self._characters.default_font
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
        elif word in PAGE_WORDS:
            self.pen.page.word(word, value)
        elif word == "trowd":
            rows.begin()
        elif word == "cellx":
            rows.end_definition(value or 0)
        else:
            state.letters = state.letters.changed(word, value)
            state.paragraph = state.paragraph.changed(word, value)
            rows.word(word, value)
        if state.into is Into.STYLES and word in PARTS_OF_TABLES:
            # Properties of a style for some rows or columns do not apply to the others.
            self._styles.read(self._style, RtfStyle())
            state.into = Into.NOWHERE
        elif state.into is Into.STYLES:
            self._styles.read(self._style, RtfStyle(state.letters, state.paragraph, self._based))

    def _apply_style(self, word: str, number: int) -> None:
        """Define a style in the style sheet, or apply one in the text."""
        state = self._state
        if word == "sbasedon":
            self._based = number
        elif word == "yts":
            # The paragraph's own properties have precedence over those of its table's style.
            style = self._styles[number]
            state.table = style.letters
            state.letters = said_over(state.letters, style.letters, PLAIN)
            state.paragraph = said_over(state.paragraph, style.paragraph, PARD)
        elif word == "ts" and state.into is not Into.STYLES:
            return
        elif state.into is Into.STYLES:
            self._style, self._based = number, -1
        else:
            style = self._styles[number]
            state.letters = said_over(style.letters, state.letters, PLAIN)
            state.paragraph = said_over(style.paragraph, state.paragraph, PARD)

    def _character_set(self, word: str, value: int) -> None:
        if word == "deff":
            self._characters.default_font = value
            if self._state.font < 0:
                self._state.font = value
        elif word == "cpg" or (word == "fcharset" and self._state.into is Into.FONTS):
            self._characters.set_of_font(word, value, self._state.font)
        elif word != "fcharset":
            self._characters.set_of_document(word, value)

    # --- destinations -------------------------------------------------------------------------

    def _destination(self, word: str, *, starred: bool) -> bool:
        """Begin a destination, to which the group's text goes; False if the word begins none."""
        state = self._state
        if state.into in (Into.NOWHERE, Into.PICTURE):
            self._begin_in_unseen(word)
            return True
        begin = _BEGINS.get(word)
        if begin is not None:
            begin(self, word)
        elif word in MARGINS:
            self._begin_margin(word)
        elif word in NUMBERS and state.into is Into.TEXT:
            self._begin_number(word)
        elif word in ENTRIES:
            self._begin_count(Hiding.METADATA)
        elif starred and word in ("cs", "ts") and state.into is Into.STYLES:
            return False
        elif word in NOT_SHOWN or (starred and word not in SHOWN):
            is_fill = word == "pict" and state.into is Into.VALUE
            state.into = Into.PICTURE if is_fill else Into.NOWHERE
        else:
            return False
        return True

    def _at_end(self, action: Callable[[], None]) -> None:
        """Schedule an action for the end of the group, before the actions scheduled earlier."""
        if not self._groups:
            return
        before = self._groups[-1].at_end

        def both() -> None:
            action()
            if before is not None:
                before()

        self._groups[-1].at_end = both

    def _begin_table(self, word: str) -> None:
        kinds = {"fonttbl": Into.FONTS, "colortbl": Into.COLOURS, "stylesheet": Into.STYLES}
        self._state.into = kinds.get(word, Into.NAMES)

    def _begin_field(self, word: str) -> None:
        if word == "field":
            self._fields.begin()
            self._at_end(lambda: self._fields.end(self._state))
        elif word == "fldinst":
            self._state.into = Into.CODE
        else:
            self._fields.begin_result()

    def _begin_in_unseen(self, word: str) -> None:
        """Handle a word in a destination whose text is not on the page."""
        state = self._state
        if word == "ud":
            # {\upr{letters}{\*\ud{the same in Unicode}}}
            state.into = self._groups[-2].state.into if len(self._groups) > 1 else Into.TEXT
        elif word == "picprop":
            state.into = Into.SHAPE
            self._drawings.begin()
            self._at_end(self._drawings.end_picture)
        elif word == "ffl":
            state.into = Into.CHOICE
            self._fields.begin_choice()
        elif word == "mshow":
            state.into = Into.NUMBER
            self._number = ""
            self._at_end(self._end_phantom)

    def _end_phantom(self) -> None:
        r"""End a phantom in a formula, which leaves a space of the size of its hidden content.

        `{\mphant{\mphantPr{\mshow off}}{\me{\mr x}}}`
        """
        shows, self._number = self._number.strip(), ""
        if shows in ("off", "0", "false") and self._groups:
            self._groups[-1].state.hidden = Hiding.NOT_DISPLAYED

    def _begin_nested_row(self, word: str) -> None:
        """Begin the description of a nested table's row, which follows the row's text."""
        self._state.in_nested_row = True

    def _begin_number(self, word: str) -> None:
        """Begin a list number, which newer readers generate: words in it are not visible."""
        self._state.into = Into.NUMBER
        self._number = ""
        outer = self._groups[-1].state if self._groups else self._state

        def end() -> None:
            number, self._number = self._number, ""
            if outer.into is not Into.TEXT or not number:
                return
            if is_number(number):
                self.pen.show(number, self._state)
            else:
                self.pen.lines.hide(Hiding.NOT_DISPLAYED, number)

        self._at_end(end)

    def _begin_count(self, how: Hiding) -> None:
        """Begin text of which only the length is kept."""
        self._state.into = Into.COUNT
        before = self._count

        def end() -> None:
            self.pen.lines.hide(how, "x" * (self._count - before))

        self._at_end(end)

    def _begin_annotation(self, word: str) -> None:
        self._begin_count(Hiding.COMMENT)

    def _story(self, lines: OfficeLines) -> None:
        """Send the text of the group to separate lines."""
        outer, self.pen.lines = self.pen.lines, lines
        rows = self.pen.rows
        next_cell, rows.is_next_cell = rows.is_next_cell, False
        self._state.paragraph = PARD
        self._state.letters = PLAIN

        def end() -> None:
            lines.end_text()
            self.pen.lines, rows.is_next_cell = outer, next_cell

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
        if self._state.hidden is None and self.pen.seen(self._state)[0] not in SPACELESS:
            self.pen.show(f"[{number}]", self._state)
            lines.place = f"footnote {number}"
            lines.text(f"[{number}]")
            lines.end_line()
        else:
            self._state.hidden = Hiding.NOT_DISPLAYED
        self._notes.append(lines)
        self._story(lines)

    def _begin_shape(self, word: str) -> None:
        if word in ("shpinst", "do"):
            self._state.into = Into.SHAPE
            self._drawings.begin()
            self._at_end(lambda: self._drawings.end(self._state))
        elif word == "sp":
            self._drawings.begin_property()
            self._at_end(self._drawings.end_property)
        elif word == "sn":
            self._state.into = Into.NAME
        elif word == "sv":
            self._state.into = Into.VALUE
        elif self.pen.shapes:
            self._drawings.begin_box(self._state)
            self._at_end(self._drawings.end_box)

    def _begin_background(self, word: str) -> None:
        """Begin the shape behind the whole page; Word shows it only with `viewbksp1`."""
        self._state.in_background = True
        group = self._groups[-1] if self._groups else RtfGroup(self._state)
        number = len(self.pen.shapes)

        def end() -> None:
            ground = self.pen.page_ground
            if self._shows_background and ground is not None and len(self.pen.shapes) == number:
                for outer in (group, *self._groups):
                    outer.state.ground = ground

        self._at_end(end)


_BEGINS: dict[str, Callable[[_RtfPass, str], None]] = {
    "fonttbl": _RtfPass._begin_table,
    "colortbl": _RtfPass._begin_table,
    "stylesheet": _RtfPass._begin_table,
    "expandedcolortbl": _RtfPass._begin_table,
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
    "nesttableprops": _RtfPass._begin_nested_row,
    "dptxbxtext": _RtfPass._begin_shape,
}
