"""Find the list of attached files that mail programs print below a message: `report.pdf  112K`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Role
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns
from mailrecon.scan.furniture.kinds import MAY_NAVIGATE, line_openings
from mailrecon.scan.furniture.navigation import is_control, is_navigation_row

if TYPE_CHECKING:
    from mailrecon.parse.message_starts import MessageStart

_LONGEST = 160
_MOST_LINES = 400
_LONGEST_BUTTONS = 40
# `112K`, `(1,4 MB)`, `96 Kb`, `12 ko`, `2048 bytes`
_SIZE = regex(r"[(\[]?\d{1,6}(?:[.,]\d{1,3})?[ \u00a0]?(?:[KMG]i?[Bbo]?|k[Bo]|[Bb]ytes?|B)[)\]]?")
# Every size in ASCII has a unit behind its number.
_SIZE_SIGN = regex(r"[KMGkBb](?:(?<=[0-9].)|(?<=[0-9] .))")
_FILE = regex(r"(?:[^\s@/\\:*?\"<>|]+[ \u00a0]){0,12}[^\s@/\\:*?\"<>|]+\.(?=\w*[A-Za-z])\w{2,5}")
# `2 attachments`, `添付ファイル 2 個`
_COUNT = regex(r"\d{1,3}(?:\s?[件個个개])?")
_SENTENCE_ENDS = frozenset(".!?,;")
_NOT_LETTERS = b" 0123456789.,:;!?"
_BULLET = " \t\u00a0*•·-–📎"


class _FileLine(NamedTuple):
    """Whether a line of a list has a file name, and whether it has a size."""

    named: bool
    sized: bool


def attachment_lines(
    page: Page, message_starts: Sequence[MessageStart], end: int
) -> frozenset[int]:
    """The lines of the lists below each message; the last message ends at line `end`.

    `report.pdf` / `112K`: a blank line is above them, and only the next message may follow below.
    """
    found: set[int] = set()
    for number, message_start in enumerate(message_starts):
        # The whole text of a native message is the writer's own.
        if message_start.block.end > page.envelope_end:
            stop = message_starts[number + 1].start if number + 1 < len(message_starts) else end
            found.update(_list_above(page, message_start.block.end, stop))
    return frozenset(found)


def is_of_list(content: str, lexicon: Lexicon) -> bool:
    """Whether a line may belong to a list of files."""
    if len(content) > _LONGEST:
        return False
    # `The boat is late, and I have asked for the tables.`: no size, no file, and longer than any
    # label
    if (
        content[-1:] in _SENTENCE_ENDS
        and content[:1].isalpha()
        and "." not in content[-6:-2]
        and content.isascii()
        and _has_more_letters(content, _longest_labels(lexicon).get(content[-1], 0))
        and (_SIZE_SIGN.search(content) is None or _SIZE.search(content) is None)
        and not line_openings(lexicon).kind_of(content) & MAY_NAVIGATE
    ):
        return False
    return _read(content, lexicon) is not None


def _has_more_letters(content: str, number: int) -> bool:
    """Whether a line of ASCII that begins with a letter has more letters than a number."""
    return not number or len(content.encode("ascii").translate(None, _NOT_LETTERS)) > number


@lru_cache(maxsize=4)
def _longest_labels(lexicon: Lexicon) -> dict[str, int]:
    """The length of the longest label of a list of files, folded, by the label's end."""
    found: dict[str, int] = {}
    for label, entry in lexicon.labels.items():
        if Role.ATTACHMENTS in entry.roles:
            found[label[-1]] = max(found.get(label[-1], 0), len(label))
    return found


def _list_above(page: Page, start: int, stop: int) -> list[int]:
    """The lines of the list that ends at the line `stop`."""
    lines = page.lines
    found: list[int] = []
    accepted: list[int] = []
    named = sized = False
    index = stop
    while index > start and len(found) < _MOST_LINES:
        index -= 1
        if page.is_empty(index):
            if named and sized:
                accepted = found[:]
            continue
        content = lines.content(index)
        line = None if len(content) > _LONGEST else _read(content, page.lexicon)
        # This line is text: the list begins below it.
        if line is None:
            return accepted
        found.append(index)
        named, sized = named or line.named, sized or line.sized
    # A mail that consists only of files.
    return found if named and sized else accepted


def _is_too_long(text: str, lexicon: Lexicon) -> bool:
    """Whether a text has no size, and is longer than the label of a list."""
    letters = "".join(text.split()).strip(":")
    return len(letters) > lexicon.longest_label and not patterns.has_digit(text)


def _read(content: str, lexicon: Lexicon) -> _FileLine | None:
    """The file name and size on a line of a list of files; None for any other line."""
    text = content.strip(_BULLET)
    if not text:
        return None
    # `View   Download`
    if is_control(text, lexicon) or is_navigation_row(text, lexicon):
        return _FileLine(named=False, sized=False)
    # A sentence without a file name
    if "." not in text[-6:-2] and text.isascii() and _is_too_long(text, lexicon):
        return None
    sizes = list(_SIZE.finditer(text)) if patterns.has_digit(text) else []
    size = next((s for s in sizes if s.end() == len(text) or text[s.end()].isspace()), None)
    rest = text if size is None else text[: size.start()].rstrip(" \t\u00a0-–(")
    behind = "" if size is None else text[size.end() :].strip()
    # `112K   View   Download`
    if len(behind) > _LONGEST_BUTTONS or (
        behind and not any(is_control(word, lexicon) for word in behind.split())
    ):
        return None
    # `112K` on a line of its own
    if not rest:
        return _FileLine(named=False, sized=True)
    # A file's suffix has two to five letters.
    if "." in rest[-6:-2] and _FILE.fullmatch(rest):
        return _FileLine(named=True, sized=size is not None)
    # `2 attachments`, `Attachments:`, `2 attachments (34 KB)`: a line that introduces the list
    entry = lexicon.labels.get(fold(_COUNT.sub("", rest).strip(" :：")))
    if entry is not None and Role.ATTACHMENTS in entry.roles:
        return _FileLine(named=False, sized=False)
    return None
