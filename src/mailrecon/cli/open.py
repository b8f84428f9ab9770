"""`mailrecon open`."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from mailrecon.cli.inputs import Inputs, title_of
from mailrecon.cli.summary import sentence, summarise
from mailrecon.errors import ReadError, one_line
from mailrecon.extras import install_command
from mailrecon.pipeline import LinkOptions

if TYPE_CHECKING:
    from mailrecon.app.rebuilt import RebuiltDocuments
    from mailrecon.app.workbench import Opened, Workbench


class _Documents(NamedTuple):
    """The documents named on the command line, and how they are read and linked."""

    names: tuple[str, ...]
    inputs: Callable[[tuple[str, ...]], Inputs]
    linking: LinkOptions

    def read(self, rebuilt: RebuiltDocuments, bench: Workbench) -> None:
        """Read all documents while `bench` shows those read so far."""
        from mailrecon.app.reading import hand_over

        source = self.inputs(self.names)
        source.watch = lambda share: bench.reading(round(100 * share))
        items = source.documents(self.linking)
        hand_over(items, bench, rebuilt, self.linking.corrections, lambda: _found(source))
        _say(sentence(summarise(bench.wait(), source.unread)))

    def read_dropped(self, file: Path) -> Opened:
        """Read a file that was dropped into the page."""
        from mailrecon.app.workbench import Opened

        source = self.inputs((str(file),))
        archive = source.reconstruct(self.linking)
        _say(sentence(summarise(archive, source.unread)))
        return Opened(archive, *_found(source))


def run(
    *,
    inputs: Callable[[tuple[str, ...]], Inputs],
    names: tuple[str, ...],
    corrections: str | None,
    title: str | None,
    by: str | None,
    port: int,
    browser: bool,
    options: Callable[[str | None], LinkOptions],
) -> None:
    """Open the documents in the browser. Raises ReadError and WriteError.

    `inputs` and `options` make inputs and options from those of the command line.
    """
    try:
        from mailrecon.app.rebuilt import RebuiltDocuments
        from mailrecon.app.run import Serving, serve
        from mailrecon.app.workbench import Opened, Setting
    except ImportError as error:
        raise ReadError(
            f"`mailrecon open` needs packages that are not installed ({error.name}): "
            f"{install_command('app')}"
        ) from error
    path = corrections_path(names, corrections)
    documents = _Documents(names, inputs, options(str(path) if path.exists() else None))
    reading = inputs(names).options

    def setting(folder: Path) -> Setting:
        return Setting(
            title=title or title_of(names),
            corrections=path,
            by=by or getpass.getuser(),
            folder=folder,
            options=documents.linking,
            read=documents.read_dropped,
            password=reading.password,
            ocr_language=reading.ocr_language,
        )

    _say(f"decisions are kept in {path}")
    rebuilt = RebuiltDocuments()
    nothing = Opened(rebuilt.archive([], documents.linking), {}, (), rebuilt)
    serve(nothing, setting, Serving(port, browser, _say), partial(documents.read, rebuilt))


def _say(text: str) -> None:
    click.echo(one_line(text), err=True)


def corrections_path(names: tuple[str, ...], given: str | None) -> Path:
    """The file of corrections: the one given, or `corrections.jsonl` beside the first input."""
    if given is not None:
        return Path(given)
    first = Path(names[0])
    folder = Path.cwd() if names[0] == "-" else first.absolute().parent
    return folder / "corrections.jsonl"


def _found(source: Inputs) -> tuple[dict[str, Path], tuple[str, ...]]:
    """The opened files, by SHA-256, and the documents that could not be read."""
    files = {
        file.sha256: Path(file.name) for file in source.files if file.name != "-" and file.sha256
    }
    return files, tuple(item.reason for item in source.unread)
