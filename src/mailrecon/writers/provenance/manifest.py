"""The record of a run: inputs, outputs, options, versions and time (`docs/manifest.md`)."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct, field

from mailrecon.model import Archive
from mailrecon.recipe import Recipe
from mailrecon.version import __version__
from mailrecon.writers.provenance.digest import sealed

# Packages whose version can change the result.
_PACKAGES = (
    "bagit",
    "chardet",
    "compressed-rtf",
    "email-validator",
    "jdatetime",
    "lxml",
    "libpff-python",
    "olefile",
    "pillow",
    "pyarrow",
    "pypdfium2",
    "python-dateutil",
    "selectolax",
    "tzdata",
)
# Separates a manifest from its digest, which is taken over the bytes before this key.
DIGEST_KEY = b',\n "digest": "'
_CHUNK = 1 << 20
# The most `ingestion` events of unread documents; the list `unread` has all of them.
_MOST_UNREAD = 1000


class Input(NamedTuple):
    """A file that was read; `read_with` is the path of the file to which it belongs, if any."""

    path: str
    size: int
    sha256: str
    read_with: str | None = None


class Run(Struct, frozen=True):
    """The options and inputs of a run, for its manifest.

    `inputs` are the files read (path, size in bytes, SHA-256), `unread` the documents that could
    not be read (name, reason), `beside` the files written with the output, such as a ledger. `time`
    and `environment` (the keys `python` and `packages`) are those of now unless given.
    """

    options: Mapping[str, Any] = field(default_factory=dict)
    inputs: Sequence[Input | tuple[str, int, str]] = ()
    unread: Sequence[tuple[str, str]] = ()
    beside: tuple[Path, ...] = ()
    time: datetime | None = None
    environment: Mapping[str, Any] | None = None

    def also_written(self) -> list[dict[str, Any]]:
        """The entries of the files written beside the output."""
        return [output_entry(path, path.name) for path in self.beside]


def manifest_path(output: Path) -> Path:
    """The path of the manifest of an output that is one file: `out.mbox.manifest.json`."""
    return output.with_name(f"{output.name}.manifest.json")


def run_time() -> datetime:
    """The time for the manifest, in UTC: SOURCE_DATE_EPOCH if it is set, otherwise now.

    https://reproducible-builds.org/specs/source-date-epoch
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC).replace(microsecond=0)


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file as hexadecimal digits. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def output_entry(path: Path, name: str) -> dict[str, Any]:
    """A written file as the manifest lists it: name, size in bytes, SHA-256."""
    return {"path": name, "size": path.stat().st_size, "sha256": file_sha256(path)}


def manifest_record(
    archive: Archive,
    run: Run,
    format_name: str,
    outputs: Iterable[dict[str, Any]],
    recipe: Recipe | None,
) -> dict[str, Any]:
    """The manifest as the JSON object of `docs/manifest.md`, without its digest."""
    messages, found = len(archive.messages), archive.counts()
    time = (run.time or run_time()).isoformat()
    return {
        "mailrecon": __version__,
        "time": time,
        **(run.environment or environment()),
        "format": format_name,
        "options": dict(run.options),
        "run": recipe.record() if recipe is not None else None,
        "inputs": [_input_entry(Input(*item)) for item in run.inputs],
        "documents": [
            {
                "name": document.name,
                "sha256": document.sha256,
                "kind": document.kind,
                "encoding": document.encoding,
                "characters": document.characters,
                "hidden": document.hidden_counts(),
            }
            for document in archive.summaries
        ],
        "unread": [{"name": name, "reason": reason} for name, reason in run.unread],
        "counts": {
            "documents": len(archive.summaries),
            "messages": messages,
            "threads": found.threads,
            "warnings": len(archive.warnings) + found.warnings.total(),
        },
        "outputs": list(outputs),
        "events": list(_events(run, time, messages)),
    }


def _input_entry(item: Input) -> dict[str, Any]:
    entry = {"path": item.path, "size": item.size, "sha256": item.sha256}
    return entry if item.read_with is None else {**entry, "read_with": item.read_with}


def _events(run: Run, time: str, messages: int) -> Iterator[dict[str, Any]]:
    """The run as events of PREMIS 3, one for all objects that it concerns.

    Event types are from the Library of Congress's vocabulary. Objects are referred to by the
    manifest's list that has them (`inputs`, `documents`, `outputs`, `unread`).
    """
    agent = {"linkingAgentIdentifierType": "software", "linkingAgentRole": "executing program"}
    agent["linkingAgentIdentifierValue"] = f"mailrecon {__version__}"
    done = (
        ("message digest calculation", "SHA-256 of each file read", "success", ("inputs",), ()),
        *(
            ("ingestion", f"{name}: not read: {reason}", "failure", ("unread",), ())
            for name, reason in run.unread[:_MOST_UNREAD]
        ),
        (
            "creation",
            f"{messages} messages rebuilt from what the documents print",
            "success",
            ("documents",),
            ("outputs",),
        ),
        ("message digest calculation", "SHA-256 of each file written", "success", ("outputs",), ()),
    )
    for kind, detail, outcome, sources, results in done:
        yield {
            "eventType": kind,
            "eventDateTime": time,
            "eventDetail": detail,
            "eventOutcome": outcome,
            "linkingAgent": agent,
            "source": list(sources),
            "outcome": list(results),
        }


def write_manifest(
    path: Path,
    archive: Archive,
    run: Run,
    format_name: str,
    outputs: Iterable[dict[str, Any]],
    recipe: Recipe | None,
) -> None:
    """Write the manifest of a run to `path` as JSON."""
    record = manifest_record(archive, run, format_name, outputs, recipe)
    import json

    text = json.dumps(record, ensure_ascii=False, indent=1).removesuffix("\n}")
    data = text.encode("utf-8", "backslashreplace")
    path.write_bytes(sealed(data, DIGEST_KEY, b'"\n}\n'))


def environment() -> dict[str, Any]:
    """The versions of Python and of packages that can change the result: `python`, `packages`."""
    return {"python": platform.python_version(), "packages": dict(_versions())}


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    """Each package with its version; cached, because the lookup takes as long as a small output."""
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for name in _PACKAGES:
        with suppress(PackageNotFoundError):
            found.append((name, version(name)))
    return tuple(found)
