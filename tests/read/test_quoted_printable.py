"""Quoted-printable that was left in text is undone, with the place of each line and character."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailrecon import reconstruct
from mailrecon.model import How, Role
from mailrecon.read.text.quoted_printable import undo

_TEXT = """Para no recibir m=C3=A1s avisos, haz cli=
c aqu=C3=AD.
width=20 wide
Fin
"""


def test_lines_keep_the_numbers_they_have_in_the_source() -> None:
    undone = undo(_TEXT)
    assert undone is not None
    assert undone.text == "Para no recibir más avisos, haz clic aquí.\nwidth=20 wide\nFin\n"
    places = {place.reference: place.span for place in undone.places}
    assert undone.text[places["1"].start : places["1"].end].endswith("clic aquí.")
    assert undone.text[places["3"].start : places["3"].end] == "width=20 wide"
    assert undone.text[places["4"].start : places["4"].end] == "Fin"


def test_what_was_decoded_is_told_by_its_place() -> None:
    undone = undo(_TEXT)
    assert undone is not None
    assert [undone.text[span.start : span.end] for span in undone.decoded] == ["á", "c", "í"]
    assert [notice.code for notice in undone.warnings] == ["quoted-printable"]


@pytest.mark.parametrize(
    "text",
    [
        "é is written =C3=A9, and ü is =C3=BC.\n",
        "Title=\n======\nx = y\n",
        "dGhlIHNlY3JldCBpcyBvdXQgb2YgdGhlIGJhZyBhbmQgc28gb24=\nm=C3=A1s\n",
        "https://quay.example/?a=20&b=\nn=E3o\n",
        "a =\nb\n",
        "Subject: =?ISO-8859-1?Q?f=FCr_die?=\n =?UTF-8?Q?m=C3=A1s_m=C3=A1s?=\nTo: Ann\n",
    ],
)
def test_text_with_equals_signs_stays(text: str) -> None:
    undone = undo(text)
    assert undone is None or undone.text == text


def test_fields_and_messages_say_so() -> None:
    source = Path(__file__).parents[2] / "fixtures" / "quoted_printable_left_over.de.txt"
    (message,) = reconstruct(source).messages
    ways = {field.role: field.how for field in message.fields}
    assert ways[Role.FROM] is How.NORMALISED
    assert ways[Role.DATE] is How.PRINTED
    assert "quoted-printable" in [notice.code for notice in message.warnings]
