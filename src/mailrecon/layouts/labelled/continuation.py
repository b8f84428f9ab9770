"""Decide whether a line without a label continues the value above it."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from mailrecon.layouts.labelled.entry import Entry, guess_role, only_role, opens_field
from mailrecon.layouts.labelled.wrapped_subject import subject_goes_on
from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import ADDRESS_ROLES, Role
from mailrecon.regex import regex
from mailrecon.scan import Lines, Page, patterns

# A list of people may have thousands of lines; this bounds the time for a damaged document.
_MAX_VALUE_LINES = 20_000
_LONGEST_MOMENT = 40
# If the next label is at most this many lines away, all lines before it belong to the value.
_NEAR = 2
_FAR = 60
_LIST_ENDINGS = (";", "；")
_GREETING_ENDS = (",", "!", ":", "，", "：", "！")
# `… > Hi Ben,`
_GREETED = regex(r"[\s>)\]]([^\W\d_a-z][^\W\d_]{1,11}) [^\W\d_a-z][\w.'’-]*,$")
_LONGEST_GREETING = 4
_SENTENCE_ENDS = ".!?。！？"
_OPEN_ENDINGS = tuple(",;、，；،<(&")
_OPEN_BEGINNINGS = (*",;、，；،", ">;", ">,")
_SEMICOLON = regex("[;；]")
# `; Ben Ost`, `'; Ben Ost`, `D>; Ben Ost`: OCR's remnants of a removed address, after which the
# list continues.
_GOES_ON = regex(r"[^\w\s;]{0,2}[A-Z]?[^\w\s;]{0,3}[;；]")
_MISREAD_GOES_ON = regex(r">\s?[:;,]\s+[A-Z]\w")
# `(DOCK/QUAY) [E]; Ost, Ben`: the unit of the person above, on a line of its own.
_UNIT_FIRST = regex(r"\([A-Z][\w.&-]{0,20}/[\w./& -]{1,40}[)\]]")
_FILES = regex(r"\S\.[A-Za-z]{1,4}\d?(?:[,;]|\s*$)")
_MANY = 2
_FEWEST_WORDS_OF_PROSE = 8
# In a torn list, a line without any sign of a list is a name, or a black bar read by OCR.
_MOST_WORDS_TORN = 6
_MOST_WORDS_OF_NAME = 3
_WORD = regex(r"[^\W\d_]{3}\S*")
_PAIR = regex(r"[A-Z][\w'’-]{1,30}, [A-Z][\w'’-]{1,30}")
_LONGEST_SUFFIX = 7
ADDRESS_ALONE = regex(rf"[<\[(]?{patterns.ADDRESS.pattern}[>\])]?[,;]?")


class _Below(NamedTuple):
    """A line without a label below a value, with the facts that the rules need.

    `text` is the line without surrounding space, `above` the last line of the value.
    """

    page: Page
    line: int
    entry: Entry
    seen: set[Role]
    text: str
    above: str
    begins_value: bool  # nothing follows the label on its own line
    indented: bool  # the line begins with space
    deeper: bool  # and the label's line does not


def continues(page: Page, current: int, entries: list[Entry], seen: set[Role]) -> bool:
    """Whether line `current`, which has no label, continues the last value."""
    lines = page.lines
    entry = entries[-1]
    # A list of people may have hundreds of lines; more lines than this are a text.
    if len(entry.pieces) > _MAX_VALUE_LINES:
        return False
    content = lines.content(current)
    number, start, end = entry.pieces[-1]
    above = lines.content(number)[start:end].strip()
    indented = content[:1] in " \t"
    below = _Below(
        page,
        current,
        entry,
        seen,
        text=content.strip(),
        above=above,
        begins_value=not above and len(entry.pieces) == 1,
        indented=indented,
        deeper=indented and not lines.content(entry.line)[:1].isspace(),
    )
    # `Subject: =?utf-8?Q?The_mole_?=` / ` =?utf-8?Q?at_noon?=` (RFC 2047, section 2)
    if above.endswith("?=") and below.text.startswith("=?"):
        return True
    role = guess_role(entry, seen - {only_role(entry)})
    # `X-Mailer: Quay` / ` 5.2`: a field without a role continues only if it is folded.
    if role is Role.OTHER:
        return indented or below.begins_value
    # `To: Ann Poe;` / `Ben Ost`, `Attachments: …` are decided separately.
    if role in ADDRESS_ROLES or role.value.endswith(("names", "name")):
        return _people_go_on(below)
    return _value_goes_on(below, role, entries)


def _people_go_on(below: _Below) -> bool:
    """Whether a line continues a list of people."""
    page, entry, text, above = below.page, below.entry, below.text, below.above
    # `To:` / `Hi Ben,` / `Please look at the tides.`
    if _is_text(below):
        return False
    # `To:` alone on its line: people are named below, not a sentence.
    if below.begins_value:
        return patterns.name_strength(text) > 0 or is_person_like(text)
    # `Ann Poe;` / `Ben Ost`, and `Ann Poe` / `; Ben Ost` or `D>; Ben Ost`
    opens = text.startswith(_OPEN_BEGINNINGS) or list_plainly_goes_on(text)
    if opens or above.endswith(_OPEN_ENDINGS):
        return True
    # `Ann Poe <ann@quay.` / `example>`
    if above.count("<") > above.count(">") or above.count("[") > above.count("]"):
        return True
    # A folded field (RFC 5322, section 2.2.3).
    if below.deeper:
        return True
    # Exchange: `Ann Poe on behalf of` / `Harbour Office`
    if fold(above).endswith(_on_behalf_endings(page.lexicon)):
        return True
    # Lotus Notes' columns: `From:  Ann Poe` / `03/03/2026 12:09 PM`
    if Role.FROM in entry.roles and Role.DATE not in below.seen and is_moment(text):
        return True
    # `Ben Ost` / `ben@quay.example`, `ann@quay.example` / `ben@quay.example`
    if ADDRESS_ALONE.fullmatch(text) and (
        ADDRESS_ALONE.fullmatch(above) or not patterns.has_address(_last_of_list(above))
    ):
        return True
    if names_more(above, text):
        return True
    # `To: Ann Poe` / `Ben Ost` / `Subject: The mole`: the next label is near.
    return _next_label(page, below.line, entry, below.seen, _FAR) and (
        is_person_like(text) or entry.look_ahead - below.line <= _NEAR
    )


def names_more(above: str, text: str) -> bool:
    """Whether a line has further people of the list above it, whatever is around them."""
    # `Holt, Maren (LOCK/NORTH) [E]; Rask, Ida` / `(LOCK/NORTH) [E]; Ost, Ben (LOCK/SOUTH) [E]`
    if _goes_on_as_list(above, text):
        return True
    # `Ann Poe <ann@quay.example>` / `Ben Ost <ben@quay.example>`: one person a line
    if not (_is_listed(text) and patterns.has_address(text)):
        return False
    return patterns.name_strength(text.partition("<")[0]) > 0 or "@" in text.split()[0]


def _is_text(below: _Below) -> bool:
    """Whether a line below people is the message's text, even if their list is empty or open."""
    open_list = below.begins_value or below.above.endswith(_LIST_ENDINGS)
    greeted = _GREETED.search(below.above) if below.above.endswith(",") else None
    if greeted is not None and fold(greeted[1]) in below.page.lexicon.greetings:
        return True
    # `Cc: Cay Dun, Hi Ann,` / `You continue to be the one whom we all trust, and …`
    return _is_prose(below.text) or (open_list and begins_text(below.page, below.line))


