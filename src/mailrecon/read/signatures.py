"""Recognise each format by its first bytes; the suffix decides only where these leave it open."""

from __future__ import annotations

import codecs
import re
from importlib.util import find_spec

from mailrecon.read.encoding import utf16_by_zeros
from mailrecon.read.formats import ZIP, is_drawing, is_known_format, is_other_text, zip_members
from mailrecon.regex import regex

HEAD = 65_536

# The members of an OpenDocument package, as a zip's local headers name them.
_ODF_MEMBER = regex(
    rb"PK\x03\x04.{26}(content\.xml|styles\.xml|meta\.xml|settings\.xml|META-INF/manifest\.xml"
    rb"|Configurations2/)",
    re.DOTALL,
)
_WORD_PART = regex(rb"PK\x03\x04.{26}word/", re.DOTALL)
_OF_WORD = (b"word/", b"[Content_Types].xml", b"_rels/", b"docProps/")
_FLAT_ODT = regex(rb"<office:document\s[^>]*opendocument\.text[\"']")
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB] 2.2
_MSG_STREAM = "__properties_version1.0".encode("utf-16-le")  # [MS-OXMSG] 2.4
_PST = b"!BDN"  # [MS-PST] 2.2.2.6
_MARKUP = regex(rb"<\s*(?:!doctype\s+html|html|head|body|meta|title|script|style)\b", re.I)
_TAG = regex(
    rb"<(?:p|div|br|table|tr|td|span|blockquote|a|b|i|ul|ol|li|h[1-6]|font|pre|img)(?=[\s/>])", re.I
)
_CLOSING_TAG = regex(rb"</[a-zA-Z][a-zA-Z0-9]*\s*>")
_MBOX = regex(
    rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
    rb" +(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,2} +\d\d:\d\d"
)
_IDENTIFIER = regex(rb"^Message-ID:[ \t]*\S*<", re.IGNORECASE | re.MULTILINE)
_MIME_VERSION = regex(rb"^MIME-Version:[ \t]*1\.0", re.IGNORECASE | re.MULTILINE)
_MULTIPART = regex(rb"^Content-Type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
FIELD = regex(rb"([!-9;-~]+)[ \t]*:")
_PREAMBLE = regex(
    rb"(?:\xef\xbb\xbf)?(?:[ \t]{0,80}\r?\n){0,20}"
    rb"(?:>?From [^\r\n]{1,300}\r?\n)?(?=[!-9;-~]+[ \t]*:)"
)
# Trace fields, which servers put on top (RFC 5321, 4.4): people leave them out when they copy a
# header into a text.
_TRACE = regex(rb"(?:Received|Return-Path|Delivered-To|X-Original-To|Envelope-To):", re.IGNORECASE)
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
# Of these one must be there in a file named as text: what a person copies seldom has any.
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
_MAIL_FIELDS = _SYSTEM_FIELDS | {
    b"from",
    b"to",
    b"cc",
    b"date",
    b"subject",
    b"sender",
    b"reply-to",
    b"in-reply-to",
    b"references",
}
_MOST_STRAY = 20
_TNEF = b"\x78\x9f\x3e\x22"  # [MS-OXTNEF] 2.1.3.1
# Cards and calendars; in a file of another name somebody pasted one into a text.
_CARDS = (b"BEGIN:VCARD", b"BEGIN:VCALENDAR")
_CARD_SUFFIXES = frozenset({".vcf", ".vcard", ".ics", ".ical", ".ifb", ".icalendar"})


def is_empty(head: bytes, name: str) -> bool:
    """A file without a single byte, whatever its name says."""
    return not head


def is_pdf(head: bytes, name: str) -> bool:
    """PDF: the mark may be anywhere in the first kilobyte (ISO 32000-1, annex H, note 13)."""
    return b"%PDF-" in head[:1024]


def is_docx(head: bytes, name: str) -> bool:
    """Office Open XML word processing: a zip whose parts lie under `word/`.

    LibreOffice packs `[Content_Types].xml` last, where the head may not reach.
    """
    if not head.startswith(ZIP):
        return False
    is_named = _suffix(name) in {".docx", ".docm"}
    members = zip_members(head)
    if members and not any(member.startswith(_OF_WORD) for member in members):
        return False  # an archive with a Word document in it that is not compressed again
    if b"[Content_Types].xml" in head:
        return b"word/" in head or is_named
    return _WORD_PART.search(head) is not None and (is_named or b"_rels/.rels" in head)


def is_odt(head: bytes, name: str) -> bool:
    """OpenDocument text: a zip whose first member names it (ODF 1.2, part 3, 3.3), or flat
    XML.

    Some programs compress that member or leave it out; then the names of the others decide.
    """
    if not head.startswith(ZIP):
        return b"<office:document" in head[:4096] and _FLAT_ODT.search(head) is not None
    outer = zip_members(head)
    members = set(_ODF_MEMBER.findall(head))
    if outer and b"mimetype" not in outer and not members & set(outer):
        return False  # an archive with an OpenDocument file in it
    if b"mimetypeapplication/" in head[:256]:
        return b"mimetypeapplication/vnd.oasis.opendocument.text" in head[:256]
    if _suffix(name) in {".ods", ".odp", ".odg", ".odf"}:
        return False
    return len(members) >= 2 or (bool(members) and _suffix(name) in {".odt", ".ott"})


def is_rtf(head: bytes, name: str) -> bool:
    """Rich Text Format, which some editors save behind a byte order mark."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:5] == rb"{\rtf"


def is_msg(head: bytes, name: str) -> bool:
    """An Outlook message: a compound file, recognised by its stream or its suffix."""
    return head.startswith(_COMPOUND_FILE) and (
        _MSG_STREAM in head or _suffix(name) in {".msg", ".oft"}
    )


def is_picture(head: bytes, name: str) -> bool:
    """A PNG, JPEG, TIFF, GIF, WebP or BMP picture; an HEIC one where its library is installed."""
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8")):
        return True
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return True
    if head.startswith(b"BM") and head[6:10] == bytes(4) and head[11:14] == bytes(3):
        return True
    return is_heic(head) and find_spec("pillow_heif") is not None


def is_heic(head: bytes) -> bool:
    """A phone's picture (HEIC): a box of type `ftyp` with one of its brands (ISO/IEC 23008-12)."""
    return head.startswith(b"ftyp", 4) and head[8:12] in (b"heic", b"heix", b"mif1")


def is_pst(head: bytes, name: str) -> bool:
    """An Outlook data file."""
    return head.startswith(_PST)


def is_zip(head: bytes, name: str) -> bool:
    """A zip archive that is none of the formats built on zip."""
    return head.startswith((ZIP, b"PK\x05\x06"))


def is_tar(head: bytes, name: str) -> bool:
    """A tar archive (POSIX.1-1988, ustar, and GNU's), or one of Unix V7 by its checksum."""
    if head[257:262] == b"ustar":
        return True
    stated = head[148:156].strip(b" \x00")
    if len(head) < 512 or not stated.isdigit() or not head[0] or not head[100:108].strip(b" 0\x00"):
        return False
    try:
        return int(stated, 8) == sum(head[:148]) + sum(b" " * 8) + sum(head[156:512])
    except ValueError:
        return False


def is_compressed(head: bytes, name: str) -> bool:
    """A single file compressed by gzip, bzip2 or xz."""
    return head.startswith((b"\x1f\x8b\x08", b"\xfd7zXZ\x00")) or (
        head[:3] == b"BZh" and head[4:10] == b"1AY&SY"
    )


# `From ann at quay.example  Mon Feb  3 10:00:00 2020`
_LIST_ARCHIVE = regex(
    rb"From [^\s@]{1,100} at [\w.-]{1,200}\s{1,3}\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\s*$"
)
# `From ann@quay.example`, `From ann@quay.example 2020-02-03T10:00:00Z`
BARE_FROM_LINE = regex(rb"From \S{1,300}(?: \d{4}-\d\d-\d\d[T ]\d\d:\d\d\S{0,20})?\s*$")


def is_mbox(head: bytes, name: str) -> bool:
    """An mbox: it opens with a `From ` line of sender and asctime (RFC 4155, appendix A).

    A byte order mark or blank lines may precede it. Archives of lists write `ann at quay`; a
    file named .mbox may have an ISO date or none there, if a field of mail follows.
    """
    if not head.startswith(b"From "):
        head = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if _MBOX.match(head) is not None:
        return True
    first, _, rest = head.partition(b"\n")
    loose = _LIST_ARCHIVE.match(first) is not None
    if _suffix(name) in {".mbox", ".mbx"}:
        loose = loose or BARE_FROM_LINE.match(first) is not None
    return loose and names_mail_field(rest.partition(b"\n")[0])


def is_mmdf(head: bytes, name: str) -> bool:
    """An MMDF mailbox: a line of four bytes 01, then a header or a From line."""
    if not head.startswith((b"\x01\x01\x01\x01\n", b"\x01\x01\x01\x01\r\n")):
        return False
    line = head[4:].lstrip(b"\x01\r\n").partition(b"\n")[0]
    return FIELD.match(line) is not None or line.startswith(b"From ")


def is_babyl(head: bytes, name: str) -> bool:
    """A Babyl mailbox, as Rmail of Emacs kept them."""
    return head.startswith(b"BABYL OPTIONS:")


_MAIL_SUFFIXES = frozenset({".eml", ".mht", ".mhtml", ".nws"})
_PEOPLES_FIELDS = frozenset({b"from", b"to", b"subject", b"date"})
_HEADER_END = regex(rb"\r?\n[ \t]*\r?\n")
_BOUNDARY = regex(
    rb"^Content-Type:[ \t]*multipart/[^\r\n;]{1,40};(?:[^\r\n]|\r?\n[ \t]){0,400}?\bboundary=[ \t]*"
    rb"(?:\"(?P<quoted>[^\"\r\n]{1,200})\"|(?P<bare>[^\s;\"]{1,200}))",
    re.IGNORECASE | re.MULTILINE,
)
# What a Maildir calls its messages: `cur/1614676440.M1P2.quay:2,RS`, `new/1614676440.M1P2.quay`.
_MAILDIR_NAME = re.compile(r"[:;!]2,[A-Za-z]{0,40}\Z|(?:^|/)(?:cur|new)/\d{5,}\.[^/]+\Z")


def is_eml(head: bytes, name: str) -> bool:
    """A message: header fields from the first byte, two of which only mail systems write.

    A file named .eml, or as in a Maildir, needs one field of a mail, since some are exported or
    kept as drafts with a bare header; one named as text needs three that mail systems write, since
    people paste headers into text, or the parts that its header says it has. Several raw headers
    pasted one below the other are not a message.
    """
    head = without_preamble(head)
    fields = _leading_fields(head)
    system = len(fields & _SYSTEM_FIELDS)
    suffix = _suffix(name)
    named = suffix in _MAIL_SUFFIXES or _MAILDIR_NAME.search(name) is not None
    if b"content-type" in fields and fields & _PEOPLES_FIELDS and _has_its_parts(head):
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
    """Whether a line below a header begins the first of the parts that it names (RFC 2046, 5.1.1).

    `Content-Type: multipart/mixed; boundary="=_4f"` / … / blank / `--=_4f`
    """
    header = _HEADER_END.split(head, maxsplit=1)
    named = _BOUNDARY.search(header[0])
    if named is None or len(header) < 2:
        return False
    boundary = b"--" + (named["quoted"] or named["bare"])
    return any(line.rstrip() == boundary for line in header[1].splitlines())


def without_preamble(data: bytes) -> bytes:
    """A message without what programs put in front of its header.

    That is a byte order mark, blank lines, or the From line of an mbox, quoted as if it were text:
    `>From ann@quay.example Mon Feb  3 10:00:00 2020`.
    """
    found = _PREAMBLE.match(data)
    return data[found.end() :] if found else data


def is_mhtml(head: bytes, name: str) -> bool:
    """A web page saved as one file: a message of a browser's making, to nobody (RFC 2557)."""
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
        and (_suffix(name) in {".mht", ".mhtml"} or not re.search(rb"^From:", header, re.I | re.M))
    )


