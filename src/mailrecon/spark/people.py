"""Who is who across all documents: the rules of `mailrecon.thread.who`, on the driver.

What tells it are the different printed people with how often each is printed, about one kilobyte
each, and the headers in which two stand who may be one. The cluster counts those.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from mailrecon.spark.components import Keep
from mailrecon.spark.rows import handle_text
from mailrecon.thread.options import Alias
from mailrecon.thread.people import NO_PERSON, People, name_key
from mailrecon.thread.who import Candidates

_HANDLE = "handle string, key string, address string, scoped boolean, printed_address string"
_IDENTITY = (
    "handle string, key string, address string, identity long, person string, canonical string"
)
_ORDER = ("rank", "place", "position")


def shown_people(documents: DataFrame) -> DataFrame:
    """Every printed person, with its place: rank, place, position in the document."""
    return documents.select("rank", "place", f.posexplode("prints").alias("position", "p")).select(
        "rank", "place", "position", "p.*"
    )


def alias_people(spark: SparkSession, aliases: Sequence[Alias]) -> DataFrame:
    """The handles that the user's aliases name, behind all documents as `People` has them."""
    rows = [
        (handle_text(key, address, ""), key, address, False, printed)
        for key, address, printed in _named(aliases)
    ]
    table = spark.createDataFrame(rows, _HANDLE)
    last = f.lit("\U0010ffff").alias("rank"), f.lit(0).alias("place")
    return table.select(*last, f.monotonically_increasing_id().alias("position"), "*")


def alias_handles(aliases: Sequence[Alias]) -> list[str]:
    """The handles that the user's aliases name."""
    return [handle_text(key, address, "") for key, address, _ in _named(aliases)]


def _named(aliases: Iterable[Alias]) -> Iterator[tuple[str, str, str | None]]:
    """Whom aliases name: a name's key, an address without case and as it is written."""
    for alias in aliases:
        yield name_key(alias.name), "", None
        if alias.alias:
            yield name_key(alias.alias), "", None
        if alias.address:
            yield "", alias.address.casefold(), alias.address


class _Everybody(People):
    """The people of all documents; who stands with whom is asked of the cluster."""

    def __init__(self, spark: SparkSession, documents: DataFrame, aliases: Iterable[Alias]) -> None:
        super().__init__(aliases)
        self._spark = spark
        self._documents = documents
        self.handles: list[str] = []
        self._scopes: dict[str, int] = {}

    def take(self, handle: str, parts: tuple[str, str, bool], name: str | None, count: int) -> None:
        """Take in a print, `count` times. Those of one handle come one after another."""
        key, address, scoped = parts
        scope = self._scopes.setdefault(handle, len(self._scopes)) if scoped else NO_PERSON
        number = self._handle(key, address, scope)
        if number == len(self.handles):
            self.handles.append(handle)
        self._counts[number] += count
        if name is not None:
            self._names[number, name] += count

    def text(self, number: int) -> str:
        """The handle as tables write it; those the user names come last."""
        if number < len(self.handles):
            return self.handles[number]
        key, address, _ = self._prints[number]
        return handle_text(key, address, "")

    def rows(self) -> Iterator[tuple[str, str, str, int, str | None, str | None]]:
        """Rows of `_IDENTITY`."""
        persons = self.persons()
        for number, (key, address, _) in enumerate(self._prints):
            root = self.identity(number)
            known = persons.get(root)
            told = (None, None) if known is None else (known.person, known.name)
            yield self.text(number), key, address, root, *told

    def _headers_of(
        self, candidates: Candidates, headers: Iterable[Collection[int]]
    ) -> Iterable[Collection[int]]:
        wanted = {number for pair in candidates.pairs for number in pair}
        if not wanted:
            return
        rows = [
            (self.text(number), number)
            for number in range(len(self._prints))
            if self.identity(number) in wanted
        ]
        known = f.broadcast(self._spark.createDataFrame(rows, "handle string, number long"))
        messages = self._documents.select("node", f.explode("messages").alias("m"))
        people = messages.select("m.number", f.explode("m.people").alias("handle"))
        inside = (
            people.join(known.toDF("handle", "who"), "handle")
            .groupBy("number")
            .agg(f.collect_set("who").alias("who"))
            .filter(f.size("who") > 1)
        )
        for row in inside.toLocalIterator():
            yield row["who"]


def identities(
    spark: SparkSession, documents: DataFrame, aliases: Sequence[Alias], keep: Keep
) -> DataFrame:
    """The table `_IDENTITY` of all people printed in `documents` and those of `aliases`."""
    everybody = _Everybody(spark, documents, aliases)
    columns = ("handle", "key", "address", "scoped", "name")
    printed = shown_people(documents).groupBy(*columns).count().orderBy("handle", "name")
    for row in printed.toLocalIterator():
        parts = row["key"], row["address"], row["scoped"]
        everybody.take(row["handle"], parts, row["name"], row["count"])
    everybody.settle()
    return keep(spark.createDataFrame(list(everybody.rows()), _IDENTITY), "identities")


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
