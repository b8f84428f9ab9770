"""The options of a command, under titles in its help."""

from __future__ import annotations

import click

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


class GroupedOptions(click.Command):
    """A command whose help has its options in groups, if there are many."""

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
