"""Find the style sheets of a page, if they are beside it or in the same archive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from mailrecon.errors import ReadError
from mailrecon.read.encoding import decode
from mailrecon.read.options import ReadWith

# Returns the text of a style sheet for its address in the page, or None.
Sheets = Callable[[str], str | None]
_LARGEST = 5_000_000


def beside(folder: str | None, read_with: ReadWith | None = None) -> Sheets | None:
    """The style sheets in a page's folder and below. Nothing is downloaded.

    `read_with` is called with each sheet that is read, and with None for each missing one.
    """
    if folder is None:
        return None
    root = Path(folder).resolve()

    def sheet(address: str) -> str | None:
        parts = urlsplit(urldefrag(address).url)
        if parts.scheme or parts.netloc or not parts.path or parts.path.startswith(("/", "\\")):
            return None
        try:
            path = (root / unquote(parts.path)).resolve()
            if not path.is_relative_to(root):
                return None
            is_there = path.is_file() and path.stat().st_size <= _LARGEST
            data = path.read_bytes() if is_there else None
        except (OSError, ValueError):
            return None
        if read_with is not None:
            # With the path below the page's folder in the form in which the folder was given.
            read_with(Path(folder, path.relative_to(root)), data)
        return _text(data) if data is not None else None

    return sheet


def among(parts: Mapping[str, bytes], base: str) -> Sheets:
    """The sheets among the parts of an archive, by their Content-Location or `cid:` address."""

    def sheet(address: str) -> str | None:
        for wanted in (address, urljoin(base, address)):
            found = parts.get(urldefrag(wanted).url)
            if found is not None:
                return _text(found)
        return None

    return sheet


def _text(data: bytes) -> str | None:
    try:
        return decode(data, None).text
    except ReadError:
        return None
