"""Attribution lines whose verb OCR lost together with the blacked-out address before it.

Sent from my phone

On May 4, 2020, at 9:12 AM, Ann Poe

Dear Ben, the gate leaks.
"""

from __future__ import annotations

from functools import lru_cache

from msgspec.structs import replace

from mailrecon.lexicon import Lexicon, fold
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns
from mailrecon.scan.attribution import Attribution, find_attribution
from mailrecon.scan.lines import Lines

_LONGEST = 120
_NEAR = 3
_FAR = 30
_LONGEST_GREETING = 5
_LONGEST_DEBRIS = 2
_YEAR_AND_CLOCK = regex(r"(?<!\d)(?:19|20)\d\d\b.{1,16}\d[:.]\d\d(?!\d)")
_ENDS = tuple(".!?:;,…")
# `On {date}, at {time}, {name} wrote:`: the first word and the verb
_TEMPLATE = regex(r"([^\W\d_]+) \{date\}.*\{name\} ([^\W\d_]+) ?[:：]")


def find_cut_attribution(page: Page, index: int) -> Attribution | None:
    """The attribution on line `index` that ends after its name, or None."""
    content = page.lines.content(index).rstrip()
    if len(content) > _LONGEST or content.endswith(_ENDS):
        return None
    verbs = _verbs(page.lexicon).get(content.partition(" ")[0].casefold(), ())
    if not verbs or not _YEAR_AND_CLOCK.search(content) or not _is_between_texts(page, index):
        return None
    begin = page.lines.content_start(index)
    for verb in verbs:
        found = find_attribution(Lines(f"{content} {verb}:"), 0, page.lexicon)
        if found is None or found.date is None:
            continue
        name, date = found.name, found.date
        # `On May 4, 2020, at 9:12 AM, Ann Poe left the boats`
        small = [word for word in content[slice(*name)].split() if word.islower()]
        if sum(len(word) > _LONGEST_DEBRIS for word in small) > 1:
            continue
        # `On May 4, 2020 at 9:12 AM the boats left`: the name is the rest of the line.
        if name[1] != len(content) or patterns.date_strength(content[slice(*date)]) != 2:
            continue
        return replace(
            found,
            first=index,
            last=index,
            name=(begin + name[0], begin + name[1]),
            date=(begin + date[0], begin + date[1]),
        )
    return None


def _is_between_texts(page: Page, index: int) -> bool:
    """Whether a line is below a device's signature or a blank line, and above a greeting."""
    lines = page.lines
    below = index + 1
    while below < len(lines) and below - index < _NEAR and lines.is_blank(below):
        below += 1
    if below >= len(lines) or lines.depth(below) != lines.depth(index):
        return False
    # `On May 4, 2020, at 9:12 AM, Ann Poe` / `<ann@quay.example> wrote:`
    if any(page.attribution(n) is not None for n in range(index, min(below + 2, len(lines)))):
        return False
    above = lines.content(index - 1) if index else ""
    if above.strip() and fold(above.strip(" .")) not in page.lexicon.device_signatures:
        return False
    # Without any header above, this may be the beginning of another kind of text.
    if not any(page.label(n) is not None for n in range(max(0, index - _FAR), index)):
        return False
    words = lines.content(below).split()
    greeted = bool(words) and fold(words[0].strip(",.")) in page.lexicon.greetings
    short = 0 < len(words) <= _LONGEST_GREETING and words[-1].endswith((",", ":", "-", "—"))
    return greeted or (short and words[0][:1].isupper())


@lru_cache(maxsize=4)
def _verbs(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """The folded verbs that close attribution lines, by the lines' opening word."""
    found: dict[str, dict[str, None]] = {}
    for templates in lexicon.attributions.values():
        for template in templates:
            parts = _TEMPLATE.fullmatch(template.pattern)
            if parts is not None:
                found.setdefault(parts[1].casefold(), {})[parts[2]] = None
    return {word: tuple(verbs) for word, verbs in found.items()}
