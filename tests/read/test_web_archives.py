"""Saved pages with their files: sheets beside the page, MHTML, hypermail."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailrecon import reconstruct
from mailrecon.model import Document
from mailrecon.pipeline import reconstruct_documents
from mailrecon.read import choose_reader, read_path
from read.said import said
from tests.read.page_twins import read_one

SHEET = ".r{background:#000;color:#000}"
PAGE = """<!doctype html><html><head><link rel="stylesheet" href="{href}"></head><body>
<p>From: Ann Poe &lt;ann@harbour.example&gt;<br>To: Ida Rask &lt;ida@harbour.example&gt;<br>
Date: Tue, 2 Mar 2021 09:14:00 +0100<br>Subject: Cracks in the mole</p>
<p>Dear Ida, the witness is <b class="r">Zebulon Quark</b> of the north pier.</p></body></html>
"""
MHTML = """From: <Saved by Blink>
Snapshot-Content-Location: https://harbour.example/post/7
Subject: =?utf-8?Q?Cracks?=
Date: Tue, 2 Mar 2021 09:14:00 +0100
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="----b"


------b
Content-Type: text/html
Content-ID: <frame-1@mhtml.blink>
Content-Transfer-Encoding: 8bit
Content-Location: https://harbour.example/post/7

{page}
------b
Content-Type: text/css
Content-Transfer-Encoding: 8bit
Content-Location: https://harbour.example/css/a.css

@import "b.css";
------b
Content-Type: text/css
Content-Location: https://harbour.example/css/b.css

{sheet}
------b--
"""


@pytest.mark.parametrize("href", ["a.css", "page_files/a.css", "./page%5Ffiles/a.css?v=3"])
def test_a_sheet_beside_the_page_is_followed(tmp_path: Path, href: str) -> None:
    (tmp_path / "page_files").mkdir()
    for name in ("a.css", "page_files/a.css"):
        (tmp_path / name).write_text(SHEET)
    (tmp_path / "page.html").write_text(PAGE.format(href=href))
    (document,) = read_path(tmp_path / "page.html")
    assert "Zebulon" not in document.text
    assert "█" * 13 in document.text
    assert [item.characters for item in document.hidden] == [13]
    assert "Zebulon" not in str(reconstruct(tmp_path / "page.html").messages)


@pytest.mark.parametrize(
    "href", ["../a.css", "/etc/hosts", "file:///a.css", "https://x.example/a.css", "none.css", ""]
)
def test_nothing_else_is_read_or_fetched_and_a_notice_says_so(tmp_path: Path, href: str) -> None:
    (tmp_path / "a.css").write_text(SHEET)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "page.html").write_text(PAGE.format(href=href))
    (document,) = read_path(tmp_path / "in" / "page.html")
    assert [notice.code for notice in document.warnings] == ["style-sheet-missing"]


@pytest.mark.parametrize("name", ["page.mhtml", "page.mht", "page.txt"])
def test_mhtml_is_its_page_and_no_message_of_the_browser(name: str) -> None:
    data = MHTML.format(page=PAGE.format(href="../css/a.css"), sheet=SHEET).encode()
    assert choose_reader(data, name).name == "mhtml"
    document = read_one(data, name)
    (message,) = reconstruct_documents(iter([document])).messages
    assert message.subject == "Cracks in the mole"
    assert "Zebulon" not in said(document)
    assert not document.warnings[1:]


def test_mail_with_pictures_is_no_web_page() -> None:
    data = MHTML.format(page="<p>Hello", sheet=SHEET)
    data = data.replace("From: <Saved by Blink>", "From: a@x.example\nTo: b@x.example")
    data = data.replace("Snapshot-Content-Location", "X-Location")
    assert choose_reader(data.encode(), "a.eml").name == "eml"


HYPERMAIL = """<!doctype html><html><head><title>harbour: Re: Valves</title></head><body>
<!-- isoreceived="20060411223151" --> <!-- sent="Tue, 11 Apr 2006 16:31:45 -0600" -->
<!-- isosent="20060411223145" --> <!-- name="Odo Marsh" --> <!-- email="odo_at_[hidden]" -->
<!-- subject="Re: Valves &amp; pumps" --> <!-- id="7A2.1_at_harbour.example" -->
<div class="head"><span><dfn>From</dfn>: Odo Marsh</span><br>
<span><dfn>Date</dfn>: 2006-04-11 18:31:45</span></div>
<ul class="links"><li><b>Next message:</b> <a href="1.html">Ann Poe: "Valves"</a></ul>
<!-- body="start" --><p>They are shut.</p><p>Odo</p><!-- body="end" --></body></html>
"""


def test_hypermail_page_has_the_subject_of_its_comments() -> None:
    archive = reconstruct_documents(iter([read_one(HYPERMAIL.encode(), "0009.html")]))
    (message,) = archive.messages
    assert message.subject == "Re: Valves & pumps"
    assert message.originator is not None
    assert message.originator.name == "Odo Marsh"
    assert message.body == "They are shut.\n\nOdo"


def test_a_subject_that_the_page_removes_stays_removed() -> None:
    page = HYPERMAIL.replace('<!-- isosent="20060411223145" -->', "")
    document = read_one(page.encode(), "0009.html")
    assert "Valves & pumps" not in document.text


FRAMED = """From: <Saved by Blink>
Snapshot-Content-Location: https://harbour.example/p
Subject: x
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="b"

