"""Years counted from an era: of Japanese emperors, of the Republic of China, of religions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from mailrecon.regex import regex

# The year before each era's first, and its last year (Japan: Act 43 of 1979 and its predecessors).
# Letters are those of Japanese forms: H23.3.11.
_YEARS = {
    **dict.fromkeys(("明治", "明", "m"), (1867, 45)),
    **dict.fromkeys(("大正", "大", "t"), (1911, 15)),
    **dict.fromkeys(("昭和", "昭", "s"), (1925, 64)),
    **dict.fromkeys(("平成", "平", "h"), (1988, 31)),
    **dict.fromkeys(("令和", "令", "r"), (2018, 99)),
    **dict.fromkeys(("民國", "民国"), (1911, 999)),
}
_DATE = regex(
    r"(?:(?P<era>明治|大正|昭和|平成|令和|民國|民国|[明大昭平令])\s?(?P<y>元|\d{1,3})"
    r"|(?<![a-z0-9])(?P<letter>[mtshr])\.?\s?(?P<y2>元|\d{1,2}))"
    r"\s?[年./-]\s?(?P<m>\d{1,2})\s?[月./-]\s?(?P<d>\d{1,2})(?!\d)\s?日?"
)


class EraDate(NamedTuple):
    """A date as Gregorian numbers, and its span in the text."""

    year: int
    month: int
    day: int
    match: re.Match[str]


def find_era_date(text: str) -> EraDate | None:
    """The date of an era in folded text: `平成23年3月11日` and `h23.3.11` are 11 March 2011.

    A year that the era did not have, `昭和99年`, gives the invalid year 0.
    """
    found = _DATE.search(text)
    if found is None:
        return None
    number = found["y"] or found["y2"]
    before, last = _YEARS[found["era"] or found["letter"]]
    counted = 1 if number == "元" else int(number)
    year = before + counted if 1 <= counted <= last else 0
    return EraDate(year, int(found["m"]), int(found["d"]), found)


_BUDDHIST, _BUDDHIST_CENTURY = 543, 2500


def _buddhist(year: int) -> int | None:
    """The Gregorian year of `2564` or `64` B.E.; None for `2021`, which would be 1478."""
    year += _BUDDHIST_CENTURY if 30 <= year < 100 else 0
    return year - _BUDDHIST if 2400 <= year <= 2700 else None


def _persian(year: int) -> int | None:
    return year if year < 100 or 1300 <= year < 1430 else None


def _emperor(name: str) -> Callable[[int], int | None]:
    before, last = _YEARS[name]
    return lambda year: before + year if 1 <= year <= last else None


def _common(year: int) -> int | None:
    return year


def _unread(year: int) -> int | None:
    return None


# Patterns for the names of eras, and functions that convert their years. Persian years keep their
# number: with the names or numbers of Persian months they are read as such.
_ERAS: tuple[tuple[str, Callable[[int], int | None]], ...] = (
    (r"BE|B\. ?E\.|(?i:buddhist era)|พ\.? ?ศ\.?|พุทธศักราช", _buddhist),
    (
        r"CE|AD|C\. ?E\.|A\. ?D\.|(?i:common era)|n\. ?Chr\.|ap\. ?J\.-C\.|d\. ?C\."
        r"|н\. ?э\.|ค\.? ?ศ\.?",
        _common,
    ),
    (r"BCE?|B\. ?C\.(?: ?E\.)?|v\. ?Chr\.|av\. ?J\.-C\.|a\. ?C\.|до н\. ?э\.", _unread),
    (r"AHS|AP|SH|A\. ?P\.|S\. ?H\.|A\. ?H\. ?S\.|(?i:solar hijri)|هـ?\.? ?ش\.?|خورشیدی", _persian),
    (r"AH|A\. ?H\.|(?i:anno hegirae|hijri)|هـ|ھـ|ه\.? ?ق\.?|قمری", _unread),
    (
        r"BS|B\. ?S\.|V\. ?S\.|(?i:bikram sambat|vikram samvat|saka(?: era)?|anno mundi|juche)",
        _unread,
    ),
    (r"EC|E\. ?C\.|ዓ\.?ም\.?|वि\. ?सं\.|शक|বঙ্গাব্দ|主体", _unread),
    (r"(?i:reiwa)|令和", _emperor("令和")),
    (r"(?i:heisei)|平成", _emperor("平成")),
    (r"(?i:sh[oō]wa)|昭和", _emperor("昭和")),
    (r"(?i:minguo)|ROC|民國|民国", _emperor("民國")),
)
# Signs, one of which every name of an era contains, but few dates.
_SIGN = regex(
    r"BE|CE|AD|BC|A[PH]|SH|BS|EC|ROC|[A-Z]\. ?[A-Z]\.|Chr|J\.-C|\. ?C\.|э"
    r"|(?i:era|hegirae|hijri|sambat|samvat|saka|mundi|juche|reiwa|heisei|sh.wa|minguo)"
    r"|[\u0600-\u06ff\u0900-\u09ff\u0e00-\u0e7f\u1200-\u137f\u3400-\u9fff]"
)
_NAMED = "|".join(f"(?P<e{number}>{names})" for number, (names, _) in enumerate(_ERAS))
# `B.E. 2564`, `Reiwa 3`; not `BE 10:30`
_ERA_BEFORE = regex(rf"(?<![\w.])(?:{_NAMED})[ -]?(?P<y>\d{{1,4}})(?![\d:]|\.\d)年?")
# `2564 B.E.`, `2564 (BE)`, `2564/3/2 BE`; not `12 BE 2564`
_ERA_BEHIND = regex(
    r"(?<![\d:.])(?P<y>\d{3,4}(?=(?P<day>[/.-]\d\d?[/.-]\d\d?)?)|\d\d(?!\W*[^\W\d_.]{1,4}\W*\d))"
    rf"(?(day)(?P=day)) ?[,(]? ?(?:{_NAMED})(?![^\W\d_])\)?"
)
_ANY_ERA = regex(rf"(?<![^\W\d_])(?:{_NAMED})(?![^\W\d_])")


def may_name_era(text: str) -> bool:
    """Whether a text without its numbers may name an era, wherever the numbers are."""
    return _SIGN.search(text) is not None and _ANY_ERA.search(text) is not None


def in_common_years(printed: str) -> str | None:
    """The printed date with the year of a named era converted to a year of the Common Era.

    `2 March B.E. 2564`, `March 2, Reiwa 3`. None if the era's calendar is not supported, or the
    year is impossible for mail.
    """
    if _SIGN.search(printed) is None:
        return printed
    found = filter(None, (_ERA_BEHIND.search(printed), _ERA_BEFORE.search(printed)))
    match = min(found, key=lambda one: one.start(), default=None)
    # `平成23年3月11日` is read as it is.
    if match is None or find_era_date(printed.casefold()) is not None:
        return printed
    _, read = next(era for number, era in enumerate(_ERAS) if match[f"e{number}"] is not None)
    year = read(int(match["y"]))
    if year is None:
        return None
    day = match.groupdict().get("day") or ""
    return f"{printed[: match.start()]}{year}{day}{printed[match.end() :]}"
