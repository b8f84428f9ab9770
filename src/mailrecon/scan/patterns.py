"""Recognise a value by its form, without reading it: an address, a date, a name, a gap."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import dropwhile

from mailrecon.lexicon import Lexicon, fold, name_particles
from mailrecon.lexicon.redaction_codes import BARS, exemption_code, may_show_code
from mailrecon.regex import regex, regex_of

ADDRESS = regex(
    r"[^\s<>\[\]()（）\"',;:@、，；][^\s<>\[\]()（）\",;:@、，；]{0,127}@[^\s<>\[\]()（）\"',;:@、，；]{1,255}"
)
# The commonest form of an address, which is found by its bracket.
_IN_ANGLES = regex(r"<[A-Za-z0-9][A-Za-z0-9._+-]{0,100}@[A-Za-z0-9]")
# Lotus Notes prints `Name/Unit/Organisation@Domain`; X.400 and Exchange print `/O=…/CN=…`. It must
# start at the start of a word: a search from every letter would take quadratic time in a long word.
NOTES_NAME = regex(
    r"(?<![^\s/@,;<>])[^\s/@,;<>()\[\]]++(?: [^\s/@,;<>()\[\]]++){0,5}"
    r"(?:/[^\s/@,;<>()\[\]]++(?: [^\s/@,;<>()\[\]]++)?){1,5}(?:@[^\s,;<>]+)?"
)
# OCR reads @ as ©.
_READ_BY_OCR = regex(r"[\w.+-]©[\w-]+(?:\.[\w-]+)+")
# The form of addresses in Mailman's and Hypermail's archives, which may break over a line's end.
OBFUSCATED = regex(r"(?<![^\s<(\[:])([\w.+-]{1,64})\sat\s([\w-]+(?:\.[\w-]+)*\.[a-z]{2,})(?![\w.])")
# `ann at quay dot example`, `ann AT quay DOT example`
_SPOKEN = regex(
    r"(?<![^\s<(\[:])([\w.+-]{1,64}) (?:at|AT) ([\w-]{1,63}(?: (?:dot|DOT) [\w-]{1,63}){1,5})"
    r"(?![\w.])"
)
# `ann (at) quay (dot) example`, `ann[at]quay.example`: the form on web pages.
_BRACKETED_AT = regex(
    r"(?<![^\s<(\[:])([\w.+-]{1,64}) ?[\[(] ?(?:at|AT|@) ?[\])] ?"
    r"([\w-]{1,63}(?: ?(?:\.|[\[(] ?(?:dot|DOT|\.) ?[\])]) ?[\w-]{1,63}){1,6})(?!\w)"
)
# `)ann@quay.example( ענת פז`, `>ben@quay.example< בן`: the brackets of a right-to-left line
_MIRRORED = regex(r"[)>](?P<address>[^\s<>()@\[\]]{1,64}@[^\s<>()@\[\]]{1,200})[(<]")
_RIGHT_TO_LEFT = regex(r"[\u0590-\u08ff]")
_BRACKETED_DOT = regex(r" ?[\[(] ?(?:dot|DOT|\.) ?[\])] ?| ?\. ?")
_AT_IN_BRACKETS = regex(r"[\[(] ?(?:at|AT|@) ?[\])]")
# The form of addresses in MARC's archives: `ann () quay ! example ! org`.
BANGED = regex(r"(?<![^\s<])([\w.+=-]{1,64}) \(\) ([\w-]{1,63}(?: ! [\w-]{1,63}){1,6})(?![\w!])")
# The form of addresses in Hypermail's archives: `ann_at_quay.example`.
UNDERSCORED = regex(r"(?<![\w.+-])[A-Za-z0-9.+-]{1,64}_at_[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}(?!\w)")
_REMOVED = regex(rf"<\s*>|<\s*$|\[\s*\]|\[mailto:\s*\]|{BARS}")
_CODE = regex_of(exemption_code)
_CODES = regex_of(lambda: rf"(?:{exemption_code()}[\s,;]*)+")
_LONGEST_CODE = 200
# At a sheet's right margin: codes, `RELEASE IN` / `FULL`, and a note of classification or a part
# of it (E.O. 13526): `To: Ann Poe            Classified by DQ, Q/GIS, DoQ on 01/29/2016 — Class:`.
# Its last line is a date: `Subject: Tides            01/29/2037`.
_MARGIN = regex_of(
    lambda: (
        rf"(?<=\S)\s{{8,}}+(?:{exemption_code()}[\s,;]*)+$"
        r"|(?<=\S)\s{8,}+(?:RELEASE IN(?: PART| FULL)?|PART|FULL)(?:\s+B\d[\s,B\d]{0,40})?$"
        r"|(?<=\S)\s{4,}+(?=(?:\S| (?! {3})){0,60}?(?<!\w)"
        r"(?:Classified by |Class:(?: ?[A-Z]|$)|Reason: ?1\.4|Declassify(?: on:|$)))\S[^\n]*$"
        rf"|(?<=\S)\s{{12,}}+\d{{2}}[/-]\d{{2}}[/-]20\d{{2}}(?:\s+(?:{exemption_code()}[\s,;]*)+)?$"
    )
)
# After a list of people the gap may be narrow: `Ann Poe; Ben Ost; Lind, B6` / `Cara`. The last line
# of the note is `on: 01/29/2026` behind an address.
_MARGIN_OF_LIST = regex_of(
    lambda: (
        rf"(?<=\S)\s{{3,}}+(?:{exemption_code()}[\s,;]*)+$"
        r"|(?<=>)\s++on:\s?\d{2}[/-]\d{2}[/-]\d{4}$"
    )
)
# Both patterns need one of these.
_BESIDE_LIST = regex(r"\s{3}|\son:")
_BRACKETED = regex(r"[\[<(【〔［（]\s*+([^\[\]<>()]{2,60}?)\s*+[\]>)】〕］）]")
_CLOCK = regex(
    r"(?<!\d)([01]?\d|2[0-4])\s*[:.：h時时点點시]\s*[0-5]\d(?!\d)|\d\s?[時时点點시]|\d\s?[aApP]\.?\s?[mM]\b"
    r"|\d\s?[hH](?![a-zA-Z])"
)
# The lookbehind comes after the first digits, so that it is evaluated only there.
_YEAR = regex(r"(?:1[3-9]|2[0-6])(?<!\d..)\d\d(?!\d)")
# The commonest form of a year with a time of day, which is unambiguous.
_YEAR_AND_CLOCK = regex(r"(?:19|20)(?<!\d..)\d\d\D{1,12}(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)")
_FUSED_YEAR = regex(r"((?:19|20)(?<!\d..)\d\d)(?=[0-2]?\d[:.][0-5]\d(?!\d))")
_DAY_MONTH_YEAR = regex(r"(?:(?<!\d)\d{1,4}|元)\s?[-/.年년]\s?\d{1,2}\s?[-/.月월]\s?\d{1,4}(?!\d)")
# `14-jul-10`, as Yahoo and Lotus Notes print a day: because of the hyphens, `10` is the year.
_DAY_BY_HYPHENS = regex(r"(?<![\w-])\d{1,2}-[^\W\d_]{3,5}\.?-\d\d(?![\w-])")
_NUMBER = regex(r"\d+")
# A sign that part of a text may be a date: a year, a day in numbers, or a time of day. These are
# the patterns above without their conditions on the surrounding characters.
_PART_OF_DATE = regex(
    r"(?:1[3-9]|2[0-6])\d\d|\d\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d|\d\s*[:.h]\s*[0-5]\d"
    r"|\d\s?[aApP]\.?\s?[mM]|\d\s?[hH]|\d-[A-Za-z]{3,5}\.?-\d\d"
)
# A longer text is not a date.
LONGEST_DATE = 160
_WIDE_DIGIT = regex(r"(?![0-9])\d")
# Digits of any script, and the raised, lowered and circled digits of footnotes and lists.
_DIGIT = regex("[\\d²³¹⁰⁴-⁹₀-₉①-⑨⑴-⑼⒈-⒐⓪⓵-⓽❶-❾➀-➈➊-➒፩-፱]")
# `二〇二一年三月二日`: a year by its digits, month and day by words.
_IN_KANJI = regex(
    r"(?:[一二][〇零一二三四五六七八九]{3}|(?<=明治|大正|昭和|平成|令和)[元一二三四五六七八九十]{1,3})年"
    r"[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
    r"|(?<=[日前後後午])\s?[一二三四五六七八九十]{1,3}時(?:[一二三四五六七八九十]{1,3}分)?"
)
_KANJI_NUMBER = regex(r"[〇零一二三四五六七八九十]+")
_KANJI_DIGITS = {digit: number for number, digit in enumerate("〇一二三四五六七八九")} | {"零": 0}
# `von der Poe`, `de la Poe`, `in 't Veld`
_FAMILY_PARTICLES = name_particles.FAMILY | name_particles.IN_SMALL_LETTERS
_FEW_WORDS = 4
_SENTENCE = regex(r"[.!?。！？]\s+\S|[!?！？。]$")
# An affiliation, `(DOCK/QUAY)`, `[E]`, `（港）`: the part of a name in brackets.
BRACKET_GROUP = r"(?:\([^()]{0,200}\)|\[[^\[\]]{0,200}\]|（[^（）]{0,200}）)"
_BRACKETS_BEHIND = regex(rf"(?<=\S)\s?{BRACKET_GROUP}")
_BROKEN_BRACKETS = regex(
    rf"{BRACKET_GROUP}|\([^()]{{0,200}}$|\[[^\[\]]{{0,200}}$|（[^（）]{{0,200}}$"
)
# Initials and titles: a full stop after them does not end a sentence.
_ABBREVIATION = regex(
    r"\b(?:[^\W\d_]{1,4}\.)*(?:[^\W\d_]{1,2}|[A-Z]\s(?=\.\s[A-Z])|Mrs|Prof|Hon|Gen|Col|Capt|Sgt|Rev|Dipl|Ing|Dott"
    r"|Gov|Sen|Rep|Amb|Maj|Cmdr|Adm|Pres|Min|Asst|Msgr|Supt|Univ|Mag|Lic|Avv|Arq|Eng|Sra|Srta|Exm[ao]"
    r"|prof|doc|mgr|med|rer|nat|phil|iur|jur|oec|pol|vet|dent|techn|theol|habil|hab|inż|ing|drs|dipl"
    r"|Doc|MUDr|JUDr|PhDr|RNDr|Mgr|Hab|Inż|Mme|Mlle|Bros|Inc|Corp|Ltd|Dept)\.(?=\s)"
    # `Poe, Ann 3. [mailto:`: OCR read an initial as a digit.
    r"|(?<=[^\W\d_] )\d\.(?=\s[\[<(])"
)


def is_redacted(text: str, lexicon: Lexicon) -> bool:
    """Whether something was removed from `text`: an empty address, a bar, a stock phrase."""
    # `Ann Poe <>`, `[mailto:]`, `████`
    if _REMOVED.search(text) is not None:
        return True
    # `(b)(6)`
    if may_show_code(text) and _CODE.search(text) is not None:
        return True
    # `[redacted]`, `<name removed>`
    if any(fold(match[1]) in lexicon.redactions for match in _BRACKETED.finditer(text[:2000])):
        return True
    # `redacted`, alone as a whole value
    return len(text) < 80 and fold(text) in lexicon.redactions


def is_exemption_code(text: str) -> bool:
    """Whether a line, stripped, is an exemption code and nothing else: `B6`, `(b)(6); 1.4(D)`."""
    return len(text) <= _LONGEST_CODE and may_show_code(text) and _CODES.fullmatch(text) is not None


def margin_start(text: str, begin: int, end: int) -> int:
    """The start of a margin's codes or classification note after a wide gap; `end` without one.

    `To: Ann Poe; Ben Ost                                        1.4(B)`
    """
    listed = ";" in text
    if "    " not in text and not listed:
        return end
    found = _MARGIN.search(text, begin, end) if "    " in text else None
    if found is None and listed and _BESIDE_LIST.search(text, begin, end) is not None:
        found = _MARGIN_OF_LIST.search(text, begin, end)
    return found.start() if found is not None else end


def has_address(text: str) -> bool:
    """Whether `text` contains an address, also as `name at example.org` (list archives)."""
    # `Ann Poe <ann@quay.example>`, `ann@quay.example`
    if "@" in text and (_IN_ANGLES.search(text) is not None or ADDRESS.search(text) is not None):
        return True
    # `ann©quay.example`
    if "©" in text and _READ_BY_OCR.search(text) is not None:
        return True
    # `ann () quay ! example`
    if " () " in text and BANGED.search(text) is not None:
        return True
    # `ann_at_quay.example`
    if "_at_" in text and UNDERSCORED.search(text) is not None:
        return True
    # `ann (at) quay (dot) example`
    if ("(" in text or "[" in text) and _BRACKETED_AT.search(text) is not None:
        return True
    # `ann at quay.example`
    if " at" in text and OBFUSCATED.search(text) is not None:
        return True
    # `ann at quay dot example`
    return (" dot " in text or " DOT " in text) and _SPOKEN.search(text) is not None


def with_at_signs(text: str) -> str:
    """Addresses of list archives, such as `ann () quay ! example`, in the usual form."""
    if not text.isascii() and "@" in text and _RIGHT_TO_LEFT.search(text) is not None:
        text = _MIRRORED.sub(r"<\g<address>>", text)
    if _AT_IN_BRACKETS.search(text) is not None:
        text = _BRACKETED_AT.sub(
            lambda found: f"{found[1]}@{_BRACKETED_DOT.sub('.', found[2])}", text
        )
    if " at" in text:
        text = OBFUSCATED.sub(r"\1@\2", text)
    if " dot " in text or " DOT " in text:
        text = _SPOKEN.sub(
            lambda found: f"{found[1]}@{found[2].replace(' dot ', '.').replace(' DOT ', '.')}", text
        )
    if " () " in text:
        text = BANGED.sub(lambda found: f"{found[1]}@{found[2].replace(' ! ', '.')}", text)
    return text


def ascii_digits(text: str) -> str:
    """`text` with ASCII digits for the digits of all scripts; its length stays the same."""
    if text.isascii():
        return text
    return _WIDE_DIGIT.sub(lambda digit: str(int(digit[0])), text)


def has_digit(text: str) -> bool:
    """Whether `text` contains a digit of any script."""
    return _DIGIT.search(text) is not None


def digit_place(text: str, start: int) -> int:
    """The offset of the first digit of any script from `start` on, or the length of `text`."""
    found = _DIGIT.search(text, start)
    return len(text) if found is None else found.start()


def kanji_numbers_as_digits(text: str) -> str:
    """A date's kanji numbers as digits: `二〇二一年三月十二日` as `2021年3月12日`."""
    if text.isascii() or "年" not in text:
        return text
    return _IN_KANJI.sub(lambda date: _KANJI_NUMBER.sub(_kanji_number, date[0]), text)


