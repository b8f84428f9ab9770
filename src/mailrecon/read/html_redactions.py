"""What a page draws over: bars made with style, elements named for it, pictures of it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mailrecon.read.black import is_black
from mailrecon.read.html_style import Look

MARK = "[redacted]"
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:redact(?:ed|ion|ions)?|black(?:ed)?-?(?:out|bar)|censor(?:ed|-?bar)?"
    r"|geschwaerzt|spoiler-?bar)(?:$|[\s_-])"
)
_PICTURED = re.compile(r"redact|withheld|blacked out|geschwärzt|caviardé|█|■{3}", re.IGNORECASE)
LONGEST_NAMED = 300
_WIDTH_OF_LETTER = 6.0
_DEFAULT_WIDTH = 8


def is_drawn_over(look: Look, inherited: str, *, inline: bool) -> bool:
    """Whether an element's text can't be told from what is painted behind it.

    `inherited` is the colour its text has if it declares none. A block without a colour of its own
    may be a dark page whose light text comes from a rule that is not followed here.
    """
    if look.blurred:
        return True
    if not look.background:
        return inline and look.colour == "transparent"
    if look.background in ("other", "transparent"):
        return False
    colour = look.colour or (inherited or "000000" if inline else "")
    if is_black(look.background):
        return is_black(colour) or colour == "transparent"
    return colour == look.background and colour != "ffffff"


def is_invisible(look: Look, background: str) -> bool:
    """Whether text is written white on declared white; `background` is what is behind it."""
    return look.colour == "ffffff" == (look.background or background)


def may_be_named(attributes: Mapping[str, str | None]) -> bool:
    """Whether an element's class says that the text in it is redacted."""
    names = attributes.get("class")
    return bool(names) and _NAMED.search((names or "").lower()) is not None


def is_pictured(alt: str) -> bool:
    """Whether a picture's text says that it stands for something removed."""
    return len(alt) <= LONGEST_NAMED and _PICTURED.search(alt) is not None


def bar(text: str, width: float | None) -> str:
    """A bar about as wide as what it stands for; `width` in points where it is declared."""
    letters = len(text) or (round(width / _WIDTH_OF_LETTER) if width else _DEFAULT_WIDTH)
    return "█" * min(max(letters, 3), 40)
