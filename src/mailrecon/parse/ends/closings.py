"""Find lines that close a forward or its header: mutt's words, KMail's rule, Zoho's frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Introduction
from mailrecon.parse.ends.openings import may_begin
from mailrecon.parse.message_starts import MessageStart
from mailrecon.regex import regex
from mailrecon.scan import Page
from mailrecon.scan.furniture.navigation import is_navigation

_FRAME = regex(r"\s*[-=*_]{3,}\s*(?P<words>[^\W\d_][^-=*_]{3,60}?)\s*[-=*_]{3,}\s*")
_FRAME_ENDS = frozenset("-=*_")
_FRAME_ENDS_OR_SPACE = _FRAME_ENDS | set(filter(str.isspace, map(chr, range(0x3001))))
# A separator of ten letters or fewer, such as `Forward`, may recur in any text.
_SHORT = 10
# A list archive's page has at least two links below its last rule, and few other lines.
_FEWEST_LINKS = 2
# The page's own text below its links: who runs the list, and a footer.
_MOST_LINES_BELOW_FRAME = 4
_LONGEST_END = 60
_DASHES = "-=*_ "
# Most frames have about twenty characters; a longer line is a sentence.
_LONGEST = 200
_RULE = regex(r"\s*-{20,}\s*")
_LONG_RULE = regex(r"\s*(?:-{20,}|={20,}|\*{20,}|_{20,})\s*")
# Request Tracker: `Download (untitled) / with headers` / `text/plain 44b`
_DOWNLOAD_SIGN = " / with headers"
_DOWNLOAD = regex(r"\s*Download \S.{0,80} / with headers\s*")
_SIZE = regex(r"\s*[a-z]{2,15}/[\w.+-]{2,60} \d[\d.,]{0,8} ?[kKmM]?[bB]\s*")
_FRAMED = frozenset({Introduction.FORWARD, Introduction.ORIGINAL})


def closing_lines(page: Page, message_starts: Sequence[MessageStart]) -> frozenset[int]:
    """The lines below each forwarded message that only mark its end."""
    found: set[int] = set()
    for number, message_start in enumerate(message_starts):
        is_last = number + 1 == len(message_starts)
        end = len(page.lines) if is_last else message_starts[number + 1].start
        found.update(_rule_below(page, message_start))
        found.update(_frame_of_archive(page, message_start, end))
        if is_last:
            found.update(_rules_at_end(page, message_start, end))
        # Yandex: such a line also ends a message that an attribution line introduces.
        raw = page.lines.raw
        framed = [
            n
            for n in range(message_start.block.end, end)
            # Most lines end with a letter.
            if raw[n][-1:] in _FRAME_ENDS_OR_SPACE and raw[n][-3:].rstrip()[-1:] in _FRAME_ENDS
        ]
        found.update(index for index in framed if _says_end(page, index))
        found.update(_end_unframed(page, message_start, end))
        if message_start.block.introduction is not Introduction.FORWARD:
            continue
        last = end - 1
        while last >= message_start.block.end and page.is_empty(last):
            last -= 1
        first = message_start.block.end
        while first < last and page.lines.is_blank(first):
            first += 1
        above = range(message_start.start, message_start.block.start)
        if first < end and page.lines.content(first).strip() in {
            text for n in above if len(text := page.lines.content(n).strip()) > _SHORT
        }:
            # Zoho frames the header: the separator is repeated below it.
            found.add(first)
        # KMail: `----------  Forwarded Message  ----------` / … /
        # `-------------------------------------`
        if last >= message_start.block.end and _RULE.fullmatch(page.lines.content(last)):
            found.add(last)
    # `Download (untitled) / with headers` below a message of Request Tracker
    if message_starts and _DOWNLOAD_SIGN in page.lines.text:
        found.update(_downloads(page, message_starts[0].block.end))
    return frozenset(found)


def _downloads(page: Page, start: int) -> Iterator[int]:
    """Request Tracker's links to a mail's source, each with the mail's kind and size below."""
    raw = page.lines.raw
    for index in range(start, len(raw)):
        if _DOWNLOAD_SIGN in raw[index] and _DOWNLOAD.fullmatch(raw[index][:_LONGEST]):
            yield index
            if index + 1 < len(raw) and _SIZE.fullmatch(raw[index + 1][:_LONGEST]):
                yield index + 1


