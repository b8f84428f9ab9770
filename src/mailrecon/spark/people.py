"""Who is who across all documents: the rules of `mailrecon.thread.people`, as joins.

A person is a component of handles. The rules are those of `People.settle`: one name, one address
unless people share it, what the user says, and a name of one word where only one person has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql import types as t

from mailrecon.spark.components import Keep, components, edges_by_key
from mailrecon.spark.rows import handle_text
from mailrecon.thread.options import Alias
from mailrecon.thread.people import SHARED_BY, is_shared, name_key

_HANDLE = "handle string, key string, address string, scoped boolean, printed_address string"
_ORDER = ("rank", "place", "position")


def shown_people(documents: DataFrame) -> DataFrame:
    """Every printed person, with its place: rank, place, position in the document."""
    return documents.select("rank", "place", f.posexplode("prints").alias("position", "p")).select(
        "rank", "place", "position", "p.*"
    )


def alias_people(spark: SparkSession, aliases: Sequence[Alias]) -> DataFrame:
    """The handles that the user's aliases name, behind all documents as `People` has them."""
    rows: list[tuple[str, str, str, bool, str | None]] = []
    for alias in aliases:
        parts: list[tuple[str, str, str | None]] = [(name_key(alias.name), "", None)]
        if alias.alias:
            parts.append((name_key(alias.alias), "", None))
        if alias.address:
            parts.append(("", alias.address.casefold(), alias.address))
        for key, address, printed in parts:
            rows.append((handle_text(key, address, ""), key, address, False, printed))
    table = spark.createDataFrame(rows, _HANDLE)
    last = f.lit("\U0010ffff").alias("rank"), f.lit(0).alias("place")
    return table.select(*last, f.monotonically_increasing_id().alias("position"), "*")


def alias_handles(aliases: Sequence[Alias]) -> list[str]:
    """The handles that the user's aliases name."""
    found: list[str] = []
    for alias in aliases:
        found.append(handle_text(name_key(alias.name), "", ""))
        if alias.alias:
            found.append(handle_text(name_key(alias.alias), "", ""))
        if alias.address:
            found.append(handle_text("", alias.address.casefold(), ""))
    return found


def identities(
    spark: SparkSession, shown: DataFrame, aliases: Sequence[Alias], keep: Keep
) -> DataFrame:
    """The table (handle, key, address, identity) of all printed people and those of `aliases`.

    `shown` is `shown_people` with `alias_people`.
    """
    distinct = shown.select("handle", "key", "address", "scoped").distinct()
    handles = keep(
        distinct.withColumn("node", f.xxhash64("handle", f.lit(_salt(distinct)))), "handles"
    )
    edges = [_by_name(handles), _by_address(handles)]
    if aliases:
        edges.append(_by_aliases(spark, handles, aliases))
    first = components(reduce(DataFrame.unionAll, edges), keep, "people")
    known = keep(
        _with_component(handles, first).withColumnRenamed("component", "identity"), "people"
    )
    joined = components(_first_names(known), keep, "first-names").toDF("identity", "component")
    whole = known.join(joined, "identity", "left").select(
        "handle", "key", "address", f.coalesce("component", "identity").alias("identity")
    )
    return keep(whole, "identities")


def _salt(handles: DataFrame) -> int:
    """A number with which no two handles have the same hash: two people must not fall together."""
    salt = 0
    while True:
        row = handles.select(
            f.count(f.lit(1)).alias("handles"),
            f.countDistinct(f.xxhash64("handle", f.lit(salt))).alias("hashes"),
        ).head()
        if row is None or row["handles"] == row["hashes"]:
            return salt
        salt += 1


def _with_component(nodes: DataFrame, found: DataFrame) -> DataFrame:
    """`nodes` with their component; who has no neighbour is one alone."""
    return nodes.join(found, "node", "left").withColumn(
        "component", f.coalesce("component", "node")
    )


def _is_full_name(key: Column) -> Column:
    """Whether a name means the same person everywhere: two words, or one that is not ASCII."""
    return key.contains(" ") | key.rlike(r"[^\x00-\x7f]")


