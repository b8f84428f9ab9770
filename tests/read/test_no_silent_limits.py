"""Hidden text stays hidden, however many boxes, rules or values a page has."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from html import escape
from io import BytesIO

import pytest
from PIL import Image

from mailrecon.model import NoticeCode
from mailrecon.read.html.css.pictures import is_too_large, painted_by
from mailrecon.read.html.css.sheet import declarations
from mailrecon.read.html.css.values import colour
from mailrecon.read.html.layout.heights import Budget, Heights
from mailrecon.read.html.markup import sanitize
from mailrecon.read.html.reader import html_to_text

NAME = "Zebulon"
PULLED = '<div style="margin-top:-20px;background:#000;height:20px"></div>'
LINE = '<p style="margin:0;line-height:20px">{}</p>'


def placed(top: int) -> str:
    where = f"left:0;top:{top}px;width:900px;height:20px"
    return f'<i style="position:absolute;{where};background:#000"></i>'


def lines(count: int, more: str = "") -> str:
    return "".join(LINE.format(f"line {number}") + more for number in range(count))


HIDDEN = {
    "boxes drawn back over lines": lines(310, PULLED) + LINE.format(NAME) + PULLED,
    "boxes placed over lines": '<div style="position:relative;line-height:20px">'
    f"{lines(410)}{LINE.format(NAME)}{''.join(placed(20 * number) for number in range(412))}</div>",
    "a box over the page at the end": f"{lines(410)}<p>{NAME}</p>"
    '<div style="position:fixed;inset:0;background:#000"></div>',
    "a box chosen by its place": "<style>.w i:nth-child(2){position:absolute;left:0;top:0;width:"
    "900px;height:30px;background:#000}</style><div class=w style='position:relative'>"
    f"<b>{NAME}</b><i></i></div>",
    "cells of a large grid": '<div style="display:grid">'
    + "".join(f'<p style="grid-area:{number}/1">x</p>' for number in range(1, 410))
    + f'<p style="grid-area:460/1">{NAME}</p><p style="grid-area:460/1;background:#000"></p></div>',
    "cells chosen by their place": "<style>.w p{grid-area:1/1}.w p:nth-child(2){background:#000}"
    f"</style><div class=w style='display:grid'><p>{NAME}</p><p></p></div>",
    "shapes of a large drawing": "<svg width=500 height=500>"
    + "<circle cx=450 cy=450 r=1 />" * 510
    + f"<text x=20 y=50>{NAME}</text><rect x=0 y=0 width=400 height=100 /></svg>",
    "a path with many corners": f"<svg width=500 height=500><text x=20 y=50>{NAME}</text>"
    f'<path d="M0 0 {"L1 1 " * 410}L400 0 L400 100 L0 100Z" /></svg>',
    "a long sum": f'<p style="position:absolute;left:calc({"0px + " * 60}-9000px)">{NAME}</p>',
    "sums within sums": '<p style="position:absolute;left:calc(-1 * (100vw + max(2em, '
    f'calc(3 * 1000px))))">{NAME}</p>',
    "a long list of media": f"<style>@media {'print, ' * 400}screen{{.a{{display:none}}}}</style>"
    f"<p class=a>{NAME}</p>",
    "a long value": f'<p style="--a:{"x" * 1_000_100};display:none">{NAME}</p>',
    "rules within rules": f"<style>{'.w{' * 18}.a{{display:none}}{'}' * 18}</style>"
    f"{'<div class=w>' * 18}<p class=a>{NAME}</p>{'</div>' * 18}",
    "a long list of selectors": f"<style>{''.join(f'.b{number},' for number in range(4_000))}.a"
    f"{{display:none}}</style><p class=a>{NAME}</p>",
    "variables of variables": "<style>:root{"
    + "".join(f"--v{number}:var(--v{number + 1});" for number in range(25))
    + f"--v25:none}}.a{{display:var(--v0)}}</style><p class=a>{NAME}</p>",
    "what a variable without a value stands for": "<style>:root{--a:var(--none)}.a{display:"
    f"var(--a, none)}}</style><p class=a>{NAME}</p>",
    "many columns": f'<table>{"<col>" * 1_005}<col style="visibility:collapse"><tr>'
    f"{'<td>x' * 1_005}<td>{NAME}</table>",
    "many attributes": f"<style>[data-b]{{display:none}}</style><p "
    f"{' '.join(f'data-a{number}=x' for number in range(300))} data-b=1>{NAME}</p>",
    "too many attributes": f"<p {' '.join(f'data-a{number}=x' for number in range(2_001))} "
    f"style='display:none'>{NAME}</p><style>[data-b]{{top:0}}</style>",
    "an attribute with a very long name": f"<style>[data-{'x' * 300}]{{display:none}}</style>"
    f"<p data-{'x' * 300}>{NAME}</p>",
    "an attribute with a foreign name": f"<style>[é]{{display:none}}</style><p é>{NAME}</p>",
    "moved away on the eightieth level": f"{'<div>' * 80}<p style='transform:translateX(-9000px)'>"
    f"{NAME}</p>{'</div>' * 80}",
    "a large picture": "<p style='background:url(data:image/svg+xml,%3Csvg%3E%3C!--"
    f"{'x' * 210_000}--%3E%3Crect%20fill=%22black%22/%3E%3C/svg%3E)'>{NAME}</p>",
    "conditions within conditions": f"<style>@supports {'(' * 90}display:block{')' * 90}"
    f"{{.a{{display:none}}}}</style><p class=a>{NAME}</p>",
    "more conditions within conditions": f"<style>@supports {'(' * 150}display:block{')' * 150}"
    f"{{.a{{display:none}}}}</style><p class=a>{NAME}</p>",
    "a slot beside the mark of one": "<div><template shadowrootmode=open>&#xF0000; &#x100000;"
    f"<p hidden><slot></slot></p></template>{NAME}</div>",
    "a page in five frames": NAME,
    "a long name of an attribute": f"<style>[data-{'x' * 60}]{{display:none}}</style>"
    f"<p data-{'x' * 60}>{NAME}</p>",
}


for _ in range(5):
    inside = escape(HIDDEN["a page in five frames"])
    HIDDEN["a page in five frames"] = f'<iframe srcdoc="{inside}"></iframe>'


@pytest.mark.parametrize("markup", HIDDEN.values(), ids=HIDDEN)
def test_no_number_of_things_before_it_shows_what_is_hidden(markup: str) -> None:
    found = html_to_text(f"<body><p>Dear Ida,</p>{markup}<p>Regards</p></body>")
    assert NAME not in found.text
    assert found.hidden or "a box over the page" in markup
    if "inset:0" not in markup:
        assert "Dear Ida" in found.text


def test_words_beyond_the_budget_are_withheld_and_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    markup = (
        f'<body><p>Dear Ida,</p><div style="position:relative">{LINE.format(NAME)}'
        '<i style="position:absolute;left:400px;top:0;width:90px;height:20px;background:#000">'
        "</i></div><p>Regards</p></body>"
    )
    assert NAME in html_to_text(markup).text
    monkeypatch.setattr(sanitize, "Budget", lambda: Budget(0))
    found = html_to_text(markup)
    assert NAME not in found.text
    assert "Regards" in found.text
    assert [notice.code for notice in found.warnings] == [NoticeCode.STYLE_NOT_FOLLOWED]


def test_boxes_are_found_at_any_height() -> None:
    boxes = [(float(top), float(top + size)) for top in range(-500, 3_000, 37) for size in (5, 700)]
    boxes += [(-1e12, 1e12), (100.0, float("inf")), (float("nan"), 4.0)]
    budget = Budget(10)
    heights = Heights(boxes, lambda box: box, budget)
    for top, bottom in ((0.0, 20.0), (640.0, 1_280.0), (-1e15, -400.0), (2_999.0, 1e15)):
        expected = {box for box in boxes if box[0] < bottom and box[1] > top}
        assert set(heights.at(top, bottom)) == expected
    assert budget.take(10)
    assert not budget.spent
    assert not budget.take(1)
    assert budget.spent


def test_a_chosen_option_is_read_to_its_end() -> None:
    words = "pier " * 60 + "end"
    assert words in html_to_text(f"<select><option>{words}</option></select>").text


def test_many_slots_are_shown() -> None:
    tree = "".join(f"<slot name=s{number}></slot>" for number in range(1_200))
    markup = f"<div><template shadowrootmode=open>{tree}</template><p slot=s1150>{NAME}</p></div>"
    assert NAME in html_to_text(markup).text


@pytest.mark.parametrize(
    ("markup", "code"),
    [
        (
            f"<style>@supports {'(' * 150}top:0{')' * 150}{{.a{{color:red}}}}</style>",
            NoticeCode.STYLE_NOT_FOLLOWED,
        ),
        (
            f"<style>p{{top:0}}</style><p {' '.join(f'a{number}=x' for number in range(2_001))}>",
            NoticeCode.STYLE_NOT_FOLLOWED,
        ),
        ("<link rel=stylesheet href=a.css>", NoticeCode.STYLE_SHEET_MISSING),
        (HIDDEN["a page in five frames"], NoticeCode.FRAMES_NOT_READ),
    ],
    ids=["deep conditions", "attributes", "a sheet that is missing", "five frames"],
)
def test_what_is_reported_of_a_page_is_reported_of_one_in_a_frame(
    markup: str, code: NoticeCode
) -> None:
    for level in range(3):
        found = html_to_text(f"<body>Dear Ida {markup}</body>")
        assert code in [notice.code for notice in found.warnings], level
        markup = f'<iframe srcdoc="{escape(markup)}"></iframe>' * 2
    assert len(found.warnings) == 1


def test_what_lies_deep_and_is_moved_is_withheld_beyond_the_budget(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    markup = f"{'<div>' * 80}<p style='transform:translateX(-9px)'>{NAME}</p>"
    assert NAME in html_to_text(markup).text
    monkeypatch.setattr(sanitize, "Budget", lambda: Budget(0))
    found = html_to_text(markup)
    assert NAME not in found.text
    assert [notice.code for notice in found.warnings] == [NoticeCode.STYLE_NOT_FOLLOWED]


def _picture(side: int, shade: int) -> str:
    out = BytesIO()
    Image.new("L", (side, side), shade).save(out, "PNG")
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"


def _variables(value: str) -> str:
    """Forty variables that double the one before; the last is too long to be written out."""
    more = "".join(f"--v{n}:var(--v{n - 1})var(--v{n - 1});" for n in range(1, 40))
    return f"<style>:root{{--v0:/**/ {value};{more}}}</style>"


TOO_LARGE = {
    "white letters on a large picture": (
        f"<p style=\"color:#fff;background:url('{_picture(6_500, 255)}')\">{NAME}</p>"
    ),
    "black letters on a larger one": (
        f"<p style=\"background:url('{_picture(14_000, 0)}')\">{NAME}</p>"
    ),
    "letters of another colour in it": (
        f"<div style=\"background:#000 url('{_picture(6_500, 255)}')\">"
        f'<p style="color:#fff">{NAME}</p></div>'
    ),
    "a large picture over words": (
        f'<div style="position:relative">{LINE.format(NAME)}<i style="position:absolute;left:0;'
        f"top:0;width:900px;height:40px;background:url('{_picture(6_500, 0)}')\"></i></div>"
    ),
    "a large picture before words": (
        "<style>.a{position:relative}.a::before{content:'';position:absolute;inset:0;"
        f"background:url('{_picture(6_500, 0)}')}}</style><p class=a>{NAME}</p>"
    ),
    "a long ground": f'{_variables("black")}<p style="background:var(--v39)">{NAME}</p>',
    "a long colour": f'{_variables("white")}<p style="color:var(--v30)">{NAME}</p>',
    "deep variables": "<style>:root{--v0:none;"
    + "".join(f"--v{number}:var(--v{number - 1});" for number in range(1, 300))
    + f"}}</style><p style='display:var(--v299)'>{NAME}</p>",
}


@pytest.mark.parametrize("case", TOO_LARGE)
def test_what_a_style_too_large_to_follow_may_hide_is_withheld_and_reported(case: str) -> None:
    found = html_to_text(f"<body><p>Dear Ida</p>{TOO_LARGE[case]}<p>Regards</p></body>")
    assert NAME not in found.text
    assert "Dear Ida" in found.text
    assert "Regards" in found.text
    assert NoticeCode.STYLE_NOT_FOLLOWED in [notice.code for notice in found.warnings]


def test_one_long_variable_is_followed() -> None:
    photo = f"url(data:image/png;base64,{'A' * 300_000})"
    markup = f"<style>:root{{--photo:{photo}}}body{{background:#fff var(--photo)}}</style>{NAME}"
    found = html_to_text(markup)
    assert NAME in found.text
    assert found.warnings == ()


@pytest.mark.parametrize("remembering", [painted_by, is_too_large, colour, declarations])
def test_long_values_are_not_kept(remembering: Callable[[str], object]) -> None:
    value = f"url(data:image/gif;base64,{'A' * 9_000})"
    before = sys.getrefcount(value)
    remembering(value)
    assert sys.getrefcount(value) == before
