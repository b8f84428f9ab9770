"""Attribution lines ("On …, … wrote:"), on one line or wrapped over several, in any language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mailrecon.lexicon import INVISIBLE, PLACEHOLDER, Lexicon, Template, attribution_key
from mailrecon.scan import shapes
from mailrecon.scan.lines import Lines

_MAX_LINE = 400
_MAX_WRAPPED = 4
_CLOSERS = (":", "：", "៖", "፦", "፡")
_GAP = f"[\\s{INVISIBLE}]"
_UNSEEN = re.compile(f"[{INVISIBLE}]")
_NOT_A_NAME = re.compile(r"[!?;]|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Attribution:
    """An attribution line over lines `first`..`last` (inclusive); spans are text offsets.

    The date span is None where no date is printed; a separately printed time is inside it.
    """

    first: int
    last: int
    name: tuple[int, int]
    date: tuple[int, int] | None
    language: str


@lru_cache(maxsize=4096)
def _compiled(template: Template) -> re.Pattern[str]:
    pattern = [f"{_GAP}*"]
    position = 0
    seen: set[str] = set()
    for slot in PLACEHOLDER.finditer(template.pattern):
        pattern.append(_literal(template.pattern[position : slot.start()]))
        name = slot[1]
        pattern.append(rf"(?P<{name}>.+?)" if name not in seen else ".+?")
        seen.add(name)
        position = slot.end()
    pattern.append(_literal(template.pattern[position:]))
    return re.compile("".join(pattern) + f"{_GAP}*", re.IGNORECASE | re.DOTALL)


def _literal(text: str) -> str:
    """A pattern for literal text: any gap for a space, any colon for a colon."""
    words = text.split()
    if not words:
        return f"{_GAP}+" if text else ""
    joined = f"{_GAP}+".join(re.escape(word) for word in words)
    joined = re.sub("[:：]", lambda _: f"{_GAP}*[:：]", joined)
    before = f"{_GAP}+" if text[0].isspace() else ""
    after = f"{_GAP}+" if text[-1].isspace() else ""
    return before + joined + after


def find_attribution(lines: Lines, index: int, lexicon: Lexicon) -> Attribution | None:
    """The attribution line that closes on line `index`, or None."""
    closing = _UNSEEN.sub("", lines.content(index)).rstrip().rstrip("*_")
    if not closing.endswith(_CLOSERS) or len(closing) > _MAX_LINE:
        return None
    templates = lexicon.attributions.get(attribution_key(closing), ())
    if not templates:
        return None
    depth = lines.depth(index)
    undated: Attribution | None = None
    first = index
    for _ in range(_MAX_WRAPPED):
        pieces = [lines.content(number) for number in range(first, index + 1)]
        joined = "\n".join(pieces)
        for template in templates:
            match = _compiled(template).fullmatch(joined)
            if match is None:
                continue
            found = _judge(template, match, pieces, lines, first, index, lexicon)
            if found is None:
                continue
            if found.date is not None:
                return found
            if undated is None and first == index:
                undated = found
        first -= 1
        if (
            first < 0
            or lines.is_blank(first)
            or lines.depth(first) != depth
            or len(lines.raw[first]) > _MAX_LINE
        ):
            break
    return undated


def _judge(
    template: Template,
    match: re.Match[str],
    pieces: list[str],
    lines: Lines,
    first: int,
    last: int,
    lexicon: Lexicon,
) -> Attribution | None:
    groups = match.groupdict()
    who = "name" if groups.get("name") else "email"
    name = groups.get(who) or ""
    if not name.strip() or _NOT_A_NAME.search(name):
        return None
    plausible = (
        shapes.has_address(name)
        or shapes.is_redacted(name, lexicon)
        or shapes.name_strength(name) > 0
    )
    if not plausible:
        return None
    name_end = match.end(who)
    if who == "name" and groups.get("email") and match.start("email") >= name_end:
        name_end = min(match.end("email") + 1, len(match.string))
    date: tuple[int, int] | None = None
    if groups.get("date"):
        begin, end = match.span("date")
        if groups.get("time"):
            begin, end = min(begin, match.start("time")), max(end, match.end("time"))
        if shapes.date_strength(match.string[begin:end]) == 0:
            return None
        date = (begin, end)
    elif any(c.isdigit() for c in name) and not shapes.has_address(name):
        return None
    if date is None and name.strip().count(" ") > 5:
        return None
    if date is None and shapes.date_strength(name):
        return None

    def place(offset: int) -> int:
        for number, piece in enumerate(pieces, start=first):
            if offset <= len(piece):
                return lines.content_start(number) + offset
            offset -= len(piece) + 1
        return lines.end(last)

    return Attribution(
        first,
        last,
        (place(match.start(who)), place(name_end)),
        (place(date[0]), place(date[1])) if date else None,
        template.language,
    )
