"""`mailrecon people`: write the people of the documents to a file that users can correct and pass
back.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from mailrecon.cli.corrected import refuse_uncorrected
from mailrecon.cli.guard import check_outputs
from mailrecon.cli.inputs import Inputs
from mailrecon.cli.linking import people_as_csv, proposals_as_csv
from mailrecon.errors import NoMessagesFound, escape_controls
from mailrecon.pipeline import LinkOptions
from mailrecon.writers.atomic import atomic_file, refuse_existing


def run(
    *,
    inputs: Inputs,
    output: str | None,
    force: bool,
    proposals: bool,
    options: LinkOptions,
    also_read: Sequence[str | None],
) -> None:
    """Write the people of `inputs` as CSV.

    Raises ReadError, WriteError, NoMessagesFound and, if some documents could not be read,
    PartlyRead.
    """
    if output == "-":
        output = None
    if output is not None:
        check_outputs([output], inputs.names, also_read=also_read)
        refuse_existing(Path(output), force)
    archive = inputs.reconstruct(options)
    if not archive.messages:
        raise NoMessagesFound(f"no message found in {', '.join(inputs.names)}")
    text = proposals_as_csv(archive.people) if proposals else people_as_csv(archive.people)
    if output is None:
        click.echo(escape_controls(text), nl=False)
    else:
        with atomic_file(Path(output), force=force) as out:
            out.write(text.encode("utf-8", "backslashreplace"))
    inputs.refuse_unread()
    refuse_uncorrected(archive, options)
