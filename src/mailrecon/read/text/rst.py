"""Undo reStructuredText: literal and line blocks, field lists, footnotes, comments, targets.

Follows the reStructuredText Markup Specification of docutils. Bold stars and the bars of grid
tables stay: the scanner can read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto

from mailrecon.model import Hiding
from mailrecon.read.html.tags import word_set
from mailrecon.read.redaction.links import Behind, judge
from mailrecon.read.redaction.redaction_markers import marks_removal
from mailrecon.read.text.markup_html import InlineHtml
from mailrecon.read.text.markup_line import Hidden, MarkupLine, finished, mark_of
from mailrecon.regex import regex

_FIELD = regex(r"[ \t]*:((?:[^:\\\s]|\\.)(?:[^:\\]|\\.){0,60}):(?=\s|$)[ \t]*")
_NOTE = regex(r"\.\. \[#?([^\]\s]{1,40})\](?:\s+|$)")
_NOTE_REFERENCE = regex(r"\[#?([^\]\s]{1,40})\]_(?!\w)")
_EXPLICIT = regex(r"\.\.(?:\s|$)")
_LITERAL_BLOCK = regex(r"\s*\.\. (?:code|code-block|sourcecode|parsed-literal)::(.*)")
_BORDER = regex(r"\s*(?:\+[-=+]{3,}\+|={2,}(?:\s+={2,})+)\s*")
_UNDERLINE = regex(r"([!-/:-@\[-`{-~])\1{2,}\s*")
_LINE_BLOCK = regex(r"\s*\|(?: (?=\S)|$)")
_MAIL_LINK = regex(r"`([^`<>]{1,200}?)\s*<(?:mailto:)?([^`<>\s]{1,300}@[^`<>\s]{1,300})>`__?")
_LINK = regex(r"`([^`<>]{1,200}?)\s*<([^`<>]{1,2000})>`__?")
_DIRECTIVE = regex(r"(\|[^|]{1,100}\|\s+)?([A-Za-z][\w.:+-]{0,60}?)::(?:\s+(.*)|$)")
_SUBSTITUTION = regex(r"\s*\.\. \|([^|]{1,100})\|\s+replace::\s+(.{1,300})")
_SUBSTITUTED = regex(r"\|([^|\s][^|]{0,99})\|_{0,2}")
_ESCAPE = regex(r"\\(.)")
_LITERAL = regex(r"``([^`]{1,400})``")


class _MarkupBlock(Enum):
    """The meaning of the indented lines below an explicit markup line."""

    SHOWN = auto()
    COMMENT = auto()
    SETTINGS = auto()
    CAPTION = auto()
    HTML = auto()


# Directives whose content is settings, or never shown on a page.
_SETTINGS = word_set(
    """image include sectnum role default-role meta title target-notes index literalinclude
    tabularcolumns sectionauthor codeauthor moduleauthor"""
)
# Directives whose argument is a name for programs.
_NAMING = word_set(
    """class rst-class cssclass container highlight default-domain module currentmodule
    py:currentmodule"""
)
# An option below a directive, except for those that a page displays.
_OPTION = regex(
    r"[ \t]+:(?!(?:caption|header|title|subtitle|attribution|date):)[a-z][\w-]{0,40}:(?=\s|$)"
)
_ANY_OPTION = regex(r"[ \t]+:[a-z][\w-]{0,40}:(?=\s|$)")
_FORMAT = regex(r"[ \t]+:format:[ \t]*(.{1,100})")
# `:download:`the plan <plan.pdf>``: Sphinx shows the words only.
_POINTER = regex(
    r":(?:download|ref|doc|numref|any|term|class|func|meth|mod|attr|data|exc|obj|envvar|option|"
    r"(?:py|c|cpp|js|std):[a-z]{1,12}):`([^`<>]{1,200}?)\s*<([^`<>]{1,2000})>`"
)
_RAW_ROLE = regex(r"\s*\.\. role:: ([\w.:+-]{1,60})\s*\(\s*raw\s*\)")
_ROLE = regex(r":([\w.:+-]{1,60}):`([^`]{1,2000})`")
_ABBREVIATION = regex(r":abbr:`([^`()]{1,200}?)\s*\(([^`()]{1,300})\)`")


def _footnote(line: str, note: re.Match[str]) -> MarkupLine:
    hidden: list[Hidden] = []
    return finished(f"[{note[1]}] {_plain(line[note.end() :], hidden)}", hidden)


class _Options:
    """The options of a directive: the lines right below it, indented more than it is (`below`)."""

    def __init__(self) -> None:
        self.below: int | None = None

    def hide(self, line: str, indent: int) -> bool:
        """Whether a line is an option, which pages do not display."""
        if self.below is not None and indent > self.below and _ANY_OPTION.match(line):
            return _OPTION.match(line) is not None
        self.below = None
        return False


def rst_lines(lines: Sequence[str]) -> Iterator[MarkupLine]:
    """Each source line as it is displayed, one for one; takes linear time."""
    reader = _RstReader(lines)
    return map(reader.shown, range(len(lines)))


class _RstReader:
    """Reads source lines in order; a line may open a construct that affects the lines below."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._html = InlineHtml("\n".join(lines))
        self._replaced = dict(_replacements(lines))
        # The roles whose text is passed to a format unchanged: `.. role:: raw-html(raw)`.
        self._raw = dict(_raw_roles(lines))
        self._options = _Options()
        # The indent of the literal block that the line is in.
        self._literal: int | None = None
        # Whether the line above opens a literal block: `From the log::`.
        self._announced = False
        # The indent of the explicit markup above, and the meaning of the lines below it.
        self._block: tuple[int, _MarkupBlock] | None = None
        # The most indent that lines below a footnote lose.
        self._noted: int | None = None

    def shown(self, number: int) -> MarkupLine:
        """A line as it is shown; to be called for each line, in order."""
        line = self._lines[number]
        indent = len(line) - len(line.lstrip())
        if not line.strip():
            self._options.below = None
            return MarkupLine("")
        # `   :class: mail` below `.. note::`
        if self._options.hide(line, indent):
            return finished("", [Hidden(Hiding.METADATA, len(line.strip()))])
        found = self._in_block(line, indent)
        if found is not None:
            return found
        self._noted = self._noted if indent else None
        return self._opens(number, line, indent) or self._text(line, indent)

    def _in_block(self, line: str, indent: int) -> MarkupLine | None:
        """A line of a literal block, a comment or a directive; None for any other line."""
        if self._announced:
            self._literal, self._announced = indent or None, False
        if self._literal is not None:
            if indent >= self._literal:
                return MarkupLine(line[self._literal :])
            self._literal = None
        if self._block is not None and indent <= self._block[0]:
            self._block = None
        if self._block is None or self._block[1] is _MarkupBlock.SHOWN:
            return None
        return _below(line, self._block[1], self._html)

    def _opens(self, number: int, line: str, indent: int) -> MarkupLine | None:
        """A line that opens a construct, or is only a rule; None for text."""
        # `.. [1] The lamp was dark.`
        note = _NOTE.match(line)
        if note is not None:
            self._noted = 3
            return _footnote(line, note)
        # `.. code-block:: text`
        if (block := _LITERAL_BLOCK.fullmatch(line)) is not None:
            self._announced, self._options.below = True, indent
            named = [Hidden(Hiding.METADATA, len(block[1].strip()))] if block[1].strip() else []
            return finished(line[: block.start(1)], named, aside=True)
        # `..` and a blank line: the indented text below is a quotation.
        if line.strip() == ".." and not "".join(self._lines[number + 1 : number + 2]).strip():
            return MarkupLine(line, aside=True)
        # `.. note:: High water`, `.. a comment`, `__ https://harbour.example/`
        if line.startswith("__ ") or _EXPLICIT.match(line.lstrip()):
            kind, shown = _explicit(line)
            self._block = (indent, kind)
            self._options.below = indent if kind is _MarkupBlock.SHOWN else None
            return shown
        # `=====`, `+----+----+`
        return MarkupLine(line, aside=True) if _is_adornment(self._lines, number) else None

    def _text(self, line: str, indent: int) -> MarkupLine:
        """A line of text, which may announce a literal block."""
        content = line[min(indent, self._noted) :] if self._noted else line
        self._announced = content.rstrip().endswith("::")
        # `::` alone on its line is not shown.
        if self._announced and content.strip() == "::":
            return MarkupLine(line, aside=True)
        return _shown(
            _with(content[:-1] if self._announced else content, self._replaced), self._raw
        )


