"""Every output format, searched for the hidden name, over the whole set of shared documents.

Each document is converted once, in this process, and written as JSON Lines and in a third of all
formats, in turn: a format hides nothing by itself that the records beside have. Every byte is
searched, decoded too. Skips where the set is not beside the work tree.
"""

from __future__ import annotations

import base64
import json
import quopri
import re
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from click.testing import CliRunner

from conftest import SHARED
from mailrecon import reconstruct
from mailrecon.app.workbench import Opened, Setting, Workbench
from mailrecon.cli import main
from mailrecon.cli.linking import people_as_csv, proposals_as_csv
from mailrecon.model import Archive
from mailrecon.pipeline import LinkOptions
from mailrecon.read import ReadOptions
from mailrecon.read.files.archives import OpenedFile
from mailrecon.read.files.inputs import read_inputs
from mailrecon.read.pdf.images import PageImages
from mailrecon.report import report_page
from mailrecon.writers import WRITERS, Run, WriteOptions, write
from mailrecon.writers.exchange.network import write_network
from mailrecon.writers.provenance.ledger import ledger_lines

FOLDER = SHARED / "redactions"
MANIFEST = FOLDER / "manifest.jsonl"
pytestmark = pytest.mark.skipif(
    not MANIFEST.exists(), reason="../shared/redactions is not there: the set is no part of this"
)
SECRETS = (b"zebulon quark", b"zebulonquark")
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{20,}={0,2}\r?\n?)+")
_PACKED = frozenset() if find_spec("pyarrow") else frozenset({"parquet"})
# Labelled wrongly: its crop box ends at 626 points, and the name's base line is at 612.
_IS_SEEN = frozenset({"pdf__text_outside_CropBox.pdf"})
# `mailrecon hidden` and `inspect` read a document again; a picture takes seconds.
_READ_AGAIN_BELOW = 60_000
_TURNS = 3


def documents() -> list[dict[str, Any]]:
    if not MANIFEST.exists():
        return []
    return [json.loads(line) for line in MANIFEST.read_text(encoding="utf-8").splitlines()]


def folded(data: bytes) -> bytes:
    return re.sub(rb"\s+", b" ", data).lower()


def decoded(data: bytes) -> Iterator[bytes]:
    """The bytes as they are, and what is encoded in them."""
    yield data
    yield quopri.decodestring(data)
    for match in _BASE64.finditer(data):
        try:
            yield base64.b64decode(match[0])
        except ValueError:
            continue


def formats_in_turn(number: int) -> list[str]:
    """The formats that the document of that number is written in."""
    return [
        name
        for place, name in enumerate(WRITERS)
        if name not in _PACKED and (name == "jsonl" or place % _TURNS == number % _TURNS)
    ]


def outputs(archive: Archive, formats: list[str], folder: Path) -> Iterator[tuple[str, bytes]]:
    """All that is written of an archive in these formats, and beside: what wrote it, its bytes."""
    run = Run(options={}, inputs=[], unread=[])
    for name in formats:
        write(archive, folder / f"out-{name}", to=name, run=run)
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        yield path.relative_to(folder).as_posix(), path.read_bytes()
        if "out-parquet" in path.name and path.suffix != ".json":
            yield f"{path.name}, unpacked", rows_of(path)
    for name in ("out.gexf", "out.graphml"):
        write_network(archive, folder / name, force=True)
        yield name, (folder / name).read_bytes()
    yield "people", people_as_csv(archive.people).encode()
    yield "proposals", proposals_as_csv(archive.people).encode()
    yield "report", report_page(archive, title="set")
    yield "ledger", b"\n".join(ledger_lines(archive))
    yield "notices", repr(archive.warnings).encode()


def rows_of(path: Path) -> bytes:
    from pyarrow import parquet

    try:
        return repr(parquet.read_table(path).to_pylist()).encode()
    except OSError:
        return b""


