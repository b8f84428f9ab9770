"""Write the output of a job: Parquet, and mbox in shards, in the order of a local run."""

from __future__ import annotations

import json
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql import types as t

from mailrecon.spark.files import HadoopPaths


def write_messages(messages: DataFrame, folder: str, paths: HadoopPaths) -> None:
    """Write `messages/*.parquet` and `mbox/part-*.mbox`; shard by shard both hold the same.

    `messages` are in order, from partition to partition.
    """
    write_rows(messages.select("message.*"), f"{folder}/messages")
    # Spark's text files end each row with a line end; an mbox entry ends with one already. The
    # bytes of a string are written as they are, whatever their encoding.
    text = messages.select(f.expr("substring(mbox, 1, length(mbox) - 1)").cast(t.StringType()))
    text.write.text(f"{folder}/mbox")
    _name_shards(f"{folder}/mbox", paths)


def write_rows(table: DataFrame, path: str) -> None:
    """Write a table of the output as Parquet.

    Without dictionaries: few values of a column are the same, and looking each up in a dictionary
    takes the JVM longer than all else about it.
    """
    table.write.option("parquet.enable.dictionary", False).parquet(path)


def write_unread(documents: DataFrame, folder: str) -> None:
    """Write `unread/*.parquet`: each document that could not be read, and why."""
    documents.filter("reason IS NOT NULL").orderBy("rank", "place").select(
        f.col("name").alias("document"), "reason"
    ).coalesce(1).write.parquet(f"{folder}/unread")


def write_summary(spark: SparkSession, counts: dict[str, Any], folder: str) -> None:
    """Write `summary/*.json`: the counts of the run."""
    line = json.dumps(counts, ensure_ascii=False)
    spark.createDataFrame([(line,)], "value string").coalesce(1).write.text(f"{folder}/summary")


def _name_shards(folder: str, paths: HadoopPaths) -> None:
    """Rename the shards `part-00000.mbox` and so on; Spark's own names are random, but sort in
    order.
    """
    parts = [name for name in paths.names(folder) if name.startswith("part-")]
    for number, name in enumerate(parts):
        paths.rename(f"{folder}/{name}", f"{folder}/part-{number:05d}.mbox")
