"""Where a mail ends that was pasted into a page of a bug tracker, help desk or list archive."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct_text
from tests.test_windows import agree

MAIL = """\
From: Ben Ost <ben@dock.example>
To: Ann Poe <ann@quay.example>
Date: Mon, 10 Feb 2014 08:12:44 +0000
Subject: Keys

Who has the keys?

    cp keys /dock

Ben
"""
BODY = "Who has the keys?\n\n    cp keys /dock\n\nBen"

PAGES = {
    "bugzilla": "{mail}\nComment 3 Dora Ek 2014-02-11 11:20:45 UTC\n\nNobody.\n",
    "bugzilla_nick": "{mail}\nDora Ek [:dora] 2014-02-11 11:20 PST\n\nNobody.\n",
    "bugzilla_new": "{mail}\nComment 7 • 7 years ago\n\nNobody.\n",
    "form": "Description of problem:\nIt crashes on\n\n{mail}\nExpected results:\nNo crash.\n",
    "launchpad": "{mail}\nDora Ek (dora-ek) wrote on 2014-02-11: Re: Keys #2\n\nThanks.\n",
    "launchpad_change": "{mail}\nChanged in tidewatch (Ubuntu):\nstatus: New\n",
    "github": "{mail}\nbenost commented on Mar 3, 2021\n\nWhich version?\n",
    "jira": "{mail}\nDora Ek added a comment - 02/Mar/21 10:02\n\nThanks.\n",
    "trac": "{mail}\ncomment:1 Changed 9 years ago by ben\n\nFixed.\n",
    "redmine": "{mail}\n#2 Updated by Dora Ek over 9 years ago\n\nFixed.\n",
    "rt": "{mail}\n# Tue Mar 02 10:02:31 2021 Ben Ost - Comments added\n\nCay has it.\n",
    "gnats": "{mail}State-Changed-From-To: open->closed\nState-Changed-By: ben\n",
    "debbugs": "{mail}\nInformation forwarded to quay@lists.example:\n"
    "Bug#12; Package tide. (Tue, 11 Feb 2014 10:21:03 GMT) (full text, mbox, link).\n",
    "sourceforge": "{mail}\nDiscussion\n\nDora Ek - 2014-02-11\n\nWhich rule?\n",
    "noformat": "Look:\n\n{{noformat}}\n{mail}{{noformat}}\n\nThat is all.\n",
    "trac_block": "Look:\n\n{{{{{{\n{mail}}}}}}}\n\nThat is all.\n",
    "pre": "Look:\n\n<pre>\n{mail}</pre>\n\nThat is all.\n",
}
# Lines that are a mail's own: each is in its text, below other text.
OWN = {
    "quoted_time": "We met on 2014-02-11 11:20 UTC at the lock.",
    "time_at_the_end": "We met on 2014-02-11 11:20 UTC",
    "bugzilla_mail": "--- Comment #3 from Dora Ek <dora@quay.example>  2014-02-11 11:20:45 UTC ---",
    "form_in_mail": "Expected results:",
    "github_mail": "@benost commented on this pull request.",
    "jira_mail": "Dora Ek commented on QUAY-77:",
    "discussion": "Discussion",
    "braces": "}}}",
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("code", ["\n    cp keys /dock\n", ""], ids=["indented", "plain"])
def test_a_tracker_goes_on_below_a_mail(page: str, code: str) -> None:
    mail = MAIL.replace("\n    cp keys /dock\n", code)
    (message,) = reconstruct_text(page.format(mail=mail))
    assert message.body.strip() == mail.partition("\n\n")[2].strip()


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_of_a_tracker_in_windows(page: str) -> None:
    text = page.format(mail=MAIL)
    agree(f"{text}\n{text}", 40, 37)


@pytest.mark.parametrize("line", OWN.values(), ids=OWN)
def test_a_mail_may_have_such_a_line(line: str) -> None:
    (message,) = reconstruct_text(f"{MAIL}\n{line}\n\nDora\n")
    assert message.body.strip() == f"{BODY}\n\n{line}\n\nDora"


def _set_in(text: str, by: str = "    ") -> str:
    return "".join(by + line if line.strip() else line for line in text.splitlines(True))


@pytest.mark.parametrize("by", ["  ", "    ", "\t"])
def test_a_mail_set_in_ends_at_the_margin(by: str) -> None:
    (message,) = reconstruct_text(f"I got this:\n\n{_set_in(MAIL, by)}\nIt is no spam.\n")
    assert message.body.rstrip().endswith("Ben")


def test_a_second_mail_set_in_ends_at_the_margin() -> None:
    others = _set_in(MAIL.replace("Keys", "Locks"))
    text = f"First:\n\n{_set_in(MAIL)}\nAnd then:\n\n{others}\nBoth are spam.\n"
    messages = reconstruct_text(text)
    assert len(messages) == 2
    for message in messages:
        assert message.body.rstrip().endswith("Ben")


def test_two_mails_set_in_end_at_the_margin() -> None:
    chain = f"{MAIL}\n{MAIL.replace('Keys', 'Locks')}"
    first, second = reconstruct_text(f"I got this:\n\n{_set_in(chain)}\nIt is no spam.\n")
    assert first.body.rstrip().endswith("Ben")
    assert second.body.rstrip().endswith("Ben")


@pytest.mark.parametrize(
    "text",
    [
        # The whole page is set in, and its right margin wanders.
        f"{_set_in(MAIL)}\nPS: not here.\n",
        # Only the header is.
        "I got this:\n\n" + _set_in(MAIL.split("\n\n")[0]) + "\n\nWho has it?\n\nPS: not here.\n",
        # Text that goes on at the margin within its paragraph
        f"I got this:\n\n{_set_in(MAIL)}    He went on\nand on.\n\nPS: not here.\n",
    ],
    ids=["no_margin", "header_only", "wrapped"],
)
def test_an_indent_alone_ends_nothing(text: str) -> None:
    (message,) = reconstruct_text(text)
    assert message.body.rstrip().endswith("PS: not here.")


def test_a_mailbox_line_is_no_originator() -> None:
    text = "From ben@dock.example Mon Feb 10 08:12:44 2014\n" + MAIL.replace("To: ", "Cc: ")
    date = "Date: Mon, 10 Feb 2014 08:12:44 +0000\n"
    text = text.replace(date, "").replace("From: ", date + "From: ", 1)
    (message,) = reconstruct_text(f"I got this:\n\n{_set_in(text)}")
    assert message.originator is not None
    assert message.originator.name == "Ben Ost"
    assert message.when is not None


def test_marc_prints_links_around_a_message() -> None:
    (message,) = reconstruct_text(
        "List:       quay\nSubject:    Keys\nFrom:       Ben Ost <ben () dock ! example>\n"
        "Date:       2014-02-10 8:12:44\n[Download RAW message or body]\n\nWho has them?\n"
        "[prev in list] [next in list] [prev in thread] [next in thread] \n"
    )
    assert message.body.strip() == "Who has them?"


def test_request_tracker_prints_mail_without_labels() -> None:
    first, second = reconstruct_text(
        "# Tue Mar 02 09:15:10 2021 Ann Poe <ann@quay.example> - Ticket created\n"
        "Subject: Keys\nDate: Tue, 2 Mar 2021 09:15:02 +0100\nTo: help@quay.example\n"
        "From: Ann Poe <ann@quay.example>\nDownload (untitled) / with headers\ntext/plain 44b\n\n"
        "Who has the keys?\n\n"
        "# Tue Mar 02 10:02:31 2021 Ben Ost <ben@quay.example> - Correspondence added\n"
        "Download (untitled) / with headers\ntext/plain 21b\n\nCay.\n\n"
        "# Tue Mar 02 10:03:00 2021 Ben Ost - Status changed from 'new' to 'resolved'\n"
    )
    assert (first.subject, first.body.strip()) == ("Keys", "Who has the keys?")
    assert second.originator is not None
    assert (second.originator.name, second.body.strip()) == ("Ben Ost", "Cay.")


def test_zendesk_s_notice_has_the_mails_between_rules() -> None:
    rule = "-" * 46
    first, second = reconstruct_text(
        f"Your request (#2231) has been updated.\n\n{rule}\n\nBen Ost, Mar 2, 2021, 10:02 CET\n\n"
        f"Cay has them.\n\n{rule}\n\nAnn Poe, Mar 2, 2021, 09:15 CET\n\nWho has the keys?\n\n"
        f"{rule[:32]}\nThis email is a service from Quay.\n"
    )
    assert [message.body.strip() for message in (first, second)] == [
        "Cay has them.",
        "Who has the keys?",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Quay, Mar 2, 2021, 10:02 CET",
        "Tue Mar 02 10:02:31 2021 Ben Ost - Comments added",
        "Tue Mar 02 10:02:31 2021 Ben Ost - took the keys",
    ],
)
def test_a_name_and_a_date_alone_are_no_mail(line: str) -> None:
    assert not len(reconstruct_text(f"The gate.\n\n{line}\n\nIt leaks.\n"))
