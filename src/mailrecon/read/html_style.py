"""What an element's attributes say of how it looks: hidden, barred out, kept as written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_DECLARATION = re.compile(r"([a-z-]+)\s*:\s*([^;]+)")
_BLACK = re.compile(
    r"(?:^|\s)(?:black|#0{3,4}|#0{6}(?:ff)?|rgba?\(\s*0\s*,\s*0\s*,\s*0\s*(?:,\s*1(?:\.0)?\s*)?\))"
    r"(?:$|\s)"
)
_REDACTED_CLASS = re.compile(r"(?:^|[\s_-])(?:redact(?:ed|ion)?|blacked-?out|censored)(?:$|[\s_-])")
_SAYS_REDACTED = re.compile(
    r"\W*(?:redacted|redaction|withheld|deleted|removed|█+|x{3,}|\(b\)\(\d\)|b\d)?\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Look:
    """`margin` is False where an element says that no space stands around it, else None."""

    hidden: bool = False
    keeps_lines: bool = False
    margin: bool | None = None
    border_above: bool = False
    colour: str = ""
    background: str = ""


_PLAIN = Look()


def read(attributes: Mapping[str, str | None]) -> Look:
    """What `style` and `class` say; attributes are lower-case names."""
    declared = attributes.get("style")
    names = attributes.get("class") or ""
    if not declared:
        return Look(margin=False) if "MsoNormal" in names else _PLAIN
    return _read(declared[:2000].lower(), "MsoNormal" in names)


@lru_cache(maxsize=4096)
def _read(declared: str, normal: bool) -> Look:
    found = {name: value.strip() for name, value in _DECLARATION.findall(declared)}
    hidden = (
        found.get("display") == "none"
        or found.get("visibility") == "hidden"
        or found.get("mso-hide") == "all"
        or re.fullmatch(r"0(?:px|pt|em)?", found.get("font-size", "")) is not None
    )
    margins = (found.get("margin") or found.get("margin-top") or "").split()
    flush = normal or (bool(margins) and margins[0].rstrip("pxtemcin%") in ("0", "0.0", ".0"))
    border = found.get("border-top", "")
    return Look(
        hidden=hidden,
        keeps_lines=found.get("white-space", "") in ("pre", "pre-wrap", "pre-line"),
        margin=False if flush else None,
        border_above="solid" in border and "none" not in border,
        colour=found.get("color", ""),
        background=found.get("background-color", "") or found.get("background", ""),
    )


def is_bar(look: Look) -> bool:
    """Whether text so styled is black on black, or its letters as dark as what is behind them."""
    if not look.background or not _BLACK.search(look.background):
        return False
    return not look.colour or _BLACK.search(look.colour) is not None or look.colour == "transparent"


def is_marked_redacted(attributes: Mapping[str, str | None]) -> bool:
    """Whether a class says that the text is redacted, however the page draws it."""
    names = attributes.get("class")
    return bool(names and _REDACTED_CLASS.search(names.lower()))


def says_redacted(text: str) -> bool:
    """Whether text is itself nothing but a mark of removal."""
    return _SAYS_REDACTED.fullmatch(text) is not None and bool(text.strip())


def names(attributes: Mapping[str, str | None]) -> str:
    """The class and id of an element in one string."""
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
