"""Change everything an output says, or nothing: verify must find the one and not the other.

`python -m tests.verification.run [--every N] [--write]` converts the fixtures to every format,
makes each change of `edits.py` (every N-th, turning with the fixture), with checksums and
Message-IDs made anew, and verifies with the sources given. Then it converts with every option and
verifies what was not changed. A change that is missed, and a finding where nothing was changed, end
it with code 1. `--write` puts the table into `docs/reliability.md`.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from mailrecon.errors import MailreconError
from mailrecon.model import Archive
from mailrecon.pipeline import LinkOptions, reconstruct_documents
from mailrecon.read import ReadOptions, read_path
from mailrecon.recipe import recorded_options
from mailrecon.thread import Alias
from mailrecon.verify import Level, Verified, verify
from mailrecon.writers import WRITERS, Forwards, Run, WriteOptions, write
from tests.conftest import FIXTURES, ROOT
from tests.verification.edits import edits_of

PAGE = ROOT / "docs" / "reliability.md"
FOLDERS = ("eml", "maildir", "mboxes", "loadfile")
_ALIASES = (Alias("Ada Moor", "A. M."), Alias("Ben Ost", None, "ben@south.example"))
THREADS = {
    "defaults": LinkOptions(),
    "--keep-duplicates": LinkOptions(keep_duplicates=True),
    "--fill-redacted": LinkOptions(fill_redacted=True),
    "--infer-zones": LinkOptions(infer_zones=True),
    "--zone": LinkOptions(zone="Europe/Oslo"),
    "--people": LinkOptions(aliases=_ALIASES),
}
WRITING = {
    "defaults": WriteOptions(),
    "--forwards inline": WriteOptions(Forwards.INLINE),
    "--forwards none": WriteOptions(Forwards.NONE),
    "--prefix, --custodian": WriteOptions(prefix="X-", custodian="Ada  Moor"),
}


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


def rebuilt(document: Path, options: LinkOptions = THREADS["defaults"]) -> Archive:
    """The archive of a document."""
    return reconstruct_documents(read_path(document, ReadOptions()), options)


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


def changes_of(document: Path, kinds: Iterable[str], every: int, turn: int) -> Iterator[Tried]:
    """Change the outputs of one document, every N-th change beginning with the `turn`-th."""
    archive = rebuilt(document)
    if not archive.messages:
        return
    with tempfile.TemporaryDirectory(prefix="mailrecon-changes-") as name:
        for kind in kinds:
            base = Path(name) / "base" / f"out.{kind}"
            base.parent.mkdir(exist_ok=True)
            write(archive, base, to=kind, force=True, run=Run() if kind in FOLDERS else None)
            for number, edit in enumerate(edits_of(kind, base, turn)):
                if number % every != turn % every:
                    continue
                copy = Path(name) / "copy"
                copy.mkdir()
                output = copy / base.name
                (shutil.copytree if base.is_dir() else shutil.copyfile)(base, output)
                edit.apply(output)
                if not _is_same(base, output):
                    found = told_of(verify(output, [str(document)]))
                    named = edit.field is None or any(edit.field in text for text in found)
                    yield Tried(kind, edit.name, bool(found), named, tuple(found))
                shutil.rmtree(copy)


def _is_same(one: Path, other: Path) -> bool:
    names = [
        sorted(p.relative_to(top) for top_ in (top,) for p in top_.rglob("*"))
        for top in (one, other)
    ]
    if names[0] != names[1] or len(list(other.parent.iterdir())) > 1:
        return False
    if one.is_file():
        return one.read_bytes() == other.read_bytes()
    files = (path for path in names[0] if (one / path).is_file())
    return all((one / path).read_bytes() == (other / path).read_bytes() for path in files)


def honest_findings(document: Path, kinds: Iterable[str], turn: int | None = None) -> Iterator[str]:
    """Findings in outputs that nobody changed: there must be none.

    With `turn` one set of options is tried in each format, without it all of them.
    """
    for number, (threads_name, threads) in enumerate(THREADS.items()):
        archive = None
        for kind in kinds:
            for place, (writing_name, writing) in enumerate(WRITING.items()):
                if turn is not None and (number, place) != (
                    turn % len(THREADS),
                    turn % len(WRITING),
                ):
                    continue
                archive = archive or rebuilt(document, threads)
                if archive.messages:
                    case = f"{document.name} {kind} {threads_name} {writing_name}"
                    yield from _honest(archive, document, kind, threads, writing, case)


def _honest(
    archive: Archive,
    document: Path,
    kind: str,
    threads: LinkOptions,
    writing: WriteOptions,
    case: str,
) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="mailrecon-honest-") as name:
        output = Path(name) / f"out.{kind}"
        told = {**recorded_options(writing), "infer_zones": threads.infer_zones}
        for run in (None, Run(options=told, inputs=_inputs(document))):
            try:
                write(archive, output, to=kind, force=True, run=run, options=writing)
            except MailreconError as failure:
                yield f"{case}: {failure}"
                return
            checked = verify(output, [str(document)], linking=LinkOptions(aliases=threads.aliases))
            yield from (f"{case}: {item.code}: {item.text}" for item in checked.findings)


def _inputs(document: Path) -> list[tuple[str, int, str]]:
    from mailrecon.writers.manifest import file_sha256

    return [(str(document), document.stat().st_size, file_sha256(document))]


def main() -> None:
    """Try all fixtures; see the module."""
    every = int(sys.argv[sys.argv.index("--every") + 1]) if "--every" in sys.argv else 1
    tried: Counter[str] = Counter()
    missed: list[str] = []
    unnamed: list[str] = []
    honest = 0
    documents = fixtures()
    for number, document in enumerate(documents):
        for item in changes_of(document, WRITERS, every, number):
            tried[item.kind] += 1
            case = f"{document.name} {item.kind}: {item.name}"
            missed += [] if item.is_found else [case]
            unnamed += [] if item.is_named else [case]
        turn = number if every > 1 else None
        found = list(honest_findings(document, WRITERS, turn))
        honest += len(found)
        print(*found[:5], sep="\n", end="\n" if found else "", flush=True)
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


def _write(table: str, documents: int, every: int) -> None:
    text = PAGE.read_text("utf-8")
    head, begin, rest = text.partition("<!-- changes -->\n")
    _, end, tail = rest.partition("<!-- /changes -->\n")
    share = "every change" if every == 1 else f"one change in {every}"
    told = f"{documents} documents, {share} of each:\n\n"
    PAGE.write_text(f"{head}{begin}{told}{table}{end}{tail}", "utf-8")


if __name__ == "__main__":
    main()
