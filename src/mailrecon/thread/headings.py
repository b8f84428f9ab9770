"""Check whether a printed conversation has as many messages as its title announces."""

from __future__ import annotations

from msgspec import Struct

from mailrecon.model import Notice, NoticeCode, ThreadHeading
from mailrecon.thread.facts import MessageFacts


class _Conversation(Struct):
    """A printed conversation: its title, the number of its messages, and of those they quote."""

    heading: ThreadHeading | None
    members: int = 0
    nested: int = 0


class Headings:
    """The printed conversations of a document; its messages are added one by one."""

    def __init__(self) -> None:
        self._conversations: dict[int, _Conversation] = {}

    def add(self, item: MessageFacts) -> None:
        """Add the next message."""
        thread = item.thread
        if thread is None:
            return
        conversation = self._conversations.get(thread)
        if conversation is None:
            conversation = self._conversations[thread] = _Conversation(item.heading)
        elif item.introduction.value.endswith("separator"):
            conversation.nested += 1
        conversation.members += 1

    def warnings(self) -> list[Notice]:
        """Notices about conversations with more or fewer messages than announced."""
        warnings: list[Notice] = []
        for conversation in self._conversations.values():
            heading = conversation.heading
            if heading is None or heading.count is None:
                continue
            found = conversation.members - conversation.nested
            if not _announces(heading.count, (found, conversation.members)):
                text = f"the heading announces {heading.count} messages, {found} were found"
                warnings.append(Notice(NoticeCode.MESSAGE_COUNT, text, heading.span))
        return warnings


def _announces(count: int, found: tuple[int, ...]) -> bool:
    """Whether the number in a heading is one of the numbers found.

    A title that ends with a digit can run into the number: `falcon 9` and `3 messages` become
    `falcon 93 messages`.
    """
    return any(str(count).endswith(str(number)) for number in found)
