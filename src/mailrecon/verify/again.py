"""Compare an output with the same output made again from its sources."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from mailrecon.read import ReadOptions
from mailrecon.recipe import Recipe, options_from
from mailrecon.verify.compare import compare_file, compare_outputs
from mailrecon.verify.described import OutputDescription
from mailrecon.verify.finding import Changed, Finding, Level, error, note
from mailrecon.verify.formats import LONE_MESSAGE
from mailrecon.verify.printed import PrintedWords
from mailrecon.verify.rebuild import (
    LEDGER_AGAIN,
    Asked,
    Given,
    NotRebuilt,
    check_inputs,
    in_order,
    not_followed,
    read_sources,
    rebuild,
    recorded_ledger,
    renamed,
    without_files,
)
from mailrecon.verify.redactions import check_redactions
from mailrecon.version import __version__
from mailrecon.writers.manifest import environment

# More findings than this are not informative.
_MOST_FINDINGS = 1000
_MAIL = ("mbox", "mboxes", "eml", "maildir", "eaxs", LONE_MESSAGE)


class Again(Struct, frozen=True):
    """The result of making an output again.

    `is_settled`: the comparison is conclusive. Otherwise the output could not be made again, or
    another version wrote it, and it has to be checked by itself, with the sources `given`.
    """

    findings: tuple[Finding, ...]
    given: Given
    is_settled: bool


def make_again(recorded: OutputDescription, asked: Asked) -> Again:
    """Read the sources, make the output again as it records, and compare both."""
    try:
        recipe, given, is_part = _ingredients(recorded, asked)
    except (NotRebuilt, ValueError) as failure:
        given = read_sources(asked.sources, asked.reading)
        return Again((_not_made(recorded, failure),), given, is_settled=False)
    findings = [
        note("source-unreadable", item.name, f"cannot be read: {item.reason}")
        for item in given.unread
    ]
    given, pairs = renamed(given, recorded.named)
    findings += [note("renamed", old, f"is called {new} in the output") for old, new in pairs]
    try:
        differing = _differing(recorded, asked, recipe, given, is_part=is_part)
    except (NotRebuilt, ValueError) as failure:
        findings.append(_not_made(recorded, failure))
        if findings[-1].level is Level.NOTE:
            with suppress(NotRebuilt):
                plain = without_files(recipe)
                other = _differing(recorded, asked, plain, given, is_part=is_part)
                findings.extend(_unprinted(other, given))
        return Again(tuple(findings), given, is_settled=False)
    is_settled = True
    if recipe.mailrecon != __version__ and _errors(differing):
        findings.extend(_of_other_version(recorded.output.name, recipe, differing, given))
        is_settled = False
    else:
        findings += [*check_given(given), *check_inputs(recorded.manifest, given)]
        findings.extend(_settled(recorded, differing))
        # Mail that is rebuilt records how it was made, and a selection with it.
        is_missing = any(item.code in ("missing-message", "missing-file") for item in differing)
        if is_missing and asked.only is None and recipe.documents is None and not is_part:
            text = "native mail records no selection: if it was written with --only, give that file"
            findings.append(note("selection", recorded.output.name, text))
    return Again(tuple(findings), given, is_settled)


def _not_made(recorded: OutputDescription, failure: Exception) -> Finding:
    """Why the output was not made again; for a format without checksums, nothing is checked."""
    text = f"{recorded.form.run_field}: {failure}; only its own evidence was checked"
    if not recorded.form.has_evidence or getattr(failure, "is_fault", False):
        return error("source-missing", recorded.output.name, text)
    return note("not-rebuilt", recorded.output.name, text)


def _differing(
    recorded: OutputDescription, asked: Asked, recipe: Recipe, given: Given, *, is_part: bool
) -> list[Finding]:
    """Make the output again, and compare both, and what was written beside them."""
    output = recorded.output
    with tempfile.TemporaryDirectory(prefix="mailrecon-verify-") as folder:
        wanted = rebuild(given, recipe, recorded, asked, Path(folder))
        return [
            *compare_outputs(output, wanted, recorded.form.name, is_part=is_part),
            *_compare_beside(output, wanted, recorded.manifest, asked.ledger),
        ]


def _settled(recorded: OutputDescription, differing: Sequence[Finding]) -> Iterator[Finding]:
    """What differs, up to a limit, and which packages may explain it."""
    yield from differing[:_MOST_FINDINGS]
    if len(differing) > _MOST_FINDINGS:
        text = f"and {len(differing) - _MOST_FINDINGS} findings more"
        yield error("changed", recorded.output.name, text)
    packages = (recorded.manifest or {}).get("packages")
    if _errors(differing) and isinstance(packages, Mapping):
        own = environment()["packages"]
        other = [f"{name} {packages.get(name)}" for name in own if packages.get(name) != own[name]]
        if other:
            yield note("environment", "packages", f"it was made with {', '.join(other)}")


def _errors(findings: Iterable[Finding]) -> bool:
    return any(finding.level is Level.ERROR for finding in findings)


def _of_other_version(
    name: str, recipe: Recipe, compared: Sequence[Finding], given: Given
) -> Iterator[Finding]:
    """What differs from what this version makes, in notes, and what no version can have read."""
    text = (
        f"mailrecon {recipe.mailrecon} wrote it, and {__version__} makes something else of its "
        "sources, as the notes say; only its own evidence was checked"
    )
    yield note("not-rebuilt", name, text)
    # A forger can also make the output claim that another version wrote it.
    for item in compared[:_MOST_FINDINGS]:
        yield note(item.code, item.place, item.text)
    yield from _unprinted(compared, given)


def _unprinted(compared: Iterable[Finding], given: Given) -> Iterator[Finding]:
    """Of what differs, what no version can have read in the sources."""
    words = PrintedWords(given.documents())
    for item in compared:
        if isinstance(item, Changed):
            yield from words.missing(item.found, item.wanted, item.place)


def _ingredients(recorded: OutputDescription, asked: Asked) -> tuple[Recipe, Given, bool]:
    """The recipe of the output, the sources as it read them, and whether it is part of more.

    Native mail may contain the recipe of an earlier output, so the first recipe that fits the
    sources counts. An output of native mail only, or without messages, has none: the defaults
    count, for other sources only if messages were selected. Raises NotRebuilt.
    """
    of_defaults = Recipe(__version__, None, None, {})
    is_mail = recorded.form.name in _MAIL or not recorded.messages
    failure = NotRebuilt("does not say how it was made, so it could not be made again")
    read: dict[ReadOptions, Given] = {}
    for recipe in (*recorded.recipes, *((of_defaults,) if is_mail else ())):
        try:
            reading = options_from(ReadOptions, recipe.options, asked.reading)
        except (ValueError, TypeError) as fault:
            failure = not_followed(fault, recipe)
            continue
        if reading not in read:
            read[reading] = read_sources(asked.sources, reading)
        given = read[reading]
        if recipe is of_defaults and recorded.messages and asked.only is None:
            documents = list(given.documents())
            if not documents or any(document.original is None for document in documents):
                continue
        try:
            files = in_order(given, recipe, [sha256 for sha256, _ in recorded.named])
        except NotRebuilt as fault:
            failure = fault
            continue
        is_part = recipe.sha256 is None and recipe is not of_defaults
        return recipe, Given(files, given.unread), is_part
    raise failure


def _compare_beside(
    output: Path, wanted: Path, manifest: Mapping[str, Any] | None, ledger: Path | None
) -> Iterator[Finding]:
    """Compare what was written beside the output: its manifest, and its ledger."""
    beside = output.with_name(f"{output.name}.manifest.json")
    if beside.is_file():
        yield from compare_file(beside, wanted.with_name(beside.name), beside.name, ".json")
    recorded = recorded_ledger(manifest, output)
    if ledger is None and recorded is not None:
        ledger = output.with_name(recorded)
        if not ledger.is_file():
            text = "was written with the output and is not beside it; name it with --ledger"
            yield note("missing-file", recorded, text)
            return
    if ledger is not None:
        yield from compare_file(ledger, wanted.with_name(LEDGER_AGAIN), ledger.name)


def check_given(given: Given) -> Iterator[Finding]:
    """Text from under redactions, which PDFium is asked for again: it would be in both outputs."""
    for item in given.files:
        for document in item.documents:
            if document.redactions:
                is_file = document.sha256 == item.file.sha256 and item.file.name != "-"
                data = Path(item.file.name).read_bytes() if is_file else None
                yield from check_redactions(document, data)
