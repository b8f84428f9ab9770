"""The table of languages: for `mailrecon languages` and `docs/languages.md`."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from mailrecon.lexicon import LABEL_SECTIONS, read_language_files

_LABELS = tuple(LABEL_SECTIONS)
_COUNTED = {
    "separators": ("forward_separators", "original_separators"),
    "attributions": ("attributions",),
    "prefixes": ("reply_prefixes", "forward_prefixes"),
    "counts": ("message_counts",),
    "redactions": ("redactions",),
    "signatures": ("device_signatures",),
    "furniture": ("page_furniture",),
}
_CLIENTS = ("outlook", "apple-mail", "gmail", "yahoo", "blackberry", "machine-translation")


class Coverage(Struct, frozen=True):
    """One language: its number of label roles, its phrases by kind, and their clients."""

    code: str
    name: str
    native_name: str
    roles: int
    phrases: Mapping[str, int]
    clients: tuple[str, ...]


def coverage() -> list[Coverage]:
    """The coverage of every language, by code. Raises LexiconError for a malformed file."""
    found = []
    for code, data in sorted(read_language_files().items()):
        labels = _section(data, "labels")
        phrases = {
            column: sum(len(_section(data, section)) for section in sections)
            for column, sections in _COUNTED.items()
        }
        sources = set(_section(data, "sources"))
        found.append(
            Coverage(
                code=code,
                name=str(data.get("name", "")),
                native_name=str(data.get("native_name", "")),
                roles=sum(bool(labels.get(role)) for role in _LABELS),
                phrases=phrases,
                clients=tuple(client for client in _CLIENTS if client in sources),
            )
        )
    return found


def _section(data: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def as_text(rows: list[Coverage]) -> str:
    """The table for a terminal."""
    columns = list(_COUNTED)
    lines = [f"{'code':8} {'language':22} {'roles':>5} " + " ".join(f"{c:>12}" for c in columns)]
    for row in rows:
        numbers = " ".join(f"{row.phrases[column]:>12}" for column in columns)
        lines.append(f"{row.code:8} {row.name[:22]:22} {row.roles:>2}/{len(_LABELS)} {numbers}")
    lines.append(f"{len(rows)} languages")
    return "\n".join(lines)


def as_markdown(rows: list[Coverage]) -> str:
    """The table as the page `docs/languages.md`."""
    columns = list(_COUNTED)
    head = ["code", "language", "own name", f"label roles of {len(_LABELS)}", *columns, "forms of"]
    lines = [
        "# Languages",
        "",
        "Generated from the language files by `mailrecon languages --markdown`; do not edit.",
        f'{len(rows)} languages. Numbers count phrases; "forms of" names the clients whose forms',
        "the file holds, beside others that its `sources` list.",
        "",
        "| " + " | ".join(head) + " |",
        "|" + " --- |" * len(head),
    ]
    for row in rows:
        cells = [row.code, row.name, row.native_name, str(row.roles)]
        cells += [str(row.phrases[column]) for column in columns]
        cells.append(", ".join(row.clients))
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
