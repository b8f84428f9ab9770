"""Compare an output with its sources, or check it by itself: checksums, standards of mail."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.pipeline import LinkOptions
from mailrecon.read import ReadOptions
from mailrecon.read.inputs import OpenedFile, UnreadableDocument, read_inputs
from mailrecon.verify.again import make_again
from mailrecon.verify.by_records import check_by_records
from mailrecon.verify.checksums import (
    check_bag,
    check_manifest,
    recorded_inputs,
    recorded_reading,
)
from mailrecon.verify.claims import BROKEN, Claims, claims_of
from mailrecon.verify.contents import OutputContents
from mailrecon.verify.finding import Finding, Level, error, note
from mailrecon.verify.formats import LONE_MESSAGE, PEOPLE, format_of
from mailrecon.verify.identities import check_identities
from mailrecon.verify.items import Mail, Record, Row
from mailrecon.verify.ledger import check_ledger, check_segments
from mailrecon.verify.mail_rules import attached_mail, check_mail, is_rebuilt, read_header
from mailrecon.verify.records import check_record_digest
from mailrecon.verify.redactions import check_redactions
from mailrecon.verify.sources import Sources, check_against_source

__all__ = ["Finding", "Level", "Verified", "by_evidence", "verify"]


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
    progress: Callable[[int], None] | None = None,
) -> Verified:
    """Check `output`; with `sources`, make it again from them and compare.

    `sources` are given as for a conversion. `options` and `linking` need only what no record
    contains: a password, people, corrections. `progress` is called with the number of messages
    done. Raises ReadError if the output cannot be read at all.
    """
    if not output.exists():
        raise ReadError(f"{output}: cannot be read (No such file or directory)")
    form = format_of(output)
    if form.name == PEOPLE:
        return Verified(0, 0, tuple(form.open(output).findings))
    if not sources:
        text = "no --source was given: nothing was compared with the documents"
        checked = by_evidence(output, (), ledger, options, progress)
        return replace(checked, findings=(*checked.findings, note("no-source", output.name, text)))
    made = make_again(output, sources, ledger, options, linking)
    if made.is_settled:
        return Verified(made.messages, made.documents, made.findings)
    checked = by_evidence(output, sources, ledger, options, progress)
    return replace(checked, findings=(*made.findings, *checked.findings))


def by_evidence(
    output: Path,
    sources: Sequence[str] = (),
    ledger: Path | None = None,
    options: ReadOptions | None = None,
    progress: Callable[[int], None] | None = None,
) -> Verified:
    """Check an output by itself, and each value with the places in the sources that it names."""
    findings: list[Finding] = []
    findings.extend(check_bag(output))
    findings.extend(check_manifest(output))
    form = format_of(output)
    contents = form.open(output)
    findings.extend(contents.findings)
    originals = _read_sources(sources, options or recorded_reading(output), findings)
    contents.mails = [
        replace(mail, kept=originals.holds_native(mail.data)) for mail in contents.mails
    ]
    for count, mail in enumerate(contents.mails, start=1):
        findings.extend(check_mail(mail))
        if progress is not None:
            progress(count)
    for record in contents.records:
        findings.extend(check_record_digest(record))
    findings.extend(check_by_records(output, form, contents))
    mails, records, rows = (
        list(_claims(items, findings))
        for items in (contents.mails, contents.records, contents.rows)
    )
    for claims in _claims(_attached(contents.mails), findings):
        findings.extend(check_against_source(claims, originals))
    is_part = form.name == LONE_MESSAGE or any(
        item.is_of_part for item in (*mails, *records, *rows)
    )
    for messages in (mails, records, rows):
        for claims in messages:
            findings.extend(check_against_source(claims, originals))
        findings.extend(check_identities(messages, is_part=is_part))
    known = {item.identity for item in records}
    if contents.segments is not None:
        findings.extend(
            check_segments(contents.segments, output.name, originals, known, is_part=is_part)
        )
    for path in (ledger, contents.ledger):
        if path is not None:
            findings.extend(check_ledger(path, originals, known, is_part=is_part))
    findings.extend(_check_documents(contents, originals))
    for document in originals.documents():
        if document.redactions:
            findings.extend(check_redactions(document, originals.data_of(document)))
    findings.extend(_check_inputs(output, originals))
    messages_count = len(contents.mails) or len(contents.records) or len(contents.rows)
    return Verified(messages_count, len(originals), tuple(findings))


def _attached(mails: Iterable[Mail]) -> Iterator[Mail]:
    """The messages attached to reconstructed ones, to any depth."""
    for mail in mails:
        attached = attached_mail(mail)
        if attached is not None and is_rebuilt(
            mail, read_header(mail.data.partition(b"\n\n")[0])[0]
        ):
            yield attached
            yield from _attached([attached])


def _claims(items: Iterable[Mail | Record | Row], findings: list[Finding]) -> Iterator[Claims]:
    """The claims of each item; a malformed item becomes a finding."""
    for item in items:
        try:
            yield claims_of(item)
        except BROKEN as failure:
            text = f"does not say what docs/outputs.md and docs/jsonl.md describe ({failure!r})"
            findings.append(error("record", item.place, text))


def _read_sources(names: Sequence[str], options: ReadOptions, findings: list[Finding]) -> Sources:
    """The documents in the sources; one that cannot be read becomes a finding."""
    files: list[OpenedFile] = []
    originals = Sources(given=bool(names))
    # Values are looked up anywhere in a source, so sources are not read in windows.
    for item in read_inputs(
        names, dataclasses.replace(options, window=sys.maxsize), opened=files.append
    ):
        if isinstance(item, UnreadableDocument):
            text = f"cannot be read: {item.reason}"
            findings.append(note("source-unreadable", item.name, text))
        else:
            originals.add(item)
    originals.files.extend(files)
    return originals


def _check_documents(contents: OutputContents, originals: Sources) -> Iterator[Finding]:
    """Check that documents are as long as the output says."""
    for sha256, characters in contents.documents:
        document = originals.find(sha256, "")
        if document is not None and characters not in originals.lengths(sha256):
            text = f"has {len(document.text)} characters, not {characters}"
            yield error("span", document.name, text)


def _check_inputs(output: Path, originals: Sources) -> Iterator[Finding]:
    """Check that all inputs in the manifest are among the sources, unchanged."""
    if not originals.given:
        return
    given = {file.sha256 for file in originals.files}
    for path, sha256 in recorded_inputs(output):
        if sha256 not in given:
            text = "was read for this output, and is not among the sources as it was"
            yield error("source-missing", path, text)
