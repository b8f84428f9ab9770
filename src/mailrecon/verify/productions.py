"""Check a production by itself: what reviewers rely on, and its files by what its rows say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from mailrecon.loadfiles import Severity, check_production, read_opt
from mailrecon.verify.checksums import production_root
from mailrecon.verify.decode import dat_statements, fields_of
from mailrecon.verify.evidence import check_table, payload_of
from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.statement import Kind, Statement

# Rules whose breach is a warning for anybody's production, and never found in one of mailrecon's.
_NEVER_OURS = ("gap", "links", "numbers", "unlinked")
# The end of the first line of a load file with all columns.
_DIGEST_COLUMN = "þDIGESTþ".encode()


def tables_of(payload: Path) -> list[Path]:
    """The load files of a production; one of mailrecon's has one."""
    return sorted((production_root(payload) / "DATA").glob("*.dat"))


def natives_of(payload: Path) -> list[Path]:
    """The messages of a production."""
    return sorted((production_root(payload) / "NATIVES").rglob("*.eml"))


def check_loadfile(output: Path) -> Iterator[Finding]:
    """A production: its form, and each file by its hash."""
    payload = payload_of(output)
    for item in check_production(payload):
        if item.severity is Severity.ERROR or item.rule in _NEVER_OURS:
            yield error("loadfile", item.place, item.text)
    tables = tables_of(payload)
    if len(tables) != 1:
        yield error("loadfile", "DATA", f"{len(tables)} load files, not one")
        return
    data = tables[0].read_bytes()
    if not data.partition(b"\r\n")[0].endswith(_DIGEST_COLUMN):
        text = "was written with a template, so its rows can be checked with the sources only"
        yield note("no-evidence", tables[0].name, text)
        return
    yield from check_table(tables[0], concordance=True)
    files = {
        path.relative_to(payload).as_posix(): path
        for path in payload.rglob("*")
        if path.is_file() and not path.is_symlink()
    }
    images = _images(files, tables[0].with_suffix(".opt"))
    for row in dat_statements(data.replace(b"\r\n", b"\n"), tables[0].name):
        if row.kind is Kind.ROW:
            yield from _check_files(files, images, row)


def _images(files: Mapping[str, Path], table: Path) -> dict[str, str]:
    """The SHA-256 of the images of each document, by its first number."""
    found: dict[str, list[str]] = {}
    pages = read_opt(table.read_text("utf-8", "replace"))[0] if table.is_file() else []
    begin = ""
    for page in pages:
        begin = page.key if page.begins else begin
        found.setdefault(begin, []).append(_sha256(_linked(files, page.file)))
    return {begin: "; ".join(hashes) for begin, hashes in found.items()}


def _check_files(
    files: Mapping[str, Path], images: Mapping[str, str], row: Statement
) -> Iterator[Finding]:
    """Hold the native, the text and the images of a row to what it says of them.

    That they are there is part of `check_production`.
    """
    values = row.values
    found = {
        "IMAGESHA256": images.get(values.get("BEGDOC", ""), ""),
        "TEXTSHA256": _sha256(_linked(files, values.get("TEXTLINK", ""))),
    }
    native = _linked(files, values.get("NATIVELINK", ""))
    if native is not None:
        data = native.read_bytes()
        found |= {
            "MD5HASH": hashlib.md5(data, usedforsecurity=False).hexdigest().upper(),
            "SHA256": _sha256(native),
            "FILESIZE": str(len(data)),
        }
        # A native message may have no Message-ID, and the load file a generated one.
        if values.get("ISNATIVE") != "Y":
            found["MESSAGEID"] = fields_of(data.replace(b"\r\n", b"\n")).get("Message-ID", "")
    for column, wanted in found.items():
        if values.get(column) != wanted:
            yield error("checksum", row.place, f"its file has not the {column} given")


def _linked(files: Mapping[str, Path], link: str) -> Path | None:
    """The file of the production that a link names: `.\\VOL001\\TEXT\\0001\\X.txt`."""
    return files.get(link.replace("\\", "/").removeprefix("./"))


def _sha256(path: Path | None) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest().upper() if path is not None else ""
