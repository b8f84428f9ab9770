"""Writers by format name: one small module and one row each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from mailrecon.errors import WriteError
from mailrecon.model import Archive
from mailrecon.writers.eml import write_eml
from mailrecon.writers.jsonl import write_jsonl
from mailrecon.writers.mbox import write_mbox
from mailrecon.writers.options import WriteOptions
from mailrecon.writers.rfc5322 import Forwards

Writer = Callable[[Archive, Path, WriteOptions], None]

WRITERS: Mapping[str, Writer] = {
    "mbox": write_mbox,
    "eml": write_eml,
    "jsonl": write_jsonl,
}
_SUFFIXES = {".mbox": "mbox", ".mbx": "mbox", ".jsonl": "jsonl", ".ndjson": "jsonl"}

__all__ = ["WRITERS", "Forwards", "WriteOptions", "format_of", "write"]


def format_of(path: Path) -> str:
    """The format a path's suffix asks for; a folder or a name without suffix means EML.

    Raises WriteError for `.eml`, which names one message, not a folder of them.
    """
    suffix = path.suffix.lower()
    if path.is_dir() or not suffix:
        return "eml"
    if suffix == ".eml":
        raise WriteError(f"{path}: EML is written to a folder; name one and pass --to eml")
    return _SUFFIXES.get(suffix, "mbox")


def write(
    archive: Archive,
    path: str | Path,
    *,
    to: str | None = None,
    force: bool = False,
    forwards: Forwards = Forwards.ATTACH,
) -> None:
    """Write `archive` to `path` in the format `to`, or in the one the suffix names.

    Raises WriteError when the path exists (without `force`) or can't be written.
    """
    target = Path(path)
    name = to or format_of(target)
    writer = WRITERS.get(name)
    if writer is None:
        raise WriteError(f"unknown format {name!r}; known: {', '.join(WRITERS)}")
    writer(archive, target, WriteOptions(force=force, forwards=forwards))
