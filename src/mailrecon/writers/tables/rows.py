"""Rows of CSV and Concordance files; the last value of a row is a digest of the row."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from io import StringIO

from msgspec import Struct

from mailrecon.loadfiles import dat

DIGEST_COLUMN = "DIGEST"
# The byte order mark (UTF-8) at the beginning of a table.
MARK = b"\xef\xbb\xbf"


class Dialect(Struct, frozen=True):
    """A CSV dialect: a function that writes a row (without line end), and the delimiter and quote
    around the last value.

    `quote` is empty if only values that need it are quoted.
    """

    line: Callable[[Sequence[str]], bytes]
    delimiter: str
    quote: str = ""


def _csv_line(values: Sequence[str]) -> bytes:
    out = StringIO(newline="")
    csv.writer(out).writerow(values)
    return out.getvalue().removesuffix("\r\n").encode("utf-8", "backslashreplace")


# RFC 4180, and Concordance's load files.
CSV = Dialect(_csv_line, ",")
CONCORDANCE = Dialect(dat.row_bytes, dat.CONCORDANCE.between, dat.CONCORDANCE.around)


def heading(dialect: Dialect, names: Iterable[str], *, digest: bool = True) -> bytes:
    """The first line: a byte order mark and the names of the columns, DIGEST last."""
    columns = [*names, *((DIGEST_COLUMN,) if digest else ())]
    return MARK + dialect.line(columns) + b"\r\n"


def digested(dialect: Dialect, values: Sequence[str]) -> bytes:
    """A row with a digest: the SHA-256 of its bytes up to the delimiter before the digest."""
    line = dialect.line(values)
    digest = sha256(line).hexdigest()
    around = dialect.quote
    return line + f"{dialect.delimiter}{around}{digest}{around}\r\n".encode()
