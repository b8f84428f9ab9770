"""A Maildir: one file a message in `cur`, with `new` and `tmp` beside it."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

from mailrecon.model import Archive
from mailrecon.writers.options import WriteOptions
from mailrecon.writers.rfc5322 import all_message_bytes

MAILDIR_NAMES = re.compile(r"cur/\d{10,}\.[0-9a-f]{16}\.mailrecon:2,S?")


def write_maildir(archive: Archive, path: Path, options: WriteOptions) -> None:
    """Write each message to a file of its own in the Maildir `path`.

    Names depend on the order and the content alone, so that a run can be repeated byte for byte.
    The flag S (seen) keeps clients from announcing old mail as new.
    """
    for name in ("cur", "new", "tmp"):
        (path / name).mkdir()
    for number, (_, data) in enumerate(
        all_message_bytes(archive, options.forwards, options.recipe), start=1
    ):
        unique = f"{number:010d}.{sha256(data).hexdigest()[:16]}.mailrecon:2,S"
        (path / "cur" / unique).write_bytes(data)
