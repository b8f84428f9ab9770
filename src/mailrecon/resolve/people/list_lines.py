"""Lines of a printed list of people: find lines that end a person, and join wrapped lines."""

from __future__ import annotations

import re

from mailrecon.lexicon import name_particles
from mailrecon.lexicon.kinds_of_names import is_given_name
from mailrecon.regex import regex

_FEWEST_SEMICOLONS = 3
_SHARE_OF_WORDS = 4
_FEWEST_LINES_TORN = 8
WORDS_OF_NAME = 2
_WORD = regex(r"[^\W\d_]{3}")
# `David Ost` / `LIND, CARA; Ben Ek`: a semicolon was lost at a line's end.
_LOST_AT_END = regex(
    r"(?<=[^\W\d_'’])['’]?[ \t]*\n[ \t]*(?=[^\W\d_][\w'’-]{1,30}(?:[,.]\s|\s[A-Z]\.\s)"
    r"[^\W\d_][\w.'’ -]{1,40}(?:\([^()\n]{1,40}\))?;)"
)
_ADDRESS_AT_END = regex(r"(?<=>)\n(?=[^\W\d_][\w'’-]{1,30}, [^\W\d_][\w.'’ -]{1,40}(?:;|$))")
_CUT_AT_END = regex(r"(<[^<>@;,\s]{3,40})[ \t]*\n(?=['‘]?\w[^<>@;\n]{0,60}(?:<|;|\n|$| {4}))")
# `ann_poe            benost` / `Lind, Cara J;`: a login in a column, whose address was removed
_LOGIN_AT_END = regex(
    r"(?<=[ \t]{4})(['‘]?[a-z][a-z.]{4,20})[ \t]*\n[ \t]*"
    r"(?=[A-Z][\w'’-]{1,30}, [A-Z][\w'’-]{0,30}(?: [A-Z]\.?)?[ \t]*(?:;|\n|$))"
)
_QUOTED_BELOW = regex(r"(?<=[\w)])[ \t]*\n[ \t]*(?='[A-Za-z][\w.]*_\w)")
_END_OF_BAR = regex(r"^[A-Z]?>\s?[:;]\s*")
# A person alone on a line: `Ann Poe`, `Poe, Ann M. (DOCK/QUAY)`, `"Poe, Ann" <ann@quay.example>`
_ADDRESS_TEXT = r"[<\[(]?[^\s<>@,;\[\]()]+@[^\s<>@,;\[\]()]+\.[^\s<>@,;\[\]()]+[>\])]?"
_ADDRESS = regex(_ADDRESS_TEXT)
_NAME_WORD = r"(?:[A-ZÀ-ÞА-ЯЁ][\w.'’-]*)"
_PARTICLE = f"(?:{'|'.join(sorted(name_particles.FAMILY | {'y'}, key=len, reverse=True))})"
_NAME = (
    rf"(?:{_NAME_WORD}(?: (?:{_PARTICLE} ){{0,2}}{_NAME_WORD}){{1,3}}"
    rf"|(?:{_PARTICLE} ){{0,2}}{_NAME_WORD}(?:[ -]{_NAME_WORD})?,"
    rf" {_NAME_WORD}(?: {_NAME_WORD}){{0,2}})"
)
_IS_WHOLE = regex(
    rf"{_ADDRESS_TEXT}|(?P<quote>[\"']?){_NAME}(?: ?[(\[][^()\[\]@]{{1,40}}[)\]]){{0,2}}(?P=quote)"
    rf"(?: ?{_ADDRESS_TEXT})?"
)
_SIGN_OF_PERSON = regex(r"[@,\"(\[]")
_BULLET = regex(r"^(?:[•●▪◦*–—-]|\d{1,3}[.)])\s+")
_FEWEST_WHOLE, _SURE, _LONGEST_PERSON = 2, 3, 320
_LAST_AND_FIRST = regex(r"[\"'‘“]?[A-Z][\w'’-]{1,30}, [A-Z][\w'’-]{1,30}(?: [A-Z]\.?)?")


def part_at_line_ends(text: str) -> str:
    """A list with the semicolons restored that OCR lost between a whole name and `Last, First`
    below.

    `Wade, Eva; David Ost` / `LIND, CARA; Ben Ek`. A name that is wrapped continues with less than
    `Last, First`: `Kelly, Craig` / `A; Ost, Ben`, `Ana de la` / `Cruz; Ost, Ben`.
    """
    if "\n" not in text:
        return text
    if ";" not in text and (one_each := _part_whole_lines(text)):
        return one_each
    lines = text.split("\n")
    # A list of commas that a program wrapped has no semicolons.
    if len(lines) >= _FEWEST_LINES_TORN and 2 < text.count(";") * 2 < len(lines):
        return _part_torn(lines)
    if "<" in text:
        # `'annpoe <annpoe` / `'benost <benost`: domains were removed.
        text = _CUT_AT_END.sub(r"\1;\n", text)
    if ";" in text:
        # `'ann_poe` / `'ben_ost ; Lind, Cara`: the separator was removed together with an address.
        text = _QUOTED_BELOW.sub(";\n", text)
        text = _LOGIN_AT_END.sub(r"\1;\n", text)
        # `Sand, Eva <eva@quay.example>` / `Lind, Cara; Ek, Ida`
        text = _ADDRESS_AT_END.sub(";\n", text)
    if text.count(";") < _FEWEST_SEMICOLONS:
        return text

    def parted(end: re.Match[str]) -> str:
        above = text[text.rfind(";", 0, end.start()) + 1 : end.start()].split()
        # `'Ost, Ben'` / `Lind, Cara;`: a closed name is whole.
        closed = end[0][0] in "'’" and above and any(word[0] in "'‘" for word in above)
        # `'annpoe           'benost` / `Lind, Cara;`: the local part of an address
        local = above and above[-1].strip("'‘").islower() and above[-1][0] in "'‘"
        if closed or local:
            return f"{end[0][:1].strip()};\n"
        # `"Ost, Ben J` / `Lind, Cara;`
        if _LAST_AND_FIRST.fullmatch(" ".join(above)):
            return ";\n"
        # `ben.ost@quay.example` / `Lind, Cara;`, `Ben_J_Ost` / `Lind, Cara;`
        if above and ("@" in above[-1] or "_" in above[-1].strip("_")):
            return ";\n"
        # `David Ost` is a whole name; `Ana de la` continues below.
        whole = len(above) == WORDS_OF_NAME and all(word.isalpha() for word in above)
        return ";\n" if whole and all(word[0].isupper() for word in above) else "\n"

    return _LOST_AT_END.sub(parted, text)