def _is_listed(text: str) -> bool:
    return ";" in text or "," in text or text.endswith(">")


def _value_goes_on(below: _Below, role: Role, entries: list[Entry]) -> bool:
    """Whether a line continues a date, a subject, or another value that does not list people."""
    page, entry, text, above = below.page, below.entry, below.text, below.above
    if below.begins_value:
        # `Subject:` alone may be empty: if the fields above have their values on the next line, so
        # has this one.
        if role is Role.SUBJECT:
            others = entries[:-1]
            return _values_stand_below(others, page.lines) or (
                not others and _next_value_is_below(page, below.line)
            )
        # `Date:` / `Mon, 4 May 2020 10:11`
        return patterns.date_strength(text) > 0 if role is Role.DATE else True
    # `Date: Mon, 4 May 2020` / `10:11:12 +0200`: the line adds to the date.
    if role is Role.DATE:
        return len(text) < _LONGEST_MOMENT and patterns.date_strength(above + " " + text) > (
            patterns.date_strength(above)
        )
    if role is Role.SUBJECT:
        # `Subject: Tides and` / `locks` / `To: Ben Ost`
        return _next_label(page, below.line, entry, below.seen, 3) or subject_goes_on(
            page, below.line, entry, indented=below.deeper
        )
    # `Attachments: plan.pdf, List of ropes and` / `hooks.pdf`
    if role is Role.ATTACHMENTS and not _ends_file(above) and _FILES.search(text):
        return True
    # `Attachments: plan.pdf` / `map.pdf` / `Importance: High`
    return below.deeper or _next_label(page, below.line, entry, below.seen, 3)


def is_moment(text: str) -> bool:
    """Whether a line consists of a day and a time of day: `03/03/2026 12:09 PM`."""
    return len(text) < _LONGEST_MOMENT and text[0].isalnum() and patterns.date_strength(text) == 2


