"""Options that several commands share; the decorator of a group passes all its options as one
value.

@main.command()
@reading_options   # passes `reading`: ReadOptions
@job_options       # passes `jobs`: JobOptions
def hidden(paths, reading, jobs): ...
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from mailrecon.cli.inputs import Inputs
    from mailrecon.pipeline.options import JobOptions
    from mailrecon.read import ReadOptions

Command = TypeVar("Command", bound=Callable[..., Any])
Option = Callable[[Callable[..., Any]], Callable[..., Any]]
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
# Ten years in seconds; the timers of some systems fail beyond that.
_LONGEST = 315_360_000


def bundled(name: str, build: Callable[..., Any], options: tuple[Option, ...]) -> Decorator:
    """A decorator that adds `options` to a command, which then gets one argument, `name`.

    `build` makes it from the options' values, given as keyword arguments. Help lists the options in
    reverse order.
    """

    def names() -> None:
        """Collect the parameters, as Click attaches them to a function."""

    for option in options:
        option(names)
    own = [parameter.name for parameter in names.__click_params__]  # type: ignore[attr-defined]

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def run(**given: Any) -> Any:
            mine = {key: given.pop(key) for key in own}
            return command(**given, **{name: build(**mine)})

        for option in options:
            option(run)
        return run

    return decorate


class Seconds(click.FloatRange):
    """A number of seconds; `nan` and `inf`, which Click takes for floats, are refused."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The seconds as a float. Fails with a usage error."""
        seconds = super().convert(value, param, ctx)
        if not seconds < _LONGEST:
            self.fail(f"{value} is not a number of seconds below {_LONGEST}", param, ctx)
        return seconds


def _read_options(**given: Any) -> ReadOptions:
    from mailrecon.read import ReadOptions

    return ReadOptions(**given)


def _job_options(jobs: int | None, timeout: float, *, strict: bool) -> JobOptions:
    from mailrecon.pipeline.options import JobOptions

    return JobOptions(jobs or os.cpu_count() or 1, timeout, strict)


# How a document is read.
reading_options = bundled(
    "reading",
    _read_options,
    (
        click.option(
            "--ocr-language",
            metavar="LANG",
            help="Language of scanned pages, by its Tesseract code (deu, jpn+eng).",
        ),
        click.option(
            "--recovered",
            is_flag=True,
            help="Also read items of a PST that are in no folder: deleted ones.",
        ),
        click.option(
            "--all-items",
            is_flag=True,
            help="Also read contacts, appointments and other Outlook items as mail.",
        ),
        click.option("--password", help="Password of encrypted documents and archives."),
        click.option(
            "--encoding",
            metavar="NAME",
            help="Read text in this encoding, even if it declares another.",
        ),
    ),
)

# The number of documents read in parallel, and the treatment of unreadable ones.
job_options = bundled(
    "jobs",
    _job_options,
    (
        click.option(
            "--timeout",
            type=Seconds(min=0, min_open=True),
            default=600.0,
            show_default=True,
            metavar="SECONDS",
            help="Skip a file that takes longer, and continue with the others.",
        ),
        click.option(
            "--jobs",
            "-j",
            type=click.IntRange(min=1),
            metavar="N",
            help="Number of files read in parallel; by default one per processor.",
        ),
        click.option(
            "--strict", is_flag=True, help="Stop at the first document that cannot be read."
        ),
    ),
)

quiet_option = click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors.")


def inputs_of(names: tuple[str, ...], reading: ReadOptions, jobs: JobOptions) -> Inputs:
    """The inputs of a command, from its arguments and options."""
    from mailrecon.cli.inputs import Inputs

    return Inputs(names, reading, jobs.strict, jobs.jobs or 1, jobs.timeout)
