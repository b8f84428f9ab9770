"""Words of charts and diagrams: those that cannot be seen are withheld, the others are read."""

from __future__ import annotations

import pytest
from lxml import etree

from mailrecon.model import Document
from mailrecon.read import read_bytes
from mailrecon.read.office.docx.drawn_labels import labels_of_diagram
from mailrecon.read.office.drawing_colours import drawn_colour
from mailrecon.read.office.odt.chart_labels import chart_labels
from mailrecon.read.redaction.colours import Colour
from read.make_office import NAMESPACES, ODF, docx_whole
from read.said import said

SECRET = "Quincy Vane"
WHITE = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
BLACK = '<a:solidFill><a:srgbClr val="000000"/></a:solidFill>'
CLEAR = '<a:solidFill><a:srgbClr val="000000"><a:alpha val="0"/></a:srgbClr></a:solidFill>'
LEGEND = "<c:legend>{}</c:legend>"
TITLE = (
    "<c:title><c:tx><c:rich><a:p><a:r><a:rPr{}>{}</a:rPr><a:t>{}</a:t></a:r></a:p></c:rich></c:tx>"
    "{}</c:title>"
)
LETTERS = "<c:txPr><a:p><a:pPr><a:defRPr>{}</a:defRPr></a:pPr></a:p></c:txPr>"


def title(fill: str = "", text: str = SECRET, *, size: str = "", more: str = "") -> str:
    return TITLE.format(f' sz="{size}"' if size else "", fill, text, more)


def named(text: str) -> str:
    return f"<c:strRef><c:strCache><c:pt><c:v>{text}</c:v></c:pt></c:strCache></c:strRef>"


def bars(
    series: str = "ships",
    category: str = "piers",
    *,
    axis: str = "",
    kind: str = "bar",
    **more: str,
) -> str:
    """The series and the axis of a chart."""
    labels = more.get("labels", "")
    return (
        f'<c:plotArea><c:{kind}Chart><c:ser><c:idx val="0"/><c:tx>{named(series)}</c:tx>{labels}'
        f"<c:cat>{named(category)}</c:cat></c:ser>{more.get('beside', '')}</c:{kind}Chart>"
        f"<c:catAx>{axis}</c:catAx></c:plotArea>"
    )


def chart(inner: str, around: str = "") -> Document:
    data = f"<c:chartSpace {NAMESPACES}>{around}<c:chart>{inner}</c:chart></c:chartSpace>"
    body = (
        "<w:body><w:p><w:r><w:t>before</w:t></w:r></w:p><w:p><w:r><w:drawing>"
        '<c:chart r:id="rchart1"/></w:drawing></w:r></w:p></w:body>'
    )
    made = docx_whole(body, data={"chart1.xml": data})
    return next(iter(read_bytes(made, "a.docx")))


SHOW_NAMES = '<c:dLbls><c:showCatName val="1"/></c:dLbls>'
OFF_LEGEND = '<c:legendEntry><c:idx val="0"/><c:delete val="1"/></c:legendEntry>'
HIDDEN = {
    "white title": title(WHITE),
    "title on its own ground": title(BLACK, more=f"<c:spPr>{BLACK}</c:spPr>"),
    "clear title": title(CLEAR),
    "tiny title": title(size="100"),
    "title without a fill": title("<a:noFill/>"),
    "name of a series without a legend": bars(SECRET),
    "name of a series left out of the legend": bars(SECRET) + LEGEND.format(OFF_LEGEND),
    "name of a series in white": bars(SECRET) + LEGEND.format(LETTERS.format(WHITE)),
    "category without its axis": bars(category=SECRET, axis='<c:delete val="1"/>'),
    "category in white": bars(category=SECRET, axis=LETTERS.format(WHITE)),
    "title of a deleted axis": bars(axis=f'{title()}<c:delete val="1"/>'),
    "series that a filter takes away": bars(
        beside=f"<c:extLst><c:ext><c:ser><c:tx>{named(SECRET)}</c:tx></c:ser></c:ext></c:extLst>"
    ),
    "category of a pie without a legend": bars(category=SECRET, kind="pie"),
}
SHOWN = {
    "title": title(),
    "white title on black": title(WHITE, more=f"<c:spPr>{BLACK}</c:spPr>"),
    "title on a gradient": title(WHITE, more="<c:spPr><a:gradFill/></c:spPr>"),
    "name of a series": bars(SECRET) + LEGEND.format(""),
    "category": bars(category=SECRET, axis='<c:delete val="0"/>'),
    "title of an axis": bars(axis=title()),
    "category of a pie": bars(category=SECRET, kind="pie") + LEGEND.format(""),
    "category beside its bar": bars(category=SECRET, axis='<c:delete val="1"/>', labels=SHOW_NAMES),
    "title that is also a name without a legend": title() + bars(SECRET),
}


