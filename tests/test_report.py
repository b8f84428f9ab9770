"""The report page contains the whole archive, and no text of a document can act in it."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser

from mailrecon import reconstruct, reconstruct_text
from mailrecon.citation import citation
from mailrecon.cli import main
from mailrecon.confidence import Certainty
from mailrecon.corrections import Action
from mailrecon.errors import fault
from mailrecon.layouts.table import layouts
from mailrecon.model import NoticeCode, SegmentKind
from mailrecon.pipeline.delivery import took_too_long
from mailrecon.report import LANGUAGES, phrases, reasons, report_page
from mailrecon.report.content import archive_warnings
from mailrecon.report.joining import joined_script
from mailrecon.thread.identities import identity_weights
from mailrecon.thread.identities.identity_weights import Bits
from mailrecon.thread.links.layout_weights import STRUCTURE_WEIGHTS
from mailrecon.thread.links.scoring import WEIGHTS
from tests.conftest import ROOT, fixture_path
from tests.notice_sentences import sentences

# What the app adds to the page, and phrases that are named by a value.
PARTS = ROOT / "src/mailrecon/app/parts"
APP_MARKUP = "".join(path.read_text("utf-8") for path in sorted(PARTS.glob("*.html")))
FIELD_NAMES = ("from", "to", "cc", "date", "subject")
NAMED_BY_DATA = {
    *(f"is_{name}" for name in ("begins", "ends", "furniture", "narrative", *FIELD_NAMES)),
    *(f"do_{name}" for name in ("field", "date", "parent", "copies", "note", "tag")),
    *("do_join", "do_split", "do_person"),
    *(f"level_{level.value}" for level in Certainty),
    *("address", "role", "organisation"),
    *(f"did_{action.value.replace('-', '_')}" for action in Action),
    *(f"warn_{code.value.replace('-', '_')}" for code in NoticeCode),
    *("when", "who", "what", "where", "why", "measure", "counted", "share"),
    *(f"unit_{unit}" for unit in ("paragraph", "table", "row", "part", "cell", "comment")),
    *(f"unit_{unit}" for unit in ("header", "footer", "footnote", "endnote")),
}
DOCUMENT = ROOT / "docs" / "examples" / "harbour_post.en.txt"
HOSTILE = """\
Before </script><script>alert(1)</script> <!-- <img src=x onerror=alert(1)>
\u2028From: "</script><script>alert(2)</script>" <a@north.example>
From: </script><b onclick=alert(3)>Ada</b> <a@north.example>
To: <script>alert(4)</script> <b@south.example>
Date: Tue, 5 Mar 2019 10:00:00 +0100
Subject: ]]> --> </script> <svg onload=alert(5)> $title ${content}

