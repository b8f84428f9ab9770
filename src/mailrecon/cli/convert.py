"""`mailrecon convert`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import click
from msgspec import Struct, structs

from mailrecon.cli.bar import writing_bar
from mailrecon.cli.corrected import refuse_uncorrected
from mailrecon.cli.guard import check_outputs
from mailrecon.cli.inputs import Inputs
from mailrecon.cli.printed_json import print_json
from mailrecon.cli.summary import (
    document_lines,
    sentence,
    summarise,
    warnings_of_messages,
)
from mailrecon.errors import NoMessagesFound, PartlyRead, WriteError, one_line
from mailrecon.model import Archive
from mailrecon.pipeline import LinkOptions
from mailrecon.pipeline.journal_files import discard_journal, journal_path
from mailrecon.writers import (
    Run,
    WriteOptions,
    format_of,
    manifest_path,
    write,
    write_stream,
    writers,
)
from mailrecon.writers.atomic import refuse_existing
from mailrecon.writers.provenance.manifest import Input
from mailrecon.writers.selection import count_selected, read_selection_file


class ConvertOutput(Struct, frozen=True, kw_only=True):
    """What `convert` writes and prints.

    `path` is the output, `-` for standard output. `manifest` None means: for folders only. `only`
    is a file that selects messages. `given` are the command's options, for the manifest. With
    `stream` messages are written there one by one, and nothing to `path`. `shown_as` names what a
    temporary `path` is for.
    """

    path: str
    format_name: str | None
    force: bool
    resume: bool
    ledger: str | None
    manifest: bool | None
    as_json: bool
    quiet: bool
    only: str | None
    given: Mapping[str, Any]
    stream: IO[bytes] | None = None
    shown_as: str | None = None

    @property
    def name(self) -> str:
        """The output's name in messages to the user: its path, or `standard output`."""
        return self.shown_as or self.path


def run(
    inputs: Inputs,
    output: ConvertOutput,
    *,
    options: LinkOptions,
    writing: WriteOptions,
    also_read: Sequence[str | None],
) -> None:
    """Convert `inputs` to `output`; `also_read` are other files that must not be overwritten.

    Raises ReadError, WriteError, NoMessagesFound, NotCorrected and, if some documents could not be
    read but everything else was done, PartlyRead.
    """
    if output.path == "-":
        with _for_standard_output(output) as file:
            run(inputs, file, options=options, writing=writing, also_read=also_read)
        return
    target = Path(output.path)
    journal = journal_path(target)
    check_outputs([target], inputs.names, also_read=also_read)
    chosen = output.format_name or format_of(target)
    has_manifest = output.manifest if output.manifest is not None else writers()[chosen].is_folder
    check_outputs(
        [target, journal, output.ledger, manifest_path(target) if has_manifest else None],
        inputs.names,
        also_read=also_read,
    )
    _refuse_existing(target, journal, output, is_folder=writers()[chosen].is_folder)
    if has_manifest and not writers()[chosen].is_folder:
        refuse_existing(manifest_path(target), output.force)
    inputs.lazily = True
    archive = inputs.reconstruct(options, journal=journal, resume=output.resume)
    if output.only is not None and archive.messages:
        writing = replace(writing, only=read_selection_file(Path(output.only), archive))
    if output.ledger is not None:
        from mailrecon.writers.provenance.ledger import write_ledger

        write_ledger(archive, Path(output.ledger), force=output.force)
    if archive.messages:
        record = _run_record(inputs, output) if has_manifest else None
        writing = _with_images(writing, chosen, inputs)
        with writing_bar(archive.messages):
            pieces = writers()[chosen].pieces
            if output.stream is not None and pieces is not None:
                write_stream(archive, output.stream, pieces, writing)
            else:
                write(archive, target, to=chosen, force=output.force, run=record, options=writing)
    discard_journal(journal)
    if output.as_json or not output.quiet:
        # Counting after writing avoids another pass over all messages.
        counts = summarise(archive, inputs.unread)
        if output.as_json:
            print_json(counts)
        else:
            _print_summary(archive, counts, output.path, writing.only)
    _refuse_unread(archive, inputs, output)
    refuse_uncorrected(archive, options)


