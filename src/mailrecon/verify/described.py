"""What an output says, and records about itself: format, recipe, documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from mailrecon.recipe import Recipe, recipe_from_record, recipe_from_text
from mailrecon.verify.evidence import read_manifest
from mailrecon.verify.formats import OutputFormat, format_of
from mailrecon.verify.stated import BROKEN, stated_of
from mailrecon.verify.statement import Kind, Statement


class OutputDescription(Struct, frozen=True):
    """What an output says, and records about itself.

    `statements` are of its messages, rows or entities. `recipes` are all recipes in it, each once;
    `named` are SHA-256 and name of each document, in order; `messages` is the number of messages.
    """

    output: Path
    form: OutputFormat
    manifest: Mapping[str, Any] | None
    statements: tuple[Statement, ...]
    recipes: tuple[Recipe, ...]
    named: tuple[tuple[str, str], ...]
    messages: int


def describe(output: Path) -> OutputDescription:
    """Read an output, and what it records about itself. Raises ReadError if it cannot be read."""
    manifest = read_manifest(output)
    form = format_of(output, (manifest or {}).get("format"))
    recipes: list[Recipe] = []
    named: list[tuple[str, str]] = []
    if manifest is not None:
        recipe = recipe_from_record(manifest.get("run"))
        recipes += [recipe] if recipe is not None else []
        documents = manifest.get("documents")
        for item in documents if isinstance(documents, list) else ():
            if isinstance(item, Mapping):
                named.append((str(item.get("sha256")), str(item.get("name"))))
    messages = 0
    statements = tuple(form.statements(output))
    for statement in statements:
        is_table = form.name in ("loadfile", "csv")
        is_message, recipe, sources = _provenance(statement, is_table=is_table)
        messages += is_message
        recipes += [recipe] if recipe is not None and recipe not in recipes else []
        named += (source for source in sources if source[0])
    return OutputDescription(
        output, form, manifest, statements, tuple(recipes), tuple(dict.fromkeys(named)), messages
    )


def _provenance(
    item: Statement, *, is_table: bool
) -> tuple[bool, Recipe | None, Iterable[tuple[str, str]]]:
    """Whether a statement is of a message; what it says of how it was made, and of what."""
    values = item.values
    with suppress(*BROKEN):
        stated = stated_of(values, item.place)
        if stated is not None:
            return True, stated.recipe, stated.sources
    properties = values.get("properties")
    if isinstance(properties, Mapping):
        # An entity; a name that is forged is not taken for a new one, so both are asked.
        recipe = recipe_from_text(_first(properties.get("processingAgent")))
        sha256 = _first(properties.get("contentHash"))
        names = (_first(properties.get(name)) for name in ("fileName", "title"))
        is_document = values.get("schema") == "Document"
        sources = [(sha256, name) for name in names if is_document]
        return values.get("schema") == "Email", recipe, sources
    # The beginning of an EAXS file, a network, or a record or row that cannot be read, or with
    # columns of a template (`Reconstruction` for RUN).
    recipes = [recipe_from_text(value) for value in values.values() if isinstance(value, str)]
    record = values.get("record", values)
    recipes.append(recipe_from_record(record.get("run") if isinstance(record, Mapping) else None))
    is_message = item.kind is not Kind.OTHER or (is_table and "columns" not in values)
    return is_message, next(filter(None, recipes), None), ()


def _first(values: Any) -> str:
    """The only value of a property of an entity."""
    return str(values[0]) if isinstance(values, list) and values else ""
