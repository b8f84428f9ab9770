"""Verify an output: against its sources, or by its own evidence where they cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.pipeline import LinkOptions
from mailrecon.read import ReadOptions
from mailrecon.verify import evidence
from mailrecon.verify.again import check_given, make_again
from mailrecon.verify.described import OutputDescription, describe
from mailrecon.verify.finding import Finding, Level, error, note
from mailrecon.verify.formats import LONE_MESSAGE, PEOPLE, OutputFormat, format_of
from mailrecon.verify.printed import Natives
from mailrecon.verify.rebuild import Asked, Given, check_inputs
from mailrecon.verify.stated import BROKEN, Stated, check_identities, stated_of
from mailrecon.verify.statement import Kind, Statement
from mailrecon.writers.bag import LEDGER

# Where a record or a row says how it was made; mail has a header field for it.
_RUNS = {Kind.RECORD: "run", Kind.ROW: "RUN"}


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
    """Check `output`; with `sources`, make it again from them and compare.

    `sources` are given as for a conversion. `options` and `linking` need only what no record
    contains: a password, people, corrections; `only` is the file that selected messages, which
    native mail does not record. `progress` is called with the number of messages
    done. Raises ReadError if the output cannot be read at all.
    """
    if not output.exists():
        raise ReadError(f"{output}: cannot be read (No such file or directory)")
    if format_of(output).name == PEOPLE:
        return Verified(0, 0, tuple(evidence.check_people(output)))
    recorded = describe(output)
    if not sources:
        text = "no --source was given: nothing was compared with the documents"
        checked = _by_evidence(recorded, None, ledger, progress)
        return replace(checked, findings=(*checked.findings, note("no-source", output.name, text)))
    reading = options if options is not None else ReadOptions()
    asked = Asked(tuple(sources), ledger, reading, linking, only)
    made = make_again(recorded, asked)
    if made.is_settled:
        documents = sum(1 for _ in made.given.documents())
        return Verified(recorded.messages, documents, made.findings)
    checked = _by_evidence(recorded, made.given, ledger, progress)
    return replace(checked, findings=(*made.findings, *checked.findings))


def by_evidence(output: Path, given: Given | None = None) -> Verified:
    """Check an output by itself, with the sources if they are `given`."""
    return _by_evidence(describe(output), given, None, None)


def _by_evidence(
    recorded: OutputDescription,
    given: Given | None,
    ledger: Path | None,
    progress: Callable[[int], None] | None,
) -> Verified:
    output, form = recorded.output, recorded.form
    findings = [*evidence.check_bag(output), *evidence.check_manifest(output), *form.check(output)]
    documents = list(given.documents()) if given is not None else []
    natives = Natives(documents)
    by_kind: dict[Kind, list[Statement]] = {kind: [] for kind in Kind}
    for item in (*recorded.statements, *form.more_statements(output)):
        is_kept = item.kind is Kind.MAIL and natives.hold(item.raw)
        by_kind[item.kind].append(replace(item, kind=Kind.KEPT) if is_kept else item)
    mails, records = by_kind[Kind.MAIL], by_kind[Kind.RECORD]
    findings.extend(_check_counts(output, form, len(mails), len(records)))
    for count, mail in enumerate(mails, start=1):
        findings.extend(evidence.check_mail(mail, is_source_known=given is not None))
        if progress is not None:
            progress(count)
    for record in records:
        findings.extend(evidence.check_record(record))
    messages = list(_messages(records or by_kind[Kind.ROW] or mails, findings))
    is_part = form.name == LONE_MESSAGE or any(one.is_of_part for one in messages)
    findings.extend(check_identities(messages, is_part=is_part))
    if form.name == "sqlite":
        findings.extend(
            evidence.check_segments(
                evidence.segments_of(by_kind[Kind.OTHER]), output.name, documents
            )
        )
    for path in (ledger, output / LEDGER if evidence.is_bag(output) else None):
        if path is not None and (path == ledger or path.is_file()):
            findings.extend(evidence.check_ledger(path, documents))
    if given is not None:
        findings.extend(check_given(given))
        findings.extend(check_inputs(recorded.manifest, given))
    count = len(mails or records or by_kind[Kind.ROW])
    return Verified(count, len(documents), tuple(findings))


def _check_counts(output: Path, form: OutputFormat, mails: int, records: int) -> Iterator[Finding]:
    """Whether a folder has messages, and a bag as many records as messages."""
    if form.files is not None and not mails:
        text = "holds no message (a bag's are in its folder `data`)"
        yield error("empty", output.name, text)
    if evidence.is_bag(output) and records != mails:
        yield error("count", output.name, f"{mails} messages, but records of {records}")


def _messages(items: Iterable[Statement], findings: list[Finding]) -> Iterator[Stated]:
    """The messages in statements. A malformed item becomes a finding."""
    for item in items:
        try:
            message = stated_of(item.values, item.place, is_kept=item.kind is Kind.KEPT)
        except BROKEN as failure:
            text = f"does not say what docs/outputs.md and docs/jsonl.md describe ({failure!r})"
            findings.append(error("record", item.place, text))
            continue
        if message is None:
            continue
        field = _RUNS.get(item.kind, "X-Mailrecon-Run")
        # Native mail keeps its bytes; only its record or row says how it was made.
        if message.recipe is None and not (message.is_native and item.kind not in _RUNS):
            text = f"no {field} that can be read: it does not say how it was made"
            findings.append(error("record", item.place, text))
        yield message
