"""No output in any format has a character of the documents' hidden text.

A folder with one document of each format, each of which hides the same name in its own ways, is
converted to all output formats; every byte that comes out is searched, decoded too.
"""

from __future__ import annotations

import base64
import gzip
import os
import quopri
import re
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from html import escape
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from mailrecon.cli import main
from mailrecon.pipeline.journal_files import journal_path
from read.make_workbooks import Book, Cell, make
from read.test_workbook_hidden import workbook
from tests.read import make_office, make_pdf

NAME = "Zebulon Quark"
LOCAL = "zebulonquark"
HEADER = [
    "From: Ann Poe <ann@harbour.example>",
    "To: Ida Rask <ida@harbour.example>",
    "Date: {1} Mar 2021 09:14:00 +0100",
    "Subject: Cracks in the {0}",
]
WORDS = ("hull", "keel", "mast", "bow", "sail", "rudder", "deck", "anchor", "buoy")
PACKED = (".docx", ".pdf", ".odt", ".ods", ".xls", ".xlsb", ".xlsx")
BARRED = "background:#000;color:#000"
LINKED = f'<a href="mailto:{LOCAL}@x.example">[redacted]</a>'


def page(word: str) -> str:
    header = "<br>".join(escape(line.format(word, 2 + WORDS.index(word))) for line in HEADER)
    return (
        f"<!doctype html><html><head><style>p b{{{BARRED}}} .n{{display:none}}</style></head><body>"
        f"<p>{header}</p><p>Dear Ida, seen by the {word}: <b>{NAME}</b> of the pier.</p>"
        f"<p>Cc {LINKED} <i class=n>{NAME}</i><!-- {NAME} --><img alt='{NAME}' src=x></p>"
        f"<p>Regards, Ann</p><p style='opacity:0'>{NAME}</p>"
        f"<p>From: {LINKED}<br>To: Ann<br>Date: 3 Mar 2021 10:00<br>Subject: Re: pier</p>"
        "<p>Seen.</p></body></html>"
    )


def markdown(word: str) -> str:
    header = "  \n".join(line.format(word, 2 + WORDS.index(word)) for line in HEADER)
    return (
        f"{header}\n\nDear Ida,\n\nseen by the {word}: <b style='{BARRED}'>{NAME}</b> and\n"
        f"[redacted][1] ![{NAME}](x.png)\n\n<!-- {NAME}\n{NAME} -->\n\nRegards, Ann\n\n"
        f"[1]: mailto:{LOCAL}@x.example\n"
    )


def structured(word: str) -> str:
    header = "\n".join(f"| {line.format(word, 2 + WORDS.index(word))}" for line in HEADER)
    body = f"Dear Ida,\n\n.. {NAME}\n   {NAME}\n\nthe witness saw the {word}."
    return f"{header}\n\n{body}\n\nRegards, Ann\n"


def archived(word: str) -> str:
    quoted = page(word)
    return f"""Subject: quoted
MIME-Version: 1.0
Snapshot-Content-Location: https://x.example/p
Content-Type: multipart/related; boundary=b; type="text/html"

--b
Content-Type: text/html; charset=utf-8
Content-Location: https://x.example/p

{quoted}
--b--
"""


def documents() -> Iterator[tuple[str, bytes]]:
    yield "a.html", page("hull").encode()
    yield "b.md", markdown("keel").encode()
    yield "c.rst", structured("mast").encode()
    yield "d.mhtml", archived("bow").encode()
    yield "e.docx", make_office.docx_with_bar(text("sail") + "\nThe witness is ", NAME)
    lines = [(line, "") for line in text("rudder").split("\n")]
    style = (
        '<style:style style:name="T1" style:family="text"><style:text-properties '
        'fo:color="#000000" fo:background-color="#000000"/></style:style>'
    )
    body = f'<text:p>Seen by <text:span text:style-name="T1">{NAME}</text:span></text:p>'
    yield "g.odt", make_office.odt_of(text("deck"), styles=style, body=body)
    rtf = make_office.rtf_of(text("anchor")).rstrip().removesuffix(b"}")
    yield "h.rtf", rtf + b"\\par Seen by {\\v " + NAME.encode() + b"} there.}"
    yield "f.pdf", make_pdf.print_covered([*lines, ("The witness is ", NAME)])
    yield "i.txt", f"{text('buoy')}\nSeen by \x1b[8m{NAME}\x1b[0m\x1b]0;{NAME}\x07 there.".encode()
    cells = [[Cell("From"), Cell("Date"), Cell("Subject"), Cell("Body")]]
    cells.append([Cell("Ann Poe"), Cell("4 May 2020 10:00"), Cell("Cracks"), Cell("Seen.")])
    cells.append([*cells[1][:3], Cell(NAME, letters="FFFFFF")])
    for kind in ("ods", "xls", "xlsb"):
        yield f"k.{kind}", make(kind, Book(cells))
    yield "k.xlsx", workbook(style="white on white")


