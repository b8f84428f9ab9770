"""The reader of web pages and HTML mail: the text a person sees, with each stretch's element."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from mailrecon.errors import ReadError
from mailrecon.model import Document, HiddenText, Notice, Place, Redaction, Span
from mailrecon.read.encoding import decode
from mailrecon.read.html_markup import make_plain
from mailrecon.read.html_nesting import DEEPEST
from mailrecon.read.html_style import StyleSheet
from mailrecon.read.html_walk import Walk
from mailrecon.read.options import ReadOptions


@dataclass(frozen=True, slots=True)
class HtmlText:
    """The text of a page, and what goes with it in a Document; spans are offsets into `text`.

    `places` name elements by their path (XPath, 1-based, `/html/body/div[2]/p[1]`): the nearest
    block, or its ancestor 64 levels down where it lies deeper. `set_aside` are the lines of
    navigation and buttons.
    """

    text: str
    places: tuple[Place, ...] = ()
    set_aside: tuple[Span, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    warnings: tuple[Notice, ...] = ()


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The page as one document. Raises ReadError if it is too large or its encoding unknown."""
    decoded = decode(data, options.encoding)
    try:
        found = html_to_text(decoded.text)
    except ReadError as error:
        raise ReadError(f"{name}: {error}") from error
    yield Document(
        name=name,
        text=found.text,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=decoded.encoding,
        warnings=(*decoded.warnings, *found.warnings),
        kind="html",
        places=found.places,
        set_aside=found.set_aside,
        redactions=found.redactions,
        hidden=found.hidden,
    )


def html_to_text(html: str) -> HtmlText:
    """The text of a page, or of a piece of one, as a person sees it.

    Blocks become lines, cells of a table row one line, quoted blocks lines with `> ` before them.
    Linear in time and memory. Raises ReadError for a page with more tags than memory is for.
    """
    plain = make_plain(html)
    markup = plain.markup.encode("utf-8", "replace").decode("utf-8")
    try:
        root = LexborHTMLParser(markup).root
    except SelectolaxError as error:
        raise ReadError("its markup cannot be parsed; save the page again or as text") from error
    walk = Walk(StyleSheet(plain.style_sheets))
    if root is not None:
        walk.run(root)
    text, places, aside, redactions = walk.lines.finish()
    warnings = []
    if walk.under_bars:
        warnings.append(
            Notice(
                "badly-redacted",
                f"the page is badly redacted: {walk.under_bars} bars have readable text under "
                "them; it is not written out",
            )
        )
    if plain.flattened:
        warnings.append(
            Notice(
                "nested-too-deep",
                f"elements nest more than {DEEPEST} deep; what lies deeper is read, but as one "
                "level",
            )
        )
    return HtmlText(text, places, aside, redactions, warnings=tuple(warnings))
