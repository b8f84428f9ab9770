"""Run the stages of a job in order; the result of each is written before the next one reads it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from mailrecon.corrections import (
    OF_DOCUMENT,
    CopiesValue,
    Correction,
    MessageReference,
    ParentValue,
)
from mailrecon.errors import NoMessagesFound, ReadError, WriteError
from mailrecon.model import Archive, NoticeCode
from mailrecon.recipe import recipe_of_part
from mailrecon.spark import Outcome, SparkJob, files, output
from mailrecon.spark.rebuild import SCHEMA, columns_of, document_of, rebuild_files
from mailrecon.spark.session import FAILURES, cause, open_session
from mailrecon.spark.stages import (
    Order,
    Stages,
    numbers_of_documents,
    on_driver,
    rows_of_chunks,
    spark_schema,
)
from mailrecon.spark.tasks import RESULT, SEGMENT, TaskContext, ledgers, put_together
from mailrecon.thread import build_archive
from mailrecon.thread.assembly import Messages
from mailrecon.thread.fragments import with_fragments
from mailrecon.thread.options import LinkOptions
from mailrecon.thread.rebuilt import RebuiltDocument
from mailrecon.thread.zones import load_zone
from mailrecon.writers.options import WriteOptions

# Bytes of input for a partition; and of files for a batch that Python holds at once.
_PARTITION = 16 << 20
_BATCH = 32 << 20
_MOST_RECORDS = 200
# The number of documents with fragments that the driver sends to the cluster together.
_FRAGMENTED = 500
_LISTED = 50
_OURS = frozenset({"messages", "ledger", "mbox", "unread", "summary", "_SUCCESS"})


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
    hidden = files.hidden_files(paths, roots)
    with stages.timed("rebuild"):
        table = files.without_images(files.list_files(spark, roots))
        _size(spark, table)
        reading = dataclasses.replace(job.reading, corrections=job.options.corrections)
        work = partial(
            rebuild_files,
            options=reading,
            unheaded=job.options.unheaded,
            has_texts=job.options.fragments or bool(_named(job.options.corrections)),
        )
        rebuilt = table.mapInArrow(work, schema=spark_schema(SCHEMA))
        documents = stages.keep(rebuilt, "documents")
    unread = _unread(documents, hidden)
    if job.strict and unread:
        raise ReadError(unread[0][1])
    readable = documents.filter("reason IS NULL")
    if unread and readable.isEmpty():
        raise ReadError(unread[0][1])
    with stages.timed("link"):
        if job.options.fragments:
            readable = _with_fragments(stages, readable)
        # The documents already have the messages that these two options add.
        linking = dataclasses.replace(job.options, fragments=False, unheaded=False)
        order = Order.empty()
        archive = build_archive(_documents(readable, linking, order), linking, lazily=True)
        messages = archive.messages
        if not isinstance(messages, Messages) or not messages:
            raise NoMessagesFound(
                f"no message found in {', '.join(job.inputs)}; {job.output} was not written"
            )
    with stages.timed("finish"):
        writing = WriteOptions(job.forwards, ascii=job.ascii)
        recipe = recipe_of_part(job.reading, job.options, writing)
        people = messages.corpus_context().people
        context = spark.sparkContext.broadcast(
            TaskContext(people, job.options, job.forwards, job.ascii, recipe)
        )
        numbered = numbers_of_documents(stages, readable, archive, order)
        # In the order of the chunks, whose partitions are sorted.
        results = (
            rows_of_chunks(stages, numbered, messages)
            .mapInArrow(partial(put_together, context=context), schema=spark_schema(RESULT))
            .persist()
        )
        counts = _counts(archive, results, documents, hidden)
    with stages.timed("write"):
        output.write_messages(results, out, paths)
        results.unpersist()
        ledger = numbered.select("number", "page", "identities").orderBy("number")
        output.write_rows(ledger.mapInArrow(ledgers, schema=spark_schema(SEGMENT)), f"{out}/ledger")
        output.write_unread(documents, out)
        output.write_summary(spark, dict(counts), out)
    given = {document.sha256 for document in archive.summaries}
    refused = tuple(
        item for item in archive.warnings if item.code == NoticeCode.CORRECTION_NOT_APPLIED
    )
    absent = tuple(
        item for item in job.options.corrections if item.document and item.document not in given
    )
    return Outcome(counts, unread, stages.seconds, refused, absent)


def _with_fragments(stages: Stages, documents: DataFrame) -> DataFrame:
    """The documents, with the messages that exist only as quoted pieces (`--fragments`).

    Pieces of one message may be in several documents, so the driver puts them together; documents
    without such pieces stay on the cluster.
    """
    quoting = documents.filter("quotes_pieces").orderBy("rank", "place")
    names: list[tuple[str, int, str]] = []

    def stored() -> Iterator[RebuiltDocument]:
        columns = "rank", "place", "name", "facts", "messages", "page"
        for batch in on_driver(quoting.select(*columns)):
            for rank, place, name, facts, messages, page in zip(*batch.values(), strict=True):
                names.append((rank, place, name))
                yield document_of(facts, messages, page)

    def rows() -> Iterator[tuple[Any, ...]]:
        # `with_fragments` reads all documents before it yields the first.
        for number, document in enumerate(with_fragments(stored())):
            row = columns_of(document)
            names_of = dict(zip(("rank", "place", "name"), names[number], strict=True))
            full_row = {**dict.fromkeys(documents.columns), **names_of, **row}
            yield tuple(full_row[column] for column in documents.columns)

    columns = ", ".join(f"{name} {kind}" for name, kind in documents.dtypes)
    made = stages.send(rows(), columns, "fragments", _FRAGMENTED)
    return documents.filter("NOT quotes_pieces").unionByName(made)


def _documents(
    documents: DataFrame, options: LinkOptions, order: Order
) -> Iterator[RebuiltDocument]:
    """The documents one by one for linking, in the order of a local run; each is added to `order`.

    Only documents that corrections name come with their pages, since a correction's target is
    looked up in the text.
    """
    named = f.col("sha256").isin(sorted(_named(options.corrections)))
    page = f.when(named, f.col("page")).otherwise(f.lit(bytearray())).alias("page")
    rows = documents.orderBy("rank", "place").select("rank", "place", "facts", "messages", page)
    for batch in on_driver(rows):
        for rank, place, facts, messages, said in zip(*batch.values(), strict=True):
            order.add(rank, place, len(messages))
            yield document_of(facts, messages, said)


def _named(corrections: Sequence[Correction]) -> set[str]:
    """The SHA-256 of each document that corrections of links and people name."""
    named: set[str] = set()
    for item in corrections:
        value = item.value
        references: tuple[MessageReference | None, ...] = ()
        if isinstance(value, ParentValue):
            references = (value.message,)
        elif isinstance(value, CopiesValue):
            references = value.messages
        if item.action not in OF_DOCUMENT:
            named.update(one.document for one in references if one is not None and one.document)
            named.update((item.document,) if item.document else ())
    return named


def _counts(
    archive: Archive, results: DataFrame, documents: DataFrame, hidden: Sequence[str]
) -> dict[str, int]:
    """Counts of the run, as `mailrecon convert` prints them."""
    said = results.agg(f.sum("warnings"), f.sum("redacted")).first()
    warnings, redacted = (0, 0) if said is None else (int(said[0]), int(said[1]))
    return {
        "documents": len(archive.summaries),
        "messages": len(archive.messages),
        "threads": results.select("message.thread").distinct().count(),
        "redacted": redacted,
        "warnings": len(archive.warnings) + warnings,
        "kept": sum(document.kept for document in archive.summaries),
        "unread": documents.filter("reason IS NOT NULL").count() + len(hidden),
    }


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
    """Raise WriteError if the output must not be written."""
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
    """Replace the output by the finished folder. Raises WriteError; the old output stays then."""
    parent, _, name = target.rpartition("/")
    aside = f"{parent}/_{name}.old"
    paths.delete(aside)
    replaced = paths.exists(target) and paths.rename(target, aside)
    if not paths.rename(staging, target):
        if replaced:
            paths.rename(aside, target)
        raise WriteError(f"{target}: cannot be written (the file system refused)")
    paths.delete(aside)


def _size(spark: SparkSession, table: DataFrame) -> None:
    """Fit the session to the size of the input."""
    row = table.agg(f.count(f.lit(1)).alias("files"), f.sum("length").alias("bytes")).first()
    number, size = (0, 0) if row is None else (int(row["files"]), int(row["bytes"] or 0))
    mean = size // max(number, 1)
    records = max(1, min(_MOST_RECORDS, _BATCH // max(mean, 1)))
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", records)
    parts = max(2 * spark.sparkContext.defaultParallelism, size // _PARTITION)
    spark.conf.set("spark.sql.shuffle.partitions", parts)


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
