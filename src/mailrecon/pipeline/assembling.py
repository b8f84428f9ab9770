"""Build and render messages in worker processes; the parent process links and passes bytes on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

import msgspec
from msgspec import Struct
from pebble import ProcessExpired

from mailrecon.model import MadeOf, Message, Value
from mailrecon.pipeline.processes import start_pool, stop_pool
from mailrecon.thread.assembly import Chunk, CorpusContext, Messages, Noted
from mailrecon.thread.identities.people import KnownPeople
from mailrecon.thread.options import LinkOptions
from mailrecon.thread.placed import Placed, put_together
from mailrecon.thread.rebuilt import MESSAGES

# Building fewer messages takes less time than starting a process.
_FEW = 400
_WAITING_PER_WORKER = 3
_ENCODER = msgspec.msgpack.Encoder()
_CHUNKS = msgspec.msgpack.Decoder(Chunk)
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
        pool = start_pool(self.jobs, know_corpus, messages.corpus_context())
        waiting: deque[tuple[Chunk, Any]] = deque()
        try:
            for chunk in messages.chunks():
                data = _ENCODER.encode(chunk)
                waiting.append((chunk, pool.schedule(make_all, (data, make))))
                if len(waiting) > self.jobs * _WAITING_PER_WORKER:
                    yield from self._next(messages, waiting, make)
            while waiting:
                yield from self._next(messages, waiting, make)
        finally:
            stop_pool(pool)

    def _next(
        self, messages: Messages, waiting: deque[tuple[Chunk, Any]], make: MadeOf[Value]
    ) -> Iterator[Value]:
        chunk, future = waiting.popleft()
        yield from _made(messages, chunk, future, make)
        self._tell(len(chunk.placed))

    def _tell(self, count: int) -> None:
        if self.watch is not None:
            self.watch(count)


def with_workers(messages: Sequence[Message], jobs: int) -> None:
    """Have messages that are built when they are asked for built by worker processes."""
    if isinstance(messages, Messages):
        messages.workers = MessageWorkers(jobs)


def _made(messages: Messages, chunk: Chunk, future: Any, make: MadeOf[Value]) -> Iterator[Value]:
    """A worker's results for a chunk. If the worker died, this process does its work."""
    try:
        values, noted = future.result()
    except (ProcessExpired, MemoryError):
        corpus = messages.corpus_context()
        with Path(corpus.path).open("rb") as file:
            values, noted = _all(_WorkerContext(corpus, file), chunk, make)
    messages.made(chunk, noted)
    yield from values


class _WorkerContext(NamedTuple):
    """The facts about the archive that a worker needs, and the spool file of all copies."""

    corpus: CorpusContext
    file: IO[bytes]


def make_all(data: bytes, make: MadeOf[Value]) -> Made[Value]:
    """In a worker: the results of `make` for a chunk's messages, and their counted facts."""
    return _all(_known[0], _CHUNKS.decode(data), make)


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
