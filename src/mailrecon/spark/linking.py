"""Which documents must be linked together, and what each such group must be told of the others."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as f

from mailrecon.spark.components import Keep, components, edges_by_key
from mailrecon.spark.given import zone_parts
from mailrecon.spark.groups import FACTS
from mailrecon.spark.rows import spark_schema
from mailrecon.thread.relations import MOST_HOLDERS


def common_shingles(documents: DataFrame, keep: Keep) -> DataFrame:
    """(value, common): every quoted shingle; `common` where too many texts hold it to tell."""
    quoted = documents.select(f.explode("quoted").alias("value")).distinct()
    own = documents.select(f.explode("own").alias("value"))
    counted = own.join(quoted, "value", "left_semi").groupBy("value").count()
    return keep(
        counted.select("value", (f.col("count") > MOST_HOLDERS).alias("common")), "shingles"
    )


def group_documents(
    documents: DataFrame, people: DataFrame, shingles: DataFrame, keep: Keep
) -> DataFrame:
    """(node, component) of all documents: those that can bear on one another share a component."""
    readable = documents.filter("reason IS NULL")
    plain = readable.select(f.explode("keys").alias("key"), "node")
    named = (
        readable.select("node", f.explode("named").alias("n"))
        .select("node", "n.*")
        .join(people.select("handle", "identity"), "handle")
        .select(f.xxhash64("key", "identity").alias("key"), "node")
    )
    subjects = readable.select("node", f.explode("subjects").alias("s")).select("node", "s.*")
    asked = subjects.filter("seeks").select("key").distinct()
    subjects = subjects.join(asked, "key", "left_semi").select("key", "node")
    telling = shingles.filter("NOT common").select("value")
    texts = readable.select(f.explode(f.concat("own", "quoted")).alias("value"), "node").distinct()
    quotations = texts.join(telling, "value", "left_semi").select(
        f.xxhash64("value", f.lit("shingle")).alias("key"), "node"
    )
    holders = reduce(DataFrame.unionAll, (plain, named, subjects, quotations)).distinct()
    edges = edges_by_key(keep(holders, "holders"))
    found = components(edges, keep, "documents")
    return keep(
        readable.select("node")
        .distinct()
        .join(found, "node", "left")
        .select("node", f.coalesce("component", "node").alias("component")),
        "groups",
    )


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
    facts: DataFrame, shingles: DataFrame, documents: DataFrame, groups: DataFrame, parts: int
) -> DataFrame:
    """Rows of `groups.FACTS`, those of a group together in one of `parts` partitions, its documents
    in order."""
    quoted = documents.select("node", f.explode("quoted").alias("value"))
    common = (
        quoted.join(shingles.filter("common"), "value")
        .join(groups, "node")
        .select("component", f.col("value").alias("common"))
        .distinct()
    )
    texts = documents.select("node", "rank", "place", "payload").join(groups, "node")
    tables = (_padded(table) for table in (facts, common, texts))
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