def _rule_below(page: Page, message_start: MessageStart) -> Iterator[int]:
    """The rule that closes SquirrelMail's frame, right below a header with a separator above it.

    `------------- Original Message -------------` / `Subject: …` / … / `-----------------------`
    """
    index, lines = message_start.block.end, page.lines
    if message_start.block.introduction not in _FRAMED or index >= len(lines):
        return
    if (
        _LONG_RULE.fullmatch(lines.content(index))
        and lines.depth(index) == message_start.block.depth
    ):
        yield index


def _frame_of_archive(page: Page, message_start: MessageStart, end: int) -> Iterator[int]:
    """The rules around the text of a list archive's page, and the page's own lines below.

    `Date: …` / `  * Previous message: Low water` / `-----…` / the text / `-----…` /
    `  * Next message: Tides` / `More information about the Tides mailing list`
    """
    lines = page.lines
    opening = message_start.block.end
    links = 0
    while opening < end and (lines.is_blank(opening) or _is_link(page, opening)):
        links += not lines.is_blank(opening)
        opening += 1
    if opening >= end or _LONG_RULE.fullmatch(lines.content(opening)) is None:
        return
    rule = lines.content(opening).strip()
    closing = next((n for n in range(opening + 1, end) if lines.content(n).strip() == rule), end)
    others = 0
    for index in range(closing + 1, end):
        if lines.is_blank(index) or lines.content(index).strip() == rule:
            continue
        linked = _is_link(page, index)
        links += linked
        others += not linked
        # Text follows below, so the rules belong to the mail.
        if others > _MOST_LINES_BELOW_FRAME:
            return
    if links >= _FEWEST_LINKS:
        yield opening
        yield from (index for index in range(closing, end) if not lines.is_blank(index))


def _is_link(page: Page, index: int) -> bool:
    """Whether a line is a link of an archive's page: `  * Next message: Tides`."""
    content = page.lines.content(index).strip()
    return len(content) <= _LONGEST and is_navigation(content, page.lexicon)


def _rules_at_end(page: Page, message_start: MessageStart, end: int) -> Iterator[int]:
    """In a digest, rules below the last message that equal those above its header."""
    raw = page.lines.raw
    rules = {
        text
        for index in range(message_start.start, message_start.block.start)
        if _LONG_RULE.fullmatch(text := raw[index].strip())
    }
    for index in range(end - 1, message_start.block.end, -1):
        text = raw[index].strip()
        if page.is_furniture(index):
            continue
        if text and text not in rules:
            return
        if text:
            yield index


def _end_unframed(page: Page, message_start: MessageStart, end: int) -> Iterator[int]:
    """The last line of a mail if it marks the end without dashes: `End of forwarded mail`.

    Text layers and OCR lose the dashes of `------ End of Forwarded Message`.
    """
    last = end - 1
    while last > message_start.block.end and page.is_empty(last):
        last -= 1
    text = page.lines.content(last) if last > message_start.block.end else ""
    if page.lines.is_blank(last - 1) and says_end_unframed(text, page.lexicon):
        yield last


def says_end_unframed(line: str, lexicon: Lexicon) -> bool:
    """Whether a line says that a mail ends: `End of forwarded mail`."""
    text = line.strip()
    words = text.strip(_DASHES)
    return (
        0 < len(text) <= _LONGEST_END
        and may_begin(words, lexicon.forward_ends)
        and fold(words) in lexicon.forward_ends
    )


def _says_end(page: Page, index: int) -> bool:
    # `-------- End of forwarded message --------`
    match = _FRAME.fullmatch(page.lines.content(index)[:200])
    return match is not None and fold(match["words"]) in page.lexicon.forward_ends