def _refuse_unread(archive: Archive, inputs: Inputs, output: ConvertOutput) -> None:
    """Raise NoMessagesFound if there are no messages, or PartlyRead if a document was not read."""
    if not archive.messages:
        raise NoMessagesFound(
            f"no message found in {', '.join(inputs.names)}; {output.name} was not written "
            "(`mailrecon inspect --lines` shows how each line was understood)"
        )
    if inputs.unread:
        documents = len(archive.summaries) + len(inputs.unread)
        raise PartlyRead(
            f"{len(inputs.unread)} of {documents} documents could "
            f"not be read; {output.name} holds the messages of the others"
        )


def _with_images(writing: WriteOptions, format_name: str, inputs: Inputs) -> WriteOptions:
    """The options with a source of page images, which only load files have."""
    if format_name != "loadfile":
        return replace(writing, images=False)
    if not writing.images:
        return writing
    from mailrecon.read.pdf.images import PageImages

    images = PageImages(lambda: inputs.files, inputs.options.password)
    return replace(writing, page_image=images)


def _refuse_existing(
    target: Path, journal: Path, output: ConvertOutput, *, is_folder: bool
) -> None:
    """Raise WriteError if the output or the ledger exists, or the journal of an interrupted run.

    This is checked before anything is read, which may take hours. An empty folder may be filled.
    """
    if not (is_folder and target.is_dir() and not any(target.iterdir())):
        refuse_existing(target, output.force)
    if output.ledger is not None:
        refuse_existing(Path(output.ledger), output.force)
    if journal.exists() and not (output.resume or output.force):
        raise WriteError(
            f"{journal}: is the journal of an interrupted run; pass --resume to continue it, "
            "or --force to start again"
        )


def _print_summary(archive: Archive, counts: dict[str, Any], output: str, only: str | None) -> None:
    """Print a summary to standard error; `only` are the selected numbers."""
    several = len(archive.summaries) > 1
    for notice in archive.warnings:
        where = f"{notice.place}: " if several and notice.place else ""
        # Some notices name their document themselves.
        where = "" if notice.text.startswith(where) else where
        click.echo(one_line(f"warning: {where}{notice.text}"), err=True)
    if found := warnings_of_messages(archive):
        click.echo(found, err=True)
    for line in document_lines(counts):
        click.echo(line, err=True)
    click.echo(sentence(counts), err=True)
    if archive.messages:
        selection = f" ({count_selected(only)} of {len(archive.messages)} messages)" if only else ""
        click.echo(one_line(f"written: {output}{selection}"), err=True)


@contextmanager
def _for_standard_output(output: ConvertOutput) -> Iterator[ConvertOutput]:
    """An output that is written to standard output message by message, if its format allows it.

    For other formats it is a temporary file, which is copied when it is complete, even if the run
    ends with an error such as PartlyRead. Raises WriteError for a folder or a manifest, which a
    stream cannot carry.
    """
    name = output.format_name or "mbox"
    if writers()[name].is_folder or output.manifest:
        raise WriteError("a folder or a manifest cannot go to standard output; name a file")
    from shutil import copyfileobj
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="mailrecon-") as folder:
        path = Path(folder) / f"standard-output.{name}"
        try:
            yield structs.replace(
                output,
                path=str(path),
                format_name=name,
                shown_as="standard output",
                force=True,
                resume=False,
                manifest=False,
                as_json=False,
                quiet=True,
                stream=sys.stdout.buffer if writers()[name].pieces is not None else None,
            )
        finally:
            if path.exists():
                with path.open("rb") as file:
                    copyfileobj(file, sys.stdout.buffer)
                sys.stdout.buffer.flush()


def _run_record(inputs: Inputs, output: ConvertOutput) -> Run:
    return Run(
        options=output.given,
        inputs=[Input(file.name, file.size, file.sha256, file.read_with) for file in inputs.files],
        unread=[(item.name, item.reason) for item in inputs.unread],
        beside=(Path(output.ledger),) if output.ledger is not None else (),
    )
