"""Commands about mailrecon itself: `languages`."""

from __future__ import annotations

import click

from mailrecon.cli.group import main


@main.command()
@click.option("--markdown", is_flag=True, help="Print the page docs/languages.md.")
def languages(markdown: bool) -> None:
    """List the languages of the lexicon, with their numbers of labels and phrases."""
    from mailrecon.lexicon.coverage import as_markdown, as_text, coverage

    rows = coverage()
    click.echo(as_markdown(rows).rstrip("\n") if markdown else as_text(rows))
