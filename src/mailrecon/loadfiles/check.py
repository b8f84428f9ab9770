"""Check a production: its DAT and OPT files and the files they link to.

The rules are the import rules that review platforms publish. An *error* makes an import fail, or
succeed with wrong data: a row with too many values, a document number used twice, an incomplete
family, a link to a missing file, a wrong hash, a page image that is not listed. A *warning* is what
platforms accept but reviewers should know. `docs/productions.md` lists the rules.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from mailrecon.loadfiles.dat import LoadFileRow, LoadFileTable, read_dat
from mailrecon.loadfiles.names import Meaning, meanings
from mailrecon.loadfiles.opticon import OpticonPage, read_opt
from mailrecon.regex import regex

# A document number: prefix and digits, `MR00000001`.
_NUMBER = regex(r"(.*?)(\d+)$", re.DOTALL)
# `C:\\NATIVES\\…`, `\\\\server\\share\\…`, `/natives/…`: paths of another machine.
_ABSOLUTE = regex(r"[A-Za-z]:|\\\\|/")
_CONTROL = regex(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HASHES = {Meaning.MD5: "md5", Meaning.SHA1: "sha1", Meaning.SHA256: "sha256"}
# Relativity and others truncate field names at 50 characters.
_LONGEST_NAME = 50
# Problems of one rule that are listed for one file; the rest are counted.
_MOST_OF_A_KIND = 20
# Between the numbers of several attachments.
_SEPARATORS = regex(r"\s*[;,]\s*")


class Severity(StrEnum):
    """`ERROR`: the import fails or loads wrong data. `WARNING`: a person should check."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding: `rule` is one of `docs/productions.md`, `place` the file and its line."""

    severity: Severity
    rule: str
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.severity} {self.rule}: {self.place}: {self.text}"


def check_production(folder: Path) -> list[Problem]:
    """Check all load files below `folder`, and the files they link to.

    In a bag (RFC 8493) the payload is checked. At most 20 problems of a rule are listed for a load
    file, followed by the number of the others. Raises OSError if a file cannot be read.
    """
    if (folder / "bagit.txt").is_file() and (folder / "data").is_dir():
        folder = folder / "data"
    files = _Files(folder)
    tables = files.ending(".dat")
    found: list[Problem] = []
    if not tables:
        return [_error("no-load-file", folder.name, "holds no .dat file")]
    images = files.ending(".opt")
    used: set[Path] = {*tables, *images}
    documents: dict[str, _DocumentNumbers] = {}
    for path in tables:
        checks = _Checks(files, path)
        found.extend(_limited(checks.run()))
        used |= checks.linked
        documents.update(checks.numbers)
    for path in images:
        opticon = _Opticon(files, path, documents)
        found.extend(_limited(opticon.run()))
        used |= opticon.linked
    paged = {name for name, numbers in documents.items() if numbers.pages}
    if paged and not images:
        text = f"{len(paged)} documents have pages, but there is no .opt file"
        found.append(_error("images", folder.name, text))
    found.extend(_limited(_unlinked(files, used)))
    return found


@dataclass(frozen=True, slots=True)
class _DocumentNumbers:
    """First and last number of a document, the pages its row states, and where the row is."""

    begin: str
    end: str
    pages: int | None
    place: str


