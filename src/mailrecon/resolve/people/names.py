"""Extract display names from printed text, and the identifying part of a name.

The name is the printed text without quotes, markup and debris. An affiliation in brackets is part
of the printed name but does not identify a person: `Poe, Ann (DOCK/QUAY) [E]` and `Poe, Ann` are
one person.
"""

from __future__ import annotations

from functools import lru_cache

from mailrecon.regex import regex
from mailrecon.resolve.people.name_marks import (
    LONGEST_DOUBTFUL,
    LONGEST_RUBBLE,
    PARTICLES,
    WORD,
    has_letter,
    is_rubble,
    unquoted,
    without_marks,
    without_open_bracket,
)
from mailrecon.scan import patterns

_MARKUP = "<>＜＞|~_^=*#\\{}"
# `Poe, Ann (DOCK/QUAY) [E]`: bracket groups at a name's end, with something before them.
_AFFILIATION = regex(rf"(?<=\S)\s*+{patterns.BRACKET_GROUP}$")
# `Poe, Ann B@DOCK`
_OFFICE = regex(r"(?<=\w)@[A-Z]{2,10}$")
# A unit is written in capitals, or follows `Last, First`: `Ann (Annie) Poe` has none.
_MORE_GROUPS = r"(?:\s*(?:\([^()]{1,60}\)|\[[^\[\]]{1,9}\]))*"
_UNIT = regex(rf"(?:\([^()a-z]{{1,60}}\)|\[[A-Z]{{1,3}}\]){_MORE_GROUPS}")
_UNIT_BEHIND_COMMA = regex(rf"(?:\([^()]{{1,60}}\)|\[[A-Z]{{1,9}}\]){_MORE_GROUPS}")
# `From: I ~`: OCR reads the edge of a black bar as one of these letters, which is not a name.
EDGES_OF_BARS = frozenset({"I", "l", "i"})
_LONGEST_BEHIND_UNIT = 4
# Words after a unit do not belong to the name. A longer word may belong to another person.
_LONGEST_WORD_BEHIND_UNIT = 5
# Letters that OCR reads in the edge of a bar: `yyyyywe`, `rroo`, `yoe`.
_EDGE_LETTERS = frozenset("yoewrn")
_OPENERS = {")": "(", "]": "["}
_ENDS_OF_CODE = ("6)", "6 )", "&)")
_CODE_BEHIND = regex(r"(?<=\S)[\s_|]*+(?P<exemption>[({]\s?[b&©®œ0]\s?\)\s?)?\(\s?[6&]\s?\)$")
_OPENING_QUOTES = tuple("'‘")
_ENDS_OF_INITIALS = frozenset(")'’1")
_MISREAD_INITIAL = regex(r"(?<=[a-z]{2})\.[)'’1]{1,2}$")
_QUOTED_FIRST = regex(r"^['‘]([^'’]{2,60})['’](?=\s\w{3})")
# Letters that OCR reads in the hatching of a bar: `lillie`, `lili`. Names have a capital.
_STROKES = frozenset("lie")
_ROUND_WORD = regex(r"[O0][oO0]{2,4}")
_MISREAD_CLOSER = regex(r"(\([A-Z][A-Z\d/]{1,40})\}\)?")
_BAR_BEFORE_UNIT = regex(r"\s[A-Z]?OO\s(?=\([A-Z]+/[A-Z]+\))")
# `Ann Poe 0000o`: zeros that OCR reads in a row of round letters.
_ZEROS = regex(r"(?<=[^\W\d_][^\W\d_])\s+(?=[Oo]{0,8}0)(?=0{0,8}[Oo])[Oo0]{3,9}[)\s]*$")
ROUND_LETTERS = frozenset("OoEe0")
_ZEROS_AND_OS = frozenset("Oo0")
MOST_DIGITS = 3
# A name that has only such words is not a name: `OO`, `i KOLO`, `GC`.
LONGEST_BAR = 4
FEWEST_WORDS_OF_PERSON = 2
# If OCR read bars as letters, capitals after a name are a title or a bar.
_TITLE_TEXT = """
MD PHD RN JD DO MPH DDS DVM MBA CPA MBE OBE CBE MP QC KC SC DBE FRS FACP FAAD ESQ USA USN USAF USMC
CIV CTR MIL LT CPT MAJ COL GEN CAPT CDR SGT RADM II III IV JR SR
"""
_TITLES = frozenset(_TITLE_TEXT.split())
_LONGEST_CAPITALS = 5
_BARE_UNIT = regex(r"[A-Z]{2,10}(?:/[A-Z]{2,10}){1,4}")
# `"Poe, Ann" OO`, `"Poe, Ann (DOCK) [E]" I yyoee`: the text after the quotes is not a name.
_BEHIND_QUOTES = regex(r"([\"“][^\"“”]{3,120}[\"”])[ )|_{]{1,3}(\S{1,8}(?: \S{1,8}){0,3})")
# `‘Poe, Ann' OG`, `'Ann Poe2' yyy`
_BEHIND_SINGLE_QUOTES = regex(r"['‘]([^'’‘\"“”]{3,60})['’][ )|]{1,3}(\S{1,8}(?: \S{1,8}){0,3})")
# `9 @@`, `woe@-`, `y@G`, `9 @HG`: an `@` with at most a letter after it, and few characters before
# it.
_BAR_SIGN = regex(r"(?<!\S)[^\s@<;,]{0,8}@+[^\s\w]*(?:\w|[A-Z]G)?[^\s\w]*(?!\S)")
# `yyyyywe`, `Iyyyoe`: the edge of a bar. `(&) (6)`, `[© ©)`: a code on a bar. Both are misread.
# Not `Ayyub`, `Tyyne`, which are names.
_EDGE = regex(r"(?<![^\W\d_])I?yy[A-Za-z]{0,8}(?![^\W\d_])")
# `OO`, `KOO`, `MTOO`, `O0`: round letters that OCR reads in a bar.
_ROUND = regex(
    r"(?<![^\s(\[{])(?:[A-Z]{0,2}OO[A-Z]?|0O|O0)(?![^\s)\]};,.>])"
    # `oe-`, `woe-`: the end of an edge
    r"|(?<!\S)[ywoe]{1,5}e-(?![^\s;,])"
)
# `(OG Ost, Ben (DOCK/SEA)`, `David Ek (NNO, Lind`: these brackets are never closed.
_NEVER_CLOSED = regex(r"(?<!\S)\([A-Z]{2,4}[\s,;](?=[^()]{0,200}(?:\(|$))")
_LETTER_BEHIND_BRACKET = regex(r"\) [A-Z]$")
_LETTERS_BEHIND = regex(r"(?<=[a-z])(?: [A-Z]){3,}$")
# Every sign of a bar contains one of these.
_MAY_SHOW_BAR = regex(r"[(&©®]|yy|OO|0O|O0|e-|\]\"?[ |_!{]|[a-z] [A-Z]G;|; [A-Z]\d ")
# `Poe, Ann (DOCK) [E] SII woo`, `"Poe, Ann [E]" Mo`: after a unit only an address follows, here
# blacked out. `; O6 Ost, Ben`, `Ann Poe WG;`: a bar before or after a name.
_BAR_BEHIND_UNIT = regex(
    r"\[[A-Z]{1,2}\]\"?[ |_!{]+(?![<;,]|\([^()]*\)|\[[^\[\]]*\])"
    r"[^\s;,<>]{1,6}(?:\s[^\s;,<>]{1,6}){0,2}\s*(?=[;,]|$)"
)
_BAR_BEFORE_NAME = regex(r"(?<=; )[A-Z]\d (?=[A-Z][a-z]+, [A-Z])")
_BAR_BEHIND_NAME = regex(r"(?<=[a-z]) [A-Z]G(?=;)")
# `; WG;`, `; MA6;`, `: (Ne;`: a bar between two separators
_BAR_IN_LIST = regex(r"(?:(?<=; )|^)(?:[A-Z]G|[A-Z]{1,2}6\d?|\([A-Z][A-Za-z]{1,2})(?=;)")
_SURE = 2
# `Ann Poe <ann@quay.example>`, `ann@quay.example`: nearly every field. The address is longer than
# any bar, and has no sign of one but these letters.
_ADDRESS = r"[\w.+-]+@[^\W\d_]{3}[\w.-]*"
_UNBARRED = regex(rf"[^;<>@()\[\]&©®\n]{{1,60}} <(?=[^>]{{9}}){_ADDRESS}>|(?=\S{{9}}){_ADDRESS}")
_CODE_ON_BAR = regex(r"\([&©®0]\)|\)\s[©®]|[©®]\s?\)|\([&©®]|[&©®] [©®]")


