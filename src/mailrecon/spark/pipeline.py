"""The stages of a job, in order, each written down before the next one reads it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from mailrecon.errors import NoMessagesFound, ReadError, WriteError
from mailrecon.recipe import recipe_of_part
from mailrecon.spark import Outcome, SparkJob, files, linking, output
from mailrecon.spark import people as people_stage
from mailrecon.spark.given import Fact
from mailrecon.spark.pairs import find_prints
from mailrecon.spark.rebuild import SCHEMA, rebuild
from mailrecon.spark.rows import spark_schema
from mailrecon.spark.session import FAILURES, cause, open_session
from mailrecon.spark.subjects import find_candidates
from mailrecon.spark.tasks import (
    COMPARED,
    RESULT,
    ZONES,
    Job,
    compare_groups,
    finish_groups,
    relate_groups,
)
from mailrecon.thread import ZoneError
from mailrecon.thread.zones import load_zone
from mailrecon.writers.options import WriteOptions

# Bytes of input for a partition of groups; and of files for a batch that Python holds at once.
_PARTITION = 16 << 20
_BATCH = 32 << 20
_MOST_RECORDS = 200
_LISTED = 50
Work = Callable[..., Iterable[pa.RecordBatch]]
_OURS = frozenset({"messages", "ledger", "mbox", "unread", "summary", "_SUCCESS"})


class Stages:
    """Tables written down under one folder, and the time each stage took."""

    def __init__(self, spark: SparkSession, folder: str) -> None:
        self.seconds: dict[str, float] = {}
        self._spark = spark
        self._folder = folder

    def keep(self, table: DataFrame, name: str) -> DataFrame:
        """Write a table down and read it back."""
        path = f"{self._folder}/{name}"
        table.write.parquet(path)
        return self._spark.read.schema(table.schema).parquet(path)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Measure the block."""
        begin = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begin


def run(job: SparkJob) -> Outcome:
    """See `mailrecon.spark.convert`."""
    for _, zone in job.options.zones:
        load_zone(zone)
    if job.options.zone is not None:
        load_zone(job.options.zone)
    with open_session(job.master, job.settings) as spark:
        paths = files.HadoopPaths(spark)
        roots = files.find_roots(paths, job.inputs)
        target, staging = _targets(job, roots, paths)
        try:
            outcome = _run(spark, job, roots, paths, staging)
            paths.delete(f"{staging}/work")
            _swap(paths, staging, target)
        finally:
            paths.delete(staging)
    return outcome


def _run(
    spark: SparkSession, job: SparkJob, roots: list[files.Root], paths: files.HadoopPaths, out: str
) -> Outcome:
    stages = Stages(spark, f"{out}/work")
    keep = stages.keep
    hidden = files.hidden_files(paths, roots)
    with stages.timed("rebuild"):
        table = files.list_files(spark, roots)
        parts = _size(spark, table)
        rebuilt = table.mapInArrow(
            partial(rebuild, options=job.reading), schema=spark_schema(SCHEMA)
        )
        documents = keep(rebuilt, "documents")
    unread = _unread(documents, hidden)
    if job.strict and unread:
        raise ReadError(unread[0][1])
    readable = documents.filter("reason IS NULL")
    counted = readable.select("rank").limit(2).count()
    if not counted and unread:
        raise ReadError(unread[0][1])
    with stages.timed("people"):
        aliases = job.options.aliases
        shown = people_stage.shown_people(readable)
        if aliases:
            shown = shown.unionByName(people_stage.alias_people(spark, aliases))
        people = people_stage.identities(spark, readable, aliases, keep)
        known = keep(people_stage.known_addresses(shown, people), "known")
        usual = keep(people_stage.usual_offsets(readable, people), "usual")
    told = Job(
        job.options,
        job.forwards,
        job.ascii,
        counted > 1,
        _named(job, shown, people),
        _said(job, people),
        recipe_of_part(job.reading, job.options, WriteOptions(job.forwards, ascii=job.ascii)),
    )

    def task(tables: Sequence[DataFrame], work: Work, schema: pa.Schema) -> DataFrame:
        rows = linking.all_rows(tables, parts)
        return rows.mapInArrow(partial(work, job=told), schema=spark_schema(schema))

    with stages.timed("groups"):
        shingles = linking.common_shingles(readable, keep)
        prints = find_prints(readable, people, keep)
        groups = linking.group_documents(readable, prints.edges, shingles, keep)
        handles = keep(linking.handles_of_groups(readable, groups), "handles-of-groups")
    with stages.timed("compare"):
        rows = (
            linking.facts(handles, people, usual),
            linking.common_of_groups(readable, shingles, groups),
            linking.late_of_groups(prints.unlisted, groups),
            linking.documents_of_groups(readable, groups, payload=True),
        )
        compared = keep(task(rows, compare_groups, COMPARED), "compared")
    with stages.timed("subjects"):
        candidates = keep(find_candidates(compared), "candidates")
        groups = linking.join_groups(groups, candidates, keep)
        handles = keep(linking.handles_of_groups(readable, groups), "handles-of-joined")
        told_of_texts = (
            linking.likeness_of_groups(compared, groups),
            linking.candidates_of_groups(candidates, groups),
        )
    with stages.timed("relate"):
        rows = (
            linking.facts(handles, people, usual),
            linking.documents_of_groups(readable, groups, payload=False),
            *told_of_texts,
        )
        zones = keep(linking.zones_of_people(task(rows, relate_groups, ZONES)), "zones")
    with stages.timed("finish"):
        wanted = compared.select("node", f.explode("wanted").alias("handle"))
        wanted = wanted.join(groups, "node").select("component", "handle").distinct()
        handles = handles.unionAll(wanted)
        rows = (
            linking.facts(handles, people, usual, known, zones),
            linking.documents_of_groups(readable, groups, payload=True),
            *told_of_texts,
        )
        results = keep(task(rows, finish_groups, RESULT), "results")
    with stages.timed("write"):
        counts = output.count(results, documents)
        counts["unread"] += len(hidden)
        counts |= linking.count_groups(groups)
        if not counts["messages"]:
            raise NoMessagesFound(
                f"no message found in {', '.join(job.inputs)}; {job.output} was not written"
            )
        output.write_messages(results, out, paths)
        output.write_ledger(results, out)
        output.write_unread(documents, out)
        output.write_summary(spark, dict(counts), out)
    return Outcome(counts, unread, stages.seconds)


