"""RTF: the text of a Rich Text Format document, by striprtf."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text  # type: ignore[import-untyped,unused-ignore]

from mailrecon.errors import ReadError
from mailrecon.model import Document, Notice, Place, Redaction, Span
from mailrecon.read.options import ReadOptions

_COLOURS = re.compile(r"\{\\colortbl\s?([^{}]*)\}")
_GROUP = re.compile(r"\{[^{}]*\}")
_GROUND = re.compile(r"\\(?:highlight|chcbpat|cb)(\d+)(?!\d)")
_TOKEN = re.compile(r"(\\[a-zA-Z]+-?\d* ?|\\'[0-9a-fA-F]{2}|\\.|[{}\r\n])|([^\\{}\r\n]+)")
_BAR = re.compile("█+")


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The one document. Raises ReadError if it is damaged."""
    source, barred = _barred(data.decode("latin-1"))
    try:
        text = str(rtf_to_text(source, encoding=options.encoding or "cp1252"))  # type: ignore[no-untyped-call,unused-ignore]
    except (LookupError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise ReadError(f"{name}: is damaged and cannot be read as RTF ({error})") from error
    # RTF counts in UTF-16: what lies beyond it is spelled as two surrogates.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = text.replace("\u00a0", " ").replace("\x00", "")
    places: list[Place] = []
    position = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if line:
            span = Span(position, position + len(line))
            places.append(Place(span, "paragraph", str(number)))
        position += len(line) + 1
    yield Document(
        name=name,
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding="utf-8",
        kind="rtf",
        places=tuple(places),
        redactions=tuple(
            Redaction(Span(*match.span()), "styled text") for match in _BAR.finditer(text)
        ),
        warnings=_warnings(barred),
    )


def _barred(source: str) -> tuple[str, int]:
    """The source with the text of groups on a black ground as bars, and how many those are."""
    table = _COLOURS.search(source)
    colours = table[1].split(";") if table else []
    black = {
        str(number)
        for number, colour in enumerate(colours)
        if re.sub(r"\s", "", colour) == r"\red0\green0\blue0"
    }
    count = 0

    def barred(group: re.Match[str]) -> str:
        nonlocal count
        marks = _GROUND.findall(group[0])
        if not marks or marks[-1] not in black:
            return group[0]
        count += 1
        return _TOKEN.sub(lambda token: token[1] or r"\u9608?" * len(token[2]), group[0])

    return _GROUP.sub(barred, source), count


def _warnings(barred: int) -> tuple[Notice, ...]:
    if not barred:
        return ()
    text = (
        "the document is badly redacted: text lies readable under black marking "
        f"({barred} places); it was not written out"
    )
    return (Notice("badly-redacted", text),)
