"""Plain drafts are resolved as in the general way, or left to it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from msgspec.structs import replace

from mailrecon.lexicon import load
from mailrecon.model import Document, Parsed
from mailrecon.parse import parse
from mailrecon.resolve.drafts import resolve_in_general
from mailrecon.resolve.plain_drafts import resolve_plain
from tests.ways import general

ROOT = Path(__file__).parents[1]
LEXICON = load()
FIELDS = {
    "From": (
        *("Ann Poe <ann@quay.example>", "ann@quay.example", "Poe, Ann <ann@quay.example>"),
        *("Poe, Ann (DOCK) [E] yy woe@-", "Ann Poe", "[redacted]", ""),
        "Cay Dun on behalf of Ann Poe <ann@quay.example>",
    ),
    "Sent": (
        *("Monday, May 4, 2020 9:12 AM", "04.05.2020 09:12", "3/4/2021 9:12", "May 4, 9:12 AM"),
        *("Tuesday, May 4, 2020 9:12 AM", "yesterday", "4 mai 2020 09:12", ""),
    ),
    "To": (
        *("Ben Ost <ben@dock.example>", "ben@dock.example; cay@dock.example", "Dun, Cay"),
        *("Ben Ost <ben@dock.example>, Cay Dun <cay@dock.example>", "yy woe@-", ""),
    ),
    "Cc": ("Cay Dun <cay@dock.example>", "", "Person 3 <p3@dock.example>"),
    "Subject": ("Tide tables", "RE: Tide tables", "=?utf-8?q?Fees=21?=", "Lunch (was: Tides)", ""),
}


def _header(rng: random.Random) -> str:
    names = list(FIELDS)
    if rng.random() < 0.5:
        rng.shuffle(names)
    if rng.random() < 0.3:
        names.remove("Cc")
    lines = [
        f"{name}: {FIELDS[name][0] if rng.random() < 0.7 else rng.choice(FIELDS[name])}"
        for name in names
    ]
    if rng.random() < 0.1:
        lines.append("Message-ID: <1@quay.example>")
    return "\n".join(lines)


def _is_plain(parsed: Parsed) -> bool:
    """Whether all drafts of a document are plain; then the general way must say the same."""
    found = resolve_plain(parsed, LEXICON)
    assert found is None or found == resolve_in_general(parsed, LEXICON), parsed.document.text
    return bool(found)


def _parsed(text: str) -> Parsed:
    return parse(Document("text", text, "0" * 64, "utf-8"), LEXICON)


def test_made_documents() -> None:
    rng = random.Random(4)
    taken = 0
    for _ in range(600):
        headers = [_header(rng) for _ in range(rng.randint(1, 3))]
        taken += _is_plain(_parsed("\n\nThe boat is late.\n\n".join(["Hi.", *headers, ""])))
    assert 100 < taken < 500


def test_fixtures() -> None:
    texts = (path.read_text("utf-8") for path in sorted((ROOT / "fixtures").rglob("*.txt")))
    assert sum(map(_is_plain, map(_parsed, texts))) > 20


@pytest.mark.parametrize(
    ("field", "value"),
    [("Sent", "04/05/2020 9:12"), ("Sent", "May 4, 9:12 AM"), ("From", "Ann Poe")],
)
def test_what_other_fields_can_change_is_left_to_the_general_way(field: str, value: str) -> None:
    lines = [f"{name}: {value if name == field else values[0]}" for name, values in FIELDS.items()]
    assert not _is_plain(_parsed("\n".join([*lines, "", "It is late.", ""])))


def test_decoded_text_is_left_to_the_general_way() -> None:
    parsed = _parsed(
        "\n".join(f"{name}: {values[0]}" for name, values in FIELDS.items()) + "\n\nHi"
    )
    assert _is_plain(parsed)
    decoded = (parsed.drafts[0].fields[0].span,)
    assert not _is_plain(replace(parsed, document=replace(parsed.document, decoded=decoded)))


_LISTED = (
    *("Ann Poe <ann@quay.example>", "ben@dock.example", "Dun, Cay <cay@dock.example>"),
    *('"Ek, Ida" <ida@quay.example>', "Ida Ek <ida@quay.example>", "ann@quay.example"),
    *("Tide tables <tides-list@dock.example>", "a@b@quay.example", "Ben Ost", "Eno Fay <eno@"),
)


def _folded(rng: random.Random, mark: str) -> str:
    """A header with lists and a subject on several lines, behind a quote mark."""
    separator = rng.choice((",", ";"))
    few = len(_LISTED) - (4 if rng.random() < 0.9 else 0)
    people = [rng.choice(_LISTED[:few]) for _ in range(rng.randint(1, 12))]
    listed = separator.join(rng.choice((" ", "\n")) + one for one in people).strip()
    subject = rng.choice(("Re: Tide tables", "Re: Tide\ntables of the northern lock", "Tides"))
    lines = [
        "From: Ann Poe <ann@quay.example>",
        "Sent: Monday, May 4, 2020 9:12 AM",
        "To: Ben Ost <ben@dock.example>",
        f"Cc: {listed}",
        f"Subject: {subject}",
        "",
        "The boat is late.",
    ]
    return "\n".join(mark + line for line in "\n".join(lines).split("\n"))


def test_lists_on_several_lines() -> None:
    rng = random.Random(5)
    taken = 0
    for _ in range(300):
        above = _folded(rng, "")
        parsed = _parsed(f"{above}\n\n{_folded(rng, rng.choice(('> ', '> > ', '>', '')))}\n")
        with general():
            expected = resolve_in_general(parsed, LEXICON)
        assert resolve_in_general(parsed, LEXICON) == expected, parsed.document.text
        taken += _is_plain(parsed)
    assert 60 < taken < 280
