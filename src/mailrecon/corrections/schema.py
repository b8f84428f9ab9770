"""The JSON Schema of a line of a file of corrections, kept in `schema.json` beside this file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from mailrecon.corrections.file import CorrectionLine
from mailrecon.corrections.model import VALUES, WITHOUT_TARGET

PATH = Path(__file__).with_name("schema.json")


def json_schema() -> dict[str, Any]:
    """The schema (draft 2020-12): first the common part of all lines, then the value of each
    action.
    """
    kinds = list(dict.fromkeys(VALUES.values()))
    _, parts = msgspec.json.schema_components(
        [CorrectionLine, *kinds], ref_template="#/$defs/{name}"
    )
    line = parts.pop("CorrectionLine")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A correction of mailrecon",
        **{key: value for key, value in line.items() if key != "title"},
        "allOf": [
            {
                "if": {"properties": {"action": {"const": action.value}}},
                "then": {
                    "properties": {
                        "value": {"$ref": f"#/$defs/{kind.__name__}"},
                        **(
                            {}
                            if action in WITHOUT_TARGET
                            else {"document": {"type": "string"}, "target": {"type": "object"}}
                        ),
                    }
                },
            }
            for action, kind in VALUES.items()
        ],
        "$defs": parts,
    }


def schema_text() -> str:
    """The schema as the text of its file."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"
