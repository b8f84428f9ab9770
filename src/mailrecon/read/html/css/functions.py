"""Replace functions in values by their results: `attr()`, `if()`, `sibling-index()`.

CSS Values and Units 5. Like `var()`, they are replaced by text before a value is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import tinycss2

from mailrecon.read.html.css.media import holds, is_supported
from mailrecon.regex import regex

_NAMES = regex(r"attr\(\s*([\w-]+)", re.IGNORECASE)
_ASKS = regex(r"(?:attr|if|sibling-index|sibling-count)\(", re.IGNORECASE)
_DEEPEST = 20
# `attr(data-size px)`: a unit, or the type as which the text is parsed.
_WORD_TYPES = frozenset(["raw-string", "string", "number", "ident"])


class SiblingPlace(NamedTuple):
    """The index of an element among its siblings (from 1), and their number."""

    number: int = 1
    of: int = 1


class StyledElement(NamedTuple):
    """The element to which a value belongs."""

    attributes: Mapping[str, str | None]
    place: SiblingPlace


def asks(value: str) -> bool:
    """Whether a value contains such functions."""
    return "(" in value and _ASKS.search(value) is not None


def names_asked(text: str) -> frozenset[str]:
    """The attributes whose values a value or a sheet uses."""
    return frozenset(name.lower() for name in _NAMES.findall(text)) if "attr(" in text else _NONE


_NONE: frozenset[str] = frozenset()


def replaced(
    value: str, subject: StyledElement, variables: Mapping[str, str], depth: int = 0
) -> str | None:
    """A value with such functions replaced; None if one has no result."""
    if depth > _DEEPEST:
        return None
    pieces: list[str] = []
    for token in tinycss2.parse_component_value_list(value, skip_comments=True):
        if token.type != "function":
            pieces.append(tinycss2.serialize([token]))
            continue
        name = token.lower_name
        text = tinycss2.serialize(token.arguments)
        inner: str | None
        if name == "attr":
            inner = _attribute(text, subject.attributes)
        elif name == "if":
            inner = _branch(token.arguments, variables)
        elif name == "sibling-index":
            inner = str(subject.place.number)
        elif name == "sibling-count":
            inner = str(subject.place.of)
        else:
            inner = replaced(text, subject, variables, depth + 1) if asks(text) else text
            inner = None if inner is None else f"{token.name}({inner})"
        if inner is None:
            return None
        if name in ("attr", "if") and asks(inner):
            inner = replaced(inner, subject, variables, depth + 1)
            if inner is None:
                return None
        pieces.append(inner)
    return "".join(pieces)


def _attribute(text: str, attributes: Mapping[str, str | None]) -> str | None:
    """The result of `attr(data-size type(<length>), 0px)` (7.7), or with an old browser's unit."""
    asked, comma, fallback = text.partition(",")
    name, _, kind = asked.strip().partition(" ")
    value = attributes.get(name.lower())
    if value is None:
        return fallback.strip() if comma else None
    kind = kind.strip().lower()
    if not kind or kind in _WORD_TYPES - {"number"}:
        return f'"{value}"' if not kind or "string" in kind else value
    # A unit in place of a type: `px`, `%`.
    is_unit = kind == "%" or (kind.isalpha() and kind != "number")
    return f"{value.strip()}{kind}" if is_unit else value


def _branch(arguments: Iterable[Any], variables: Mapping[str, str]) -> str | None:
    """The value of the first true condition of `if(media(print): none; else: block)` (8)."""
    parts: list[list[Any]] = [[]]
    for token in arguments:
        if token == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    for part in parts:
        condition, colon, value = _split(part)
        if colon and _holds(condition, variables):
            return value
    return None


def _split(tokens: list[Any]) -> tuple[list[Any], bool, str]:
    for at, token in enumerate(tokens):
        if token == ":":
            return tokens[:at], True, tinycss2.serialize(tokens[at + 1 :]).strip()
    return tokens, False, ""


def _holds(tokens: list[Any], variables: Mapping[str, str]) -> bool:
    """Evaluate a condition of `style()`, `media()`, `supports()`, with `and`, `or`, `not`."""
    values: list[bool] = []
    words: list[str] = []
    negated = False
    for token in tokens:
        if token.type == "ident":
            word = token.lower_value
            if word == "else":
                return True
            negated = negated is not (word == "not")
            words.append(word)
        elif token.type == "function":
            values.append(_asked(token, variables) is not negated)
            negated = False
        elif token.type == "() block":
            values.append(_holds(token.content, variables) is not negated)
            negated = False
    if not values:
        return False
    return any(values) if "or" in words else all(values)


def _asked(token: Any, variables: Mapping[str, str]) -> bool:
    text = tinycss2.serialize(token.arguments).strip()
    if token.lower_name == "media":
        return holds(
            text if text.startswith(("(", "not", "only")) or ":" not in text else f"({text})"
        )
    if token.lower_name == "supports":
        return is_supported(text if text.startswith(("(", "not")) else f"({text})")
    if token.lower_name != "style":
        return False
    name, colon, value = (part.strip() for part in text.partition(":"))
    known = variables.get(name)
    return known is not None and (not colon or known.strip().lower() == value.lower())
