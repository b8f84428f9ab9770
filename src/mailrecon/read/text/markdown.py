"""Undo Markdown: code blocks, escapes, links to addresses, footnotes, bits of HTML.

Follows CommonMark 0.31 and the footnotes and tables of GitHub's. Bold and italic stars, bullets,
table bars and quote marks stay: the scanner can read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from mailrecon.model import Hiding
from mailrecon.read.html.redactions import MARK, is_pictured
from mailrecon.read.redaction.links import Behind, judge
from mailrecon.read.redaction.redaction_markers import marks_removal
from mailrecon.read.text.markdown_tables import widths_of_rows, without_cells
from mailrecon.read.text.markup_html import InlineHtml
from mailrecon.read.text.markup_line import Hidden, MarkupLine, finished, mark_of, with_bars
from mailrecon.regex import regex

_QUOTES = regex(r"(?:[ ]{0,3}>[ ]?)*")
_FENCE = regex(r"[ ]{0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)")
_INDENTED = regex(r" {4}|\t| {1,3}\t")
_LIST_ITEM = regex(r"[ ]{0,3}(?:[-+*]|\d{1,9}[.)])(?:\s|$)")
_NOTE = regex(r"[ ]{0,3}\[\^([^\]\s]{1,40})\]:[ \t]*")
_TITLE = regex(r"""[ \t]+(?:"[^"]*"|'[^']*'|\([^()]*\))[ \t]*""")
_NOTE_REFERENCE = regex(r"\[\^([^\]\s]{1,40})\]")
_ESCAPE = regex(r"\\([!-/:-@\[-`{-~])")
# The words of a link, with brackets in them: `[[redacted]](mailto:ann@dock.example)`.
_WORDS = r"(?:[^\[\]]|\[[^\[\]]{0,60}\]){1,200}"
_MAIL_LINK = regex(rf"\[({_WORDS})\]\(\s*<?mailto:([^()\s<>?]{{1,300}})[^()\s]{{0,300}}\)", re.I)
_MAIL_AUTOLINK = regex(r"<mailto:([^<>\s]{1,300})>", re.I)
_MOST_BELOW = 8
_HARD_BREAK = regex(r"(?:(?<! ) {2,}|\\)$")
_DEFINITION = regex(r"[ ]{0,3}\[([^\[\]]{1,200})\]:[ \t]*(<[^<>]*>|\S+)([ \t].*)?")
_REFERENCE = regex(rf"(!?)\[({_WORDS})\](?:\[([^\[\]]{{0,200}})\])?(?![(:])")
# The target of a link, and its title: `http://a.example/x_(y) "north pier"`, `<a b> (north pier)`.
_ADDRESS = r"(?:<[^<>]{0,2000}>|(?![\"'])(?:[^()\s<]|\([^()\s]{0,200}\)){1,2000})"
_TITLED = r"""(?:"[^"]{0,2000}"|'[^']{0,2000}'|\([^()]{0,2000}\)|[^()"']{0,2000})"""
_IMAGE = regex(rf"!\[([^\[\]]{{0,2000}})\]\(\s*(?:{_ADDRESS})?(?:\s+{_TITLED})?\s*\)")
_LINK = regex(rf"(?<!!)\[({_WORDS})\]\(\s*({_ADDRESS}|)(\s+{_TITLED})?\s*\)")
# A link without words, which a page does not show.
_WORDLESS = regex(rf"(?<!!)\[\s*\]\(\s*({_ADDRESS})(?:\s+{_TITLED})?\s*\)")
# A link that continues on the next line: `see [the`, `pier](page.html "title")`, `"title") and`.
_GOES_ON = regex(r"\]\(\s*(?:<[^<>]{0,2000}>|[^()\s<]{1,2000})?\s*$")
_END_OF_WORDS = regex(rf"([^\[\]]{{0,400}}\]\(\s*{_ADDRESS})(\s+{_TITLED})\s*\)")
_END_OF_LINK = regex(rf"()([ \t]*{_TITLED}\s*)\)")
_ALONE = regex(r"[ ]{0,3}\[([^\[\]^][^\[\]]{0,200})\]:[ \t]*")
_QUOTED = ('"', "'", "(")
_UNSEEN = regex("[\u00ad\u200b\ufeff]")
# First of the private characters that replace escaped ones until the line's markup is undone.
_PRIVATE = 0x10F000


