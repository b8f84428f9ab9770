"""Read plain text that is too large for memory: pieces are decoded when they are needed.

Encoding detection and warnings are the same as in `encoding.decode`.
"""

from __future__ import annotations

import codecs
import hashlib
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from mailrecon.errors import ReadError
from mailrecon.model import Document, LargeText, Notice, NoticeCode
from mailrecon.read.encoding import (
    ESCAPED,
    ESCAPED_BYTES,
    HEAD,
    is_iso_2022,
    not_utf8,
    stated_encoding,
    undecodable,
)
from mailrecon.read.options import ReadOptions
from mailrecon.read.text.controls import has_controls

_CHUNK = 1 << 20
# Longest escape, such as `\xe9`, that a chunk's end can split.
_ESCAPE = 4

# Up to this size, a text with terminal codes is read whole, because the codes affect later lines.
_MOST_IN_MEMORY = 500_000_000
_CONTROLS = Notice(
    NoticeCode.STYLE_NOT_FOLLOWED,
    "has control codes of a terminal and is too large for them to be followed;"
    " what they hide is read",
)

# A character, the byte read up to there, and the decoder's state.
_Mark = tuple[int, int, tuple[bytes, int]]


class _Survey(Struct, frozen=True):
    """The results of one pass over a file: SHA-256 of its bytes, and points to decode from."""

    sha256: str
    characters: int
    marks: tuple[_Mark, ...]
    nul: bool
    iso_2022: bool
    escapes: int
    controls: bool


class _Undecodable(Exception):
    """An undecodable byte, counted from the end of the byte-order mark."""

    def __init__(self, byte: int) -> None:
        super().__init__(byte)
        self.byte = byte


def read_large(path: Path, name: str, options: ReadOptions) -> Document | None:
    """The document in a file of plain text, without loading its text.

    None if its encoding cannot be decoded in pieces, or if it has control codes of a terminal and
    fits in memory. Raises ReadError if it can't be read.
    """
    try:
        state = path.stat()
        with path.open("rb") as file:
            head = file.read(HEAD)
        encoding, mark, survey = _choose(path, head, options.encoding)
        if codecs.lookup(encoding).incrementaldecoder is None:
            return None
        warnings: tuple[Notice, ...] = ()
        if survey is None:
            survey, warnings = _surveyed(path, encoding, mark)
    except OSError as error:
        raise ReadError(f"{path}: cannot be read ({error.strerror})") from error
    if survey.controls:
        if state.st_size <= _MOST_IN_MEMORY:
            return None
        warnings = (*warnings, _CONTROLS)
    large = LargeText(
        str(path),
        state.st_size,
        state.st_mtime_ns,
        survey.characters,
        options.window,
        survey.marks,
    )
    return Document(name, "", survey.sha256, encoding, warnings, large=large)


def chunks(document: Document, start: int = 0) -> Iterator[str]:
    """The text of a large document from the character `start` on, in pieces.

    Raises ReadError if the file is not the one that was read.
    """
    large = document.large
    if large is None:
        yield document.text[start:]
        return
    _refuse_changed(large)
    place = bisect_right(large.marks, start, key=lambda mark: mark[0]) - 1
    errors = "backslashreplace" if document.warnings else "strict"
    try:
        mark = large.marks[place]
        for (first, _, _), _, text in _decoded(Path(large.path), document.encoding, mark, errors):
            piece = text[max(start - first, 0) :]
            if piece:
                yield piece
    except (OSError, _Undecodable) as error:
        raise ReadError(f"{large.path}: changed while it was read") from error
    _refuse_changed(large)


def whole_text(document: Document) -> str:
    """The text of any document. Raises ReadError."""
    return document.text if document.large is None else "".join(chunks(document))


