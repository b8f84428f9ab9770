"""Find where one person ends and the next begins in a printed list of people."""

from __future__ import annotations

import re

from mailrecon.regex import regex
from mailrecon.resolve.people.list_lines import WORDS_OF_NAME
from mailrecon.resolve.people.name_marks import PARTICLES
from mailrecon.resolve.people.names import is_bar
from mailrecon.scan import patterns

# A quotation mark opens a quoted name here; inside a word it belongs to a letter (Hebrew
# gershayim).
_BEFORE_QUOTE = " \t,;<>([，；、"
_SINGLE_QUOTES = ("'", "‘")
_SEMICOLONS = ";；、"
_COMMAS = ",，،"
_OPENERS = {"<": ">", "(": ")", "[": "]", "（": "）", "【": "】", "＜": "＞"}
# All separators of a list, and the marks within which separators do not count.
_MARKS = regex(r"[\"<>()\[\]（）【】＜＞;；、,，،]")
# Brackets that never nest: a second one before the closing one shows that the first is not closed,
# `Ann Poe [mailto:; Ben Ost [mailto:ben@quay.example]`.
_FLAT = "<[＜"
# `Sand, Eva,M.D.,M.P.H.`: a degree after a comma belongs to the name before it.
_DEGREE = regex(
    r"\s*(?:(?:[A-Z][A-Za-z]{0,4}\.){2,}[A-Z]?|(?:Ph\.?D|M\.?D|M\.?P\.?H|D\.?D\.?S|Dr\.?P\.?H|R\.?N|"
    r"M\.?B\.?A|[BM]\.?S\.?N|D\.?N\.?P|N\.?P|P\.?A|Pharm\.?D|D\.?P\.?T|CRNA|P\.?E|C\.?P\.?A|J\.?D|LL\.?[BM]|D\.?O|D\.?V\.?M|B\.?Sc|M\.?Sc|B\.?A|M\.?A|M\.?S|FACP|Esq|"
    r"Jr|Sr|II|III|IV)\.?)(?=\s*(?:[,;<(\[，；]|$))"
)
# Two people without anything between them: `Ann Poe <ann@dock.example>Ben Ost <ben@quay.example>`.
_CLOSED = regex(r"(?<=[>＞])\s*(?=[^\s<>＜＞,;،，；、][^<>＜＞]{0,200}[<＜][^<>＜＞\s]{1,200}@)")
# `Ann Poe <ann@dock.example> ben@quay.example`; the same address again is the same person.
_BARE_BEHIND = regex(
    r"(?P<known><[^<>\s@]+@[^<>\s@]+>)\s+(?P<address>[^\s<>@,;:()\[\]\"']+@[^\s<>@,;:()\[\]\"']+)(?=\s|$|[,;])"
)
# `'Poe, Ann' 'Ost, Ben'`, `'ann@dock.example' 'ben@quay.example'`
_QUOTED_NAMES = regex(r"\s*(?:['‘][^'‘’;<>]{3,60}['’]\s*){2,}")
_BETWEEN_QUOTED = regex(r"(?<=['’])\s+(?=['‘])")
# `<ann@dock.example> <ben@quay.example>`: two people without names
_BARE_LIST = regex(r"\s*<[^<>\s@:]+@[^<>\s]+>(?:\s+<[^<>\s@:]+@[^<>\s]+>)+\s*")
# A torn list: `ann.poe@ ' Stone, Ben B <stonebb@quay.example>`.
_TORN = regex(r"(?<=\w@)\s+['\"’]?\s*(?=[^\W\d_][^<>]{1,100}<[^<>]{1,200}@)")
# A gap left by a redaction between two people, which also replaced the separator:
# `'Ann_Poe                  Ost, Ben; Lind, Cara`. One name may be spaced: `Ann      Poe`.
# `Ann_Poe              H; Lind, Cara`, `Tom Ek'          O'Hara, Eve`, `benost      I Lind, Cara`
_WIDE_GAP = regex(
    r"(?<=[^\s,;<(\[（])[ \u00a0]{4,}"
    r"(?:[IJl|] (?=[A-Z][\w'’-]+, )|(?=['\"‘“]?[^\W\d_]['’]?[^\W\d_]|[A-Z](?:;|$)))"
)
# OCR may read a black bar, and the separator under it, as letters after the first person's unit:
# `Poe, Ann (DOCK/QUAY) [E] PY YO>: Ost, Ben (DOCK/QUAY) [E]`.
_BEHIND_UNIT = regex(
    r"(\[[A-Z]{1,3}\]|\((?:[A-Z\d]{2,10}/){1,4}[A-Z\d]{1,10}\))"
    # `(E [lll NNN`: `[E]` and the bar, misread
    r"(?:\s\([A-Z]\s)?(?:(?!\[[A-Z]\])[^,;(<]){0,24}?\s"
    r"(?=[\"'‘“]?[^\W\d_][\w'’-]{1,30}, [A-Z][\w.'’ -]{0,40}[(\[]"
    r"|[A-Z][a-z'’-]{2,30}, [A-Z][a-z'’-]{1,30}(?:;|$))"
)
# Apple Mail quotes each name. OCR read the bar and the comma after a name as letters, or not at
# all:
# `"Poe, Ann (DOCK/QUAY) [E]" Sy yywe "Ost, Ben (DOCK/QUAY) [E]"`, `"Poe, Ann" <i ee "Ost, Ben"`.
_BEHIND_QUOTE = regex(
    r"(?<=[\w)\].][\"”])\s<?[^\"“”,;<@]{0,16}(?=[\"“][^\W\d_][^\"“”;<]{3,80}[\"”])"
)
# OCR reads the end of a black bar as `>`, and the semicolon after it not at all:
# `Ann Poe PS O> Ost, Ben <ben@quay.example>`, `Poe, Ann (DOCK) OG >>, "Ost, Ben"`.
_STRAY_END = regex(r"(?<=[^\s<>@;])\s?>{1,2}[,:]?\s+(?=[\"'‘“]?[^\W\d_]{2})")
# `Poe, Ann (DOCK/QUAY): Ost, Ben; Lind, Cara`: OCR read a semicolon as a colon.
_MISREAD_SEMICOLON = regex(
    r"(?<=[\w)\]>]):\s(?=[\"'‘“]?[A-Z][\w'’-]{1,30}(?:, |\. )[A-Z][\w.'’-]{1,30}[ ;:(\[]|$)"
)
# X.400: `C=US;A=MCI;P=QUAY;O=DOCK;S=Ost;G=Ben` is one person, with a surname.
_BARE_UNIT = regex(r"\s[A-Z]{2,10}(?:/[A-Z]{2,10}){1,4}.{0,12}$")
_X400_PART = regex(r"\s*[A-Z]{1,4}\d?\s*=[^=;]*")
_ONE_WORD = regex(r"[^\W\d_](?:[^\W\d_]|['’-])+")
# `Ann B`, `Ann B.`, `A. B.`, behind a family name
_GIVEN_AND_INITIAL = regex(r"(?:[^\W\d_](?:[^\W\d_]|['’-])+ [A-Z]\b\.?|[A-Z]\.(?: ?[A-Z]\.)?)")
# A quotation mark after a separator, or before a `Last, First`; not that of `Ann "Poppy" Poe`.
_OPENING_QUOTE = regex(r"(?:^|[,;>:]\s?)\"(?=[^\W\d_])|\s\"(?=[A-Z][\w'’-]*, [A-Z])")
_FEWEST_OPENED = 3
# `Ost, Ben`, `Ost, Ben J`, `Ost, Ben (DOCK/SEA) [E]`
_LAST_FIRST_TEXT = (
    r"[A-Z][\w'’-]+, [A-Z][\w'’-]*\.?(?: [A-Z]\.?(?=[ ,•·]|$))?(?: \([^()]{1,40}\))?(?: \[\w\])?"
)
_LAST_FIRST = regex(_LAST_FIRST_TEXT)
# `Ost, Ben J, Lind, Cara`, `Ost, Ben J• Lind, Cara`: the separator was misread.
_SEVERAL_LAST_FIRST = regex(rf"{_LAST_FIRST_TEXT}(?:[,•·]? {_LAST_FIRST_TEXT}){{1,9}}")
_QUOTES_OF_TWO = 3
# A list of this many people contains nothing else.
_MANY = 5
_MOST_WORDS_OF_LAST_NAME = 4
_LONGEST_ABBREVIATION = 4
_CONTACT = regex(r"[@<＜/]|\[mailto", re.IGNORECASE)
# `Petit, Luc (MOT/HQ), Sand, Eva [C]`
_UNIT_AT_END = regex(r"\w\s?(?:\([A-Z][^()a-z]{1,60}\)|\[[A-Z]{1,3}\])$")


