"""Resolve an element's declarations to one value for each property (CSS Cascade 5)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import tinycss2

from mailrecon.read.html.css.functions import SiblingPlace, StyledElement, asks, replaced
from mailrecon.read.html.css.pictures import is_too_large
from mailrecon.read.html.css.sheet import UNLAYERED, Declaration, Rule, declarations
from mailrecon.read.html.css.shorthands import longhands
from mailrecon.read.html.css.values import WIDE
from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.read.html.tags import word_set

# The most characters by which variables may lengthen a value beyond the longest one.
_LONGEST_VALUE = 100_000
# Replacement properties of an element with a value that cannot be resolved: its words are withheld,
# and its box counts as opaque. The last entry is for the warning.
_LOST = {"background-image": "none", "background-color": "#000", "filter": "opacity(0)"}
IS_LOST = "-mailrecon-lost"
_DEEPEST_VARIABLE = 100
INHERITED = word_set(
    """color font-size visibility text-indent -webkit-text-security -webkit-text-fill-color
    text-shadow letter-spacing -webkit-text-stroke-color -webkit-text-stroke-width
    line-height color-scheme text-align white-space paint-order"""
)

# The result of cssselect2 for a match: specificity, order, pseudo-element, and the rule.
_Match = tuple[object, int, str | None, Rule]
Matched = tuple[_Match, ...]


def takes_back(matched: Matched, inline: str) -> bool:
    """Whether the attribute `hidden` is cancelled: `display: revert`, `all: revert`."""
    said = [item for _, _, pseudo, rule in matched if pseudo is None for item in rule.declarations]
    said += declarations(inline) if inline else ()
    last = [item.value.strip().lower() for item in said if item.name in ("display", "all")][-1:]
    return last == ["revert"]


NO_ELEMENT = StyledElement(MappingProxyType({}), SiblingPlace())


def asked_of(subject: StyledElement) -> object:
    """A cache key of everything that an element's declarations depend on."""
    return None if subject is NO_ELEMENT else (tuple(subject.attributes.items()), subject.place)


HINTED = word_set(
    """a mark iframe rp annotation annotation-xml meter progress mphantom button input select
    textarea s strike del u ins small big sub sup h1 h2 h3 h4 h5 h6 dialog"""
)


def weigh_declarations(
    hinted: tuple[Declaration, ...],
    matched: list[_Match],
    inline: str,
    parent: ComputedStyle,
    frames: Mapping[str, tuple[Declaration, ...]],
    custom: Mapping[str, str] | None = None,
    initial: Mapping[str, str] = MappingProxyType({}),
    subject: StyledElement = NO_ELEMENT,
) -> tuple[Mapping[str, str], dict[str, str]]:
    """The custom properties, and the longhands that win (CSS Cascade 5, 6.1)."""
    ranked = _ranked(hinted, matched, inline, frames)
    variables = (parent.custom or initial) if custom is None else custom
    own = {item.name: item.value for item in ranked if item.name.startswith("--")}
    if own:
        variables = {**variables, **own}
    found: dict[str, str] = {}
    lost = False
    for item in ranked:
        if item.name.startswith("--"):
            continue
        try:
            value = _answered(item.value, variables, subject)
        except _TooLong:
            lost = True
            continue
        # Invalid at computed-value time (CSS Custom Properties 1, 3.1): the property is unset.
        if value is None:
            for name, _ in longhands(item.name, "unset"):
                found.pop(name, None)
            continue
        if item.name == "all":
            found.clear()
            word = value.strip().lower()
            if word == "initial":
                found.update(INITIAL_VALUES)
            if word in ("initial", "unset"):
                found["display"] = "inline"
            continue
        found.update(longhands(item.name, value))
    pictures = (value for value in found.values() if len(value) > 100 and "data:" in value.lower())
    if lost or any(map(is_too_large, pictures)):
        found |= {**_LOST, IS_LOST: "true"}
    return variables, _defaulted(found, parent)


class _TooLong(Exception):
    """A value is too long, or its variables too deep, to be written out."""


def _answered(value: str, variables: Mapping[str, str], subject: StyledElement) -> str | None:
    """A value with variables and functions of the element replaced; None if invalid."""
    # `color: var(--ink)`
    if "var(" in value.lower() or "env(" in value.lower():
        substituted = _substituted(value, variables, {}, 0)
        if substituted is None:
            return None
        value = substituted
    # `width: attr(data-width)`
    return replaced(value, subject, variables) if asks(value) else value


def _ranked(
    hinted: tuple[Declaration, ...],
    matched: list[_Match],
    inline: str,
    frames: Mapping[str, tuple[Declaration, ...]],
) -> list[Declaration]:
    """All declarations for an element, lowest priority first."""
    normal: list[_RankedDeclaration] = []
    urgent: list[_RankedDeclaration] = []
    for at, (_, _, _, rule) in enumerate(matched):
        for item in rule.declarations:
            if item.important:
                urgent.append(((-rule.layer, at), item))
            else:
                normal.append(((rule.layer, at), item))
    for item in declarations(inline) if inline else ():
        if item.important:
            urgent.append(((1, 0), item))
        else:
            normal.append(((UNLAYERED + 1, 0), item))
    normal.sort(key=_rank)
    urgent.sort(key=_rank)
    if any("revert" in item.value for _, item in normal):
        normal = _reverted(normal)
    ranked = [*hinted, *(item for _, item in normal)]
    ranked += _ended(ranked, frames)
    ranked += [item for _, item in urgent]
    return ranked


