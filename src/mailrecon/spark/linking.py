"""Which documents must be linked together, and what each such group must be told of the others."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as f

from mailrecon.spark.components import Keep, components, edges_by_key
from mailrecon.spark.given import zone_parts
from mailrecon.spark.groups import FACTS
from mailrecon.spark.rows import spark_schema
from mailrecon.thread.relations import LEAST_SHARE, LEAST_SHARED, MOST_HOLDERS


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
    """(node, component) of all documents: those that can bear on one another share a component.

    `prints` are edges between documents that may print one message.
    """
    identifiers = documents.select(f.explode("identifiers").alias("key"), "node")
    subjects = documents.select("node", f.explode("subjects").alias("s")).select("node", "s.*")
    asked = subjects.filter("seeks").select("key").distinct()
    subjects = subjects.join(asked, "key", "left_semi").select("key", "node")
    holders = keep(identifiers.unionAll(subjects), "holders")
    tables = (prints, _quotations(documents, shingles), edges_by_key(holders))
    found = components(reduce(DataFrame.unionAll, tables), keep, "documents")
    return keep(
        documents.select("node")
        .distinct()
        .join(found, "node", "left")
        .select("node", f.coalesce("component", "node").alias("component")),
        "groups",
    )


def _quotations(documents: DataFrame, shingles: DataFrame) -> DataFrame:
    """Edges (one, other) between documents where a message of one quotes enough of the other's."""
    messages = documents.select("node", f.explode("messages").alias("m"))
    telling = shingles.filter("NOT common").select("value")
    quoted = messages.select(
        f.col("node").alias("one"),
        f.col("m.number").alias("number"),
        f.size("m.quoted").alias("length"),
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
        .groupBy("one", "other", "number", "holder", "length")
        .count()
        .filter(f.col("count") >= least_shared(f.col("length")))
        .select("one", "other")
        .distinct()
    )


def least_shared(length: Column) -> Column:
    """How many shingles of a quotation of that many must be found in a text to tell anything."""
    return f.greatest(f.lit(LEAST_SHARED), f.ceil(length * LEAST_SHARE))


def handles_of_groups(documents: DataFrame, groups: DataFrame) -> DataFrame:
    """(component, handle): the people printed in each group."""
    printed = documents.select("node", f.explode("prints.handle").alias("handle"))
    return printed.join(groups, "node").select("component", "handle").distinct()


def facts_of_groups(handles: DataFrame, people: DataFrame, *known: DataFrame) -> DataFrame:
    """Rows of `groups.FACTS` on people; the tables `known` say more of each identity."""
    found = handles.join(people.select("handle", "identity"), "handle")
    for table in known:
        found = found.join(table, "identity", "left")
    return found


def all_rows(
    facts: DataFrame,
    shingles: DataFrame,
    unlisted: DataFrame,
    documents: DataFrame,
    groups: DataFrame,
    parts: int,
) -> DataFrame:
    """Rows of `groups.FACTS`, those of a group together in one of `parts` partitions, its documents
    in order."""
    quoted = documents.select("node", f.explode("messages.quoted").alias("v")).select(
        "node", f.explode("v").alias("value")
    )
    common = (
        quoted.join(shingles.filter("common"), "value")
        .join(groups, "node")
        .select("component", f.col("value").alias("common"))
        .distinct()
    )
    texts = documents.select("node", "rank", "place", "payload").join(groups, "node")
    late = unlisted.join(groups, "node")
    tables = (_padded(table) for table in (facts, common, late, texts))
    return (
        reduce(DataFrame.unionAll, tables)
        .repartition(parts, "component")
        .sortWithinPartitions("component", "rank", "place")
        .select(*FACTS.names)
    )


def zones_of_people(found: DataFrame) -> DataFrame:
    """(identity, zones, prints): the zones that fit in every group, of `groups.FOUND`."""
    spoken = found.select(f.explode("zones").alias("z")).select("z.*")
    parts = range(zone_parts())
    return (
        spoken.select("identity", "prints", *(f.col("bits")[n].alias(f"bits{n}") for n in parts))
        .groupBy("identity")
        .agg(
            f.bool_or("prints").alias("prints"),
            *(f.bit_and(f"bits{n}").alias(f"bits{n}") for n in parts),
        )
        .select("identity", "prints", f.array(*(f"bits{n}" for n in parts)).alias("zones"))
    )


def _padded(table: DataFrame) -> DataFrame:
    """`table` with all columns of `groups.FACTS`, null where it has none."""
    types = spark_schema(FACTS)
    return table.select(
        *(
            f.col(field.name)
            if field.name in table.columns
            else f.lit(None).cast(types[field.name].dataType).alias(field.name)
            for field in FACTS
        )
    )
