"""Report the outcome of corrections at the end of a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from mailrecon.errors import NotCorrected, one_line
from mailrecon.model import Archive, Notice, NoticeCode
from mailrecon.pipeline import LinkOptions

if TYPE_CHECKING:
    from mailrecon.corrections import Correction


def refuse_uncorrected(archive: Archive, options: LinkOptions) -> None:
    """Raise NotCorrected if a correction could not be applied; called when everything else is done.

    Each is reported in its own line. Corrections of other documents are only counted.
    """
    if not options.corrections:
        return
    given = {document.sha256 for document in archive.summaries}
    known = options.corrections
    absent = [item for item in known if item.document and item.document not in given]
    code = NoticeCode.CORRECTION_NOT_APPLIED
    refuse_refused([item for item in archive.warnings if item.code == code], absent)


def refuse_refused(refused: Sequence[Notice], absent: Sequence[Correction]) -> None:
    """Raise NotCorrected if corrections were `refused`; those of `absent` documents are counted."""
    if absent:
        said = _count(len(absent), "correction")
        documents = _count(len({item.document for item in absent}), "document")
        click.echo(
            f"{said} not used, of {documents} not among the inputs; a document that was changed is "
            "another one (`mailrecon corrections check` looks for the words)",
            err=True,
        )
    lines = [notice.text for notice in refused]
    if lines:
        _say(lines)
        raise NotCorrected(f"{_count(len(lines), 'correction')} could not be applied")


def _say(lines: Sequence[str]) -> None:
    for line in lines:
        click.echo(one_line(line), err=True)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
