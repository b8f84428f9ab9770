"""Which documents must be linked together, and what each such group must be told of the others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as f
from pyspark.sql.types import StructType

from mailrecon.spark.components import Keep, components, edges_by_key
from mailrecon.spark.given import zone_parts
from mailrecon.spark.groups import ROW
from mailrecon.spark.rows import spark_schema
from mailrecon.thread.links.quotations import MOST_HOLDERS

_TYPES = spark_schema(ROW)
_AT = ("component", "rank", "place")


def common_shingles(documents: DataFrame, keep: Keep) -> DataFrame:
    """(value, common): every quoted shingle; `common` where too many texts hold it to tell."""
    texts = documents.select(f.explode("messages").alias("m"))
    quoted = texts.select(f.explode("m.quoted").alias("value")).distinct()
    own = texts.select(f.explode("m.own").alias("value"))
    counted = own.join(quoted, "value", "left_semi").groupBy("value").count()
    return keep(
        counted.select("value", (f.col("count") > MOST_HOLDERS).alias("common")), "shingles"
    )


def group_documents(
    documents: DataFrame, prints: DataFrame, shingles: DataFrame, keep: Keep
) -> DataFrame:
    """(node, component) of all documents: those whose texts bear on one another share a component.

    `prints` are edges between documents that may print one message.
    """
    identifiers = documents.select(f.explode("identifiers").alias("key"), "node")
    holders = keep(identifiers, "holders")
    tables = (prints, _quotations(documents, shingles), edges_by_key(holders))
    found = components(reduce(DataFrame.unionAll, tables), keep, "documents")
    return keep(
        documents.select("node")
        .distinct()
        .join(found, "node", "left")
        .select("node", f.coalesce("component", "node").alias("component")),
        "groups",
    )


def join_groups(groups: DataFrame, candidates: DataFrame, keep: Keep) -> DataFrame:
    """`groups`, those that hold `candidates` which could be linked made one."""
    edges = candidates.select(f.col("component").alias("one"), f.explode("others").alias("other"))
    found = components(edges, keep, "groups").toDF("component", "joined")
    return keep(
        groups.join(found, "component", "left").select(
            "node", f.coalesce("joined", "component").alias("component")
        ),
        "joined-groups",
    )


def count_groups(groups: DataFrame) -> dict[str, int]:
    """How many groups there are, and how many documents are in the largest."""
    row = (
        groups.groupBy("component")
        .count()
        .agg(f.count(f.lit(1)).alias("groups"), f.max("count").alias("largest_group"))
        .first()
    )
    return {} if row is None else {name: int(value or 0) for name, value in row.asDict().items()}


def _quotations(documents: DataFrame, shingles: DataFrame) -> DataFrame:
    """Edges (one, other) between documents where a message of one quotes enough of the other's."""
    messages = documents.select("node", f.explode("messages").alias("m"))
    telling = shingles.filter("NOT common").select("value")
    quoted = messages.select(
        f.col("node").alias("one"),
        f.col("m.number").alias("number"),
        f.col("m.least_shared").alias("least"),
        f.explode("m.quoted").alias("value"),
    ).join(telling, "value")
    own = messages.select(
        f.col("node").alias("other"),
        f.col("m.number").alias("holder"),
        f.explode("m.own").alias("value"),
    ).join(telling, "value")
    return (
        quoted.join(own, "value")
        .filter("one != other")
        .groupBy("one", "other", "number", "holder", "least")
        .count()
        .filter("count >= least")
        .select("one", "other")
        .distinct()
    )


def handles_of_groups(documents: DataFrame, groups: DataFrame) -> DataFrame:
    """(component, handle): the people printed in each group."""
    printed = documents.select("node", f.explode("prints.handle").alias("handle"))
    return printed.join(groups, "node").select("component", "handle").distinct()


def facts(handles: DataFrame, people: DataFrame, *known: DataFrame) -> DataFrame:
    """Facts on the people of each group, as in `groups.ROW`; the tables `known` say more of each
    identity."""
    columns = ("handle", "identity", "person", "canonical")
    found = handles.join(people.select(*columns), "handle")
    for table in known:
        found = found.join(table, "identity", "left")
    return found.select("component", _struct("fact", found))


def common_of_groups(documents: DataFrame, shingles: DataFrame, groups: DataFrame) -> DataFrame:
    """The shingles in each group that too many texts hold, as in `groups.ROW`."""
    quoted = documents.select("node", f.explode("messages.quoted").alias("v")).select(
        "node", f.explode("v").alias("value")
    )
    return (
        quoted.join(shingles.filter("common"), "value")
        .join(groups, "node")
        .select("component", f.col("value").alias("common"))
        .distinct()
    )


def late_of_groups(unlisted: DataFrame, groups: DataFrame) -> DataFrame:
    """The keys under which messages are not found, as in `groups.ROW`."""
    return unlisted.join(groups, "node").select(*_AT, _struct("late", unlisted))


def likeness_of_groups(compared: DataFrame, groups: DataFrame) -> DataFrame:
    """What the texts in each group say of one another, as in `groups.ROW`."""
    told = compared.filter(
        "first IS NOT NULL OR reason IS NOT NULL OR near IS NOT NULL OR size(quotations) > 0"
    )
    return told.drop("component").join(groups, "node").select(*_AT, _struct("likeness", compared))


def candidates_of_groups(candidates: DataFrame, groups: DataFrame) -> DataFrame:
    """What each message may answer under its subject, as in `groups.ROW`."""
    return candidates.drop("component").join(groups, "node").select(*_AT, "candidates")


def documents_of_groups(documents: DataFrame, groups: DataFrame, *, payload: bool) -> DataFrame:
    """The documents of each group, as in `groups.ROW`, their texts only with `payload`."""
    pickled_keys_list = f.col("messages.pickled_keys").alias("pickled_keys_list")
    columns = documents.select(
        "node", "rank", "place", "handles", pickled_keys_list, *(["payload"] if payload else [])
    )
    return columns.join(groups, "node").select(*_AT, _struct("document", columns))


def all_rows(tables: Sequence[DataFrame], parts: int) -> DataFrame:
    """Rows of `groups.ROW`, those of a group together in one of `parts` partitions, its documents
    in order."""
    return (
        reduce(DataFrame.unionAll, map(_padded, tables))
        .repartition(parts, "component")
        .sortWithinPartitions("component", "rank", "place")
    )


def zones_of_people(found: DataFrame) -> DataFrame:
    """(identity, zones, prints): the zones that fit in every group, of `tasks.ZONES`."""
    parts = range(zone_parts())
    return (
        found.select("identity", "prints", *(f.col("bits")[n].alias(f"bits{n}") for n in parts))
        .groupBy("identity")
        .agg(
            f.bool_or("prints").alias("prints"),
            *(f.bit_and(f"bits{n}").alias(f"bits{n}") for n in parts),
        )
        .select("identity", "prints", f.array(*(f"bits{n}" for n in parts)).alias("zones"))
    )


def _struct(name: str, table: DataFrame) -> Column:
    """A column of `groups.ROW`, of the fields that `table` has, null where it has none."""
    kind = _TYPES[name].dataType
    assert isinstance(kind, StructType)
    return f.struct(*_columns(table, kind)).alias(name)


def _padded(table: DataFrame) -> DataFrame:
    """`table` with all columns of `groups.ROW`, null where it has none."""
    return table.select(*_columns(table, _TYPES))


def _columns(table: DataFrame, kind: StructType) -> list[Column]:
    return [
        f.col(field.name)
        if field.name in table.columns
        else f.lit(None).cast(field.dataType).alias(field.name)
        for field in kind.fields
    ]