def is_emlx(head: bytes, name: str) -> bool:
    """Apple Mail: a line with the number of the message's bytes, the message, a property list.

    A page number above a printed header looks the same: so the suffix, or a property list after
    exactly that many bytes, must confirm it.
    """
    first, _, rest = head.partition(b"\n")
    if not first.strip().isdigit() or len(first) > 15 or not is_eml(rest, "message.eml"):
        return False
    return _suffix(name) == ".emlx" or rest[int(first) :].lstrip().startswith(b"<?xml")


def is_winmail(head: bytes, name: str) -> bool:
    """TNEF, as Outlook attaches it."""
    return head.startswith(_TNEF)


def names_mail_field(line: bytes) -> bool:
    """Whether a line begins with a header field that mail has."""
    field = FIELD.match(line)
    return field is not None and field[1].lower() in _MAIL_FIELDS


def is_html(head: bytes, name: str) -> bool:
    """A web page, or a piece of one: markup that only HTML has, or many of its tags."""
    opening = head[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if opening[:1] == b"<" and _MARKUP.search(opening):
        return not is_drawing(head)
    sample = head.replace(b"\x00", b"")
    tags = len(_TAG.findall(sample))
    closing = len(_CLOSING_TAG.findall(sample))
    if _suffix(name) in {".html", ".htm", ".xhtml"}:
        return tags + closing > 0
    return opening[:1] == b"<" and tags >= 3 and closing >= 3 and not is_drawing(head)


def is_markdown(head: bytes, name: str) -> bool:
    """Markdown: text like any other by its bytes, so the suffix decides."""
    return _suffix(name) in {".md", ".markdown", ".mdown", ".mkd"}


def is_restructured_text(head: bytes, name: str) -> bool:
    """reStructuredText: by suffix."""
    return _suffix(name) in {".rst", ".rest"}


def is_concordance(head: bytes) -> bool:
    """Whether a file begins as Concordance writes load files, whatever it is called: `þBEGDOCþ`.

    U+0014 separates the values, in UTF-8, in Windows' code page or in UTF-16.
    """
    first = head[:4096].replace(b"\x00", b"")
    return b"\xfe\x14\xfe" in first or b"\xc3\xbe\x14\xc3\xbe" in first


_TEXT_TABLES = (".csv", ".tsv", ".tab", ".dat")
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".ods", ".xls")


