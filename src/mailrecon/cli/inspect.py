"""`mailrecon inspect`: threads as trees, or each line with its use."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

import click

from mailrecon.citation import document_of, source_text
from mailrecon.cli.corrected import refuse_uncorrected
from mailrecon.cli.inputs import Inputs
from mailrecon.cli.places import PlaceNames
from mailrecon.cli.summary import document_lines, sentence, summarise
from mailrecon.confidence import Certainty, certainty
from mailrecon.errors import NoMessagesFound, escape_controls
from mailrecon.model import (
    Archive,
    Document,
    How,
    Message,
    NoticeCode,
    Parsed,
    Person,
    Precision,
    Segment,
    SegmentKind,
    Span,
    ZoneBounds,
)
from mailrecon.offsets import offset_text
from mailrecon.parse.recurring import whole_lines
from mailrecon.pipeline import LinkOptions
from mailrecon.read.text.large import chunks
from mailrecon.regex import regex
from mailrecon.scan import Lines
from mailrecon.writers.tables.columns import place_text

_COLOURS = {
    SegmentKind.HEADER: "cyan",
    SegmentKind.BODY: "green",
    SegmentKind.SEPARATOR: "yellow",
    SegmentKind.NARRATIVE: "white",
    SegmentKind.FURNITURE: "bright_black",
}
# A Message-ID within a reason (RFC 5322, section 3.6.4; a line has 998 characters at most).
_IDENTITY = regex(r"<[^<>\s]{3,998}>")
_PREVIEW = 60
_LEAST = 20
_QUIET = "bright_black"
# A thread that is printed newest first is shown as #4, #3, #2, #1.
_HOW_NUMBERED = "Numbers follow the order of print; each thread begins with its oldest message."
REDACTED_ELSEWHERE = NoticeCode.INCONSISTENT_REDACTION


def run(
    *,
    inputs: Inputs,
    lines: bool,
    options: LinkOptions,
    doubtful: bool = False,
    verbose: bool = False,
) -> None:
    """Print the messages found in `inputs`; `verbose` adds layouts, reasons, zones, warnings.

    Raises ReadError, NoMessagesFound, PartlyRead and NotCorrected.
    """
    archive = inputs.reconstruct(options)
    if lines:
        for parsed in archive.parsed:
            _print_lines(parsed)
        inputs.refuse_unread()
        refuse_uncorrected(archive, options)
        return
    tree = _Tree(archive, verbose=verbose)
    counts = summarise(archive, inputs.unread)
    if doubtful:
        _print_doubtful(archive, tree)
    else:
        _print_threads(archive, tree)
    if not verbose:
        found = redacted_elsewhere(archive, tree.places)
        for text in found.lines:
            _say(f"! {escape_controls(text)}", "", "yellow")
        # The number of lines with `!` equals the count in the last line.
        counts["warnings"] -= found.notices - len(found.lines)
    for notice in archive.warnings:
        document = document_of(notice, archive)
        text = f"{document}: {notice.text}" if document else notice.text
        _say(f"! {escape_controls(text)}", "", "yellow")
    if not (doubtful or tree.is_ascending):
        _say(_HOW_NUMBERED, "", _QUIET)
    for line in document_lines(counts):
        _say(escape_controls(line), "")
    _say(sentence(counts), "")
    if not archive.messages:
        raise NoMessagesFound(f"no message found in {', '.join(inputs.names)}")
    inputs.refuse_unread()
    refuse_uncorrected(archive, options)


def _print_threads(archive: Archive, tree: _Tree) -> None:
    children: dict[str | None, list[Message]] = {}
    known = tree.numbers
    for message in archive.messages:
        parent = message.parent if message.parent in known else None
        children.setdefault(parent, []).append(message)
    shown: set[str] = set()
    for root in children.get(None, ()):
        stack = [(root, "", "", "")]
        while stack:
            message, lead, own, below = stack.pop()
            tree.show(message, lead + own, lead + below)
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


def _print_doubtful(archive: Archive, tree: _Tree) -> None:
    """Print the doubtful messages, which may not be mail or have wrong bounds; the most doubtful
    first.
    """
    found = [
        message
        for message in archive.messages
        if certainty(message.confidence) is Certainty.DOUBTFUL
    ]
    for message in sorted(found, key=attrgetter("confidence")):
        source = message.source
        place = place_text(source) or f"lines {source.lines[0]}–{source.lines[1]}"
        click.secho(escape_controls(f"{source.document}, {place}"), fg="bright_black")
        tree.show(message, "", "")
        click.echo()
    click.echo(f"{len(found)} of {len(archive.messages)} messages are doubtful")


class _Tree:
    """Shows messages one by one, each with its number, from 1 in the archive's order."""

    def __init__(self, archive: Archive, *, verbose: bool) -> None:
        self.places = PlaceNames(archive)
        self.numbers: dict[str, int] = {}
        for number, message in enumerate(archive.messages, start=1):
            self.numbers.setdefault(message.message_id, number)
        # True while the displayed numbers follow the order of print.
        self.is_ascending = True
        self._last = 0
        self._introduced: set[str | None] = set()
        self._verbose = verbose
        self._width = _terminal_width()

    def show(self, message: Message, lead: str, below: str) -> None:
        """Print a message after `lead`, and its further lines after `below`."""
        own = self.numbers[message.message_id]
        self.is_ascending, self._last = self.is_ascending and own >= self._last, own
        relation = f"{message.relation.value} · " if message.relation else ""
        note = f"[{message.source.footnote}] " if message.source.footnote else ""
        who = escape_controls(_who(message.originator))
        when, place = _when(message, verbose=self._verbose), self.places.of_message(message)
        details = escape_controls(f"{when} · {place}")
        inner = f"{below}  "
        job = escape_controls(_job(message.originator))
        head = f"#{own} {note}{relation}{who}{job} · {details}"
        for line in _wrapped(head, lead, f"{inner}  "):
            click.echo(line.replace(who, click.style(who, bold=True), 1))
        subject = "(no subject printed)" if message.subject is None else message.subject
        _say(escape_controls(subject), inner, "cyan")
        # `Rask, Ida`: a comma would not separate names.
        people = "; ".join(_who(person) for person in (*message.to, *message.cc))
        if people:
            _say(f"to {_short(escape_controls(people), 100)}", inner)
        for person in (*message.to, *message.cc):
            # Once for each recipient: `Ida Rask (engineer, Harbour Office)`.
            if (job := _job(person)) and person.person not in self._introduced:
                _say(escape_controls(f"{_who(person)}{job}"), f"{inner}  ", _QUIET)
            self._introduced.add(person.person)
        first = escape_controls(" ".join(message.body[:400].split()))
        most = _PREVIEW if self._width is None else min(_PREVIEW, self._width - len(inner) - 1)
        _say(_short(first, max(1, most)) if first else "(no text of its own)", inner)
        if message.source.bates:
            _say(escape_controls(source_text(message.source)), inner)
        for colour, text in self._notes(message):
            _say(escape_controls(text), inner, colour)

    def _notes(self, message: Message) -> Iterator[tuple[str, str]]:
        """Further notes about a message, each with its colour."""
        said = certainty(message.confidence)
        if said is not Certainty.SURE:
            yield _QUIET, f"? {said.value} ({message.confidence:.2f})"
        for copy in message.copies:
            score = f" ({copy.score:.2f})" if self._verbose else ""
            yield _QUIET, f"= also printed in {self.places.of_source(copy.source)}{score}"
        for item in message.corrected:
            why = f": {item.why}" if item.why else ""
            if item.tag:
                yield _QUIET, f'* tagged "{item.tag}" by {item.by}{why}'
                continue
            what = f"{item.action} {item.field or ''}".strip()
            yield _QUIET, f"* corrected, {what}, by {item.by}{why}"
        if self._verbose:
            yield _QUIET, f"~ layout: {message.layout}"
            yield from ((_QUIET, f"~ {self._numbered(text)}") for text in _reasons(message))
        for warning in message.warnings:
            if warning.code == REDACTED_ELSEWHERE and not self._verbose:
                continue
            place = self.places.of_span(message.source, warning.span) if warning.span else ""
            text = self._numbered(warning.text)
            yield "yellow", f"! {text}{f' ({place})' if place else ''}"

    def _numbered(self, text: str) -> str:
        """A reason with the numbers of messages in place of their Message-IDs.

        `not later than <b79b6e2d…@mailrecon.invalid>` becomes `not later than #2`; a Message-ID
        that is not in the archive stays.
        """

        def number(found: re.Match[str]) -> str:
            known = self.numbers.get(found[0], self.numbers.get(found[0][1:-1]))
            return found[0] if known is None else f"#{known}"

        return _IDENTITY.sub(number, text)


