"""text/enriched (RFC 1896) and text/richtext (RFC 1341): mail with marks, before there was HTML."""

from __future__ import annotations

import re

from mailrecon.regex import regex

_MARK = regex(r"<<|</?([A-Za-z][A-Za-z0-9-]{0,59})>")
_BREAKS = regex(r"\n+")
# The content of these is not shown: `<param>red</param>`, `<comment>…</comment>`.
_FOR_PROGRAMS = regex(r"<(param|comment)>[^<]{0,10000}</\1>", re.IGNORECASE)
_SIGNS = {"nl": "\n", "lt": "<", "np": "\n", "paragraph": "\n"}


def from_enriched(text: str) -> str:
    """The words: marks taken off, one line's end is a space, and of several one less."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    shown = _FOR_PROGRAMS.sub("", lines)
    broken = _BREAKS.sub(lambda found: "\n" * (len(found[0]) - 1) or " ", shown)
    return _MARK.sub(_sign, broken).strip(" \n") + "\n"


def _sign(mark: re.Match[str]) -> str:
    if mark[0] == "<<":
        return "<"
    return _SIGNS.get(mark[1].lower(), "")