@pytest.mark.parametrize("way", HIDDEN)
def test_what_a_chart_hides_is_withheld(way: str) -> None:
    document = chart(HIDDEN[way])
    assert "Quincy" not in said(document)
    assert max(item.characters for item in document.hidden) >= len(SECRET)
    assert "before" in document.text


@pytest.mark.parametrize("way", SHOWN)
def test_what_a_chart_shows_is_read(way: str) -> None:
    document = chart(SHOWN[way])
    assert document.text.count(SECRET) == 1


def test_letters_and_ground_of_a_whole_chart_count() -> None:
    white = chart(title(), LETTERS.format(WHITE))
    assert "Quincy" not in said(white)
    dark = chart(title(), f"<c:spPr>{BLACK}</c:spPr>{LETTERS.format(WHITE)}")
    assert SECRET in dark.text


def _drawn(fill: etree._Element) -> Colour | None:
    return next((drawn_colour(item, "", {}) for item in fill), None)


def diagram(fill: str, letters: str, words: str = SECRET) -> etree._Element:
    return etree.fromstring(
        f'<dsp:drawing xmlns:dsp="http://schemas.microsoft.com/office/drawing/2008/diagram" '
        f"{NAMESPACES}><dsp:sp><dsp:spPr>{fill}</dsp:spPr><dsp:txBody><a:p><a:r><a:rPr>{letters}"
        f"</a:rPr><a:t>{words}</a:t></a:r></a:p></dsp:txBody></dsp:sp></dsp:drawing>"
    )


DATA = etree.fromstring(
    f'<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    f"{NAMESPACES}><dgm:t><a:p><a:r><a:t>{SECRET}</a:t></a:r></a:p></dgm:t></dgm:dataModel>"
)


@pytest.mark.parametrize(
    ("drawing", "is_seen"),
    [
        (None, True),
        (diagram("", "", " "), True),
        (diagram(BLACK, WHITE), True),
        (diagram("", ""), True),
        (diagram(BLACK, BLACK), False),
        (diagram("", WHITE), False),
        (diagram("", "", "ships"), False),
    ],
    ids=["no drawing", "no words drawn", "white on black", "plain", "black", "white", "not drawn"],
)
def test_a_diagram_is_judged_by_its_drawing(drawing: etree._Element | None, is_seen: bool) -> None:
    labels = dict(labels_of_diagram(DATA, drawing, _drawn))
    assert (labels[SECRET] is None) is is_seen


def odt_chart(title: str = "", legend: str = "", **more: str) -> etree._Element:
    names = ODF.replace(
        "xmlns:office",
        'xmlns:chart="urn:oasis:names:tc:opendocument:xmlns:chart:1.0" xmlns:office',
        1,
    )
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    return etree.fromstring(
        f'<office:document-content {names}><office:automatic-styles><style:style style:name="w" '
        'style:family="chart"><style:chart-properties chart:display-label="false"/>'
        '<style:text-properties fo:color="#ffffff"/></style:style></office:automatic-styles>'
        f'<office:body><chart:chart chart:class="{more.get("kind", "chart:bar")}">'
        f'<chart:title chart:style-name="{title}"><text:p>{more.get("named", "ships")}</text:p>'
        f'</chart:title>{legend}<chart:axis chart:dimension="x" '
        f'chart:style-name="{more.get("axis", "")}"/><table:table><table:table-header-rows>'
        f"{cell.format(more.get('series', 'masts'))}</table:table-header-rows><table:table-rows>"
        f"{cell.format(more.get('category', 'piers'))}</table:table-rows></table:table>"
        "</chart:chart></office:body></office:document-content>"
    )


@pytest.mark.parametrize(
    ("root", "is_seen"),
    [
        (odt_chart(named=SECRET), True),
        (odt_chart("w", named=SECRET), False),
        (odt_chart(series=SECRET), False),
        (odt_chart(legend="<chart:legend/>", series=SECRET), True),
        (odt_chart(category=SECRET), True),
        (odt_chart(category=SECRET, axis="w"), False),
        (odt_chart(category=SECRET, kind="chart:circle"), False),
        (odt_chart(category=SECRET, kind="chart:circle", legend="<chart:legend/>"), True),
    ],
)
def test_a_chart_of_odt(root: etree._Element, is_seen: bool) -> None:
    assert (dict(chart_labels(root))[SECRET] is None) is is_seen
