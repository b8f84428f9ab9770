"""Get the text of an invitation, for mail whose only text is a calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

import re

from mailrecon.regex import regex

# A line continues if the next one begins with a blank (RFC 5545, 3.1).
_FOLD = regex(r"\r?\n[ \t]")
# `DESCRIPTION;LANGUAGE=de:Kommt um zehn.`; a quoted parameter may hold a colon.
_LINE = regex(r"([A-Za-z-]{1,40})(?:;(?:[^\":\r\n]|\"[^\"\r\n]*\"){0,2000})?:([^\r\n]*)")
# The escapes of 3.3.11: `\n` a line's end, `\,` a comma.
_ESCAPE = regex(r"\\([\\,;nN])")
_EVENT = regex(r"BEGIN:V(?:EVENT|TODO|JOURNAL)\b", re.IGNORECASE)
_HEADLINES = ("SUMMARY", "LOCATION")


def words_of(calendar: str) -> str:
    """The text of the first event: its description, otherwise summary and location; may be empty.

    Outlook's replies have no description: `SUMMARY:Accepted: Sluice gate`.
    """
    text = _FOLD.sub("", calendar)
    event = _EVENT.search(text)
    if event is None:
        return ""
    found: dict[str, str] = {}
    for line in text[event.end() :].splitlines():
        # An alarm below the event has a description of its own.
        if line[:6].upper() == "BEGIN:" or line[:5].upper() == "END:V":
            break
        parts = _LINE.fullmatch(line)
        if parts is not None:
            found.setdefault(parts[1].upper(), _ESCAPE.sub(_unescaped, parts[2]).strip())
    if found.get("DESCRIPTION"):
        return found["DESCRIPTION"] + "\n"
    lines = [found[name] for name in _HEADLINES if found.get(name)]
    return "".join(f"{line}\n" for line in lines)


def _unescaped(escape: re.Match[str]) -> str:
    return "\n" if escape[1] in "nN" else escape[1]
