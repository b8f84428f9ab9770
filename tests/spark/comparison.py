"""Compare the output of a job with a local run over the same documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet

from mailrecon.cli.inputs import Inputs
from mailrecon.model import Archive
from mailrecon.read import ReadOptions
from mailrecon.recipe import Recipe
from mailrecon.thread import LinkOptions
from mailrecon.version import __version__
from mailrecon.writers.mail.mbox import entry
from mailrecon.writers.mail.rfc5322 import message_bytes
from mailrecon.writers.provenance.ledger import ledger_records
from mailrecon.writers.tables.parquet import row


def local_archive(options: LinkOptions, *sources: Path) -> Archive:
    return Inputs(tuple(map(str, sources)), ReadOptions()).reconstruct(options)


def table(folder: Path) -> list[dict[str, Any]]:
    """The rows of the Parquet files in a folder, in the order of their names."""
    parts = sorted(folder.glob("part-*.parquet"))
    return [line for part in parts for line in pyarrow.parquet.ParquetFile(part).read().to_pylist()]


def assert_identical(archive: Archive, output: Path) -> None:
    """The messages, the mbox and the ledger in `output` are those of a local run."""
    shards = sorted((output / "mbox").glob("part-*.mbox"))
    recipe = Recipe(__version__, None, None, archive.options)
    by_id = archive.by_id()
    local = b"".join(
        entry(message, message_bytes(message, by_id, recipe=recipe)) for message in archive.messages
    )
    assert b"".join(shard.read_bytes() for shard in shards) == local
    rows = table(output / "messages")
    assert [line["message_id"] for line in rows] == [m.message_id for m in archive.messages]
    for line, message in zip(rows, archive.messages, strict=True):
        assert line == row(message, recipe)
    segments = [
        {name: value for name, value in record.items() if name != "span"}
        | {"start": record["span"][0], "end": record["span"][1]}
        for _, record in ledger_records(archive)
    ]
    assert table(output / "ledger") == segments
