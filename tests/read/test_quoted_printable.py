"""Leftover quoted-printable in text is decoded, with the place of each line and character."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct
from mailrecon.model import Document, How, Role
from mailrecon.read import read_bytes
from mailrecon.read.repairs.quoted_printable import undo
from tests.conftest import fixture_path

_TEXT = """Para no recibir m=C3=A1s avisos, haz cli=
c aqu=C3=AD.
width=20 wide
Fin
"""


def _undone(text: str) -> Document:
    return undo(Document("x.txt", text, "", "utf-8"))


def test_lines_keep_the_numbers_they_have_in_the_source() -> None:
    undone = _undone(_TEXT)
    assert undone.text == "Para no recibir más avisos, haz clic aquí.\nwidth=20 wide\nFin\n"
    places = {place.reference: place.span for place in undone.places}
    assert undone.text[places["1"].start : places["1"].end].endswith("haz cli")
    assert undone.text[places["2"].start : places["2"].end] == "c aquí."
    assert undone.text[places["3"].start : places["3"].end] == "width=20 wide"
    assert undone.text[places["4"].start : places["4"].end] == "Fin"


def test_what_was_decoded_is_told_by_its_place() -> None:
    undone = _undone(_TEXT)
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
    assert _undone(text).text == text


def test_marks_that_a_quotation_repeats_are_taken_off() -> None:
    text = "> Can you sign the lease tomorr=\n> ow?\n>\n> N=C3=A9 n=C3=\n> =A9\n"
    assert _undone(text).text == "> Can you sign the lease tomorrow?\n>\n> Né né\n"


def test_places_of_a_page_are_moved_along() -> None:
    page = "<p>From: Ren=C3=A9 &lt;rene@quay.example&gt;</p><p>Caf=C3=A9</p><p>End</p>"
    (document,) = read_bytes(page.encode(), "x.html")
    assert "René" in document.text
    last = document.places[-1].span
    assert document.text[last.start : last.end].strip() == "End"


def test_fields_and_messages_say_so() -> None:
    source = fixture_path("quoted_printable_left_over.de.txt")
    (message,) = reconstruct(source).messages
    ways = {field.role: field.how for field in message.fields}
    assert ways[Role.FROM] is How.NORMALISED
    assert ways[Role.DATE] is How.PRINTED
    assert "quoted-printable" in [notice.code for notice in message.warnings]
