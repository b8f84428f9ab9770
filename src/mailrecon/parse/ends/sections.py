"""Find where a document's own words continue below a message: titles, chats, code, bookmarks.

Plain text does not mark the end of a mail. So the document's own text is recognised only by a sign
such as a title.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from msgspec import Struct, field
from msgspec.structs import replace

from mailrecon.layouts import layout_named
from mailrecon.lexicon import fold
from mailrecon.model import Role, Span, ThreadHeading
from mailrecon.parse.above.title_subjects import subject_in_title
from mailrecon.parse.assign import Assignment
from mailrecon.parse.ends.archive_feet import SIGNS, find_foot
from mailrecon.parse.ends.dated_entries import entries_below
from mailrecon.parse.ends.editor_notes import editor_notes, notes_above
from mailrecon.parse.ends.furniture import is_footer
from mailrecon.parse.ends.indented import indented_ends
from mailrecon.parse.ends.org_titles import may_have_titles, org_titles, shows_org
from mailrecon.parse.ends.page_ends import page_ends
from mailrecon.parse.ends.pasted import (
    entries_on,
    entry_ends,
    footnote_end,
    footnote_of,
    lines_of_entries,
    notes_below,
    references,
)
from mailrecon.parse.ends.repeated_posts import RepeatedPosts
from mailrecon.parse.ends.section_titles import EndingTitles, underlined_titles
from mailrecon.parse.message_starts import MessageStart
from mailrecon.regex import regex
from mailrecon.scan import Page
from mailrecon.scan.furniture.kinds import MAY_BE_FOOTER
from mailrecon.scan.furniture.navigation import is_control, is_navigation
from mailrecon.scan.headings.signs import UNDERLINE
from mailrecon.scan.labels import find_label

_FENCE = regex(r"[ ]{0,3}(?:`{3,}|~{3,})")
# Marks that open a block around a pasted mail in bug reports whose markup is kept as plain text.
# GitLab: `>>>`. Jira: `{noformat}`, `{quote}`, `{code:title=mail}`; Trac: `{{{` and `}}}`.
_BLOCK_MARKS = (
    "```",
    "~~~",
    ">>>",
    "</details>",
    "{noformat}",
    "{quote}",
    "{code}",
    "}}}",
    "</pre>",
)
_BLOCK_LINE = regex(
    r"[ ]{0,3}(?:`{3,}|~{3,})\w{0,20}[ \t]*|[ ]{0,3}</?details>.{0,80}"
    r"|[ ]{0,3}\{(?:noformat|quote|code)(?::[^{}\n]{0,60})?\}[ \t]*|[ ]{0,3}(?:\{{3}|\}{3})[ \t]*"
    r"|[ ]{0,3}</?pre>[ \t]*|>{3}[ \t]*"
)
_NEAR_BLOCK = 12
_QUOTED_TWICE = 2
_NOTE_MARK = "\n["
_NEAR_LIST = 6
# `Message #10 received at 1201@bugs.quay.example (full text, mbox, reply):`, as Debbugs prints it.
_NUMBERED = regex(r"Message #\d{1,6} received at \S{1,100}@\S{1,100} \([^()]{4,60}\):\s*")
_NUMBERED_OPENING = "Message #"
NUMBERED_MARK = "\n" + _NUMBERED_OPENING
# MHonArc's lists of the messages that answer a message, or are answered, below its text.
_FOLLOW_UPS = ("Follow-Ups:", "Follow-Ups", "References:", "References")
# Mailman's and LISTSERV's: `End of Harbour Digest, Vol 3, Issue 4`
_DIGEST_END = regex(r"End of [^\n]{1,100}\bDigest\b|Subject: Digest Footer\s*$")
_LONG_RULE = regex(r"[-_=*]{20,}\s*")
# `---`, `***`, `* * *`; longer rules are printed by programs or belong to signatures.
_ITEM_RULE = regex(r"(?:[-=*#~+]\s?){3,10}")
_LONGEST_ITEM_RULE = 20
LINES_OF_ITEM = 40
_BULLETS = " \t\u00a0*•◦·-+"
_EMPHASIS = " \t\u00a0*_"


_LAST = itemgetter(1)
_FindEnds = Callable[[Page, int, int], Iterator[int]]


class Sections(Struct, frozen=True):
    """The lines at which all messages above end, in order, and the subjects printed on some.

    `outer` maps some of these lines to the number of a message that nevertheless continues.
    """

    ends: tuple[int, ...] = ()
    subjects: Mapping[int, ThreadHeading] = field(default_factory=dict)
    outer: Mapping[int, int] = field(default_factory=dict)

    def with_ends(self, lines: Collection[int]) -> Sections:
        """A copy with other lines at which messages end."""
        if not lines:
            return self
        return replace(self, ends=tuple(sorted({*self.ends, *lines})))


def find_sections(
    page: Page,
    message_starts: Sequence[MessageStart],
    footnote: str | None,
    first: int,
    begin: int,
    end: int,
) -> Sections:
    """The ends of messages in the lines `begin`..`end` (half-open), other than by the next message.

    `footnote` is the number of the footnote in which the last message above these lines is, `first`
    the line of the document's first message, negative if that is above the page.
    """
    subjects: dict[int, ThreadHeading] = {}
    ends: set[int] = set()
    fences = sorted(_fences(page), key=_LAST)
    chats, text = sorted(first for first, _ in page.chats), page.lines.text
    # Searching for one character is fast, and most texts lack most of these.
    fenced = any(mark[0] in text and mark in text for mark in _BLOCK_MARKS)
    has_org_titles = "*" in page.lines.first_characters and may_have_titles(text)
    is_org = has_org_titles and shows_org(text)
    archives, entries = _archives_of(text), entries_on(page)
    signed, referred = lines_of_entries(page, entries), _referred(page, message_starts)
    items = sorted(page.item_starts)
    titles = EndingTitles(page, begin)
    posts = RepeatedPosts(page)
    for above, below, start, stop in _gaps(message_starts, begin, end):
        if above is None:
            continue
        # `Subject: Tide tables`, the title of the next section of published headings
        if _is_heading(above) and (below is None or _is_heading(below)):
            subjects.update(_subjects(page, start, stop))
            ends.update(line for line in _rules_above(page, (stop,)) if line >= start)
        # `WhatsApp chat between Ann Poe and Ben Ost` below the last mail
        if below is None or _is_heading(above):
            ends.update(_between(chats, start, stop))
        # Items that begin together with the next message: its introduction is not part of the one
        # above.
        ends.update(items[bisect_left(items, start) : bisect_right(items, stop)])
        tracked = entry_ends(page, above, entries, signed, start, stop)
        ends.update(_of_archive(page, above, archives, start, stop), tracked)
        footnote = footnote_of(above, footnote)
        notes = referred if footnote is None else ()
        ends.update(
            footnote_end(page, footnote, start, stop), notes_below(page, notes, start, stop)
        )
        if below is None:
            ends.update(_rule_of_items(page, message_starts, start, stop))
            ends.update(page_ends(page, above, first, start, stop))
        if _is_heading(above):
            ends.update(entries_below(page, above, start, stop))
            ends.update(editor_notes(page, start, stop))
        elif below is not None:
            ends.update(notes_above(page, start, stop))
        if has_org_titles:
            ends.update(org_titles(page, above, start, stop, is_org=is_org))
        ends.update(posts.below(above, start, stop))
        ends.update(titles.below(above, start, stop, is_heading=_is_heading(above)))
        # A mail pasted between two lines of three backticks ends at the second.
        if fenced:
            ends.update(_block_end(page, above, below, start, stop))
        if page.set_aside:
            fenced_off = _fence_ends(fences, above.block.start, start, stop)
            ends.update(underlined_titles(page, start, stop), fenced_off)
    ends.update(subjects, _rules_above(page, {*ends, *subjects}))
    return _with_indented(page, message_starts, end, Sections(tuple(sorted(ends)), subjects))


def _with_indented(
    page: Page, message_starts: Sequence[MessageStart], end: int, found: Sections
) -> Sections:
    """The sections, and the ends of mails that are set off by their indentation."""
    ends = set(found.ends)
    indented = indented_ends(page, message_starts, end, found.ends)
    around = {line: number for line, number in indented.outer.items() if line not in ends}
    return Sections(tuple(sorted(ends.union(indented.lines))), found.subjects, around)


def _referred(page: Page, message_starts: Sequence[MessageStart]) -> Collection[str]:
    """The numbers of the document's own footnotes: those referred to above its first mail."""
    lines = page.lines
    if not message_starts or _NOTE_MARK not in lines.text:
        return ()
    first = message_starts[0].start
    return references(lines.text, lines.start(first) if first < len(lines) else len(lines.text))


