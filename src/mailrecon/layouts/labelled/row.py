"""A header in one line whose labels have no colons.

    From Ann Poe To Ben Ost Date May 4, 2020 9:12 AM Subject Gate

Such a line may be a sentence: so From, To, a date with its time, and a subject must all be there,
in one language, and a name or an address behind From.
"""

from __future__ import annotations

from mailrecon.layouts.block import Block
from mailrecon.layouts.evidence import weigh_fields
from mailrecon.lexicon import fold
from mailrecon.model import Field, Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns

_NAME = "labelled block"
_LONGEST = 400
_FULL_NAME = 2
_WORD = regex(r"\S+")
_NEEDED = frozenset({Role.FROM, Role.TO, Role.DATE, Role.SUBJECT})
_ROLES = (*_NEEDED, Role.CC)


def match_row(page: Page, index: int) -> Block | None:
    """The header that is line `index`, its labels without colons, or None."""
    content = page.lines.content(index)
    if len(content) > _LONGEST:
        return None
    labels = page.lexicon.labels
    words = list(_WORD.finditer(content))
    first = labels.get(fold(words[0][0])) if words and words[0][0][0].isupper() else None
    languages = first.roles.get(Role.FROM) if first is not None else None
    if not languages:
        return None
    # Each label with its role, start and end.
    found = [(Role.FROM, *words[0].span())]
    for word in words[1:]:
        # `… Subject What is the Date`: nothing of a subject is a label.
        if found[-1][0] is Role.SUBJECT:
            break
        entry = labels.get(fold(word[0])) if word[0][0].isupper() else None
        taken = {role for role, _, _ in found}
        for role in _ROLES if entry is not None else ():
            codes = languages & entry.roles.get(role, frozenset()) if entry is not None else None
            if codes and role not in taken:
                languages = codes
                found.append((role, *word.span()))
                break
    fields = _fields(page, index, found)
    values = {field.role: field.text for field in fields}
    originator = values[Role.FROM]
    if (
        not values.keys() >= _NEEDED
        or not all(values.values())
        or patterns.date_strength(values[Role.DATE]) != _FULL_NAME
        or not (
            patterns.has_address(originator) or patterns.name_strength(originator) == _FULL_NAME
        )
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


def _fields(page: Page, index: int, found: list[tuple[Role, int, int]]) -> list[Field]:
    """The fields of the line, each value up to the next label."""
    content = page.lines.content(index)
    begin = page.lines.content_start(index)
    ends = [start for _, start, _ in found[1:]] + [len(content)]
    fields: list[Field] = []
    for (role, start, end), stop in zip(found, ends, strict=True):
        text = content[end:stop].strip()
        first = content.index(text, end) if text else end
        span = Span(begin + first, begin + first + len(text))
        label = Span(begin + start, begin + end)
        fields.append(Field(role, text, span, content[start:end], label))
    return fields
