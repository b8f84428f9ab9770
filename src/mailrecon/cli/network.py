"""`mailrecon network`: write a graph of who wrote to whom."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from mailrecon.cli.corrected import refuse_uncorrected
from mailrecon.cli.guard import check_outputs
from mailrecon.cli.inputs import Inputs
from mailrecon.errors import NoMessagesFound, one_line
from mailrecon.pipeline import LinkOptions
from mailrecon.writers.atomic import refuse_existing
from mailrecon.writers.exchange.network import write_network


def run(
    *,
    inputs: Inputs,
    output: str,
    force: bool,
    quiet: bool,
    options: LinkOptions,
    also_read: Sequence[str | None],
) -> None:
    """Write the network of `inputs`.

    Raises ReadError, WriteError, NoMessagesFound, PartlyRead and NotCorrected.
    """
    check_outputs([output], inputs.names, also_read=also_read)
    refuse_existing(Path(output), force)
    archive = inputs.reconstruct(options)
    if not archive.messages:
        raise NoMessagesFound(f"no message found in {', '.join(inputs.names)}")
    found = write_network(archive, Path(output), force=force)
    if not quiet:
        line = f"{len(found.nodes)} people, {len(found.edges)} pairs, written: {output}"
        click.echo(one_line(line), err=True)
    inputs.refuse_unread()
    refuse_uncorrected(archive, options)
