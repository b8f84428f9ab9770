"""What every layout returns: a header block found on a page, and how its fields are cut out."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from mailrecon.model import Field, Introduction, Role, Span
from mailrecon.scan import Lines


class Block(Struct, frozen=True):
    """A header block over the lines `start`..`end` (half-open), at quote depth `depth`.

    `body_depth` is the quote depth of the text that follows it. `evidence` lists what speaks for
    its being a mail's header, as (reason, weight); their sum is the score. `titled` tells that this
    layout prints its subject as a title above; `languages` are others that explain the labels too.
    `inline_body` is the text offset at which the body begins on the header's last line. `nested` is
    the header of a message that the same line tells of; it has no lines of its own.
    """

    layout: str
    start: int
    end: int
    depth: int
    body_depth: int
    fields: tuple[Field, ...]
    language: str | None
    introduction: Introduction
    evidence: tuple[tuple[str, float], ...]
    footnote: str | None = None
    inline_body: int | None = None
    titled: bool = False
    languages: tuple[str, ...] = ()
    nested: Block | None = None

    @property
    def first_line(self) -> int:
        """The first line of the header; of one without lines, that which tells of it."""
        # Somebody may say of a line without a header that a message begins on it: nothing tells of
        # that one in the line above.
        told_above = self.start == self.end and self.introduction is Introduction.REPORTED
        return self.start - 1 if told_above else self.start

    @property
    def score(self) -> float:
        """The sum of the evidence's weights."""
        return sum(weight for _, weight in self.evidence)

    def first(self, role: Role) -> Field | None:
        """The first field with `role`, or None."""
        return next((field for field in self.fields if field.role is role), None)


def cut_value(
    lines: Lines, pieces: Iterable[tuple[int, int, int]], fallback: int
) -> tuple[str, Span]:
    """The text and span of a value printed as `pieces`: (line, start, end) offsets in the content.

    Blank pieces are dropped, the others stripped and joined by newlines. An empty value gets an
    empty span at the offset `fallback`.
    """
    texts: list[str] = []
    first = last = fallback
    for index, start, end in pieces:
        content = lines.content(index)[start:end]
        stripped = content.strip()
        if not stripped:
            continue
        begin = lines.content_start(index) + start + content.index(stripped)
        if not texts:
            first = begin
        last = begin + len(stripped)
        texts.append(stripped)
    return "\n".join(texts), Span(first, last)
