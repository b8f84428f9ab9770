"""Files that are dropped into the page."""

from __future__ import annotations

import hashlib
from pathlib import Path

from mailrecon.errors import WriteError

# In bytes; file systems take 255, and some 143.
_LONGEST_NAME = 140


def keep_dropped(folder: Path, name: str, data: bytes) -> Path:
    """Write a dropped file below `folder`, by its own name, and return where. Raises WriteError."""
    bare = Path(name.replace("\\", "/")).name.replace("\x00", "")
    # The end of the name is kept, because the suffix shows the kind of file.
    short = bare.encode("utf-8", "replace")[-_LONGEST_NAME:].decode("utf-8", "ignore")
    place = folder / "dropped" / hashlib.sha256(data).hexdigest()[:16]
    path = place / (short if short not in ("", ".", "..") else "dropped")
    try:
        place.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise WriteError(f"{short}: cannot be kept ({error.strerror})") from error
    return path
