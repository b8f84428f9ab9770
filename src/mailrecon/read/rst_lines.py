"""reStructuredText undone: literal and line blocks, field lists, footnotes, comments, targets.

Follows the reStructuredText Markup Specification of docutils. Bold stars and the bars of grid
tables stay: they are read as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailrecon.read.links import Behind, judge
from mailrecon.read.markup_line import MarkupLine

_FIELD = re.compile(r"[ \t]*:((?:[^:\\\s]|\\.)(?:[^:\\]|\\.){0,60}):(?=\s|$)[ \t]*")
_NOTE = re.compile(r"\.\. \[#?([^\]\s]{1,40})\](?:\s+|$)")
_NOTE_REFERENCE = re.compile(r"\[#?([^\]\s]{1,40})\]_(?!\w)")
_EXPLICIT = re.compile(r"\.\.(?:\s|$)")
_LITERAL_BLOCK = re.compile(r"\s*\.\. (?:code|code-block|sourcecode|parsed-literal|highlight)::.*")
_BORDER = re.compile(r"\s*(?:\+[-=+]{3,}\+|={2,}(?:\s+={2,})+)\s*")
_UNDERLINE = re.compile(r"([!-/:-@\[-`{-~])\1{2,}\s*")
_LINE_BLOCK = re.compile(r"\s*\|(?: (?=\S)|$)")
_MAIL_LINK = re.compile(r"`([^`<>]{1,200}?)\s*<(?:mailto:)?([^`<>\s]{1,300}@[^`<>\s]{1,300})>`__?")
_ESCAPE = re.compile(r"\\(.)")
_LITERAL = re.compile(r"``([^`]{1,400})``")


def rst_lines(lines: Sequence[str]) -> Iterator[MarkupLine]:
    """Each source line as it is shown, one for one; linear in their length."""
    literal: int | None = None
    announced = False
    unseen: int | None = None
    noted: int | None = None
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if not line.strip():
            yield MarkupLine("")
            continue
        if announced:
            announced = False
            literal = indent if indent else None
        if literal is not None:
            if indent >= literal:
                yield MarkupLine(line[literal:])
                continue
            literal = None
        if unseen is not None:
            if indent > unseen:
                yield MarkupLine(line, aside=True)
                continue
            unseen = None
        if noted is not None and indent == 0:
            noted = None
        note = _NOTE.match(line)
        if note is not None:
            noted = 3
            yield MarkupLine(f"[{note[1]}] {_plain(line[note.end() :])}")
        elif _LITERAL_BLOCK.fullmatch(line):
            announced = True
            yield MarkupLine(line, aside=True)
        elif _EXPLICIT.match(line.lstrip()):
            unseen = None if _is_directive(line) else indent
            yield MarkupLine(line, aside=True)
        elif _is_adornment(lines, number):
            yield MarkupLine(line, aside=True)
        else:
            content = line[min(indent, noted) :] if noted else line
            announced = content.rstrip().endswith("::")
            if announced and content.strip() == "::":
                yield MarkupLine(line, aside=True)
                continue
            yield MarkupLine(_shown(content[:-1] if announced else content))


def _is_directive(line: str) -> bool:
    """Whether what is indented below is shown, as in a note, and no comment or option."""
    return "::" in line and not line.lstrip().startswith((".. image", ".. figure", ".. raw"))


def _is_adornment(lines: Sequence[str], number: int) -> bool:
    """Whether a line only draws: a table's border, or what stands above or below a title."""
    line = lines[number]
    if _BORDER.fullmatch(line):
        return True
    if not _UNDERLINE.fullmatch(line) or line.strip() == "..." or len(line.rstrip()) < 3:
        return False
    near = [lines[at] for at in (number - 1, number + 1) if 0 <= at < len(lines)]
    return any(other.strip() and len(other.strip()) <= len(line.rstrip()) for other in near)


def _shown(line: str) -> str:
    block = _LINE_BLOCK.match(line)
    if block is not None and not line.rstrip().endswith("|"):
        return _plain(line[block.end() :])
    field = _FIELD.match(line)
    if field is not None:
        return f"{_plain(field[1])}: {_plain(line[field.end() :])}".rstrip()
    return _plain(line)


def _plain(line: str) -> str:
    """A line without escapes and without the marks of references."""
    if "`" in line:
        line = _MAIL_LINK.sub(_link, line)
        line = _LITERAL.sub(r"\1", line)
    if "]_" in line:
        line = _NOTE_REFERENCE.sub(r"[\1]", line)
    return _ESCAPE.sub(r"\1", line) if "\\" in line else line


def _link(link: re.Match[str]) -> str:
    used = judge(link[1], link[2]) is Behind.USED
    return f"{link[1]} <{link[2]}>" if used else link[1]
