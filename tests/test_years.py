"""Dates printed without a year, as webmail prints recent mail, beside dated messages."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct_text

LABELS = {
    "en": ("From", "Sent", "To", "Subject", "3 May 2020 18:00"),
    "de": ("Von", "Gesendet", "An", "Betreff", "3. Mai 2020 18:00"),
    "fr": ("De", "Envoyé", "À", "Objet", "3 mai 2020 18:00"),
}
# What is printed, in a language, and what it is beside a mail of 3 May 2020.
DATES = [
    ("en", "Mon 4 May 10:11", "2020-05-04T10:11"),
    ("en", "Mon, 4 May, 10:11", "2020-05-04T10:11"),
    ("en", "Monday 4 May at 10:11", "2020-05-04T10:11"),
    ("en", "May 4, 10:11 AM", "2020-05-04T10:11"),
    ("en", "Monday, 4 May", "2020-05-04"),
    ("en", "4 May", "2020-05-04"),
    ("de", "Mo 4. Mai 10:11", "2020-05-04T10:11"),
    ("de", "Montag, 4. Mai", "2020-05-04"),
    ("fr", "lundi 4 mai 10:11", "2020-05-04T10:11"),
    ("fr", "lundi 4 mai", "2020-05-04"),
]


def _mail(language: str, sender: str, date: str, recipient: str, text: str) -> str:
    origin, sent, to, subject, _ = LABELS[language]
    return f"{origin}: {sender}\n{sent}: {date}\n{to}: {recipient}\n{subject}: Ropes\n\n{text}\n\n"


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize(("language", "printed", "date"), DATES)
def test_the_mail_beside_gives_the_year(
    language: str, printed: str, date: str, newest_first: bool
) -> None:
    answer = _mail(language, "Tom Reed", printed, "Kay Bell", "Ropes came.")
    asked = _mail(language, "Kay Bell", LABELS[language][-1], "Tom Reed", "Did they come?")
    messages = list(reconstruct_text(answer + asked if newest_first else asked + answer))
    dates = {message.body.strip(): message.to_dict()["date"] for message in messages}
    assert dates["Ropes came."] == date
    inferred = [i for message in messages for i in message.to_dict()["inferred"]]
    assert [item["field"] for item in inferred if item["field"] == "Date"] == ["Date"]


@pytest.mark.parametrize("printed", ["Tue 4 May 10:11", "05/04 10:11", "Mon 2 Nov 10:11"])
def test_no_year_is_taken_where_it_does_not_fit(printed: str) -> None:
    """The weekday is another year's, day and month are open, or the mail beside is not near."""
    answer = _mail("en", "Tom Reed", printed, "Kay Bell", "Ropes came.")
    asked = _mail("en", "Kay Bell", LABELS["en"][-1], "Tom Reed", "Did they come?")
    first = next(m for m in reconstruct_text(answer + asked) if m.body.strip() == "Ropes came.")
    assert first.to_dict()["date"] is None


def test_a_day_under_a_label_that_memos_have_is_no_mail() -> None:
    memo = "From: Tom Reed\nDate: Monday, 4 May\nTo: Kay Bell\nSubject: Ropes\n\nRopes came.\n"
    assert list(reconstruct_text(memo)) == []
