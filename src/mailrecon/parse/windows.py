"""Parse a text too large for memory in windows, with the same result as parsing it whole.

A window ends where a message begins on the page's top level: that closes every message above it, so
nothing straddles the cut. Before the first message it ends anywhere. Decisions are final. One that
needs lines beyond the window is deferred to the next window, which overlaps this one. A window
without a place to cut grows.

What recurs in the whole document is found first (`recurring`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from mailrecon.lexicon import Lexicon
from mailrecon.model import Document, Introduction, Parsed
from mailrecon.parse.assembly import PageStretch, assemble
from mailrecon.parse.drafts import ConversationState
from mailrecon.parse.ends.indented import is_set_off
from mailrecon.parse.fast.plain_window import (
    LINES_ABOVE,
    LINES_BELOW,
    PlainStart,
    PlainWindow,
    parse_plain_window,
    plain_start,
)
from mailrecon.parse.message_starts import (
    MessageStart,
    ScanPosition,
    quotations_end,
    search,
    settle_message_starts,
)
from mailrecon.parse.recurring import Read, Recurring, find_recurring, whole_lines
from mailrecon.scan import Page, scan_window
from mailrecon.scan.furniture.navigation import is_control, is_navigation_row
from mailrecon.scan.quote_marks import opens_address


class Window(Struct, frozen=True):
    """A part of a document with the messages that begin in it.

    `parsed` counts characters, lines and drafts from the window's start, which is at `character`,
    `line` and `draft` of the document. `above` is the number, in the document, of the draft whose
    body contains the window's first draft.
    """

    parsed: Parsed
    character: int
    line: int
    draft: int
    above: int | None


class _WindowState(Struct, frozen=True):
    """The facts that a window needs about the text above it, counted from the document's start.

    The window begins with line `line`, at `character`; decisions are final above line `begin`.
    `first` is the line on which the first message began, if any did. `start` is the message that
    begins on line `begin`, if nothing above its header says anything about it.
    """

    line: int = 0
    character: int = 0
    begin: int = 0
    search: ScanPosition = field(default_factory=ScanPosition)
    first: int | None = None
    draft: int = 0
    above: int | None = None
    numbering: ConversationState = field(default_factory=ConversationState)
    start: PlainStart | None = None


def parse_windows(read: Read, document: Document, lexicon: Lexicon, size: int) -> Iterator[Window]:
    """The messages of a text. Each call of `read` yields its pieces from the start.

    A window has `size` characters or more. The `Parsed` of a window refers to `document`, with the
    window's text.
    """
    pages = find_recurring(read, lexicon)
    parts = whole_lines(read())
    state = _WindowState()
    text, last = "", False
    wanted = size
    while not last:
        gathered = [text]
        length = len(text)
        while length < wanted and not last:
            part, last = next(parts)
            gathered.append(part)
            length += len(part)
        text = "".join(gathered)
        part_of = replace(document, text=text)
        found = _parse_plain(part_of, state, pages, lexicon, last=last)
        window, following = found or _parse_window(part_of, state, pages, lexicon, last=last)
        if window is None:
            wanted = 2 * len(text)
            continue
        yield window
        text = text[following.character - state.character :]
        state = following
        wanted = max(size, 2 * len(text))


class _SettledLines(NamedTuple):
    """The final lines of a window: up to `end`, where the message `cut` begins, if any.

    `message_starts` are those above `end`, `kept` counts the quotations that were left in the
    surrounding text; `following` is the state of the search at `end`.
    """

    message_starts: list[MessageStart]
    kept: int
    end: int
    cut: MessageStart | None
    following: ScanPosition


def _parse_plain(
    document: Document, state: _WindowState, pages: Recurring, lexicon: Lexicon, *, last: bool
) -> tuple[Window, _WindowState] | None:
    """The result of `_parse_window` for a plain window; None for any other."""
    text, numbering = document.text, state.numbering
    if (
        (state.first is not None and state.start is None)
        or "\r" in text
        or (numbering.footnote, numbering.heading, numbering.thread) != (None, None, None)
        or not pages.are_none(state.line, text.count("\n") + 1)
    ):
        return None
    begin = 0
    for _ in range(state.begin - state.line):
        begin = text.index("\n", begin) + 1
    document = replace(document, text=text[begin:])
    found = parse_plain_window(document, lexicon, pages.gaps, state.start, last=last)
    if found is None:
        return None
    parsed = Parsed(document, found.drafts, found.segments)
    window = Window(parsed, state.character + begin, state.begin, state.draft, state.above)
    return window, _behind_plain(found, window, state)


def _behind_plain(found: PlainWindow, window: Window, state: _WindowState) -> _WindowState:
    """The state below a plain window."""
    line, count = window.line, len(found.drafts)
    return _WindowState(
        line=line + found.context,
        character=window.character + found.character,
        begin=line + found.end,
        search=ScanPosition(line + found.end, line + found.floor),
        first=line + found.first if state.first is None else state.first,
        draft=state.draft + count,
        above=state.draft + count - 1,
        numbering=state.numbering,
        start=found.following,
    )


def _parse_window(
    document: Document, state: _WindowState, pages: Recurring, lexicon: Lexicon, *, last: bool
) -> tuple[Window | None, _WindowState]:
    """A window's text parsed, and the next one's state; None if more text is needed."""
    page = _scan(document.text, state, pages, lexicon)
    settled = _settle(page, state, last=last)
    if settled is None:
        return None, state
    message_starts, end, cut, following = (
        settled.message_starts,
        settled.end,
        settled.cut,
        settled.following,
    )
    first = state.first
    if first is None and message_starts:
        first = state.line + message_starts[0].start
    stretch = PageStretch(
        message_starts,
        state.begin - state.line,
        end,
        None if first is None else first - state.line,
        is_last=last,
        following=cut,
        repeated={
            shape for shape, line in pages.shapes.items() if first is not None and line >= first
        },
        above=_numbering_moved(state.numbering, -state.character),
    )
    found = assemble(page, stretch)
    drafts = tuple(found.drafts)
    bates = tuple(found.bates)
    parsed = Parsed(document, drafts, found.segments, kept=settled.kept, bates=bates)
    window = Window(parsed, state.character, state.line, state.draft, state.above)
    context = end if cut is None else _context(page, min(end, following.index))
    floor = following.floor + state.line if following.floor else state.search.floor
    return window, _WindowState(
        line=state.line + context,
        character=state.character + page.lines.start(context),
        begin=state.line + end,
        search=_moved(following, state.line, floor),
        first=first,
        draft=state.draft + len(drafts),
        above=None if found.enclosing is None else state.draft + found.enclosing,
        numbering=_numbering_moved(found.numbering, state.character),
        start=None if cut is None else plain_start(cut),
    )


def _scan(text: str, state: _WindowState, pages: Recurring, lexicon: Lexicon) -> Page:
    """A window's page, with what is known of the whole text."""
    count = text.count("\n") + text.count("\r") + 1
    page = scan_window(
        text,
        lexicon,
        pages.lines(state.line, count),
        goes_on=state.search.floor > 0,
        company=pages.company,
        chats=pages.chats_within(state.line, count),
    )
    page.gaps, page.series = pages.gaps, pages.series
    page.margin_codes, page.is_ticket = pages.margin_codes, pages.is_ticket
    return page


