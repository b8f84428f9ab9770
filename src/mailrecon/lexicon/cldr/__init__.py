"""Words of dates, zones and lists in each language, from the Unicode CLDR."""

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
