"""Sections of chat messages: `iMessage between Ann Poe and Ben Ost` and the lines below.

Chats are published with headings like those of mail (`Ann Poe to Ben Ost - May 5, 2020 3:06 AM`),
so the section's title decides. A line that names a messenger is a title if blank lines surround it,
and a chat line or a heading follows soon.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from mailrecon.lexicon import Lexicon, fold_words
from mailrecon.model import Role
from mailrecon.regex import regex
from mailrecon.scan.labels import find_label
from mailrecon.scan.lines import Lines

_LONGEST_TITLE = 100
_NEAR = 4
_FEW_DATES = 3
# Characters examined above and below a line of a chat, or of a heading.
CONTEXT = 2 * _NEAR
_DECORATION = " \t\u00a0#*_=>|[]()-–—"
_ENDINGS = (".", "!", "?", ",", ";", "。", "！", "？")
_MAIL = regex(r"\be-?mails?\b", re.IGNORECASE)
_BLANK_ENDS = ">＞|" + "".join(filter(str.isspace, map(chr, range(0x3001))))
_LAST_ABOVE = frozenset(("", *_BLANK_ENDS))
_MARKS = frozenset(" #*_")
# Non-ASCII letters that `re.IGNORECASE` equates with ASCII letters.
_SAME_IN_ASCII = str.maketrans({"ı": "i", "İ": "i", "ſ": "s", "\u212a": "k"})
# The line break first: a search for one character is fast.
_TITLE = regex(r"\n(?:(?<=[>＞|\s]\n)|(?<=^\n)|(?=[ #*_]))([^\n]{1,100}+)(?![^\n])")
_TITLE_MARK = regex(r"[ ]{0,3}(?:#{1,6}[ \t]|\*\*|__)")
# `[12:03] Ann Poe: here`, `12/3/20, 8:07 - Ann Poe: here`; `Ann Poe - 8:07 AM`, `Ann Poe (8:07):`;
# `Ann Poe, 3 March 2020 10:00: here`
_CHAT_LINE = regex(
    r"\s*[\[(]?\s*(?:\S{1,12}[,\s]\s*)?\d{1,2}:\d{2}"
    r"|\s*[^\W\d_][^\d\n]{1,40}[-–(|\s]\s*\d{1,2}:\d{2}\s*(?:[ap]\.?m\.?)?\)?\s*:?\s*$"
    r"|\s*[^\W\d_][^\d\n:]{1,40}[-–(|,\s][^\n:]{1,24}\d:\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\)?\s*:\s",
    re.IGNORECASE,
)


def find_chats(lines: Lines, headings: Collection[int], lexicon: Lexicon) -> list[tuple[int, int]]:
    """The line ranges (half-open) of chat sections.

    A section ends where mail begins: at a subject, a header, or another title.
    """
    # Each line of a chat has a time of day; without one, or a heading, no line is its title. A few
    # dates are examined sooner than all titles, many are not.
    dated = lines.dated
    if (
        not headings
        and len(dated) <= _FEW_DATES
        and not any(_CHAT_LINE.match(lines.content(n)[:_LONGEST_TITLE]) for n in dated)
    ):
        return []
    sections = ChatSections(lexicon)
    sections.add(lines, headings, 0, len(lines))
    return sections.found(len(lines))


def may_hold_chats_among(raw: Sequence[str], among: Sequence[int], lexicon: Lexicon) -> bool:
    """Whether a line that may be a title names a messenger; otherwise there are no chats.

    Of the lines, those that are not plain are `among`. A plain line may be a title if the one above
    is blank, or ends like a blank one.
    """
    last = len(raw) - 1
    found = [raw[0], *[raw[n] for n in among if raw[n][:1] in _MARKS]]
    found += [raw[n + 1] for n in among if raw[n][-1:] in _LAST_ABOVE and n < last]
    titles = [line for line in found if len(line) <= _LONGEST_TITLE and line[-1:] not in _ENDINGS]
    return names_messenger("\n".join(titles), lexicon)


def may_be_chat_title(line: str, lexicon: Lexicon) -> bool:
    """Whether a line below a blank one may be the title of a chat, and is not a sentence."""
    return is_no_sentence(line) and _names_messenger_once(line, lexicon)


def is_no_sentence(line: str) -> bool:
    """Whether a line is as short as a title and does not end like a sentence."""
    return len(line) <= _LONGEST_TITLE and not line.endswith(_ENDINGS)


class ChatSections:
    """The chat sections of a text that comes in parts."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._found: list[tuple[int, int]] = []
        self._start: int | None = None

    @property
    def are_open(self) -> bool:
        """Whether a section goes on below the parts seen so far."""
        return self._start is not None

    def add(
        self, lines: Lines, headings: Collection[int], begin: int, end: int, by: int = 0
    ) -> None:
        """Examine the lines `begin`..`end` (half-open) of a part; `by` is the number of lines above
        the part.
        """
        if self._start is None and not names_messenger(_possible_titles(lines), self._lexicon):
            return
        pattern = _pattern(self._lexicon)
        named = _naming_messengers(lines, self._lexicon)
        for index in range(begin, end):
            # Outside of a chat only titles count.
            if self._start is None and index not in named:
                continue
            raw = lines.raw[index]
            # Most lines that name a messenger (`the next line`) are plainly no titles, and the
            # pattern takes long.
            if (
                len(raw) <= _LONGEST_TITLE
                and _is_title(lines, index, headings, pattern)
                and pattern.search(raw)
            ):
                if self._start is None:
                    self._start = by + index
            # `Subject: Tides` or the next title after `iMessage between Ann Poe and Ben Ost`.
            elif self._start is not None and _ends_chat(lines, index, self._lexicon):
                self._found.append((self._start, by + index))
                self._start = None

    def found(self, end: int) -> list[tuple[int, int]]:
        """The line ranges (half-open) of all sections; the text has `end` lines."""
        if self._start is not None:
            return [*self._found, (self._start, end)]
        return self._found


