"""The table of readers, and the choice of a reader for a file."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from msgspec import Struct, structs

from mailrecon import plugins
from mailrecon.errors import PluginError, PluginFault, ReadError
from mailrecon.extras import install_command
from mailrecon.model import Document
from mailrecon.read import records
from mailrecon.read.options import ReadOptions
from mailrecon.read.recognition import mail_signatures, signatures
from mailrecon.read.repairs import frames, gutter, markup_left_over, notes_columns, quoted_printable
from mailrecon.read.text import large as large_text
from mailrecon.read.text import plain


class Reader(Struct, frozen=True):
    """One format: how it is recognised, the module that reads it, what must be installed.

    `recognises` gets the first 64 KiB and the file's name. The module has a function
    `read(data, name, options) -> Iterator[Document]` and is imported when it is first needed;
    a missing package is a ReadError that names `extra`.

    `is_isolated`: the format is read in a worker process, since a C library reads it or its
    contents, and a file can crash the process. `holds_files`: it is an archive. `has_windows`: it
    is plain text, of which a large file is read in windows. `has_pages`: it reports how much of a
    file is read, and takes longer than its size suggests. `holds_mails`: it is a mailbox.

    `called` is the name of such a file in a summary (by default the reader's name), and `holds` the
    name of a document in it. `what` and `sign` (how it is recognised) are Markdown for the table in
    `docs/readers.md`.
    """

    name: str
    recognises: Callable[[bytes, str], bool]
    module: str
    extra: str | None = None
    is_isolated: bool = False
    holds_files: bool = False
    has_windows: bool = False
    has_pages: bool = False
    holds_mails: bool = False
    called: str = ""
    holds: str = "document"
    what: str = ""
    sign: str = ""

    @property
    def docs_row(self) -> str:
        """The reader's row in the table of `docs/readers.md`."""
        needs = f"`{self.extra}`" if self.extra is not None else ""
        return f"| `{self.name}` | {self.what} | {self.sign} | {needs} |"


# Order matters: formats within a container (DOCX in a zip) come before the container, and plain
# text, which any file may be, comes last.
READERS = (
    Reader(
        "empty",
        signatures.is_empty,
        "mailrecon.read.recognition.unknown",
        called="empty",
        what="a file without bytes; named, not read",
        sign="no bytes",
    ),
    Reader(
        "pdf",
        signatures.is_pdf,
        "mailrecon.read.pdf.reader",
        is_isolated=True,
        has_pages=True,
        called="PDF",
        what="PDF: the text layer, by OCR where a page is a picture",
        sign="`%PDF-` in the first kilobyte, and no other format around it",
    ),
    Reader(
        "docx",
        signatures.is_docx,
        "mailrecon.read.office.docx.reader",
        has_pages=True,
        called="Word document",
        what="Word documents (`.docx`, `.docm`)",
        sign="a zip with parts in `word/`, or one XML file (Flat OPC)",
    ),
    Reader(
        "odt",
        signatures.is_odt,
        "mailrecon.read.office.odt.reader",
        called="OpenDocument text",
        what="OpenDocument texts (`.odt`, `.ott`, `.fodt`)",
        sign="the member `mimetype`, or flat XML",
    ),
    Reader(
        "rtf",
        signatures.is_rtf,
        "mailrecon.read.office.rtf.reader",
        has_pages=True,
        called="RTF document",
        what="Rich Text Format",
        sign="`{\\rtf`",
    ),
    Reader(
        "msg",
        signatures.is_msg,
        "mailrecon.read.mail.msg",
        "msg",
        is_isolated=True,
        called="Outlook file",
        what="Outlook messages (`.msg`, `.oft`)",
        sign="a compound file with a message in it",
    ),
    Reader(
        "pst",
        signatures.is_pst,
        "mailrecon.read.mail.pst",
        "pst",
        is_isolated=True,
        holds_mails=True,
        called="Outlook data file",
        holds="mail",
        what="Outlook data files (`.pst`, `.ost`)",
        sign="`!BDN`",
    ),
    Reader(
        "picture",
        signatures.is_picture,
        "mailrecon.read.picture.reader",
        is_isolated=True,
        called="picture",
        what="PNG, JPEG, TIFF, HEIC: read by OCR",
        sign="the format's first bytes",
    ),
    Reader(
        "winmail",
        mail_signatures.is_winmail,
        "mailrecon.read.mail.winmail",
        "msg",
        is_isolated=True,
        called="winmail.dat of Outlook",
        what="TNEF (`winmail.dat`)",
        sign="its first four bytes",
    ),
    Reader(
        "signed",
        mail_signatures.is_signed,
        "mailrecon.read.mail.signed",
        is_isolated=True,
        called="signed file",
        what="what S/MIME signed in a file of its own (`.p7m`)",
        sign="suffix, and a sequence of CMS",
    ),
    Reader(
        "table",
        signatures.is_table,
        "mailrecon.read.tables.reader",
        "xlsx",
        called="table",
        holds="row",
        what="tables of mail: CSV, XLSX, XLS, ODS, Concordance `.dat`",
        sign="suffix and column names; `þ` around values",
    ),
    Reader(
        "olm",
        signatures.is_olm,
        "mailrecon.read.mail.olm",
        "msg",
        is_isolated=True,
        holds_mails=True,
        called="Outlook for Mac archive",
        holds="mail",
        what="archives of Outlook for Mac",
        sign="suffix `.olm`, or its folders in a zip",
    ),
    Reader(
        "package",
        signatures.is_other_package,
        "mailrecon.read.recognition.unknown",
        what="other programs' files in a zip; named, not read",
        sign="a zip with their members",
    ),
    Reader(
        "zip",
        signatures.is_zip,
        "mailrecon.read.files.inputs",
        is_isolated=True,
        holds_files=True,
        called="zip archive",
        what="zip archives: the files in them",
        sign="`PK`",
    ),
    Reader(
        "tar",
        signatures.is_tar,
        "mailrecon.read.files.inputs",
        is_isolated=True,
        holds_files=True,
        called="tar archive",
        what="tar archives: the files in them",
        sign="`ustar`, or a checksum of Unix V7",
    ),
    Reader(
        "compressed",
        signatures.is_compressed,
        "mailrecon.read.files.inputs",
        is_isolated=True,
        holds_files=True,
        called="compressed file",
        what="gzip, bzip2, xz: the file in it",
        sign="the format's first bytes",
    ),
    Reader(
        "record",
        records.is_record,
        "mailrecon.read.records",
        what="what mailrecon itself wrote beside mail; skipped",
        sign="its own first keys or tables",
    ),
    Reader(
        "mbox",
        mail_signatures.is_mbox,
        "mailrecon.read.mail.mbox",
        holds_mails=True,
        called="mailbox",
        holds="mail",
        what="mbox, one document a message",
        sign="a dated `From ` line and a header field",
    ),
    Reader(
        "mmdf",
        mail_signatures.is_mmdf,
        "mailrecon.read.mail.mmdf",
        holds_mails=True,
        called="mailbox",
        holds="mail",
        what="MMDF mailboxes, one document a message",
        sign="a line of four Ctrl-A",
    ),
    Reader(
        "babyl",
        mail_signatures.is_babyl,
        "mailrecon.read.mail.babyl",
        holds_mails=True,
        called="mailbox",
        holds="mail",
        what="Rmail's Babyl files, one document a message",
        sign="`BABYL OPTIONS:`",
    ),
    Reader(
        "emlx",
        mail_signatures.is_emlx,
        "mailrecon.read.mail.emlx",
        called="Apple Mail message",
        what="messages of Apple Mail (`.emlx`)",
        sign="a line with the message's size, and a property list",
    ),
    Reader(
        "mhtml",
        mail_signatures.is_mhtml,
        "mailrecon.read.html.mhtml",
        called="saved web page",
        what="web pages saved as one file (`.mht`, `.mhtml`)",
        sign="a browser's header with a page below",
    ),
    Reader(
        "eml",
        mail_signatures.is_eml,
        "mailrecon.read.mail.eml",
        called="e-mail",
        what="single messages (RFC 5322)",
        sign="header fields that mail systems write, from the first byte",
    ),
    Reader(
        "html",
        signatures.is_html,
        "mailrecon.read.html.reader",
        called="web page",
        what="web pages and pieces of them",
        sign="HTML elements",
    ),
    Reader(
        "unknown",
        signatures.is_no_text,
        "mailrecon.read.recognition.unknown",
        what="other formats; named, not read",
        sign="bytes that no text has",
    ),
    Reader(
        "markdown",
        signatures.is_markdown,
        "mailrecon.read.text.markup",
        called="Markdown text",
        what="Markdown",
        sign="suffix `.md`, `.markdown`, `.mdown`, `.mkd`",
    ),
    Reader(
        "restructuredtext",
        signatures.is_restructured_text,
        "mailrecon.read.text.markup",
        called="reStructuredText",
        what="reStructuredText",
        sign="suffix `.rst`, `.rest`",
    ),
    Reader(
        "text",
        signatures.anything,
        "mailrecon.read.text.plain",
        has_windows=True,
        what="plain text in any encoding",
        sign="anything else",
    ),
)
_OWN = frozenset(reader.name for reader in READERS)
# Functions that undo what programs added to a text, in this order; each gets the result of the one
# before.
_UNDONE: tuple[Callable[[Document], Document], ...] = (
    quoted_printable.undo,
    markup_left_over.undo,
    frames.undo,
    gutter.undo,
    notes_columns.undo,
)


@lru_cache(maxsize=1)
def readers() -> tuple[Reader, ...]:
    """All readers. Raises PluginError.

    Plugin readers come first: otherwise the reader of plain text would take their files.
    """
    others = tuple(
        structs.replace(
            reader,
            recognises=plugins.named_in_faults(_called(reader), reader.recognises, PluginError),
        )
        for reader in plugins.plugins(plugins.READERS, Reader)
    )
    plugins.refuse_clashes(plugins.READERS, set(_OWN), tuple(reader.name for reader in others))
    return (*others, *READERS)


def choose_reader(data: bytes, name: str) -> Reader:
    """The first reader that recognises `data`."""
    return _recognising(bytes(data[: signatures.HEAD]), name)


# The format of a file is determined up to three times in a row.
@lru_cache(maxsize=1)
def _recognising(head: bytes, name: str) -> Reader:
    known = readers()
    if signatures.is_prose(head, name):
        # A plugin may accept any text; of mailrecon's own readers, only the last one accepts this.
        others = (reader for reader in known[: -len(READERS)] if reader.recognises(head, name))
        return next(others, known[-1])
    return next(reader for reader in known if reader.recognises(head, name))


def read_bytes(data: bytes, name: str, options: ReadOptions | None = None) -> Iterator[Document]:
    """The documents in `data`: one for most formats. Raises ReadError if it cannot be read."""
    reader = choose_reader(data, name)
    try:
        module = sys.modules.get(reader.module) or import_module(reader.module)
    except ImportError as error:
        if reader.extra is None and reader.name in _OWN:
            raise
        if reader.extra is None:
            raise PluginError(
                f"{reader.name} ({plugins.READERS}): {reader.module} cannot be imported ({error})"
            ) from error
        raise ReadError(
            f"{name}: is {reader.name}, which needs more packages; "
            f"run: {install_command(reader.extra)}"
        ) from error
    read = module.read if reader.name in _OWN else _checked_read(reader, module)
    documents: Iterator[Document] = read(data, name, options or ReadOptions())
    return (_of_file(_undone(document), name, reader.name) for document in documents)


def read_text(text: str, name: str, options: ReadOptions) -> Iterator[Document]:
    """The documents in `text`: those that `read_bytes` finds in its bytes, in UTF-8.

    `options` name that encoding. Raises ReadError.
    """
    if text.isascii() and len(text) > signatures.HEAD:
        head = text[: signatures.HEAD].encode("ascii")
        if choose_reader(head, name) is READERS[-1]:
            document = plain.read_ascii(text, name)
            if document is not None:
                return iter((_of_file(_undone(document), name, READERS[-1].name),))
    return read_bytes(text.encode("utf-8", "backslashreplace"), name, options)


def _undone(document: Document) -> Document:
    """`document` without the additions of programs to its text.

    A native message and a text that is read in windows are returned unchanged.
    """
    if document.envelope is not None or document.large is not None:
        return document
    for undo in _UNDONE:
        document = undo(document)
    return document


def _called(reader: Reader) -> str:
    return f"the reader {reader.name!r}"


def _checked_read(
    reader: Reader, module: ModuleType
) -> Callable[[bytes, str, ReadOptions], Iterator[Document]]:
    """A plugin's function `read`, with errors that name the plugin. Raises PluginError if it has
    none.
    """
    read = getattr(module, "read", None)
    if not callable(read):
        raise PluginError(
            f"{reader.name} ({plugins.READERS}): {reader.module} has no function `read`"
        )

    def checked(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
        for document in plugins.each_named_in_faults(_called(reader), read)(data, name, options):
            if not isinstance(document, Document):
                raise PluginFault(
                    f"{_called(reader)}, of another package, yields {document!r:.40}, "
                    "which is not a Document"
                )
            yield document

    return checked


def _of_file(document: Document, name: str, reader: str) -> Document:
    """The document with the file it comes from, if it is only a part of it or of another kind."""
    length = len(name) if document.name != name and document.name.startswith(name) else 0
    if not length and document.kind == reader:
        return document
    return structs.replace(document, reader=reader, file_length=length)


def read_path(path: Path, options: ReadOptions | None = None) -> Iterator[Document]:
    """The documents in a file. Raises ReadError if it cannot be read."""
    try:
        large = read_large_path(path, path.name, options or ReadOptions())
        if large is not None:
            return iter((large,))
        data = path.read_bytes()
    except IsADirectoryError as error:
        raise ReadError(f"{path}: is a folder; name the files in it") from error
    except OSError as error:
        raise ReadError(f"{path}: cannot be read ({error.strerror})") from error
    options = replace(options or ReadOptions(), folder=str(path.parent))
    return read_bytes(data, path.name, options)


def read_large_path(path: Path, name: str, options: ReadOptions) -> Document | None:
    """The document in a plain text file too large for memory; None for any other file.

    Raises OSError and ReadError.
    """
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None  # its reader reports why this is not possible
    if not stat.S_ISREG(found.st_mode) or found.st_size <= options.window:
        return None
    with path.open("rb") as file:
        reader = choose_reader(file.read(signatures.HEAD), name)
    return large_text.read_large(path, name, options) if reader.has_windows else None
