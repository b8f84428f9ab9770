"""Read pages of hypermail, the archive software of many old lists (Open MPI, W3C).

They print From and Date above a message. Other header fields are only in comments for programs:
`<!-- subject="Re: [lock users] Pump errors" -->`. The subject and the Message-ID, which name no
person, are added to the printed header. The page links to the message that this one answers.
"""

from __future__ import annotations

import re
from html import escape, unescape

from mailrecon.read.redaction.redaction_markers import marks_removal
from mailrecon.regex import regex

_SIGN = regex(r"<!--\s*isosent=\"\d{14}\"\s*-->", re.IGNORECASE)
_FIELD = regex(r"<!--\s*(subject|id)=\"([^\"]{1,998})\"\s*-->", re.IGNORECASE)
_BODY = regex(r"<!--\s*body=\"start\"\s*-->", re.IGNORECASE)
# The first line of the printed header: `<strong>From:</strong> Tessa Quill`, `<dfn>From</dfn>:`
_FROM = regex(r"(?:<[a-z][^<>]{0,200}>\s*){1,4}From\s*(?:</[a-z]+>\s*)*:", re.IGNORECASE)
_LINKS = regex(r"<ul class=[\"']?links?[\"']?[ >]", re.IGNORECASE)
_HEAD = 20_000
_LABELS = {"subject": "Subject", "id": "Message-ID"}


def with_header(html: str) -> str:
    """Insert the fields of a page's comments above the printed From; other pages are unchanged."""
    head = html[:_HEAD]
    body = _BODY.search(html)
    if body is None or _SIGN.search(head) is None:
        return html
    start = _FROM.search(html, 0, body.start())
    if start is None:
        return html
    printed = html[start.start() : body.start()]
    lines = []
    for name, value in _FIELD.findall(head):
        text = unescape(value).strip()
        label = _LABELS[name.lower()]
        if f"{label.lower()}:" in re.sub(r"<[^<>]*>", "", printed).lower():
            continue
        if label == "Subject" and not marks_removal(text):
            lines.append(f"{label}: {escape(text)}<br>")
        elif label != "Subject" and _is_identifier(text):
            lines.append(f"{label}: &lt;{escape(text.replace('_at_', '@'))}&gt;<br>")
    html = html[: start.start()] + "".join(lines) + html[start.start() :]
    # The links to other messages are not text of this one.
    return _LINKS.sub(lambda found: found[0].replace("<ul ", '<ul role="navigation" '), html)


def _is_identifier(text: str) -> bool:
    return re.fullmatch(r"[^\s<>@\"]{1,300}(?:@|_at_)[^\s<>@\"]{1,300}", text) is not None