class _MarkdownText:
    """The state while a text is converted: open constructs, and link definitions."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.html = InlineHtml("\n".join(lines), any_tag=True)
        self.defined: dict[str, str] = {}
        has_bars = any("|" in line for line in lines)
        self._widths = widths_of_rows([_split(line)[1] for line in lines]) if has_bars else {}
        self.removed: set[str] = set()
        self._used: set[str] = set()
        # The labels that are words of the text themselves: `[pier]`, `[pier][]`.
        self._said: set[str] = set()
        # The footnotes that the text refers to; others are not shown (GitHub).
        self.noted = {
            found[1].casefold()
            for line in lines
            if "[^" in line
            for found in _NOTE_REFERENCE.finditer(_NOTE.sub("", line, count=1))
        }
        self.in_note = self._unused = False
        self._titled = False
        # The end mark of a title that spans lines; whether the address is on the next line.
        self._end_of_title = ""
        self.named = False
        if any("]:" in line for line in lines):
            self._define(lines)

    def _define(self, lines: Sequence[str]) -> None:
        """Record the addresses of definitions, and those whose words contain a redaction."""
        for line in lines:
            found = _DEFINITION.fullmatch(_split(line)[1])
            if found is not None and not found[1].startswith("^"):
                self.defined.setdefault(_label(found[1]), found[2].strip("<>"))
        for line in lines:
            for found in _REFERENCE.finditer(line) if "[" in line else ():
                label = _label(found[3] or found[2])
                self._used.add(label)
                if label == _label(found[2]) or not _is_worded(label):
                    self._said.add(label)
                if label in self.defined and marks_removal(found[2]):
                    self.removed.add(label)

    def is_unsaid(self, label: str) -> bool:
        """Whether a label is not shown: `[the pier][harbour-page]`."""
        return _label(label) not in self._said

    def definition(self, content: str, hidden: list[Hidden]) -> bool:
        """Whether a line only defines a link, so that its content is invisible."""
        if self._titled and _TITLE.fullmatch(f" {content}"):
            # `[pier]: page.html`, and its title on the next line
            hidden.append(Hidden(Hiding.METADATA, len(content.strip())))
            return True
        if self._end_of_title:
            # `[pier]: page.html "the north`, `pier"`
            hidden.append(Hidden(Hiding.METADATA, len(content.strip())))
            if content.rstrip().endswith(self._end_of_title):
                self._end_of_title = ""
            return True
        named, self.named = self.named, _ALONE.fullmatch(content) is not None
        found = _DEFINITION.fullmatch(f"[a]: {content.strip()}" if named else content)
        title = (found[3] or "").strip() if found is not None else ""
        end = ")" if title.startswith("(") else title[:1]
        is_open = title.startswith(_QUOTED) and end not in title[1:]
        if is_open and not _TITLE.fullmatch(f" {title}"):
            self._end_of_title = end
        if title and (named or self._end_of_title) and title.startswith(_QUOTED):
            hidden.append(Hidden(Hiding.METADATA, len(title)))
            return True
        self._titled = found is not None and not found[3]
        if found is None or found[1].startswith("^"):
            return False
        target = found[2].strip("<>")
        # `[//]: # (a comment)`
        if target in ("", "#") or found[1] in ("//", "comment"):
            hidden.append(Hidden(Hiding.COMMENT, len((found[3] or "").strip())))
            return True
        if target.lower().startswith("mailto:") or _label(found[1]) in self.removed:
            hidden.append(Hidden(Hiding.LINK, len(target)))
            return True
        # `[the north pier]: https://…`, to which no text refers: a page does not show it.
        unshown = _label(found[1]) not in self._used or self.is_unsaid(found[1])
        whole = not found[3] or _TITLE.fullmatch(found[3]) is not None
        if not named and whole and unshown:
            hidden.append(Hidden(Hiding.METADATA, len(content.strip())))
            return True
        return False

    def narrowed(self, number: int, content: str, hidden: list[Hidden]) -> str:
        """A line of a table without the cells that are beyond its header."""
        columns = self._widths.get(number)
        return content if columns is None else without_cells(content, columns, hidden)

    def blank(self) -> None:
        """A paragraph ends, and so does the title of a definition."""
        self._end_of_title = ""
        self.html.blank()

    def follow_note(self, content: str, *, blank_above: bool) -> None:
        """Record whether an unindented line begins or continues a footnote."""
        note = _NOTE.match(content)
        if note is not None:
            self._unused = note[1].casefold() not in self.noted
        self.in_note = note is not None or (self.in_note and not blank_above)

    def undisplayed(self, content: str, hidden: list[Hidden]) -> bool:
        """Whether a line is not displayed: a definition, or a footnote without a reference."""
        if self.in_note and self._unused and not self.html.hides:
            hidden.append(Hidden(Hiding.NOT_DISPLAYED, len(content.strip())))
            return True
        return False


def _opening(line: str, fence: str, info: str) -> MarkupLine:
    """The line that opens a code block, without the language: a page makes a class of it."""
    if not info.strip():
        return MarkupLine(line, aside=True)
    hidden = [Hidden(Hiding.METADATA, len(info.strip()))]
    return finished(line[: line.index(fence) + len(fence)], hidden, aside=True)


def _untitled(content: str, hidden: list[Hidden]) -> str:
    """The definition of a link without its title: `[pier]: page.html "seen by pointing"`."""
    found = _DEFINITION.fullmatch(content)
    if found is None or not found[3] or not _TITLE.fullmatch(found[3]):
        return content
    hidden.append(Hidden(Hiding.METADATA, len(found[3].strip())))
    return content[: found.start(3)]


def _ended(content: str, lines: Sequence[str], number: int, hidden: list[Hidden]) -> str:
    """A line without the title of a link that began in the line above it, if `number` is not 0."""
    above = _split(lines[number - 1])[1] if number and ")" in content else ""
    if "[" not in above and "](" not in above:
        return content
    found = (_END_OF_LINK if _GOES_ON.search(above) else _END_OF_WORDS).match(content)
    if found is None or not found[2].strip().startswith(_QUOTED):
        return content
    hidden.append(Hidden(Hiding.METADATA, len(found[2].strip())))
    return f"{found[1]}{mark_of(len(hidden) - 1)}){content[found.end() :]}"


def _label(text: str) -> str:
    return " ".join(text.casefold().split())


def markdown_lines(lines: Sequence[str]) -> Iterator[MarkupLine]:
    """Each source line as it is displayed, one for one; takes linear time."""
    reading = _MarkdownText(lines)
    html = reading.html
    fence = ""
    in_code = False
    blank_above, in_list = True, False
    for number, line in enumerate(lines):
        quotes, content = _split(line)
        hidden: list[Hidden] = []
        found = _FENCE.fullmatch(content)
        if fence:
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
                yield MarkupLine(line, aside=True)
            else:
                yield finished(html.whole(line, hidden) if html.hides else line, hidden)
            continue
        if found and not html.in_comment:
            fence = found[1]
            yield _opening(line, fence, found[2])
            continue
        if not content.strip():
            blank_above = True
            reading.blank()
            yield MarkupLine(line.rstrip())
            continue
        indented = _INDENTED.match(content)
        in_code = (
            indented is not None and (in_code or blank_above) and not (in_list or reading.in_note)
        )
        if indented is None:
            in_list = _LIST_ITEM.match(content) is not None or (in_list and not blank_above)
            reading.follow_note(content, blank_above=blank_above)
        starts, blank_above = blank_above, False
        if in_code and indented is not None and not html.in_comment:
            code = content[indented.end() :]
            yield finished(quotes + (html.whole(code, hidden) if html.hides else code), hidden)
            continue
        if reading.in_note and indented is not None:
            content = content[indented.end() :]
        yield _text_line(reading, lines, number, (quotes, content), hidden, starts=starts)


def _text_line(
    reading: _MarkdownText,
    lines: Sequence[str],
    number: int,
    parts: tuple[str, str],
    hidden: list[Hidden],
    *,
    starts: bool,
) -> MarkupLine:
    """Line `number`, outside of code, as it is shown. `starts`: a paragraph begins with it.

    `parts` are its quote marks and the text after them.
    """
    html = reading.html
    quotes, content = parts
    if reading.undisplayed(content, hidden) or (
        not html.hides
        and (starts or reading.defined or reading.named)
        and reading.definition(content, hidden)
    ):
        return finished(quotes.rstrip(), hidden)
    if "]:" in content and not html.hides:
        content = _untitled(content, hidden)
    is_comment = html.in_comment or content.lstrip().startswith("<!--")
    content = _ended(
        reading.narrowed(number, content, hidden),
        lines,
        0 if starts or html.hides else number,
        hidden,
    )
    text = html.shown(content, hidden, _below(lines, number) if "<" in content else ())
    shown = finished(quotes + _plain(text, reading, hidden), hidden)
    if is_comment and not shown.text.strip("> \t"):
        return MarkupLine(shown.text, aside=bool(shown.text), hidden=shown.hidden)
    return shown


def _below(lines: Sequence[str], number: int) -> list[str]:
    """The next lines of a paragraph, without their quote marks."""
    found: list[str] = []
    for line in lines[number + 1 : number + 1 + _MOST_BELOW]:
        content = _split(line)[1]
        if not content.strip():
            break
        found.append(content)
    return found


def _split(line: str) -> tuple[str, str]:
    """A line's quote marks and the text after them."""
    match = _QUOTES.match(line)
    end = match.end() if match else 0
    return line[:end], line[end:]


