"""Commands that check outputs: `verify`, `check-production`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailrecon.cli.group import main
from mailrecon.cli.options import quiet_option, reading_options

if TYPE_CHECKING:
    from mailrecon.read import ReadOptions


@main.command()
@click.argument("output", metavar="OUTPUT")
@click.argument("more_sources", nargs=-1, metavar="[SOURCE...]")
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="FILE",
    help="A document, folder or archive from which OUTPUT was made (repeatable).",
)
@click.option("--ledger", metavar="FILE", help="The ledger written with OUTPUT.")
@click.option("--people", "people_file", metavar="FILE", help="The file used for OUTPUT.")
@click.option("--corrections", "corrections_file", metavar="FILE", help="The file used for OUTPUT.")
@click.option("--only", "only_file", metavar="FILE", help="The selection used for OUTPUT.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@reading_options
@quiet_option
def verify(
    output: str,
    more_sources: tuple[str, ...],
    sources: tuple[str, ...],
    ledger: str | None,
    people_file: str | None,
    corrections_file: str | None,
    only_file: str | None,
    as_json: bool,
    quiet: bool,
    reading: ReadOptions,
) -> None:
    """Rebuild OUTPUT from its SOURCEs, and report every field that differs.

    Without SOURCE, OUTPUT is checked against its own checksums and the mail standards. Sources can
    also be given after OUTPUT. Prints one line for each finding. The exit code is 7 if any is an
    error.
    """
    from mailrecon.cli.verify import run

    run(
        output=output,
        sources=(*sources, *more_sources),
        ledger=ledger,
        people_file=people_file,
        corrections_file=corrections_file,
        only_file=only_file,
        options=reading if reading != type(reading)() else None,
        as_json=as_json,
        quiet=quiet,
    )


@main.command("check-production")
@click.argument("folder", metavar="FOLDER")
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@quiet_option
def check_production(folder: str, as_json: bool, quiet: bool) -> None:
    """Check a production of any origin: load files, links, numbers, families, images.

    Prints one line for each problem. The exit code is 7 if any is an error.
    """
    from mailrecon.cli.check_production import run

    run(folder=folder, as_json=as_json, quiet=quiet)
