"""Files that are read with a document are recorded in the manifest, and `verify` knows them."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mailrecon.cli import main

PAGE = (
    '<link rel="stylesheet" href="looks/quay.css"><link rel="stylesheet" href="looks/quay.css">'
    "<style>@import url('more.css');</style>"
    "<p>From: Ann Poe &lt;ann@quay.example&gt;<br>Sent: Monday, 1 March 2021 09:15<br>"
    "To: Ben Ost &lt;ben@quay.example&gt;<br>Subject: Locks</p>"
    '<p class="k">Words that nobody sees.</p><p>The locks are ready.</p>'
)
HEADER = (
    b"From: Ann Poe <ann@quay.example>\nTo: Ben Ost <ben@quay.example>\n"
    b"Date: Mon, 1 Mar 2021 10:00:00 +0000\nSubject: Gauge\nMessage-ID: <g1@quay.example>\n"
    b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
)
TAKEN_OUT = (
    b'--b\nContent-Type: application/pdf; name="gauge.pdf"\nContent-Transfer-Encoding: base64\n'
    b"X-Apple-Content-Length: 999\nContent-Disposition: attachment; filename=gauge.pdf\n\n\n"
)
MESSAGE = HEADER + b"--b\nContent-Type: text/plain\n\nSee it.\n" + TAKEN_OUT + b"--b--\n"


def page(folder: Path) -> tuple[Path, Path]:
    (folder / "looks").mkdir(parents=True)
    source, sheet = folder / "locks.html", folder / "looks" / "quay.css"
    source.write_text(PAGE)
    sheet.write_text(".k { display: none }")
    return source, sheet


def part_beside(folder: Path) -> tuple[Path, Path]:
    folder.mkdir()
    source, part = folder / "501.partial.emlx", folder / "501.2.emlxpart"
    source.write_bytes(b"%d\n" % len(MESSAGE) + MESSAGE)
    part.write_bytes(b"JVBERi0xLjQgZ2F1Z2U=\n")
    return source, part


def part_decoded(folder: Path) -> tuple[Path, Path]:
    (folder / "Attachments" / "501" / "2").mkdir(parents=True)
    (folder / "Messages").mkdir()
    source = folder / "Messages" / "501.partial.emlx"
    source.write_bytes(b"%d\n" % len(MESSAGE) + MESSAGE)
    part = folder / "Attachments" / "501" / "2" / "gauge.pdf"
    part.write_bytes(b"%PDF-1.4 gauge")
    return source, part


WAYS = pytest.mark.parametrize("made", [page, part_beside, part_decoded])
JOBS = pytest.mark.parametrize("jobs", [[], ["--jobs", "2"]])


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


def inputs(output: Path) -> list[dict[str, Any]]:
    record = json.loads(output.with_name(f"{output.name}.manifest.json").read_bytes())
    return list(record["inputs"])


@WAYS
@JOBS
def test_the_manifest_has_each_once_with_its_own_digest(
    made: Any, jobs: list[str], tmp_path: Path
) -> None:
    source, other = made(tmp_path / "in")
    output = tmp_path / "out.mbox"
    done = run("convert", source, output, "--manifest", *jobs)
    assert done.exit_code == 0, done.output
    own, beside = inputs(output)
    assert "read_with" not in own
    assert beside == {
        "path": str(other),
        "size": other.stat().st_size,
        "sha256": hashlib.sha256(other.read_bytes()).hexdigest(),
        "read_with": str(source),
    }


@WAYS
def test_verify_knows_them_even_elsewhere(made: Any, tmp_path: Path) -> None:
    source, _ = made(tmp_path / "in")
    output = tmp_path / "out.mbox"
    run("convert", source, output, "--manifest")
    assert run("verify", output, source).exit_code == 0
    shutil.move(tmp_path / "in", tmp_path / "elsewhere")
    moved = tmp_path / "elsewhere" / source.relative_to(tmp_path / "in")
    done = run("verify", output, moved)
    assert done.exit_code == 0, done.output


@WAYS
@pytest.mark.parametrize("change", ["changed", "gone"])
def test_verify_names_the_one_that_was_changed(made: Any, change: str, tmp_path: Path) -> None:
    source, other = made(tmp_path / "in")
    output = tmp_path / "out.mbox"
    run("convert", source, output, "--manifest")
    if change == "gone":
        other.unlink()
    else:
        other.write_bytes(other.read_bytes() + b"\n")
    done = run("verify", output, source)
    assert done.exit_code == 7
    assert f"source-missing: {other}: was read for this output" in done.output


@WAYS
def test_a_bag_records_them_too(made: Any, tmp_path: Path) -> None:
    source, other = made(tmp_path / "in")
    run("convert", source, tmp_path / "out", "--to", "eml")
    record = json.loads((tmp_path / "out" / "provenance" / "manifest.json").read_bytes())
    assert [item["path"] for item in record["inputs"]] == [str(source), str(other)]
    assert run("verify", tmp_path / "out", source).exit_code == 0
