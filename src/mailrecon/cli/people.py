"""`mailrecon people`: who is in the documents, as a file to correct and give back."""

from __future__ import annotations

from pathlib import Path

import click

from mailrecon.cli.inputs import Inputs
from mailrecon.cli.linking import people_as_csv
from mailrecon.errors import NoMessagesFound
from mailrecon.run import ThreadOptions
from mailrecon.writers.atomic import atomic_file


def run(
    *,
    inputs: Inputs,
    output: str | None,
    force: bool,
    options: ThreadOptions,
) -> None:
    """Write the people of `inputs` as CSV. Raises ReadError, WriteError and NoMessagesFound."""
    archive = inputs.reconstruct(options)
    if not archive.messages:
        raise NoMessagesFound(f"no message found in {', '.join(inputs.names)}")
    text = people_as_csv(archive.people)
    if output is None:
        click.echo(text, nl=False)
        return
    with atomic_file(Path(output), force=force) as out:
        out.write(text.encode("utf-8", "backslashreplace"))
