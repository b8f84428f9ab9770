"""Layouts, readers and writers of other packages, as docs/tutorial_layout.md builds them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from msgspec.structs import fields, replace

from mailrecon import plugins
from mailrecon.errors import PluginError, PluginFault
from mailrecon.layouts import LAYOUTS, Block, Layout, Sign
from mailrecon.layouts.foreign import checked
from mailrecon.layouts.table import _in_order
from mailrecon.lexicon import load
from mailrecon.model import Document, Field, Introduction, Role, Span
from mailrecon.read import READERS
from mailrecon.scan import Page, scan
from mailrecon.writers import WRITERS
from tests.conftest import fixture_path

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "tutorial_layout.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r'^```\w+ title="([^"]+)"\n(.*?)^```', PAGE, re.MULTILINE | re.DOTALL))
TABLES = "\n".join(re.findall(r"^```toml[^\n]*\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))


def install(folder: Path, *, points: str | None = None) -> Path:
    """The tutorial's package as an installer leaves it."""
    site = folder / "site"
    site.mkdir()
    for name, text in BLOCKS.items():
        if name.endswith(".py"):
            (site / name).write_text(text, encoding="utf-8")
    info = site / "harbour_board-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: harbour-board\nVersion: 1.0\n")
    groups = tomllib.loads(TABLES)["project"]["entry-points"]
    text = "".join(
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in entries.items()) + "\n"
        for group, entries in groups.items()
    )
    (info / "entry_points.txt").write_text(points or text, encoding="utf-8")
    return site


def run(
    folder: Path, *arguments: str, site: Path | None = None
) -> subprocess.CompletedProcess[str]:
    paths = [str(ROOT / "src"), *([str(site)] if site else [])]
    return subprocess.run(
        [sys.executable, "-m", "mailrecon", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.fixture
def board(tmp_path: Path) -> Path:
    (tmp_path / "board.txt").write_text(BLOCKS["board.txt"], encoding="utf-8")
    return tmp_path


def test_the_tutorials_layout_is_found_once_it_is_installed(board: Path) -> None:
    assert run(board, "inspect", "board.txt").returncode == 5
    found = run(board, "inspect", "board.txt", site=install(board))
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout == BLOCKS["inspect"]


def test_what_a_plugin_finds_verifies(board: Path) -> None:
    site = install(board)
    assert run(board, "convert", "board.txt", "out.mbox", site=site).returncode == 0
    checked = run(board, "verify", "out.mbox", "board.txt", site=site)
    assert checked.returncode == 0, checked.stdout


def test_a_reader_and_a_writer_are_found(board: Path) -> None:
    log = "HARBOURLOG\n" + BLOCKS["board.txt"]
    (board / "day.log").write_text(log, encoding="utf-8")
    site = install(board)
    done = run(board, "convert", "day.log", "day.subjects", site=site)
    assert done.returncode == 0, done.stderr
    assert (board / "day.subjects").read_text("utf-8") == "Landing stage\nRe: Landing stage\n"
    named = run(board, "convert", "--to", "subjects", "day.log", "other", site=site)
    assert named.returncode == 0, named.stderr
    assert "subjects" in run(board, "convert", "--help", site=site).stdout
    shown = run(board, "inspect", "day.log", site=site).stdout
    lines = [int(line.rpartition("line ")[2]) for line in shown.splitlines() if " · line " in line]
    printed = [n for n, line in enumerate(log.splitlines(), start=1) if line.startswith("✉")]
    assert lines == printed
    listed = run(board, "convert", "--json", "day.log", "again.mbox", site=site).stdout
    assert '"kind": "harbour-log"' in listed


@pytest.mark.parametrize(
    ("points", "complaint"),
    [
        ("[mailrecon.layouts]\nx = nowhere:LAYOUT\n", "nowhere:LAYOUT cannot be imported"),
        ("[mailrecon.layouts]\nx = harbour_formats:LOG\n", "is not a Layout"),
        ("[mailrecon.readers]\nx = harbour_board:LAYOUT\n", "is not a Reader"),
        ("[mailrecon.writers]\nmbox = harbour_formats:SUBJECTS\n", "one of that name already"),
    ],
)
def test_a_plugin_that_cannot_be_used_is_named(board: Path, points: str, complaint: str) -> None:
    site = install(board, points=points)
    failed = run(board, "convert", "board.txt", "out.mbox", site=site)
    assert failed.returncode == 2
    assert complaint in failed.stderr
    assert len(failed.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("module", "old", "new", "code", "complaint"),
    [
        (
            "harbour_board",
            "found.span(name)",
            "found.span('x')",
            3,
            "the layout 'harbour board', of another package, failed: IndexError at "
            "harbour_board.py:26 (no such group)",
        ),
        (
            "harbour_board",
            "Span(begin + start, begin + end)",
            "Span(start, end)",
            3,
            "failed on line 5: its field 'from' is 'Ben Ost <ben@quay.example>', but at its span",
        ),
        ("harbour_formats", "digest = ", "yield text; digest = ", 3, "which is not a Document"),
        ("harbour_formats", "def read(", "def reed(", 2, "has no function `read`"),
        ("harbour_formats", "head.startswith", "head.starts", 2, "AttributeError at harbour_form"),
        ("harbour_formats", "message.subject", "message.x", 2, "the writer 'subjects', of another"),
    ],
)
def test_a_plugins_fault_is_not_called_mailrecons(
    board: Path, module: str, old: str, new: str, code: int, complaint: str
) -> None:
    site = install(board)
    text = (site / f"{module}.py").read_text("utf-8")
    assert text.count(old) == 1
    (site / f"{module}.py").write_text(text.replace(old, new), encoding="utf-8")
    (board / "day.log").write_text("HARBOURLOG\n" + BLOCKS["board.txt"], encoding="utf-8")
    source = "board.txt" if module == "harbour_board" else "day.log"
    failed = run(board, "convert", source, "day.subjects", site=site)
    assert (failed.returncode, complaint in failed.stderr) == (code, True), failed.stderr
    assert "fault in mailrecon" not in failed.stderr


def _block_of(page: Page, **changes: object) -> Block:
    """A block as a plugin's finder makes one, with what is wrong about it."""
    span = Span(6, 13)
    field = Field(Role.FROM, span.of(page.lines.text), span, "From", Span(0, 4))
    evidence = (("arrow", 5.0),)
    block = Block("board", 0, 1, 0, 0, (field,), None, Introduction.HEADER_ONLY, evidence)
    return replace(block, **changes)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"layout": "x"}, "of the layout 'x'"),
        ({"evidence": ("arrow", 5.0)}, "`evidence` must be pairs"),
        ({"introduction": "x"}, "is not an Introduction"),
        ({"fields": ("Ann Poe",)}, "is not a Field with a Role"),
        ({"end": 99}, "its block's lines are 0 to 99"),
    ],
)
def test_a_block_of_a_plugin_is_checked(changes: dict[str, object], complaint: str) -> None:
    page = scan(Document("text", "From: Ann Poe\n\nTides.\n", "0" * 64, "utf-8"), load())
    finders = ((Sign.CLOCK, lambda page, index: _block_of(page, **changes)),)
    [(_, find)] = checked(Layout("board", "", finders=finders)).finders
    with pytest.raises(PluginFault, match=re.escape(complaint)):
        find(page, 0)
    whole = checked(Layout("board", "", finders=((Sign.CLOCK, lambda page, _: _block_of(page)),)))
    assert whole.finders[0][1](page, 0) == _block_of(page)
    nothing = checked(Layout("board", "", finders=((Sign.CLOCK, lambda *_: {}),)))
    with pytest.raises(PluginFault, match="neither a Block nor None"):
        nothing.finders[0][1](page, 0)
    with pytest.raises(PluginError, match="`finders` must be pairs"):
        checked(Layout("board", "", finders=(find,)))  # type: ignore[arg-type]


