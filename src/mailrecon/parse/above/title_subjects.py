"""Find the subject that a section's title prints after other words.

    ## Exhibit 2 – Subject: question

It is the subject of the published mails below, like a title `Subject: question`.
"""

from __future__ import annotations

from mailrecon.lexicon import fold
from mailrecon.model import Role, Span
from mailrecon.regex import regex
from mailrecon.scan import Page
from mailrecon.scan.labels import COLONS

_LONGEST = 200
_LONGEST_TITLE = 60
_MOST_WORDS = 4
_MARKS = " \t\u00a0#*_"
_COLON = regex(f"[{COLONS}]")
# `Exhibit 2 – `, `Exhibit A: `, `Exhibit B (`
_TITLE = regex(rf"[{_MARKS}]*(?P<title>[^\W_].*?)\s*(?P<mark>[-–—,.|(){COLONS}])\s*[*_]*$")
# `Exhibit 2`, `Anlage B`, `Part IV`, `12`
_NUMBERED = regex(r"(?:\w.{0,40}\s)?#?(?:\d{1,4}[a-z]?|[A-Z]|[IVX]{1,6})\.?")


def subject_in_title(page: Page, index: int) -> Span | None:
    """The span of the subject in a title with words before its label, or None.

    A title in markup may have any words; any other title must have a number: `Note to Ben –
    Subject: gate` is a line of a text.
    """
    lines = page.lines
    content = lines.content(index)
    if len(content) > _LONGEST:
        return None
    marked = index in page.titles or content.lstrip()[:1] == "#"
    for colon in _COLON.finditer(content):
        words = content[: colon.start()].rstrip(_MARKS)
        label = words.split()[-1].lstrip("(*_") if words.split() else ""
        entry = page.lexicon.labels.get(fold(label)) if label else None
        if entry is None or Role.SUBJECT not in entry.roles:
            continue
        found = _TITLE.match(words[: len(words) - len(label)])
        if fold(label) in page.lexicon.reply_prefixes or found is None:
            return None
        title = found["title"]
        short = len(title) <= _LONGEST_TITLE and len(title.split()) <= _MOST_WORDS
        if not marked and not (short and _NUMBERED.fullmatch(title)):
            return None
        begin = colon.end()
        text = content[begin:].strip(_MARKS)
        if found["mark"] == "(":
            text = text.removesuffix(")").rstrip()
        if not text:
            return None
        place = lines.content_start(index) + content.index(text, begin)
        return Span(place, place + len(text))
    return None