def _possible_titles(lines: Lines) -> str:
    """Lines below a blank line, or with a possible mark of a title at their start.

    This is approximate (a line that ends in a quote mark may be blank); `_is_title` decides.
    """
    if "\r" in lines.text:
        return "\n".join(_lines_of_titles(lines))
    return "\n".join([lines.raw[0][:_LONGEST_TITLE], *_TITLE.findall(lines.text)])


def _lines_of_titles(lines: Lines) -> list[str]:
    above = ["", *lines.raw[:-1]]
    return [
        raw
        for before, raw in zip(above, lines.raw, strict=True)
        if len(raw) <= _LONGEST_TITLE and (not before[-1:].strip(_BLANK_ENDS) or raw[:1] in _MARKS)
    ]


def names_messenger(text: str, lexicon: Lexicon) -> bool:
    """Whether a text contains the name of a messenger, even within a word."""
    folded = text.casefold()
    phrases = _shortest(lexicon)
    return any(map(folded.__contains__, phrases.ascii if text.isascii() else phrases.all))


_names_messenger_once = lru_cache(maxsize=8192)(names_messenger)


def _naming_messengers(lines: Lines, lexicon: Lexicon) -> Collection[int]:
    """The lines that may name a messenger; every line with a non-ASCII character may."""
    text = lines.text
    found: set[int] = set()
    if not text.isascii():
        found.update(index for index, raw in enumerate(lines.raw) if not raw.isascii())
        text = text.encode("ascii", "replace").decode("ascii")
    text = text.lower()
    for phrase in _shortest(lexicon).alike:
        place = text.find(phrase)
        while place >= 0:
            found.add(lines.line_at(place))
            place = text.find(phrase, place + 1)
    return found


class _Phrases(NamedTuple):
    """The shortest phrases: a text that contains none of them contains no longer phrase either.

    `alike` are ASCII texts that match a phrase if case is ignored.
    """

    ascii: tuple[str, ...]
    all: tuple[str, ...]
    alike: tuple[str, ...]


