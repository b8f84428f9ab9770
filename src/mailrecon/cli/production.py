"""Options of `convert` for load files and CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from mailrecon.cli.options import bundled

if TYPE_CHECKING:
    from mailrecon.writers import Forwards, WriteOptions

_OPTIONS = (
    click.option(
        "--prefix",
        default="MR",
        show_default=True,
        help="The beginning of document numbers in load files and CSV.",
    ),
    click.option(
        "--start",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        help="The first document number.",
    ),
    click.option(
        "--volume", metavar="NAME", help="A folder for all files of a load file, such as VOL001."
    ),
    click.option(
        "--custodian",
        metavar="NAME",
        help="The custodian of the documents, for load files and CSV.",
    ),
    click.option(
        "--fields",
        "template",
        metavar="TEMPLATE",
        help="Columns of a load file: relativity, everlaw, disco, nuix, concordance, or a file.",
    ),
    click.option(
        "--images",
        "page_images",
        type=click.Choice(["jpeg", "tiff", "pdf", "none"]),
        default="jpeg",
        show_default=True,
        help="Page images of a load file.",
    ),
    click.option(
        "--endorse/--no-endorse",
        default=True,
        show_default=True,
        help="Write the document number below each page image.",
    ),
)


class ProductionArguments(NamedTuple):
    """The values of the options; `options` reads the template that they name."""

    prefix: str
    start: int
    volume: str | None
    custodian: str | None
    template: str | None
    page_images: str
    endorse: bool

    def options(self, forwards: Forwards, *, ascii_only: bool) -> WriteOptions:
        """The options for the library. Raises WriteError for values that cannot be used."""
        from mailrecon.page_images import ImageFormat
        from mailrecon.writers import WriteOptions

        template, kind = self.template, self.page_images
        columns: tuple[str, ...] = ()
        if template is not None:
            from mailrecon.writers.tables.loadfile import FIELDS
            from mailrecon.writers.tables.template import read_template

            columns = read_template(template, FIELDS)
        return WriteOptions(
            forwards,
            self.prefix,
            self.custodian or None,
            images=kind != "none",
            image_format=ImageFormat.JPEG if kind == "none" else ImageFormat(kind),
            endorse=self.endorse,
            start=self.start,
            volume=self.volume,
            fields=columns,
            ascii=ascii_only,
        )


production_options = bundled("production", ProductionArguments, tuple(reversed(_OPTIONS)))
