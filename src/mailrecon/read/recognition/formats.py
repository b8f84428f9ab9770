"""Name formats that are often found beside mail and that no reader supports.

`puremagic` knows thousands more, but recognises some by two letters with which many texts begin,
and describes them for programmers. The formats listed here occur in folders of mail, and have names
that fit a sentence.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from mailrecon.read.recognition.office_xml import other_office_xml
from mailrecon.regex import regex


class _FileSign(NamedTuple):
    """The first bytes of a format, and its name with an article.

    `mark` begins the file; `second` is a further mark at the offset `at`, if one is not enough.
    `is_sure` is False for marks that a text may begin with (`MZ`, `BM`): they only name a file that
    other bytes show not to be text.
    """

    mark: bytes
    called: str
    at: int = 0
    second: bytes = b""
    is_sure: bool = True

    def begins(self, head: bytes) -> bool:
        """Whether a file that begins with `head` has this format's marks."""
        return head.startswith(self.mark) and head.startswith(self.second, self.at)


_FORMATS = (
    _FileSign(b"\x00", "an HEIC image", 4, b"ftyphei"),
    _FileSign(b"\x00", "an HEIF image", 4, b"ftypmif1"),
    _FileSign(b"\x00", "an AVIF image", 4, b"ftypavif"),
    _FileSign(b"\x00", "an audio file (M4A)", 4, b"ftypM4A"),
    _FileSign(b"\x00", "a video (MP4 or QuickTime)", 4, b"ftyp"),
    *(_FileSign(b"\x00", "a video (QuickTime)", 4, kind) for kind in (b"moov", b"mdat", b"wide")),
    _FileSign(b".snd\x00", "an audio file (AU)"),
    _FileSign(b"caff\x00\x01", "an audio file (CAF)"),
    _FileSign(b"RIFF", "an audio file (WAV)", 8, b"WAVE"),
    _FileSign(b"RIFF", "a WebP image", 8, b"WEBP"),
    _FileSign(b"RIFF", "a video (AVI)", 8, b"AVI "),
    _FileSign(b"FORM", "an audio file (AIFF)", 8, b"AIF"),
    _FileSign(b"\x89PNG\r\n", "a PNG image"),
    _FileSign(b"\xff\xd8\xff", "a JPEG image"),
    _FileSign(b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 image"),
    _FileSign(b"\x00\x00\x00\x0cJXL ", "a JPEG XL image"),
    _FileSign(b"GIF87a", "a GIF image"),
    _FileSign(b"GIF89a", "a GIF image"),
    _FileSign(b"BM", "a BMP image", is_sure=False),
    _FileSign(b"DDS |\x00\x00\x00", "a picture of a game (DDS)"),
    *(_FileSign(b"P" + kind, "a picture (PNM)", is_sure=False) for kind in (b"4", b"5", b"6")),
    _FileSign(b"icns\x00", "an icon (ICNS)"),
    _FileSign(b"II*\x00", "a TIFF image"),
    _FileSign(b"MM\x00*", "a TIFF image"),
    _FileSign(b"8BPS\x00\x01", "a Photoshop image"),
    _FileSign(b"gimp xcf", "a GIMP image", is_sure=False),
    _FileSign(b"AT&TFORM", "a DjVu document"),
    _FileSign(b"\x00\x00\x01\x00", "an icon (ICO)", 5, b"\x00"),
    _FileSign(b"\x01\x00\x00\x00", "a drawing (EMF)", 40, b" EMF"),
    _FileSign(b"\xd7\xcd\xc6\x9a\x00\x00", "a drawing (WMF)"),
    _FileSign(b"AC10", "a drawing (DWG)", 6, b"\x00"),
    *(
        _FileSign(b"ID3" + version, "an audio file (MP3)")
        for version in (b"\x02", b"\x03", b"\x04")
    ),
    *(
        _FileSign(b"\xff" + kind, "an audio file (MP3)", is_sure=False)
        for kind in (b"\xfb", b"\xf3")
    ),
    *(
        _FileSign(b"\xff" + kind, "an audio file (AAC)", is_sure=False)
        for kind in (b"\xf1", b"\xf9")
    ),
    _FileSign(b"OggS\x00", "an audio file (Ogg)"),
    _FileSign(b"fLaC\x00", "an audio file (FLAC)"),
    _FileSign(b"#!AMR", "an audio file (AMR)"),
    _FileSign(b"MThd\x00\x00\x00\x06", "an audio file (MIDI)"),
    _FileSign(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "an audio or video file (WMA, WMV)"),
    _FileSign(b"\x1aE\xdf\xa3", "a video (Matroska)"),
    _FileSign(b"\x00\x00\x01\xba", "a video (MPEG)"),
    _FileSign(b"\x00\x00\x01\xb3", "a video (MPEG)"),
    _FileSign(b"FLV\x01", "a video (Flash)"),
    *(_FileSign(kind, "a Flash film (SWF)", is_sure=False) for kind in (b"CWS", b"FWS", b"ZWS")),
    _FileSign(b"Rar!\x1a", "a RAR archive"),
    _FileSign(b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    _FileSign(b"MSCF\x00\x00\x00\x00", "a Windows archive (CAB)"),
    _FileSign(b"!<arch>\n", "an archive (AR, DEB)"),
    _FileSign(b"\xed\xab\xee\xdb", "a package of programs (RPM)"),
    _FileSign(b"\x28\xb5\x2f\xfd", "a compressed file (Zstandard)"),
    _FileSign(b"\x04\x22\x4d\x18", "a compressed file (LZ4)"),
    _FileSign(b"\x5d\x00\x00", "a compressed file (LZMA)", 5, b"\xff" * 8),
    _FileSign(b"\x5d\x00\x00", "a compressed file (LZMA)", 9, b"\x00" * 4),
    _FileSign(b"\x1f\x9d", "a compressed file (Z)"),
    _FileSign(b"", "an image of a disc (ISO)", 32_769, b"CD001", is_sure=False),
    *(_FileSign(b"", "an archive (LHA)", 2, kind, False) for kind in (b"-lh", b"-lz")),
    _FileSign(b"\x60\xea", "an archive (ARJ)", is_sure=False),
    *(_FileSign(kind, "an archive (StuffIt)") for kind in (b"SIT!\x00", b"StuffIt (c)1997")),
    _FileSign(b"KDMV\x01\x00", "a disc of a virtual machine (VMDK)"),
    _FileSign(b"QFI\xfb", "a disc of a virtual machine (QCOW)"),
    _FileSign(b"conectix\x00", "a disc of a virtual machine (VHD)"),
    _FileSign(b"vhdxfile", "a disc of a virtual machine (VHDX)", is_sure=False),
    *(
        _FileSign(kind + b"\x09\x0d\x0a\xff\x00", "a forensic image of a disc (EnCase)")
        for kind in (b"EVF", b"LVF")
    ),
    _FileSign(b"ADSEGMENTEDFILE\x00", "a forensic image (AD1)"),
    _FileSign(b"\xeb", "an image of a disc", 3, b"-FVE-FS-"),
    *(
        _FileSign(b"\xeb", "an image of a disc", 3, kind)
        for kind in (b"MSDOS", b"NTFS  ", b"MSWIN")
    ),
    _FileSign(b"LUKS\xba\xbe", "an encrypted disc (LUKS)"),
    _FileSign(b"\x03\xd9\xa2\x9a", "a store of passwords (KeePass)"),
    _FileSign(b"\xfe\xed\xfe\xed\x00\x00", "a store of keys (Java)"),
    _FileSign(b"regf", "a registry of Windows", is_sure=False),
    _FileSign(b"ElfFile\x00", "a log of Windows (EVTX)"),
    _FileSign(b"\x00\x00\x00\x01Bud1", "a folder's settings of macOS (.DS_Store)"),
    _FileSign(b"SIMPLE  =                    T", "a picture (FITS)"),
    _FileSign(b"", "a medical picture (DICOM)", 128, b"DICM", False),
    _FileSign(b"v/1\x01\x02\x00", "a picture (OpenEXR)"),
    _FileSign(b"glTF\x02\x00", "a model (glTF)"),
    _FileSign(b"AutoCAD Binary DXF\r\n\x1a\x00", "a drawing (DXF)"),
    _FileSign(b"Obj\x01", "a table (Avro)", is_sure=False),
    _FileSign(b"ORC", "a table (ORC)", is_sure=False),
    _FileSign(b"MATLAB 5.0 MAT-file", "a data file (MATLAB)"),
    _FileSign(b"\x80\x01", "a font (Type 1)", 6, b"%!"),
    _FileSign(b"?_\x03\x00", "a help file (HLP)"),
    _FileSign(b"\xa1\xb2\xc3\xd4\x00\x02", "a record of network traffic (PCAP)"),
    *(_FileSign(kind, "a torrent") for kind in (b"d8:announce", b"d13:announce-list")),
    _FileSign(b"SQLite format 3\x00", "an SQLite database"),
    _FileSign(b"\x00\x01\x00\x00Standard ", "an Access database"),
    *(
        _FileSign(b"\x1a\x00\x00" + version, "a Notes database (NSF)", 5, b"\x00")
        for version in (b"\x03", b"\x04", b"\x05")
    ),
    _FileSign(b"\xcf\xad\x12\xfe", "an Outlook Express folder (DBX)"),
    _FileSign(b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "a OneNote section"),
    _FileSign(b"\xffWPC", "a WordPerfect document"),
    _FileSign(b"BEGIN:VCARD", "a contact's card (vCard)", is_sure=False),
    _FileSign(b"BEGIN:VCALENDAR", "a calendar (iCalendar)", is_sure=False),
    *(_FileSign(kind, "an Outlook Express 4 folder (MBX)") for kind in (b"JMF9", b"JMF6")),
    _FileSign(b"", "an Exchange database (EDB)", 4, b"\xef\xcd\xab\x89", is_sure=False),
    _FileSign(b"HWP Document File V", "a Hangul document (HWP)"),
    _FileSign(b"", "an e-book (Mobipocket)", 60, b"BOOKMOBI", is_sure=False),
    *(_FileSign(kind, "a table (Arrow)", is_sure=False) for kind in (b"ARROW1\x00", b"FEA1")),
    _FileSign(b"\x93NUMPY", "an array (NumPy)"),
    _FileSign(b"1\xbe\x00\x00\x00\xab", "a document of Windows Write (WRI)"),
    _FileSign(b"AES\x02", "an encrypted file (AES Crypt)"),
    _FileSign(b"dex\n0", "a program (Android)", 7, b"\x00"),
    _FileSign(b"TAPE\x00", "a Windows backup (BKF)"),
    _FileSign(b"*mbx*\r\n", "a mailbox of UW-IMAP (MBX)"),
    _FileSign(b"ITSF\x03\x00\x00\x00", "a help file (CHM)"),
    _FileSign(b"%!PS-Adobe", "a PostScript document"),
    _FileSign(b"\xc5\xd0\xd3\xc6", "a PostScript document"),
    _FileSign(b"\x4c\x00\x00\x00\x01\x14\x02\x00", "a Windows shortcut"),
    _FileSign(b"bplist0", "a property list"),
    _FileSign(b"\x00\x01\x00\x00\x00", "a font (TrueType)"),
    _FileSign(b"OTTO\x00", "a font (OpenType)"),
    *(_FileSign(kind, "a font (WOFF)", is_sure=False) for kind in (b"wOFF", b"wOF2")),
    _FileSign(b"PAR1", "a table (Parquet)", is_sure=False),
    _FileSign(b"\x89HDF\r\n", "a data file (HDF5)"),
    _FileSign(b"\xd4\xc3\xb2\xa1", "a record of network traffic (PCAP)"),
    _FileSign(b"\x0a\x0d\x0d\x0a", "a record of network traffic (PCAPNG)", 8, b"\x4d\x3c\x2b\x1a"),
    _FileSign(b"\xca\xfe\xba\xbe\x00", "a program (Java or macOS)"),
    _FileSign(b"\xcf\xfa\xed\xfe", "a program (macOS)"),
    _FileSign(b"\xce\xfa\xed\xfe", "a program (macOS)"),
    _FileSign(b"\x00asm\x01\x00\x00\x00", "a program (WebAssembly)"),
    _FileSign(b"\x7fELF", "a program (ELF)"),
    _FileSign(b"MZ", "a Windows program", is_sure=False),
)

# By the first byte, which for nearly every text differs from that of these formats.
_SURE_FORMATS: dict[bytes, list[_FileSign]] = {}
for _format in _FORMATS:
    if _format.is_sure:
        _SURE_FORMATS.setdefault(_format.mark[:1], []).append(_format)

# [MS-CFB]: the directory, which may be anywhere in the file, has the names of streams in UTF-16.
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = (
    ("EncryptedPackage", "an encrypted Office document (save it without its password)"),
    ("HwpSummaryInformation", "a Hangul document (HWP)"),
    ("WordDocument", "a Word document of before 2007 (DOC)"),
    ("PowerPoint Document", "a PowerPoint presentation of before 2007 (PPT)"),
    ("VisioDocument", "a Visio drawing (VSD)"),
    ("Quill", "a Publisher document (PUB)"),
    ("Workbook", "an Excel workbook of before 2007 (XLS)"),
    ("__properties_version1.0", "an Outlook message (MSG)"),
)
# Packages in zip, by the names of their members.
_MEMBERS = (
    (b"ppt/presentation", "a PowerPoint presentation"),
    (b"xl/workbook", "an Excel workbook"),
    (b"visio/document", "a Visio drawing"),
    (b"word/document", "a Word document"),
    (b"FixedDocSeq.fdseq", "an XPS document"),
    (b"application/hwp+zip", "a Hangul document (HWPX)"),
    (b"application/epub+zip", "an e-book (EPUB)"),
    (b"opendocument.presentation", "an OpenDocument presentation (ODP)"),
    (b"opendocument.spreadsheet", "an OpenDocument spreadsheet (ODS)"),
    (b"opendocument.graphics", "an OpenDocument drawing (ODG)"),
    (b"opendocument.", "an OpenDocument file"),
)
# Formats with the same first bytes are distinguished by the suffix.
_SUFFIXES = {
    ".doc": "a Word document of before 2007 (DOC)",
    ".dot": "a Word template of before 2007 (DOT)",
    ".xls": "an Excel workbook of before 2007 (XLS)",
    ".ppt": "a PowerPoint presentation of before 2007 (PPT)",
    ".pps": "a PowerPoint presentation of before 2007 (PPS)",
    ".pptx": "a PowerPoint presentation",
    ".pptm": "a PowerPoint presentation",
    ".odp": "an OpenDocument presentation (ODP)",
    ".hwp": "a Hangul document (HWP)",
    ".hwpx": "a Hangul document (HWPX)",
    ".epub": "an e-book (EPUB)",
    ".vsd": "a Visio drawing (VSD)",
    ".vsdx": "a Visio drawing",
    ".pub": "a Publisher document (PUB)",
    ".mpp": "a project plan (MPP)",
    ".msi": "a Windows program to install (MSI)",
    ".p7m": "a signed or encrypted mail (S/MIME)",
    ".p7s": "a signature (S/MIME)",
    **dict.fromkeys((".der", ".cer", ".crt"), "a certificate"),
    **dict.fromkeys((".p12", ".pfx"), "a store of keys (PKCS 12)"),
    ".pgp": "an encrypted file (OpenPGP)",
    ".gpg": "an encrypted file (OpenPGP)",
    ".pages": "a Pages document",
    ".numbers": "a Numbers spreadsheet",
    ".key": "a Keynote presentation",
}
# Text formats that only other programs can use, by suffix.
_TEXT_SUFFIXES = {
    ".emlxpart": "a part of a message that Apple Mail keeps beside it (EMLXPART)",
}
_NAMED_BY_SUFFIX = (
    *(_COMPOUND_FILE, b"PK\x03\x04"),
    # A CMS sequence; OpenPGP packets of a session key, a message, a signature.
    *(b"\x30\x80", b"\x30\x82", b"\x30\x83", b"\x84", b"\x85", b"\xc1", b"\xc3"),
)
_ELEMENT = regex(rb"<[A-Za-z][\w:.-]{0,60}")
_COMMENT = regex(rb"<!--.*?-->", re.DOTALL)
ZIP = b"PK\x03\x04"
_LOCAL = 30  # bytes of a local header before the name
_HEAD = 65_536
_BEGIN = regex(rb"-----BEGIN ([A-Z0-9 ]{3,40})-----[ \t]*\r?\n")
# Signed text (`PGP SIGNED MESSAGE`) is readable and not listed.
_ARMOURED = (
    (b"PGP MESSAGE", "an encrypted message (OpenPGP)"),
    (b"PGP SIGNATURE", "a signature (OpenPGP)"),
    (b"PGP PUBLIC KEY", "a key (OpenPGP)"),
    (b"PGP PRIVATE KEY", "a key (OpenPGP)"),
    (b"PKCS7", "a signed or encrypted mail (S/MIME)"),
    (b"CMS", "a signed or encrypted mail (S/MIME)"),
    (b"CERTIFICATE", "a certificate"),
    (b"KEY", "a key"),
)
_SURE = 0.6


def is_known_format(head: bytes) -> bool:
    """Whether bytes begin with the signature of a binary format, with which no text begins."""
    return head.startswith(_COMPOUND_FILE) or any(
        one.begins(head) for one in _SURE_FORMATS.get(head[:1], ())
    )


def is_drawing(head: bytes) -> bool:
    """Whether a file is an SVG image: XML whose outermost element is `svg`.

    The positions of its words depend on shapes and style sheets that only a browser evaluates.
    """
    start = head[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not start.startswith((b"<?xml", b"<!", b"<svg")):
        return False
    first = _ELEMENT.search(_COMMENT.sub(b"", start))
    return (
        first is not None
        and first[0].rpartition(b":")[2].lstrip(b"<") == b"svg"
        and (b"http://www.w3.org/2000/svg" in start)
    )


def is_other_text(head: bytes, name: str) -> bool:
    """Whether a file is text that only another program can use, by its suffix or because it is
    armoured.
    """
    return name.lower().endswith(tuple(_TEXT_SUFFIXES)) or _armour(head) is not None


def _armour(head: bytes) -> str | None:
    """The content of a file that is only armour; None if text follows it, or if there is a reader.

    `-----BEGIN PGP MESSAGE-----` … `-----END PGP MESSAGE-----` (RFC 9580, 6.2; RFC 7468)
    """
    if head[:1] not in b"\xef-\r\n ":
        return None
    text = head.removeprefix(b"\xef\xbb\xbf").strip()
    begun = _BEGIN.match(text)
    if begun is None:
        return None
    kind = begun[1]
    # The head of a long armour has only lines of base64.
    end = text.find(b"-----END %b-----" % kind)
    rest = text[end:].count(b"\n") if end >= 0 else 0
    if rest or (end < 0 and len(head) < _HEAD):
        return None
    return next((called for sign, called in _ARMOURED if sign in kind), None)


def format_name(data: bytes, name: str) -> str:
    """The name of a binary file's format with its article, such as `an HEIC image`."""
    armour = _armour(data[:_HEAD])
    if armour is not None:
        return armour
    for place in (_by_parts, _by_suffix, _by_beginning, _by_puremagic):
        found = place(data, name)
        if found is not None:
            return found
    return "a file of no format known here, and no text"


def zip_members(head: bytes) -> list[bytes]:
    """The members of a zip whose headers are in its head; empty if they cannot be found.

    A local header has the length of its member, unless the length is written after the member
    (APPNOTE 4.3.7 and 4.4.4, bit 3).
    """
    found: list[bytes] = []
    position = 0
    while position + _LOCAL <= len(head):
        if head[position : position + 4] == b"PK\x01\x02":
            return found
        if head[position : position + 4] != ZIP or head[position + 6] & 8:
            return []
        length, name, extra = (
            int.from_bytes(head[position + at : position + at + size], "little")
            for at, size in ((18, 4), (26, 2), (28, 2))
        )
        start = position + _LOCAL
        found.append(head[start : start + name])
        position = start + name + extra + length
    return found


def _by_parts(data: bytes, name: str) -> str | None:
    """The format of a compound file or package, by its parts."""
    if data.startswith(_COMPOUND_FILE):
        streams = ((stream.encode("utf-16-le"), called) for stream, called in _STREAMS)
        return next((called for stream, called in streams if stream in data), None)
    if data.startswith(ZIP):
        outer = zip_members(data[:_HEAD])
        # The kind of a package may be the content of its first member:
        # `mimetypeapplication/epub+zip`.
        first = data[:256] if b"mimetype" in outer[:1] else b""
        found = b"\0".join([first, *outer]) if outer else data
        return next((called for member, called in _MEMBERS if member in found), None)
    return None


def suffix_of(name: str) -> str:
    """A name's suffix with its dot, in small letters; empty if the name is all suffix."""
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def _by_suffix(data: bytes, name: str) -> str | None:
    suffix = suffix_of(name)
    if suffix in _TEXT_SUFFIXES:
        return _TEXT_SUFFIXES[suffix]
    return _SUFFIXES.get(suffix) if data.startswith(_NAMED_BY_SUFFIX) else None


def _by_beginning(data: bytes, name: str) -> str | None:
    if is_drawing(data[:_HEAD]):
        return "an SVG image"
    office = other_office_xml(data[:_HEAD])
    if office is not None:
        return office
    found = next((one.called for one in _FORMATS if one.begins(data)), None)
    return found if found is not None or any(data[:_HEAD]) else "nothing but zeros"


def _by_puremagic(data: bytes, name: str) -> str | None:
    import puremagic  # most formats are listed here

    try:
        found = puremagic.magic_string(data[:_HEAD])
    except (puremagic.PureError, ValueError, IndexError):
        return None
    for guess in found:
        if guess.confidence >= _SURE and len((guess.byte_match or b"").strip(b"\x00")) > 2:
            return f"a file of another format ({guess.name})"
    return None
