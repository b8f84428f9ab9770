"""Find tags and attributes in markup (HTML, 13.2.5), and write those that matter here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

from mailrecon.read.html import tags
from mailrecon.read.html.tags import INERT
from mailrecon.regex import regex

# Tokens of HTML, 13.2.5; a "<" that opens none of them is text. Loops are possessive, since a
# page may have any number of quotes and brackets that never close.
_ATTRIBUTE = r"""([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+))?+)?+"""
_UNCAPTURED = re.sub(r"(?<!\\)\((?!\?)", "(?:", _ATTRIBUTE)
TOKEN = regex(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    rf"|<(/?)([a-zA-Z][^\s/>]*+)((?:[\s/]*+{_UNCAPTURED})*+)[\s/]*+(?:>|\Z)"
    r"|<[!?/][^>]*+>?",
    re.DOTALL,
)
_ATTRIBUTES = regex(_ATTRIBUTE)
_OPTIONS = regex(r"<option\b([^<>]*)>([^<]*+)", re.IGNORECASE)
_STYLE = regex(r"<style\b([^<>]{0,2000})>", re.IGNORECASE)
_END_STYLE = regex(r"</style", re.IGNORECASE)
# An element with more attributes is withheld: the parser takes the square of their number.
MOST_ATTRIBUTES = 2_000
WITHHELD = ' style="display:none!important"'
_NAME = regex(r"[a-z][a-z0-9:_-]{0,200}")
_ATTRIBUTE_NAME = regex(r"[^\x00-\x1f\s\"'<>/=]+")


def sheets_in(markup: str) -> Iterator[tuple[str, str]]:
    """The style sheets in a piece of markup, each with the media it is for."""
    position = 0
    while (found := _STYLE.search(markup, position)) is not None:
        end = _END_STYLE.search(markup, found.end())
        if end is None:
            return
        position = end.end()
        values = dict(attributes_of(found[1]))
        if values.get("type", "").strip().lower() in ("", "text/css"):
            text = markup[found.end() : end.start()]
            yield text.replace("<![CDATA[", "").replace("]]>", ""), values.get("media", "")


def visible_options(attributes: str, content: str) -> Iterator[str]:
    """The visible options of a menu: the selected one, else the first; all of a list."""
    values = dict(attributes_of(attributes))
    size = values.get("size", "").strip()
    is_list = "multiple" in values or (size.isdecimal() and len(size) < 4 and int(size) > 1)
    options = list(_OPTIONS.finditer(content))
    if not is_list:
        picked = [option for option in options if "selected" in dict(attributes_of(option[1]))]
        options = picked[-1:] or options[:1]
    for option in options:
        yield (dict(attributes_of(option[1])).get("label", "") or unescape(option[2])).strip()


@lru_cache(maxsize=1024)
def name_in_tree(name: str) -> str:
    """The name under which an element is built."""
    if name in tags.STRUCTURE:
        return name
    return INERT + (name if _NAME.fullmatch(name) else "unknown")


def escaped(text: str) -> str:
    """A text as markup."""
    return text.replace("<", "&lt;") if "<" in text else text


def attributes_of(text: str) -> Iterator[tuple[str, str]]:
    """Names, in lower case, and values, in reverse order, so that the first of a name wins."""
    for item in reversed(list(_ATTRIBUTES.finditer(text))):
        yield item[1].lower(), unescape(item[2] or item[3] or item[4] or "")


def kept_of(attributes: str, *, everything: bool) -> str:
    """The attributes that affect an element's look; with `everything`, all for selectors."""
    kept: dict[str, str] = {}
    for found in _ATTRIBUTES.finditer(attributes):
        name = found[1].lower()
        if name not in tags.ATTRIBUTES and not (everything and _ATTRIBUTE_NAME.fullmatch(name)):
            continue
        if name not in kept:
            value = found[2] or found[3] or found[4] or ""
            kept[name] = f' {name}="{value.replace(chr(34), "&quot;")}"'
    return "".join(kept.values()) if len(kept) <= MOST_ATTRIBUTES else WITHHELD
