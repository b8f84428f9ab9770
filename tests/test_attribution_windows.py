"""What bounds the search for an attribution on several lines excludes no reading."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailrecon.lexicon import Template, attribution_key, load
from mailrecon.scan.attribution import Attribution, find_attribution, finder, templates
from mailrecon.scan.attribution.date_words import words_of
from mailrecon.scan.attribution.line_above import Above
from mailrecon.scan.lines import Lines

LEXICON = load()
_TEMPLATES = list(dict.fromkeys(one for found in LEXICON.attributions.values() for one in found))
_SLOTS = {
    "{name}": ("Ann Poe", "Poe, Ann (QUAY) [E]", "ANN", '"Poe, Ann"'),
    "{email}": ("ann@quay.example", "b6"),
    "{date}": ("Mon, May 4, 2020", "4.5.2020", "4 mai 2020 at 9h", "May 4", "2020年5月4日"),
    "{time}": ("9:12", "9.12 AM", "9:12 PM +0200"),
    "{n}": ("3",),
}
_ABOVE = (
    *("Sent from my phone", "Thank you for the 4 boats.", "Ann", "On Monday,", "NIH-001518"),
    *("Mon, 4 May 2020 9:12:14 -0400", "Ann Poe <ann@quay.example>", "Am Mo.,", "Uhr", "\u200b"),
    *("On May 4, 2020 at", "On", "4 tháng", "“No” 7", "[+0200]", "二〇二一年三月二日", "in sci.x,"),
    *("On September 2,", "To: Ben Ost", "---", "Poe, Ann (QUAY)", "2020", "Harbour Office, Poe"),
)


class _Unbounded(templates.SearchedText):
    """A text in which each place of a literal is tried."""

    def ends_of_date(self, start: int) -> tuple[int, int]:
        return start + 1, len(self.text)

    def start_of_closing(self, size: int) -> int:
        return 0


def _printed(template: Template, data: st.DataObject) -> str:
    text = template.pattern
    for slot, values in _SLOTS.items():
        text = text.replace(slot, data.draw(st.sampled_from(values)))
    return text.replace(" ", data.draw(st.sampled_from((" ", "\n", "  ", "\u00a0"))))


@given(st.sampled_from(_TEMPLATES), st.lists(st.sampled_from(_ABOVE), max_size=2), st.data())
def test_no_place_that_fills_a_template_is_left_out(
    template: Template, above: list[str], data: st.DataObject
) -> None:
    behind = data.draw(st.sampled_from(("", " ", "\n", "\u200b", " x", f"{'.' * 80}:")))
    text = "\n".join([*above, _printed(template, data)]) + behind
    others = LEXICON.attributions.get(attribution_key(template.pattern), ())
    for other in {template, *data.draw(st.lists(st.sampled_from(others or [template])))}:
        for strength in (1, 2):
            for words in (None, words_of(frozenset({other.language}), LEXICON)):
                slow = templates.fill(other, _Unbounded(text), strength, words)
                assert templates.fill(other, templates.SearchedText(text), strength, words) == slow


def _slow(lines: Lines, index: int) -> Attribution | None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finder, "look_above", lambda *_: Above(True, True))
        return find_attribution(lines, index, LEXICON)


@given(st.sampled_from(_TEMPLATES), st.lists(st.sampled_from(_ABOVE), max_size=3), st.data())
def test_no_line_above_with_more_is_left_out(
    template: Template, above: list[str], data: st.DataObject
) -> None:
    lines = Lines("\n".join([*above, _printed(template, data)]))
    index = len(lines) - 1
    assert find_attribution(lines, index, LEXICON) == _slow(lines, index)


@pytest.mark.parametrize(
    "printed",
    [
        "Sent from my phone\nOn May 4, 2020, at 9:12 AM, Ann Poe <ann@quay.example> wrote:",
        "On Tuesday, May 4, 2020 at\n09:12:22 AM GMT+1, Ann Poe <ann@quay.example> wrote:",
        "Am Mo.,\n4. Mai 2020 um 09:12 Uhr schrieb Ann Poe <ann@quay.example>:",
        "Ann Poe <ann@quay.example>\nezt írta (időpont: 2020. máj. 4., H, 9:12):",
        "Harbour Office, Poe, Ann (QUAY)\n<ann@quay.example> schrieb am Mo., 4. Mai 2020, 09:12:",
        "May\n4, 2020 at 9:12 AM Ann Poe <ann@quay.example> wrote:",
    ],
)
def test_known_forms_are_read_from_the_line_above(printed: str) -> None:
    lines = Lines(printed)
    found = find_attribution(lines, len(lines) - 1, LEXICON)
    assert found is not None
    assert found == _slow(lines, len(lines) - 1)


def test_words_that_no_date_has_exclude_readings() -> None:
    languages = frozenset({"en", "de"})
    for first, begins in (
        ("Sent from my phone", False),
        ("Monday", True),
        ("am", True),
        ("9 boats", True),
        ("[+0200]", True),
        ("Ann & Ben", False),
    ):
        joined = f"{first}\nMay 4, 2020 Ann Poe wrote:"
        assert finder.look_above(joined, languages, LEXICON).begins_date == begins, first
