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
)
MEDIA = ("", "screen", "print")
BODY = '<p>Seen.</p><p class="k" title="t">Perhaps.</p><P CLASS="K">Perhaps, too.</P>'


def _page(styles: list[tuple[str, str]], doctype: str) -> str:
    sheets = "".join(f'<style media="{media}">{text}</style>' for text, media in styles)
    return f"{doctype}<html><head>{sheets}</head><body>{BODY}</body></html>"


def _alone(page: str) -> HtmlText:
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
