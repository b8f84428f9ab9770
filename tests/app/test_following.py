"""After a decision, only its document is parsed again, and the answer does not wait for links."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the extra `app` is not installed")
pytest.importorskip("uvicorn", reason="the extra `app` is not installed")

from mailrecon.app import reading as reading_module
from mailrecon.app import rebuilt as rebuilt_module
from mailrecon.app.decisions import DecisionRequest, UnfitError
from mailrecon.app.reading import hand_over
from mailrecon.app.rebuilt import RebuiltDocuments
from mailrecon.app.store import Store
from mailrecon.app.workbench import Opened, Setting, Workbench
from mailrecon.corrections import Action, load_corrections
from mailrecon.errors import ReadError
from mailrecon.lexicon import load
from mailrecon.model import Document
from mailrecon.pipeline import LinkOptions, link, reconstruct_documents
from mailrecon.pipeline.one import rebuild
from mailrecon.read import ReadOptions
from mailrecon.read.files.inputs import list_files, read_file
from mailrecon.thread import spool


def _mail(number: int, text: str = "It is broken.") -> str:
    return (
        f"From: Ann Poe <ann@north.example>\nTo: Ben Ost <ben@south.example>\n"
        f"Date: Tue, {number + 1} Mar 2019 10:00:00 +0100\nSubject: Crane {number}\n\n{text}\n\n"
    )


def _read(folder: Path, count: int = 3) -> tuple[list[Document], dict[str, Path]]:
    for number in range(count):
        (folder / f"post-{number}.txt").write_text(_mail(2 * number) + _mail(2 * number + 1))
    documents: list[Document] = []
    paths: dict[str, Path] = {}
    for file in list_files((str(folder),)):
        for item in read_file(file, ReadOptions(), lambda opened: None):
            assert isinstance(item, Document)
            documents.append(item)
            paths[item.sha256] = file.path
    return documents, paths


def _workbench(tmp_path: Path, patience: float) -> Workbench:
    source, private = tmp_path / "source", tmp_path / "private"
    source.mkdir()
    private.mkdir()
    documents, paths = _read(source)
    kept = RebuiltDocuments()
    for item in documents:
        kept.keep(rebuild(item, load()), ())
    opened = Opened(link(rebuild(item, load()) for item in documents), paths, (), kept)
    setting = Setting(
        "posts",
        tmp_path / "corrections.jsonl",
        "Ida Rask",
        private,
        LinkOptions(),
        lambda path: opened,
        patience=patience,
    )
    return Workbench(opened, setting)


class _Slow:
    """Linking that waits until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go = Event()
        self.parsed: list[str] = []

        def slow(*given: Any) -> Any:
            assert self.go.wait(30)
            return link(*given)

        def counted(document: Document, *rest: Any) -> Any:
            self.parsed.append(document.name)
            return rebuild(document, *rest)

        monkeypatch.setattr(rebuilt_module, "link", slow)
        monkeypatch.setattr(rebuilt_module, "rebuild", counted)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Slow]:
    made = _Slow(monkeypatch)
    yield made
    made.go.set()


def _until_done(bench: Workbench) -> dict[str, Any]:
    end = time.monotonic() + 30
    while bench.state()["working"]:
        assert time.monotonic() < end
        time.sleep(0.01)
    return bench.outcome()


def _subject(text: str) -> dict[str, Any]:
    return {"field": "subject", "text": text}


def test_the_answer_comes_before_all_is_linked(tmp_path: Path, slow: _Slow) -> None:
    bench = _workbench(tmp_path, patience=0.01)
    answer = bench.decide(DecisionRequest(Action.FIELD, _subject("Mole"), message=3, generation=1))
    assert answer["working"]
    assert answer["generation"] == 1
    assert len(load_corrections(tmp_path / "corrections.jsonl")) == 1
    # All is shown as it was, and more can be decided meanwhile.
    assert bench.message(3)["subject"] == "Crane 3"
    bench.decide(DecisionRequest(Action.STAR, message=0, generation=1))
    assert bench.state()["work"]["marks"] == {"0": {"notes": [], "tags": [], "star": True}}
    bench.decide(DecisionRequest(Action.FIELD, _subject("Pier"), message=4, generation=1))
    slow.go.set()
    answer = _until_done(bench)
    assert answer["remark"] is None
    assert [bench.message(number)["subject"] for number in (3, 4)] == ["Mole", "Pier"]
    # Of three documents those two that were corrected were parsed, each once.
    assert slow.parsed == ["post-1.txt", "post-2.txt"]
    bench.close()


def test_a_page_is_told_what_changed(tmp_path: Path) -> None:
    bench = _workbench(tmp_path, patience=60)
    before = bench.content()
    keys = [row["key"] for row in before["messages"]]
    bench.decide(DecisionRequest(Action.NO_MAIL, message=0, generation=1))
    changes = bench.changes(1)
    assert changes["keys"] == keys[1:]
    assert changes["messages"] == {}
    assert list(changes["documents"]) == [0]
    bench.decide(DecisionRequest(Action.FIELD, _subject("Mole"), message=2, generation=2))
    changes = bench.changes(2)
    ((key, row),) = changes["messages"].items()
    assert row["subject"] == "Mole"
    assert changes["keys"] == [*keys[1:3], key, *keys[4:]]
    # Who shows what is forgotten gets all.
    assert [row["subject"] for row in bench.changes(1)["messages"]][2] == "Mole"
    bench.close()


