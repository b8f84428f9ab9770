"""Remove encoded files (uuencode, yEnc, BinHex) and soft line breaks from a plain body."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from typing import NamedTuple

from mailrecon.model import Notice, NoticeCode
from mailrecon.regex import regex

# `begin 644 gate map.pdf`, and lines whose first character gives the number of their bytes
# (POSIX.1).
_UU_BEGIN = regex(rb"begin(?:-base64)? [0-7]{3,4} (\S.{0,254})")
_BASE64_BEGIN = b"begin-base64 "
_BASE64_END = b"===="
_UU_SIGNS = bytes(range(32, 97))
# `=ybegin part=1 line=128 size=768 name=gate.pdf` (yEnc 1.3)
_YENC_BEGIN = regex(rb"=ybegin [ -~]{0,200}?name=(\S.{0,254})")
# `(This file must be converted with BinHex 4.0)`, and lines of 64 characters between colons (RFC
# 1741).
_BINHEX_MARK = b"(This file must be converted with BinHex"
_BINHEX_SIGNS = b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr:"
_BINHEX_NAME = "a file in BinHex"
_YENC_MARK, _YENC_END = b"=ybegin ", b"=yend "

_QUOTED = regex(r">{1,100}")
# `Cc: `, `Date sent: `: a header line, which is not joined to the next in spite of its final space.
_LABEL = regex(r"\*?[^\s:：]{1,20}(?: [^\s:：]{1,20})? ?[:：]")
# `-----Original Message----- `, `________ `
_RULE = regex(r"[-_=*]{2}")
_MOST_NAMED = 5


class BodyWithoutFiles(NamedTuple):
    """A body without the files in it, and their names."""

    data: bytes
    names: tuple[str, ...]


def without_files(data: bytes) -> BodyWithoutFiles:
    """A body without the files in it: before MIME they were attached as uuencode, later as yEnc.

    Only a file with its end line counts: text about `begin 644 gate.pdf` stays.
    """
    ends = (b"\nend", b"===", b"=yend")
    if _BINHEX_MARK not in data and (b"begin" not in data or not any(end in data for end in ends)):
        return BodyWithoutFiles(data, ())
    # Split at LF only, because yEnc data contains all other characters that end lines.
    lines = data.split(b"\n")
    kept: list[bytes] = []
    names: list[str] = []
    place = 0
    while place < len(lines):
        name, end = _file_at(lines, place)
        if end is None:
            kept.append(lines[place])
        else:
            names.append(name)
            place = end
        place += 1
    return BodyWithoutFiles(b"\n".join(kept), tuple(names)) if names else BodyWithoutFiles(data, ())


def _file_at(lines: list[bytes], place: int) -> tuple[str, int | None]:
    """The name of the file that begins on a line, and its last line; None if none is there."""
    first = lines[place].rstrip()
    if first.startswith(_BINHEX_MARK):
        return _BINHEX_NAME, _binhex_end(lines, place)
    for begin, find_end in ((_UU_BEGIN, _uu_end), (_YENC_BEGIN, _yenc_end)):
        found = begin.fullmatch(first)
        if found is not None:
            return found[1].decode("utf-8", "replace"), find_end(lines, place)
    return "", None


def _binhex_end(lines: list[bytes], begin: int) -> int | None:
    """The line with the second colon, if all between the colons is BinHex."""
    has_begun = False
    for place in range(begin + 1, len(lines)):
        line = lines[place].strip()
        if not has_begun and line and not line.startswith(b":"):
            return None
        if line.translate(None, _BINHEX_SIGNS):
            return None
        if line.endswith(b":") and (has_begun or len(line) > 1):
            return place
        has_begun = has_begun or bool(line)
    return None


def _uu_end(lines: list[bytes], begin: int) -> int | None:
    """The line `end` of a file in which every line is uuencode, or `====` for base64."""
    in_base64 = lines[begin].startswith(_BASE64_BEGIN)
    for place in range(begin + 1, len(lines)):
        line = lines[place].rstrip(b"\r")
        if line.rstrip() == (_BASE64_END if in_base64 else b"end"):
            return place
        if not (_is_base64(line) if in_base64 else _is_uu(line)):
            return None
    return None


def _is_base64(line: bytes) -> bool:
    return bool(line) and len(line) % 4 == 0 and b" " not in line


def _is_uu(line: bytes) -> bool:
    """Whether a line fits the length that its first character gives, plus one for a checksum.

    It may be shorter: a blank encodes a zero, and programs remove blanks at the ends of lines.
    """
    if not line.strip():
        return True
    # `M` at a line's start means 45 bytes, which take 60 characters.
    whole = ((line[0] - 32 & 63) + 2) // 3 * 4
    return len(line.rstrip()) <= whole + 2 and not line.translate(None, _UU_SIGNS)


def _yenc_end(lines: list[bytes], begin: int) -> int | None:
    for place in range(begin + 1, len(lines)):
        if lines[place].startswith(_YENC_END):
            return place
        if lines[place].startswith(_YENC_MARK):
            return None
    return None


def files_left_out(names: tuple[str, ...]) -> tuple[Notice, ...]:
    """A notice of the files that `without_files` left out."""
    if not names:
        return ()
    what = "1 file is" if len(names) == 1 else f"{len(names)} files are"
    text = f"{what} coded in the text, and not read: {', '.join(names[:_MOST_NAMED])}"
    return (Notice(NoticeCode.UNREAD_PART, text),)


def as_shown(text: str, part: Message) -> str:
    """The text of a plain part as mail clients show it: without soft line breaks."""
    if _parameter(part, "format") != "flowed":
        return text
    return unflowed(text, _parameter(part, "delsp") == "yes")


def _parameter(part: Message, name: str) -> str:
    value = part.get_param(name)
    return value.strip().lower() if isinstance(value, str) else ""


def unflowed(text: str, delete_space: bool) -> str:
    """A body of `format=flowed` with its soft line breaks undone (RFC 3676, 4).

    A line that ends in a space continues on the next line, if that has the same quote depth. With
    `DelSp=yes` the space itself was added, as in Japanese text. A space before `From `, `>` and
    spaces was put there by the sender's program. Lines of printed headers and rules are not joined,
    because programs that quote them leave spaces at their ends.
    """
    return "\n".join(_paragraphs(text, delete_space))


def _paragraphs(text: str, delete_space: bool) -> Iterator[str]:
    depth, pieces = 0, [""]
    flows = False
    for number, line in enumerate(text.split("\n")):
        quoted = _QUOTED.match(line)
        deep = quoted.end() if quoted else 0
        words = line[deep:].removeprefix(" ")
        # `The gate is open ` / `until nine.`: the space at the end joins the two lines.
        if number and not (flows and deep == depth and _goes_on(words)):
            yield _line(depth, pieces)
            pieces = []
        # `港の門は ` / `九時まで開く。`, with `DelSp=yes`: the space itself is removed.
        elif number and delete_space:
            pieces[-1] = pieces[-1][:-1]
        depth = deep
        pieces.append(words)
        flows = words.endswith(" ") and words != "-- " and not _RULE.match(words)
    yield _line(depth, pieces)


def _goes_on(words: str) -> bool:
    """Whether a line may belong to the one above: not a signature's mark, a rule, a label."""
    # `From: Ann Poe ` / `To: Ben Ost `: a quoted header keeps its lines.
    is_label = not words[:1].islower() and _LABEL.match(words)
    return words != "-- " and not _RULE.match(words) and not is_label


def _line(depth: int, pieces: list[str]) -> str:
    words = "".join(pieces)
    return f"{'>' * depth} {words}" if depth else words
