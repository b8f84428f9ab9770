"""Read a line that separates messages: `-----Original Message-----` in any language and frame."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct, field

from mailrecon.layouts.evidence import Evidence
from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Introduction, Span, ThreadHeading
from mailrecon.parse.above.item_series import is_of_series
from mailrecon.regex import regex
from mailrecon.scan import Page
from mailrecon.scan.furniture.margins import is_code_at_margin
from mailrecon.scan.furniture.navigation import is_control
from mailrecon.scan.patterns import ascii_digits

DECORATION = " \t\u00a0\u3000-_=*#~<>[](){}—–―─━·.:：|+\u200b\u200e\u200f\ufeff"
RULE_LINE = regex(r"[-_=*~─━—–]{3,}|[-_=*] (?:[-_=*] ){4,}[-_=*]?")
# `* * *`, `########`, `―――――`, `⁂`: printed by people who collect mails, not by mail programs.
# Excluded: `###` ends a press release, `...` a thought, and `■■■■` or `●●●` is a redaction.
_ORNAMENT = regex(r"[―⸺◆◇※☆★+]{3,}|[#.·]{5,}|⁂|[*•·~―—–#+※☆★◆◇] (?:[*•·~―—–#+※☆★◆◇] ?){2,}")
# `E-mail 2`, `Message No. 3 of 12:`, `## Exhibit 14`, `[Document 7]`, `Annexe IV`, `3. E-posta`
_BEHIND_NUMBER = r"(?:\s?(?:/|[^\W\d_]{1,3})\s?\d{1,5})?[#*_\s\])>=:.–—-]{0,8}"
_NUMBERED = regex(
    r"[#*_\s\[(<=–—-]{0,8}+(?:(?P<words>[^\W\d_][^\d#№°º]{0,28}?)[\s.:#№°º-]{0,4}"
    r"(?:\d{1,5}|[IVXL]{1,6})|\d{1,4}\. ?(?P<named>[^\W\d_][^\d#]{0,28}?))"
    rf"{_BEHIND_NUMBER}"
)
# `Answer 3 was late by 4 days.`: what follows the first number excludes most lines at once.
_FIRST_NUMBER = regex(rf"[^\dIVXL]*+(?:[IVXL]|\d{{1,5}}{_BEHIND_NUMBER}\Z|\d{{1,4}}\. ?[^\W\d_])")
# `(Translation)`, `【原文】`, `Original:`
_IN_BRACKETS = regex(
    r"[*_#\s]*(?:[\[(（【〔](?P<words>[^\W\d_][^\d()\[\]]{0,28})[\])）】〕]:?|(?P<bare>[^\W\d_][^\d:]{0,28})[:：])[*_\s]*"
)
# Every such line has one of these.
_BRACKET = regex(r"[\[(（【〔:：]")
# `From ann@quay.example Mon May  4 10:11:12 2020`
_MBOX_FROM = regex(r"From \S+(?:@| at )\S+ .*\d\d:\d\d.*\d{4}")
# `----- Forwarded by Ann Poe/Quay on 05/04/2020 10:11 AM -----`
_FRAMED = regex(r"-{3,}\s*\w")
_DIGITS = regex(r"\d+")
_FIGURES = "0123456789"
_ASCII_BUT_DIGITS = "".join(sign for sign in map(chr, range(128)) if sign not in _FIGURES)
MAX_BLANKS = 3
# A text layer has more blank lines above a header that is indented or set apart.
_MOST_BLANKS = 8
LONGEST_SEPARATOR = 60
_ITEM_OPENING = 3
# At least this many letters at one end are not misread.
_INTACT = 4
# The share of a line's ends with these letters.
NEAR_END = 10
# A phrase with at least this many letters is recognised with one letter misread.
_LONG_ENOUGH = 12
# A separator joined with text ends with one of these, or has a gap before it.
_ENDS_JOINED = frozenset(":：-_")
_GAP = regex(r"\S {3,}+[^\W\d_]")
_WORD = regex(r"\S+")
_MOST_WORDS = 7
_MARKS = " \t\u00a0-_=*"
_TALLEST_FRAME = 10
# `Inbox` is the shortest of the folders' names.
_SHORTEST_FOLDER = 4

# The evidence that the lines above a header add.
_SEPARATOR_WEIGHT = 2.0  # mail programs print separators only above mail
_FRAMED_ABOVE = Evidence("framed separator above", 2.0)
_MBOX_LINE = Evidence("mbox From line above", 2.0)
_RULE_ABOVE = Evidence("rule above", 1.0)  # rules separate other things as well


class FoundIntroduction(Struct):
    """The lines from `start` up to a header block, and the facts they give about it.

    `joined` is a line of text above that ends with a separator, and the end of its text.
    """

    start: int
    introduction: Introduction | None = None
    footnote: str | None = None
    footnote_line: int | None = None
    heading: ThreadHeading | None = None
    evidence: list[Evidence] = field(default_factory=list)
    joined: tuple[int, int] | None = None


def line_above(page: Page, current: int, floor: int) -> int | None:
    """The next line with text above `current`, over few blank lines and page furniture."""
    above = current - 1
    stamps = 0
    while above >= floor:
        # `QY-000578` between a separator and its header: a page ended there.
        if page.is_furniture(above):
            stamps += 1
        elif not page.lines.is_blank(above):
            # `B6` in this place, at the sheet's margin: part of the header is withheld.
            if not is_code_at_margin(page.lines.raw[above]):
                break
            stamps += 1
        above -= 1
        if current - above > MAX_BLANKS + 1 + stamps:
            return None
    return above if above >= floor else None


def read_separator(
    page: Page, index: int, content: str, floor: int, lead: FoundIntroduction
) -> int | None:
    """Add a separator that ends on line `index` to the introduction. Return its first line, or
    None.
    """
    # `-----Original Message-----`, `Begin forwarded message:`
    kind = separator_kind(content, page.lexicon)
    if kind is not None:
        if lead.introduction is None:
            lead.introduction = kind
            lead.evidence.append(separator_above(kind))
        return index
    framed = _framed(page, index, floor, lead)
    if framed is not None:
        return framed
    # `________________________________`, as Outlook prints it
    if RULE_LINE.fullmatch(content):
        # `-----` / `Ann Poe, keeper` / `-----`: the second rule closes a signature.
        if _closes_frame(page, index, floor):
            return None
        if lead.introduction is None:
            lead.introduction = Introduction.RULE
            lead.evidence.append(_RULE_ABOVE)
        return index
    # `From ann@quay.example Mon May  4 10:11:12 2020`
    if _MBOX_FROM.fullmatch(content):
        lead.evidence.append(_MBOX_LINE)
        return index
    # `* * *`
    if _ORNAMENT.fullmatch(content):
        return None if _closes_frame(page, index, floor) else index
    # `E-mail 2`
    if numbers_item(page, index, content, floor):
        return index
    return _letterhead(page, index, floor, lead)


def separator_above(kind: Introduction) -> Evidence:
    """The evidence of a separator above a header."""
    return Evidence(f"{kind.value} above", _SEPARATOR_WEIGHT)


def numbers_item(page: Page, index: int, content: str, floor: int) -> bool:
    """Whether a line alone above a header names a document: `E-mail 2`, `(Translation)`."""
    if len(content) > LONGEST_SEPARATOR or (index > floor and not _begins(page, index)):
        return False
    # Most lines have no brackets.
    named = _IN_BRACKETS.fullmatch(content) if _BRACKET.search(content) is not None else None
    if named is not None and fold(named["words"] or named["bare"]) in page.lexicon.item_words:
        return True
    numbered = _numbered(content)
    # `E-mail 2`, `Exhibit 14`; not `In May 2`.
    if numbered is not None:
        words = fold(numbered["words"] or numbered["named"])
        if words in page.lexicon.item_words:
            return True
    # `EXHIBIT A` above the first mail, `EXHIBIT B` above this one
    return is_of_series(page, content)


def may_name_item(content: str) -> bool:
    """Whether a line has the form of a document's name: `E-mail 2`, `(Translation)`."""
    if _BRACKET.search(content) is not None and _IN_BRACKETS.fullmatch(content) is not None:
        return True
    return may_number_item(content)


