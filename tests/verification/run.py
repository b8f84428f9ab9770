"""Change every value of an output, or none: verify must find each change, and only these.

`python -m tests.verification.run [--every N] [--part I/P] [--write]` converts every fixture to
every format, with other options for each, makes the changes of `edits.py`, with checksums and
Message-IDs made anew, and verifies with the sources given. Then it converts with every option and
verifies what was not changed. A change that is missed, and a finding where nothing was changed, end
it with code 1. `--part 2/9` takes the second of nine parts of the fixtures; `--write` puts the
table into `docs/reliability.md`.

What is cheap by design: all is one process; files lie in memory where the system has a place for
that; the sources of a document are read and linked once, and an output is made again once, for all
changes that leave alone what it is made from. A change is of a kind: a format, a field, a way to
change it. Each kind is tried in the first 25 documents that have it, then in one of N (8), turning
with the document; `--every 1` makes every change in all. Four folders hold the same manifest,
records and ledger: these are changed in one of the four for a document, turning.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from msgspec import structs

from mailrecon import header_fields
from mailrecon.corrections.model import (
    Action,
    Correction,
    FieldName,
    FieldValue,
    NoteValue,
    new_correction,
    target_of,
)
from mailrecon.errors import MailreconError
from mailrecon.model import Archive, Document
from mailrecon.page_images import ImageFormat
from mailrecon.pipeline import LinkOptions, reconstruct_documents
from mailrecon.read import ReadOptions, read_path
from mailrecon.read.files.archives import OpenedFile
from mailrecon.read.files.inputs import read_inputs
from mailrecon.read.pdf.images import PageImages
from mailrecon.recipe import Recipe, recorded_options
from mailrecon.thread import Alias
from mailrecon.verify import (
    Finding,
    Level,
    Verified,
    compare,
    databases,
    decode,
    formats,
    rebuild,
    verify,
    verifying,
)
from mailrecon.verify.formats import OutputDescription, describe
from mailrecon.verify.rebuild import Asked, Given, NotRebuilt
from mailrecon.verify.statement import Statement
from mailrecon.writers import WRITERS, Forwards, Run, WriteOptions, write
from mailrecon.writers.tables.loadfile import FIELDS
from mailrecon.writers.tables.template import read_template
from tests.conftest import FIXTURES, ROOT
from tests.verification.edits import edits_of
from tests.verification.sly_edits import sly_edits

PAGE = ROOT / "docs" / "reliability.md"
FOLDERS = ("eml", "maildir", "mboxes", "loadfile")
# Changes of all but the files that folders have in common.
_OWN_FILES = r"^(?!manifest |messages\.jsonl|ledger\.jsonl)"
# Documents in which each kind of change is tried; above that it is one in `--every`.
_OF_EACH_KIND = 25
_SOMETIMES = 8
# Thousands of files are written for each document.
_MEMORY = Path("/dev/shm")
_ALIASES = (Alias("Ada Moor", "A. M."), Alias("Ben Ost", None, "ben@south.example"))
THREADS = {
    "defaults": LinkOptions(),
    "--keep-duplicates": LinkOptions(keep_duplicates=True),
    "--fill-redacted": LinkOptions(fill_redacted=True),
    "--infer-zones": LinkOptions(infer_zones=True),
    "--zone": LinkOptions(zone="Europe/Oslo"),
    "--people": LinkOptions(aliases=_ALIASES),
    "--fragments": LinkOptions(fragments=True),
    "--unheaded": LinkOptions(unheaded=True),
    "--corrections": LinkOptions(),  # those that `corrections_of` makes for each document
}
WRITING = {
    "defaults": WriteOptions(),
    "--forwards inline": WriteOptions(Forwards.INLINE),
    "--forwards none": WriteOptions(Forwards.NONE),
    "--prefix, --custodian": WriteOptions(prefix="X-", custodian="Ada  Moor"),
    "--only": WriteOptions(only="1"),
    "--start, --volume, --fields": WriteOptions(
        start=40, volume="VOL001", fields=read_template("relativity", FIELDS)
    ),
    "--images": WriteOptions(images=True, image_format=ImageFormat.TIFF, endorse=False),
}
# One of these options for each document whose outputs are changed.
_CHANGED_WITH = (
    ("defaults", "defaults"),
    ("--fragments", "--only"),
    ("--corrections", "defaults"),
    ("--unheaded", "--start, --volume, --fields"),
    ("--infer-zones", "--forwards inline"),
    ("defaults", "--prefix, --custodian"),
)


class Tried(NamedTuple):
    """What was changed in an output of a format, and whether verification named it."""

    kind: str
    name: str
    is_found: bool
    is_named: bool
    found: tuple[str, ...]


def fixtures() -> list[Path]:
    """The documents of the fixtures."""
    found = (path for path in FIXTURES.rglob("*") if path.suffix in (".txt", ".html", ".md"))
    return sorted(path for path in found if path.is_file() and not path.name.startswith("README"))


def rebuilt(document: Path, options: LinkOptions | None = None) -> Archive:
    """The archive of a document."""
    return reconstruct_documents(read_path(document, ReadOptions()), options or LinkOptions())


def corrections_of(document: Path) -> tuple[Correction, ...]:
    """Another subject for the first message of a document that has a header, and a note."""
    archive = rebuilt(document)
    for message in archive.messages:
        spans = message.source.header
        if message.original is None and spans and spans[0].end > spans[0].start:
            parsed = next(
                item for item in archive.parsed if item.document.name == message.source.document
            )
            text = parsed.document.text
            target = target_of(text, spans[0].start, spans[0].end)
            return tuple(
                new_correction(
                    action, value, by="Ida", document=parsed.document.sha256, target=target
                )
                for action, value in (
                    (Action.FIELD, FieldValue(FieldName.SUBJECT, text="The mole, once more")),
                    (Action.NOTE, NoteValue("seen")),
                )
            )
    return ()


def threads_of(name: str, document: Path) -> LinkOptions:
    """The options of linking by their name in `THREADS`."""
    if name == "--corrections":
        return LinkOptions(corrections=corrections_of(document))
    return THREADS[name]


def writing_of(name: str, document: Path) -> WriteOptions:
    """The options of writing by their name in `WRITING`."""
    options = WRITING[name]
    if not options.images:
        return options
    files: list[OpenedFile] = []
    list(read_inputs([str(document)], ReadOptions(), opened=files.append))
    return replace(options, page_image=PageImages(lambda: files, None))


def told_of(checked: Verified) -> list[str]:
    """The errors, and what is said of a document's name, which no source's bytes can prove."""
    renamed = [
        f"SOURCEDOC name: {item.text}" for item in checked.findings if item.code == "renamed"
    ]
    return [*errors_of(checked), *renamed]


def errors_of(checked: Verified) -> list[str]:
    """The errors among findings, as text."""
    return [
        f"{item.code}: {item.place}: {item.text}"
        for item in checked.findings
        if item.level is Level.ERROR
    ]


def changes_of(
    document: Path,
    kinds: Iterable[str],
    every: int,
    turn: int,
    names: str = "",
    *,
    is_given: bool = True,
    kinds_tried: Counter[tuple[str, str]] | None = None,
) -> Iterator[Tried]:
    """Change the outputs of one document, every N-th change beginning with the `turn`-th.

    `names` is a pattern; only changes in whose name it is found are made. Unless the document
    `is_given`, verification has the outputs alone. Changes of a kind that `kinds_tried` counts
    seldom are made, too.
    """
    threads_name, writing_name = _CHANGED_WITH[turn % len(_CHANGED_WITH)]
    threads, writing = threads_of(threads_name, document), writing_of(writing_name, document)
    archive = rebuilt(document, threads)
    if not archive.messages:
        return
    with made_once(), tempfile.TemporaryDirectory(prefix="mailrecon-changes-") as name:
        for kind in kinds:
            copy = WorkingCopy(Path(name) / kind, f"out.{kind}")
            run = run_of(document, threads, writing) if kind in FOLDERS else None
            write(archive, copy.output, to=kind, force=True, run=run, options=writing)
            copy.keep()
            edits = [*edits_of(kind, copy.output, turn), *sly_edits(kind)]
            for number, edit in enumerate(edits):
                if not re.search(names, edit.name):
                    continue
                if number % every != turn % every and not _is_new(kind, edit.name, kinds_tried):
                    continue
                edit.apply(copy.output)
                if copy.is_changed():
                    sources = [str(document)] if is_given else []
                    found = told_of(verify(copy.output, sources, linking=_kept(threads)))
                    named = edit.field is None or any(re.search(edit.field, text) for text in found)
                    yield Tried(kind, edit.name, bool(found), named, tuple(found))
                copy.restore()


def _is_new(kind: str, name: str, tried: Counter[tuple[str, str]] | None) -> bool:
    """Whether a kind of change was tried in few documents; counts this one."""
    if tried is None:
        return False
    key = kind, re.sub(r"\d+", "n", name)
    tried[key] += 1
    return tried[key] <= _OF_EACH_KIND


class WorkingCopy:
    """An output that is changed again and again: what it was is kept in memory, and put back."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir()
        self._folder = folder
        self._kept: dict[Path, bytes] = {}
        self._found: dict[Path, bytes] | None = None
        self.output = folder / name

    def keep(self) -> None:
        """Keep what the folder holds now."""
        self._kept = self._files()

    def is_changed(self) -> bool:
        """Whether the folder holds anything else than what was kept."""
        self._found = self._files()
        return self._found != self._kept

    def restore(self) -> None:
        """Put back what was kept; nothing was changed since `is_changed`, if that was asked."""
        found = self._files() if self._found is None else self._found
        self._found = None
        for path in found.keys() - self._kept.keys():
            path.unlink()
            for folder in path.parents:
                if folder == self._folder or any(folder.iterdir()):
                    break
                folder.rmdir()
        for path, data in self._kept.items():
            if found.get(path) != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)

    def _files(self) -> dict[Path, bytes]:
        files = (path for path in self._folder.rglob("*") if path.is_file())
        return {path: path.read_bytes() for path in files}


