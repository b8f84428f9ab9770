"""Commands that write what was found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mailrecon.cli.group import main
from mailrecon.cli.linking import linking_options
from mailrecon.cli.options import inputs_of, job_options, quiet_option, reading_options
from mailrecon.cli.production import production_options
from mailrecon.plugins import WRITERS, plugin_names

if TYPE_CHECKING:
    from mailrecon.cli.linking import LinkingArguments
    from mailrecon.cli.production import ProductionArguments
    from mailrecon.pipeline.options import JobOptions
    from mailrecon.read import ReadOptions

# Kept here so that `--help` need not import the writers; a test compares it with their table.
FORMATS = (
    *("mbox", "mboxes", "eml", "maildir", "jsonl", "loadfile", "csv", "sqlite", "parquet"),
    *("ftm", "eaxs"),
)


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="INPUT... OUTPUT")
@click.option(
    "--to",
    "format_name",
    type=click.Choice((*FORMATS, *plugin_names(WRITERS))),
    help="Output format; without it the suffix of OUTPUT decides (.mbox, .jsonl, a folder).",
)
@click.option("--force", "-f", is_flag=True, help="Replace OUTPUT if it exists.")
@click.option(
    "--forwards",
    type=click.Choice(["attach", "inline", "none"]),
    default="attach",
    show_default=True,
    help="What becomes of a forwarded message inside the one that forwards it.",
)
@click.option(
    "--ascii",
    "ascii_only",
    is_flag=True,
    help="Keep mail and the names of EML files in ASCII, for programs that know nothing else.",
)
@click.option(
    "--ledger",
    metavar="FILE",
    help="Write what every character was taken for, as JSON Lines, to FILE.",
)
@click.option(
    "--manifest/--no-manifest",
    default=None,
    help="Record inputs, outputs, checksums and options; a folder becomes a BagIt bag. On by "
    "default for folders.",
)
@production_options
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped.")
@click.option(
    "--only",
    "only_file",
    metavar="FILE",
    help="Write the messages that FILE names only: a Message-ID, a number or a range a line.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Where the work is done: here, or on a cluster, which writes OUTPUT as a folder.",
)
@click.option(
    "--master", metavar="URL", help="The cluster of --engine spark (spark://host:7077, local[4])."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@linking_options
@reading_options
@job_options
@quiet_option
def convert(
    paths: tuple[str, ...],
    format_name: str | None,
    force: bool,
    forwards: str,
    ascii_only: bool,
    ledger: str | None,
    manifest: bool | None,
    resume: bool,
    engine: str,
    master: str | None,
    as_json: bool,
    quiet: bool,
    only_file: str | None,
    linking: LinkingArguments,
    production: ProductionArguments,
    reading: ReadOptions,
    jobs: JobOptions,
) -> None:
    """Rebuild the messages quoted in INPUT and write them to OUTPUT.

    INPUT may be `-` for standard input, and OUTPUT `-` for standard output (mbox, or what --to
    says). Else OUTPUT is what its suffix says: .mbox, .jsonl for JSON Lines, none for a folder of
    EML files. --to overrides it.
    """
    if len(paths) < 2:
        raise click.UsageError("name at least one INPUT, and the OUTPUT last")
    from mailrecon.writers import Forwards

    writing = production.options(Forwards(forwards), ascii_only=ascii_only)
    if engine == "spark":
        from mailrecon.cli.spark import run as run_on_spark

        if linking.corrections_file:
            raise click.UsageError("--engine spark takes no --corrections")
        if linking.fragments or linking.unheaded:
            raise click.UsageError("--engine spark takes no --fragments or --unheaded")
        if format_name or ledger or manifest or resume or only_file:
            raise click.UsageError(
                "--engine spark takes no --to, --ledger, --manifest, --resume or --only"
            )
        run_on_spark(
            inputs=inputs_of(paths[:-1], reading, jobs),
            output=paths[-1],
            master=master,
            force=force,
            writing=writing,
            as_json=as_json,
            quiet=quiet,
            options=linking.options(),
        )
        return
    if master is not None:
        raise click.UsageError("--master goes with --engine spark")
    if paths[-1] == "-" and (as_json or resume):
        raise click.UsageError("OUTPUT - takes no --json and no --resume")
    from mailrecon.cli.convert import run

    run(
        inputs=inputs_of(paths[:-1], reading, jobs),
        output=paths[-1],
        format_name=format_name,
        force=force,
        resume=resume,
        ledger=ledger,
        manifest=manifest,
        as_json=as_json,
        quiet=quiet,
        options=linking.options(),
        writing=writing,
        told=_told(click.get_current_context()),
        only=only_file,
        also_read=[*linking.files, only_file],
    )


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="INPUT... OUTPUT")
@click.option("--force", "-f", is_flag=True, help="Replace OUTPUT if it exists.")
@linking_options
@reading_options
@job_options
@quiet_option
def network(
    paths: tuple[str, ...],
    force: bool,
    quiet: bool,
    linking: LinkingArguments,
    reading: ReadOptions,
    jobs: JobOptions,
) -> None:
    """Write who wrote to whom in INPUT as a graph: OUTPUT ends in .gexf (Gephi) or .graphml.

    A node is a person with counts and degrees, an edge all messages of one to another.
    """
    if len(paths) < 2:
        raise click.UsageError("name at least one INPUT, and the OUTPUT last")
    from mailrecon.cli.network import run

    run(
        inputs=inputs_of(paths[:-1], reading, jobs),
        output=paths[-1],
        force=force,
        quiet=quiet,
        options=linking.options(),
        also_read=linking.files,
    )


def _told(context: click.Context) -> dict[str, Any]:
    """The options of a command as they hold, given or not, for its manifest; no password.

    A file of corrections is named with its SHA-256.
    """
    apart = {"paths", "password", "quiet", "as_json", "force", "jobs", "timeout", "resume"}
    told = {name: value for name, value in sorted(context.params.items()) if name not in apart}
    if told.get("corrections_file"):
        from mailrecon.corrections import digest_of_file

        told["corrections_sha256"] = digest_of_file(Path(told["corrections_file"]))
    return told
