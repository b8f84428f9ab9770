"""A native message whose text begins with its own header: one message."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct

HEAD = """From: {sender}
To: Ben Ost <ben@quay.example>
Subject: {subject}
Date: Mon, 4 May 2020 10:02:11 +0200
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<p>{above}<b>From:</b> Ann Poe &lt;ann@quay.example&gt;<br><b>Sent:</b> {sent}<br>
<b>To:</b> Ben Ost &lt;ben@quay.example&gt;<br><b>Subject:</b> Risse in der Möle</p>
<p>Ben,</p><p>they are longer than last year.</p><p>Ann</p>
"""
SENT = "Monday, May 4, 2020 10:02 AM"
ANN = "Ann Poe <ann@quay.example>"
ENCODED = "=?utf-8?q?Risse_in_der_M=C3=B6le?="


def count(
    name: str, sender: str = ANN, subject: str = ENCODED, sent: str = SENT, above: str = ""
) -> int:
    text = HEAD.format(sender=sender, subject=subject, sent=sent, above=above)
    return len(reconstruct(text.encode(), name=name).messages)


@pytest.mark.parametrize("name", ["a.mht", "a.eml"])
@pytest.mark.parametrize(
    ("sender", "sent"),
    [
        (ANN, SENT),
        ('"Ann Poe" <ANN@quay.example>', "Montag, 4. Mai 2020 10:02"),
        ("ann@quay.example", "2020年5月4日 10:02"),
        # Printed in another zone.
        (ANN, "Mon 04/05/2020 08:02"),
    ],
)
def test_a_header_repeated_above_the_text_is_no_second_message(
    name: str, sender: str, sent: str
) -> None:
    assert count(name, sender=sender, sent=sent) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"sent": "Monday, May 4, 2020 9:57 AM"},
        {"sent": "Monday, May 4, 2015 10:02 AM"},
        {"subject": "FW: Risse"},
        {"sender": "Ben Ost <ben@quay.example>"},
        {"above": "Ben, see below.<br><br>"},
        {"above": "-----Original Message-----<br>"},
    ],
)
def test_another_header_is_that_of_another_message(other: dict[str, str]) -> None:
    assert count("a.eml", **other) == 2