def _terminal_width() -> int | None:
    """The width of the terminal in characters; None if the output is not a terminal."""
    if not sys.stdout.isatty():
        return None
    from shutil import get_terminal_size

    return get_terminal_size().columns


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    """Text wrapped for the terminal, after `first`, then `rest`; a single line in a pipe."""
    width = _terminal_width()
    if width is None or len(first) + len(text) <= width:
        return [first + text]
    # Columns left for text, however deep in a thread.
    return textwrap.wrap(
        text,
        max(width, len(rest) + _LEAST),
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
    )


def _say(text: str, lead: str, colour: str | None = None) -> None:
    """Print text after `lead`; its further lines are indented."""
    for number, line in enumerate(_wrapped(text, lead, f"{lead}  ")):
        before = lead if not number else f"{lead}  "
        click.echo(before + click.style(line[len(before) :], fg=colour))


def _reasons(message: Message) -> Iterator[str]:
    """The inferred values with their reasons, and the bounds of the zone."""
    for inference in message.inferred:
        verb = "inferred" if inference.used else "not inferred"
        yield f"{inference.field} {verb}: {inference.reason} ({inference.score:.2f})"
    if message.zone_bounds is not None:
        yield _bounds(message.zone_bounds)


class RedactedElsewhere(NamedTuple):
    """One line for each person, and the number of message warnings that these lines replace."""

    lines: list[str]
    notices: int


