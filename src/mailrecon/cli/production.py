"""Options of `convert` for load files and CSV."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from mailrecon.writers import Forwards, WriteOptions

_Command = Callable[..., None]
_OPTIONS = (
    click.option(
        "--prefix",
        default="MR",
        show_default=True,
        help="What document numbers of a load file or CSV begin with.",
    ),
    click.option(
        "--start",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        help="The first document number.",
    ),
    click.option("--volume", metavar="NAME", help="Folder of a load file's files, such as VOL001."),
    click.option(
        "--custodian", metavar="NAME", help="Who held the documents, for load files and CSV."
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


def production_options(command: _Command) -> _Command:
    """Add the options to a command."""
    return reduce(lambda done, option: option(done), reversed(_OPTIONS), command)


def write_options(forwards: Forwards, given: dict[str, Any]) -> WriteOptions:
    """The options as `given` on the command line, which they are taken out of.

    Raises WriteError for a value that can be none.
    """
    from mailrecon.page_images import ImageFormat
    from mailrecon.writers import WriteOptions
    from mailrecon.writers.loadfile import FIELDS
    from mailrecon.writers.template import read_template

    template, kind = given.pop("template"), given.pop("page_images")
    return WriteOptions(
        forwards,
        given.pop("prefix"),
        given.pop("custodian") or None,
        images=kind != "none",
        image_format=ImageFormat.JPEG if kind == "none" else ImageFormat(kind),
        endorse=given.pop("endorse"),
        start=given.pop("start"),
        volume=given.pop("volume"),
        fields=read_template(template, FIELDS) if template is not None else (),
        ascii=given.pop("ascii_only"),
    )
