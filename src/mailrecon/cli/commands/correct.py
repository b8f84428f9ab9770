"""Commands for files of corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailrecon.cli.group import Sentences, main
from mailrecon.cli.options import inputs_of, job_options, reading_options

if TYPE_CHECKING:
    from mailrecon.pipeline.options import JobOptions
    from mailrecon.read import ReadOptions


@main.group(cls=Sentences)
def corrections() -> None:
    """Check, merge and list files of corrections."""


@corrections.command()
@click.argument("path", metavar="FILE")
@click.argument("paths", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--json", "as_json", is_flag=True, help="Print the result for each correction as JSON."
)
@reading_options
@job_options
def check(
    path: str, paths: tuple[str, ...], as_json: bool, reading: ReadOptions, jobs: JobOptions
) -> None:
    """Show whether each correction in FILE applies to INPUT, has moved, or cannot be applied."""
    from mailrecon.cli.corrections import check as run

    run(path=path, inputs=inputs_of(paths, reading, jobs), as_json=as_json)


@corrections.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option("--output", "-o", required=True, metavar="FILE", help="The file to write.")
@click.option("--force", "-f", is_flag=True, help="Replace FILE if it exists.")
def merge(paths: tuple[str, ...], output: str, force: bool) -> None:
    """Merge several files, ordered by time, and list corrections that contradict one another."""
    from mailrecon.cli.corrections import merge as run

    run(paths=paths, output=output, force=force)


@corrections.command("list")
@click.argument("path", metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_(path: str, as_json: bool) -> None:
    """List the corrections in FILE by time: who decided what, and what was undone."""
    from mailrecon.cli.corrections import show

    show(path=path, as_json=as_json)
