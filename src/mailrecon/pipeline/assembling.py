"""Build and render messages in worker processes; the parent process links and passes bytes on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any, Generic, NamedTuple

import msgspec
from msgspec import Struct

from mailrecon.model import MadeOf, Message, Value
from mailrecon.pipeline.processes import Preparation, can_fork
from mailrecon.pipeline.records import decoder_of
from mailrecon.pipeline.team import Job, ProcessDied, Team
from mailrecon.thread.assembly import Chunk, CorpusContext, Messages, Noted
from mailrecon.thread.identities.people import KnownPeople
from mailrecon.thread.options import LinkOptions
from mailrecon.thread.placed import Placed, put_together
from mailrecon.thread.rebuilt import MESSAGES

# Building fewer messages takes less time than starting a process.
_FEW = 400
_WAITING_PER_WORKER = 3
# Messages that a forked worker assembles at a time; of the first ones, which this process assembles
# before workers start, fewer.
_PART = 100
_FIRST_PART = 25
_ENCODER = msgspec.msgpack.Encoder()
# The writer's value for each message, and the counted facts.
Made = tuple[list[Value], list[Noted]]


class MessageWorkers(Struct, frozen=True):
    """A number of worker processes, which start with the first message and end after the last.

    `watch` is called with the number of messages that were built since the last call.
    """

    jobs: int
    watch: Callable[[int], None] | None = None

    def __call__(self, messages: Messages, make: MadeOf[Value]) -> Iterator[Value]:
        """The results of `make` for each message, in order."""
        # One worker would decode what this process has in memory.
        if len(messages) < _FEW or (self.jobs == 1 and messages.are_in_memory):
            by_id = messages.by_identity()
            yield from (make(message, by_id) for message in messages)
            self._tell(len(messages))
            return
        parts = _forked(messages, make, self.jobs) if can_fork() else _sent(messages, make)
        waiting: deque[tuple[_ArchivePart[Value], Job]] = deque()
        team = Team(self.jobs, parts.preparation, is_forked=can_fork())
        try:
            for part in parts.parts:
                job = Job(part.work, part.arguments, here=part.here, is_small=True)
                waiting.append((part, team.schedule(job)))
                if len(waiting) > self.jobs * _WAITING_PER_WORKER:
                    yield from self._next(messages, team, *waiting.popleft())
            while waiting:
                yield from self._next(messages, team, *waiting.popleft())
        finally:
            team.end()

    def _next(
        self, messages: Messages, team: Team, part: _ArchivePart[Value], job: Job
    ) -> Iterator[Value]:
        """The results for a part. If its worker died, this process does its work."""
        try:
            values, noted = team.result(job)
        except (ProcessDied, MemoryError):
            values, noted = part.again()
        messages.made(part.start, noted)
        yield from values
        self._tell(len(values))

    def _tell(self, count: int) -> None:
        if self.watch is not None:
            self.watch(count)


class _ArchivePart(NamedTuple, Generic[Value]):
    """Consecutive messages of an archive, from index `start` on: the call for a worker, the same
    for this process if it is to help (`here`), and if the worker died (`again`)."""

    start: int
    work: Callable[..., Made[Value]]
    arguments: tuple[Any, ...]
    again: Callable[[], Made[Value]]
    here: Callable[[], Made[Value]] | None = None


class _ArchiveParts(NamedTuple, Generic[Value]):
    """All messages of an archive in parts, and what workers must know of it."""

    preparation: Preparation
    parts: Iterator[_ArchivePart[Value]]


def _forked(messages: Messages, make: MadeOf[Value], jobs: int) -> _ArchiveParts[Value]:
    """For workers that are forked from this process: they have the archive, and assemble from it.

    With several jobs, this process is one of them.
    """
    messages.settle()
    by_id = messages.by_identity()

    def parts() -> Iterator[_ArchivePart[Value]]:
        start, size = 0, _FIRST_PART
        while start < len(messages):
            stretch = range(start, min(start + size, len(messages)))
            here = partial(_made, messages, make, by_id, stretch)
            yield _ArchivePart(start, make_stretch, (stretch,), here, here if jobs > 1 else None)
            start, size = stretch.stop, _PART

    return _ArchiveParts(Preparation(know_archive, (messages, make)), parts())


def _sent(messages: Messages, make: MadeOf[Value]) -> _ArchiveParts[Value]:
    """For other workers: each part is sent to them with the places of its copies in a file."""
    corpus = messages.corpus_context()

    def again(chunk: Chunk) -> Made[Value]:
        with Path(corpus.path).open("rb") as file:
            return _all(_WorkerContext(corpus, file), chunk, make)

    def parts() -> Iterator[_ArchivePart[Value]]:
        for chunk in messages.chunks():
            data = _ENCODER.encode(chunk)
            yield _ArchivePart(chunk.start, make_all, (data, make), partial(again, chunk))

    return _ArchiveParts(Preparation(know_corpus, corpus), parts())


# What a forked worker has from its parent: a single item once the process is prepared.
_inherited: list[Callable[[range], Made[Any]]] = []


def know_archive(given: tuple[Messages, MadeOf[Value]]) -> None:
    """Prepare a forked worker for `make_stretch`."""
    messages, make = given
    messages.reopen()
    _inherited[:] = [partial(_made, messages, make, messages.by_identity())]


def make_stretch(places: range) -> Made[Any]:
    """In a forked worker: the results of `make` for these messages, and their counted facts."""
    return _inherited[0](places)


def _made(
    messages: Messages, make: MadeOf[Value], by_id: Mapping[str, Message], places: range
) -> Made[Value]:
    values: list[Value] = []
    noted: list[Noted] = []
    for place in places:
        message = messages[place]
        values.append(make(message, by_id))
        noted.append(Noted.of(message))
    return values, noted


def with_workers(messages: Sequence[Message], jobs: int) -> None:
    """Have messages that are built when they are asked for built by worker processes."""
    if isinstance(messages, Messages):
        messages.workers = MessageWorkers(jobs)


class _WorkerContext(NamedTuple):
    """The facts about the archive that a worker needs, and the spool file of all copies."""

    corpus: CorpusContext
    file: IO[bytes]


def make_all(data: bytes, make: MadeOf[Value]) -> Made[Value]:
    """In a worker: the results of `make` for a chunk's messages, and their counted facts."""
    return _all(_known[0], decoder_of(Chunk).decode(data), make)


