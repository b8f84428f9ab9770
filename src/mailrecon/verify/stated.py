"""The facts that messages state about themselves and each other, in one form for all formats.

Only facts that are checked without the sources: Message-IDs, references, documents, the recipe. All
other values are compared with the sources without interpretation (`statement.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mailrecon.recipe import Recipe, recipe_from_record, recipe_from_text
from mailrecon.regex import regex
from mailrecon.verify.finding import Finding, Values, error, note
from mailrecon.writers.tables.columns import MULTIPLE

OURS = "@mailrecon.invalid>"
# The exceptions that a damaged or hostile item causes.
BROKEN = (
    *(KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError),
    *(msgspec.ValidationError, RecursionError),
)
# The field, column or property with the recipe.
_RUN = ("RUN", "run", "X-Mailrecon-Run", "processingAgent")
_SOURCE = regex(r"document=(.*?); sha256=([0-9a-f]{64}); lines=.*")
_IDENTITY = regex(r"<[^<>\s]+>")


class Stated(Struct, frozen=True):
    """The facts that the output states at `place` about a message; `recipe` is how it was made.

    `sources` are SHA-256 and name of the documents that it is printed in, `inferred` the header
    fields with values that are not printed.
    """

    place: str
    identity: str = ""
    parent: str = ""
    references: tuple[str, ...] = ()
    thread: str = ""
    is_native: bool = False
    inferred: frozenset[str] = frozenset()
    sources: tuple[tuple[str, str], ...] = ()
    recipe: Recipe | None = None
    is_message: bool = True

    @property
    def has_facts(self) -> bool:
        """Whether anything is stated: a bag's `bagit.txt` says nothing of a message or a run."""
        return bool(self.is_message or self.sources or self.recipe)

    @property
    def is_of_part(self) -> bool:
        """Whether the output may lack messages it refers to: `--only`, part of a cluster run."""
        recipe = self.recipe
        return recipe is not None and (recipe.sha256 is None or "only" in recipe.options)

    @property
    def named(self) -> tuple[str, ...]:
        """The Message-IDs that it refers to, each once."""
        return tuple(dict.fromkeys(filter(None, (self.parent, *self.references))))


def stated_of(values: Values, place: str) -> Stated:
    """The facts in the values of a statement. Raises one of BROKEN if they are not as docs/
    describe.
    """
    record = values.get("record", values)
    facts: dict[str, Any] = {"is_message": False}
    if isinstance(record, Mapping) and "message_id" in record and "thread" in record:
        facts = _of_record(record)
    elif "MESSAGEID" in values:
        facts = _of_row(values)
    elif isinstance(values.get("fields"), Mapping):
        facts = _of_mail(values["fields"])
    elif isinstance(values.get("properties"), Mapping):
        facts = _of_entity(values)
    # Also checks the types.
    stated: Stated = msgspec.convert({"place": place, **facts}, Stated)
    return replace(stated, recipe=any_recipe(values))


def any_recipe(values: Values) -> Recipe | None:
    """The recipe in a statement, or in any text of a damaged one or of a table with a template."""
    holders = [values, *map(values.get, ("record", "fields", "properties"))]
    found = [one.get(name) for one in holders if isinstance(one, Mapping) for name in _RUN]
    for value in (*found, *(value for value in values.values() if isinstance(value, str))):
        text = value[0] if isinstance(value, list) and value else value
        recipe = recipe_from_text(text) if isinstance(text, str) else recipe_from_record(text)
        if recipe is not None:
            return recipe
    return None


def _of_record(record: Values) -> dict[str, Any]:
    copies = [record["source"], *(copy["source"] for copy in record["copies"])]
    return {
        "identity": record["message_id"],
        "parent": record["in_reply_to"] or "",
        "references": record["references"],
        "thread": record["thread"],
        "is_native": record["native"],
        "inferred": [one["field"] for one in record["inferred"] if one["used"]],
        "sources": [(one["sha256"], one["document"]) for one in copies],
    }


def _of_row(row: Values) -> dict[str, Any]:
    return {
        "identity": row["MESSAGEID"],
        "parent": row["INREPLYTO"],
        "references": row["REFERENCES"].split(),
        "thread": row["THREADID"],
        "is_native": row["ISNATIVE"] == "Y",
        "inferred": _fields_of(row["INFERRED"].split(MULTIPLE)),
        "sources": [(row["SOURCESHA256"], row["SOURCEDOC"])],
    }


