"""Web pages and HTML mail bodies: text twins, clients' quotations, bars, hidden text, depth."""

from __future__ import annotations

import contextlib
import re
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailrecon import reconstruct
from mailrecon.errors import MailreconError
from mailrecon.read import read_bytes
from mailrecon.read.html.reader import html_to_text
from read.twins import ALIGNED, differences, share, twins

SEED = Path(__file__).resolve().parents[3] / "shared" / "seed" / "post.ja.txt"
PATHS = [path for path in twins(widest=5000) if path.stem not in ALIGNED]
HEAD = '<!DOCTYPE html><html><head><meta charset="utf-8"><title>T</title></head><body>'


def _spaced(line: str) -> str:
    """A line whose runs of spaces survive in HTML."""
    return escape(line).replace("\t", "&nbsp;&nbsp;&nbsp; ").replace("  ", "&nbsp; ")


def in_pre(text: str) -> str:
    return f"{HEAD}<pre>\n{escape(text)}</pre></body></html>"


def in_divs(text: str) -> str:
    lines = (f"<div>{_spaced(line) or '<br>'}</div>" for line in text.rstrip("\n").split("\n"))
    return f"{HEAD}{''.join(lines)}</body></html>"


def in_breaks(text: str) -> str:
    return f"{HEAD}<p>{'<br>'.join(map(_spaced, text.rstrip().split(chr(10))))}</p></body></html>"


FORMS = {"pre": in_pre, "div": in_divs, "br": in_breaks}


IN_A_FORM = [
    pytest.param(path, form, id=f"{path.stem}-{form}")
    for number, form in enumerate(FORMS)
    for path in share(PATHS, number, len(FORMS))
]


@pytest.mark.parametrize(("path", "form"), IN_A_FORM)
def test_a_page_gives_what_its_text_twin_gives(path: Path, form: str) -> None:
    page = FORMS[form](path.read_text(encoding="utf-8"))
    assert differences(path, reconstruct(page.encode(), name="x.html")) == []


@pytest.mark.skipif(not SEED.exists(), reason="the founding document lies outside the project")
@pytest.mark.parametrize("form", FORMS)
def test_the_founding_document(form: str) -> None:
    page = FORMS[form](SEED.read_text(encoding="utf-8"))
    printed, plain = reconstruct(page.encode()), reconstruct(SEED)
    assert [m.subject for m in printed.messages] == [m.subject for m in plain.messages]
    assert ["".join(m.body.split()) for m in printed.messages] == [
        "".join(m.body.split()) for m in plain.messages
    ]


GMAIL = """<div dir="ltr">Two, then.</div><br><div class="gmail_quote"><div dir="ltr"
class="gmail_attr">On Mon, Feb 4, 2019 at 9:12 AM Linus Orrery &lt;<a
href="mailto:linus@orrery.example">linus@orrery.example</a>&gt; wrote:<br></div><blockquote
class="gmail_quote" style="margin:0px 0px 0px 0.8ex"><div dir="ltr">How many <b>hives</b>?</div>
</blockquote></div>"""
APPLE = """<div>Two, then.</div><br><div><blockquote type="cite"><div>On 4 Feb 2019, at 09:12,
Linus Orrery &lt;<a href="mailto:linus@orrery.example">linus@orrery.example</a>&gt; wrote:</div>
<br><div>How many <b>hives</b>?</div></blockquote></div>"""
OUTLOOK = """<div class="WordSection1"><p class="MsoNormal">Two, then.<o:p></o:p></p><p
class="MsoNormal"><o:p>&nbsp;</o:p></p><div style="border:none;border-top:solid #E1E1E1 1.0pt">
<p class="MsoNormal"><b>From:</b> Linus Orrery &lt;linus@orrery.example&gt; <br><b>Sent:</b>
Monday, February 4, 2019 9:12 AM<br><b>To:</b> <a href="mailto:r.ames@w.example">Rosalind Ames</a>
<br><b>Subject:</b> Hives<o:p></o:p></p></div><p class="MsoNormal"><o:p>&nbsp;</o:p></p><p
class="MsoNormal">How many <b>hives</b>?<o:p></o:p></p></div>"""
YAHOO = """<div class="ydp1">Two, then.</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>
<div>On Monday, February 4, 2019, 09:12:00 AM EST, Linus Orrery &lt;linus@orrery.example&gt;
wrote:</div><div><br></div><div><br></div><div>How many hives?</div></div></div>"""
THUNDERBIRD = """<p>Two, then.</p><div class="moz-cite-prefix">On 4/2/19 09:12, Linus Orrery
wrote:<br></div><blockquote type="cite" cite="mid:a@b"><p>How many hives?</p></blockquote>"""
PROTON = """<div>Two, then.</div><div class="protonmail_quote">------- Original Message -------<br>
On Monday, February 4th, 2019 at 9:12 AM, Linus Orrery &lt;linus@orrery.example&gt; wrote:<br><br>
<blockquote class="protonmail_quote" type="cite"><div>How many hives?</div></blockquote></div>"""
MAILRU = """<div>Два.</div><blockquote style="border-left:1px solid #08F; margin:10px">Понедельник,
4 февраля 2019, 9:12 +03:00 от Linus Orrery &lt;linus@orrery.example&gt;:<br><div>How many
hives?</div></blockquote>"""