def without_affiliation(name: str) -> str:
    """The name without bracket groups at its end; a name that is only brackets is kept."""
    if name[-1:] not in ")]）":
        return _OFFICE.sub("", name) if "@" in name and "," in name else name
    return _without_affiliation(name)


@lru_cache(maxsize=16_384)
def _without_affiliation(name: str) -> str:
    while True:
        shorter = _AFFILIATION.sub("", name)
        if shorter == name or not has_letter(shorter):
            return name
        name = shorter


# Threads and archives print the same people again and again.
@lru_cache(maxsize=16_384)
def is_unbarred(text: str) -> bool:
    """Whether a field is one whole address, with a name at most, without a sign of a bar."""
    return _UNBARRED.fullmatch(text) is not None and not has_letters_of_bars(text)


def has_letters_of_bars(text: str) -> bool:
    """Whether an address with its name has letters that OCR reads in bars."""
    return "yy" in text or "OO" in text or "0O" in text or "O0" in text or "e-" in text


def is_bar(text: str) -> bool:
    """Whether a text with an `@` is a blacked-out address read by OCR: `9 @@`, `yy woe@-`."""
    return _BAR_SIGN.search(text.strip("<>()[] ")) is not None


# Threads and archives print the same people again and again.
@lru_cache(maxsize=16_384)
def count_bars(text: str) -> int:
    """Roughly, how many black bars of an address field OCR read as letters or marks."""
    # `Ann Poe >; Ben Ost`: the end of an address whose beginning is blacked out.
    found = max(0, text.count(">") - text.count("<"))
    at = text.find("@")
    # `ann@quay.example`: a bar has no letters behind the only sign.
    if at >= 0 and not (text[at + 1 : at + 4].isalpha() and text.find("@", at + 1) < 0):
        found += len(_BAR_SIGN.findall(text))
    if ";" in text:
        found += len(_BAR_IN_LIST.findall(text))
    if _MAY_SHOW_BAR.search(text) is None:
        return found
    signs = (_EDGE, _CODE_ON_BAR, _ROUND, _NEVER_CLOSED, _BAR_BEHIND_NAME)
    found += sum(len(sign.findall(text)) for sign in signs)
    sure = len(_BAR_BEHIND_UNIT.findall(text)) + len(_BAR_BEFORE_NAME.findall(text))
    return found + _SURE * sure