def _of_mail(fields: Values) -> dict[str, Any]:
    by_name = {name.lower(): text for name, text in fields.items()}
    several = [(name.partition(" (")[0], text) for name, text in fields.items()]
    sources = (" ".join(text.split()) for name, text in several if name == "X-Mailrecon-Source")
    matches = filter(None, map(_SOURCE.fullmatch, sources))
    return {
        "identity": by_name.get("message-id", ""),
        "parent": next(iter(_IDENTITY.findall(by_name.get("in-reply-to", ""))), ""),
        "references": _IDENTITY.findall(by_name.get("references", "")),
        "is_native": not any(name.startswith("x-mailrecon-") for name in by_name),
        "inferred": _fields_of(text for name, text in several if name == "X-Mailrecon-Inferred"),
        "sources": [(match[2], match[1]) for match in matches],
    }


def _of_entity(entity: Values) -> dict[str, Any]:
    """An entity of FollowTheMoney. The properties for old and new names are both read, so that a
    forged name is noticed.
    """
    if entity.get("schema") != "Document":
        return {"is_message": entity.get("schema") == "Email"}
    first = {name: values[0] for name, values in entity["properties"].items() if values}
    names = (first.get("fileName", ""), first.get("title", ""))
    return {"sources": [(first["contentHash"], name) for name in names], "is_message": False}


def _fields_of(texts: Iterable[str]) -> list[str]:
    """The fields in texts such as `In-Reply-To: reply: …`."""
    return [text.partition(":")[0].strip() for text in texts]


# --- among messages ---------------------------------------------------------------------------


def check_identities(messages: Sequence[Stated], *, is_part: bool = False) -> Iterator[Finding]:
    """Check that Message-IDs are unique, and that references lead to existing messages without a
    cycle.

    With `is_part`, messages of other outputs may be referred to. Problems of native messages are
    notes, because other programs wrote them.
    """
    known: dict[str, Stated] = {}
    for item in messages:
        other = known.setdefault(item.identity, item) if item.identity else item
        if other is not item:
            say = note if item.is_native and other.is_native else error
            yield say("message-id", item.place, f"has the Message-ID of {other.place}")
    is_free = is_part or any(item.is_native and not item.identity for item in messages)
    # A printed Message-ID may refer to a message that is not in the output.
    printed = {
        reference
        for item in known.values()
        if item.is_native or not ("In-Reply-To" in item.inferred or item.parent in known)
        for reference in item.named
    }
    for item in known.values():
        # Only a Message-ID generated for this output must be that of a message in it; a native
        # message keeps its bytes, which do not contain a generated one.
        for reference in item.named:
            if reference.endswith(OURS) and reference not in known:
                say = note if is_free or item.is_native or reference in printed else error
                yield say("reference", item.place, f"refers to {reference}, which is not there")
        yield from _check_references(item, known)
    yield from _check_rings(known)


def _check_references(item: Stated, known: Mapping[str, Stated]) -> Iterator[Finding]:
    above = known.get(item.parent)
    if item.parent and item.references and item.references[-1] != item.parent:
        yield _say(item, "its References do not end with the message it answers")
    if above is not None and above.thread != item.thread:
        # A printed reference may contradict the clocks.
        say = error if "In-Reply-To" in item.inferred and not item.is_native else note
        yield say("reference", item.place, "is in another thread than what it answers")
    if not item.parent and item.thread not in ("", item.identity):
        yield _say(item, "answers nothing, and names another as its root")
    if item.identity in item.named:
        yield _say(item, "refers to itself")


def _check_rings(known: Mapping[str, Stated]) -> Iterator[Finding]:
    """Follow the parents of each message once; a message that is met again closes a cycle."""
    done: set[str] = set()
    for start in known:
        way: dict[str, None] = {}
        current = start
        while current in known and current not in done and current not in way:
            way[current] = None
            current = known[current].parent
        if current in way:
            yield _say(known[current], "answers itself in a ring")
        done.update(way)


def _say(item: Stated, text: str) -> Finding:
    """A finding: an error, or a note if it is about a native message."""
    return (note if item.is_native else error)("reference", item.place, text)
