"""`mailrecon open`."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mailrecon.cli.inputs import Inputs
from mailrecon.cli.summary import sentence, summarise
from mailrecon.errors import ReadError, one_line
from mailrecon.extras import install_command
from mailrecon.pipeline import LinkOptions
from mailrecon.read.inputs import OpenedFile

if TYPE_CHECKING:
    from mailrecon.app.workbench import Opened, Setting


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
        from mailrecon.app.rebuilt import RebuiltDocuments
        from mailrecon.app.run import serve
        from mailrecon.app.workbench import Opened, Setting
    except ImportError as error:
        raise ReadError(
            f"`mailrecon open` needs packages that are not installed ({error.name}): "
            f"{install_command('app')}"
        ) from error
    path = corrections_path(names, corrections)
    linking = options(str(path) if path.exists() else None)

    def read(given: tuple[str, ...]) -> Opened:
        source = inputs(given)
        rebuilt = RebuiltDocuments()
        source.keep = lambda parsed, items: rebuilt.keep(parsed, items, linking.corrections)
        archive = source.reconstruct(linking)
        unread = tuple(item.reason for item in source.unread)
        click.echo(sentence(summarise(archive, source.unread)), err=True)
        return Opened(archive, _paths(source.files), unread, rebuilt)

    opened = read(names)
    reading = inputs(names).options

    def setting(folder: Path) -> Setting:
        return Setting(
            title=title or ", ".join(Path(item).name or item for item in names[:3]),
            corrections=path,
            by=by or getpass.getuser(),
            folder=folder,
            options=linking,
            read=lambda file: read((str(file),)),
            password=reading.password,
            ocr_language=reading.ocr_language,
        )

    click.echo(one_line(f"corrections: {path}"), err=True)
    serve(
        opened,
        setting,
        port=port,
        browser=browser,
        say=lambda text: click.echo(one_line(text), err=True),
    )


def corrections_path(names: tuple[str, ...], given: str | None) -> Path:
    """The file of corrections: the one given, or `corrections.jsonl` beside the first input."""
    if given is not None:
        return Path(given)
    first = Path(names[0])
    folder = Path.cwd() if names[0] == "-" else first.absolute().parent
    return folder / "corrections.jsonl"


def _paths(files: Iterable[OpenedFile]) -> dict[str, Path]:
    return {file.sha256: Path(file.name) for file in files if file.name != "-" and file.sha256}
