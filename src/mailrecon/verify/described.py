"""What an output records about itself: format, recipe, documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from mailrecon.recipe import Recipe, recipe_from_record, recipe_from_text
from mailrecon.regex import regex
from mailrecon.verify.checksums import manifest_of
from mailrecon.verify.formats import Format, format_named
from mailrecon.verify.rebuild import read_manifest

_SOURCE = regex(r"document=(.*); sha256=([0-9a-f]{64}); lines=", re.DOTALL)


class Described(Struct, frozen=True):
    """What an output records about itself.

    `recipes` are all recipes in it, each once; `named` are SHA-256 and name of each document, in
    order; `messages` is the number of messages.
    """

    form: Format
    manifest: Mapping[str, Any] | None
    recipes: tuple[Recipe, ...]
    named: tuple[tuple[str, str], ...]
    messages: int


def describe(output: Path) -> Described:
    """Read what an output records about itself. Raises ReadError if it cannot be read."""
    manifest = read_manifest(manifest_of(output))
    # A manifest decides among folders, or among files; which of the two the bytes show.
    form = format_named(manifest.get("format") if manifest else None, output)
    recipes: list[Recipe] = []
    named: list[tuple[str, str]] = []
    messages = 0
    if manifest is not None:
        recipe = recipe_from_record(manifest.get("run"))
        recipes += [recipe] if recipe is not None else []
        named += _documents(manifest)
    for statement in form.statements(output):
        run, is_message = _run(statement.values, is_table=form.name in ("loadfile", "csv"))
        messages += is_message
        if run is not None and run not in recipes:
            recipes.append(run)
        named += _sources(statement.values)
    return Described(form, manifest, tuple(recipes), tuple(dict.fromkeys(named)), messages)


def _documents(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    documents = manifest.get("documents")
    for item in documents if isinstance(documents, list) else ():
        if isinstance(item, Mapping):
            yield str(item.get("sha256")), str(item.get("name"))


def _run(values: Mapping[str, Any], *, is_table: bool) -> tuple[Recipe | None, bool]:
    """The recipe in a statement, and whether the statement is of a message."""
    record = values.get("record", values)
    if isinstance(record, Mapping) and "message_id" in record and "thread" in record:
        return recipe_from_record(record.get("run")), True
    if "MESSAGEID" in values:
        return recipe_from_text(str(values.get("RUN"))), True
    if is_table and "columns" not in values:
        # A template may rename columns (`Reconstruction` for RUN), or omit them.
        found = (recipe_from_text(str(value)) for value in values.values())
        return next((recipe for recipe in found if recipe is not None), None), True
    if isinstance(values.get("run"), str):
        return recipe_from_text(values["run"]), False
    if values.get("schema") == "Email" and isinstance(values.get("properties"), Mapping):
        return recipe_from_text(_first(values["properties"].get("processingAgent"))), True
    if "run" in values:  # of a network, which holds no messages
        return recipe_from_text(str(values["run"])), False
    fields = values.get("fields")
    if isinstance(fields, Mapping):
        return recipe_from_text(str(fields.get("X-Mailrecon-Run"))), True
    return None, False


def _first(values: Any) -> str:
    """The only value of a property of an entity."""
    return str(values[0]) if isinstance(values, list) and values else ""


def _sources(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The SHA-256 and the name of each document in a statement."""
    record = values.get("record", values)
    if isinstance(record, Mapping) and isinstance(record.get("source"), Mapping):
        copies = record.get("copies")
        prints = (
            [copy for copy in copies if isinstance(copy, Mapping)]
            if isinstance(copies, list)
            else []
        )
        for source in (record["source"], *(copy.get("source") for copy in prints)):
            if isinstance(source, Mapping):
                yield str(source.get("sha256")), str(source.get("document"))
    elif values.get("schema") == "Document" and isinstance(values.get("properties"), Mapping):
        properties = values["properties"]
        for name in ("fileName", "title"):  # one that is forged is not taken for a new name
            yield _first(properties.get("contentHash")), _first(properties.get(name))
    elif "SOURCESHA256" in values:
        yield str(values["SOURCESHA256"]), str(values.get("SOURCEDOC"))
    elif isinstance(values.get("fields"), Mapping):
        for name, value in values["fields"].items():
            match = _SOURCE.search(str(value)) if name.startswith("X-Mailrecon-Source") else None
            if match is not None:
                yield match[2], match[1]
