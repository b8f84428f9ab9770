"""What recurs in a text is found in the lines that are not plain, as among all lines."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailrecon.lexicon import load
from mailrecon.parse import recurring
from mailrecon.parse.recurring import find_recurring
from tests.conftest import FIXTURES

LEXICON = load()
_PROSE = "The council met in the evening, as it always did.\nIt was late; nobody had seen the tide."
# What each finder looks for, printed as often as it needs to be.
_FORMS = (
    *("\n\nTHE HARBOUR FILE {}\n\n", "\n- {} -\n", "\nPage {} of 90\n", "\n            {}\n"),
    *("\nQY-00{}78\n", "\nQY-00{}78    PROTECTED\n", "\n\nEXHIBIT {}\n\n", "\n\nTab {}.\n"),
    *("\n\nExhibit A\n\n", "\n\nExhibit B\n\n", "\n \t\nPart II\n", "\n\nPart III\n"),
    *("\nAnn Poe to Ben Ost - May {}, 2020\n\n", "\nAnn Poe to Ben Ost - May {}\n\n"),
    *("\nReply from Ann Poe to Ben Ost\nDate: May {}, 2020 9:12 AM\n",),
    *("\nFrom: Ann Poe\nDate: May {}, 2020 9:12 AM\n", "\nMemo {} to Ben\nDate: May 4, 2020\n"),
    *("\n\niMessage between Ann Poe and Ben Ost\n\n[12:0{}] Ann Poe: here\n", "\nSubject: Tides\n"),
    *(
        "\n## The WhatsApp chat\nAnn Poe - 8:0{} AM\n",
        "ann@quay.example>\nWhatsApp\n\n12:0{} Ann: hi\n",
    ),
    *("\nRequest #4821{}\n", "\n##- Please type above -##\n", "\nRELEASE IN PART B{}\n"),
    *(f"\nLifts{' ' * 40}B{{}}\n", "\n\n\n\n", "\n\n \n\n\n", "\n\n\n\n\n\n\n", "\n\x0b\n"),
    *("\n[1] On May {}, 2020, Ann Poe wrote:\n", "\n> Date: May {}, 2020\n", "\u00a0\n\nTab {}\n"),
    # A line that is parted, and a page number
    "\nThanks, Ben From: Ann Poe Sent: May {}, 2020 9:12 AM To: Ben Ost\nQY-00{}78\n",
    *("\nFromi Poe, Ann\nSenti May {}, 2020\nTol Ost, Ben\n", "\n\x0c- {} -\n", "étage {}\n"),
)


def _same(one: Any, other: Any) -> bool:
    return bool(msgspec.structs.asdict(one) == msgspec.structs.asdict(other))


def _is_as_in_general(text: str, size: int, patch: pytest.MonkeyPatch) -> None:
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    found = find_recurring(lambda: iter(pieces), LEXICON)
    with patch.context() as patched:
        patched.setattr(recurring, "marked_lines", lambda *_: None)
        expected = find_recurring(lambda: iter(pieces), LEXICON)
    assert _same(found, expected), text


def _printed(forms: list[str], times: int) -> str:
    return "".join(
        f"{_PROSE * 6}{form.replace('{}', str(number))}"
        for number in range(1, times + 1)
        for form in forms
    )


@pytest.mark.parametrize("form", _FORMS)
def test_each_form_is_found(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for size in (400, 1_000, 100_000):
        _is_as_in_general(_printed([form], 4), size, monkeypatch)


def test_plain_parts_are_not_read_by_layouts(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    lines_of = recurring.lines_of

    def counted(text: str, *others: Any) -> Any:
        read.append(text)
        return lines_of(text, *others)

    monkeypatch.setattr(recurring, "lines_of", counted)
    text = _printed(["\n\nFrom: Ann Poe\nDate: May {}, 2020 9:12 AM\nTo: Ben Ost\n\n"], 8)
    find_recurring(lambda: iter([text]), LEXICON)
    assert not read


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    forms=st.lists(
        st.one_of(st.sampled_from(_FORMS), st.text("aB1 .:-\n", max_size=6)), max_size=6
    ),
    times=st.integers(1, 4),
    size=st.sampled_from((300, 2_000, 100_000)),
)
def test_forms_are_found(
    forms: list[str], times: int, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    _is_as_in_general(_printed(forms, times), size, monkeypatch)


def test_fixtures_with_prose(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in sorted(FIXTURES.rglob("*.txt"))[::3]:
        text = path.read_text("utf-8", errors="replace")
        _is_as_in_general(f"{_PROSE * 40}\n\n{text}", 100_000, monkeypatch)
