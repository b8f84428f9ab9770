"""`mailrecon convert`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from mailrecon.cli.inputs import read_inputs
from mailrecon.cli.summary import sentence, summarise
from mailrecon.errors import NoMessagesFound, WriteError
from mailrecon.run import ThreadOptions, reconstruct_documents
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
    options: ThreadOptions,
) -> None:
    """Convert `inputs` to `output`. Raises ReadError, WriteError and NoMessagesFound."""
    target = Path(output)
    if output == "-":
        raise WriteError("standard output cannot be an OUTPUT; name a file")
    for written in (output, ledger):
        if written is not None:
            _refuse_input(Path(written), inputs)
    if ledger is not None and Path(ledger).resolve() == target.resolve():
        raise WriteError(f"{ledger}: is both OUTPUT and the ledger; name another file")
    if ledger is not None and Path(ledger).exists() and not force:
        raise WriteError(f"{ledger}: exists already; choose another name or pass --force")
    archive = reconstruct_documents(read_inputs(inputs, encoding), options)
    counts = summarise(archive)
    if archive.messages:
        write(archive, target, to=format_name, force=force, forwards=Forwards(forwards))
    if ledger is not None:
        write_ledger(archive, Path(ledger), force=force)
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


def _refuse_input(target: Path, inputs: tuple[str, ...]) -> None:
    """Raise WriteError if an output is one of the inputs, or a folder that holds one."""
    if not target.exists():
        return
    for name in inputs:
        source = Path(name)
        if name == "-" or not source.exists():
            continue
        if target.samefile(source) or target.resolve() in source.resolve().parents:
            raise WriteError(f"{target}: is or holds the input {name}; name another output")
