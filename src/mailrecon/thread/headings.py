"""Whether a printed conversation holds as many messages as its title announces."""

from __future__ import annotations

from collections.abc import Sequence

from mailrecon.model import Notice
from mailrecon.resolve import Resolved


def check_headings(resolved: Sequence[Resolved]) -> list[Notice]:
    """Compare the number a printed conversation announces with the messages found in it."""
    warnings: list[Notice] = []
    threads: dict[int, list[Resolved]] = {}
    for item in resolved:
        if item.draft.thread is not None:
            threads.setdefault(item.draft.thread, []).append(item)
    for members in threads.values():
        nested = {
            number
            for number, item in enumerate(members)
            if number and item.draft.introduction.value.endswith("separator")
        }
        found = len(members) - len(nested)
        heading = members[0].draft.heading
        if heading is None or heading.count is None:
            continue
        if not _announces(heading.count, (found, len(members))):
            text = f"the heading announces {heading.count} messages, {found} were found"
            warnings.append(Notice("message-count", text, heading.span))
    return warnings


def _announces(count: int, found: tuple[int, ...]) -> bool:
    """Whether a heading's number means one of those found.

    A title that ends with a digit can run into the number: "falcon 9" and "3 messages".
    """
    return any(str(count).endswith(str(number)) for number in found)