@lru_cache(maxsize=4)
def _shortest(lexicon: Lexicon) -> _Phrases:
    found: list[str] = []
    for phrase in sorted(lexicon.chat_titles, key=lambda phrase: (len(phrase), phrase)):
        if not any(shorter in phrase for shorter in found):
            found.append(phrase)
    alike = (phrase.translate(_SAME_IN_ASCII) for phrase in found)
    return _Phrases(
        tuple(filter(str.isascii, found)), tuple(found), tuple(filter(str.isascii, alike))
    )


@lru_cache(maxsize=4)
def _pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """Any phrase that names a messenger, as whole words in scripts with spaces."""
    phrases = sorted(lexicon.chat_titles, key=len, reverse=True)
    return re.compile(
        "|".join(
            rf"(?<!\w){re.escape(phrase)}(?!\w)" if phrase.isascii() else re.escape(phrase)
            for phrase in phrases
        )
        or "(?!)",
        re.IGNORECASE,
    )


def _is_title(
    lines: Lines, index: int, headings: Collection[int], pattern: re.Pattern[str]
) -> bool:
    text = lines.content(index).strip(_DECORATION)
    # `I sent it by WhatsApp.` is a sentence; `E-mails and WhatsApp` is a title of mails too.
    if not text or text.endswith(_ENDINGS) or _MAIL.search(text) or index in headings:
        return False
    # `… and sent it by` / `WhatsApp to Ben`: a wrapped line of a paragraph.
    if index and not lines.is_blank(index - 1) and not _TITLE_MARK.match(lines.raw[index]):
        return False
    # `iMessage between Ann Poe and Ben Ost`, `## The WhatsApp chat`, `Exhibit 4: WhatsApp, Poe`
    folded = fold_words(text)
    opens = pattern.match(folded) is not None
    # `Group text messages`, `Private iMessage thread`: one word before the messenger's name
    if not opens and text[:1].isupper() and len(text.partition(" ")[0]) > 2:
        opens = pattern.match(folded.partition(" ")[2]) is not None
    if not (opens or _TITLE_MARK.match(lines.raw[index]) or _is_in_capitals(text)):
        return False
    seen = 0
    for below in range(index + 1, min(index + 1 + CONTEXT, len(lines))):
        if lines.is_blank(below):
            continue
        # `[12:03] Ann Poe: here`, `Ann Poe - 8:07 AM`
        if below in headings or _CHAT_LINE.match(lines.content(below)[:_LONGEST_TITLE]):
            return True
        seen += 1
        if seen == _NEAR:
            break
    return False


def _is_in_capitals(text: str) -> bool:
    """Whether the longer words of a text begin with capitals: `Exhibit 4: WhatsApp, Poe, Ost`."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    return bool(words) and not any(word[0].islower() and word != "iMessage" for word in words)


def _ends_chat(lines: Lines, index: int, lexicon: Lexicon) -> bool:
    content = lines.content(index)
    if not content or len(content) > 2 * _LONGEST_TITLE:
        return False
    # `## Mails of May 2020`
    if content.lstrip().startswith("#") and _TITLE_MARK.match(content):
        return not _pattern(lexicon).search(content) and " " in content.strip()
    if _MAIL.match(content.strip(_DECORATION)) and not content.rstrip().endswith(_ENDINGS):
        return index == 0 or lines.is_blank(index - 1)
    if ":" not in content and "：" not in content:
        return False
    label = find_label(content, lexicon)
    if label is None or label.entry is None:
        return False
    # `Subject: Tide tables` below a blank line
    if Role.SUBJECT in label.entry.roles:
        return index == 0 or lines.is_blank(index - 1)
    # `From: Ann Poe` / `Sent: May 4, 2020 9:12 AM`
    if Role.FROM not in label.entry.roles or index + 1 >= len(lines):
        return False
    below = find_label(lines.content(index + 1), lexicon)
    return below is not None and below.entry is not None
