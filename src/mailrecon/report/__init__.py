"""One self-contained page that shows an archive: threads, timeline, people, sources, reasons."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from mailrecon.model import Archive
from mailrecon.report.content import report_content
from mailrecon.writers.atomic import atomic_file

__all__ = ["report_page", "write_report"]


def write_report(
    archive: Archive, path: Path, *, title: str, unread: tuple[str, ...] = (), force: bool = False
) -> None:
    """Write the page to `path`. Raises WriteError if it exists (without `force`) or can't be."""
    page = report_page(archive, title=title, unread=unread)
    with atomic_file(path, force=force) as out:
        out.write(page)


def report_page(archive: Archive, *, title: str, unread: tuple[str, ...] = ()) -> bytes:
    """The page as UTF-8. The same archive gives the same bytes.

    Whatever a document says is data: it stands in one JSON block, in which nothing can end the
    block, and the page's script puts it on the screen as text. The page's policy lets no other
    script run, and nothing be loaded.
    """
    style, script = _part("page.css"), _part("page.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    content = report_content(archive, title=title, unread=unread)
    page = Template(_part("page.html")).substitute(
        title=html.escape(title),
        policy=html.escape(policy),
        style=style,
        script=script,
        content=_embedded(content),
    )
    return page.encode("utf-8", "backslashreplace")


def _part(name: str) -> str:
    return files("mailrecon.report").joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _embedded(content: dict[str, Any]) -> str:
    """JSON that can stand in a script element: no tag, no comment, no line separator in it."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029\x7f":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # Lone surrogates have no place in UTF-8, but JSON can spell them.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
