"""Real mail clients show the messages, threads and names of an mbox from mailrecon."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import neomutt
import notmuch
import pytest
import thunderbird
from mbox import Archive, read_mbox, threads_of
from view import View, missing_programs

pytestmark = pytest.mark.e2e

REPOSITORY = Path(__file__).resolve().parents[2]
FOUNDING_DOCUMENT = REPOSITORY.parent / "shared" / "seed" / "post.ja.txt"
FIXTURES = REPOSITORY / "fixtures" / "publications"
CONVERT_SECONDS = 60

LEADING_RE = re.compile(r"^(?:re(?:\[\d+\])?:\s*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known of a document before it is converted."""

    messages: int
    threads: int
    authors: frozenset[str]


@dataclass(frozen=True, slots=True)
class Case:
    """A document, what is expected of it, and the mbox made of it."""

    name: str
    expected: Expected
    mbox: Path
    archive: Archive


SOURCES = (
    FOUNDING_DOCUMENT,
    *(FIXTURES / f"blog_post.{code}.txt" for code in ("en", "de", "zh")),
)


def _expected(source: Path) -> Expected:
    if source == FOUNDING_DOCUMENT:
        return Expected(messages=8, threads=4, authors=frozenset({"イーロン・マスク"}))
    document = json.loads(source.with_suffix(".expected.json").read_text(encoding="utf-8"))
    messages = document["messages"]
    names = {message["from"]["name"] for message in messages if message["from"]}
    parents = {one["id"]: [one["parent"]] if one["parent"] else [] for one in messages}
    return Expected(len(messages), len(threads_of(parents)), frozenset(names - {None}))


@pytest.fixture(scope="module", params=SOURCES, ids=lambda source: source.stem)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A document converted by mailrecon's command line."""
    source: Path = request.param
    if not source.exists():
        pytest.skip(f"{source} is not there")
    mbox = tmp_path_factory.mktemp("mbox") / f"{source.stem}.mbox"
    done = subprocess.run(
        [sys.executable, "-m", "mailrecon", "convert", source, mbox],
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=CONVERT_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return Case(source.stem, _expected(source), mbox, read_mbox(mbox))


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for what a person may want to look at."""
    chosen = os.environ.get("MAILRECON_E2E_OUT")
    return Path(chosen) if chosen else tmp_path_factory.mktemp("pictures")


@pytest.fixture(
    scope="module",
    params=[thunderbird, notmuch, neomutt],
    ids=lambda client: client.__name__,
)
def view(request: pytest.FixtureRequest, case: Case, pictures: Path) -> View:
    """What a client shows of a case's mbox."""
    client: ModuleType = request.param
    if missing := missing_programs(client.PROGRAMS):
        pytest.skip(f"not installed: {', '.join(missing)}; see tests/e2e/install.sh")
    shown: View = client.look(case.mbox, pictures / case.name / client.__name__)
    return shown


def test_mbox_holds_what_is_expected(case: Case) -> None:
    assert len(case.archive.messages) == case.expected.messages
    assert len(case.archive.threads) == case.expected.threads


def test_counts(view: View, case: Case) -> None:
    assert view.message_count == case.expected.messages
    assert view.thread_count == case.expected.threads


def test_threads(view: View, case: Case) -> None:
    assert view.threads == case.archive.threads


def test_parents(view: View, case: Case) -> None:
    shown = {message.message_id: message.parent for message in view.messages}
    written = {message.message_id: message.parent for message in case.archive.messages}
    answers = {message_id for message_id, parent in written.items() if parent}
    assert {one: shown.get(one) for one in answers} == {one: written[one] for one in answers}


def test_levels(view: View) -> None:
    level = {row.message_id: row.level for row in view.rows}
    for message in view.messages:
        if message.parent is not None:
            assert level[message.message_id] == level[message.parent] + 1


def test_people(view: View, case: Case) -> None:
    shown = {one.message_id: (one.author, one.recipients) for one in view.messages}
    assert shown == {one.message_id: (one.author, one.recipients) for one in case.archive.messages}


def test_authors_names_are_readable(view: View, case: Case) -> None:
    assert case.expected.authors <= {message.author for message in view.messages}


def test_subjects(view: View, case: Case) -> None:
    written = {one.message_id: _subject(one.subject) for one in case.archive.messages}
    assert {one.message_id: _subject(one.subject) for one in view.messages} == written


def test_rows_show_author_and_subject(view: View, case: Case) -> None:
    written = {message.message_id: message for message in case.archive.messages}
    assert {row.message_id for row in view.rows} == set(written)
    for row in view.rows:
        assert written[row.message_id].author in row.author
        assert _subject(row.subject) == _subject(written[row.message_id].subject)


def test_bodies(view: View, case: Case) -> None:
    if view.client == "NeoMutt":
        pytest.skip("NeoMutt's index shows no bodies")
    written = {message.message_id: message.body for message in case.archive.messages}
    for message in view.messages:
        # An attached message's text may follow.
        assert _text(message.body).startswith(_text(written[message.message_id]))


def _subject(subject: str) -> str:
    """A subject as Thunderbird shows it: with one "Re: ", however many there are."""
    return LEADING_RE.sub("Re: ", subject)


def _text(body: str | None) -> str:
    """A body's characters; clients differ in where they break its lines."""
    assert body is not None
    return "".join(body.split())