# Threads and archives print the same people again and again.
@lru_cache(maxsize=16_384)
def clean_name(text: str, *, bars: bool = False) -> str:
    """The display name in a printed text from which the address was removed; "" if there is none.

    `bars` is True if OCR read black bars of the document as letters.
    """
    text = " ".join(text.replace("\u00a0", " ").split()).rstrip(":")
    printed = text
    closed = text.rstrip(" ,;").endswith((">", "＞"))
    text = _without_misread_signs(text, bars=bars)
    quoted = _quoted_before_bar(text.rstrip(" ,;<>"), bars=bars)
    # `‘Ann Poe2' HG`: the name between two marks is complete.
    if quoted is not None and text[:1] in _OPENING_QUOTES:
        return quoted
    text = quoted or text
    # `) Ann Poe`: the bracket was opened under a black bar.
    text = text.strip(_MARKUP + " ,;").lstrip(")]）】").lstrip(_MARKUP + " ,;")
    text = unquoted(without_open_bracket(text))
    # `Ann Poe ( ®) (6)`, and in documents with other misread bars, `Ann Poe_ (6) @`
    if text.rstrip(" @").endswith(_ENDS_OF_CODE):
        text = text.rstrip(" @")
        code = _CODE_BEHIND.search(text)
        if code is not None and (bars or code["exemption"]):
            text = unquoted(text[: code.start()].strip(_MARKUP + " ,;"))
    # `<>`, `--`: no name remains.
    if not has_letter(text, digits=True):
        return ""
    # `Ann Poe 0000o`
    if "0" in text:
        text = _ZEROS.sub("", text)
    text = _without_rubble(text, closed=closed, bars=bars).strip(" ,;")
    if bars:
        text = _without_bars_around(text, quoted=printed[:1] in _OPENING_QUOTES)
    # `Ann Poe) o>`
    if text[-1:] in ")]" and not any(mark in text for mark in "([（{"):
        text = text.rstrip(")] ")
    text = without_marks(text)
    text = unquoted(text.strip(_MARKUP + " ").rstrip(",;")).strip(_MARKUP + " ")
    # `I`, `l`: the edge of a bar
    if not has_letter(text, digits=True) or text in EDGES_OF_BARS:
        return ""
    # `Poe, Ann {QUAY}`, `Ann Poe <Dock>`
    for opener, closer in ("{}", "<>"):
        if text.count(opener) > text.count(closer) and f"{text}{closer}" in printed:
            text += closer
    return text.replace('\\"', '"')


