"""`mailrecon convert --engine spark`."""

from __future__ import annotations

from typing import NamedTuple

import click

from mailrecon.cli.corrected import refuse_refused
from mailrecon.cli.inputs import Inputs
from mailrecon.cli.printed_json import print_json
from mailrecon.cli.summary import not_read, sentence
from mailrecon.errors import PartlyRead, one_line
from mailrecon.pipeline.garbage import keep_tables
from mailrecon.spark import SparkJob, convert
from mailrecon.thread.options import LinkOptions
from mailrecon.writers import WriteOptions


class SparkOutput(NamedTuple):
    """The folder `path` to write, the cluster's `master`, and what is printed."""

    path: str
    master: str | None
    force: bool
    as_json: bool
    quiet: bool


def run(inputs: Inputs, output: SparkOutput, writing: WriteOptions, options: LinkOptions) -> None:
    """Convert `inputs` to the folder `output.path` on a cluster.

    Raises the errors of `mailrecon.spark.convert` and, when everything else is done, PartlyRead if
    some documents could not be read, and NotCorrected if corrections could not be applied.
    """
    keep_tables()
    outcome = convert(
        SparkJob(
            inputs.names,
            output.path,
            output.master,
            inputs.options,
            options,
            writing.forwards,
            writing.ascii,
            strict=inputs.strict,
            force=output.force,
        )
    )
    counts = dict(outcome.counts)
    if output.as_json:
        unread = [{"document": name, "reason": reason} for name, reason in outcome.unread]
        seconds = {name: round(spent, 1) for name, spent in outcome.seconds.items()}
        summary = {**counts, "seconds": seconds, "first_unread": unread}
        print_json(summary)
    elif not output.quiet:
        for name, reason in outcome.unread:
            click.echo(not_read(name, reason), err=True)
        click.echo(sentence(counts), err=True)
        click.echo(one_line(f"written: {output.path}"), err=True)
    if counts["unread"]:
        raise PartlyRead(
            f"{counts['unread']} of {counts['documents'] + counts['unread']} documents could "
            f"not be read; {output.path} holds the messages of the others"
        )
    refuse_refused(outcome.refused, outcome.absent)
