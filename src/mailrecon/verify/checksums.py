"""Check the checksums of a bag (RFC 8493), and of a manifest beside a file."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mailrecon.verify.finding import Finding, error, note
from mailrecon.writers.bag import TAG_FILES
from mailrecon.writers.manifest import DIGEST_KEY, file_sha256

_TAG_MANIFEST = "tagmanifest-sha256.txt"


def production_root(payload: Path) -> Path:
    """The folder that contains `DATA`: the payload, or its only volume."""
    volumes = [path.parent for path in payload.glob("*/DATA")]
    return volumes[0] if len(volumes) == 1 and not (payload / "DATA").is_dir() else payload


def is_bag(output: Path) -> bool:
    """Whether a folder is a bag, complete or damaged."""
    return output.is_dir() and any(
        (output / name).exists() for name in ("bagit.txt", "manifest-sha256.txt", _TAG_MANIFEST)
    )


def payload_of(output: Path) -> Path:
    """The folder with an output's files: `data` in a bag."""
    return output / "data" if is_bag(output) else output


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
    lines = [f"{file_sha256(output / tag)} {tag}\n" for tag in tags if tag != _TAG_MANIFEST]
    path = output / _TAG_MANIFEST
    if not path.is_file() or path.read_bytes() != "".join(sorted(lines)).encode():
        text = f"{_TAG_MANIFEST} does not list exactly the files that are there, as they are"
        yield error("bag", output.name, text)


def manifest_of(output: Path) -> Path | None:
    """The manifest of an output: in the bag, or beside the file."""
    inside = output / "provenance" / "manifest.json"
    beside = output.with_name(f"{output.name}.manifest.json")
    return next((path for path in (inside, beside) if path.is_file()), None)


def read_manifest(output: Path) -> Mapping[str, Any] | None:
    """The manifest of an output as an object; None if there is none, empty if it is malformed."""
    path = manifest_of(output)
    if path is None:
        return None
    try:
        record = json.loads(path.read_bytes())
    except (ValueError, RecursionError, OSError):
        return {}
    return record if isinstance(record, dict) else {}


def check_manifest(output: Path) -> Iterator[Finding]:
    """Compare the files of an output with the sizes and checksums in its manifest."""
    path, record = manifest_of(output), read_manifest(output)
    if path is None or record is None:
        text = "no manifest: only what the output says of itself could be checked"
        yield note("no-manifest", output.name, text)
        return
    head, separator, tail = path.read_bytes().rpartition(DIGEST_KEY)
    wanted = hashlib.sha256(head).hexdigest().encode("ascii") + b'"\n}\n'
    if not separator or tail != wanted:
        yield error("manifest", path.name, "it does not fit its own digest: it was changed")
    try:
        outputs = [(str(item["path"]), item["size"], item["sha256"]) for item in record["outputs"]]
    except (KeyError, TypeError):
        yield error("manifest", path.name, "is not a manifest as mailrecon writes it")
        return
    for name, size, sha256 in outputs:
        files = (folder / name for folder in (output, output.parent))
        file = next(filter(Path.is_file, files), None)
        if file is None:
            yield error("missing-file", name, "the manifest names it, but it is not there")
        elif file.stat().st_size != size or file_sha256(file) != sha256:
            yield error("checksum", name, "is not what the manifest says: it was changed")


def _one_line(failure: object) -> str:
    return " ".join(str(failure).split())