# The context of this worker process: a single item once the process is prepared.
_known: list[_WorkerContext] = []


def know_corpus(corpus: CorpusContext) -> None:
    """Prepare a worker for `make_all`."""
    # Stays open until the process ends.
    _known[:] = [_WorkerContext(corpus, Path(corpus.path).open("rb"))]  # noqa: SIM115


def _all(context: _WorkerContext, chunk: Chunk, make: MadeOf[Value]) -> Made[Value]:
    (_, people, options), file = context

    def one_print(number: int) -> Message:
        start, length = chunk.stretches[number]
        file.seek(start)
        return MESSAGES.decode(file.read(length))

    return put_chunk_together(chunk, one_print, people, options, make)


def put_chunk_together(
    chunk: Chunk,
    one_print: Callable[[int], Message],
    people: KnownPeople,
    options: LinkOptions,
    make: MadeOf[Value],
) -> Made[Value]:
    """Assemble the messages of a chunk and apply the writer's function; `one_print` loads copies
    by number. Returns the results and the counts."""

    def message(placed: Placed) -> Message:
        return put_together(map(one_print, placed.copies), placed, people, options)

    by_id = {placed.identity: message(placed) for placed in chunk.forwarded}
    values: list[Value] = []
    noted: list[Noted] = []
    for placed in chunk.placed:
        one = message(placed)
        values.append(make(one, by_id))
        noted.append(Noted.of(one))
    return values, noted