def may_number_item(content: str) -> bool:
    """Whether a line has the form of a document's name with a number: `E-mail 2`."""
    return _numbered(content) is not None


def _numbered(content: str) -> re.Match[str] | None:
    """A line in the form of a document's name with a number."""
    return None if _FIRST_NUMBER.match(content) is None else _NUMBERED.fullmatch(content)


def opens_no_item(line: str, lexicon: Lexicon) -> bool:
    """Whether a line begins with three letters with which no document's name begins."""
    start = line[:_ITEM_OPENING]
    if not start.isalpha() or not line.isascii():
        return False
    start = start.lower()
    openings = _item_openings(lexicon)
    # `NrIV`: a number may follow a word of two letters.
    return start not in openings and start[:-1] not in openings and start[:1] not in openings


@lru_cache(maxsize=4)
def _item_openings(lexicon: Lexicon) -> frozenset[str]:
    """The first letters of the words for a document, folded."""
    return frozenset(word[:_ITEM_OPENING] for word in lexicon.item_words)


def _begins(page: Page, index: int) -> bool:
    """Whether the line above `index` is blank, a rule or a page stamp, or there is none."""
    above = index - 1
    return (
        page.lines.is_blank(above)
        or page.is_furniture(above)
        or RULE_LINE.fullmatch(page.lines.content(above).strip()) is not None
        or _ORNAMENT.fullmatch(page.lines.content(above).strip()) is not None
    )