def workbench_of(archive: Archive, path: Path, folder: Path) -> Iterator[tuple[str, bytes]]:
    """All that the pages of a workbench are sent, and the database it keeps."""
    opened = Opened(archive, {item.document.sha256: path for item in archive.parsed}, ())
    setting = Setting(
        path.name, folder / "corrections.jsonl", "Ida Rask", folder, LinkOptions(), lambda _: opened
    )
    bench = Workbench(opened, setting)
    try:
        told: list[Any] = [bench.content(), bench.people(), bench.history()]
        told += [bench.message(number) for number in range(len(archive.messages))]
        told += [bench.stretch(number, 0, None) for number in range(len(archive.parsed))]
        assert bench.search(["zebulon"]) == []
    finally:
        bench.close()
    yield "workbench", json.dumps(told, ensure_ascii=False, default=str).encode()
    for kept in sorted(folder.iterdir()):
        yield f"workbench {kept.name}", kept.read_bytes()


def commands(path: Path, folder: Path) -> Iterator[tuple[str, bytes]]:
    """What commands print of a document, their messages too."""
    for arguments in (["hidden", "--json"], ["inspect", "--lines"], ["inspect", "--verbose"]):
        result = CliRunner().invoke(main, [*arguments, str(path)])
        yield arguments[0], result.output.encode()
    written = folder / "again.jsonl"
    result = CliRunner().invoke(main, ["convert", str(path), str(written)])
    yield "convert", result.output.encode()
    yield "what it wrote", written.read_bytes() if written.exists() else b""


@pytest.mark.parametrize("item", documents(), ids=lambda item: item["file"])
def test_no_output_holds_what_a_document_hides(item: dict[str, Any], tmp_path: Path) -> None:
    path = FOLDER / item["file"]
    if item["secret"] != "hidden" or item["file"] in _IS_SEEN:
        pytest.skip("nothing is hidden in it")
    archive = reconstruct(path)
    number = documents().index(item)
    formats = formats_in_turn(number)
    written = [*outputs(archive, formats, tmp_path)]
    (tmp_path / "bench").mkdir()
    written += workbench_of(archive, path, tmp_path / "bench")
    kinds = {Path(name).name for name, _ in written}
    assert {"report", "people", "workbench"} <= kinds
    if number % _TURNS == 0 and path.stat().st_size < _READ_AGAIN_BELOW:
        written += commands(path, tmp_path)
    assert len(written) >= len(formats) + 6
    found = [
        name
        for name, data in written
        if any(secret in folded(piece) for piece in decoded(data) for secret in SECRETS)
    ]
    assert found == []


@pytest.mark.parametrize("item", documents(), ids=lambda item: item["file"])
def test_what_a_document_shows_is_read(item: dict[str, Any]) -> None:
    path = FOLDER / item["file"]
    if item["secret"] == "hidden":
        pytest.skip("what it hides is looked for in all formats; what it shows, in the others")
    said = folded("\n".join(found.text for found in read(path)).encode())
    assert not [words for words in item["show"] if folded(words.encode()) not in said]
    if item["secret"] == "visible":
        assert any(secret in said for secret in SECRETS)


def read(path: Path) -> list[Any]:
    from mailrecon.read import read_path

    return list(read_path(path))


def pictured() -> list[dict[str, Any]]:
    """Every twentieth PDF that hides something: to read their pictures takes seconds each."""
    found = [item for item in documents() if item["secret"] == "hidden"]
    return [item for item in found if item["file"].endswith(".pdf")][::20]


@pytest.mark.skipif(which("tesseract") is None, reason="Tesseract is not installed")
@pytest.mark.parametrize("item", pictured(), ids=lambda item: item["file"])
def test_page_images_show_no_more_than_the_text(item: dict[str, Any], tmp_path: Path) -> None:
    path = FOLDER / item["file"]
    files: list[OpenedFile] = []
    list(read_inputs([str(path)], ReadOptions(), opened=files.append))
    options = WriteOptions(images=True, page_image=PageImages(lambda: files, None))
    archive = reconstruct(path)
    write(archive, tmp_path / "out", to="loadfile", options=options)
    images = sorted((tmp_path / "out").rglob("*.jpg"))
    assert images or not archive.messages
    for image in images:
        said = subprocess.run(
            ["tesseract", str(image), "-"], capture_output=True, check=True, timeout=120
        ).stdout
        assert not [secret for secret in SECRETS if secret in folded(said)]
        assert not re.search(rb"zebul|quark", folded(said))
