"""Jobs on Apache Spark give the result of a local run: `make spark`."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("pyspark")

from mailrecon import reconstruct
from mailrecon.cli import main
from mailrecon.corrections import (
    Action,
    CopiesValue,
    Correction,
    DateValue,
    FieldName,
    FieldValue,
    MessageReference,
    ParentValue,
    PeopleValue,
    PersonReference,
    TagValue,
    Target,
    append_corrections,
    new_correction,
    target_of,
)
from mailrecon.corrections.model import Value
from mailrecon.errors import NoMessagesFound, ReadError, WriteError
from mailrecon.model import Message, NoticeCode
from mailrecon.pipeline.options import JobOptions
from mailrecon.read import ReadOptions
from mailrecon.spark import SparkJob, convert
from mailrecon.spark.session import EngineError, open_session
from mailrecon.thread import Alias, LinkOptions, ZoneError, assembly
from tests.spark.cluster import Cluster, cluster, holds
from tests.spark.comparison import assert_identical, local_archive, table
from tests.spark.corpus import make_corpus
from tests.test_loadfiles import make_production

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
]

LOOPBACK = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
EVERY_CHOICE = LinkOptions(
    aliases=(
        Alias("Maren Holt", "Maren", "maren@n.example"),
        Alias("Torvald Aune", "Old Torvald", None),
    ),
    zone=None,
    zones=(("torvald@n.example", "Europe/Oslo"),),
    infer_zones=True,
    fill_redacted=True,
)
CHOICES = {
    "defaults": LinkOptions(),
    "every choice": EVERY_CHOICE,
    "duplicates kept": LinkOptions(keep_duplicates=True),
    "fragments": LinkOptions(fragments=True),
    "unheaded": LinkOptions(unheaded=True),
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # To Hadoop these are wildcards.
    folder = tmp_path_factory.mktemp("corpus") / "mail {1,2} [3]"
    make_corpus(folder, 5)
    return folder


@pytest.mark.parametrize("choice", CHOICES)
def test_results_are_those_of_a_local_run(corpus: Path, tmp_path: Path, choice: str) -> None:
    output = tmp_path / "out"
    options = CHOICES[choice]
    outcome = convert(SparkJob([str(corpus)], str(output), "local[2]", options=options))
    archive = local_archive(options, corpus)
    assert_identical(archive, output)
    assert outcome.counts["documents"] == len(archive.parsed)
    assert outcome.counts["messages"] == len(archive.messages)
    assert outcome.counts["threads"] == len({message.thread for message in archive.messages})
    assert outcome.counts["kept"] == sum(parsed.kept for parsed in archive.parsed) > 0
    assert outcome.counts["warnings"] == len(archive.warnings) + sum(
        len(message.warnings) for message in archive.messages
    )
    assert [name for name, _ in outcome.unread] == ["edges/damaged.zip"]
    assert [line["document"] for line in table(output / "unread")] == ["edges/damaged.zip"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_the_jvm_compiles_quickly_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_SUBMIT_OPTS", "-XX:TieredStopAtLevel=4 -Dx=y")
    for _ in range(2):
        with open_session("local[1]", LOOPBACK) as spark:
            java = spark._jvm.java.lang.management.ManagementFactory  # type: ignore[union-attr]
            given = list(java.getRuntimeMXBean().getInputArguments())
        # The JVM of an earlier test goes on; the last of several options wins.
        assert "-XX:TieredStopAtLevel=1" in given
        own = os.environ["SPARK_SUBMIT_OPTS"]
        assert own == "-XX:TieredStopAtLevel=1 -XX:TieredStopAtLevel=4 -Dx=y"


@pytest.mark.parametrize("choice", ["defaults", "duplicates kept"])
def test_several_inputs_of_few_subjects_are_linked_as_locally(
    tmp_path: Path, choice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So there are many chunks.
    monkeypatch.setattr(assembly, "_CHUNK", 7)
    source, output = tmp_path / "in", tmp_path / "out"
    make_corpus(source, 20, edges=False, own_subjects=False)
    options = CHOICES[choice]
    alone = next(source.rglob("7-*.txt"))
    inputs = [f"file://{source / 'box 0'}", str(alone), f"file://{source / 'box 2'}"]
    convert(SparkJob(inputs, f"file://{output}", "local[2]", options=options))
    archive = local_archive(options, source / "box 0", alone, source / "box 2")
    assert_identical(archive, output)
    document_of = {message.message_id: message.source.document for message in archive.messages}
    # Each forest has a number, with which the names of its documents begin.
    noted = [
        (message.source.document, document_of[guess.value])
        for message in archive.messages
        for guess in message.inferred
        if guess.field == "In-Reply-To" and not guess.used
    ]
    assert any(_forest(one) != _forest(other) for one, other in noted)


def _forest(document: str) -> str:
    return Path(document).name.partition("-")[0]


def _corrections(corpus: Path) -> tuple[Correction, ...]:
    """One of each kind that shapes an output, and two that cannot be applied here."""
    archive = local_archive(LinkOptions(), corpus)
    documents = {item.document.name: item.document for item in archive.parsed}
    # Messages of different documents, each printed once, and none a real mail.
    found = [m for m in archive.messages if not m.duplicates and m.source.document.endswith("txt")]
    one, other, third, fourth, fifth = found[5:30:5]

    def place(message: Message) -> tuple[str, Target]:
        document = documents[message.source.document]
        first = message.source.header[0]
        return document.sha256, target_of(document.text, first.start, first.end)

    def made(action: Action, message: Message, value: Value | None = None) -> Correction:
        sha256, target = place(message)
        return new_correction(action, value, by="Ida Rask", document=sha256, target=target)

    sha256, target = place(other)
    reference = MessageReference(document=sha256, target=target)
    made_here = [
        made(Action.NO_MAIL, one),
        made(Action.FIELD, other, FieldValue(FieldName.SUBJECT, text="The other sluice")),
        made(Action.DATE, third, DateValue("2015-03-09T10:00", "Europe/Oslo")),
        made(Action.PARENT, third, ParentValue(reference)),
        made(Action.COPIES, fourth, CopiesValue((reference,))),
        made(Action.TAG, fifth, TagValue("for Monday")),
        new_correction(
            Action.PERSON_JOIN,
            PeopleValue((PersonReference("Ada Moor"), PersonReference("Dora Kern"))),
            by="Ida Rask",
        ),
    ]
    lost = target_of("nothing of the kind is printed", 0, 30)
    name = next(document for document in documents.values() if document.name == "edges/woven.txt")
    for sha256 in (name.sha256, "0" * 64):
        made_here.append(
            new_correction(Action.FURNITURE, by="Ida Rask", document=sha256, target=lost)
        )
    return tuple(made_here)


def test_corrections_are_applied_as_locally(corpus: Path, tmp_path: Path) -> None:
    corrections = _corrections(corpus)
    options = LinkOptions(corrections=corrections, fragments=True, unheaded=True)
    outcome = convert(SparkJob([str(corpus)], str(tmp_path / "out"), "local[2]", options=options))
    archive = local_archive(options, corpus)
    assert_identical(archive, tmp_path / "out")
    assert {one.action for message in archive.messages for one in message.corrected} >= {
        action.value for action in (Action.FIELD, Action.DATE, Action.PARENT, Action.TAG)
    }
    assert [item.code for item in outcome.refused] == [NoticeCode.CORRECTION_NOT_APPLIED]
    assert list(outcome.absent) == [corrections[-1]]
    codes = {notice.code for message in archive.messages for notice in message.warnings}
    assert {NoticeCode.FRAGMENT, NoticeCode.UNHEADED} <= codes


def test_corrections_on_the_command_line(corpus: Path, tmp_path: Path) -> None:
    given = tmp_path / "corrections.jsonl"
    append_corrections(given, _corrections(corpus))
    command = ["convert", "--engine", "spark", "--master", "local[2]", "--corrections", str(given)]
    (tmp_path / "in").mkdir()
    shutil.copy(corpus / "edges" / "woven.txt", tmp_path / "in")
    done = CliRunner().invoke(
        main, [*command, "--fragments", "--unheaded", str(tmp_path / "in"), str(tmp_path / "out")]
    )
    assert done.exit_code == 8, done.output
    assert "not among the inputs" in done.output
    assert "2 corrections could not be applied" in done.output
    assert (tmp_path / "out" / "mbox" / "part-00000.mbox").exists()


def test_a_cluster_that_loses_a_worker_gives_the_same(corpus: Path, tmp_path: Path) -> None:
    output, logs = tmp_path / "out", tmp_path / "logs"
    logs.mkdir()
    # Small pieces, so that both workers have some when one of them dies.
    settings = {
        **LOOPBACK,
        "spark.executor.memory": "512m",
        "spark.sql.files.maxPartitionBytes": "65536",
    }
    with cluster(logs, workers=2) as running:
        killed = threading.Event()
        watcher = threading.Thread(
            target=_kill_midway, args=(running, tmp_path / "_out.part", killed), daemon=True
        )
        watcher.start()
        convert(SparkJob([str(corpus)], str(output), running.address, settings=settings))
        assert killed.is_set()
        assert running.workers[0].poll() is not None
        assert running.workers[1].poll() is None
        assert running.running()
    assert not running.running()
    assert_identical(local_archive(LinkOptions(), corpus), output)


def _kill_midway(running: Cluster, staging: Path, killed: threading.Event) -> None:
    """Kill a worker once it works on the documents and some, not all of them, are rebuilt."""
    documents = staging / "work" / "documents"
    while not killed.is_set():
        done = holds(documents, "_temporary/*/task_*/*.parquet")
        if done and running.has_executor(0) and running.has_executor(1):
            running.kill(0)
            killed.set()
        time.sleep(0.02)


def test_what_cannot_be_done_is_said_in_a_line(corpus: Path, tmp_path: Path) -> None:
    full, empty = tmp_path / "full", tmp_path / "empty"
    full.mkdir()
    empty.mkdir()
    (full / "kept.txt").write_text("not mailrecon's")
    (empty / "_hidden.txt").write_text("From: Ann Poe\n")
    (empty / "prose.txt").write_text("Fog until noon.\n")
    new = str(tmp_path / "new")
    with pytest.raises(WriteError, match="exists already"):
        convert(SparkJob([str(corpus)], str(full), "local[2]"))
    with pytest.raises(WriteError, match="did not write"):
        convert(SparkJob([str(corpus)], str(full), "local[2]", force=True))
    with pytest.raises(WriteError, match="input"):
        convert(SparkJob([str(corpus)], str(corpus / "out"), "local[2]"))
    with pytest.raises(ReadError, match="No such file"):
        convert(SparkJob([str(tmp_path / "none")], new, "local[2]"))
    with pytest.raises(ReadError, match=r"hdfs://nowhere\.invalid.*UnknownHost"):
        convert(SparkJob(["hdfs://nowhere.invalid/mail"], new, "local[2]"))
    with pytest.raises(ReadError, match=r"s3a://mail.*S3AFileSystem not found"):
        convert(SparkJob(["s3a://mail/in"], new, "local[2]"))
    with pytest.raises(WriteError, match=r"hdfs://nowhere\.invalid.*UnknownHost"):
        convert(SparkJob([str(corpus)], "hdfs://nowhere.invalid/mail", "local[2]"))
    with pytest.raises(WriteError, match="no folder can be made there"):
        convert(SparkJob([str(corpus)], "/proc/new", "local[2]"))
    with pytest.raises(EngineError, match=r"on nonsense: .*Could not parse Master URL"):
        convert(SparkJob([str(corpus)], new, "nonsense"))
    with pytest.raises(ReadError, match=r"damaged\.zip"):
        convert(SparkJob([str(corpus / "edges" / "damaged.zip")], new, "local[2]"))
    with pytest.raises(NoMessagesFound):
        convert(SparkJob([str(empty)], new, "local[2]"))
    with pytest.raises(ReadError, match="begin with _"):
        convert(SparkJob([str(empty)], new, "local[2]", strict=True))
    nobody = LinkOptions(zones=(("Nobody Atall", "Europe/Oslo"),))
    with pytest.raises(ZoneError, match="Nobody Atall"):
        convert(SparkJob([str(corpus / "edges")], new, "local[2]", options=nobody))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "full"]
    assert (full / "kept.txt").exists()


@dataclass(frozen=True)
class _Deadly(ReadOptions):
    """Options that end the process that is given them."""

    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        return os._exit, (1,)


def test_a_job_that_is_given_up_leaves_what_was_there(corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    edges = [str(corpus / "edges")]
    convert(SparkJob(edges, str(output), "local[2]"))
    before = {path: path.read_bytes() for path in output.rglob("*") if path.is_file()}
    with pytest.raises(EngineError, match=r"Spark aborted the job: .*worker exited") as caught:
        convert(SparkJob(edges, str(output), "local[2]", reading=_Deadly(), force=True))
    assert "\n" not in str(caught.value)
    assert {path: path.read_bytes() for path in output.rglob("*") if path.is_file()} == before
    with pytest.raises(EngineError):
        convert(SparkJob(edges, str(tmp_path / "new"), "local[2]", reading=_Deadly()))
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_job_that_is_stopped_leaves_nothing(corpus: Path, tmp_path: Path) -> None:
    output, staging = tmp_path / "out", tmp_path / "_out.part"
    command = [Path(sys.executable).with_name("mailrecon"), "convert", "--engine", "spark"]
    running = subprocess.Popen(
        [*command, "--master", "local[2]", corpus, output],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not (staging / "work" / "documents").exists():
        assert running.poll() is None
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)
    said = running.communicate()[1]
    assert running.returncode == 130
    assert said.splitlines()[-1].startswith("mailrecon: stopped")
    assert "Traceback" not in said
    assert not any(tmp_path.iterdir())
    # The JVM ends by itself, once nobody holds its standard input.
    while _in_session(running.pid):
        time.sleep(0.05)


def _in_session(leader: int) -> bool:
    """Whether any process but zombies is left in a session."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = path.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(session) == leader and state != "Z":
            return True
    return False