def _part_whole_lines(text: str) -> str:
    """A list with one whole person on each line and no separators; empty for any other text.

    `Ann Poe` / `Ben Ost` / `Cay Dun`, `• Poe, Ann` / `• Ost, Ben`, `<ann@quay.example>` /
    `<ben@quay.example>`, `Ann Poe` / `ann@quay.example` / `Ben Ost` / `ben@quay.example`.
    """
    lines = [_BULLET.sub("", line.strip()) for line in text.split("\n") if line.strip()]
    if len(lines) < _FEWEST_WHOLE or not all(
        len(line) <= _LONGEST_PERSON and _IS_WHOLE.fullmatch(line) for line in lines
    ):
        return ""
    alone = [_ADDRESS.fullmatch(line) is not None for line in lines]
    people: list[str] = []
    # Whether the line above is a name without an address.
    named = False
    for line, is_address in zip(lines, alone, strict=True):
        # `ann@quay.example` below `Ann Poe` is hers
        if is_address and named:
            people[-1] += f" <{line.strip('<>[]()')}>"
        else:
            people.append(line)
        named = "@" not in line
    # `Juan Carlos` / `García Ruiz` may be one name. If both lines begin with a given name, they are
    # two.
    sure = len(people) >= _SURE or any(map(_SIGN_OF_PERSON.search, lines))
    if not sure and not all(is_given_name(line.split()[0]) for line in lines):
        return ""
    return ";\n".join(people)


def _part_torn(lines: list[str]) -> str:
    """A list that OCR tore into one person a line, with a semicolon added after each.

    `Lind, Cara (DOCK/SEA)` / `> Ost, Ben` / `=< a J 3` / `Wade` / `Eva`: a line of one word belongs
    to the adjacent name, and a line without a word is a black bar.
    """
    result = ""
    for line in map(str.strip, lines):
        # `cree rer`, `zZ O > = jas = z y`: a name has a capital and a word.
        words = _WORD.findall(line)
        lacks_capital = line.lower() == line != line.upper() and "@" not in line
        if lacks_capital or len(words) * _SHARE_OF_WORDS < len(line.split()):
            continue
        # `D>: Ost, Ben`: the end of a bar and of the person above
        line = _END_OF_BAR.sub("; ", line)
        above = result.rstrip()
        single = line.isalpha() and above[above.rfind(";") + 1 :].strip().isalpha()
        # `Wade` / `Eva`; `Ann Poe <ann@` / `dock.example>`; `Poe, Ann` / `(DOCK/SEA)`
        goes_on = single or above.count("<") > above.count(">") or line[:1] in "([{,;>"
        # `>; Poe,` / `Ost, Ben`: the line below that of the last name was lost.
        whole = _LAST_AND_FIRST.fullmatch(line) is not None
        goes_on = goes_on or above.endswith(";") or (above.endswith(",") and not whole)
        result += f" {line}" if goes_on or not above else f"; {line}"
    return result


def join_lines(text: str) -> str:
    """Unwrap a field: inside an address lines join without a gap, elsewhere with a space."""
    if "\n" not in text:
        return text.strip()
    parts: list[str] = []
    tail = ""  # the joined text after the last opening bracket, or the relevant end of it
    for line in text.split("\n"):
        piece = line.strip()
        inside = "<" in tail
        if (
            not parts
            # `Poe, Ann (DOCK/` / `QUAY) [E]`
            or (tail.endswith("/") and tail.count("(") > tail.count(")"))
            or _breaks_address(tail, piece)
            or (inside and " " not in tail[tail.rfind("<") :] and tail[-1:] != "<")
        ):
            parts.append(piece)
        else:
            parts.append(" " + piece)
        tail = (tail + parts[-1])[-400:]
        if tail.rfind("<") < tail.rfind(">"):
            tail = tail[tail.rfind(">") + 1 :]
    return "".join(parts).strip()


def _breaks_address(above: str, below: str) -> bool:
    """Whether a line break is inside an address, after a hyphen or a dot."""
    last = above[above.rfind(" ") + 1 :]
    first = below.split(" ")[0].split(";")[0].split(",")[0]
    # `boats@lists.dock-` / `yard.example`, `boats@lists.` / `dock.example`
    if last.endswith(("-", ".")) and "@" in last:
        return "@" not in first and first[:1].isalnum() and first.rstrip(">").isascii()
    # `lock-` / `office@dock.example`
    return last.endswith("-") and len(last) > 1 and "@" in first
