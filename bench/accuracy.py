"""Measure accuracy on all open material, and write `docs/accuracy.md` (`make accuracy`).

`python bench/accuracy.py [--write]`. Peers are beside it where `bench/install.sh` has put them;
the shared sets are there only where `../shared` is.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

import judged  # noqa: E402
import run as bench  # noqa: E402
from forwards import ALL_FORMS, Form, in_forms, nested  # noqa: E402

from mailrecon import reconstruct  # noqa: E402
from mailrecon.writers.provenance.jsonl import message_record  # noqa: E402
from tests.devset import score as devset  # noqa: E402

PAGE = ROOT / "docs" / "accuracy.md"
TEXT = ROOT / "bench" / "accuracy_page.md"
EACH = 5
LEVELS = 10
FIELDS = ("from", "to", "cc", "date", "subject", "body")
Judged = tuple[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Group:
    """Documents of one kind with their messages."""

    name: str
    locale: str
    documents: tuple[Judged, ...]

    @property
    def messages(self) -> int:
        """How many there are."""
        return sum(len(gold) for _, gold in self.documents)


def found_in(text: str) -> list[dict[str, Any]]:
    """The records of what mailrecon finds in a text."""
    return [message_record(message) for message in reconstruct(text + "\n", name="x").messages]


def groups(*, deep: bool) -> list[Group]:
    """Every form of `bench/forwards.py`, as single messages or nested to ten levels."""
    return [
        Group(form.client, form.locale, tuple(_documents(form, number, deep=deep)))
        for number, form in enumerate(ALL_FORMS)
    ]


def _documents(form: Form, number: int, *, deep: bool) -> Iterator[Judged]:
    if deep:
        yield nested(form, LEVELS, number)
    else:
        yield from in_forms((form,), EACH, number)


def right_in(group: Group, found: Sequence[list[dict[str, Any]]], *, loose: bool) -> int:
    """How many messages of a group were found with the right fields, each counted once.

    With `loose`, a text that includes the quotation below it counts as right.
    """
    if not loose:
        gold = [messages for _, messages in group.documents]
        return judged.correct(list(found), gold, dated=True)
    return sum(
        any(judged.right(_cut(item, wanted), wanted, dated=True) for item in items)
        for items, (_, messages) in zip(found, group.documents, strict=True)
        for wanted in messages
    )


def _cut(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    body = judged.squeeze(found["body"]).replace(">", "")
    own = judged.squeeze(wanted["body"])
    return {**found, "body": wanted["body"] if body.startswith(own) else found["body"]}


def peers() -> list[str]:
    """The parsers that are installed, mailrecon first."""
    if not (bench.BUILD / "venv").exists():
        return [bench.MAILRECON]
    left_out = {bench.PARSE_ONLY}
    if not (bench.BUILD / "node_modules").exists():
        left_out.add(bench.NODE_PEER)
    return [name for name in bench.PARSERS if name not in left_out]


def answers(parser: str, made: Sequence[Group]) -> list[list[list[dict[str, Any]]]]:
    """The results of a parser by group and document; empty where it fails."""
    texts = [text for group in made for text, _ in group.documents]
    if parser == bench.MAILRECON:
        flat = [found_in(text) for text in texts]
    else:
        flat = _asked(parser, texts)
    answered = iter(flat)
    return [[next(answered) for _ in group.documents] for group in made]


def _asked(parser: str, texts: list[str]) -> list[list[dict[str, Any]]]:
    """The results of a peer for each text; empty if it fails on that text or takes too long."""
    with tempfile.TemporaryDirectory(prefix="mailrecon-accuracy-") as folder:
        corpus = {"warm": [], "texts": texts}
        try:
            found: list[list[dict[str, Any]]] = bench.run(
                bench.command(parser), corpus, Path(folder), "judged"
            )["found"]
        except RuntimeError:
            if len(texts) == 1:
                return [[]]
            middle = len(texts) // 2
            return _asked(parser, texts[:middle]) + _asked(parser, texts[middle:])
    return found


def forms_beside_peers(*, deep: bool) -> str:
    """A table of forms: messages right by mailrecon and by each peer."""
    made = groups(deep=deep)
    names = peers()
    rights = {
        name: [
            right_in(group, found, loose=deep and name != bench.MAILRECON)
            for group, found in zip(made, answers(name, made), strict=True)
        ]
        for name in names
    }
    by_client: dict[str, list[int]] = defaultdict(list)
    for number, group in enumerate(made):
        by_client[group.name].append(number)
    rule = " | ".join("---" for _ in names)
    lines = [
        f"| form | languages | messages | {' | '.join(names)} |",
        f"| --- | --- | --- | {rule} |",
    ]
    for client, numbers in by_client.items():
        locales = {made[number].locale.partition("_")[0] for number in numbers}
        total = sum(made[number].messages for number in numbers)
        cells = [str(sum(rights[name][number] for number in numbers)) for name in names]
        lines.append(f"| {client} | {len(locales)} | {total} | {' | '.join(cells)} |")
    total = sum(group.messages for group in made)
    cells = [f"**{sum(rights[name])}**" for name in names]
    lines.append(f"| **all** | | **{total}** | {' | '.join(cells)} |")
    others = [sum(rights[name]) for name in names[1:]]
    if others and max(others):
        more = sum(rights[names[0]]) / max(others)
        lines += ["", f"mailrecon has {more:.2f} times as many right as the best peer."]
    return "\n".join(lines)


def _values(record: Mapping[str, Any]) -> dict[str, Any]:
    def person(one: Mapping[str, Any] | None) -> Any:
        return (one.get("name"), (one.get("address") or "").lower() or None) if one else None

    return {
        "from": person(record["from"]),
        "to": [person(one) for one in record["to"]],
        "cc": [person(one) for one in record.get("cc") or []],
        "date": (record["date"] or "").replace("Z", "+00:00"),
        "subject": "".join((record["subject"] or "").split()),
        "body": "".join((record["body"] or "").replace(">", "").split()),
    }


@dataclass(slots=True)
class Tally:
    """Counts of messages: existing, found (with this text or date), invented; right fields."""

    there: int = 0
    found: int = 0
    invented: int = 0
    right: Counter[str] | None = None

    def row(self, *names: str) -> str:
        """A line of a table."""
        right = self.right or Counter()
        shares = [f"{right[field] / self.found:.3f}" if self.found else "" for field in FIELDS]
        told = [*names, f"{self.there:,}", f"{self.found:,}", str(self.invented), *shares]
        return f"| {' | '.join(told)} |"


def judge(folder: Path, tallies: Mapping[str, Mapping[str, Tally]] | None = None) -> Tally:
    """All documents of a folder that have a `NAME.expected.json` beside them."""
    whole = Tally(right=Counter())
    for path in sorted(folder.rglob("*.expected.json")):
        name = path.name.removesuffix(".expected.json")
        source = next(p for p in sorted(path.parent.glob(f"{name}.*")) if p.suffix != ".json")
        wanted = json.loads(path.read_text("utf-8"))["messages"]
        try:
            free = [message_record(message) for message in reconstruct(source).messages]
        except Exception:  # a document that cannot be read has no messages
            free = []
        for item in wanted:
            gold = _values(item)
            match = next((one for one in free if _same(gold, _values(one))), None)
            if match is not None:
                free.remove(match)
            if item.get("optional") and match is None:
                continue
            kinds = [whole]
            if tallies is not None:
                layout = match["layout"] if match else "not found"
                kinds += [tallies["language"][name.rpartition(".")[2]], tallies["layout"][layout]]
            for tally in kinds:
                _count(tally, gold, match)
        whole.invented += len(free)
    return whole


def _same(gold: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    if gold["body"] and gold["body"][:30] == got["body"][:30]:
        return True
    return (
        bool(gold["date"]) and gold["date"][:16] == got["date"][:16] and gold["from"] == got["from"]
    )


def _count(tally: Tally, gold: Mapping[str, Any], match: Mapping[str, Any] | None) -> None:
    tally.there += 1
    if match is None:
        return
    tally.found += 1
    got = _values(match)
    if tally.right is None:
        tally.right = Counter()
    for field in FIELDS:
        tally.right[field] += gold[field] == got[field]


def shared_sets() -> str:
    """The sets of `../shared/devset`."""
    if not devset.DEVSET.is_dir():
        return "(the shared material was not there)"
    lines = [
        f"| set | messages | found | invented | {' | '.join(devset.FIELDS)} |",
        "| --- | --- | --- | --- | " + " | ".join("---" for _ in devset.FIELDS) + " |",
    ]
    for name, scored in devset.SETS.items():
        score = scored()
        shares = [score.share(field) for field in devset.FIELDS]
        told = ["" if share is None else f"{share:.3f}" for share in shares]
        total = score.found + score.missed
        lines.append(
            f"| {name} | {total:,} | {score.found:,} | {score.invented} | {' | '.join(told)} |"
        )
    return "\n".join(lines)


def negatives() -> str:
    """Documents without mail: how many, and how many of them gave any."""
    total = given = 0
    kinds = set()
    for path in sorted((ROOT / "fixtures").rglob("*.expected.json")):
        if not json.loads(path.read_text("utf-8"))["messages"]:
            total += 1
            name = path.name.removesuffix(".expected.json")
            kinds.add(name.partition(".")[0])
            given += bool(reconstruct(path.with_name(name + ".txt")).messages)
    return f"{total} documents of {len(kinds)} kinds; {given} of them gave a message."


def page() -> str:
    """The page, all figures measured."""
    head = f"| messages | found | invented | {' | '.join(FIELDS)} |"
    rule = "| --- " * (3 + len(FIELDS)) + "|"
    tallies = {"language": defaultdict(Tally), "layout": defaultdict(Tally)}
    whole = judge(ROOT / "fixtures", tallies)
    cases = devset.SHARED / "cases"
    rows = [whole.row("fixtures")]
    if cases.is_dir():
        rows.append(judge(cases).row("hard cases, each the smallest of its kind"))
    return TEXT.read_text("utf-8").format(
        each=EACH,
        levels=LEVELS,
        forms=len(ALL_FORMS),
        single=forms_beside_peers(deep=False),
        deep=forms_beside_peers(deep=True),
        shared=shared_sets(),
        documents="\n".join([f"| set {head}", f"| --- {rule}", *rows]),
        negatives=negatives(),
        languages=_table("language", tallies, head, rule),
        layouts=_table("layout", tallies, head, rule),
    )


def _table(by: str, tallies: Mapping[str, Mapping[str, Tally]], head: str, rule: str) -> str:
    rows = [tally.row(name) for name, tally in sorted(tallies[by].items())]
    return "\n".join([f"| {by} {head}", f"| --- {rule}", *rows])


if __name__ == "__main__":
    made = page()
    print(made)
    if "--write" in sys.argv:
        PAGE.write_text(made, "utf-8")
