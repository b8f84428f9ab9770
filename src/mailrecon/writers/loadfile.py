"""A production for review platforms: Concordance and Opticon load files, natives, text, images."""

from __future__ import annotations

import re
from hashlib import md5, sha256
from pathlib import Path

from mailrecon.model import Archive, Message
from mailrecon.offsets import offset_text
from mailrecon.writers.columns import MULTIPLE, clock_text, day_text, people_text
from mailrecon.writers.options import WriteOptions
from mailrecon.writers.production import COLUMNS, Produced, produce
from mailrecon.writers.rfc5322 import index_by_id, message_bytes, source_texts
from mailrecon.writers.rows import CONCORDANCE, digested, heading

_PREFIX = r"[A-Za-z0-9][A-Za-z0-9_-]*"
LOADFILE_NAMES = re.compile(
    rf"DATA/{_PREFIX}\.(dat|opt)|NATIVES/\d{{4,}}/{_PREFIX}\.eml|TEXT/\d{{4,}}/{_PREFIX}\.txt"
    rf"|IMAGES/\d{{4,}}/{_PREFIX}\.jpg"
)
# Platforms and people open folders; more files than this in one make both slow.
_PER_FOLDER = 1000
# What stands for a line break in a value.
_NEWLINE = "\xae"
_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
OWN_COLUMNS = (
    "CUSTODIAN",
    "RUN",
    "MD5HASH",
    "SHA256",
    "NATIVELINK",
    "TEXTLINK",
    "PAGECOUNT",
    "FILESIZE",
    "TEXTSHA256",
    "IMAGESHA256",
)


def write_loadfile(archive: Archive, path: Path, options: WriteOptions) -> None:
    """Fill the folder `path` with `DATA`, `NATIVES`, `TEXT` and, for paged sources, `IMAGES`.

    Raises WriteError for a document prefix that can't be one.
    """
    by_id = index_by_id(archive)
    texts = source_texts(archive, options.forwards)
    (path / "DATA").mkdir()
    opticon: list[str] = []
    with (path / "DATA" / f"{options.prefix}.dat").open("wb") as out:
        out.write(heading(CONCORDANCE, [*COLUMNS, *OWN_COLUMNS]))
        for number, item in enumerate(produce(archive, options)):
            volume = f"{number // _PER_FOLDER + 1:04d}"
            native = message_bytes(item.message, by_id, options.forwards, texts, options.recipe)
            native = native.replace(b"\n", b"\r\n")
            native_link = _put(path, f"NATIVES/{volume}/{item.begin}.eml", native)
            text = extracted_text(item.message).encode("utf-8", "backslashreplace")
            text_link = _put(path, f"TEXT/{volume}/{item.begin}.txt", text)
            opticon.extend(_put_images(path, volume, item))
            values = [column(item) for column in COLUMNS.values()]
            values += [
                options.custodian or "",
                options.recipe.text() if options.recipe is not None else "",
                md5(native, usedforsecurity=False).hexdigest().upper(),
                _sha256(native),
                _windows(native_link),
                _windows(text_link),
                str(len(item.images)) if item.images else "",
                str(len(native)),
                _sha256(text),
                MULTIPLE.join(map(_sha256, item.images)),
            ]
            out.write(digested(CONCORDANCE, [_value(value) for value in values]))
    if opticon:
        lines = "".join(f"{line}\r\n" for line in opticon)
        (path / "DATA" / f"{options.prefix}.opt").write_text(lines, encoding="ascii", newline="")


def extracted_text(message: Message) -> str:
    """What a reviewer reads and searches: the header fields that are known, and the body."""
    when = message.when
    date = ""
    if when is not None:
        zone = f" {offset_text(when.offset)}" if when.offset is not None else ""
        date = f"{day_text(when)} {clock_text(when)}".rstrip() + zone
    lines = (
        ("From", people_text([message.originator] if message.originator else [])),
        ("Date", date or message.date_printed or ""),
        ("To", people_text(message.to)),
        ("Cc", people_text(message.cc)),
        ("Bcc", people_text(message.bcc)),
        ("Subject", message.subject or ""),
    )
    head = "".join(f"{name}: {' '.join(value.split())}\n" for name, value in lines if value)
    return f"{head}\n{message.body}\n"


def _sha256(data: bytes) -> str:
    return sha256(data).hexdigest().upper()


def _put(path: Path, name: str, data: bytes) -> str:
    target = path / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return name


def _put_images(path: Path, volume: str, item: Produced) -> list[str]:
    """The Opticon lines of a document's pages: key, volume, file, new document, …, page count."""
    lines = []
    prefix = item.begin.rstrip("0123456789")
    width = len(item.begin) - len(prefix)
    first = int(item.begin[len(prefix) :])
    for page, image in enumerate(item.images):
        key = f"{prefix}{first + page:0{width}d}"
        link = _put(path, f"IMAGES/{volume}/{key}.jpg", image)
        begins = f"Y,,,{len(item.images)}" if page == 0 else ",,,"
        lines.append(f"{key},{volume},{_windows(link)},{begins}")
    return lines


def _windows(link: str) -> str:
    """A path as load files write it: relative to the production, with backslashes."""
    return ".\\" + link.replace("/", "\\")


def _value(text: str) -> str:
    """A value without what would end its field: breaks as `®`, printed `®` spelled out."""
    return _CONTROLS.sub(" ", _BREAKS.sub(_NEWLINE, text.replace(_NEWLINE, "(R)")))
