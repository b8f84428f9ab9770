"""From a file's bytes to `Document`s: the table of readers, and the choice among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from msgspec import Struct

from mailrecon import plugins
from mailrecon.errors import ReadError
from mailrecon.extras import install_command
from mailrecon.model import Document
from mailrecon.read import records, signatures
from mailrecon.read.options import ReadOptions
from mailrecon.read.quoted_printable import undo as undo_quoted_printable
from mailrecon.read.text import large as large_text

__all__ = [
    "READERS",
    "ReadOptions",
    "Reader",
    "choose_reader",
    "read_bytes",
    "read_large_path",
    "read_path",
    "readers",
]


class Reader(Struct, frozen=True):
    """One format: how it is recognised, the module that reads it, what must be installed.

    `recognises` gets the first 64 KiB and the file's name. The module holds
    `read(data, name, options) -> Iterator[Document]` and is imported when it is first needed;
    a missing package is a ReadError that names `extra`.

    A format with `is_isolated` is read in a worker process, since a library of C reads it, or what
    it holds, and a file can kill the process. One with `holds_files` is an archive; one with
    `has_windows` is plain text, of which a large file is read in windows.
    """

    name: str
    recognises: Callable[[bytes, str], bool]
    module: str
    extra: str | None = None
    is_isolated: bool = False
    holds_files: bool = False
    has_windows: bool = False


# In order: formats inside another's shell come first, what anything may be comes last.
READERS = (
    Reader("empty", signatures.is_empty, "mailrecon.read.unknown"),
    Reader("pdf", signatures.is_pdf, "mailrecon.read.pdf.reader", is_isolated=True),
    Reader("docx", signatures.is_docx, "mailrecon.read.office.docx"),
    Reader("odt", signatures.is_odt, "mailrecon.read.office.odt"),
    Reader("rtf", signatures.is_rtf, "mailrecon.read.office.rtf"),
    Reader("msg", signatures.is_msg, "mailrecon.read.mail.msg", "msg", is_isolated=True),
    Reader("pst", signatures.is_pst, "mailrecon.read.mail.pst", "pst", is_isolated=True),
    Reader("picture", signatures.is_picture, "mailrecon.read.picture.reader", is_isolated=True),
    Reader(
        "winmail", signatures.is_winmail, "mailrecon.read.mail.winmail", "msg", is_isolated=True
    ),
    Reader("table", signatures.is_table, "mailrecon.read.table", "xlsx"),
    Reader("olm", signatures.is_olm, "mailrecon.read.mail.olm", "msg", is_isolated=True),
    Reader("package", signatures.is_other_package, "mailrecon.read.unknown"),
    Reader("zip", signatures.is_zip, "mailrecon.read.inputs", is_isolated=True, holds_files=True),
    Reader("tar", signatures.is_tar, "mailrecon.read.inputs", is_isolated=True, holds_files=True),
    Reader(
        "compressed",
        signatures.is_compressed,
        "mailrecon.read.inputs",
        is_isolated=True,
        holds_files=True,
    ),
    Reader("record", records.is_record, "mailrecon.read.records"),
    Reader("mbox", signatures.is_mbox, "mailrecon.read.mail.mbox"),
    Reader("mmdf", signatures.is_mmdf, "mailrecon.read.mail.mmdf"),
    Reader("babyl", signatures.is_babyl, "mailrecon.read.mail.babyl"),
    Reader("emlx", signatures.is_emlx, "mailrecon.read.mail.emlx"),
    Reader("mhtml", signatures.is_mhtml, "mailrecon.read.html.mhtml"),
    Reader("eml", signatures.is_eml, "mailrecon.read.mail.eml"),
    Reader("html", signatures.is_html, "mailrecon.read.html.reader"),
    Reader("unknown", signatures.is_no_text, "mailrecon.read.unknown"),
    Reader("markdown", signatures.is_markdown, "mailrecon.read.text.markup"),
    Reader("restructuredtext", signatures.is_restructured_text, "mailrecon.read.text.markup"),
    Reader("text", signatures.anything, "mailrecon.read.text.plain", has_windows=True),
)


@lru_cache(maxsize=1)
def readers() -> tuple[Reader, ...]:
    """All readers. Raises PluginError.

    Those of other packages come first: one of ours, such as text, would take their files, too.
    """
    others = plugins.plugins(plugins.READERS, Reader)
    own = {reader.name for reader in READERS}
    plugins.refuse_clashes(plugins.READERS, own, tuple(reader.name for reader in others))
    return (*others, *READERS)


def choose_reader(data: bytes, name: str) -> Reader:
    """The first reader that recognises `data`."""
    head = bytes(data[: signatures.HEAD])
    return next(reader for reader in readers() if reader.recognises(head, name))


def read_bytes(data: bytes, name: str, options: ReadOptions | None = None) -> Iterator[Document]:
    """The documents in `data`: one for most formats. Raises ReadError if it can't be read."""
    reader = choose_reader(data, name)
    try:
        module = import_module(reader.module)
    except ImportError as error:
        if reader.extra is None:
            raise
        raise ReadError(
            f"{name}: is {reader.name}, which needs more packages; "
            f"run: {install_command(reader.extra)}"
        ) from error
    documents: Iterator[Document] = module.read(data, name, options or ReadOptions())
    return map(undo_quoted_printable, documents)


def read_path(path: Path, options: ReadOptions | None = None) -> Iterator[Document]:
    """The documents in a file. Raises ReadError if it can't be read."""
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
    """The document in a file of plain text too large to be held; None if it is no such file.

    Raises OSError and ReadError.
    """
    if not path.is_file() or path.stat().st_size <= options.window:
        return None
    with path.open("rb") as file:
        reader = choose_reader(file.read(signatures.HEAD), name)
    return large_text.read_large(path, name, options) if reader.has_windows else None