def _fence_ends(
    fences: Sequence[tuple[int, int]], header: int, start: int, stop: int
) -> Iterator[int]:
    """The lines in `start`..`stop` that close a block of code with a header in it."""
    below = bisect_left(fences, start, key=_LAST)
    for first, last in fences[below : bisect_left(fences, stop, key=_LAST)]:
        if first < header:
            yield last


def _between(lines: Sequence[int], start: int, stop: int) -> Sequence[int]:
    """The part of the sorted lines that is in `start`..`stop` (half-open)."""
    return lines[bisect_left(lines, start) : bisect_left(lines, stop)]


def assign_text(work: Assignment, sections: Sections, start: int, end: int) -> None:
    """Assign the lines `start`..`end` to their messages; lines after a section's start to none.

    A section may end at the line `end`, where the next message begins.
    """
    place = bisect_left(sections.ends, start)
    while place < len(sections.ends) and sections.ends[place] <= end:
        line = sections.ends[place]
        work.text(start, line)
        outer = sections.outer.get(line)
        if outer is None:
            work.close()
        else:
            work.go_on((outer,))
        start = line
        place += 1
    work.text(start, end)


def _rules_above(page: Page, ends: Iterable[int]) -> list[int]:
    """The rules between blank lines that separate sections: `---` above `## Subject: Keys`."""
    raw, found = page.lines.raw, []
    for line in ends:
        above = line - 1
        while above > 0 and not raw[above].strip():
            above -= 1
        if (
            0 < above < line - 1
            and not raw[above - 1].strip()
            and _ITEM_RULE.fullmatch(raw[above].strip()) is not None
        ):
            found.append(above)
    return found


