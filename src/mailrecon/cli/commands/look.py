"""Commands that show what is in documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailrecon.cli.group import main
from mailrecon.cli.linking import linking_options
from mailrecon.cli.options import inputs_of, job_options, quiet_option, reading_options

if TYPE_CHECKING:
    from mailrecon.cli.linking import LinkingArguments
    from mailrecon.pipeline.options import JobOptions
    from mailrecon.read import ReadOptions


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="INPUT...")
@click.option("--verbose", "-v", is_flag=True, help="Tell reasons, zones and every warning, too.")
@click.option("--lines", is_flag=True, help="Show each line with what it was taken for.")
@click.option(
    "--doubtful", is_flag=True, help="Show only messages that are doubtful, the least sure first."
)
@linking_options
@reading_options
@job_options
def inspect(
    paths: tuple[str, ...],
    lines: bool,
    doubtful: bool,
    verbose: bool,
    linking: LinkingArguments,
    reading: ReadOptions,
    jobs: JobOptions,
) -> None:
    """Show the threads found in INPUT as trees: who, when, what, and what is doubtful."""
    from mailrecon.cli.inspect import run

    if lines and doubtful:
        raise click.UsageError("--lines shows all lines: --doubtful does not go with it")
    run(
        inputs=inputs_of(paths, reading, jobs),
        lines=lines,
        doubtful=doubtful,
        verbose=verbose,
        options=linking.options(),
    )


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="INPUT... OUTPUT.html")
@click.option("--title", metavar="TEXT", help="The page's title; else the names of the inputs.")
@click.option("--force", "-f", is_flag=True, help="Replace OUTPUT if it exists.")
@linking_options
@reading_options
@job_options
@quiet_option
def report(
    paths: tuple[str, ...],
    title: str | None,
    force: bool,
    quiet: bool,
    linking: LinkingArguments,
    reading: ReadOptions,
    jobs: JobOptions,
) -> None:
    """Show what was found in INPUT as one web page that needs nothing else: threads, timeline,
    people, each message beside its place in the document, and the reasons for what is inferred.
    """
    if len(paths) < 2:
        raise click.UsageError("name at least one INPUT, and the page to write last")
    from mailrecon.cli.report import run

    run(
        inputs=inputs_of(paths[:-1], reading, jobs),
        output=paths[-1],
        title=title,
        force=force,
        quiet=quiet,
        options=linking.options(),
        also_read=linking.files,
    )


@main.command("open")
@click.argument("paths", nargs=-1, required=True, metavar="INPUT...")
@click.option("--title", metavar="TEXT", help="The page's title; else the names of the inputs.")
@click.option("--by", metavar="NAME", help="Who decides; else your name on this machine.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="The port to listen on, on this machine alone; without it any that is free.",
)
@click.option("--browser/--no-browser", default=True, help="Open the page in the browser.")
@linking_options
@reading_options
@job_options
def open_command(
    paths: tuple[str, ...],
    title: str | None,
    by: str | None,
    port: int,
    browser: bool,
    linking: LinkingArguments,
    reading: ReadOptions,
    jobs: JobOptions,
) -> None:
    """Open INPUT as a workbench in the browser: look, correct, measure. Nobody else can reach it.

    What is decided is written at once to corrections.jsonl beside the first INPUT, or to the file
    that --corrections names, which need not exist.
    """
    from mailrecon.cli.open import run

    run(
        inputs=lambda names: inputs_of(names, reading, jobs),
        names=paths,
        corrections=linking.corrections_file,
        title=title,
        by=by,
        port=port,
        browser=browser,
        options=lambda file: linking._replace(corrections_file=file).options(),
    )


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="INPUT...")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@reading_options
@job_options
def hidden(paths: tuple[str, ...], as_json: bool, reading: ReadOptions, jobs: JobOptions) -> None:
    """List the text in INPUT that a reader of the page cannot see: where it is, how it is hidden,
    how many characters. The text itself is not shown.
    """
    from mailrecon.cli.hidden import run

    run(inputs=inputs_of(paths, reading, jobs), as_json=as_json)


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="INPUT...")
@click.option("--output", "-o", metavar="FILE", help="Write to FILE instead of the terminal.")
@click.option("--force", "-f", is_flag=True, help="Replace FILE if it exists.")
@click.option("--proposals", is_flag=True, help="List who may be one person, and was not joined.")
@linking_options
@reading_options
@job_options
def people(
    paths: tuple[str, ...],
    proposals: bool,
    output: str | None,
    force: bool,
    linking: LinkingArguments,
    reading: ReadOptions,
    jobs: JobOptions,
) -> None:
    """List who is in INPUT as CSV, to correct and give back to --people."""
    from mailrecon.cli.people import run

    run(
        inputs=inputs_of(paths, reading, jobs),
        output=output,
        force=force,
        proposals=proposals,
        options=linking.options(),
        also_read=linking.files,
    )
