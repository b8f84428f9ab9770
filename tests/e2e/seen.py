"""One form for what any reader of mail finds in an output."""

from dataclasses import dataclass

Parents = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Seen:
    """One message; None is what the reader does not tell. The identity has no angle brackets."""

    message_id: str
    subject: str | None = None
    author: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A reader's name and version, and what it saw; threads as sets of Message-IDs, or None.

    `count` is its own count of messages.
    """

    version: str
    count: int
    messages: tuple[Seen, ...] = ()
    threads: frozenset[frozenset[str]] | None = None
