"""Every reader of mail finds the stated content in every format that it can open.

The run writes what it found to `docs/compatibility.md`.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from documents import LANGUAGES, difficult, many
from mbox import threads_of
from readers import READERS, Reader
from seen import Reading, Seen
from view import Threads, bare_id, one_line

pytestmark = pytest.mark.e2e

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "compatibility.md"
FORMATS = ("mbox", "maildir", "eml")
MANY = 1000
CASES = (*LANGUAGES, f"{MANY} messages")


@dataclass(frozen=True, slots=True)
class Case:
    """A document's outputs by format, and what our own JSON Lines say is in them."""

    name: str
    outputs: dict[str, Path]
    messages: dict[str, Seen]
    threads: Threads
    redacted: frozenset[str]


@dataclass(slots=True)
class Results:
    """What was found, by reader, format and check."""

    versions: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    cells: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)

    def add(self, reader: Reader, format_name: str, check: str, outcome: str) -> None:
        self.cells.setdefault((reader.name, format_name, check), set()).add(outcome)


@pytest.fixture(scope="session")
def results() -> Iterator[Results]:
    found = Results()
    yield found
    complete = {name for name, _, _ in found.cells} | set(found.missing)
    if complete == {reader.name for reader in READERS}:
        PAGE.write_text(_page(found), encoding="utf-8")


@pytest.fixture(scope="session")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    made = {}
    for name in CASES:
        folder = tmp_path_factory.mktemp("case")
        document = folder / "document.txt"
        known = difficult(name) if name in LANGUAGES else (many(MANY), {})
        document.write_text(known[0], encoding="utf-8")
        made[name] = _convert(name, document, folder)
        if name in LANGUAGES:
            _check_document(made[name], known[1])
    return made


def _convert(name: str, document: Path, folder: Path) -> Case:
    outputs = {}
    for format_name in (*FORMATS, "jsonl"):
        outputs[format_name] = folder / f"out.{format_name}"
        command = [sys.executable, "-m", "mailrecon", "convert", "-q", "--no-manifest"]
        command += ["--to", format_name, str(document), str(outputs[format_name])]
        subprocess.run(command, cwd=REPOSITORY, check=True, timeout=300)
    lines = outputs["jsonl"].read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    messages = {}
    for record in records:
        who = record["from"]
        author = who["name"] or ("[redacted]" if who["redacted"] else who["mailbox"])
        identity = bare_id(record["message_id"])
        messages[identity] = Seen(identity, record["subject"], author, record["body"])
    links = {
        bare_id(one["message_id"]): [bare_id(item) for item in one["references"]] for one in records
    }
    redacted = frozenset(
        bare_id(one["message_id"])
        for one in records
        if any(person["redacted"] for person in (one["from"], *one["to"], *one["cc"]))
    )
    return Case(name, outputs, messages, threads_of(links), redacted)


def _check_document(case: Case, known: dict[str, tuple[str, str, str]]) -> None:
    """What the case claims is not just what came out: it is what was written into it."""
    by_subject = {message.subject: message for message in case.messages.values()}
    assert by_subject.keys() == known.keys()
    for subject, (author, first, last) in known.items():
        message = by_subject[subject]
        assert message.author == author
        lines = str(message.body).strip().split("\n")
        assert (lines[0], lines[-1]) == (first, last)
    assert len(case.redacted) == 2


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(
    ("reader", "format_name"),
    [(reader, name) for reader in READERS for name in reader.formats],
    ids=lambda value: value.name if isinstance(value, Reader) else value,
)
def test_reader(
    reader: Reader, format_name: str, name: str, cases: dict[str, Case], results: Results
) -> None:
    if missing := reader.missing():
        results.missing[reader.name] = ", ".join(Path(item).name for item in missing)
        pytest.skip(f"not installed: {', '.join(missing)}; see tests/e2e/install.sh")
    if name not in LANGUAGES and not reader.reads_thousands:
        pytest.skip(f"{reader.name} takes too long for {MANY} files")
    case = cases[name]
    reading = reader.read(format_name, case.outputs[format_name])
    results.versions[reader.name] = reading.version
    faults = {}
    for check, problem in _compare(case, reading):
        outcome = "equal" if problem is None else "not shown" if problem == "" else "differs"
        results.add(reader, format_name, check, outcome)
        if problem:
            faults[check] = problem
    assert faults == {}


@pytest.fixture(scope="session")
def unchanged() -> dict[tuple[str, str], Reading]:
    """What each reader sees of the English case, by its name and the format."""
    return {}


# What is changed in the forwarding message; for "count" it is taken away.
SABOTAGE = {
    "subject": ("Subject: Fwd: The north", "Subject: Fwd: The south"),
    "author": ("From: Benedict Straw", "From: Benedict Straub"),
    "body": ("Then we open it", "Then we shut it"),
    "identity": ("Message-ID: <", "Message-ID: <0"),
    "count": ("", ""),
}


