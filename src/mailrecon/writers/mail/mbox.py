"""mbox in the mboxrd form: LF, a `From ` line before each message, such lines in bodies quoted.

RFC 4155 describes the format. In mboxrd a body line `From …` gets a `>`, and so does `>From …`, so
that readers can undo it without loss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from mailrecon.model import Archive, Message, When
from mailrecon.read.mail.states import with_state
from mailrecon.regex import regex
from mailrecon.writers.options import WriteOptions
from mailrecon.writers.rendering import rendered

_FROM_LINE = regex(rb"^(>*From )", re.MULTILINE)
# RFC 4155 requires a time; a message without a readable date gets the epoch.
_EPOCH = "Thu Jan  1 00:00:00 1970"


def write_mbox(archive: Archive, path: Path, options: WriteOptions) -> None:
    """Write all messages to the file `path`."""
    with path.open("wb") as out:
        out.writelines(mbox_pieces(archive, options))


def mbox_pieces(archive: Archive, options: WriteOptions) -> Iterator[bytes]:
    """All messages as entries of an mbox."""
    return rendered(archive, options, entry)


def entry(message: Message, data: bytes) -> bytes:
    """A message, whose bytes are `data`, as an entry of an mbox; ends with an empty line.

    The state of a native message (seen, answered, flagged) is written to `Status` and `X-Status`.
    """
    from_line = f"From {_envelope(message)} {from_date(message.when)}\n".encode("ascii")
    if message.original is not None:
        data = with_state(data, message.source.flags)
    end = b"\n" if data.endswith(b"\n") else b"\n\n"
    # Looking for `^` at each byte takes longer than the rest of this function.
    if b"From " in data:
        data = _FROM_LINE.sub(rb">\1", data)
    return from_line + data + end


def _envelope(message: Message) -> str:
    if message.originator is None:
        return "unknown@redacted.invalid"
    address = message.originator.mailbox
    usable = address.isascii() and address.isprintable() and " " not in address
    return address if usable else "MAILER-DAEMON"


def from_date(when: When | None) -> str:
    """The date of a From line, in UTC where the zone is known."""
    if when is None:
        return _EPOCH
    moment = when.local - when.offset if when.offset is not None else when.local
    return moment.ctime()