def _kanji_number(printed: re.Match[str]) -> str:
    """`二〇二一` as `2021`, `二十一` as `21`, `十` as `10`."""
    tens, ten, ones = printed[0].partition("十")
    if not ten:
        return "".join(str(_KANJI_DIGITS[digit]) for digit in printed[0])
    first = _KANJI_DIGITS[tens] if len(tens) == 1 else 1
    last = _KANJI_DIGITS.get(ones[-1:], 0)
    return str(10 * first + last)


def split_fused(text: str) -> str:
    """Restore the blank that OCR lost between year and time: `2010 13:29`."""
    return _FUSED_YEAR.sub(r"\1 ", text)


def is_numeric_day(text: str) -> bool:
    """Whether a day is printed in numbers: `2020-05-04`, `4.5.2020`, `2020年5月4日`."""
    return _DAY_MONTH_YEAR.search(ascii_digits(text)) is not None


def date_strength(text: str) -> int:
    """0 for no date, 1 for a day without a time, 2 for a day with a time of day."""
    if len(text) > LONGEST_DATE:
        return 0
    # `Mon, 4 May 2020 9:12`
    if _YEAR_AND_CLOCK.search(text) is not None:
        return 2
    if _DIGIT.search(text) is None:
        text = kanji_numbers_as_digits(text)
        if _DIGIT.search(text) is None:
            return 0
    return _date_strength(text)


