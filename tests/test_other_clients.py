"""Headers and attribution lines of clients and pages that few people use today."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct_text
from mailrecon.model import Message


def _only(text: str) -> Message:
    (message,) = reconstruct_text(text)
    return message


def _who(message: Message) -> tuple[str | None, str | None]:
    assert message.originator is not None
    return message.originator.name, message.originator.address


ANN = ("Ann Poe", "ann@quay.example")
# Each above `> Does it leak?`; the hours of its offset from UTC, if it prints one.
ATTRIBUTIONS = {
    "2020-05-04 9:12 GMT+02:00 Ann Poe <ann@quay.example>:": (ANN, 2),
    "2020-05-04 9:12 GMT-07:00 Ann Poe <ann@quay.example>:": (ANN, -7),
    "On 5/4/2020 at 9:12 AM, in message <5EAF.9C1@quay.example>, Ann Poe\n"
    "<ann@quay.example> wrote:": (ANN, None),
    ">>> On 5/4/2020 at 9:12 AM, in message <5EAF.9C1 : 12 : 345>, Ann Poe wrote:": (
        ("Ann Poe", None),
        None,
    ),
    ">>> On 5/4/2020 at 9:12 AM, Ann Poe <ann@quay.example> wrote:": (ANN, None),
    ">>> On Mon, May 4, 2020 at  9:12 AM, in message\n<5EAF.9C1@quay.example>, Ann Poe\n"
    "<ann@quay.example> wrote:": (ANN, None),
    "Ann Poe <ann@quay.example> (2020-05-04 09:12):": (ANN, None),
    "Ann Poe (ann@quay.example) on 4 May 2020:": (ANN, None),
}


@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_an_attribution_line(line: str) -> None:
    message = _only(f"Yes.\n\n{line}\n\n> Does it leak?\n")
    who, hours = ATTRIBUTIONS[line]
    assert _who(message) == who
    assert message.when is not None
    assert message.when.local.day == 4
    if hours is not None:
        assert message.when.offset is not None
        assert message.when.offset.total_seconds() == 3600 * hours


def test_a_digest_of_yahoo_groups_numbers_its_subjects() -> None:
    rule = "_" * 72
    first, second = reconstruct_text(
        f"Messages\n{rule}\n\n1a. Tide tables\n"
        '    Posted by: "Ann Poe" ann@quay.example annpoe\n'
        "    Date: Mon May 4, 2020 9:12 am ((PDT))\n\nWhere are they?\n\n"
        f"{rule}\n\n1b. Re: Tide tables\n"
        '    Posted by: "Ben Ost" ben@dock.example\n'
        "    Date: Mon May 4, 2020 10:02 am ((PDT))\n\nOn the wall.\n"
    )
    assert _who(first) == ANN
    assert (first.subject, first.body.strip()) == ("Tide tables", "Where are they?")
    assert (second.subject, second.body.strip()) == ("Re: Tide tables", "On the wall.")


@pytest.mark.parametrize(
    "labels",
    ["From: Sent: To: Subject:", "De : Envoyé : À : Objet :", "Von: Gesendet: An: Betreff:"],
)
def test_labels_on_one_line_above_their_values(labels: str) -> None:
    message = _only(
        f"Hello\n\n{labels}\nAnn Poe <ann@quay.example>\n04.05.2020 09:12\nBen Ost\nGate\n"
        "\nIt leaks.\n"
    )
    assert _who(message) == ANN
    assert (message.subject, message.body.strip()) == ("Gate", "It leaks.")


def test_lotus_notes_stacks_labels_below_a_bare_name() -> None:
    message = _only(
        "Ann Poe\n05/04/2020 09:12 AM\nTo\nBen Ost/Dock/Quay@Quay\ncc\n\nbcc\n\nSubject\nGate\n\n"
        "It leaks.\n"
    )
    assert _who(message)[0] == "Ann Poe"
    assert (message.subject, message.body.strip()) == ("Gate", "It leaks.")


PARTIES = "From: Quay Works <bill@quay.example>\nTo: Dock <pay@dock.example>\nDate: 4 May 2020\n"
AMOUNTS = "Crane    2   100.00   200.00\nRope    10     2.50    25.00\nTotal              225.00\n"


@pytest.mark.parametrize(
    "title", ["INVOICE", "Invoice No. 2020-114", "Rechnung Nr. 114", "Facture", "Purchase order"]
)
def test_a_bill_is_no_mail(title: str) -> None:
    assert not len(reconstruct_text(f"{title}\n\n{PARTIES}Subject: Crane\n\n{AMOUNTS}"))


def test_a_mail_may_have_a_bill_in_it() -> None:
    message = _only(f"{PARTIES}Subject: Invoice\n\nHere is the invoice:\n\n{AMOUNTS}\nRegards\n")
    assert message.subject == "Invoice"
    assert message.body.strip().endswith("Regards")


def test_a_title_alone_makes_no_bill() -> None:
    message = _only(f"Invoice\n\n{PARTIES}Subject: Crane\n\nWhen do you pay the 200.00?\n")
    assert message.subject == "Crane"


def test_google_groups_prints_a_row_of_links() -> None:
    message = _only(
        "From: Ann Poe <ann@quay.example>\nDate: Mon, 4 May 2020 09:12:00 -0700 (PDT)\n"
        "Local: Mon, May 4 2020 9:12 am\nSubject: Gate\n"
        "Reply | Reply to author | Forward | Print | Individual message | Show original | "
        "Report this message | Find messages by this author\nIt leaks.\n"
    )
    assert message.body.strip() == "It leaks."


def test_apple_s_header_on_one_line_has_the_date_behind_the_subject() -> None:
    message = _only(
        "Begin forwarded message: From: Ann Poe <ann@quay.example> Subject: Gate "
        "Date: May 4, 2020 at 9:12:00 AM GMT+1 To: Ben Ost <ben@dock.example>\n\nIt leaks.\n"
    )
    assert (message.subject, len(message.to)) == ("Gate", 1)
    assert message.when is not None


def test_lotus_notes_sets_small_labels_apart_by_tabs() -> None:
    message = _only(
        '"Ann Poe" <ann@quay.example>\n05/04/2020 09:12 AM\n\tTo\t"Ben Ost" <ben@dock.example>\n'
        '\tcc\t"Cay Dun" <cay@tide.example>\n\tSubject\tGate\n\nIt leaks.\n'
    )
    assert [person.name for person in (*message.to, *message.cc)] == ["Ben Ost", "Cay Dun"]


def test_a_link_of_hypermail_s_comes_again_below_the_text() -> None:
    link = '    Next message: Ben Ost: "Re: Gate"\n'
    message = _only(
        "From: Ann Poe (ann@quay.example)\nDate: Mon May 04 2020 - 09:12:10 CET\n\n"
        f"{link}    Messages sorted by: [ date ] [ thread ]\n\nIt leaks.\n\n{link}"
    )
    assert message.body.strip() == "It leaks."


HEADINGS = {
    'Ann Poe to Ben Ost, May 4, 2020, 9:12 AM, "Gate"': "Gate",
    "De : Anne Poe à Benoît Ost — 4 mai 2020, 9 h 12": None,
}


@pytest.mark.parametrize("line", HEADINGS)
def test_a_heading(line: str) -> None:
    message = _only(f"{line}\n\nIt leaks.\n")
    assert message.subject == HEADINGS[line]
    assert [len((_who(message)[0] or "").split()), len(message.to)] == [2, 1]


CODE = {
    "a list of strings": 'const mail = [\n  "On Mon, May 4, 2020 at 9:12 AM Ann Poe wrote:",\n'
    '  "> It leaks.",\n];\n',
    "a block of YAML": "- name: reply\n  input: |\n    On Mon, May 4, 2020 at 9:12 AM Ann Poe"
    " <ann@quay.example> wrote:\n    > It leaks.\n  output: x\n",
}


@pytest.mark.parametrize("text", CODE.values(), ids=CODE)
def test_code_quotes_mail_that_is_none(text: str) -> None:
    assert not len(reconstruct_text(text))


@pytest.mark.parametrize(
    "line",
    [
        '"Ann Poe" <ann@quay.example> wrote in message\nnews:8h2k$1@quay.example...',
        "Ann Poe <ann@quay.example> schrieb im Newsbeitrag news:8h2k$1@quay.example...",
        '"Ann Poe" <ann@quay.example> a écrit dans le message de\nnews:8h2k$1@quay.example...',
        "Ann Poe <ann@quay.example> wrote in news:8h2k$1@quay.example:",
    ],
)
def test_an_attribution_line_with_the_address_of_news(line: str) -> None:
    message = _only(f"Yes.\n\n{line}\n\n> Does it leak?\n")
    assert _who(message) == ANN
    assert message.body == "Does it leak?"