def _of_archive(
    page: Page, above: MessageStart, archives: Sequence[_FindEnds], start: int, end: int
) -> Iterator[int]:
    """The lines at which an archive page's own text begins below a message."""
    if layout_named(above.block.layout).ends_with_links:
        yield from _links_below(page, start, end)
    for find in archives:
        yield from find(page, start, end)


def _numbered(page: Page, start: int, end: int) -> Iterator[int]:
    """The lines that number the messages of an archive's page: `Message #12`."""
    raw = page.lines.raw
    numbered = (n for n in range(start, end) if raw[n].startswith(_NUMBERED_OPENING))
    yield from (n for n in numbered if _NUMBERED.fullmatch(raw[n]))


def _digest_end(page: Page, start: int, end: int) -> Iterator[int]:
    """The end of a list's digest: a rule above `Subject: Digest Footer` or `End of … Digest`."""
    lines = page.lines
    for index in range(start, end):
        raw = lines.raw[index]
        if raw[:1] not in ("E", "S") or not _DIGEST_END.match(raw):
            continue
        above = index - 1
        while above > start and lines.is_blank(above):
            above -= 1
        if above > start and _LONG_RULE.fullmatch(lines.raw[above]):
            yield above
            return


def _rule_of_items(
    page: Page, message_starts: Sequence[MessageStart], start: int, end: int
) -> Iterator[int]:
    """The rule below the last message, if the same rule separates it from the one above: `---`."""
    raw, last = page.lines.raw, message_starts[-1]
    # A forward reported within the last line has no line of its own.
    own = raw[last.start].strip() if last.start < len(raw) else ""
    if not own or len(own) > _LONGEST_ITEM_RULE or _ITEM_RULE.fullmatch(own) is None:
        return
    above = range(max(last.start - LINES_OF_ITEM, 0), last.start)
    if not any(names_originator(page, index) for index in above):
        return
    for index in range(start, end):
        below = index + 1
        if (
            raw[index].strip() == own
            and (below >= end or page.lines.is_blank(below))
            and not _signs_below(page, last, below, end)
        ):
            yield index
            return


