"""For the fast path `straight`: decide whether the lines of a text are a writer's own words.

Each check decides most lines by their first and last characters, and applies the full rule to the
others. A text that may have more than plain mail is left to the general parser.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import compress, count, repeat
from operator import contains, itemgetter, not_, or_
from typing import Final

from mailrecon.lexicon import Lexicon
from mailrecon.parse.ends.archive_feet import SIGNS as FEET
from mailrecon.parse.ends.furniture import is_footer, is_link_of_list
from mailrecon.parse.ends.page_ends import COPYRIGHT_SIGNS, is_bibliography_title
from mailrecon.parse.ends.pasted import ENTRIES_ANYWHERE, PASTED_MARKS, shows_entry
from mailrecon.parse.ends.repeated_posts import may_open_post
from mailrecon.parse.ends.sections import NUMBERED_MARK
from mailrecon.parse.gaps import hides_quotation
from mailrecon.regex import regex
from mailrecon.scan.chats import is_no_sentence, may_be_chat_title, names_messenger
from mailrecon.scan.furniture.kinds import (
    ANYTHING,
    KEY,
    MAY_BE_FOOTER,
    MAY_BE_STAMP,
    MAY_NAVIGATE,
    WORDS,
    line_openings,
)
from mailrecon.scan.furniture.margins import WIDE
from mailrecon.scan.furniture.navigation import is_control, is_navigation, is_navigation_row
from mailrecon.scan.furniture.page_numbers import PAGE_NUMBER_ENDINGS
from mailrecon.scan.furniture.stamp_forms import is_stamp
from mailrecon.scan.furniture.stamps import may_be_one_of_several
from mailrecon.scan.signs import Signs

# First characters of quoted, indented or marked lines.
OPENING_MARKS = frozenset("> \t|*#+＞")
# People who collect mails print it between them.
ORNAMENT: Final = "* * *"
_first_character = itemgetter(slice(1))
_HEAD = itemgetter(slice(KEY))
_LAST = itemgetter(slice(-1, None))
# Signs of code, classification notes, a margin, the feet of archives, entries of trackers.
SIGNS = (
    *("\r", '"""', "'''", "```", "<<", "<!--", "Classified by ", NUMBERED_MARK, WIDE),
    *PASTED_MARKS,
    # `It leaks.[/quote]`
    "[/",
    # `【編集者注：…】`
    "\n【",
    *FEET,
    *ENTRIES_ANYWHERE,
    *COPYRIGHT_SIGNS,
)
_SIGNS = Signs(SIGNS)
# Bits, in addition to those of `scan/furniture/kinds.py`, for a line's last character: it may
# end a page number, or a rule.
MAY_NUMBER_PAGE: Final = 32
MAY_END_RULE: Final = 64
_RULE_ENDS = frozenset("-=*_ \t")
_RULE_END = regex(r"[-=*_][^\S\n]*$")
_SHORT = 40
# More lines than these are asked all together first.
_MANY = 16
_BOLD = "__"
_QUOTE_MARKS = frozenset("|>＞")
_NEAR_START = 8
# Marks before a writer's words. Others open markup, or belong to the line above.
_MARK_BEFORE_WORDS = regex(r"[-–—(\[./\"'“‘„…@$_]{0,3} ?\w")


def has_marks(text: str, odd: str | None = None, marked: str | None = None) -> bool:
    """Whether a text has a sign of more than plain mail.

    For `odd` and `marked` see `Signs.in_text`.
    """
    return _SIGNS.in_text(text, odd, marked)


def has_marked_openings(openings: Iterable[str]) -> bool:
    """Whether one of some lines, or of their first characters, is quoted, indented or marked."""
    return not OPENING_MARKS.isdisjoint(map(_first_character, openings))


class LineEndings(dict[str, int]):
    """Maps a line's last character to bits."""

    def __missing__(self, last: str) -> int:
        bits = MAY_BE_STAMP if last.isdigit() or last.isspace() else 0
        if last in PAGE_NUMBER_ENDINGS:
            bits |= MAY_NUMBER_PAGE
        # `はい、` continues on the next line.
        if last in _RULE_ENDS or last.isspace() or last == "、":
            bits |= MAY_END_RULE
        self[last] = bits
        return bits


LINE_ENDINGS = LineEndings()


def line_state(line: str, lexicon: Lexicon) -> int:
    """The bits of a line that is not empty: only `WORDS` for a writer's plain words."""
    return line_openings(lexicon).kind_of(line) | LINE_ENDINGS[line[-1]]


def line_states(
    raw: Sequence[str], lexicon: Lexicon, *, ascii_only: bool, among: Sequence[int] | None = None
) -> list[int]:
    """For each line `WORDS` if its first four characters and its last one say that it is plainly
    words; of others, `line_state` knows more.

    `among` are the lines that are not plain (`marked_lines`), if they are known.
    """
    if among is not None:
        states = [WORDS] * len(raw)
        lines = [raw[number] for number in among]
        for number, state in zip(
            among, line_states(lines, lexicon, ascii_only=ascii_only), strict=True
        ):
            states[number] = state
        return states
    openings, endings = line_openings(lexicon), LINE_ENDINGS
    # A combining mark may follow the fourth letter.
    heads: Iterable[str] = (
        map(_HEAD, raw)
        if ascii_only
        else [line[:KEY] if line.isascii() else line[: KEY + 1] for line in raw]
    )
    return list(
        map(or_, map(openings.__getitem__, heads), map(endings.__getitem__, map(_LAST, raw)))
    )


def lines_to_examine(
    raw: Sequence[str], states: Sequence[int], among: Sequence[int] | None = None
) -> Iterable[int]:
    """The lines that are not plainly words, or have a colon; blank ones, too.

    Most lines of long texts are neither, and are passed over in one go. For `among` see
    `line_states`.
    """
    if among is not None:
        return [number for number in among if states[number] != WORDS or ":" in raw[number]]
    return compress(count(), map(or_, map(WORDS.__ne__, states), map(contains, raw, repeat(":"))))


def lines_with(
    marks: Sequence[str],
    raw: Sequence[str],
    starts: Sequence[int],
    text: str,
    among: Sequence[int] | None = None,
) -> set[int]:
    """The lines of a text, which begin at `starts`, that have one of the marks.

    For `among` see `line_states`.
    """
    if among is not None:
        return {number for number in among if any(map(raw[number].__contains__, marks))}
    found: set[int] = set()
    for mark in marks:
        place = text.find(mark)
        while place >= 0:
            line = bisect_right(starts, place)
            found.add(line - 1)
            place = text.find(mark, starts[line])
    return found


def without_lines(
    text: str, starts: Sequence[int], left_out: Iterable[int], among: Sequence[int] | None = None
) -> str:
    """A text without some of its lines, of which `starts` are the offsets; or the lines `among`
    without these.
    """
    if among is not None:
        kept = sorted(set(among).difference(left_out))
        return "".join([text[starts[index] : starts[index + 1]] for index in kept])
    pieces: list[str] = []
    end = 0
    for index in left_out:
        pieces.append(text[end : starts[index]])
        end = starts[index + 1] - 1
    pieces.append(text[end:])
    return "".join(pieces)


def may_have_sections(
    raw: Sequence[str], headers: Collection[int], marked: Iterable[int], lexicon: Lexicon
) -> bool:
    """Whether a line below a blank one, or in bold type, may be the title of a chat, or open an
    entry or a post.

    A header's first line does not. Of `marked` lines, some may be in bold type.
    """
    bold = [index for index in marked if raw[index].startswith(_BOLD)]
    below_blank = compress(range(1, len(raw)), map(not_, raw))
    lines = [raw[n] for n in (0, *below_blank, *bold) if n not in headers and raw[n]]
    if len(lines) > _MANY and not _hold_signs(lines, lexicon):
        return False
    return any(may_open_section(line, lexicon) for line in lines)


def _hold_signs(lines: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether some lines together have a sign of `may_open_section`; most have none."""
    return (
        shows_entry("\n".join(lines))
        or any(map(may_open_post, lines))
        or names_messenger("\n".join(filter(is_no_sentence, lines)), lexicon)
    )


def may_open_section(line: str, lexicon: Lexicon) -> bool:
    """Whether a line below a blank one may be the title of a chat, or open an entry or a post."""
    return (_may_open_once if len(line) <= _SHORT else _may_open)(line, lexicon)


def _may_open(line: str, lexicon: Lexicon) -> bool:
    return shows_entry(line) or may_open_post(line) or may_be_chat_title(line, lexicon)


# `Dear Ben,`: many texts have the same lines below a blank one.
_may_open_once = lru_cache(maxsize=8192)(_may_open)


def is_text(line: str, state: int, lexicon: Lexicon) -> bool:
    """Whether a doubtful line of a body is the writer's own after all."""
    return not _ends_rule(line, state) and is_of_text(line, state, lexicon)


def _ends_rule(line: str, state: int) -> bool:
    """Whether a line ends like a rule, or its sentence goes on below.

    `----- End of forwarded message -----`, below which a forward ends
    """
    return bool(state & MAY_END_RULE) and (
        _RULE_END.search(line) is not None or line.rstrip().endswith("、")
    )


def is_of_text(line: str, state: int, lexicon: Lexicon) -> bool:
    """Whether a line that may be page furniture is text, above all headers or below one."""
    kind = state & ANYTHING
    return (_is_of_text_once if len(line) <= _SHORT else _is_of_text)(line, kind, lexicon)


def _is_of_text(line: str, kind: int, lexicon: Lexicon) -> bool:
    if not kind & WORDS or line.isspace():
        return False
    text = line.strip()
    # `QY-000578`
    if kind & MAY_BE_STAMP and (may_be_one_of_several(line) or is_stamp(text)):
        return False
    if kind & MAY_NAVIGATE and (
        is_navigation_row(text, lexicon)
        or is_control(text, lexicon)
        or is_navigation(text, lexicon)
    ):
        return False
    if not kind & (MAY_BE_FOOTER | MAY_BE_STAMP):
        return True
    return not (is_footer(line, lexicon.page_furniture) or is_bibliography_title(line, lexicon))


# `FYI, see below.`, `Thanks,`: many mails repeat the same short lines.
_is_of_text_once = lru_cache(maxsize=8192)(_is_of_text)


def is_text_behind_mark(line: str, state: int, lexicon: Lexicon) -> bool:
    """Whether a line of a whole document's mail that begins with a mark, a digit or capital letters
    is the writer's own: `-Ann`, `2. The gate leaks.`, `PLEASE read this.`
    """
    return not (
        _ends_rule(line, state)
        or _MARK_BEFORE_WORDS.match(line) is None
        or not _QUOTE_MARKS.isdisjoint(line[:_NEAR_START])
        or _is_of_page(line, lexicon)
        or is_bibliography_title(line, lexicon)
        or is_link_of_list(line)
        or hides_quotation(line.strip(), lexicon)
    )


@lru_cache(maxsize=4096)
def is_inert(line: str, lexicon: Lexicon) -> bool:
    """Whether an introducing line is not furniture and has no quote mark."""
    if not line[0].isalpha() and line[0] not in "-_=*~":
        return False
    return not (">" in line[:8] or "|" in line or _is_of_page(line, lexicon))


def _is_of_page(line: str, lexicon: Lexicon) -> bool:
    """Whether a line may be a stamp, a button or a phrase of a page."""
    text = line.strip()
    return (
        may_be_one_of_several(line)
        or is_stamp(text)
        or is_navigation_row(text, lexicon)
        or is_control(text, lexicon)
        or is_navigation(text, lexicon)
        or is_footer(line, lexicon.page_furniture)
    )
