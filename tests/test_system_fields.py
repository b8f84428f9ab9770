"""Fields of mail systems are found in a header line by line."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from mailrecon.read.recognition.mail_signatures import SYSTEM_FIELDS
from mailrecon.read.recognition.signatures import _has_system_field

_FIELD = re.compile(
    rb"(?:^|\r)(?:" + b"|".join(sorted(SYSTEM_FIELDS)) + rb")[ \t]*:", re.IGNORECASE | re.MULTILINE
)
_PIECES = [
    b"received",
    b"Message-ID",
    b"From",
    b":",
    b": ",
    b" ",
    b"\t",
    b"\n",
    b"\r",
    b"\r\n",
    b"x",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=14).map(b"".join))
def test_fields_of_mail_systems(header: bytes) -> None:
    assert _has_system_field(header) is (_FIELD.search(header) is not None)


def test_a_field_below_and_within_a_line() -> None:
    assert _has_system_field(b"From: Ann\nReceived \t: from quay")
    assert _has_system_field(b"From: Ann\rmessage-id:<1@quay.example>")
    assert not _has_system_field(b"From: Ann: received: yes")
    assert not _has_system_field(b"From: Ann\nreceived")