@lru_cache(maxsize=4096)
def _date_strength(text: str) -> int:
    digits = split_fused(ascii_digits(text))
    day = (
        _YEAR.search(digits) is not None
        or _DAY_MONTH_YEAR.search(digits) is not None
        or _DAY_BY_HYPHENS.search(digits) is not None
    )
    # `Mon 4 May 09:14`: a phone's list of recent mail has no year.
    if not day:
        # Mail programs on phones omit the year of recent mail: a number, a word and a time remain.
        numbers = _NUMBER.findall(digits)
        return 2 if len(numbers) >= 3 and _CLOCK.search(digits) and len(text) < 50 else 0
    return 2 if _CLOCK.search(digits) else 1


def may_hold_date(text: str) -> bool:
    """Whether some part of a text may be a date; False for `case 0x1b:`."""
    return (_PART_OF_DATE if text.isascii() else _DIGIT).search(text) is not None


def date_sign(text: str, start: int) -> int | None:
    """The offset of the first sign from `start` on that a part of `text` may be a date, or None.

    No date is before it. If the text is not of ASCII, the sign may be any character.
    """
    if not text.isascii():
        return start
    found = _PART_OF_DATE.search(text, start)
    return None if found is None else found.start()


def without_brackets(text: str, *, broken: bool = False) -> str:
    """`text` without brackets that follow a word: `Poe, Ann (Harbour Office, Dept. 3) [E]`.

    A full stop in there does not end a sentence, and a comma does not separate people. `broken` is
    True if the text has line breaks: a line may begin with `(QUAY) [E]` of the name above, or end
    within a bracket.
    """
    if not any(mark in text for mark in "([（"):
        return text
    return (_BROKEN_BRACKETS if broken else _BRACKETS_BEHIND).sub("", text)