def _without_misread_signs(text: str, *, bars: bool) -> str:
    """A name without misread signs, and without quotes around its first words."""
    # `'Ann Poe' via Locks`
    if text[:1] in _OPENING_QUOTES:
        text = _QUOTED_FIRST.sub(r"\1", text)
    # `Poe, Ann.)`, `Poe, Ann.1`: an initial that OCR misread
    if text[-1:] in _ENDS_OF_INITIALS and "," in text:
        text = _MISREAD_INITIAL.sub("", text)
    # `Poe, Ann (DOCK/QUAY}`: a misread closing bracket
    if "}" in text:
        text = _MISREAD_CLOSER.sub(r"\1)", text)
    # `Poe, Ann OO (DOCK/QUAY)`
    return _BAR_BEFORE_UNIT.sub(" ", text) if bars else text


def _quoted_before_bar(text: str, *, bars: bool) -> str | None:
    """The name in quotes before a bar that OCR read as letters: `"Poe, Ann (DOCK) [E]" I yyoee`."""
    # `"Poe, Ann (DOCK) [E]"| annpoe Box`: the edge of a bar follows the quotes.
    edge = text.find('"|', 1) if text[:1] == '"' else -1
    if (
        edge > 0
        and (bars or text[edge - 1] == "]")
        and not any(mark in text[edge:] for mark in "@;,<")
    ):
        return text[1:edge].strip()
    quoted = _BEHIND_QUOTES.fullmatch(text)
    if quoted is None and bars:
        quoted = _BEHIND_SINGLE_QUOTES.fullmatch(text)
    if quoted is None or any(map(may_be_name, quoted[2].split())):
        return None
    return quoted[1].strip()


def _without_bars_around(text: str, *, quoted: bool) -> str:
    # `Ann Poe POG`
    text = _without_bars(text)
    # `‘Poe, Ann's`: a closing quotation mark and `>`, misread; `‘Thomas, Ann Foss' >`
    if quoted and text.endswith(("'s", "’s")):
        text = text[:-2]
    # `Ann Poe! yyy >`
    text = text.rstrip("'’!: ")
    # `Poe, Ann DOCK/QUAY/ yyy ywe-`
    return text[:-1] if text.endswith("/") and _BARE_UNIT.search(text[:-1]) else text


def _without_rubble(text: str, *, closed: bool, bars: bool) -> str:
    """Cut the letters that OCR read in a blacked-out address. `closed`: the text ended with `>`."""
    # X.500: `/O=QUAY/OU=DOCK (SEA)/CN=RECIPIENTS/CN=APOE` is one name.
    if "/CN=" in text.upper():
        return text
    comma = 0 < text.find(",") < len(text) - 1
    units = list((_UNIT_BEHIND_COMMA if comma else _UNIT).finditer(text, 1))
    if units:
        unit = units[-1]
        tail = text[unit.end() :].split()
        # `Poe, Ann (DOCK (QUAY))`; not `Poe, Ann (DOCK/QUAY) [E]) oo`, where no bracket is open
        closer = text[unit.end() :].lstrip()[:1]
        nested = closer in _OPENERS and text.count(_OPENERS[closer]) >= text.count(closer)
        if nested:
            return text
        # `Poe, Ann (DOCK/QUAY) [E] 7 @@`
        # `Poe, Ann (DOCK/QUAY) [E] TIP POe-`
        # `Poe, Ann (DOCK/QUAY) [E] BS ae See SaaS`
        # `Poe, Ann (DOCK/QUAY) Mass`, where OCR read bars
        coded = unit[0].endswith("]") or (bars and "/" in unit[0])
        rubble = all(
            is_rubble(word)
            or (word.isupper() and len(word) <= _LONGEST_BEHIND_UNIT)
            or (coded and _is_behind_unit(word))
            for word in tail
        )
        return text[: unit.end()] if rubble else text
    words = text.split()
    first = 2
    count = len(words)
    if closed:
        count = _count_before_bar(words)
        # `ANN POE, MD MTO >`: words after a degree do not belong to the name.
        while count > first and is_title(words[count - 2]) and _is_short_capitals(words[count - 1]):
            count -= 1
    elif comma and not text.isupper():
        # `Poe, Ann 3`, `Poe, Ann .1`, `Poe, Ann -`: an initial misread, or dirt.
        while count > first and len(words[count - 1]) <= LONGEST_DOUBTFUL:
            if any(map(str.isalpha, words[count - 1])):
                break
            count -= 1
        # `Poe, Ann I ee`
        last = words[count - 1]
        if count > first and last.islower() and last.isalpha() and is_rubble(last):
            count -= 1
            while count > first and len(words[count - 1]) == 1:
                count -= 1
    if count == len(words):
        return text
    return text[: _end_of_word(text, count)]


