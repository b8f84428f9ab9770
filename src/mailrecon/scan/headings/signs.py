"""The parts of heading lines: forms of dates, punctuation, and words beside the people."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from msgspec import Struct

from mailrecon.lexicon import Lexicon, name_particles
from mailrecon.lexicon.cldr import joining_words
from mailrecon.model import Role
from mailrecon.regex import regex

# A year since mail exists, or a time of day: a line without either is not a heading.
# The search goes from digit to digit, which is four times as fast as trying each alternative.
HEADING_SIGN = regex(
    r"\d(?:(?<=1)9[7-9]\d(?!\d)|(?<=2)0[0-6]\d(?!\d)|[:：]\d\d)|[〇零一二九][一二三四五六七八九十〇]年"
)
# `May 4`, `4 May`, `Tuesday, May 4`, `4 de mayo`
DAY_WITHOUT_YEAR = (
    r"(?:[^\W\d_]{2,10}\.?,? )?(?:[^\W\d_]{3,12}\.? \d{1,2}|\d{1,2}\.? (?:de )?[^\W\d_]{3,12}\.?)"
)
# Such a day at a line's end, `- May 4`, `, May 4`, `(May 4)`: other headings may have the year.
YEARLESS_SIGN = regex(rf"[-–—,(] ?{DAY_WITHOUT_YEAR}\)?[ \t*_#:]*$", re.MULTILINE)
# What such a line has at its end, from the line break backwards: `yaM 4`, `4 yaM`, `oyam ed .4`.
YEARLESS_BACKWARDS = regex(
    r"\n[ \t*_#:]*+\)?(?:\d{1,2} \.?[^\W\d_]{3}|\.?[^\W\d_]{3,12}+ (?:ed )?\.?\d)"
)
# Text is searched with all digits replaced by zero: Python finds one character three times as fast
# as several.
DIGITS_AS_ZEROS = bytes(ord("0") if chr(byte).isdecimal() else byte for byte in range(256))
# The same signs, more loosely, in UTF-8 bytes with zeros for all digits: a year, a time of day, or
# a day at the end of a line, which may have bytes of other scripts.
YEAR_OR_TIME = (b"0000", b"0:00")
_DAY_AT_END = regex(rb"0\.? ?(?:de )?[A-Za-z\x80-\xff]{0,48}\.?\)?[ \t*_#:]*$")
# A dash, a comma or a bracket is before such a day.
_BEFORE_DAY = (b"-", b",", b"(", "–".encode()[:2])
_OTHER_SIGNS = regex(r"：|\d")
_ASCII = bytes(range(128))
# Separators before the date or, if the date comes first, before the originator.
DASH = regex(r"\s[-|·]+\s|\s*[–—]+\s*|(?<=[)\]）])\s*[-|]\s*|\s*｜\s*|\n")
BEHIND_DATE = regex(r"\s[-|·]+\s|\s*[–—]\s*|\s*[:：](?=\s)|(?<=[)\]）])\s*[-|]?\s*|\s*｜\s*|\n")
DATE_AND_CLOCK = regex(
    r"(?:\d{4}[-/.]\d\d[-/.]\d\d|\d\d?[-/.]\d\d?[-/.]\d{4}),?[ T]"
    r"\d\d?:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\b\.?)?(?=\s)"
)
# `Ann Poe → Ben Ost | May 4, 2020 9:12 AM | Locks`
BAR = regex(r"[ \t]+\|[ \t]+|\s*｜\s*")
# `…, Cay Dun, May 4, 2020`, `… (dock master): May 4, 2020`: separators, any of which may precede
# the date.
COMMA = regex(r"(?:[,:]\s+|[，：]\s*)(?=\S)")
# Before a heading: `## `, `**`, `• `, `✉ `, or a number: `12. `, `[3] `, `(a) `.
OPENING_MARKS = regex(
    r"[\s#*_•·>✉\ufe0f📧📨📩-]*(?:(?:\(?\[?\d{1,4}[\]).]+|\(?(?:[a-z]|[ivx]{1,5})\))\s+)?[\s*_]*(?:'{2,3}(?!'))?"
)
CLOSING_MARKS = " \t\u00a0*_#"
# `cc: Cay Dun, Dora Ek`: a separator before a letter.
COPY_BREAK = regex(r"[,;，；]\s*(?=[^\W\d_])")
# `Ann Poe to Ben Ost, May 4, 2020 7:25 AM:`; `May 4, 2020 – Ann Poe to Ben Ost:`
COLON_BEHIND_PEOPLE = regex(r"(?<=[^\W\d_])[:：][ \t\u00a0*_]*$")
CLOSING_COLON = regex(r"(?<=[\dMm.TCZ)])[:：][ \t\u00a0*_]*$")
# Below a title in Markdown, or the header in a box of rules.
UNDERLINE = regex(r"[ ]{0,3}(?:-{3,}|={3,})[ \t]*")
BOX_RULE = regex(r"[ ]{0,3}([-_=*─━])\1{4,}[ \t]*")
# `### Ann Poe to Ben Ost - May 4, 2020`: a title of Markdown.
HASHES = regex(r"[ ]{0,3}(#{1,6})[ \t]")
# `Ann Poe → Ben Ost`, `Ann Poe -> Ben Ost`, `Ann Poe => Ben Ost`
ARROW = regex(r"\s*(?:→|⟶|➔|➜|-+>|=+>)\s*")
# The languages that are tried first for a date beside an arrow.
ARROW_LANGUAGES = frozenset({"en"})
_ARROWS = ("→", "⟶", "➔", "➜", "->", "=>")
# `Анна По — Борису Осту`: a dash and the dative; `Москва — Тверь` is a journey.
DASH_BEFORE_DATIVE = regex(r"(?<=[Ѐ-ӿ.)]) [—–] (?=[Ѐ-ӿ]{1,30}(?:[ую]|(?<![иыо])[еі]|ии)\b)")
# `Письмо Анны Поповой Борису Осту`, `От Анны Борису`: the genitive, then the dative, and no word
# between; one name has as many words as the other.
_CAPITAL, _SMALL = "[А-ЯЁІЇЄҐ]", "[а-яёіїєґ’-]"
_MORE_WORDS = rf"(?: {_CAPITAL}{_SMALL}{{1,24}})"
_GENITIVE = rf"{_CAPITAL}{_SMALL}{{1,20}}(?:[аяыиії]|[ое]го)"
_DATIVE = rf"{_CAPITAL}{_SMALL}{{1,20}}[уюеиії]"
GENITIVE_AND_DATIVE = regex(
    "(?<= )(?:"
    + "|".join(
        rf"{_GENITIVE}{_MORE_WORDS}{{{more}}}"
        rf"(?= {_DATIVE}{_MORE_WORDS}{{{more}}}(?![ ]?[\w-]*{_CAPITAL}))"
        for more in (2, 1, 0)
    )
    + ")"
)
BRACKETS = {"(": ")", "[": "]", "（": "）", "<": ">"}
SEPARATORS = regex(r"[,;、，；]")
# `Ann Poe to Ben Ost, cc Cay Dun`, `… cc'd: Cay Dun`, `… bcc Cay Dun`
INLINE_COPY = regex(r"(?:[,;]\s*|\s)(b?cc(?:'?(?:e?d|ing))?)\s*[:：]?\s+(?=\S)", re.IGNORECASE)
# `(cc: Cay Dun, fw: Dora Ek)`
FORWARDED_TO = regex(r"[,;]\s*([^\W\d_]{1,4})\s?:\s")
# `(cc: Cay Dun)`, `(Subject: Locks)`
LABEL_IN_BRACKETS = regex(r"\s*([^\W\d_][\w./' ]{0,24}?)\s*[:：;]\s*(?=\S)")
# `(with copy to Cay Dun)`, `(copy Cay Dun)`
WORDS_IN_BRACKETS = regex(r"\s*((?:with\s+)?[^\W\d_][\w.']{0,11}(?:\s+[^\W\d_]{1,6})?)\s+(?=\S)")
# Text that does not occur in a name: `Really?`, `"`, `https://…`, a full stop before a small
# letter.
NOT_A_PARTY = regex(r"[:：?!;|\"“”]|https?://|\.\s+[a-z]")
# Words in small letters that are part of names of any origin.
PARTICLES = (
    name_particles.FAMILY
    | name_particles.JOINING
    | name_particles.OF_OFFICES
    | (name_particles.IN_SMALL_LETTERS - {"in"})
)


class HeadingForm(Enum):
    """How precisely a heading gives the date of its mail."""

    TIMED = "date and time of day"
    DAY = "day only"
    YEARLESS = "day without a year"


class HeadingLine(Struct, frozen=True):
    """A heading over the lines `first`..`last` (inclusive); places are text offsets, half-open.

    `hashes` is the level of a Markdown title it is set as, 0 for none. `languages` are those that
    have the word between originator and recipients. `body` is where the mail's text begins on the
    heading's own line, None if it is below; `body_end` is where it ends if another cell follows.
    """

    first: int
    last: int
    form: HeadingForm
    parts: tuple[tuple[Role, int, int], ...]
    languages: frozenset[str]
    hashes: int
    body: int | None = None
    body_end: int | None = None


def may_end_heading(text: str) -> bool:
    """Whether a text may have a heading's date: a year, a time of day, or a day at a line's end."""
    # Digits and colons of other scripts are few.
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > len(text) and has_other_signs(data):
        return True
    zeros = data.translate(DIGITS_AS_ZEROS)
    if any(map(zeros.__contains__, YEAR_OR_TIME)):
        return True
    # `Subject: Berth 12` ends with a number that is not a day.
    if not any(map(zeros.__contains__, _BEFORE_DAY)):
        return False
    # The messages of a chain have the same subject, and with zeros many people are alike.
    return any(map(_ends_with_day, set(zeros.split(b"\n"))))


def _ends_with_day(line: bytes) -> bool:
    """Whether a line ends with a day and its month; all its digits may be zeros."""
    return (
        b"0" in line
        and any(map(line.__contains__, _BEFORE_DAY))
        and _DAY_AT_END.search(line) is not None
        and YEARLESS_SIGN.search(line.decode("utf-8", "surrogatepass")) is not None
    )


def has_other_signs(data: bytes) -> bool:
    """Whether non-ASCII characters of a text (UTF-8) may be part of a year or a time of day."""
    others = data.translate(None, _ASCII).decode("utf-8", "surrogatepass")
    return "年" in others or (not others.isalpha() and _OTHER_SIGNS.search(others) is not None)


def has_word(text: str, lexicon: Lexicon) -> bool:
    """Whether a text has a word such as `to`, or an arrow: the cheapest test."""
    folded = text.casefold()
    spaced, joined = recipient_words_of(lexicon)
    # `Ann Poe to Ben Ost`, `From: Ann Poe To: Ben Ost`
    if not spaced.isdisjoint(folded.replace(":", " ").replace("：", " ").split()):
        return True
    # `Ann Poe -> Ben Ost`
    if ">" in folded and ("->" in folded or "=>" in folded):
        return True
    # `安から弁へ`, `Ankara'dan İzmir'e`
    if has_endings(folded, lexicon):
        return True
    return not folded.isascii() and (
        # `张三致李四`: the word for "to" has no spaces; `Ann Poe → Ben Ost`.
        any(word in folded for word in joined)
        or any(arrow in folded for arrow in _ARROWS)
        or DASH_BEFORE_DATIVE.search(folded) is not None
        or GENITIVE_AND_DATIVE.search(text) is not None
    )


def has_endings(folded: str, lexicon: Lexicon) -> bool:
    """Whether a text has endings that mark originator and recipient: `安から弁へ`."""
    if folded.isascii() and "'" not in folded:
        return False
    return any(ending in folded for ending in lexicon.originator_endings) and any(
        ending in folded for ending in lexicon.recipient_endings
    )


@lru_cache(maxsize=4)
def recipient_words_of(lexicon: Lexicon) -> tuple[frozenset[str], tuple[str, ...]]:
    """The words between originator and recipients: those printed between spaces, and the others."""
    words = lexicon.recipient_words
    return (
        frozenset(word for word in words if word < "\u2e80"),
        tuple(sorted((word for word in words if word >= "\u2e80"), key=len, reverse=True)),
    )


@lru_cache(maxsize=64)
def joining_words_of(languages: frozenset[str], lexicon: Lexicon) -> frozenset[str]:
    """The words before the last item of a list in each language (CLDR), and `and`."""
    found = {"and", "&"}
    for code in languages:
        found.update(joining_words(lexicon.cldr(code) or "en"))
    return frozenset(found)
