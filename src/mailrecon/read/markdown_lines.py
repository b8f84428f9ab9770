"""Markdown undone: code blocks, escapes, links to addresses, footnotes, bits of HTML.

Follows CommonMark 0.31 and the footnotes and tables of GitHub's. Bold and italic stars, bullets,
table bars and quote marks stay: they are read as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from mailrecon.read.links import Behind, judge
from mailrecon.read.markup_line import MarkupLine

_QUOTES = re.compile(r"(?:[ ]{0,3}>[ ]?)*")
_FENCE = re.compile(r"[ ]{0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)")
_INDENTED = re.compile(r" {4}|\t| {1,3}\t")
_LIST_ITEM = re.compile(r"[ ]{0,3}(?:[-+*]|\d{1,9}[.)])(?:\s|$)")
_NOTE = re.compile(r"[ ]{0,3}\[\^([^\]\s]{1,40})\]:[ \t]*")
_NOTE_REFERENCE = re.compile(r"\[\^([^\]\s]{1,40})\]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_MAIL_LINK = re.compile(
    r"\[([^\[\]]{1,200})\]\(\s*<?mailto:([^()\s<>?]{1,300})[^()\s]{0,300}\)", re.I
)
_MAIL_AUTOLINK = re.compile(r"<mailto:([^<>\s]{1,300})>", re.I)
_HARD_BREAK = re.compile(r"(?:(?<! ) {2,}|\\)$")
_COMMENT = re.compile(r"<!--.*?-->")
_TAG = re.compile(
    r"</?(?:a|b|big|blockquote|body|br|center|code|dd|del|details|div|dl|dt|em|font|h[1-6]|hr|html|i"
    r"|ins|kbd|li|ol|p|pre|s|small|span|strike|strong|sub|summary|sup|table|tbody|td|th|thead|tr|tt"
    r"|u|ul)(?:\s[^<>]{0,500})?/?>",
    re.I,
)
_UNSEEN = re.compile("[\u00ad\u200b\ufeff]")
# What stands in for an escaped character until the line's markup is undone.
_PRIVATE = 0x10F000


def markdown_lines(lines: Sequence[str]) -> Iterator[MarkupLine]:
    """Each source line as it is shown, one for one; linear in their length."""
    fence = ""
    in_comment = in_code = noted = False
    blank_above, in_list = True, False
    for line in lines:
        quotes, content = _split(line)
        if in_comment:
            in_comment = "-->" not in content
            yield MarkupLine(line, aside=True)
            continue
        found = _FENCE.fullmatch(content)
        if fence:
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
                yield MarkupLine(line, aside=True)
            else:
                yield MarkupLine(line)
            continue
        if found:
            fence = found[1]
            yield MarkupLine(line, aside=True)
            continue
        if not content.strip():
            blank_above = True
            yield MarkupLine(line.rstrip())
            continue
        indented = _INDENTED.match(content)
        in_code = indented is not None and (in_code or blank_above) and not (in_list or noted)
        if indented is None:
            in_list = _LIST_ITEM.match(content) is not None or (in_list and not blank_above)
            note = _NOTE.match(content)
            noted = note is not None or (noted and not blank_above)
        blank_above = False
        if in_code and indented is not None:
            yield MarkupLine(quotes + content[indented.end() :])
            continue
        if content.lstrip().startswith("<!--") and "-->" not in content:
            in_comment = True
            yield MarkupLine(line, aside=True)
            continue
        if noted and indented is not None:
            content = content[indented.end() :]
        yield MarkupLine(quotes + _plain(content))


def _split(line: str) -> tuple[str, str]:
    """A line's quote marks and what stands behind them."""
    match = _QUOTES.match(line)
    end = match.end() if match else 0
    return line[:end], line[end:]


def _plain(line: str) -> str:
    """A line of prose without escapes, references, links to addresses and tags."""
    line = _HARD_BREAK.sub("", line)
    escaped = "\\" in line
    if escaped:
        line = _ESCAPE.sub(lambda m: chr(_PRIVATE + ord(m[1])), line)
    if "[^" in line:
        note = _NOTE.match(line)
        if note is not None:
            line = f"[{note[1]}] {line[note.end() :]}"
        line = _NOTE_REFERENCE.sub(r"[\1]", line)
    if "mailto:" in line.lower():
        line = _MAIL_LINK.sub(_link, line)
        line = _MAIL_AUTOLINK.sub(r"<\1>", line)
    if "<" in line:
        line = _TAG.sub("", _COMMENT.sub("", line))
    if "&" in line:
        line = _UNSEEN.sub("", unescape(line).replace("\u00a0", " ")).replace("\n", " ")
        line = line.replace("\r", " ")
    return _restored(line) if escaped else line


def _link(link: re.Match[str]) -> str:
    used = judge(_restored(link[1]), link[2]) is Behind.USED
    return f"{link[1]} <{link[2]}>" if used else link[1]


def _restored(line: str) -> str:
    """A line with the escaped characters as they are."""
    return "".join(
        chr(ord(c) - _PRIVATE) if _PRIVATE < ord(c) < _PRIVATE + 128 else c for c in line
    )