def redacted_elsewhere(archive: Archive, places: PlaceNames) -> RedactedElsewhere:
    """People whose address some messages redact and others print: one line each.

    `Maren Holt's address is removed in 12 messages and printed on page 1, line 21`; the address
    itself is not shown.
    """
    removed: dict[str, set[str]] = {}
    printed: dict[str, str] = {}
    names: dict[str, str] = {}
    notices = 0
    for message in archive.messages:
        for person in _everyone(message):
            key = person.person or person.name or ""
            if person.address is not None and not person.redacted and person.span is not None:
                printed.setdefault(key, places.of_span(message.source, person.span))
            elif person.redacted and person.name:
                names.setdefault(key, person.canonical or person.name)
        for warning in message.warnings:
            if warning.code == REDACTED_ELSEWHERE:
                notices += 1
                for person in _everyone(message):
                    if person.redacted and person.span == warning.span:
                        key = person.person or person.name or ""
                        removed.setdefault(key, set()).add(message.message_id)
    found = []
    for key, messages in removed.items():
        count = "1 message" if len(messages) == 1 else f"{len(messages)} messages"
        where = printed.get(key)
        details = f"at {where}" if where else "elsewhere"
        name = names.get(key, "somebody")
        found.append(f"{name}'s address is removed in {count} and printed {details}")
    return RedactedElsewhere(found, notices)


def _everyone(message: Message) -> Iterator[Person]:
    for person in (message.originator, message.sender):
        if person is not None:
            yield person
    for people in (message.to, message.cc, message.bcc, message.reply_to):
        yield from people


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


def _job(person: Person | None) -> str:
    """` (keeper of the lamp, Harbour Office)`, from `--people` or a correction."""
    details = [] if person is None else [item for item in (person.job, person.organisation) if item]
    return f" ({', '.join(details)})" if details else ""


def _when(message: Message, *, verbose: bool) -> str:
    if message.when is None:
        return f"date unread: {message.date_printed}" if message.date_printed else "undated"
    text = message.when.local.strftime("%Y-%m-%d %H:%M")
    if message.when.precision is Precision.DAY:
        text = message.when.local.strftime("%Y-%m-%d")
    how = message.when.offset_how
    if how is not How.PRINTED and message.when.offset is not None:
        return f"{text} {offset_text(message.when.offset)} ({how.value})"
    zone = message.when.zone or ("(no zone printed)" if verbose else "")
    return f"{text} {zone}".rstrip()


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