def is_table(head: bytes, name: str) -> bool:
    """A table of mail, by suffix and by what its first row names."""
    if not name.lower().endswith((*_TEXT_TABLES, *_WORKBOOKS)) and not is_concordance(head):
        return False
    from mailrecon.read import table

    return table.is_table(head, name)


def is_olm(head: bytes, name: str) -> bool:
    """An archive of Outlook for Mac: a zip with folders of its own."""
    return head.startswith(ZIP) and (_suffix(name) == ".olm" or b"com.microsoft.__Mess" in head)


# Packages that do not begin as such: LibreOffice writes the list of parts last, Apple none.
_PACKAGES = frozenset(
    {".pptx", ".pptm", ".xlsx", ".xlsm", ".xlsb", ".vsdx", ".epub", ".xps", ".oxps"}
    | {".ods", ".odp", ".odg", ".pages", ".numbers", ".key"}
)


def is_other_package(head: bytes, name: str) -> bool:
    """A zip that is another program's document: a presentation, an e-book."""
    if not head.startswith(ZIP):
        return False
    outer = zip_members(head)
    typed = b"[Content_Types].xml" in head[:4096]
    return (
        (typed and (not outer or b"[Content_Types].xml" in outer))
        or head[30:].startswith(b"mimetype")
        or _suffix(name) in _PACKAGES
    )


