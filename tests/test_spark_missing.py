"""If Spark's requirements are missing, `--engine spark` names in one line what to install."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from mailrecon.cli import main


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    source = tmp_path / "in.txt"
    source.write_text("From: Ann Poe <ann@n.example>\n\nHello.\n")
    return ["convert", "--engine", "spark", "--master", "local", str(source), str(tmp_path / "out")]


def test_without_pyspark(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("mailrecon.spark.")]:
        monkeypatch.delitem(sys.modules, name)
    for name in [name for name in sys.modules if name.partition(".")[0] == "pyspark"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    assert done.output == (
        "mailrecon: --engine spark needs more packages; run: pip install pandas pyarrow pyspark\n"
    )


@pytest.mark.parametrize("home", [None, "nowhere"])
def test_without_java(
    arguments: list[str], home: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    if home is not None:
        monkeypatch.setenv("JAVA_HOME", str(tmp_path / home))
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    assert done.output.startswith("mailrecon: --engine spark needs Java")
    assert "install Java 17" in done.output
    assert len(done.output.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.txt"]
