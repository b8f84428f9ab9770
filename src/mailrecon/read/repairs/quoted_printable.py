"""Undo quoted-printable that was left in the text of a document (RFC 2045, section 6.7).

People paste the source of a mail, and some exporters write it: `w=` / `rote:`, `caf=C3=A9`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from mailrecon.model import Document, NoticeCode
from mailrecon.read.repairs.edited import Edit, edited
from mailrecon.regex import regex

# The bytes of one non-ASCII character in UTF-8; a soft break may separate them.
_SOFT = r"(?:=\r?\n)?"
_REST = rf"(?:{_SOFT}=[89AB][0-9A-F])"
_WIDE = regex(rf"=(?:C[2-9A-F]|D[0-9A-F]){_REST}|=E[0-9A-F]{_REST}{{2}}|=F[0-4]{_REST}{{3}}")
# One byte of Latin-1 between small letters: `n=E3o`, `caf=E9s`. The sign is sought first, since it
# is rare.
_NARROW = regex(r"=(?<=[a-z]=)[C-F][0-9A-F](?=[a-z])")
# A space at a line's end: `wall=20`.
_SPACE_AT_END = regex(r"=20\r?\n")
# `w=` at a line's end. Not a soft break: `==` (a rule or base64), nor `?=` (an encoded word). The
# sign is sought first, since it is rare.
_SOFT_BREAK = regex(r"=(?<![=?]=)[ \t]*\r?\n(?=[^\r\n])")
# A run of codes and soft breaks, with the quote marks that begin the next line; a space without a
# mark before it belongs to the text: `until=` / ` Friday`.
_RUN = regex(r"(?:=[0-9A-F]{2}|(?<![=?])=[ \t]*\r?\n(?:(?:[ \t]?>)+[ \t]?)?(?=[^\r\n]))+")
_CODE = regex(r"=([0-9A-F]{2})")
# `.`, `,`, `:`, `;`, `?`, `/`, `-`, `_`: codes that do not look like decimal numbers.
_MARK = regex(r"=(?:2[CDEF]|3[ABF]|5F)")
_QUOTE = regex(r"(?:[ \t]?>)*[ \t]?")
_BASE64 = regex(r"[A-Za-z0-9+/]{20,}=")
# RFC 2047 encoded words, which `resolve` decodes.
_ENCODED_WORD = regex(r"=\?[\w.*-]{2,40}\?[QqBb]\?[^?\s]{0,400}\?=")
# `<ann@har=` / `bour.example>`: an address that a soft break parts, with quote marks below.
_ADDRESS_PARTED = regex(
    r"<[^\s<>@]{1,64}(?:=\r?\n(?:[ \t]?>)*[ \t]?[^\s<>@]{0,64})?"
    r"@[^\s<>@=]{0,80}(?:=\r?\n(?:[ \t]?>)*[ \t]?[^\s<>@]{1,80})?>"
)
# Encoders break lines at 76 characters; an ASCII mail has only such lines as signs.
_SHORTEST_BROKEN = 70
_LONGEST_BROKEN = 78
_SHORTEST_PARTED = 50
# One code may be part of a text about encodings; two signs are an encoding.
_FEWEST_SIGNS = 2


def undo(document: Document) -> Document:
    """`document` with the quoted-printable in its text decoded and its places shifted to match.

    A document without quoted-printable is returned unchanged.
    """
    text = document.text
    charset = _charset(text) if "=" in text else None
    if charset is None:
        return document
    reason = f"the text was still quoted-printable: decoded as {charset}"
    return edited(document, list(_edits(text, charset)), NoticeCode.QUOTED_PRINTABLE, reason)


def _edits(text: str, charset: str) -> Iterator[Edit]:
    words = [found.span() for found in _ENCODED_WORD.finditer(text)] if "=?" in text else []
    ends = [end for _, end in words]
    for run in _RUN.finditer(text):
        number = bisect_right(ends, run.start())
        if number < len(words) and words[number][0] <= run.start():
            continue
        if "\n" in run[0] and not _may_join(text, run):
            continue
        new = _characters(text, run, charset)
        if new is not None:
            yield Edit(run.start(), run.end(), new)


def _may_join(text: str, run: re.Match[str]) -> bool:
    """Whether the line of a run's first soft break continues below, at the same quote depth."""
    begin = text.rfind("\n", 0, run.start()) + 1
    line = text[begin : text.index("\n", run.start())].rstrip()
    if _BASE64.fullmatch(line) is not None or not line[:-1].strip("> \t"):
        return False
    # `length =` / `    12`; but `… where the new wood was set in last =` has a full line.
    if text[run.start() - 1].isspace() and not _is_full(line):
        return False
    marks = _QUOTE.match(line)
    depth = marks[0].count(">") if marks is not None else 0
    # The next line repeats the marks where the encoded text itself was quoted.
    return all(part.count(">") in (0, depth) for part in run[0].split("\n")[1:])


