"""Pages with the same style sheets share one closed sheet, and are read as if each had its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailrecon.read.html.css import page_sheets
from mailrecon.read.html.reader import HtmlText, html_to_text

SHEETS = (
    "",
    ".k { display: none }",
    "p { color: #000 } .k { color: #fff; background: #fff }",
    "@media print { p { display: none } }",
    "@layer a, b; @layer b { .k { display: none } } @layer a { .k { display: block } }",
    "p:first-child { visibility: hidden }",
    "p::after { content: attr(title) }",
    "@keyframes away { to { opacity: 0 } } .k { animation: away 1s forwards }",
    "@property --o { initial-value: 0 } .k { opacity: var(--o) }",
    "@container (min-width: 400px) { .k { display: none } }",
    "@import url('more.css');",
    ".k:::x { display: none }",
    ".k { height: 0; overflow: hidden }",
)
MEDIA = ("", "screen", "print")
_LONG = "A" * 300
# Elements that one sheet styles in other ways on each page: by tag, parent, attributes.
PARTS = (
    '<p class="k">One</p>',
    '<span class="k">Two</span>',
    '<table class="k"><tr><td>Three</td></tr></table>',
    '<div class="k" style="height: 0; overflow: hidden">Four</div>',
    '<table bgcolor="#000000"><tr><td class="k">Five</td></tr></table>',
    '<table><col style="background: #000"><tr><td class="k">Six</td></tr></table>',
    '<div style="background: #000"><p>Seven</p><p class="k">Eight</p></div>',
    '<details><summary class="k">Nine</summary><p>Ten</p></details>',
    '<p hidden class="k">Eleven</p>',
    f'<div class="k" style="background: url(data:image/png,{_LONG})"><b>Twelve</b></div>',
    '<div style="display: grid"><p style="grid-area: 1 / 1">Thirteen</p>'
    '<p class="k" style="grid-area: 1 / 1; background: #fff">Fourteen</p></div>',
    '<p title="t" class="k" style="width: attr(data-w px)" data-w="0">Fifteen</p>',
    '<div style="color: #fff; --c: #fff"><i class="k" style="background: var(--c)">16</i></div>',
    '<ul class="k"><li>Seventeen<li style="display: none">Eighteen</ul>',
)
BODY = '<p>Seen.</p><p class="k" title="t">Perhaps.</p><P CLASS="K">Perhaps, too.</P>'


def _page(styles: list[tuple[str, str]], doctype: str, body: str = BODY) -> str:
    sheets = "".join(f'<style media="{media}">{text}</style>' for text, media in styles)
    return f"{doctype}<html><head>{sheets}</head><body>{body}</body></html>"


def _alone(page: str) -> HtmlText:
    # The styles go with the sheet.
    page_sheets._without_imports.cache_clear()
    return html_to_text(page)


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(SHEETS), st.sampled_from(MEDIA)), max_size=3),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(("", "<!DOCTYPE html>")),
)
def test_pages_that_share_sheets_are_read_as_ones_alone(
    pages: list[list[tuple[str, str]]], doctype: str
) -> None:
    texts = [_page(styles, doctype) for styles in pages]
    alone = [_alone(text) for text in texts]
    page_sheets._without_imports.cache_clear()
    assert [html_to_text(text) for text in (*texts, *texts)] == [*alone, *alone]


@given(
    st.lists(st.tuples(st.sampled_from(SHEETS), st.sampled_from(MEDIA)), min_size=1, max_size=2),
    st.lists(st.lists(st.sampled_from(PARTS), max_size=5).map("".join), min_size=2, max_size=4),
    st.sampled_from(("", "<!DOCTYPE html>")),
)
def test_pages_of_one_site_are_read_as_ones_alone(
    styles: list[tuple[str, str]], bodies: list[str], doctype: str
) -> None:
    texts = [_page(styles, doctype, body) for body in bodies]
    alone = [_alone(text) for text in texts]
    page_sheets._without_imports.cache_clear()
    assert [html_to_text(text) for text in (*texts, *texts)] == [*alone, *alone]


def test_an_element_has_the_style_of_its_tag_on_each_page() -> None:
    styles = [(".k { height: 0; overflow: hidden }", "")]
    block = _page(styles, "<!DOCTYPE html>", '<p class="k">Words.</p>')
    inline = _page(styles, "<!DOCTYPE html>", '<span class="k">Words.</span>')
    for _ in range(2):
        assert "Words." not in html_to_text(block).text
        assert "Words." in html_to_text(inline).text


def test_doctype_and_attributes_part_pages_with_one_sheet() -> None:
    styles = [(".k { display: none }", "")]
    assert "too" in html_to_text(_page(styles, "<!DOCTYPE html>")).text
    assert "too" not in html_to_text(_page(styles, "")).text


def test_an_imported_sheet_is_asked_for_by_each_page() -> None:
    page = _page([("@import url('more.css');", "")], "<!DOCTYPE html>")
    hiding = html_to_text(page, lambda address: ".k { display: none }")
    assert "Perhaps." not in hiding.text
    assert "Perhaps." in html_to_text(page, lambda address: "").text
    assert html_to_text(page, lambda address: None).warnings
    assert not html_to_text(page, lambda address: "").warnings


def test_a_linked_sheet_is_that_of_its_page() -> None:
    page = f'<!DOCTYPE html><link rel="stylesheet" href="k.css">{BODY}'
    assert "Perhaps." in html_to_text(page, lambda address: "").text
    assert "Perhaps." not in html_to_text(page, lambda address: ".k { display: none }").text
    assert html_to_text(page, lambda address: None).warnings


@pytest.mark.parametrize("length", [page_sheets._LONGEST - 100, page_sheets._LONGEST + 1])
def test_long_sheets_are_read_but_not_kept(length: int) -> None:
    page_sheets._without_imports.cache_clear()
    page = _page([(".k { display: none }" + " " * length, "")], "<!DOCTYPE html>")
    assert "Perhaps." not in html_to_text(page).text
    kept = page_sheets._without_imports.cache_info().currsize
    assert kept == (length < page_sheets._LONGEST)
