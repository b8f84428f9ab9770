"""`mailrecon verify`: compare an output with its sources."""

from __future__ import annotations

from pathlib import Path

import click

from mailrecon.cli.linking import read_corrections, read_people
from mailrecon.cli.printed_json import print_json
from mailrecon.errors import NotVerified, one_line
from mailrecon.pipeline import LinkOptions
from mailrecon.read import ReadOptions
from mailrecon.verify import Verified, verify


def run(
    *,
    output: str,
    sources: tuple[str, ...],
    ledger: str | None,
    people_file: str | None,
    corrections_file: str | None,
    only_file: str | None,
    options: ReadOptions | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Check `output` and print each finding. Raises ReadError, and NotVerified for errors."""
    aliases = tuple(read_people(Path(people_file))) if people_file else ()
    checked = verify(
        Path(output),
        sources,
        ledger=Path(ledger) if ledger else None,
        options=options,
        linking=LinkOptions(aliases=aliases, corrections=read_corrections(corrections_file)),
        only=Path(only_file) if only_file else None,
    )
    if as_json:
        print_json(_record(checked))
    else:
        for finding in checked.findings:
            line = f"{finding.level} {finding.code}: {finding.place}: {finding.text}"
            click.echo(one_line(line))
    notes = len(checked.findings) - checked.errors
    if not quiet and not as_json:
        counts = (
            f"{_count(checked.messages, 'message')} checked against "
            f"{_count(checked.sources, 'document')}: "
            f"{_count(checked.errors, 'error')}, {_count(notes, 'note')}"
        )
        click.echo(counts, err=True)
    if checked.errors:
        raise NotVerified(
            f"{output}: does not match its sources or checksums ({_count(checked.errors, 'error')})"
        )


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _record(checked: Verified) -> dict[str, object]:
    return {
        "verified": checked.errors == 0,
        "messages": checked.messages,
        "documents": checked.sources,
        "findings": [
            {
                "level": finding.level.value,
                "code": finding.code,
                "place": finding.place,
                "text": finding.text,
            }
            for finding in checked.findings
        ],
    }
