"""`mailrecon inspect`: threads as trees, or every line with what it was taken for."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

import click

from mailrecon.cli.corrected import refuse_uncorrected
from mailrecon.cli.inputs import Inputs
from mailrecon.cli.summary import document_lines, sentence, summarise
from mailrecon.confidence import Certainty, certainty
from mailrecon.errors import NoMessagesFound, escape_controls
from mailrecon.model import (
    Archive,
    Document,
    How,
    Message,
    Parsed,
    Person,
    Segment,
    SegmentKind,
    Span,
    ZoneBounds,
)
from mailrecon.offsets import offset_text
from mailrecon.parse.windows import whole_lines
from mailrecon.read.text.large import chunks
from mailrecon.run import ThreadOptions
from mailrecon.scan import Lines

_COLOURS = {
    SegmentKind.HEADER: "cyan",
    SegmentKind.BODY: "green",
    SegmentKind.SEPARATOR: "yellow",
    SegmentKind.NARRATIVE: "white",
    SegmentKind.FURNITURE: "bright_black",
}
_PREVIEW = 60


def run(*, inputs: Inputs, lines: bool, options: ThreadOptions, doubtful: bool = False) -> None:
    """Print what was found in `inputs`. Raises ReadError, NoMessagesFound, PartlyRead."""
    archive = inputs.reconstruct(options)
    if lines:
        for parsed in archive.parsed:
            _print_lines(parsed)
        inputs.refuse_unread()
        refuse_uncorrected(archive, options)
        return
    if doubtful:
        _print_doubtful(archive)
    else:
        _print_threads(archive)
    for notice in archive.warnings:
        click.secho(f"! {escape_controls(notice.text)}", fg="yellow")
    counts = summarise(archive, inputs.unread)
    for line in document_lines(counts):
        click.echo(escape_controls(line))
    click.echo(sentence(counts))
    if not archive.messages:
        raise NoMessagesFound(f"no message found in {', '.join(inputs.names)}")
    inputs.refuse_unread()
    refuse_uncorrected(archive, options)


def _print_threads(archive: Archive) -> None:
    children: dict[str | None, list[Message]] = {}
    known = {message.message_id for message in archive.messages}
    for message in archive.messages:
        parent = message.parent if message.parent in known else None
        children.setdefault(parent, []).append(message)
    shown: set[str] = set()
    for root in children.get(None, ()):
        stack = [(root, "", "", "")]
        while stack:
            message, lead, own, below = stack.pop()
            _print_message(message, lead + own, lead + below)
            if message.message_id in shown:
                continue
            shown.add(message.message_id)
            following = children.get(message.message_id, [])
            for place, child in reversed(list(enumerate(following))):
                last = place == len(following) - 1
                stack.append(
                    (child, lead + below, "└─ " if last else "├─ ", "   " if last else "│  ")
                )
        click.echo()


def _print_doubtful(archive: Archive) -> None:
    """The messages that may be none, or have other bounds; the least sure first."""
    found = [
        (message.confidence, message.source.document, message.source.lines, message)
        for message in archive.messages
        if certainty(message.confidence) is Certainty.DOUBTFUL
    ]
    for _, document, lines, message in sorted(found, key=itemgetter(0)):
        place = escape_controls(f"{document}, lines {lines[0]}–{lines[1]}")
        click.secho(place, fg="bright_black")
        _print_message(message, "", "")
        click.echo()
    click.echo(f"{len(found)} of {len(archive.messages)} messages are doubtful")


def _print_message(message: Message, lead: str, below: str) -> None:
    relation = f"{message.relation.value} · " if message.relation else ""
    note = f"[{message.source.footnote}] " if message.source.footnote else ""
    head = click.style(escape_controls(_who(message.originator)), bold=True)
    click.echo(f"{lead}{note}{relation}{head} · {escape_controls(_when(message))}")
    subject = (
        escape_controls(message.subject or "")
        if message.subject is not None
        else "(no subject printed)"
    )
    click.echo(f"{below}  {click.style(subject, fg='cyan')}")
    people = ", ".join(_who(person) for person in (*message.to, *message.cc))
    if people:
        click.echo(f"{below}  to {_short(escape_controls(people), 100)}")
    first = escape_controls(" ".join(message.body[:400].split()))
    click.echo(f"{below}  {_short(first, _PREVIEW) if first else '(no text of its own)'}")
    said = certainty(message.confidence)
    if said is not Certainty.SURE:
        click.secho(f"{below}  ? {said.value} ({message.confidence:.2f})", fg="bright_black")
    for copy in message.copies:
        place = f"{copy.source.document}, lines {copy.source.lines[0]}–{copy.source.lines[1]}"
        text = f"also printed in {place} ({copy.score:.2f})"
        click.secho(f"{below}  = {escape_controls(text)}", fg="bright_black")
    for inference in message.inferred:
        verb = "inferred" if inference.used else "not inferred"
        text = f"{inference.field} {verb}: {inference.reason} ({inference.score:.2f})"
        click.secho(f"{below}  ~ {escape_controls(text)}", fg="bright_black")
    if message.zone_bounds is not None:
        click.secho(f"{below}  ~ {_bounds(message.zone_bounds)}", fg="bright_black")
    for warning in message.warnings:
        place = f" at {warning.span.start}–{warning.span.end}" if warning.span else ""
        click.secho(f"{below}  ! {escape_controls(warning.text)}{place}", fg="yellow")


def _bounds(bounds: ZoneBounds) -> str:
    limits = []
    if bounds.lowest is not None:
        limits.append(f"at least {offset_text(bounds.lowest)}")
    if bounds.highest is not None:
        limits.append(f"at most {offset_text(bounds.highest)}")
    if bounds.one_zone is not None:
        lowest, highest = map(offset_text, bounds.one_zone)
        extent = lowest if lowest == highest else f"{lowest} to {highest}"
        limits.append(f"{extent} if the originator kept to one zone")
    text = f"zone {', '.join(limits)}"
    return f"{text}: {bounds.reason}" if len(limits) > 1 or bounds.one_zone is None else text


def _who(person: Person | None) -> str:
    if person is None:
        return "(unknown)"
    name = person.name or person.address or "[redacted]"
    return f"{name} [address removed]" if person.redacted and person.name else name


def _when(message: Message) -> str:
    if message.when is None:
        return f"date unread: {message.date_printed}" if message.date_printed else "undated"
    text = message.when.local.strftime("%Y-%m-%d %H:%M")
    if message.when.precision == "day":
        text = message.when.local.strftime("%Y-%m-%d")
    if message.when.offset_how is How.INFERRED and message.when.offset is not None:
        return f"{text} {offset_text(message.when.offset)} (inferred)"
    return f"{text} {message.when.zone or '(no zone printed)'}"


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _print_lines(parsed: Parsed) -> None:
    segments = iter(parsed.ledger)
    current = next(segments, Segment(SegmentKind.NARRATIVE, Span(0, 0)))
    for number, (start, raw) in enumerate(_lines(parsed.document), start=1):
        while current.span.end <= start and (following := next(segments, None)) is not None:
            current = following
        owner = f"{current.draft + 1:>4}" if current.draft is not None else "    "
        kind = current.kind
        tag = click.style(f"{number:>6} {owner} {kind.value:<9}", fg=_COLOURS[kind])
        click.echo(f"{tag} {escape_controls(raw)}")


def _lines(document: Document) -> Iterator[tuple[int, str]]:
    """The lines of a document, each with the place of its first character."""
    first = 0
    for text, last in whole_lines(chunks(document)):
        lines = Lines(text)
        for index in range(len(lines) if last else len(lines) - 1):
            yield first + lines.start(index), lines.raw[index]
        first += len(text)
