"""A conversion on Apache Spark: its input, its outcome, and the function that runs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from mailrecon.errors import MailreconError
from mailrecon.extras import install_command
from mailrecon.model import Notice
from mailrecon.read import ReadOptions
from mailrecon.thread.options import LinkOptions
from mailrecon.writers.mail.rfc5322 import Forwards

if TYPE_CHECKING:
    from mailrecon.corrections import Correction


class SparkJob(Struct, frozen=True):
    """A conversion: `inputs` and `output` are paths that Hadoop knows.

    `master` is Spark's address of the cluster, None for the one Spark is configured for;
    `settings` are Spark's own, by name. `strict` stops at a document that cannot be read.
    """

    inputs: Sequence[str]
    output: str
    master: str | None = None
    reading: ReadOptions = field(default_factory=ReadOptions)
    options: LinkOptions = field(default_factory=LinkOptions)
    forwards: Forwards = Forwards.ATTACH
    ascii: bool = False
    strict: bool = False
    force: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)


class Outcome(Struct, frozen=True):
    """The outcome of a conversion: the counts of the summary, the first unread documents with
    reasons, and the seconds that each stage took.

    `refused` are notices of corrections that could not be applied, `absent` the corrections of
    documents that were not given.
    """

    counts: Mapping[str, int]
    unread: Sequence[tuple[str, str]]
    seconds: Mapping[str, float]
    refused: Sequence[Notice] = ()
    absent: Sequence[Correction] = ()


def convert(job: SparkJob) -> Outcome:
    """Convert on a cluster. Raises ReadError, WriteError, ZoneError, EngineError, and
    NoMessagesFound if there is no message to write.
    """
    try:
        from mailrecon.spark.pipeline import run
    except ImportError as error:
        raise MailreconError(
            f"--engine spark needs more packages; run: {install_command('spark')}"
        ) from error
    return run(job)
