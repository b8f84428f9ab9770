"""A document in many encodings gives the same text and the same messages."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailrecon import reconstruct
from mailrecon.errors import MailreconError, ReadError
from mailrecon.model import Document, Message
from mailrecon.read import ReadOptions, choose_reader
from mailrecon.read import read_bytes as read_all
from mailrecon.read import read_path as read_all_of


def read_bytes(data: bytes, name: str, *, encoding: str | None = None) -> Document:
    (document,) = read_all(data, name, ReadOptions(encoding=encoding))
    return document


def read_path(path: Path, *, encoding: str | None = None) -> Document:
    (document,) = read_all_of(path, ReadOptions(encoding=encoding))
    return document


ENGLISH = """\
The council has published the letters below.

From: Ada Moor <ada@north.example>
Sent: Tuesday, March 5, 2019 9:07 AM
To: Ben Ost <ben@south.example>
Subject: The harbour wall

Dear Ben,

the surveyors were here on Monday and measured the whole length of the wall. Three stones
near the lighthouse have come loose, and the water stands in the lower gallery.

Ada
"""
JAPANESE = """\
市は次の電子メールを公開しました。

差出人: 田中太郎 <tanaka@north.example>
送信日時: 2019年3月5日 9:07
宛先: 佐藤花子 <sato@south.example>
件名: 港の防波堤について

佐藤様

月曜日に測量の人たちが来て、防波堤の全長を測りました。灯台の近くの石が三つ緩んでいて、
下の通路には水がたまっています。冬が来る前に修理を始めなければならないと思います。
費用の見積もりは来週お送りします。よろしくお願いいたします。

田中
"""
CHINESE_SIMPLIFIED = """\
市政府公布了以下邮件。

发件人: 李明 <liming@north.example>
发送时间: 2019年3月5日 9:07
收件人: 王芳 <wangfang@south.example>
主题: 关于港口的防波堤

王芳你好：

测量人员星期一来过了，他们测量了整个防波堤的长度。灯塔附近有三块石头松动了，下面的通道里
有积水。我认为必须在冬天到来之前开始修理，否则明年的费用会更高。报价下个星期寄给你。

李明
"""
CHINESE_TRADITIONAL = """\
市政府公布了以下郵件。

寄件者: 李明 <liming@north.example>
寄件日期: 2019年3月5日 9:07
收件者: 王芳 <wangfang@south.example>
主旨: 關於港口的防波堤

王芳你好：

測量人員星期一來過了，他們測量了整個防波堤的長度。燈塔附近有三塊石頭鬆動了，下面的通道裡
有積水。我認為必須在冬天到來之前開始修理，否則明年的費用會更高。報價下個星期寄給你。

李明
"""
RUSSIAN = """\
Городской совет опубликовал следующие письма.

From: Анна Петрова <anna@north.example>
Date: Tue, 5 Mar 2019 09:07
To: Борис Иванов <boris@south.example>
Subject: Портовая стена

Борис, добрый день!

В понедельник приходили землемеры и измерили всю длину стены. Три камня возле маяка
расшатались, а в нижней галерее стоит вода. Я думаю, что ремонт нужно начать до зимы,
иначе в следующем году он обойдётся намного дороже. Смету пришлю на следующей неделе.

Анна
"""
GERMAN = """\
Die Stadt hat die folgenden Briefe veröffentlicht.

Von: Jörg Müller <joerg@north.example>
Gesendet: Dienstag, 5. März 2019 09:07
An: Käthe Weiß <kaethe@south.example>
Betreff: Die Hafenmauer – Prüfung

Liebe Käthe,

am Montag waren die Vermesser hier und haben die Länge der Mauer geprüft. Drei Steine nahe
dem Leuchtturm sind lose, und im unteren Gang steht „Wasser“. Ich glaube, dass wir vor dem
Winter anfangen müssen, sonst wird es nächstes Jahr für alle noch teurer (über 5 000 €).

