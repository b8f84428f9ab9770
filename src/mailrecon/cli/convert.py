"""`mailrecon convert`."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from mailrecon.cli.corrected import refuse_uncorrected
from mailrecon.cli.guard import check_outputs
from mailrecon.cli.inputs import Inputs
from mailrecon.cli.summary import document_lines, sentence, summarise
from mailrecon.errors import NoMessagesFound, PartlyRead, ReadError, WriteError, one_line
from mailrecon.model import Archive
from mailrecon.pipeline import LinkOptions
from mailrecon.pipeline.journal import discard_journal, journal_path
from mailrecon.read.pdf.images import PageImages
from mailrecon.writers import Run, WriteOptions, format_of, manifest_path, write, writers
from mailrecon.writers.ledger import write_ledger
from mailrecon.writers.selection import read_selection


def run(
    *,
    inputs: Inputs,
    output: str,
    format_name: str | None,
    force: bool,
    resume: bool,
    ledger: str | None,
    manifest: bool | None,
    as_json: bool,
    quiet: bool,
    options: LinkOptions,
    writing: WriteOptions,
    told: Mapping[str, Any],
    only: str | None,
    also_read: Sequence[str | None],
) -> None:
    """Convert `inputs` to `output`.

    `manifest` None means: for folders only. `told` are the options given, for the manifest.
    Raises ReadError, WriteError, NoMessagesFound and, where everything but some documents was
    done, PartlyRead.
    """
    if output == "-":
        with _beside_standard_output(format_name, ledger, manifest) as beside:
            run(
                inputs=inputs,
                output=str(beside),
                format_name=format_name or "mbox",
                force=True,
                resume=False,
                ledger=ledger,
                manifest=False,
                as_json=False,
                quiet=True,
                options=options,
                writing=writing,
                told=told,
                only=only,
                also_read=also_read,
            )
        return
    target = Path(output)
    book = journal_path(target)
    check_outputs([target], inputs.names, also_read=also_read)
    chosen = format_name or format_of(target)
    wanted = manifest if manifest is not None else writers()[chosen].is_folder
    check_outputs(
        [target, book, ledger, manifest_path(target) if wanted else None],
        inputs.names,
        also_read=also_read,
    )
    _refuse_existing(book, ledger, resume=resume, force=force)
    archive = inputs.reconstruct(options, journal=book, resume=resume)
    if only is not None and archive.messages:
        writing = replace(writing, only=_selection(only, archive))
    counts = summarise(archive, inputs.unread)
    if ledger is not None:
        write_ledger(archive, Path(ledger), force=force)
    if archive.messages:
        record = _run_record(inputs, told, ledger) if wanted else None
        if chosen != "loadfile":
            writing = replace(writing, images=False)
        elif writing.images:
            images = PageImages(lambda: inputs.files, inputs.options.password)
            writing = replace(writing, page_image=images)
        write(archive, target, to=chosen, force=force, run=record, options=writing)
    discard_journal(book)
    if as_json:
        click.echo(json.dumps(counts, ensure_ascii=False, indent=2))
    elif not quiet:
        _tell(archive, counts, output)
    if not archive.messages:
        raise NoMessagesFound(
            f"no message found in {', '.join(inputs.names)}; {output} was not written "
            "(`mailrecon inspect --lines` shows what each line was taken for)"
        )
    if inputs.unread:
        raise PartlyRead(
            f"{len(inputs.unread)} of {counts['documents'] + len(inputs.unread)} documents could "
            f"not be read; {output} holds the messages of the others"
        )
    refuse_uncorrected(archive, options)


def _refuse_existing(journal: Path, ledger: str | None, *, resume: bool, force: bool) -> None:
    """Raise WriteError for a ledger that is there, or the journal of a run that was stopped."""
    if ledger is not None and Path(ledger).exists() and not force:
        raise WriteError(f"{ledger}: exists already; choose another name or pass --force")
    if journal.exists() and not (resume or force):
        raise WriteError(
            f"{journal}: is the journal of a run that was stopped; pass --resume to go on with it, "
            "or --force to begin anew"
        )


def _tell(archive: Archive, counts: dict[str, Any], output: str) -> None:
    """Say on standard error what was found and written."""
    for notice in archive.warnings:
        click.echo(one_line(f"warning: {notice.text}"), err=True)
    for line in document_lines(counts):
        click.echo(line, err=True)
    click.echo(sentence(counts), err=True)
    if archive.messages:
        click.echo(one_line(f"written: {output}"), err=True)


@contextmanager
def _beside_standard_output(
    format_name: str | None, ledger: str | None, manifest: bool | None
) -> Iterator[Path]:
    """A file that is copied to standard output once it is whole, whatever else there is to say."""
    if writers()[format_name or "mbox"].is_folder or manifest:
        raise WriteError("a folder or a manifest cannot go to standard output; name a file")
    with TemporaryDirectory(prefix="mailrecon-") as folder:
        path = Path(folder) / f"standard-output.{format_name or 'mbox'}"
        try:
            yield path
        finally:
            if path.exists():
                with path.open("rb") as file:
                    shutil.copyfileobj(file, sys.stdout.buffer)
                sys.stdout.buffer.flush()


def _selection(path: str, archive: Archive) -> str:
    """The numbers of the messages that a file names. Raises ReadError."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise ReadError(f"{path}: cannot be read ({reason})") from error
    return read_selection(text, archive, path)


def _run_record(inputs: Inputs, told: Mapping[str, Any], ledger: str | None) -> Run:
    return Run(
        options=told,
        inputs=[(file.name, file.size, file.sha256) for file in inputs.files],
        unread=[(item.name, item.reason) for item in inputs.unread],
        beside=(Path(ledger),) if ledger is not None else (),
    )
