"""A mail set off by its indentation ends where the text around it goes on."""

from __future__ import annotations

import textwrap

import pytest

import mailrecon

_MAIL = (
    "From: Ida Brandt <ida@quay.example>\nTo: Ben Ost <ben@dock.example>\n"
    "Subject: Survey of the mole\nDate: Mon, 4 May 2020 09:12:00 +0200\n\n"
    "Ben,\n\nthe mole has two cracks.\n\nIda\n"
)
_GERMAN = (
    "Von: Ida Brandt <ida@quay.example>\nAn: Ben Ost <ben@dock.example>\n"
    "Betreff: Die Mole\nGesendet: Montag, 4. Mai 2020 09:12\n\nBen,\n\ndie Mole hat Risse.\n"
)
_FORWARD = (
    "From: Ben Ost <ben@dock.example>\nTo: Cay Dun <cay@dock.example>\n"
    "Subject: Fwd: Survey of the mole\nDate: Tue, 5 May 2020 10:00:00 +0200\n\nSee below.\n\n"
)
_AROUND = (
    "What I kept of it:\n\n",
    "\nThe council never answered her.\n\nNotes: see the folder.\n",
)


def _indented(text: str, by: str) -> str:
    return textwrap.indent(text, by)


def _bodies(text: str) -> list[str]:
    archive = mailrecon.reconstruct_text(text)
    return [textwrap.dedent(message.body) for message in archive.messages]


@pytest.mark.parametrize("by", [" ", "  ", "    ", "        ", "\t"])
@pytest.mark.parametrize("mail", [_MAIL, _GERMAN, _MAIL.replace("Ida Brandt <ida", "<[redacted]")])
def test_text_that_is_not_indented_is_the_documents_own(by: str, mail: str) -> None:
    above, below = _AROUND
    (body,) = _bodies(above + _indented(mail, by) + below)
    assert body == mail.partition("\n\n")[2].rstrip()


def test_a_forwarded_mail_that_is_indented_ends_where_its_forwarder_goes_on() -> None:
    text = _FORWARD + _indented(_MAIL, "    ") + "\nWhat do you say?\n\nBen\n"
    assert _bodies(text) == [
        "See below.\n\nWhat do you say?\n\nBen",
        "Ben,\n\nthe mole has two cracks.\n\nIda",
    ]


def test_indentation_nests() -> None:
    inner = _FORWARD + _indented(_MAIL, "    ") + "\nWhat do you say?\n\nBen\n"
    above, below = _AROUND
    assert _bodies(above + _indented(inner, "  ") + below) == [
        "See below.\n\nWhat do you say?\n\nBen",
        "Ben,\n\nthe mole has two cracks.\n\nIda",
    ]


def test_a_quotation_within_an_indented_mail_ends_with_it() -> None:
    mail = _MAIL + "\nBen Ost wrote:\n> Are there cracks?\n> Ben\n"
    above, below = _AROUND
    assert _bodies(above + _indented(mail, "  ") + below) == [
        "Ben,\n\nthe mole has two cracks.\n\nIda",
        "Are there cracks?\nBen",
    ]


def test_a_dot_is_a_blank_line_of_a_control_file() -> None:
    mail = _MAIL.replace("\n\n", "\n.\n")
    below = "\nFiles: debian/*\nCopyright: 2012, Cay Dun\n"
    (body,) = _bodies("Files: *\nComment:\n" + _indented(mail, " ") + below)
    assert "Ida" in body
    assert "Copyright" not in body


@pytest.mark.parametrize(
    "text",
    [
        # Only the header is indented.
        _AROUND[0] + _indented(_MAIL.partition("\n\n")[0], "    ") + "\n\nThe mole.\n\nIda\n",
        # Paragraphs begin indented.
        _AROUND[0] + _indented(_MAIL, "    ") + "\n    The cracks are so deep that\nIda\n",
        # All of a sheet is indented, and the next sheet less.
        _AROUND[0] + _indented(_MAIL, "        ") + "\n\x0c\n     And so on.\n\n     Ida\n",
        "\x0c" + _indented(_MAIL, "        ") + "\n\x0cAnd so on.\n\nIda\n",
        # A line at the foot of each sheet.
        "Quay Watch\n\n    Page of the file\n\n"
        + _indented(_MAIL, "    ")
        + "\nQuay Watch\n\n    And so on.\n\n    Ida\n",
    ],
)
def test_the_margin_of_a_print_ends_no_message(text: str) -> None:
    (body,) = _bodies(text)
    assert body.endswith("Ida")


def test_a_mail_within_indented_text_ends_with_that() -> None:
    message = "    Use copystring\n\n    Hello, can you merge this?\n\n" + _indented(_MAIL, "    ")
    log = (
        "commit 8{0}\nAuthor: Cay Dun <cay@dock.example>\n"
        "Date:   Tue Aug 6 10:00:00 2013 +0200\n\n{1}"
    )
    text = log.format("b8c9ea6e", message) + "\n" + log.format("579a7b95", "    Fix a leak\n")
    assert _bodies(text) == ["Ben,\n\nthe mole has two cracks.\n\nIda"]
