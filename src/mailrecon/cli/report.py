"""`mailrecon report`."""

from __future__ import annotations

from pathlib import Path

import click

from mailrecon.cli.inputs import Inputs
from mailrecon.cli.summary import sentence, summarise
from mailrecon.errors import PartlyRead, WriteError
from mailrecon.report import write_report
from mailrecon.run import ThreadOptions


def run(
    *,
    inputs: Inputs,
    output: str,
    title: str | None,
    force: bool,
    quiet: bool,
    options: ThreadOptions,
) -> None:
    """Write the page about `inputs` to `output`.

    Raises ReadError, WriteError and, where some documents could not be read, PartlyRead.
    """
    target = Path(output)
    if target.exists() and not force:
        raise WriteError(f"{output}: exists already; choose another name or pass --force")
    if any(name != "-" and _is_or_holds(target, Path(name)) for name in inputs.names):
        raise WriteError(f"{output}: is or holds an input; name another output")
    archive = inputs.reconstruct(options)
    unread = tuple(item.reason for item in inputs.unread)
    name = title or ", ".join(Path(item).name or item for item in inputs.names[:3])
    write_report(archive, target, title=name, unread=unread, force=force)
    if not quiet:
        click.echo(sentence(summarise(archive, inputs.unread)), err=True)
        click.echo(f"written: {output}", err=True)
    if unread:
        raise PartlyRead(f"{len(unread)} documents could not be read; {output} shows the others")


def _is_or_holds(target: Path, source: Path) -> bool:
    if not target.exists() or not source.exists():
        return False
    return target.samefile(source) or target.resolve() in source.resolve().parents
