"""RTF: read fields: codes, results, addresses of links, buttons, lists of choices."""

from __future__ import annotations

import re

from msgspec import Struct, field

from mailrecon.read.office.lines import LineMark
from mailrecon.read.office.rtf.pen import RtfPen
from mailrecon.read.office.rtf.state import GroupState, Into
from mailrecon.regex import regex

_HYPERLINK = regex(r'\s*HYPERLINK\s+(?:\\[a-z]\s+)*"?([^"\s]{1,2000})', re.IGNORECASE)
# `MACROBUTTON NoMacro Type the name here`: a button shows its words, though they are in its code.
_BUTTON = regex(r"\s*(?:MACROBUTTON|GOTOBUTTON)\s+\S+\s+(?=\S)", re.IGNORECASE)
_LONGEST_CODE = 4000
_MOST_CHOICES = 25  # Word's lists have no more


class RtfField(Struct):
    """A field: its code, and the start of its result.

    `choices` are the entries of a list, `chosen` is the index of the displayed entry.
    """

    code: str = ""
    begin: LineMark | None = None
    choices: list[str] = field(default_factory=list)
    chosen: int = 0


class RtfFields:
    """The nested fields that are being read."""

    def __init__(self, pen: RtfPen) -> None:
        self._pen = pen
        self._open: list[RtfField] = []

    def begin(self) -> None:
        """Begin a field."""
        self._open.append(RtfField())

    def code(self, text: str) -> None:
        """Extend the code of the innermost field."""
        if self._open:
            code = self._open[-1].code
            self._open[-1].code = code + text[: max(_LONGEST_CODE - len(code), 0)]

    def begin_choice(self) -> None:
        """Begin an entry of a list: `{\\*\\ffl Ann Poe}`."""
        if self._open and len(self._open[-1].choices) < _MOST_CHOICES:
            self._open[-1].choices.append("")

    def choice(self, text: str) -> None:
        """Extend an entry of a list."""
        if self._open and self._open[-1].choices:
            code = self._open[-1].choices[-1]
            self._open[-1].choices[-1] = code + text[: max(_LONGEST_CODE - len(code), 0)]

    def choose(self, number: int) -> None:
        """Set the displayed entry of the list."""
        if self._open:
            self._open[-1].chosen = number

    def begin_result(self) -> None:
        """Begin the result of the innermost field."""
        if self._open:
            self._open[-1].begin = self._pen.lines.mark()

    def end(self, state: GroupState) -> None:
        """End the innermost field, whose result is already on the lines."""
        item = self._open.pop() if self._open else RtfField()
        if state.into is not Into.TEXT:
            return
        lines = self._pen.lines
        has_result = item.begin is not None and item.begin != lines.mark()
        if not has_result and _BUTTON.match(item.code):
            self._pen.show(_BUTTON.sub("", item.code).strip(), state)
        elif not has_result and 0 <= item.chosen < len(item.choices):
            self._pen.show(item.choices[item.chosen], state)
        match = _HYPERLINK.match(item.code)
        if match is not None and item.begin is not None:
            lines.link(item.begin, match[1])
