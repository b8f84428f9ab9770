"""Compute, for each line of a page, which kinds of furniture it may be: one integer of bits.

Most lines are a writer's own words, not furniture. A rule that looks for furniture checks the
line's kind first. A bit that is not set rules the line out; a bit that is set means only that the
rule must look closer. The bits are derived from the lexicon's phrases and from `STAMP_OPENINGS`, so
a phrase added to the lexicon needs no change here. They apply to the line as printed and to its
content without quote marks.

`Thanks, Ann` begins with `than`. No button or stamp begins like this, so its kind is only `WORDS`.
`Reply` may be a button (`MAY_NAVIGATE`); `Page 3 of 9` ends with a digit (`MAY_BE_STAMP`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, overload

from mailrecon.lexicon import Lexicon, fold

# The line begins, after quote marks, with a letter or a mark that no rule looks for. So it is not
# blank, and it is not a closing rule or a frame.
WORDS: Final = 1
# It may be a button, a menu, a link to other messages, or a row of them.
MAY_NAVIGATE: Final = 2
# It may be a phrase that web pages print below an article.
MAY_BE_FOOTER: Final = 4
# It may be a page stamp or number, alone or in company.
MAY_BE_STAMP: Final = 8
# It begins with the first letters of a phrase; more letters must be compared. Kinds are below it.
DOUBTFUL: Final = 16
ANYTHING: Final = WORDS | MAY_NAVIGATE | MAY_BE_FOOTER | MAY_BE_STAMP
_PRINT: Final = ANYTHING & ~WORDS

# The beginnings of page stamps that neither begin nor end with a digit.
STAMP_OPENINGS: Final = ("UNCLASSIFIED", "RELEASE IN", "Case No", "Doc No", "Document No")
# This many characters at a line's start distinguish most words from the phrases of pages. They
# recur on many lines, so caching by them saves time.
KEY = 4
_MOST_KEYS = 65_536
# `The archive` and `The boat is late` differ only after four characters.
_LONG_KEY = 10
# Characters allowed before the first word of such a line: quote marks, bullets, frames, white
# space. They include all characters that the rules themselves skip.
_PASSED_OVER = " \t\u00a0>＞|｜*•·◦▪‣«»‹›<←→-_=#[]().,:："
# `+ int depth;`, `"Come at nine"`, `/etc/hosts`: no rule skips these.
_OTHER_MARKS = frozenset("!\"$%&'+/;?@\\^`{}~")
_QUOTE_MARKS = frozenset("> \t|")
_MARKS = frozenset(">＞|")
# An exemption code is printed at the sheet's right margin, at least this far in.
_INDENT = 8
_LONGEST_PASSED = 40


class LineOpenings(dict[str, int]):
    """Maps a line's first characters to its kind; 0 if characters must be skipped first."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        pages = {*lexicon.navigation, *lexicon.archive_navigation}
        self._tables = tuple(
            (bit, sorted(phrases), phrases)
            for bit, phrases in (
                (MAY_NAVIGATE, frozenset(pages)),
                (MAY_BE_FOOTER, lexicon.page_furniture | lexicon.bibliography_titles),
                (MAY_BE_STAMP, frozenset(map(fold, STAMP_OPENINGS))),
            )
        )
        self._marks = frozenset(
            phrase[0]
            for phrase in (*pages, *lexicon.page_furniture, *lexicon.bibliography_titles)
            if not phrase[:1].isalpha()
        )
        self._buttons = frozenset(phrase[0] for phrase in pages)
        self._long: dict[str, int] = {}
        self._passed = _Passed(self._marks)
        # A line without text is not the writer's words; beside furniture it is furniture.
        self[""] = ANYTHING & ~WORDS

    def __missing__(self, key: str) -> int:
        kind = self._kind(key)
        if len(self) < _MOST_KEYS:
            self[key] = kind
        return kind

    def _kind(self, key: str) -> int:
        if not key or key[0] in _PASSED_OVER:
            return 0
        if key[0] in _OTHER_MARKS and key[0] not in self._marks:
            return WORDS
        if not key[0].isalpha():
            # `12 comments`, `1/3`: of all phrases only buttons never begin with a digit.
            numbered = key[0].isdecimal() and key[0] not in self._buttons
            return ANYTHING & ~WORDS & ~(MAY_NAVIGATE if numbered else 0)
        # `PM> when?`: initials and a quote mark.
        if key.isupper() and key.isalpha() and len(key) == KEY:
            return ANYTHING & ~WORDS
        words = WORDS if _MARKS.isdisjoint(key) else 0
        # A phrase may end within a short key, or at two spaces or a sign that separate a row of
        # phrases.
        if len(key) < KEY or "  " in key or not key.replace(" ", "").isalpha():
            # A quote mark may follow initials.
            plain = words and key.isascii() and len(key) <= KEY
            # `QY-002-002933      CONFIDENTIAL`
            stamp = MAY_BE_STAMP if key[:2].isupper() else 0
            return words | stamp | (self._of_parts(key) if plain else _PRINT)
        # A combining mark may follow the last letter of the key, so that letter is not compared.
        folded = fold(key)[:KEY] if key.isascii() else fold(key)[:-1][:KEY]
        for bit, phrases, _ in self._tables:
            if _begins_phrase(phrases, folded):
                words |= bit | DOUBTFUL
        return words

    def _of_parts(self, key: str) -> int:
        """The kind of a line whose first characters are not only letters: `Up | `, `if (`, `OK`.

        A phrase may end within these characters, or continue after them.
        """
        parts, whole = {fold(key[:length]) for length in range(1, len(key) + 1)}, fold(key)
        kind = 0
        for bit, phrases, known in self._tables:
            if _begins_phrase(phrases, whole) or not parts.isdisjoint(known):
                kind |= bit
        return kind

    def at_length(self, line: str, kind: int) -> int:
        """The kind of a line by its first ten letters, if the first four did not decide."""
        if not line.isascii():
            return self._at_length(line, line[:_LONG_KEY], kind)
        # Whether it has more letters counts, too.
        key = line[: _LONG_KEY + 1]
        found = self._long.get(key)
        if found is None:
            found = self._at_length(line, line[:_LONG_KEY], kind)
            if len(self._long) < _MOST_KEYS:
                self._long[key] = found
        return found

    def _at_length(self, line: str, key: str, kind: int) -> int:
        # A phrase may end at a sign or two spaces.
        if len(line) <= _LONG_KEY or "  " in key or not key.replace(" ", "").isalpha():
            return kind & ANYTHING
        # A combining mark may follow the last letter of the key.
        folded = (fold(key) if line.isascii() else fold(key)[:-1])[:_LONG_KEY]
        kept = kind & WORDS
        parts = [folded[:length] for length in range(1, len(folded) + 1)]
        for bit, phrases, known in self._tables:
            # A phrase continues after the key, or ends within it.
            if kind & bit and (_begins_phrase(phrases, folded) or not known.isdisjoint(parts)):
                kept |= bit
        return kept

    def kind_of(self, line: str) -> int:
        """The kind of a line by its beginning, of any length."""
        kind = self[line[:KEY] if line.isascii() else line[: KEY + 1]]
        if 0 < kind < DOUBTFUL:
            return kind
        return self.at_length(line, kind) if kind else self.behind(line)

    def behind(self, raw: str) -> int:
        """The kind of a line that begins with characters to skip: `> * Reply`."""
        text = raw.lstrip(_PASSED_OVER)
        # `> >`, `-----`: no phrase can follow.
        if not text:
            return _PRINT if raw.isspace() or self._passed[raw][0] == _PRINT else 0
        added, kept = self._passed[raw[: -len(text)]]
        kind = self[text[: KEY if text.isascii() else KEY + 1]]
        if kind & DOUBTFUL:
            kind = self.at_length(text, kind)
        return (kind | added) & kept

    def behind_all(self, kinds: list[int], raw: Sequence[str], *, is_ascii: bool) -> None:
        """Put the kinds of lines that begin with characters to skip in the place of 0; `is_ascii`:
        all of the lines are.
        """
        passed = self._passed
        for index, kind in enumerate(kinds):
            if not kind:
                line = raw[index]
                text = line.lstrip(_PASSED_OVER)
                kind = self[text[:KEY]]
                # As in `behind`; `text` is usually a writer's words.
                if kind < DOUBTFUL and text and (is_ascii or text.isascii()):
                    added, kept = passed[line[: -len(text)]]
                    kinds[index] = (kind | added) & kept
                else:
                    kinds[index] = self.behind(line)


