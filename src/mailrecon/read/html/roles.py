"""Find the role of an element in a page: content, navigation, a button."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from mailrecon.regex import regex

_CONTENT = frozenset(["article", "main", "blockquote"])
_NAVIGATION_ROLES = frozenset(["navigation", "banner", "contentinfo", "search"])
_CONTROL_ROLES = frozenset(["button", "toolbar", "menu", "menubar", "menuitem", "tablist", "tab"])
_NAMES = regex(
    r"(?:^|\s)(?:(?:main|site|page|top|bottom)?-?nav(?:bar|igation)?|breadcrumbs?|skip-?link"
    r"|site-(?:header|footer)|cookie-?(?:banner|notice)|sidebar)(?:$|\s)"
)
_PAGE_LEVEL = 4
_NEVER = frozenset(["p", "div", "td", "tr", "tbody", "table", "li", "ul", "b", "i", "span", "a"])


class ElementRole(Enum):
    """The role of an element; `PLAIN` has no special role."""

    PLAIN = auto()
    CONTENT = auto()
    NAVIGATION = auto()
    CONTROL = auto()


def role_of(
    tag: str, attributes: Mapping[str, str | None], *, level: int = 99, content: bool = False
) -> ElementRole:
    """The role of an element; `level` counts open elements, `content` is its enclosing content.

    A header or footer belongs to the site only at the top level of the page. Names of classes count
    only outside the page's content, because mails have footers and menus, too.
    """
    if not attributes and tag in _NEVER:
        return ElementRole.PLAIN
    role = (attributes.get("role") or "").lower()
    # `<a role="button">Reply</a>`
    if tag == "button" or role in _CONTROL_ROLES:
        return ElementRole.CONTROL
    # `<ul role="navigation">`
    if tag == "nav" or role in _NAVIGATION_ROLES:
        return ElementRole.NAVIGATION
    if tag in _CONTENT or role in ("main", "article"):
        return ElementRole.CONTENT
    if content:
        return ElementRole.PLAIN
    if tag == "aside" or (tag in ("header", "footer") and level <= _PAGE_LEVEL):
        return ElementRole.NAVIGATION
    # `<div class="sidebar menu">`
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if len(names) > 1 and level < 99 and _NAMES.search(names[:400].lower()):
        return ElementRole.NAVIGATION
    return ElementRole.PLAIN
