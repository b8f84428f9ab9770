"""A message printed in a layout and a language is rebuilt, field for field.

The default suite draws random trees of messages in every language; the marker `round_trip` adds
every layout, every attribution line, every word for a removal and every nesting, each in every
language. A combination that is known to come back otherwise stands in `KNOWN`, with the cause.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from babel import Locale
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from round_trip.printer import (
    HEADERS,
    LANGUAGES,
    SHOWN,
    Letter,
    Someone,
    locale_of,
    phrase,
    phrases,
    print_page,
)
from round_trip.trees import (
    NESTINGS,
    QUOTED,
    Node,
    chain,
    differences,
    expect,
    expect_page,
    print_trees,
    read,
)

# No shrinking: over all languages it takes longer than all the rest.
QUICK = settings(
    max_examples=5, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate)
)

NAMES = (
    "Ada Moor",
    "Ben Ostrow",
    "Carla Diaz",
    "Dilan Yıldız",
    "Émile Faure",
    "Jörg Brandt",
    "Мария Петрова",
    "王小明",
    "김민수",
    "Nguyễn Văn An",
)
LINES = (
    "Thanks, this looks right to me.",
    "Two points remain open; I will write again.",
    "Der Termin ist nicht zu halten.",
    "Всё готово к пятнице.",
    "明日の会議は中止です。",
    "See you at the harbour.",
    "",
)
SUBJECTS = ("Harbour lease", "Budget 2016", "見積もりの件", "Договор аренды", "Ärger im Lager")
TESTED = sorted(code for code, data in LANGUAGES.items() if data.get("cldr"))
MOMENTS = (
    datetime(2000, 9, 5, 3, 1),
    datetime(2016, 12, 31, 15, 44),
    datetime(2011, 5, 8, 12, 0),
    datetime(1999, 2, 1, 0, 0),
    datetime(2020, 3, 13, 20, 30),
)
CLOSING = (":", "：", "៖", "፦", "፡")
# Layouts that stand in any nesting and print every field.
FULL = tuple(name for name in HEADERS if name not in ("prose", "one line", "notes"))

# (language, what) of what does not come back yet, and why. "*" is any language.
KNOWN: dict[tuple[str, str], str] = {
    **{
        (code, "prose"): "layouts: a clock with a dot (03.01) is no sign for prose_line"
        for code in ("da", "fi", "id", "ms")
    },
    ("mt", "notes"): "the CLDR's yMd is month first in Maltese, its short date day first",
    ("*", "gone, to"): "resolve/people: a gap before a comma and one name is read `Last, First`",
    ("*", "groupwise in a quotation"): "layouts/groupwise: it counts no quote marks before `>>>`",
}


def person(number: int, shown: str = "printed") -> Someone:
    """One of the people, his or her address told by `shown`."""
    return Someone(NAMES[number], f"person{number}@north.example", shown)


def known(language: str, what: str) -> str | None:
    """Why a combination does not come back, or None if it must."""
    return KNOWN.get((language, what)) or KNOWN.get(("*", what))


def check(roots: list[Node], language: str) -> None:
    """Print trees, read them back and compare every field."""
    text = print_trees(roots, language)
    found = differences(expect(roots), read(text))
    assert not found, "\n".join([*found, "", text])


def doubled(template: str, language: str) -> bool:
    """Whether a template adds a word that the language's dates or times end with anyway."""
    behind = re.search(r"\{(?:date|time)\}\s?([^\s{,،:]+)", template)
    if behind is None:
        return False
    locale = Locale.parse(locale_of(language))
    periods = locale.day_periods["format"].values()
    endings = {str(word) for width in periods for word in width.values()}
    return behind[1] in endings or behind[1] in ("г.", "d.")


def plain_words(language: str) -> list[int]:
    """The words for a removal without brackets or quotes of their own, by number."""
    words = phrases(language, "redactions")
    return [number for number, word in enumerate(words) if not set(word) & set('()[]<>"')] or [0]


