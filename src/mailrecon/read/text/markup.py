"""The reader of Markdown and reStructuredText: it removes the markup line by line.

The lines of the source are kept: people paste mail without the markup that would keep its lines
separate when rendered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from mailrecon.model import (
    Document,
    HiddenText,
    Place,
    PlaceUnit,
    Redaction,
    RedactionKind,
    Span,
)
from mailrecon.read.encoding import Decoded, decode
from mailrecon.read.options import ReadOptions
from mailrecon.read.recognition import signatures
from mailrecon.read.tables.rows_in_documents import cells_of_mail, split_rows_of_mail
from mailrecon.read.text.markdown import markdown_lines
from mailrecon.read.text.markup_line import MarkupLine, without_tags
from mailrecon.read.text.pipe_tables import pipe_cells
from mailrecon.read.text.rst import rst_lines
from mailrecon.regex import regex

_LINE_BREAK = regex(r"\r\n|\r|\n")


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The document, and one for each row of a table of mail; lines are numbered from 1."""
    decoded = decode(data, options.encoding)
    structured = signatures.is_restructured_text(data[: signatures.HEAD], name)
    lines = _LINE_BREAK.split(decoded.text)
    shown = (rst_lines if structured else markdown_lines)(lines)
    kind = "restructuredtext" if structured else "markdown"
    document = document_of(shown, data, name, decoded, kind)
    cells = () if structured else cells_of_mail(document.text, list(pipe_cells(document.text)))
    yield from split_rows_of_mail(document, cells)


def document_of(
    lines: Iterable[MarkupLine], data: bytes, name: str, decoded: Decoded, kind: str
) -> Document:
    """The document of displayed lines; each has its number in the source, from 1."""
    places: list[Place] = []
    aside: list[Span] = []
    hidden: list[HiddenText] = []
    redactions: list[Redaction] = []
    shown: list[str] = []
    position = 0
    for number, line in enumerate(map(without_tags, lines), start=1):
        span = Span(position, position + len(line.text))
        if line.text:
            places.append(Place(span, PlaceUnit.LINE, str(number)))
            if line.aside:
                aside.append(span)
        for found, item in line.hidden:
            place = Span(position + found.start, position + found.end)
            hidden.append(HiddenText(place, item.how, item.characters, place=f"line {number}"))
            if len(place):
                redactions.append(Redaction(place, RedactionKind.STYLED_TEXT))
        shown.append(line.text)
        position = span.end + 1
    return Document(
        name=name,
        text="\n".join(shown),
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=decoded.encoding,
        warnings=decoded.warnings,
        kind=kind,
        places=tuple(places),
        set_aside=tuple(aside),
        redactions=tuple(redactions),
        hidden=tuple(hidden),
        quotes_are_blocks=kind == "markdown",
    )
