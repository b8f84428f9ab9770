"""What each message may answer under its subject, among all documents.

A local run takes the last messages of the same subject and weighs them. So do we, and tell apart
those that could be linked, whose documents must then be linked in one task, from the best of those
that are too weak for it, which is only noted and comes as a row.
"""

from __future__ import annotations

import pickle
from array import array
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pyarrow as pa
from msgspec import Struct
from msgspec.structs import replace
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as f

from mailrecon.spark.groups import ROW, At
from mailrecon.spark.rows import spark_schema
from mailrecon.thread.links.candidates import (
    SAME_SUBJECT_BEFORE,
    SAME_SUBJECT_BEHIND,
    rank_order,
)
from mailrecon.thread.links.scoring import (
    ENOUGH,
    MARGIN,
    NOTED,
    LinkScorer,
    Scored,
    reason_of,
    weigh,
)
from mailrecon.thread.links.timeline import Timeline
from mailrecon.thread.message_keys import MessageKeys
from mailrecon.thread.people import People

# A subject with more messages than this is weighed in several tasks.
_BLOCK = 1000
_SECOND = timedelta(seconds=1)
_ORDER = ("base", "block", "turn_at", "seeking", "rank", "place", "position")

# Of each message that seeks: its candidates that are in its own component or could be linked, the
# components of the latter, and the best of the others.
CANDIDATES = pa.schema(
    {
        "node": pa.int64(),
        "rank": pa.string(),
        "place": pa.int32(),
        "component": pa.int64(),
        "others": pa.list_(pa.int64()),
        "candidates": ROW.field("candidates").type,
    }
)


def find_candidates(compared: DataFrame) -> DataFrame:
    """Rows of `CANDIDATES`, of `tasks.COMPARED`."""
    columns = ("base", "component", "node", "rank", "place", "position", "moment", "known", "exact")
    told = compared.filter("base IS NOT NULL").select(
        *columns, "pickled_keys", "message_id", "leads", "seeks"
    )
    behind = SAME_SUBJECT_BEHIND // _SECOND
    # A message seeks among those that stand before it, and up to so much behind.
    turns = told.filter("leads").select("*", f.lit(False).alias("seeking"))
    turns = turns.unionAll(told.filter("seeks").select("*", f.lit(True).alias("seeking")))
    turns = turns.withColumn("turn_at", f.expr(f"moment + if(seeking, {behind}L, 0L)"))
    in_order = Window.partitionBy("base").orderBy(*_ORDER[2:])
    counted = f.sum(f.expr("if(seeking, 0L, 1L)")).over(
        in_order.rowsBetween(Window.unboundedPreceding, Window.currentRow)
    )
    turns = turns.withColumn("before", counted).filter("before > 0")
    # The last of a block also begin the next one.
    turns = turns.withColumn("block", f.expr(f"(before - 1) div {_BLOCK}L")).withColumn(
        "block",
        f.explode(
            f.expr(
                f"if(NOT seeking AND (before - 1) % {_BLOCK} >= {_BLOCK - SAME_SUBJECT_BEFORE}, "
                "array(block, block + 1), array(block))"
            )
        ),
    )
    return (
        turns.repartition("base", "block")
        .sortWithinPartitions(*_ORDER)
        .mapInArrow(_weigh_batches, schema=spark_schema(CANDIDATES))
    )


class _Turn(Struct, frozen=True):
    """A message in its turn, and where it stands."""

    keys: MessageKeys
    component: int
    at: At
    message_id: str | None


class _Identified(People):
    """People whose handles are their identities."""

    def identity(self, handle: int) -> int:
        """The handle."""
        return handle


def _weigh_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    block = None
    before: deque[_Turn] = deque(maxlen=SAME_SUBJECT_BEFORE)
    scorer = _new_scorer()
    for batch in batches:
        found = []
        for row in batch.to_pylist():
            if block != (row["base"], row["block"]):
                block = row["base"], row["block"]
                before.clear()
                scorer = _new_scorer()
            timeline = scorer.timeline
            number = len(timeline.at)
            # No two are in one document, for those that are need not be weighed here.
            keys = replace(pickle.loads(row["pickled_keys"]), number=number, document=number)
            at = row["rank"], row["place"], row["position"]
            turn = _Turn(keys, row["component"], at, row["message_id"])
            timeline.at.append(row["moment"])
            timeline.known.append(row["known"])
            timeline.exact.append(row["exact"])
            if row["seeking"]:
                candidates = [other for other in before if other.at != at]
                if candidates:
                    found.append({"node": row["node"], **_weighed(turn, candidates, scorer)})
            else:
                before.append(turn)
        yield pa.RecordBatch.from_pylist(found, schema=CANDIDATES)


def _new_scorer() -> LinkScorer:
    return LinkScorer(_Identified(), Timeline(array("q"), bytearray(), bytearray()))


def _weighed(item: _Turn, candidates: list[_Turn], scorer: LinkScorer) -> dict[str, Any]:
    inside: list[_Turn] = []
    weak: list[tuple[Scored, int, _Turn]] = []
    for candidate in candidates:
        if candidate.component == item.component:
            inside.append(candidate)
            continue
        scored = weigh(scorer.traits(item.keys), scorer.traits(candidate.keys))
        if scored is None:
            continue
        if scored.points >= ENOUGH - MARGIN:
            inside.append(candidate)
        elif scored.points >= NOTED:
            gap = scorer.gap(item.keys, candidate.keys)
            weak.append((scored, gap, candidate))
    # Of equal ones, that which stands last.
    weak.sort(key=lambda one: one[2].at, reverse=True)
    best = min(weak, key=lambda one: rank_order(one[0].points, one[1], 0), default=None)
    rank, place, position = item.at
    return {
        "rank": rank,
        "place": place,
        "component": item.component,
        "others": sorted({one.component for one in inside} - {item.component}),
        "candidates": {
            "position": position,
            "inside": [_place(one.at) for one in inside],
            "outside": None if best is None else _noted(item, *best, scorer),
        },
    }


def _noted(
    item: _Turn, scored: Scored, gap: int, other: _Turn, scorer: LinkScorer
) -> dict[str, Any]:
    relation = scorer.relation(item.keys, other.keys, behind=other.at > item.at)
    return {
        "at": _place(other.at),
        "message_id": other.message_id,
        "relation": relation.value,
        "points": scored.points,
        "gap": gap,
        "reason": reason_of(scored.evidence, 0),
    }


def _place(at: At) -> dict[str, Any]:
    rank, place, position = at
    return {"rank": rank, "place": place, "position": position}
