"""Merge the language files into `src/mailrecon/lexicon/tables.msgpack`: `make tables`.

The package reads the merged tables, so that no process spends a tenth of a second on sixty JSON
files. Tables made from other language files are not used; `tests/test_lexicon.py` fails when they
are stale. Do not edit them: the JSON files are the source.
"""

from __future__ import annotations

import sys
from typing import Any

import msgspec

from mailrecon.lexicon import FOLDER, TABLES, Tables, build, checksum

_ENCODER = msgspec.msgpack.Encoder()


def tables() -> bytes:
    """The file's bytes: the same for the same language files."""
    return _ENCODER.encode(_plain(Tables.of(checksum(), build())))


def _plain(value: Any) -> Any:
    """A value with sets sorted. The order of a dictionary matters, and is kept."""
    if isinstance(value, msgspec.Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def main() -> None:
    """Write the tables."""
    data = tables()
    (FOLDER / TABLES).write_bytes(data)
    print(f"{TABLES}: {len(data)} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