def _is_short_capitals(word: str) -> bool:
    return word.isupper() and len(word) <= LONGEST_BAR and not is_title(word)


def _count_before_bar(words: list[str]) -> int:
    """The number of words before a bar that belong to the name: `Poe, Ann PY OO>`, `Ann o>`."""
    count = len(words)
    while (
        count > FEWEST_WORDS_OF_PERSON
        and is_rubble(words[count - 1])
        # `Poe, Ann DOCK/QUAY M>`
        and not _BARE_UNIT.fullmatch(words[count - 1])
    ):
        count -= 1
    # Not `Krug, jan w ee>`: a first name follows a comma.
    alone = count == FEWEST_WORDS_OF_PERSON and not words[0].endswith(",")
    if alone and words[1].islower() and is_rubble(words[1]):
        return 1
    return count


def _is_behind_unit(word: str) -> bool:
    """Whether a word after `[E]`, which ends a name, is too short to be another person."""
    return len(word) <= _LONGEST_WORD_BEHIND_UNIT or _EDGE_LETTERS.issuperset(word.lower())


def _without_bars(text: str) -> str:
    """Cut bars that OCR read as letters from a name's end: `Ann Poe POG`, `Poe, Ann yy OG`."""
    if text[-1:] in ")]）":
        return text
    # `Ann Poe E O O`: nobody has that many initials after a name.
    before = _LETTERS_BEHIND.sub("", text)
    text = before if " " in before else text
    words = text.split()
    count = len(words)
    spoken = sum(map(_may_be_short_name, words))
    while count > 1 and not _is_closed(words[count - 1]):
        # `Poe, ann yy OG`
        first_name = words[count - 2].endswith(",") and not words[count - 1].isupper()
        if first_name and WORD.fullmatch(words[count - 1]):
            break
        # `Ann Poe PS O`: after such capitals, a letter cannot be an initial.
        letter = len(words[count - 1]) == 1 and count - 2 >= FEWEST_WORDS_OF_PERSON
        judged = words[count - 2] if letter and words[count - 2].isupper() else words[count - 1]
        bar = _is_bar_behind(judged, capitals=spoken > 1)
        # `Ann Poe Ooo Dw`, `Ann Poe TI Yoo`
        if not bar and not _ends_bar(words[:count], capitals=spoken > 1):
            break
        count -= 1
    if count == len(words) or not any(map(may_be_name, words[:count])):
        return text
    # `Ann Poe! yyy`, `Ann Poe: yyy`: the edge of the bar
    text = text[: _end_of_word(text, count)].rstrip(" ,;:!'’\"|")
    # `Ann Poe) I WG`
    text = _LETTER_BEHIND_BRACKET.sub(")", text) if "(" not in text else text
    # `Ann Poe) 9G`, `Ann Poe I) yyyy@e`
    if text[-1:] in ")]" and not any(mark in text for mark in "([（{"):
        text = text.rstrip(")] ")
        before, _, last = text.rpartition(" ")
        return before if last in EDGES_OF_BARS and " " in before else text
    return text


