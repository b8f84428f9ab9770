"""Whether the address behind a link may be used: one rule for every format.

The address behind a link is hidden text: a reader of the page sees the words only. It is used
where they name somebody, since a mail client prints a name in place of an address. It is not used
where anything in the words says that something was removed.
"""

from __future__ import annotations

from enum import Enum, auto

from mailrecon.read.redaction_markers import tells_of_removal


class Behind(Enum):
    """What becomes of the address behind a link.

    `SAID`: the words print it themselves. `USED`: they are a name, the address may be added.
    `WITHHELD`: something was removed there, or another address is printed.
    """

    SAID = auto()
    USED = auto()
    WITHHELD = auto()


def judge(words: str, address: str) -> Behind:
    """What becomes of `address` behind a link whose visible text is `words`.

    `words` must be the text as it is seen: bars for what is drawn over, nothing for what is not
    displayed. They include what touches the link on its line: `Ann P` before `███` is no whole
    name.
    """
    if address.casefold() in words.casefold():
        return Behind.SAID
    if not words.strip() or "@" in words or tells_of_removal(words):
        return Behind.WITHHELD
    return Behind.USED