def _raw_roles(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The roles that pass on their text, and their formats."""
    for number, line in enumerate(lines):
        found = _RAW_ROLE.match(line)
        if found is not None:
            below = (_FORMAT.match(option) for option in lines[number + 1 : number + 4])
            yield found[1], next((said[1].lower() for said in below if said is not None), "html")


def _replacements(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """`.. |x| replace:: text`"""
    for line in lines:
        found = _SUBSTITUTION.match(line)
        if found is not None:
            yield found[1].casefold(), found[2].strip()


def _with(line: str, replaced: dict[str, str]) -> str:
    if not replaced or "|" not in line:
        return line
    return _SUBSTITUTED.sub(lambda found: replaced.get(found[1].casefold(), found[0]), line)


def _below(line: str, kind: _MarkupBlock, html: InlineHtml) -> MarkupLine | None:
    """An indented line below a comment or directive; None if it is displayed normally."""
    text = line.strip()
    hidden: list[Hidden] = []
    if kind is _MarkupBlock.HTML:
        if text.startswith(":"):
            return MarkupLine("")
        return finished(html.shown(text, hidden), hidden)
    if kind is _MarkupBlock.CAPTION and not text.startswith(":"):
        return None
    how = Hiding.COMMENT if kind is _MarkupBlock.COMMENT else Hiding.METADATA
    hidden.append(Hidden(how, len(text)))
    return finished("", hidden)


def _explicit(line: str) -> tuple[_MarkupBlock, MarkupLine]:
    """The kind of block that a line with two dots opens, and the displayed part of the line."""
    if line.startswith("__ "):
        # An anonymous target: `__ https://harbour.example/`
        return _MarkupBlock.SETTINGS, finished("", [Hidden(Hiding.LINK, len(line[3:].strip()))])
    text = line.strip()[2:].strip()
    hidden: list[Hidden] = []
    directive = _DIRECTIVE.match(text)
    if directive is None:
        target = text.startswith(("_", "__", "|"))
        if text:
            hidden.append(Hidden(Hiding.LINK if target else Hiding.COMMENT, len(text)))
        return (_MarkupBlock.SETTINGS if target else _MarkupBlock.COMMENT), finished("", hidden)
    name, rest = directive[2].lower(), (directive[3] or "").strip()
    if directive[1] or name in _SETTINGS or name == "figure":
        if rest:
            hidden.append(Hidden(Hiding.METADATA, len(rest)))
        kind = _MarkupBlock.CAPTION if name == "figure" else _MarkupBlock.SETTINGS
        return kind, finished("", hidden)
    # `.. contents:: The inquiry`: its title is shown, the list is made of headings read elsewhere.
    if name == "contents":
        return _MarkupBlock.SETTINGS, MarkupLine(line, aside=True)
    if name == "raw":
        kind = _MarkupBlock.HTML if "html" in rest.lower().split() else _MarkupBlock.SETTINGS
        return kind, MarkupLine(line, aside=True)
    if name == "comment":
        hidden.append(Hidden(Hiding.COMMENT, max(len(rest), 1)))
        return _MarkupBlock.COMMENT, finished("", hidden)
    if name in _NAMING and rest:
        hidden.append(Hidden(Hiding.METADATA, len(rest)))
        return _MarkupBlock.SHOWN, finished(line[: line.index("::") + 2], hidden, aside=True)
    return _MarkupBlock.SHOWN, MarkupLine(line, aside=True)


def _is_adornment(lines: Sequence[str], number: int) -> bool:
    """Whether a line is only a rule: a table's border, or the rule above or below a title."""
    line = lines[number]
    if _BORDER.fullmatch(line):
        return True
    if not _UNDERLINE.fullmatch(line) or line.strip() == "..." or len(line.rstrip()) < 3:
        return False
    near = [lines[at] for at in (number - 1, number + 1) if 0 <= at < len(lines)]
    return any(other.strip() and len(other.strip()) <= len(line.rstrip()) for other in near)


def _shown(line: str, raw: Mapping[str, str]) -> MarkupLine:
    hidden: list[Hidden] = []
    if raw and "`" in line:
        line = _ROLE.sub(lambda found: _handed_on(found, raw, hidden), line)
    block = _LINE_BLOCK.match(line)
    if block is not None and not line.rstrip().endswith("|"):
        return finished(_plain(line[block.end() :], hidden), hidden)
    field = _FIELD.match(line)
    if field is not None:
        text = f"{_plain(field[1], hidden)}: {_plain(line[field.end() :], hidden)}".rstrip()
        return finished(text, hidden)
    return finished(_plain(line, hidden), hidden)


def _plain(line: str, hidden: list[Hidden]) -> str:
    """A line without escapes and without the marks of references."""
    if ":abbr:" in line:
        line = _ABBREVIATION.sub(lambda found: _abbreviated(found, hidden), line)
    if ":`" in line:
        line = _POINTER.sub(lambda found: _pointed(found, hidden), line)
    if "`" in line:
        line = _MAIL_LINK.sub(lambda link: _person(link, hidden), line)
        line = _LINK.sub(lambda link: _linked(link, hidden), line)
        line = _LITERAL.sub(r"\1", line)
    if "]_" in line:
        line = _NOTE_REFERENCE.sub(r"[\1]", line)
    return _ESCAPE.sub(r"\1", line) if "\\" in line else line


def _handed_on(found: re.Match[str], raw: Mapping[str, str], hidden: list[Hidden]) -> str:
    """The displayed text of a raw role: `:raw-html:`<span hidden>…</span>``."""
    if found[1] not in raw:
        return found[0]
    if "html" in raw[found[1]].split():
        return InlineHtml(found[2]).shown(found[2], hidden)
    hidden.append(Hidden(Hiding.METADATA, len(found[2])))
    return mark_of(len(hidden) - 1)


def _pointed(found: re.Match[str], hidden: list[Hidden]) -> str:
    hidden.append(Hidden(Hiding.LINK, len(found[2])))
    return found[1] + mark_of(len(hidden) - 1)


def _abbreviated(found: re.Match[str], hidden: list[Hidden]) -> str:
    hidden.append(Hidden(Hiding.METADATA, len(found[2])))
    return found[1] + mark_of(len(hidden) - 1)


def _person(link: re.Match[str], hidden: list[Hidden]) -> str:
    behind = judge(link[1], link[2])
    if behind is Behind.USED:
        return f"{link[1]} <{link[2]}>"
    if behind is Behind.WITHHELD:
        hidden.append(Hidden(Hiding.LINK, len(link[2])))
        return link[1] + mark_of(len(hidden) - 1)
    return link[1]


def _linked(link: re.Match[str], hidden: list[Hidden]) -> str:
    """A link unchanged, or without its address if its words contain a redaction."""
    if not marks_removal(link[1]):
        return link[0]
    hidden.append(Hidden(Hiding.LINK, len(link[2])))
    return link[1] + mark_of(len(hidden) - 1)