def is_dated(lines: Lines, entry: Entry) -> bool:
    """Whether an originator's last line is a date: `From:  Ann Poe` / `03/03/2026 12:09 PM`."""
    number, start, end = entry.pieces[-1]
    text = lines.content(number)[start:end].strip()
    return len(entry.pieces) > 1 and Role.FROM in entry.roles and bool(text) and is_moment(text)


def begins_text(page: Page, index: int) -> bool:
    """Whether a line opens a message's text, even if a list of people above is empty or open.

    `To:` / `Hi Ben,` / `Please look at the tides.`, where the recipients were omitted; a sentence
    below `Cc: Cay Dun <cay@quay.example>;`
    """
    lines = page.lines
    text = lines.content(index).strip()
    # `Please look at the tides.`
    if _is_sentence(text):
        return True
    # `Hi Ben,`; not `Ann Poe, Harbour Office, Dock of Quay,` or `ann@quay.example,`
    if not text.endswith(_GREETING_ENDS) or len(text.split()) > _LONGEST_GREETING or "@" in text:
        return False
    below = index + 1
    while below < min(index + _NEAR + 1, len(lines)) and lines.is_blank(below):
        below += 1
    # `Ann Poe,` / `Subject: Tides`: a label below shows that the header continues.
    if below >= len(lines) or page.label(below) is not None:
        return False
    following = lines.content(below).strip()
    return _is_sentence(following) or (
        following[:1].islower() and len(following.split()) > _LONGEST_GREETING
    )


def list_plainly_goes_on(text: str) -> bool:
    """Whether a line can only be a continuation of a list of people."""
    # `; Ben Ost`, `(LOCK/NORTH) [E]; Ost, Ben`
    if _GOES_ON.match(text) or _UNIT_FIRST.match(text):
        return True
    # `Ann Poe; Ben Ost` may be in a text; a line with many semicolons is a list.
    if text.count(";") < _MANY:
        return False
    # `Borio, Ann; Hanf. Dan; Wade, Eva`: OCR reads a comma as a stop.
    names = [name.partition("<")[0] for name in text.split(";") if name.strip()]
    plausible = sum(not name.strip() or patterns.name_strength(name) > 0 for name in names)
    return not _is_sentence(text) and plausible * 2 > len(names)


def parts_people(text: str) -> bool:
    """Whether a line has a sign that separates people or ends an address: `Ann ; Ben`, `>`,
    `(DOCK/SEA)`.
    """
    # `Ben Ost <ben@quay.example>`, `(DOCK/SEA)`
    if ">" in text or "@" in text or _UNIT_FIRST.search(text):
        return True
    names = list(filter(None, map(str.strip, _SEMICOLON.split(text))))
    named = sum(name[0].isupper() and patterns.name_strength(name) > 0 for name in names)
    return ";" in text and named * 2 > len(names)


def is_of_torn_list(page: Page, index: int) -> bool:
    """Whether a line may belong to a list of people that OCR tore: not a greeting, not text."""
    text = page.lines.content(index).strip()
    # `>; Poe,` / `j 2 E M`
    if _GOES_ON.match(text) or _MISREAD_GOES_ON.match(text):
        return True
    # `Dear all,` / `please look at the tides`; not `zZ O > = jas = z a y`
    if (_is_prose(text) and _has_words(text)) or _is_sentence(text) or begins_text(page, index):
        return False
    # `LIND.`, `m © e]`: a name's remnants after OCR have few words, `=< a J 3 A s a E` none.
    if parts_people(text) or len(text.split()) <= _MOST_WORDS_TORN:
        return True
    # `Poe, Ann ee SE: Ost, Ben V. ee ass COE`
    return not _has_words(text) or len(_PAIR.findall(text)) > 1


def is_word_of_other(text: str) -> bool:
    """Whether a line has words, but neither lists people nor can be a name: `Tides and locks`."""
    return _has_words(text) and not parts_people(text) and not is_person_like(text)


def _has_words(text: str) -> bool:
    """Whether one word in four is more than debris: not `zZ O > = jas = z a y`."""
    return len(_WORD.findall(text)) * 4 > len(text.split())


def ends_torn_list(text: str) -> bool:
    """Whether the text before `Subject:` on one line is the end of a list: `Ost`, `Ann Poe; Ek`.

    A black bar read by OCR counts too: `oO Subject: FW: Tides` below `To:`.
    """
    words = text.split()
    if 0 < len(words) <= _MOST_WORDS_OF_NAME and not _has_words(text):
        return True
    rest_of_name = 0 < len(words) <= _MOST_WORDS_OF_NAME and all(word.istitle() for word in words)
    return rest_of_name or parts_people(text)


