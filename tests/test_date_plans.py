"""A plan and the general reader read dates alike, in any language and form."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from babel.dates import format_datetime
from hypothesis import given
from hypothesis import strategies as st

from mailrecon.lexicon import load
from mailrecon.resolve.dates import plans
from mailrecon.resolve.dates.reading import read_date, read_in_general

ROOT = Path(__file__).parents[1]
LEXICON = load()
sys.path.insert(0, str(ROOT / "bench"))
try:
    FORMS = sorted({(f.locale, f.pattern) for f in import_module("forwards").ALL_FORMS})
finally:
    sys.path.remove(str(ROOT / "bench"))
_PATTERNS = (
    "EEEE, d. MMMM yyyy HH:mm",
    "EEE d MMM yyyy h:mm a",
    "d MMMM yyyy H.mm",
    "yyyy-MM-dd HH:mm:ss",
    "MMMM d, yyyy 'at' h:mm:ss a z",
)


@pytest.fixture(autouse=True)
def _no_plans_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "_plans", {})
    monkeypatch.setattr(plans, "_seen", {})
    monkeypatch.setattr(plans, "_known", {})
    # Plans are made as soon as a shape comes again, so that few dates show what they read.
    monkeypatch.setattr(plans, "_SOON", 2)


def _check(
    printed: str,
    language: str | None,
    alternatives: tuple[str, ...] = (),
    others: tuple[str, ...] = (),
) -> None:
    asked = (language, LEXICON, None, alternatives, others)
    assert read_date(printed, *asked) == read_in_general(printed, *asked), (printed, asked)


def _moments(count: int, seed: int) -> Iterator[datetime]:
    chance = random.Random(seed)
    for _ in range(count):
        yield datetime(1985, 1, 1) + timedelta(minutes=chance.randrange(55 * 365 * 1440))


def test_all_forms_of_clients() -> None:
    planned = 0
    for number, (locale, pattern) in enumerate(FORMS):
        plans._plans.clear()
        language = locale.partition("_")[0]
        for moment in _moments(10, number):
            printed = format_datetime(moment, pattern, locale=locale)
            for code in (language if language in LEXICON.languages else "en", "en", None):
                _check(printed, code)
            _check(printed, "da", ("nb", "sv"))
            # `De:` above `Date:` and `Subject:`
            _check(printed, "en", (), ("en", language, "fr"))
            _check(printed, "en", (), tuple(sorted(LEXICON.languages)))
        planned += any(plan is not None for plan in plans._plans.values())
    assert planned > len(FORMS) / 2


def test_every_language() -> None:
    for number, code in enumerate(sorted(LEXICON.languages)):
        locale = LEXICON.cldr(code)
        if locale is None:
            continue
        for moment in _moments(8, number):
            for pattern in _PATTERNS:
                _check(format_datetime(moment, pattern, locale=locale), code)


@given(
    st.lists(
        st.sampled_from(
            (
                *("3", "03", "31", "13", "2021", "21", "9:12", "09:12:30", "24:00", "0914", "12"),
                *("Mar", "März", "mars", "mai", "May", "Meurzh", "Wednesday", "Mi", "mer.", "Sat"),
                *(",", ".", "/", "-", "at", "um", "de", "am", "PM", "p.m.", "Uhr", "CET", "+0100"),
                *(
                    "UTC+1",
                    "(MST)",
                    "年",
                    "月",
                    "日",
                    "오후",
                    "上午",
                    "kl.",
                    "ni",
                    "\u0663",
                    "Standard",
                ),
            )
        ),
        min_size=4,
        max_size=9,
    ),
    st.sampled_from(("en", "de", "fr", "da", "ja", "br", None)),
    st.sampled_from(((), ("nb",), ("zh-Hant", "ja"))),
    st.sampled_from(((), ("nl", "fr", "es", "en"))),
    st.sampled_from((" ", "", ", ")),
)
def test_any_date(
    words: list[str],
    language: str | None,
    alternatives: tuple[str, ...],
    others: tuple[str, ...],
    between: str,
) -> None:
    printed = between.join(words)
    for _ in range(3):
        _check(printed, language, alternatives, others)


@pytest.mark.parametrize(
    ("printed", "zone"),
    [
        ("3. März 2021 um 09:12:00 {}", "MEZ"),
        ("March 3, 2021 at 9:12:00 AM {}", "EST"),
        ("3 mars 2021 à 09:12:00 {}", "UTC+1"),
        ("3 March 2021 09:12 ({})", "Eastern Time"),
        ("3 March 2021 09:12 {}", "ET"),
    ],
)
def test_zones(printed: str, zone: str) -> None:
    for month in ("03", "07", "12"):
        for day in ("3", "8"):
            text = printed.format(zone).replace("3", day, 1)
            for language in ("en", "de", "fr"):
                _check(text, language)
                _check(text.replace("März", "Juli").replace("March", "July"), language)
                _check(text.replace("2021", f"20{month}"), language)


def test_a_wrong_weekday_is_told_also_by_a_known_shape() -> None:
    for day in ("Mittwoch, 3. März 2021 09:12", "Donnerstag, 4. März 2021 09:12"):
        _check(day, "de")
    _check("Freitag, 5. März 2021 09:13", "de")
    said = read_date("Montag, 5. März 2021 09:13", "de", LEXICON)
    assert [code for code, _ in said.doubts] == ["weekday-mismatch"]
    assert any(plan is not None for plan in plans._plans.values())


def test_shapes_are_forgotten_when_there_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "_MOST_SHAPES", 4)
    for number in range(12):
        for _ in range(2):
            _check(f"3. März 2021 09:12 {'x' * number}", "de")
    assert len(plans._plans) + len(plans._seen) <= 6


@pytest.mark.parametrize(
    ("printed", "language", "weekday"),
    [
        # `mar` is a month, too.
        ("mar, {} jul 2023 a las 02:54", "es", 1),
        # `pt` is a zone, too.
        ("pt., {} lip 2023 o 14:17", "pl", 4),
    ],
)
def test_a_plan_for_one_weekday(printed: str, language: str, weekday: int) -> None:
    days = [datetime(2023, 7, 1) + timedelta(days=number) for number in range(28)]
    for day in (*(day for day in days if day.weekday() == weekday), *days):
        if day.day > 9:
            _check(printed.format(day.day), language)
    assert weekday in [plan.weekday for plan in plans._plans.values() if plan is not None]


def _of_form(pattern: str, code: str, count: int) -> Iterator[str]:
    for moment in _moments(count, count):
        yield format_datetime(moment, pattern, locale=LEXICON.cldr(code) or "en")


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("EEEE, d. MMMM yyyy 'um' HH:mm 'Uhr'", "de"),
        ("MMMM d, yyyy 'at' h:mm:ss a 'EST'", "en"),
        ("EEE MMM d HH:mm:ss yyyy", "en"),
        ("EEE, d MMM yyyy HH:mm:ss '+0800 (GMT+08:00)'", "en"),
        ("d 'de' MMMM 'de' yyyy HH:mm", "es"),
        ("yyyy. MMMM d., EEEE H:mm", "hu"),
        ("yyyy-MM-dd HH:mm:ss", "en"),
        ("yyyy'年'M'月'd'日' EEEE H:mm", "zh-Hans"),
        ("yyyy'년' M'월' d'일' EEEE 'PM' h:mm", "ko"),
    ],
)
def test_a_plain_form_has_a_plan_at_first_sight(pattern: str, code: str) -> None:
    printed = [text for text in _of_form(pattern, code, 90) if "199" in text or "20" in text]
    _check(printed[0], code)
    made = list(plans._plans.values())
    if made == []:
        # The first date was before the years of mail.
        _check(printed[1], code)
        made = list(plans._plans.values())
    assert len(made) == 1
    assert made[0] is not None
    for text in printed:
        _check(text, code)
    assert len(plans._plans) <= 2


# Words that could be read otherwise beside other digits, months or weekdays.
_BESIDE = (
    *(
        "at",
        "um",
        "kl.",
        "de",
        "a",
        "o",
        "h",
        "Uhr",
        "m",
        "s",
        "t",
        "PM",
        "a.m.",
        "mar",
        "Mi",
        "su",
    ),
    *("(MST)", "ART", "MEZ", "CET", "Z", "ET", "Standard", "Time", "Zeit", "GMT+1", "(UTC-05:00)"),
    *(
        "-",
        "+0100",
        "-0700",
        "AD",
        "BE",
        "R",
        "quarta-feira",
        "12",
        "th",
        "日",
        "上午",
        "à",
        ",",
        ".",
    ),
)
_DATES = (
    *("{w}, {d} {m} {y}", "{m} {d}, {y}", "{y}. {m} {d}.", "{d}. {m} {y}", "{d} de {m} de {y}"),
    *("{y}-{n}-{d}", "{y}年{n}月{d}日", "{w} {m} {d}", "{d}-{m}-{y}", "{d}/{n}/{y}", "{m} {d} {y}"),
)


@given(
    st.lists(st.sampled_from(_BESIDE), max_size=2),
    st.sampled_from(_DATES),
    st.lists(st.sampled_from(_BESIDE), max_size=2),
    st.sampled_from(("{h}:{i}", "{h}:{i}:{s}", "{h}.{i}", "{h}:{i}:{s} {y}", "{h}h{i}")),
    st.lists(st.sampled_from(_BESIDE), max_size=2),
    st.sampled_from(("en", "de", "fr", "es", "pt-BR", "pl", "ja", "zh-Hans", "th", None)),
    st.sampled_from(((), ("nb",), ("es", "ast"))),
    st.sampled_from(((), ("nl", "fr", "es", "en", "de", "pt"))),
    st.integers(0, 1000),
)
def test_all_dates_of_a_shape(
    before: list[str],
    date: str,
    between: list[str],
    clock: str,
    behind: list[str],
    language: str | None,
    alternatives: tuple[str, ...],
    others: tuple[str, ...],
    seed: int,
) -> None:
    plans._plans.clear()
    form = " ".join((*before, date, *between, clock, *behind))
    locale = LEXICON.cldr(language) if language else None
    for moment in _moments(6, seed):
        day = {"w": "EEE", "m": "MMM" if seed % 2 else "MMMM"}
        named = {
            key: format_datetime(moment, form, locale=locale or "en") for key, form in day.items()
        }
        numbers = {
            "d": moment.day,
            "n": moment.month,
            "y": moment.year,
            "h": moment.hour,
            "i": f"{moment.minute:02}",
            "s": f"{moment.minute:02}",
        }
        _check(form.format(**named, **numbers), language, alternatives, others)