def text_between(document: Document, start: int, end: int) -> str:
    """A stretch of the text of any document. Raises ReadError."""
    if document.large is None:
        return document.text[start:end]
    pieces = []
    wanted = end - start
    for piece in chunks(document, start):
        if wanted <= 0:
            break
        pieces.append(piece[:wanted])
        wanted -= len(piece)
    return "".join(pieces)


def text_length(document: Document) -> int:
    """The length of the text of any document."""
    return len(document.text) if document.large is None else document.large.characters


def _refuse_changed(large: LargeText) -> None:
    try:
        state = Path(large.path).stat()
    except OSError as error:
        raise ReadError(f"{large.path}: cannot be read ({error.strerror})") from error
    if (state.st_size, state.st_mtime_ns) != (large.size, large.modified):
        raise ReadError(f"{large.path}: changed while it was read")


def _choose(path: Path, head: bytes, declared: str | None) -> tuple[str, int, _Survey | None]:
    """Encoding, length of the byte-order mark, and the survey if one was made already."""
    stated = stated_encoding(head, declared)
    if stated is not None:
        return *stated, None
    try:
        survey = _survey(path, "utf-8", 0, "strict")
    except _Undecodable:
        pass
    else:
        if survey.iso_2022:
            return "iso-2022-jp", 0, None
        if not survey.nul:
            return "utf-8", 0, survey
    return not_utf8(head, lambda name: _fits(path, name)), 0, None


def _fits(path: Path, encoding: str) -> bool:
    try:
        _survey(path, encoding, 0, "strict")
    except (_Undecodable, LookupError):
        return False
    return True


def _surveyed(path: Path, encoding: str, skip: int) -> tuple[_Survey, tuple[Notice, ...]]:
    try:
        return _survey(path, encoding, skip, "strict"), ()
    except _Undecodable as error:
        survey = _survey(path, encoding, skip, "backslashreplace")
        return survey, (undecodable(encoding, survey.escapes, error.byte),)


def _survey(path: Path, encoding: str, skip: int, errors: str) -> _Survey:
    """One pass over a file. Raises _Undecodable if `errors` is "strict"."""
    with path.open("rb") as file:
        digest = hashlib.sha256(file.read(skip))
    marks: list[_Mark] = []
    length = escapes = 0
    nul = iso_2022 = controls = False
    is_ascii = True
    text_end, data_end = "", b""
    beginning = (0, skip, codecs.getincrementaldecoder(encoding)().getstate())
    for mark, data, text in _decoded(path, encoding, beginning, errors, skip):
        marks.append(mark)
        digest.update(data)
        length += len(text)
        nul = nul or "\x00" in text
        is_ascii = is_ascii and data.isascii()
        controls = controls or has_controls(text_end[-1:] + text)
        iso_2022 = iso_2022 or is_iso_2022(text_end[-1:] + text)
        if errors != "strict":
            escapes += len(ESCAPED.findall(text_end + text))
            escapes -= len(ESCAPED_BYTES.findall(data_end + data))
        text_end = (text_end + text)[1 - _ESCAPE :]
        data_end = (data_end + data)[1 - _ESCAPE :]
    return _Survey(
        digest.hexdigest(), length, tuple(marks), nul, iso_2022 and is_ascii, escapes, controls
    )


def _decoded(
    path: Path, encoding: str, start: _Mark, errors: str, skip: int = 0
) -> Iterator[tuple[_Mark, bytes, str]]:
    """A file from `start` on in pieces: where each begins, its bytes and its text.

    Raises _Undecodable if `errors` is "strict", the byte counted from `skip` on.
    """
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    length, place, state = start
    decoder.setstate(state)
    with path.open("rb") as file:
        file.seek(place)
        while True:
            mark = (length, place, decoder.getstate())
            data = file.read(_CHUNK)
            try:
                text = decoder.decode(data, not data)
            except UnicodeDecodeError as error:
                waiting = len(mark[2][0])
                raise _Undecodable(place - skip - waiting + error.start) from error
            yield mark, data, text
            if not data:
                return
            length += len(text)
            place += len(data)