class _Files:
    """The files of a production, found by the paths in load files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        found = (path for path in sorted(folder.rglob("*")) if path.is_file())
        self.names = {path: path.relative_to(folder).as_posix() for path in found}
        # Platforms run on Windows, where `Natives` and `NATIVES` are the same folder.
        self._by_name = {name.casefold(): path for path, name in self.names.items()}

    def ending(self, suffix: str) -> list[Path]:
        """The files with a suffix, in upper or lower case."""
        return [path for path in self.names if path.suffix.lower() == suffix]

    def resolve(self, link: str, load_file: Path) -> tuple[Path | None, str]:
        """The file that a link in `load_file` means, or None and the error in the link.

        A link is relative to the production or to a folder above the load file; it may begin with
        the name of the production's own folder (`VOL001\\NATIVES\\…`).
        """
        parts = [part for part in link.replace("\\", "/").split("/") if part not in ("", ".")]
        if _ABSOLUTE.match(link) or ".." in parts:
            return None, f"{link} is not a path inside the production"
        within = load_file.relative_to(self.folder).parts[:-1]
        tried = [(*within[:count], *parts) for count in range(len(within) + 1)]
        if parts[:1] == [self.folder.name]:
            tried.append(tuple(parts[1:]))
        for names in tried:
            path = self._by_name.get("/".join(names).casefold())
            if path is not None:
                return path, ""
        return None, f"{link} does not exist"


def _error(rule: str, place: str, text: str) -> Problem:
    return Problem(Severity.ERROR, rule, place, text)


def _warning(rule: str, place: str, text: str) -> Problem:
    return Problem(Severity.WARNING, rule, place, text)


def _limited(problems: Iterator[Problem]) -> Iterator[Problem]:
    """The problems of each rule up to a limit, then the number of further ones."""
    counts: Counter[str] = Counter()
    last: dict[str, Problem] = {}
    for problem in problems:
        counts[problem.rule] += 1
        last[problem.rule] = problem
        if counts[problem.rule] <= _MOST_OF_A_KIND:
            yield problem
    for rule, count in counts.items():
        if count > _MOST_OF_A_KIND:
            text = f"and {count - _MOST_OF_A_KIND} more of this kind"
            yield Problem(last[rule].severity, rule, last[rule].place, text)


class _Checks:
    """The checks of one .dat file; `linked` and `numbers` are filled by `run`."""

    def __init__(self, files: _Files, path: Path) -> None:
        self._files = files
        self._path = path
        self._name = files.names[path]
        self.linked: set[Path] = set()
        self.numbers: dict[str, _DocumentNumbers] = {}

    def run(self) -> Iterator[Problem]:
        """All problems of the file."""
        try:
            table = read_dat(self._path.read_bytes())
        except ValueError as failure:
            yield _error("no-load-file", self._name, str(failure))
            return
        yield from self._form(table)
        yield from self._column_names(table)
        yield from self._values(table)
        columns = meanings(table.names)
        if Meaning.BEGIN not in columns:
            text = f"no column holds the document number ({', '.join(table.names[:6])}, …)"
            yield _error("columns", self._name, text)
            return
        yield from self._document_numbers(table, columns)
        yield from self._families(table, columns)
        for row in table.rows:
            yield from self._links(row, columns)

    def _place(self, row: LoadFileRow) -> str:
        return f"{self._name} line {row.line}"

    def _form(self, table: LoadFileTable) -> Iterator[Problem]:
        """Encoding, line ends and delimiters."""
        if table.encoding == "windows-1252":
            yield _error("encoding", self._name, "is not UTF-8: names will be garbled")
        elif not table.has_mark:
            yield _warning("encoding", self._name, "has no byte order mark: say UTF-8 at import")
        if not table.ends_crlf:
            yield _warning("line-ends", self._name, "has lines that do not end with CR LF")
        for number in table.unquoted:
            text = "a value lacks þ on one side, or a delimiter is inside one"
            yield _error("delimiters", f"{self._name} line {number}", text)

    def _column_names(self, table: LoadFileTable) -> Iterator[Problem]:
        for name, count in Counter(name.casefold() for name in table.names).items():
            if count > 1:
                yield _error("columns", self._name, f"the column {name!r} occurs {count} times")
        for name in table.names:
            if not name.strip():
                yield _error("columns", self._name, "a column has no name")
            elif len(name) > _LONGEST_NAME:
                text = f"the name {name[:20]!r}… has {len(name)} characters"
                yield _warning("columns", self._name, text)

    def _values(self, table: LoadFileTable) -> Iterator[Problem]:
        if not table.rows:
            yield _error("no-documents", self._name, "names columns and no document")
        for row in table.rows:
            if row.count != len(table.names):
                text = f"{row.count} values for {len(table.names)} columns"
                yield _error("values", self._place(row), text)
            for name, value in row.values.items():
                if _CONTROL.search(value):
                    yield _error("values", self._place(row), f"{name} holds a control character")

    def _document_numbers(
        self, table: LoadFileTable, columns: Mapping[Meaning, str]
    ) -> Iterator[Problem]:
        """Check that each document has its own range of numbers, and that ranges ascend without
        gaps.
        """
        widths: Counter[tuple[str, int]] = Counter()
        last: tuple[str, int] | None = None
        for row in table.rows:
            place = self._place(row)
            begin = row.values.get(columns[Meaning.BEGIN], "")
            end = row.values.get(columns.get(Meaning.END, ""), "") or begin
            one, other = _NUMBER.match(begin), _NUMBER.match(end)
            if one is None or other is None:
                yield _error("numbers", place, f"{(begin or end)!r} is not a document number")
                continue
            if begin in self.numbers:
                text = f"{begin} is also the number of {self.numbers[begin].place}"
                yield _error("numbers", place, text)
            first, final = int(one[2]), int(other[2])
            if one[1] != other[1] or first > final:
                yield _error("numbers", place, f"{begin} to {end} is not a range")
                continue
            pages = row.values.get(columns.get(Meaning.PAGES, ""), "")
            count = int(pages) if pages.isascii() and pages.isdigit() else None
            # Numbered by page (`MR001` to `MR004` for four pages) or by document (one number).
            if count and Meaning.END in columns and final - first + 1 not in (1, count):
                yield _error("pages", place, f"{begin} to {end} are not {count} pages")
            widths[one[1], len(one[2])] += 1
            # Rows with the same prefix are compared; another prefix begins a new series.
            if last is not None and last[0] == one[1]:
                if first <= last[1]:
                    text = f"{begin} lies within or before the numbers of the line above"
                    yield _error("numbers", place, text)
                elif first > last[1] + 1:
                    text = f"{first - last[1] - 1} numbers before {begin} belong to no document"
                    yield _warning("gap", place, text)
            last = (one[1], final)
            self.numbers[begin] = _DocumentNumbers(begin, end, count, place)
        if len(widths) > 1:
            shown = ", ".join(f"{prefix}{'0' * width}" for prefix, width in list(widths)[:4])
            yield _warning("numbers", self._name, f"has numbers of several forms: {shown}")

    def _families(self, table: LoadFileTable, columns: Mapping[Meaning, str]) -> Iterator[Problem]:
        """Check that parents and attachments are in the load file, within their family's range."""
        for row in table.rows:
            place = self._place(row)

            def value(meaning: Meaning, row: LoadFileRow = row) -> str:
                return row.values.get(columns.get(meaning, ""), "")

            begin = value(Meaning.BEGIN)
            for name, number in self._named(value(Meaning.PARENT), value(Meaning.ATTACHMENTS)):
                if number == begin:
                    yield _error("family", place, f"it is its own {name}")
                elif number not in self.numbers:
                    yield _error("family", place, f"its {name} {number} is not in the load file")
            first, last = value(Meaning.FAMILY_BEGIN), value(Meaning.FAMILY_END)
            if bool(first) != bool(last) and {Meaning.FAMILY_BEGIN, Meaning.FAMILY_END} <= {
                *columns
            }:
                yield _error("family", place, "only one end of its family is given")
            elif first and last:
                known = self.numbers.get(begin)
                end = known.end if known is not None else begin
                ends = [_NUMBER.match(one) for one in (first, begin, end, last)]
                numbers = [int(one[2]) for one in ends if one is not None]
                if len(numbers) == 4 and numbers != sorted(numbers):
                    text = f"{begin} lies outside of its family {first} to {last}"
                    yield _error("family", place, text)
                if first not in self.numbers:
                    text = f"its family begins with {first}, which is not in the load file"
                    yield _error("family", place, text)

    def _named(self, parent: str, attachments: str) -> Iterator[tuple[str, str]]:
        if parent:
            yield "parent", parent
        for number in filter(None, _SEPARATORS.split(attachments)):
            yield "attachment", number

    def _links(self, row: LoadFileRow, columns: Mapping[Meaning, str]) -> Iterator[Problem]:
        for meaning in (Meaning.NATIVE, Meaning.TEXT):
            link = row.values.get(columns.get(meaning, ""), "")
            # Some load files have the extracted text itself in this column, not a path.
            if not link or (meaning is Meaning.TEXT and ("\n" in link or len(link) > 500)):
                continue
            path, text = self._files.resolve(link, self._path)
            if path is None:
                yield _error("links", self._place(row), text)
                continue
            if path in self.linked:
                yield _warning("links", self._place(row), f"{link} is linked to twice")
            self.linked.add(path)
            if meaning is Meaning.NATIVE:
                yield from self._hashes(row, columns, path)
            else:
                yield from _text(path, self._place(row))

    def _hashes(
        self, row: LoadFileRow, columns: Mapping[Meaning, str], path: Path
    ) -> Iterator[Problem]:
        for meaning, algorithm in _HASHES.items():
            wanted = row.values.get(columns.get(meaning, ""), "").strip().lower()
            if not wanted:
                continue
            digest = hashlib.new(algorithm, usedforsecurity=False)
            # `HASH` may be of another algorithm than the column's name suggests: not comparable.
            if len(wanted) != digest.digest_size * 2:
                continue
            digest.update(path.read_bytes())
            if digest.hexdigest() != wanted:
                yield _error("hash", self._place(row), f"{path.name} does not match its {meaning}")