def _ends_bar(words: list[str], *, capitals: bool) -> bool:
    """Whether the last word, short and perhaps a name, follows a bar that OCR read as letters."""
    last, before = words[-1], words[-2]
    short = last.istitle() and (len(last) == 2 or _EDGE_LETTERS.issuperset(last.lower()))
    # `Ann Li Yoo`: the word before is not a bar.
    if not short or len(last) > LONGEST_RUBBLE or len(words) <= FEWEST_WORDS_OF_PERSON + 1:
        return False
    return len(before) > 1 and _is_bar_behind(before, capitals=capitals)


def is_edge(word: str) -> bool:
    """Whether a word is the edge of a bar as OCR reads it: `yyyyywe`, `Iyyyoe`."""
    return _EDGE.fullmatch(word) is not None


def is_title(word: str) -> bool:
    """Whether a word after a name is a degree, a rank or a number: `M.D.`, `USN`, `II`."""
    return word.upper().replace(".", "") in _TITLES


def _is_closed(word: str) -> bool:
    """Whether a word is a unit, in brackets or without: `[QUAY]`, `{DOCK/QUAY)`, `DOCK/QUAY`."""
    bracketed = word[-1:] in ")]）" and word[:1] in "([（{"
    return bracketed or _BARE_UNIT.fullmatch(word.rstrip("/")) is not None


def may_be_name(word: str) -> bool:
    """Whether a word beside a black bar may be a name: letters, not all of one case, or long."""
    bare = word.strip("“”‘’\"'.,()[]|!")
    # `yoe`, `rroo`; `lillie`
    if _EDGE_LETTERS.issuperset(bare.lower()) or _STROKES.issuperset(bare):
        return False
    return len(bare) > 2 and (bare.istitle() or len(bare) > _LONGEST_CAPITALS)


def _is_bar_behind(word: str, *, capitals: bool) -> bool:
    bare = word.strip("“”‘’\"'<>()[]{}!:|")
    letters = bare.rstrip(".,")
    # `ann@quay.example` is an address.
    if "@" in word and not is_bar(word):
        return False
    if word[:1] in "([" or (may_be_name(word) and WORD.fullmatch(bare)):
        return word[:1] in "(["
    # `Ann Poe i`, after which a bar was cut; `Ann Poe Ooo`
    if (len(letters) == 1 and letters.islower()) or _ROUND_WORD.fullmatch(letters):
        return True
    # `Ann Poe M.D.`, `Jan van`; not `Ann Poe LO`
    particle = letters.casefold() in PARTICLES and not (capitals and letters.isupper())
    if is_title(letters) or particle:
        return False
    # `Ann Poe Oo`
    if len(letters) > 1 and _ZEROS_AND_OS.issuperset(letters):
        return True
    # `poe 333333` is a user name.
    if letters.isdigit() and len(letters) > MOST_DIGITS:
        return False
    # `Ann P.`: an initial
    if letters[:1].isupper() and (len(letters) == 1 or letters[1] == "."):
        return False
    # `Ann Poe _~`
    if not any(map(str.isalnum, letters)) or not WORD.fullmatch(bare):
        return True
    # `Poe, ANNELIESE YY GG`, `Ann NNN`: one letter more than once
    if len(letters) > 1 and len(set(letters.casefold())) == 1:
        return True
    # `Ann Poe POG`, `Ann OO`; but `ANN POE`, all in capitals, is a name.
    if letters.isupper():
        round_ = ROUND_LETTERS.issuperset(letters) or _ROUND.fullmatch(letters) is not None
        return (capitals or round_) and len(letters) <= _LONGEST_CAPITALS
    # `Ann Poe yy`
    if letters.islower():
        return (
            len(letters) <= LONGEST_RUBBLE
            or _EDGE_LETTERS.issuperset(letters)
            or _STROKES.issuperset(letters)
        )
    # `Ann Poe yYw`
    return not letters.istitle() and len(letters) <= LONGEST_BAR


def _may_be_short_name(word: str) -> bool:
    """Whether a short word belongs to a name beside a bar: `Gao Fu PYG`, `lona Lind PG` (`Iona`,
    misread).
    """
    misread = word[:1] == "l" and word.islower() and len(word) > LONGEST_RUBBLE
    return may_be_name(word) or misread or (len(word) == LONGEST_DOUBTFUL and word.istitle())


def _end_of_word(text: str, count: int) -> int:
    place = 0
    for word in text.split()[:count]:
        place = text.index(word, place) + len(word)
    return place
