"""Commands that write the messages found: `convert`, `network`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mailrecon.cli.group import main
from mailrecon.cli.linking import document_options
from mailrecon.cli.options import quiet_option
from mailrecon.cli.production import production_options
from mailrecon.plugins import WRITERS, plugin_names

if TYPE_CHECKING:
    from mailrecon.cli.linking import DocumentArguments
    from mailrecon.cli.production import ProductionArguments

# Listed here so that `--help` need not import the writers; a test compares it with WRITERS.
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
    help="Output format; by default, the suffix of OUTPUT decides (.mbox, .jsonl, a folder).",
)
@click.option("--force", "-f", is_flag=True, help="Replace OUTPUT if it exists.")
@click.option(
    "--forwards",
    type=click.Choice(["attach", "inline", "none"]),
    default="attach",
    show_default=True,
    help="How a message contains the one that it forwards.",
)
@click.option(
    "--ascii",
    "ascii_only",
    is_flag=True,
    help="Keep mail and the names of EML files in ASCII, for programs that cannot read UTF-8.",
)
@click.option(
    "--ledger",
    metavar="FILE",
    help="Write the use of each character to FILE, as JSON Lines.",
)
@click.option(
    "--manifest/--no-manifest",
    default=None,
    help="Record inputs, outputs, checksums and options; a folder becomes a BagIt bag. On by "
    "default for folders.",
)
@production_options
@click.option("--resume", is_flag=True, help="Continue an interrupted run.")
@click.option(
    "--only",
    "only_file",
    metavar="FILE",
    help="Write only the messages listed in FILE: one Message-ID, number or range per line.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Run on this machine, or on a Spark cluster, which writes OUTPUT as a folder.",
)
@click.option(
    "--master", metavar="URL", help="The cluster of --engine spark (spark://host:7077, local[4])."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@document_options
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
    documents: DocumentArguments,
    production: ProductionArguments,
) -> None:
    """Rebuild the messages quoted in INPUT and write them to OUTPUT.

    INPUT may be `-` for standard input, and OUTPUT `-` for standard output (mbox, or the format of
    --to). Otherwise the suffix of OUTPUT is the format: .mbox, .jsonl for JSON Lines, none for a
    folder of EML files. --to overrides it.
    """
    if len(paths) < 2:
        raise click.UsageError("name at least one INPUT, and the OUTPUT last")
    from mailrecon.writers import Forwards

    writing = production.options(Forwards(forwards), ascii_only=ascii_only)
    if engine == "spark":
        if format_name or ledger or manifest or resume or only_file:
            raise click.UsageError(
                "--engine spark takes no --to, --ledger, --manifest, --resume or --only"
            )
        from mailrecon.cli import spark

        cluster = spark.SparkOutput(paths[-1], master, force, as_json, quiet)
        spark.run(documents.inputs(paths[:-1]), cluster, writing, documents.options())
        return
    _refuse_on_this_machine(paths[-1], master, has_no_stream=as_json or resume)
    from mailrecon.cli.convert import ConvertOutput, run

    output = ConvertOutput(
        path=paths[-1],
        format_name=format_name,
        force=force,
        resume=resume,
        ledger=ledger,
        manifest=manifest,
        as_json=as_json,
        quiet=quiet,
        only=only_file,
        given=_given(click.get_current_context()),
    )
    run(
        documents.inputs(paths[:-1]),
        output,
        options=documents.options(),
        writing=writing,
        also_read=[*documents.files, only_file],
    )


def _refuse_on_this_machine(output: str, master: str | None, *, has_no_stream: bool) -> None:
    """Raise UsageError for options of a cluster, and for those that a stream as OUTPUT lacks."""
    if master is not None:
        raise click.UsageError("--master goes with --engine spark")
    if output == "-" and has_no_stream:
        raise click.UsageError("OUTPUT - takes no --json and no --resume")


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="INPUT... OUTPUT")
@click.option("--force", "-f", is_flag=True, help="Replace OUTPUT if it exists.")
@document_options
@quiet_option
def network(
    paths: tuple[str, ...],
    force: bool,
    quiet: bool,
    documents: DocumentArguments,
) -> None:
    """Write who wrote to whom in INPUT as a graph; OUTPUT ends in .gexf (Gephi) or .graphml.

    A node is a person with counts and degrees, an edge all messages of one person to another.
    """
    if len(paths) < 2:
        raise click.UsageError("name at least one INPUT, and the OUTPUT last")
    from mailrecon.cli.network import run

    run(
        inputs=documents.inputs(paths[:-1]),
        output=paths[-1],
        force=force,
        quiet=quiet,
        options=documents.options(),
        also_read=documents.files,
    )


# Options that do not change what is written, and the password, are not recorded.
_UNRECORDED = frozenset(
    {"paths", "password", "quiet", "as_json", "force", "jobs", "timeout", "resume"}
)


def _given(context: click.Context) -> dict[str, Any]:
    """The command's options and their values, for the manifest.

    A file of corrections comes with its SHA-256.
    """
    given = {
        name: value for name, value in sorted(context.params.items()) if name not in _UNRECORDED
    }
    if given.get("corrections_file"):
        from mailrecon.corrections import digest_of_file

        given["corrections_sha256"] = digest_of_file(Path(given["corrections_file"]))
    return given