_RankedDeclaration = tuple[tuple[int, int], Declaration]


def _rank(item: _RankedDeclaration) -> tuple[int, int]:
    return item[0]


def _reverted(normal: list[_RankedDeclaration]) -> list[_RankedDeclaration]:
    """The declarations that remain after `revert-layer` and `revert`.

    CSS Cascade 5, 7.3.4 and 7.3.5.
    """
    kept: list[_RankedDeclaration] = []
    for (layer, at), item in normal:
        word = item.value.strip().lower()
        if word == "revert-layer":
            kept = [old for old in kept if old[1].name != item.name or old[0][0] != layer]
        elif word == "revert":
            kept = [old for old in kept if old[1].name != item.name]
        else:
            # Later declarations of the reverted layer apply again.
            kept.append(((layer, at), item))
    return kept


def _ended(
    ranked: list[Declaration], frames: Mapping[str, tuple[Declaration, ...]]
) -> tuple[Declaration, ...]:
    """The last frame of an animation that keeps it: `animation: appear 1s forwards`."""
    if not frames:
        return ()
    # all: initial
    reset = max((at for at, item in enumerate(ranked) if item.name == "all"), default=-1)
    ranked = ranked[reset + 1 :]
    named = [item.value for item in ranked if item.name in ("animation", "animation-name")]
    modes = [item.value for item in ranked if item.name == "animation-fill-mode"]
    if not named:
        return ()
    words = named[-1].replace(",", " ").split()
    states = [item.value for item in ranked if item.name == "animation-play-state"]
    if "paused" in {*words, *states}:
        return ()
    for name, frame in frames.items():
        # An endless animation may be stopped at any moment; it hides if all its frames hide.
        if name in words and ({"forwards", "both", "infinite"} & {*words, *modes}):
            return frame
    return ()


def _defaulted(found: dict[str, str], parent: ComputedStyle) -> dict[str, str]:
    """Resolve `inherit`, `initial` and other CSS-wide keywords (CSS Cascade 5, 7.3)."""
    for name in [name for name, value in found.items() if value in WIDE]:
        word = found.pop(name)
        if word == "inherit" and name not in INHERITED and name in parent.found:
            found[name] = parent.found[name]
        elif word == "initial" and name in INHERITED:
            found[name] = INITIAL_VALUES.get(name, "")
    return found


INITIAL_VALUES = {
    "color": "black",
    "font-size": "medium",
    "visibility": "visible",
    "text-indent": "0",
    "-webkit-text-security": "none",
    "-webkit-text-fill-color": "currentcolor",
    "text-shadow": "none",
    "letter-spacing": "normal",
}


def _substituted(
    value: str, variables: Mapping[str, str], done: dict[str, str | None], depth: int
) -> str | None:
    """A value with `var()` replaced; None if a variable has no value (CSS Variables 1, 3).

    `done` are the variables resolved already; None marks one that is being resolved (a cycle).
    Raises _TooLong.
    """
    if depth > _DEEPEST_VARIABLE:
        raise _TooLong
    pieces: list[str] = []
    for token in tinycss2.parse_component_value_list(value):
        if token.type == "function" and token.lower_name in ("var", "env"):
            inner = _variable(token, variables, done, depth)
            if inner is None:
                return None
            pieces.append(inner)
        elif token.type == "function" and "var(" in tinycss2.serialize(token.arguments).lower():
            inner = _substituted(tinycss2.serialize(token.arguments), variables, done, depth + 1)
            if inner is None:
                return None
            pieces.append(f"{token.name}({inner})")
        else:
            pieces.append(tinycss2.serialize([token]))
    result = "".join(pieces)
    # `--photo: url(data:…)`: a single long variable is allowed.
    if len(result) > max(_LONGEST_VALUE, len(value)) + max(map(len, pieces), default=0):
        raise _TooLong
    return result


def _variable(
    token: Any, variables: Mapping[str, str], done: dict[str, str | None], depth: int
) -> str | None:
    """The value of a `var()` or `env()`."""
    name, comma, fallback = tinycss2.serialize(token.arguments).partition(",")
    name = name.strip()
    other = fallback if comma else None
    if token.lower_name == "env":  # of what the page may ask for, nothing hides text
        inner: str | None = fallback if comma else "0px"
    elif name in done:
        return done[name] if done[name] is not None or other is None else other
    else:
        inner = variables.get(name, other)
        if name in variables and variables[name].strip() == "initial":
            inner = other
    if inner is None:
        return None
    known = token.lower_name == "var" and inner is not other
    if known:
        done[name] = None
    if "var(" in inner.lower() or "env(" in inner.lower():
        inner = _substituted(inner, variables, done, depth + 1)
        if inner is None and known and other is not None:
            inner = _substituted(other, variables, done, depth + 1)
            known = False
    if known:
        done[name] = inner
    return inner
