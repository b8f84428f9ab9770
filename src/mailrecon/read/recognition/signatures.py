"""Recognise each format by its first bytes; the suffix decides only if these are ambiguous."""

from __future__ import annotations

import codecs
import re
from importlib.util import find_spec

from mailrecon.read.encoding import reads_as_text, utf16_by_zeros
from mailrecon.read.recognition.formats import (
    ZIP,
    is_drawing,
    is_known_format,
    is_other_text,
    suffix_of,
    zip_members,
)
from mailrecon.read.recognition.mail_signatures import MAILDIR_NAME, SYSTEM_FIELDS, is_eml, is_mbox
from mailrecon.read.recognition.office_xml import (
    is_flat_opendocument,
    is_flat_word,
    other_office_xml,
)
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
# A PDF's signature on a separate line or after binary bytes, and its first object.
_PDF_MARK = regex(rb"(?:[\r\n]|[^ -~\t])%PDF-\d\.\d")
_PDF_MARK_LENGTH = 9
_PDF_OBJECT = regex(rb"[\r\n ]\d{1,10} \d{1,5} obj\b")
_IN_FRONT = b"\xef\xbb\xbf\x00 \t\r\n"
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB] 2.2
_MSG_STREAM = "__properties_version1.0".encode("utf-16-le")  # [MS-OXMSG] 2.4
_PST = b"!BDN"  # [MS-PST] 2.2.2.6
_MARKUP = regex(rb"<\s*(?:!doctype\s+html|html|head|body|meta|title|script|style)\b", re.I)
_TAG = regex(
    rb"<(?:p|div|br|table|tr|td|span|blockquote|a|b|i|ul|ol|li|h[1-6]|font|pre|img)(?=[\s/>])", re.I
)
_CLOSING_TAG = regex(rb"</[a-zA-Z][a-zA-Z0-9]*\s*>")
# Cards and calendars; in a file with another suffix, one was pasted into a text.
_CARDS = (b"BEGIN:VCARD", b"BEGIN:VCALENDAR")
_CARD_SUFFIXES = frozenset({".vcf", ".vcard", ".ics", ".ical", ".ifb", ".icalendar"})


def is_empty(head: bytes, name: str) -> bool:
    """A file without a single byte, with any name."""
    return not head


def is_pdf(head: bytes, name: str) -> bool:
    """PDF: the mark may be anywhere in the first kilobyte (ISO 32000-1, annex H, note 13).

    A server or a printer may have written lines in front of it. An archive, an Outlook file or a
    mail whose first file is a PDF has the mark there, too, and so has a text about it.
    """
    place = head.find(b"%PDF-", 0, 1024)
    if place < 0 or not head[:place].strip(_IN_FRONT):
        return place >= 0
    return (
        _PDF_MARK.search(head, 0, 1024 + _PDF_MARK_LENGTH) is not None
        and _PDF_OBJECT.search(head) is not None
        and not head.startswith(ZIP)
        and not is_known_format(head)
        and not is_tar(head, name)
        and not is_compressed(head, name)
        and not is_mbox(head, name)
        and not is_eml(head, name)
    )


def is_docx(head: bytes, name: str) -> bool:
    """Office Open XML word processing: a zip whose parts lie under `word/`, or flat XML.

    LibreOffice packs `[Content_Types].xml` last, where the head may not reach.
    """
    if not head.startswith(ZIP):
        return is_flat_word(head)
    is_named = suffix_of(name) in {".docx", ".docm"}
    members = zip_members(head)
    if members and not any(member.startswith(_OF_WORD) for member in members):
        return False  # an archive with an uncompressed Word document in it
    if b"[Content_Types].xml" in head:
        return b"word/" in head or is_named
    return _WORD_PART.search(head) is not None and (is_named or b"_rels/.rels" in head)