def _settle(page: Page, state: _WindowState, *, last: bool) -> _SettledLines | None:
    """The message starts of a window, and its end; None if more text is needed."""
    begin, count = state.begin - state.line, len(page.lines)
    safe = None if last else _telling_line(page, count, LINES_BELOW)
    floor = max(state.search.floor - state.line, 0)
    found = search(page, _moved(state.search, -state.line, floor), safe)
    settled = settle_message_starts(page, found.message_starts)
    end, cut, following = count, None, found.stopped
    if not last:
        cut = _cut(page, settled.message_starts, found.message_starts, begin)
        if cut is not None:
            end = cut.start
            following = next(
                before
                for message_start, before in zip(found.message_starts, found.states, strict=True)
                if message_start is cut
            )
        elif settled.message_starts or state.first is not None:
            return None
        else:
            end = _context(page, found.stopped.index)
            if end <= begin or quotations_end(page, found.message_starts) > end:
                return None
    accepted = [
        message_start for message_start in settled.message_starts if message_start.start < end
    ]
    kept = sum(begin <= line < end for line in settled.kept)
    return _SettledLines(accepted, kept, end, cut, following)


def _cut(
    page: Page, message_starts: list[MessageStart], found: list[MessageStart], begin: int
) -> MessageStart | None:
    """The last message that closes all messages above it and begins after line `begin`.

    A message whose introduction needs the text above it is not used.
    """
    alone = {id(message_start) for message_start in found}
    for message_start in reversed(message_starts):
        if (
            message_start.start > begin
            and message_start.block.start < message_start.block.end
            and message_start.block.depth == 0
            and message_start.block.inline_end is None
            and message_start.block.introduction is not Introduction.ATTRIBUTION
            and id(message_start) in alone
            # The text around an indented message may continue below it.
            and not is_set_off(page, message_start)
        ):
            return message_start
    return None


def _telling_line(page: Page, start: int, count: int) -> int:
    """The line `count` significant lines above the line `start`; 0 if there are fewer."""
    index = start
    while index > 0 and count:
        index -= 1
        count -= _is_telling(page, index)
    return index


def _is_telling(page: Page, index: int) -> bool:
    """Whether a line is significant: not one that layouts and introductions skip."""
    text = page.lines.content(index).strip()
    return (
        any(map(str.isalnum, text))
        and not page.is_furniture(index)
        and not is_control(text, page.lexicon)
        and not is_navigation_row(text, page.lexicon)
    )


def _context(page: Page, index: int) -> int:
    """The first line that can influence the result for line `index`."""
    raw = page.lines.raw
    first = _telling_line(page, index, LINES_ABOVE)
    # The depth of such a line depends on the one above it.
    while first > 0 and raw[first].lstrip(" \t").startswith(">") and opens_address(raw[first - 1]):
        first -= 1
    return first


def _moved(state: ScanPosition, by: int, floor: int) -> ScanPosition:
    """The state of a search with its line numbers shifted."""
    return ScanPosition(
        state.index + by, floor, state.run_end + by, state.retries, state.reach + by
    )


def _numbering_moved(numbering: ConversationState, by: int) -> ConversationState:
    heading = numbering.heading
    if heading is None:
        return numbering
    span = heading.span.shifted(by)
    return replace(numbering, heading=replace(heading, span=span))
