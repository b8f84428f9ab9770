"""The bits that agreements and differences of two printed people add.

`docs/threads.md` prints them.
"""

from __future__ import annotations

from typing import NamedTuple

JOIN = 5.0
PROPOSE = 2.0


class Bits(NamedTuple):
    """The bits that a field adds to the odds that two names are one person's, and why."""

    bits: float
    said: str


# Two people of one family name in one archive are the same as often as not; then:
SAME_FAMILY = Bits(2.0, "same family name")
MISREAD_FAMILY = Bits(0.0, "family name as OCR may misread it")
# Minus half of log2 of the number of initials that the archive prints with that family name.
MOST_GIVEN, LEAST_GIVEN = 6.0, 2.0
SAME_GIVEN = Bits(0.0, "same given name")  # log2(families / those with that given name)
NICKNAME = Bits(2.5, "a short form of the given name")
INITIAL = Bits(1.5, "an initial for the given name")
MISREAD_GIVEN = Bits(2.0, "given name as OCR may misread it")
LOOKS_SAME = Bits(3.5, "given name in letters that OCR takes for one another")
BOTH_KNOWN = Bits(-3.0, "other people have either name")
SAME_MIDDLE = Bits(2.0, "same middle initial")
OTHER_MIDDLE = Bits(-6.0, "another middle initial")
GENERATION = Bits(-5.0, "Jr. or Sr. in one")
SAME_AFFILIATION = Bits(2.0, "same affiliation")
OTHER_AFFILIATION = Bits(-1.5, "another affiliation")
SAME_LOCAL = Bits(4.0, "addresses alike")
OTHER_LOCAL = Bits(-4.0, "other addresses in one domain")
OTHER_ADDRESS = Bits(-1.0, "other addresses")
OTHER_ORGANISATION = Bits(-3.5, "addresses of two organisations")
ADDRESS_FITS = Bits(1.0, "the address is made of the name")
RARE_VARIANT = Bits(2.0, "printed seldom beside the other")
BOTH_OFTEN = Bits(-5.0, "both printed often")
TOGETHER = Bits(-5.0, "both in one header")  # twice if more than once
SAME_COMPANY = Bits(2.0, "named beside the same people")
ONLY_ONE = Bits(1.5, "nobody else fits")
SEVERAL = Bits(-4.0, "somebody else fits as well")
