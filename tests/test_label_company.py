"""Labels and values that only the surrounding lines distinguish, in printed headers."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct_text
from mailrecon.model import Message

_FROM = "From: Ann Poe\nSent: Tuesday, May 5, 2020 10:15 AM\n"
_END = "Subject: RE: quay\n\nThe crane is back.\n"


def _one(text: str) -> Message:
    (message,) = reconstruct_text(text)
    return message


@pytest.mark.parametrize(
    ("label", "below"),
    [
        ("Ce", "Dun, Cay (DOCK/SEA); Sand, Eva"),
        ("Cc", "Cay Dun; Eva Sand"),
        ("Ge", "Cay Dun <cay@quay.example>"),
        ("CC", "cay@quay.example"),
        ("Co", "Dun, Cay; Sand, Eva"),
    ],
)
def test_the_label_of_copies_alone_on_its_line_begins_them(label: str, below: str) -> None:
    message = _one(f"{_FROM}To: Ben Ost; Dora Ek\n{label}\n{below}\n{_END}")
    assert [person.name for person in message.to] == ["Ben Ost", "Dora Ek"]
    assert len(message.cc) == below.count(";") + 1


def test_a_short_word_between_names_is_no_label() -> None:
    message = _one(f"{_FROM}To: Ben Ost; Dora\nEk\n{_END}")
    assert [person.name for person in message.to] == ["Ben Ost", "Dora Ek"]


@pytest.mark.parametrize("value", ["Cay Dun", "Dun, Cay", "Cay Dun <cay@quay.example>"])
def test_a_label_of_two_letters_in_another_language_names_nobody(value: str) -> None:
    message = _one(f"{_FROM}To: Ben Ost\nSS: {value}\n{_END}")
    assert (len(message.to), message.bcc) == (1, ())


def test_in_its_own_language_it_does() -> None:
    text = "Daripada: Ann Poe <ann@quay.example>\nKepada: Ben Ost\nSS: Cay Dun\nTarikh: 4 Mei 2020 "
    (message,) = reconstruct_text(f"{text}9:12\nSubjek: RE: dermaga\n\nTutup.\n")
    assert [person.name for person in message.bcc] == ["Cay Dun"]


@pytest.mark.parametrize(
    "subject", ["CONFIDENTIAL: the lease", "URGENT: gate 4", "Board: agenda", "Ost: his key"]
)
def test_a_subject_below_its_label_may_have_a_colon(subject: str) -> None:
    message = _one(
        f"-------- Forwarded Message --------\nSubject:\n{subject}\nDate:\n"
        "Fri, 31 Jan 2020 15:25:40 -0800\nFrom:\nAnn Poe\nTo:\nBen Ost\n\nHello Ben, it is.\n"
    )
    assert message.subject == subject


@pytest.mark.parametrize(
    "files",
    ["A long name of\ntide tables.pdf", "Map of\nall gates.docx, plan.pdf", "Rota\nMay.xlsx"],
)
def test_attachments_behind_a_subject_go_on_below(files: str) -> None:
    message = _one(f"{_FROM}To: Ben Ost\nSubject: Fwd: quay Attachments: {files}\n\nHere.\n")
    assert (message.subject, message.body) == ("Fwd: quay", "Here.")


def test_attachments_may_be_a_word_of_a_subject() -> None:
    message = _one(f"{_FROM}To: Ben Ost\nSubject: List of Attachments: see below\n\nHere.\n")
    assert message.subject == "List of Attachments: see below"


def test_an_indented_sentence_below_a_wide_subject_is_the_text() -> None:
    subject = "The northern lock and the state of its gates after the flood of last month, again"
    message = _one(f"{_FROM}To: Ben Ost\nSubject: {subject}\n    It leaks.\n")
    assert (message.subject, message.body.strip()) == (subject, "It leaks.")


def test_a_subject_behind_the_end_of_a_removed_address_is_a_field() -> None:
    message = _one(f"{_FROM}To: Ben Ost >; Cay Dun\n> Subject: RE: quay\n\nIt leaks.\n")
    assert (message.subject, message.body) == ("RE: quay", "It leaks.")


@pytest.mark.parametrize("agent", ["Ek, Ida", "Ida Ek"])
def test_a_recipient_on_behalf_of_another_is_one(agent: str) -> None:
    cc = f"Cc: {agent} on behalf of Harbour Office <office@quay.example>\n"
    message = _one(f"{_FROM}To: Ben Ost\n{cc}{_END}")
    assert [(person.name, person.address) for person in message.cc] == [
        (f"{agent} on behalf of Harbour Office", "office@quay.example")
    ]


_FIRST = (
    "From: Ann Poe\nSent: Tuesday, May 5, 2020\nTo: Ben Ost; Cay Dun\nSubject: quay\n\nIt is.\n\n"
)


@pytest.mark.parametrize(
    "header",
    [
        "Date: May 4, 2020\nFrom: Ben Ost\nTo: Ann Poe",
        "From: Cay Dun\nDate: 4 May 2020\nTo: Ann Poe",
        "From: Cay Dun\nSent: May 4, 2020\nTo: Ann Poe; Ben Ost",
        "From: Ben Ost\nTo: Cay Dun\nDate: 2020-05-04",
    ],
)
def test_a_day_is_enough_between_people_of_the_header_above(header: str) -> None:
    first, second = reconstruct_text(f"{_FIRST}{header}\n\nWhere is it?\n")
    assert (first.body, second.body) == ("It is.", "Where is it?")
    assert second.to_dict()["date"] == "2020-05-04"


@pytest.mark.parametrize("ends", ["From: Oslo\nTo: Bergen", "From: Ann Poe\nTo: Quay United"])
def test_a_day_between_others_is_text(ends: str) -> None:
    message = _one(f"{_FIRST}{ends}\nDate: May 4, 2020\n\nWhere is it?\n")
    assert message.body.endswith("Where is it?")


@pytest.mark.parametrize("blind", ["bcc", "bcc     Dora Ek/Dock/Quay@Quay"])
@pytest.mark.parametrize("subject", ["Subject Lock", "Subject RE: Lock and gate"])
def test_the_labels_of_notes_in_a_column_have_values_in_one(blind: str, subject: str) -> None:
    message = _one(
        "Ann Poe/Dock/Quay\n05/04/2020 09:12 AM\nTo      Ben Ost/Dock/Quay@Quay\n"
        f"cc      Cay Dun/Lock/Quay@Quay\n{blind}\n{subject}\n\nIt leaks.\n"
    )
    assert (message.subject, message.body) == (subject.partition(" ")[2], "It leaks.")
    assert (len(message.to), len(message.cc), len(message.bcc)) == (1, 1, int("Dora" in blind))


# A name that begins with a label of the header's own language, which has that label elsewhere.
_LIKE_LABELS = {
    "de": (("Von", "Gesendet", "An", "Betreff"), "Montag, 4. Mai 2020 09:12"),
    "nl": (("Van", "Verzonden", "Aan", "Onderwerp"), "maandag 4 mei 2020 09:12"),
    "it": (("Da", "Inviato", "A", "Oggetto"), "lunedì 4 maggio 2020 09:12"),
    "nb": (("Fra", "Sendt", "Til", "Emne"), "mandag 4. mai 2020 09:12"),
    "pl": (("Od", "Wysłano", "Do", "Temat"), "4 maja 2020 09:12"),
    "en": (("From", "Sent", "To", "Subject"), "Monday, May 4, 2020 9:12 AM"),
}


@pytest.mark.parametrize(
    ("language", "name"),
    [
        *(("de", name) for name in ("An Nguyen", "von der Poe, Uta", "Von Ost, Eva")),
        *(("nl", name) for name in ("Aan de Poe, Mia", "Van den Ost, Jan", "van den Ost, Jan")),
        *(("it", name) for name in ("Da Poe, Leo", "A Marca, Ugo", "Re, Ugo")),
        *(("nb", "Til Ost"), ("pl", "Do Van Hung"), ("en", "To, Anthony"), ("en", "Re, Ugo")),
    ],
)
@pytest.mark.parametrize("place", ["from", "to", "list"])
def test_a_name_like_a_label_of_its_own_language(language: str, name: str, place: str) -> None:
    (sender, sent, to, subject), date = _LIKE_LABELS[language]
    ends = {"from": (name, "Ben Tun"), "to": ("Ben Tun", name)}.get(place, ("Ben Tun", ""))
    text = (
        f"{sender}:\n{ends[0]}\n{sent}:\n{date}\n{to}:\n{ends[1]}\n{subject}:\nBoat\n\nIt leaks.\n"
    )
    if place == "list":
        people = f"{to}: Eva Lis; Liv Rask;\n{name}"
        text = f"{sender}: Ben Tun\n{sent}: {date}\n{people}\n{subject}: Boat\n\nIt leaks.\n"
    (message,) = reconstruct_text(text).messages
    found = {person.name for person in (message.originator, *message.to) if person is not None}
    assert found == {name, "Ben Tun", *(("Eva Lis", "Liv Rask") if place == "list" else ())}
    assert (message.subject, message.body.strip()) == ("Boat", "It leaks.")