@lru_cache(maxsize=8192)
def separator_kind(content: str, lexicon: Lexicon) -> Introduction | None:
    """The kind of a separator (forward or original message) in any language, or None."""
    key = fold(content.strip(DECORATION))
    if not key:
        return None
    # `---------- Forwarded message ---------`, `Début du message transféré :`
    if key in lexicon.forward_separators:
        return Introduction.FORWARD
    # `-----Original Message-----`, `-----Ursprüngliche Nachricht-----`
    if key in lexicon.original_separators:
        return Introduction.ORIGINAL
    if _LONG_ENOUGH <= len(key) <= LONGEST_SEPARATOR:
        alike = _alike(lexicon)
        near: list[str] = []
        # One letter may be missing, or added.
        for size in range(len(key) - 1, len(key) + 2):
            near += alike.get(f"{key[:_INTACT]} {size}", "").split()
            near += alike.get(f"{size} {key[-_INTACT:]}", "").split()
        # `-----Original Messa e-----`, as OCR reads it
        misread = [phrase for phrase in near if _is_misread(key, phrase)]
        if misread:
            is_original = not lexicon.original_separators.keys().isdisjoint(misread)
            return Introduction.ORIGINAL if is_original else Introduction.FORWARD
    # `Ann Poe hat am Montag weitergeleitet:`: a word of forwarding before a colon.
    # But not `Please call him Begin forwarded message:`, where OCR joined it with the text.
    if content.endswith((":", "：")) and len(key) <= LONGEST_SEPARATOR:
        if key.endswith(_long_separators(lexicon)):
            return None
        sizes = {len(stem) for stem in lexicon.forward_stems}
        for size in sizes:
            if any(key[i : i + size] in lexicon.forward_stems for i in range(len(key) - size + 1)):
                return Introduction.FORWARD
    return None


def ends_separate_nothing(start: str, end: str, lexicon: Lexicon) -> bool:
    """Whether a line of ASCII has no separator's first or last letters: `The boat is late.`

    `start` and `end` are its first and last `NEAR_END` characters; it has no colon at its end. One
    letter of a separator may be misread, at one of its ends.
    """
    start, end = start.strip(DECORATION), end.strip(DECORATION)
    first = "".join(start.split()).lower()[:_INTACT]
    last = "".join(end.split()).lower()[-_INTACT:]
    if len(first) < _INTACT or len(last) < _INTACT:
        return False
    ends = _ends_of_separators(lexicon)
    return first not in ends and last not in ends


@lru_cache(maxsize=4)
def _ends_of_separators(lexicon: Lexicon) -> frozenset[str]:
    """The first and last letters of all separators."""
    phrases = (*lexicon.forward_separators, *lexicon.original_separators)
    return frozenset([phrase[:_INTACT] for phrase in phrases]).union(
        [phrase[-_INTACT:] for phrase in phrases]
    )


