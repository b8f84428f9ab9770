"""Stores that libpff refuses: items are read from their nodes, other losses are reported.

The stores made here have no checksums, so libpff refuses each of them.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes

import pytest

pytest.importorskip("pypff", reason="libpff-python is not installed here")

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read import ReadOptions
from mailrecon.read.mail import pst
from tests.read.make_msg import Prop, binary, moment, number, text
from tests.read.make_pst import BLOCK, N, heap_of, store, table_of

ROOT, TOP, INBOX, LOCKS, CALENDAR, SENT = 0x122, 0x8022, 0x8042, 0x8062, 0x8082, 0x80A2
FORMS = ("ansi", "unicode", "4k")
BODY, FILE, INNER = 0x83BF, 0x8025, 0x200104
LONG = "The sluice at the north quay sticks again. " * 400


def folder(name: str, parent: int) -> N:
    return N([heap_of(text(0x3001, name))], parent=parent)


def listing(*numbers: int) -> N:
    """A folder's table of contents: a row for each item, by its number."""
    rows = [[number(0x67F2, one), text(0x0037, "S")] for one in numbers]
    return N([table_of(rows)[0] if rows else table_of([[number(0x67F2, 0)]])[0]])


def note(subject: str, *more: Prop, below: dict[int, N] | None = None, parent: int = INBOX) -> N:
    head = (text(0x001A, "IPM.Note"), text(0x0037, subject), text(0x1000, f"Of {subject}."))
    own = {p.tag for p in more}
    return N([heap_of(*(p for p in head if p.tag not in own), *more)], below or {}, parent)


def people(*rows: Sequence[Prop]) -> N:
    return N([table_of(rows)[0]])


def attached(data: bytes, *names: Prop) -> N:
    """A file; its bytes lie in its heap."""
    return N([heap_of(number(0x3705, 1), binary(0x3701, data), *names)])


def whole(**more: N) -> dict[int, N]:
    """A store: folders, a sent item, files by each of their names, an attached message, others."""
    ben = [text(0x3001, "Ben Ost"), text(0x39FE, "ben@quay.example"), number(0x0C15, 1)]
    cy = [text(0x3001, "Cy Dun"), text(0x39FE, "cy@quay.example"), number(0x0C15, 2)]
    sent = note(
        "Sent item",
        moment(0x0039, datetime(2015, 7, 2, 9, 30, tzinfo=UTC)),
        text(0x0C1A, "Ada Moor"),
        parent=SENT,
        below={0x692: people(ben, cy)},
    )
    files = {
        FILE: attached(b"x", text(0x3704, "GATE~1.PDF"), text(0x3707, "gate plan.pdf")),
        FILE + 0x20: attached(b"y", text(0x3704, "LOCK.TXT")),
        FILE + 0x40: attached(b"z", text(0x370E, "image/png")),
    }
    reference = Prop(0x3701, 0x000D, struct.pack("<II", INNER, 9))
    inner = N([heap_of(number(0x3705, 5), reference)], {INNER: note("Inner")})
    body = LONG.encode("utf-16-le")
    blocks = N([body[at : at + BLOCK] for at in range(0, len(body), BLOCK)])
    head = (text(0x001A, "IPM.Note"), text(0x0037, "Long"), text(0x1000, ""))
    long = N(
        [heap_of(*head, beyond={0x1000: BODY})],
        {BODY: blocks},
        LOCKS,
    )  # fmt: skip
    kinds = (
        "IPM.Appointment",
        "IPM.Microsoft.ScheduleData.FreeBusy",
        "IPM.Schedule.Meeting.Request",
    )
    items = {
        0x200084 + 0x20 * place: note(f"K{place}", text(0x001A, kind), parent=CALENDAR)
        for place, kind in enumerate(kinds)
    }
    return {
        0x21: N([heap_of(binary(0x35E0, bytes(20) + struct.pack("<I", TOP)))]),
        ROOT: folder("", ROOT),
        TOP: folder("Top of Personal Folders", ROOT),
        INBOX: folder("Inbox", TOP),
        LOCKS: folder("Locks", INBOX),
        SENT: folder("Sent Items", TOP),
        CALENDAR: folder("Calendar", TOP),
        INBOX + 0xC: listing(0x200024, 0x200044),
        SENT + 0xC: listing(0x200064),
        0x200024: note("Files", below=files),
        0x200044: note("Outer", below={FILE: inner}),
        0x200064: sent,
        0x200104: long,
        # Deleted: it is in the inbox, which does not list it any more.
        0x200124: note("Deleted"),
        **items,
        **{int(key[1:], 16): node for key, node in more.items()},
    }


