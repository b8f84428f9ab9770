"""Read the files attached to a PDF as separate documents, if a viewer lists them.

Viewers list the files of the catalog's name tree (`/EmbeddedFiles`, PDF 32000-1, 7.11.4), which
include those of a portfolio (12.3.5), and files that a visible annotation pins to a page
(12.5.6.15). Anyone who opens the PDF can open these. No viewer shows other embedded files, such as
one whose entry was deleted: a notice counts them, and they are not read. A listed file without mail
is not read either: its text is on no page, so it counts as hidden text (docs/redactions.md).
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from mailrecon.errors import MailreconError
from mailrecon.lexicon import fold, load
from mailrecon.model import Document, Notice, NoticeCode, Role
from mailrecon.read.options import ReadOptions
from mailrecon.regex import regex

# Limits: depth of files in files, number of files, and bytes for each byte of the PDF.
_DEEPEST = 3
_MOST_FILES = 20_000
_MOST_TIMES = 250
_LEAST_TOTAL = 64 << 20
# The dictionary of a stream is never compressed, so each file with this type can be counted.
_EMBEDDED = regex(rb"/Type\s{0,8}/EmbeddedFile(?![A-Za-z])")
# A possible header label: `Von:`, `差出人：`.
_LABEL = regex(r"^[ \t>*_]*([^\W\d_][^:：\n]{0,40})[:：]", re.MULTILINE)
_OF_HEADERS = frozenset({Role.FROM, Role.TO, Role.CC, Role.DATE, Role.SUBJECT})
_NOT_SHOWN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW


class AttachedFile(NamedTuple):
    """A file attached to a PDF; `content` is None if the file is too large."""

    name: str
    content: bytes | None


class AttachedDocuments(NamedTuple):
    """The documents in the files attached to a PDF, and notices about the other files."""

    documents: list[Document]
    notices: tuple[Notice, ...]


class FilesOnPages:
    """Collects the files that annotations pin to pages, while the pages are read."""

    def __init__(self, size: int) -> None:
        self.left = _MOST_TIMES * size + _LEAST_TOTAL
        self.files: list[AttachedFile] = []

    def add(self, annotation: object) -> None:
        """Add the file of an annotation, if a viewer shows its mark."""
        if raw.FPDFAnnot_GetFlags(annotation) & _NOT_SHOWN or len(self.files) >= _MOST_FILES:
            return
        handle = raw.FPDFAnnot_GetFileAttachment(annotation)
        if handle:
            self.files.append(self.take(pdfium.PdfAttachment(handle, None)))

    def take(self, handle: pdfium.PdfAttachment) -> AttachedFile:
        """The name and bytes of a file; no bytes if the file exceeds the remaining size limit."""
        size = ctypes.c_ulong()
        found = raw.FPDFAttachment_GetFile(handle, None, 0, size)
        if not found or size.value > self.left:
            return AttachedFile(handle.get_name(), None)
        self.left -= size.value
        return AttachedFile(handle.get_name(), bytes(handle.get_data()) if size.value else b"")


def read_attached(
    document: pdfium.PdfDocument,
    pinned: FilesOnPages,
    data: bytes,
    name: str,
    options: ReadOptions,
) -> AttachedDocuments:
    """Read a PDF's attachments; an unreadable file is named in a notice, the others are read."""
    listed = [
        pinned.take(document.get_attachment(index))
        for index in range(max(0, min(document.count_attachments(), _MOST_FILES)))
    ]
    known = set(listed)
    listed += [file for file in dict.fromkeys(pinned.files) if file not in known]
    notices: list[Notice] = []
    unlisted = sum(1 for _ in _EMBEDDED.finditer(data)) - len(listed)
    if unlisted > 0:
        files, are = ("file lies", "it is") if unlisted == 1 else ("files lie", "they are")
        text = f"{unlisted} {files} in it that no viewer lists, and {are} not read"
        notices.append(Notice(NoticeCode.ATTACHED_FILES, text))
    if name.count("!") >= _DEEPEST:
        listed = []
    documents: list[Document] = []
    without = 0
    for inner, content in _named(listed, name):
        try:
            if content is None:
                raise MailreconError(f"{inner}: is larger than is read of files in a PDF; save it")
            found = [document for document in _read(content, inner, options) if _is_mail(document)]
            documents += found
            without += not found
        except MailreconError as error:
            notices.append(Notice(NoticeCode.ATTACHED_FILE_NOT_READ, str(error)))
    if without:
        hold, were = ("file holds", "is") if without == 1 else ("files hold", "are")
        text = f"{without} attached {hold} no mail, and {were} not read"
        notices.append(Notice(NoticeCode.ATTACHED_FILES, text))
    return AttachedDocuments(documents, tuple(notices))


def _is_mail(document: Document) -> bool:
    """Whether a document is a mail or has header lines: labels of two different roles."""
    if document.original is not None:
        return True
    labels = load().labels
    roles = set()
    for label in _LABEL.finditer(document.text):
        entry = labels.get(fold(label[1]))
        roles |= {next(iter(entry.roles))} if entry is not None else set()
        if len(roles & _OF_HEADERS) >= 2:
            return True
    return False


def _named(files: Iterable[AttachedFile], outer: str) -> Iterator[tuple[str, bytes | None]]:
    """The document name and bytes of each file; files with the same name get numbers."""
    used: set[str] = set()
    for number, file in enumerate(files, start=1):
        parts = PurePosixPath(file.name.replace("\\", "/")).parts
        inner = parts[-1] if parts and parts[-1] != "/" else f"attachment {number}"
        if inner in used:
            inner = f"{number} {inner}"
        used.add(inner)
        yield f"{outer}!{inner}", file.content


def _read(content: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    from mailrecon.read.files.inputs import read

    yield from read(content, name, options)
