"""`mailrecon corrections`: show, check and merge files of corrections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from mailrecon.cli.guard import check_outputs
from mailrecon.cli.inputs import Inputs
from mailrecon.cli.printed_json import print_json
from mailrecon.corrections import (
    MARKS,
    NOT_APPLIED,
    Contradiction,
    Correction,
    anchor,
    contradictions,
    dump_corrections,
    in_force,
    in_order,
    load_corrections,
    merge_corrections,
    reaches_outputs,
)
from mailrecon.corrections.model import as_plain
from mailrecon.errors import NotCorrected, ReadError, escape_controls, one_line
from mailrecon.model import Archive
from mailrecon.pipeline import LinkOptions
from mailrecon.read.text.large import whole_text
from mailrecon.writers.atomic import atomic_file, refuse_existing

_SHORT = 60
_KNOWN_OF_PEOPLE = ("name", "address", "role", "organisation", "note")


class Checked(NamedTuple):
    """A correction in force, its outcome (`applied`, `moved`, `not applied`, `not given` if its
    document is missing, `mark`), and the reason.
    """

    correction: Correction
    became: str
    why: str


def check(*, path: str, inputs: Inputs, as_json: bool) -> None:
    """Print for each correction in force whether it applies to the inputs.

    Raises ReadError, and NotCorrected if one can't be applied.
    """
    corrections = load_corrections(Path(path))
    active = in_force(corrections)
    applied = tuple(item for item in active if reaches_outputs(item))
    archive = inputs.reconstruct(LinkOptions(corrections=applied))
    found = list(_checked(active, archive))
    opposed = contradictions(corrections)
    if as_json:
        print_json(_record(found, opposed))
    else:
        for one in found:
            why = f": {one.why}" if one.why else ""
            click.echo(escape_controls(f"{one.became:<11}  {_line(one.correction)}{why}"))
        _tell(opposed)
    inputs.refuse_unread()
    count = sum(one.became == "not applied" for one in found)
    if count:
        said = "1 correction" if count == 1 else f"{count} corrections"
        raise NotCorrected(f"{said} of {len(found)} could not be applied")


def _checked(active: Iterable[Correction], archive: Archive) -> Iterable[Checked]:
    refused = {n.text.split(" ")[2]: n.text for n in archive.warnings if n.code == NOT_APPLIED}
    texts: dict[str, list[str]] = {}
    for parsed in archive.parsed:
        texts.setdefault(parsed.document.sha256, []).append(whole_text(parsed.document))
    for item in active:
        if item.id in refused:
            why = refused[item.id].partition("was not applied: ")[2]
            yield Checked(item, "not applied", why)
        elif item.document is not None and item.document not in texts:
            yield Checked(item, "not given", _elsewhere(item, archive))
        elif item.target is not None and item.document is not None:
            fits = [anchor(item.target, text).fit for text in texts[item.document]]
            became = "mark" if item.action in MARKS else min(fits).value
            lost = item.action in MARKS and not any(fit.value in _FOUND for fit in fits)
            yield Checked(item, "not applied" if lost else became, fits[0].value if lost else "")
        else:
            yield Checked(item, "applied", "")


_FOUND = ("applied", "moved")
# Shorter texts may match by chance.
_TELLING = 12


def _elsewhere(item: Correction, archive: Archive) -> str:
    """The current place of a correction's words if its document is not among the inputs.

    A document that was changed or saved again has another SHA-256.
    """
    target = item.target
    if target is None:
        return ""
    around = f"{target.prefix}{target.exact}{target.suffix}"
    is_short = len(target.exact) < _TELLING
    if is_short and len(around) < _TELLING:
        return ""
    texts = ((parsed.document.name, whole_text(parsed.document)) for parsed in archive.parsed)
    # `Maren`, a short line: only its context distinguishes it from others.
    found = [
        name
        for name, text in texts
        if (text.count(around) == 1 if is_short else anchor(target, text).found)
    ]
    if not found:
        return ""
    others = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return (
        f"the same words are in {found[0]}{others}, with another SHA-256: another file, or changed"
    )


def _record(found: Sequence[Checked], opposed: Sequence[Contradiction]) -> dict[str, object]:
    return {
        "corrections": [
            {"id": one.correction.id, "became": one.became, "why": one.why or None} for one in found
        ],
        "contradictions": [[pair.earlier.id, pair.later.id] for pair in opposed],
    }


def merge(*, paths: Sequence[str], output: str, force: bool) -> None:
    """Write the union of several files, by time; contradictions are listed.

    Raises ReadError and WriteError.
    """
    check_outputs([output], paths)
    refuse_existing(Path(output), force)
    try:
        merged = merge_corrections(*(load_corrections(Path(path)) for path in paths))
    except ValueError as error:
        raise ReadError(f"{', '.join(paths)}: {error}") from error
    with atomic_file(Path(output), force=force) as out:
        out.write(dump_corrections(merged.corrections))
    _tell(merged.contradictions)
    click.echo(f"{len(merged.corrections)} corrections, written: {one_line(output)}", err=True)


def show(*, path: str, as_json: bool) -> None:
    """List a file's corrections by time, including those that were undone. Raises ReadError."""
    corrections = load_corrections(Path(path))
    active = {item.id for item in in_force(corrections)}
    if as_json:
        rows = [{**as_plain(item), "holds": item.id in active} for item in in_order(corrections)]
        print_json(rows)
        return
    for item in in_order(corrections):
        undone = "" if item.id in active or item.action.value == "undo" else "  (undone)"
        click.echo(escape_controls(_line(item) + undone))
    _tell(contradictions(corrections))


def _line(item: Correction) -> str:
    """`2026-03-02 09:14  Ida Rask  field from: Maren Holt  "From: M. H."  because …  019ca8e3-…`,
    on one line: when, who, what, where, why.
    """
    words = _short(item.target.exact if item.target else "")
    parts = (
        f"{item.at:%Y-%m-%d %H:%M}",
        item.by,
        f"{item.action.value} {_said(as_plain(item)['value'])}".strip(),
        f'"{words}"' if words else "",
        f"because {_short(item.why)}" if item.why else "",
        item.id,
    )
    return "  ".join(one_line(part) for part in parts if part)


def _said(value: Mapping[str, Any]) -> str:
    """The value that a decision sets: `from: Maren Holt`, `2021-03-02T09:14 Europe/Oslo`, `Ann
    Poe`.
    """
    if "field" in value:
        text = value.get("text")
        return f"{value['field']}: {_short(text)}" if text else value["field"]
    if "people" in value:
        return ", ".join(one.get("name") or one.get("address") or "" for one in value["people"])
    if "person" in value:
        who = value["person"]
        known = (value.get(name) for name in _KNOWN_OF_PEOPLE)
        printed = who.get("name") or who.get("address") or ""
        return f"{printed}: {', '.join(filter(None, known))}"
    said = (value.get(name) for name in ("datetime", "zone", "tag", "text", "relation", "id"))
    return _short(" ".join(filter(None, said)))


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHORT else words[: _SHORT - 1].rstrip() + "…"


def _tell(opposed: Sequence[Contradiction]) -> None:
    for pair in opposed:
        text = f"contradiction, the later one counts: {_line(pair.earlier)} / {_line(pair.later)}"
        click.echo(one_line(text), err=True)