# `Poe, Ann (DOCK/QUAY): Ben Ost; Cara Lind`, `V.M.D.: Ost Ben (DOCK/SEA); Lind, Cara`
_MISREAD_BEHIND_WHOLE = regex(
    r"(?<=[\w)\].]):\s(?=[A-Z][\w'’-]{1,30} [A-Z][\w'’-]{1,30}(?:;|\s\([A-Z]+[/.]))"
)

# `Anthony (DOCK/QUAY) [E] yy@`
_UNIT_BEFORE_BAR = regex(r"\w\s?(?:\([A-Z][^()a-z]{1,60}\)|\[[A-Z]{1,3}\])\s")


def split_people(text: str, *, single: bool, last_name_first: bool) -> list[str]:
    """The people of an unwrapped field, in order, one text for each.

    `single` is True if the field names one person (From). `last_name_first` is True if the client
    writes `Last, First` and separates people by semicolons (Outlook).
    """
    text = _with_separators(text, single=single)
    pieces = _cut(text, _SEMICOLONS)
    # `C=US;A=MCI;P=QUAY;S=Ost;G=Ben`: semicolons within one X.400 address
    if len(pieces) > 2 and "=" in text:
        pieces = _join_x400(pieces)
    if len(pieces) > 1:
        pieces = [part for piece in _join_misread(pieces) for part in _part_last_first(piece)]
    if len(pieces) > 1:
        # `Ann;Poe <ann@dock.example>`: words of one name; `Ann; Ben <…>` would be two people.
        words = "; " not in text and all(len(piece.split()) == 1 for piece in pieces[:-1])
        contacts = list(map(_has_contact, pieces))
        # `Ann;Poe <ann@dock.example>` in From
        if single and words and contacts[-1] and sum(contacts) == 1:
            return [text.strip()]
        result: list[str] = []
        for piece in pieces:
            result.extend(_cut_at_commas(piece))
        return _run_together(result)
    parts = _cut(text, _COMMAS)
    if len(parts) == 1:
        return _run_together(parts)
    several = _part_last_first(text) if last_name_first and not single else []
    if len(several) > 1:
        return several
    contacts = list(map(_has_contact, parts))
    if single:
        return parts if all(contacts) else [text.strip()]
    # `Ann Poe, Ben Ost`, `Poe, Ann, Ost, Ben`: no addresses are printed.
    if not any(contacts):
        return _split_names(text, parts, last_name_first=last_name_first)
    return _run_together(_join_last_names(parts, contacts))


