"""Where the journal of a run is, and its end. (`journal` needs SQLite, short runs do not.)"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

_LONGEST_NAME = 251


def journal_path(output: Path) -> Path:
    """The path of the journal of a run that writes `output`: beside the output.

    SQLite adds up to four letters to the name of a database, and file systems allow 255 bytes: for
    an output with a longer name the journal is named by a hash of it.
    """
    name = f"{output.name}.journal"
    if len(os.fsencode(name)) > _LONGEST_NAME:
        name = f"{hashlib.sha256(os.fsencode(output.name)).hexdigest()[:32]}.journal"
    return output.with_name(name)


def discard_journal(path: Path) -> None:
    """Delete the journal of a finished run."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
