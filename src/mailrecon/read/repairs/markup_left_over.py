"""Undo markup of HTML or Markdown that was left in the text of a document.

People paste the source of a page: `From: Ann Poe &lt;ann@quay.example&gt;`, `To:&nbsp;Ben Ost`.
Programs that convert mail to Markdown escape its signs: `Ann Poe \\<ann@quay.example\\>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailrecon.model import Document, NoticeCode
from mailrecon.read.repairs.edited import Edit, edited
from mailrecon.regex import regex

# `&lt;ann@quay.example&gt;`, also escaped twice. A reference elsewhere may be a text's topic.
_REFERENCES_SHOWN = regex(r"&(?:amp;)?lt;(?:mailto:)?[^\s&<>]{1,100}@[^\s&<>]{3,200}&(?:amp;)?gt;")
_REFERENCE = regex(r"&(?:amp;)?(?:[a-zA-Z]{2,8}|#\d{2,6}|#[xX][0-9a-fA-F]{2,6});")
# `\<ann@quay.example\>`, `\[mailto:ann@quay.example\]`
_ESCAPES_SHOWN = regex(r"\\<[^\s<>\\]{1,100}\\?@[^\s<>]{3,200}\\?>|\\\[mailto:")
_ESCAPE = regex(r"\\(?=[\[\]<>()_*@#.+&|!~-])")
# `发件人:&nbsp;"Ann Poe"<ann@quay.example>;`: QQ Mail's plain text, which escapes nothing else.
_SPACES_SHOWN = regex(r"^[ \t>]*[^\W\d_][\w ]{0,20}[:：]&nbsp;", re.MULTILINE)
_SPACE = regex("&nbsp;")
_FEWEST_SPACES = 2
_NO_BREAK_SPACE = "\u00a0"


def undo(document: Document) -> Document:
    """`document` with character references and Markdown's escapes in its text undone.

    A document without them is returned unchanged.
    """
    text = document.text
    # A search for one character is ten times as fast as one for several.
    if "&" not in text and "\\" not in text:
        return document
    edits: list[Edit] = []
    if "&" in text and _REFERENCES_SHOWN.search(text) is not None:
        edits.extend(_references(text))
    elif "&nbsp;" in text and len(_SPACES_SHOWN.findall(text)) >= _FEWEST_SPACES:
        edits.extend(Edit(found.start(), found.end(), " ") for found in _SPACE.finditer(text))
    if "\\" in text and _ESCAPES_SHOWN.search(text) is not None:
        edits.extend(Edit(found.start(), found.end(), "") for found in _ESCAPE.finditer(text))
        edits.sort()
    reason = "markup was left in the text (such as &lt; or \\<), and was undone"
    return edited(document, edits, NoticeCode.LEFT_OVER_MARKUP, reason)


def _references(text: str) -> Iterator[Edit]:
    """Each reference to a character that can be seen, with the character."""
    from html import unescape

    for found in _REFERENCE.finditer(text):
        character = unescape(found[0])
        if character.startswith("&") and len(character) > 1:
            character = unescape(character)
        # Invisible characters stay as printed: `&#8203;`.
        if len(character) == 1 and (character.isprintable() or character == _NO_BREAK_SPACE):
            yield Edit(found.start(), found.end(), character)