def parted_by_comma(text: str) -> str:
    """A list of people with semicolons for the commas between them: `Ann Poe, MD; Ben Ost`.

    `Poe, Ann; Ost, Ben` has its semicolons.
    """
    return "; ".join(_cut(text, _COMMAS)) if "," in text and ";" not in text else text


def _part_last_first(piece: str) -> list[str]:
    """The people of a piece without separators: `Ost, Ben J Dun, Cay`."""
    if piece.count(",") < 2 or _SEVERAL_LAST_FIRST.fullmatch(piece.strip()) is None:
        return [piece]
    return [found[0] for found in _LAST_FIRST.finditer(piece)]


def _with_separators(text: str, *, single: bool) -> str:
    """A field with the semicolons restored that printing or OCR lost between two people."""
    # `ann.poe@ ' Stone, Ben B <stonebb@quay.example>`
    if "@ " in text:
        text = _TORN.sub("; ", text)
    if not single:
        if text.lstrip()[:1] in _SINGLE_QUOTES and _QUOTED_NAMES.fullmatch(text) is not None:
            text = _BETWEEN_QUOTED.sub("; ", text)
        text = _part_at_gaps(text)
        # `"Poe, Ann (DOCK/QUAY) [E]" Sy yywe "Ost, Ben (DOCK/QUAY) [E]"`
        if text.count('"') + text.count("”") > _QUOTES_OF_TWO:
            text = _BEHIND_QUOTE.sub("; " if ";" in text else ", ", text)
        # `"Poe, Ann (DOCK/QUAY)" SP NGG>, "Ost, Ben`
        if text.count('"') >= _QUOTES_OF_TWO:
            text = _part_at_opened(text)
        # `Poe, Ann (DOCK/QUAY) [E] PY YO>: Ost, Ben (DOCK/QUAY) [E]`
        if "]" in text or "/" in text:
            text = _BEHIND_UNIT.sub(r"\1; ", text)
    if text.count("@") > 1 and ">" in text:
        # `Ost, Ben <ben@quay.example>Lind, Cara <cara@quay.example>`
        text = _CLOSED.sub("; ", text)
        text = _BARE_BEHIND.sub(_parted_address, text)
        if _BARE_LIST.fullmatch(text) is not None:
            text = "; ".join(text.split())
    return text if single else _part_at_bars(text)


