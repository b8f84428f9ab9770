"""The command line: arguments in, library calls, one clear line for each error."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from mailrecon.cli.linking import linking_options, read_options
from mailrecon.cli.production import production_options, write_options
from mailrecon.errors import MailreconError, Stopped, WriteError
from mailrecon.version import __version__

if TYPE_CHECKING:
    from mailrecon.read import ReadOptions


# What `mailrecon --help` lists, in groups; a test holds that no command is left out.
COMMAND_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Look", ("inspect", "report", "open", "hidden", "people")),
    ("Convert", ("convert", "network")),
    ("Correct", ("corrections",)),
    ("Check", ("verify", "check-production")),
    ("Know", ("languages",)),
)


class _Commands(click.Group):
    """A group that turns mailrecon's errors into one line and an exit code, never a traceback."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands in groups; one that is in none comes last."""
        grouped = {name for _, names in COMMAND_GROUPS for name in names}
        rest = tuple(name for name in self.list_commands(ctx) if name not in grouped)
        for title, names in (*COMMAND_GROUPS, ("Other", rest)):
            found = [(name, self.get_command(ctx, name)) for name in names]
            rows = [
                (name, command.get_short_help_str(formatter.width))
                for name, command in found
                if command is not None and not command.hidden
            ]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["standalone_mode"] = False
        try:
            code = super().main(*args, **kwargs)
            sys.exit(code if isinstance(code, int) else 0)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort:
            click.echo("mailrecon: stopped; nothing was written", err=True)
            sys.exit(Stopped.exit_code)
        except MailreconError as error:
            click.echo(f"mailrecon: {error}", err=True)
            sys.exit(error.exit_code)
        except OSError as error:
            if error.errno not in _DISK_FULL:
                _end_with_fault(error)
            click.echo(
                f"mailrecon: nothing more can be written ({error.strerror}): make room for "
                "standard output and temporary files",
                err=True,
            )
            sys.exit(WriteError.exit_code)
        except Exception as error:  # whatever it is, it's a fault of ours
            _end_with_fault(error)


_FAULT = 70
_DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def _end_with_fault(error: Exception) -> NoReturn:
    if os.environ.get("MAILRECON_TRACEBACK"):
        raise error
    click.echo(f"mailrecon: {_fault(error)}", err=True)
    sys.exit(_FAULT)


def _fault(error: Exception) -> str:
    """One line on an error that nothing foresaw: what, where, what to do."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return (
        f"a fault in mailrecon: {type(error).__name__} at {place} ({error}). Please report it; "
        "with MAILRECON_TRACEBACK=1 in the environment it tells more"
    )


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mailrecon")
def main() -> None:
    """Rebuild real mail from documents that only quote it."""


class _Seconds(click.FloatRange):
    """A number of seconds: `nan` is none, and `inf` is what no timer takes."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        seconds = super().convert(value, param, ctx)
        if not seconds < _LONGEST:
            self.fail(f"{value} is not a number of seconds below {_LONGEST}", param, ctx)
        return seconds


# Ten years; a system's timers end somewhere beyond.
_LONGEST = 315_360_000


Command = TypeVar("Command", bound=Callable[..., Any])


def _decoding(command: Command) -> Command:
    """Add the options that say how a document is read."""
    for option in (
        click.option(
            "--ocr-language",
            metavar="LANG",
            help="Language of scanned pages, as Tesseract names it (deu, jpn+eng).",
        ),
        click.option(
            "--recovered",
            is_flag=True,
            help="Read what a PST holds outside its folders, too: deleted items.",
        ),
        click.option(
            "--all-items",
            is_flag=True,
            help="Take contacts, appointments and other items of Outlook for mail, too.",
        ),
        click.option("--password", help="Password of encrypted documents and archives."),
        click.option(
            "--encoding",
            metavar="NAME",
            help="Read text in this encoding, whatever it says of itself.",
        ),
    ):
        command = option(command)
    return command


def _reading(command: Command) -> Command:
    """Add the options that say how many documents are read; `_inputs` takes them all."""
    for option in (
        click.option(
            "--timeout",
            type=_Seconds(min=0, min_open=True),
            default=600.0,
            show_default=True,
            metavar="SECONDS",
            help="Give up a file that takes longer, and go on with the others.",
        ),
        click.option(
            "--jobs",
            "-j",
            type=click.IntRange(min=1),
            metavar="N",
            help="Read so many files at once; without it one for each processor.",
        ),
        click.option("--strict", is_flag=True, help="Stop at the first document not readable."),
    ):
        command = option(command)
    return _decoding(command)


