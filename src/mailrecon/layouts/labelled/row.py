"""A header in one line whose labels have no colons.

    From Ann Poe To Ben Ost Date May 4, 2020 9:12 AM Subject Gate

Such a line may also be a sentence. So it must have From, To, a date with its time and a subject,
all in one language, and a name or an address after From.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from mailrecon.layouts.block import Block
from mailrecon.layouts.evidence import weigh_fields
from mailrecon.lexicon import LabelEntry, Lexicon, fold
from mailrecon.model import Field, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns

_NAME = "labelled block"
_LONGEST = 100_000
# A date with its time, a name of several words
_FULL = 2
_WORD = regex(r"\S+")
_NEEDED = (Role.FROM, Role.TO, Role.DATE, Role.SUBJECT)
# Roles in the order of assignment: Hindi `प्रति` is To, and Cc if there is a To already.
_ROLES = (*_NEEDED, Role.CC)


def match_row(page: Page, index: int) -> Block | None:
    """The header that fills line `index`, with labels that have no colons, or None."""
    content = page.lines.content(index)
    if len(content) > _LONGEST:
        return None
    first = _WORD.search(content)
    label = _label_of(first, page.lexicon) if first is not None else None
    languages = label.roles.get(Role.FROM) if label is not None else None
    # Most lines with a time of day begin with another word.
    if first is None or not languages:
        return None
    # Each label with its start and end.
    found = {Role.FROM: first.span()}
    for word in _WORD.finditer(content, first.end()):
        label = _label_of(word, page.lexicon)
        for role in _ROLES if label is not None else ():
            codes = languages & label.roles.get(role, frozenset()) if label is not None else None
            if codes and role not in found:
                languages = codes
                found[role] = word.span()
                break
        # `… Subject What is the Date`: words of a subject are not labels.
        if Role.SUBJECT in found:
            break
    fields = _fields(page, index, found)
    values = {field.role: field.text for field in fields}
    originator = values[Role.FROM]
    if (
        not all(values.get(role) for role in _NEEDED)
        or not all(values.values())
        or patterns.date_strength(values[Role.DATE]) != _FULL
        or not (patterns.has_address(originator) or patterns.name_strength(originator) == _FULL)
    ):
        return None
    return Block.of_header(
        page.lines,
        _NAME,
        index,
        index + 1,
        fields,
        tuple(weigh_fields(fields, False, page.lexicon)),
        page.lexicon.likeliest(languages),
    )


def _label_of(word: re.Match[str], lexicon: Lexicon) -> LabelEntry | None:
    """The meanings of a capitalised word as a label, or None."""
    return lexicon.labels.get(fold(word[0])) if word[0][0].isupper() else None


def _fields(page: Page, index: int, found: Mapping[Role, tuple[int, int]]) -> list[Field]:
    """The fields of the line, each value up to the next label; `found` is in print order."""
    content = page.lines.content(index)
    begin = page.lines.content_start(index)
    starts = [start for start, _ in found.values()]
    ends = (*starts[1:], len(content))
    fields: list[Field] = []
    for (role, (start, end)), stop in zip(found.items(), ends, strict=True):
        text = content[end:stop].strip()
        first = content.index(text, end) if text else end
        span = Span(begin + first, begin + first + len(text))
        label = Span(begin + start, begin + end)
        fields.append(Field(role, text, span, content[start:end], label))
    return fields