def _parted_address(found: re.Match[str]) -> str:
    """A bracketed address and the bare one behind it, with a semicolon if they differ."""
    if found["known"][1:-1].casefold() == found["address"].casefold():
        return found[0]
    return f"{found['known']}; {found['address']}"


def _part_at_opened(text: str) -> str:
    """A list whose people each begin with a quotation mark; OCR lost closing marks.

    `"Wolf, Herbert, "Eastman, Alex" ME, "Law, James V ONG, "Kadl, Robert (DOCK/SEA)" yy`
    """
    opened = _OPENING_QUOTE.split(text)
    # All are closed.
    if len(opened) < _FEWEST_OPENED or all('"' in piece for piece in opened[1:]):
        return text
    marked = [opened[0], *(f'"{piece}' if '"' in piece else piece for piece in opened[1:])]
    return "; ".join(filter(None, (piece.strip(" ,;:").lstrip("> ") for piece in marked)))


def _cut_at_commas(piece: str) -> list[str]:
    """The people between two semicolons: one, or several with addresses, separated by commas.

    `Lind, Cara <cara@quay.example>, Ek, Dora <dora@quay.example>`; a name may also follow an
    address: `Lind, Cara <cara@quay.example>, Ek, Dora`
    """
    parts = _cut(piece, _COMMAS)
    if len(parts) == 1:
        return [piece]
    contacts = list(map(_has_contact, parts))
    # `Lind, Cara <cara@quay.example>`: the comma belongs to a single name.
    if sum(contacts) < 2:
        addressed = contacts.index(True) + 1 if any(contacts) else len(parts)
        if addressed < len(parts) and parts[addressed - 1].endswith((">", "＞")):
            end = piece.index(parts[addressed - 1]) + len(parts[addressed - 1])
            return [piece[:end], piece[end:].lstrip(_COMMAS + " \t")]
        return [piece]
    joined = parts if all(contacts) else _join_last_names(parts, contacts)
    return joined if all(map(_has_contact, joined)) else [piece]


def _part_at_gaps(text: str) -> str:
    """A list of people with a semicolon in each gap that separates two people."""
    if "    " not in text and "\u00a0" * 4 not in text:
        return text
    pieces = _WIDE_GAP.split(text)
    result = pieces[0]
    for piece in pieces[1:]:
        above = re.split(r"[;,]", result)[-1].split()
        below = re.split(r"[;<(\[]", piece)[0].split()
        # `Ann      Poe` is one name, spaced out.
        spaced = len(above) == len(below) == 1 and above[0].isalpha() and "," not in result
        spaced = spaced and len(below[0]) > 1
        result += ("    " if spaced else "; ") + piece
    return result


def _part_at_bars(text: str) -> str:
    """A list in Outlook's form, with semicolons restored that OCR misread or lost beside a bar.

    In a list of one or two people, a colon or a bracket may belong to a name.
    """
    # `Ann Poe PS O> Ost, Ben <ben@quay.example>`
    if text.count(">") > text.count("<"):
        parts: list[str] = []
        start = 0
        for stray in _STRAY_END.finditer(text):
            if "<" not in text[max(start, text.rfind(">", start, stray.start())) : stray.start()]:
                parts.append(text[start : stray.start()])
                start = stray.end()
        text = ("; " if "; " in text else ", ").join([*parts, text[start:]])
    # `Poe, Ann (DOCK/QUAY): Ost, Ben; Lind, Cara; Ek, Dora`
    if text.count("; ") > 1 and ": " in text:
        text = _MISREAD_SEMICOLON.sub("; ", text)
        if text.count("; ") > _MANY:
            text = _MISREAD_BEHIND_WHOLE.sub("; ", text)
    return text