def _read_options(reading: dict[str, Any]) -> ReadOptions:
    """How documents are read, with the options taken out of `reading`."""
    from mailrecon.read import ReadOptions

    return ReadOptions(
        encoding=reading.pop("encoding"),
        password=reading.pop("password"),
        ocr_language=reading.pop("ocr_language"),
        all_items=reading.pop("all_items"),
        recovered=reading.pop("recovered"),
    )


def _inputs(names: tuple[str, ...], reading: dict[str, Any]) -> Any:
    """The inputs named, with the reading options taken out of `reading`."""
    from mailrecon.cli.inputs import Inputs

    options = _read_options(reading)
    jobs = reading.pop("jobs") or os.cpu_count() or 1
    return Inputs(names, options, reading.pop("strict"), jobs, reading.pop("timeout"))


# Kept here so that `--help` need not import the writers; a test compares it with their table.
FORMATS = (
    *("mbox", "mboxes", "eml", "maildir", "jsonl", "loadfile", "csv", "sqlite", "parquet"),
    *("ftm", "eaxs"),
)


def _told(context: click.Context) -> dict[str, Any]:
    """The options of a command as they hold, given or not, for its manifest; no password.

    A file of corrections is named with its SHA-256.
    """
    apart = {"paths", "password", "quiet", "as_json", "force", "jobs", "timeout", "resume"}
    told = {name: value for name, value in sorted(context.params.items()) if name not in apart}
    if told.get("corrections_file"):
        from mailrecon.corrections import digest_of_file

        told["corrections_sha256"] = digest_of_file(Path(told["corrections_file"]))
    return told


_quiet = click.option("--quiet", "-q", is_flag=True, help="Say nothing but errors.")


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="INPUT... OUTPUT")
@click.option(
    "--to",
    "format_name",
    type=click.Choice(FORMATS),
    help="Output format; without it the suffix of OUTPUT decides (.mbox, .jsonl, a folder).",
)
@click.option("--force", "-f", is_flag=True, help="Replace OUTPUT if it exists.")
@click.option(
    "--forwards",
    type=click.Choice(["attach", "inline", "none"]),
    default="attach",
    show_default=True,
    help="What becomes of a forwarded message inside the one that forwards it.",
)
@click.option(
    "--ascii",
    "ascii_only",
    is_flag=True,
    help="Keep mail and the names of EML files in ASCII, for programs that know nothing else.",
)
@click.option(
    "--ledger",
    metavar="FILE",
    help="Write what every character was taken for, as JSON Lines, to FILE.",
)
@click.option(
    "--manifest/--no-manifest",
    default=None,
    help="Record inputs, outputs, checksums and options; a folder becomes a BagIt bag. On by "
    "default for folders.",
)
@production_options
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped.")
@click.option(
    "--only",
    "only_file",
    metavar="FILE",
    help="Write the messages that FILE names only: a Message-ID, a number or a range a line.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Where the work is done: here, or on a cluster, which writes OUTPUT as a folder.",
)
@click.option(
    "--master", metavar="URL", help="The cluster of --engine spark (spark://host:7077, local[4])."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@linking_options
@_reading
@_quiet
def convert(
    paths: tuple[str, ...],
    format_name: str | None,
    force: bool,
    forwards: str,
    ledger: str | None,
    manifest: bool | None,
    resume: bool,
    engine: str,
    master: str | None,
    as_json: bool,
    quiet: bool,
    only_file: str | None,
    **more: Any,
) -> None:
    """Rebuild the messages quoted in INPUT and write them to OUTPUT.

    INPUT may be `-` for standard input, and OUTPUT `-` for standard output (mbox, or what --to
    says). Else OUTPUT is what its suffix says: .mbox, .jsonl for JSON Lines, none for a folder of
    EML files. --to overrides it.
    """
    if len(paths) < 2:
        raise click.UsageError("name at least one INPUT, and the OUTPUT last")
    from mailrecon.writers import Forwards

    writing = write_options(Forwards(forwards), more)
    if engine == "spark":
        from mailrecon.cli.spark import run as run_on_spark

        if more["corrections_file"]:
            raise click.UsageError("--engine spark takes no --corrections")
        if more["fragments"] or more["unheaded"]:
            raise click.UsageError("--engine spark takes no --fragments or --unheaded")
        if format_name or ledger or manifest or resume or only_file:
            raise click.UsageError(
                "--engine spark takes no --to, --ledger, --manifest, --resume or --only"
            )
        run_on_spark(
            inputs=_inputs(paths[:-1], more),
            output=paths[-1],
            master=master,
            force=force,
            writing=writing,
            as_json=as_json,
            quiet=quiet,
            options=read_options(**more),
        )
        return
    if master is not None:
        raise click.UsageError("--master goes with --engine spark")
    if paths[-1] == "-" and (as_json or resume):
        raise click.UsageError("OUTPUT - takes no --json and no --resume")
    from mailrecon.cli.convert import run

    run(
        inputs=_inputs(paths[:-1], more),
        output=paths[-1],
        format_name=format_name,
        force=force,
        resume=resume,
        ledger=ledger,
        manifest=manifest,
        as_json=as_json,
        quiet=quiet,
        options=read_options(**more),
        writing=writing,
        told=_told(click.get_current_context()),
        only=only_file,
        also_read=[more["people_file"], more["corrections_file"], only_file],
    )


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="INPUT...")
@click.option("--verbose", "-v", is_flag=True, help="Tell reasons, zones and every warning, too.")
@click.option("--lines", is_flag=True, help="Show each line with what it was taken for.")
@click.option(
    "--doubtful", is_flag=True, help="Show only messages that are doubtful, the least sure first."
)
@linking_options
@_reading
def inspect(
    paths: tuple[str, ...], lines: bool, doubtful: bool, verbose: bool, **more: Any
) -> None:
    """Show the threads found in INPUT as trees: who, when, what, and what is doubtful."""
    from mailrecon.cli.inspect import run

    if lines and doubtful:
        raise click.UsageError("--lines shows all lines: --doubtful does not go with it")
    run(
        inputs=_inputs(paths, more),
        lines=lines,
        doubtful=doubtful,
        verbose=verbose,
        options=read_options(**more),
    )


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="INPUT...")
@click.option("--output", "-o", metavar="FILE", help="Write to FILE instead of the terminal.")
@click.option("--force", "-f", is_flag=True, help="Replace FILE if it exists.")
@click.option("--proposals", is_flag=True, help="List who may be one person, and was not joined.")
@linking_options
@_reading
def people(
    paths: tuple[str, ...],
    proposals: bool,
    output: str | None,
    force: bool,
    **more: Any,
) -> None:
    """List who is in INPUT as CSV, to correct and give back to --people."""
    from mailrecon.cli.people import run

    run(
        inputs=_inputs(paths, more),
        output=output,
        force=force,
        proposals=proposals,
        options=read_options(**more),
        also_read=[more["people_file"], more["corrections_file"]],
    )


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="INPUT...")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@_reading
def hidden(paths: tuple[str, ...], as_json: bool, **more: Any) -> None:
    """List the text in INPUT that a reader of the page cannot see: where it is, how it is hidden,
    how many characters. The text itself is not shown.
    """
    from mailrecon.cli.hidden import run

    run(inputs=_inputs(paths, more), as_json=as_json)


