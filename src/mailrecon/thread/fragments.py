"""Put together messages of which only quoted pieces exist, from all documents.

Carenini, Ng and Zhou, "Summarizing email conversations with clue words" (2007), call them hidden
e-mails. Here, only pieces with the same originator and minute are put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from mailrecon.lexicon import load
from mailrecon.model import Parsed, Precision
from mailrecon.parse.fragments import GAP
from mailrecon.resolve import Resolved, resolve
from mailrecon.thread.rebuilt import RebuiltDocument, rebuilt_messages

_APART = f"\n\n{GAP}\n\n"
_Key = tuple[str, str]
_FEWEST_WORDS = 4


def with_fragments(
    documents: Iterable[RebuiltDocument],
) -> Iterator[RebuiltDocument]:
    """The documents, each with its fragments after its messages.

    All documents are in memory at once, since pieces of a message may be in the first and the last.
    """
    sources = [replace(source, messages=list(source.messages)) for source in documents]
    found = [_resolved(source.parsed) for source in sources]
    whole = _put_together(item for fragments in found for item in fragments)
    taken: set[_Key] = set()
    for source, fragments in zip(sources, found, strict=True):
        if not fragments:
            yield source
            continue
        own = []
        for item in fragments:
            key = _key(item)
            if key is not None and key not in taken:
                taken.add(key)
                draft = replace(item.draft, body_text=_APART.join(whole[key]))
                item = replace(item, draft=draft)
            own.append(item)
        made = rebuilt_messages(source.parsed, own, first=False)
        yield replace(source, messages=[*source.messages, *made])


def _resolved(page: Parsed) -> list[Resolved]:
    """The fragments of a document, read beside its drafts, which may have them in their bodies."""
    if not page.fragments:
        return []
    both = resolve(replace(page, drafts=(*page.drafts, *page.fragments)), load())
    return both[len(page.drafts) :]


def _key(item: Resolved) -> _Key | None:
    """The originator and minute of a fragment; None if either is not printed."""
    person, when = item.originator, item.when
    who = (person.address or person.name) if person is not None else None
    if who is None or when is None or when.precision is Precision.DAY:
        return None
    return who.casefold(), when.local.strftime("%Y-%m-%dT%H:%M")


def _put_together(fragments: Iterable[Resolved]) -> dict[_Key, list[str]]:
    """The pieces of each message in the order of print, without repeats."""
    whole: dict[_Key, list[str]] = {}
    for item in fragments:
        key = _key(item)
        if key is not None:
            pieces = item.draft.body_text.split(_APART)
            whole[key] = merged(whole[key], pieces) if key in whole else pieces
    return whole


def merged(known: Sequence[str], more: Sequence[str]) -> list[str]:
    """Merge two sequences of pieces, keeping the order of both.

    If one piece contains another, the longer is kept. New pieces before a common piece are put
    before it, others after the last common one, or at the end if there is none.
    """
    result = list(known)
    waiting: list[str] = []
    behind: int | None = None
    for piece in more:
        place = next((n for n, one in enumerate(result) if _holds(one, piece)), None)
        for number, one in enumerate(result if place is None else ()):
            # `The sluice is shut.` / `Who has the key?`, quoted elsewhere from its second line on
            both = _overlapping(one, piece) or _overlapping(piece, one)
            if both is not None:
                place, piece = number, both
                break
        if place is None and behind is None:
            waiting.append(piece)
        elif place is None:
            result.insert(behind or 0, piece)
            behind = (behind or 0) + 1
        else:
            result[place] = max(result[place], piece, key=len)
            result[place:place] = waiting
            behind = place + len(waiting) + 1
            waiting = []
    return [*result, *waiting]


def _overlapping(one: str, other: str) -> str | None:
    """Both pieces joined if the last lines of `one` are the first of `other`; otherwise None."""
    above, below = one.split("\n"), other.split("\n")
    for count in range(min(len(above), len(below)) - 1, 0, -1):
        shared = [line.split() for line in below[:count]]
        # `Thanks,` ends many pieces and begins others, so it is not enough.
        if sum(map(len, shared)) >= _FEWEST_WORDS and shared == [
            line.split() for line in above[-count:]
        ]:
            return "\n".join([*above, *below[count:]])
    return None


def _holds(one: str, other: str) -> bool:
    first, second = "".join(one.split()).casefold(), "".join(other.split()).casefold()
    return first in second or second in first
