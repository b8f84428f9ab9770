"""The report's page with a server behind it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from mailrecon.report import TemplateParts, drawn_page, page_policy

_POLICY = "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'"


@cache
def app_policy() -> str:
    """The page's policy: its own script and style, and requests to this server."""
    return page_policy("app", _POLICY)


def app_page(title: str) -> bytes:
    """The page, which loads its content from the server."""
    content = {"title": title, "documents": [], "messages": [], "warnings": [], "unread": []}
    return drawn_page(content, _parts(), _POLICY)


@cache
def _parts() -> TemplateParts:
    """The app's additions to the page."""
    folder = files("mailrecon.app").joinpath("parts")
    names = [name for name in TemplateParts._fields if name != "script"]
    markup = {name: folder.joinpath(f"{name}.html").read_text("utf-8") for name in names}
    return TemplateParts("app", **{**markup, "keys": " " + markup["keys"].strip()})
