"""Quoted-printable that was left in text (RFC 2045, section 6.7): undone, line by line.

People paste the source of a mail, and some exporters write it: `w=` / `rote:`, `caf=C3=A9`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailrecon.model import Notice, Place, Span

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
# The bytes of one character that is not ASCII, in UTF-8; a soft break may stand between them.
_SOFT = r"(?:=\r?\n)?"
_REST = rf"(?:{_SOFT}=[89AB][0-9A-F])"
_WIDE = re.compile(rf"=(?:C[2-9A-F]|D[0-9A-F]){_REST}|=E[0-9A-F]{_REST}{{2}}|=F[0-4]{_REST}{{3}}")
# One byte of Latin-1 between small letters: `n=E3o`, `caf=E9s`.
_NARROW = re.compile(r"[a-z]=[C-F][0-9A-F](?=[a-z])")
_CODES = re.compile(r"(?:=[0-9A-F]{2})+")
# A space at a line's end: `wall=20`.
_SPACE_AT_END = re.compile(r"=20\r?\n")
# `w=` at a line's end; `==` is no soft break but a rule, or base64.
_SOFT_BREAK = re.compile(r"(?<![=\s])=[ \t]*(?=\r?\n[^\r\n])")
# RFC 2047: what `resolve` decodes itself.
_ENCODED_WORD = re.compile(r"=\?[\w.*-]{2,40}\?[QqBb]\?[^?\s]{0,400}\?=")
_QUOTE = re.compile(r"(?:>[ \t]?)+")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{20,}=")
# One code may be a writer's own word for it; two signs are an encoding.
_FEWEST_SIGNS = 2
# A line is broken at 76 characters; one whose soft break was joined by hand is no longer than this.
_LONGEST_LINE = 1000


@dataclass(frozen=True, slots=True)
class Undone:
    """Text without its quoted-printable; each line's place is its number in the source, from 1.

    `decoded` are the characters that were encoded, and the places at which lines were joined
    (the character behind), in order.
    """

    text: str
    places: tuple[Place, ...]
    decoded: tuple[Span, ...]
    warnings: tuple[Notice, ...]


def undo(text: str) -> Undone | None:
    """`text` decoded, or None if it is not in quoted-printable."""
    charset = _charset(text)
    if charset is None:
        return None
    work = _Work(charset)
    for number, line in enumerate(_LINE_BREAK.split(text), start=1):
        work.add(number, line)
    return work.finish()


class _Work:
    """The lines so far, and one that goes on below."""

    def __init__(self, charset: str) -> None:
        self._charset = charset
        self._made: list[str] = []
        self._places: list[Place] = []
        self._decoded: list[Span] = []
        self._position = 0
        self._held: list[str] = []
        self._start = 0

    def add(self, number: int, line: str) -> None:
        """Take the line `number`, counted from 1."""
        if self._held:
            line = _without_marks_of(self._held[0], line)
        else:
            self._start = number
        if _ends_softly(line):
            self._held.append(line.rstrip(" \t")[:-1])
            return
        self._close([*self._held, line])

    def finish(self) -> Undone:
        """The whole text."""
        if self._held:
            self._close([*self._held[:-1], self._held[-1] + "="])
        text = "\n".join(self._made)
        notice = Notice(
            "quoted-printable",
            f"the text was still quoted-printable: decoded as {self._charset} in "
            f"{len(self._decoded)} places",
            self._decoded[0] if self._decoded else None,
        )
        return Undone(text, tuple(self._places), tuple(self._decoded), (notice,))

    def _close(self, pieces: list[str]) -> None:
        """Join the pieces of a line, and decode it."""
        joints = set()
        length = 0
        for piece in pieces[:-1]:
            length += len(piece)
            joints.add(length)
        joined = "".join(pieces)
        made: list[str] = []
        begin, size = self._position, 0
        done = 0
        words = [found.span() for found in _ENCODED_WORD.finditer(joined)] if "=?" in joined else []
        for found in _CODES.finditer(joined):
            if any(first < found.start() < last for first, last in words):
                continue
            characters = self._characters(joined, found)
            size = self._kept(joined, done, found.start(), joints, made, size)
            if characters is None:
                size = self._kept(joined, found.start(), found.end(), joints, made, size)
            else:
                made.append(characters)
                self._decoded.append(Span(begin + size, begin + size + len(characters)))
                size += len(characters)
            done = found.end()
        size = self._kept(joined, done, len(joined), joints, made, size)
        if size:
            self._places.append(Place(Span(begin, begin + size), "line", str(self._start)))
        self._made.append("".join(made))
        self._position += size + 1
        self._held = []

    def _kept(
        self, line: str, start: int, end: int, joints: set[int], made: list[str], size: int
    ) -> int:
        """Take the characters `start`..`end` of a line as they are; the size made then."""
        made.append(line[start:end])
        for joint in sorted(joint for joint in joints if start <= joint < end):
            place = self._position + size + joint - start
            self._decoded.append(Span(place, place + 1))
        return size + end - start

    def _characters(self, line: str, codes: re.Match[str]) -> str | None:
        """The characters of a run of codes; None where it is text of its own (`width=20`).

        Control characters would break lines: they are left, too.
        """
        raw = bytes.fromhex(codes[0].replace("=", ""))
        at_end = not line[codes.end() :].strip()
        if raw.isascii() and not (b"=" in raw or at_end or not line[: codes.start()].strip("> ")):
            return None
        try:
            text = raw.decode(self._charset)
        except UnicodeDecodeError:
            return None
        return text if all(character >= " " or character == "\t" for character in text) else None


def _charset(text: str) -> str | None:
    """What a text's bytes are encoded in, if it shows that they are.

    A letter's bytes within a word, and another sign; bytes of Latin-1 need a soft break beside.
    """
    if "=" not in text:
        return None
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
    soft = signs or _NARROW.search(text) is not None
    if not soft or not (_has_soft_break(text) or _SPACE_AT_END.search(text)):
        return None
    if within:
        return "utf-8"
    if signs:
        return None
    enough = sum(1 for _ in zip(range(_FEWEST_SIGNS), _NARROW.finditer(text), strict=False))
    return "windows-1252" if enough == _FEWEST_SIGNS else None


def _has_soft_break(text: str) -> bool:
    return any(
        _ends_softly(text[text.rfind("\n", 0, found.start()) + 1 : found.start() + 1])
        for found in _SOFT_BREAK.finditer(text)
    )


def _ends_softly(line: str) -> bool:
    bare = line.rstrip(" \t")
    return (
        bare.endswith("=")
        and len(bare) <= _LONGEST_LINE
        and not bare.endswith(("==", "?="))
        and bool(bare[:-1].strip())
        and _BASE64.fullmatch(bare) is None
    )


def _without_marks_of(above: str, line: str) -> str:
    """A line without the quote marks it repeats from the one it goes on: `> tomorr=` / `> ow`."""
    marks, again = _QUOTE.match(above), _QUOTE.match(line)
    if marks is not None and again is not None and again[0].split() == marks[0].split():
        return line[again.end() :]
    return line