class _Passed(dict[str, tuple[int, int]]):
    """For skipped characters: the bits they add, and those they keep.

    `marks` are those that begin a phrase: one may begin in what is skipped.
    """

    def __init__(self, marks: frozenset[str]) -> None:
        super().__init__()
        self._marks = marks

    def __missing__(self, passed: str) -> tuple[int, int]:
        indented = passed[:_INDENT].isspace() and len(passed) >= _INDENT
        if self._marks.isdisjoint(passed):
            kept = ANYTHING if _QUOTE_MARKS.issuperset(passed) else _PRINT
            found = (MAY_BE_STAMP if indented else 0, kept)
        else:
            found = (_PRINT, _PRINT)
        if len(self) < _MOST_KEYS and len(passed) <= _LONGEST_PASSED:
            self[passed] = found
        return found


def _begins_phrase(phrases: Sequence[str], text: str) -> bool:
    """Whether one of the sorted `phrases` begins with `text`."""
    place = bisect_left(phrases, text)
    return bool(text) and place < len(phrases) and phrases[place].startswith(text)


class _Endings(dict[str, int]):
    """Maps a line's last two characters to a bit: a page number ends with a digit.

    A space may be behind the digit. Two may hide it; a space behind a letter or a mark does not.
    """

    def __missing__(self, last: str) -> int:
        end = last[:-1] if last[1:].isspace() else last[-1:]
        kind = MAY_BE_STAMP if end.isdigit() or end.isspace() else 0
        self[last] = kind
        return kind


