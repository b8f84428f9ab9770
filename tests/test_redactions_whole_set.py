"""Every output format, searched for the hidden name, over the whole set of shared documents.

Each document is converted once, in this process, and written in all formats; every byte is
searched, decoded too. Skips where the set is not beside the work tree.
"""

from __future__ import annotations

import base64
import json
import quopri
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from conftest import SHARED
from mailrecon import reconstruct
from mailrecon.cli import main
from mailrecon.model import Archive
from mailrecon.report import report_page
from mailrecon.writers import WRITERS, Run, write
from mailrecon.writers.ledger import ledger_lines

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


def outputs(archive: Archive, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Everything that is written of an archive: what wrote it, and its bytes."""
    run = Run(options={}, inputs=[], unread=[])
    for name in WRITERS:
        if name in _PACKED:
            continue
        write(archive, folder / f"out-{name}", to=name, run=run)
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        yield path.relative_to(folder).as_posix(), path.read_bytes()
        if "out-parquet" in path.name and path.suffix != ".json":
            yield f"{path.name}, unpacked", rows_of(path)
    yield "report", report_page(archive, title="set")
    yield "ledger", b"\n".join(ledger_lines(archive))
    yield "notices", repr(archive.warnings).encode()


def rows_of(path: Path) -> bytes:
    from pyarrow import parquet

    try:
        return repr(parquet.read_table(path).to_pylist()).encode()
    except OSError:
        return b""


def commands(path: Path) -> Iterator[tuple[str, bytes]]:
    for arguments in (["hidden", "--json"], ["inspect", "--lines"]):
        result = CliRunner().invoke(main, [*arguments, str(path)])
        yield arguments[0], result.output.encode()


@pytest.mark.parametrize("item", documents(), ids=lambda item: item["file"])
def test_no_output_holds_what_a_document_hides(item: dict[str, Any], tmp_path: Path) -> None:
    path = FOLDER / item["file"]
    if item["secret"] != "hidden" or item["file"] in _IS_SEEN:
        pytest.skip("nothing is hidden in it")
    archive = reconstruct(path)
    written = [*outputs(archive, tmp_path)]
    if path.stat().st_size < _READ_AGAIN_BELOW:
        written += commands(path)
    assert len(written) >= len(WRITERS) + 3 - len(_PACKED)
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
