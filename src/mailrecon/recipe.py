"""The recipe of an output: a record of how it was made, from which `mailrecon verify` rebuilds it.

Every message, record and row carries it, because each may be copied out of its output. A recipe
names the version, the documents and the options that shape the result, but no secret and no path.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar, cast

import msgspec
from msgspec import Struct, structs

from mailrecon.model import Archive
from mailrecon.regex import regex
from mailrecon.version import __version__

Options = TypeVar("Options")
# Field metadata of an option that is a secret, or that does not change the result.
UNRECORDED: Mapping[str, Any] = {"recorded": False}
_TEXT = regex(
    r"mailrecon=([^;\s]+); documents=(\d{1,18}|any)"
    r"(?:; sha256=([0-9a-f]{64}))?(?:; options=(\{.*\}))?",
    re.DOTALL,
)


class Recipe(Struct, frozen=True):
    """The facts that are needed to make an output again.

    `documents` is how many there were and `sha256` is over the SHA-256 of each, in order; both are
    None if the writer did not see all documents (a job on a cluster). `options` are those that
    differ from the defaults, as JSON values by their names in `ReadOptions`, `LinkOptions` and
    `WriteOptions`.
    """

    mailrecon: str
    documents: int | None
    sha256: str | None
    options: Mapping[str, Any]

    def record(self) -> dict[str, Any]:
        """The recipe as the JSON object of a record or a manifest."""
        return structs.asdict(self)

    def text(self) -> str:
        """The recipe on one line without white space in its values, for headers and tables."""
        if self.sha256 is None:
            parts = [f"mailrecon={self.mailrecon}", "documents=any"]
        else:
            parts = [
                f"mailrecon={self.mailrecon}",
                f"documents={self.documents}",
                f"sha256={self.sha256}",
            ]
        if self.options:
            import json

            written = json.dumps(self.options, sort_keys=True, separators=(",", ":"))
            parts.append("options=" + written.replace(" ", "\\u0020"))
        return "; ".join(parts)


class NotGiven(ValueError):
    """A file that the user named (`--people`) is missing now, or another one was given
    (`is_other`).
    """

    def __init__(self, name: str, *, is_other: bool) -> None:
        what = "another file" if is_other else "a file"
        than = "than the one" if is_other else "that is not"
        super().__init__(f"it was made with {what} for {name!r} {than} given")
        self.is_other = is_other


def recipe_of(archive: Archive, *options: Any) -> Recipe:
    """The recipe of an archive that is written with `options`."""
    hashes = [document.sha256 for document in archive.summaries]
    chosen = dict(archive.options)
    for item in options:
        chosen.update(recorded_options(item))
    return Recipe(__version__, len(hashes), digest_of(hashes), chosen)


def recipe_of_part(*options: Any) -> Recipe:
    """The recipe of an output that is written in parts, by writers that do not see the whole."""
    chosen: dict[str, Any] = {}
    for item in options:
        chosen.update(recorded_options(item))
    return Recipe(__version__, None, None, chosen)


def digest_of(hashes: Iterable[str]) -> str:
    """The SHA-256 over the SHA-256 of several documents, in order."""
    return hashlib.sha256("\n".join(hashes).encode("ascii")).hexdigest()


def recorded_options(options: Any) -> dict[str, Any]:
    """The values of a dataclass of options that differ from the defaults, as JSON values.

    For an option that the user gave as a file (`--people`), the file's SHA-256 is recorded; so it
    is for a value longer than its field's metadata allow (`longest`, in characters).
    """
    return {
        name: _written(value, metadata)
        for name, default, metadata in _recordable(cast(Hashable, type(options)))
        if (value := getattr(options, name)) != default
    }


@lru_cache(maxsize=64)
def _recordable(kind: Hashable) -> tuple[tuple[str, Any, Mapping[str, Any]], ...]:
    """The options of a dataclass that may be recorded: their names, defaults and metadata."""
    return tuple(
        (
            item.name,
            item.default if item.default_factory is MISSING else item.default_factory(),
            item.metadata,
        )
        for item in fields(cast(Any, kind))
        if item.metadata.get("recorded", True)
    )


def _written(value: Any, metadata: Mapping[str, Any]) -> Any:
    written = recorded_value(value)
    longest = metadata.get("longest")
    if longest is not None and len(str(written)) > longest:
        return f"sha256:{hashlib.sha256(str(written).encode()).hexdigest()}"
    return written


def recorded_value(value: Any) -> Any:
    """An option's value as the JSON value that a recipe or a manifest has for it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        if any(is_dataclass(item) or isinstance(item, Struct) for item in value):
            import json

            plain = [item if isinstance(item, Struct) else asdict(item) for item in value]
            written = json.dumps(msgspec.to_builtins(plain), sort_keys=True)
            return (
                f"sha256:{hashlib.sha256(written.encode('utf-8', 'backslashreplace')).hexdigest()}"
            )
        return [recorded_value(item) for item in value]
    return value


def options_from(
    kind: type[Options], recorded: Mapping[str, Any], given: Options | None = None
) -> Options:
    """The options that a recipe records. Options recorded as a SHA-256 or not at all come from
    `given`.

    Raises NotGiven where `given` lacks what is recorded, and ValueError where a value is of the
    wrong type.
    """
    values: dict[str, Any] = {}
    for item in fields(kind):  # type: ignore[arg-type]
        own = getattr(given, item.name) if given is not None else None
        if not item.metadata.get("recorded", True):
            if given is not None:
                values[item.name] = own
            continue
        if item.name not in recorded:
            continue
        value = recorded[item.name]
        if isinstance(value, str) and value.startswith("sha256:"):
            if own is None or _written(own, item.metadata) != value:
                raise NotGiven(item.name, is_other=bool(own))
            values[item.name] = own
            continue
        if len(str(value)) > item.metadata.get("longest", len(str(value))):
            raise ValueError(f"{item.name!r} is longer than a run records it")
        values[item.name] = _restored(value, item.default)
    return kind(**values)


def _restored(value: Any, default: Any) -> Any:
    if isinstance(default, Enum):
        return type(default)(value)
    if isinstance(value, list):
        return tuple(_restored(item, None) for item in value)
    if default not in (None, MISSING) and type(value) is not type(default):
        raise ValueError(f"{value!r} is not of the type of {default!r}")
    return value


def recipe_from_record(record: object) -> Recipe | None:
    """The recipe in the `run` of a record; None if it is not one."""
    if not isinstance(record, Mapping):
        return None
    version, documents = record.get("mailrecon"), record.get("documents")
    sha256, options = record.get("sha256"), record.get("options")
    if not isinstance(version, str) or not isinstance(options, Mapping):
        return None
    if not isinstance(documents, int | None) or not isinstance(sha256, str | None):
        return None
    return Recipe(version, documents, sha256, dict(options))


def recipe_from_text(text: str) -> Recipe | None:
    """The recipe in a header field or a cell; None if it is not one."""
    match = _TEXT.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    import json

    try:
        options = json.loads(match[4] or "{}")
    except (ValueError, RecursionError):
        return None
    count = None if match[2] == "any" else int(match[2])
    return recipe_from_record(
        {"mailrecon": match[1], "documents": count, "sha256": match[3], "options": options}
    )
