"""An mbox: each of its messages as a document (RFC 4155), in any of the four kinds in use.

mboxrd quotes a body's `From ` lines with one more `>`; mboxo quotes only those without one; mboxcl
states each message's length in Content-Length and also quotes; mboxcl2 does not quote. A line `From
here` within a stated length shows that a file is mboxcl2.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

from mailrecon.errors import ReadError
from mailrecon.model import Document, Notice, NoticeCode
from mailrecon.read.mail import eml as mail
from mailrecon.read.options import ReadOptions
from mailrecon.read.recognition.mail_signatures import BARE_FROM_LINE, is_dated, names_mail_field
from mailrecon.regex import regex

_FROM_LINE = regex(rb"^From [^\r\n]*\r?\n", re.MULTILINE)
_QUOTED = regex(rb"^>(>*From )", re.MULTILINE)
_NEXT_LINE = regex(rb"[^\r\n]*")
_HEADER_END = regex(rb"\r?\n\r?\n")
_LENGTH = regex(rb"^Content-Length:[ \t]*(\d{1,12})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
# `Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA` above `X-IMAP: 1015245 0000000012`
_INTERNAL_SUBJECT = regex(
    rb"^Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA[ \t]*\r?$",
    re.IGNORECASE | re.MULTILINE,
)
_INTERNAL_FIELD = regex(
    rb"^(?:X-IMAP(?:base)?:|From: (?:\"?Mail System Internal Data))", re.IGNORECASE | re.MULTILINE
)
_INTERNAL = "1 message that a mail server keeps in the mailbox for its own numbers: not mail"
_LONGEST_HEADER = 4_096


class _MboxMessage(NamedTuple):
    """A message: its bytes (half-open) after the From line, and whether its length was stated."""

    begin: int
    end: int
    counted: bool


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The messages in print order, named `NAME!1`, `NAME!2` … Raises ReadError if there is none."""
    if not data.startswith(b"From "):
        data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if b"\n" not in data:
        # Macs before 2001 ended lines with CR alone.
        data = data.replace(b"\r", b"\n")
    number = 0
    # Some programs write a From line twice: there is no message between.
    entries = [entry for entry in _entries(data) if data[entry.begin : entry.end].strip()]
    is_quoted = not any(entry.counted and _has_bare_line(data, entry) for entry in entries)
    for number, entry in enumerate(entries, start=1):
        content = data[entry.begin : entry.end]
        if is_quoted or not entry.counted:
            content = _QUOTED.sub(rb"\1", content)
        if content.endswith((b"\n\n", b"\n\r\n")):
            content = content[: -2 if content.endswith(b"\r\n") else -1]
        if _is_internal(content):
            notice = Notice(NoticeCode.NOT_MAIL, _INTERNAL)
            digest = hashlib.sha256(content).hexdigest()
            yield Document(name, "", digest, "utf-8", (notice,), "mbox")
            continue
        yield from mail.read(content, f"{name}!{number}", options)
    if not number:
        raise ReadError(f"{name}: holds no message: its only line is the From line of an mbox")


def _is_internal(content: bytes) -> bool:
    """Whether a message is the one in which UW-IMAP and Pine keep a mailbox's numbers."""
    end = _HEADER_END.search(content, 0, _LONGEST_HEADER)
    head = content[: end.start()] if end is not None else b""
    return _INTERNAL_SUBJECT.search(head) is not None and _INTERNAL_FIELD.search(head) is not None


def _entries(data: bytes) -> Iterator[_MboxMessage]:
    """The messages; a From line inside the length that a message states is part of its text."""
    begin: int | None = None
    counted = -1
    blank = -1
    first = _FROM_LINE.match(data)
    # If the first From line has no date in mbox's form, the others need none either.
    bare = first is not None and not is_dated(first[0])
    for match in _FROM_LINE.finditer(data):
        if match.start() < counted or not _begins_message(data, match, bare):
            continue
        if begin is not None:
            yield _MboxMessage(begin, match.start(), counted=counted >= 0)
        begin = match.end()
        if blank < begin:
            # The next blank line is the same for all From lines before it.
            found = _HEADER_END.search(data, begin)
            blank = found.start() if found else len(data)
        counted = _stated_end(data, begin, blank)
    if begin is not None:
        yield _MboxMessage(begin, len(data), counted=counted >= 0)


def _has_bare_line(data: bytes, entry: _MboxMessage) -> bool:
    """Whether a line of a message begins with `From `; if such lines are quoted, none does."""
    return data.find(b"\nFrom ", entry.begin, entry.end) >= 0


def _stated_end(data: bytes, begin: int, blank: int) -> int:
    """The end of a message by its Content-Length; -1 unless a From line or nothing follows.

    `blank` is the start of the first blank line.
    """
    if data.find(b"\nFrom ", begin, blank) >= 0:
        return -1
    end = _HEADER_END.match(data, blank)
    stated = _LENGTH.search(data, begin, blank)
    if end is None or stated is None:
        return -1
    last = end.end() + int(stated[1])
    rest = data[last : last + 8].lstrip(b"\r\n")
    return last if last <= len(data) and (not rest or rest.startswith(b"From ")) else -1


def _begins_message(data: bytes, line: re.Match[bytes], bare: bool) -> bool:
    """Whether a From line begins a message: it is dated, and a header field follows below.

    Usually it follows a blank line. If not, or if From lines are `bare` (without a date in the
    usual form), a field of mail must follow.
    """
    dated = is_dated(line[0])
    # `From the harbour we walked home.`: text without a date
    if not dated and not (bare and BARE_FROM_LINE.match(line[0])):
        return False
    below = _NEXT_LINE.match(data, line.end())
    follows = below is not None and names_mail_field(below[0])
    start = line.start()
    before = data[max(0, start - 4) : start]
    # `From ann@quay.example`, in a file in which no From line has a date
    if not dated:
        return follows and (start == 0 or before.endswith((b"\n\n", b"\n\r\n")))
    # A blank line / `From ann@quay.example Mon Mar  2 10:00:00 2015` / `Received: …`
    if start == 0 or before.endswith((b"\n\n", b"\n\r\n")):
        return follows or below is None or b":" in below[0] or not below[0]
    return follows
