"""The command line's options about people, zones and duplicates."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from mailrecon.cli.options import bundled
from mailrecon.errors import ReadError

if TYPE_CHECKING:
    from mailrecon.corrections import Correction
    from mailrecon.model import Identity
    from mailrecon.thread.options import Alias, LinkOptions

COLUMNS = ("name", "alias", "address")
# What a newsroom knows besides; a file need not have these.
MORE_COLUMNS = ("role", "organisation", "note")


class LinkingArguments(NamedTuple):
    """What the command line says of people, zones and duplicates; no file is read yet."""

    people_file: str | None = None
    corrections_file: str | None = None
    zones: tuple[str, ...] = ()
    infer_zones: bool = False
    fill_redacted: bool = False
    keep_duplicates: bool = False
    fragments: bool = False
    unheaded: bool = False

    @property
    def files(self) -> list[str | None]:
        """The files that `options` reads, None for one that is not named."""
        return [self.people_file, self.corrections_file]

    def options(self) -> LinkOptions:
        """The options as the library takes them. Raises ReadError for an unreadable file."""
        from mailrecon.thread.options import LinkOptions

        zone: str | None = None
        of_people: list[tuple[str, str]] = []
        for text in self.zones:
            person, equals, name = text.rpartition("=")
            if equals:
                of_people.append((person.strip(), name.strip()))
            else:
                zone = name.strip()
        return LinkOptions(
            aliases=tuple(read_people(Path(self.people_file))) if self.people_file else (),
            zone=zone,
            zones=tuple(of_people),
            infer_zones=self.infer_zones,
            fill_redacted=self.fill_redacted,
            keep_duplicates=self.keep_duplicates,
            fragments=self.fragments,
            unheaded=self.unheaded,
            corrections=read_corrections(self.corrections_file),
        )


linking_options = bundled(
    "linking",
    LinkingArguments,
    (
        click.option(
            "--fragments",
            is_flag=True,
            help="Make messages of quoted pieces that an answer is woven into, too; partial ones.",
        ),
        click.option(
            "--unheaded",
            is_flag=True,
            help="Make messages of text above a quotation that has no header; authors concluded.",
        ),
        click.option(
            "--keep-duplicates",
            is_flag=True,
            help="Keep prints of the same message apart, linked to one another.",
        ),
        click.option(
            "--fill-redacted",
            is_flag=True,
            help="Use a redacted person's address where the documents print it elsewhere.",
        ),
        click.option(
            "--infer-zones",
            is_flag=True,
            help="Give dates without a zone the offset that the evidence narrows to one.",
        ),
        click.option(
            "--zone",
            "zones",
            multiple=True,
            metavar="[PERSON=]ZONE",
            help="Zone of dates that print none, for everyone or one person (repeatable).",
        ),
        click.option(
            "--corrections",
            "corrections_file",
            metavar="FILE",
            help="What people decided: a file of corrections (see `mailrecon corrections`).",
        ),
        click.option(
            "--people",
            "people_file",
            metavar="FILE",
            help="Who is who: a CSV file (see `mailrecon people`).",
        ),
    ),
)


def read_corrections(path: str | None) -> tuple[Correction, ...]:
    """The corrections in force of a file, without marks. Raises ReadError."""
    if path is None:
        return ()
    from mailrecon.corrections import in_force, load_corrections, reaches_outputs

    return tuple(item for item in in_force(load_corrections(Path(path))) if reaches_outputs(item))


def read_people(path: Path) -> Iterable[Alias]:
    """Who is who, as a CSV file says it. Raises ReadError."""
    from mailrecon.thread.options import Alias

    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise ReadError(f"{path}: cannot be read ({reason})") from error
    rows = csv.DictReader(StringIO(text, newline=""))
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise ReadError(
            f"{path}: has no column {missing[0]!r}; its first line must name "
            f"{', '.join(COLUMNS)} (`mailrecon people` writes such a file)"
        )
    for row in rows:
        name, alias, address = ((row[column] or "").strip() for column in COLUMNS)
        known = [(row.get(column) or "").strip() or None for column in MORE_COLUMNS]
        if (name or alias) and (alias or address or any(known)):
            yield Alias(name or alias, alias or None, address or None, *known)


def people_as_csv(people: Iterable[Identity]) -> str:
    """Every name and address found, one a line, in the form that `--people` reads.

    The column `reasons`, which it does not read, tells why names were joined, and who else a person
    may be.
    """
    out = StringIO(newline="")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow((*COLUMNS, *MORE_COLUMNS, "reasons"))
    for identity in people:
        name, reasons = identity.name or "", "; ".join(identity.reasons)
        known = (identity.role or "", identity.organisation or "", identity.note or "")
        for printed, address in identity.variants:
            alias = "" if printed is None or printed == name else printed
            rows.writerow((name, alias, address or "", *known, reasons))
            known, reasons = ("", "", ""), ""
    return out.getvalue()


def proposals_as_csv(people: Iterable[Identity]) -> str:
    """Pairs of people that may be one and were not joined, surest first, one a line.

    The columns: `name`, `person` (the id), `may_be`, `person_may_be`, `score` (0 to 1), `reasons`.
    To join two, put the second name beside the first as `alias` in the file for `--people`.
    """
    pairs: dict[tuple[str, str], tuple[str, str, str, str, str, str]] = {}
    for identity in people:
        for one in identity.proposals:
            mine, theirs = identity.person or "", one.person or ""
            row = (
                identity.name or "",
                mine,
                one.name or "",
                theirs,
                f"{one.score:.2f}",
                one.reason,
            )
            pairs.setdefault((min(mine, theirs), max(mine, theirs)), row)
    out = StringIO(newline="")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("name", "person", "may_be", "person_may_be", "score", "reasons"))
    for told in sorted(pairs.values(), key=lambda one: (-float(one[4]), one)):
        rows.writerow(told)
    return out.getvalue()