@contextmanager
def made_once() -> Iterator[None]:
    """Within it, verification reads the same sources once, and makes the same output again once.

    What is made depends on all that `rebuild` is given; of a manifest it reads all but the
    checksums of the output's files.
    """
    read, made, hidden = verifying.read_sources, verifying.rebuild, verifying.check_given
    sources: dict[Any, Given] = {}
    outputs: dict[Any, Path | NotRebuilt] = {}
    redactions: dict[Any, list[Finding]] = {}

    def read_once(names: Sequence[str], options: ReadOptions) -> Given:
        key = (tuple(names), options)
        if key not in sources:
            sources[key] = read(names, options)
        return sources[key]

    def made_before(
        given: Given, recipe: Recipe, recorded: OutputDescription, asked: Asked, folder: Path
    ) -> Path:
        manifest = recorded.manifest
        told = {k: v for k, v in (manifest or {}).items() if k not in ("outputs", "digest")}
        shown = json.dumps(told, sort_keys=True), manifest is None, recipe.text(), repr(asked)
        key = (*_key(given), *shown, recorded.output.name, recorded.form.name)
        if key not in outputs:
            place = Path(held) / str(len(outputs))
            place.mkdir()
            try:
                outputs[key] = made(given, recipe, recorded, asked, place)
            except NotRebuilt as failure:
                outputs[key] = failure
        found = outputs[key]
        if isinstance(found, NotRebuilt):
            raise found
        return found

    def hidden_once(given: Given) -> Iterator[Finding]:
        key = _key(given)
        if key not in redactions:
            redactions[key] = list(hidden(given))
        yield from redactions[key]

    decoders = {
        **databases.DECODERS,
        ".parquet": _read_once(databases.parquet_statements),
        ".sqlite": _read_once(databases.sqlite_statements),
    }
    with (
        tempfile.TemporaryDirectory(prefix="mailrecon-again-") as held,
        patch.object(verifying, "read_sources", read_once),
        patch.object(verifying, "rebuild", made_before),
        patch.object(verifying, "check_given", hidden_once),
        patch.object(rebuild, "reconstruct_documents", _linked_once()),
        patch.object(decode, "mail_values", lru_cache(4096)(decode.mail_values)),
        patch.object(decode, "json_values", lru_cache(4096)(decode.json_values)),
        patch.object(databases, "json_values", lru_cache(4096)(decode.json_values)),
        patch.object(formats, "DECODERS", decoders),
        patch.object(compare, "DECODERS", decoders),
        patch.object(decode, "_decoded", lru_cache(4096)(decode._decoded)),
        patch.object(header_fields, "encoded_words", lru_cache(4096)(header_fields.encoded_words)),
    ):
        yield