def _targets(job: SparkJob, roots: list[files.Root], paths: files.HadoopPaths) -> tuple[str, str]:
    """The full path of the output, and an empty folder beside it. Raises WriteError."""
    try:
        target = paths.qualified(job.output).rstrip("/")
        _refuse(job, target, roots, paths)
        parent, _, name = target.rpartition("/")
        staging = f"{parent}/_{name}.part"
        paths.delete(staging)
        if not paths.make_folder(staging):
            raise WriteError(f"{job.output}: cannot be written (no folder can be made there)")
    except FAILURES as error:
        raise WriteError(f"{job.output}: cannot be written ({cause(error)})") from error
    return target, staging


def _refuse(job: SparkJob, target: str, roots: list[files.Root], paths: files.HadoopPaths) -> None:
    """Raise WriteError where the output may not be made."""
    for root in roots:
        if f"{root.path}/".startswith(f"{target}/") or f"{target}/".startswith(f"{root.path}/"):
            raise WriteError(f"{job.output}: is, holds or lies in an input; name another output")
    if not paths.exists(target):
        return
    if not job.force:
        raise WriteError(f"{job.output}: exists already; choose another name or pass --force")
    if not paths.is_folder(target) or not _OURS.issuperset(paths.names(target)):
        raise WriteError(
            f"{job.output}: holds files that mailrecon did not write; name another folder"
        )


def _swap(paths: files.HadoopPaths, staging: str, target: str) -> None:
    """Put the finished folder in its place; else what was there stays. Raises WriteError."""
    parent, _, name = target.rpartition("/")
    aside = f"{parent}/_{name}.old"
    paths.delete(aside)
    replaced = paths.exists(target) and paths.rename(target, aside)
    if not paths.rename(staging, target):
        if replaced:
            paths.rename(aside, target)
        raise WriteError(f"{target}: cannot be written (the file system refused)")
    paths.delete(aside)


def _size(spark: SparkSession, table: DataFrame) -> int:
    """Fit the session to the size of the input; the number of partitions for groups."""
    row = table.agg(f.count(f.lit(1)).alias("files"), f.sum("length").alias("bytes")).first()
    number, size = (0, 0) if row is None else (int(row["files"]), int(row["bytes"] or 0))
    mean = size // max(number, 1)
    records = max(1, min(_MOST_RECORDS, _BATCH // max(mean, 1)))
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", records)
    parts = max(2 * spark.sparkContext.defaultParallelism, size // _PARTITION)
    spark.conf.set("spark.sql.shuffle.partitions", parts)
    return parts


def _unread(documents: DataFrame, hidden: list[str]) -> list[tuple[str, str]]:
    """The first documents that could not be read, and why."""
    rows = (
        documents.filter("reason IS NOT NULL")
        .orderBy("rank", "place")
        .select("name", "reason")
        .take(_LISTED)
    )
    reason = "Hadoop hides files whose names begin with _; rename it"
    return [(row["name"], row["reason"]) for row in rows] + [
        (path, f"{path}: {reason}") for path in hidden[:_LISTED]
    ]


def _named(job: SparkJob, shown: DataFrame, people: DataFrame) -> dict[str, int]:
    """The identities of those the user gives a zone. Raises ZoneError."""
    found: dict[str, int] = {}
    for name, zone in job.options.zones:
        identity = people_stage.find_person(shown, people, name)
        if identity is None:
            raise ZoneError(f"--zone {name}={zone}: nobody of that name or address was found")
        found[name] = identity
    return found


def _said(job: SparkJob, people: DataFrame) -> dict[str, Fact]:
    """The handles of the user's aliases, which every group must know."""
    handles = people_stage.alias_handles(job.options.aliases)
    if not handles:
        return {}
    rows = people.filter(f.col("handle").isin(handles)).collect()
    return {
        row["handle"]: Fact(int(row["identity"]), row["person"], row["canonical"]) for row in rows
    }
