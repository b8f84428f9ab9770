"""Headers told in one line of prose: `Ann Poe to Bob Lee, (cc: Cy Dent) - Sep 20, 2017 2:17PM`.

Printed so by archives that publish correspondence. `scan/headings.py` finds lines of this form;
what stands around them decides here.
"""

from __future__ import annotations

from mailrecon.layouts.block import Block
from mailrecon.model import Field, Introduction, Role, Span
from mailrecon.scan import Page
from mailrecon.scan.headings import HeadingForm, HeadingLine

NAME = "one line of prose"
# A day is printed behind many things that are no mail; two headings are a collection of letters.
_FEWEST_WITH_DAY = 2


def match(page: Page, index: int) -> Block | None:
    """The header told on the line `index`, or None."""
    heading = page.headings.get(index)
    if heading is None or not _is_believed(page, heading):
        return None
    lines = page.lines
    text = lines.text
    depth = lines.depth(index)
    weights = page.lexicon.weights
    return Block(
        layout=NAME,
        start=heading.first,
        end=heading.last + 1,
        depth=depth,
        body_depth=depth,
        fields=tuple(
            Field(role, text[start:end], Span(start, end)) for role, start, end in heading.parts
        ),
        language=max(heading.languages, key=lambda code: (code == "en", weights[code])),
        introduction=Introduction.HEADER_ONLY,
        evidence=(
            (
                "originator, recipients and date in one line"
                if heading.form is HeadingForm.TIMED
                else "originator, recipients and day in one line, among others of the kind",
                4.5,
            ),
        ),
    )


def _is_believed(page: Page, heading: HeadingLine) -> bool:
    """Whether a line of the form is a mail's heading, by what stands around it."""
    if page.in_chat(heading.last):
        return False
    # `London to Paris - May 4, 2020 9:12 AM`, line below line: a timetable has no text between.
    if heading.last + 1 in page.headings or heading.first - 1 in page.headings:
        return False
    if heading.form is HeadingForm.DAY and page.company.headings < _FEWEST_WITH_DAY:
        return False
    # `Assigned to Ben Ost - May 4, 2020 9:12 AM`: one word is a name if others write to it.
    name = next(
        page.lines.text[start:end] for role, start, end in heading.parts if role is Role.FROM
    )
    return page.company.knows(name)
