"""Titles and blocks of a document decide where a mail's text begins and ends."""

from __future__ import annotations

import io

import docx
import pytest

from mailrecon import Message, reconstruct

HEAD = "<p><b>From:</b> {}<br><b>To:</b> {}<br><b>Date:</b> {}<br><b>Subject:</b> {}</p>"
FIRST = HEAD.format("Ann Hurst", "Paul Day", "4 May 2020 09:12", "Nets")
SECOND = HEAD.format("Paul Day", "Ann Hurst", "6 May 2020 10:00", "Re: Nets")
PAGE = "<html><body><h1>The harbour papers</h1><p>By Tomas Weir</p>{}</body></html>"


def _bodies(page: str) -> list[str]:
    return [message.body.strip() for message in _messages(page)]


def _messages(page: str, name: str = "page.html") -> list[Message]:
    return list(reconstruct(page.encode(), name=name))


COMMENTED = (
    f"{FIRST}<blockquote><p>Dear Paul,</p><p>the nets are gone.</p><p>Ann</p></blockquote>"
    f"<p>Day did not answer for two days.</p>{SECOND}<blockquote><p>I know.</p></blockquote>"
    "<p>That was all.</p>"
)


def test_texts_in_blocks_are_the_mails_own_and_what_is_between_is_the_document_s() -> None:
    assert _bodies(PAGE.format(COMMENTED)) == ["Dear Paul,\n\nthe nets are gone.\n\nAnn", "I know."]


def test_headings_above_blocks() -> None:
    page = (
        "<p><b>Ann Hurst</b> to <b>Paul Day</b> - May 4, 2020 9:12 AM</p>"
        "<blockquote><p>The nets are gone.</p></blockquote>"
        "<p><b>Paul Day</b> to <b>Ann Hurst</b> - May 5, 2020 9:12 AM</p>"
        "<blockquote><p>I know.</p></blockquote>"
    )
    assert _bodies(PAGE.format(page)) == ["The nets are gone.", "I know."]


def test_blocks_of_markdown() -> None:
    page = (
        "# Papers\n\n**From:** Ann Hurst  \n**To:** Paul Day  \n**Date:** 4 May 2020 09:12  \n"
        "**Subject:** Nets\n\n> The nets are gone.\n>\n> Ann\n\nDay did not answer.\n"
    )
    assert [m.body.strip() for m in _messages(page, "page.md")] == ["The nets are gone.\n\nAnn"]


ANSWERED = [
    # The second mail quotes the first and answers below.
    f"{FIRST}<p>The nets are gone.</p>{SECOND}"
    "<blockquote><p>The nets are gone.</p></blockquote><p>I know.</p>",
    # One reply alone, which begins with what it answers.
    f"{SECOND}<blockquote><p>The nets are gone.</p></blockquote><p>I know.</p>",
]


@pytest.mark.parametrize("page", ANSWERED)
def test_a_reply_below_what_it_quotes_keeps_both(page: str) -> None:
    assert _bodies(PAGE.format(page))[-1] == "> The nets are gone.\n\nI know."


def test_marks_of_quotation_in_plain_text_are_no_blocks() -> None:
    text = "From: Ann Hurst\nTo: Paul Day\nDate: 4 May 2020 09:12\nSubject: Nets\n\n> Gone.\n\nYes."
    (message,) = reconstruct(text.encode(), name="mail.txt")
    assert message.body.strip() == "> Gone.\n\nYes."


@pytest.mark.parametrize("level", [2, 3])
@pytest.mark.parametrize("title", ["Comments", "About the author", "Kommentare"])
def test_a_title_of_the_page_ends_the_mail(title: str, level: int) -> None:
    mail = f"<h{level}>1. The request</h{level}>{FIRST}<p>The nets are gone.</p>"
    page = PAGE.format(f"{mail}<h2>{title}</h2><p>anon42: well done</p>")
    assert _bodies(page) == ["The nets are gone."]


@pytest.mark.parametrize("above", ["", "<h2>Nets</h2>"])
def test_titles_within_a_mail_stay(above: str) -> None:
    mail = f"{above}{FIRST}<h2>Spring offers</h2><p>Buy nets.</p><h2>Summer</h2><p>More.</p>"
    assert _bodies(f"<html><body>{mail}</body></html>") == [
        "Spring offers\n\nBuy nets.\n\nSummer\n\nMore."
    ]


MAIL = "From: Ann Hurst\nSent: Monday, 4 May 2020 09:12\nTo: Paul Day\nSubject: Nets\n\nGone."
MINUTES = "Present: Hurst, Day\nThe nets were discussed."


def test_headings_of_a_docx_end_mails() -> None:
    document = docx.Document()
    document.add_heading("Harbour release", 0)
    for title, text in (("Exhibit A", MAIL), ("Exhibit B", MINUTES), ("Exhibit C", MAIL)):
        document.add_heading(title, 1)
        for line in text.split("\n"):
            document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    messages = list(reconstruct(file.getvalue(), name="release.docx"))
    assert {message.body.strip() for message in messages} == {"Gone."}
