"""Commands that show what is in documents: `inspect`, `report`, `open`, `hidden`, `people`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailrecon.cli.group import main
from mailrecon.cli.linking import document_options
from mailrecon.cli.options import inputs_of, job_options, quiet_option, reading_options

if TYPE_CHECKING:
    from mailrecon.cli.linking import DocumentArguments
    from mailrecon.pipeline.options import JobOptions
    from mailrecon.read import ReadOptions


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--verbose", "-v", is_flag=True, help="Also show layouts, reasons, zones and all warnings."
)
@click.option(
    "--lines",
    is_flag=True,
    help="Show each line with its use: header, body, separator, furniture, narrative.",
)
@click.option(
    "--doubtful", is_flag=True, help="Show doubtful messages only, the least certain first."
)
@document_options
def inspect(
    paths: tuple[str, ...],
    lines: bool,
    doubtful: bool,
    verbose: bool,
    documents: DocumentArguments,
) -> None:
    """Show the threads found in INPUT as trees: who, when, what, and doubts."""
    from mailrecon.cli.inspect import run

    if lines and doubtful:
        raise click.UsageError("--lines shows all lines; it cannot be combined with --doubtful")
    run(
        inputs=documents.inputs(paths),
        lines=lines,
        doubtful=doubtful,
        verbose=verbose,
        options=documents.options(),
    )


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="INPUT... OUTPUT.html")
@click.option(
    "--title", metavar="TEXT", help="The page's title; by default the names of the inputs."
)
@click.option("--force", "-f", is_flag=True, help="Replace OUTPUT if it exists.")
@document_options
@quiet_option
def report(
    paths: tuple[str, ...],
    title: str | None,
    force: bool,
    quiet: bool,
    documents: DocumentArguments,
) -> None:
    """Write the messages found in INPUT as one self-contained web page: threads, timeline, people,
    each message beside its place in the document, and the reasons for inferred values.
    """
    if len(paths) < 2:
        raise click.UsageError("name at least one INPUT, and the page to write last")
    from mailrecon.cli.report import run

    run(
        inputs=documents.inputs(paths[:-1]),
        output=paths[-1],
        title=title,
        force=force,
        quiet=quiet,
        options=documents.options(),
        also_read=documents.files,
    )


@main.command("open")
@click.argument("paths", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--title", metavar="TEXT", help="The page's title; by default the names of the inputs."
)
@click.option("--by", metavar="NAME", help="Who makes the corrections; by default your user name.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="The port to listen on (this machine only); by default any free one.",
)
@click.option("--browser/--no-browser", default=True, help="Open the page in the browser.")
@document_options
def open_command(
    paths: tuple[str, ...],
    title: str | None,
    by: str | None,
    port: int,
    browser: bool,
    documents: DocumentArguments,
) -> None:
    """Open INPUT as a workbench in the browser, to inspect, correct and measure. Only this machine
    can reach it.

    Each correction is immediately written to corrections.jsonl beside the first INPUT, or to the
    file given with --corrections, which need not exist.
    """
    from mailrecon.cli.open import run

    run(
        inputs=documents.inputs,
        names=paths,
        corrections=documents.linking.corrections_file,
        title=title,
        by=by,
        port=port,
        browser=browser,
        options=lambda file: documents.linking._replace(corrections_file=file).options(),
    )


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="INPUT...")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@reading_options
@job_options
def hidden(paths: tuple[str, ...], as_json: bool, reading: ReadOptions, jobs: JobOptions) -> None:
    """List the text in INPUT that a reader of the page cannot see: where it is, how it is hidden,
    how many characters it has. The text itself is not shown.
    """
    from mailrecon.cli.hidden import run

    run(inputs=inputs_of(paths, reading, jobs), as_json=as_json)


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="INPUT...")
@click.option("--output", "-o", metavar="FILE", help="Write to FILE; `-` is standard output.")
@click.option("--force", "-f", is_flag=True, help="Replace FILE if it exists.")
@click.option(
    "--proposals", is_flag=True, help="List people who may be the same, but were not joined."
)
@document_options
def people(
    paths: tuple[str, ...],
    proposals: bool,
    output: str | None,
    force: bool,
    documents: DocumentArguments,
) -> None:
    """List the people in INPUT as CSV, to be corrected and passed to --people."""
    from mailrecon.cli.people import run

    run(
        inputs=documents.inputs(paths),
        output=output,
        force=force,
        proposals=proposals,
        options=documents.options(),
        also_read=documents.files,
    )
