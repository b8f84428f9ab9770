"""Whether the line above an attribution has a part of it: its person, or the day of its date."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from mailrecon.lexicon import PLACEHOLDER, Lexicon, Template, fold
from mailrecon.scan import patterns
from mailrecon.scan.attribution.date_words import WORD, is_one_date, is_unlike_date
from mailrecon.scan.attribution.judge import Attribution, openings
from mailrecon.scan.attribution.templates import first_slot
from mailrecon.scan.lines import Lines

_MOST_WORDS_OF_NAME = 7
_OPENING = "<[("
_ENDS = (".", "!", "?", ",", ";")


def has_more(lines: Lines, longer: Attribution, found: Attribution, lexicon: Lexicon) -> bool:
    """Whether a reading has a person or a part of the date on a line above `found`."""
    text, below = lines.text, lines.content_start(found.first)
    if longer.date is None or found.date is None:
        return False
    # `On Tuesday, May 4, 2020 at` / `09:12:22 AM GMT+1, Ann Poe <ann@quay.example> wrote:`
    # `Am Mo.,` / `4. Mai 2020 um 09:12 Uhr schrieb Ann Poe <ann@quay.example>:`
    if longer.date[0] < below or (longer.has_verb and not found.has_verb):
        date = text[slice(*longer.date)]
        return is_one_date(date, frozenset({longer.language}), lexicon)
    above = text[longer.name[0] : min(longer.name[1], below)].rstrip("\n >")
    # `Ann Poe <ann@quay.example>` / `ezt írta (időpont: 2020. máj. 4., H, 9:12):`
    if longer.name[1] <= below:
        return not found.addressed and (
            patterns.has_address(above) or patterns.is_redacted(above, lexicon)
        )
    # `Harbour Office, Poe, Ann (QUAY)` / `<ann@quay.example> schrieb am Mo., 4. Mai 2020, 09:12:`
    return text[found.name[0]] in _OPENING and longer.name[0] < below and _is_name_alone(above)


class _PrintedFirst(Enum):
    """What a template prints first; a word before it, or any other order, is OTHER."""

    DATE = "its date or time of day"
    PERSON = "its person, and no date follows"
    OTHER = "anything else"


@lru_cache(maxsize=8192)
def _printed_first(pattern: str) -> _PrintedFirst:
    first = PLACEHOLDER.match(pattern)
    if first is None:
        return _PrintedFirst.OTHER
    if "{date}" in pattern:
        return _PrintedFirst.DATE if first[0] in ("{date}", "{time}") else _PrintedFirst.OTHER
    named = first[0] == "{name}" or (first[0] == "{email}" and "{name}" not in pattern)
    return _PrintedFirst.PERSON if named else _PrintedFirst.OTHER


class Above(NamedTuple):
    """How some lines begin; no other reading of them than these may have more than those below.

    `opens`: with a word such as `On`, behind which a template without a date may have a day;
    `begins_date`: with what may be nothing but a date.
    """

    opens: bool
    begins_date: bool

    def may_have_more(self, template: Template) -> bool:
        """Whether a reading by a template may have more; if False, `has_more` would be False.

        `Sent from my phone` / `On May 4, 2020, at 9:12 AM, Ann Poe wrote:` is not read as `{date}
        {name} wrote:`, since a date cannot begin with `Sent`.
        """
        first = _printed_first(template.pattern)
        if first is _PrintedFirst.DATE:
            return self.begins_date
        return self.opens or first is not _PrintedFirst.PERSON


def look_above(joined: str, languages: frozenset[str], lexicon: Lexicon) -> Above:
    """How joined lines begin; `languages` are those of the templates that may match them."""
    start = first_slot(joined)
    stop = joined.rfind("\n")
    # A line with nothing visible
    if "\n" in joined[:start]:
        return Above(True, True)
    opening = WORD.match(joined, start)
    opens = opening is None or fold(opening[0]) in openings(lexicon)
    return Above(opens, not is_unlike_date(joined, start, stop, languages, lexicon))


def _is_name_alone(text: str) -> bool:
    """Whether a line may be only the name of an address on the next line."""
    words = text.split()
    return (
        0 < len(words) <= _MOST_WORDS_OF_NAME
        and patterns.name_strength(text) > 0
        and not text.rstrip().endswith(_ENDS)
        and not words[0][0].islower()
        and not words[-1][0].islower()
    )
