"""A sample with its judgements, and both as data for the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mailrecon.app.sample import FIELDS, Measures, Sample, judgement, measure
from mailrecon.model import Document
from mailrecon.read.text.large import text_between
from mailrecon.report.content import Units


class JudgedSample(NamedTuple):
    """`said`: the judgement of each message, by number; `missed`: that of each stretch, by the
    number of its document and its start. An item without a judgement is in neither.
    """

    drawn: Sample
    said: Mapping[int, str]
    missed: Mapping[tuple[int, int], str]

    @classmethod
    def of(
        cls,
        drawn: Sample,
        of_messages: Mapping[int, Mapping[str, Any]],
        of_places: Mapping[tuple[int, int], Sequence[str]],
    ) -> JudgedSample:
        """The last judgement of each item, from the tags of messages and of places."""
        said = {
            number: found[-1]
            for number in drawn.messages
            if (found := _judgements(of_messages.get(number, {}).get("tags", ()), drawn.seed))
        }
        missed = {
            (item.document, item.start): found[-1]
            for item in drawn.stretches
            if (found := _judgements(of_places.get((item.document, item.start), ()), drawn.seed))
        }
        return cls(drawn, said, missed)

    def measures(self) -> Measures:
        """The measures of the whole archive from the judgements."""
        return measure(self.drawn, self.said.values(), self.missed.values())

    def content(self, documents: Sequence[Document], units: Sequence[Units]) -> dict[str, Any]:
        """The sample for the page, offsets in UTF-16 code units."""
        items: list[dict[str, Any]] = [
            {"message": number, "said": self.said.get(number)} for number in self.drawn.messages
        ]
        for stretch in self.drawn.stretches:
            count, document = units[stretch.document], documents[stretch.document]
            items.append(
                {
                    "document": stretch.document,
                    "name": document.name,
                    "span": [count(stretch.start), count(stretch.end)],
                    "text": text_between(document, stretch.start, stretch.end),
                    "said": self.missed.get((stretch.document, stretch.start)),
                }
            )
        return {
            "items": items,
            "fields": list(FIELDS),
            "messages": self.drawn.all_messages,
            "stretches": self.drawn.all_stretches,
            "measures": _measures_content(self.measures()),
        }


def _judgements(tags: Sequence[str], seed: int) -> list[str]:
    return [said for tag in tags if (said := judgement(tag, seed)) is not None]


def _measures_content(measures: Measures) -> dict[str, Any]:
    return {
        **{
            name: value._asdict()
            for name, value in (("precision", measures.precision), ("elusion", measures.elusion))
        },
        "recall": measures.recall,
        "recallBounds": list(measures.recall_bounds),
        "fields": {name: share._asdict() for name, share in measures.fields.items()},
    }
