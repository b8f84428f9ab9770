"""A Babyl mailbox (Rmail of Emacs before version 23): each message with its labels.

A section begins with `^L`, a line `1, answered, unseen,, lock, north,` (1: a display header
follows), the header as it was sent, a line `*** EOOH ***`, the display header, the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.model import Document
from mailrecon.read.mail import eml as mail
from mailrecon.read.mail.states import letters
from mailrecon.read.options import ReadOptions
from mailrecon.regex import regex

_END_OF_HEADER = b"*** EOOH ***\n"
_BLANK = regex(rb"^[ \t]*\n", re.MULTILINE)
_SUMMARY = regex(rb"(?:Summary-line|Mail-from):[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE)
_STATES = {"answered": "R", "deleted": "T", "forwarded": "P", "resent": "P"}
_MOST_LABELS = 200


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """The messages in order, named `NAME!1`, `NAME!2` … Raises ReadError if there is none."""
    number = 0
    sections = data.replace(b"\r\n", b"\n").split(b"\x1f")
    for section in sections[1:]:
        if not section.startswith(b"\x0c"):
            continue
        marks, _, rest = section.removeprefix(b"\x0c").lstrip(b"\n").partition(b"\n")
        content = _message(rest)
        if not content.strip():
            continue
        number += 1
        states, labels = _marks(marks)
        for document in mail.read(content, f"{name}!{number}", options):
            if document.attached_to is None:
                document = replace(document, flags=states, labels=(*document.labels, *labels))
            yield document
    if not number:
        raise ReadError(f"{name}: holds no message: a Babyl mailbox with nothing in it")


def _message(rest: bytes) -> bytes:
    """The header as it was sent, a blank line, and the text."""
    sent, mark, shown = rest.partition(_END_OF_HEADER)
    if not mark:
        return rest
    summary = _SUMMARY.match(sent)
    sent = sent[summary.end() if summary else 0 :].strip(b"\n")
    if not sent:
        return shown
    gap = _BLANK.search(shown)
    return sent + b"\n\n" + (shown[gap.end() :] if gap else b"")


def _marks(line: bytes) -> tuple[str, tuple[str, ...]]:
    """Maildir's letters and the labels of `1, answered, unseen,, lock, north,`."""
    states, _, labels = line.decode("utf-8", "replace").partition(",,")
    given = {state.strip() for state in states.split(",")[1:]}
    found = {_STATES[state] for state in given if state in _STATES}
    if "unseen" not in given:
        found.add("S")
    named = (label.strip() for label in labels.split(",")[:_MOST_LABELS])
    return letters(found), tuple(label for label in named if label)