<script>document.title = "gone"</script> \u2029 😀 javascript:alert(6)
"""


def page_of(text: str | Path, title: str = "A report") -> bytes:
    return report_page(reconstruct(text), title=title)


def content_of(page: bytes) -> dict[str, Any]:
    block = LexborHTMLParser(page).css_first("#content")
    assert block is not None
    content: dict[str, Any] = json.loads(block.text(deep=True))
    return content


def test_everything_of_the_archive_is_in_the_page() -> None:
    archive = reconstruct(DOCUMENT)
    content = content_of(report_page(archive, title="Harbour", unread=("x.pdf: damaged",)))
    assert [item["id"] for item in content["messages"]] == [m.message_id for m in archive.messages]
    assert [item["body"] for item in content["messages"]] == [m.body for m in archive.messages]
    assert content["unread"] == ["x.pdf: damaged"]
    (source,) = content["documents"]
    assert source["text"] == archive.parsed[0].document.text
    assert [kind for kind, _, _ in source["segments"]] == [
        segment.kind.value for segment in archive.parsed[0].ledger
    ]
    parents = [item["parent"] for item in content["messages"]]
    ids = [item["id"] for item in content["messages"]]
    assert [ids[parent] if parent is not None else None for parent in parents] == [
        m.parent for m in archive.messages
    ]
    assert any(item["inferred"] for item in content["messages"])


@pytest.mark.parametrize("name", ["blog_post.en.txt", "full_width.ja.txt", "dates_persian.fa.txt"])
def test_spans_lead_to_what_is_printed(name: str) -> None:
    content = content_of(page_of(fixture_path(name)))
    text = content["documents"][0]["text"].encode("utf-16-le", "surrogatepass")
    count = 0
    for message in content["messages"]:
        for field in message["prints"][0]["fields"]:
            start, end = field["span"]
            printed = text[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")
            first = field["text"].split("\n")[0].strip()
            assert first in printed
            count += 1
    assert count > 3


def test_spans_count_as_scripts_count() -> None:
    content = content_of(page_of("😀😀 story\n\n" + HOSTILE.split("\n", 2)[2]))
    field = next(f for f in content["messages"][0]["prints"][0]["fields"] if f["role"] == "date")
    text = content["documents"][0]["text"].encode("utf-16-le")
    start, end = field["span"]
    assert text[2 * start : 2 * end].decode("utf-16-le") == "Tue, 5 Mar 2019 10:00:00 +0100"


def test_nothing_a_document_says_becomes_markup() -> None:
    title = "</title><script>alert(0)</script>"
    page = page_of(HOSTILE, title=title)
    tree = LexborHTMLParser(page)
    # The script, and three blocks of data: content, phrases, reasons
    assert len(tree.css("script")) == 4
    assert len(tree.css("style")) == 1
    assert not tree.css("img, svg, b, iframe, object, embed, link, base, form")
    assert not [
        node for node in tree.css("*") if any(key.startswith("on") for key in node.attributes)
    ]
    heading = tree.css_first("h1")
    assert heading is not None
    assert heading.text() == title
    content = content_of(page)
    assert content["messages"][0]["subject"].startswith("]]> --> </script>")
    assert "<script>document.title" in content["messages"][0]["body"]


def test_the_policy_lets_only_the_page_s_own_script_run() -> None:
    page = page_of(HOSTILE)
    tree = LexborHTMLParser(page)
    meta = tree.css_first('meta[http-equiv="Content-Security-Policy"]')
    assert meta is not None
    policy = html.unescape(str(meta.attributes["content"]))
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    text = page.decode("utf-8")
    for directive, tag in (("script-src", "<script>"), ("style-src", "<style>")):
        inner = text.split(tag, 1)[1].split("</", 1)[0]
        digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)", text.split('id="content"')[0])


def test_the_script_never_writes_markup() -> None:
    script = joined_script("report")
    for call in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "fetch(",
    ):
        assert call not in script


def test_the_same_archive_gives_the_same_page() -> None:
    assert page_of(DOCUMENT) == page_of(DOCUMENT)


def test_the_command(tmp_path: Path) -> None:
    output = tmp_path / "report.html"
    run = CliRunner().invoke
    assert run(main, ["report", str(DOCUMENT), str(output)]).exit_code == 0
    first = output.read_bytes()
    assert b"<title>harbour_post.en.txt</title>" in first
    again = run(main, ["report", str(DOCUMENT), str(output)])
    assert again.exit_code == 4
    assert output.read_bytes() == first
    titled = run(main, ["report", "-f", "--title", "A & B", str(DOCUMENT), str(output)])
    assert titled.exit_code == 0
    assert b"<title>A &amp; B</title>" in output.read_bytes()
    source = tmp_path / "in.txt"
    source.write_bytes(DOCUMENT.read_bytes())
    assert run(main, ["report", "-f", str(source), str(source)]).exit_code == 4
    assert source.read_bytes() == DOCUMENT.read_bytes()
    assert run(main, ["report", str(output)]).exit_code == 2


def test_a_report_without_messages_still_shows_the_document() -> None:
    content = content_of(page_of("Just a story.\nNo mail in it.\n"))
    assert content["messages"] == []
    assert content["documents"][0]["segments"] == [["narrative", 0, 29]]


def test_every_phrase_is_in_every_language() -> None:
    catalogue = phrases()
    assert set(catalogue) == set(LANGUAGES)
    for language, said in catalogue.items():
        assert set(said) == set(catalogue["en"]), language
        for name, phrase in said.items():
            assert phrase.strip(), (language, name)
            places = set(re.findall(r"\{\w+\}", phrase))
            assert places == set(re.findall(r"\{\w+\}", catalogue["en"][name])), (language, name)


def test_a_warning_of_each_kind_is_said_in_every_language() -> None:
    for code in NoticeCode:
        said = [phrases()[one][f"warn_{code.value.replace('-', '_')}"] for one in LANGUAGES]
        assert len(set(said)) == len(LANGUAGES), code


def test_every_reason_is_in_every_language() -> None:
    catalogue = reasons()
    assert set(catalogue) == set(LANGUAGES) - {"en"}
    listed = catalogue["de"]
    for language, said in catalogue.items():
        assert list(said) == list(listed), language
        for english, phrase in said.items():
            assert phrase.strip(), (language, english)
            places = set(re.findall(r"\{\w+\}", phrase))
            assert places == set(re.findall(r"\{\w+\}", english)), (language, english)
    # The closed sets, of links and of people
    closed = {weight.said.replace("{share}", "{n}%") for weight in WEIGHTS.values()}
    closed |= {weight.said for weight in STRUCTURE_WEIGHTS}
    closed |= {one.said for one in vars(identity_weights).values() if isinstance(one, Bits)}
    closed |= {layout.name for layout in layouts()}
    assert closed - {""} <= set(listed), closed - set(listed)


_WARNED = (
    ("Friday, 2 March 2021 09:14", "day of the week"),
    ("2 March 2021 9:75", "impossible"),
    ("2 March 2021 13:30 AM", "AM"),
    ("March 2, 2021 9:14 AM CST", "can also mean"),
    ("March 32, 2021", "could not be read"),
    ("03/02/2021 9:14 AM", "the other way round"),
)


def test_what_was_found_in_a_mail_is_in_the_catalogue() -> None:
    shapes = [
        re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(english)), re.DOTALL)
        for english in reasons()["de"]
    ]
    mails = [
        f"From: Ann Poe <poe@quay>\nTo: Ben Ost\nDate: {date}\nSubject: A\n\nNo.\n"
        for date, _ in _WARNED
    ]
    texts = [
        [one.text for message in reconstruct_text(mail).messages for one in message.warnings]
        for mail in mails
    ]
    for (_, expected), found in zip(_WARNED, texts, strict=True):
        assert any(expected in text for text in found), (expected, found)
    missing = [
        text
        for found in texts
        for text in found
        if not any(shape.fullmatch(text) for shape in shapes)
    ]
    assert missing == []


# What stands for values in the sentences of the code
_VALUES = ("7", "page 7", "pages 7-9", "property 0037 (subject)", "a font: x")


def _missing(sentences: set[str]) -> set[str]:
    """The sentences that are not in the catalogue, whatever stands for their values."""
    shapes = [
        re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(english)), re.DOTALL)
        for english in reasons()["de"]
    ]
    said = {one: [one.replace("{}", value) for value in _VALUES] for one in sentences}
    return {
        one
        for one, tried in said.items()
        if not any(shape.fullmatch(text) for shape in shapes for text in tried)
    }


def test_every_notice_about_a_document_is_in_every_language() -> None:
    """Damaged and unusual files were described in English on the page in every language."""
    folder = ROOT / "src/mailrecon"
    paths = [folder / "hidden.py", *folder.glob("read/**/*.py"), *folder.glob("parse/**/*.py")]
    paths += [*folder.glob("resolve/**/*.py"), *folder.glob("thread/**/*.py")]
    said = {one for path in paths for one in sentences(path)} - {"{}"}
    assert len(said) > 100
    # Sentences of which a part comes from elsewhere are tested with that part.
    said -= {one for one in said if one.startswith(("{} and is set aside", "{}; what the page"))}
    assert _missing(said) == set()


def test_why_a_file_was_not_read_is_in_every_language() -> None:
    folder = ROOT / "src/mailrecon/read"
    said = {one for path in folder.rglob("*.py") for one in sentences(path, errors=True)}
    said |= {took_too_long(9), fault(MemoryError()), fault(ValueError("x"))}
    # The page says the name of the file as it is, and the reason behind it.
    said = {one.removeprefix("{}: ") for one in said} - {"{}"}
    assert len(said) > 50
    assert _missing(said) == set()


def test_a_warning_about_a_document_names_it_among_several(tmp_path: Path) -> None:
    # `page 1 was read by OCR` of two scans would be one line.
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_bytes(b"From: Ann Poe\nDate: 2 March 2021\n\nNo \xff\xfe\x81.\n")
    several = reconstruct([tmp_path / "one.txt", tmp_path / "two.txt"], encoding="ascii")
    assert {name for _, _, name in archive_warnings(several)} == {"one.txt", "two.txt"}
    single = reconstruct(tmp_path / "one.txt", encoding="ascii")
    assert {name for _, _, name in archive_warnings(single)} == {""}


def test_every_reason_of_a_field_or_an_offset_is_in_the_catalogue() -> None:
    shapes = [
        re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(english))) for english in reasons()["de"]
    ]
    # What the code writes as a reason, values in braces
    said = re.compile(r"reason(?::[^=\n]*)?=? ?=? ?\(?\s*f?\"([a-z][^\"]{8,})\"")
    found = [
        (path.name, text)
        for folder in ("thread", "resolve", "parse", "layouts/labelled")
        for path in sorted((ROOT / "src/mailrecon" / folder).rglob("*.py"))
        # The reports show no reason of copies.
        if path.name not in {"duplicates.py", "matching.py"}
        for text in said.findall(path.read_text("utf-8").replace("{label.text!r}", "'{label}'"))
    ]
    assert len(found) > 8
    missing = [one for one in found if not any(shape.fullmatch(one[1]) for shape in shapes)]
    assert missing == []


def test_every_phrase_the_page_says_is_in_the_catalogue_and_no_other() -> None:
    folder = ROOT / "src/mailrecon/report"
    text = "".join(path.read_text("utf-8") for path in sorted((folder / "page").glob("*.js")))
    markup = (folder / "page.html").read_text("utf-8") + APP_MARKUP
    asked = set(re.findall(r"""\bsay\("(\w+)\"""", text))
    asked |= set(re.findall(r'data-say(?:-\w+)?="(\w+)"', markup))
    listed = {name.split(".")[0] for name in phrases()["en"]}
    assert asked <= listed, asked - listed
    # Kinds of text are said by the name that the ledger gives them.
    kinds = {kind.value for kind in SegmentKind}
    assert listed - asked <= kinds | NAMED_BY_DATA
    page = LexborHTMLParser((folder / "page.html").read_text("utf-8"))
    for node in page.css("[data-say]"):
        assert node.text() == phrases()["en"][str(node.attributes["data-say"])]


def test_the_script_is_one_scope_in_which_no_name_comes_twice() -> None:
    script = joined_script("report")
    assert "import " not in script.split("*/", 1)[0]
    assert not re.search(r"^(import|export) ", script, re.MULTILINE)
    joined_script("app")  # its modules define no name twice, either
    assert script.index("const make =") < script.index("const drawRow =")


def test_links_and_citations_name_the_message() -> None:
    content = content_of(page_of(DOCUMENT))
    first = content["messages"][0]
    assert first["citation"].startswith("harbour_post.en.txt, line ")
    assert ", e-mail of " in first["citation"]
    assert first["citation"] in {citation(message) for message in reconstruct(DOCUMENT).messages}
    assert len({item["id"] for item in content["messages"]}) == len(content["messages"])