def _join_misread(pieces: list[str]) -> list[str]:
    """Join two words of a name between which OCR read the comma as a semicolon.

    `Ost; Ben <ben.ost@quay.example>`: the address has both words. `Ek, Dora; Ost; Ben; Lind, Cara`:
    all other people are `Last, First`, and none is a single word.
    """
    words = [n for n, piece in enumerate(pieces) if _ONE_WORD.fullmatch(piece.strip())]
    result: list[str] = []
    for number, piece in enumerate(pieces):
        above = number - 1
        if above in words and result[-1:] == [pieces[above]]:
            name, bracket, address = piece.partition("<")
            local = address.partition("@")[0].casefold()
            last, first = pieces[above].strip(), name.strip()
            known = bool(local) and last.casefold() in local and first.casefold() in local
            others = (p for n, p in enumerate(pieces) if n not in (above, number))
            # `Ek; Dora (DOCK/SEA)`
            single = _ONE_WORD.fullmatch(first.partition("(")[0].strip()) is not None
            pair = single and set(words) <= {above, number}
            alone = not bracket and pair and len(pieces) > WORDS_OF_NAME
            if known or (alone and all("," in other for other in others)):
                result[-1] = f"{last}, {piece.strip()}"
                continue
        result.append(piece)
    return result


def _join_x400(pieces: list[str]) -> list[str]:
    """Join the parts of X.400 addresses, which contain semicolons; a country begins the next
    address.
    """
    result: list[str] = []
    inside = False
    for piece in pieces:
        part = _X400_PART.fullmatch(piece) is not None
        if part and inside and not piece.lstrip().startswith("C="):
            result[-1] += ";" + piece
        else:
            result.append(piece)
        inside = part
    return result


def _split_names(text: str, parts: list[str], *, last_name_first: bool) -> list[str]:
    """People without addresses, separated by commas."""
    # `Poe, Ann`
    if len(parts) == 2 and last_name_first:
        return [text.strip().strip(",;").strip()]
    bare = [_DEGREE.sub("", part.split(",")[0]).strip() for part in parts]
    single_words = all(len(part.split()) == 1 and part.isalpha() for part in bare)
    # `Ann, Poe`: two words are one name rather than two people of one word each.
    if single_words and len(parts) == 2:
        return [", ".join(parts)]
    pairs_of_initials = _last_names_with_initials(parts)
    if pairs_of_initials:
        return pairs_of_initials
    # `Poe, Ann, Ost, Ben`
    if last_name_first and len(parts) % 2 == 0 and single_words:
        pairs = zip(parts[::2], parts[1::2], strict=True)
        return [f"{last}, {first}" for last, first in pairs]
    return parts


def _last_names_with_initials(parts: list[str]) -> list[str]:
    """`Poe, Ann B, Ost, Ben` as two people: an initial at the end shows whose family name is first.

    Empty if no name has an initial, or if the parts are not pairs of names.
    """
    if len(parts) % 2 or not all(map(_ONE_WORD.fullmatch, parts[::2])):
        return []
    given = parts[1::2]
    if not any(map(_GIVEN_AND_INITIAL.fullmatch, given)):
        return []
    if not all(_GIVEN_AND_INITIAL.fullmatch(part) or _ONE_WORD.fullmatch(part) for part in given):
        return []
    return [f"{last}, {first}" for last, first in zip(parts[::2], given, strict=True)]


def _cut(text: str, separators: str) -> list[str]:
    """Split at `separators` outside quotes and brackets; unclosed brackets are ignored."""
    if not any(separator in text for separator in separators):
        return [text.strip()] if text.strip() else []
    pieces: list[str] = []
    start = 0
    closer = ""
    unclosed: set[str] = set()
    quoted = False
    for mark in _MARKS.finditer(text):
        index, character = mark.start(), mark[0]
        # `"Poe, Ann; Dock" <ann@quay.example>`: separators within quotes do not count.
        if quoted:
            quoted = character != '"'
        elif (
            character == '"'
            and (index == 0 or text[index - 1] in _BEFORE_QUOTE)
            and text.find('"', index + 1) != -1
        ):
            quoted = True
        elif closer:
            if character == closer:
                closer = ""
        elif character in _OPENERS and character not in unclosed:
            closer = _closer(text, index, unclosed)
        # `Sand, Eva, M.D., Ost, Ben`: a degree belongs to the name before it.
        elif character in separators and not (
            character in _COMMAS and index > start and _DEGREE.match(text, index + 1)
        ):
            pieces.append(text[start:index])
            start = index + 1
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def _closer(text: str, index: int, unclosed: set[str]) -> str:
    """The character that closes the bracket at `index`, or ""."""
    opener = text[index]
    end = text.find(_OPENERS[opener], index + 1)
    # `Ann Poe (Dock; Ben Ost`: the bracket is never closed.
    if end == -1:
        unclosed.add(opener)
        return ""
    # `Ann Poe <; Ben Ost <ben@quay.example>`
    if opener in _FLAT and text.find(opener, index + 1, end) != -1:
        return ""
    parted = text.find("; ", index + 1, end)
    if parted != -1 and _is_torn(text, opener, parted, index, end):
        return ""
    return _OPENERS[opener]


