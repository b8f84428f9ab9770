"""One document rebuilt, with what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from mailrecon.lexicon import Lexicon
from mailrecon.model import Document
from mailrecon.parse import parse
from mailrecon.pipeline.records import Rebuilt
from mailrecon.read.text.large import whole_text
from mailrecon.resolve import resolve

if TYPE_CHECKING:
    from mailrecon.corrections import Correction


def is_taken_in_windows(document: Document, corrections: Sequence[Correction]) -> bool:
    """Whether a document is too large to be held, and no correction of it needs it whole."""
    return document.large is not None and not _own(document, corrections)


def rebuild(
    document: Document, lexicon: Lexicon, corrections: Sequence[Correction] = ()
) -> Rebuilt:
    """A document parsed and resolved. Raises LedgerError.

    A large one is held as a whole.
    """
    if document.large is not None:
        document = replace(document, large=None, text=whole_text(document))
    page = parse(document, lexicon, _own(document, corrections))
    return page, resolve(page, lexicon)


def _own(document: Document, corrections: Sequence[Correction]) -> tuple[Correction, ...]:
    if not corrections:
        return ()
    from mailrecon.corrections import of_document

    return of_document(corrections, document.sha256)
