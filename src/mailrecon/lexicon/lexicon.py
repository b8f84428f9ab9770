"""The lookup tables, for all languages together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from mailrecon.lexicon.folding import fold
from mailrecon.model import Role
from mailrecon.regex import regex

PLACEHOLDER = regex(r"\{(?:name|date|time|email|n)\}")


# The lexicon is built once. Its parts are compared by identity, so that they can be keys of caches.
class LabelEntry(Struct, frozen=True, eq=False, gc=False):
    """The meanings of a label: each role with the languages that use it so, the likeliest first.

    `Von` is From in German; `Da` is From in Italian. `sent` is True for Outlook's `Sent`, which is
    printed in place of `Date`.
    """

    roles: Mapping[Role, frozenset[str]]
    sent: bool


class Template(Struct, frozen=True, eq=False, gc=False):
    """An attribution line: literal text with the placeholders {name}, {date}, {time}, {email}.

    `On {date}, {name} <{email}> wrote:`. `landmark` is its longest literal text, folded: a line
    without it cannot match, which rules out most templates without trying them.
    """

    language: str
    pattern: str
    landmark: str


class Lexicon(Struct, frozen=True, eq=False):
    """All languages in one set of lookup tables; keys are folded.

    `languages` has the Babel locale of each language (None: Babel has none). `weights` ranks
    languages: if two explain a header equally well, the heavier one is taken. `docs/lexicon.md`
    describes the sections of the same names.
    """

    languages: Mapping[str, str | None]
    weights: Mapping[str, int]
    labels: Mapping[str, LabelEntry]
    ocr_labels: Mapping[str, LabelEntry]
    longest_label: int
    forward_separators: Mapping[str, frozenset[str]]
    forward_stems: frozenset[str]
    original_separators: Mapping[str, frozenset[str]]
    attributions: Mapping[str, tuple[Template, ...]]
    reply_prefixes: Mapping[str, frozenset[str]]
    forward_prefixes: Mapping[str, frozenset[str]]
    message_counts: tuple[str, ...]
    redactions: frozenset[str]
    device_signatures: frozenset[str]
    quoted_text_hidden: frozenset[str]
    on_behalf: tuple[str, ...]
    sent_by: tuple[str, ...]
    page_furniture: frozenset[str]
    not_mail_titles: frozenset[str]
    zone_names: Mapping[str, str]
    navigation: frozenset[str]
    archive_navigation: frozenset[str]
    recipient_words: Mapping[str, frozenset[str]]
    forward_ends: frozenset[str]
    forward_verbs: frozenset[str]
    writing_verbs: frozenset[str]
    link_list_titles: frozenset[str]
    no_recipients: frozenset[str]
    exemption_codes: tuple[str, ...]
    redaction_codes: frozenset[str]
    redacted_things: frozenset[str]
    redaction_words: frozenset[str]
    chat_titles: frozenset[str]
    forum_marks: frozenset[str]
    negations: frozenset[str]
    item_words: frozenset[str]
    mail_words: frozenset[str]
    note_words: frozenset[str]
    editor_notes: frozenset[str]
    article_ends: frozenset[str]
    bibliography_titles: frozenset[str]
    unsubscribe_words: tuple[str, ...]
    reading_thanks: tuple[str, ...]
    words_before_dates: frozenset[str]
    bill_titles: frozenset[str]
    originator_endings: Mapping[str, frozenset[str]]
    recipient_endings: Mapping[str, frozenset[str]]
    short_answers: frozenset[str]
    greetings: frozenset[str]
    former_subject_words: frozenset[str]
    ticket_entries: frozenset[str]
    guest_books: frozenset[str]
    pronouns: frozenset[str]
    ticket_words: frozenset[str]
    ticket_moments: frozenset[str]

    def cldr(self, language: str) -> str | None:
        """The Babel locale identifier for `language`, or None if Babel has none."""
        return self.languages.get(language)

    def likeliest(self, codes: Iterable[str]) -> str:
        """Of languages that explain a header equally well, English, else the heaviest.

        Of two languages of equal weight the first by code is taken, since sets have no order.
        """
        return min(codes, key=lambda code: (code != "en", -self.weights[code], code))

    def is_subject_prefix(self, key: str) -> bool:
        """Whether a folded word is a subject's prefix of a reply or forward: `re`, `wg`."""
        return key in self.reply_prefixes or key in self.forward_prefixes


def literal_length(template: Template) -> int:
    """The number of literal letters of a template. More letters make a match more certain."""
    return len(fold(PLACEHOLDER.sub("", template.pattern)))


def attribution_key(line: str) -> str:
    """The key of an attribution line: the two characters before its colon (`te` of `wrote:`).

    Empty if a template ends with a placeholder.
    """
    stem = fold(line[-40:]).rstrip(":៖፦፡")
    return "" if "}" in stem[-2:] else stem[-2:]