def _plain(line: str, reading: _MarkdownText, hidden: list[Hidden]) -> str:
    """A line of prose without escapes, references, links to addresses and images."""
    line = _HARD_BREAK.sub("", line)
    escaped = "\\" in line
    if escaped:
        line = _ESCAPE.sub(lambda m: chr(_PRIVATE + ord(m[1])), line)
    if "[^" in line:
        note = _NOTE.match(line)
        if note is not None:
            line = f"[{note[1]}] {line[note.end() :]}"
        line = _NOTE_REFERENCE.sub(r"[\1]", line)
    if "mailto:" in line.lower():
        line = _MAIL_LINK.sub(lambda link: _person(link[1], link[2], hidden), line)
        line = _MAIL_AUTOLINK.sub(r"<\1>", line)
    if "](" in line:
        line = _IMAGE.sub(lambda image: _picture(image[1], hidden), line)
        line = _WORDLESS.sub(lambda link: _unseen(link[1], hidden), line)
        line = _LINK.sub(lambda link: _linked(link, hidden), line)
    if reading.defined and "[" in line:
        line = _REFERENCE.sub(lambda link: _referred(link, reading, hidden), line)
    if "&" in line:
        line = _UNSEEN.sub("", unescape(line).replace("\u00a0", " ")).replace("\n", " ")
        line = line.replace("\r", " ")
    return _restored(line) if escaped else line