@pytest.mark.parametrize(
    "body",
    [GMAIL, APPLE, OUTLOOK, YAHOO, THUNDERBIRD, PROTON, MAILRU],
    ids=["gmail", "apple", "outlook", "yahoo", "thunderbird", "proton", "mailru"],
)
def test_what_each_client_quotes_is_found(body: str) -> None:
    mail = (
        "From: Rosalind Ames <r.ames@w.example>\nTo: Linus Orrery <linus@orrery.example>\n"
        "Subject: Re: Hives\nDate: Tue, 5 Feb 2019 08:00:00 +0000\nMessage-ID: <b@w.example>\n"
        f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{body}\n"
    )
    archive = reconstruct(mail.encode(), name="a.eml")
    real, quoted = archive.messages
    assert real.parent == quoted.message_id
    assert real.body in ("Two, then.", "Два.")
    assert quoted.body == "How many hives?"
    assert quoted.originator is not None
    assert quoted.originator.name == "Linus Orrery"
    assert quoted.when is not None
    assert (quoted.when.local.hour, quoted.when.local.minute) == (9, 12)


def test_rows_terms_and_labels_are_one_line_each() -> None:
    page = html_to_text(
        "<table><tr><th>From:</th><td>Ada <b>Moor</b></td></tr></table>"
        "<dl><dt>To</dt><dd>Ben Ruiz</dd></dl>"
    )
    lines = [line for line in page.text.split("\n") if line]
    assert [re.sub(r"\s+", " ", line) for line in lines] == [
        "From: Ada Moor",
        "To Ben Ruiz",
    ]


def test_layout_tables_keep_their_blocks_apart() -> None:
    page = html_to_text("<table><tr><td><p>a</p><p>b</p></td><td>c<br>d</td></tr></table>")
    assert [line for line in page.text.split("\n") if line] == ["a", "b", "c", "d"]


def test_hidden_text_and_scripts_are_not_read_and_navigation_is_set_aside() -> None:
    page = html_to_text(
        "<nav><a>Home</a></nav><script>var From = 1</script><style>p{}</style>"
        '<p style="display:none">hidden</p><p hidden>hidden</p><p>seen</p>'
        '<span style="font-size:0">hidden</span><template>hidden</template>'
    )
    assert [line for line in page.text.split("\n") if line] == ["Home", "seen"]
    assert [page.text[span.start : span.end] for span in page.set_aside] == ["Home"]


@pytest.mark.parametrize(
    "bar",
    [
        '<span style="background:#000;color:#000">ada@secret.example</span>',
        '<span style="background-color: black; color: black">ada@secret.example</span>',
        '<mark class="redacted">ada@secret.example</mark>',
        '<b style="background:rgb(0,0,0);color:rgba(0,0,0,1)">ada@<i>secret</i>.example</b>',
    ],
)
def test_text_under_a_bar_is_never_written_out(bar: str) -> None:
    page = html_to_text(f"<p>From: Ada Moor {bar}</p>")
    assert "secret" not in page.text
    assert "█" in page.text
    assert [item.how for item in page.redactions] == ["styled text"]
    (span,) = [item.span for item in page.redactions]
    assert set(page.text[span.start : span.end]) == {"█"}
    assert page.warnings == ()
    assert sum(item.characters for item in page.hidden) > 0


def test_a_mail_link_gives_its_address_once() -> None:
    shown = html_to_text(
        '<p>To: <a href="mailto:ben@n.example">Ben Ruiz</a>; '
        '<a href="mailto:ada@n.example">ada@n.example</a>; '
        'Cleo &lt;<a href="mailto:cleo@n.example">cleo@n.example</a>&gt;; '
        '<a href="mailto:dov@secret.example">[redacted]</a></p>'
    ).text
    assert shown == (
        "To: Ben Ruiz <ben@n.example>; ada@n.example; Cleo <cleo@n.example>; [redacted]\n"
    )


def test_images_that_say_redacted_are_redactions() -> None:
    page = html_to_text('<p>To: <img alt="Redacted address" src="http://x.example/a.png"></p>')
    assert page.text == "To: [redacted]\n"
    assert [item.how for item in page.redactions] == ["image"]


def test_places_name_the_elements() -> None:
    page = html_to_text("<body><div><p>one</p><p>two</p></div></body>")
    assert {page.text[p.span.start : p.span.end]: p.reference for p in page.places} == {
        "one": "/html/body/div[1]/p[1]",
        "two": "/html/body/div[1]/p[2]",
    }


def test_depth_and_width_are_read() -> None:
    deep = b"<!DOCTYPE html>" + b"<div>" * 100_000 + b"x"
    (document,) = read_bytes(deep, "x.html")
    assert document.text.strip() == "x"
    assert html_to_text("<p>x</p>" * 30_000).text.count("x") == 30_000
    assert html_to_text("<blockquote>" * 900 + "x").text.rstrip().endswith("> x")


@given(text=st.text(alphabet=st.sampled_from(list("<>/=\"' abpdivtrs&;:-!\n")), max_size=200))
def test_any_markup_raises_nothing_of_its_own(text: str) -> None:
    with contextlib.suppress(MailreconError):
        (document,) = read_bytes(b"<!DOCTYPE html>" + text.encode(), "x.html")
        for place in document.places:
            assert 0 <= place.span.start < place.span.end <= len(document.text)
