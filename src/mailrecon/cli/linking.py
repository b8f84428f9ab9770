"""Options about people, zones and duplicates, and the CSV files of people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from mailrecon.cli.options import bundled, inputs_of, job_options, reading_options
from mailrecon.errors import ReadError

if TYPE_CHECKING:
    from mailrecon.cli.inputs import Inputs
    from mailrecon.corrections import Correction
    from mailrecon.model import Identity
    from mailrecon.pipeline.options import JobOptions
    from mailrecon.read import ReadOptions
    from mailrecon.thread.options import Alias, LinkOptions

COLUMNS = ("name", "alias", "address")
# Optional columns: details about a person that are not from the documents.
MORE_COLUMNS = ("role", "organisation", "note")


class LinkingArguments(NamedTuple):
    """The values of the options; `options` reads the files that they name."""

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
        """The files that `options` reads; None for an option that is not given."""
        return [self.people_file, self.corrections_file]

    def options(self) -> LinkOptions:
        """The options for the library. Raises ReadError for a file that cannot be read."""
        from mailrecon.thread.options import LinkOptions

        zone: str | None = None
        of_people: list[tuple[str, str]] = []
        # `--zone Europe/Oslo` is for everyone, `--zone "Ann Poe=Asia/Tokyo"` for one person.
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
            help="Also make (partial) messages of quoted pieces between an answer's lines.",
        ),
        click.option(
            "--unheaded",
            is_flag=True,
            help="Also make messages of headerless text above a quotation; authors are inferred.",
        ),
        click.option(
            "--keep-duplicates",
            is_flag=True,
            help="Keep copies of the same message apart, linked to one another.",
        ),
        click.option(
            "--fill-redacted",
            is_flag=True,
            help="Use a redacted person's address if the documents print it elsewhere.",
        ),
        click.option(
            "--infer-zones",
            is_flag=True,
            help="Give dates without a zone an offset if the evidence leaves only one.",
        ),
        click.option(
            "--zone",
            "zones",
            multiple=True,
            metavar="[PERSON=]ZONE",
            help="Zone of dates without one, for everyone or for one person (repeatable).",
        ),
        click.option(
            "--corrections",
            "corrections_file",
            metavar="FILE",
            help="A file of corrections (see `mailrecon corrections`).",
        ),
        click.option(
            "--people",
            "people_file",
            metavar="FILE",
            help="A CSV file of people: names, aliases, addresses (see `mailrecon people`).",
        ),
    ),
)


class DocumentArguments(NamedTuple):
    """The options for reading and linking documents, which most commands have."""

    linking: LinkingArguments
    reading: ReadOptions
    jobs: JobOptions

    def inputs(self, names: tuple[str, ...]) -> Inputs:
        """The inputs of a command, from its arguments."""
        return inputs_of(names, self.reading, self.jobs)

    def options(self) -> LinkOptions:
        """The options of linking. Raises ReadError for a file that cannot be read."""
        return self.linking.options()

    @property
    def files(self) -> list[str | None]:
        """The files besides the inputs that are read; None for an option that is not given."""
        return self.linking.files


def document_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of `DocumentArguments`, and pass them to a command as `documents`."""

    @wraps(command)
    def run(
        *, linking: LinkingArguments, reading: ReadOptions, jobs: JobOptions, **given: Any
    ) -> Any:
        return command(**given, documents=DocumentArguments(linking, reading, jobs))

    return linking_options(reading_options(job_options(run)))


def read_corrections(path: str | None) -> tuple[Correction, ...]:
    """The corrections of a file that are in force and affect outputs. Raises ReadError."""
    if path is None:
        return ()
    from mailrecon.corrections import in_force, load_corrections, reaches_outputs

    return tuple(item for item in in_force(load_corrections(Path(path))) if reaches_outputs(item))


def read_people(path: Path) -> Iterable[Alias]:
    """The rows of a CSV file of people. Raises ReadError."""
    from mailrecon.thread.options import Alias

    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise ReadError(f"{path}: cannot be read ({reason})") from error
    from csv import DictReader

    rows = DictReader(StringIO(text, newline=""))
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
    """All names and addresses found, one a line, in the form that `--people` reads.

    The column `reasons`, which `--people` ignores, has the reasons why names were joined, and other
    people that the person may be.
    """
    out = StringIO(newline="")
    from csv import writer

    rows = writer(out, lineterminator="\n")
    rows.writerow((*COLUMNS, *MORE_COLUMNS, "reasons"))
    for identity in people:
        name, reasons = identity.name or "", "; ".join(identity.reasons)
        known = (identity.role or "", identity.organisation or "", identity.note or "")
        variants = [
            ("" if printed is None or printed == name else printed, address)
            for printed, address in identity.variants
        ]
        # `Ann Poe` without an address is redundant if another row has the name.
        telling = [one for one in dict.fromkeys(variants) if any(one)] or variants[:1]
        for alias, address in telling:
            rows.writerow((name, alias, address or "", *known, reasons))
            known, reasons = ("", "", ""), ""
    return out.getvalue()


def proposals_as_csv(people: Iterable[Identity]) -> str:
    """Pairs of people that may be the same but were not joined, most likely first, one a line.

    Columns: `name`, `person` (the id), `may_be`, `person_may_be`, `score` (0 to 1), `reasons`.
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
            # Both people have the proposal; it is listed only once.
            pairs.setdefault((min(mine, theirs), max(mine, theirs)), row)
    out = StringIO(newline="")
    from csv import writer

    rows = writer(out, lineterminator="\n")
    rows.writerow(("name", "person", "may_be", "person_may_be", "score", "reasons"))
    for pair in sorted(pairs.values(), key=lambda one: (-float(one[4]), one)):
        rows.writerow(pair)
    return out.getvalue()
