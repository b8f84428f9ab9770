"""The general way alone, without the fast ways that give the same result."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from mailrecon.lexicon import load
from mailrecon.model import Document, Parsed
from mailrecon.parse import parse_in_general

_NONE = lambda *args, **kwargs: None  # noqa: E731
# Where each short way is asked, and what it says when it leaves all to the general one.
SHORT: tuple[tuple[str, str, Any], ...] = (
    ("mailrecon.parse.general", "parse_simple", _NONE),
    ("mailrecon.parse.general", "parse_straight", _NONE),
    ("mailrecon.parse.general", "parse_native", _NONE),
    ("mailrecon.parse.general", "parse_without_mail", _NONE),
    ("mailrecon.layouts.labelled.header", "read_plain", _NONE),
    ("mailrecon.parse.above.introduction", "_usual", _NONE),
    ("mailrecon.resolve.plain_drafts", "resolve_plain", _NONE),
    ("mailrecon.resolve.dates.reading", "read_known", _NONE),
    ("mailrecon.resolve.people.draft_people", "usual_people", _NONE),
    ("mailrecon.resolve.dates.reading", "read_by_plan", _NONE),
    ("mailrecon.thread.archive", "part_lone", lambda documents: (None, documents)),
    ("mailrecon.pipeline.reconstruct", "archive_of_items", _NONE),
)


@contextmanager
def general() -> Iterator[None]:
    """Nothing is asked but the general way."""
    held = [(module, name, getattr(import_module(module), name)) for module, name, _ in SHORT]
    for module, name, instead in SHORT:
        setattr(import_module(module), name, instead)
    try:
        yield
    finally:
        for module, name, before in held:
            setattr(import_module(module), name, before)


def parsed_in_general(document: Document) -> Parsed:
    """What the general way alone makes of a document."""
    with general():
        return parse_in_general(document, load())
