"""The table of output formats, and `write`, which writes an archive in one of them.

A format is one module with its `write_…` function, and one row here; `docs/outputs.md` prints the
rows.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import IO

from msgspec import structs

from mailrecon import plugins
from mailrecon.errors import PluginError, WriteError
from mailrecon.model import Archive
from mailrecon.recipe import recipe_of
from mailrecon.regex import regex
from mailrecon.writers.atomic import atomic_folder, atomic_path, refuse_existing
from mailrecon.writers.format import Format, Pieces, Writer
from mailrecon.writers.mail.eml import EML_NAMES, write_eml
from mailrecon.writers.mail.maildir import MAILDIR_NAMES, write_maildir
from mailrecon.writers.mail.mbox import mbox_pieces, write_mbox
from mailrecon.writers.mail.mboxes import MBOXES_MARK, MBOXES_NAMES, write_mboxes
from mailrecon.writers.mail.rfc5322 import Forwards
from mailrecon.writers.options import WriteOptions
from mailrecon.writers.provenance.manifest import Run, manifest_path, output_entry, write_manifest

_PREFIX = r"[A-Za-z0-9][A-Za-z0-9_-]*"
_LOADFILE_NAMES = regex(
    rf"(?:{_PREFIX}/)?(?:DATA/{_PREFIX}\.(dat|opt)|NATIVES/\d{{4,}}/{_PREFIX}\.eml"
    rf"|TEXT/\d{{4,}}/{_PREFIX}\.txt|IMAGES/\d{{4,}}/{_PREFIX}\.(jpg|tif|pdf))"
)


def _writer(module: str, name: str) -> Writer:
    """The function of a module for a format that few runs write: imported when it is called."""

    def write_format(archive: Archive, path: Path, options: WriteOptions) -> None:
        getattr(import_module(f"mailrecon.writers.{module}"), name)(archive, path, options)

    return write_format


def _jsonl_pieces(archive: Archive, options: WriteOptions) -> Iterator[bytes]:
    from mailrecon.writers.provenance.jsonl import jsonl_pieces

    return jsonl_pieces(archive, options)


WRITERS: Mapping[str, Format] = {
    "mbox": Format(
        write_mbox,
        suffixes=(".mbox", ".mbx"),
        what="one file, mboxrd ([headers.md](headers.md#the-mbox-file))",
        used_by="mail programs",
        pieces=mbox_pieces,
    ),
    "mboxes": Format(
        write_mboxes,
        MBOXES_NAMES,
        MBOXES_MARK,
        what="an mbox for each mail folder",
        used_by="mail programs, ePADD",
    ),
    "eml": Format(
        write_eml, EML_NAMES, what="one file a message", used_by="mail programs, forensic tools"
    ),
    "maildir": Format(
        write_maildir,
        MAILDIR_NAMES,
        what="`cur`, `new`, `tmp`",
        used_by="mail servers, notmuch, mu, mutt",
    ),
    "jsonl": Format(
        _writer("provenance.jsonl", "write_jsonl"),
        suffixes=(".jsonl", ".ndjson"),
        what="one JSON object a line ([jsonl.md](jsonl.md))",
        used_by="programs",
        pieces=_jsonl_pieces,
    ),
    "loadfile": Format(
        _writer("tables.loadfile", "write_loadfile"),
        _LOADFILE_NAMES,
        what="a production with Concordance and Opticon load files",
        used_by="review platforms",
    ),
    "csv": Format(
        _writer("tables.csv_table", "write_csv"),
        suffixes=(".csv",),
        what="the load file's columns and the body as a table",
        used_by="spreadsheets, platforms",
    ),
    "sqlite": Format(
        _writer("tables.sqlite", "write_sqlite"),
        suffixes=(".sqlite", ".sqlite3", ".db"),
        what="a database with a full-text index",
        used_by="queries, Datasette",
    ),
    "parquet": Format(
        _writer("tables.parquet", "write_parquet"),
        suffixes=(".parquet",),
        what="one row a message (extra `parquet`)",
        used_by="data frames, query engines",
    ),
    "ftm": Format(
        _writer("exchange.ftm", "write_ftm"),
        suffixes=(".ftm", ".ijson"),
        what="FollowTheMoney entities, one a line",
        used_by="Aleph, OpenAleph",
    ),
    "eaxs": Format(
        _writer("exchange.eaxs", "write_eaxs"),
        suffixes=(".eaxs",),
        what="one XML file in the Email Account XML Schema",
        used_by="archives (DArcMail, TOMES)",
    ),
}


# Written by a command of its own.
_NETWORKS = frozenset({".gexf", ".graphml"})


@lru_cache(maxsize=1)
def writers() -> Mapping[str, Format]:
    """All formats by name; those of plugins have the names of their entry points.

    Raises PluginError.
    """
    names = plugins.plugin_names(plugins.WRITERS)
    plugins.refuse_clashes(plugins.WRITERS, set(WRITERS), names)
    others = {
        name: structs.replace(
            row, write=plugins.named_in_faults(f"the writer {name!r}", row.write, PluginError)
        )
        for name, row in zip(names, plugins.plugins(plugins.WRITERS, Format), strict=True)
    }
    return {**WRITERS, **others}


def _by_suffix() -> Mapping[str, str]:
    return {suffix: name for name, row in writers().items() for suffix in row.suffixes}


def format_of(path: Path) -> str:
    """The format that a path's suffix means; a folder or a name without suffix means EML.

    Raises WriteError for a suffix that no format has, and for `.eml`: EML is written as a folder
    with a file a message, so a path that names one file is a mistake.
    """
    suffix = path.suffix.lower()
    if os.path.isdir(path) or not suffix:  # noqa: PTH112 - false, too, for a name too long
        return "eml"
    if suffix == ".eml":
        raise WriteError(f"{path}: EML is written to a folder; name one and pass --to eml")
    suffixes = _by_suffix()
    found = suffixes.get(suffix)
    if found is None:
        if suffix in _NETWORKS:
            raise WriteError(f"{path}: a network has no mail; `mailrecon network` writes it")
        known = ", ".join(suffixes)
        raise WriteError(
            f"{path}: no format has the suffix {suffix!r} ({known}); choose one with --to, such as "
            "--to mbox, or name a folder without a suffix"
        )
    return found


def write_stream(archive: Archive, out: IO[bytes], pieces: Pieces, options: WriteOptions) -> None:
    """Write `archive` to `out` message by message, as the `pieces` of a format gives them.

    Data written before an error is kept.
    """
    archive, options = _prepared(archive, options)
    for piece in pieces(archive, options):
        out.write(piece)
    out.flush()


def _prepared(archive: Archive, options: WriteOptions) -> tuple[Archive, WriteOptions]:
    """The archive with the selected messages, and the options with a recipe."""
    # The recipe is that of the whole archive, so it is made before messages are selected.
    if options.recipe is None:
        options = replace(options, recipe=recipe_of(archive, options))
    if options.only is not None:
        from mailrecon.writers.selection import selected

        archive = selected(archive, options.only)
    return archive, options


def write(
    archive: Archive,
    path: str | Path,
    *,
    to: str | None = None,
    force: bool = False,
    run: Run | None = None,
    forwards: Forwards = Forwards.ATTACH,
    options: WriteOptions | None = None,
) -> None:
    """Write `archive` to `path` in the format `to`, or in the one the suffix names.

    With `run` a manifest records the run: a folder becomes a bag (RFC 8493) with the output as its
    payload, and a file gets its manifest beside it. `options` replace `forwards`, which is short
    for `WriteOptions(forwards=…)`. Raises WriteError if the path exists (without `force`) or cannot
    be written.
    """
    target = Path(path)
    name = to or format_of(target)
    chosen = writers().get(name)
    if chosen is None:
        raise WriteError(f"unknown format {name!r}; known: {', '.join(writers())}")
    archive, options = _prepared(archive, options or WriteOptions(forwards=forwards))
    if chosen.names is not None:
        from mailrecon.writers.provenance.bag import is_ours, make_bag

        names, mark = chosen.names, chosen.mark
        with atomic_folder(
            target, force=force, ours=lambda file: is_ours(target, file, names, mark)
        ) as folder:
            chosen.write(archive, folder, options)
            if run is not None:
                make_bag(folder, archive, run, name, options.recipe)
        return
    beside = manifest_path(target)
    if run is not None:
        refuse_existing(beside, force)
    with (
        atomic_path(beside, force=force) if run is not None else nullcontext() as record,
        atomic_path(target, force=force) as file,
    ):
        chosen.write(archive, file, options)
        if run is not None and record is not None:
            entries = [output_entry(file, target.name), *run.also_written()]
            write_manifest(record, archive, run, name, entries, options.recipe)