@pytest.mark.parametrize("check", SABOTAGE)
@pytest.mark.parametrize(
    ("reader", "format_name"),
    [(reader, name) for reader in READERS for name in reader.formats],
    ids=lambda value: value.name if isinstance(value, Reader) else value,
)
def test_a_difference_is_seen(
    reader: Reader,
    format_name: str,
    check: str,
    cases: dict[str, Case],
    unchanged: dict[tuple[str, str], Reading],
    tmp_path: Path,
) -> None:
    """One message of the output is changed: the comparison must say so, or it is worth nothing."""
    if reader.missing():
        pytest.skip("not installed")
    case = cases["en"]
    if (reader.name, format_name) not in unchanged:
        reading = reader.read(format_name, case.outputs[format_name])
        unchanged[reader.name, format_name] = reading
    if dict(_compare(case, unchanged[reader.name, format_name]))[check] == "":
        pytest.skip(f"{reader.name} does not tell it")
    output = tmp_path / f"out.{format_name}"
    if format_name == "mbox":
        shutil.copy(case.outputs[format_name], output)
        file = output
    else:
        shutil.copytree(case.outputs[format_name], output)
        file = next(
            path for path in output.rglob("*") if path.is_file() and b"Fwd:" in path.read_bytes()
        )
    old, new = (text.encode() for text in SABOTAGE[check])
    data = file.read_bytes()
    if check == "count" and format_name != "mbox":
        file.unlink()
    elif check == "count":
        start = data.rindex(b"\n\nFrom ") + 2
        file.write_bytes(data[:start])
    else:
        assert old in data
        file.write_bytes(data.replace(old, new, 1))
    changed = reader.read(format_name, output)
    assert dict(_compare(case, changed))[check]


def _compare(case: Case, reading: Reading) -> Iterator[tuple[str, str | None]]:
    """Each check with None if all is equal, "" if the reader does not tell, or what differs."""
    wanted = case.messages
    seen = {message.message_id: message for message in reading.messages}
    same = reading.count == len(wanted)
    yield "count", None if same else f"{reading.count} of {len(wanted)} messages"
    if not seen:
        for check in ("identity", "subject", "author", "body", "threads"):
            yield check, ""
        return
    yield "identity", None if seen.keys() == wanted.keys() else "Message-IDs differ"
    common = [(seen[key], wanted[key]) for key in seen.keys() & wanted.keys()]
    yield (
        "subject",
        _first((got.subject, _line(got.subject) == _line(want.subject)) for got, want in common),
    )
    yield (
        "author",
        _first((got.author, _line(got.author) == _line(want.author)) for got, want in common),
    )
    # A reader may put the text of an attached message behind the message's own.
    yield (
        "body",
        _first(
            (got.body and got.body[:200], _text(got.body).startswith(_text(want.body)))
            for got, want in common
        ),
    )
    if reading.threads is None:
        yield "threads", ""
    else:
        yield "threads", None if reading.threads == case.threads else "threads differ"


def _first(pairs: Iterator[tuple[str | None, bool]]) -> str | None:
    told = [(value, same) for value, same in pairs if value is not None]
    if not told:
        return ""
    return next((repr(value) for value, same in told if not same), None)


def _line(text: str | None) -> str:
    """A header field on one line; as Thunderbird shows a subject, with one "Re: " at most."""
    return one_line(text or "")


def _text(text: str | None) -> str:
    return "".join((text or "").split())


_CHECKS = {
    "count": "count",
    "identity": "Message-IDs",
    "threads": "threads",
    "subject": "subjects",
    "author": "names",
    "body": "bodies",
}


def _page(results: Results) -> str:
    rows = []
    for reader in READERS:
        for format_name in reader.formats:
            cells = [
                "; ".join(sorted(results.cells.get((reader.name, format_name, check), {"not run"})))
                for check in _CHECKS
            ]
            version = results.versions.get(reader.name, "not installed")
            rows.append(f"| {reader.name} | {version} | {format_name} | {' | '.join(cells)} |\n")
    return (
        "# Compatibility\n\n"
        "Written by `make e2e`; do not edit. Each reader opened what `mailrecon convert` wrote, "
        "and what it\nshowed was compared with the JSON Lines of the same documents: four with "
        "redactions, long lines,\n`From ` at line starts and attached messages, in English, "
        f"German, Japanese and Arabic; one with\n{MANY:,} messages. White space apart, *equal* is "
        "equal in every message.\n\n"
        f"| reader | version | format | {' | '.join(_CHECKS.values())} |\n"
        f"| --- | --- | --- |{' --- |' * len(_CHECKS)}\n"
        f"{''.join(rows)}\n"
        f"*not shown*: the reader has no such notion; of {MANY:,} messages NeoMutt's threads are "
        "too many to be\nread off its screen. That the comparison sees a changed message is tested "
        "with each reader, too.\n"
        "Apache Tika is read through extractous, which is Tika compiled to a library; "
        "the version is that of\nextractous; it was given the four small documents only. The "
        "threads of mu are read off its references.\n"
    )
