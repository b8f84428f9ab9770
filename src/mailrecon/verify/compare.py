"""Compare an output with the one that should have been written, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mailrecon.regex import regex
from mailrecon.verify.databases import DECODERS, Unreadable
from mailrecon.verify.decode import mail_statements
from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.formats import LONE_MESSAGE
from mailrecon.verify.statement import SAME_VALUES, compare_statements
from mailrecon.verify.transport import normalised

# Offset of the version number of SQLite that wrote a file (SQLite file format, section 1.3.15).
_SQLITE_VERSION = slice(96, 100)
_NUMBER = regex(r"\d+")
_NEW = regex(r"\bnew$")
_FLAGS = regex(r":2,[A-Za-z]*$")


def compare_outputs(
    found: Path, wanted: Path, kind: str, *, is_part: bool = False
) -> Iterator[Finding]:
    """Compare an output with the one made again; no findings if they are equal."""
    if kind == LONE_MESSAGE:
        yield from _compare_lone_message(found, wanted)
    elif found.is_dir():
        yield from _compare_folders(found, wanted)
    else:
        yield from compare_file(found, wanted, found.name, f".{kind}", is_part=is_part)


def compare_file(
    found: Path, wanted: Path, name: str, suffix: str = ".jsonl", *, is_part: bool = False
) -> Iterator[Finding]:
    """Compare a file with the one made again; `suffix` selects its decoder."""
    one, other = found.read_bytes(), wanted.read_bytes()
    if one == other:
        return
    if suffix not in DECODERS:
        yield error("changed", name, "is not what the sources give, byte for byte")
        return
    form = error("form", name, SAME_VALUES)
    if suffix == ".sqlite" and one[_SQLITE_VERSION] != other[_SQLITE_VERSION]:
        form = note("form", name, f"{SAME_VALUES}: another version of SQLite wrote it")
    one, other, changes = normalised(one, other, suffix)
    if one != other:
        try:
            first, second = (DECODERS[suffix](data, name) for data in (one, other))
            if suffix == ".parquet" and is_part:  # Spark has types and metadata of its own
                first, second = first[1:], second[1:]
            findings = list(compare_statements(first, second, name, is_part=is_part))
            yield from findings or ([] if is_part else [form])
        except Unreadable as failure:
            yield error("changed", name, f"cannot be read ({failure})")
    for text in changes:
        yield note("transport", name, text)


def _compare_folders(found: Path, wanted: Path) -> Iterator[Finding]:
    one, other = _names(found), _names(wanted)
    renamed = {_number_of(name): name for name in sorted(one.keys() - other.keys(), reverse=True)}
    pairs = {name: name for name in one if name in other}
    for name in sorted(other.keys() - one.keys()):
        again = renamed.pop(_number_of(name), None)
        if again is None:
            yield error("missing-file", name, "the sources give this file, which is not there")
            continue
        pairs[again] = name
        if _FLAGS.sub("", again).rpartition("/")[2] == _FLAGS.sub("", name).rpartition("/")[2]:
            yield note("transport", again, "a mail program set flags in its name")
        else:
            yield error("file-name", again, f"must be named {name}")
    for name, again in pairs.items():
        if one[name].is_file() and not one[name].is_symlink():  # `describe` reports the others
            # A file of a Maildir has no suffix.
            suffix = ".eml" if one[name].parent.name in ("cur", "new") else one[name].suffix
            yield from compare_file(one[name], other[again], name, suffix)
    for name in sorted(one.keys() - pairs.keys()):
        yield error("extra-file", name, "is a file that the sources do not give")


def _names(folder: Path) -> dict[str, Path]:
    """The files of a folder by their paths in it; links are listed, but not followed."""
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or not path.is_dir()
    }


def _number_of(name: str) -> tuple[str, str]:
    """The folder and number of a message's file: `0004_…`, or `0000000004.…` in `cur` or `new`.

    If only these agree, the file has the wrong name. A file without a number has an empty one.
    """
    folder, _, last = name.rpartition("/")
    number = _NUMBER.match(last)
    return _NEW.sub("cur", folder), number[0].lstrip("0") if number is not None else last


def _compare_lone_message(found: Path, folder: Path) -> Iterator[Finding]:
    """Compare a single message with the one of the folder that has its Message-ID."""
    data = found.read_bytes().replace(b"\r\n", b"\n")
    (statement,) = mail_statements(data, found.name)
    for path in _names(folder).values():
        content = path.read_bytes()
        if [statement.key] == [item.key for item in mail_statements(content, path.name)]:
            yield from compare_file(found, path, found.name, ".eml")
            return
    yield error("extra-message", found.name, f"the sources do not give {statement.key}")
