"""Messages assembled and written by workers equal those of a single process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from mailrecon.cli.inputs import Inputs
from mailrecon.errors import WriteError
from mailrecon.model import Archive, Message
from mailrecon.pipeline import assembling
from mailrecon.read import ReadOptions
from mailrecon.thread import LinkOptions
from mailrecon.thread.assembly import Messages
from mailrecon.writers import WriteOptions, write
from mailrecon.writers.mail.rfc5322 import Forwards
from mailrecon.writers.provenance.ledger import ledger_records
from tests.conftest import FIXTURES

DEFAULTS = LinkOptions()
# One document in four, of every folder.
SOME = tuple(
    str(path)
    for path in [p for p in sorted(FIXTURES.rglob("*")) if p.suffix in (".txt", ".html")][::4]
)
CHOICES = {
    "defaults": DEFAULTS,
    "duplicates kept": LinkOptions(keep_duplicates=True),
    "filled and zoned": LinkOptions(fill_redacted=True, infer_zones=True),
    "unheaded and fragments": LinkOptions(unheaded=True, fragments=True),
}


@pytest.fixture(autouse=True)
def _workers_for_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembling, "_FEW", 50)


@cache
def lazy_archive(options: LinkOptions = DEFAULTS) -> Archive:
    archive = Inputs(SOME, ReadOptions(), jobs=2, lazily=True).reconstruct(options)
    assert isinstance(archive.messages, Messages)
    assert archive.messages.workers is not None
    return archive


@cache
def whole_archive(options: LinkOptions = DEFAULTS) -> Archive:
    archive = Inputs(SOME, ReadOptions()).reconstruct(options)
    assert isinstance(archive.messages, tuple)
    return archive


def itself(message: Message, by_id: Mapping[str, Message]) -> tuple[Message, Message | None]:
    return message, by_id.get(message.parent or "") if message.relation == "forward" else None


@pytest.mark.parametrize("choice", CHOICES)
def test_workers_make_what_one_process_makes(choice: str) -> None:
    options = CHOICES[choice]
    whole, lazy = whole_archive(options), lazy_archive(options)
    by_id = whole.by_id()
    assert list(lazy.mapped(itself)) == [itself(message, by_id) for message in whole.messages]
    assert lazy.counts() == whole.counts()
    assert list(lazy.copies()) == list(whole.copies())
    assert list(ledger_records(lazy)) == list(ledger_records(whole))


def test_messages_are_not_looked_up_for_each_part(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    find_places = Messages._places

    def counted(self: Messages) -> dict[str, int]:
        looked.append(len(self))
        return find_places(self)

    monkeypatch.setattr(Messages, "_places", counted)
    monkeypatch.setattr(assembling, "_PART", 10)
    lazy = lazy_archive()
    assert len(list(lazy.mapped(itself))) > 50
    # This process helps, and looks up what messages forward.
    assert len(looked) <= 1


@pytest.mark.parametrize("name", ["mbox", "mboxes", "eml", "maildir", "jsonl", "parquet"])
def test_files_are_the_same(name: str, tmp_path: Path) -> None:
    # What is forwarded inline is cut out of documents, which no worker has.
    options = WriteOptions(forwards=Forwards.INLINE if name == "mboxes" else Forwards.ATTACH)
    write(whole_archive(), tmp_path / "whole", to=name, options=options)
    write(lazy_archive(), tmp_path / "lazy", to=name, options=options)

    def held(folder: Path) -> dict[str, bytes]:
        if folder.is_file():
            return {"": folder.read_bytes()}
        return {
            str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()
        }

    assert held(tmp_path / "lazy") == held(tmp_path / "whole")


def deadly(message: Message, by_id: Mapping[str, Message]) -> str:
    """Ends the process, unless that is the one of the test."""
    if os.environ.get("PYTEST_CURRENT_TEST") is None or os.getpid() != _HERE:
        os._exit(9)
    return message.message_id


_HERE = os.getpid()


def test_what_a_worker_dies_on_is_done_here() -> None:
    archive = lazy_archive()
    assert list(archive.mapped(deadly)) == [message.message_id for message in archive.messages]


def failing(message: Message, by_id: Mapping[str, Message]) -> str:
    raise WriteError(f"{message.message_id} cannot be written")


def test_what_fails_in_a_worker_fails() -> None:
    with pytest.raises(WriteError, match="cannot be written"):
        list(lazy_archive().mapped(failing))


def test_few_messages_need_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembling, "_FEW", 100_000)
    monkeypatch.setattr(assembling, "Team", None)
    assert [message for message, _ in lazy_archive().mapped(itself)] == list(
        whole_archive().messages
    )
