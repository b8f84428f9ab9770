"""A single message is assembled as in the general case, or left to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mailrecon import reconstruct_text
from mailrecon.lexicon import load
from mailrecon.model import Archive, Document, Parsed
from mailrecon.parse import parse
from mailrecon.read.documents import read_bytes
from mailrecon.resolve import Resolved, resolve
from mailrecon.thread import LinkOptions, build_archive
from mailrecon.thread.archive import build_in_general
from mailrecon.thread.lone import archive_of_items, archive_of_one, lone_archive
from mailrecon.thread.rebuilt import rebuilt

LEXICON = load()
FIXTURES = sorted((Path(__file__).parents[1] / "fixtures").rglob("*.txt"))


def _in_general(page: Parsed, item: Resolved) -> Archive:
    """The archive of the general way, which options of any kind are left to."""
    archive = build_archive([rebuilt(page, [item])], LinkOptions(keep_duplicates=True))
    return replace(archive, options={})


def _is_lone(page: Parsed, item: Resolved) -> bool:
    """Whether the short way takes a message; then the general way must say the same of it."""
    document = rebuilt(page, [item])
    (message,) = document.messages
    found = lone_archive(document, message)
    if found is not None:
        assert found == _in_general(page, item)
    # Without what only links need, it is the same.
    assert archive_of_one(page, item) == found
    return found is not None


def _alone(text: str) -> list[tuple[Parsed, Resolved]]:
    """Each message of a text, as if it stood alone."""
    page = parse(Document("text", text, "0" * 64, "utf-8"), LEXICON)
    return [
        (page, replace(item, draft=replace(item.draft, enclosing=None)))
        for item in resolve(page, LEXICON)
    ]


def test_messages_of_fixtures() -> None:
    taken = [
        _is_lone(page, item)
        for path in FIXTURES
        for page, item in _alone(path.read_text("utf-8", errors="replace"))
    ]
    assert sum(taken) > len(taken) / 2


_NAMES = (
    *("Ann Poe", "Poe, Ann", "Ann", "Benjamin Ost", "Ben Ost", "Ost Ben", "Cay Dun (DOCK)", "徐锐"),
    *("Mia Ost", "B. Ost", "Ann Ost", "Benjamin Stone"),
    *("Ann M Poe", "poe", "Stone, Ben Poe, Ann", "Иван Петров", "Hoit, Mare", "Holt, Maren", "-"),
)
_ADDRESSES = (
    *("ann.poe@quay.example", "ANN.POE@quay.example", "ost@quay.example", "ben@dock.example"),
    *("dock@dock.example", "petrov@quay.example", "holt@x.example", "stone@x.example", "a@b"),
)
_PEOPLE = st.one_of(
    st.tuples(st.sampled_from(_NAMES), st.sampled_from(_ADDRESSES)).map(
        lambda one: f"{one[0]} <{one[1]}>"
    ),
    st.sampled_from((*_ADDRESSES, *_NAMES, "[redacted]", "<>")),
)


@given(_PEOPLE, _PEOPLE, st.lists(_PEOPLE, max_size=3))
def test_any_people(sender: str, recipient: str, copies: list[str]) -> None:
    header = f"From: {sender}\nSent: Monday, May 4, 2020 9:12 AM\nTo: {recipient}\n"
    copied = f"Cc: {'; '.join(copies)}\n" if copies else ""
    for page, item in _alone(f"{header}{copied}Subject: Boats\n\nThe boat is late.\n"):
        _is_lone(page, item)


_TEXT = "{}Date: Mon, 4 May 2020 09:12:00 +0200\nSubject: Boats\n\nHello.\n"


def test_an_address_printed_elsewhere_is_left_to_the_general_way() -> None:
    people = "From: Ann Poe <[redacted]>\nTo: Ann Poe <ann@x.example>\n"
    ((page, item),) = _alone(_TEXT.format(people))
    assert not _is_lone(page, item)


@pytest.mark.parametrize(
    "people",
    [
        "From: [redacted]\nTo: Ben Ost <ben@dock.example>\n",
        "From: Ann Poe <[redacted]>\nTo: Ben Ost <ben@dock.example>; [redacted]\n",
        "From: Ann Poe <[redacted]>\nTo: Poe, Ann; Ann\n",
    ],
)
def test_redacted_people(people: str) -> None:
    ((page, item),) = _alone(_TEXT.format(people))
    assert _is_lone(page, item)


_IDENTIFIERS = ("<1@quay.example>", "<2@quay.example>", "<3@dock.example>", "3", "")


@pytest.mark.parametrize("name", ["mail.eml", "text.log"])
@given(
    own=st.sampled_from(_IDENTIFIERS),
    answered=st.sampled_from(_IDENTIFIERS),
    references=st.lists(st.sampled_from(_IDENTIFIERS), max_size=3).map(" ".join),
    subject=st.sampled_from(("Boats", "Re: Boats", "Fw: Boats")),
)
def test_any_identifiers(own: str, answered: str, references: str, subject: str, name: str) -> None:
    """Also of a native mail, which may name those that it answers."""
    fields = ("Message-ID", own), ("In-Reply-To", answered), ("References", references)
    printed = "".join(f"{label}: {value}\n" for label, value in fields if value)
    text = (
        "From: Ann Poe <ann@x.example>\nTo: Ben Ost <b@x.example>\n"
        f"Date: Mon, 4 May 2020 09:12:00 +0200\nSubject: {subject}\n{printed}\nHello.\n"
    )
    (document,) = read_bytes(text.encode(), name)
    assert (document.original is not None) == (name == "mail.eml")
    page = parse(document, LEXICON)
    (item,) = resolve(page, LEXICON)
    assert _is_lone(page, item)


@pytest.mark.parametrize(
    "people",
    [
        "From: Ann Poe <ann@quay.example>\nTo: Poe, Ann <poe@dock.example>\n",
        "From: Ann Poe <benost@quay.example>\nTo: Ben Benost <b@dock.example>\n",
        "From: Ann Poe <ann@quay.example>\nTo: Ann; Benjamin Poe; Ben Poe <ben@dock.example>\n",
    ],
)
def test_people_who_may_be_the_same_are_compared(people: str) -> None:
    ((page, item),) = _alone(_TEXT.format(people))
    assert _is_lone(page, item)


@pytest.mark.parametrize("text", ["", "The tide came in: nobody saw it.\n", "A \x1b[8mB\x1b[0m.\n"])
def test_a_document_without_messages(text: str) -> None:
    (document,) = read_bytes(text.encode(), "text.log")
    page = parse(document, LEXICON)
    assert not resolve(page, LEXICON)
    found = archive_of_items(page, ())
    assert found == build_archive([rebuilt(page, [])])
    assert found == build_in_general([rebuilt(page, [])])


def test_one_and_two_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    header = "From: Ann Poe <ann@quay.example>\nTo: Ben Ost <ben@dock.example>\n"
    text = f"{header}Date: May 4, 2020 9:12 AM\nSubject: Boats\n\nHello.\n"
    pages = [rebuilt(page, [item]) for page, item in _alone(text)]
    several = build_archive(iter([*pages, *pages]))
    assert len(several.parsed) == 2
    assert build_archive(iter(())) == build_archive(iter(()), LinkOptions())
    one = reconstruct_text(text)
    monkeypatch.setattr("mailrecon.thread.archive.part_lone", lambda documents: (None, documents))
    assert reconstruct_text(text) == one
    assert build_archive(iter([*pages, *pages])) == several


def test_a_notice_about_the_whole_text_names_it() -> None:
    path = next(path for path in FIXTURES if path.name == "markup_escaped.en.txt")
    (document,) = read_bytes(path.read_bytes(), path.name)
    page = parse(document, LEXICON)
    items = resolve(page, LEXICON)
    found = archive_of_items(page, items)
    assert found is not None
    assert [notice.place for notice in found.warnings] == [path.name]
    assert found == build_archive([rebuilt(page, items)])
    assert found == replace(build_in_general([rebuilt(page, items)]), options={})