def text(word: str) -> str:
    return "\n".join(
        [
            *(line.format(word, 2 + WORDS.index(word)) for line in HEADER),
            "",
            f"Dear Ida, read of the {word}.",
        ]
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hiding")
    for name, data in documents():
        (folder / name).write_bytes(data)
        assert NAME.encode() in data or name.endswith(PACKED)
    return folder


def run(*arguments: str | Path) -> str:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done.output


def decodings(data: bytes) -> Iterator[bytes]:
    """All that a reader of an output could make of its bytes."""
    yield data
    yield quopri.decodestring(data)
    for found in re.findall(rb"(?:[A-Za-z0-9+/]{20,}={0,2}\r?\n?)+", data):
        try:
            yield base64.b64decode(found)
        except ValueError:
            continue
    if data[:2] == b"\x1f\x8b":
        yield gzip.decompress(data)
    yield data.decode("utf-8", "replace").encode("ascii", "backslashreplace")
    yield data.replace(b"\x00", b"")


def assert_unsaid(*files: Path) -> None:
    for file in files:
        for path in sorted(file.rglob("*")) if file.is_dir() else [file]:
            if not path.is_file():
                continue
            data = path.read_bytes()
            contents = [data]
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    contents += [archive.read(name) for name in archive.namelist()]
            for content in contents:
                for decoded in decodings(content):
                    flat = re.sub(rb"\s+", b" ", decoded).lower()
                    assert b"zebulon" not in flat, path
                    assert b"quark" not in flat, path


FORMATS = {
    "mbox": "o.mbox",
    "eml": "eml",
    "maildir": "maildir",
    "jsonl": "o.jsonl",
    "ftm": "o.ftm",
    "eaxs": "o.eaxs",
    "csv": "o.csv",
    "sqlite": "o.sqlite",
    "loadfile": "loadfile",
}


@pytest.mark.parametrize("kind", FORMATS)
def test_no_output_says_what_is_hidden(kind: str, folder: Path, tmp_path: Path) -> None:
    output, ledger = tmp_path / FORMATS[kind], tmp_path / "ledger.jsonl"
    said = run("convert", "--to", kind, "--manifest", "--ledger", ledger, folder, output)
    assert "zebulon" not in said.lower()
    assert output.exists()
    made = [path for path in tmp_path.iterdir() if path != folder]
    assert len(made) >= 2
    assert_unsaid(*made)


@pytest.mark.skipif(find_spec("pyarrow") is None, reason="pyarrow is not installed")
def test_parquet_does_not_either(folder: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as parquet

    run("convert", "--to", "parquet", folder, tmp_path / "o")
    files = sorted((tmp_path / "o").rglob("*.parquet")) or [tmp_path / "o"]
    for file in files:
        assert "zebulon" not in str(parquet.read_table(file).to_pylist()).lower()


def test_no_command_prints_it(folder: Path, tmp_path: Path) -> None:
    run("report", folder, tmp_path / "report.html")
    assert_unsaid(tmp_path / "report.html")
    for command in (["inspect"], ["inspect", "--lines"], ["hidden"], ["people"]):
        printed = CliRunner().invoke(main, [*command, str(folder)]).output.lower()
        assert "zebulon" not in printed
        assert "quark" not in printed


def test_no_error_says_what_is_hidden(folder: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "in"
    damaged.mkdir()
    for path in sorted(folder.iterdir()):
        if path.suffix in PACKED:
            data = path.read_bytes()
            middle = len(data) // 2
            (damaged / f"cut-{path.name}").write_bytes(data[:middle])
            (damaged / f"hole-{path.name}").write_bytes(
                data[: middle - 40] + b"Zebulon Quark" * 6 + data[middle + 38 :]
            )
    done = CliRunner().invoke(main, ["convert", str(damaged), str(tmp_path / "o.jsonl")])
    assert done.exit_code != 0
    assert "cut-e.docx" in done.output
    assert "zebulon" not in done.output.lower()
    printed = CliRunner().invoke(main, ["inspect", "--lines", str(damaged)]).output
    assert "zebulon" not in printed.lower()


def test_all_documents_gave_their_messages(folder: Path, tmp_path: Path) -> None:
    run("convert", folder, tmp_path / "o.sqlite")
    with sqlite3.connect(tmp_path / "o.sqlite") as database:
        subjects = {row[0] for row in database.execute("SELECT subject FROM messages")}
    assert {f"Cracks in the {word}" for word in WORDS} <= subjects


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_stopped_run_keeps_nothing_hidden(jobs: int, folder: Path, tmp_path: Path) -> None:
    # Copies differ by a letter, so that each is read; an archive's members go through files.
    source = tmp_path / "in"
    source.mkdir()
    for path in sorted(folder.iterdir()):
        (source / path.name).write_bytes(path.read_bytes())
    with zipfile.ZipFile(source / "z.zip", "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"again-{path.name}")
    late, output, kept = tmp_path / "late.txt", tmp_path / "o.jsonl", tmp_path / "temporary"
    kept.mkdir()
    os.mkfifo(late)
    command = [sys.executable, "-m", "mailrecon", "convert", "-j", str(jobs)]
    process = subprocess.Popen(
        [*command, str(source), str(late), str(output)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "TMPDIR": str(kept)},
        text=True,
    )
    held = _opened(late, process)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=120)
    os.close(held)
    assert process.returncode == 130, said
    assert "zebulon" not in said.lower()
    journal = journal_path(output)
    assert journal.exists()
    # One worker reads the pipe last, so the journal holds what the other files gave.
    if jobs == 1:
        parts = tmp_path.glob(f"{journal.name}*")
        assert any(b"Cracks in the" in path.read_bytes() for path in parts)
    assert_unsaid(kept, *_beside(tmp_path, source, late))

    late.unlink()
    late.write_text(text("hull"), encoding="utf-8")
    said = run("convert", "--resume", "-j", str(jobs), source, late, output)
    assert "zebulon" not in said.lower()
    assert not journal.exists()
    assert output.stat().st_size > 0
    assert_unsaid(kept, *_beside(tmp_path, source, late))


def _opened(pipe: Path, process: subprocess.Popen[str]) -> int:
    """The pipe once the run reads it, which it goes on to do while this process holds it."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.05)
    process.kill()
    pytest.fail(f"the pipe was not read: {process.communicate()[0]}")


def _beside(folder: Path, *inputs: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path not in inputs]
