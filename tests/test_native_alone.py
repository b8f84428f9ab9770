"""The fast path for native mail says what the general parser says, or leaves the mail to it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailrecon.lexicon import load
from mailrecon.model import Document
from mailrecon.parse.fast.native import parse_native
from mailrecon.read import read_bytes
from mailrecon.read.options import ReadOptions
from tests.ways import parsed_in_general

LEXICON = load()
_FIELDS = (
    "From: Ann Poe <ann@quay.example>",
    "To: Ben Ost <ben@dock.example>",
    "Subject: Tide tables",
    "Date: Mon, 4 May 2020 09:12:00 +0200",
    "Message-ID: <4f1c@quay.example>",
)
_ODD_FIELDS = (
    "Cc: Cay Dun <cay@quay.example>,\n Dora Ek <dora@quay.example>",
    "References: <4f1a@quay.example>\n <4f1b@dock.example>",
    "Received: from quay by dock; Mon, 4 May 2020 09:12:00 +0200",
    "Subject: =?utf-8?q?T=C3=A9?=",
    "X-Number: 12\n 12",
    "X-Number: a\n\tQY-000123",
    "X-Page: Page 3 of 9",
    "X-Quoted: a\n > b",
    "To: Ann,",
    "Date: soon",
)
_WORDS = (
    *("Dear Ben,", "The boat is late.", "It goes at 9:12 to Ann.", "Thanks", "", "", "-- ", "Ann"),
    *("I asked: nobody knew.", "report.pdf", "112K", "2 attachments", "Page 3 of 9", "12"),
    *("From: Cay Dun <cay@quay.example>", "Sent: Monday, May 4, 2020 9:12 AM", "To: Ann Poe"),
    *("Subject: Tide tables", "On Monday, May 4, 2020 at 9:12 AM Cay Dun wrote:", "> quoted"),
    *(
        "-----Original Message-----",
        "Comments (3)",
        "Comments are closed.",
        "QY-000123",
        "  indented",
    ),
    *(
        "Ann Poe to Ben Ost - May 4, 2020 9:12 AM",
        "End of forwarded message",
        "```",
        "[1] x",
        "a  , b",
    ),
    *("WhatsApp chat between Ann Poe and Ben Ost", "UNCLASSIFIED", "_" * 47, "Quay mailing list"),
)


def _is_fast(text: str) -> bool:
    """Whether the fast path takes a mail; then the general parser must say the same of it."""
    found = False
    for document in _documents(text):
        fast = parse_native(document, LEXICON)
        assert fast is None or fast == parsed_in_general(document), text
        found = found or fast is not None
    return found


def _documents(text: str) -> list[Document]:
    return list(read_bytes(text.encode(), "ann.eml", ReadOptions()))


def _mail(*lines: str) -> str:
    return "\n".join((*_FIELDS, "", *lines, ""))


@pytest.mark.parametrize(
    "lines",
    [
        ("Dear Ben,", "", "The boat is late.", "", "Ann"),
        ("Three things:", "1. The gate leaks.", "2. The lock, too.", "", "-- ", "Ann Poe"),
        ("The boat is late: nobody knew.", "", "See https://quay.example/tides.", "", "", "Ann"),
    ],
)
def test_plain_native_mail_takes_the_fast_path(lines: tuple[str, ...]) -> None:
    assert _is_fast(_mail(*lines))


@pytest.mark.parametrize(
    "lines",
    [
        ("See below.", "", *_FIELDS, "", "The boat is late."),
        ("On Monday, May 4, 2020 at 9:12 AM Cay Dun wrote:", "> The boat is late."),
        ("The boat is late.", "", "End of forwarded message"),
        ("The tables.", "", "report.pdf  112K"),
    ],
)
def test_mail_that_holds_more_is_left_to_the_general_parser(lines: tuple[str, ...]) -> None:
    assert not _is_fast(_mail(*lines))


def test_a_text_without_a_native_header_is_left_to_the_other_ways() -> None:
    document = Document("text", _mail("The boat is late."), "0" * 64, "utf-8")
    assert parse_native(document, LEXICON) is None


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(_ODD_FIELDS), max_size=3),
    st.integers(0, len(_FIELDS)),
    st.lists(st.sampled_from(_WORDS), max_size=8),
)
def test_any_native_mail(odd: list[str], place: int, words: list[str]) -> None:
    fields = [*_FIELDS[:place], *odd, *_FIELDS[place:]]
    _is_fast("\n".join((*fields, "", *words)))