def test_numbers_are_those_of_the_list_that_is_shown(tmp_path: Path) -> None:
    bench = _workbench(tmp_path, patience=60)
    bench.decide(DecisionRequest(Action.NO_MAIL, message=0, generation=1))
    # A page that still shows the list before: its third message is the second now.
    assert bench.message(2, 1)["subject"] == bench.message(1, 2)["subject"] == "Crane 2"
    assert bench.search(["crane 2"], 1) == [2]
    assert bench.search(["crane 2"]) == [1]
    bench.decide(DecisionRequest(Action.FIELD, _subject("Mole"), message=2, generation=1))
    assert bench.message(1)["subject"] == "Mole"
    with pytest.raises(UnfitError, match="the list has changed since"):
        bench.decide(DecisionRequest(Action.NO_MAIL, message=0, generation=1))
    assert len(load_corrections(tmp_path / "corrections.jsonl")) == 2
    bench.close()


def test_a_fault_is_told_and_the_archive_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = _workbench(tmp_path, patience=60)

    def broken(*given: Any) -> Any:
        raise ZeroDivisionError("so it is")

    monkeypatch.setattr(rebuilt_module, "link", broken)
    with pytest.raises(ReadError, match=r"a fault in mailrecon.*What was decided is kept"):
        bench.decide(DecisionRequest(Action.NO_MAIL, message=0))
    assert len(load_corrections(tmp_path / "corrections.jsonl")) == 1
    assert len(bench.content()["messages"]) == 6
    monkeypatch.undo()
    bench.undo()
    assert len(bench.content()["messages"]) == 6
    bench.close()


def test_rebuilding_by_parts_gives_what_rebuilding_all_gives(tmp_path: Path) -> None:
    documents, _ = _read(tmp_path)
    bench = RebuiltDocuments()
    first = bench.archive(documents, LinkOptions())
    assert first.messages == reconstruct_documents(documents).messages
    again = bench.archive(documents, LinkOptions())
    assert again.messages == first.messages


def test_an_archive_too_large_for_memory_is_shown_by_other_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults: Sequence[Any] = spool.SpooledList.__init__.__defaults__ or ()
    assert len(defaults) == 1
    monkeypatch.setattr(spool.SpooledList.__init__, "__defaults__", (2,))
    bench = _workbench(tmp_path, patience=60)
    answer = bench.decide(DecisionRequest(Action.FIELD, _subject("Mole"), message=5))
    assert answer["remark"] is None
    assert bench.message(5)["subject"] == "Mole"
    assert bench.sample(1, 3)["items"]
    assert [row["subject"] for row in bench.content()["messages"]][:2] == ["Crane 0", "Crane 1"]
    bench.close()


def test_equal_messages_are_written_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.sqlite")
    drawn: list[int] = []

    def draw(number: int) -> dict[str, Any]:
        drawn.append(number)
        place = {"document": 0, "name": "x", "lines": [1, 2], "place": None, "bates": []}
        return {
            **dict.fromkeys(("from", "sender", "to", "cc", "bcc", "inferred", "warnings"), ()),
            "subject": f"mole {number}",
            "body": "",
            "id": f"<71{number}@quay.example>",
            "citation": "",
            "prints": [{**place, "header": [], "body": [], "fields": []}],
        }

    first = [store.hold(number, lambda one=number: draw(one)) for number in (7, 8)]
    store.save()
    second = [store.hold(number, lambda one=number: draw(one)) for number in (9, 8)]
    store.save()
    assert drawn == [7, 8, 9]
    assert second[1] == first[1]
    store.forget_all_but({held.key for held in second})
    assert store.search(["mole"]) == [second[1].key, second[0].key]
    assert store.search(["719"]) == store.search(["9@dock"]) == []
    assert store.search(["719@quay"]) == [second[0].key]
    assert store.message(first[0].key) is None
    assert json.dumps(store.message(second[0].key)).count("mole 9") == 1
    store.close()


def test_what_was_read_first_is_shown_while_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_module, "_FIRST", 2)
    monkeypatch.setattr(reading_module, "_SECONDS", 0.0)
    source, private = tmp_path / "source", tmp_path / "private"
    source.mkdir()
    private.mkdir()
    documents, paths = _read(source, 6)
    kept = RebuiltDocuments()
    setting = Setting(
        "posts",
        tmp_path / "corrections.jsonl",
        "Ida Rask",
        private,
        LinkOptions(),
        lambda path: Opened(kept.archive([], LinkOptions()), {}, ()),
        patience=60,
    )
    bench = Workbench(Opened(kept.archive([], LinkOptions()), {}, (), kept), setting, reading=True)
    assert bench.content()["messages"] == []
    assert bench.content()["reading"] == 0
    seen: list[int] = []

    def one_by_one() -> Iterator[Any]:
        for number, document in enumerate(documents):
            if number == 3:
                # Two of the messages that came first were shown, and one of them is corrected.
                bench.wait()
                seen.append(len(bench.content()["messages"]))
                bench.reading(50)
                assert bench.state()["reading"] == 50
                bench.decide(DecisionRequest(Action.FIELD, _subject("Mole"), message=1))
                with pytest.raises(UnfitError, match="still being read"):
                    bench.add_file("more.txt", b"From: the start")
            yield rebuild(document, load())

    hand_over(one_by_one(), bench, kept, (), lambda: (paths, ("x.pdf: empty",)))
    archive = bench.wait()
    assert seen == [2]
    assert [message.subject for message in archive.messages] == ["Crane 0", "Mole"] + [
        f"Crane {number}" for number in range(2, 12)
    ]
    content = bench.content()
    assert (content["reading"], content["working"]) == (None, False)
    assert content["unread"] == ["x.pdf: empty"]
    assert len(content["documents"]) == 6
    bench.close()