def _are_capitals(words: Sequence[str]) -> bool:
    """Whether each word begins with a capital: `Poe, Ann`."""
    return all(word.lstrip("\"'’(")[:1].isupper() for word in words)


def name_strength(text: str) -> int:
    """2 for a text that looks like a name, 1 if doubtful, 0 for a phrase or sentence."""
    text = text.strip()
    if not text or len(text) > 120:
        return 0
    # `We went home. It rained.`; but `Dr. A. B. Poe` and `Poe, Ann (Harbour Office, Dept. 3)`.
    # `K0LNY ??`: letters that were lost
    if _SENTENCE.search(_ABBREVIATION.sub("", without_brackets(text.replace("??", "")))):
        return 0
    words = text.split()
    # A name has at most nine words: `Office of the Harbour Master of the Port of Quay`.
    if len(words) > 9:
        return 0
    # `and then he said`; but `de la Poe`, `von der Poe, Ann` and `ann poe`.
    if text[0].islower() and words[0].isascii() and len(words) > 2:
        name = list(dropwhile(_FAMILY_PARTICLES.__contains__, words))
        return 2 if 0 < len(name) < min(len(words), _FEW_WORDS) and _are_capitals(name) else 0
    # `Berth 7`, `Poe3`: perhaps.
    if has_digit(text) and not has_address(text):
        return 1
    return 2 if len(words) <= 6 else 1
