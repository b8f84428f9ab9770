"""Check the checksums of a bag (RFC 8493), and of a manifest beside a file."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mailrecon.verify.finding import Finding, error, note
from mailrecon.writers.bag import TAG_FILES

_DIGEST = b',\n "digest": "'
_TAG_MANIFEST = "tagmanifest-sha256.txt"
_CHUNK = 1 << 20


def production_root(payload: Path) -> Path:
    """The folder that contains `DATA`: the payload, or its only volume."""
    volumes = [path.parent for path in payload.glob("*/DATA")]
    return volumes[0] if len(volumes) == 1 and not (payload / "DATA").is_dir() else payload


def is_bag(output: Path) -> bool:
    """Whether a folder is a bag, complete or damaged."""
    return output.is_dir() and any(
        (output / name).exists() for name in ("bagit.txt", "manifest-sha256.txt", _TAG_MANIFEST)
    )


def check_bag(output: Path) -> Iterator[Finding]:
    """Check a bag by its manifests with the bagit library, and its tag manifest separately."""
    if not is_bag(output):
        return
    import bagit

    logging.getLogger("bagit").setLevel(logging.CRITICAL)
    try:
        bagit.Bag(str(output)).validate()
    except bagit.BagValidationError as failure:
        details = failure.details or [failure]
        for detail in details:
            yield error("bag", output.name, _one_line(detail))
    except (bagit.BagError, OSError, ValueError, LookupError, AttributeError, TypeError) as failure:
        # bagit does not check its own tag files.
        yield error("bag", output.name, _one_line(failure))
    # bagit accepts digests in capitals, and files that no manifest lists.
    tags = sorted(
        path.relative_to(output).as_posix()
        for path in output.rglob("*")
        if path.is_file() and path.relative_to(output).parts[0] != "data"
    )
    for tag in tags:
        if tag not in TAG_FILES:
            yield error("extra-file", tag, "is not a file that mailrecon puts into a bag")
    lines = [f"{_sha256(output / tag)} {tag}\n" for tag in tags if tag != _TAG_MANIFEST]
    path = output / _TAG_MANIFEST
    if not path.is_file() or path.read_bytes() != "".join(sorted(lines)).encode():
        text = f"{_TAG_MANIFEST} does not list exactly the files that are there, as they are"
        yield error("bag", output.name, text)


def manifest_of(output: Path) -> Path | None:
    """The manifest of an output: in the bag, or beside the file."""
    inside = output / "provenance" / "manifest.json"
    beside = output.with_name(f"{output.name}.manifest.json")
    return next((path for path in (inside, beside) if path.is_file()), None)


def check_manifest(output: Path) -> Iterator[Finding]:
    """Compare the files of an output with the sizes and checksums in its manifest."""
    path = manifest_of(output)
    if path is None:
        text = "no manifest: only what the output says of itself could be checked"
        yield note("no-manifest", output.name, text)
        return
    data = path.read_bytes()
    head, separator, tail = data.rpartition(_DIGEST)
    wanted = hashlib.sha256(head).hexdigest().encode("ascii") + b'"\n}\n'
    if not separator or tail != wanted:
        yield error("manifest", path.name, "it does not fit its own digest: it was changed")
    try:
        record = json.loads(data)
        outputs = [(item["path"], item["size"], item["sha256"]) for item in record["outputs"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        yield error("manifest", path.name, "is not a manifest as mailrecon writes it")
        return
    folder = output if output.is_dir() else output.parent
    for name, size, sha256 in outputs:
        file = folder / str(name)
        if not file.is_file():
            file = output.parent / str(name)
        if not file.is_file():
            yield error("missing-file", str(name), "the manifest names it, but it is not there")
        elif file.stat().st_size != size or _sha256(file) != sha256:
            yield error("checksum", str(name), "is not what the manifest says: it was changed")


def recorded_inputs(output: Path) -> list[tuple[str, str]]:
    """The path and SHA-256 of each input in the manifest."""
    return [
        (str(item.get("path")), str(item.get("sha256")))
        for item in _record(output).get("inputs", ())
        if isinstance(item, dict)
    ]


def _record(output: Path) -> dict[str, Any]:
    path = manifest_of(output)
    if path is None:
        return {}
    try:
        record = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _one_line(failure: object) -> str:
    return " ".join(str(failure).split())
