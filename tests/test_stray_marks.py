"""Marks before a header's labels that OCR read from lines or dirt."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct_text

HEADERS = {
    "en": [
        "From: Ann Poe",
        "Sent: 4 May 2020 10:11",
        "To: Ben Ost",
        "Cc: Cay Dun",
        "Subject: Keys",
    ],
    "de": [
        "Von: Ann Poe",
        "Gesendet: 4. Mai 2020 10:11",
        "An: Ben Ost",
        "Cc: Cay Dun",
        "Betreff: Keys",
    ],
}
MARKS = ["| ", "|", "i ", "l ", ", ", "' ", "~ ", ". "]


@pytest.mark.parametrize("language", HEADERS)
@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_mark_before_one_label_loses_no_field(language: str, number: int, mark: str) -> None:
    lines = list(HEADERS[language])
    lines[number] = mark + lines[number]
    (message,) = reconstruct_text("\n".join(lines) + "\n\nThey are in the box.\n")
    assert message.originator is not None
    found = [message.originator.name, *(person.name for person in (*message.to, *message.cc))]
    assert found == ["Ann Poe", "Ben Ost", "Cay Dun"]
    assert message.to_dict()["date"] == "2020-05-04T10:11"
    assert message.to_dict()["subject"] == "Keys"
    assert message.body.strip() == "They are in the box."


def test_a_quotation_within_a_header_is_not_part_of_it() -> None:
    text = (
        "From: Ann Poe\nSent: 4 May 2020 10:11\nTo: Ben Ost\n| Subject: Keys\n| Where are they?\n"
    )
    (message,) = reconstruct_text(text)
    assert message.to_dict()["subject"] is None