def dated(language: str) -> list[str]:
    """The attribution lines of a language that name and date what they quote."""
    return [
        text
        for text in phrases(language, "attributions")
        if "{name}" in text
        and "{date}" in text
        and "{time}" not in text
        and "{email}" not in text
        and text.rstrip().endswith(CLOSING)
        and not doubled(text, language)
    ]


def subject_of(language: str, layout: str, *, forward: bool) -> str:
    """A subject with the language's prefix; an English one where the layout wants it."""
    section, english = ("forward_prefixes", "Fwd") if forward else ("reply_prefixes", "Re")
    plain = layout in ("raw", "next line", "")
    return f"{english if plain else phrase(language, section, english)}: "


def conversation(
    language: str, layouts: list[str], nestings: list[str], *, template: str | None, first: int = 0
) -> Node:
    """A chain in which each message answers or forwards the one below it.

    The people take turns; dates run upwards; `first` keeps two chains of one document apart.
    """
    count = len(layouts)
    letters: list[Letter] = []
    for number in range(count):
        place = count - 1 - number
        subject = SUBJECTS[first % len(SUBJECTS)]
        if number:
            forward = "forward" in nestings[place + 1]
            subject = subject_of(language, layouts[place], forward=forward) + subject
        letters.append(
            Letter(
                person((first + number) % 3),
                (person((first + number + 1) % 3),),
                (),
                datetime(2010 + first, 5, 17, 9, 30) + timedelta(hours=7 * number),
                subject,
                (f"Point {first * 10 + number} is settled.", LINES[number % 6]),
            )
        )
    node = chain(letters[::-1], layouts, nestings)
    return with_template(node, template or "On {date}, {name} wrote:")


def with_template(node: Node, template: str) -> Node:
    """The chain with its attribution lines worded by `template`."""
    below = with_template(node.below, template) if node.below else None
    return replace(node, template=template, below=below)


@st.composite
def trees(draw: st.DrawFn, language: str) -> list[Node]:
    """One to three trees of one to four messages, everyone printed in any way."""
    templates = dated(language)
    roots: list[Node] = []
    for first in range(draw(st.integers(1, 3))):
        depth = draw(st.integers(1, 4))
        layouts = draw(st.lists(st.sampled_from(FULL), min_size=depth, max_size=depth))
        choices = [n for n in NESTINGS if templates or n != "quoted attribution"]
        nestings = ["separator"]
        for _ in range(depth - 1):
            inside = any(nesting in QUOTED for nesting in nestings)
            told = nestings[-1] not in ("quoted attribution", "groupwise")
            fitting = [
                nesting
                for nesting in choices
                if not (inside and nesting == "groupwise")  # KNOWN
                # Without subject and recipients above, nothing proves what a bare header is.
                and (told or nesting != "header only")
            ]
            nestings.append(draw(st.sampled_from(fitting)))
        template = draw(st.sampled_from(templates)) if templates else None
        chosen = conversation(language, layouts, nestings, template=template, first=first)
        roots.append(_redrawn(draw, language, chosen))
    return roots


def _redrawn(draw: st.DrawFn, language: str, node: Node) -> Node:
    """The chain with people printed in drawn ways, copies and bodies drawn."""
    below = _redrawn(draw, language, node.below) if node.below else None
    letter = node.letter
    # Whoever answers below a bare header is known by name alone.
    bare = node.nesting == "header only" or (below is not None and below.nesting == "header only")
    shown = st.sampled_from([s for s, (_, named, _) in SHOWN.items() if named or not bare])
    printed = st.sampled_from([s for s, (_, named, _) in SHOWN.items() if named])
    copies = draw(st.lists(st.integers(3, len(NAMES) - 1), max_size=2, unique=True))
    lines = draw(st.lists(st.sampled_from(LINES), max_size=3))
    while lines and not lines[-1]:
        lines.pop()
    letter = replace(
        letter,
        originator=replace(letter.originator, shown=draw(shown)),
        to=tuple(replace(someone, shown=draw(printed)) for someone in letter.to),
        cc=tuple(person(number, draw(printed)) for number in copies),
        body=(letter.body[0], *lines),
        redaction=draw(st.sampled_from(plain_words(language))),
    )
    return replace(node, letter=letter, below=below)


