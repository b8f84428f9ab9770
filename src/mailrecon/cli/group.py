"""The command `mailrecon`: its help, and how errors end it."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterable, MutableMapping
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from mailrecon.cli.option_groups import GroupedOptions
from mailrecon.errors import MailreconError, Stopped, WriteError, escape_controls, one_line
from mailrecon.version import __version__

# The commands as `mailrecon --help` groups them; a test checks that none is missing.
COMMAND_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Look", ("inspect", "report", "open", "hidden", "people")),
    ("Convert", ("convert", "network")),
    ("Correct", ("corrections",)),
    ("Check", ("verify", "check-production")),
    ("Know", ("languages",)),
)
# The modules that define the commands.
_MODULES = {
    name: f"mailrecon.cli.commands.{module}"
    for module, names in (
        ("look", ("inspect", "report", "open", "hidden", "people")),
        ("write", ("convert", "network")),
        ("correct", ("corrections",)),
        ("check", ("verify", "check-production")),
        ("know", ("languages",)),
    )
    for name in names
}
# Click shortens a command's help to one line; its first sentence is shown whole instead.
_LONGEST_SENTENCE = 300


class Sentences(click.Group):
    """A group whose help has the whole first sentence of each command."""

    command_class = GroupedOptions

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands."""
        self.write_commands(ctx, formatter, "Commands", self.list_commands(ctx))

    def write_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter, title: str, names: Iterable[str]
    ) -> None:
        """List some commands under a title; nothing if none of them is there."""
        found = [(name, self.get_command(ctx, name)) for name in names]
        rows = [
            (name, command.get_short_help_str(_LONGEST_SENTENCE))
            for name, command in found
            if command is not None and not command.hidden
        ]
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows)


class _Commands(Sentences):
    """A group that turns mailrecon's errors into one line and an exit code, never a traceback.

    The module of a command is imported when the command is asked for.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._known: dict[str, click.Command] = {}
        super().__init__(*args, **kwargs)

    @property
    def commands(self) -> MutableMapping[str, click.Command]:
        """All commands by name."""
        for module in sorted(set(_MODULES.values())):
            import_module(module)
        return self._known

    @commands.setter
    def commands(self, given: MutableMapping[str, click.Command]) -> None:
        self._known.update(given)

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command."""
        self._known[name or cmd.name or ""] = cmd

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; None if there is none."""
        if cmd_name in _MODULES:
            import_module(_MODULES[cmd_name])
        return self._known.get(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by group; commands without a group come last."""
        grouped = {name for _, names in COMMAND_GROUPS for name in names}
        rest = tuple(name for name in self.list_commands(ctx) if name not in grouped)
        for title, names in (*COMMAND_GROUPS, ("Other", rest)):
            self.write_commands(ctx, formatter, title, names)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["standalone_mode"] = False
        try:
            code = super().main(*args, **kwargs)
            sys.exit(code if isinstance(code, int) else 0)
        except click.ClickException as error:
            text = io.StringIO()
            error.show(file=text)
            click.echo(escape_controls(text.getvalue()), nl=False, err=True)
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
                f"mailrecon: nothing more can be written ({error.strerror}): free space for "
                "standard output and temporary files",
                err=True,
            )
            sys.exit(WriteError.exit_code)
        except Exception as error:  # any other error is a bug in mailrecon
            _end_with_fault(error)


# EX_SOFTWARE of sysexits.h.
_FAULT = 70
_DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def _end_with_fault(error: Exception) -> NoReturn:
    if os.environ.get("MAILRECON_TRACEBACK"):
        raise error
    click.echo(one_line(f"mailrecon: {_fault(error)}"), err=True)
    sys.exit(_FAULT)


def _fault(error: Exception) -> str:
    """One line for an unexpected error: what, where, what to do."""
    from traceback import extract_tb

    frames = extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return (
        f"a fault in mailrecon: {type(error).__name__} at {place} ({error}). Please report it; "
        "with MAILRECON_TRACEBACK=1 in the environment it prints a traceback"
    )


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mailrecon")
def main() -> None:
    """Rebuild real mail from documents that only quote it."""
