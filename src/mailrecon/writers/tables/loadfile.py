"""A production for review platforms: Concordance and Opticon load files, natives, text, images.

MR.dat has a row a document, MR.opt a row a page image; both name files by Windows paths relative to
the production (`.\\NATIVES\\0001\\MR00000001.eml`).
"""

from __future__ import annotations

from hashlib import md5, sha256
from pathlib import Path
from typing import NamedTuple

from mailrecon.loadfiles import CONCORDANCE as DELIMITERS
from mailrecon.loadfiles import OpticonPage, write_opt
from mailrecon.model import Archive, Message
from mailrecon.offsets import offset_text
from mailrecon.regex import regex
from mailrecon.writers.mail.rfc5322 import message_bytes, source_texts
from mailrecon.writers.options import WriteOptions
from mailrecon.writers.tables.columns import MULTIPLE, clock_text, day_text, people_text
from mailrecon.writers.tables.production import COLUMNS, Produced, produce
from mailrecon.writers.tables.rows import CONCORDANCE, digested, heading
from mailrecon.writers.tables.template import headings

# More files than this in one folder make platforms and file managers slow.
_PER_FOLDER = 1000
_BREAKS = regex("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = regex("[\x00-\x08\x0e-\x1f\x7f]")
# Fields about files, which a CSV has no use for.
OWN_COLUMNS = (
    "CUSTODIAN",
    "ALLCUSTODIANS",
    "FILENAME",
    "DOCEXT",
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
FIELDS = (*COLUMNS, *OWN_COLUMNS)


def write_loadfile(archive: Archive, path: Path, options: WriteOptions) -> None:
    """Fill the folder `path` with `DATA`, `NATIVES`, `TEXT` and, for paged sources, `IMAGES`."""
    root = path / options.volume if options.volume is not None else path
    columns = headings(options.fields) or [(name, name) for name in FIELDS]
    by_id = archive.by_id()
    texts = source_texts(archive, options.forwards)
    (root / "DATA").mkdir(parents=True)
    opticon: list[OpticonPage] = []
    with (root / "DATA" / f"{options.prefix}.dat").open("wb") as out:
        names = [name for name, _ in columns]
        # A template names all columns that the platform expects, so DIGEST is left out.
        out.write(heading(CONCORDANCE, names, digest=not options.fields))
        for number, item in enumerate(produce(archive, options)):
            folder = f"{number // _PER_FOLDER + 1:04d}"
            native = message_bytes(
                item.message,
                by_id,
                options.forwards,
                texts,
                options.recipe,
                ascii_only=options.ascii,
            )
            native = native.replace(b"\n", b"\r\n")
            links = _FilePaths(
                _put(root, f"NATIVES/{folder}/{item.begin}.eml", native),
                _put(root, f"TEXT/{folder}/{item.begin}.txt", _text_bytes(item.message)),
            )
            drawn, hashes = _put_images(root, folder, item, options)
            opticon.extend(drawn)
            own = _own_values(item, native, links, hashes, options)
            row = [
                _value(own[field] if field in own else COLUMNS[field](item)) for _, field in columns
            ]
            out.write(
                CONCORDANCE.line(row) + b"\r\n" if options.fields else digested(CONCORDANCE, row)
            )
    if options.page_image is not None:
        options.page_image.close()
    if opticon:
        table = write_opt(opticon)
        (root / "DATA" / f"{options.prefix}.opt").write_text(table, encoding="ascii", newline="")


class _FilePaths(NamedTuple):
    """Paths of a document's files in the production."""

    native: str
    text: str


def _text_bytes(message: Message) -> bytes:
    return extracted_text(message).encode("utf-8", "backslashreplace")


def _own_values(
    item: Produced, native: bytes, links: _FilePaths, hashes: list[str], options: WriteOptions
) -> dict[str, str]:
    """The values of `OWN_COLUMNS`; `hashes` are the SHA-256 of its page images."""
    custodian = options.custodian or ""
    return {
        "CUSTODIAN": custodian,
        "ALLCUSTODIANS": custodian,
        "FILENAME": f"{item.begin}.eml",
        "DOCEXT": "eml",
        "RUN": options.recipe.text() if options.recipe is not None else "",
        "MD5HASH": md5(native, usedforsecurity=False).hexdigest().upper(),
        "SHA256": _sha256(native),
        "NATIVELINK": _windows(links.native, options.volume),
        "TEXTLINK": _windows(links.text, options.volume),
        "PAGECOUNT": str(len(item.pages)) if item.pages else "",
        "FILESIZE": str(len(native)),
        "TEXTSHA256": _sha256(_text_bytes(item.message)),
        "IMAGESHA256": MULTIPLE.join(hashes),
    }


def extracted_text(message: Message) -> str:
    """The text that a reviewer reads and searches: the known header fields, and the body."""
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


def _put_images(
    path: Path, folder: str, item: Produced, options: WriteOptions
) -> tuple[list[OpticonPage], list[str]]:
    """Write the page images of a document: their rows of the Opticon file, and their SHA-256."""
    pages: list[OpticonPage] = []
    hashes: list[str] = []
    draw = options.page_image
    if draw is None:
        return pages, hashes
    for place, page in enumerate(item.pages):
        # Each page has a number of its own; the first is the document's.
        key = item.page_number(place)
        number = key if options.endorse else None
        image = draw.image(item.message.source.sha256, page, options.image_format, number)
        hashes.append(_sha256(image))
        link = _put(path, f"IMAGES/{folder}/{key}{options.image_format.suffix}", image)
        count = len(item.pages) if place == 0 else None
        file = _windows(link, options.volume)
        pages.append(OpticonPage(key, options.volume or folder, file, place == 0, count))
    return pages, hashes


def _windows(link: str, volume: str | None) -> str:
    """A path as load files write it: relative to the production, with backslashes.

    `NATIVES/0001/MR00000001.eml` in the volume `VOL001` becomes
    `.\\VOL001\\NATIVES\\0001\\MR00000001.eml`.
    """
    return ".\\" + (f"{volume}/{link}" if volume is not None else link).replace("/", "\\")


def _value(text: str) -> str:
    """A value that fits one line: line breaks become `®`, a printed `®` becomes `(R)`."""
    newline = DELIMITERS.newline
    return _CONTROLS.sub(" ", _BREAKS.sub(newline, text.replace(newline, "(R)")))
