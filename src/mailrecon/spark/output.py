"""What a job writes: Parquet, and mbox in shards, in the order of a local run."""

from __future__ import annotations

import json
from typing import Any

from pyspark import StorageLevel
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql import types as t

from mailrecon.spark.files import HadoopPaths

_ORDER = ("rank", "place", "position")


def write_messages(results: DataFrame, folder: str, paths: HadoopPaths) -> None:
    """Write `messages/*.parquet` and `mbox/part-*.mbox`; shard by shard both hold the same."""
    messages = (
        results.filter("message IS NOT NULL")
        .select(*_ORDER, "message", "mbox")
        .orderBy(*_ORDER)
        .persist(StorageLevel.DISK_ONLY)
    )
    messages.select("message.*").write.parquet(f"{folder}/messages")
    # Spark's text files end each row with a line end; an mbox entry ends with one already. The
    # bytes of a string are written as they are, whatever their encoding.
    text = messages.select(f.expr("substring(mbox, 1, length(mbox) - 1)").cast(t.StringType()))
    text.write.text(f"{folder}/mbox")
    messages.unpersist()
    _name_shards(f"{folder}/mbox", paths)


def write_ledger(results: DataFrame, folder: str) -> None:
    """Write `ledger/*.parquet`: what every character was taken for, and for which message."""
    results.filter("segment IS NOT NULL").orderBy(*_ORDER).select("segment.*").write.parquet(
        f"{folder}/ledger"
    )


def write_unread(documents: DataFrame, folder: str) -> None:
    """Write `unread/*.parquet`: each document that could not be read, and why."""
    documents.filter("reason IS NOT NULL").orderBy("rank", "place").select(
        f.col("name").alias("document"), "reason"
    ).coalesce(1).write.parquet(f"{folder}/unread")


def write_summary(spark: SparkSession, counts: dict[str, Any], folder: str) -> None:
    """Write `summary/*.json`: the counts of the run."""
    line = json.dumps(counts, ensure_ascii=False)
    spark.createDataFrame([(line,)], "value string").coalesce(1).write.text(f"{folder}/summary")


def count(results: DataFrame, documents: DataFrame) -> dict[str, int]:
    """Counts of the run, as `mailrecon convert` prints them."""
    said = results.filter("message IS NOT NULL").agg(
        f.count(f.lit(1)).alias("messages"),
        f.countDistinct("message.thread").alias("threads"),
        f.count_if(f.expr("exists(message.redacted, x -> x != 'Original')")).alias("redacted"),
        f.coalesce(f.sum("warnings"), f.lit(0)).alias("warnings"),
    )
    read = documents.agg(
        f.count_if(f.col("reason").isNull()).alias("documents"),
        f.count_if(f.col("reason").isNotNull()).alias("unread"),
        f.coalesce(f.sum(f.greatest(f.size("warnings"), f.lit(0))), f.lit(0)).alias("notices"),
        f.coalesce(f.sum("kept"), f.lit(0)).alias("kept"),
    )
    row = read.crossJoin(said).first()
    counts = {} if row is None else {name: int(value) for name, value in row.asDict().items()}
    counts["warnings"] += counts.pop("notices")
    return counts


def _name_shards(folder: str, paths: HadoopPaths) -> None:
    """Give the shards, whose names Spark makes up but sorts, names of their own."""
    parts = [name for name in paths.names(folder) if name.startswith("part-")]
    for number, name in enumerate(parts):
        paths.rename(f"{folder}/{name}", f"{folder}/part-{number:05d}.mbox")
