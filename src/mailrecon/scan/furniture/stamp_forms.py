"""The forms of page stamps that one line, or two, show without their context."""

from __future__ import annotations

from mailrecon.regex import regex
from mailrecon.scan.furniture.kinds import MAY_BE_STAMP, STAMP_OPENINGS
from mailrecon.scan.lines import Lines

_MARKINGS = STAMP_OPENINGS[:2]
# U.S. Department of State releases; `RELEASED Ministry of Quays Case No. Q-77 Doc No. Q1042`.
_RELEASE_STAMPS = (
    r"UNCLASSIFIED\b.{0,60}\b(?:Case|Doc) No\..*",
    # `RELEASE IN PART B1, 1.4(B), 1.4(D), B5,`
    r"RELEASE IN (?:PART|FULL)(?:\s+(?:B\d|1\.\d)[\s,B\d.()A-H]{0,60})?",
    r"[A-Z]{6,20}\b.{0,80}\b(?:Case|Doc) No\. ?\S*\d.{0,40}",
)
_RELEASE = regex("|".join(_RELEASE_STAMPS))
# `RELEASE IN` / `PART B6`, `RELEASE` / `IN FULL`: the same stamp on two lines, as OCR reads it at a
# page's corner.
_RELEASE_BEGINS = regex(r"RELEASE(?: IN ?[—–-]?)?")
_RELEASE_OF_LINES = regex(
    r"RELEASE(?: IN ?[—–-]?\n|\nIN )(?:PART|FULL)(?:[\s,]+B\d[\s,.B\d()A-D]{0,24})?"
)
LONGEST_STAMP = 300
_LONGEST_HALF = 40
_HALVES = frozenset("RPFI")
# The first letters of the two lines of a release stamp: `RELEASE IN` / `FULL`.
HALF_OPENINGS = frozenset(("RE", "IN", "PA", "FU"))
# Each begins with a digit or a marking, or ends with a digit.
_STAMP = regex(
    "|".join(
        (
            *_RELEASE_STAMPS,
            # Page numbers, alone or at the far end of a header, and the footers of browsers.
            r"(?i:(?:\S.{0,120}\s{3,})?Page\s*\d+\s*(?:of|/)\s*\d+)",
            r"(?:https?://\S+|file://\S+|about:blank)\s+\d+/\d+",
            # Internet Explorer's: `https://mail.quay.example/print?id=4             5/4/2020`
            r"(?:https?|file)://\S+\s{2,}\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}",
            r"(?i:Printed (?:by|for|from|on)\b.{0,120}\s{3,}Page\s*\d+)",
            # Firefox's: `1 of 2                    5/4/2020, 12:00 PM`
            r"(?i:\d{1,4} (?:of|von|sur|de|di|van|av|af|z|из) \d{1,4}\s{2,}\d{1,4}[/.-]\d{1,2}"
            r"[/.-]\d{1,4},? +(?:[^\W\d_]{1,3}\.? )?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[AP]M)?)",
            r"(?i:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4},? +\d{1,2}:\d{2}(?: ?[AP]M)?\s{2,}\S.*)",
        )
    )
)
# Each stamp contains one of these, or `page`, or begins with a digit; other lines cannot match.
_SIGNS = ("No.", "RELEASE IN", "://", "about:blank")
# Bates numbers, alone on the line: a prefix, of several parts sometimes, and at least five digits;
# a legend may come before it, `CONFIDENTIAL    QY-002-002933`, or behind it.
BATES = regex(
    r"(?:[A-Z][A-Z' /-]{3,60}?\s{2,})?"
    r"[A-Z][A-Z_&.-]{1,20}(?:[ _-][A-Z]{2,20}){0,3}(?:[ _-]\d{2,6}){0,2}[ _-]*(?P<n>\d{5,10})"
    r"(?:\s{2,}(?P<legend>[A-Z][A-Z' /-]{3,60}))?"
)


def is_half_of_release(lines: Lines, index: int) -> bool:
    """Whether line `index` is one of the two lines of a release's stamp: `RELEASE IN` / `FULL`."""
    raw = lines.raw
    text = raw[index].strip() if len(raw[index]) <= LONGEST_STAMP else ""
    if not text or text[0] not in _HALVES or len(text) > _LONGEST_HALF:
        return False
    if _RELEASE_BEGINS.fullmatch(text):
        below = raw[index + 1].strip() if index + 1 < len(raw) else ""
        return _RELEASE_OF_LINES.fullmatch(f"{text}\n{below}") is not None
    # `Date: 05/13/2031                    RELEASE IN`: beside a stamp of several lines
    above = raw[index - 1].strip().rpartition("    ")[2].lstrip() if index else ""
    return _RELEASE_OF_LINES.fullmatch(f"{above}\n{text}") is not None


def may_be_numbered(text: str) -> bool:
    """Whether a stripped line may be a page's number, with or without a legend.

    `QY-002-002933`, `Page 3 of 9`, `QY-002-002933      CONFIDENTIAL`
    """
    if text[-1:].isdigit():
        return True
    return text[-1:].isupper() and text[:2].isupper() and "  " in text


def is_stamp(text: str) -> bool:
    """Whether a line, stripped, has the form of a page stamp; a Bates number may also be text."""
    return is_sure_stamp(text) or (
        text[:1].isupper() and may_be_numbered(text) and BATES.fullmatch(text) is not None
    )


def names_release(text: str) -> bool:
    """Whether a stamp is from an authority's release: `RELEASE IN PART`, `… Doc No. C05739696`."""
    return _RELEASE.fullmatch(text) is not None


def is_sure_stamp(text: str) -> bool:
    """Whether a line, stripped, can only be a page stamp."""
    if not (text[-1:].isdigit() or text[:1].isdigit() or text.startswith(_MARKINGS)):
        return False
    # `Sent: Monday, May 4, 2020 9:12` also ends with a digit, but has no sign of a stamp.
    # `5/4/2020, 12:00 PM        The landing stage`, `… Doc No. C05739696`
    signed = text[:1].isdigit() or any(map(text.__contains__, _SIGNS))
    return (signed or "page" in text.lower()) and _STAMP.fullmatch(text) is not None


def has_form_of_stamp(lines: Lines, index: int, kind: int) -> bool:
    """Whether line `index`, which may be of that `kind`, is page furniture by its form."""
    raw = lines.raw[index]
    may_be_one = bool(kind & MAY_BE_STAMP)
    # `FULL` below `RELEASE IN`
    if (may_be_one or raw[:1] in _HALVES) and is_half_of_release(lines, index):
        return True
    if not may_be_one:
        return False
    return (
        len(raw) <= LONGEST_STAMP
        and (raw[-1:].isdigit() or raw[:1].isupper() or raw[:1].isdigit())
        and is_stamp(raw.strip())
    )
