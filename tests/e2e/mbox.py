"""The messages of an mbox by Python's own library, with which the clients are compared."""

import email
import email.policy
import mailbox
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from email.header import decode_header
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from pathlib import Path
from typing import cast

from view import Message, Threads, bare_id, group, one_line

ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


def raw_messages(path: Path) -> Iterator[bytes]:
    """Each message's bytes, without its "From " line, and with others like it as they were."""
    with closing(mailbox.mbox(path, create=False)) as box:
        for key in box.iterkeys():
            yield ESCAPED_FROM.sub(rb"\1", box.get_bytes(key))


@dataclass(frozen=True, slots=True)
class Archive:
    """The messages in the order of the file; a parent is only named if it is in the file too."""

    messages: tuple[Message, ...]
    threads: Threads


def read_mbox(path: Path) -> Archive:
    """What an mbox holds."""
    raws = list(raw_messages(path))
    headers = [_Headers(raw) for raw in raws]
    known = {header.message_id for header in headers}
    messages = tuple(
        Message(
            message_id=header.message_id,
            author=", ".join(header.people("From")),
            recipients=header.people("To"),
            subject=header.text("Subject"),
            parent=header.parent(known),
            body=_body(raw),
        )
        for header, raw in zip(headers, raws, strict=True)
    )
    return Archive(messages, threads_of({one.message_id: one.ancestors for one in headers}))


def threads_of(links: Mapping[str, Iterable[str]]) -> Threads:
    """The messages that hang together, be it by an ancestor that is not among them."""
    leaders: dict[str, str] = {}

    def leader(one: str) -> str:
        while (above := leaders.setdefault(one, one)) != one:
            one = above
        return one

    for one, others in links.items():
        for other in others:
            leaders[leader(other)] = leader(one)
    return group((leader(one), one) for one in links)


class _Headers:
    """A message's header fields, decoded.

    email.policy.default would do this too, but leaves a space between two encoded words of a
    name (python/cpython#128110).
    """

    def __init__(self, raw: bytes) -> None:
        self._fields = BytesHeaderParser().parsebytes(raw)

    @property
    def message_id(self) -> str:
        return bare_id(self._raw("Message-ID"))

    def text(self, field: str) -> str:
        return _decode(self._raw(field))

    def people(self, field: str) -> tuple[str, ...]:
        people = getaddresses(self._fields.get_all(field, []))
        return tuple(_decode(name) or address for name, address in people if name or address)

    @property
    def ancestors(self) -> tuple[str, ...]:
        """The messages that this one refers to, the nearest first."""
        references = [*self._raw("References").split(), *self._raw("In-Reply-To").split()]
        return tuple(map(bare_id, reversed(references)))

    def parent(self, known: set[str]) -> str | None:
        return next((one for one in self.ancestors if one in known), None)

    def _raw(self, field: str) -> str:
        return str(self._fields.get(field, ""))


def _decode(text: str) -> str:
    parts = decode_header(text)
    return one_line(
        "".join(
            part if isinstance(part, str) else part.decode(charset or "ascii")
            for part, charset in parts
        )
    )


def _body(raw: bytes) -> str | None:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(preferencelist=("plain",))
    return None if body is None else cast(str, body.get_content())