@main.command()
@click.option("--markdown", is_flag=True, help="Print the page docs/languages.md.")
def languages(markdown: bool) -> None:
    """Show what the lexicon knows of each language."""
    from mailrecon.lexicon.coverage import as_markdown, as_text, coverage

    rows = coverage()
    click.echo(as_markdown(rows).rstrip("\n") if markdown else as_text(rows))


@main.command()
@click.argument("output", metavar="OUTPUT")
@click.argument("more_sources", nargs=-1, metavar="[SOURCE...]")
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="FILE",
    help="A document, folder or archive the output was made from (repeatable).",
)
@click.option("--ledger", metavar="FILE", help="The ledger written with OUTPUT.")
@click.option("--people", "people_file", metavar="FILE", help="The file that was given so.")
@click.option(
    "--corrections", "corrections_file", metavar="FILE", help="The file that was given so."
)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@_decoding
@_quiet
def verify(
    output: str,
    more_sources: tuple[str, ...],
    sources: tuple[str, ...],
    ledger: str | None,
    people_file: str | None,
    corrections_file: str | None,
    as_json: bool,
    quiet: bool,
    **more: Any,
) -> None:
    """Make OUTPUT again from the SOURCEs it was made from, and tell every field that differs.

    Without SOURCE it is checked against its checksums and the standards of mail. Sources can also
    be named behind OUTPUT. One line a finding; exit code 7 if any is an error.
    """
    from mailrecon.cli.verify import run

    reading = _read_options(more)
    run(
        output=output,
        sources=(*sources, *more_sources),
        ledger=ledger,
        people_file=people_file,
        corrections_file=corrections_file,
        options=reading if reading != type(reading)() else None,
        as_json=as_json,
        quiet=quiet,
    )