def _read_once(read: databases.Decoder) -> databases.Decoder:
    """What takes a file apart, and takes files with the same bytes apart once."""
    known: dict[tuple[bytes, str], list[Statement]] = {}

    def read_once(data: bytes, name: str) -> list[Statement]:
        key = data, name
        if key not in known:
            if len(known) > 50:
                known.pop(next(reversed(known)))  # the first is the output as it was
            known[key] = read(data, name)
        return known[key]

    return read_once


def _linked_once() -> Callable[[Iterable[Document], LinkOptions], Archive]:
    """`reconstruct_documents`, which links the same documents with the same options once."""
    linked: dict[Any, Archive] = {}

    def link(documents: Iterable[Document], options: LinkOptions) -> Archive:
        read = list(documents)
        key = (repr(options), *((item.name, item.sha256, item.text) for item in read))
        if key not in linked:
            linked[key] = reconstruct_documents(iter(read), options)
        return linked[key]

    return link


def _key(given: Given) -> tuple[Any, ...]:
    files = (
        (item.file, item.renamed, *((doc.name, doc.sha256) for doc in item.documents))
        for item in given.files
    )
    return (*files, *given.unread)


def _kept(threads: LinkOptions) -> LinkOptions:
    """What a record holds by its SHA-256 only."""
    return LinkOptions(aliases=threads.aliases, corrections=threads.corrections)


