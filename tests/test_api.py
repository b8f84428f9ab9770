"""The library as docs/api.md describes it."""

from __future__ import annotations

import dataclasses
import doctest
import re
import shutil
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

import mailrecon
from mailrecon import errors
from mailrecon.cli import main
from mailrecon.read import ReadOptions, read_bytes
from mailrecon.read.documents import read_text
from tests.conftest import fixture_path

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
POST = fixture_path("blog_post.en.txt")
RECIPES = re.findall(r"^### ([^\n]+)\n(.*?)(?=^#|\Z)", PAGE, re.MULTILINE | re.DOTALL)
OPTIONS = (
    mailrecon.ReadOptions,
    mailrecon.LinkOptions,
    mailrecon.JobOptions,
    mailrecon.WriteOptions,
)


def test_the_recipes_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    shutil.copy(POST, tmp_path / "post.txt")
    monkeypatch.chdir(tmp_path)
    assert len(RECIPES) >= 6
    shared: dict[str, object] = {}
    for title, text in RECIPES:
        code = "\n".join(re.findall(r"^```pycon\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
        test = doctest.DocTestParser().get_doctest(code, shared, title, "docs/api.md", 0)
        assert test.examples, title
        told: list[str] = []
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        runner.run(test, out=told.append, clear_globs=False)
        assert not runner.summarize(verbose=False).failed, "".join(told)
        shared.update(test.globs)


def test_every_exported_name_is_there_and_documented() -> None:
    for name in mailrecon.__all__:
        found = getattr(mailrecon, name)
        assert name == "__version__" or found.__doc__, name
    for name in ("reconstruct", "reconstruct_text", "write", "verify_output", "write_report"):
        assert f"`{name}(" in PAGE
    assert set(dir(mailrecon)) >= set(mailrecon.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        mailrecon.nothing  # noqa: B018


def test_the_library_imports_nothing_before_it_is_used() -> None:
    code = (
        "import sys, mailrecon; from mailrecon.errors import MailreconError;"
        "print(sorted(name for name in sys.modules if name.split('.')[0] == 'mailrecon'))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    modules = ["mailrecon", "mailrecon.errors", "mailrecon.regex", "mailrecon.version"]
    assert found.strip() == str(modules)


@pytest.mark.parametrize("kind", OPTIONS)
def test_every_option_is_described(kind: type) -> None:
    unlisted = {
        "folder",
        "read_with",
        "window",
        "recipe",
        "page_image",
        "images",
        "image_format",
        "endorse",
    }
    for item in dataclasses.fields(kind):
        if item.name in unlisted:
            continue
        assert f"`{item.name}`" in PAGE, item.name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(kind(), dataclasses.fields(kind)[0].name, None)


def test_options_are_named_as_on_the_command_line() -> None:
    options = {p.name for p in main.commands["convert"].params}
    renamed = {
        "aliases": "people_file",
        "corrections": "corrections_file",
        "zone": "zones",
        "progress": "quiet",
        "images": "page_images",
        "image_format": "page_images",
        "fields": "template",
        "only": "only_file",
        "ascii": "ascii_only",
    }
    inner = {"folder", "read_with", "window", "recipe", "page_image"}
    for kind in OPTIONS:
        for item in dataclasses.fields(kind):
            if item.name not in inner:
                assert renamed.get(item.name, item.name) in options, item.name


def test_all_errors_are_in_one_module() -> None:
    known = [errors.MailreconError]
    for error in known:
        known.extend(error.__subclasses__())
    assert {error.__module__ for error in known} == {"mailrecon.errors"}
    assert len(known) > 10


def test_a_text_a_path_bytes_and_a_folder_give_the_same_messages(tmp_path: Path) -> None:
    text = POST.read_text(encoding="utf-8")
    shutil.copy(POST, tmp_path / "post.txt")
    named = mailrecon.reconstruct(tmp_path / "post.txt")
    for other in (
        mailrecon.reconstruct(POST.read_bytes(), name="post.txt"),
        mailrecon.reconstruct_text(text, name="post.txt"),
        mailrecon.reconstruct(tmp_path),
        mailrecon.reconstruct([str(tmp_path / "post.txt")]),
        mailrecon.reconstruct(tmp_path, jobs=mailrecon.JobOptions(jobs=1)),
    ):
        assert other.messages == named.messages


@pytest.mark.parametrize(
    "text",
    [
        "The gate holds.\n" * 6_000,
        "The gate holds.\n" * 6_000 + POST.read_text(encoding="utf-8"),
        "The gate holds.\n" * 6_000 + "caf\u00e9\n",
        "The gate holds.\n" * 6_000 + "\x1b[1mThe pier\x1b[0m\n",
        "The gate holds.\n" * 6_000 + "\ud800\n",
        "The gate holds.\r\n" * 6_000,
        "<html><body><p>The gate holds.</p>\n" + "<p>It holds.</p>\n" * 6_000,
        "From ann@quay.example Mon May  4 09:12:00 2020\nFrom: Ann <ann@quay.example>\n\nIt.\n"
        + "The gate holds.\n" * 6_000,
        "The gate holds.\n" * 6_000 + "caf=C3=A9 w=\nith Ann=C3=A9e\n",
    ],
)
def test_a_long_text_is_the_document_that_its_bytes_are(text: str) -> None:
    data = text.encode("utf-8", "backslashreplace")
    options = ReadOptions("utf-8")
    assert list(read_text(text, "x", options)) == list(read_bytes(data, "x", options))


def test_what_cannot_be_read_raises_or_is_warned_of(tmp_path: Path) -> None:
    shutil.copy(POST, tmp_path / "post.txt")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing\n")
    with pytest.raises(errors.ReadError, match=r"broken\.pdf"):
        mailrecon.reconstruct(tmp_path)
    archive = mailrecon.reconstruct(tmp_path, jobs=mailrecon.JobOptions(strict=False))
    assert len(archive) == 9
    (warning,) = [one for one in archive.warnings if one.code == "not-read"]
    assert "broken.pdf" in warning.text
    with pytest.raises(errors.ReadError):
        mailrecon.reconstruct(tmp_path / "missing.txt")


@pytest.mark.parametrize("jobs", [None, 1])
def test_progress_counts_bytes_up_to_all_of_them(tmp_path: Path, jobs: int | None) -> None:
    for name in ("a.txt", "b.txt"):
        shutil.copy(POST, tmp_path / name)
    calls: list[tuple[int, int]] = []
    options = mailrecon.JobOptions(
        jobs=jobs, progress=lambda done, total: calls.append((done, total))
    )
    mailrecon.reconstruct(tmp_path, jobs=options)
    total = 2 * POST.stat().st_size
    assert calls == sorted(calls)
    assert calls[-1] == (total, total)


def test_an_archive_finds_its_messages() -> None:
    archive = mailrecon.reconstruct(POST)
    assert [archive.get(message.message_id) for message in archive] == list(archive)
    assert archive.get(archive.messages[3].message_id.strip("<>")) == archive.messages[3]
    assert archive.get("nobody@example.org") is None
    assert sum(map(len, archive.threads)) == len(archive) == 9
    assert [message for thread in archive.threads for message in thread.roots()]
    assert archive.documents[0].name == POST.name
    assert repr(archive.documents[0]).startswith("<Document 'blog_post.en.txt': text, ")


def test_a_message_is_an_email() -> None:
    message = mailrecon.reconstruct(POST).messages[0]
    mail = message.as_email()
    assert isinstance(mail, EmailMessage)
    assert mail["Message-ID"] == message.message_id
    assert mail["Subject"] == message.subject
    assert mail.get_content().replace("\r\n", "\n").strip() == message.body.strip()


def test_a_native_message_keeps_its_bytes_as_an_email() -> None:
    data = (
        b"From: Ann Poe <ann@example.org>\r\nSubject: Caf\xe9\r\nDate: 4 May 2020\r\n\r\nYes.\r\n"
    )
    (message,) = mailrecon.reconstruct(data, name="a.eml")
    assert message.as_email().get_payload() == "Yes.\r\n"
    assert message.original == data


def test_spans_are_values() -> None:
    span = mailrecon.Span(3, 5)
    assert span.of("abcdefg") == "de"
    assert span.shifted(-2) == mailrecon.Span(1, 3)
    assert mailrecon.Span.covering([span, mailrecon.Span(9, 9)]) == mailrecon.Span(3, 9)
    with pytest.raises(ValueError, match="empty"):
        mailrecon.Span.covering([])
