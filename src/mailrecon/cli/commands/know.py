"""What mailrecon knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailrecon.cli.group import main

if TYPE_CHECKING:
    pass


@main.command()
@click.option("--markdown", is_flag=True, help="Print the page docs/languages.md.")
def languages(markdown: bool) -> None:
    """Show what the lexicon knows of each language."""
    from mailrecon.lexicon.coverage import as_markdown, as_text, coverage

    rows = coverage()
    click.echo(as_markdown(rows).rstrip("\n") if markdown else as_text(rows))
