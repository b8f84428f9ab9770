"""The result of a layout: a header block on a page; and how field values are cut out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from msgspec import Struct

from mailrecon.model import Field, Introduction, Role, Span
from mailrecon.scan import Lines


class Block(Struct, frozen=True, gc=False):
    """A header block on the lines `start`..`end` (half-open), at quote depth `depth`.

    `body_depth` is the quote depth of the body. `evidence` are pairs of reason and weight; their
    sum is the score. `titled`: this layout prints the subject as a title above. `languages` are
    others that explain the labels as well. `inline_body` is the text offset at which the body
    begins on the header's last line; `inline_end` is where the message ends on the same lines, if a
    sentence cites it. `nested` is a second header in the same line, which has no lines of its own.
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
    inline_end: int | None = None
    titled: bool = False
    languages: tuple[str, ...] = ()
    nested: Block | None = None

    @classmethod
    def of_header(
        cls,
        lines: Lines,
        layout: str,
        start: int,
        end: int,
        fields: Iterable[Field],
        evidence: Iterable[tuple[str, float]],
        language: str | None,
        *,
        languages: Iterable[str] = (),
        introduction: Introduction = Introduction.HEADER_ONLY,
        footnote: str | None = None,
    ) -> Block:
        """A header with its text below it, both at the quote depth of its first line.

        A header without lines of its own (`start == end`) has the depth of the line above.
        """
        depth = lines.depth(start if start < end else start - 1)
        return cls(
            layout=layout,
            start=start,
            end=end,
            depth=depth,
            body_depth=depth,
            fields=tuple(fields),
            language=language,
            introduction=introduction,
            evidence=tuple(evidence),
            footnote=footnote,
            languages=tuple(languages),
        )

    @property
    def first_line(self) -> int:
        """The first line of the header; for one without lines, the line that contains it."""
        # A correction can make a line begin a message without a header; then no line above contains
        # it.
        is_reported = self.start == self.end and self.introduction is Introduction.REPORTED
        return self.start - 1 if is_reported else self.start

    @property
    def score(self) -> float:
        """The sum of the evidence's weights."""
        return sum(weight for _, weight in self.evidence)

    def first(self, role: Role) -> Field | None:
        """The first field of a role, or None."""
        for field in self.fields:
            if field.role is role:
                return field
        return None


class HeaderLines(Protocol):
    """The lines of a text with a header."""

    @property
    def raw(self) -> Sequence[str]:
        """The lines without their line breaks."""

    def start(self, index: int) -> int:
        """The offset at which a line begins."""

    def content(self, index: int) -> str:
        """A line without quote marks."""

    def content_start(self, index: int) -> int:
        """The offset at which the content of a line begins."""


def cut_value(
    lines: HeaderLines, pieces: Iterable[tuple[int, int, int]], fallback: int
) -> tuple[str, Span]:
    """The text and span of a value printed in `pieces`: (line, start, end) offsets in the content.

    Blank pieces are dropped, the others are stripped and joined by newlines. An empty value gets an
    empty span at the offset `fallback`. The span covers all pieces, in whatever order they are.
    """
    texts: list[str] = []
    first = last = fallback
    for index, start, end in pieces:
        content = lines.content(index)[start:end]
        stripped = content.strip()
        if not stripped:
            continue
        begin = lines.content_start(index) + start + content.index(stripped)
        first = min(first, begin) if texts else begin
        last = max(last, begin + len(stripped)) if texts else begin + len(stripped)
        texts.append(stripped)
    return "\n".join(texts), Span(first, last)