def honest_findings(document: Path, kinds: Iterable[str], turn: int) -> Iterator[str]:
    """Findings in outputs that nobody changed: there must be none.

    Each option of linking and of writing is tried in each format, in turns with a manifest and
    without; one in three is checked without the sources, too.
    """
    tried = [(name, "defaults") for name in THREADS] + [("defaults", name) for name in WRITING]
    for count, (threads_name, writing_name) in enumerate(dict.fromkeys(tried)):
        threads = threads_of(threads_name, document)
        archive = rebuilt(document, threads)
        writing = writing_of(writing_name, document)
        for number, kind in enumerate(kinds if archive.messages else (), start=turn + count):
            case = f"{document.name} {kind} {threads_name} {writing_name}"
            runs, is_alone = [number % 2 == 0], number % 3 == 0
            found = _honest(archive, document, kind, threads, writing, runs, is_alone=is_alone)
            yield from (f"{case} {text}" for text in found)


def honest_pairs(document: Path, kinds: Iterable[str], turn: int) -> Iterator[str]:
    """The same for one pair of options in each format, with a manifest and without.

    The outputs are also verified as by another version.
    """
    # 9 and 7 have no common factor, so that in 63 turns every pair comes once.
    names = list(THREADS)[turn % len(THREADS)], list(WRITING)[turn % len(WRITING)]
    threads, writing = threads_of(names[0], document), writing_of(names[1], document)
    archive = rebuilt(document, threads)
    for kind in kinds if archive.messages else ():
        found = _honest(archive, document, kind, threads, writing, [False, True], is_other=True)
        yield from (f"{document.name} {kind} {' '.join(names)} {text}" for text in found)


def _honest(
    archive: Archive,
    document: Path,
    kind: str,
    threads: LinkOptions,
    writing: WriteOptions,
    with_run: Iterable[bool],
    *,
    is_alone: bool = True,
    is_other: bool = False,
) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="mailrecon-honest-") as name:
        output = Path(name) / f"out.{kind}"
        for is_run in with_run:
            run = run_of(document, threads, writing) if is_run else None
            try:
                write(archive, output, to=kind, force=True, run=run, options=writing)
            except MailreconError as failure:
                yield f"is not written: {failure}"
                return
            only = Path(name) / "only.txt" if writing.only else None
            if only is not None:  # native mail does not record it
                only.write_text(str(writing.only), "utf-8")
            checked = verify(output, [str(document)], linking=_kept(threads), only=only)
            yield from (f"{item.code}: {item.text}" for item in checked.findings)
            if is_other or is_alone:
                yield from (f"by evidence: {text}" for text in errors_of(verify(output)))
            # Native mail alone does not say which version wrote it.
            if is_other and describe(output).recipes:
                with read_otherwise():
                    other = errors_of(
                        verify(output, [str(document)], linking=_kept(threads), only=only)
                    )
                yield from (f"by another version: {text}" for text in other)


@contextmanager
def read_otherwise() -> Iterator[None]:
    """Within it, verification is of another version, which reads and links in other ways."""

    def make(given: Given, recipe: Recipe, *told: Any) -> Path:
        switched = {
            name: not recipe.options.get(name, False)
            for name in ("keep_duplicates", "fill_redacted", "infer_zones", "unheaded", "fragments")
        }
        options = {**recipe.options, **switched}
        return rebuild.rebuild(given, structs.replace(recipe, options=options), *told)

    with (
        patch.object(verifying, "__version__", "another"),
        patch.object(verifying, "rebuild", make),
    ):
        yield


