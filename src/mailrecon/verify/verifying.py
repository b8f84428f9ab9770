"""Verify an output against its sources, or by its own evidence if they cannot be used.

The output is rebuilt from the sources by its recipe, and compared.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.pipeline import LinkOptions
from mailrecon.read import ReadOptions
from mailrecon.recipe import Recipe, options_from
from mailrecon.verify import evidence
from mailrecon.verify.compare import compare_file, compare_outputs
from mailrecon.verify.finding import Finding, Level, error, note
from mailrecon.verify.formats import LONE_MESSAGE, OutputDescription, describe, format_of
from mailrecon.verify.printed import Natives, PrintedWords
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
from mailrecon.verify.redactions import check_given
from mailrecon.verify.stated import Stated, check_identities
from mailrecon.verify.statement import Kind
from mailrecon.version import __version__
from mailrecon.writers.provenance.manifest import environment

# More findings of a level than this are not informative.
_MOST_FINDINGS = 1000
# Errors of rebuilding an output; other than NotRebuilt, they mean that its record has impossible
# values.
_NOT_MADE = (NotRebuilt, ValueError, RecursionError)
_MAIL = ("mbox", "mboxes", "eml", "maildir", "eaxs", LONE_MESSAGE)


class Verified(Struct, frozen=True):
    """The result: what was checked, in numbers, and the findings."""

    messages: int
    sources: int
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """The number of findings that are errors."""
        return sum(finding.level is Level.ERROR for finding in self.findings)


def verify(
    output: Path,
    sources: Sequence[str] = (),
    *,
    ledger: Path | None = None,
    options: ReadOptions | None = None,
    linking: LinkOptions | None = None,
    only: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> Verified:
    """Check `output`; with `sources`, rebuild it from them and compare.

    `sources` are given as for a conversion. `options` and `linking` need only what no record
    contains: a password, people, corrections; `only` is the file that selected messages, which
    native mail does not record. `progress` is called with the number of messages
    done. Raises ReadError if the output cannot be read at all.
    """
    if not output.exists():
        raise ReadError(f"{output}: cannot be read (No such file or directory)")
    if not (output.is_file() or output.is_dir()):
        raise ReadError(f"{output}: is neither a file nor a folder")
    form = format_of(output)
    if not form.suffix:
        return Verified(0, 0, tuple(form.check(output, (), ())))
    recorded = describe(output)
    findings = list(recorded.findings)
    given, is_settled = None, False
    if sources:
        asked = Asked(tuple(sources), ledger, options or ReadOptions(), linking, only)
        found, given, is_settled = _against_sources(recorded, asked)
        findings += (*found, *check_given(given), *check_inputs(recorded.manifest, given))
    else:
        text = "no --source was given: nothing was compared with the documents"
        findings.append(note("no-source", output.name, text))
    if not is_settled:
        findings.extend(_by_evidence(recorded, given, ledger, progress))
    documents = sum(1 for _ in given.documents()) if given is not None else 0
    return Verified(recorded.messages, documents, tuple(_limited(findings)))


def _limited(findings: Sequence[Finding]) -> Iterator[Finding]:
    """The errors, then the notes, up to a limit."""
    for level in Level:
        some = [finding for finding in findings if finding.level is level]
        yield from some[:_MOST_FINDINGS]
        if len(some) > _MOST_FINDINGS:
            last, text = some[-1], f"and {len(some) - _MOST_FINDINGS} findings more"
            yield Finding(level, last.code, last.place, text)


# --- with the sources -------------------------------------------------------------------------


def _against_sources(
    recorded: OutputDescription, asked: Asked
) -> tuple[list[Finding], Given, bool]:
    """Read the sources, rebuild the output as its record says, and compare both.

    Returns findings and sources, and whether this is conclusive. If not, the output could not be
    rebuilt, or another version wrote it, so it must be checked by its own evidence.
    """
    try:
        recipe, given, is_part = _ingredients(recorded, asked)
    except _NOT_MADE as failure:
        return [_not_made(recorded, failure)], read_sources(asked.sources, asked.reading), False
    name = recorded.output.name
    given, pairs = renamed(given, recorded.named)
    unread = ((item.name, f"cannot be read: {item.reason}") for item in given.unread)
    findings = [note("source-unreadable", *item) for item in unread]
    findings += [note("renamed", old, f"is called {new} in the output") for old, new in pairs]
    try:
        differing = _differing(recorded, asked, recipe, given, is_part=is_part)
    except _NOT_MADE as failure:
        findings.append(_not_made(recorded, failure))
        if findings[-1].level is Level.NOTE:
            with suppress(*_NOT_MADE):
                plain = without_files(recipe)
                other = _differing(recorded, asked, plain, given, is_part=is_part)
                findings.extend(_unprinted(other, given))
        return findings, given, False
    if recipe.mailrecon != __version__ and _errors(differing):
        text = (
            f"mailrecon {recipe.mailrecon} wrote it, and {__version__} makes something else of its "
            "sources, as the notes say; only its own evidence was checked"
        )
        findings.append(note("not-rebuilt", name, text))
        # A forger can also make the output claim that another version wrote it.
        findings += [note(item.code, item.place, item.text) for item in differing]
        findings.extend(_unprinted(differing, given))
        return findings, given, False
    findings.extend(_settled(recorded, differing))
    # Reconstructed mail records its recipe, including a selection.
    is_missing = any(item.code in ("missing-message", "missing-file") for item in differing)
    if is_missing and asked.only is None and recipe.documents is None and not is_part:
        text = "native mail records no selection: if it was written with --only, give that file"
        findings.append(note("selection", name, text))
    return findings, given, True


def _not_made(recorded: OutputDescription, failure: Exception) -> Finding:
    """The reason why the output was not rebuilt. A format without checksums is then not checked at
    all.
    """
    text = f"{recorded.form.run_field}: {failure}; only its own evidence was checked"
    has_evidence = recorded.form.check is not evidence.check_without_evidence
    if has_evidence and isinstance(failure, NotRebuilt) and not failure.is_fault:
        return note("not-rebuilt", recorded.output.name, text)
    return error("source-missing", recorded.output.name, text)


def _ingredients(recorded: OutputDescription, asked: Asked) -> tuple[Recipe, Given, bool]:
    """The recipe of the output, the sources as it read them, and whether it is part of a larger
    output.

    Native mail may contain the recipe of an earlier output, so the first recipe that fits the
    sources counts. An output of native mail only, or without messages, has no recipe of its own.
    Then the defaults apply; with other sources, only if messages were selected. Raises NotRebuilt.
    """
    of_defaults = Recipe(__version__, None, None, {})
    is_mail = recorded.form.name in _MAIL or not recorded.messages
    failure = NotRebuilt("does not say how it was made, so it could not be made again")
    read: dict[ReadOptions, Given] = {}
    for recipe in (*recorded.recipes, *((of_defaults,) if is_mail else ())):
        try:
            reading = options_from(ReadOptions, recipe.options, asked.reading)
        except (ValueError, TypeError, RecursionError) as fault:
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


def _differing(
    recorded: OutputDescription, asked: Asked, recipe: Recipe, given: Given, *, is_part: bool
) -> list[Finding]:
    """Rebuild the output, and compare both, including the files beside them."""
    output = recorded.output
    with tempfile.TemporaryDirectory(prefix="mailrecon-verify-") as folder:
        wanted = rebuild(given, recipe, recorded, asked, Path(folder))
        return [
            *compare_outputs(output, wanted, recorded.form.name, is_part=is_part),
            *_compare_beside(recorded, wanted, asked.ledger),
        ]


def _compare_beside(
    recorded: OutputDescription, wanted: Path, ledger: Path | None
) -> Iterator[Finding]:
    """Compare the files beside the output: its manifest, and its ledger."""
    output = recorded.output
    beside = output.with_name(f"{output.name}.manifest.json")
    if beside.is_file():
        yield from compare_file(beside, wanted.with_name(beside.name), beside.name, ".json")
    name = recorded_ledger(recorded.manifest, output)
    if ledger is None and name is not None:
        ledger = output.with_name(name)
        if not ledger.is_file():
            text = "was written with the output and is not beside it; name it with --ledger"
            yield note("missing-file", name, text)
            return
    if ledger is not None:
        yield from compare_file(ledger, wanted.with_name(LEDGER_AGAIN), ledger.name)


def _settled(recorded: OutputDescription, differing: Sequence[Finding]) -> Iterator[Finding]:
    """The differences, and the packages that may explain them."""
    yield from differing
    packages = (recorded.manifest or {}).get("packages")
    if _errors(differing) and isinstance(packages, Mapping):
        own = environment()["packages"]
        other = [f"{name} {packages.get(name)}" for name in own if packages.get(name) != own[name]]
        if other:
            yield note("environment", "packages", f"it was made with {', '.join(other)}")


def _errors(findings: Iterable[Finding]) -> bool:
    return any(finding.level is Level.ERROR for finding in findings)


def _unprinted(compared: Iterable[Finding], given: Given) -> Iterator[Finding]:
    """Differences that no version can have read in the sources."""
    words = PrintedWords(given.documents())
    for item in compared:
        if item.found:
            yield from words.missing(item.found, item.wanted, item.place)


# --- without ----------------------------------------------------------------------------------


def _by_evidence(
    recorded: OutputDescription,
    given: Given | None,
    ledger: Path | None,
    progress: Callable[[int], None] | None,
) -> Iterator[Finding]:
    """Check an output by its own evidence, and by the sources if they are `given`."""
    output, form = recorded.output, recorded.form
    documents = list(given.documents()) if given is not None else []
    yield from evidence.check_manifest(output)
    if not any(item.code == "extra-file" for item in recorded.findings):
        yield from evidence.check_bag(output, documents)
        yield from form.check(output, recorded.statements, documents)
    if ledger is not None:
        yield from evidence.check_ledger(ledger, documents)
    mails, records = recorded.of_kind(Kind.MAIL), recorded.of_kind(Kind.RECORD)
    if form.files is not None and not mails:
        text = "holds no message (a bag's are in its folder `data`)"
        yield error("empty", output.name, text)
    if evidence.is_bag(output) and len(records) != len(mails):
        yield error("count", output.name, f"{len(mails)} messages, but records of {len(records)}")
    natives = Natives(documents)
    kept: set[str] = set()
    for count, mail in enumerate(mails, start=1):
        is_kept = natives.hold(mail.raw)
        kept |= {mail.place} if is_kept else set()
        yield from evidence.check_mail(mail, is_kept=is_kept, is_source_known=given is not None)
        if progress is not None:
            progress(count)
    for record in records:
        yield from evidence.check_record(record)
    messages = [
        replace(item, is_native=True) if item.place in kept else item
        for item in recorded.in_most_detail()
    ]
    yield from _check_recipes(recorded, messages)
    is_part = form.name == LONE_MESSAGE or any(one.is_of_part for one in messages)
    yield from check_identities(messages, is_part=is_part)


def _check_recipes(recorded: OutputDescription, messages: Iterable[Stated]) -> Iterator[Finding]:
    """Check that each message records its recipe; for native mail, which keeps its bytes, only the
    record does.
    """
    is_mail = not recorded.of_kind(Kind.RECORD) and not recorded.of_kind(Kind.ROW)
    for item in messages:
        if item.recipe is None and not (item.is_native and is_mail):
            field = recorded.form.run_field
            text = f"no {field} that can be read: it does not say how it was made"
            yield error("record", item.place, text)
