"""The options of a command: under titles in its help, completed by the shell."""

from __future__ import annotations

from typing import Any

import click
from click.shell_completion import CompletionItem
from click.types import StringParamType

from mailrecon.regex import regex

# A title and the options below it, in the order of the help. A test checks that no option of a
# command with many is missing.
OPTION_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "What is written",
        ("--to", "--force", "--forwards", "--ascii", "--only", "--ledger", "--manifest"),
    ),
    (
        "Load files and CSV",
        (
            "--prefix",
            "--start",
            "--volume",
            "--custodian",
            "--fields",
            "--images",
            "--endorse",
        ),
    ),
    (
        "Which messages, and who is who",
        (
            "--people",
            "--corrections",
            "--zone",
            "--infer-zones",
            "--fill-redacted",
            "--keep-duplicates",
            "--unheaded",
            "--fragments",
        ),
    ),
    (
        "How documents are read",
        ("--encoding", "--password", "--all-items", "--recovered", "--ocr-language"),
    ),
    (
        "The run",
        ("--jobs", "--timeout", "--strict", "--resume", "--engine", "--master"),
    ),
)
# With fewer options, titles would take more space than the options.
FEWEST_OPTIONS = 12
_REST = "Output on the terminal"


# `INPUT... OUTPUT.html`, `[SOURCE...]`, `FILE`: what the help calls the name of a file.
_NAMES_FILE = regex(r"\b(?:FILE|FOLDER|INPUT|OUTPUT|SOURCE)\b")


class FileName(StringParamType):
    """The name of a file, a folder, or `-`, of which the shell completes files and folders."""

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Leave it to the shell."""
        return [CompletionItem(incomplete, type="file")]


class GroupedOptions(click.Command):
    """A command whose help has its options in groups, if there are many."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for parameter in self.params:
            if _NAMES_FILE.search(parameter.metavar or "") and parameter.type is click.STRING:
                parameter.type = FileName()

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the options under the titles of `OPTION_GROUPS`; those in none come last."""
        rows: dict[str, tuple[str, str]] = {}
        for parameter in self.get_params(ctx):
            row = parameter.get_help_record(ctx)
            if row is not None and isinstance(parameter, click.Option):
                rows[max(parameter.opts, key=len)] = row
        if len(rows) < FEWEST_OPTIONS:
            super().format_options(ctx, formatter)
            return
        grouped = {name for _, names in OPTION_GROUPS for name in names}
        rest = tuple(name for name in rows if name not in grouped)
        for title, names in (*OPTION_GROUPS, (_REST, rest)):
            found = [rows[name] for name in names if name in rows]
            if found:
                with formatter.section(title):
                    formatter.write_dl(found)
