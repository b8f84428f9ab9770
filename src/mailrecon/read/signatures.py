"""How each format is told by its first bytes; the suffix only settles what these leave open."""

from __future__ import annotations

import re

HEAD = 65_536

_ZIP = b"PK\x03\x04"
_ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB] 2.2
_MSG_STREAM = "__properties_version1.0".encode("utf-16-le")  # [MS-OXMSG] 2.4
_PST = b"!BDN"  # [MS-PST] 2.2.2.6
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|meta|title|script|style)\b", re.I)
_TAG = re.compile(
    rb"<(?:p|div|br|table|tr|td|span|blockquote|a|b|i|ul|ol|li|h[1-6]|font|pre|img)(?=[\s/>])", re.I
)
_CLOSING_TAG = re.compile(rb"</[a-zA-Z][a-zA-Z0-9]*\s*>")
_MBOX = re.compile(
    rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
    rb" +(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,2} +\d\d:\d\d"
)
_IDENTIFIER = re.compile(rb"^Message-ID:[ \t]*\S*<", re.IGNORECASE | re.MULTILINE)
_MULTIPART = re.compile(rb"^Content-Type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:")
# Fields that mail systems write and a person pasting a header seldom keeps (RFC 5322, RFC 2045).
_SYSTEM_FIELDS = frozenset(
    {
        b"received",
        b"return-path",
        b"message-id",
        b"mime-version",
        b"delivered-to",
        b"dkim-signature",
        b"x-mailer",
        b"content-type",
    }
)


def is_pdf(head: bytes, name: str) -> bool:
    """PDF: the mark may stand anywhere in the first kilobyte (ISO 32000-1, annex H, note 13)."""
    return b"%PDF-" in head[:1024]


def is_docx(head: bytes, name: str) -> bool:
    """Office Open XML word processing: a zip whose parts lie under `word/`."""
    if not head.startswith(_ZIP):
        return False
    return b"[Content_Types].xml" in head and (
        b"word/" in head or _suffix(name) in {".docx", ".docm"}
    )


def is_odt(head: bytes, name: str) -> bool:
    """OpenDocument text: a zip whose first member says so (ODF 1.2, part 3, 3.3)."""
    return (
        head.startswith(_ZIP) and b"mimetypeapplication/vnd.oasis.opendocument.text" in head[:256]
    )


def is_rtf(head: bytes, name: str) -> bool:
    """Rich Text Format."""
    return head.lstrip()[:5] == rb"{\rtf"


def is_msg(head: bytes, name: str) -> bool:
    """An Outlook message: a compound file, told from others by its stream or its suffix."""
    return head.startswith(_COMPOUND_FILE) and (
        _MSG_STREAM in head or _suffix(name) in {".msg", ".oft"}
    )


def is_pst(head: bytes, name: str) -> bool:
    """An Outlook data file."""
    return head.startswith(_PST)


def is_zip(head: bytes, name: str) -> bool:
    """A zip archive that is none of the formats built on zip."""
    return head.startswith((_ZIP, b"PK\x05\x06"))


def is_mbox(head: bytes, name: str) -> bool:
    """An mbox: it opens with a `From ` line of sender and asctime (RFC 4155, appendix A)."""
    return _MBOX.match(head) is not None


def is_eml(head: bytes, name: str) -> bool:
    """A message: header fields from the first byte, two of them such as only mail systems write.

    A file named .eml needs one field that a mail has, since some were exported bare; one named
    as text needs three of the system's, since people paste headers into text. Several raw
    headers pasted one below the other are no message.
    """
    fields = _leading_fields(head)
    system = len(fields & _SYSTEM_FIELDS)
    suffix = _suffix(name)
    if _MULTIPART.search(head) is None and len(_IDENTIFIER.findall(head)) > 1:
        return False
    if suffix in {".eml", ".mht", ".emlx", ".nws"}:
        return bool(fields & {b"from", b"date", b"subject", b"received", b"message-id"})
    if suffix in {".txt", ".text", ".md"}:
        return system >= 3 and b"message-id" in fields
    return system >= 2


def is_html(head: bytes, name: str) -> bool:
    """A web page, or a piece of one: markup that only HTML has, or many of its tags."""
    opening = head[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if opening[:1] == b"<" and _MARKUP.search(opening):
        return True
    sample = head.replace(b"\x00", b"")
    tags = len(_TAG.findall(sample))
    closing = len(_CLOSING_TAG.findall(sample))
    if _suffix(name) in {".html", ".htm", ".xhtml"}:
        return tags + closing > 0
    return opening[:1] == b"<" and tags >= 3 and closing >= 3


def is_markdown(head: bytes, name: str) -> bool:
    """Markdown: text like any other by its bytes, so the suffix decides."""
    return _suffix(name) in {".md", ".markdown", ".mdown", ".mkd"}


def is_restructured_text(head: bytes, name: str) -> bool:
    """reStructuredText: by suffix."""
    return _suffix(name) in {".rst", ".rest"}


def anything(head: bytes, name: str) -> bool:
    """Whatever is nothing else is read as text."""
    return True


def _suffix(name: str) -> str:
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def _leading_fields(head: bytes) -> set[bytes]:
    """The names of the header fields that `head` opens with, up to the first blank line."""
    found: set[bytes] = set()
    if _FIELD.match(head) is None:
        return found
    for number, line in enumerate(head.splitlines()[:400]):
        if not line.strip():
            break
        if line[:1] in b" \t" and number:
            continue
        field = _FIELD.match(line)
        if field is None:
            return set()
        found.add(field[1].lower())
    return found
