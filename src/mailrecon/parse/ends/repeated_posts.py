"""Find the next post of a page below a mail that was pasted into one.

Posted by ann77 on 04-06-2012, 08:11 PM
I got this reply: …
From: Ben Ost …
Posted by cay on 04-06-2012, 09:02 PM

Each forum has a form of its own. So a line that names a moment ends the mail if a line
of the same form is above its header: the same words around another name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mailrecon.parse.message_starts import MessageStart
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns
from mailrecon.scan.attribution import is_nothing_but_a_date

_LONGEST = 120
_MOST_WORDS = 24
# Windows of long texts show at least so many lines above a message (parse/windows.py).
_LINES_ABOVE = 40
_MOST_WORDS_OF_NAME = 4
_FEWEST_LETTERS = 2
_WIDE = "   "
_LANGUAGES = frozenset({"en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru"})
_CLOCK = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[AaPp]\.?\s?[Mm]\.?)?"
_CLOCK_AT_END = regex(rf"{_CLOCK}\s*$")
_NEAR_END = 20
_DIGITS = regex(r"\d+")
_NUMBER = "#0"
_AROUND = "-–—|•·,()[]#*>« \t"


def may_open_post(raw: str) -> bool:
    """Whether a line may open a post: it is short, and ends with a time of day."""
    last = raw[-1:]
    # `8:11`, `8:11 PM`, `8:11 p.m.`
    return (
        (last.isdigit() or last in "Mm." or last.isspace())
        and len(raw) <= _LONGEST
        and (last != "." or raw[-2:-1] in "Mm")
        and _CLOCK_AT_END.search(raw, max(len(raw) - _NEAR_END, 0)) is not None
    )


def holds_posts(page: Page, starts: Sequence[MessageStart]) -> bool:
    """Whether a line below one of the messages opens a post."""
    posts = RepeatedPosts(page)
    ends = [*(start.start for start in starts[1:]), len(page.lines)]
    pairs = zip(starts, ends, strict=True)
    return any(any(posts.below(start, start.block.end, end)) for start, end in pairs)


class RepeatedPosts:
    """Finds lines that open posts, by the form of those above a mail; reads each line once."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._read: dict[int, tuple[str, ...] | None] = {}

    def below(self, above: MessageStart, start: int, stop: int) -> Iterator[int]:
        """The lines in `start`..`stop` (half-open) that open a post below the message `above`."""
        lines = self._page.lines
        near = range(max(above.start - _LINES_ABOVE, 0), above.start)
        forms = [form for index in near if (form := self._form(index)) is not None]
        heads = {lines.raw[index] for index in near} if forms else set[str]()
        for index in range(start + 1, stop) if forms else ():
            form = self._form(index)
            # The same line again is the page's own head.
            if (
                form is not None
                and lines.raw[index] not in heads
                and any(_are_alike(form, known) for known in forms)
            ):
                yield index

    def _form(self, index: int) -> tuple[str, ...] | None:
        """The result of `_form_of`, which is read once for each line."""
        if index not in self._read:
            self._read[index] = self._form_of(index)
        return self._read[index]

    def _form_of(self, index: int) -> tuple[str, ...] | None:
        """The words before the day and time that end a line below a blank one, or None."""
        lines = self._page.lines
        raw = lines.raw[index]
        # `Webmail - Tides            5/4/2020, 9:12 AM`: the head of a printed page.
        if not may_open_post(raw) or _WIDE in raw:
            return None
        if index and not self._page.is_empty(index - 1):
            return None
        label = self._page.label(index)
        # `Sent: Monday, May 4, 2020 9:12 AM`
        if label is not None and label.entry is not None:
            return None
        words = raw.split()
        if len(words) > _MOST_WORDS or patterns.date_strength(raw) < 2:
            return None
        for number in range(1, len(words)):
            moment = " ".join(words[number:]).strip(_AROUND)
            if not patterns.has_digit(words[number]) and not words[number][:1].isalpha():
                continue
            if patterns.date_strength(moment) == 2 and is_nothing_but_a_date(
                moment, _LANGUAGES, self._page.lexicon
            ):
                return tuple(_DIGITS.sub("0", word) for word in words[:number])
        return None


def _are_alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two lines have the same words around a name: `Posted by ann77 on`, `… cay on`."""
    before = 0
    while before < min(len(one), len(other)) and one[before] == other[before]:
        before += 1
    behind = 0
    while behind < min(len(one), len(other)) - before and one[-1 - behind] == other[-1 - behind]:
        behind += 1
    shared = (*one[:before], *(one[len(one) - behind :] if behind else ()))
    named = len(one) - before - behind, len(other) - before - behind
    return max(named) <= _MOST_WORDS_OF_NAME and any(
        # `#2  03-04-2014, 11:40 AM`: vBulletin numbers its posts.
        word == _NUMBER or (len(bare := word.strip(_AROUND)) >= _FEWEST_LETTERS and bare.isalpha())
        for word in shared
    )
