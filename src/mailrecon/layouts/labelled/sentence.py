"""A header in a footnote's sentence, where a full stop closes each value.

[1] From: Ann Poe. To: Ben Ost. Date: May 4, 2020. Subject: Locks. "The gate is shut."
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from mailrecon.layouts.labelled.entry import CORE, Entry
from mailrecon.model import Field, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import patterns

_FEWEST = 3
# The end of the last value where the text follows: `Locks. "The gate is shut."`
_STOP = regex(r"(?<![ap]\.m)\.\s+(?=[^\W\da-zß-ÿ_]|[\"'“„«(\d])")
_ENDS_ITSELF = (".m.", "...", "…")


def part_sentence(
    entries: Sequence[Entry], fields: list[Field]
) -> tuple[list[Field], int | None] | None:
    """The fields without their closing full stops, and the offset of a text after them.

    None if the header is not such a sentence.
    """
    if len(fields) < _FEWEST or any(entry.line != entries[0].line for entry in entries):
        return None
    if len({field.role for field in fields} & CORE) < _FEWEST:
        return None
    # `[1] From: Ann Poe To: Ben Ost Date: …` has no full stops.
    if not all(field.text.endswith(".") and len(field.text) > 1 for field in fields[:-1]):
        return None
    last = fields[-1]
    stop = _STOP.search(last.text)
    body: int | None = None
    # A date is short: `Date: May 4, 2020. We met at noon.`; another value ends at the first stop.
    if stop is not None and (last.role is not Role.DATE or _is_date(last.text[: stop.start()])):
        body = last.span.start + stop.end()
        last = _cut(last, stop.start() + 1)
    return [*map(_without_stop, fields[:-1]), _without_stop(last)], body


def _is_date(text: str) -> bool:
    return patterns.date_strength(text) > 0


def _cut(field: Field, length: int) -> Field:
    span = Span(field.span.start, field.span.start + length)
    return replace(field, text=field.text[:length], span=span)


def _without_stop(field: Field) -> Field:
    """A field without the full stop at its end; `9:12 a.m.` keeps its own."""
    if not field.text.endswith(".") or field.text.endswith(_ENDS_ITSELF):
        return field
    return _cut(field, len(field.text) - 1)
