"""Webmail pages that a browser printed, below the line that names the service."""

from __future__ import annotations

from itertools import product

import pytest

from mailrecon import reconstruct_text

HEADS = {
    "browser": "5/4/26, 9:12 AM                 Mail - Ben Ost - Outlook\n",
    "tab": "04.05.26, 09:12\tE-Mail – Ben Ost – Outlook\n\n",
    "day": "4.5.2026            The gate - Ben Ost - Outlook\nOutlook\n\n",
    "two lines": "5/4/26, 9:12 AM\nMail - Ben Ost - Outlook\n\nOutlook\n",
    "address": "Posta - Ben Ost - Outlook            https://mail.quay.example/id/AAQk\n\n",
    "other service": "Roundcube Webmail\n\n",
}
HEADERS = [
    "Ann Poe <ann@quay.example>\nMon 5/4/2026 8:41 AM\n\nTo: Ben Ost <ben@dock.example>\n",
    "From Ann Poe <ann@quay.example>\nDate Mon 5/4/2026 8:41 AM\nTo Ben Ost <ben@dock.example>\n",
    "From: Ann Poe <ann@quay.example>\nDate: Mon 5/4/2026 8:41 AM\nTo: ben@dock.example\n",
    "Ann Poe\n\nMon 5/4/2026 8:41 AM\n\nTo:Ben Ost <ben@dock.example>;\n",
    "Ann Poe <ann@quay.example>             Mon 5/4/2026 8:41 AM\nTo: Ben Ost <ben@dock.example>\n",
]
BODY = "\nDear Ben,\n\nthe gate was repaired this morning.\n\nAnn\n"
FOOT = "\nhttps://outlook.office.com/mail/inbox/id/AAQkADk0                 1/1\n"


@pytest.mark.parametrize(("head", "header"), list(product(HEADS, HEADERS)))
def test_the_title_between_a_page_s_head_and_a_header_is_the_subject(
    head: str, header: str
) -> None:
    text = f"{HEADS[head]}Harbour gate\n{header}{BODY}{FOOT}"
    (message,) = reconstruct_text(text)
    found = message.to_dict()
    assert found["from"]["name"] == "Ann Poe"
    assert [person["address"] for person in found["to"]] == ["ben@dock.example"]
    assert (found["date"], found["subject"]) == ("2026-05-04T08:41", "Harbour gate")
    assert message.body.strip() == BODY.strip()


def test_a_text_above_a_header_is_no_subject_without_a_page_s_head() -> None:
    text = f"Economic outlook\n\nThe gate stays shut\n{HEADERS[2]}{BODY}"
    assert [message.to_dict()["subject"] for message in reconstruct_text(text)] == [None]


@pytest.mark.parametrize(
    "card",
    [
        "Ann Poe\nTo: Ben Ost\nHarbour gate\nMay 4, 2026 at 8:41 AM\n",
        "AP\nAnn Poe\nHarbour gate\nTo: Ben Ost, Cc: Cay Dun\n4 May 2026 at 08:41\n",
        "Ann Poe\nHarbour gate\nTo: Ben Ost\nCc: Cay Dun\n4 May 2026 at 08:41\n",
    ],
)
def test_a_card_of_icloud_s_page_is_read(card: str) -> None:
    (message,) = reconstruct_text(f"iCloud Mail\n\n{card}{BODY}")
    found = message.to_dict()
    assert (found["from"]["name"], found["date"]) == ("Ann Poe", "2026-05-04T08:41")
    assert [person["name"] for person in found["to"]] == ["Ben Ost"]
    assert [person["name"] for person in found["cc"]] == ["Cay Dun"] * ("Cc" in card)
    assert found["subject"] == "Harbour gate"
    assert message.body.strip() == BODY.strip()
    # Without the page's head the lines may be an agenda's.
    assert list(reconstruct_text(f"Programme\n\n{card}{BODY}")) == []
