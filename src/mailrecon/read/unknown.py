"""Files of formats that no reader knows: named, and not read."""

from __future__ import annotations

from collections.abc import Iterator

import puremagic

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read.options import ReadOptions
from mailrecon.read.signatures import HEAD

# Formats people meet beside mail, by how they begin or by the suffix that tells them from others
# that begin alike, with the words a sentence takes.
_BEGINNINGS: tuple[tuple[int, bytes, str], ...] = (
    (4, b"ftypheic", "an HEIC image"),
    (4, b"ftypheix", "an HEIC image"),
    (4, b"ftypmif1", "an HEIF image"),
    (4, b"ftypavif", "an AVIF image"),
    (4, b"ftypM4A", "an audio file (M4A)"),
    (4, b"ftyp", "a video (MP4 or QuickTime)"),
    (8, b"WAVE", "an audio file (WAV)"),
    (8, b"WEBP", "a WebP image"),
    (8, b"AVI ", "a video (AVI)"),
    (0, b"\x89PNG", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"GIF8", "a GIF image"),
    (0, b"BM", "a BMP image"),
    (0, b"II*\x00", "a TIFF image"),
    (0, b"MM\x00*", "a TIFF image"),
    (0, b"ID3", "an audio file (MP3)"),
    (0, b"OggS", "an audio file (Ogg)"),
    (0, b"fLaC", "an audio file (FLAC)"),
    (0, b"Rar!", "a RAR archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"SQLite format 3", "an SQLite database"),
    (0, b"MSCF", "a Windows archive (CAB)"),
    (0, b"\x28\xb5\x2f\xfd", "a compressed file (Zstandard)"),
    (0, b"\x04\x22\x4d\x18", "a compressed file (LZ4)"),
    (0, b"\x1f\x9d", "a compressed file (Z)"),
    (32769, b"CD001", "an image of a disc (ISO)"),
    (0, b"8BPS", "a Photoshop image"),
    (0, b"\x00\x00\x01\x00", "an icon (ICO)"),
    (0, b"\x00\x01\x00\x00", "a font (TrueType)"),
    (0, b"OTTO", "a font (OpenType)"),
    (0, b"wOFF", "a font (WOFF)"),
    (0, b"wOF2", "a font (WOFF2)"),
    (0, b"PAR1", "a table (Parquet)"),
    (0, b"\x89HDF", "a data file (HDF5)"),
    (0, b"\xd4\xc3\xb2\xa1", "a record of network traffic (PCAP)"),
    (0, b"\x0a\x0d\x0d\x0a", "a record of network traffic (PCAPNG)"),
    (0, b"\xff\xfb", "an audio file (MP3)"),
    (0, b"\xff\xf3", "an audio file (MP3)"),
    (0, b"\xff\xf1", "an audio file (AAC)"),
    (0, b"CWS", "a Flash film (SWF)"),
    (0, b"FWS", "a Flash film (SWF)"),
    (0, b"\xca\xfe\xba\xbe", "a program (Java or macOS)"),
    (0, b"\x00asm", "a program (WebAssembly)"),
    (0, b"MZ", "a Windows program"),
    (0, b"\x7fELF", "a program (ELF)"),
    (0, b"\x1aE\xdf\xa3", "a video (Matroska)"),
)
_SUFFIXES = {
    ".doc": "a Word document of before 2007 (DOC)",
    ".dot": "a Word template of before 2007",
    ".ppt": "a PowerPoint presentation of before 2007",
    ".pptx": "a PowerPoint presentation",
    ".pptm": "a PowerPoint presentation",
    ".odp": "a presentation (ODP)",
    ".epub": "an e-book (EPUB)",
    ".vsd": "a Visio drawing",
    ".nsf": "a Notes database (NSF)",
    ".dbx": "an Outlook Express folder (DBX)",
    ".p7m": "a signed or encrypted mail (S/MIME)",
    ".p7s": "a signature (S/MIME)",
    ".pgp": "an encrypted file (OpenPGP)",
    ".gpg": "an encrypted file (OpenPGP)",
    ".pages": "a Pages document",
    ".numbers": "a Numbers spreadsheet",
    ".key": "a Keynote presentation",
}
_NAMED_BY_SUFFIX = (
    *(b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"\x1a\x00\x00", b"\xcf\xad\x12\xfe"),
    # A CMS sequence; OpenPGP packets of a session key, a message, a signature.
    *(b"\x30\x80", b"\x30\x82", b"\x30\x83", b"\x84", b"\x85", b"\xc1", b"\xc3"),
)
_SURE = 0.6


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """Raises ReadError, which names the format; the user's `--encoding` says that it is text."""
    if options.encoding is not None:
        from mailrecon.read.text import plain as text

        return text.read(data, name, options)
    raise ReadError(f"{name}: {what_it_is(bytes(data[:HEAD]), name)}, not read")


def what_it_is(head: bytes, name: str) -> str:
    """The format of bytes that are no text, with its article, such as `an HEIC image`."""
    dot = name.rfind(".")
    suffix = name[dot:].lower() if dot > 0 else ""
    if head.startswith(_NAMED_BY_SUFFIX) and suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    for place, mark, called in _BEGINNINGS:
        if head[place : place + len(mark)] == mark:
            return called
    if not any(head):
        return "nothing but zeros"
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError, IndexError):
        found = []
    for guess in found:
        if guess.confidence >= _SURE and len((guess.byte_match or b"").strip(b"\x00")) > 2:
            return f"a file of another format ({guess.name})"
    return "a file of no format known here, and no text"
