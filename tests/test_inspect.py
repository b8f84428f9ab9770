"""The lines that `inspect` shows, and those of `inspect -v`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mailrecon.cli import inspect, main
from tests.conftest import ROOT
from tests.test_bates import release

__all__ = ["release"]


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, [str(item) for item in arguments])


def mail(sender: str, minute: int, subject: str) -> str:
    return (
        f"From: {sender}\nTo: Ben Ost <ost@harbour.example>\n"
        f"Date: Tuesday, March 2, 2021 9:{minute:02d} AM\nSubject: {subject}\n\n"
        f"The {subject.lower()} is closed, and nobody said so.\n\n"
    )


def test_a_removed_address_is_told_once_a_person(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    hidden = "".join(
        mail("Maren Holt <>", n, s) for n, s in ((1, "Mole"), (2, "Quay"), (3, "Lock"))
    )
    source.write_text(hidden + mail("Maren Holt <holt@harbour.example>", 4, "Dock"), "utf-8")
    shown = run("inspect", source)
    told = [line for line in shown.output.splitlines() if "removed in" in line]
    assert told == ["! Maren Holt's address is removed in 3 messages and printed at line 22"]
    assert "holt@" not in shown.output
    verbose = run("inspect", "-v", source).output
    assert verbose.count("redacted here and printed elsewhere") == 3
    # The last line counts the warnings that are shown.
    assert ", 1 warning, " in shown.output
    assert ", 3 warnings, " in verbose


def test_numbers_that_go_backwards_are_explained(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    first, second = "Ann Poe <poe@harbour.example>", "Ben Ost <ost@harbour.example>"
    oldest_first = mail(first, 1, "Mole") + mail(second, 2, "RE: Mole")
    source.write_text(oldest_first, "utf-8")
    assert "order of print" not in run("inspect", source).output
    newest_first = (
        f"{mail(second, 2, 'RE: Mole')}-----Original Message-----\n{mail(first, 1, 'Mole')}"
    )
    source.write_text(newest_first, "utf-8")
    shown = run("inspect", source).output
    assert shown.index("#2 ") < shown.index("#1 ")
    assert "Numbers follow the order of print" in shown


def test_places_are_pages_and_lines(release: Path, tmp_path: Path) -> None:
    shown = run("inspect", release).output
    assert "· page 1, line 1\n" in shown
    assert "· page 3, line 1\n" in shown
    assert "TERN-FOIA-001001 to TERN-FOIA-001002" in shown
    other = tmp_path / "b.txt"
    other.write_text(mail("Ann Poe <poe@harbour.example>", 1, "Mole"), "utf-8")
    assert "· release.pdf, page 1, line 1\n" in run("inspect", release, other).output
    assert "· b.txt, line 1\n" in run("inspect", release, other).output


def test_a_warning_names_the_line(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    text = mail("Ann Poe <poe@harbour.example>", 1, "Mole").replace("9:01 AM", "9:01 AM CST")
    source.write_text(text, "utf-8")
    (line,) = [line for line in run("inspect", source).output.splitlines() if "CST was" in line]
    assert line.endswith("(line 3)")


def test_numbers_are_those_that_convert_takes(tmp_path: Path) -> None:
    source, only = tmp_path / "a.txt", tmp_path / "only.txt"
    source.write_text("".join(mail("Ann Poe <p@harbour.example>", n, f"S{n}") for n in (1, 2, 3)))
    (line,) = [line for line in run("inspect", source).output.splitlines() if "09:02" in line]
    only.write_text(line.split()[0], "utf-8")
    written = run("convert", "--only", only, "--to", "mbox", source, "-").output
    assert "Subject: S2" in written
    assert "Subject: S1" not in written


def test_a_corrected_zone_is_shown(tmp_path: Path) -> None:
    import mailrecon
    from mailrecon.corrections import (
        Action,
        DateValue,
        append_corrections,
        new_correction,
        target_of,
    )

    source, corrections = tmp_path / "a.txt", tmp_path / "c.jsonl"
    source.write_text(mail("Ann Poe <poe@harbour.example>", 1, "Mole"), "utf-8")
    document = mailrecon.reconstruct(source).parsed[0].document
    target = target_of(document.text, 0, 12)
    value = DateValue("2021-03-05T08:00+01:00")
    append_corrections(
        corrections,
        [new_correction(Action.DATE, value, by="Ida", document=document.sha256, target=target)],
    )
    shown = run("inspect", source, "--corrections", corrections).output
    assert "2021-03-05 08:00 +01:00 (corrected)" in shown
    assert "* corrected, date, by Ida" in shown


def test_reasons_name_messages_by_their_numbers(tmp_path: Path) -> None:
    source = tmp_path / "post.txt"
    source.write_text(
        """From: Ida Rask <rask@tern.example>
To: Bo Lund <lund@pier.example>
Date: 2 March 2021 09:14
Subject: RE: Mole

No.

-----Original Message-----
From: Bo Lund <lund@pier.example>
To: Ida Rask <rask@tern.example>
Date: Tue, 2 Mar 2021 08:14 +0100
Subject: Mole

Shall I?
"""
    )
    shown = run("inspect", "-v", source).output
    assert ": not earlier than #2" in shown
    assert "mailrecon.invalid" not in shown


@pytest.mark.parametrize("width", [40, 60, 80])
def test_lines_fit_a_terminal(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    source = ROOT / "docs" / "examples" / "harbour_post.en.txt"
    whole = run("inspect", "-v", source).output
    monkeypatch.setattr(inspect, "_terminal_width", lambda: width)
    shown = run("inspect", "-v", source).output
    lines = shown.splitlines()
    assert all(len(line) <= width for line in lines), max(lines, key=len)
    # Nothing is lost but what a preview holds; a pipe gets each on one line.
    assert max(map(len, whole.splitlines())) > 100
    flat = " ".join(shown.split())
    for text in (
        "~ layout: labelled block",
        "[address removed]",
        "inferred:",
        "#5 [3]",
        "0 quotations kept in bodies",
    ):
        assert whole.count(text) == flat.count(text) > 0, text


def test_a_network_has_a_command_of_its_own(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(mail("Maren Holt", 1, "Mole"), "utf-8")
    shown = run("convert", source, tmp_path / "a.gexf")
    assert shown.exit_code == 4
    assert "`mailrecon network` writes it" in shown.output


def test_role_and_organisation_are_shown_where_they_are_known(tmp_path: Path) -> None:
    source, people = tmp_path / "a.txt", tmp_path / "people.csv"
    texts = (mail("Maren Holt <holt@harbour.example>", n, s) for n, s in ((1, "Mole"), (2, "Quay")))
    source.write_text("".join(texts), "utf-8")
    people.write_text(
        "name,alias,address,role,organisation,note\n"
        "Maren Holt,,holt@harbour.example,harbour master,Harbour Office,\n"
        "Ben Ost,,ost@harbour.example,,Diving Works,\n"
    )
    shown = run("inspect", "--people", people, source).output
    assert shown.count("Maren Holt (harbour master, Harbour Office) · 2021-03-02") == 2
    # Of a recipient once.
    assert shown.count("Ben Ost (Diving Works)") == 1
    assert "(harbour master" not in run("inspect", source).output