@pytest.mark.parametrize("language", TESTED)
@QUICK
@given(data=st.data())
def test_trees_come_back(language: str, data: st.DataObject) -> None:
    check(data.draw(trees(language)), language)


def _page(ways: tuple[str, ...]) -> tuple[Letter, ...]:
    """A conversation whose originators are printed in the given ways, one a message."""
    return tuple(
        Letter(
            person(number % 2, shown),
            (person((number + 1) % 2), person(2, "emptied" if number else "printed")),
            (person(3, "own word"),) if number % 2 else (),
            datetime(2016, 5, 17, 9, 30) + timedelta(hours=7 * number),
            "Harbour lease",
            (f"Point {number} is settled.", LINES[number]),
        )
        for number, shown in enumerate(ways)
    )


def check_page(letters: tuple[Letter, ...], language: str) -> None:
    """Print a print page, read it back and compare every field."""
    text = print_page("Harbour lease", letters, language)
    found = differences(expect_page("Harbour lease", letters), read(text))
    assert not found, "\n".join([*found, "", text])


@pytest.mark.parametrize("language", TESTED)
def test_print_pages_come_back(language: str, request: pytest.FixtureRequest) -> None:
    _expect_failure(request, known(language, "page"))
    check_page(_page(("printed",) * 4), language)


@pytest.mark.round_trip
@pytest.mark.parametrize("language", TESTED)
def test_print_pages_without_addresses_come_back(language: str) -> None:
    check_page(_page(("printed", "emptied", "own word", "bars")), language)


def _samples() -> Iterator[Letter]:
    """Letters at several times of day, to several people, their addresses printed or not."""
    groups = (
        (person(0), (person(1), person(2)), (person(3),)),
        (person(7, "left out"), (person(6),), ()),
        (person(9, "emptied"), (person(4, "bars"), person(5, "left out")), (person(8),)),
    )
    for when, (originator, to, cc) in itertools.product(MOMENTS, groups):
        yield Letter(originator, to, cc, when, SUBJECTS[0], ("See you.", "Two points."))


@pytest.mark.round_trip
@pytest.mark.parametrize("layout", HEADERS)
@pytest.mark.parametrize("language", TESTED)
def test_every_layout_comes_back(
    language: str, layout: str, request: pytest.FixtureRequest
) -> None:
    if layout == "prose" and not phrases(language, "recipient_words"):
        pytest.skip("the language has no words for this layout")
    _expect_failure(request, known(language, layout))
    for letter in _samples():
        if layout == "prose" and letter.originator.name == "Nguyễn Văn An":
            letter = replace(letter, originator=person(5))  # "An" is German for "to"
        check([Node(letter, layout)], language)


def _expect_failure(request: pytest.FixtureRequest, reason: str | None) -> None:
    if reason is not None:
        request.node.add_marker(pytest.mark.xfail(reason=reason, strict=False))


@pytest.mark.round_trip
@pytest.mark.parametrize("layout", ["outlook", "apple"])
@pytest.mark.parametrize("language", TESTED)
def test_every_removal_comes_back(language: str, layout: str) -> None:
    for shown, place in itertools.product(SHOWN, ("from", "to", "cc")):
        if place == "to" and not SHOWN[shown][1] and layout == "apple":
            continue  # KNOWN: "gone, to"
        for redaction in plain_words(language) if "own word" in shown else [0]:
            letter = Letter(
                person(0, shown if place == "from" else "printed"),
                (person(1, shown if place == "to" else "printed"), person(2)),
                (person(3), person(4, shown if place == "cc" else "printed")),
                MOMENTS[1],
                SUBJECTS[0],
                ("See you.",),
                redaction,
            )
            check([Node(letter, layout)], language)


