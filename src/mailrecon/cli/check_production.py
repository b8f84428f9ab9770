"""`mailrecon check-production`."""

from __future__ import annotations

from pathlib import Path

import click

from mailrecon.cli.printed_json import print_json
from mailrecon.errors import NotVerified, ReadError, one_line
from mailrecon.loadfiles import Severity, check_production


def run(*, folder: str, as_json: bool, quiet: bool) -> None:
    """Check a production and print each problem. Raises ReadError, and NotVerified for errors."""
    path = Path(folder)
    if not path.is_dir():
        raise ReadError(f"{folder}: is not a folder; name the folder of the production")
    try:
        problems = check_production(path)
    except OSError as failure:
        raise ReadError(f"{failure.filename}: cannot be read ({failure.strerror})") from failure
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if as_json:
        record = [
            {
                "severity": problem.severity.value,
                "rule": problem.rule,
                "place": problem.place,
                "text": problem.text,
            }
            for problem in problems
        ]
        print_json({"passed": not errors, "problems": record}, indent=None)
    else:
        for problem in problems:
            click.echo(one_line(str(problem)))
        if not quiet:
            click.echo(f"{errors} errors, {len(problems) - errors} warnings", err=True)
    if errors:
        raise NotVerified(f"{folder}: a platform would not load it correctly ({errors} errors)")