def _is_torn(text: str, opener: str, parted: int, index: int, end: int) -> bool:
    """Whether the closing bracket at `end` belongs to another opening bracket after a semicolon."""
    if opener == "<":
        # `Ann Poe <Iyywe@; Ben Ost <ben@quay.example>`: an address does not contain a list's
        # separator.
        return "=" not in text[index:end]
    # `Poe, Ann (OG; Ost, Ben (DOCK/QUAY)`; `Poe, Ann (DOCK/QUAY}; Ost, Ben`, a bracket misread
    return opener == "(" and (text.find("(", parted, end) != -1 or text[parted - 1] == "}")


def _run_together(parts: list[str]) -> list[str]:
    """Split two people printed without a separator between them."""
    result: list[str] = []
    for part in parts:
        result.extend(_split_closed(part) if "@" in part else [part])
    return result


def _split_closed(text: str) -> list[str]:
    if text.count("@") < 2:
        return [text]
    words = text.split()
    if all(patterns.ADDRESS.fullmatch(word) for word in words):
        # `ann@dock.example ben@quay.example`; the same address printed twice is one person.
        return [*dict.fromkeys(words)]
    pieces = _CLOSED.split(text) if ">" in text or "＞" in text else [text]
    # `ann@dock.example <ann@dock.example>`
    return [piece.strip() for piece in pieces if piece.strip()]


def _join_last_names(parts: list[str], contacts: list[bool]) -> list[str]:
    """Join `Hart` and `Alice <a@x>` if the comma is part of a name."""
    result: list[str] = []
    index = 0
    joined = others = 0
    while index < len(parts):
        follows = index + 1 < len(parts) and contacts[index + 1]
        if not contacts[index] and follows and _may_be_last_name(parts[index]):
            first_name = re.split(r"[<\[(＜]", parts[index + 1])[0].strip()
            first_name = _BARE_UNIT.sub("", first_name)  # `Poe, Ann B. DOCK/QUAY <…>`
            # `Poe, Ann, M.D., M.P.H. <ann@quay.example>`: a comma left in a piece is a degree's.
            words = first_name.split(",")[0].split()
            # `Poe, Ann M CIV (NAVY) <ann@quay.example>`: initials and a category of staff
            words = words[:1] + [word for word in words[1:] if not _is_abbreviation(word)]
            # `Ek, Ida on behalf of Harbour Office <office@quay.example>`
            whole = len(words) <= 2 or words[1].islower()
            if words and "@" not in first_name and whole:
                result.append(f"{parts[index]}, {parts[index + 1]}")
                joined += 1
                index += 2
                continue
        # The other people are `Last, First`, so two pieces without an address are too.
        if (
            joined > others
            and index + 1 < len(parts)
            and not contacts[index]
            and all(len(part.split()) == 1 and part.isalpha() for part in parts[index : index + 2])
        ):
            result.append(f"{parts[index]}, {parts[index + 1]}")
            index += 2
            continue
        others += contacts[index]
        result.append(parts[index])
        index += 1
    return result


def _is_abbreviation(word: str) -> bool:
    """Whether a word is an initial, or letters all in capitals: `M`, `M.`, `CIV`, `USN`."""
    bare = word.strip(".")
    return bare.isupper() and len(bare) <= _LONGEST_ABBREVIATION


def _may_be_last_name(text: str) -> bool:
    """Whether a piece may be a family name before a comma, in a script that has spaces."""
    if not text.isascii() and any(character >= "\u2e80" for character in text):
        return False
    return _is_last_name(text)


def _is_last_name(text: str) -> bool:
    """Whether a piece may be a last name: `Poe`, `van der Berg`; two other words are a person."""
    words = text.split()
    return len(words) == 1 or (
        len(words) <= _MOST_WORDS_OF_LAST_NAME and words[0].casefold() in PARTICLES
    )


def _has_contact(text: str) -> bool:
    """Whether a piece has an address, or a mark in place of one, or ends with an affiliation."""
    if _UNIT_AT_END.search(text) is not None:
        return True
    # `Charles Ty ee@>`: a black bar read by OCR.
    if "@" in text and "<" not in text and is_bar(text):
        return _UNIT_BEFORE_BAR.search(text) is not None
    return _CONTACT.search(text) is not None
