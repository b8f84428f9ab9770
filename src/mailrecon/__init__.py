"""mailrecon: rebuild real mail from documents that only quote it.

The names below are the library (`docs/api.md`). Each is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mailrecon.version import __version__

if TYPE_CHECKING:
    from mailrecon.api import (
        reconstruct,
        reconstruct_text,
        verify_output,
        write,
        write_report,
    )
    from mailrecon.model import (
        Archive,
        Document,
        Field,
        How,
        Identity,
        Message,
        Person,
        Role,
        Span,
        Thread,
        When,
    )
    from mailrecon.pipeline.options import JobOptions
    from mailrecon.read.options import ReadOptions
    from mailrecon.thread.options import Alias, LinkOptions
    from mailrecon.writers.mail.rfc5322 import Forwards
    from mailrecon.writers.options import WriteOptions

__all__ = [
    "Alias",
    "Archive",
    "Document",
    "Field",
    "Forwards",
    "How",
    "Identity",
    "JobOptions",
    "LinkOptions",
    "Message",
    "Person",
    "ReadOptions",
    "Role",
    "Span",
    "Thread",
    "When",
    "WriteOptions",
    "__version__",
    "reconstruct",
    "reconstruct_text",
    "verify_output",
    "write",
    "write_report",
]

_MODULES = {
    "mailrecon.api": (
        *("reconstruct", "reconstruct_text", "verify_output", "write", "write_report"),
    ),
    "mailrecon.model": (
        *("Archive", "Document", "Field", "How", "Identity", "Message", "Person", "Role"),
        *("Span", "Thread", "When"),
    ),
    "mailrecon.pipeline.options": ("JobOptions",),
    "mailrecon.read.options": ("ReadOptions",),
    "mailrecon.thread.options": ("Alias", "LinkOptions"),
    "mailrecon.writers.options": ("WriteOptions",),
    "mailrecon.writers.mail.rfc5322": ("Forwards",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'mailrecon' has no attribute {name!r}")
    found = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