@lru_cache(maxsize=4)
def line_openings(lexicon: Lexicon) -> LineOpenings:
    """The table of line kinds by first characters, made from the phrases of a lexicon."""
    return LineOpenings(lexicon)


_ENDINGS = _Endings()


def line_kinds(raw: Sequence[str], lexicon: Lexicon) -> list[int]:
    """The kind of each line, in order."""
    openings, endings = line_openings(lexicon), _ENDINGS
    at_length = openings.at_length
    is_ascii = "".join(raw).isascii()
    if is_ascii:
        found = [openings[line[:KEY]] for line in raw]
    else:
        found = [openings[line[:KEY] if line.isascii() else line[: KEY + 1]] for line in raw]
    if 0 in found:
        openings.behind_all(found, raw, is_ascii=is_ascii)
    # Most lines begin unlike any phrase and end unlike any stamp.
    return [
        (kind if kind < DOUBTFUL else at_length(line, kind)) | endings[line[-2:]]
        for line, kind in zip(raw, found, strict=True)
    ]


class LazyKinds(Sequence[int]):
    """The same as `line_kinds` for a long text of which few lines are asked for."""

    def __init__(self, raw: Sequence[str], lexicon: Lexicon) -> None:
        self._raw = raw
        self._lexicon = lexicon
        self._known: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._raw)

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        if isinstance(index, slice):
            return line_kinds(self._raw[index], self._lexicon)
        kind = self._known.get(index)
        if kind is None:
            (kind,) = line_kinds([self._raw[index]], self._lexicon)
            self._known[index] = kind
        return kind
