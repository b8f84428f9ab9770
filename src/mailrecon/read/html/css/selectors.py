"""Prepare selectors of style sheets: expand nested ones, tolerate unknown ones, compile."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

import cssselect2
import tinycss2

from mailrecon.read.html.remembered import remember_short
from mailrecon.regex import regex

# Pseudo-elements drawn over or behind the content of their element, or as its content.
DRAWN = frozenset(["before", "after", "first-line", "placeholder"])
LONGEST_SELECTOR = 20_000
_SCOPE = regex(r":scope(?![\w-])", re.IGNORECASE)
# Selectors that depend on an element's siblings or children.
_BY_PLACE = ("+", "~", "-child", "-of-type", ":has", ":empty")


def unnested(prelude: Any, within: str) -> str:
    """Expand a nested selector with its outer selector (CSS Nesting 1, 3)."""
    tokens = [token for token in prelude if token.type != "comment"]
    if within and ":scope" in tinycss2.serialize(tokens).lower():
        # `@scope (.post) { :scope b { … } }`: the root of the scope.
        written = _SCOPE.sub(f":is({within})", tinycss2.serialize(tokens))
        return written.strip()[: LONGEST_SELECTOR + 1]
    if not within:
        return _written(tokens, ":root").strip()
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    outer = f":is({within})"
    found = []
    for part in parts:
        text = _written(part, outer).strip()
        if _names_outer(part):
            found.append(text)
        else:
            found.append(f"{outer}{text}" if text[:1] in ">+~" else f"{outer} {text}")
    return ", ".join(found)[: LONGEST_SELECTOR + 1]


def _names_outer(tokens: Iterable[Any]) -> bool:
    return any(
        token == "&" or (token.type == "function" and _names_outer(token.arguments))
        for token in tokens
    )


def _written(tokens: Iterable[Any], outer: str) -> str:
    """A selector as text, `&` replaced by `outer`."""
    pieces = []
    for token in tokens:
        if token == "&":
            pieces.append(outer)
        elif token.type == "function":
            pieces.append(f"{token.name}({_written(token.arguments, outer)})")
        else:
            pieces.append(tinycss2.serialize([token]))
    return "".join(pieces)


class CompiledSelectors(NamedTuple):
    """A list of selectors and their names; `by_place` if some use an element's siblings or
    children.
    """

    selectors: list[Any]
    by_place: bool
    classes: frozenset[str]
    attributes: frozenset[str]


# States of elements in a saved page, independent of scripts (Selectors 4, 10 and 13).
_KNOWN = {
    ":defined": ":is(*)",
    ":dir(rtl)": '[dir="rtl" i]',
    ":dir(ltr)": ":not([dir=rtl])",
    ":open": "[open]",
    ":required": "[required]",
    ":optional": ":not([required])",
    ":read-only": "[readonly]",
    ":placeholder-shown": "[placeholder]:not([value])",
}
_FORGIVING = regex(r":(?:is|where|matches|-webkit-any)\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_KNOWN_PSEUDO = regex(r"(?<!:)(?:" + "|".join(map(re.escape, _KNOWN)) + r")(?![\w-])")


def _forgiven(selector: str) -> str:
    """A selector without invalid parts of `:is()`, which browsers ignore, and with pseudo-classes
    mapped.
    """
    if ":" not in selector:
        return selector
    # Scripts define every element.
    selector = selector.replace(":not(:defined)", ":not(*)")
    selector = selector.replace("::-webkit-input-placeholder", "::placeholder")
    selector = _KNOWN_PSEUDO.sub(lambda found: _KNOWN[found[0]], selector)

    def kept(found: re.Match[str]) -> str:
        parts = found[1].split(",")
        sound = [part for part in parts if _is_sound(part)]
        if len(sound) == len(parts) or "(" in found[1]:
            return found[0]
        return found[0].replace(found[1], ",".join(sound) or ":not(*)")

    return _FORGIVING.sub(kept, selector)


@remember_short(4096)
def _is_sound(selector: str) -> bool:
    try:
        cssselect2.compile_selector_list(selector)
    except (ValueError, TypeError, AttributeError, NotImplementedError, SyntaxError):
        return False
    return True


@lru_cache(maxsize=16_384)
def compile_selectors(selector: str, quirks: bool) -> CompiledSelectors:
    """A list of selectors ready to be tested, and the names of classes and attributes in it."""
    selector = _forgiven(selector)
    tokens = tinycss2.parse_component_value_list(selector, skip_comments=True)
    classes: set[str] = set()
    attributes: set[str] = set()
    stack = [list(tokens)]
    while stack:
        before: Any = None
        for token in stack.pop():
            if token.type == "ident" and before == ".":
                classes.add(token.value.lower())
            # In quirks mode names of classes and identifiers ignore case (Selectors 4, 6.6).
            if quirks and ((token.type == "ident" and before == ".") or token.type == "hash"):
                token.value = token.value.lower()
            if token.type == "[] block":
                attributes.update(
                    item.lower_value for item in token.content if item.type == "ident"
                )
            inner = getattr(token, "arguments", None)
            if inner is not None:
                stack.append(inner)
            before = token
    lower = selector.lower()
    return CompiledSelectors(
        cssselect2.compile_selector_list(tokens),
        any(mark in lower for mark in _BY_PLACE),
        frozenset(classes),
        frozenset(attributes),
    )
