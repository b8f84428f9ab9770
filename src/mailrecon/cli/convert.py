"""`mailrecon convert`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from mailrecon.cli.inputs import read_inputs
from mailrecon.cli.summary import sentence, summarise
from mailrecon.errors import NoMessagesFound, WriteError
from mailrecon.run import reconstruct_documents
from mailrecon.writers import Forwards, write
from mailrecon.writers.ledger import write_ledger


def run(
    *,
    inputs: tuple[str, ...],
    output: str,
    format_name: str | None,
    force: bool,
    forwards: str,
    ledger: str | None,
    as_json: bool,
    encoding: str | None,
    quiet: bool,
) -> None:
    """Convert `inputs` to `output`. Raises ReadError, WriteError and NoMessagesFound."""
    target = Path(output)
    for name in inputs:
        if name != "-" and target.exists() and Path(name).exists() and target.samefile(name):
            raise WriteError(f"{output}: is also an input; name another output")
    archive = reconstruct_documents(read_inputs(inputs, encoding))
    counts = summarise(archive)
    if ledger is not None:
        write_ledger(archive, Path(ledger), force=force)
    if archive.messages:
        write(archive, target, to=format_name, force=force, forwards=Forwards(forwards))
    if as_json:
        click.echo(json.dumps(counts, ensure_ascii=False, indent=2))
    elif not quiet:
        for notice in archive.warnings:
            click.echo(f"warning: {notice.text}", err=True)
        click.echo(sentence(counts), err=True)
        if archive.messages:
            click.echo(f"written: {output}", err=True)
    if not archive.messages:
        raise NoMessagesFound(
            f"no message found in {', '.join(inputs)}; {output} was not written "
            "(`mailrecon inspect --lines` shows what each line was taken for)"
        )
