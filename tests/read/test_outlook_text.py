"""8-bit text of Outlook items in code pages that are not or wrongly stated, and damaged RTF."""

from __future__ import annotations

import struct
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from compressed_rtf import compress

from mailrecon.read import read_bytes
from tests.read.make_msg import Prop, binary, msg, number, text, text8

# Words in the code page of their language.
WORDS = {
    "cp950": "請各位同事準時出席明天的會議。",
    "cp932": "明日の会議の資料を送ります。ご確認ください。",
    "gb18030": "请大家准时参加明天的会议，谢谢。",
    "cp949": "내일 회의 자료를 보내 드립니다. 확인 부탁드립니다.",
    "cp874": "กรุณาเข้าร่วมประชุมพรุ่งนี้ตรงเวลา",
    "cp1251": "Прошу всех прийти завтра вовремя.",
    "cp1253": "Παρακαλώ ελάτε αύριο στην ώρα σας.",
    "cp1255": "נא להגיע מחר בזמן.",
    "cp1256": "يرجى الحضور غدا في الوقت المحدد",
}


def converted(data: bytes) -> tuple[EmailMessage, list[str]]:
    """The message made of an item, and the notices but for that of its conversion."""
    (document,) = read_bytes(data, "a.msg")
    assert document.original is not None
    message = message_from_bytes(document.original, policy=policy.default)
    return message, [one.text for one in document.warnings if one.code != "converted"]


def item(words: str, codec: str, *more: Prop) -> bytes:
    return msg([text8(0x37, words.encode(codec)), text8(0x1000, words.encode(codec)), *more])


@pytest.mark.parametrize("codec", WORDS)
@pytest.mark.parametrize(
    "stated",
    [
        [],
        [number(0x3FDE, 65001)],
        [number(0x3FF1, 1033)],
        [number(0x3FFD, 1252)],
        [number(0x3FFD, 1252), number(0x3FDE, 28591)],
    ],
)
def test_a_code_page_that_is_not_stated_is_guessed_and_said(codec: str, stated: list[Prop]) -> None:
    message, notices = converted(item(WORDS[codec], codec, *stated))
    assert message["Subject"] == WORDS[codec]
    (notice,) = notices
    assert notice.startswith("the code page of its 8-bit text was guessed")


@pytest.mark.parametrize("stated", [[number(0x3FFD, 1252)], [number(0x3FF1, 1033)]])
@pytest.mark.parametrize("words", ["Grüße, die Prüfung – l’été naïve", "café", "Å", "5 °C ±2"])
def test_western_text_is_not_guessed(words: str, stated: list[Prop]) -> None:
    message, notices = converted(item(words, "cp1252", *stated))
    assert message["Subject"] == words
    assert not notices


@pytest.mark.parametrize(
    ("page", "codec", "words"),
    [
        (1254, "cp1254", "Toplantı tutanağı değişti"),
        (28599, "cp1254", "Toplantıya geç kalmayın, şimdi"),
        (1257, "cp1257", "Posėdžio protokolas, ačiū"),
        (1250, "cp1250", "Prosím přijďte zítra včas"),
        (28592, "iso-8859-2", "Prosím přijďte zítra včas"),
        (1258, "cp1258", "Biên băn hop ngày mai đúng giơ"),
        (28605, "iso-8859-15", "Die Größe beträgt 5 €"),
        (28606, "iso-8859-16", "Vă rog să veniți mâine"),
        (10000, "mac-roman", "Grüße und Größe"),
    ],
)
def test_letters_that_the_internet_form_cannot_have_are_of_another_code_page(
    page: int, codec: str, words: str
) -> None:
    stated = number(0x3FFD, 1252), number(0x3FDE, page)
    assert converted(item(words, codec, *stated))[0]["Subject"] == words
    # Western text with the signs of 1252 stays what it is.
    western = "Die „Größe“ – für Böden"
    assert converted(item(western, "cp1252", *stated))[0]["Subject"] == western


