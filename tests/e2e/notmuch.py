"""Index an mbox with a real notmuch, and return what it shows."""

import json
import mailbox
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import getaddresses
from pathlib import Path
from typing import Any

from command_line import run
from mbox import raw_messages
from view import ClientError, Message, Row, View, group, one_line

PROGRAMS = ("notmuch",)
TIMEOUT_SECONDS = 60
CONFIGURATION = """\
[database]
mail_root={maildir}
path={database}
[user]
name=nobody
primary_email=nobody@example.invalid
[new]
tags=
[search]
exclude_tags=
[maildir]
synchronize_flags=false
"""


def look(mbox: Path, output: Path) -> View:
    """Index the mbox; leave the threads as notmuch tells them, notmuch.json, in the folder."""
    with tempfile.TemporaryDirectory(prefix="mailrecon-notmuch-") as name:
        maildir = mailbox.Maildir(Path(name) / "mail")
        for raw in raw_messages(mbox):
            maildir.add(raw)
        return look_at_folder(Path(name) / "mail", output)


def look_at_folder(mail: Path, output: Path) -> View:
    """Index a folder of messages as it is; see `look`."""
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mailrecon-notmuch-") as name:
        notmuch = _index(mail, Path(name))
        shown = notmuch("show", "--format=json", "--entire-thread=true", "*")
        (output / "notmuch.json").write_text(shown, encoding="utf-8")
        nodes = [
            node
            for number, thread in enumerate(json.loads(shown))
            for node in _walk(thread, number)
        ]
        return View(
            client="notmuch",
            version=notmuch("--version").split()[-1],
            message_count=int(notmuch("count", "*")),
            thread_count=len(notmuch("search", "--output=threads", "*").splitlines()),
            messages=tuple(map(_message, nodes)),
            threads=group((node.thread, node.message["id"]) for node in nodes),
            rows=tuple(map(_row, nodes)),
        )


@dataclass(frozen=True, slots=True)
class Notmuch:
    """The notmuch program with a database of its own."""

    environment: Mapping[str, str]

    def __call__(self, *arguments: str) -> str:
        """What notmuch prints."""
        command = ["notmuch", *arguments]
        done = subprocess.run(
            command,
            env=self.environment,
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=TIMEOUT_SECONDS,
        )
        if done.returncode != 0:
            raise ClientError(f"{' '.join(command)}: {done.stderr.strip()}")
        return done.stdout


def _index(mail: Path, work: Path) -> Notmuch:
    (work / "database").mkdir()
    configuration = work / "config"
    configuration.write_text(
        CONFIGURATION.format(maildir=mail.resolve(), database=work / "database"), encoding="utf-8"
    )
    environment = {"NOTMUCH_CONFIG": str(configuration), "HOME": str(work), "LC_ALL": "C.UTF-8"}
    notmuch = Notmuch({**os.environ, **environment})
    notmuch("new", "--quiet")
    return notmuch


@dataclass(frozen=True, slots=True)
class _Node:
    """A message where it stands in its thread."""

    thread: int
    level: int
    parent: str | None
    message: dict[str, Any]


def _walk(
    siblings: Sequence[Any], thread: int, level: int = 0, parent: str | None = None
) -> Iterator[_Node]:
    """The messages of a thread, each before its answers; notmuch nests them as pairs of both."""
    for message, answers in siblings:
        yield _Node(thread, level, parent, message)
        yield from _walk(answers, thread, level + 1, message["id"])


def _row(node: _Node) -> Row:
    return Row(node.level, node.message["id"], _author(node.message), _subject(node.message))


def _message(node: _Node) -> Message:
    return Message(
        message_id=node.message["id"],
        author=_author(node.message),
        recipients=_people(node.message, "To"),
        subject=_subject(node.message),
        parent=node.parent,
        body=next(_texts(node.message["body"]), None),
    )


def _author(message: dict[str, Any]) -> str:
    return ", ".join(_people(message, "From"))


def _subject(message: dict[str, Any]) -> str:
    return one_line(message["headers"].get("Subject", ""))


def _people(message: dict[str, Any], field: str) -> tuple[str, ...]:
    people = getaddresses([message["headers"].get(field, "")])
    return tuple(one_line(name or address) for name, address in people if name or address)


def _texts(parts: list[dict[str, Any]]) -> Iterator[str]:
    """The plain texts among the parts of one message, without those of attached messages."""
    for part in parts:
        if part["content-type"] == "text/plain":
            yield part["content"]
        elif part["content-type"].startswith("multipart/"):
            yield from _texts(part["content"])


if __name__ == "__main__":
    sys.exit(run(look, PROGRAMS))
