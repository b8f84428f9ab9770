"""Headers printed or read without colons, with the date below the people."""

from __future__ import annotations

import pytest

import mailrecon

# From, To, Date and Subject, and a date, in several languages.
_LABELS = {
    "en": ("From", "To", "Date", "Subject", "4 May 2020 09:12"),
    "es": ("De", "Para", "Fecha", "Asunto", "4 de mayo de 2020 09:12"),
    "de": ("Von", "An", "Datum", "Betreff", "4. Mai 2020 09:12"),
    "fr": ("De", "À", "Date", "Objet", "4 mai 2020 09:12"),
    "it": ("Da", "A", "Data", "Oggetto", "4 maggio 2020 09:12"),
    "pt": ("De", "Para", "Data", "Assunto", "4 de maio de 2020 09:12"),
    "nl": ("Van", "Aan", "Datum", "Onderwerp", "4 mei 2020 09:12"),
    "sv": ("Från", "Till", "Datum", "Ämne", "4 maj 2020 09:12"),
    "pl": ("Od", "Do", "Data", "Temat", "4 maja 2020 09:12"),
}


def _header(language: str, copies: str = "") -> str:
    source, to, date, subject, when = _LABELS[language]
    return (
        f"{source} Ann Poe\n{to} Ben Ost\n{copies}{date} {when}\n{subject} Tide tables\n\n"
        "They are printed.\n"
    )


@pytest.mark.parametrize("copies", ["", "Cc Cay Dun\n"])
@pytest.mark.parametrize("language", _LABELS)
def test_people_above_the_date(language: str, copies: str) -> None:
    if copies and language == "pl":
        pytest.skip("Polish Outlook prints DW")
    (message,) = mailrecon.reconstruct_text(_header(language, copies)).messages
    assert message.originator is not None
    assert message.originator.name == "Ann Poe"
    assert [person.name for person in message.to] == ["Ben Ost"]
    assert len(message.cc) == bool(copies)
    assert message.when is not None
    assert message.when.local.isoformat() == "2020-05-04T09:12:00"
    assert message.subject == "Tide tables"
    assert message.body == "They are printed."


@pytest.mark.parametrize(
    "text",
    [
        # No subject, no name, no time of day, another language, text around
        "From Ann Poe\nTo Ben Ost\nDate 4 May 2020 09:12\n\nThey are printed.\n",
        "From the quay\nTo the dock\nDate 4 May 2020 09:12\nSubject Tide tables\n\nText.\n",
        "From Ann Poe\nTo Ben Ost\nDate 4 May 2020\nSubject Tide tables\n\nText.\n",
        "From Oslo\nTo 9 Pier Street\nDate 4 May 2020 09:12\nSubject to change\n\nText.\n",
        "Von Ann Poe\nTo Ben Ost\nFecha 4 de mayo de 2020 09:12\nSubject Tides\n\nText.\n",
    ],
)
def test_less_than_a_header_is_none(text: str) -> None:
    assert mailrecon.reconstruct_text(text).messages == ()
