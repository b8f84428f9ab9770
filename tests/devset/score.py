"""Score mailrecon against the shared development material: `python tests/devset/score.py [-v]`.

Prints, per set, the messages found, missed and invented, and the share of right senders,
recipients, Cc, dates, subjects, body starts, body ends and parents among those found. Exits 0
with a reason when the material is not there.
"""

from __future__ import annotations

import json
import lzma
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mailrecon import reconstruct
from mailrecon.model import Message, Person, Relation
from mailrecon.resolve.people.names import without_affiliation
from mailrecon.writers.provenance.jsonl import iso_date

SHARED = Path(__file__).resolve().parents[3] / "shared"
DEVSET = SHARED / "devset"
FIELDS = ("sender", "to", "cc", "date", "subject", "body_start", "body_end", "parent")


@dataclass
class Score:
    """Counts of one set; `failures` holds a line for each wrong field."""

    found: int = 0
    missed: int = 0
    invented: int = 0
    right: Counter[str] = field(default_factory=Counter)
    judged: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def judge(self, name: str, right: bool, place: str, wanted: object, got: object) -> None:
        self.judged[name] += 1
        self.right[name] += right
        if not right:
            self.failures.append(f"{place} {name}: wanted {wanted!r}, got {got!r}"[:400])

    def share(self, name: str) -> float | None:
        return self.right[name] / self.judged[name] if self.judged[name] else None


def squeeze(text: str | None) -> str:
    return "".join((text or "").split()).casefold()


def letters(text: str | None) -> str:
    """What names are compared by; an affiliation does not count."""
    return "".join(c for c in without_affiliation(text or "") if c.isalnum()).casefold()


def same_person(name: str | None, address: str | None, person: Person | None) -> bool:
    if person is None:
        return not name and not address
    if address:
        return (person.address or person.printed_address or "").casefold() == address.casefold()
    if not name:
        return person.address is None
    return letters(name) == letters(person.name) or letters(name) == letters(person.address)


def same_people(wanted: Sequence[Mapping[str, Any]], people: Sequence[Person]) -> bool:
    def key(name: str | None, address: str | None) -> str:
        return (address or "").casefold() or letters(name)

    gold = sorted(key(item.get("name"), item.get("addr")) for item in wanted)
    ours = sorted(key(p.name, p.address or p.printed_address) for p in people)
    return gold == ours


def align(
    gold: Sequence[Any], messages: Sequence[Message], same: Callable[[Any, Message], bool]
) -> list[tuple[Any, Message | None]]:
    """Pair gold entries with messages in order; a message serves once."""
    free = list(messages)
    pairs: list[tuple[Any, Message | None]] = []
    for item in gold:
        match = next((message for message in free if same(item, message)), None)
        if match is not None:
            free.remove(match)
        pairs.append((item, match))
    return pairs


