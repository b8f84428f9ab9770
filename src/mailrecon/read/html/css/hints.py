"""Derive declarations from HTML itself: tags, old attributes, well-known classes.

HTML, 15.3 (what browsers do by default) and 2.4.6 (colours in attributes). All of them have lower
priority than any style sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from mailrecon.read.html.css.sheet import Declaration
from mailrecon.read.html.css.values import colour
from mailrecon.read.html.remembered import remember_short
from mailrecon.read.html.tags import word_set
from mailrecon.regex import regex

# Classes with the same meaning on every page, even if its style sheet was not saved: screen
# readers' text, and the quote marks beside the bars that Thunderbird draws.
_CLASSES = {
    "sr-only": "display:none",
    "visually-hidden": "display:none",
    "screen-reader-text": "display:none",
    "moz-txt-citetags": "display:none",
    "msonormal": "margin:0",
    "x_msonormal": "margin:0",
    "msoplaintext": "margin:0",
    "x_msoplaintext": "margin:0",
}
_TAGS = {
    "mark": "background-color:yellow;color:black",
    "button": "background-color:#efefef;color:black",
    "input": "background-color:white;color:black;overflow-x:auto;overflow-y:auto",
    "select": "background-color:white;color:black",
    "textarea": "background-color:white;color:black;overflow-x:auto;overflow-y:auto",
    # Fallback text for browsers without this element; the element takes space all the same.
    "iframe": "color:black;font-size:medium;overflow-x:auto;overflow-y:auto",
    "rp": "display:none",
    "annotation": "display:none",
    "annotation-xml": "display:none",
    "meter": "display:none",
    "progress": "display:none",
    "mphantom": "visibility:hidden",
    "s": "text-decoration-line:line-through",
    "strike": "text-decoration-line:line-through",
    "del": "text-decoration-line:line-through",
    "u": "text-decoration-line:underline",
    "ins": "text-decoration-line:underline",
    "small": "font-size:smaller",
    "big": "font-size:larger",
    "sub": "font-size:smaller",
    "sup": "font-size:smaller",
    "h1": "font-size:2em",
    "h2": "font-size:1.5em",
    "h3": "font-size:1.17em",
    "h5": "font-size:0.83em",
    "h6": "font-size:0.67em",
}
_SIZES = ("x-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large")
_GROUNDS = word_set("""body table thead tbody tfoot tr td th col colgroup marquee""")
_LONGEST = 128
_NOT_HEX = regex(r"[^0-9a-fA-F]")


def hints(tag: str, attributes: Mapping[str, str | None]) -> tuple[Declaration, ...]:
    """The declarations from a tag and its attributes, lowest priority first."""
    found = [_TAGS[tag]] if tag in _TAGS else []
    if attributes or tag == "dialog":
        if tag == "a" and attributes.keys() <= _OF_LINKS:
            return _LINK if "href" in attributes else ()
        found += _of_attributes(tag, attributes)
    return _parsed(";".join(found)) if found else ()


@remember_short(4096)
def _parsed(text: str) -> tuple[Declaration, ...]:
    pairs = (part.partition(":") for part in text.split(";"))
    return tuple(Declaration(name, value, False) for name, _, value in pairs)


_OF_LINKS = frozenset(["href", "id", "name", "style", "rel", "target"])
_LINK = (Declaration("color", "#0000cc", False),)


def _of_attributes(tag: str, attributes: Mapping[str, str | None]) -> Iterator[str]:
    get = attributes.get
    if tag == "a" and "href" in attributes:
        # Browsers' #0000ee is a little lighter, and on black it is hardly legible.
        yield "color:#0000cc"
    names = get("class")
    if names:
        yield from (_CLASSES[name] for name in names.lower().split() if name in _CLASSES)
    yield from _colours(tag, get)
    if "hidden" in attributes or "popover" in attributes:
        yield "display:none"
    if tag == "dialog" and "open" not in attributes:
        yield "display:none"
    yield from _widths(tag, attributes)


def _colours(tag: str, get: Callable[[str], str | None]) -> Iterator[str]:
    """Backgrounds, letter colours and sizes from old attributes; `get` returns a value."""
    # `<td bgcolor="#000000">`
    if tag in _GROUNDS:
        if ground := legacy_colour(get("bgcolor")):
            yield f"background-color:{ground}"
        if get("background"):
            yield "background-image:url(x)"
    # `<font color="white" size="1">`
    if tag == "font" or tag == "basefont":
        if shade := legacy_colour(get("color")):
            yield f"color:{shade}"
        if (size := _size(get("size"))) is not None:
            yield f"font-size:{size}"
    # `<body text="#ffffff">`
    elif tag == "body" and (shade := legacy_colour(get("text"))):
        yield f"color:{shade}"


def _widths(tag: str, attributes: Mapping[str, str | None]) -> Iterator[str]:
    """Widths and heights that attributes set: `<iframe width="0">`, `<td width="120">`."""
    get = attributes.get
    if tag == "iframe":
        # Frames are transparent unless their page has its own background (`sanitize`).
        yield "background-color:white" if "background" in attributes else ""
        for name in ("width", "height"):
            if (size := get(name)) and size.isdecimal():
                yield f"{name}:{size}px"
    if tag == "marquee" or not (width := get("width")) or tag not in ("td", "th", "table"):
        return
    if width.isdecimal():
        yield f"width:{width}px"


def _size(text: str | None) -> str | None:
    """A font's size from 1 to 7, or steps from 3 (HTML, 15.3.4)."""
    text = (text or "").strip()
    digits = text.lstrip("+-")[:3]
    if not digits.isdecimal():
        return None
    size = int(digits)
    size = 3 + size if text[0] == "+" else 3 - size if text[0] == "-" else size
    return _SIZES[min(max(size, 1), 7)]


def legacy_colour(text: str | None) -> str | None:
    """The colour of an old attribute, for which browsers accept any text (HTML, 2.4.6)."""
    text = (text or "").strip()
    if not text or text.lower() == "transparent":
        return None
    if len(text) == 4 and text[0] == "#" and not _NOT_HEX.search(text[1:]):
        return text
    if text.isalpha() and isinstance(colour(text), tuple):
        return text
    digits = "".join("00" if ord(c) > 0xFFFF else c for c in text)[:_LONGEST].removeprefix("#")
    digits = _NOT_HEX.sub("0", digits) or "0"
    digits += "0" * (-len(digits) % 3)
    length = len(digits) // 3
    parts = [digits[at * length : (at + 1) * length][-8:] for at in range(3)]
    while len(parts[0]) > 2 and all(part[0] == "0" for part in parts):
        parts = [part[1:] for part in parts]
    return "#" + "".join(part[:2].rjust(2, "0") for part in parts)
