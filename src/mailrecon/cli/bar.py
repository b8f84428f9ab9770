"""Progress bars on the terminal with an estimate of the remaining time."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

import click
from msgspec.structs import replace

from mailrecon.model import Message
from mailrecon.pipeline.progress import Progress
from mailrecon.thread.watching import Watch, unwatched

# The first worker takes seconds to start. So the pace is measured from the first bytes on, after
# this share of the total.
_ENOUGH = 0.05
# The workers' first results come together, so the speed is not measured over fewer seconds.
_LEAST = 1.0
# Before that share, a run gets an estimate only after this many seconds.
_PATIENT = 20
_MINUTE, _HOUR = 60, 3600
# Linking cannot be measured in bytes; its share is shown in this many steps.
_STEPS = 1000
# Work in this process gets a bar after this many seconds.
_LATE = 1.0


class Estimate:
    """Estimates the remaining seconds for `total` bytes or messages by the pace so far."""

    def __init__(self, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = total
        self._clock = clock
        self._begun = clock()
        self._first: tuple[float, int] | None = None
        self._last: tuple[float, int] | None = None

    def moved(self, size: int) -> None:
        """Record that `size` more bytes are done."""
        now = self._clock()
        place = size + (self._last[1] if self._last is not None else 0)
        self._last = now, place
        if self._first is None:
            self._first = self._last

    def seconds(self) -> float | None:
        """The remaining seconds; None if too little is done for an estimate."""
        if self._first is None or self._last is None:
            return None
        since, place = self._last
        start, behind = self._first
        if place < _ENOUGH * self._total and since - self._begun < _PATIENT:
            return None
        if place - behind < _ENOUGH * self._total:
            start, behind = self._begun, 0
        if since - start < _LEAST and since - self._begun < _PATIENT:
            return None
        each = (since - start) / max(1, place - behind)
        # Between two steps of a large file, the estimate continues to count down.
        return max(0.0, each * (self._total - place) - (self._clock() - since))


def words(seconds: float | None) -> str:
    """`about 2 min left`; empty if it is not known, or everything is done."""
    if seconds is None or seconds < 1:
        return ""
    if seconds < _MINUTE:
        return f"about {round(seconds)} s left"
    if seconds < _HOUR:
        return f"about {round(seconds / _MINUTE)} min left"
    return f"about {seconds / _HOUR:.1f} h left"


@contextmanager
def linking_bar() -> Iterator[Watch]:
    """A bar for linking, from the first report on; none if the output is a pipe."""
    if not sys.stderr.isatty():
        yield unwatched
        return
    with ExitStack() as until_all_is_linked:
        shown: list[Progress] = []

        def watch(share: float) -> None:
            if not shown:
                shown.append(until_all_is_linked.enter_context(shown_bar(_STEPS, "linking")))
            shown[0].begun(round(share * _STEPS))

        yield watch


@contextmanager
def late_bar(total: int, label: str) -> Iterator[Progress]:
    """A bar that is shown once the work has taken a second; shorter work has none."""
    begun = time.monotonic()
    with ExitStack() as until_all_is_done:
        shown: list[Progress] = []
        behind = 0

        def update(size: int) -> None:
            nonlocal behind
            behind += size
            tick()

        def tick() -> None:
            if not shown and time.monotonic() - begun >= _LATE:
                shown.append(until_all_is_done.enter_context(shown_bar(total, label)))
            if shown:
                shown[0].begun(behind)

        yield Progress(update, tick)


@contextmanager
def writing_bar(messages: Sequence[Message]) -> Iterator[None]:
    """A bar for writing messages that workers build; none if the output is a pipe.

    A format that goes through all messages twice finds the bar at its end the second time.
    """
    if not sys.stderr.isatty():
        yield
        return
    # Imported here, because it would delay short runs.
    from mailrecon.pipeline.assembling import MessageWorkers
    from mailrecon.thread.assembly import Messages

    if not isinstance(messages, Messages) or not isinstance(messages.workers, MessageWorkers):
        say_stage("writing")
        yield
        return
    workers = messages.workers
    left = len(messages)
    with shown_bar(left, "writing") as progress:

        def watch(count: int) -> None:
            nonlocal left
            progress.add(min(count, left))
            left -= min(count, left)

        messages.workers = replace(workers, watch=watch)
        try:
            yield
        finally:
            messages.workers = workers


@contextmanager
def shown_bar(total: int, label: str) -> Iterator[Progress]:
    """A bar for `reading` bytes, `writing` messages, or steps of `linking`."""
    estimate = Estimate(total)
    with click.progressbar(
        length=total,
        label=label,
        show_eta=False,
        show_percent=True,
        item_show_func=lambda item: item or "",
        file=sys.stderr,
    ) as bar:

        def update(size: int) -> None:
            estimate.moved(size)
            bar.update(size, words(estimate.seconds()))

        def tick() -> None:
            bar.current_item = words(estimate.seconds())
            bar.render_progress()

        yield Progress(update, tick)


def say_stage(text: str) -> None:
    """Print the name of a stage without a bar: `writing`. Print nothing if the output is a pipe."""
    if sys.stderr.isatty():
        click.echo(f"{text} …", err=True)