def _signs_below(page: Page, message: MessageStart, start: int, end: int) -> bool:
    """Whether the message's originator signs below a rule: `---` / a blank line / `Ann Poe`."""
    originator = message.block.first(Role.FROM)
    text = next((page.lines.content(n).strip() for n in range(start, end) if page.lines.raw[n]), "")
    return bool(text) and originator is not None and fold(originator.text).startswith(fold(text))


def names_originator(page: Page, index: int) -> bool:
    """Whether a line has the label of an originator, so that it belongs to the message above."""
    label = page.label(index)
    return label is not None and label.entry is not None and Role.FROM in label.entry.roles


def _links_below(page: Page, start: int, end: int) -> Iterator[int]:
    """The first of a page's links below a message: `Reply` / `Sign in to reply online` / `0`."""
    lines, lexicon = page.lines, page.lexicon
    first, links = end, 0
    for index in range(end - 1, start, -1):
        text = lines.content(index).strip()
        # A printed page has its foot below them.
        if not text or page.is_furniture(index):
            continue
        # `Powered by HyperKitty version 1.3.4.`
        if page.kinds[index] & MAY_BE_FOOTER and is_footer(text, lexicon.page_furniture):
            continue
        # A single button may be the writer's own word.
        leads = 2 * is_navigation(text, lexicon) or is_control(text, lexicon)
        if not (leads or text.isdecimal()):
            break
        first, links = index, links + leads
    if links > 1:
        yield first


def _follow_ups(page: Page, start: int, end: int) -> Iterator[int]:
    """MHonArc's list of other messages: `* Follow-Ups:` / `* Re: Tides` / `* From: Ann Poe`."""
    lines = page.lines
    for index in range(start, end):
        raw = lines.raw[index]
        if not raw.rstrip().endswith(_FOLLOW_UPS):
            continue
        if fold(raw.strip(_BULLETS).rstrip(":")) not in page.lexicon.archive_navigation:
            continue
        below = [n for n in range(index + 1, min(index + _NEAR_LIST, end)) if not lines.is_blank(n)]
        label = (
            find_label(lines.raw[below[1]].lstrip(_BULLETS), page.lexicon) if below[1:] else None
        )
        if label is not None and label.entry is not None and Role.FROM in label.entry.roles:
            yield index
            return


# Functions that find an archive's text below a message, with signs of which the text must have one.
# Most texts have none, so their lines need not be examined.
_OF_ARCHIVES: tuple[tuple[tuple[str, ...], _FindEnds], ...] = (
    ((_NUMBERED_OPENING,), _numbered),
    (("Follow-Ups", "References"), _follow_ups),
    (("Digest",), _digest_end),
    (SIGNS, find_foot),
)


def _archives_of(text: str) -> list[_FindEnds]:
    """The functions that may find an end below the messages of a text."""
    return [find for signs, find in _OF_ARCHIVES if any(map(text.__contains__, signs))]


def _gaps(
    message_starts: Sequence[MessageStart], begin: int, end: int
) -> Iterator[tuple[MessageStart | None, MessageStart | None, int, int]]:
    """The text between headers: the message starts above and below it, and its lines."""
    above: MessageStart | None = None
    for message_start in message_starts:
        yield above, message_start, begin, min(message_start.start, end)
        above, begin = message_start, message_start.block.end
    yield above, None, begin, end


