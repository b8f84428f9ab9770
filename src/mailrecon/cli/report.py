"""`mailrecon report`: write an archive as one web page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from mailrecon.cli.corrected import refuse_uncorrected
from mailrecon.cli.guard import check_outputs
from mailrecon.cli.inputs import Inputs, title_of
from mailrecon.cli.summary import sentence, summarise
from mailrecon.errors import PartlyRead, WriteError, one_line
from mailrecon.pipeline import LinkOptions
from mailrecon.report import write_report


def run(
    *,
    inputs: Inputs,
    output: str,
    title: str | None,
    force: bool,
    quiet: bool,
    options: LinkOptions,
    also_read: Sequence[str | None],
) -> None:
    """Write the page about `inputs` to `output`.

    Raises ReadError, WriteError, NotCorrected and, if some documents could not be read, PartlyRead.
    """
    target = Path(output)
    if target.exists() and not force:
        raise WriteError(f"{output}: exists already; choose another name or pass --force")
    check_outputs([output], inputs.names, also_read=also_read)
    archive = inputs.reconstruct(options)
    unread = tuple(item.reason for item in inputs.unread)
    name = title or title_of(inputs.names)
    write_report(archive, target, title=name, unread=unread, force=force)
    if not quiet:
        click.echo(sentence(summarise(archive, inputs.unread)), err=True)
        click.echo(one_line(f"written: {output}"), err=True)
    if unread:
        raise PartlyRead(f"{len(unread)} documents could not be read; {output} shows the others")
    refuse_uncorrected(archive, options)
