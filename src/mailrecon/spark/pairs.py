"""Which messages may be prints of one, as far as their headers tell: pairs to be linked together.

The pairs are those that `mailrecon.thread.duplicates.find_duplicates` compares: two messages that
share a blocking key, the earlier among the first forty with that key. It also compares the message
that the earlier one was found to be a print of; so do we, until nothing new is found.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator

import pyarrow as pa
from msgspec import Struct
from msgspec.structs import replace
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as f

from mailrecon.spark.components import Keep, components
from mailrecon.spark.rows import handle_parts, spark_schema
from mailrecon.thread.duplicates import BUCKET, headers_agree
from mailrecon.thread.message_keys import MessageKeys
from mailrecon.thread.people import NO_PERSON, People

_AT = ("rank", "place", "position")
_JUDGED = pa.schema(
    {
        "number": pa.int64(),
        "other": pa.int64(),
        "node": pa.int64(),
        "other_node": pa.int64(),
        "agree": pa.bool_(),
    }
)


class Prints(Struct, frozen=True):
    """`edges` (one, other) of documents that may print one message; `unlisted` (rank, place,
    position, key): the keys, by their place, under which a message comes too late to be found."""

    edges: DataFrame
    unlisted: DataFrame


def find_prints(documents: DataFrame, people: DataFrame, keep: Keep) -> Prints:
    """See `Prints`; `people` are the identities of all handles."""
    messages = documents.select("rank", "place", "node", f.explode("messages").alias("m")).select(
        "rank", "place", "node", "m.*"
    )
    known = people.select(f.col("handle").alias("originator"), "identity")
    messages = messages.join(known, "originator", "left")
    pickled_keys_list = keep(
        messages.select("number", "node", *_AT, "pickled_keys", "originator", "identity"),
        "pickled_keys_list",
    )
    keyed = _keyed(messages)
    shared = keyed.groupBy("key").count().filter("count > 1").select("key")
    keyed = keep(keyed.join(shared, "key", "left_semi"), "blocking-keys")
    in_order = Window.partitionBy("key").orderBy(*_AT)
    heads = keep(
        keyed.withColumn("turn", f.row_number().over(in_order)).filter(f.col("turn") <= BUCKET),
        "heads",
    )
    judged = keep(_judge(_candidates(keyed, heads), pickled_keys_list), "judged")
    judged = _with_leaders(judged, pickled_keys_list, keep)
    edges = judged.filter("agree").select(
        f.col("node").alias("one"), f.col("other_node").alias("other")
    )
    full = keyed.groupBy("key").count().filter(f.col("count") > BUCKET).select("key")
    late = keyed.join(full, "key", "left_semi").join(
        heads.select("key", "number"), ["key", "number"], "left_anti"
    )
    return Prints(
        edges.filter("one != other").distinct(),
        keep(late.select("node", *_AT, f.col("turn_of_key").alias("key")), "unlisted"),
    )


def _keyed(messages: DataFrame) -> DataFrame:
    """One row a message and blocking key; `turn_of_key` counts the keys of a message."""
    rows = messages.select(
        *_AT, "node", "number", "identity", f.posexplode("keys").alias("turn_of_key", "k")
    )
    with_person = f.when(f.col("k.named"), f.xxhash64("k.key", "identity")).otherwise(
        f.col("k.key")
    )
    return rows.select(*_AT, "node", "number", "turn_of_key", with_person.alias("key"))


def _candidates(keyed: DataFrame, heads: DataFrame) -> DataFrame:
    """(number, other): pairs that share a key, the other before the one and among the first."""
    earlier = heads.select("key", f.col("number").alias("other"), f.struct(*_AT).alias("before"))
    later = keyed.select("key", "number", f.struct(*_AT).alias("at"))
    pairs = later.join(earlier, "key").filter("before < at")
    return pairs.select("number", "other").distinct()


def _judge(pairs: DataFrame, pickled_keys_list: DataFrame) -> DataFrame:
    """`pairs` with their documents, and whether their headers may be of one message."""
    names = ("node", "pickled_keys", "originator", "identity")
    one = pickled_keys_list.select("number", *names)
    other = pickled_keys_list.select(
        f.col("number").alias("other"), *(f.col(name).alias(f"other_{name}") for name in names)
    )
    return (
        pairs.join(one, "number")
        .join(other, "other")
        .mapInArrow(_judge_batches, schema=spark_schema(_JUDGED))
    )


def _with_leaders(judged: DataFrame, pickled_keys_list: DataFrame, keep: Keep) -> DataFrame:
    """`judged`, and the pairs of a message with those that its candidates may be prints of."""
    order = pickled_keys_list.select("number", f.struct(*_AT).alias("at"))
    turn = 0
    while True:
        turn += 1
        alike = judged.filter("agree").select(f.col("number").alias("one"), "other")
        clusters = keep(components(alike, keep, f"prints-{turn}"), f"prints-{turn}")
        of_other = clusters.toDF("other", "cluster")
        of_one = clusters.toDF("number", "own_cluster")
        members = clusters.toDF("member", "cluster").join(
            order.toDF("member", "member_at"), "member"
        )
        pairs = (
            judged.filter("NOT agree")
            .join(of_other, "other")
            .join(of_one, "number", "left")
            .filter("own_cluster IS NULL OR own_cluster != cluster")
            .join(order.toDF("other", "other_at"), "other")
            .join(members, "cluster")
            .filter("member_at < other_at")
            .select("number", f.col("member").alias("other"))
            .distinct()
            .join(judged.select("number", "other"), ["number", "other"], "left_anti")
        )
        more = keep(_judge(pairs, pickled_keys_list), f"judged-{turn}")
        judged = judged.unionAll(more)
        if more.filter("agree").limit(1).count() == 0:
            return judged


def _judge_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        rows = []
        for row in batch.to_pylist():
            people = _Two()
            same = row["node"] == row["other_node"]
            one = people.pickled_keys(
                row["pickled_keys"], row["originator"], row["identity"], same=same
            )
            other = people.pickled_keys(
                row["other_pickled_keys"], row["other_originator"], row["other_identity"], same=same
            )
            agree = one.identity == other.identity or bool(headers_agree(other, one, people))
            rows.append(
                {
                    "number": row["number"],
                    "other": row["other"],
                    "node": row["node"],
                    "other_node": row["other_node"],
                    "agree": agree,
                }
            )
        yield pa.RecordBatch.from_pylist(rows, schema=_JUDGED)


class _Two(People):
    """The originators of two messages, whose identities are known."""

    def pickled_keys(
        self, pickled_keys: bytes, handle: str | None, identity: int | None, *, same: bool
    ) -> MessageKeys:
        """The keys of a message as this object knows its originator; `same` for one document."""
        keys: MessageKeys = pickle.loads(pickled_keys)
        if not same:
            # Numbers are those in the document, and mean nothing beside another's.
            keys = replace(keys, enclosing=None)
        if handle is None or identity is None:
            return replace(keys, originator=NO_PERSON)
        key, address, _ = handle_parts(handle)
        self._prints.append((key, address, NO_PERSON))
        self._root.append(identity)
        return replace(keys, originator=len(self._prints) - 1)

    def identity(self, handle: int) -> int:
        """The identity in all documents."""
        return self._root[handle]
