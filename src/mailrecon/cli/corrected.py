"""What became of corrections, for the end of a run."""

from __future__ import annotations

from collections.abc import Sequence

import click

from mailrecon.errors import NotCorrected, one_line
from mailrecon.model import Archive
from mailrecon.pipeline import LinkOptions


def refuse_uncorrected(archive: Archive, options: LinkOptions) -> None:
    """Raise NotCorrected if a correction could not be applied, once all else is done.

    Each is named in a line of its own. Corrections of other documents are only counted.
    """
    if not options.corrections:
        return
    from mailrecon.corrections import NOT_APPLIED

    given = {document.sha256 for document in archive.summaries}
    elsewhere = {
        item.document
        for item in options.corrections
        if item.document and item.document not in given
    }
    if elsewhere:
        count = sum(item.document in elsewhere for item in options.corrections)
        said = _count(count, "correction")
        documents = _count(len(elsewhere), "document")
        click.echo(f"{said} of {documents} that were not given had nothing to do", err=True)
    lines = [notice.text for notice in archive.warnings if notice.code == NOT_APPLIED]
    if lines:
        _say(lines)
        raise NotCorrected(f"{_count(len(lines), 'correction')} could not be applied")


def _say(lines: Sequence[str]) -> None:
    for line in lines:
        click.echo(one_line(line), err=True)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
