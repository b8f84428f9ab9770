"""Rows of CSV and Concordance files; the last value of a row is a digest of the row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from hashlib import sha256
from io import StringIO
from typing import Any

from msgspec import Struct

DIGEST_COLUMN = "DIGEST"


class Dialect(Struct, frozen=True):
    """A kind of table: its delimiter, its quote character, and whether all values are quoted."""

    delimiter: str
    quote: str
    quotes_all: bool

    def line(self, values: Sequence[str]) -> bytes:
        """The values as one row in UTF-8, without line end."""
        out = StringIO(newline="")
        options: dict[str, Any] = {
            "delimiter": self.delimiter,
            "quotechar": self.quote,
            "quoting": csv.QUOTE_ALL if self.quotes_all else csv.QUOTE_MINIMAL,
        }
        csv.writer(out, **options).writerow(values)
        return out.getvalue().removesuffix("\r\n").encode("utf-8", "backslashreplace")


# RFC 4180; and Concordance's own delimiters.
CSV = Dialect(",", '"', quotes_all=False)
CONCORDANCE = Dialect("\x14", "\xfe", quotes_all=True)


def heading(dialect: Dialect, names: Iterable[str], *, digest: bool = True) -> bytes:
    """The first line: a byte order mark and the names of the columns, DIGEST last."""
    columns = [*names, *((DIGEST_COLUMN,) if digest else ())]
    return b"\xef\xbb\xbf" + dialect.line(columns) + b"\r\n"


def digested(dialect: Dialect, values: Sequence[str]) -> bytes:
    """A row with a digest: the SHA-256 of its bytes up to the delimiter before the digest."""
    line = dialect.line(values)
    digest = sha256(line).hexdigest()
    around = dialect.quote if dialect.quotes_all else ""
    return line + f"{dialect.delimiter}{around}{digest}{around}\r\n".encode()
