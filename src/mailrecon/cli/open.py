"""`mailrecon open`."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mailrecon.cli.inputs import Inputs
from mailrecon.cli.summary import sentence, summarise
from mailrecon.errors import ReadError, one_line
from mailrecon.extras import install_command
from mailrecon.pipeline import LinkOptions

if TYPE_CHECKING:
    from mailrecon.app.workbench import Workbench


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

    `inputs` and `options` make what is read with the options of the command line.
    """
    try:
        from mailrecon.app.reading import hand_over
        from mailrecon.app.rebuilt import RebuiltDocuments
        from mailrecon.app.run import Serving, serve
        from mailrecon.app.workbench import Opened, Setting
    except ImportError as error:
        raise ReadError(
            f"`mailrecon open` needs packages that are not installed ({error.name}): "
            f"{install_command('app')}"
        ) from error
    path = corrections_path(names, corrections)
    linking = options(str(path) if path.exists() else None)

    def say(text: str) -> None:
        click.echo(one_line(text), err=True)

    def dropped(file: Path) -> Opened:
        source = inputs((str(file),))
        archive = source.reconstruct(linking)
        say(sentence(summarise(archive, source.unread)))
        return Opened(archive, *_found(source))

    reading = inputs(names).options

    def setting(folder: Path) -> Setting:
        return Setting(
            title=title or ", ".join(Path(item).name or item for item in names[:3]),
            corrections=path,
            by=by or getpass.getuser(),
            folder=folder,
            options=linking,
            read=dropped,
            password=reading.password,
            ocr_language=reading.ocr_language,
        )

    rebuilt = RebuiltDocuments()

    def read(bench: Workbench) -> None:
        source = inputs(names)
        source.watch = lambda share: bench.reading(round(100 * share))
        items = source.documents(linking)
        hand_over(items, bench, rebuilt, linking.corrections, lambda: _found(source))
        say(sentence(summarise(bench.wait(), source.unread)))

    say(f"corrections: {path}")
    nothing = Opened(rebuilt.archive([], linking), {}, (), rebuilt)
    serve(nothing, setting, Serving(port, browser, say), read)


def corrections_path(names: tuple[str, ...], given: str | None) -> Path:
    """The file of corrections: the one given, or `corrections.jsonl` beside the first input."""
    if given is not None:
        return Path(given)
    first = Path(names[0])
    folder = Path.cwd() if names[0] == "-" else first.absolute().parent
    return folder / "corrections.jsonl"


def _found(source: Inputs) -> tuple[dict[str, Path], tuple[str, ...]]:
    """The files that were opened, by their SHA-256, and what could not be read."""
    files = {
        file.sha256: Path(file.name) for file in source.files if file.name != "-" and file.sha256
    }
    return files, tuple(item.reason for item in source.unread)
