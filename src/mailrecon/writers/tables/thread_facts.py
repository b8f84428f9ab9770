"""Values about a message's thread for review platforms: group, depth, missing, inclusive.

An *inclusive* message must be read because no other one contains its text. Commercial tools infer
this from similar text. Here it is known, because the parser found each message inside another or
not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailrecon.model import Archive, Draft, Introduction, Message, Source

# In `around`: the nesting is not known.
_UNKNOWN = -1
# Introductions that make a message part of the one above it.
_QUOTES = frozenset({Introduction.FORWARD, Introduction.ORIGINAL, Introduction.ATTRIBUTION})


@dataclass(frozen=True, slots=True)
class ThreadFacts:
    """`group` is the thread's number in the archive (`T000001`), `indent` the depth in it.

    `missing` counts the messages that the thread's headers refer to and the archive lacks.
    `is_inclusive` is None if the document was too large to record which message is inside which;
    `reason` explains it.
    """

    group: str
    indent: int
    missing: int
    is_inclusive: bool | None
    reason: str


class LazyThreadFacts:
    """The facts of all messages of an archive, computed when the first is asked for.

    They take two passes over the archive, which a load file without these columns does not need.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._found: list[ThreadFacts] | None = None

    def of(self, number: int) -> ThreadFacts:
        """The facts of a message, by its index in the archive."""
        if self._found is None:
            self._found = thread_facts(self._archive)
        return self._found[number]


def thread_facts(archive: Archive) -> list[ThreadFacts]:
    """The facts of all messages, in the order of the archive."""
    known = {message.message_id for message in archive.messages}
    groups: dict[str, int] = {}
    missing: dict[str, set[str]] = {}
    for message in archive.messages:
        groups.setdefault(message.thread, len(groups) + 1)
        named = (*message.references, *((message.parent,) if message.parent else ()))
        missing.setdefault(message.thread, set()).update(set(named) - known)
    inside, around = _nesting(archive)
    return [
        ThreadFacts(
            f"T{groups[message.thread]:06d}",
            len(message.references),
            len(missing[message.thread]),
            *_inclusive(archive.messages, number, inside, around),
        )
        for number, message in enumerate(archive.messages)
    ]


def _inclusive(
    messages: Sequence[Message], number: int, inside: dict[int, set[int]], around: dict[int, int]
) -> tuple[bool | None, str]:
    """Whether a message is inclusive, and why; for `inside` and `around` see `_nesting`."""
    message = messages[number]
    if message.original is not None:
        return True, "native message: kept whole"
    outer = around.get(number)
    if outer == _UNKNOWN:
        return None, ""
    if outer is not None:
        return False, f"printed whole inside {messages[outer].message_id}"
    count = len(inside.get(number, ()))
    if count:
        noun = "message is" if count == 1 else "messages are"
        return True, f"printed inside no other; {count} {noun} printed inside it"
    return True, "printed inside no other message"


def _nesting(archive: Archive) -> tuple[dict[int, set[int]], dict[int, int]]:
    """The messages printed inside each message, and for those the outermost message around them.

    All are indices in the archive.
    """
    number_at: dict[tuple[str, str, int], int] = {}
    ids: list[str] = []
    parents: list[str | None] = []
    for number, message in enumerate(archive.messages):
        ids.append(message.message_id)
        parents.append(message.parent)
        number_at[_start(message.source)] = number
        for copy in message.copies:
            # A copy with differences does not count: its differences would not be read.
            if not copy.differences and copy.body is None:
                number_at[_start(copy.source)] = number
    inside: dict[int, set[int]] = {}
    around: dict[int, int] = {}
    for parsed in archive.parsed:
        document = parsed.document
        key = (document.name, document.sha256)
        if document.large is not None:
            starts = (number_at.get((*key, start)) for start in parsed.headers)
            around.update((number, _UNKNOWN) for number in starts if number is not None)
            continue
        found = [number_at.get((*key, draft.header[0].start)) for draft in parsed.drafts]
        # Drafts are in print order, so the draft around another comes before it.
        outermost: list[int | None] = []
        for draft, place in zip(parsed.drafts, found, strict=True):
            above = draft.enclosing
            top = None
            if above is not None:
                outer = found[above]
                answered = parents[outer] if outer is not None else None
                is_linked = place is not None and answered == ids[place]
                if is_linked or _is_quoted(draft, parsed.drafts[above]):
                    top = outer if outermost[above] is None else outermost[above]
            outermost.append(top)
            if place is not None and top is not None and top != place:
                inside.setdefault(top, set()).add(place)
                # Two copies may each be printed inside the other: only one can be left out.
                if around.get(top) != place:
                    around[place] = top
    return inside, around


def _is_quoted(draft: Draft, above: Draft) -> bool:
    """Whether a message is printed as part of the one above it, not just below it.

    True for `> From: Ben Ost` in an answer, below `-----Original Message-----`, and below `On
    Monday Ben wrote:`. A header below a bare rule may begin a message of its own.
    """
    return draft.quote_depth > above.quote_depth or draft.introduction in _QUOTES


def _start(source: Source) -> tuple[str, str, int]:
    return source.document, source.sha256, source.header[0].start