@main.command("check-production")
@click.argument("folder", metavar="FOLDER")
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@_quiet
def check_production(folder: str, as_json: bool, quiet: bool) -> None:
    """Check a production, whoever made it: load files, links, numbers, families, images.

    One line a problem; exit code 7 if any is an error.
    """
    from mailrecon.cli.check_production import run

    run(folder=folder, as_json=as_json, quiet=quiet)


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="INPUT... OUTPUT.html")
@click.option("--title", metavar="TEXT", help="The page's title; else the names of the inputs.")
@click.option("--force", "-f", is_flag=True, help="Replace OUTPUT if it exists.")
@linking_options
@_reading
@_quiet
def report(
    paths: tuple[str, ...], title: str | None, force: bool, quiet: bool, **more: Any
) -> None:
    """Show what was found in INPUT as one web page that needs nothing else: threads, timeline,
    people, each message beside its place in the document, and the reasons for what is inferred.
    """
    if len(paths) < 2:
        raise click.UsageError("name at least one INPUT, and the page to write last")
    from mailrecon.cli.report import run

    run(
        inputs=_inputs(paths[:-1], more),
        output=paths[-1],
        title=title,
        force=force,
        quiet=quiet,
        options=read_options(**more),
        also_read=[more["people_file"], more["corrections_file"]],
    )


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="INPUT... OUTPUT")
@click.option("--force", "-f", is_flag=True, help="Replace OUTPUT if it exists.")
@linking_options
@_reading
@_quiet
def network(paths: tuple[str, ...], force: bool, quiet: bool, **more: Any) -> None:
    """Write who wrote to whom in INPUT as a graph: OUTPUT ends in .gexf (Gephi) or .graphml.

    A node is a person with counts and degrees, an edge all messages of one to another.
    """
    if len(paths) < 2:
        raise click.UsageError("name at least one INPUT, and the OUTPUT last")
    from mailrecon.cli.network import run

    run(
        inputs=_inputs(paths[:-1], more),
        output=paths[-1],
        force=force,
        quiet=quiet,
        options=read_options(**more),
        also_read=[more["people_file"], more["corrections_file"]],
    )


@main.group()
def corrections() -> None:
    """Check, merge and list files of corrections: what people decided of documents."""


@corrections.command()
@click.argument("path", metavar="FILE")
@click.argument("paths", nargs=-1, required=True, metavar="INPUT...")
@click.option("--json", "as_json", is_flag=True, help="Print what became of each as JSON.")
@_reading
def check(path: str, paths: tuple[str, ...], as_json: bool, **more: Any) -> None:
    """Say of each correction in FILE whether it applies to INPUT, moved, or can't be applied."""
    from mailrecon.cli.corrections import check as run

    run(path=path, inputs=_inputs(paths, more), as_json=as_json)


@corrections.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option("--output", "-o", required=True, metavar="FILE", help="The file to write.")
@click.option("--force", "-f", is_flag=True, help="Replace it if it exists.")
def merge(paths: tuple[str, ...], output: str, force: bool) -> None:
    """Put several files together, by time, and list what contradicts one another."""
    from mailrecon.cli.corrections import merge as run

    run(paths=paths, output=output, force=force)


@corrections.command("list")
@click.argument("path", metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_(path: str, as_json: bool) -> None:
    """List what FILE holds, by time: who decided what, and what was undone."""
    from mailrecon.cli.corrections import show

    show(path=path, as_json=as_json)


@main.command("open")
@click.argument("paths", nargs=-1, required=True, metavar="INPUT...")
@click.option("--title", metavar="TEXT", help="The page's title; else the names of the inputs.")
@click.option("--by", metavar="NAME", help="Who decides; else your name on this machine.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="The port to listen on, on this machine alone; without it any that is free.",
)
@click.option("--browser/--no-browser", default=True, help="Open the page in the browser.")
@linking_options
@_reading
def open_command(
    paths: tuple[str, ...],
    title: str | None,
    by: str | None,
    port: int,
    browser: bool,
    **more: Any,
) -> None:
    """Open INPUT as a workbench in the browser: look, correct, measure. Nobody else can reach it.

    What is decided is written at once to corrections.jsonl beside the first INPUT, or to the file
    that --corrections names, which need not exist.
    """
    from mailrecon.cli.open import run

    corrections = more.pop("corrections_file")
    linking = {name: more.pop(name) for name in list(more) if name in _LINKING}
    run(
        inputs=lambda names: _inputs(names, dict(more)),
        names=paths,
        corrections=corrections,
        title=title,
        by=by,
        port=port,
        browser=browser,
        options=lambda file: read_options(corrections_file=file, **linking),
    )


_LINKING = frozenset(
    {
        "people_file",
        "zones",
        "infer_zones",
        "fill_redacted",
        "keep_duplicates",
        "fragments",
        "unheaded",
    }
)