Jörg
"""
TWINS = [
    ("utf-8", ENGLISH),
    ("utf-8", JAPANESE),
    ("utf-8", RUSSIAN),
    ("utf-8-sig", ENGLISH),
    ("utf-8-sig", JAPANESE),
    ("utf-16", JAPANESE),
    ("utf-16", GERMAN),
    ("utf-16-le", ENGLISH),
    ("utf-16-be", ENGLISH),
    ("utf-16-le", GERMAN),
    ("utf-16-be", GERMAN),
    ("utf-16-le", RUSSIAN),
    ("utf-16-be", RUSSIAN),
    ("utf-16-le", JAPANESE),
    ("utf-16-be", JAPANESE),
    ("utf-16-le", CHINESE_SIMPLIFIED),
    ("utf-16-be", CHINESE_SIMPLIFIED),
    ("utf-32", JAPANESE),
    ("shift_jis", JAPANESE),
    ("euc_jp", JAPANESE),
    ("iso2022_jp", JAPANESE),
    ("gb18030", CHINESE_SIMPLIFIED),
    ("big5", CHINESE_TRADITIONAL),
    ("cp1251", RUSSIAN),
    ("koi8_r", RUSSIAN),
    ("cp1252", GERMAN),
]
NAMED = {ENGLISH: "en", JAPANESE: "ja", RUSSIAN: "ru", GERMAN: "de"} | {
    CHINESE_SIMPLIFIED: "zh-Hans",
    CHINESE_TRADITIONAL: "zh-Hant",
}
each = pytest.mark.parametrize(
    ("encoding", "text"), TWINS, ids=[f"{name}-{NAMED[text]}" for name, text in TWINS]
)


def told(message: Message) -> tuple[object, ...]:
    """All that a message says, whatever file it came from."""
    return (
        message.message_id,
        message.originator,
        message.to,
        message.when,
        message.subject,
        message.body,
        message.fields,
        message.source.lines,
        message.source.body,
        message.warnings,
    )


@pytest.mark.parametrize("text", NAMED, ids=NAMED.values())
def test_the_utf_8_twins_hold_one_message(text: str) -> None:
    archive = reconstruct(text.encode())
    assert [message.body for message in archive.messages] == [text.split("\n\n", 2)[2].rstrip()]
    assert archive.warnings == ()


@each
def test_the_same_text_and_messages(encoding: str, text: str) -> None:
    twin = reconstruct(text.encode())
    archive = reconstruct(text.encode(encoding))
    assert archive.parsed[0].document.text == text
    assert archive.warnings == ()
    assert len(archive.messages) == 1
    assert [told(m) for m in archive.messages] == [told(m) for m in twin.messages]


@each
def test_the_encoding_can_be_named(encoding: str, text: str) -> None:
    document = read_bytes(text.encode(encoding), "x", encoding=encoding)
    assert document.text.removeprefix("\ufeff") == text
    assert document.warnings == ()


@each
def test_crlf_makes_no_difference_to_what_is_said(encoding: str, text: str) -> None:
    document = read_bytes(text.replace("\n", "\r\n").encode(encoding), "x")
    assert document.text == text.replace("\n", "\r\n")
    archive = reconstruct(text.replace("\n", "\r\n").encode(encoding))
    twin = reconstruct(text.encode())
    assert [m.body for m in archive.messages] == [m.body for m in twin.messages]
    assert [m.message_id for m in archive.messages] == [m.message_id for m in twin.messages]


@pytest.mark.parametrize(
    "declaration", ["charset=windows-1251", "Encoding: windows-1251", 'coding: "cp1251"']
)
def test_a_declared_encoding_is_believed(declaration: str) -> None:
    # Too short to guess from.
    text = f"{declaration}\nЩука\n"
    assert read_bytes(text.encode("cp1251"), "x").text == text


def test_a_declared_encoding_that_does_not_fit_is_not_believed() -> None:
    text = "charset=utf-8\n" + RUSSIAN
    assert read_bytes(text.encode("cp1251"), "x").text == text


def test_the_mark_is_no_part_of_the_text() -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        document = read_bytes(ENGLISH.encode(encoding), "x")
        assert document.text == ENGLISH
        assert read_bytes(ENGLISH.encode(encoding), "x", encoding=encoding).text == ENGLISH
    # A mark inside the text is a character of the text.
    inside = ENGLISH.replace("Dear", "\ufeffDear")
    assert read_bytes(inside.encode("utf-8-sig"), "x").text == inside


def test_broken_utf_8_stays_visible_and_is_warned_of() -> None:
    data = JAPANESE.encode().replace("灯台".encode(), b"\xff\xfe\x81")
    document = read_bytes(data, "x")
    assert document.text == JAPANESE.replace("灯台", "\\xff\\xfe\\x81")
    assert [warning.code for warning in document.warnings] == ["undecodable-bytes"]
    assert "3 bytes" in document.warnings[0].text
    place = data.index(b"\xff")
    assert f"byte {place})" in document.warnings[0].text
    archive = reconstruct(data)
    assert "\\xff\\xfe\\x81" in archive.messages[0].body
    assert "undecodable-bytes" in [warning.code for warning in archive.warnings]


def test_printed_escapes_are_not_counted_as_broken() -> None:
    text = JAPANESE.replace("灯台", r"\xab\xcd")
    document = read_bytes(text.encode(), "x")
    assert (document.text, document.warnings) == (text, ())
    broken = read_bytes(text.encode().replace("冬".encode(), b"\xff"), "x")
    assert broken.text == text.replace("冬", r"\xff")
    assert "1 byte" in broken.warnings[0].text


def test_a_cut_off_file_keeps_its_last_bytes() -> None:
    document = read_bytes(JAPANESE.rstrip().encode()[:-1], "x")
    assert document.text == JAPANESE.rstrip()[:-1] + r"\xe4\xb8"
    assert len(document.warnings) == 1
    odd = read_bytes(codecs.BOM_UTF16_LE + ENGLISH.encode("utf-16-le") + b"A", "x")
    assert odd.text == ENGLISH + r"\x41"
    assert len(odd.warnings) == 1


def test_bytes_that_do_not_fit_a_named_encoding_are_kept() -> None:
    document = read_bytes(b"From: \xe9\n", "x", encoding="ascii")
    assert document.text in ("From: \\xe9\n", "From: é\n")
    document = read_bytes(b"a\x81\n", "x", encoding="cp1252")
    assert document.text == "a\\x81\n"
    assert [warning.code for warning in document.warnings] == ["undecodable-bytes"]


@pytest.mark.parametrize(
    "name",
    ["klingon", "", "hex", "zlib", "base64", "rot13", "idna", "punycode", "undefined", "x\x00y"],
)
def test_an_encoding_that_is_none_is_a_read_error(name: str) -> None:
    with pytest.raises(ReadError):
        read_bytes(ENGLISH.encode() + b"\xff", "x", encoding=name)


@pytest.mark.parametrize(
    "name", ["idna", "punycode", "undefined", "hex", "rot13", "unicode_escape", "utf-7", "klingon"]
)
def test_a_strange_declared_encoding_does_no_harm(name: str) -> None:
    data = f"charset={name}\n".encode() + RUSSIAN.encode("cp1251")
    document = read_bytes(data, "x")
    assert document.text == f"charset={name}\n{RUSSIAN}"


def test_digest_and_name_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    data = JAPANESE.encode("euc_jp")
    path.write_bytes(data)
    document = read_path(path)
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert document.name == "letter.txt"


def test_unreadable_files_are_read_errors(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.txt", tmp_path / ("x" * 300)):
        with pytest.raises(ReadError):
            read_path(path)


def test_text_given_directly_is_taken_as_it_is() -> None:
    assert reconstruct("charset=utf-16\n" + JAPANESE).parsed[0].document.text.endswith(JAPANESE)
    assert len(reconstruct(JAPANESE).messages) == 1


@pytest.mark.parametrize("data", [b"", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1b$B"])
def test_hardly_any_bytes(data: bytes) -> None:
    assert reconstruct(data).messages == ()


@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    try:
        document = read_bytes(data, "x")
        reconstruct(data)
    except MailreconError:  # they begin like a format that is damaged, or needs more packages
        return
    document.text.encode("utf-8")


@given(
    st.binary(max_size=100),
    st.sampled_from(["utf-7", "utf-8", "utf-16", "cp932", "iso2022_jp", "unicode_escape", "ascii"]),
)
def test_any_bytes_are_read_in_any_named_encoding(data: bytes, encoding: str) -> None:
    try:
        document = read_bytes(data, "x", encoding=encoding)
    except MailreconError:
        return
    # What cannot be written as UTF-8 could not be written to any output.
    document.text.encode("utf-8")


def test_three_letters_typed_to_try_a_keyboard_do_not_change_the_code_page() -> None:
    from mailrecon.read.encoding import reads_as_words

    assert reads_as_words("Subject öäü Subject")
    # `проверка` in 1251, read as 1252
    assert not reads_as_words("ïðîâåðêà")


_NOISE = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(60))
_SMALL = [number * 7 % 200 for number in range(1_000)]
BINARY = {
    "counted bytes": bytes([0, 1, 2, 3, 255, 254, 0, 9]) * 200,
    "numbers of two bytes": b"".join(number.to_bytes(2, "little") for number in _SMALL),
    "the same, larger end first": b"".join(number.to_bytes(2, "big") for number in _SMALL),
    "names between numbers": b"".join(
        number.to_bytes(4, "little") + f"f{number}".encode("utf-16-le") for number in range(200)
    ),
    "noise behind a mark": b"\xff\xfe" + _NOISE,
    "noise behind the other": b"\xfe\xff" + _NOISE,
}


@pytest.mark.parametrize("kind", BINARY)
def test_numbers_are_no_text(kind: str) -> None:
    assert choose_reader(BINARY[kind], "model.bin").name == "unknown"


@pytest.mark.parametrize(
    "text", ["Hello Ben,\r\n", "Привет, Бен\n", "差出人: 高橋\n", "\uf0b7 a bullet 😀\n"]
)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_texts_with_a_mark_are_texts(text: str, encoding: str) -> None:
    assert choose_reader((text * 9).encode(encoding), "a.txt").name == "text"