@lru_cache(maxsize=4)
def _long_separators(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(key for key in lexicon.forward_separators if len(key) >= _LONG_ENOUGH)


def joined_separator(page: Page, current: int, floor: int) -> tuple[int, int, Introduction] | None:
    """The line of text above `current` that ends with a separator, the end of the text, the kind.

    `Let us discuss. Begin forwarded message:`, `Sent from my phone   Original Message`, as OCR and
    text layers join two lines.
    """
    above = line_above(page, current, floor)
    if above is None:
        return None
    content = page.lines.content(above).rstrip()
    # Most lines of text end with a letter or a full stop.
    if content[-1:] not in _ENDS_JOINED and _GAP.search(content) is None:
        return None
    words = list(_WORD.finditer(content, max(0, len(content) - LONGEST_SEPARATOR)))
    for count in range(min(_MOST_WORDS, len(words) - 1), 1, -1):
        start = words[-count].start()
        tail = content[start:]
        if not content[:start].strip(DECORATION):
            continue
        kind = _sure_separator(tail, page.lexicon)
        if kind is not None and _is_marked(content[:start], tail):
            before = len(content[:start].rstrip(_MARKS))
            offset = page.lines.content_start(above) - page.lines.start(above)
            return above, offset + before, kind
    return None


def distant_separator(page: Page, current: int, floor: int) -> tuple[int, Introduction] | None:
    """The separator above an unusually large gap above `current`, and its kind."""
    lines = page.lines
    lowest = max(floor, current - 1 - _MOST_BLANKS)
    above = next((n for n in range(current - 1, lowest - 1, -1) if not lines.is_blank(n)), None)
    if above is None or current - 1 - above <= MAX_BLANKS:
        return None
    kind = _sure_separator(lines.content(above), page.lexicon)
    return None if kind is None else (above, kind)


def _sure_separator(text: str, lexicon: Lexicon) -> Introduction | None:
    """The kind of a separator of several words that only mail programs print, or None."""
    key = fold(text.strip(DECORATION)) if len(text) <= 2 * LONGEST_SEPARATOR else ""
    if len(key) < _LONG_ENOUGH:
        return None
    if key in lexicon.forward_separators:
        return Introduction.FORWARD
    return Introduction.ORIGINAL if key in lexicon.original_separators else None


def _is_marked(before: str, tail: str) -> bool:
    """Whether a separator begins like one: with a capital, and a colon, dashes or a gap around it.

    `Let us discuss. Begin forwarded message:`; not `He sent me the original message:`.
    """
    words = tail.lstrip(DECORATION)
    return words[:1].isupper() and (
        tail.endswith((":", "：", "--", "__"))
        or tail[:2] in ("--", "__")
        or before.rstrip(" ").endswith(("--", "__"))
        or before.endswith("   ")
    )


def _closes_frame(page: Page, index: int, floor: int) -> bool:
    """Whether a rule is the lower one of two that frame the signature of the text above."""
    rule = page.lines.content(index).strip()
    for above in range(index - 1, max(index - _TALLEST_FRAME, floor) - 1, -1):
        if page.lines.is_blank(above):
            return False
        # The same rule within ten lines above, with no blank line between.
        if page.lines.content(above).strip() == rule:
            return above < index - 1
    return False


@lru_cache(maxsize=4)
def _alike(lexicon: Lexicon) -> dict[str, str]:
    """The separators that OCR may misread, by their intact letters and length.

    One misread letter leaves the first or the last letters of a long phrase intact: a key is the
    first letters and the length, or the length and the last letters. Folded phrases have no white
    space. The garbage collector follows no dictionary of texts.
    """
    found: dict[str, str] = {}
    for phrase in dict.fromkeys((*lexicon.original_separators, *lexicon.forward_separators)):
        size = len(phrase)
        for key in (f"{phrase[:_INTACT]} {size}", f"{size} {phrase[-_INTACT:]}"):
            known = found.get(key)
            found[key] = f"{known} {phrase}" if known else phrase
    return found


def _is_misread(key: str, phrase: str) -> bool:
    """Whether a folded line may be a phrase misread by OCR: one letter is different, or missing.

    `Original Messa e`
    """
    if abs(len(key) - len(phrase)) > 1:
        return False
    if key[:1] != phrase[:1]:
        # `driginal Message`
        return key[1:] == phrase[1:]
    shorter = min(len(key), len(phrase))
    same = next((n for n in range(shorter) if key[n] != phrase[n]), shorter)
    left = shorter - same
    end = next((n for n in range(left) if key[-1 - n] != phrase[-1 - n]), left)
    return max(len(key), len(phrase)) - same - end <= 1


def _letterhead(page: Page, index: int, floor: int, lead: FoundIntroduction) -> int | None:
    """An indented line with the sender's organisation (Lotus Notes) right below a separator."""
    lines = page.lines
    content = lines.content(index)
    stripped = content.strip()
    # `                   Harbour Office of Quay`
    if not content[:1].isspace() or len(stripped) > 60 or stripped.endswith((":", "?", "!")):
        return None
    above = line_above(page, index, floor)
    if above is None or lead.introduction is not None:
        return None
    return _framed(page, above, floor, lead)


def _framed(page: Page, index: int, floor: int, lead: FoundIntroduction) -> int | None:
    """A line of words framed in dashes, on one line or wrapped onto a second (Lotus Notes)."""
    lines = page.lines
    content = lines.content(index).strip()
    # `--- Forwarded by Ann Poe on` / `05/04/2020 10:11 AM ---`: it must end in dashes.
    if lead.introduction is not None or not content.endswith("---"):
        return None
    first = index
    # The second line of a wrapped separator.
    if not _FRAMED.match(content):
        first = index - 1
        if first < floor or not _FRAMED.match(lines.content(first).strip()):
            return None
        content = lines.content(first).strip() + " " + content
    folded = fold(content.strip(DECORATION))
    forward = any(folded.startswith(key) for key in page.lexicon.forward_separators)
    lead.introduction = Introduction.FORWARD if forward else Introduction.ORIGINAL
    lead.evidence.append(_FRAMED_ABOVE)
    return first


@lru_cache(maxsize=4)
def _heading_pattern(templates: tuple[str, ...]) -> re.Pattern[str]:
    numbered = []
    for template in templates:
        before, _, after = template.partition("{n}")
        pieces = [r"\s*".join(re.escape(word) for word in part.split()) for part in (before, after)]
        numbered.append(rf"{pieces[0]}\s*(?<!\d)\d{{1,4}}\s*{pieces[1]}")
    return re.compile(rf"(?P<count>{'|'.join(numbered)})[\s.:]*$", re.IGNORECASE)


@lru_cache(maxsize=4)
def _count_frames(lexicon: Lexicon, *, in_ascii: bool = False) -> dict[str, tuple[str, ...]]:
    """The folded words before the number in a count of messages, by the words after it; with
    `in_ascii` only those that a line of ASCII may have.
    """
    frames: dict[str, set[str]] = {}
    templates = filter(str.isascii, lexicon.message_counts) if in_ascii else lexicon.message_counts
    for template in templates:
        before, _, behind = template.partition("{n}")
        frames.setdefault(fold(behind).rstrip(".:"), set()).add(fold(before))
    return {behind: tuple(before) for behind, before in frames.items()}


def _frames_before(behind: str, lexicon: Lexicon) -> tuple[str, ...] | None:
    """The folded words before the number in a count of messages, in ASCII, that ends with
    `behind`.
    """
    return _count_frames(lexicon, in_ascii=True).get(fold(behind).rstrip(".:"))


# Most sentences end with a full stop and no number, or with the same few words after one.
_frames_once = lru_cache(maxsize=4096)(_frames_before)


def may_count_messages(content: str, lexicon: Lexicon) -> bool:
    """Whether a line may count messages: `The lease (3 messages)`, `3 messages`; not `3 boats`."""
    if content.isascii():
        head = content.rstrip(_ASCII_BUT_DIGITS)
        # Most lines have no number.
        if not head:
            return False
        behind = content[len(head) :]
        read = _frames_once if len(behind) <= LONGEST_SEPARATOR else _frames_before
        frames = read(behind, lexicon)
        return frames is not None and fold(head.rstrip(_FIGURES)).endswith(frames)
    if _DIGITS.search(content) is None:
        return False
    content = ascii_digits(content.rstrip())
    numbers = list(_DIGITS.finditer(content))
    if not numbers:
        return False
    behind = fold(content[numbers[-1].end() :]).rstrip(".:")
    frames = _count_frames(lexicon).get(behind)
    return frames is not None and fold(content[: numbers[-1].start()]).endswith(frames)


def read_heading(page: Page, index: int, floor: int) -> tuple[ThreadHeading, int] | None:
    """The thread title with its count of messages on line `index`, and the title's first line.

    The title is before the count on the same line (web pages) or on the line above (Gmail).
    """
    lines = page.lines
    content = lines.content(index)
    if not may_count_messages(content, page.lexicon):
        return None
    content = ascii_digits(content.rstrip())
    match = _heading_pattern(page.lexicon.message_counts).search(content)
    if match is None:
        return None
    number = _DIGITS.search(match["count"])
    if number is None:
        return None
    title = content[: match.start()].strip()
    first = index
    begin = lines.content_start(index)
    end = begin + len(content)
    # Gmail: `The lease` / `3 messages`
    if not title:
        above = line_above(page, index, floor)
        # `The lease` / `InboxHarbour` / `3 messages`
        if above is not None and _names_folder(lines.content(above).strip(), page.lexicon):
            index, above = above, line_above(page, above, floor)
        if above is not None and index - above <= 2:
            first = above
            title = lines.content(above).strip()
            begin = lines.content_start(above)
    span = Span(begin, end)
    return ThreadHeading(title, int(number[0]), span), first


def _names_folder(text: str, lexicon: Lexicon) -> bool:
    """Whether a line below a page's title names the folder and its labels: `InboxHarbour`."""
    if len(text) > LONGEST_SEPARATOR:
        return False
    if is_control(text, lexicon):
        return True
    return any(
        text[cut].isupper() and text[cut - 1].islower() and is_control(text[:cut], lexicon)
        for cut in range(_SHORTEST_FOLDER, len(text))
    )
