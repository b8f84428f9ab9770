"""Check that no text from under a redaction of the original is in a document's text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mailrecon.model import Document, Redaction, RedactionKind
from mailrecon.read.redaction.redaction_markers import is_marker
from mailrecon.regex import regex
from mailrecon.verify.finding import Finding, error
from mailrecon.verify.rebuild import Given

_WORD = regex(r"\w{4,}")
_PAGE = regex(r"page (\d+)")


def check_given(given: Given) -> Iterator[Finding]:
    """Check the sources for text from under redactions; a rebuilt output would have it too."""
    for item in given.files:
        for document in item.documents:
            if document.redactions or document.hidden:
                is_file = document.sha256 == item.file.sha256 and item.file.name != "-"
                data = Path(item.file.name).read_bytes() if is_file else None
                yield from check_redactions(document, data)


def check_redactions(document: Document, data: bytes | None) -> Iterator[Finding]:
    """Check that each removal has its mark, and also hidden text that took space on the page.

    For a PDF (`data`), PDFium reads the words under each box again; none may be in the text. Words
    that the page also shows elsewhere may be in the text as often as they are shown.
    """
    for redaction in document.redactions:
        marked = redaction.span.of(document.text)
        # A bar printed on the page may contain `[NAME]`, `xxx` or `(b)(6)`, which are only marks of
        # a removal.
        if any(character.isalnum() for character in marked) and not is_marker(marked):
            text = f"letters are printed where a redaction mark should be ({redaction.how})"
            yield error("redaction", document.name, text)
    for hidden in document.hidden:
        if any(map(str.isalnum, hidden.span.of(document.text))):
            text = f"letters are printed where a redaction mark should be ({hidden.how.value})"
            yield error("redaction", document.name, text)
    boxed = [item for item in document.redactions if item.box is not None and item.page is not None]
    # Hidden text without a bar may have a visible label over it.
    boxed += [
        Redaction(item.span, RedactionKind.STYLED_TEXT, item.page, item.box)
        for item in document.hidden
        if len(item.span) and item.box is not None and item.page is not None
    ]
    if boxed and data is not None and data[:1024].find(b"%PDF") >= 0:
        yield from _check_boxes(document, data, boxed)


def _check_boxes(document: Document, data: bytes, boxed: list[Redaction]) -> Iterator[Finding]:
    import pypdfium2

    written = _words_by_page(document)
    with pypdfium2.PdfDocument(data) as file:
        for number in sorted({item.page for item in boxed if item.page is not None}):
            content = file[number - 1].get_textpage()
            shown = Counter(_words(content.get_text_bounded()))
            hidden: Counter[str] = Counter()
            for item in boxed:
                if item.page == number and item.box is not None:
                    hidden.update(_words(content.get_text_bounded(*item.box)))
            for word, count in hidden.items():
                if written.get(number, Counter())[word] > max(0, shown[word] - count):
                    # The finding does not contain the word: the word should be removed.
                    text = f"page {number}: a word of {len(word)} letters from under a box is out"
                    yield error("redaction", document.name, text)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _words_by_page(document: Document) -> dict[int, Counter[str]]:
    pages: dict[int, Counter[str]] = {}
    for place in document.places:
        match = _PAGE.search(place.reference)
        if match:
            text = place.span.of(document.text)
            pages.setdefault(int(match[1]), Counter()).update(_words(text))
    return pages
