"""Make an output again: read and rebuild the sources and write them as recorded."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import combinations, islice, permutations
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from mailrecon.errors import MailreconError, ReadError
from mailrecon.header_fields import clean
from mailrecon.model import Archive, Document
from mailrecon.pipeline import LinkOptions, reconstruct_documents
from mailrecon.read import ReadOptions
from mailrecon.read.files.archives import AbsentFile, OpenedFile, UnreadableDocument
from mailrecon.read.files.inputs import list_files, read_file
from mailrecon.read.pdf.images import PageImages
from mailrecon.recipe import (
    NotGiven,
    Recipe,
    digest_of,
    options_from,
    recorded_options,
    recorded_value,
)
from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.formats import LONE_MESSAGE, NETWORK, OutputDescription
from mailrecon.version import __version__
from mailrecon.writers import Run, WriteOptions, write
from mailrecon.writers.exchange.network import write_network
from mailrecon.writers.provenance.ledger import write_ledger
from mailrecon.writers.provenance.manifest import Input
from mailrecon.writers.selection import read_selection_file

# Orders of the sources that are tried, until one has the digest in the recipe.
_MOST_ORDERS = 20_000
# Options that a manifest records in another form than a recipe.
_BY_FILE = {"zones", "aliases", "corrections"}
# The file beside the new output for its ledger.
LEDGER_AGAIN = ".ledger-made-again.jsonl"


class NotRebuilt(Exception):
    """The output cannot be rebuilt, with the reason. `is_fault`: its record must be wrong."""

    def __init__(self, text: str, *, is_fault: bool = False) -> None:
        super().__init__(text)
        self.is_fault = is_fault


def not_followed(failure: Exception, recipe: Recipe) -> NotRebuilt:
    """The reason why the options of a recipe cannot be used. In an output of this version, they
    must have been changed.

    A file that was named for the conversion (`--people`) may be missing now; another version may
    have options that this one does not know.
    """
    missing = isinstance(failure, NotGiven) and not failure.is_other
    is_fault = not missing and recipe.mailrecon == __version__
    return NotRebuilt(str(failure), is_fault=is_fault)


def without_files(recipe: Recipe) -> Recipe:
    """A recipe without the options that were user files, which it records by SHA-256."""
    options = {
        name: value
        for name, value in recipe.options.items()
        if not str(value).startswith("sha256:")
    }
    return replace(recipe, options=options)


class SourceFile(Struct, frozen=True):
    """A file given as a source, the documents in it, and the files read with these."""

    file: OpenedFile
    documents: tuple[Document, ...]
    renamed: bool = False
    read_with: tuple[OpenedFile, ...] = ()


class Given(Struct):
    """The sources as read; `unread` are those that could not be read."""

    files: list[SourceFile] = field(default_factory=list)
    unread: list[UnreadableDocument] = field(default_factory=list)

    def documents(self) -> Iterator[Document]:
        """All documents in the order of reading."""
        for item in self.files:
            yield from item.documents


def read_sources(names: Sequence[str], options: ReadOptions) -> Given:
    """Read all sources as a conversion does."""
    given = Given()
    for file in list_files(names):
        if isinstance(file, UnreadableDocument):
            given.unread.append(file)
            continue
        opened: list[OpenedFile | AbsentFile] = []
        documents: list[Document] = []
        for item in read_file(file, options, opened.append):
            if isinstance(item, UnreadableDocument):
                given.unread.append(item)
            else:
                documents.append(item)
        were_there = [one for one in opened if isinstance(one, OpenedFile)]
        given.files.extend(
            SourceFile(one, tuple(documents), read_with=tuple(were_there[1:]))
            for one in were_there[:1]
        )
    return given


def in_order(given: Given, recipe: Recipe, named: Sequence[str]) -> list[SourceFile]:
    """The files in the order in which they were read for the output.

    `named` are the SHA-256 of documents in the order of the output or its manifest. Raises
    NotRebuilt if no order has the digest in the recipe.
    """
    if recipe.sha256 is None:
        return given.files
    for files in islice(_orders(given.files, named), _MOST_ORDERS):
        hashes = [document.sha256 for item in files for document in item.documents]
        if len(hashes) == recipe.documents and digest_of(hashes) == recipe.sha256:
            return list(files)
    raise NotRebuilt(
        f"was made from {recipe.documents} documents, which the sources given are not, byte for "
        "byte; name exactly those, in the same order",
        is_fault=True,
    )


def _orders(files: Sequence[SourceFile], named: Sequence[str]) -> Iterator[Sequence[SourceFile]]:
    yield files
    place: dict[str, int] = {}
    for number, sha256 in enumerate(named):
        place.setdefault(sha256, number)

    def first(item: SourceFile) -> int:
        return min((place.get(doc.sha256, len(place)) for doc in item.documents), default=0)

    ordered = sorted(files, key=first)
    yield ordered
    known = [item for item in ordered if first(item) < len(place)]
    yield known
    for size in range(len(files), 0, -1):
        for chosen in combinations(known if len(known) >= size else files, size):
            yield from permutations(chosen)


class Asked(Struct, frozen=True):
    """The user's input to verification: the sources, and options that no record contains.

    `linking` has the options that a recipe records only by SHA-256; `only` is the file that
    selected messages.
    """

    sources: tuple[str, ...] = ()
    ledger: Path | None = None
    reading: ReadOptions = ReadOptions()
    linking: LinkOptions | None = None
    only: Path | None = None


def rebuild(
    given: Given, recipe: Recipe, recorded: OutputDescription, asked: Asked, folder: Path
) -> Path:
    """Write the output again into `folder`, from files in the right order; return its path.

    Raises NotRebuilt, and ReadError if the selection cannot be read.
    """
    output, manifest = recorded.output, recorded.manifest
    files = [item.file for item in given.files]
    try:
        threads = options_from(LinkOptions, recipe.options, asked.linking)
        archive = reconstruct_documents(given.documents(), threads)
        writing = _writing(recipe, archive, asked.only)
    except ReadError:  # the file that selected messages could not be read
        raise
    except (ValueError, TypeError, RecursionError, MailreconError) as failure:
        raise not_followed(failure, recipe) from failure
    if writing.images:
        image = PageImages(lambda: files, asked.reading.password)
        writing = dataclasses.replace(writing, page_image=image)
    try:
        reading = options_from(ReadOptions, recipe.options)
        archive = replace(archive, options={**archive.options, **recorded_options(reading)})
        target = folder / output.name
        write_ledger(archive, folder / LEDGER_AGAIN, force=True)
        ledger = recorded_ledger(manifest, output)
        beside = (folder / ledger,) if ledger is not None else ()
        for path in beside:
            write_ledger(archive, path, force=True)
        run = None
        if manifest is not None:
            run = _run(manifest, given, beside, (reading, threads, writing))
        if recipe.sha256 is None:
            writing = dataclasses.replace(writing, recipe=recipe)
        if recorded.form.name == NETWORK:
            write_network(archive, target, force=True)
        else:
            to = "eml" if recorded.form.name == LONE_MESSAGE else recorded.form.name
            write(archive, target, to=to, force=True, run=run, options=writing)
    except MailreconError as failure:
        text = f"cannot be made as it says it was ({failure})"
        raise NotRebuilt(text, is_fault=True) from failure
    return target


def _writing(recipe: Recipe, archive: Archive, only: Path | None) -> WriteOptions:
    """The options of writing. Native mail records no selection, so the file given counts.

    Raises ValueError if the file selects other messages than the recipe records.
    """
    if only is None:
        return options_from(WriteOptions, recipe.options)
    ranges = read_selection_file(only, archive)
    selected = WriteOptions(only=ranges)
    recorded = recorded_options(selected)["only"]
    if recipe.options.get("only", recorded) != recorded:
        raise NotGiven("only", is_other=True)
    return dataclasses.replace(options_from(WriteOptions, recipe.options, selected), only=ranges)


def recorded_ledger(manifest: Mapping[str, Any] | None, output: Path) -> str | None:
    """The name of the ledger that the manifest lists among the outputs."""
    options = manifest.get("options") if manifest is not None else None
    ledger = options.get("ledger") if isinstance(options, Mapping) else None
    name = _last(ledger) if isinstance(ledger, str) else ""
    return name if name not in ("", ".", "..", output.name) else None


def _run(
    manifest: Mapping[str, Any], given: Given, beside: tuple[Path, ...], chosen: Iterable[Any]
) -> Run:
    """The recorded run, with facts that do not follow from the sources (time, paths, packages).

    If a recorded option contradicts the recipe, the recipe's value is used.
    """
    options = manifest.get("options")
    recorded = dict(options) if isinstance(options, Mapping) else {}
    for kind in chosen:
        for name in kind.__dataclass_fields__.keys() & recorded.keys() - _BY_FILE:
            value = recorded_value(getattr(kind, name))
            if (value or None) != (recorded[name] or None):
                recorded[name] = value
    time = None
    with suppress(ValueError):
        time = datetime.fromisoformat(str(manifest.get("time")))
    unread = [(item.name, item.reason) for item in given.unread]
    listed = manifest.get("unread")
    if isinstance(listed, list) and len(listed) == len(unread):
        entries = [item for item in listed if isinstance(item, Mapping)]
        names = [(str(item.get("name")), str(item.get("reason"))) for item in entries]
        unread = names if [n for n, _ in names] == [n for n, _ in unread] else unread
    environment = {key: manifest.get(key) for key in ("python", "packages")}
    return Run(recorded, list(_inputs(manifest, given)), unread, beside, time, environment)


def _inputs(manifest: Mapping[str, Any], given: Given) -> Iterator[Input]:
    """The files as read now, with the paths that were recorded."""
    recorded = manifest.get("inputs")
    if recorded == [] and not manifest.get("options"):  # written by the library, not by the command
        return
    paths = recorded if isinstance(recorded, list) else []
    recorded_at = iter(paths)

    def then(file: OpenedFile, *, renamed: bool = False) -> str:
        entry = next(recorded_at, None)
        path = entry.get("path") if isinstance(entry, Mapping) else None
        kept = isinstance(path, str) and (renamed or _last(path) == _last(file.name))
        return str(path) if kept else file.name

    for item in given.files:
        path = then(item.file, renamed=item.renamed)
        yield Input(path, item.file.size, item.file.sha256)
        for file in item.read_with:
            yield Input(then(file), file.size, file.sha256, path)


def check_inputs(manifest: Mapping[str, Any] | None, given: Given) -> Iterator[Finding]:
    """Check that all inputs in the manifest are among the sources, unchanged.

    They include files that belong to a source, such as a page's style sheets.
    """
    hashes = {file.sha256 for item in given.files for file in (item.file, *item.read_with)}
    inputs = (manifest or {}).get("inputs")
    for item in inputs if isinstance(inputs, list) else ():
        if isinstance(item, Mapping) and item.get("sha256") not in hashes:
            text = "was read for this output, and is not among the sources as it was"
            yield error("source-missing", str(item.get("path")), text)


def _last(path: str) -> str:
    """The file name of a path of any operating system."""
    return path.replace("\\", "/").rpartition("/")[2]


def renamed(given: Given, named: Sequence[tuple[str, str]]) -> tuple[Given, list[Finding]]:
    """The sources under the names that the output gives them, and notes on names and unread files.

    A file may have been renamed since; its bytes identify it. Nothing is renamed if one SHA-256 has
    several names.
    """
    stated, own = dict[str, set[str]](), dict[str, set[str]]()
    for sha256, name in named:
        stated.setdefault(sha256, set()).add(name)
    for document in given.documents():
        own.setdefault(document.sha256, set()).add(document.name)
    new: dict[str, str] = {}
    notes = [
        note("source-unreadable", item.name, f"cannot be read: {item.reason}")
        for item in given.unread
    ]
    for sha256, names in own.items():
        others = stated.get(sha256, names)
        if len(names) == len(others) == 1 and not {"", *names, *map(clean, names)} & others:
            (new[sha256],) = others
            notes += [
                note("renamed", old, f"is called {new[sha256]} in the output") for old in names
            ]
    files = []
    for item in given.files:
        documents = tuple(
            replace(document, name=new.get(document.sha256, document.name))
            for document in item.documents
        )
        changed = documents != item.documents
        files.append(replace(item, documents=documents, renamed=item.renamed or changed))
    return Given(files, given.unread), notes
