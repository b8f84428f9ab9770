"""Print a record as JSON, without control codes for terminals."""

from __future__ import annotations

from typing import Any

import click

from mailrecon.errors import CONTROLS


def print_json(record: Any, indent: int | None = 2) -> None:
    r"""Print a record; a control in a name is written as `\u009b`, which JSON reads as itself."""
    import json

    text = json.dumps(record, ensure_ascii=False, indent=indent)
    click.echo(CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text))
