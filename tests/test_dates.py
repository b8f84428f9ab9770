"""Printed dates in many languages: ambiguous ones have a warning, unreadable ones stay unread."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailrecon import reconstruct, reconstruct_text
from mailrecon.lexicon import load
from mailrecon.model import DateOrder, Message, Precision
from mailrecon.resolve.dates import DateReading, eras, read_date
from mailrecon.resolve.dates.calendar_words import MonthWords
from mailrecon.resolve.dates.language import language_by_month
from mailrecon.writers.provenance.jsonl import iso_date
from tests.conftest import date_of


def read(printed: str, language: str | None = "en", order: str | None = None) -> DateReading:
    return read_date(printed, language, load(), order)


MORNING = ("2019-03-05T09:07:00", None, "minute")
EVENING = ("2019-03-05T21:07:00", None, "minute")
SECONDS = ("2019-03-05T09:07:08", None, "second")


@pytest.mark.parametrize(
    ("language", "printed", "wanted"),
    [
        ("en", "Tuesday, March 5, 2019 9:07 AM", MORNING),
        ("en", "Tuesday, March 5, 2019 9:07:08 AM", SECONDS),
        ("en", "Tuesday, 5 March 2019 at 9:07 PM", EVENING),
        ("en", "Tue, Mar 5, 2019 at 9:07\u202fPM", EVENING),
        ("en", "Mar 5, 2019, at 9:07 p.m.", EVENING),
        ("en", "5-Mar-19 9:07", MORNING),
        ("en", "March 5th, 2019 09:07", MORNING),
        ("en", "9:07 AM Tuesday, March 5, 2019", MORNING),
        ("en", "2019-03-05 09:07", MORNING),
        ("en", "2019-03-05T09:07:08", SECONDS),
        ("en", "2019/3/5 9:07:08", SECONDS),
        ("en", "Tuesday,\nMarch 5, 2019\n9:07 AM", MORNING),
        ("en", "March 5, 2019", ("2019-03-05T00:00:00", None, "day")),
        ("en", "12:00 AM March 5, 2019", ("2019-03-05T00:00:00", None, "minute")),
        ("en", "March 5, 2019 12:30 PM", ("2019-03-05T12:30:00", None, "minute")),
        ("en", "March 5, 2019 12:30 AM", ("2019-03-05T00:30:00", None, "minute")),
        ("en", "2019-03-05 24:00", ("2019-03-06T00:00:00", None, "minute")),
        ("en", "5 March 2019 2400", ("2019-03-06T00:00:00", None, "minute")),
        ("en", "05MAR2019 0907L", MORNING),
        ("de", "Dienstag, 5. März 2019 09:07", MORNING),
        ("de", "Di., 5. März 2019 um 09:07 Uhr", MORNING),
        ("de", "05.03.2019 09:07", MORNING),
        ("de", "5. Mrz. 2019 um 21:07", EVENING),
        ("de", "5. Jänner 2019 09:07", ("2019-01-05T09:07:00", None, "minute")),
        ("fr", "mardi 5 mars 2019 à 09:07", MORNING),
        ("fr", "mardi 5 mars 2019 21h07", EVENING),
        ("fr", "1er février 2019 à 21:07", ("2019-02-01T21:07:00", None, "minute")),
        ("fr", "05/03/2019 09:07", MORNING),
        ("es", "martes, 5 de marzo de 2019 9:07 p. m.", EVENING),
        ("es", "martes, 5 de marzo de 2019 9:07", MORNING),
        ("pt", "terça-feira, 5 de março de 2019 09:07", MORNING),
        ("it", "martedì 5 marzo 2019 09:07", MORNING),
        ("he", "יום שלישי, 5 במרץ 2019 21:07", EVENING),
        ("he", "יום ג׳, 5 במרץ 2019 ב-21:07", EVENING),
        ("ar", "الثلاثاء، 5 مارس 2019 9:07 م", EVENING),
        ("ar", "٥ مارس ٢٠١٩ ٩:٠٧ ص", MORNING),
        ("fa", "۵ مارس ۲۰۱۹ ساعت ۹:۰۷", MORNING),
        ("ur", "5 مارچ 2019 21:07", EVENING),
        ("th", "5 มีนาคม 2562 21:07", EVENING),
        ("vi", "Thứ Ba, 5 tháng 3, 2019 9:07 CH", EVENING),
        ("vi", "9:07 SA, Thứ Ba, 5 tháng 3, 2019", MORNING),
        ("id", "Selasa, 5 Maret 2019 09.07", MORNING),
        ("ms", "Selasa, 5 Mac 2019 9:07 PTG", EVENING),
        ("fil", "Martes, Marso 5, 2019 9:07 PM", EVENING),
        ("sw", "Jumanne, 5 Machi 2019 21:07", EVENING),
        ("ko", "2019년 3월 5일 화요일 오후 9:07", EVENING),
        ("ko", "2019년 3월 5일 (화) 오전 9시 7분", MORNING),
        ("ko", "2019. 3. 5. 오후 9:07", EVENING),
        ("ja", "2019年3月5日(火) 21:07", EVENING),
        ("ja", "2019 年 3 月 5 日 (火) 午後 9 時 07 分", EVENING),
        ("ja", "2019 年 3 月 5 日火曜日午前 9 時 7 分 8 秒", SECONDS),
        ("ja", "2019/03/05 (火) 9:07", MORNING),
        ("ja", "２０１９年３月５日　９：０７", MORNING),
        ("ja", "2019年3月5日(火) 午後0時7分", ("2019-03-05T12:07:00", None, "minute")),
        ("zh-Hans", "2019年3月5日 星期二 下午9:07", EVENING),
        ("zh-Hans", "2019年3月5日(星期二) 上午9:07", MORNING),
        ("zh-Hans", "2019年3月5日 晚上9:07", EVENING),
        ("zh-Hant", "2019年3月5日 下午 09:07", EVENING),
        # A language whose labels are of one tongue and dates of another.
        ("en", "2019年3月5日 下午9:07", EVENING),
        ("ja", "Tue, Mar 5, 2019 at 9:07 PM", EVENING),
        ("en", "Dienstag, 5. März 2019 09:07", MORNING),
        (None, "Tue, 5 Mar 2019 09:07:08", SECONDS),
    ],
)
def test_local_times(language: str | None, printed: str, wanted: tuple[str, None, str]) -> None:
    reading = read(printed, language)
    assert date_of(reading.when) == wanted
    assert reading.doubts == ()


@pytest.mark.parametrize(
    ("language", "printed", "offset"),
    [
        ("en", "Tue, 5 Mar 2019 09:07:08 -0800", "-08:00"),
        ("en", "Tue, 5 Mar 2019 09:07:08 -0800 (PST)", "-08:00"),
        ("en", "Tue, 5 Mar 2019 09:07:08 +0000", "+00:00"),
        ("en", "Tue, 5 Mar 2019 09:07:08 GMT", "+00:00"),
        ("en", "Tue, 5 Mar 2019 09:07:08 GMT+0100 (CET)", "+01:00"),
        ("en", "Tue, 5 Mar 2019 09:07:08 GMT+1", "+01:00"),
        ("en", "Tue, 5 Mar 2019 09:07:08 UTC-03:30", "-03:30"),
        ("en", "Tue, 5 Mar 2019 09:07:08 \u22120500", "-05:00"),
        ("en", "2019-03-05T09:07:08Z", "+00:00"),
        ("en", "2019-03-05T09:07:08+05:30", "+05:30"),
        ("en", "2019-03-05T09:07:08.123456+05:45", "+05:45"),
        ("en", "March 5, 2019 at 9:07:08 AM PST", "-08:00"),
        ("en", "March 5, 2019 at 9:07:08 AM Pacific Standard Time", "-08:00"),
        ("en", "July 5, 2019 at 9:07:08 AM PDT", "-07:00"),
        ("en", "March 5, 2019 at 9:07:08 AM EST", "-05:00"),
        ("en", "Tue Mar 05 09:07:08 PST 2019", "-08:00"),
        ("de", "5. März 2019 um 09:07:08 MEZ", "+01:00"),
        ("de", "5. Juli 2019 um 09:07:08 MESZ", "+02:00"),
        ("fr", "5 mars 2019 à 09:07:08 UTC+1", "+01:00"),
        ("ja", "2019 年 3 月 5 日午前 9 時 07 分 08 秒 (太平洋標準時)", "-08:00"),
        ("ja", "2019年3月5日 9:07:08 JST", "+09:00"),
        ("ko", "2019년 3월 5일 오전 9:07:08 GMT+9", "+09:00"),
    ],
)
def test_printed_zones(language: str, printed: str, offset: str) -> None:
    reading = read(printed, language)
    assert reading.when is not None
    assert reading.when.local.strftime("%Y %d %H:%M:%S") == "2019 05 09:07:08"
    got = date_of(reading.when)
    assert got is not None
    assert got[1:] == (offset, "second")
    assert reading.when.zone is not None
    assert [code for code, _ in reading.doubts] == []


@pytest.mark.parametrize(
    ("language", "zone", "offset", "others"),
    [
        ("en", "CST", "-06:00", ["+08:00"]),
        ("ja", "CST", "-06:00", ["+08:00"]),
        (None, "CST", "-06:00", ["+08:00"]),
        ("zh-Hans", "CST", "+08:00", ["-06:00"]),
        ("zh-Hant", "CST", "+08:00", ["-06:00"]),
        ("en", "IST", "+05:30", ["+01:00", "+02:00"]),
        ("he", "IST", "+02:00", ["+05:30"]),
        ("en", "BST", "+01:00", ["+06:00"]),
    ],
)
def test_ambiguous_zones_warn(
    language: str | None, zone: str, offset: str, others: list[str]
) -> None:
    reading = read(f"5 Mar 2019 09:07:08 {zone}", language)
    assert date_of(reading.when) == ("2019-03-05T09:07:08", offset, "second")
    texts = [text for code, text in reading.doubts if code == "ambiguous-zone"]
    assert len(texts) == 1
    for part in (zone, offset, *others):
        assert part in texts[0]


@pytest.mark.parametrize(
    ("language", "printed", "day", "doubtful"),
    [
        ("en", "05/03/2001", "2001-05-03", True),
        ("en", "12/31/2000 11:59:59 PM", "2000-12-31", False),
        ("en", "31/12/2000 11:59:59 PM", "2000-12-31", False),
        ("en", "05/05/2001", "2001-05-05", False),
        ("fr", "05/03/2001", "2001-03-05", False),
        ("de", "05.03.2001 10:00", "2001-03-05", False),
        ("en", "05.03.2001 10:00", "2001-03-05", False),
        ("es", "5/3/01 10:00", "2001-03-05", False),
        ("en", "1/2/99 10:00 AM", "1999-01-02", True),
        ("en", "1/2/99 10:00", "1999-02-01", True),
        ("ja", "2001/05/03", "2001-05-03", False),
    ],
)
def test_order_of_day_and_month(language: str, printed: str, day: str, doubtful: bool) -> None:
    reading = read(printed, language)
    assert reading.when is not None
    assert reading.when.local.date().isoformat() == day
    codes = [code for code, _ in reading.doubts]
    assert codes == (["ambiguous-date-order"] if doubtful else [])


def test_a_settled_order_overrides_the_language() -> None:
    for language in ("en", "fr"):
        for order, day in ((DateOrder.DMY, "2001-03-05"), (DateOrder.MDY, "2001-05-03")):
            reading = read("05/03/2001 10:00", language, order)
            assert reading.when is not None
            assert reading.when.local.date().isoformat() == day
            assert reading.doubts == ()


@pytest.mark.parametrize(
    "printed",
    [
        "soon",
        "",
        "Tuesday",
        "March 2019",
        "30 February 2019 10:00",
        "2019-13-01 10:00",
        "2019-00-10 10:00",
        "32 March 2019 10:00",
        "45/45/2019 10:00",
        "10:00 AM",
        "0000-00-00",
        "[redacted]",
        "████ 2019",
        "version 1.2.3.4",
        "9" * 500,
        # Years of the Islamic calendar: 1442 is 2021, and 1442 of the Persian one is 2063.
        "1442/07/18 هـ",
        "18/7/1428 AH",
        "1442/07/18",
    ],
)
def test_what_is_no_date_is_not_read(printed: str) -> None:
    assert read(printed).when is None


@pytest.mark.parametrize("printed", ["March 5, 2019 25:61", "2019-03-05 10:75", "2019-03-05 29:00"])
def test_an_impossible_time_is_not_passed_over_in_silence(printed: str) -> None:
    reading = read(printed)
    assert reading.when is None or reading.doubts


def _messages(*dates: str) -> tuple[Message, ...]:
    text = "\n".join(
        f"[{number}]\nFrom: Ada Moor <ada@n.example>\nTo: Ben Ost <b@s.example>\nDate: {date}\n"
        f"Subject: Wall {number}\n\nText {number}.\n"
        for number, date in enumerate(dates, start=1)
    )
    messages = reconstruct(text).messages
    assert len(messages) == len(dates)
    return messages


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        ("Tuesday, May 3, 2011 858 PM", "2011-05-03T20:58:00"),
        ("Wednesday, March 4, 2020 6: ‘42 PM", "2020-03-04T18:42:00"),
        ("Saturday, February 25, 2012.9:32 AM", "2012-02-25T09:32:00"),
        ("March 13, 2020: at 8:53:29 AM", "2020-03-13T08:53:29"),
        ("Monday, June 7, 2010 1O:15 AM", "2010-06-07T10:15:00"),
        ("Fri, 4 May 2012 l4:05:11 +0200", "2012-05-04T14:05:11"),
        ("Wednesday, January 13, 2010 7;45 PM", "2010-01-13T19:45:00"),
        ("Wed Jan OS 19:36:16 2011", "2011-01-05T19:36:16"),
        ("Fri Jun 25.12:59:34 2010", "2010-06-25T12:59:34"),
        ("Monday, November 08, 2010 6..17 PM", "2010-11-08T18:17:00"),
        ("Sonntag, 7. Juni:2020 14:09", "2020-06-07T14:09:00"),
        ("lunes 4 de mayo de;2020 9:12", "2020-05-04T09:12:00"),
        # An accent that OCR lost
        ("mardi 9 fevrier. 2021 08:55", "2021-02-09T08:55:00"),
        ("jeudi 5 aout 2021 08:55", "2021-08-05T08:55:00"),
        ("5. Marz 2021 08:55", "2021-03-05T08:55:00"),
        ("lundi 4 mai 2020 09h l5", "2020-05-04T09:15:00"),
        # None of these has a clock that was misread.
        ("Wednesday, January 5, 2011 at 9 AM", "2011-01-05T09:00:00"),
        ("4 May 2020", "2020-05-04T00:00:00"),
        ("Thursday, June 04, 2009 1124 AM", "2009-06-04T11:24:00"),
    ],
)
def test_clocks_that_ocr_misread(printed: str, wanted: str) -> None:
    language = "fr" if "mai" in printed else "en"
    reading = read_date(printed, language, load())
    assert reading.when is not None
    assert reading.when.local.isoformat() == wanted


def test_a_documents_own_dates_settle_the_order() -> None:
    messages = _messages("05/03/2001 10:00", "20/11/2000 10:00")
    assert [iso_date(m.when) for m in messages] == ["2001-03-05T10:00", "2000-11-20T10:00"]
    assert [m.warnings for m in messages] == [(), ()]
    messages = _messages("05/03/2001 10:00", "11/20/2000 10:00")
    assert [iso_date(m.when) for m in messages] == ["2001-05-03T10:00", "2000-11-20T10:00"]
    assert [m.warnings for m in messages] == [(), ()]


def test_contradicting_dates_settle_nothing() -> None:
    messages = _messages("05/03/2001 10:00 AM", "11/20/2000 10:00 AM", "20/11/2000 10:00 AM")
    assert iso_date(messages[0].when) == "2001-05-03T10:00"
    assert [w.code for w in messages[0].warnings] == ["ambiguous-date-order"]


def test_dates_with_and_without_am_and_pm_settle_the_order_apart() -> None:
    messages = _messages("05/03/2001 10:00", "05/03/2001 10:00 AM", "11/20/2000 9:00 PM")
    days = [iso_date(m.when) for m in messages]
    assert days == ["2001-05-03T10:00", "2001-05-03T10:00", "2000-11-20T21:00"]
    messages = _messages("05/03/2001 10:00", "05/03/2001 10:00 AM", "20/11/2000 21:00")
    days = [iso_date(m.when) for m in messages]
    assert days == ["2001-03-05T10:00", "2001-03-05T10:00", "2000-11-20T21:00"]
    both = ("05/03/2001 10:00", "05/03/2001 10:00 AM", "20/11/2000 21:00", "11/20/2000 9:00 PM")
    assert [iso_date(m.when) for m in _messages(*both)][:2] == [
        "2001-03-05T10:00",
        "2001-05-03T10:00",
    ]


def test_a_year_is_that_of_the_message_around_and_marked_as_concluded() -> None:
    first, second, third = _messages("Tue, 5 Jan 2021 10:11", "30 December 18:05", "4/5 9:12 AM")
    assert first.inferred == ()
    assert iso_date(second.when) == "2020-12-30T18:05"
    assert second.date_printed == "30 December 18:05"
    assert [(item.field, item.value) for item in second.inferred][:1] == [
        ("Date", "2020-12-30T18:05:00")
    ]
    # April or May: who reads it can't know.
    assert third.when is None
    assert [warning.code for warning in third.warnings] == ["unread-date"]


def test_an_unreadable_date_stays_unread_with_a_warning_at_its_place() -> None:
    text = (
        "From: Ada Moor <ada@n.example>\nTo: Ben Ost <b@s.example>\nDate: 30 February 2019 10:00\n"
        "Subject: Wall\n\nText\n"
    )
    (message,) = reconstruct(text).messages
    assert message.when is None
    assert message.date_printed == "30 February 2019 10:00"
    (warning,) = message.warnings
    assert warning.code == "unread-date"
    assert warning.span is not None
    assert text[warning.span.start : warning.span.end] == "30 February 2019 10:00"


def test_ambiguity_warnings_point_to_the_date() -> None:
    text = (
        "From: Ada Moor <ada@n.example>\nTo: Ben Ost <b@s.example>\nDate: 5/3/2019 10:00 AM\n"
        "Subject: Wall\n\nText\n"
    )
    (message,) = reconstruct(text).messages
    (warning,) = message.warnings
    assert warning.code == "ambiguous-date-order"
    assert warning.span is not None
    assert text[warning.span.start : warning.span.end] == "5/3/2019 10:00 AM"


@given(
    moment=st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2069, 12, 31)),
    minutes=st.integers(-12 * 60, 14 * 60),
)
def test_rfc_5322_dates_are_read_exactly(moment: datetime, minutes: int) -> None:
    local = moment.replace(microsecond=0)
    zone = timezone(timedelta(minutes=minutes))
    when = read(format_datetime(local.replace(tzinfo=zone))).when
    assert when is not None
    assert when.local == local
    assert when.offset == timedelta(minutes=minutes)


@given(
    moment=st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2099, 12, 31)),
    form=st.sampled_from(
        (
            *("%a, %d %b %Y %H:%M:%S %z", "%A, %d %B %Y %H:%M", "%a, %-d %b %Y %-I:%M %p %z"),
            *("%A, %B %-d, %Y %-I:%M %p", "%a, %b %-d, %Y at %-I:%M %p", "%a, %B %d, %Y, %H:%M:%S"),
            *(
                "%A, %-d %b %Y at %I:%M:%S %p",
                "%a, %b %-d, %Y at %H:%M %z",
                "%a, %d %b %Y %I:%M %z",
            ),
        )
    ),
    minutes=st.integers(-15 * 60, 15 * 60),
    language=st.sampled_from([None, "en", "de", "pl", "br", "tr", "ja", "fr"]),
    order=st.sampled_from([None, DateOrder.DMY, DateOrder.MDY]),
    wrong=st.sampled_from([0, 0, 1, 4]),
)
def test_what_most_mail_prints_is_read_as_anything_is(
    moment: datetime, form: str, minutes: int, language: str | None, order: str | None, wrong: int
) -> None:
    zoned = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    printed = f"{zoned + timedelta(days=wrong):{form[:2]}}{zoned:{form[2:]}}"
    lexicon = load()
    with patch("mailrecon.resolve.dates.reading.read_usual", return_value=None):
        slowly = read_date(printed, language, lexicon, order)
    assert read_date(printed, language, lexicon, order) == slowly


@given(printed=st.text(max_size=60), language=st.sampled_from([None, "en", "ja", "de", "ar", "th"]))
def test_any_text_is_read_without_failing(printed: str, language: str | None) -> None:
    reading = read(printed, language)
    assert reading.when is None or reading.when.printed == printed


_DATE_PARTS = """
5 03 2019 99 / . - : March mars 3月 年 日 PM 午後 GMT +0900 CST ( ) 24:00 12:30 T Z ٣ de ,
"""


@given(
    parts=st.lists(
        st.sampled_from([*_DATE_PARTS.split(), " "]),
        max_size=12,
    ),
    language=st.sampled_from([None, "en", "ja", "de", "ar", "th", "fr"]),
)
def test_any_mixture_of_date_parts_is_read_without_failing(
    parts: list[str], language: str | None
) -> None:
    read("".join(parts), language)


@pytest.mark.parametrize("printed", ["9999-12-31 23:30 -0500", "9999-12-31 24:00", "Dec 31, 9999"])
def test_a_date_at_the_end_of_the_calendar_is_no_date(printed: str) -> None:
    assert read(printed).when is None


@pytest.mark.parametrize(
    ("language", "printed", "month"),
    [
        ("it", "Fri, 19 Jun 2009 03:21:00 +0100", 6),
        ("fr", "Fri, 2 Mar 2012 06:02:00 +0100", 3),
        ("es", "Tue, 5 Aug 2014 10:00:00 +0200", 8),
        ("cs", "Sat, 6 Dec 2014 10:00:00 +0100", 12),
    ],
)
def test_an_english_date_below_labels_of_another_language(
    language: str, printed: str, month: int
) -> None:
    when = read(printed, language).when
    assert when is not None
    assert when.local.month == month


@pytest.mark.parametrize(
    ("printed", "month"),
    [
        ("niedz., 19 lip 2009 o 22:04", 7),
        ("sob., 19 lis 2016 o 09:53", 11),
        # Both languages know `pon`; the day is a Monday in one month only.
        ("pon., 5 lis 2012 o 13:57", 11),
        ("pon., 11 lip 2022 o 03:05", 7),
        ("pon., 8. lis 2012. 13:57", 10),
    ],
)
def test_the_day_of_the_week_settles_whose_month_it_is(printed: str, month: int) -> None:
    when = read(printed, "en").when
    assert when is not None
    assert when.local.month == month


def test_a_day_that_is_not_the_one_named_settles_nothing() -> None:
    assert read("pon., 6 lis 2012 o 13:57", "en").when is None


@pytest.mark.parametrize(
    ("language", "printed", "wanted"),
    [
        ("fr", "mar. 20 janv. 2015 à 14:38", "2015-01-20T14:38"),
        ("it", "mar 14 lug 2015 alle ore 12:37", "2015-07-14T12:37"),
        ("es", "mar, 14 abr 2015 a las 3:17", "2015-04-14T03:17"),
        ("ro", "mar., 9 iun. 2015 la 10:07", "2015-06-09T10:07"),
        ("fr", "mar. 20 janv. 2015", "2015-01-20"),
    ],
)
def test_a_date_below_english_labels_with_one_of_its_own_language(
    language: str, printed: str, wanted: str
) -> None:
    when = read_date(printed, "en", load(), others=["en", language]).when
    assert when is not None
    assert iso_date(when) == wanted


def test_a_year_of_two_digits_stands_first_where_the_language_puts_it_there() -> None:
    reading = read("15. 1. 27. PM 2:52", "ko")
    assert reading.when is not None
    assert iso_date(reading.when) == "2015-01-27T14:52"
    assert [code for code, _ in reading.doubts] == ["ambiguous-date-order"]


@pytest.mark.parametrize(
    ("language", "printed", "wanted"),
    [
        ("en", "Wednesday, 03/04/2015 10:00", "2015-03-04T10:00"),
        ("en", "Friday, 03/04/2015 10:00", "2015-04-03T10:00"),
        ("fr", "mercredi 03/04/2015 10:00", "2015-03-04T10:00"),
        ("fr", "vendredi 03/04/2015 10:00", "2015-04-03T10:00"),
    ],
)
def test_the_day_of_the_week_settles_the_order(language: str, printed: str, wanted: str) -> None:
    reading = read(printed, language)
    assert reading.when is not None
    assert iso_date(reading.when) == wanted
    assert not reading.doubts


@pytest.mark.parametrize(
    ("printed", "doubtful"),
    [
        ("Tue, 5 Mar 2019 10:00:00 +0100", False),
        ("Wed, 5 Mar 2019 10:00:00 +0100", True),
        ("Monday, 03/04/2015 10:00", True),
    ],
)
def test_a_day_of_the_week_that_is_not_the_date_s_is_told(printed: str, doubtful: bool) -> None:
    codes = [code for code, _ in read(printed).doubts]
    assert ("weekday-mismatch" in codes) is doubtful


@pytest.mark.parametrize(
    ("printed", "language", "local"),
    [
        ("平成23年3月11日 9:14", "ja", "2011-03-11T09:14"),
        ("平成 23 年 3 月 11 日 9:14", "en", "2011-03-11T09:14"),
        ("昭和60年4月1日 9時14分", "ja", "1985-04-01T09:14"),
        ("令和元年5月1日 9:14", "ja", "2019-05-01T09:14"),
        ("H23.3.11 9:14", "ja", "2011-03-11T09:14"),
        ("R3/3/2 09:14", "ja", "2021-03-02T09:14"),
        ("民國110年3月9日 下午4:10", "zh-Hant", "2021-03-09T16:10"),
        ("2 Mar 2021 0914", "en", "2021-03-02T09:14"),
        ("02 MAR 2021 0914Z", "en", "2021-03-02T09:14"),
        ("Tue, 2 Mar 2021, 1914 hrs", "en", "2021-03-02T19:14"),
        ("021914Z MAR 21", "en", "2021-03-02T19:14"),
        ("021914ZMAR21", "en", "2021-03-02T19:14"),
        ("02 1914Z MAR 2021", "en", "2021-03-02T19:14"),
        ("20210302T191400Z", "en", "2021-03-02T19:14"),
        ("20210302 1914", "en", "2021-03-02T19:14"),
        ("02-Mar-21 19:14:00", "en", "2021-03-02T19:14"),
        ("02-Mar-2021 07:14 PM EST", "en", "2021-03-02T19:14"),
        ("2/mars/2021 19:14", "fr", "2021-03-02T19:14"),
        ("2 มี.ค. 64 19:14", "th", "2021-03-02T19:14"),
        ("2 มี.ค. 21 19:14", "th", "2021-03-02T19:14"),
        ("3/22/2021 0914", "en", "2021-03-22T09:14"),
        ("平成二十三年三月十一日 十四時四十六分", "ja", "2011-03-11T14:46"),
        ("令和元年五月一日 9:05", "ja", "2019-05-01T09:05"),
        ("2 March 2021 at noon", "en", "2021-03-02T12:00"),
        ("2 Mar 2021 12 noon", "en", "2021-03-02T12:00"),
    ],
)
def test_eras_and_military_times(printed: str, language: str, local: str) -> None:
    when = read_date(printed, language, load()).when
    assert when is not None
    assert when.local.isoformat(timespec="minutes") == local
    assert when.precision != "day"


@pytest.mark.parametrize(
    "printed",
    [
        "2 Mar 1399 10:00",
        "2 Mar 2564 10:00",
        "2 Mar 0000 10:00",
        "2 Mar 0001",
        "2 Mar 5781 10:00",
        "5781-03-02 10:00",
        "0001-01-01 00:00",
    ],
)
def test_years_of_no_mail_are_not_read(printed: str) -> None:
    assert read_date(printed, "en", load()).when is None


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("Tue, 2 Mar 2021 09:14:00 +2460", "bad-zone"),
        ("Tue, 2 Mar 2021 09:14:00 -1300", "bad-zone"),
        ("Tue, 2 Mar 2021 09:14:00 +1430", "bad-zone"),
        ("2021-03-02T09:14:00-00:00", "bad-zone"),
        ("2 Mar 2021 13:30 AM", "bad-time"),
        ("2 March 2021 0960", "bad-time"),
        ("3/22/2021 2515 hrs", "bad-time"),
        ("11.3.23 9:14", "ambiguous-date-order"),
        ("11-03-23 9:14", "ambiguous-date-order"),
        ("2 Mar 2021 midnight", "bad-time"),
        ("2/3/2564 9:14", "other-calendar"),
        ("12.12.1399", "other-calendar"),
        ("2564-03-02 9:14", "other-calendar"),
    ],
)
def test_what_is_doubtful_is_said(printed: str, code: str) -> None:
    reading = read_date(printed, "en", load())
    assert code in [doubt for doubt, _ in reading.doubts]
    assert reading.when is not None
    assert reading.when.offset is None


@pytest.mark.parametrize(
    ("printed", "hour"),
    [
        ("5 March 2021 8O2 AM", None),
        ("5 March 2021 B:02 AM", None),
        ("5 March 2021 8.O2 pm", None),
        ("Friday, March 5, 2021 1 l5 PM, x2 PM", None),
        ("5 March 2021 8:O2 AM", 8),
        ("5 March 2021 at 2 AM", 2),
        ("5 March 2021 (2pm)", 14),
        ("5 March 2021 kl.14 h", 14),
    ],
)
def test_a_torn_time_is_no_hour(printed: str, hour: int | None) -> None:
    reading = read_date(printed, "en", load())
    assert reading.when is not None
    assert reading.when.local.hour == (hour or 0)
    is_doubted = "bad-time" in [doubt for doubt, _ in reading.doubts]
    assert is_doubted is (hour is None)
    assert (reading.when.precision is Precision.DAY) is (hour is None)


@pytest.mark.parametrize(
    ("printed", "hours"),
    [
        ("021430Z MAR 21", 0),
        ("021430ZMAR21", 0),
        ("021430RMAR21", -5),
        ("02 1430B MAR 21", 2),
        ("021430M MAR 21", 12),
        ("021430Y MAR 21", -12),
        ("021430J MAR 21", None),
        ("2 Mar 2021 14:30 Zulu", 0),
    ],
)
def test_zones_of_date_time_groups(printed: str, hours: int | None) -> None:
    when = read_date(printed, "en", load()).when
    assert when is not None
    assert when.local == datetime(2021, 3, 2, 14, 30)
    assert when.offset == (None if hours is None else timedelta(hours=hours))


@pytest.mark.parametrize("printed", ["昭和99年1月1日 9:14", "平成32年5月1日 9:14", "明治0年1月1日"])
def test_a_year_that_an_era_did_not_have_is_not_read(printed: str) -> None:
    assert read_date(printed, "ja", load()).when is None


def test_dates_with_dots_do_not_follow_others() -> None:
    messages = _messages("5/6/2020 4:05 PM", "04.05.2020 10:00", "5/13/2020 4:05 PM")
    assert [iso_date(m.when) for m in messages] == [
        "2020-05-06T16:05",
        "2020-05-04T10:00",
        "2020-05-13T16:05",
    ]
    messages = _messages("04.05.2020 10:00", "05.13.2020 10:00")
    assert iso_date(messages[0].when) == "2020-04-05T10:00"


def test_a_german_date_with_dots_is_not_doubtful() -> None:
    assert not read_date("11.3.23 9:14", "de", load()).doubts


@pytest.mark.parametrize(("zone", "hours"), [("OESZ", 3), ("OEZ", 2), ("WESZ", 1), ("HAEC", 2)])
def test_zones_in_other_languages(zone: str, hours: int) -> None:
    when = read_date(f"4. Mai 2020 um 09:12:08 {zone}", "de", load()).when
    assert when is not None
    assert when.offset == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("labels", "printed", "clock"),
    [
        (("Από", "Στάλθηκε", "Προς"), "4 Μαΐου 2020 9:12 μμ", "21:12"),
        (("Από", "Στάλθηκε", "Προς"), "4 Μαΐου 2020 9:12 πμ", "09:12"),
        (("از", "تاریخ", "به"), "15 اردیبهشت 1399 9:12 ب.ظ", "21:12"),
        (("Lähettäjä", "Lähetetty", "Vastaanottaja"), "4. toukokuuta 2020 9.12 ip", "21:12"),
        (("Od", "Odesláno", "Komu"), "4. května 2020 9:12 odp", "21:12"),
        (("Feladó", "Elküldve", "Címzett"), "2020. május 4. 9:12 du", "21:12"),
        (("מאת", "נשלח", "אל"), '4 במאי 2020 9:12 אחה"צ', "21:12"),
        (("Von", "Gesendet", "An"), "4. Mai 2020 9 Uhr 12", "09:12"),
        (("Von", "Gesendet", "An"), "4. Mai 2020, 21 Uhr 5", "21:05"),
        (("Van", "Verzonden", "Aan"), "4 mei 2020 9 uur 12", "09:12"),
        (("De", "Envoyé", "À"), "4 mai 2020 9 heures 12", "09:12"),
        (("От", "Отправлено", "Кому"), "4 мая 2020 г. 9 ч. 12 мин.", "09:12"),
    ],
)
def test_times_in_words_and_halves_of_the_day_without_stops(
    labels: tuple[str, str, str], printed: str, clock: str
) -> None:
    origin, sent, to = labels
    people = "Ann <ann@quay.example>", "Ben <ben@quay.example>"
    text = f"{origin}: {people[0]}\n{sent}: {printed}\n{to}: {people[1]}\n\nHi.\n"
    (message,) = reconstruct(text.encode(), name="date.txt").messages
    assert message.when is not None
    assert f"{message.when.local:%Y-%m-%d %H:%M}" == f"2020-05-04 {clock}"


@pytest.mark.parametrize(
    ("labels", "printed", "month"),
    [
        (("Von", "Gesendet", "An"), "Dienstag, 2. Marz 2021 10:00", 3),
        (("Von", "Gesendet", "An"), "2. Maerz 2021 10:00", 3),
        (("De", "Envoyé", "À"), "mardi 2 fevrier 2021 10:00", 2),
        (("De", "Envoyé", "À"), "2 aout 2021 10:00", 8),
        (("De", "Enviada em", "Para"), "terca-feira, 2 de marco de 2021 10:00", 3),
        (("Od", "Wysłano", "Do"), "2 wrzesnia 2021 10:00", 9),
        (("Od", "Odesláno", "Komu"), "2. unora 2021 10:00", 2),
        (("Kimden", "Tarih", "Kime"), "2 Agustos 2021 10:00", 8),
    ],
)
def test_names_of_months_may_lose_their_accents(
    labels: tuple[str, str, str], printed: str, month: int
) -> None:
    origin, sent, to = labels
    people = "Ann <ann@quay.example>", "Ben <ben@quay.example>"
    text = f"{origin}: {people[0]}\n{sent}: {printed}\n{to}: {people[1]}\n\nHi.\n"
    (message,) = reconstruct(text.encode(), name="date.txt").messages
    assert message.when is not None
    assert f"{message.when.local:%Y-%m-%d %H:%M}" == f"2021-{month:02d}-02 10:00"


@pytest.mark.parametrize("sent", ["Sent    24 January 2021 13:35", "Date\t01/24/2021 13:35"])
def test_a_clock_is_no_label_where_a_colon_is_lost(sent: str) -> None:
    text = f"From: Ann Poe <ann@quay.example>\n{sent}\nTo: Ben Ost\nSubject: Locks\n\nHi.\n"
    (message,) = reconstruct(text.encode(), name="date.txt").messages
    assert message.when is not None
    assert f"{message.when.local:%Y-%m-%d %H:%M}" == "2021-01-24 13:35"


# Years counted from another era than ours: read where the calendar is read, else unread.
@pytest.mark.parametrize(
    ("language", "printed", "wanted"),
    [
        ("en", "2 March 2564 B.E.", "2021-03-02T00:00:00"),
        ("en", "March 2, B.E. 2564, 9:12", "2021-03-02T09:12:00"),
        ("en", "12 BE 2564 March 10:30", "2021-03-12T10:30:00"),
        ("en", "2564-03-02 BE 10:30", "2021-03-02T10:30:00"),
        ("en", "2 March พ.ศ. 2564 09:12", "2021-03-02T09:12:00"),
        ("th", "2 มีนาคม พ.ศ. 2564 09:12", "2021-03-02T09:12:00"),
        ("en", "2 March 2564 Buddhist Era", "2021-03-02T00:00:00"),
        ("en", "March 2, Reiwa 3, 9:12 AM", "2021-03-02T09:12:00"),
        ("en", "Shōwa 60 March 2", "1985-03-02T00:00:00"),
        ("en", "2 March 令和3年", "2021-03-02T00:00:00"),
        ("ja", "平成23年3月11日 9:12", "2011-03-11T09:12:00"),
        ("en", "2 March 民國110年", "2021-03-02T00:00:00"),
        ("fa", "12 اسفند 1399 هـ.ش 10:30", "2021-03-02T10:30:00"),
        ("en", "1399/12/12 SH", "2021-03-02T00:00:00"),
        ("en", "2 March 2021 CE 9:12", "2021-03-02T09:12:00"),
        ("de", "2. März 2021 n. Chr.", "2021-03-02T00:00:00"),
        ("en", "2 March AD 2021 9:12", "2021-03-02T09:12:00"),
        ("en", "Tue, 2 March 2021 10:30 CET", "2021-03-02T10:30:00"),
        *(
            ("en", printed, None)
            for printed in (
                *("2 March 2021 BE", "2 March B.E. 2021", "2 March 44 BC", "2 March 2021 BCE"),
                *("2 March 2021 AH", "2 March 1442 A.H. 10:00", "2 March 2021 SH"),
                *("2 March 2077 B.S.", "2 March 1942 Saka", "2 March 2013 E.C."),
                *("Juche 110 March 2", "2 March Heisei 99", "2 March 2021 พ.ศ."),
            )
        ),
    ],
)
def test_years_of_other_eras(language: str, printed: str, wanted: str | None) -> None:
    when = read(printed, language).when
    assert (when.local.isoformat() if when is not None else None) == wanted
    assert when is None or when.printed == printed


# Figures without a colon behind a word that is none of dates or clocks are no time of day.
@pytest.mark.parametrize(
    ("language", "printed", "wanted"),
    [
        *(
            (language, printed, "00:00:00")
            for language, printed in (
                ("en", "2 March 2021 (Room 1234)"),
                ("en", "(Room 1934) 2 March 2021"),
                ("en", "2 March 2021, Ext. 1234"),
                ("en", "2 March 2021 Ticket #1234"),
                ("en", "2 March 2021 No. 0914"),
                ("en", "2 March 2021 Flight 1234"),
                ("en", "2 March 2021 (order 12.30)"),
                ("en", "2 March 2021 Room 9.12"),
                ("de", "2. März 2021 Zimmer 1234"),
                ("fr", "2 mars 2021 (salle 1234)"),
            )
        ),
        ("en", "2 March 2021 0914", "09:14:00"),
        ("en", "2 March 2021 (Room 1234) 0914", "09:14:00"),
        ("en", "2 March 2021 1934", "19:34:00"),
        ("en", "1934 2 March 2021", "19:34:00"),
        ("en", "Tuesday 0914, 2 March 2021", "09:14:00"),
        ("en", "Sent 0914 2 March 2021", "09:14:00"),
        ("en", "2 March 2021 Room 12:34", "12:34:00"),
        ("de", "2. März 2021 um 0914", "09:14:00"),
        ("it", "2 marzo 2021 alle ore 9.14", "09:14:00"),
        ("pl", "2 marca 2021 godz. 9.14", "09:14:00"),
        ("vi", "2 tháng 3 năm 2021 0914", "09:14:00"),
    ],
)
def test_figures_behind_a_word_are_no_clock(language: str, printed: str, wanted: str) -> None:
    when = read(printed, language).when
    assert when is not None
    assert when.local.isoformat() == f"2021-03-02T{wanted}"


@pytest.mark.parametrize(
    ("language", "printed", "wanted"),
    [
        # Samsung's mail, where clocks have a full stop.
        ("da", "05.03.2019  09.07  (GMT+01:00)", ("2019-03-05T09:07:00", 1, "minute")),
        ("fi", "5.3.2019 9.07 (GMT+02:00)", ("2019-03-05T09:07:00", 2, "minute")),
        ("it", "05/03/19 9.07.08 (GMT+01:00)", ("2019-03-05T09:07:08", 1, "second")),
        ("da", "5. marts 2019 kl. 09.07 (UTC+01:00)", ("2019-03-05T09:07:00", 1, "minute")),
        ("en", "5 March 2019 0907 GMT+01:00", ("2019-03-05T09:07:00", 1, "minute")),
        ("en", "5 March 2019 9 AM (GMT-05:00)", ("2019-03-05T09:00:00", -5, "minute")),
        ("en", "5 Mar 2019 9.07 -05:00", ("2019-03-05T09:07:00", -5, "minute")),
        ("en", "(GMT-05:00) 5 March 2019 09:07", ("2019-03-05T09:07:00", -5, "minute")),
        # A dash before a clock is no sign of an offset.
        ("en", "5 March 2019 -09:07", MORNING),
        ("en", "05-Mar-2019-09:07", MORNING),
        # An offset alone is no time of day.
        ("en", "5 March 2019 GMT+01:00", ("2019-03-05T00:00:00", None, "day")),
    ],
)
def test_an_offset_is_no_time_of_day(
    language: str, printed: str, wanted: tuple[str, int | None, str]
) -> None:
    when = read(printed, language).when
    assert when is not None
    hours = None if wanted[1] is None else timedelta(hours=wanted[1])
    assert (when.local.isoformat(), when.offset, when.precision.value) == (
        wanted[0],
        hours,
        wanted[2],
    )


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("as", "05-03-2019 PM 9.07"),
        ("as", "5 মাৰ্চ, 2019 PM 9.07"),
        ("en", "5 March 2019 p.m. 9.07"),
        ("ko", "2019년 3월 5일 오후 9.07"),
        ("zh", "2019年3月5日 下午9.07"),
    ],
)
def test_a_half_of_the_day_may_be_before_a_clock_with_a_full_stop(
    language: str, printed: str
) -> None:
    when = read(printed, language).when
    assert when is not None
    assert (when.local.isoformat(), when.precision.value) == (EVENING[0], "minute")


def test_the_months_of_all_languages_are_looked_for_without_compiling_their_patterns() -> None:
    def refused(months: MonthWords) -> None:
        raise AssertionError(f"a pattern was compiled of {sorted(months.numbers)}")

    with (
        patch.object(MonthWords, "pattern", property(refused)),
        patch.object(MonthWords, "loose_pattern", property(refused)),
    ):
        assert language_by_month("21 xqz 2020 04:00", load()) is None
    assert language_by_month("pt., 21 sie 2020 o 04:00", load()) == "pl"


@settings(max_examples=20)
@given(st.data())
def test_each_name_of_an_era_has_the_sign_by_which_it_is_looked_for(data: st.DataObject) -> None:
    for names, _ in eras._ERAS:
        name = data.draw(st.from_regex(re.compile(names), fullmatch=True))
        assert eras._SIGN.search(name), name
    assert not eras._SIGN.search("Mittwoch, 3. März 2021 09:12")


UNREAD = [
    "Monday",
    "ט״ו בשבט תש״פ",
    'כ"ג באדר ה\'תשפ"א',
    "יום שני, ט״ו בשבט תש״פ",
    "the day before yesterday",
    "庚子年正月初三",
    "XV.III.MMXX",
    "???",
]


@pytest.mark.parametrize("printed", UNREAD)
@pytest.mark.parametrize("label", ["Date", "Sent"])
@pytest.mark.parametrize("at_the_end", [False, True])
def test_a_date_that_cannot_be_read_costs_no_message(
    printed: str, label: str, *, at_the_end: bool
) -> None:
    header = ["From: Ann Poe <ann@quay.example>", "To: Ben Ost <ben@dock.example>", "Subject: Oak"]
    header.insert(3 if at_the_end else 1, f"{label}: {printed}")
    (message,) = reconstruct_text("\n".join(header) + "\n\nThe oak is down.\n").messages
    assert (message.when, message.date_printed) == (None, printed)
    assert [warning.code for warning in message.warnings] == ["unread-date"]


@pytest.mark.parametrize("printed", ["Monday", "Montag", "月曜日", "ט״ו בשבט תש״פ"])
def test_a_day_in_words_is_a_day_between_an_address_and_a_name(printed: str) -> None:
    header = f"From: Ann Poe <ann@quay.example>\nDate: {printed}\nTo: Ben Ost\nSubject: Oak"
    assert len(reconstruct_text(f"{header}\n\nThe oak is down.\n").messages) == 1


@pytest.mark.parametrize("printed", ["<date>", "[date]", "{{ date }}", "$when", "YYYY-MM-DD"])
def test_a_template_is_no_mail(printed: str) -> None:
    header = f"From: ann@quay.example\nDate: {printed}\nTo: ben@dock.example\nSubject: Oak"
    assert not reconstruct_text(f"{header}\n\nThe oak is down.\n").messages
