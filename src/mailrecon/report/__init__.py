"""One self-contained page that shows an archive: threads, timeline, people, sources, reasons."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any, NamedTuple

from mailrecon.model import Archive
from mailrecon.report.content import report_content
from mailrecon.report.joining import joined_script
from mailrecon.writers.atomic import atomic_file

__all__ = [
    "LANGUAGES",
    "Parts",
    "drawn_page",
    "page_policy",
    "phrases",
    "report_page",
    "write_report",
]

LANGUAGES = ("en", "de", "fr", "es", "ja")
_OWN_ONLY = "base-uri 'none'; form-action 'none'"


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
    content = report_content(archive, title=title, unread=unread)
    return drawn_page(content, Parts("report"), f"{_OWN_ONLY}; img-src data:")


class Parts(NamedTuple):
    """What makes a page of the template: its first module, and markup for its places."""

    script: str
    views: str = ""
    only: str = ""
    tools: str = ""
    sections: str = ""
    keys: str = ""


def drawn_page(content: dict[str, Any], parts: Parts, policy: str) -> bytes:
    """The page for some content as UTF-8; `policy` is added to that on scripts and styles."""
    style, script = _part("page.css"), joined_script(parts.script)
    page = Template(_part("page.html")).substitute(
        title=html.escape(content["title"]),
        policy=html.escape(page_policy(parts.script, policy)),
        style=style,
        script=script,
        phrases=_embedded(phrases()),
        content=_embedded(content),
        **{name: value for name, value in parts._asdict().items() if name != "script"},
    )
    return page.encode("utf-8", "backslashreplace")


def page_policy(script: str, policy: str) -> str:
    """The policy (CSP) of a page: its script and its style by their hashes, and `policy`."""
    style = _hash(_part("page.css"))
    return (
        f"default-src 'none'; style-src '{style}'; script-src '{_hash(joined_script(script))}'; "
        f"{policy}"
    )


@cache
def phrases() -> dict[str, dict[str, str]]:
    """What the page says, by language and by the name of the phrase."""
    folder = files("mailrecon.report").joinpath("phrases")
    return {
        language: json.loads(folder.joinpath(f"{language}.json").read_text("utf-8"))
        for language in LANGUAGES
    }


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
