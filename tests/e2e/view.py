"""One form for what any mail client shows of an mbox."""

import shutil
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

Threads = frozenset[frozenset[str]]


class ClientError(RuntimeError):
    """A mail client could not be run, or did not answer as it should."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message; people stand by their display name, or by their address if they have none."""

    message_id: str
    author: str
    recipients: tuple[str, ...]
    subject: str
    parent: str | None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a client's thread list, as far indented as its level says."""

    level: int
    message_id: str
    author: str
    subject: str


@dataclass(frozen=True, slots=True)
class View:
    """A client's own counts, the messages as it decodes them, and its thread list, top down.

    A thread is the set of its Message-IDs.
    """

    client: str
    version: str
    message_count: int
    thread_count: int
    messages: tuple[Message, ...]
    threads: Threads
    rows: tuple[Row, ...]


def one_line(text: str) -> str:
    """Text with every run of white space as one space, as clients show a header field."""
    return " ".join(text.split())


def group(pairs: Iterable[tuple[Hashable, str]]) -> Threads:
    """The Message-IDs grouped by what comes with them, a thread's number or the like."""
    threads: dict[Hashable, set[str]] = {}
    for key, message_id in pairs:
        threads.setdefault(key, set()).add(message_id)
    return frozenset(map(frozenset, threads.values()))


def bare_id(message_id: str) -> str:
    """A Message-ID without its angle brackets."""
    return message_id.strip().removeprefix("<").removesuffix(">")


def missing_programs(programs: tuple[str, ...]) -> list[str]:
    """Those of the programs that are not installed."""
    return [program for program in programs if shutil.which(program) is None]
