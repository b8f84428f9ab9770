"""Stores: a substitute for libpff with damage in each place; heaps of properties."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from types import SimpleNamespace as Plain
from typing import Any

import pytest

pypff = pytest.importorskip("pypff", reason="libpff-python is not installed here")

from mailrecon.model import Document  # noqa: E402
from mailrecon.read import ReadOptions  # noqa: E402
from mailrecon.read.mail import pst  # noqa: E402
from mailrecon.read.mail.outlook import heap, store  # noqa: E402
from mailrecon.read.mail.outlook.attached import names_in  # noqa: E402
from mailrecon.read.mail.outlook.message import convert  # noqa: E402
from mailrecon.read.mail.outlook.nodes import Nodes  # noqa: E402
from mailrecon.read.mail.outlook.properties import Tag  # noqa: E402
from tests.read.make_msg import Prop, binary, moment, number, text, text8  # noqa: E402
from tests.read.make_pst import BLOCK, N, heap_of, table_of  # noqa: E402
from tests.read.make_pst import store as store_of  # noqa: E402


def record_set(*properties: Prop) -> Plain:
    entries = [Plain(entry_type=p.tag, value_type=p.kind, data=p.value) for p in properties]
    return Plain(entries=entries)


def held(*rows: Plain, **more: Any) -> Plain:
    return Plain(number_of_record_sets=len(rows), get_record_set=lambda place: rows[place], **more)


def broken(*_: object) -> Any:
    raise OSError("libpff: unable to read descriptor")


def item(*properties: Prop, recipients: Any = None, files: tuple[Any, ...] = ()) -> Plain:
    return held(
        record_set(*properties),
        recipients=recipients,
        number_of_attachments=len(files),
        get_attachment=lambda place: files[place]() if callable(files[place]) else files[place],
    )


def file(data: bytes, *properties: Prop, size: int | None = None) -> Plain:
    left = [data]

    def piece(count: int) -> bytes:
        taken, left[0] = left[0][:count], left[0][count:]
        return taken

    return held(
        record_set(*properties), size=len(data) if size is None else size, seek_offset=lambda _: 0,
        read_buffer=piece, number_of_sub_items=0,
    )  # fmt: skip


MAIL = (text(0x001A, "IPM.Note"), text(0x0037, "Sluice"), text(0x1000, "It sticks."))


class Folder:
    """Stands in for libpff's; an item that is an exception is raised."""

    def __init__(self, name: str, *items: Any, identifier: int = 0) -> None:
        self.name, self.items, self.identifier = name, items, identifier
        self.number_of_sub_items = len(items)

    def get_sub_item(self, place: int) -> Any:
        found = self.items[place]
        if isinstance(found, Exception):
            raise found
        return found


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A way to have a store read whose root folder is the one given."""
    monkeypatch.setattr(store.pypff, "folder", Folder, raising=False)

    def read(
        root: Folder, orphans: tuple[Any, ...] = (), subtree: int | None = 32802, **more: bool
    ) -> list[Document]:
        number_ = b"" if subtree is None else bytes(20) + struct.pack("<I", subtree)
        stated = record_set(binary(0x35E0, number_))
        file_ = Plain(
            open_file_object=lambda _: None,
            get_root_folder=lambda: root,
            get_message_store=lambda: held(stated),
            number_of_orphan_items=len(orphans),
            get_orphan_item=lambda place: orphans[place],
        )
        monkeypatch.setattr(pst, "pypff", Plain(file=lambda: file_))
        return list(pst.read(b"!BDN", "a.pst", ReadOptions(**more)))  # type: ignore[arg-type]

    return read


def codes(document: Document) -> list[str]:
    return [notice.code for notice in document.warnings]


def test_a_damaged_item_costs_itself(opened: Any) -> None:
    inbox = Folder("Inbox", item(*MAIL), OSError("bad block"), item(*MAIL))
    root = Folder("", Folder("Top", inbox, Folder("A/B", item(*MAIL)), identifier=32802))
    *mails, last = opened(root)
    assert [mail.name for mail in mails] == ["a.pst!Inbox/1", "a.pst!Inbox/3", "a.pst!A∕B/1"]
    assert [mail.folder for mail in mails] == ["Inbox", "Inbox", "A∕B"]
    assert codes(last) == ["converted", "damaged-item"]
    assert "Inbox/2 (bad block)" in last.warnings[1].text


def test_free_busy_items_and_appointments_cost_nothing(opened: Any) -> None:
    others = (
        held(record_set(text(0x001A, "IPM.Microsoft.ScheduleData.FreeBusy"))),
        item(text(0x001A, "IPM.Appointment")),
        item(text(0x001A, "IPM.Appointment")),
    )
    *mails, last = opened(Folder("", *others, item(*MAIL)))
    assert len(mails) == 1
    assert last.warnings[1].text.startswith("1 free/busy item, 2 appointments: not mail")
    assert len(opened(Folder("", *others, item(*MAIL)), all_items=True)) == 5


def test_orphans_are_counted_and_read_on_request(opened: Any) -> None:
    root = Folder("", item(*MAIL))
    assert "1 item is in no folder" in opened(root, (item(*MAIL),))[-1].warnings[1].text
    found = opened(root, (item(*MAIL),), recovered=True)
    assert [document.name for document in found] == ["a.pst!1", "a.pst!recovered/1", "a.pst"]


def test_recipients_and_names_of_files_are_kept() -> None:
    rows = held(
        record_set(text(0x3001, "Ben"), text(0x39FE, "ben@n.example"), number(0x0C15, 1)),
        record_set(text8(0x3001, b"Cy"), number(0x0C15, 2)),
    )
    files = (
        file(b"x" * 3_000_000, text(0x3707, "long name.bin"), text(0x3704, "LONG.BIN")),
        broken,
        file(b"short", text(0x3707, "cut.bin"), size=99),
    )
    built = store.item_of(item(*MAIL, recipients=rows, files=files))
    converted = convert(built)
    message = message_from_bytes(converted.data)
    assert (message["To"], message["Cc"]) == ("Ben <ben@n.example>", "Cy")
    names = [part.get_filename() for part in message.walk() if part.get_filename()]
    assert names == ["long name.bin"]
    notices = " ".join(notice.text for notice in converted.notices)
    assert "attachment 2 is damaged" in notices
    assert "'cut.bin' is damaged" in notices


def test_an_attached_message_is_read_from_its_heap() -> None:
    inside = heap_of(*MAIL, text(0x0E04, "Ben; Cy"), number(0x0017, 2))
    attached = file(inside, number(0x3705, 5), text(0x3001, "Inner"))
    converted = convert(store.item_of(item(*MAIL, files=(attached,))))
    inner = list(message_from_bytes(converted.data).walk())[2]
    assert inner.get_content_type() == "message/rfc822"
    (message,) = inner.get_payload()
    assert (message["To"], message["Subject"], message["Importance"]) == (
        "Ben, Cy",
        "Sluice",
        "high",
    )
    assert "are not reached" in converted.notices[0].text


@pytest.mark.parametrize("cut", range(0, 120, 7))
def test_a_damaged_heap_costs_the_attached_message(cut: int) -> None:
    whole = heap_of(*MAIL)
    data = whole[: min(cut, len(whole) - 1)]
    assert not heap.is_heap(data) or cut > 12
    attached = file(data, number(0x3705, 5), text(0x3001, "Inner"))
    converted = convert(store.item_of(item(*MAIL, files=(attached,))))
    assert "It sticks." in converted.data.decode()
    assert any("damaged" in notice.text for notice in converted.notices)


LONG = "The sluice at the north quay sticks again. " * 900
MESSAGE, FILE, INNER, BODY, ROWS = 0x200024, 0x8025, 0x200104, 0x83BF, 0x3F


def attached(levels: int, *, long_table: bool = False) -> N:
    """A message with a body of 70 kB, three people, a file, messages in one another."""
    people = [
        [text(0x3001, "Ben"), text(0x39FE, "ben@quay.example"), number(0x0C15, 1)],
        [text(0x3001, "Cy"), text(0x39FE, "cy@quay.example"), number(0x0C15, 2)],
        [text(0x3001, "Dot"), number(0x0C15, 3)],
    ]
    heap_bytes, rows = table_of(people, ROWS if long_table else 0)
    table = N([heap_bytes], {ROWS: N([rows])} if long_table else {})
    body = LONG.encode("utf-16-le")
    blocks = [body[at : at + BLOCK] for at in range(0, len(body), BLOCK)]
    data = b"%PDF-" + bytes(range(256)) * 90
    pieces = [data[at : at + BLOCK] for at in range(0, len(data), BLOCK)]
    pdf = N(
        [
            heap_of(
                number(0x3705, 1),
                text(0x3707, "gate.pdf"),
                binary(0x3701, b""),
                beyond={0x3701: BODY},
            )
        ],
        {BODY: N(pieces)},
    )
    below = {0x692: table, FILE: pdf, BODY: N(blocks)}
    if levels:
        below[FILE + 0x20] = holder(attached(levels - 1, long_table=long_table))
    head = (text(0x001A, "IPM.Note"), text(0x0037, f"Sluice {levels}"), text(0x1000, ""))
    return N([heap_of(*head, beyond={0x1000: BODY})], below)


def holder(inner: N) -> N:
    """The attachment that holds a message: a reference to the node below it."""
    reference = Prop(0x3701, 0x000D, struct.pack("<II", INNER, 9999))
    return N([heap_of(number(0x3705, 5), text(0x3001, "Inner"), reference)], {INNER: inner})


def converted_with(data: bytes) -> Any:
    """The mail that libpff finds, whose only attachment it gives nothing of."""
    stub = file(b"", number(0x3705, 5), text(0x3001, "Inner"))
    stub.identifier = FILE
    mail = item(*MAIL, files=(stub,))
    mail.identifier = MESSAGE
    return convert(store.item_of(mail, Nodes(data)))


@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize("coded", [False, True])
@pytest.mark.parametrize("form", ["ansi", "unicode", "4k"])
def test_attached_messages_are_whole_at_any_depth(form: str, coded: bool, deep: bool) -> None:
    depth = 3
    node = N([b""], {FILE: holder(attached(depth - 1, long_table=deep))})
    found = converted_with(store_of({MESSAGE: node}, form, coded, deep))
    assert not found.notices
    mails = [
        part.get_payload()[0]
        for part in message_from_bytes(found.data).walk()
        if part.get_content_type() == "message/rfc822"
    ]
    assert len(mails) == depth
    for level, mail in enumerate(reversed(mails)):
        assert isinstance(mail, Message)
        assert mail["Subject"] == f"Sluice {level}"
        people = (mail["To"], mail["Cc"], mail["Bcc"])
        assert people == ("Ben <ben@quay.example>", "Cy <cy@quay.example>", "Dot")
        parts = [part for part in mail.walk() if part.get_content_type() == "text/plain"]
        text_ = parts[0].get_payload(decode=True).decode()
        assert text_.split() == LONG.split()
        names = [part.get_filename() for part in mail.walk() if part.get_filename()]
        assert names[0] == "gate.pdf"


@pytest.mark.parametrize("place", range(0, 180_000, 5471))
def test_a_damaged_node_never_costs_the_message_around_it(place: int) -> None:
    node = N([b""], {FILE: holder(attached(0))})
    data = bytearray(store_of({MESSAGE: node}))
    place = 0x400 + place % (len(data) - 0x400)
    data[place : place + 40] = b"\xff" * min(40, len(data) - place)
    assert b"It sticks." in converted_with(bytes(data)).data


def test_blocks_that_name_one_another_end() -> None:
    node = N([b"x" * 100], {FILE: holder(attached(0))})
    data = bytearray(store_of({MESSAGE: node}, coded=False, deep=True))
    # Each list of blocks names itself: its first entry becomes its own number.
    nodes = Nodes(bytes(data))
    for block in range(6, 120, 4):
        try:
            place = nodes._in(nodes._find(nodes._roots[1], block, 24), 8)
        except ValueError:
            continue
        if data[place] == 1:
            struct.pack_into("<Q", data, place + 8, block)
    assert b"It sticks." in converted_with(bytes(data)).data


@pytest.mark.parametrize("data", [b"", b"!BDN", b"!BDN" + bytes(600)[:500], b"x" * 600])
def test_what_is_no_store_is_none(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a store"):
        Nodes(data)


def test_a_store_encrypted_in_another_way_is_left_to_libpff() -> None:
    data = bytearray(store_of({MESSAGE: N([b"x"])}))
    data[0x201] = 2
    with pytest.raises(ValueError, match="encrypted"):
        Nodes(bytes(data))


def test_a_sent_item_has_recipients_its_time_in_utc_and_its_marks(opened: Any) -> None:
    """It was never received: no transport header says whom it went to, or in which zone."""
    rows = held(record_set(text(0x3001, "Ben"), text(0x39FE, "ben@n.example"), number(0x0C15, 1)))
    when = moment(0x0039, datetime(2015, 7, 2, 9, 30, tzinfo=UTC))
    sent = item(*MAIL, when, number(0x0E07, 1), number(0x1081, 104), recipients=rows)
    mail, _ = opened(Folder("", Folder("Sent", sent)))
    message = message_from_bytes(mail.original)
    assert message["To"] == "Ben <ben@n.example>"
    assert message["Date"] == "Thu, 02 Jul 2015 09:30:00 +0000"
    assert (mail.folder, mail.flags) == ("Sent", "PS")


@pytest.mark.parametrize("kind", ["Meeting.Request", "Meeting.Canceled", "Meeting.Resp.Pos"])
def test_invitations_are_mail_and_the_calendar_is_not(kind: str, opened: Any) -> None:
    invitation = item(text(0x001A, f"IPM.Schedule.{kind}"), *MAIL[1:])
    appointment = item(text(0x001A, "IPM.Appointment"), *MAIL[1:])
    found = opened(Folder("", Folder("Calendar", appointment, invitation)))
    assert [document.name for document in found] == ["a.pst!Calendar/2", "a.pst"]


@pytest.mark.parametrize(
    ("properties", "name", "kind"),
    [
        ((text(0x3704, "QUAY~1.TXT"),), "QUAY~1.TXT", "text/plain"),
        ((text(0x3704, "Q~1.BIN"), text(0x3707, "quay.bin")), "quay.bin", None),
        ((text(0x370E, "image/png"), text(0x3707, "quay")), "quay", "image/png"),
    ],
)
def test_a_file_has_the_best_name_that_is_kept(
    properties: tuple[Prop, ...], name: str, kind: str | None
) -> None:
    built = store.item_of(item(*MAIL, files=(file(b"abc", *properties),)))
    message = message_from_bytes(convert(built).data)
    (part,) = [part for part in message.walk() if part.get_filename()]
    assert part.get_filename() == name
    assert kind is None or part.get_content_type() == kind
    assert part.get_payload(decode=True) == b"abc"


def test_categories_are_found_by_the_names_of_the_store() -> None:
    names, entries = b"", b""
    for place, name in enumerate(("Other", "Keywords")):
        coded = name.encode("utf-16-le")
        entries += struct.pack("<IHH", len(names), 2 << 1 | 1, place)
        names += struct.pack("<I", len(coded)) + coded
    table = heap_of(binary(0x0002, b""), binary(0x0003, entries), binary(0x0004, names))
    found = names_in(Nodes(store_of({0x61: N([table])})))
    assert found == {0x8001: Tag.CATEGORIES}
    texts = ["Blue".encode("utf-16-le"), "Lock, north".encode("utf-16-le")]
    places = struct.pack("<3I", 2, 12, 12 + len(texts[0]))
    categories = Prop(0x8001, 0x101F, places + b"".join(texts))
    built = store.item_of(item(*MAIL, categories), None, found)
    assert built.properties.texts(Tag.CATEGORIES) == ["Blue", "Lock, north"]
    for damaged in (b"", b"\x05\0\0\0", b"\xff" * 12):
        built = store.item_of(item(*MAIL, Prop(0x8001, 0x101F, damaged)), None, found)
        assert message_from_bytes(convert(built).data)["Keywords"] is None


def test_a_store_without_names_has_none() -> None:
    assert names_in(Nodes(store_of({0x62: N([heap_of(number(3, 1))])}))) == {}
    assert names_in(Nodes(store_of({0x61: N([b"damaged"])}))) == {}


def test_an_ost_without_a_stated_subtree_has_its_folders(opened: Any) -> None:
    inbox = Folder("Inbox", item(*MAIL))
    views = Folder("Common Views", item(*MAIL))
    root = Folder("", Folder("Root - Mailbox", views, Folder("IPM_SUBTREE", inbox)))
    found = opened(root, subtree=None)
    assert [one.folder for one in found[:-1]] == ["Root - Mailbox/Common Views", "Inbox"]
