"""What an output records about itself: format, recipe, documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from mailrecon.recipe import Recipe, recipe_from_record, recipe_from_text
from mailrecon.verify.checksums import read_manifest
from mailrecon.verify.formats import OutputFormat, format_named
from mailrecon.verify.restored import BROKEN, restored_of
from mailrecon.verify.statement import Kind, Statement


class OutputDescription(Struct, frozen=True):
    """What an output records about itself.

    `recipes` are all recipes in it, each once; `named` are SHA-256 and name of each document, in
    order; `messages` is the number of messages.
    """

    form: OutputFormat
    manifest: Mapping[str, Any] | None
    recipes: tuple[Recipe, ...]
    named: tuple[tuple[str, str], ...]
    messages: int


def describe(output: Path) -> OutputDescription:
    """Read what an output records about itself. Raises ReadError if it cannot be read."""
    manifest = read_manifest(output)
    # A manifest decides among folders, or among files; which of the two the bytes show.
    form = format_named(manifest.get("format") if manifest else None, output)
    recipes: list[Recipe] = []
    named: list[tuple[str, str]] = []
    messages = 0
    if manifest is not None:
        recipe = recipe_from_record(manifest.get("run"))
        recipes += [recipe] if recipe is not None else []
        documents = manifest.get("documents")
        for item in documents if isinstance(documents, list) else ():
            if isinstance(item, Mapping):
                named.append((str(item.get("sha256")), str(item.get("name"))))
    for statement in form.statements(output):
        run, is_message = _run(statement, is_table=form.name in ("loadfile", "csv"))
        messages += is_message
        if run is not None and run not in recipes:
            recipes.append(run)
        named += _sources(statement)
    return OutputDescription(form, manifest, tuple(recipes), tuple(dict.fromkeys(named)), messages)


def _run(item: Statement, *, is_table: bool) -> tuple[Recipe | None, bool]:
    """The recipe in a statement, and whether the statement is of a message."""
    values = item.values
    if item.kind is Kind.RECORD:
        return recipe_from_record(item.record.get("run")), True
    if is_table:
        # A template may rename columns (`Reconstruction` for RUN), or omit them.
        found = (recipe_from_text(str(value)) for value in values.values())
        return next((recipe for recipe in found if recipe is not None), None), (
            "columns" not in values
        )
    fields, properties = values.get("fields"), values.get("properties")
    if isinstance(fields, Mapping):
        return recipe_from_text(str(fields.get("X-Mailrecon-Run"))), True
    if values.get("schema") == "Email" and isinstance(properties, Mapping):
        return recipe_from_text(_first(properties.get("processingAgent"))), True
    # The beginning of an EAXS file, and a network, which are of no message.
    return recipe_from_text(str(values.get("run"))), False


def _first(values: Any) -> str:
    """The only value of a property of an entity."""
    return str(values[0]) if isinstance(values, list) and values else ""


def _sources(item: Statement) -> Iterator[tuple[str, str]]:
    """The SHA-256 and the name of each document in a statement."""
    properties = item.values.get("properties")
    if item.values.get("schema") == "Document" and isinstance(properties, Mapping):
        for name in ("fileName", "title"):  # one that is forged is not taken for a new name
            yield _first(properties.get("contentHash")), _first(properties.get(name))
    with suppress(*BROKEN):
        message = restored_of(item.values, item.place)
        for source in message.sources if message is not None else ():
            if source.sha256:
                yield source.sha256, source.document
