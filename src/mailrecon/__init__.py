"""mailrecon: rebuild real mail from documents that only quote it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailrecon.version import __version__

if TYPE_CHECKING:
    from mailrecon.model import Archive
    from mailrecon.thread import ThreadOptions

__all__ = ["__version__", "reconstruct", "write"]


def reconstruct(
    source: str | Path | bytes,
    *,
    name: str = "text",
    encoding: str | None = None,
    options: ThreadOptions | None = None,
) -> Archive:
    """Find and rebuild every message in `source`.

    `source` is a path, or the document itself: `bytes`, or a `str` with a line break in it.
    `name` is what a document given directly is called in the record; `options` say what is known
    of people and zones. Raises ReadError and ZoneError.
    """
    from msgspec.structs import replace

    from mailrecon.pipeline import reconstruct_documents
    from mailrecon.read import ReadOptions, read_bytes, read_path
    from mailrecon.recipe import recorded_options

    reading = ReadOptions(encoding=encoding)
    if isinstance(source, bytes):
        documents = read_bytes(source, name, reading)
    elif isinstance(source, str) and "\n" in source:
        text = source.encode("utf-8", "backslashreplace")
        reading = ReadOptions(encoding="utf-8")
        documents = read_bytes(text, name, reading)
    else:
        documents = read_path(Path(source), reading)
    archive = reconstruct_documents(documents, options)
    return replace(archive, options={**archive.options, **recorded_options(reading)})


def write(archive: Archive, path: str | Path, **options: Any) -> None:
    """Write an archive; the format follows the suffix. See `mailrecon.writers.write`."""
    from mailrecon.writers import write as write_archive

    write_archive(archive, path, **options)
