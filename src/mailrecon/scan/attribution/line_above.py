"""Whether the line above an attribution has a part of it: its person, or the day of its date."""

from __future__ import annotations

from mailrecon.lexicon import Lexicon
from mailrecon.scan import patterns
from mailrecon.scan.attribution.date_words import is_one_date
from mailrecon.scan.attribution.judge import Attribution
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
