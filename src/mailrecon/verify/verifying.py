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
from mailrecon.verify.formats import ALONE, LONE_MESSAGE, OutputDescription, describe, format_of
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
from mailrecon.verify.stated import check_identities
from mailrecon.verify.statement import FRAMING, Kind
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
    if not (output.is_file() or output.is_dir()):
        what = (
            "is neither a file nor a folder" if output.exists() else "cannot be read (No such file)"
        )
        raise ReadError(f"{output}: {what}")
    form = format_of(output)
    if not form.suffix:
        return Verified(0, 0, tuple(form.check(output, (), ())))
    recorded = describe(output)
    text = "no --source was given: nothing was compared with the documents"
    compared, given, is_settled = [note("no-source", output.name, text)], None, False
    if sources:
        asked = Asked(tuple(sources), ledger, options or ReadOptions(), linking, only)
        compared, given, is_settled = _against_sources(recorded, asked)
        compared += (*check_given(given), *check_inputs(recorded.manifest, given))
    findings = [*recorded.findings, *compared]
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
    name, given = recorded.output.name, None
    try:
        recipe, given, is_part = _ingredients(recorded, asked)
        given, findings = renamed(given, recorded.named)
        differing = _differing(recorded, asked, recipe, given, is_part=is_part)
    except _NOT_MADE as failure:
        reason = _not_made(recorded, failure)
        if given is None:
            return [reason], read_sources(asked.sources, asked.reading), False
        differing = []
        if reason.level is Level.NOTE:  # a file that is not given now: what it cannot have changed
            with suppress(*_NOT_MADE):
                plain = without_files(recipe)
                differing = _differing(recorded, asked, plain, given, is_part=is_part)
        return [*findings, reason, *_unprinted(differing, given)], given, False
    is_wrong = any(item.level is Level.ERROR for item in differing)
    if recipe.mailrecon != __version__ and is_wrong:
        text = (
            f"mailrecon {recipe.mailrecon} wrote it, and {__version__} makes something else of its "
            "sources, as the notes say; only its own evidence was checked"
        )
        findings.append(note("not-rebuilt", name, text))
        # A forger can also make the output claim that another version wrote it.
        findings += [note(item.code, item.place, item.text) for item in differing]
        return [*findings, *_unprinted(differing, given)], given, False
    packages, own = (recorded.manifest or {}).get("packages"), environment()["packages"]
    if is_wrong and isinstance(packages, Mapping):
        other = [f"{one} {packages.get(one)}" for one in own if packages.get(one) != own[one]]
        text = f"it was made with {', '.join(other)}"
        differing += [note("environment", "packages", text)] if other else []
    # Reconstructed mail records its recipe, including a selection.
    is_missing = any(item.code in ("missing-message", "missing-file") for item in differing)
    if is_missing and asked.only is None and recipe.documents is None and not is_part:
        text = "native mail records no selection: if it was written with --only, give that file"
        differing.append(note("selection", name, text))
    return [*findings, *differing], given, True


def _not_made(recorded: OutputDescription, failure: Exception) -> Finding:
    """The reason why the output was not rebuilt. A format without checksums is then not checked at
    all.
    """
    text = f"{recorded.form.run_field}: {failure}; only its own evidence was checked"
    has_evidence = recorded.form.check is not ALONE
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
    for item in recorded.statements:
        for code, text in item.faults:
            if item.kind is not Kind.MAIL or (code, text) == FRAMING:
                yield error(code, item.place, text)
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
    messages = [
        replace(item, is_native=True) if item.place in kept else item
        for item in recorded.in_most_detail()
    ]
    # Only the records say how native mail was made, which keeps its bytes.
    is_mail = not records and not recorded.of_kind(Kind.ROW)
    for one in messages:
        if one.recipe is None and not (one.is_native and is_mail):
            text = f"no {form.run_field} that can be read: it does not say how it was made"
            yield error("record", one.place, text)
    is_part = form.name == LONE_MESSAGE or any(one.is_of_part for one in messages)
    yield from check_identities(messages, is_part=is_part)
