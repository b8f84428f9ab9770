"""Columns of bodies in the lexicon's languages, and under unknown names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from xml.sax.saxutils import escape

import pytest

from mailrecon import reconstruct
from mailrecon.lexicon import fold, load
from mailrecon.model import Role

NAMES: dict[str, list[str]] = json.loads(
    files("mailrecon.read.tables").joinpath("body_columns.json").read_text("utf-8")
)
ROWS = [
    ("Ada Moor <ada@n.example>", "ben@n.example", "2015-03-02 10:00", "Sluice", "Stuck"),
    ("Ben Ruiz <ben@n.example>", "ada@n.example", "2015-03-02 11:00", "RE: Sluice", "Yes"),
]
SENTENCES = [
    (*row[:4], text) for row, text in zip(ROWS, ("It sticks.", "Who has it?"), strict=True)
]


def csv_of(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in (head, *rows)).encode()


def page_of(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in (head, *rows))
    lines = "".join(f"<tr>{row}</tr>" for row in cells)
    return f"<!doctype html><html><body><table>{lines}</table></body></html>".encode()


def bodies(data: bytes, name: str) -> list[str]:
    return [message.body.strip() for message in reconstruct(data, name=name).messages]


@pytest.mark.parametrize("language", sorted(NAMES))
def test_a_column_of_bodies_is_known_in_each_language(language: str) -> None:
    for name in NAMES[language]:
        head = ("From", "To", "Date", "Subject", name)
        assert bodies(csv_of(head, ROWS), "a.csv") == ["Stuck", "Yes"], name


@pytest.mark.parametrize("language", ["ar", "bg", "el", "fa", "he", "hi", "hr", "hu", "id", "th"])
def test_a_table_in_a_page_is_known_in_each_language(language: str) -> None:
    labels = load().labels
    head = [
        next(
            label
            for label, entry in labels.items()
            if entry.roles.keys() == {role} and language in entry.roles[role]
        )
        for role in (Role.FROM, Role.TO, Role.DATE, Role.SUBJECT)
    ]
    data = page_of((*head, NAMES[language][0]), ROWS)
    assert bodies(data, "a.html") == ["Stuck", "Yes"], head


def test_sentences_under_an_unknown_name_are_the_body() -> None:
    head = ("From", "To", "Date", "Subject", "Wording")
    assert bodies(csv_of(head, SENTENCES), "a.csv") == ["It sticks.", "Who has it?"]
    assert bodies(csv_of(head, ROWS), "a.csv") == ["", ""]


def test_other_columns_are_no_body() -> None:
    head = ("From", "To", "Date", "Subject", "Kept in")
    rows = [(*row[:4], "Sent Items") for row in ROWS]
    assert bodies(csv_of(head, rows), "a.csv") == ["", ""]


def test_no_name_of_a_body_is_a_label_of_mail() -> None:
    """What is a subject in one language is no body in another: `ábhar`, `testun`, `efni`."""
    subjects = {label for label, entry in load().labels.items() if Role.SUBJECT in entry.roles}
    assert not {fold(name) for names in NAMES.values() for name in names} & subjects
