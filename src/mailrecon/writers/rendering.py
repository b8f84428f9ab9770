"""Render each message for a format, in this process or in the archive's worker processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TypeVar

from mailrecon.model import Archive, Message
from mailrecon.recipe import Recipe
from mailrecon.writers.mail.rfc5322 import Forwards, message_bytes, source_texts
from mailrecon.writers.options import WriteOptions

Written = TypeVar("Written")
# Makes the data that a format writes from a message and its bytes. It is sent to other processes,
# so it must be a function of a module, or a `partial` of one.
Finish = Callable[[Message, bytes], Written]


def rendered(archive: Archive, options: WriteOptions, finish: Finish[Written]) -> Iterator[Written]:
    """The result of `finish` for every message and its bytes (see `message_bytes`), in order."""
    if options.forwards is not Forwards.INLINE:
        make = partial(
            _finished,
            finish=finish,
            forwards=options.forwards,
            recipe=options.recipe,
            ascii_only=options.ascii,
        )
        return archive.mapped(make)
    # Inline forwards are cut out of their documents, whose texts only this process has.
    by_id = archive.by_id()
    texts = source_texts(archive, options.forwards)
    return (
        finish(
            message,
            message_bytes(
                message, by_id, Forwards.INLINE, texts, options.recipe, ascii_only=options.ascii
            ),
        )
        for message in archive.messages
    )


def _finished(
    message: Message,
    by_id: Mapping[str, Message],
    *,
    finish: Finish[Written],
    forwards: Forwards,
    recipe: Recipe | None,
    ascii_only: bool,
) -> Written:
    data = message_bytes(message, by_id, forwards, None, recipe, ascii_only=ascii_only)
    return finish(message, data)
