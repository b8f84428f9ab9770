"""Linking a part of a larger archive, told of the rest: what jobs on Spark rely on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

from msgspec.structs import replace

from mailrecon.lexicon import load
from mailrecon.model import Document, Parsed
from mailrecon.parse import parse
from mailrecon.resolve import Resolved, resolve
from mailrecon.thread import (
    CorpusContext,
    LinkInput,
    LinkOptions,
    LinkResult,
    assemble,
    build_archive,
    compare_texts,
    gather,
    link,
    relate,
)
from mailrecon.thread.fingerprints import sample, tokens
from mailrecon.thread.links.model import ExternalCandidate, UnderSubjects
from mailrecon.thread.links.timeline import usual_offsets
from mailrecon.thread.people import People
from mailrecon.thread.zones import PeoplesZones
from tests.threads.forest import plant, print_forest


def gathered(*texts: str) -> LinkInput:
    lexicon = load()

    def rebuilt() -> Iterator[tuple[Parsed, list[Resolved]]]:
        for number, text in enumerate(texts):
            page = parse(Document(f"{number}.txt", text, f"{number:064x}", "utf-8"), lexicon)
            yield page, resolve(page, lexicon)

    return gather(rebuilt(), People())


def mail(minute: int, sender: str, subject: str, body: str) -> str:
    return (
        f"From: {sender}\nDate: Mon, 2 Mar 2015 10:{minute:02d}:00 +0000\n"
        f"To: Ben Ruiz <ben@n.example>\nSubject: {subject}\n\n{body}\n"
    )


def alone(**told: object) -> CorpusContext:
    settings = {"several": True, "common": frozenset(), "usual": {}, "unlisted": {}, **told}
    return CorpusContext(**settings)  # type: ignore[arg-type]


def relate_told(whole: LinkInput, told: CorpusContext) -> LinkResult:
    return link(whole, compare_texts(whole, told), LinkOptions(), told)


def test_a_whole_told_of_itself_is_linked_as_ever() -> None:
    rng = random.Random(3)
    forest = plant(rng, 6, 6)
    print_forest(forest, rng, 6, 0.5)
    whole = gathered(*forest.documents)
    told = alone(usual=usual_offsets(whole.keys, whole.people))
    assert relate_told(whole, told) == relate(whole, LinkOptions())


def test_a_message_is_not_found_under_keys_it_comes_too_late_for() -> None:
    body = "The sluice at the upper mill sticks since the frost, and two boards are gone."
    both = gathered(
        mail(1, "Ada Moor <ada@n.example>", "Sluice", body),
        mail(1, "Ada Moor <ada@n.example>", "Sluice", f"{body} Mend it."),
    )
    every_key = frozenset(range(100))
    assert len(set(relate_told(both, alone()).same)) == 1
    assert len(set(relate_told(both, alone(unlisted={0: every_key})).same)) == 2
    assert len(set(relate_told(both, alone(unlisted={1: every_key})).same)) == 1


def test_a_weak_candidate_elsewhere_is_noted_as_if_it_were_here() -> None:
    upper = mail(1, "Ada Moor <ada@n.example>", "Update", "The sluice sticks.")
    lower = mail(9, "Cleo Fay <cleo@n.example>", "Re: Update", "Who counts the boards?")
    both, alone_here = gathered(upper, lower), gathered(lower)
    noted = relate(both, LinkOptions()).links.rejected[1]
    assert not relate(alone_here, LinkOptions()).links.rejected
    elsewhere = ExternalCandidate(
        -0.5,
        both.keys[0].identity,
        noted.relation,
        round(100 * noted.score),
        8 * 60,
        noted.reason,
    )
    told = alone(under_subjects=UnderSubjects({}, {0: elsewhere}))
    related = relate_told(alone_here, told)
    assert related.links.rejected[0] == replace(
        noted, child=0, parent=0, outside=both.keys[0].identity
    )
    archive = assemble(
        alone_here, related, PeoplesZones(alone_here.keys, {}, alone_here.people), LinkOptions()
    )
    whole = build_archive(zip(both.parsed, [[one] for one in both.resolved], strict=True))
    assert archive.messages[0].inferred == whole.messages[1].inferred


def test_candidates_under_a_subject_are_those_one_is_told_of() -> None:
    body = "The sluice at the upper mill sticks since the frost."
    both = gathered(
        mail(1, "Ben Ruiz <ben@n.example>", "Sluice", body).replace("To: Ben", "To: Ada"),
        mail(9, "Ada Moor <ada@n.example>", "Re: Sluice", "Agreed."),
    )
    found = relate(both, LinkOptions())
    assert found.links.accepted[1].parent == 0
    told = alone(under_subjects=UnderSubjects({1: [0]}, {}))
    assert relate_told(both, told).links == found.links
    assert not relate_told(both, alone(under_subjects=UnderSubjects({}, {}))).links.accepted


def test_a_shingle_that_too_many_texts_hold_links_nothing() -> None:
    body = "The sluice at the upper mill sticks since the frost, and two boards are gone."
    both = gathered(
        mail(1, "Ada Moor <ada@n.example>", "Sluice", body),
        mail(9, "Ben Ruiz <ben@n.example>", "Another matter", f"> {body}\n\nAgreed."),
    )
    answer = both.keys[1].number
    assert relate_told(both, alone()).links.accepted[answer].parent == 0
    common = frozenset(sample(tokens(body)))
    assert answer not in relate_told(both, alone(common=common)).links.accepted


def test_the_usual_offset_is_the_one_printed_first_of_several() -> None:
    whole = gathered(
        mail(1, "Ada Moor <ada@n.example>", "One", "One.").replace("+0000", "+0200"),
        mail(2, "Ada Moor <ada@n.example>", "Two", "Two.").replace("+0000", "+0100"),
    )
    assert list(usual_offsets(whole.keys, whole.people).values()) == [timedelta(hours=2)]