def is_odt(head: bytes, name: str) -> bool:
    """OpenDocument text: a zip whose first member names it (ODF 1.2, part 3, 3.3), or flat
    XML.

    Some programs compress or omit that member; then the names of the other members decide.
    """
    if not head.startswith(ZIP):
        return is_flat_opendocument(head)
    outer = zip_members(head)
    members = set(_ODF_MEMBER.findall(head))
    if outer and b"mimetype" not in outer and not members & set(outer):
        return False  # an archive with an OpenDocument file in it
    if b"mimetypeapplication/" in head[:256]:
        return b"mimetypeapplication/vnd.oasis.opendocument.text" in head[:256]
    if suffix_of(name) in {".ods", ".odp", ".odg", ".odf"}:
        return False
    return len(members) >= 2 or (bool(members) and suffix_of(name) in {".odt", ".ott"})


def is_rtf(head: bytes, name: str) -> bool:
    """Rich Text Format; some editors write a byte order mark before it."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:5] == rb"{\rtf"


def is_msg(head: bytes, name: str) -> bool:
    """An Outlook message: a compound file, recognised by its stream or its suffix."""
    return head.startswith(_COMPOUND_FILE) and (
        _MSG_STREAM in head or suffix_of(name) in {".msg", ".oft"}
    )


def is_picture(head: bytes, name: str) -> bool:
    """A PNG, JPEG, TIFF, GIF, WebP or BMP picture, or an HEIC one if its library is installed."""
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8")):
        return True
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return True
    # The pixels of one in grey begin behind its table of colours, at 1,078.
    if head.startswith(b"BM") and head[6:10] == bytes(4) and head[12:14] == bytes(2):
        return True
    return is_heic(head) and find_spec("pillow_heif") is not None


def is_heic(head: bytes) -> bool:
    """A phone's picture (HEIC): a box of type `ftyp` with one of its brands (ISO/IEC 23008-12)."""
    return head.startswith(b"ftyp", 4) and head[8:12] in (b"heic", b"heix", b"mif1")


def is_pst(head: bytes, name: str) -> bool:
    """An Outlook data file."""
    return head.startswith(_PST)


def is_zip(head: bytes, name: str) -> bool:
    """A zip archive that is not one of the formats based on zip."""
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


def is_html(head: bytes, name: str) -> bool:
    """A web page, or a piece of one: it has markup that only HTML has, or many of its tags."""
    opening = head[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if opening[:1] == b"<" and _MARKUP.search(opening):
        return not is_drawing(head) and other_office_xml(head) is None
    sample = head.replace(b"\x00", b"")
    tags = len(_TAG.findall(sample))
    closing = len(_CLOSING_TAG.findall(sample))
    if suffix_of(name) in {".html", ".htm", ".xhtml"}:
        return tags + closing > 0
    is_page = opening[:1] == b"<" and tags >= 3 and closing >= 3 and not is_drawing(head)
    return is_page and other_office_xml(head) is None


def is_markdown(head: bytes, name: str) -> bool:
    """Markdown: its bytes are like any other text, so the suffix decides."""
    return suffix_of(name) in {".md", ".markdown", ".mdown", ".mkd"}


def is_restructured_text(head: bytes, name: str) -> bool:
    """reStructuredText: by suffix."""
    return suffix_of(name) in {".rst", ".rest"}


def is_concordance(head: bytes) -> bool:
    """Whether a file begins like a Concordance load file, with any name: `þBEGDOCþ`.

    U+0014 separates the values, in UTF-8, in Windows' code page or in UTF-16; else `|` those
    between carets: `^BEGDOC^|^FROM^`.
    """
    first = head[:4096].replace(b"\x00", b"")
    if b"^|^" in first and first.lstrip(b"\xef\xbb\xbf\xff\xfe").startswith(b"^"):
        return True
    return b"\xfe\x14\xfe" in first or b"\xc3\xbe\x14\xc3\xbe" in first


_TEXT_TABLES = (".csv", ".tsv", ".tab", ".dat")
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".ods", ".xls")


def is_table(head: bytes, name: str) -> bool:
    """A table of mail, by its suffix and the names in its first row."""
    if not name.lower().endswith((*_TEXT_TABLES, *_WORKBOOKS)) and not is_concordance(head):
        return False
    from mailrecon.read.tables import reader as table

    return table.is_table(head, name)


def is_olm(head: bytes, name: str) -> bool:
    """An archive of Outlook for Mac: a zip with folders of its own."""
    return head.startswith(ZIP) and (suffix_of(name) == ".olm" or b"com.microsoft.__Mess" in head)


