"""The style sheets a page links to, where they are at hand: beside it, or in the same archive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from mailrecon.errors import ReadError
from mailrecon.read.encoding import decode

# The text of a style sheet by its address in the page; None where it can't be reached.
Sheets = Callable[[str], str | None]
_LARGEST = 5_000_000


def beside(folder: str | None) -> Sheets | None:
    """The sheets in a page's folder and below; nothing is fetched, no link out is followed."""
    if folder is None:
        return None
    root = Path(folder).resolve()

    def sheet(address: str) -> str | None:
        parts = urlsplit(urldefrag(address).url)
        if parts.scheme or parts.netloc or not parts.path or parts.path.startswith(("/", "\\")):
            return None
        try:
            path = (root / unquote(parts.path)).resolve()
            if not path.is_relative_to(root) or not path.is_file():
                return None
            return None if path.stat().st_size > _LARGEST else _text(path.read_bytes())
        except (OSError, ValueError):
            return None

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
