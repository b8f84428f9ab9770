"""Connected components of a graph in DataFrames, in a number of rounds that grows with its log.

Alternating large-star and small-star (Kiveris, Lattanzi, Mirrokni, Rastogi and Vassilvitskii,
"Connected Components in MapReduce and Beyond", 2014): each round hangs neighbours under the
smallest node they know of, until every component is a star. Nothing is collected on the driver but
one number a round.
"""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import DataFrame
from pyspark.sql import functions as f

# Writes a table down and reads it back, so that a lost worker costs one round, not all of them.
Keep = Callable[[DataFrame, str], DataFrame]


def edges_by_key(holders: DataFrame) -> DataFrame:
    """Edges (one, other) that join all nodes which share a `key`, of a table (key, node)."""
    least = (
        holders.groupBy("key")
        .agg(f.min("node").alias("other"), f.max("node").alias("last"))
        .filter("other < last")
        .select("key", "other")
    )
    return (
        holders.join(least, "key")
        .select(f.col("node").alias("one"), "other")
        .filter("one != other")
        .distinct()
    )


def components(edges: DataFrame, keep: Keep, name: str) -> DataFrame:
    """The table (node, component) of all nodes in `edges`; a component is its smallest node.

    `name` tells the tables that are kept on the way from others.
    """
    current = keep(_oriented(edges), f"{name}-0")
    known = _fingerprint(current)
    number = 0
    while True:
        number += 1
        current = keep(_small_star(_large_star(current)), f"{name}-{number}")
        found = _fingerprint(current)
        if found == known:
            break
        known = found
    roots = current.select(f.col("low").alias("node"), f.col("low").alias("component")).distinct()
    return current.select(f.col("high").alias("node"), f.col("low").alias("component")).unionAll(
        roots
    )


def _oriented(edges: DataFrame) -> DataFrame:
    """Each edge once, as (high, low)."""
    return (
        edges.select(f.greatest("one", "other").alias("high"), f.least("one", "other").alias("low"))
        .filter("high != low")
        .distinct()
    )


def _large_star(edges: DataFrame) -> DataFrame:
    """Hang every larger neighbour of a node under the smallest of its neighbours or itself."""
    both = edges.select(f.col("high").alias("node"), f.col("low").alias("neighbour")).unionAll(
        edges.select(f.col("low").alias("node"), f.col("high").alias("neighbour"))
    )
    least = both.groupBy("node").agg(f.least(f.min("neighbour"), f.col("node")).alias("low"))
    return (
        both.filter("neighbour > node")
        .join(least, "node")
        .select(f.col("neighbour").alias("high"), "low")
        .filter("high != low")
        .distinct()
    )


def _small_star(edges: DataFrame) -> DataFrame:
    """Hang a node and its smaller neighbours under the smallest of them."""
    least = edges.groupBy("high").agg(f.min("low").alias("least"))
    lower = edges.join(least, "high").select(
        f.col("low").alias("high"), f.col("least").alias("low")
    )
    own = least.select("high", f.col("least").alias("low"))
    return lower.unionAll(own).filter("high != low").distinct()


def _fingerprint(edges: DataFrame) -> tuple[int, int]:
    """Number and sum of hashes of the edges: equal where nothing changed."""
    row = edges.select(
        f.count(f.lit(1)).alias("count"),
        f.sum(f.xxhash64("high", "low").cast("decimal(38,0)")).alias("sum"),
    ).head()
    return (0, 0) if row is None else (int(row["count"]), int(row["sum"] or 0))
