"""Recognise office documents in one XML file by their outermost element.

LibreOffice writes flat OpenDocument, Word its packages (Flat OPC). No reader supports the XML of
Office 2003 and of AbiWord. Their markup hides text, so they must not be read as text.
"""

from __future__ import annotations

from mailrecon.regex import regex

_START = 4096
_ODF = b"urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_ODF_ROOT = regex(rb"<(?:[\w.-]{1,40}:)?document\s[^<>]*>?")
_PACKAGE = b"http://schemas.microsoft.com/office/2006/xmlPackage"
_PACKAGE_ROOT = regex(rb"<(?:[\w.-]{1,40}:)?package\s")
_OTHERS = (
    (
        regex(rb"<(?:[\w.-]{1,40}:)?wordDocument\s[^<>]*microsoft\.com/office/word/2003/wordml"),
        "a Word 2003 XML document",
    ),
    (
        regex(rb"<(?:[\w.-]{1,40}:)?Workbook\s[^<>]*schemas-microsoft-com:office:spreadsheet"),
        "an Excel 2003 XML workbook",
    ),
    (regex(rb"<abiword[\s>]"), "an AbiWord document"),
)


def is_flat_opendocument(head: bytes) -> bool:
    """Whether a file is a flat OpenDocument text, with any prefixes and encoding."""
    plain = _opening(head)
    if _ODF not in plain:
        return False
    root = _ODF_ROOT.search(plain)
    return root is not None and _ODF in root[0] and b"opendocument.text" in root[0]


def is_flat_word(head: bytes) -> bool:
    """Whether a file is a Word document's package in one XML file (Flat OPC)."""
    plain = _opening(head)
    return (
        _PACKAGE in plain[:_START]
        and _PACKAGE_ROOT.search(plain) is not None
        and (b"/word/" in plain or b'progid="Word.' in plain)
    )


def other_office_xml(head: bytes) -> str | None:
    """The name of an office program's XML format that no reader supports."""
    plain = _opening(head)
    if not plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return None
    for pattern, name in _OTHERS:
        if pattern.search(plain[: 2 * _START]) is not None:
            return name
    is_package = _PACKAGE in plain[:_START] and _PACKAGE_ROOT.search(plain) is not None
    return "an Office package in XML" if is_package and not is_flat_word(head) else None


def _opening(head: bytes) -> bytes:
    return head.replace(b"\x00", b"") if b"\x00" in head[:64] else head
