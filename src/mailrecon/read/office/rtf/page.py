"""RTF: read the width, left margin and columns of the page, in twips."""

from __future__ import annotations

from mailrecon.read.office.columns import RTF_WORDS, RtfColumns
from mailrecon.read.office.rtf.looks import Paragraph

# The default left margin and width of a page.
_USUAL_MARGIN = 1800
_USUAL_WIDTH = 12_240
_USUAL_HEIGHT = 15_840
PAGE_WORDS = RTF_WORDS | {"margl", "marglsxn", "margtsxn", "sectd", "paperw", "pgwsxn"} | {"paperh"}


class RtfPage:
    """The page according to the control words so far."""

    def __init__(self) -> None:
        self.columns = RtfColumns()
        self._width = _USUAL_WIDTH
        self._height = _USUAL_HEIGHT
        self._document_margin = self._margin = _USUAL_MARGIN
        self._top = 0

    def word(self, word: str, value: int | None) -> None:
        """Read a word of `PAGE_WORDS`; a new section has its own margins and columns."""
        if word in RTF_WORDS:
            self.columns.word(word, value or 0)
            return
        if word in ("paperw", "pgwsxn"):
            self._width = max(value or 0, self._width)
            return
        if word == "paperh":
            self._height = max(value or 0, self._height)
            return
        if word == "margtsxn":
            self._top = abs(value or 0)
            return
        if word == "sectd":
            self.columns.begin()
            self._top = 0
        if word == "margl":
            self._document_margin = _USUAL_MARGIN if value is None else value
        is_own = word == "marglsxn"
        self._margin = value if is_own and value is not None else self._document_margin

    def shows(self, paragraph: Paragraph, tabs: int, letters: int) -> bool:
        """Whether text after `tabs` tabs, with `letters` letters on its line, is on the page."""
        edge = self._width - self._margin
        return not (
            self._margin >= self._width
            or self._top >= self._height
            or self.columns.are_off(edge)
            or paragraph.is_past_page(tabs, edge)
            or paragraph.is_left_of_page(self._margin, letters)
            or paragraph.indent >= self._width
            or (paragraph.from_side and paragraph.place >= self._width)
            or (paragraph.from_top and paragraph.down >= self._height)
        )