def test_a_layout_comes_before_the_one_it_names() -> None:
    first = Layout("first", "", before=LAYOUTS[0].name)
    middle = Layout("middle", "", before=LAYOUTS[3].name)
    last = Layout("last", "")
    names = [layout.name for layout in _in_order(LAYOUTS, (last, middle, first))]
    own = [layout.name for layout in LAYOUTS]
    assert names == ["first", *own[:3], "middle", *own[3:], "last"]
    with pytest.raises(PluginError, match="there is no layout 'labeled' to come before"):
        _in_order(LAYOUTS, (Layout("lost", "", before="labeled"),))


def test_the_tutorial_explains_each_field_of_a_block() -> None:
    table = PAGE.split("The fields of `Block` are these")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    assert re.findall(r"`(\w+)`", " ".join(rows)) == [field.name for field in fields(Block)]


def test_distributions_are_not_looked_through_where_none_has_a_plugin(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(**_: str) -> None:
        raise AssertionError("looked through")

    monkeypatch.setattr("importlib.metadata.entry_points", refuse)
    assert plugins.plugin_names(plugins.LAYOUTS) == ()


def test_the_tables_in_docs_are_those_of_the_code() -> None:
    for layout in LAYOUTS:
        assert f"| {layout.name} | {layout.printed_by} |\n" in PAGE
    for sign in Sign:
        assert f"| `{sign.name}` | {sign.value} |\n" in PAGE
    outputs = (ROOT / "docs" / "outputs.md").read_text(encoding="utf-8")
    table = outputs.split("| --- | --- | --- | --- |\n")[1].split("\n\n")[0]
    assert table.splitlines() == [row.docs_row(name) for name, row in WRITERS.items()]
    readers = (ROOT / "docs" / "readers.md").read_text(encoding="utf-8")
    table = readers.split("| --- | --- | --- | --- |\n")[1].split("\n\n")[0]
    assert table.splitlines() == [reader.docs_row for reader in READERS]
    assert len({reader.name for reader in READERS}) == len(READERS)


def test_a_drafted_expectation_is_what_the_fixtures_test_compares(tmp_path: Path) -> None:
    fixture = tmp_path / "blog_post.en.txt"
    shutil.copy(fixture_path(fixture.name), fixture)
    command = [sys.executable, str(ROOT / "scripts" / "expect.py"), str(fixture)]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    assert subprocess.run(command, env=env, capture_output=True, check=False).returncode == 0
    draft = json.loads(fixture.with_name("blog_post.en.expected.json").read_text("utf-8"))
    by_hand = json.loads(fixture_path("blog_post.en.expected.json").read_text("utf-8"))
    assert draft["note"] == ""
    assert len(draft["messages"]) == len(by_hand["messages"])
    for ours, wanted in zip(draft["messages"], by_hand["messages"], strict=True):
        assert {key: ours[key] for key in ("from", "to", "cc", "date", "subject")} == {
            key: wanted[key] for key in ("from", "to", "cc", "date", "subject")
        }
    assert subprocess.run(command, env=env, capture_output=True, check=False).returncode == 4
