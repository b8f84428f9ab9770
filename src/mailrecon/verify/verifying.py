"""Verify an output: against its sources, or by its own evidence where they cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.pipeline import LinkOptions
from mailrecon.read import ReadOptions
from mailrecon.verify.again import check_given, make_again
from mailrecon.verify.checksums import check_bag, check_manifest, is_bag
from mailrecon.verify.evidence import check_record
from mailrecon.verify.finding import Finding, Level, error, note
from mailrecon.verify.formats import (
    LONE_MESSAGE,
    PEOPLE,
    Contents,
    OutputFormat,
    contents_of,
    format_of,
)
from mailrecon.verify.identities import check_identities
from mailrecon.verify.ledger import check_ledger, check_segments, segments_of
from mailrecon.verify.mail_rules import check_mail
from mailrecon.verify.printed import Natives
from mailrecon.verify.rebuild import Given, check_inputs
from mailrecon.verify.stated import BROKEN, Stated, stated_of
from mailrecon.verify.statement import Kind
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
    form = format_of(output)
    if form.name == PEOPLE:
        return Verified(0, 0, tuple(form.check(output)))
    if not sources:
        text = "no --source was given: nothing was compared with the documents"
        checked = by_evidence(output, None, ledger, progress)
        return replace(checked, findings=(*checked.findings, note("no-source", output.name, text)))
    made = make_again(output, sources, ledger, options, linking, only)
    if made.is_settled:
        return Verified(made.messages, made.documents, made.findings)
    checked = by_evidence(output, made.given, ledger, progress)
    return replace(checked, findings=(*made.findings, *checked.findings))


def by_evidence(
    output: Path,
    given: Given | None = None,
    ledger: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> Verified:
    """Check an output by itself, with the sources if they are `given`."""
    form = format_of(output)
    findings = [*check_bag(output), *check_manifest(output), *form.check(output)]
    documents = list(given.documents()) if given is not None else []
    contents = contents_of(output, form, Natives(documents))
    findings.extend(_check_counts(output, form, contents))
    for count, mail in enumerate(contents.mails, start=1):
        findings.extend(check_mail(mail, is_source_known=given is not None))
        if progress is not None:
            progress(count)
    for record in contents.records:
        findings.extend(check_record(record))
    messages = list(_messages(contents, findings))
    is_part = form.name == LONE_MESSAGE or any(one.is_of_part for one in messages)
    findings.extend(check_identities(messages, is_part=is_part))
    if form.name == "sqlite":
        findings.extend(check_segments(segments_of(contents.others), output.name, documents))
    for path in (ledger, output / LEDGER if is_bag(output) else None):
        if path is not None and (path == ledger or path.is_file()):
            findings.extend(check_ledger(path, documents))
    if given is not None:
        findings.extend(check_given(given))
        findings.extend(check_inputs(output, given))
    count = len(contents.mails or contents.records or contents.rows)
    return Verified(count, len(documents), tuple(findings))


def _check_counts(output: Path, form: OutputFormat, contents: Contents) -> Iterator[Finding]:
    """Whether a folder has messages, and a bag as many records as messages."""
    if form.is_folder and not contents.mails:
        text = "holds no message (a bag's are in its folder `data`)"
        yield error("empty", output.name, text)
    if is_bag(output) and len(contents.records) != len(contents.mails):
        text = f"{len(contents.mails)} messages, but records of {len(contents.records)}"
        yield error("count", output.name, text)


def _messages(contents: Contents, findings: list[Finding]) -> Iterator[Stated]:
    """The messages in records; without records, those in rows, or else in mail.

    A malformed item becomes a finding.
    """
    for item in contents.records or contents.rows or contents.mails:
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