def load(name: str) -> Iterator[dict[str, Any]]:
    with lzma.open(DEVSET / name, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def header_text(text: str, message: Message) -> str:
    span = message.source.header[0]
    return text[span.start : span.end]


def score_lore() -> Score:
    score = Score()
    for number, entry in enumerate(load("lore.jsonl.xz")):
        text = entry["text"]
        messages = reconstruct(text.encode(), name=str(number), encoding="utf-8").messages

        def same(item: dict[str, Any], message: Message, text: str = text) -> bool:
            if "first_line" not in item:
                return message.source.header[0].start == 0
            begins = header_text(text, message).lstrip("> \t")
            return squeeze(begins).startswith(squeeze(item["first_line"].lstrip("> \t")))

        gold = entry["messages"]
        pairs = align(gold, messages, same)
        used = [id(match) for _, match in pairs if match is not None]
        for message in messages:
            if id(message) not in used and message.layout != "attribution line":
                score.invented += 1
                score.failures.append(
                    f"lore {number} invented: {header_text(text, message)[:90]!r}"
                )
        for place, (item, match) in enumerate(pairs):
            where = f"lore {number}.{place}"
            if match is None:
                score.missed += 1
                score.failures.append(f"{where} missed: {item.get('first_line', item)!r}")
                continue
            score.found += 1
            sender = item["from_"][0] if isinstance(item["from_"], list) else item["from_"]
            score.judge(
                "sender",
                same_person(sender.get("name"), sender.get("addr"), match.originator)
                or same_person(sender.get("name"), sender.get("addr"), match.sender),
                where,
                sender,
                match.originator,
            )
            score.judge(
                "subject",
                squeeze(item["subject"]) == squeeze(match.subject),
                where,
                item["subject"],
                match.subject,
            )
            if "first_line" not in item:
                continue
            score.judge("to", same_people(item["to"], match.to), where, item["to"], match.to)
            score.judge("cc", same_people(item["cc"], match.cc), where, item["cc"], match.cc)
            if item["date_iso"]:
                got = match.when.local.isoformat() if match.when else None
                score.judge("date", got == item["date_iso"], where, item["date_printed"], got)
    return score


def score_enron() -> Score:
    score = Score()
    for entry in load("enron.jsonl.xz"):
        text = entry["text"]
        messages = reconstruct(text.encode(), name=entry["doc_id"], encoding="utf-8").messages

        def same(item: dict[str, Any], message: Message) -> bool:
            return abs(message.source.header[0].start - item["header_off"]) <= 120

        gold = entry["messages"]
        pairs = align(gold, messages, same)
        used = [id(match) for _, match in pairs if match is not None]
        for message in messages:
            if id(message) not in used:
                score.invented += 1
                place = header_text(text, message)[:90]
                score.failures.append(f"enron {entry['doc_id']} invented: {place!r}")
        ids = [match.message_id if match else None for _, match in pairs]
        for place, (item, match) in enumerate(pairs):
            where = f"enron {entry['doc_id']}.{place}"
            if match is None:
                score.missed += 1
                score.failures.append(f"{where} missed: {item['from_name']} {item['date_printed']}")
                continue
            score.found += 1
            name, address = item["from_name"], item["from_addr"]
            score.judge(
                "sender",
                same_person(name, address, match.originator),
                where,
                (name, address),
                match.originator,
            )
            score.judge("to", same_people(item["to"], match.to), where, item["to"], match.to)
            score.judge("cc", same_people(item["cc"], match.cc), where, item["cc"], match.cc)
            got = iso_date(match.when) or ""
            score.judge(
                "date", got[:16] == (item["date_iso"] or "")[:16], where, item["date_printed"], got
            )
            score.judge(
                "subject",
                squeeze(item["subject"]) == squeeze(match.subject),
                where,
                item["subject"],
                match.subject,
            )
            start, end = squeeze(item["body_start"])[:30], squeeze(item["body_end"])[-25:]
            body = squeeze(match.body)
            score.judge("body_start", body.startswith(start), where, start, body[:40])
            score.judge("body_end", body.endswith(end), where, end, body[-40:])
            parent = item["parent_index"]
            wanted = ids[parent] if parent is not None else None
            score.judge("parent", match.parent == wanted, where, wanted, match.parent)
            relation = item["relation"] if item["relation"] != "none" else None
            got_relation = match.relation.value if match.relation else None
            score.judge("relation", got_relation == relation, where, relation, got_relation)
    return score


def score_small() -> Score:
    score = Score()
    gold_by_name = json.loads((DEVSET / "small.gold.json").read_text(encoding="utf-8"))
    for name, entry in gold_by_name.items():
        path = DEVSET / f"{name}.txt"
        messages = reconstruct(path).messages
        gold = entry["messages"]
        score.found += min(len(messages), len(gold))
        score.missed += max(0, len(gold) - len(messages))
        score.invented += max(0, len(messages) - len(gold))
        if len(gold) != len(messages):
            score.failures.append(f"small {name}: {len(messages)} messages, wanted {len(gold)}")
        for place, (item, match) in enumerate(zip(gold, messages, strict=False)):
            where = f"small {name}.{place}"
            score.judge(
                "sender",
                same_person(item["from_name"], item["from_addr"], match.originator),
                where,
                (item["from_name"], item["from_addr"]),
                match.originator,
            )
            printed = squeeze(item["date_raw"])
            score.judge(
                "date",
                squeeze(match.date_printed) == printed and match.when is not None,
                where,
                item["date_raw"],
                (match.date_printed, match.when),
            )
            score.judge(
                "subject", item["subject"] == match.subject, where, item["subject"], match.subject
            )
            score.judge(
                "body_start",
                squeeze(match.body).startswith(squeeze(item["body_start"])),
                where,
                item["body_start"],
                match.body[:40],
            )
    return score


def score_seed() -> Score:
    score = Score()
    gold = json.loads((SHARED / "seed" / "post.ja.gold.json").read_text(encoding="utf-8"))
    messages = reconstruct(SHARED / "seed" / "post.ja.txt").messages
    score.found = min(len(messages), len(gold["messages"]))
    score.missed = max(0, len(gold["messages"]) - len(messages))
    score.invented = max(0, len(messages) - len(gold["messages"]))
    ids = {item["id"]: m.message_id for item, m in zip(gold["messages"], messages, strict=False)}
    for item, match in zip(gold["messages"], messages, strict=False):
        where = f"seed {item['id']}"

        def person(value: Person | None) -> dict[str, Any] | None:
            if value is None:
                return None
            return {"name": value.name, "address": value.address, "redacted": value.redacted}

        score.judge(
            "sender",
            person(match.originator) == item["from"],
            where,
            item["from"],
            match.originator,
        )
        score.judge("to", [person(p) for p in match.to] == item["to"], where, item["to"], match.to)
        score.judge("cc", [person(p) for p in match.cc] == item["cc"], where, item["cc"], match.cc)
        wanted = item["date_local"] + (item["offset"] or "")
        score.judge("date", iso_date(match.when) == wanted, where, wanted, iso_date(match.when))
        score.judge(
            "subject", match.subject == item["subject"], where, item["subject"], match.subject
        )
        ours = [line.rstrip() for line in match.body.rstrip().split("\n")]
        theirs = [line.rstrip() for line in item["body"].rstrip().split("\n")]
        score.judge("body_start", ours == theirs, where, item["body"][:50], match.body[:50])
        lines = [match.source.lines[0], match.source.lines[0]]
        score.judge(
            "body_end", item["header_lines"][0] == lines[0], where, item["header_lines"], lines
        )
        parent = ids.get(item["parent"]) if item["parent"] else None
        relation = Relation(item["relation"]) if item["relation"] else None
        score.judge(
            "parent",
            (match.parent, match.relation) == (parent, relation),
            where,
            (parent, relation),
            (match.parent, match.relation),
        )
        score.judge(
            "footnote",
            match.source.footnote == item["footnote"],
            where,
            item["footnote"],
            match.source.footnote,
        )
    return score


SETS: dict[str, Callable[[], Score]] = {
    "seed": score_seed,
    "small": score_small,
    "enron": score_enron,
    "lore": score_lore,
}


def main(arguments: Sequence[str]) -> int:
    if not DEVSET.is_dir():
        print(f"the development material is not here ({DEVSET}); nothing scored")
        return 0
    verbose = "-v" in arguments
    chosen = [name for name in arguments if name in SETS] or list(SETS)
    for name in chosen:
        score = SETS[name]()
        total = score.found + score.missed
        print(
            f"{name}: found {score.found}/{total}, missed {score.missed}, invented {score.invented}"
        )
        shares = ", ".join(
            f"{key} {score.share(key):.3f}"
            for key in (*FIELDS, "relation", "footnote")
            if score.share(key) is not None
        )
        print(f"  {shares}")
        if verbose:
            for failure in score.failures:
                print("   ", failure)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
