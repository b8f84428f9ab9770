"""Mail of a store by folder: one mbox for each, with distinct names."""

from __future__ import annotations

import mailbox
from pathlib import Path

import pytest
from click.testing import CliRunner

from mailrecon.cli import main
from mailrecon.errors import WriteError
from mailrecon.verify import verify
from mailrecon.writers import write
from mailrecon.writers.mail.mboxes import MBOXES_NAMES, file_name
from tests.conftest import make_archive, make_message

MAIL = (
    "From: Ann Poe <ann@quay.example>\nTo: Ben Ost <ben@quay.example>\n"
    "Date: Mon, 3 Feb 2020 10:0{n}:00 +0000\nSubject: Sluice {n}\n"
    "Message-ID: <{n}@quay.example>\n{labels}\nFrom here on it sticks {n}.\n"
)


def takeout(*labels: str) -> str:
    """An mbox as Gmail's export is one, with a mail for each line of labels."""
    mails = (
        MAIL.format(n=n, labels=f"X-Gmail-Labels: {line}\n" if line else "")
        for n, line in enumerate(labels)
    )
    return "".join(f"From x@y Mon Feb  3 10:00:00 2020\n{mail}\n" for mail in mails)


def to_mboxes(source: Path, out: Path) -> None:
    result = CliRunner().invoke(main, ["convert", "--to", "mboxes", str(source), str(out)])
    assert result.exit_code == 0, result.output


def subjects(path: Path) -> list[str]:
    return [str(mail["Subject"]) for mail in mailbox.mbox(path, create=False)]


def test_each_label_is_an_mbox_and_verifies(tmp_path: Path) -> None:
    source = tmp_path / "all.mbox"
    source.write_text(takeout("Inbox,Opened", "Work/Quay", "", "Inbox", "Work/Quay,Important"))
    out = tmp_path / "out"
    to_mboxes(source, out)
    data = out / "data"
    found = {file.relative_to(data).as_posix(): subjects(file) for file in data.rglob("*.mbox")}
    assert found == {
        "Inbox.mbox": ["Sluice 0", "Sluice 3"],
        "Work/Quay.mbox": ["Sluice 1", "Sluice 4"],
        "mail.mbox": ["Sluice 2"],
    }
    assert not verify(out, [str(source)]).findings


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        (None, "mail"),
        ("Inbox/Lock", "Inbox/Lock"),
        ("../../etc", "etc"),
        ("/root/.ssh", "root/ssh"),
        ("C:\\mail", "C_mail"),
        ("a/./b", "a/b"),
        ("...", "mail"),
        ("Gelöschte Elemente", "Gelöschte Elemente"),
        ("受信トレイ/件", "受信トレイ/件"),
        ("x" * 300, "x" * 200),
        ("é" * 150, "é" * 100),
    ],
)
def test_the_name_of_a_folder_leads_nowhere_else(folder: str | None, name: str) -> None:
    assert file_name(folder) == name
    assert MBOXES_NAMES.fullmatch(f"{name}.mbox")


def test_two_folders_never_share_a_file(tmp_path: Path) -> None:
    source = tmp_path / "all.mbox"
    source.write_text(takeout("a?b", "a*b", "Sent", "sent", "mail", ""))
    out = tmp_path / "out"
    to_mboxes(source, out)
    files = list((out / "data").rglob("*.mbox"))
    assert len({file.name.casefold() for file in files}) == 6
    assert sorted(len(subjects(file)) for file in files) == [1] * 6


def test_force_replaces_no_mbox_of_anybody_else(tmp_path: Path) -> None:
    theirs = tmp_path / "out"
    theirs.mkdir()
    (theirs / "Inbox.mbox").write_text("theirs")
    with pytest.raises(WriteError, match="did not write"):
        write(make_archive(make_message()), theirs, to="mboxes", force=True)
    assert (theirs / "Inbox.mbox").read_text() == "theirs"
