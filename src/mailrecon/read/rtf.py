"""RTF: the text of a Rich Text Format document, by striprtf."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from striprtf.striprtf import rtf_to_text  # type: ignore[import-untyped,unused-ignore]

from mailrecon.errors import ReadError
from mailrecon.model import Document, Notice, Place, Redaction, Span
from mailrecon.read.black import is_black
from mailrecon.read.options import ReadOptions

_COLOURS = re.compile(r"\{\\colortbl\s?([^{}]*)\}")
_SHARE = re.compile(r"\\(red|green|blue)(\d+)")
_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]+)(?P<number>-?\d+)? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
# What a group holds that begins with one of these is no text.
_NO_TEXT = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "info", "pict", "themedata", "datastore", "listtable"}
)
_GROUNDS = frozenset({"highlight", "cb", "chcbpat"})
# Shading is given in hundredths of a per cent.
_SOLID = 9000
_ONE_BAR = r"\u9608?"
_BAR = re.compile("█+")


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The one document. Raises ReadError if it is damaged."""
    source, barred = _barred(data.decode("latin-1"))
    try:
        text = str(rtf_to_text(source, encoding=options.encoding or "cp1252"))  # type: ignore[no-untyped-call,unused-ignore]
    except (LookupError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise ReadError(f"{name}: is damaged and cannot be read as RTF ({error})") from error
    # RTF counts in UTF-16: what lies beyond it is spelled as two surrogates.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = text.replace("\u00a0", " ").replace("\x00", "")
    places: list[Place] = []
    position = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if line:
            span = Span(position, position + len(line))
            places.append(Place(span, "paragraph", str(number)))
        position += len(line) + 1
    yield Document(
        name=name,
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding="utf-8",
        kind="rtf",
        places=tuple(places),
        redactions=tuple(
            Redaction(Span(*match.span()), "styled text") for match in _BAR.finditer(text)
        ),
        warnings=_warnings(barred),
    )


@dataclass(slots=True)
class _Link:
    """A field: where its instructions stand among the tokens, and whether a bar hides its text."""

    instructions: list[int] = field(default_factory=list)
    barred: bool = False


@dataclass(slots=True)
class _Look:
    """What is behind letters, by what says so, and whether they are as dark as that.

    `no_text` is a group that is not shown at all.
    """

    grounds: dict[str, bool]
    dark: bool = True
    no_text: bool = False
    link: _Link | None = None

    @property
    def black(self) -> bool:
        return self.dark and not self.no_text and any(self.grounds.values())


def _barred(source: str) -> tuple[str, int]:
    """The source with all text on a black ground as bars, and how many stretches that are."""
    black = _black_colours(source)
    if not any(f"\\{word}" in source for word in (*_GROUNDS, "chshdng")):
        return source, 0
    found: list[str] = []
    stack: list[_Look] = []
    links: list[_Link] = []
    look = _Look({})
    count = 0
    within = False
    for token in _TOKEN.finditer(source):
        written = token[0]
        if token["brace"] == "{":
            stack.append(look)
            look = _Look(dict(look.grounds), look.dark, look.no_text, look.link)
        elif token["brace"]:
            look = stack.pop() if stack else _Look({})
        elif token["sign"] == "*" or token["word"] in _NO_TEXT:
            look.no_text = True
        elif token["word"] == "field":
            look.link = _Link()
            links.append(look.link)
        elif token["word"]:
            _change(look, token["word"], token["number"], black)
        shown = token["text"] or token["hex"] or token["word"] == "u"
        if shown and look.black:
            width = len(token["text"] or "x")
            # Elsewhere a letter may stand for more than one that is skipped, or for none.
            written = f"{{\\uc1{_ONE_BAR * width}}}"
            count += not within and (token["text"] is None or not token["text"].isspace())
            if look.link is not None:
                look.link.barred = True
        elif shown and look.no_text and look.link is not None:
            look.link.instructions.append(len(found))
        within = look.black and (within or bool(shown))
        found.append(written)
    # The address behind a link that is barred is not shown either.
    for link in links:
        for place in link.instructions if link.barred else ():
            found[place] = ""
    return "".join(found), count


def _change(look: _Look, word: str, number: str | None, black: frozenset[int]) -> None:
    """Take in a control word that changes what is behind the letters."""
    value = int(number or 0)
    if word in _GROUNDS:
        look.grounds[word] = value in black
    elif word == "chshdng":
        look.grounds[word] = value >= _SOLID
    elif word == "chcfpat" and value and look.grounds.get("chshdng"):
        look.grounds["chshdng"] = value in black
    elif word == "cf":
        look.dark = value == 0 or value in black
    elif word == "plain":
        look.grounds.clear()
        look.dark = True


def _black_colours(source: str) -> frozenset[int]:
    """The numbers of the colours that are black, or too dark to tell from it."""
    table = _COLOURS.search(source)
    colours = table[1].split(";") if table else []
    found = (dict(_SHARE.findall(colour)) for colour in colours)
    return frozenset(
        number
        for number, shares in enumerate(found)
        if len(shares) == 3 and is_black("".join(f"{int(n):02x}" for n in shares.values()))
    )


def _warnings(barred: int) -> tuple[Notice, ...]:
    if not barred:
        return ()
    text = (
        "the document is badly redacted: text lies readable under black marking "
        f"({barred} places); it was not written out"
    )
    return (Notice("badly-redacted", text),)
