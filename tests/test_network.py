"""The graph of senders and recipients, and the help that lists the commands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from mailrecon.cli import COMMAND_GROUPS, main
from mailrecon.writers.exchange.network import GEXF, GRAPHML
from tests.conftest import ROOT


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, [str(item) for item in arguments])


def mail(sender: str, to: str, day: int, copy: str = "") -> str:
    cc = f"Cc: {copy}\n" if copy else ""
    return (
        f"From: {sender}\nTo: {to}\n{cc}Date: Tuesday, March {day}, 2021 9:01 AM\n"
        f"Subject: Mole {day}\n\nClosed on {day} March, and nobody said so.\n\n"
    )


ANN, BEN, CAY = (
    f"{name} <{name[:3].lower()}@quay.example>" for name in ("Ann Poe", "Ben Ost", "Cay Dun")
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    text = mail(ANN, BEN, 2, CAY) + mail(ANN, f"{BEN}; {BEN}", 9) + mail(BEN, ANN, 16)
    path.write_text(text, encoding="utf-8")
    return path


def edges(path: Path) -> dict[tuple[str, str], dict[str, str]]:
    """The edges of either format by the labels of their ends."""
    root = ElementTree.parse(path).getroot()
    ns = GEXF if path.suffix == ".gexf" else GRAPHML
    labels, found = {}, {}
    for node in root.iter(f"{{{ns}}}node"):
        if path.suffix == ".gexf":
            labels[node.get("id")] = node.get("label")
        else:
            (label,) = [d.text for d in node.iter(f"{{{ns}}}data") if d.get("key") == "node-label"]
            labels[node.get("id")] = label
    for edge in root.iter(f"{{{ns}}}edge"):
        if path.suffix == ".gexf":
            values = {v.get("for"): v.get("value") for v in edge.iter(f"{{{ns}}}attvalue")}
            values["weight"] = edge.get("weight")
        else:
            values = {
                str(d.get("key")).removeprefix("edge-"): d.text for d in edge.iter(f"{{{ns}}}data")
            }
        found[labels[edge.get("source")], labels[edge.get("target")]] = values
    return found  # type: ignore[return-value]


@pytest.mark.parametrize("name", ["n.gexf", "n.graphml"])
def test_counts_and_days_stand_on_the_edges(source: Path, tmp_path: Path, name: str) -> None:
    result = run("network", source, tmp_path / name)
    assert result.exit_code == 0, result.output
    assert "3 people, 3 pairs" in result.output
    found = edges(tmp_path / name)
    ann_to_ben = found["Ann Poe", "Ben Ost"]
    assert {key: ann_to_ben[key] for key in ("weight", "to", "cc", "first", "last")} == {
        "weight": "2",
        "to": "2",
        "cc": "0",
        "first": "2021-03-02",
        "last": "2021-03-09",
    }
    assert found["Ann Poe", "Cay Dun"]["cc"] == "1"
    assert set(found) == {("Ann Poe", "Ben Ost"), ("Ann Poe", "Cay Dun"), ("Ben Ost", "Ann Poe")}
    assert run("network", source, tmp_path / name).exit_code == 4


def test_degrees_stand_at_the_nodes(source: Path, tmp_path: Path) -> None:
    assert run("network", "-q", source, tmp_path / "n.gexf").exit_code == 0
    root = ElementTree.parse(tmp_path / "n.gexf").getroot()
    nodes = {
        node.get("label"): {v.get("for"): v.get("value") for v in node.iter(f"{{{GEXF}}}attvalue")}
        for node in root.iter(f"{{{GEXF}}}node")
    }
    names = ("sent", "received", "degree_out", "degree_in", "degree")
    assert [nodes["Ann Poe"][name] for name in names] == ["2", "1", "2", "1", "2"]
    assert [nodes["Cay Dun"][name] for name in names] == ["0", "1", "0", "1", "1"]
    assert nodes["Ann Poe"]["address"] == "ann@quay.example"


def test_another_suffix_is_refused(source: Path, tmp_path: Path) -> None:
    assert run("network", source, tmp_path / "n.dot").exit_code == 4
    assert not (tmp_path / "n.dot").exists()


def test_every_command_is_in_one_group_of_the_help() -> None:
    listed = [name for _, names in COMMAND_GROUPS for name in names]
    assert sorted(listed) == sorted(main.commands)
    shown = run("--help").output
    assert [title for title, _ in COMMAND_GROUPS if f"\n{title}:\n" not in shown] == []
    assert "Other:" not in shown


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_that_is_documented_is_there(shell: str) -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert f"_MAILRECON_COMPLETE={shell}_source mailrecon" in page
    said = subprocess.run(
        [sys.executable, "-c", "from mailrecon.cli import main; main(prog_name='mailrecon')"],
        env={
            **os.environ,
            "_MAILRECON_COMPLETE": f"{shell}_complete",
            "COMP_WORDS": "mailrecon con",
            "COMP_CWORD": "con" if shell == "fish" else "1",
            "PYTHONPATH": str(ROOT / "src"),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "convert" in said.stdout, said.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["inspect", "le"],
        ["convert", "letter.txt", "out"],
        ["convert", "--ledger", "le"],
        ["report", "--corrections", "co"],
        ["verify", "out.mbox", "le"],
        ["corrections", "check", "co"],
        ["check-production", "VOL"],
    ],
    ids=" ".join,
)
def test_names_of_files_are_completed_by_the_shell(words: list[str]) -> None:
    """Click's completion takes the shell's own away: without this no file can be named by Tab."""
    completion = ShellComplete(main, {}, "mailrecon", "_MAILRECON_COMPLETE")
    *before, incomplete = words
    found = completion.get_completions(before, incomplete)
    assert [(item.type, item.value) for item in found] == [("file", incomplete)]
