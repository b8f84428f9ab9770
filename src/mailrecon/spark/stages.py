"""Tables between the stages of a job; each is written before the next stage reads it."""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa
from msgspec.structs import replace
from pyspark import RDD
from pyspark.serializers import NoOpSerializer
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
from pyspark.sql.types import StructType

from mailrecon.model import Archive
from mailrecon.spark.tasks import CHUNK_ITSELF
from mailrecon.thread.assembly import Messages
from mailrecon.writers.provenance.ledger import identities_of

# The numbers of documents, and of chunks of 200 messages, that the driver sends to the cluster
# together.
_DOCUMENTS = 20_000
_CHUNKS = 200
_ENCODER = msgspec.msgpack.Encoder()


class Stages:
    """The tables written to one folder, and the time that each stage took."""

    def __init__(self, spark: SparkSession, folder: str) -> None:
        self.seconds: dict[str, float] = {}
        self._spark = spark
        self._folder = folder

    def keep(self, table: DataFrame, name: str) -> DataFrame:
        """Write a table and read it back."""
        path = f"{self._folder}/{name}"
        # Each value of a column is another one.
        table.write.option("parquet.enable.dictionary", False).parquet(path)
        return self._spark.read.schema(table.schema).parquet(path)

    def send(
        self, rows: Iterator[tuple[Any, ...]], columns: str, name: str, many: int
    ) -> DataFrame:
        """Write rows of the driver, `many` at a time, and read them back."""
        path = f"{self._folder}/{name}"
        while part := list(islice(rows, many)):
            table = self._spark.createDataFrame(part, columns)
            table.write.mode("append").parquet(path)
        return self._spark.read.schema(columns).parquet(path)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Measure the block."""
        begin = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begin


def on_driver(table: DataFrame) -> Iterator[dict[str, list[Any]]]:
    """The columns of a table in its order, some rows at a time; one partition is on its way.

    `DataFrame.toLocalIterator` pickles the rows, which takes ten times as long for bytes.
    """
    # Spark's JVM as it makes Arrow's batches for `DataFrame.toPandas`.
    batches: Any = table._jdf.toArrowBatchRdd().toJavaRDD()
    schema = to_arrow_schema(table.schema)
    rdd: RDD[bytes] = RDD(batches, table.sparkSession.sparkContext, NoOpSerializer())
    for data in rdd.toLocalIterator(prefetchPartitions=True):
        yield pa.ipc.read_record_batch(pa.py_buffer(data), schema).to_pydict()


def spark_schema(schema: pa.Schema) -> StructType:
    """The same columns in Spark's types."""
    return from_arrow_schema(schema, prefer_timestamp_ntz=True)


class Order(NamedTuple):
    """The documents in the order in which the driver linked them: rank, place, and the number of
    messages of each.
    """

    ranks: list[str]
    places: array[int]
    counts: array[int]

    @classmethod
    def empty(cls) -> Order:
        """For no documents yet."""
        return cls([], array("l"), array("l"))

    def add(self, rank: str, place: int, count: int) -> None:
        """Add the next document."""
        self.ranks.append(rank)
        self.places.append(place)
        self.counts.append(count)


def numbers_of_documents(
    stages: Stages, documents: DataFrame, archive: Archive, order: Order
) -> DataFrame:
    """The documents, each with its number, the number of its first message, and `identities`.

    `identities` maps the first character of a header to the Message-IDs there, as the ledger does.
    """
    known = identities_of(archive)

    def rows() -> Iterator[tuple[Any, ...]]:
        first = 0
        items = zip(*order, archive.summaries, strict=True)
        for number, (rank, place, count, summary) in enumerate(items):
            identities = _ENCODER.encode(known.get(summary.sha256, {}))
            yield rank, place, number, first, identities
            first += count

    columns = "rank string, place int, number long, first long, identities binary"
    numbers = stages.send(rows(), columns, "numbers", _DOCUMENTS)
    return documents.select("rank", "place", "page", "messages").join(numbers, ["rank", "place"])


def rows_of_chunks(stages: Stages, documents: DataFrame, messages: Messages) -> DataFrame:
    """For each chunk of messages a row that describes it, and a row for each copy it needs."""
    needed: list[tuple[int, int]] = []

    def rows() -> Iterator[tuple[Any, ...]]:
        for chunk in messages.chunks():
            needed.extend((chunk.start, number) for number in chunk.stretches)
            light = _ENCODER.encode(replace(chunk, stretches={}))
            yield chunk.start, CHUNK_ITSELF, light

    columns = "chunk long, number long, data binary"
    said = stages.send(rows(), columns, "chunks", _CHUNKS)
    # A table of its own is small enough for Spark to send it to all tasks that join it.
    wanted = stages.send(iter(needed), "chunk long, number long", "wanted", 50 * _DOCUMENTS)
    prints = documents.select("first", f.posexplode("messages").alias("position", "data")).select(
        (f.col("first") + f.col("position")).alias("number"), "data"
    )
    found = prints.join(wanted, "number").select("chunk", "number", "data")
    # All rows of a chunk must reach one task.
    together = said.unionAll(found).repartitionByRange("chunk")
    return together.sortWithinPartitions("chunk", "number")
