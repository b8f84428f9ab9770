"""Addresses in brackets whose `@` OCR misread or did not read: the name is the one before them."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct_text

TEXT = "From: Tomas Okafor <{}>\nSent: Tue 24 Apr 2018 08:10\nTo: {}\nSubject: Draft\n\nDone.\n"


@pytest.mark.parametrize(
    "inner",
    [
        "tomasPharbourline.example", "tomas • harbourline.example", "tomas harbourline.example",
        "tomas.okafor harbour.line.example", "t.okafor harbour-line.de", "tomas_o quay.co.uk",
    ],
)  # fmt: skip
def test_what_is_left_of_an_address_is_no_name(inner: str) -> None:
    (message,) = reconstruct_text(TEXT.format(inner, f"Priya Raman <{inner}>; Ben Ost"))
    assert message.originator is not None
    assert (message.originator.name, message.originator.address) == ("Tomas Okafor", None)
    assert [person.name for person in message.to] == ["Priya Raman", "Ben Ost"]


@pytest.mark.parametrize("inner", ["North Quay Office", "by hand", "Harbour Board Inc."])
def test_other_words_in_brackets_stay(inner: str) -> None:
    (message,) = reconstruct_text(TEXT.format(inner, "Ben Ost"))
    assert message.originator is not None
    assert message.originator.name == f"Tomas Okafor <{inner}>"