# Packages without the usual beginning: LibreOffice writes the list of parts last, Apple none.
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
        or suffix_of(name) in _PACKAGES
    )


# Bytes that occur in no text except UTF-16 and UTF-32; ESC is allowed (ISO 2022).
_NO_TEXT = bytes(sorted({*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F}))
# One byte in this many may be such a byte: texts with stray controls are read.
_ONE_IN = 30
_LEAST_WHITE = 128
# This few are not evidence, however short the file is.
_FEW = 4


# By the byte order mark; that of UTF-32 begins with that of UTF-16.
_MARKED = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


def is_no_text(head: bytes, name: str) -> bool:
    """A file that begins like pictures, sound or programs, or has many bytes no text has."""
    if is_known_format(head) or (head.startswith(_CARDS) and suffix_of(name) in _CARD_SUFFIXES):
        return True
    if is_other_text(head, name) or is_drawing(head) or other_office_xml(head) is not None:
        return True
    mark = next((mark for mark in _MARKED if head.startswith(mark)), None)
    if mark is not None:
        return not reads_as_text(head[len(mark) :], _MARKED[mark])
    if utf16_by_zeros(head):
        return False
    # White, in most pictures.
    if head.count(b"\xff") * 2 > max(len(head), _LEAST_WHITE):
        return True
    stray = len(head) - len(head.translate(None, _NO_TEXT))
    if stray <= max(_FEW, len(head) // _ONE_IN):
        return False
    try:
        # Without `final`, because the last character may be cut.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return True
    # Valid UTF-8 with many controls is a damaged text; only controls are not a text.
    return stray * 10 > len(head) * 9


# `FYI, see below.`: the first word of a sentence, but not a word with which a format begins.
_FIRST_WORD = regex(
    rb"(?!From |BABYL|BZh|GIF8|RIFF)[A-Za-z][A-Za-z']{0,20}[ ,.!]"
    rb"|(?!-----BEGIN )[-_=*]{5,}[ \nA-Za-z]"
)
# `From: Ann Poe`, pasted into a text; but not a field with which files of other formats begin.
_FIRST_FIELD = regex(rb"(?!BagIt-|Bag-)[A-Za-z][A-Za-z-]{0,30}:")
_PROSE_SUFFIXES = frozenset({"", ".txt", ".text"})
# A bag's tag file (RFC 8493), which names its writer below the first line.
_OF_BAG = "bag-info.txt"
# Marks that need not be at the start.
_LATER = (b"%PDF-", b"opendocument", b"xmlPackage", b"ustar")


def is_prose(head: bytes, name: str) -> bool:
    """Fast path: text that no other test here can recognise, judged by its first line.

    The first line has no colon; or it begins with a field of a pasted header, and no line below has
    a field that only mail systems write. Most texts are recognised by this test. If it is False,
    the file may still be text.
    """
    return (
        suffix_of(name) in _PROSE_SUFFIXES
        and not name.endswith(_OF_BAG)
        and _begins_as_prose(head, name)
        and b"content-type:" not in head.lower()
        and len(head.translate(None, _NO_TEXT)) == len(head)
        and head.count(b"\xff") * 2 <= _LEAST_WHITE
        and not any(map(head.__contains__, _LATER))
        and not is_known_format(head)
    )


def _begins_as_prose(head: bytes, name: str) -> bool:
    """Whether the first lines are a sentence, or a header that was pasted into a text."""
    if _FIRST_WORD.match(head) is not None:
        return b":" not in head[: head.find(b"\n")]
    return (
        _FIRST_FIELD.match(head) is not None
        and not _has_system_field(head.partition(b"\n\n")[0])
        and MAILDIR_NAME.search(name) is None
    )


def _has_system_field(header: bytes) -> bool:
    """Whether a line begins with a field that only mail systems write: `Received:`."""
    before_colons = header.replace(b"\r", b"\n").lower().split(b":")[:-1]
    labels = [text[text.rfind(b"\n") + 1 :].rstrip(b" \t") for text in before_colons]
    return not SYSTEM_FIELDS.isdisjoint(labels)


def anything(head: bytes, name: str) -> bool:
    """Any file: the last reader, plain text, accepts it."""
    return True