def run_of(document: Path, threads: LinkOptions, writing: WriteOptions) -> Run:
    """The run for a manifest, as the command tells it."""
    told = {**recorded_options(writing), "infer_zones": threads.infer_zones}
    return Run(options=told, inputs=inputs_of(document))


def inputs_of(document: Path) -> list[tuple[str, int, str]]:
    """What a manifest says of the file that was read."""
    from mailrecon.writers.provenance.manifest import file_sha256

    return [(str(document), document.stat().st_size, file_sha256(document))]


def main() -> None:
    """Try all fixtures; see the module."""
    with in_memory():
        _try_all()


@contextmanager
def in_memory() -> Iterator[None]:
    """Within it, files of no name lie in memory where the system has a place for that."""
    before = tempfile.tempdir
    tempfile.tempdir = str(_MEMORY) if _MEMORY.is_dir() else None
    try:
        yield
    finally:
        tempfile.tempdir = before


def _try_all() -> None:
    every = int(_argument("--every", str(_SOMETIMES)))
    tried: Counter[str] = Counter()
    kinds_tried: Counter[tuple[str, str]] = Counter()
    missed: list[str] = []
    unnamed: list[str] = []
    honest = with_mail = 0
    part, parts = _argument("--part", "1/1").split("/")
    documents = list(enumerate(fixtures()))[int(part) - 1 :: int(parts)]
    for count, (number, document) in enumerate(documents, start=1):
        before = tried.total()
        for item in _all_changes(document, every, number, kinds_tried):
            tried[item.kind] += 1
            case = f"{document.name} {item.kind}: {item.name}"
            missed += [] if item.is_found else [case]
            unnamed += [] if item.is_named else [case]
            if not item.is_found:
                print(f"missed: {case}", flush=True)
        with made_once():
            found = list(honest_findings(document, WRITERS, number))
        honest += len(found)
        with_mail += tried.total() > before
        print(*found[:5], sep="\n", end="\n" if found else "", flush=True)
        print(
            f"{count}/{len(documents)} {document.name}: {tried.total()} changes of "
            f"{len(kinds_tried)} kinds in {with_mail} documents with mail, {len(missed)} missed, "
            f"{honest} findings where nothing was changed; {dict(tried)}",
            file=sys.stderr,
            flush=True,
        )
    for title, cases in (("missed", missed), ("found, but not by its name", unnamed)):
        print(f"{title}: {len(cases)}", *cases[:200], sep="\n  ")
    table = "| format | changes tried | missed |\n| --- | --- | --- |\n" + "".join(
        f"| {kind} | {tried[kind]} | {sum(f' {kind}: ' in case for case in missed)} |\n"
        for kind in WRITERS
    )
    print(
        table, f"{len(documents)} documents, {honest} findings where nothing was changed", sep="\n"
    )
    if "--write" in sys.argv:
        _write(table, len(documents), every)
    sys.exit(1 if missed or honest else 0)


def _all_changes(
    document: Path, every: int, number: int, kinds_tried: Counter[tuple[str, str]]
) -> Iterator[Tried]:
    """The changes in all formats; those of files that folders share in one of them."""
    others = [kind for kind in FOLDERS if kind != FOLDERS[number % len(FOLDERS)]]
    rest = [kind for kind in WRITERS if kind not in others]
    yield from changes_of(document, rest, every, number, kinds_tried=kinds_tried)
    yield from changes_of(document, others, every, number, _OWN_FILES, kinds_tried=kinds_tried)


def _argument(name: str, default: str) -> str:
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default


def _write(table: str, documents: int, every: int) -> None:
    text = PAGE.read_text("utf-8")
    head, begin, rest = text.partition("<!-- changes -->\n")
    _, end, tail = rest.partition("<!-- /changes -->\n")
    share = "" if every == 1 else f" of a kind in {_OF_EACH_KIND} documents, then one in {every}"
    told = f"{documents} documents, every change{share}:\n\n"
    PAGE.write_text(f"{head}{begin}{told}{table}{end}{tail}", "utf-8")


if __name__ == "__main__":
    main()
