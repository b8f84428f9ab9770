"""The small words of names, in one table: `Jan van der Aa`, `Ortega y Gasset`, `Ann Poe, Jr.`

Each set is for one place in a name. Some words have another meaning, too: a rule that reads names
between OCR's debris uses fewer sets than one for words in small letters.
"""

from __future__ import annotations

from typing import Final

# What family names begin with, in any case: `von der Poe`, `DE LA POE`.
FAMILY: Final = frozenset(
    (
        *("van", "von", "vom", "der", "den", "het", "'t", "te", "ter", "ten", "zu", "zum", "zur"),
        *("de", "da", "do", "di", "du", "del", "della", "dei", "degli", "des", "dos", "das"),
        *("la", "le", "lo", "las", "los", "el", "al", "bin", "bint", "ibn", "af", "av"),
    )
)
# The same, but words or given names in capitals: `op den Akker`, `am Ende`, `in 't Veld`.
IN_SMALL_LETTERS: Final = frozenset(("op", "am", "vor", "in", "ben"))
# `San Juan, Ann`, `abu Bakr`: too like what OCR makes of a stamp to be looked for in debris.
SAINTS: Final = frozenset(("san", "santa", "st", "abu"))
# Between two family names, or two words of an office: `Ortega y Gasset`, `Stone and Sons`.
JOINING: Final = frozenset(("and", "und", "et", "ja", "y", "e", "i"))
# Of offices and firms: `Board of the Quay`, `Stone's`
OF_OFFICES: Final = frozenset(("of", "the", "s"))
# Behind a name: `Poe, Ben jr`.
BEHIND: Final = frozenset(
    ("jr", "sr", "jun", "sen", "ii", "iii", "iv", "phd", "md", "esq"),
)