def _text(path: Path, place: str) -> Iterator[Problem]:
    """The checks of an extracted text: UTF-8 or UTF-16, and not empty."""
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        yield _error("encoding", place, f"{path.name} is not UTF-8")
        return
    if not data.strip():
        yield _warning("text", place, f"{path.name} is empty")


class _Opticon:
    """The checks of one .opt file; `linked` is filled by `run`."""

    def __init__(
        self, files: _Files, path: Path, documents: Mapping[str, _DocumentNumbers]
    ) -> None:
        self._files = files
        self._path = path
        self._name = files.names[path]
        self._documents = documents
        self.linked: set[Path] = set()

    def run(self) -> Iterator[Problem]:
        data = self._path.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            yield _error("encoding", self._name, "is not UTF-8")
            return
        pages, faults = read_opt(text)
        for number, fault in faults:
            yield _error("opticon", f"{self._name} line {number}", fault)
        if pages and not pages[0].begins:
            yield _error(
                "opticon", f"{self._name} line 1", "the first page does not begin a document"
            )
        keys: set[str] = set()
        for page in pages:
            place = f"{self._name} line {page.line}"
            if page.key in keys:
                yield _error("opticon", place, f"{page.key} is listed twice")
            keys.add(page.key)
            yield from self._image(page, place)
        yield from self._documents_of(pages)

    def _image(self, page: OpticonPage, place: str) -> Iterator[Problem]:
        path, text = self._files.resolve(page.file, self._path)
        if path is None:
            yield _error("links", place, text)
            return
        self.linked.add(path)
        # Later pages of a document may be listed by other names; its first is its number.
        if path.stem != page.key and page.begins:
            yield _warning("opticon", place, f"{page.key} is the image {path.name}")
        yield from _picture(path, place)

    def _documents_of(self, pages: Sequence[OpticonPage]) -> Iterator[Problem]:
        """Check that each document of the .opt is in a .dat, with the same number of pages."""
        starts = [number for number, page in enumerate(pages) if page.begins]
        for start, stop in zip(starts, [*starts[1:], len(pages)], strict=True):
            page = pages[start]
            place = f"{self._name} line {page.line}"
            if page.count is not None and page.count != stop - start:
                text = f"{page.key} says it has {page.count} pages, and {stop - start} are listed"
                yield _error("pages", place, text)
            document = self._documents.get(page.key)
            if document is None:
                yield _error("opticon", place, f"no .dat file has a document {page.key}")
            elif document.pages is not None and document.pages != stop - start:
                text = f"{page.key} has {document.pages} pages in the .dat, {stop - start} here"
                yield _error("pages", place, text)