def _is_sentence(text: str) -> bool:
    """Whether a line ends like a sentence, with a word that is not a name: `… at the tides.`"""
    words = text.split()
    return (
        len(words) > 1
        and text[-1:] in _SENTENCE_ENDS
        and words[-1][0].islower()
        and len(words[-1]) > 2
        and "@" not in text
        and ";" not in text
    )


def _is_prose(text: str) -> bool:
    """Whether a line is prose: many words, mostly in small letters, and no sign of a list."""
    words = text.split()
    small = sum(word[0].islower() for word in words)
    return (
        len(words) >= _FEWEST_WORDS_OF_PROSE
        and small * 2 > len(words)
        and not any(mark in text for mark in "@;<")
    )


def _ends_file(text: str) -> bool:
    """Whether a list of files ends with the end of a name: `tides.pdf`, not `tides.pdf, Map of`."""
    return _FILES.search(text, max(len(text) - _LONGEST_SUFFIX, 0)) is not None and text[-1] != ","


def _goes_on_as_list(above: str, below: str) -> bool:
    """Whether a list of people separated by semicolons was broken within a name.

    `Holt, Maren (LOCK/NORTH) [E]; Rask, Ida` / `(LOCK/NORTH) [E]; Ost, Ben (LOCK/SOUTH) [E]`
    """
    # `Ann Poe` / `Ben Ost`: without semicolons two lines are two values.
    if not (_SEMICOLON.search(above) and _SEMICOLON.search(below)):
        return False
    pieces = [piece.strip() for piece in _SEMICOLON.split(below) if piece.strip()]
    return len(pieces) > 0 and all(
        patterns.has_address(piece)
        or not (
            name := patterns.without_brackets(piece, broken=True).strip()
        )  # `(LOCK/NORTH) [E]` of the name above
        or (not name[0].islower() and patterns.name_strength(name) > 0)
        for piece in pieces
    )


def _last_of_list(text: str) -> str:
    return text[max(text.rfind(";"), text.rfind(",")) + 1 :]


@lru_cache(maxsize=4)
def _on_behalf_endings(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(fold(phrase) for phrase in (*lexicon.on_behalf, *lexicon.sent_by))


def is_person_like(text: str) -> bool:
    """Whether a line can be part of a list of people."""
    return bool(
        "@" in text
        or text[-1:] in ",;>)"
        or patterns.NOTES_NAME.search(text)
        or "<" in text
        or (";" in text or "," in text)
        or patterns.name_strength(text) == 2
    )


def _values_stand_below(entries: list[Entry], lines: Lines) -> bool:
    """Whether most fields have their values on the line below the label."""
    below = sum(
        len(entry.pieces) > 1
        and not lines.content(entry.pieces[0][0])[entry.pieces[0][1] :].strip()
        for entry in entries
    )
    return below * 2 > len(entries)


def _next_value_is_below(page: Page, line: int) -> bool:
    """Whether the next line is a label with its value on the line below it.

    Thunderbird saves text in this form: `Subject:` / `Tides` / `From:` / `Ann Poe` / `Date:` …
    """
    if line + 2 >= len(page.lines):
        return False
    label = page.label(line + 1)
    if label is None or page.lines.content(line + 1)[label.value_start :].strip():
        return False
    return not page.lines.is_blank(line + 2) and page.label(line + 2) is None


def _next_label(page: Page, current: int, entry: Entry, seen: set[Role], limit: int) -> bool:
    """Whether a label of a new field follows before a blank line, within `limit` lines.

    The result is cached in `entry.look_ahead`, because it is needed for each line of a long list.
    """
    # Nothing is cached yet, or only for lines above this one.
    if current >= entry.looked_to:
        entry.look_ahead = 0
        entry.looked_to = current + limit
        lines = page.lines
        depth = lines.depth(entry.line)
        blanks = 0
        for number in range(current, min(current + _MAX_VALUE_LINES, len(lines))):
            # Hundreds of people, one a line, without a mark between them
            if number >= current + limit:
                if limit < _FAR or not is_person_like(lines.content(number).strip()):
                    break
                entry.looked_to = number + 1
            if lines.is_blank(number):
                blanks += 1
                # `To: Ann Poe;` / blank / `Ben Ost` / `Subject: …`: only lists continue after blank
                # lines.
                if blanks > 1 or entry.roles.keys().isdisjoint(ADDRESS_ROLES):
                    break
                continue
            if lines.depth(number) != depth:
                break
            label = page.label(number)
            if label is not None and label.entry is not None:
                if opens_field(label, [entry], seen, page.lexicon):
                    entry.look_ahead = number
                break
            if blanks:
                break
    return entry.look_ahead > current
