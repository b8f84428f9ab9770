"""Lines that number the pages of a document, and running headers beside them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence

from mailrecon.regex import regex

# A production's number alone on a line, or a header in capitals that ends with one.
_RUNNING = regex(r"0\d{3,9}|\d{6,10}|[-–—]\s?\d{1,4}\s?[-–—]|(?P<title>\D.{5,118}?)(?<!\d)\d{1,4}")
PAGE_NUMBER_ENDINGS = frozenset("0123456789-–—")
_DIGITS = regex(r"\d+")
_SMALL = bytes(range(ord("a"), ord("z") + 1))
_CAPITALS = bytes(range(ord("A"), ord("Z") + 1))
_FEWEST_CAPITALS = 5
_LONGEST = 130
# A page number in the middle of the foot.
_CENTRED = " " * 12
_LONGEST_NUMBER = 4
_IN_THE_MIDDLE = "centred"
_MOST_PAGES_APART = 3
_SHORTEST_PAGE = 3
SHORTEST_TITLE = 12


def find_page_numbers(read: Callable[[], Iterator[Sequence[str]]]) -> set[int]:
    """The lines of page numbers, and lines next to them that repeat on other pages.

    `read` gives the lines of the document in order, in parts of any size, from the top at each
    call.
    """
    numbers = PageNumbers()
    for part in read():
        numbers.add(part)
    return numbers.found(read)


class PageNumbers:
    """Finds the page numbers of a text that is read in parts."""

    def __init__(self) -> None:
        self._lines = 0
        self._numbers: list[tuple[str, int, int]] = []

    def add(self, part: Sequence[str], among: Sequence[int] | None = None) -> None:
        """Search the lines of the next part; those that are not plain are `among`, if given."""
        first = self._lines
        numbers = range(len(part)) if among is None else among
        ending = [(first + n, part[n]) for n in numbers if part[n][-1:] in PAGE_NUMBER_ENDINGS]
        self._numbers.extend(_numbered(ending))
        self._lines = first + len(part)

    def found(self, read: Callable[[], Iterator[Sequence[str]]]) -> set[int]:
        """The lines of page numbers, and lines next to them that repeat on other pages.

        `read` is as in `find_page_numbers`.
        """
        numbers = self._numbers
        found = _running(number for number in numbers if number[0] != _IN_THE_MIDDLE)
        # A number in the middle of the foot has text next to it, not a running header.
        alone = _running(number for number in numbers if number[0] == _IN_THE_MIDDLE)
        return (found | _beside(read, found) if found else found) | alone


def may_number_pages(raw: Sequence[str]) -> bool:
    """Whether a line of a document has the form of a page number."""
    ending = [
        (index, line)
        for index, line in enumerate(raw)
        if line[-1:] in PAGE_NUMBER_ENDINGS and not _has_few_capitals(line)
    ]
    return bool(ending) and next(_numbered(ending), None) is not None


def _numbered(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[str, int, int]]:
    """Possible page numbers: the shape of the line, the line, the number."""
    for index, raw in lines:
        text = raw.strip()
        if len(text) <= _LONGEST_NUMBER and text.isdecimal() and raw.startswith(_CENTRED):
            yield _IN_THE_MIDDLE, index, int(text)
            continue
        if len(text) > _LONGEST or _is_in_small_letters(text) or _has_few_capitals(text):
            continue
        match = _RUNNING.fullmatch(text)
        if match is None or (match["title"] and not _is_capitals(match["title"])):
            continue
        number = _DIGITS.findall(text)[-1]
        shape = text[: text.rindex(number)] + ("0" * len(number) if match["title"] is None else "")
        yield shape, index, int(number)


def _running(numbers: Iterable[tuple[str, int, int]]) -> set[int]:
    """The lines whose number is slightly above that of the last line of the same shape."""
    found: set[int] = set()
    last: dict[str, tuple[int, int]] = {}
    for shape, line, number in numbers:
        above, before = last.get(shape, (line, number))
        last[shape] = line, number
        if 1 <= number - before <= _MOST_PAGES_APART and line - above >= _SHORTEST_PAGE:
            found.update((above, line))
    return found


def _is_in_small_letters(text: str) -> bool:
    """Whether a line begins with a letter, and a fifth of it are ASCII lowercase letters.

    `Sent: Monday, May 4, 2020 9:12` is not a running header in capitals.
    """
    if not text[:1].isalpha():
        return False
    data = text.encode("ascii", "ignore")
    return (len(data) - len(data.translate(None, _SMALL))) * 5 > len(text)


def _has_few_capitals(text: str) -> bool:
    """Whether a line begins with a letter, so that only a title is before its number, and has too
    few capitals for one: `보낸 날짜: 2021년 3월 3일 PM 6:38`.
    """
    if not text[:1].isalpha():
        return False
    data = text.encode("ascii", "ignore")
    capitals = len(data) - len(data.translate(None, _CAPITALS))
    # Most characters of other scripts have no capitals.
    others = len(text) - len(data)
    if capitals + others < _FEWEST_CAPITALS:
        return True
    return capitals < _FEWEST_CAPITALS and sum(map(str.isupper, text)) < _FEWEST_CAPITALS


def _is_capitals(text: str) -> bool:
    if sum(map(str.isupper, text)) < _FEWEST_CAPITALS:
        return False
    letters = list(filter(str.isalpha, text))
    return len(letters) >= 6 and sum(map(str.isupper, letters)) * 5 >= len(letters) * 4


def _beside(read: Callable[[], Iterator[Sequence[str]]], numbered: set[int]) -> set[int]:
    """Lines next to a page number that repeat next to others.

    Only hashes of texts are kept: a long document has many.
    """
    near = sorted({index + step for index in numbered for step in (-2, -1, 1, 2)} - numbered)
    wanted: set[int] = set()
    for first, part in _with_numbers(read()):
        here = near[bisect_left(near, first) : bisect_left(near, first + len(part))]
        texts = (part[index - first].strip() for index in here)
        wanted.update(hash(text) for text in texts if len(text) >= SHORTEST_TITLE)
    places: dict[int, int] = {}
    found: set[int] = set()
    for first, part in _with_numbers(read()):
        for index, raw in enumerate(part, first):
            if len(raw) >= SHORTEST_TITLE and (key := hash(raw.strip())) in wanted:
                above = places.setdefault(key, index)
                if above != index:
                    found.update((above, index))
    return found


def _with_numbers(parts: Iterable[Sequence[str]]) -> Iterator[tuple[int, Sequence[str]]]:
    """Parts of a document, each with the number of its first line."""
    first = 0
    for part in parts:
        yield first, part
        first += len(part)