def _characters(text: str, run: re.Match[str], charset: str) -> str | None:
    """The characters of a run; None if the run is ordinary text (`width=20`).

    Control characters would break lines, so they are not decoded either.
    """
    raw = bytes(int(code[1], 16) for code in _CODE.finditer(run[0]))
    joined = "\n" in run[0]
    if raw.isascii() and not joined:
        at_end = text[run.end() : run.end() + 1] in ("", "\r", "\n")
        begin = text.rfind("\n", 0, run.start()) + 1
        # `open=2E Please`: a punctuation mark after a word. `width=20`, `x=21` may be text.
        mark = _MARK.fullmatch(run[0]) is not None and text[run.start() - 1 : run.start()].isalnum()
        marked = mark and (at_end or text[run.end()].isspace())
        if not (b"=" in raw or at_end or marked or not text[begin : run.start()].strip("> ")):
            return None
    try:
        found = raw.decode(charset)
    except UnicodeDecodeError:
        return None
    return found if all(character >= " " or character == "\t" for character in found) else None


def _charset(text: str) -> str | None:
    """The charset of a text's encoded bytes, if there is evidence that they are encoded.

    The evidence is a letter's bytes within a word, and another sign; for Latin-1, a soft break.
    """
    if "=?" in text:
        text = _ENCODED_WORD.sub("", text)
    signs = within = 0
    for found in _WIDE.finditer(text):
        signs += 1
        within += text[max(found.start() - 1, 0) : found.start()].isalnum() or (
            text[found.end() : found.end() + 1].isalnum()
        )
        if within and signs >= _FEWEST_SIGNS:
            return "utf-8"
    if not signs and _breaks_at_full_lines(text):
        return "utf-8"
    if not signs and _NARROW.search(text) is None:
        return None
    if not (_has_soft_break(text) or _SPACE_AT_END.search(text)):
        return None
    if signs:
        return "utf-8" if within else None
    enough = sum(1 for _ in zip(range(_FEWEST_SIGNS), _NARROW.finditer(text), strict=False))
    return "windows-1252" if enough == _FEWEST_SIGNS else None


def _breaks_at_full_lines(text: str) -> bool:
    """Whether an ASCII text has soft breaks: in an address, or at full lines."""
    if "=\n" not in text and "=\r\n" not in text:
        return False
    if any("=" in found[0] and "\n" in found[0] for found in _ADDRESS_PARTED.finditer(text)):
        return True
    full = 0
    for found in _SOFT_BREAK.finditer(text):
        line = text[text.rfind("\n", 0, found.start()) + 1 : found.start() + 1]
        full += (_is_full(line) or _parts_word(line, text, found)) and _may_join(text, found)
        if full >= _FEWEST_SIGNS:
            return True
    return False


def _is_full(line: str) -> bool:
    return _SHORTEST_BROKEN <= len(line) <= _LONGEST_BROKEN


def _parts_word(line: str, text: str, found: re.Match[str]) -> bool:
    """Whether a soft break divides a word: `Ann Poe <ann@quay.example> w=` / `rote:`."""
    words = line.rsplit(None, 1)
    below = text[found.end() : found.end() + _LONGEST_BROKEN].lstrip("> \t")
    return (
        len(line) >= _SHORTEST_PARTED
        and len(words) > 1
        and words[1][:-1].isalpha()
        and words[1][:-1].islower()
        and below[:1].islower()
    )


def _has_soft_break(text: str) -> bool:
    return any(_may_join(text, found) for found in _SOFT_BREAK.finditer(text))