# Bytes that occur in no text except UTF-16 and UTF-32; ESC is allowed (ISO 2022).
_NO_TEXT = bytes(sorted({*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F}))
# One in so many may be such a byte: texts with stray controls are read.
_ONE_IN = 30
_LEAST_WHITE = 128
# So few say nothing, however short the file is.
_FEW = 4


def is_no_text(head: bytes, name: str) -> bool:
    """What begins as a file of pictures, sound or programs does, or has many bytes no text has."""
    if is_known_format(head) or (head.startswith(_CARDS) and _suffix(name) in _CARD_SUFFIXES):
        return True
    if is_other_text(head, name) or is_drawing(head):
        return True
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or utf16_by_zeros(head):
        return False
    # White, in most pictures.
    if head.count(b"\xff") * 2 > max(len(head), _LEAST_WHITE):
        return True
    stray = len(head) - len(head.translate(None, _NO_TEXT))
    if stray <= max(_FEW, len(head) // _ONE_IN):
        return False
    try:
        # Not final: the last character may be cut.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return True
    # Valid UTF-8 with many controls is a damaged text; nothing but controls is none.
    return stray * 10 > len(head) * 9


# `FYI, see below.`: a word of a sentence, and none of those that a format begins with.
_FIRST_WORD = regex(
    rb"(?!From |BABYL|BZh|GIF8|RIFF)[A-Za-z][A-Za-z']{0,20}[ ,.!]"
    rb"|(?!-----BEGIN )[-_=*]{5,}[ \nA-Za-z]"
)
# `From: Ann Poe`, pasted into a text; none of the fields that files of other formats begin with.
_FIRST_FIELD = regex(rb"(?!BagIt-|Bag-)[A-Za-z][A-Za-z-]{0,30}:")
_SYSTEM_FIELD = regex(
    rb"(?:^|\r)(?:" + b"|".join(sorted(_SYSTEM_FIELDS)) + rb")[ \t]*:", re.IGNORECASE | re.MULTILINE
)
_PROSE_SUFFIXES = frozenset({"", ".txt", ".text"})
# A bag's tag file (RFC 8493), which says below its first line who made it.
_OF_BAG = "bag-info.txt"
# Marks that need not be at the start.
_LATER = (b"%PDF-", b"<office:document", b"ustar")


def is_prose(head: bytes, name: str) -> bool:
    """Text that no other test here can be true of: known by its first line.

    That has no colon, or begins with a field of a header that somebody pasted: of the lines below
    none has a field that only mail systems write. This one test recognises most texts. False says
    nothing.
    """
    return (
        _suffix(name) in _PROSE_SUFFIXES
        and not name.endswith(_OF_BAG)
        and _begins_as_prose(head, name)
        and b"content-type:" not in head.lower()
        and len(head.translate(None, _NO_TEXT)) == len(head)
        and head.count(b"\xff") * 2 <= _LEAST_WHITE
        and not any(mark in head for mark in _LATER)
        and not is_known_format(head)
    )


def _begins_as_prose(head: bytes, name: str) -> bool:
    """Whether the first lines are a sentence's, or a header's as people paste it into a text."""
    if _FIRST_WORD.match(head) is not None:
        return b":" not in head[: head.find(b"\n")]
    return (
        _FIRST_FIELD.match(head) is not None
        and _SYSTEM_FIELD.search(head.partition(b"\n\n")[0]) is None
        and _MAILDIR_NAME.search(name) is None
    )


def anything(head: bytes, name: str) -> bool:
    """Whatever is nothing else is read as text."""
    return True


def _suffix(name: str) -> str:
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def _leading_fields(head: bytes) -> set[bytes]:
    """The names of the header fields that `head` opens with, up to the first blank line.

    A few lines may be no field, as where a folded line lost its leading space, if a field that
    mail has follows them; no more lines than fields.
    """
    found: set[bytes] = set()
    if FIELD.match(head) is None:
        return found
    pending = stray = 0
    for number, line in enumerate(head.splitlines()[:400]):
        if not line.strip():
            break
        if line[:1] in b" \t" and number:
            continue
        field = FIELD.match(line)
        if field is None:
            pending += 1
            if pending > _MOST_STRAY:
                return set()
        else:
            if names_mail_field(line):
                stray, pending = stray + pending, 0
            found.add(field[1].lower())
    return set() if pending or stray > len(found) // 2 else found
