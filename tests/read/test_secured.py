"""Signed and encrypted mail: an opaque signature is opened, encrypted parts are named."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable

import pytest

pytest.importorskip("olefile", reason="the extra `msg` is not installed here")

from mailrecon.api import reconstruct
from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read import ReadOptions, read_bytes
from mailrecon.read.mail import eml, mime_parts, secured
from tests.read.make_msg import binary, inner, msg, number, storage, text

SIGNED, ENVELOPED = "2a864886f70d010702", "2a864886f70d010703"
COMPRESSED, DATA = "2a864886f70d0109100109", "2a864886f70d010701"
ENTITY = (
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nThe sluice sticks.\r\n\r\n"
    b"On 1 March 2015 09:00, Ben Ost <ben@n.example> wrote:\r\n> Does it stick?\r\n"
)
HEAD = (
    "From: Ada Moor <ada@n.example>\nTo: Ben Ost <ben@n.example>\n"
    "Date: Mon, 2 Mar 2015 10:00:00 +0000\nSubject: Sluice\nMessage-ID: <s@n.example>\n"
    "MIME-Version: 1.0\n"
)


def der(tag: int, *pieces: bytes) -> bytes:
    content = b"".join(pieces)
    size = len(content)
    if size < 128:
        return bytes((tag, size)) + content
    return bytes((tag, 0x82, size >> 8, size & 255)) + content


def ber(tag: int, *pieces: bytes) -> bytes:
    """An element of the indefinite form."""
    return bytes((tag, 0x80)) + b"".join(pieces) + b"\0\0"


Form = Callable[..., bytes]


def cms(kind: str, content: bytes | None, form: Form = der, octets: bytes | None = None) -> bytes:
    held = octets or (der(4, content) if content is not None else None)
    explicit = (form(0xA0, held),) if held is not None else ()
    within = form(0x30, der(6, bytes.fromhex(DATA)), *explicit)
    data = form(0x30, der(2, b"\1"), der(0x31), within, der(0x31))
    return form(0x30, der(6, bytes.fromhex(kind)), form(0xA0, data))


def smime(data: bytes, kind: str = "application/pkcs7-mime") -> bytes:
    stated = f'Content-Type: {kind}; name="smime.p7m"\nContent-Transfer-Encoding: base64\n\n'
    return f"{HEAD}{stated}".encode() + base64.encodebytes(data)


def read(data: bytes, name: str = "a.eml", **options: bool) -> list[Document]:
    return list(read_bytes(data, name, ReadOptions(**options)))


DIVIDED = b"\x24\x80" + der(4, ENTITY[:40]) + der(4, ENTITY[40:]) + b"\0\0"
TWICE = smime(cms(SIGNED, ENTITY)).partition(b"MIME-Version: 1.0\n")[2]


@pytest.mark.parametrize(
    "data",
    [
        cms(SIGNED, ENTITY),
        cms(SIGNED, ENTITY, ber),
        cms(SIGNED, None, ber, DIVIDED),
        cms(COMPRESSED, zlib.compress(ENTITY)),
        cms(SIGNED, TWICE),
    ],
    ids=["DER", "BER", "divided", "compressed", "twice"],
)
def test_an_opaque_signature_is_opened(data: bytes) -> None:
    for kind in ("application/pkcs7-mime; smime-type=signed-data", "application/x-pkcs7-mime"):
        (document,) = read(smime(data, kind))
        assert "The sluice sticks." in document.text
        assert document.warnings == ()
        bodies = sorted(one.body.strip() for one in reconstruct(smime(data, kind), name="a.eml"))
        assert bodies[0] == "Does it stick?"
        assert bodies[1].startswith("The sluice sticks.")
    note = [text(0x001A, "IPM.Note.SMIME"), text(0x0037, "Sluice")]
    (document,) = read(msg(note, (), [[text(0x3707, "smime.p7m"), binary(0x3701, data)]]), "a.msg")
    assert "The sluice sticks." in document.text


@pytest.mark.parametrize(
    "data", [cms(ENVELOPED, b"secret"), cms(ENVELOPED, b"secret", ber)], ids=["DER", "BER"]
)
def test_encrypted_mail_is_named(data: bytes) -> None:
    (document,) = read(smime(data))
    (notice,) = document.warnings
    assert notice.code == "unread-part"
    assert notice.text == "part 1 is encrypted (S/MIME); it is kept, not read"


ARMOUR = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n=abcd\n-----END PGP MESSAGE-----\n"
PGP = (
    f'{HEAD}Content-Type: multipart/encrypted; boundary=b; protocol="application/pgp-encrypted"\n\n'
    "--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"
    f"--b\nContent-Type: application/octet-stream; name=encrypted.asc\n\n{ARMOUR}--b--\n"
)


@pytest.mark.parametrize("data", [PGP, f"{HEAD}Content-Type: text/plain\n\n{ARMOUR}"])
def test_mail_encrypted_by_openpgp_is_named(data: str) -> None:
    (document,) = read(data.encode())
    assert [notice.code for notice in document.warnings] == ["unread-part"]
    assert "is encrypted (OpenPGP)" in document.warnings[0].text


@pytest.mark.parametrize("data", [b"", b"\x30", b"\x30\x80" * 90, b"\x30\x84\xff\xff\xff\xff\x06"])
def test_what_is_no_cms_costs_nothing(data: bytes) -> None:
    (document,) = read(smime(data))
    assert document.text.startswith("From: Ada Moor")


def test_attached_contacts_and_appointments_are_named_and_no_messages() -> None:
    note = [text(0x001A, "IPM.Note"), text(0x0037, "Sluice"), text(0x1000, "It sticks.")]
    contact = storage([text(0x001A, "IPM.Contact"), text(0x0037, "Dee Eel")])
    attached = [[text(0x3001, "Dee Eel"), number(0x3705, 5), inner(contact)]]
    within = storage([*note, text(0x1035, "<w@n.example>")], (), attached)
    for data in (msg(note, (), attached), msg(note, (), [[number(0x3705, 5), inner(within)]])):
        documents = read(data, "a.msg")
        assert not any("Dee Eel" in document.text for document in documents)
        notices = [one.text for document in documents for one in document.warnings]
        assert "attached, not mail: 1 contact (Dee Eel); --all-items takes them" in notices
        taken = read(data, "a.msg", all_items=True)
        assert len(taken) == len(documents) + 1


@pytest.mark.parametrize(
    ("kinds", "to", "cc"),
    [
        ((0, 1, 2), "one@n.example", "two@n.example"),
        ((0, 0, None), "zero@n.example, one@n.example, two@n.example", None),
        ((0x10000001, 0, 0x80000002 & 0x7FFFFFFF), "zero@n.example", "two@n.example"),
    ],
)
def test_the_originator_among_the_recipients_is_none(
    kinds: tuple[int | None, ...], to: str, cc: str | None
) -> None:
    people = ("zero", "one", "two")
    rows = [
        [text(0x3002, "SMTP"), text(0x3003, f"{name}@n.example")]
        + ([] if kind is None else [number(0x0C15, kind)])
        for kind, name in zip(kinds, people, strict=True)
    ]
    # Where it is not among them, its row is damaged (tests/read/test_damaged_msg.py).
    name = people[kinds.index(0)]
    own = [text(0x0C1E, "SMTP"), text(0x0C1F, f"{name}@n.example")]
    (document,) = read(msg([text(0x001A, "IPM.Note"), text(0x0037, "S"), *own], rows), "a.msg")
    assert f"To: {to}\n" in document.text
    assert cc is None or f"Cc: {cc}\n" in document.text


PACKED = zlib.compress(ENTITY + b"It sticks at the hinge. " * 400)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (PACKED, "part 1 (S/MIME) was read up to 0 MiB; the rest was left out"),
        (PACKED[:-20], "part 1 (S/MIME) is cut off; the rest of it is missing"),
        (b"not zlib at all", "part 1 (S/MIME) is kept, not read: it is damaged"),
    ],
    ids=["too large", "cut off", "damaged"],
)
def test_what_of_a_compressed_part_is_not_read_is_reported(
    content: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "0 MiB" in said:
        monkeypatch.setattr(secured, "_MOST_UNPACKED", 400)
    (document,) = read(smime(cms(COMPRESSED, content)))
    assert [notice.text for notice in document.warnings] == [said]
    assert ("The sluice sticks." in document.text) == ("kept" not in said)


def test_a_signature_that_cannot_be_opened_is_named() -> None:
    (document,) = read(smime(cms(SIGNED, ENTITY)[:-40]))
    assert [one.text for one in document.warnings] == [
        "part 1 (S/MIME) is kept, not read: it is damaged"
    ]
    inside = ENTITY
    for _ in range(11):
        inside = smime(cms(SIGNED, inside)).partition(b"MIME-Version: 1.0\n")[2]
    (document,) = read(HEAD.encode() + inside)
    assert [one.text.partition(": ")[2] for one in document.warnings] == [
        "it lies within too many signatures"
    ]
    # A list of certificates, and a signed file that is no mail, have no text to miss.
    assert read(smime(cms(SIGNED, None)))[0].warnings == ()
    assert read(smime(cms(SIGNED, b"%PDF-1.7")))[0].warnings == ()


def test_parts_and_messages_beyond_a_limit_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mime_parts, "MOST_PARTS", 3)
    monkeypatch.setattr(eml, "MOST_PARTS", 3)
    monkeypatch.setattr(eml, "_MOST_NESTED", 2)
    many = "--b\nContent-Type: text/plain\n\nOne.\n" * 5 + "--b--\n"
    (document,) = read(f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n{many}".encode())
    assert [one.text for one in document.warnings] == [
        "it has more than 3 parts; those behind are kept, not read"
    ]
    inside = f"{HEAD}\nThe innermost.\n"
    for _ in range(5):
        inside = f"{HEAD}Content-Type: message/rfc822\n\n{inside}"
    found = read(inside.encode())
    assert [one.text for document in found for one in document.warnings] == [
        "messages are attached in one another 3 deep; those below are not read"
    ]


def test_an_attached_outlook_file_that_is_damaged_is_named() -> None:
    whole = msg([text(0x001A, "IPM.Note"), text(0x0037, "Sluice")])
    coded = base64.encodebytes(whole[:700]).decode()
    parts = (
        "--b\nContent-Type: text/plain\n\nSee the file.\n--b\n"
        'Content-Type: application/vnd.ms-outlook; name="gate.msg"\n'
        f"Content-Transfer-Encoding: base64\n\n{coded}--b--\n"
    )
    mail, file = read(f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n{parts}".encode())
    assert "See the file." in mail.text
    assert (file.name, file.attached_to) == ("a.eml!2", "<s@n.example>")
    assert [(one.code, one.text.partition(": ")[0]) for one in file.warnings] == [
        ("unread-part", "the attached file is not read")
    ]


PRINTED = (
    b"From: Ada Moor <ada@n.example>\nDate: 1 March 2015 09:00\nSubject: Sluice\n\nIt sticks.\n"
)


@pytest.mark.parametrize("form", [der, ber])
@pytest.mark.parametrize("packed", [bytes, base64.encodebytes], ids=["bytes", "base64"])
def test_a_signed_file_is_read_as_what_it_signs(
    form: Form, packed: Callable[[bytes], bytes]
) -> None:
    (entity,) = read(packed(cms(SIGNED, ENTITY, form)), "smime.p7m")
    assert (entity.kind, entity.original) == ("signed", None)
    assert entity.text.strip().startswith("The sluice sticks.")
    # The mail that it quotes has a header of its own.
    (quoted,) = reconstruct(packed(cms(SIGNED, ENTITY, form)), name="smime.p7m")
    assert quoted.body.strip() == "Does it stick?"
    whole = f"{HEAD}Content-Type: text/plain\n\nIt sticks.\n".encode()
    (mail,) = read(packed(cms(SIGNED, whole, form)), "smime.p7m")
    assert (mail.kind, mail.original) == ("eml", whole)
    (file,) = read(packed(cms(SIGNED, PRINTED, form)), "letter.txt.p7m")
    assert (file.name, file.kind) == ("letter.txt.p7m!letter.txt", "text")
    (cut,) = read(packed(cms(COMPRESSED, PACKED[:-20], form)), "smime.p7m")
    assert "The sluice sticks." in cut.text
    assert [notice.code for notice in cut.warnings] == ["damaged-part"]


@pytest.mark.parametrize(
    "data", [cms(ENVELOPED, b"secret"), cms(SIGNED, None), cms(SIGNED, ENTITY)[:-40]]
)
def test_what_of_smime_has_nothing_to_read_is_named(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"smime.p7m: .*S/MIME.*, not read"):
        read(data, "smime.p7m")
