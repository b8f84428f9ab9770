"""A folder as a bag (BagIt, RFC 8493): payload, checksums, and how the payload was made."""

from __future__ import annotations

import re
from pathlib import Path

from mailrecon.model import Archive
from mailrecon.recipe import Recipe
from mailrecon.version import __version__
from mailrecon.writers.provenance.jsonl import record_lines
from mailrecon.writers.provenance.ledger import ledger_lines
from mailrecon.writers.provenance.manifest import Run, output_entry, run_time, write_manifest

PAYLOAD = "data"
RECORD = "provenance"
MANIFEST = f"{RECORD}/manifest.json"
MESSAGES = f"{RECORD}/messages.jsonl"
LEDGER = f"{RECORD}/ledger.jsonl"
# The files of a bag beside its payload; `is_ours` knows them when a bag is replaced.
TAG_FILES = {
    "bagit.txt",
    "bag-info.txt",
    "manifest-sha256.txt",
    "tagmanifest-sha256.txt",
    MANIFEST,
    MESSAGES,
    LEDGER,
}


def make_bag(
    folder: Path, archive: Archive, run: Run, format_name: str, recipe: Recipe | None
) -> None:
    """Turn a folder of output into a bag: its files move into the folder `data`."""
    import logging

    import bagit

    # bagit logs each file it reads.
    logging.getLogger("bagit").setLevel(logging.WARNING)
    info = {
        "Bag-Software-Agent": f"mailrecon {__version__}",
        "Bagging-Date": (run.time or run_time()).date().isoformat(),
        "External-Description": "Messages rebuilt from documents that quote them",
    }
    bag = bagit.make_bag(str(folder), info, checksums=["sha256"])
    (folder / RECORD).mkdir()
    with (folder / MESSAGES).open("wb") as out:
        out.writelines(record_lines(archive, recipe))
    with (folder / LEDGER).open("wb") as out:
        out.writelines(ledger_lines(archive))
    written = sorted(path for path in (folder / PAYLOAD).rglob("*") if path.is_file())
    written += [folder / MESSAGES, folder / LEDGER]
    entries = [output_entry(path, path.relative_to(folder).as_posix()) for path in written]
    entries += run.also_written()
    write_manifest(folder / MANIFEST, archive, run, format_name, entries, recipe)
    # The tag manifest has a checksum of each tag file, so it comes last.
    bag.save()
    _sort_lines(folder / "tagmanifest-sha256.txt")


def _sort_lines(path: Path) -> None:
    """Sort a file's lines: bagit takes the file system's order, which differs between machines."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(sorted(lines)), encoding="utf-8")


def is_ours(folder: Path, name: str, names: re.Pattern[str], mark: str | None = None) -> bool:
    """Whether mailrecon wrote a file of an earlier output, judged by its path `name` in the folder.

    `names` matches the format's files, and `mark` is a file that must be there (see `Format`). The
    earlier output may be a bag or a plain folder.
    """
    payload = folder / PAYLOAD if (folder / "bagit.txt").is_file() else folder
    if mark is not None and not (payload / mark).is_file():
        return False
    if payload == folder:
        return names.fullmatch(name) is not None
    return name in TAG_FILES or (
        name.startswith(f"{PAYLOAD}/") and names.fullmatch(name[len(PAYLOAD) + 1 :]) is not None
    )
