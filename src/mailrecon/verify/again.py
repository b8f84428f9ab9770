"""Compare an output with the same output made again from its sources."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from mailrecon.pipeline import LinkOptions
from mailrecon.read import ReadOptions
from mailrecon.recipe import Recipe, options_from
from mailrecon.verify.compare import compare_file, compare_outputs
from mailrecon.verify.described import OutputDescription, describe
from mailrecon.verify.finding import Changed, Finding, Level, error, note
from mailrecon.verify.formats import LONE_MESSAGE
from mailrecon.verify.printed import PrintedWords
from mailrecon.verify.rebuild import (
    LEDGER_AGAIN,
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


class _Ingredients(NamedTuple):
    recipe: Recipe
    given: Given
    is_part: bool


class Again(Struct, frozen=True):
    """The result of making an output again.

    `is_settled`: the comparison is conclusive. Otherwise the output could not be made again, or
    another version wrote it, and it has to be checked by itself, with the sources `given`.
    """

    messages: int
    documents: int
    findings: tuple[Finding, ...]
    is_settled: bool
    given: Given | None = None


def make_again(
    output: Path,
    sources: Sequence[str],
    ledger: Path | None,
    options: ReadOptions | None,
    linking: LinkOptions | None,
    only: Path | None = None,
) -> Again:
    """Read the sources, make the output again as it records, and compare both.

    `only` is the file that selected messages for it: native mail records no selection.
    Raises ReadError if the output cannot be read at all.
    """
    stated = describe(output)
    findings: list[Finding] = []
    given: Given | None = None

    def compared(recipe: Recipe, given: Given, *, is_part: bool) -> list[Finding]:
        with tempfile.TemporaryDirectory(prefix="mailrecon-verify-") as folder:
            wanted = rebuild(
                given,
                recipe,
                stated.manifest,
                output,
                stated.form.writer,
                Path(folder),
                linking=linking,
                password=options.password if options is not None else None,
                only=only,
            )
            return [
                *compare_outputs(output, wanted, stated.form.name, is_part=is_part),
                *_compare_beside(output, wanted, stated.manifest, ledger),
            ]

    try:
        ingredients = _ingredients(
            stated, sources, options or ReadOptions(), is_selected=only is not None
        )
        recipe, is_part = ingredients.recipe, ingredients.is_part
        for item in ingredients.given.unread:
            findings.append(note("source-unreadable", item.name, f"cannot be read: {item.reason}"))
        given, pairs = renamed(ingredients.given, stated.named)
        findings += [note("renamed", old, f"is called {new} in the output") for old, new in pairs]
        differing = compared(recipe, given, is_part=is_part)
    except (NotRebuilt, ValueError) as failure:
        # For a format without checksums, nothing at all would have been checked.
        is_fault = not stated.form.has_evidence or getattr(failure, "is_fault", False)
        text = f"{stated.form.run_field}: {failure}; only its own evidence was checked"
        say, code = (error, "source-missing") if is_fault else (note, "not-rebuilt")
        findings.append(say(code, output.name, text))
        if given is None:
            given = read_sources(sources, options or ReadOptions())
        elif not is_fault:
            with suppress(NotRebuilt):
                other = compared(without_files(recipe), given, is_part=is_part)
                findings.extend(_unprinted(other, given))
        return Again(stated.messages, 0, tuple(findings), False, given)
    count = sum(1 for _ in given.documents())
    errors = sum(finding.level is Level.ERROR for finding in differing)
    if errors and recipe.mailrecon != __version__:
        findings.extend(_of_other_version(output.name, recipe, differing, given))
        return Again(stated.messages, count, tuple(findings), False, given)
    findings += [*check_given(given), *check_inputs(output, given), *differing[:_MOST_FINDINGS]]
    if len(differing) > _MOST_FINDINGS:
        text = f"and {len(differing) - _MOST_FINDINGS} findings more"
        findings.append(error("changed", output.name, text))
    if errors:
        findings.extend(_other_packages(stated.manifest))
    # Mail that is rebuilt records how it was made, and a selection with it.
    is_missing = any(item.code in ("missing-message", "missing-file") for item in differing)
    if is_missing and only is None and recipe.documents is None and not is_part:
        text = "native mail records no selection: if it was written with --only, give that file"
        findings.append(note("selection", output.name, text))
    return Again(stated.messages, count, tuple(findings), True, given)


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


def _ingredients(
    stated: OutputDescription, sources: Sequence[str], options: ReadOptions, *, is_selected: bool
) -> _Ingredients:
    """The recipe that the output records, and the sources as it read them.

    Native mail may contain the recipe of an earlier output, so the first recipe that fits the
    sources counts. An output of native mail only, or without messages, has none: the defaults
    count, for other sources only if messages were selected. Raises NotRebuilt.
    """
    of_defaults = Recipe(__version__, None, None, {})
    recipes = [
        *stated.recipes,
        *((of_defaults,) if stated.form.name in _MAIL or not stated.messages else ()),
    ]
    failure = NotRebuilt("does not say how it was made, so it could not be made again")
    read: dict[ReadOptions, Given] = {}
    for recipe in recipes:
        try:
            reading = options_from(ReadOptions, recipe.options, options)
        except (ValueError, TypeError) as fault:
            failure = not_followed(fault, recipe)
            continue
        if reading not in read:
            read[reading] = read_sources(sources, reading)
        given = read[reading]
        is_part = recipe.sha256 is None and recipe is not of_defaults
        is_all_native = not stated.messages or is_selected or _holds_native_only(given)
        if recipe is of_defaults and not is_all_native:
            continue
        try:
            files = in_order(given, recipe, [sha256 for sha256, _ in stated.named])
            return _Ingredients(recipe, Given(files, given.unread), is_part)
        except NotRebuilt as fault:
            failure = fault
    raise failure


def _holds_native_only(given: Given) -> bool:
    """Whether the sources can give an output of native mail only, which records no recipe."""
    documents = list(given.documents())
    return bool(documents) and all(document.original is not None for document in documents)


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


def _other_packages(manifest: Mapping[str, Any] | None) -> Iterator[Finding]:
    """Packages with other versions than at conversion, which may explain differences."""
    packages = manifest.get("packages") if manifest is not None else None
    if not isinstance(packages, Mapping):
        return
    own = environment()["packages"]
    other = [f"{name} {packages.get(name)}" for name in own if packages.get(name) != own[name]]
    if other:
        yield note("environment", "packages", f"it was made with {', '.join(other)}")