def _person(words: str, address: str, hidden: list[Hidden]) -> str:
    """The words of a link to a mail address, with the address if it may be used."""
    # [&lt;redacted&gt;](mailto:ann@north.example)
    behind = judge(with_bars(unescape(_restored(words))), address)
    if behind is Behind.USED:
        return f"{words} <{address}>"
    if behind is Behind.WITHHELD:
        hidden.append(Hidden(Hiding.LINK, len(address)))
        return words + mark_of(len(hidden) - 1)
    return words


def _picture(alt: str, hidden: list[Hidden]) -> str:
    """The text that replaces a picture: empty, or its redaction marker."""
    if is_pictured(alt):
        return MARK
    if not any(map(str.isalnum, alt)):
        return ""
    hidden.append(Hidden(Hiding.METADATA, len(alt)))
    return mark_of(len(hidden) - 1)


def _unseen(address: str, hidden: list[Hidden]) -> str:
    """The replacement of a link without words."""
    hidden.append(Hidden(Hiding.LINK, len(address)))
    return mark_of(len(hidden) - 1)


def _linked(link: re.Match[str], hidden: list[Hidden]) -> str:
    """A link unchanged, or without its address if its words contain a redaction."""
    if marks_removal(with_bars(_restored(link[1]))):
        hidden.append(Hidden(Hiding.LINK, len(link[2])))
        return link[1] + mark_of(len(hidden) - 1)
    title = (link[3] or "").strip()
    if not title:
        return link[0]
    # `[the mole](page.html "shown where the pointer rests")`
    hidden.append(Hidden(Hiding.METADATA, len(title)))
    return f"[{link[1]}]({link[2]}){mark_of(len(hidden) - 1)}"


def _referred(link: re.Match[str], reading: _MarkdownText, hidden: list[Hidden]) -> str:
    """A link by reference (`[Ann Poe][1]`) to a mail address, or to what was removed."""
    address = reading.defined.get(_label(link[3] or link[2]))
    if address is None:
        return link[0]
    if link[1]:
        return _picture(link[2], hidden)
    if address.lower().startswith("mailto:"):
        return _person(link[2], address[7:].partition("?")[0], hidden)
    if not marks_removal(with_bars(_restored(link[2]))):
        if not link[3] or not reading.is_unsaid(link[3]):
            return link[0]
        hidden.append(Hidden(Hiding.METADATA, len(link[3])))
        return f"[{link[2]}]{mark_of(len(hidden) - 1)}"
    hidden.append(Hidden(Hiding.LINK, len(address)))
    return link[2] + mark_of(len(hidden) - 1)


def _is_worded(label: str) -> bool:
    """Whether a label may say something: not `1`, `a`."""
    return sum(map(str.isalpha, label)) > 1


def _restored(line: str) -> str:
    """A line with its escaped characters restored."""
    return "".join(
        chr(ord(c) - _PRIVATE) if _PRIVATE < ord(c) < _PRIVATE + 128 else c for c in line
    )
