"""Shift the results of one window to offsets in the whole document."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from mailrecon.model import Bates, Draft, Field, Notice, Person, Span
from mailrecon.parse.windows import Window
from mailrecon.resolve import Resolved


def moved(item: Resolved, window: Window, *, first: bool) -> Resolved:
    """A message of a window with the document's offsets; `first`: it is the window's first."""
    by = window.character

    def person(found: Person) -> Person:
        return found if found.span is None else replace(found, span=found.span.shifted(by))

    return replace(
        item,
        draft=moved_draft(item.draft, window, first=first),
        originator=None if item.originator is None else person(item.originator),
        sender=None if item.sender is None else person(item.sender),
        people={role: tuple(map(person, found)) for role, found in item.people.items()},
        warnings=_notices(item.warnings, by),
    )


def moved_bates(found: Iterable[Bates], by: int) -> Iterable[Bates]:
    """Bates numbers of a window shifted by `by` characters."""
    return (replace(item, span=item.span.shifted(by)) for item in found)


def moved_draft(draft: Draft, window: Window, *, first: bool) -> Draft:
    """A draft of a window with the document's offsets; `first`: it is the window's first."""
    by = window.character
    above = None if draft.enclosing is None else draft.enclosing + window.draft
    heading = draft.heading
    return replace(
        draft,
        fields=tuple(_field(field, by) for field in draft.fields),
        header=_spans(draft.header, by),
        body=_spans(draft.body, by),
        lines=(draft.lines[0] + window.line, draft.lines[1] + window.line),
        enclosing=window.above if first else above,
        heading=None if heading is None else replace(heading, span=heading.span.shifted(by)),
        warnings=_notices(draft.warnings, by),
    )


def _spans(spans: Iterable[Span], by: int) -> tuple[Span, ...]:
    return tuple(span.shifted(by) for span in spans)


def _field(field: Field, by: int) -> Field:
    label = field.label_span
    return replace(
        field,
        span=field.span.shifted(by),
        label_span=None if label is None else label.shifted(by),
    )


def _notices(notices: Iterable[Notice], by: int) -> tuple[Notice, ...]:
    return tuple(
        notice if notice.span is None else replace(notice, span=notice.span.shifted(by))
        for notice in notices
    )
