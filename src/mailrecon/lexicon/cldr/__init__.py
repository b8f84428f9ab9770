"""Words of dates, zones and lists in each language, from the Unicode CLDR.

`scripts/make_cldr_tables.py` makes the files of this folder with Babel; none is edited by hand.
Locales have Babel's names (`zh_Hans`). All words are folded (`lexicon.fold_words`).
"""

from mailrecon.lexicon.cldr.words import (
    PUNCTUATION,
    DateEnds,
    LocaleWords,
    bare_word,
    civil_zones,
    date_ends,
    joining_words,
    locale_words,
    metazones,
    zone_names,
)

__all__ = [
    "PUNCTUATION",
    "DateEnds",
    "LocaleWords",
    "bare_word",
    "civil_zones",
    "date_ends",
    "joining_words",
    "locale_words",
    "metazones",
    "zone_names",
]
