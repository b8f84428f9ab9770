"""Rebuild one document, with its corrections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from mailrecon.lexicon import Lexicon
from mailrecon.model import Document
from mailrecon.parse import parse
from mailrecon.read.text.large import whole_text
from mailrecon.resolve import resolve
from mailrecon.thread.rebuilt import RebuiltDocument, rebuilt

if TYPE_CHECKING:
    from mailrecon.corrections import Correction


def is_taken_in_windows(document: Document, corrections: Sequence[Correction]) -> bool:
    """Whether a document is too large for memory, and no corrections need its whole text."""
    return document.large is not None and not _own(document, corrections)


def rebuild(
    document: Document,
    lexicon: Lexicon,
    corrections: Sequence[Correction] = (),
    *,
    sample: bool = False,
) -> RebuiltDocument:
    """A document parsed and resolved. Raises LedgerError.

    A large one is read as a whole. With `sample`, the texts of its messages are sampled as well,
    for linking several documents.
    """
    if document.large is not None:
        document = replace(document, large=None, text=whole_text(document))
    page = parse(document, lexicon, _own(document, corrections))
    return rebuilt(page, resolve(page, lexicon), sample=sample)


def _own(document: Document, corrections: Sequence[Correction]) -> tuple[Correction, ...]:
    if not corrections:
        return ()
    from mailrecon.corrections import of_document

    return of_document(corrections, document.sha256)