def _by_name(handles: DataFrame) -> DataFrame:
    full = handles.filter(~f.col("scoped") & (f.col("key") != "") & _is_full_name(f.col("key")))
    return edges_by_key(full.select("key", "node"))


def _by_address(handles: DataFrame) -> DataFrame:
    """Handles of one address, but for those of a mailbox that people share."""
    addressed = handles.filter("address != ''")
    is_mailbox = f.udf(is_shared, t.BooleanType())
    names = addressed.groupBy("address").agg(f.collect_set("key").alias("names"))
    shared = (
        names.filter(f.size("names") >= SHARED_BY).filter(is_mailbox("names")).select("address")
    )
    alone = addressed.join(shared, "address", "left_anti")
    return edges_by_key(alone.select(f.col("address").alias("key"), "node"))


def _by_aliases(spark: SparkSession, handles: DataFrame, aliases: Sequence[Alias]) -> DataFrame:
    """What the user says: pairs of handles; and whom the user names is meant in every document."""
    pairs: list[tuple[str, str]] = []
    named: set[str] = set()
    for alias in aliases:
        first = name_key(alias.name)
        for key, address in (
            (name_key(alias.alias or ""), ""),
            ("", (alias.address or "").casefold()),
        ):
            if key or address:
                pairs.append((handle_text(first, "", ""), handle_text(key, address, "")))
                named.update({first, key} - {""})
    nodes = handles.select("handle", "node")
    said = spark.createDataFrame(pairs, "a string, b string")
    by_pair = said.join(nodes.toDF("a", "one"), "a").join(nodes.toDF("b", "other"), "b")
    meant = handles.filter(f.col("key").isin(sorted(named))).select("key", "node")
    return by_pair.select("one", "other").unionAll(edges_by_key(meant))


def _first_names(known: DataFrame) -> DataFrame:
    """Edges from a name of one word to the person it means, where only one can be meant."""
    wanted = known.filter("scoped AND address = ''").select(
        f.col("key").alias("word"), f.col("identity").alias("one")
    )
    words = (
        known.filter(f.col("key").contains(" "))
        .select(f.explode(f.split("key", " ")).alias("word"), "identity")
        .join(wanted.select("word").distinct(), "word", "left_semi")
        .groupBy("word")
        .agg(f.min("identity").alias("other"), f.max("identity").alias("last"))
        .filter("other = last")
    )
    return wanted.join(words, "word").select("one", "other")


def known_addresses(shown: DataFrame, people: DataFrame) -> DataFrame:
    """(identity, known): the address of everyone who has just one, as it was first printed."""
    printed = shown.filter("printed_address IS NOT NULL").join(
        people.select("handle", "identity"), "handle"
    )
    return (
        printed.groupBy("identity")
        .agg(
            f.min("address").alias("least"),
            f.max("address").alias("most"),
            f.min_by("printed_address", f.struct(*_ORDER)).alias("known"),
        )
        .filter("least = most")
        .select("identity", "known")
    )


def usual_offsets(documents: DataFrame, people: DataFrame) -> DataFrame:
    """(identity, usual): the offset in seconds that each person prints most often.

    Of several, the one printed first.
    """
    printed = documents.select("rank", "place", f.posexplode("offsets").alias("position", "o"))
    counted = (
        printed.select(*_ORDER, "o.*")
        .join(people.select("handle", "identity"), "handle")
        .groupBy("identity", "seconds")
        .agg(f.count(f.lit(1)).alias("count"), f.min(f.struct(*_ORDER)).alias("first"))
    )
    most = counted.groupBy("identity").agg(f.max("count").alias("count"))
    return (
        counted.join(most.select("identity", "count"), ["identity", "count"])
        .groupBy("identity")
        .agg(f.min_by("seconds", "first").alias("usual"))
    )


def find_person(shown: DataFrame, people: DataFrame, name_or_address: str) -> int | None:
    """The identity a user means by a name or an address; None if nobody is so called."""
    key, address = name_key(name_or_address), name_or_address.casefold()
    row = (
        shown.filter((f.col("address") == address) | ((f.col("key") == key) & (f.col("key") != "")))
        .orderBy(*_ORDER)
        .limit(1)
        .join(people.select("handle", "identity"), "handle")
        .head()
    )
    return None if row is None else int(row["identity"])