def test_western_letters_beside_a_page_in_another_alphabet_stay() -> None:
    stated = number(0x3FFD, 1252), number(0x3FDE, 1251)
    assert converted(item("Subject öäü Subject", "cp1252", *stated))[0]["Subject"] == (
        "Subject öäü Subject"
    )


@pytest.mark.parametrize(
    ("page", "codec", "words"),
    [
        (708, "iso-8859-6", "محضر الاجتماع"),
        (10001, "cp932", "明日の会議"),
        (10002, "cp950", "會議記錄"),
        (10003, "cp949", "회의록"),
        (10004, "mac-arabic", "محضر"),
        (10008, "gb18030", "会议纪要"),
        (10021, "cp874", "รายงาน"),
        (28604, "iso-8859-14", "Größe"),
        (50227, "gb18030", "会议纪要"),
    ],
)
def test_rare_code_pages_are_known(page: int, codec: str, words: str) -> None:
    message, notices = converted(item(words, codec, number(0x3FFD, page)))
    assert message["Subject"] == words
    assert not notices


def test_no_8_bit_text_is_utf_16() -> None:
    message, _ = converted(item("Größe", "cp1252", number(0x3FFD, 1200)))
    assert message["Subject"] == "Größe"


@pytest.mark.parametrize("charset", ["unicode", "windows-1251", "us-ascii", "utf-8", "x-none"])
@pytest.mark.parametrize("page", [65001, 1252, 28591, 1200, None])
def test_a_page_of_html_is_read_in_the_code_page_that_gives_words(
    charset: str, page: int | None
) -> None:
    words = "Привет всем друзьям, как дела"
    source = f'<html><head><meta content="text/html; charset={charset}"></head><p>{words}</p>'
    stated = [number(0x3FDE, page)] if page else []
    message, _ = converted(msg([binary(0x1013, source.encode("cp1251")), *stated]))
    assert words in message.get_content()


RTF = rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 A;}}\pard The crane sticks at dock seven.\par}"


def test_a_damaged_rtf_body_is_read_as_far_as_it_goes() -> None:
    packed = bytearray(compress(RTF))
    packed[12] ^= 0xFF
    message, notices = converted(msg([binary(0x1009, bytes(packed))]))
    assert message.get_content() == "The crane sticks at dock seven.\n"
    assert notices == [
        "the RTF body is damaged (its checksum is wrong); what is left of it was read"
    ]
    # Beside plain text it is left out.
    message, notices = converted(msg([text(0x1000, "Whole"), binary(0x1009, bytes(packed))]))
    assert message.get_content() == "Whole\n"
    assert notices == ["the RTF body is damaged and was left out (its checksum is wrong)"]


@pytest.mark.parametrize("is_compressed", [True, False])
def test_an_rtf_body_that_is_cut_off_says_so(is_compressed: bool) -> None:
    packed = compress(RTF, compressed=is_compressed)
    message, notices = converted(msg([binary(0x1009, packed[:-20])]))
    assert message.get_content().startswith("The crane")
    assert notices == ["the RTF body is damaged (it is cut off); what is left of it was read"]


def test_rtf_may_be_stored_as_it_is() -> None:
    message, notices = converted(msg([binary(0x1009, RTF)]))
    assert message.get_content() == "The crane sticks at dock seven.\n"
    assert not notices


def test_a_length_that_counts_the_header_of_rtf_is_no_damage() -> None:
    packed = struct.pack("<II4sI", len(RTF) + 12, len(RTF) + 12, b"MELA", 0) + RTF
    message, notices = converted(msg([binary(0x1009, packed)]))
    assert message.get_content() == "The crane sticks at dock seven.\n"
    assert not notices


def test_bytes_behind_an_rtf_body_do_no_harm() -> None:
    message, notices = converted(msg([binary(0x1009, compress(RTF) + bytes(3))]))
    assert message.get_content() == "The crane sticks at dock seven.\n"
    assert not notices
    no_rtf = binary(0x1009, struct.pack("<II4sI", 14, 2, b"MELA", 0) + b"no")
    assert "left out (it holds no RTF)" in converted(msg([text(0x37, "S"), no_rtf]))[1][0]