def _picture(path: Path, place: str) -> Iterator[Problem]:
    """The checks of a page image: one page; TIFF (G4, 300 dots an inch), JPEG or PDF."""
    if path.suffix.lower() == ".pdf":
        if path.read_bytes()[:5] != b"%PDF-":
            yield _error("images", place, f"{path.name} is not a PDF")
        return
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError:
        return
    try:
        with Image.open(path) as image:
            kind, frames = image.format, getattr(image, "n_frames", 1)
            compression, dots = image.info.get("compression"), image.info.get("dpi")
            bilevel = image.mode == "1"
    except (OSError, UnidentifiedImageError, ValueError):
        yield _error("images", place, f"{path.name} is not an image")
        return
    if kind not in ("TIFF", "JPEG"):
        yield _error("images", place, f"{path.name} is {kind}; platforms take TIFF, JPEG or PDF")
    if frames != 1:
        yield _error("images", place, f"{path.name} has {frames} pages; Opticon lists one a file")
    if kind == "TIFF" and bilevel and compression != "group4":
        yield _warning("images", place, f"{path.name} is {compression}, not CCITT G4")
    if dots is not None and round(float(dots[0])) < _LEAST_DOTS:
        text = f"{path.name} has {round(float(dots[0]))} dots an inch, not {_LEAST_DOTS}"
        yield _warning("images", place, text)


_LEAST_DOTS = 300
# Files that belong to the delivery of a production, not to a document.
_BESIDE = regex(
    r"(?:bagit|bag-info|(?:tag)?manifest-\w+)\.txt|readme.*|.*\.(?:log|xlsx|csv|dii|lfp|md5|sha256)|"
    r"provenance/.*",
    re.IGNORECASE,
)


def _unlinked(files: _Files, used: set[Path]) -> Iterator[Problem]:
    """Files that no load file links to: left over, or forgotten in the load file."""
    for path, name in files.names.items():
        if path not in used and not _BESIDE.fullmatch(name):
            yield _warning("unlinked", name, "no load file links to it")