@pytest.mark.round_trip
@pytest.mark.xfail(reason=KNOWN["*", "gone, to"], strict=False)
def test_a_removed_person_before_a_comma_comes_back() -> None:
    to = (person(1, "gone"), person(2))
    check([Node(Letter(person(0), to, (), MOMENTS[1], "Lease", ("See you.",)), "apple")], "en")


@pytest.mark.round_trip
def test_words_with_a_quote_inside_come_back() -> None:
    cc = tuple(Someone(name, "", "own word") for name in NAMES[:2])
    word = phrases("he", "redactions").index('כתובת הדוא"ל הוסרה')
    letter = Letter(person(3), (person(4),), cc, MOMENTS[1], "Lease", ("See you.",), word)
    check([Node(letter, "outlook")], "he")


@pytest.mark.round_trip
@pytest.mark.parametrize("nesting", NESTINGS)
@pytest.mark.parametrize("language", TESTED)
def test_every_nesting_comes_back(language: str, nesting: str) -> None:
    templates = dated(language)
    for number, (second, third) in enumerate(itertools.product(NESTINGS, NESTINGS)):
        nestings = ["separator", nesting, second, third][: 2 + number % 3]
        if "quoted attribution" in nestings and not templates:
            continue
        outer = [n for n, later in enumerate(nestings) if later == "groupwise"]
        if any(above in QUOTED for place in outer for above in nestings[1:place]):
            continue  # KNOWN: "groupwise in a quotation"
        layouts = [FULL[(number * 5 + place * 3) % len(FULL)] for place in range(len(nestings))]
        template = templates[number % len(templates)] if templates else None
        check([conversation(language, layouts, nestings, template=template)], language)


@pytest.mark.round_trip
@pytest.mark.xfail(reason=KNOWN["*", "groupwise in a quotation"], strict=False)
def test_a_reply_line_of_groupwise_in_a_quotation_comes_back() -> None:
    nestings = ["separator", "quoted separator", "groupwise"]
    check([conversation("en", ["outlook"] * 3, nestings, template=None)], "en")


def _known_attribution(language: str, template: str, width: str) -> str | None:
    """Why an attribution line cannot come back, or None."""
    if re.search(r"\{date\}:\{time\}", template):
        return "resolve/dates: a year with a colon behind it is taken for an hour"
    if width == "numeric" and language in ("ca", "el", "it"):
        return "resolve/dates: a word beside a numeric date is read as a month's abbreviation"
    if width == "numeric" and language == "mt":
        return KNOWN["mt", "notes"]
    if language == "cy" and " am {time}" in template:
        return "resolve/dates: a Welsh `at` before the clock is read as AM"
    if doubled(template, language):
        return "the CLDR's date ends with the word the template adds"
    return None


@pytest.mark.round_trip
@pytest.mark.parametrize("width", ["full", "long", "medium", "numeric"])
@pytest.mark.parametrize("language", TESTED)
def test_every_attribution_comes_back(language: str, width: str) -> None:
    faults: list[str] = []
    for template in phrases(language, "attributions"):
        if not template.rstrip().endswith(CLOSING) or _known_attribution(language, template, width):
            continue
        if "「" in template:
            continue  # resolve/people: corner brackets are no quotes to it
        ways = ("printed", "removed", "gone, bars", "left out")
        for number, when in zip((0, 7, 6, 9), MOMENTS, strict=False):
            shown = ways[(0, 7, 6, 9).index(number)]
            if "{email}" in template or "{date}" not in template:
                shown = "printed"
            earlier = Letter(
                person(number, shown), (person(1),), (), when, "", ("See you.", "Two.")
            )
            top = Letter(person(1), (person(2),), (), datetime(2021, 1, 1, 10), "Lease", ("Ok.",))
            below = Node(earlier, "", "quoted attribution", template, width)
            root = Node(top, "outlook", below=below)
            text = print_trees([root], language)
            found = differences(expect([root]), read(text))
            faults += [f"{template}: {fault}\n{text}" for fault in found]
    assert not faults, "\n".join(faults[:3])