def _is_heading(message_start: MessageStart) -> bool:
    return layout_named(message_start.block.layout).publishes


def _subjects(page: Page, start: int, end: int) -> Iterator[tuple[int, ThreadHeading]]:
    """Lines between blank lines that open a section of headings, such as `Subject: tide tables`."""
    first = bisect_left(page.candidates, start)
    for index in page.candidates[first : bisect_left(page.candidates, end)]:
        place = _subject_on(page, index)
        if place is not None and _is_apart(page, index):
            yield index, ThreadHeading(place.of(page.lines.text), None, place)


def _subject_on(page: Page, index: int) -> Span | None:
    """The span of the subject that line `index` prints as a section's title, or None."""
    lines, label = page.lines, page.label(index)
    # `## Exhibit 2 – Subject: question`
    if label is None:
        return subject_in_title(page, index)
    if (
        label.entry is None
        or Role.SUBJECT not in label.entry.roles
        or fold(label.text) in page.lexicon.reply_prefixes
    ):
        return None
    content = lines.content(index)
    text = content[label.value_start :].strip(_EMPHASIS)
    if not text:
        return None
    place = lines.content_start(index) + content.rindex(text)
    return Span(place, place + len(text))


def _is_apart(page: Page, index: int) -> bool:
    lines = page.lines
    above = index == 0 or lines.is_blank(index - 1)
    below = (
        index + 1 >= len(lines)
        or lines.is_blank(index + 1)
        or UNDERLINE.fullmatch(lines.content(index + 1)) is not None
    )
    return above and below


def _block_end(
    page: Page, message_start: MessageStart, below: MessageStart | None, start: int, end: int
) -> Iterator[int]:
    """The line that closes a block into which a message was pasted; it opens not far above.

    Blocks of the same kind inside the message's own text have two marks each. So the number of
    marks below the header is odd.
    """
    opened = _block_above(page, message_start)
    if opened is None:
        return
    kind = _block_mark(page, opened)
    marks = [index for index in range(start, end) if _block_mark(page, index) == kind]
    # Three backticks above the next mail open its block.
    if below is not None and marks and marks[-1] == _block_above(page, below):
        del marks[-1]  # the last mark opens the block of the next message
    # An odd line of backticks closes the block that was opened above the header.
    if len(marks) % 2:
        yield marks[0]


def _block_above(page: Page, message_start: MessageStart) -> int | None:
    """The nearest line above a header, not far away, that opens or closes a block."""
    first = message_start.block.start - 1
    near = range(first, max(first - _NEAR_BLOCK, 0) - 1, -1)
    return next((index for index in near if _block_mark(page, index)), None)


def _block_mark(page: Page, index: int) -> str:
    """The mark on a line that opens or closes a block, or an empty text."""
    raw = page.lines.raw[index]
    if _BLOCK_LINE.fullmatch(raw) is None or _is_quoted_blank(page, index):
        return ""
    return raw.lstrip(" </")[:3].replace("}", "{")


def _is_quoted_blank(page: Page, index: int) -> bool:
    """Whether a line that consists only of marks is an empty line of a quotation.

    `>>> On Sunday at 9:23 AM Ben Ost wrote:` / `>>>` / `>>>> The mole leaks.`
    """
    lines = page.lines
    if not lines.raw[index].startswith(">"):
        return False
    beside = (other for other in (index - 1, index + 1) if 0 <= other < len(lines))
    return any(lines.depth(other) >= _QUOTED_TWICE for other in beside)


def _fences(page: Page) -> list[tuple[int, int]]:
    """The lines that open and close each Markdown code block."""
    # The set covers the whole text, a window's page only a part.
    aside = sorted(index for index in page.set_aside if index < len(page.lines))
    marks = [index for index in aside if _FENCE.match(page.lines.content(index))]
    return list(zip(marks[::2], marks[1::2], strict=False))
