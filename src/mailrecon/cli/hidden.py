"""`mailrecon hidden`: list text that a reader of the rendered page cannot see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import click

from mailrecon.cli.inputs import Inputs
from mailrecon.cli.printed_json import print_json
from mailrecon.cli.summary import not_read
from mailrecon.errors import PartlyRead, one_line
from mailrecon.hidden import hidden_record
from mailrecon.model import Document, HiddenText
from mailrecon.pipeline import LinkOptions


def run(*, inputs: Inputs, as_json: bool) -> None:
    """Print where text is hidden in `inputs`, how, and how many characters; never the text.

    Raises ReadError and, if some documents could not be read, PartlyRead.
    """
    archive = inputs.reconstruct(LinkOptions())
    documents = [parsed.document for parsed in archive.parsed]
    if as_json:
        unread = [{"document": item.name, "reason": item.reason} for item in inputs.unread]
        record = {"documents": [_record(document) for document in documents], "unread": unread}
        print_json(record)
    else:
        for line in (*_table(documents), _sentence(documents)):
            click.echo(line)
        for item in inputs.unread:
            click.echo(one_line(not_read(item.name, item.reason)))
    if inputs.unread:
        count = len(inputs.unread)
        raise PartlyRead(f"{count} document{'s' if count > 1 else ''} could not be read")


def _record(document: Document) -> dict[str, Any]:
    return {
        "document": document.name,
        "sha256": document.sha256,
        "kind": document.kind,
        "hidden": [hidden_record(item) for item in document.hidden],
    }


def _table(documents: Iterable[Document]) -> Iterator[str]:
    """The column names and a row for each hidden text; nothing if there is none."""
    rows = [
        (
            one_line(document.name),
            one_line(_place(item)),
            _box(item),
            item.how.value,
            str(item.characters),
        )
        for document in documents
        for item in document.hidden
    ]
    if not rows:
        return
    rows.insert(0, ("document", "place", "box", "how", "characters"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        yield "  ".join((*cells, row[-1].rjust(widths[-1])))


def _place(item: HiddenText) -> str:
    """`page 3` of a PDF; `paragraph 12`, `table 2 row 3` of a DOCX; `/html/body/p[4]`."""
    if item.page is not None:
        return f"page {item.page}"
    return f"paragraph {item.place}" if (item.place or "")[:1].isdigit() else item.place or "-"


def _box(item: HiddenText) -> str:
    """Left, bottom, right, top in points; `-` if there are no pages."""
    return " ".join(f"{value:.0f}" for value in item.box) if item.box is not None else "-"


def _sentence(documents: Iterable[Document]) -> str:
    """`3 hidden texts of 58 characters in all, in 1 of 2 documents`."""
    counts = [sum(item.characters for item in document.hidden) for document in documents]
    texts = [len(document.hidden) for document in documents]
    word = "text" if sum(texts) == 1 else "texts"
    if not sum(texts):
        return f"no hidden text in {len(texts)} document{'s' if len(texts) != 1 else ''}"
    holding = sum(map(bool, texts))
    return (
        f"{sum(texts)} hidden {word} of {sum(counts)} characters in all, "
        f"in {holding} of {len(texts)} document{'s' if len(texts) != 1 else ''}"
    )
