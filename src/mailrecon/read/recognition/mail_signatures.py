"""Recognise mail by its first bytes: messages by their header, mailboxes by their From line."""

from __future__ import annotations

import re

from mailrecon.read.recognition.formats import suffix_of
from mailrecon.regex import regex

_MBOX = regex(
    rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
    rb" +(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,2} +\d\d:\d\d"
)
# `From Ann Poe Mon Mar  2 10:00:00 2015`, `From ann@quay.example Mon, 2 Mar 2015 10:00:00 +0100`
_LOOSE_MBOX = regex(
    rb"From [^\r\n]{0,200}?\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +"
    rb"(?:\d{1,2} +)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,4} +\d\d:\d\d"
)
_TIME = regex(rb"\d\d:\d\d")
_YEAR = regex(rb"\d{4}")
_IDENTIFIER = regex(rb"^Message-ID:[ \t]*\S*<", re.IGNORECASE | re.MULTILINE)
_MIME_VERSION = regex(rb"^MIME-Version:[ \t]*1\.0", re.IGNORECASE | re.MULTILINE)
_MULTIPART = regex(rb"^Content-Type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
FIELD = regex(rb"([!-9;-~]+)[ \t]*:")
_PREAMBLE = regex(
    rb"(?:\xef\xbb\xbf)?(?:[ \t]{0,80}\r?\n){0,20}"
    rb"(?:>?From [^\r\n]{1,300}\r?\n)?(?=[!-9;-~]+[ \t]*:)"
)
# Trace fields, which servers put on top (RFC 5321, 4.4): people omit them when they copy a header
# into a text.
_TRACE = regex(rb"(?:Received|Return-Path|Delivered-To|X-Original-To|Envelope-To):", re.IGNORECASE)
# Fields that mail systems write and a person pasting a header seldom keeps (RFC 5322, RFC 2045).
SYSTEM_FIELDS = frozenset(
    {
        b"received",
        b"return-path",
        b"message-id",
        b"mime-version",
        b"delivered-to",
        b"dkim-signature",
        b"x-mailer",
        b"content-type",
        b"content-transfer-encoding",
        b"x-original-to",
        b"envelope-to",
        b"delivery-date",
        b"x-mimeole",
        b"user-agent",
        b"thread-index",
        b"list-id",
        b"authentication-results",
        b"received-spf",
        b"x-gm-thrid",
    }
)
# A file with the suffix of text needs one of these, which people seldom copy.
_SURE_FIELDS = frozenset(
    {
        b"message-id",
        b"received",
        b"return-path",
        b"delivered-to",
        b"x-original-to",
        b"content-transfer-encoding",
    }
)
_MAIL_FIELDS = SYSTEM_FIELDS | {
    b"from",
    b"to",
    b"cc",
    b"date",
    b"subject",
    b"sender",
    b"reply-to",
    b"in-reply-to",
    b"references",
    b"bcc",
    b"importance",
    b"priority",
    b"precedence",
    b"sensitivity",
    b"organization",
    b"thread-topic",
    b"auto-submitted",
    b"errors-to",
    b"feedback-id",
}
_MAIL_PREFIXES = (b"x-", b"arc-", b"list-", b"resent-", b"content-", b"disposition-notification-")
_MOST_STRAY = 20
_TNEF = b"\x78\x9f\x3e\x22"  # [MS-OXTNEF] 2.1.3.1
# `From ann at quay.example  Mon Feb  3 10:00:00 2020`
_LIST_ARCHIVE = regex(
    rb"From [^\s@]{1,100} at [\w.-]{1,200}\s{1,3}\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\s*$"
)
# `From ann@quay.example`, `From ann@quay.example 2020-02-03T10:00:00Z`, `From ann 03/02/20 10:00`
BARE_FROM_LINE = regex(
    rb"From \S{1,300}(?: (?:\d{4}-\d\d-\d\d[T ]|\d\d?[/.]\d\d?[/.]\d{2,4} )\d\d:\d\d\S{0,20})?\s*$"
)


def is_mbox(head: bytes, name: str) -> bool:
    """An mbox: it opens with a `From ` line of sender and asctime (RFC 4155, appendix A).

    A byte order mark or blank lines may precede it. Archives of lists write `ann at quay`; a file
    named .mbox may have an ISO date or none in that line, if a field of mail follows.
    """
    if not head.startswith(b"From "):
        head = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if _MBOX.match(head) is not None:
        return True
    first, _, rest = head.partition(b"\n")
    loose = _LIST_ARCHIVE.match(first) is not None or _LOOSE_MBOX.match(first) is not None
    if suffix_of(name) in {".mbox", ".mbx"} and first.startswith(b"From "):
        loose = loose or BARE_FROM_LINE.match(first) is not None or is_dated(first)
    return loose and names_mail_field(rest.partition(b"\n")[0])


def is_dated(line: bytes) -> bool:
    """Whether a From line has a time of day and then a year: `Mon Mar  2 10:00:00 2015`."""
    time = _TIME.search(line)
    return time is not None and _YEAR.search(line, time.end()) is not None


def is_mmdf(head: bytes, name: str) -> bool:
    """An MMDF mailbox: a line of four bytes 01, then a header or a From line."""
    if not head.startswith((b"\x01\x01\x01\x01\n", b"\x01\x01\x01\x01\r\n")):
        return False
    line = head[4:].lstrip(b"\x01\r\n").partition(b"\n")[0]
    return FIELD.match(line) is not None or line.startswith(b"From ")


def is_babyl(head: bytes, name: str) -> bool:
    """A Babyl mailbox, as kept by Rmail of Emacs."""
    return head.startswith(b"BABYL OPTIONS:")


_MAIL_SUFFIXES = frozenset({".eml", ".mht", ".mhtml", ".nws"})
_PEOPLES_FIELDS = frozenset({b"from", b"to", b"subject", b"date"})
_HEADER_END = regex(rb"\r?\n[ \t]*\r?\n")
_BOUNDARY = regex(
    rb"^Content-Type:[ \t]*multipart/[^\r\n;]{1,40};(?:[^\r\n]|\r?\n[ \t]){0,400}?\bboundary=[ \t]*"
    rb"(?:\"(?P<quoted>[^\"\r\n]{1,200})\"|(?P<bare>[^\s;\"]{1,200}))",
    re.IGNORECASE | re.MULTILINE,
)
# Names of messages in a Maildir: `cur/1614676440.M1P2.quay:2,RS`, `new/1614676440.M1P2.quay`.
MAILDIR_NAME = regex(r"[:;!]2,[A-Za-z]{0,40}\Z|(?:^|/)(?:cur|new)/\d{5,}\.[^/]+\Z")


def is_eml(head: bytes, name: str) -> bool:
    """A message: header fields from the first byte, two of which only mail systems write.

    A file named `.eml`, or like one in a Maildir, needs only one field of mail, because exports and
    drafts may have a bare header. A file with the suffix of text needs three fields that mail
    systems write, because people paste headers into text, or else the MIME parts that its header
    announces. Several raw headers pasted below each other are not a message.
    """
    head = without_preamble(head)
    suffix = suffix_of(name)
    named = suffix in _MAIL_SUFFIXES or MAILDIR_NAME.search(name) is not None
    fields = _leading_fields(head, is_named=named)
    system = len(fields & SYSTEM_FIELDS)
    if (
        b"content-type" in fields
        and fields & _PEOPLES_FIELDS
        and b"boundary" in head.lower()
        and _has_its_parts(head)
    ):
        return True
    # Most texts have no field that a mail system writes: nothing below can make them a message.
    if system < 2 and not named:
        return False
    if _MULTIPART.search(head) is None and any(
        len(found.findall(head)) > 1 for found in (_IDENTIFIER, _MIME_VERSION)
    ):
        return False
    if named:
        return bool(fields & {b"from", b"date", b"subject", b"received", b"message-id"})
    if suffix in {".txt", ".text", ".md"}:
        least = 2 if _TRACE.match(head) else 3
        return system >= least and bool(fields & _SURE_FIELDS)
    return system >= 2


def _has_its_parts(head: bytes) -> bool:
    """Whether a line below a header begins the first MIME part it announces (RFC 2046, 5.1.1).

    `Content-Type: multipart/mixed; boundary="=_4f"` / … / blank / `--=_4f`
    """
    header = _HEADER_END.split(head, maxsplit=1)
    named = _BOUNDARY.search(header[0])
    if named is None or len(header) < 2:
        return False
    boundary = b"--" + (named["quoted"] or named["bare"])
    return any(line.rstrip() == boundary for line in header[1].splitlines())


def without_preamble(data: bytes) -> bytes:
    """A message without additions of programs before its header.

    That is a byte order mark, blank lines, or the From line of an mbox, quoted as if it were text:
    `>From ann@quay.example Mon Feb  3 10:00:00 2020`.
    """
    found = _PREAMBLE.match(data)
    return data[found.end() :] if found else data


def is_mhtml(head: bytes, name: str) -> bool:
    """A web page saved as one file: a message made by a browser, without recipients (RFC 2557)."""
    end = re.search(rb"\r?\n\r?\n", head)
    header = head[: end.start()] if end else head
    related = re.search(rb"^Content-Type:\s*(?:multipart/related|text/html)", header, re.I | re.M)
    if related is None or re.search(rb"^(?:Received|To|Message-ID):", header, re.I | re.M):
        return False
    saved = re.search(
        rb"^(?:From:\s*\"?<?Saved by |Snapshot-Content-Location:)", header, re.I | re.M
    )
    located = re.search(rb"^Content-Location:", head, re.I | re.M)
    mime = re.search(rb"^MIME-Version:", header, re.I | re.M)
    return saved is not None or (
        mime is not None
        and located is not None
        and (
            suffix_of(name) in {".mht", ".mhtml"} or not re.search(rb"^From:", header, re.I | re.M)
        )
    )


def is_emlx(head: bytes, name: str) -> bool:
    """Apple Mail: a line with the number of the message's bytes, the message, a property list.

    A page number above a printed header looks the same: so the suffix, or a property list after
    exactly that many bytes, must confirm it.
    """
    first, _, rest = head.partition(b"\n")
    if not first.strip().isdigit() or len(first) > 15 or not is_eml(rest, "message.eml"):
        return False
    return suffix_of(name) == ".emlx" or rest[int(first) :].lstrip().startswith(b"<?xml")


_SIGNED = (".p7m", ".p7z")
# A sequence of CMS (RFC 5652), as bytes or as base64.
_CMS = regex(
    rb"0[\x23-\x84].{0,8}\x06[\x09\x0b]\x2a\x86\x48"
    rb"|\s*(?:-----BEGIN (?:PKCS7|CMS)-----\s+)?M[A-P][A-Za-z0-9+/]{12}",
    re.DOTALL,
)


def is_winmail(head: bytes, name: str) -> bool:
    """TNEF, as Outlook attaches it."""
    return head.startswith(_TNEF)


def names_mail_field(line: bytes) -> bool:
    """Whether a line begins with a header field of mail."""
    field = FIELD.match(line)
    if field is None:
        return False
    name = field[1].lower()
    return name in _MAIL_FIELDS or name.startswith(_MAIL_PREFIXES)


def _leading_fields(head: bytes, *, is_named: bool) -> set[bytes]:
    """The names of the header fields that `head` opens with, up to the first blank line.

    A few lines, but not more than there are fields, may be something else, such as a folded line
    that lost its leading space, if a field of mail follows. In a file that is named as mail, the
    text may begin without a blank line.
    """
    found: set[bytes] = set()
    if FIELD.match(head) is None:
        return found
    pending = stray = 0
    for number, line in enumerate(head.splitlines()[:400]):
        if not line.strip() or pending > _MOST_STRAY:
            break
        if line[:1] in b" \t" and number:
            continue
        field = FIELD.match(line)
        if field is None:
            pending += 1
        else:
            if names_mail_field(line):
                stray, pending = stray + pending, 0
            found.add(field[1].lower())
    return set() if (pending and not is_named) or stray > len(found) // 2 else found


def is_signed(head: bytes, name: str) -> bool:
    """An S/MIME file (RFC 8551): signed, compressed or encrypted."""
    return name.lower().endswith(_SIGNED) and bool(_CMS.match(head))
