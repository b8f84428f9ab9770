"""Draw the page of an archive: template, style, script and phrases joined in one file."""

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

LANGUAGES = ("en", "de", "fr", "es", "ja")
_OWN_ONLY = "base-uri 'none'; form-action 'none'"


def write_report(
    archive: Archive, path: Path, *, title: str, unread: tuple[str, ...] = (), force: bool = False
) -> None:
    """Write the page to `path`.

    Raises WriteError if `path` exists (without `force`) or cannot be written.
    """
    page = report_page(archive, title=title, unread=unread)
    with atomic_file(path, force=force) as out:
        out.write(page)


def report_page(archive: Archive, *, title: str, unread: tuple[str, ...] = ()) -> bytes:
    """The page as UTF-8. The same archive gives the same bytes.

    Text of documents is data: it is in one JSON block, which it cannot end, and the page's script
    displays it as text. The page's policy allows no other script, and no loading.
    """
    content = report_content(archive, title=title, unread=unread)
    return drawn_page(content, TemplateParts("report"), f"{_OWN_ONLY}; img-src data:")


class TemplateParts(NamedTuple):
    """The variable parts of a page: its first script module, and markup for the template."""

    script: str
    views: str = ""
    only: str = ""
    tools: str = ""
    sections: str = ""
    keys: str = ""


def drawn_page(content: dict[str, Any], parts: TemplateParts, policy: str) -> bytes:
    """A page with this content as UTF-8; `policy` is added to the policy for scripts and styles."""
    style, script = _part("page.css"), joined_script(parts.script)
    page = Template(_part("page.html")).substitute(
        title=html.escape(content["title"]),
        policy=html.escape(page_policy(parts.script, policy)),
        style=style,
        script=script,
        phrases=_embedded(phrases()),
        reasons=_embedded(reasons()),
        content=_embedded(content),
        **{name: value for name, value in parts._asdict().items() if name != "script"},
    )
    return page.encode("utf-8", "backslashreplace")


def page_policy(script: str, policy: str) -> str:
    """The Content-Security-Policy of a page: hashes of its script and style, and `policy`."""
    style = _hash(_part("page.css"))
    return (
        f"default-src 'none'; style-src '{style}'; script-src '{_hash(joined_script(script))}'; "
        f"{policy}"
    )


@cache
def phrases() -> dict[str, dict[str, str]]:
    """The texts of the page, by language and by the name of the phrase."""
    folder = files("mailrecon.report").joinpath("phrases")
    return {
        language: json.loads(folder.joinpath(f"{language}.json").read_text("utf-8"))
        for language in LANGUAGES
    }


@cache
def reasons() -> dict[str, dict[str, str]]:
    """The reasons of links, fields and people, by language and by the English phrase."""
    folder = files("mailrecon.report").joinpath("reasons")
    return {
        language: json.loads(folder.joinpath(f"{language}.json").read_text("utf-8"))
        for language in LANGUAGES
        if language != "en"
    }


def _part(name: str) -> str:
    return files("mailrecon.report").joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _embedded(content: dict[str, Any]) -> str:
    """JSON for a script element: without tags, comments and line separators."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029\x7f":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # UTF-8 cannot encode lone surrogates, but JSON can escape them.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
