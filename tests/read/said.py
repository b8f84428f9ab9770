"""All text of a document, to search it for forbidden words (its repr is one line)."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import asdict

from mailrecon.model import Document


def said(documents: Document | Iterable[Document]) -> str:
    """All fields of documents but the bytes of native mail, which is handed on as it is."""
    each = [documents] if isinstance(documents, Document) else documents
    return repr([asdict(document) | {"original": None} for document in each])
