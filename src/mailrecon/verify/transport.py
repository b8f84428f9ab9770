"""Recognise harmless changes by mail programs and transfers.

Such a change is a note, not an error: line ends, a missing last line end, fields that Thunderbird
and others add to an mbox they open.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from mailrecon.regex import regex

# X-Mozilla-Status: 0001 (Thunderbird), Status: RO (mutt, Dovecot), X-KMail-… and so on.
_CLIENT_FIELDS = regex(
    rb"^(?:X-Mozilla-(?:Status2?|Keys)|(?:X-)?Status|X-(?:Keywords|UID|UIDL|IMAPbase|IMAP)"
    rb"|X-Evolution[A-Za-z-]*|X-KMail-[A-Za-z-]+|Content-Length|Lines):[^\n]*\n(?:[ \t][^\n]*\n)*",
    re.MULTILINE | re.IGNORECASE,
)
# From - Tue Mar  2 09:14:00 2021 (Thunderbird)
_FROM_LINE = regex(rb"^From (?:-|\S+) [A-Z][a-z]{2} [A-Z][a-z]{2} [^\n]*\n", re.MULTILINE)
_CLIENT_FROM_LINE = regex(rb"^From - ", re.MULTILINE)


_TABLES, _BINARY, _MAIL = (".csv", ".dat"), (".sqlite", ".parquet"), (".eml", ".mbox")


class Change(NamedTuple):
    """A harmless change; `undo` brings both sides to one form."""

    text: str
    undo: Callable[[bytes], bytes]


def _without_client_fields(data: bytes) -> bytes:
    """The messages of a file without the fields that mail programs add."""
    pieces = []
    place = 0
    starts = [match.end() for match in _FROM_LINE.finditer(data)] or [0]
    for start in starts:
        end = data.find(b"\n\n", start)
        head = data[start : end + 1] if end >= 0 else data[start:]
        if start < place:
            continue
        pieces.append(data[place:start])
        pieces.append(_CLIENT_FIELDS.sub(b"", head))
        place = start + len(head)
    return b"".join((*pieces, data[place:]))


LINE_ENDS = Change(
    "its line ends were changed (CR LF for LF, or the reverse)",
    lambda data: data.replace(b"\r\n", b"\n"),
)
_LAST_LINE_END = Change("its last line ends were lost or added", lambda data: data.rstrip(b"\r\n"))
_OWN_FIELDS = Change(
    "a mail program wrote fields of its own into it (X-Mozilla-Status …)", _without_client_fields
)
_FROM_LINES = Change(
    "a mail program rewrote its From lines", lambda data: _FROM_LINE.sub(b"From -\n", data)
)


def with_lf(data: bytes, suffix: str) -> bytes:
    """A file with LF for CR LF, except for tables, which have CR LF; an mbox only if all its lines
    end so, as native mail may have both.
    """
    is_whole = suffix != ".mbox" or data.count(b"\r\n") == data.count(b"\n")
    return LINE_ENDS.undo(data) if is_whole and suffix not in (*_TABLES, *_BINARY) else data


def normalised(found: bytes, wanted: bytes, suffix: str) -> tuple[bytes, bytes, list[str]]:
    """Both files without harmless changes, and these changes in words.

    A change is undone on both sides, and only if the files differ in it.
    """
    changes = [] if suffix in _BINARY else [LINE_ENDS, _LAST_LINE_END]
    if suffix in _MAIL:
        changes += [_OWN_FIELDS, *([_FROM_LINES] if _CLIENT_FROM_LINE.search(found) else [])]
    texts = []
    for change in changes:
        one, other = change.undo(found), change.undo(wanted)
        if (one == found) != (other == wanted) or len(found) - len(one) != len(wanted) - len(other):
            texts.append(change.text)
        found, wanted = one, other
    return found, wanted, texts