def read(data: bytes, **options: bool) -> list[Document]:
    return list(pst.read(data, "a.pst", ReadOptions(**options)))


def said(documents: list[Document]) -> list[str]:
    return [notice.text for notice in documents[-1].warnings]


@pytest.mark.parametrize("coded", [False, True])
@pytest.mark.parametrize("form", FORMS)
def test_a_store_that_libpff_refuses_is_read_item_by_item(form: str, coded: bool) -> None:
    found = read(store(whole(), form, coded))
    mails = {one.name: message_from_bytes(one.original or b"") for one in found[:-1]}
    assert {name: mail["Subject"] for name, mail in mails.items()} == {
        "a.pst!Inbox/1": "Files",
        "a.pst!Inbox/2": "Outer",
        "a.pst!Inbox/2!2": "Inner",
        "a.pst!Sent Items/1": "Sent item",
        "a.pst!Calendar/3": "K2",
        "a.pst!Inbox/Locks/1": "Long",
    }
    assert {one.folder for one in found[:-1]} == {"Inbox", "Inbox/Locks", "Sent Items", "Calendar"}
    files = [part.get_filename() for part in mails["a.pst!Inbox/1"].walk() if part.get_filename()]
    assert files[:2] == ["gate plan.pdf", "LOCK.TXT"]
    assert [part.get_content_type() for part in mails["a.pst!Inbox/1"].walk()][-1] == "image/png"
    sent = mails["a.pst!Sent Items/1"]
    assert (sent["To"], sent["Cc"]) == ("Ben Ost <ben@quay.example>", "Cy Dun <cy@quay.example>")
    assert sent["Date"] == "Thu, 02 Jul 2015 09:30:00 +0000"
    assert next(one for one in found if one.name.endswith("Locks/1")).text.count("sluice") == 400
    notices = said(found)
    assert notices[1] == ("1 appointment, 1 free/busy item: not mail; --all-items takes them")
    assert notices[2].startswith("the store is damaged (")
    assert notices[3].startswith("1 item is in no folder (deleted, or of a lost folder)")
    (deleted,) = [
        one for one in read(store(whole(), form), recovered=True) if "recovered" in one.name
    ]
    assert "Of Deleted." in deleted.text


def test_a_damaged_item_is_named_and_costs_itself() -> None:
    found = read(store(whole(x200044=N([b"damaged"], parent=INBOX))))
    assert {"a.pst!Inbox/1", "a.pst!Sent Items/1"} <= {one.name for one in found}
    assert "an item is damaged and was left out: Inbox/2 (it holds no such heap)" in said(found)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("root", [0, 1])
def test_a_damaged_page_costs_what_is_on_it_alone(form: str, root: int) -> None:
    """The root of either tree is damaged: the leaves below are found by their marks."""
    data = bytearray(store(whole(), form, deep=True))
    place = {"ansi": (0xBC, 0xC4)}.get(form, (0xE0, 0xF0))[root]
    page = int.from_bytes(data[place : place + 4], "little")
    data[page : page + 400] = bytes(400)
    names = {one.name for one in read(bytes(data))}
    assert {"a.pst!Inbox/2!2", "a.pst!Inbox/Locks/1", "a.pst!Sent Items/1"} <= names


def test_a_file_that_is_cut_off_says_how_much_is_missing() -> None:
    data = store(whole())
    found = read(data[:-1] if data.endswith(b"\0") else data)
    assert "the file is cut off: 1 byte is missing at its end, and what was there" in said(found)


@pytest.mark.parametrize("data", [b"!BDN" + bytes(600), b"!BDN" + bytes(range(256)) * 40])
def test_a_store_without_any_item_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match="damaged and cannot be read as PST"):
        read(data)


def test_the_folders_of_an_ost_are_named_from_below_its_subtree() -> None:
    """It states no number of that folder: Exchange calls it so in every language."""
    found = read(store(whole(x21=N([heap_of()]), x8022=folder("IPM_SUBTREE", ROOT)), "4k"))
    assert "Inbox/Locks" in {one.folder for one in found}
