"""Split subjects into reply and forward prefixes, in any language, and the base subject."""

from __future__ import annotations

import re

from msgspec import Struct

from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Relation
from mailrecon.regex import regex

# `RE; Fees`: OCR reads a colon as a semicolon.
_PREFIX = regex(
    r"\s*+([^:：\[\]]{1,24}?)\s*+(?:[\[(^]?\d{1,3}[\])]?)?\s*+(?:[:：]|(?<=[^\W\d_]{2});(?=\s))\s*"
)
_TAG = regex(r"\s*+\[([^\[\]\d]{1,40})\]\s*")
# `EXTERNAL: Fees`, `*EXT* Fees`, `***SPAM*** Fees`, `{Disarmed} Fees`, `<extern> Fees`: other marks
# that gateways put around the same words, or capitals alone.
_LOUD_TAG = regex(
    r"\s*+(?:[A-ZÀ-Þ]{3,12}\s?[:：]|\*{1,3}[^*\d]{2,30}\*{1,3}|\{[^{}\d]{2,30}\}|<[^<>@\d]{2,30}>)\s*"
)
# `[Ticket #4411] `, in front of a prefix
_NUMBERED_TAGS = regex(r"(?:\s*+\[[^\[\]]{1,40}\]\s*+)+")
_NUMBER = regex(r"^[A-Z][a-z]{2,11}\s?#\d{1,9}\s?:\s+(?=\S)")
_BLOB = regex(r"\s*+\[(.{1,1000})\]\s*", re.DOTALL)
# `Lunch (was: Tides)`, `Lunch [was Re: Tides]`
_FORMER = regex(
    r"[(\[（]\s*+(?P<word>[^\W\d_]{1,16})(?P<colon>\s?[:：]\s*|\s+)"
    r"(?P<subject>(?:[^()\[\]（）]|\[[^\[\]]{0,60}\]){1,300})[)\]）]\s*$"
)
# A character that every prefix, tag or former subject contains.
_MORE_THAN_WORDS = regex(r"[:：;\[*{<)\]）]")
# As in `_PREFIX` and `_LOUD_TAG`.
_LONGEST_PREFIX, _SHORTEST_LOUD_TAG = 24, 3
_CLOSING_BRACKETS = (")", "]", "）")
_MAX_PREFIXES = 20


class Subject(Struct, frozen=True, gc=False):
    """A subject in parts: `prefixes` has the relation that each prefix means, the outermost first.

    `base` is folded: two messages of one conversation have equal bases (RFC 5256, 2.1). A subject
    that names its former one, `Lunch (was: Tides)`, belongs to the former conversation.
    """

    prefixes: tuple[Relation, ...]
    base: str


def read_subject(text: str | None, lexicon: Lexicon, language: str | None = None) -> Subject:
    """Split a printed subject; `language` decides what `VS` means (Finnish or Danish)."""
    # `Tide tables`: most subjects have neither a prefix nor a tag.
    if text and _MORE_THAN_WORDS.search(text) is None:
        return Subject((), fold(text))
    simple = _with_one_prefix(text, lexicon, language) if text else None
    if simple is not None:
        return simple
    rest = _without_tags(text or "", lexicon)
    prefixes: list[Relation] = []
    kept = ""
    for _ in range(_MAX_PREFIXES):
        # `[Ticket #4411] RE: Printer`: the tag stays in the base, the prefix does not.
        tag = _NUMBERED_TAGS.match(rest)
        if tag is not None and _PREFIX.match(rest, tag.end()):
            kept, rest = kept + tag[0], rest[tag.end() :]
        # `[Fwd: Harbour fees]`, as Thunderbird and Netscape wrote it (RFC 5256, 2.1)
        blob = _BLOB.fullmatch(rest)
        match = _PREFIX.match(blob[1] if blob else rest)
        if match is None:
            break
        kind = _kind(fold(match[1]), lexicon, language)
        if kind is None:
            break
        prefixes.append(kind)
        # `Re: Bug#1201: tide: gate sticks` answers `tide: gate sticks` (Debbugs).
        rest = _NUMBER.sub("", _without_tags(match.string[match.end() :], lexicon), count=1)
    former = _former(rest, lexicon)
    if former is not None:
        # Only an answer names the subject it had: `Lunch (was: Tides)`.
        prefixes = prefixes or [Relation.REPLY]
        return Subject(tuple(prefixes), read_subject(former, lexicon, language).base)
    return Subject(tuple(prefixes), fold(kept + rest))


def _with_one_prefix(text: str, lexicon: Lexicon, language: str | None) -> Subject | None:
    """The parts of a subject that is words behind one prefix, `RE: Tide tables`; None for others.

    These need none of the patterns.
    """
    head, colon, rest = text.partition(":")
    if not colon or not head.isalpha() or len(head) > _LONGEST_PREFIX:
        return None
    # `EXTERNAL: Fees`
    if len(head) >= _SHORTEST_LOUD_TAG and head.isupper():
        return None
    if _MORE_THAN_WORDS.search(rest) is not None:
        return None
    kind = _kind(fold(head), lexicon, language)
    return Subject((), fold(text)) if kind is None else Subject((kind,), fold(rest))


def _former(text: str, lexicon: Lexicon) -> str | None:
    """The subject that a conversation had before, after a word such as `was`."""
    if text.rstrip()[-1:] not in _CLOSING_BRACKETS:
        return None
    found = _FORMER.search(text)
    if found is None or not text[: found.start()].strip():
        return None
    # `Report (was late)` is not a former subject, `Lunch (was Tides)` does not.
    named = found["colon"].strip() or found["subject"][0].isupper()
    return (
        found["subject"] if named and fold(found["word"]) in lexicon.former_subject_words else None
    )


def _without_tags(text: str, lexicon: Lexicon) -> str:
    """A subject without the tags that gateways and lists put before it: `[EXTERNAL] [boats] Fees`.

    A tag with a number names the message (`[PATCH 1/3]`, `[Ticket 4711]`) and stays.
    """
    while True:
        tag = _TAG.match(text)
        # `[Fwd: Harbour fees]` is a whole subject in brackets, not a tag.
        if tag is not None and _PREFIX.match(tag[1]):
            return text
        if tag is None:
            tag = _LOUD_TAG.match(text)
            # `TRS: Fees` in capitals is a prefix; `EXTERNAL: Fees` has a tag.
            if tag is None or _says_relation(tag[0], lexicon):
                return text
        # `[boats]` alone is the subject itself.
        if not text[tag.end() :].strip():
            return text
        text = text[tag.end() :]


def _says_relation(tag: str, lexicon: Lexicon) -> bool:
    """Whether an apparent tag is a prefix: `TRS: Fees` is a forward."""
    return lexicon.is_subject_prefix(fold(tag.strip(" :：")))


def _kind(key: str, lexicon: Lexicon, language: str | None) -> Relation | None:
    """Whether a folded prefix marks a forward or a reply; None for any other word."""
    forward, reply = lexicon.forward_prefixes.get(key), lexicon.reply_prefixes.get(key)
    # `WG` only forwards, `AW` only replies.
    if forward is None or reply is None:
        return Relation.FORWARD if forward else (Relation.REPLY if reply else None)
    # `VS` is a reply in Finnish, a forward in Danish.
    if language in forward or language in reply:
        return Relation.FORWARD if language in forward else Relation.REPLY
    heaviest = max(forward | reply, key=lambda code: lexicon.weights[code])
    return Relation.FORWARD if heaviest in forward else Relation.REPLY