def test_the_command_line(corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    command = ["convert", "--engine", "spark", "--master", "local[2]"]
    done = CliRunner().invoke(main, [*command, str(corpus / "edges"), str(output)])
    assert done.exit_code == 6
    assert "damaged.zip" in done.output
    assert f"written: {output}" in done.output
    assert (output / "mbox" / "part-00000.mbox").read_bytes().startswith(b"From ")
    assert CliRunner().invoke(main, [*command, "--to", "eml", "a", "b"]).exit_code == 2
    assert CliRunner().invoke(main, ["convert", "--master", "local", "a", "b"]).exit_code == 2


def test_page_images_with_a_text_are_left_out_as_locally(tmp_path: Path) -> None:
    """OCR read all images of a production that was converted on a cluster."""
    source, output = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    make_production(source)
    mail = (
        "From: Ann Poe <poe@quay.example>\nTo: Ben Ost <ost@quay.example>\n"
        "Date: Tue, 2 Mar 2021 09:14 +0100\nSubject: Ebb\n\nAt nine.\n"
    )
    (source / "TEXT" / "QA0001.txt").write_text(mail)
    outcome = convert(SparkJob([f"file://{source}"], f"file://{output}", "local[2]"))
    local = reconstruct(source, jobs=JobOptions(strict=False))
    unread = [one.text for one in local.warnings if one.code == NoticeCode.NOT_READ]
    assert len(unread) == 6
    assert any("4 page images are not read" in text for text in unread)
    assert [name for name, _ in outcome.unread] == [
        f"IMAGES/{name}.tif" for name in ("QA0003", "QA0003b", "QA0004", "QA0004b", "cover")
    ]
    assert_identical(local, output)
