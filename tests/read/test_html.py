"""Web pages and HTML mail: the messages of their text versions, and only visible text."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from mailrecon import reconstruct
from mailrecon.errors import MailreconError
from mailrecon.model import Document
from mailrecon.pipeline import reconstruct_documents
from mailrecon.read import read_bytes
from mailrecon.read.html.markup import sanitize as html_markup
from mailrecon.read.html.reader import HtmlText, html_to_text, inner_page
from read.said import said
from tests.conftest import FIXTURES, SHARED, fixture_path
from tests.read import make_html
from tests.read.page_twins import assert_same_messages, read_one

TEXTS = sorted(path.name.removesuffix(".txt") for path in FIXTURES.rglob("*.txt"))
FORMS = list(make_html.LINE_FORMS)
_GAP_IN_FIELD = re.compile(r"^[^\W\d_]{2,12}: \S.*\S {4,}\S", re.MULTILINE)


@pytest.mark.parametrize("name", make_html.FIXTURES)
def test_client_form_gives_its_twins_messages(name: str) -> None:
    data = (FIXTURES / "html" / f"{name}.html").read_bytes()
    assert data.decode("utf-8") == make_html.FIXTURES[name](), "run tests/read/make_html.py"
    document = read_one(data, "page.html")
    assert document.kind == "html"
    assert_same_messages(document, name.partition(".")[2])


# Each text in one form here; all in all forms would take minutes. The form goes by the name: a new
# fixture changes no other's.
@pytest.mark.parametrize(
    ("name", "form"), [(name, FORMS[crc32(name.encode()) % len(FORMS)]) for name in TEXTS]
)
def test_text_as_a_page_gives_the_same_messages(name: str, form: str) -> None:
    text = reconstruct(fixture_path(f"{name}.txt")).parsed[0].document.text
    # A table's cells keep no gaps, and codes at the margin of a header are behind one.
    if form == "tables" and _GAP_IN_FIELD.search(text):
        form = "pre"
    page = make_html.LINE_FORMS[form](text)
    assert_same_messages(read_one(page.encode(), "page.html"), name)


@pytest.mark.skipif(not (SHARED / "seed").is_dir(), reason="the founding document is not here")
@pytest.mark.parametrize("form", FORMS)
def test_founding_document_as_a_page(form: str) -> None:
    path = SHARED / "seed" / "post.ja.txt"
    wanted = reconstruct(path).messages
    page = make_html.LINE_FORMS[form](path.read_text(encoding="utf-8"))
    got = reconstruct_documents(read_bytes(page.encode(), "post.html")).messages
    assert len(got) == 8
    for one, other in zip(wanted, got, strict=True):
        assert one.subject == other.subject
        assert one.when == other.when or (one.when and other.when)
        assert one.body.replace("\u00a0", " ") == other.body
        assert [p.name for p in one.to] == [p.name for p in other.to]
        assert one.source.footnote == other.source.footnote


TEXT_OF = [
    ("<p>one</p><p>two</p>", "one\n\ntwo\n"),
    ("<div>one</div><div>two</div>", "one\ntwo\n"),
    ("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo\n"),
    ("one<br>two<br></div><div>three", "one\ntwo\nthree\n"),
    ("a \n b<b> c</b>d&nbsp;&nbsp;e", "a b cd  e\n"),
    (
        '<p class="MsoNormal">a</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p style="margin:0">b',
        "a\n\nb\n",
    ),
    ("<p>a</p><p>&nbsp;</p><p>b</p>", "a\n\nb\n"),
    ("<pre>\na\n  b\n\nc</pre>d", "a\n  b\n\nc\n\nd\n"),
    ('<div style="white-space:pre-wrap">a\n b</div>', "a\n b\n"),
    ("<textarea>a\n&lt;b&gt;</textarea>", "a\n<b>\n"),
    ("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n>\n> > b\n\nc\n"),
    ('<blockquote style="margin:0 0 0 40px;border:none;padding:0px">in</blockquote>', "in\n"),
    (
        '<div style="border:none;border-left:solid blue 1.5pt;padding:0in 0in 0in 4pt">q</div>',
        "> q\n",
    ),
    ("a<ul><li>b<ul><li>c</ul><li>d</ul>", "a\n\n• b\n  • c\n• d\n"),
    ('<ol start="3"><li>b<li>c</ol>', "3. b\n4. c\n"),
    ('<ul style="list-style:none"><li>b</ul>', "b\n"),
    ("<table><tr><td>From:</td><td>X</td></tr><tr><td>To:<td>Y</table>", "From: X\nTo: Y\n"),
    ("<table><tr><th>From</th><td>X</td></tr></table>", "From\tX\n"),
    ("<table><tr><td>From:<br>To:</td><td>X<br>Y</td></tr></table>", "From: X\nTo: Y\n"),
    ("<table><tr><td>To:</td><td>X;<br>Y</td></tr></table>", "To: X;\nY\n"),
    ("<table><tr><td>a<br>b</td><td>c</td></tr></table>", "a\nb\nc\n"),
    ("<dl><dt>From:<dd>X<dt>To:<dd>Y</dl>", "From: X\nTo: Y\n"),
    ("<div><div>From:</div><div>X</div></div>", "From: X\n"),
    (
        "<div><span>Date:</span><span>3 March</span> <b>at 9:</b><b>12</b></div>",
        "Date: 3 March at 9:12\n",
    ),
    ("<p>He said:</p><p>X</p>", "He said:\n\nX\n"),
    ('<div style="display:flex"><i>From:</i><i>X</i></div>', "From: X\n"),
    ('a<div style="border-top:solid #E1E1E1 1pt"><b>From:</b> X', "a\n\nFrom: X\n"),
    ('a<hr style="width:98%">b', "a\n\n" + "_" * 32 + "\nb\n"),
    ("a<hr>b", "a\n\nb\n"),
    (
        "<script>a</script><style>b{}</style><!-- c --><template>d</template>e<title>f</title>",
        "e\n",
    ),
    ("<svg><text>a</text></svg>b<select><option>c<option selected>d</select>", "bd\n"),
    ('<p style="display:none">a</p><p hidden>b</p><p style="font-size:0px">c</p>d', "d\n"),
    ("<style>.x{display:none} div .y{display:none}</style><p class=x>a</p><p class=y>b", "b\n"),
    ("<style>@media print{p{display:none}}</style><p>a", "a\n"),
    ("soft&shy;hyphen zero&#8203;width", "softhyphen zerowidth\n"),
    ('<img alt="photo"><img alt="🙂">', "🙂\n"),
    ("a &lt;<b>b</b>&gt; 1 < 2 <3", "a <b> 1 < 2 <3\n"),
]


@pytest.mark.parametrize(("html", "text"), TEXT_OF)
def test_text_of_markup(html: str, text: str) -> None:
    assert html_to_text(html).text == text


NOTES = [
    ('Text.<sup><a href="#fn1">1</a></sup>', "Text.[1]\n"),
    ('Text<a href="#note-2" class="footnote-ref"><sup>2</sup></a>', "Text[2]\n"),
    ('<a href="#_ftn1" name="_ftnref1">[1]</a> From: X', "[1] From: X\n"),
    ("Text.<sup>3</sup> 5 m<sup>2</sup>", "Text.[3] 5 m2\n"),
    ("<p><sup>4</sup>From: X</p>", "[4] From: X\n"),
    (
        '<ol class="footnotes"><li><p>From: X<a href="#ref1">↩</a></p><li>Y</ol>',
        "[1] From: X\n\n[2] Y\n",
    ),
    ('<p><a href="#2">2</a> pages</p>', "2 pages\n"),
]


@pytest.mark.parametrize(("html", "text"), NOTES)
def test_footnotes_are_numbered(html: str, text: str) -> None:
    assert html_to_text(html).text == text


LINKS = [
    ('To: <a href="mailto:x@y.example">x@y.example</a>', "To: x@y.example"),
    ('To: X &lt;<a href="mailto:x@y.example">x@y.example</a>&gt;', "To: X <x@y.example>"),
    ('<b>To:</b> <a href="mailto:x@y.example?subject=s">Ann Poe</a>', "To: Ann Poe <x@y.example>"),
    (
        'To: <a href="mailto:a@y.example">Poe, Ann</a>; Bob; <a href="mailto:c%40y.example">Cy</a>',
        "To: Poe, Ann <a@y.example>; Bob; Cy <c@y.example>",
    ),
    ('To: <a href="mailto:x@y.example">Ann</a> &lt;x@y.example&gt;', "To: Ann <x@y.example>"),
    ('To: <a href="mailto:x@y.example">[redacted]</a>', "To: [redacted]"),
    ('To: <a href="mailto:x@y.example">████</a>', "To: ████"),
    (
        'On 3 May, <a href="mailto:x@y.example">Ann Poe</a> wrote:',
        "On 3 May, Ann Poe <x@y.example> wrote:",
    ),
    ('Please <a href="mailto:x@y.example">write to us</a>.', "Please write to us."),
    ('Note: please <a href="mailto:x@y.example">write to us</a>.', "Note: please write to us."),
    ('To: <a href="mailto:not an address">Ann</a>', "To: Ann"),
    (
        '<table><tr><td>To:</td><td><a href="mailto:x@y.example">Ann</a></td></tr></table>',
        "To: Ann <x@y.example>",
    ),
]


@pytest.mark.parametrize(("html", "text"), LINKS)
def test_mail_links(html: str, text: str) -> None:
    assert html_to_text(html).text == f"{text}\n"


BARS = [
    ('<span style="background:#000;color:#000">Jane Doe</span>', "████████", True),
    ('<span style="background-color: black">Jane</span>', "████", True),
    ('<span style="background:rgb(0, 0, 0);color:rgba(0,0,0,1)">Jane</span>', "████", True),
    ('<font color="#000000" style="background:#111">Jane</font>', "████", True),
    ('<span style="color:transparent">Jane</span>', "████", True),
    ('<span style="filter: blur(4px)">Jane</span>', "████", True),
    ("<style>.r{background:#000;color:#000}</style><b class=r>Jane</b>", "████", True),
    ('<span class="redacted">Jane</span>', "████", True),
    ('<span class="redacted">[name]</span>', "[name]", False),
    ('<span class="redacted">[Jane Doe]</span>', "██████████", True),
    ('<span style="background:#000;color:#000">&lt;j@d.example&gt;</span>', "█" * 13, True),
    ('<span style="background:black">&nbsp;&nbsp;&nbsp;&nbsp;</span>', "████████", False),
    ('<span style="background:black;width:60pt"></span>', "██████████", False),
    ('<span style="background:black">(b)(6)</span>', "(b)(6)", False),
    ('<span style="background:black"><b>Jane</b> <i>Doe</i></span>', "████████", True),
    ('<img src="x.png" alt="Redacted">', "[redacted]", False),
]


@pytest.mark.parametrize(("html", "mark", "under"), BARS)
def test_bars_are_redactions(html: str, mark: str, *, under: bool) -> None:
    found = html_to_text(f"<p>To: {html}; Bob</p>")
    assert found.text == f"To: {mark}; Bob\n"
    (redaction,) = found.redactions
    assert found.text[redaction.span.start : redaction.span.end] == mark
    assert redaction.how == ("image" if "<img" in html else "styled text")
    assert bool(found.hidden) == under
    assert not found.warnings


@pytest.mark.parametrize(
    "html",
    [
        '<span style="background:#000;color:#fff">menu</span>',
        '<body style="background:#000">menu',
        '<div style="background:#000;color:#ccc"><span style="background:black">menu</span></div>',
        '<div class="redacted-documents">menu</div>',
    ],
)
def test_light_text_on_black_is_text(html: str) -> None:
    found = html_to_text(html)
    assert found.text == "menu\n"
    assert not found.redactions


def test_text_under_a_bar_is_nowhere_in_the_document() -> None:
    bar = '<b style="background:black" title="Jane">Jane</b>'
    page = f'<p>From: <a href="mailto:jane@x.example">{bar}</a></p>'
    document = read_one(f"<html><body>{page}</body></html>".encode(), "a.html")
    assert "ane" not in said(document).lower().replace("mailrecon", "")


def test_navigation_and_buttons_are_whole_lines_set_aside() -> None:
    found = html_to_text(
        "<nav><a>Home</a> | <a>About</a></nav><article><p>From: <b>X</b> <button>Reply</button></p>"
        "<p>Text</p><nav>Older</nav></article><div role=toolbar>Print</div>"
    )
    aside = [found.text[span.start : span.end] for span in found.set_aside]
    assert aside == ["Home | About", "Reply", "Older", "Print"]
    for span in found.set_aside:
        assert span.start == 0 or found.text[span.start - 1] == "\n"
        assert found.text[span.end] == "\n"
    assert "\nFrom: X\n" in found.text


# Places.


def _element_text(tree: LexborHTMLParser, path: str) -> str:
    steps = [
        re.sub(r"^([a-z0-9]+)(?:\[(\d+)\])?$", _nth, step) for step in path.strip("/").split("/")
    ]
    node = tree.css_first(" > ".join(steps))
    assert node is not None, path
    return f"{node.text(deep=True)} {unescape(node.html or '')}"


def _nth(match: re.Match[str]) -> str:
    return f"{match[1]}:nth-of-type({match[2]})" if match[2] else match[1]


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text))


def assert_places(found: HtmlText | Document) -> None:
    """Places are in order, apart, and cover everything but quote marks, bullets and gaps."""
    for one, other in pairwise(found.places):
        assert one.span.end <= other.span.start
    position, outside = 0, []
    for place in found.places:
        assert 0 <= place.span.start < place.span.end <= len(found.text)
        outside.append(found.text[position : place.span.start])
        position = place.span.end
    outside.append(found.text[position:])
    assert not re.sub(r"[>\s•]|\[\d+\]|\d+\.", "", "".join(outside))


@pytest.mark.parametrize("name", make_html.FIXTURES)
def test_places_name_the_elements_the_text_stands_in(name: str) -> None:
    html = make_html.FIXTURES[name]()
    found = html_to_text(html)
    assert_places(found)
    tree = LexborHTMLParser(html)
    assert len(found.places) > 3
    for place in found.places:
        assert place.unit == "element"
        shown = found.text[place.span.start : place.span.end]
        assert _words(shown) <= _words(_element_text(tree, place.reference)), place


def test_deep_elements_are_placed_in_an_ancestor() -> None:
    found = html_to_text("<div>" * 100 + "deep")
    assert found.places[0].reference.count("/div[1]") < 70
    assert_places(found)


# Hostile pages. Each would take a naive use of a parser minutes or gigabytes.

MANY = 5_000
HOSTILE = {
    "divisions": "<div>" * 100_000 + "end",
    "closed divisions": "<div>" * 100_000 + "end" + "</div>" * 100_000,
    "tables": "<table><tr><td>" * 100_000 + "end",
    "lists": "<ul><li>" * MANY + "end",
    "quotations": "<blockquote>" * 100_000 + "<br>x" * MANY + "end",
    "unclosed fonts": "".join(f"<p><font size={n}>" for n in range(MANY)) + "end",
    "misnested": "<b>" * 3 + "<div></b>" * MANY + "end",
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">end",
    "items below divisions": "<div>" * 600 + "<li>" * MANY + "end",
    "text beside tables": "<table>" + "x<b>" * MANY + "end",
    "hidden by comments": "<div><!--</div>-->" * 100_000 + "end",
    "buttons": "<button>" * MANY + "</button>" * MANY + "end",
    "links": '<a href="mailto:x@y.example">' * MANY + "end",
    "quotes in tags": "<a b='" + '<a b="' * MANY + "\"'>end",
    "braces": "<style>" + "{" * MANY + "</style>end",
    "commas": "<style>" + ",a" * MANY + "{color:red}</style>end",
    "rows": "<table>" + "<tr><td>a:<td>b" * MANY + "</table>end",
    "one row": "<table><tr>" + "<td>a" * MANY + "</table>end",
    "terms": "<dl>" + "<dt>a:" * MANY + "</dl>end",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_page_is_read_to_its_end(name: str) -> None:
    html = HOSTILE[name]
    plain = html_markup.make_plain(html, inner_page)
    assert len(plain.markup) <= 2 * len(html) + 10
    found = html_to_text(html)
    assert found.text.rstrip().endswith("end")
    assert len(found.text) < 60 * len(html)
    assert_places(found)


def test_what_is_nested_too_deep_is_told() -> None:
    assert [n.code for n in html_to_text(HOSTILE["divisions"]).warnings] == ["nested-too-deep"]
    assert not html_to_text("<div>" * 300 + "<p>x" * MANY).warnings


def test_flat_page_of_unclosed_elements_is_no_deep_one() -> None:
    found = html_to_text("<p>x" * 2_000 + "<table>" + "<tr><td><font>y" * 2_000)
    assert found.text.count("x") == found.text.count("y") == 2_000
    assert not found.warnings


def test_too_many_tags_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_markup, "MOST_TAGS", 100)
    with pytest.raises(MailreconError, match=r"big\.html: has more than 100 tags"):
        read_one(b"<html>" + b"<p>" * 200, "big.html")


# Bytes and encodings.


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "koi8-r", "utf-16"])
def test_declared_encoding(encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body><p>Лебёдка вернулась</p></body>'
    document = read_one(page.encode(encoding), "a")
    assert document.kind == "html"
    assert document.text == "Лебёдка вернулась\n"


@given(st.binary(max_size=400))
def test_any_bytes_behind_the_sign(data: bytes) -> None:
    try:
        document = read_one(b"<html><body>" + data, "a.html")
    except MailreconError:
        return
    assert document.kind == "html"
    assert_places(document)


_OPENED = (
    "p",
    "div",
    "table",
    "tr",
    "td",
    "th",
    "b",
    "a",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "br",
)
_CLOSED = ("p", "div", "table", "tr", "td", "b", "a", "li", "ul", "dl", "blockquote", "body")
_PIECES = st.sampled_from(
    [
        *(f"<{tag}>" for tag in _OPENED),
        *(f"</{tag}>" for tag in _CLOSED),
        "<blockquote type=cite>",
        '<a href="mailto:a@b.example">',
        '<p style="margin:0">',
        '<span style="background:#000">',
        '<div style="display:flex">',
        '<sup><a href="#fn1">1</a></sup>',
        "<button>",
        "<!--",
        "-->",
        "<pre>\n",
        "From: ",
        "word ",
        "x",
        " ",
        "\n",
        "&nbsp;",
        "&lt;",
        "<",
        ">",
        '"',
        "'",
    ]
)


@given(st.lists(_PIECES, max_size=60).map("".join))
def test_any_soup_of_tags(html: str) -> None:
    found = html_to_text(html)
    assert_places(found)
    for span in found.set_aside:
        assert span.start == 0 or found.text[span.start - 1] == "\n"
        assert found.text[span.end] == "\n"
    for redaction in found.redactions:
        assert re.fullmatch(
            r"█+|\[redacted\]|\W*", found.text[redaction.span.start : redaction.span.end]
        )


@given(
    st.lists(
        st.sampled_from(["<div>", "</div>", "<b>", "</b>", "<p>", "<ul><li>", "</ul>"]), max_size=30
    ),
    st.data(),
)
def test_no_word_is_lost_and_none_moves(tags: list[str], data: st.DataObject) -> None:
    words = [f"w{number}" for number in range(len(tags))]
    html = "".join(f"{tag} {word} " for tag, word in zip(tags, words, strict=True))
    assert re.findall(r"w\d+", html_to_text(html).text) == words


@pytest.mark.parametrize("outer", ["div", "b", "blockquote", "section"])
@pytest.mark.parametrize(
    "secret",
    [
        '<span style="display:none">Zora Quill</span>',
        '<span style="color:#fff">Zora <b>Quill</b></span>',
        '<div style="background:#000;color:#000">Zora <i>Quill</i></div>',
        "<span hidden>Zora Quill</span>",
        "<span class=gone>Zora Quill</span>",
        "<i>Zora Quill</i>",
        '<p style="opacity:0">Zora Quill<p>',
    ],
)
def test_what_is_nested_too_deep_keeps_its_style(outer: str, secret: str) -> None:
    sheet = "<style>.gone, i { visibility: hidden }</style>"
    page = f"{sheet}{f'<{outer}>' * 600}It was {secret}<u>of the pier.</u>"
    found = html_to_text(page)
    assert "Zora" not in found.text
    assert "Quill" not in found.text
    assert "It was" in found.text
    assert "of the pier." in found.text
    seen = html_to_text(f"{'<div>' * 600}It was <u style='color:#222'>Zora Quill</u>")
    assert "Zora Quill" in seen.text
