"""For the fast paths: the draft of a message whose header and text are plain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from mailrecon.lexicon import Lexicon
from mailrecon.model import Draft, Notice, Span
from mailrecon.parse.ends.attachments import is_of_list
from mailrecon.parse.ends.closings import says_end_unframed
from mailrecon.parse.fast.plain_marks import lines_of_text, may_be_of_another
from mailrecon.parse.gaps import WIDE_GAP, find_omissions_in_words, may_lack_words
from mailrecon.parse.message_starts import MessageStart

_UNWRAPPED = 100


class DraftPlace(NamedTuple):
    """Where a message is: its header, the line after its text, its number among the messages of the
    document, and the sum of its evidence. `has_marked`: lines of the text begin with a mark.
    """

    begun: MessageStart
    end: int
    number: int
    score: float
    has_marked: bool = False


def plain_draft(
    place: DraftPlace,
    text: str,
    raw: Sequence[str],
    starts: Sequence[int],
    lexicon: Lexicon,
    gaps: Callable[[], Counter[int]],
) -> Draft | None:
    """The draft of a message; None if the text below its header is not plain.

    `raw` are the lines of the text, `starts` their offsets, and `gaps` counts the gaps of the whole
    document.
    """
    begun, end, number, score, has_marked = place
    block, lead = begun.block, begun.lead
    first, last = block.end, end
    while first < last and not raw[first]:
        first += 1
    while last > first and not raw[last - 1]:
        last -= 1
    body: tuple[Span, ...] = ()
    own = ""
    warnings: tuple[Notice, ...] = ()
    if first < last:
        whole = Span(starts[first], starts[last] - 1)
        body = (whole,)
        own = text[whole.start : whole.end]
        if not _is_plain_body(place, raw, raw[first:last], own, lexicon):
            return None
        # Three blank lines, where text may have been removed
        if WIDE_GAP in own:
            # A quote mark does not count as a word of the text beside a gap.
            if has_marked and (own[:1] == ">" or "\n>" in own):
                return None
            warnings = tuple(find_omissions_in_words(whole, text, gaps()))
    else:
        last = 0
    return Draft(
        fields=block.fields,
        header=(Span(starts[block.start], min(starts[block.end], len(text))),),
        body=body,
        body_text=own.rstrip(),
        lines=(block.start, max(block.end, last)),
        layout=block.layout,
        language=block.language,
        languages=block.languages,
        quote_depth=0,
        introduction=lead.introduction or block.introduction,
        enclosing=number - 1 if number else None,
        footnote=None,
        heading=None,
        thread=None,
        score=score,
        warnings=warnings,
    )


def _is_plain_body(
    place: DraftPlace, raw: Sequence[str], lines: Sequence[str], text: str, lexicon: Lexicon
) -> bool:
    """Whether a body has no list of files, no words or separator that end it, and no comma without
    words.
    """
    # `report.pdf  112K` as the last line
    if is_of_list(lines[-1], lexicon):
        return False
    # `End of forwarded mail` as the last line, below a blank one
    if (len(lines) == 1 or not lines[-2]) and says_end_unframed(lines[-1], lexicon):
        return False
    if place.has_marked and (
        is_of_list(lines_of_text(lines[-1:])[0], lexicon)
        or may_be_of_another(place.begun, lines[0])
    ):
        return False
    # `Ann , Ben`: something was removed.
    if max(map(len, lines)) > _UNWRAPPED and may_lack_words(text):
        return False
    start, end = place.begun.lead.start, place.begun.block.start
    if start == end:
        return True
    opening = lines[0].strip()
    return all(line.strip() != opening for line in raw[start:end])
