"""What text says of itself that it stands for something removed."""

from __future__ import annotations

import re

# What is printed for a removal: bars, exemption codes, or words that say so. Any other
# word, in brackets or not, may be what was to be removed.
_REMOVED = (
    r"(?:redact(?:ed|ion)|removed|withheld|deleted|censored|omitted|sealed|private|privacy"
    r"|personal|confidential|names?|address(?:es)?|e-?mails?|phone|numbers?|information|text)"
)
_CODE = r"\(?b\)?\s?\(?\d\)?(?:\s?\([a-z]\))?"
_SAYS_SO = re.compile(
    rf"[\[(<{{【［「]?\s?(?:{_REMOVED}(?:[\s,;:/-]{{1,3}}{_REMOVED})*|x{{3,}}"
    rf"|{_CODE}(?:[,;/\s]+{_CODE})*|[█■▇▮▬░▒▓_\-–—.…*•\s]+)\s?[\])>}}】］」]?",
    re.IGNORECASE,
)


def says_so(text: str) -> bool:
    """Whether text is nothing but a mark of removal, and no removed text itself."""
    return _SAYS_SO.fullmatch(text.strip()) is not None