--b
Content-Type: text/html; charset=utf-8
Content-ID: <frame-1@mhtml.blink>
Content-Location: https://harbour.example/p

{page}
--b
Content-Type: text/html; charset=utf-8
Content-ID: <frame-2@mhtml.blink>
Content-Location: https://harbour.example/q

{framed}
--b
Content-Type: text/css
Content-Location: https://harbour.example/a.css

.r{{background:#000;color:#000}}
--b--
"""
NAME = "Zebulon Quark"
LINKED = f"<link rel=stylesheet href=a.css><p class=r>{NAME}</p>south"


def framed(page: str, content: str) -> Document:
    return read_one(FRAMED.format(page=page, framed=content).encode(), "a.mhtml")


@pytest.mark.parametrize(
    "page",
    [
        "<p>north</p><iframe src='cid:frame-2@mhtml.blink'></iframe>",
        "<p>north</p><iframe src='https://harbour.example/q'></iframe>",
        "<p>north</p><iframe src='q'></iframe><iframe src='q'></iframe>",
        "<frameset cols='*,*'><frame src='cid:frame-2@mhtml.blink'></frameset>",
    ],
)
def test_a_frame_of_an_archive_is_read_once_where_it_is(page: str) -> None:
    found = framed(page, f"<p>{NAME}</p><iframe src='q'></iframe><iframe src='p'></iframe>")
    assert found.text.split("north")[-1].strip() == NAME
    assert not found.warnings


@pytest.mark.parametrize(
    ("page", "content"),
    [
        ("<p>north</p><iframe hidden src='q'></iframe>", f"<p>{NAME}</p>"),
        ("<p>north</p><iframe width=0 src='q'></iframe>", f"<p>{NAME}</p>"),
        ("<p>north</p><iframe src='q'></iframe>", f"<style>p{{display:none}}</style><p>{NAME}</p>"),
        ("<p>north</p><iframe src='q'></iframe>", LINKED),
        ("<p>north</p><div style='opacity:0'><iframe src='q'></iframe></div>", f"<p>{NAME}</p>"),
    ],
)
def test_what_a_frame_hides_is_withheld(page: str, content: str) -> None:
    found = framed(page, content)
    assert "north" in found.text
    assert "Zebulon" not in said(found)
    assert sum(item.characters for item in found.hidden) >= len(NAME)


def test_a_page_that_no_frame_shows_is_not_read() -> None:
    found = framed("<p>north</p>", f"<p>{NAME}</p>")
    assert "Zebulon" not in said(found)
    assert [notice.code for notice in found.warnings] == ["frames-not-read"]


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ('<base href="https://moor.example/q/">', "https://moor.example/q/a.css"),
        ("Content-Base: https://moor.example/q/", "https://moor.example/q/a.css"),
    ],
)
def test_sheets_are_found_from_the_base_of_their_page(page: str, place: str) -> None:
    text = MHTML.format(page=PAGE.format(href="a.css"), sheet=SHEET)
    text = text.replace("https://harbour.example/css/b.css", place)
    if page.startswith("<"):
        text = text.replace("<head>", f"<head>{page}")
    else:
        text = text.replace("Content-ID: <frame-1@mhtml.blink>", page)
    document = read_one(text.encode(), "a.mht")
    assert "Zebulon" not in said(document)
    assert "north pier" in document.text


def test_the_first_page_of_an_archive_is_the_one_it_names() -> None:
    text = MHTML.format(page="<p>Zebulon Quark</p>", sheet=SHEET)
    text = text.replace('boundary="----b"', 'boundary="----b"; start="<page@x>"')
    more = f"------b\nContent-Type: text/html\nContent-ID: <page@x>\n\n{PAGE}\n------b--"
    document = read_one(text.replace("------b--", more).encode(), "a.mht")
    assert "Dear Ida" in document.text
