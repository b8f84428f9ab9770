"""Markdown and reStructuredText: text whose code blocks, escapes and field lists are undone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

from mailrecon.model import Document, Place, Span
from mailrecon.read import signatures
from mailrecon.read.encoding import decode
from mailrecon.read.options import ReadOptions

_FENCE = re.compile(r"[ \t]{0,3}(?:>[ \t]?)*(?:`{3,}|~{3,})[^`]*")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>|@:~])")
_LINK = re.compile(r"\[([^\[\]]{1,200})\]\(mailto:([^()\s]{1,200})\)")
_AUTOLINK = re.compile(r"<mailto:([^<>\s]{1,200})>")
_INDENTED = re.compile(r"(?: {4}|\t)")
_FIELD = re.compile(r"[ \t]*:([^:\s][^:]{0,40}):[ \t]")
_HARD_BREAK = re.compile(r"(?: {2,}|\\)$")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The one document, its lines as they read when rendered; each names its line in the source."""
    decoded = decode(data, options.encoding)
    lines = _LINE_BREAK.split(decoded.text)
    structured = signatures.is_restructured_text(data[:64], name)
    shown = list(_restructured(lines) if structured else _markdown(lines))
    places: list[Place] = []
    aside: list[Span] = []
    position = 0
    for number, (line, is_aside) in enumerate(shown, start=1):
        span = Span(position, position + len(line))
        if line:
            places.append(Place(span, "line", str(number)))
        if is_aside and line:
            aside.append(span)
        position += len(line) + 1
    document = Document(
        name=name,
        text="\n".join(line for line, _ in shown),
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=decoded.encoding,
        warnings=decoded.warnings,
        kind="restructuredtext" if structured else "markdown",
    )
    yield replace(document, places=tuple(places), set_aside=tuple(aside))


def _markdown(lines: list[str]) -> Iterator[tuple[str, bool]]:
    """Each line with whether it is set aside (a fence), CommonMark's marks undone."""
    fenced = False
    blank_above = True
    in_code = False
    for line in lines:
        if _FENCE.fullmatch(line):
            fenced = not fenced
            yield line, True
            continue
        if fenced:
            yield line, False
            continue
        indented = _INDENTED.match(line)
        in_code = indented is not None and (in_code or blank_above)
        blank_above = not line.strip()
        if in_code and indented is not None:
            yield line[indented.end() :], False
        else:
            yield _plain(line), False


def _plain(line: str) -> str:
    """A line of prose without escapes, character references, mail links and hard breaks."""
    line = _HARD_BREAK.sub("", line)
    if "](" in line:
        line = _LINK.sub(lambda m: m[1] if "@" in m[1] else f"{m[1]} <{m[2]}>", line)
    if "<mailto:" in line:
        line = _AUTOLINK.sub(r"<\1>", line)
    if "&" in line:
        line = unescape(line)
    return _ESCAPE.sub(r"\1", line) if "\\" in line else line


def _restructured(lines: list[str]) -> Iterator[tuple[str, bool]]:
    """Each line with whether it is set aside; literal blocks lose their indent, fields a colon."""
    literal: int | None = None
    announced = False
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if not line.strip():
            yield "", False
            continue
        if announced and indent:
            literal, announced = indent, False
        if literal is not None and indent >= literal:
            yield line[literal:], False
            continue
        literal = None
        announced = line.rstrip().endswith("::")
        field = _FIELD.match(line)
        if line.strip() == "::":
            yield line, True
        elif field is not None:
            yield f"{field[1]}: {line[field.end() :]}", False
        elif line.startswith("| "):
            yield line[2:], False
        else:
            yield _ESCAPE.sub(r"\1", line), False
