"""Build the lookup tables from the language files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from mailrecon.lexicon.files import (
    LABEL_SECTIONS,
    RAW_LABELS,
    labels_of,
    phrases_of,
    read_language_files,
    section_of,
    template_of,
)
from mailrecon.lexicon.folding import fold, fold_words, ocr_shape
from mailrecon.lexicon.lexicon import LabelEntry, Lexicon, Template, attribution_key, literal_length
from mailrecon.model import Role

# Sections whose phrases keep the languages they belong to, as `Re` does for the subject's language.
_PER_LANGUAGE = (
    "forward_separators",
    "original_separators",
    "reply_prefixes",
    "forward_prefixes",
    "recipient_words",
    "originator_endings",
    "recipient_endings",
)
# Sections whose phrases are merged over all languages: the language of a `[redacted]` does not
# matter.
_MERGED = (
    "redactions",
    "device_signatures",
    "quoted_text_hidden",
    "page_furniture",
    "not_mail_titles",
    "navigation",
    "archive_navigation",
    "forward_ends",
    "forward_verbs",
    "writing_verbs",
    "link_list_titles",
    "no_recipients",
    "redaction_codes",
    "redacted_things",
    "negations",
    "item_words",
    "mail_words",
    "note_words",
    "editor_notes",
    "article_ends",
    "bibliography_titles",
    "words_before_dates",
    "bill_titles",
    "short_answers",
    "greetings",
    "former_subject_words",
    "ticket_entries",
    "guest_books",
    "pronouns",
    "ticket_words",
    "ticket_moments",
)
# Sections whose phrases are found within a line, so the space between words counts.
_IN_LINE = (
    "on_behalf",
    "chat_titles",
    "forum_marks",
    "sent_by",
    "redaction_words",
    "unsubscribe_words",
    "reading_thanks",
)
# Length of a forwarding stem: `forward` in `Begin forwarded message`, `转发` in `转发的邮件`.
_STEM_LETTERS = 7
_STEM_IDEOGRAPHS = 2
# A language with fewer separators than this does not show what they have in common.
_ENOUGH_PHRASES = 4


def _shapes(entries: Mapping[str, LabelEntry], weights: Mapping[str, int]) -> dict[str, LabelEntry]:
    """Labels in Latin letters by their OCR shape (`frorn` for `From`).

    If a shape can be several roles, the likelier comes first: English, then the larger language.
    """
    found: dict[str, dict[Role, set[str]]] = {}
    sent: set[str] = set()
    for key, entry in entries.items():
        shape = ocr_shape(key)
        if len(key) < 2 or not shape.isascii() or not shape.isalnum():
            continue
        roles = found.setdefault(shape, {})
        for role, codes in entry.roles.items():
            roles.setdefault(role, set()).update(codes)
        if entry.sent:
            sent.add(shape)

    def likelihood(codes: set[str]) -> tuple[bool, int]:
        return "en" in codes, max((weights[code] for code in codes), default=0)

    return _shared(
        {
            shape: LabelEntry(
                {
                    role: frozenset(roles[role])
                    for role in sorted(
                        roles, key=lambda role: likelihood(roles[role]), reverse=True
                    )
                },
                shape in sent,
            )
            for shape, roles in found.items()
        }
    )


def _shared(entries: Mapping[str, LabelEntry]) -> dict[str, LabelEntry]:
    """The table, in which labels of equal meaning in the same languages share one entry object."""
    known: dict[tuple[object, ...], LabelEntry] = {}
    return {
        key: known.setdefault((*entry.roles.items(), entry.sent), entry)
        for key, entry in entries.items()
    }


def _locale(data: Mapping[str, object]) -> str | None:
    value = data.get("cldr")
    return value if isinstance(value, str) else None


def _weight(data: Mapping[str, object]) -> int:
    """The number of a language's phrases, as a measure of how widely it is used in mail."""
    return sum(len(value) for value in data.values() if isinstance(value, dict))


def _forward_stems(
    languages: Mapping[str, Mapping[str, object]], labels: Iterable[str]
) -> frozenset[str]:
    """The stem of each language's word for forwarding, from its forward separators.

    Programs word the line above a forwarded header differently (`Forwarded message`, `Begin
    forwarded message`, `Forwarded by Ann Poe on 3/5/2021`), but the stem is always in it. It is a
    run of letters that more than half of a language's separators contain, and neither its other
    separators nor any of the folded `labels`.
    """
    stems: set[str] = set()
    known = "\n".join(labels)
    for data in languages.values():
        phrases = [fold_words(phrase) for phrase in phrases_of(data, "forward_separators")]
        others = "\n".join(fold(phrase) for phrase in phrases_of(data, "original_separators"))
        counted: Counter[str] = Counter()
        for phrase in phrases:
            ideographs = not phrase.isascii() and any(c > "\u2e80" for c in phrase)
            size = _STEM_IDEOGRAPHS if ideographs else _STEM_LETTERS
            counted.update({phrase[i : i + size] for i in range(len(phrase) - size + 1)})
        if len(phrases) >= _ENOUGH_PHRASES:
            stems.update(
                stem
                for stem, count in counted.items()
                if count * 2 > len(phrases)
                and stem.isalpha()
                and stem not in others
                and stem not in known
            )
    return frozenset(stems)


def _longest_first(phrase: str) -> tuple[int, str]:
    # `on behalf of the` is tried before `on behalf of`; the phrase itself keeps the order stable.
    return -len(phrase), phrase


def build() -> Lexicon:
    """The lexicon, from the language files. Raises LexiconError for a malformed file."""
    return _build(read_language_files())


class _Gathered:
    """The phrases of all language files, section by section."""

    def __init__(self) -> None:
        self.labels: dict[str, dict[Role, set[str]]] = {}
        self.sent: set[str] = set()
        self.per_language: dict[str, dict[str, set[str]]] = {name: {} for name in _PER_LANGUAGE}
        self.merged: dict[str, set[str]] = {name: set() for name in _MERGED}
        self.in_line: dict[str, set[str]] = {name: set() for name in _IN_LINE}
        self.attributions: dict[str, list[Template]] = {}
        self.counts: set[str] = set()
        self.exemptions: set[str] = set()
        self.zones: dict[str, str] = {}

    def add(self, code: str, data: Mapping[str, object]) -> None:
        """Add a language file. Raises LexiconError."""
        self._add_labels(code, data)
        for phrase in phrases_of(data, "attributions"):
            template = template_of(code, phrase)
            self.attributions.setdefault(attribution_key(phrase), []).append(template)
        self.counts.update(phrases_of(data, "message_counts"))
        self.exemptions.update(phrases_of(data, "exemption_codes"))
        for section, table in self.per_language.items():
            for phrase in phrases_of(data, section):
                table.setdefault(fold(phrase), set()).add(code)
        for section, found in self.merged.items():
            found.update(map(fold, phrases_of(data, section)))
        for section, found in self.in_line.items():
            found.update(map(fold_words, phrases_of(data, section)))
        zone_names = section_of(data, "zone_names").items()
        self.zones.update({fold(name): str(value) for name, value in zone_names})

    def _add_labels(self, code: str, data: Mapping[str, object]) -> None:
        sections = labels_of(data)
        for section, role in LABEL_SECTIONS.items():
            for label in sections.get(section, {}):
                key = fold(label)
                self.labels.setdefault(key, {}).setdefault(role, set()).add(code)
                if section == "sent":
                    self.sent.add(key)

    def label_entries(self, weights: Mapping[str, int]) -> dict[str, LabelEntry]:
        """The labels; if one has several roles, that of the larger language comes first."""

        def entry(key: str, roles: Mapping[Role, set[str]]) -> LabelEntry:
            by_weight = sorted(
                roles, key=lambda role: -max((weights[c] for c in roles[role]), default=0)
            )
            return LabelEntry(
                {role: frozenset(roles[role]) for role in by_weight}, key in self.sent
            )

        return _shared({key: entry(key, roles) for key, roles in self.labels.items() if key})

    def with_languages(self, section: str) -> dict[str, frozenset[str]]:
        """The phrases of a section, each with its languages."""
        return {key: frozenset(codes) for key, codes in self.per_language[section].items()}

    def longest_first(self, section: str) -> tuple[str, ...]:
        """The phrases of a section that are looked for within a line."""
        return tuple(sorted(self.in_line[section], key=_longest_first))


def _build(languages: Mapping[str, Mapping[str, object]]) -> Lexicon:
    found = _Gathered()
    for code, data in languages.items():
        found.add(code, data)
    # The stems are taken before the raw labels are added, which belong to no language.
    stems = _forward_stems(languages, found.labels)
    for label, role in RAW_LABELS.items():
        found.labels.setdefault(fold(label), {}).setdefault(role, set())
    weights = {code: _weight(data) for code, data in languages.items()}
    entries = found.label_entries(weights)
    # Every phrase that ends an article is one of a page, too.
    found.merged["page_furniture"] |= found.merged["article_ends"]
    merged: dict[str, Any] = {name: frozenset(phrases) for name, phrases in found.merged.items()}
    by_language: dict[str, Any] = {name: found.with_languages(name) for name in _PER_LANGUAGE}
    return Lexicon(
        languages={code: _locale(data) for code, data in languages.items()},
        weights=weights,
        labels=entries,
        ocr_labels=_shapes(entries, weights),
        # OCR can put a space between any two letters.
        longest_label=2 * max((len(key) for key in entries), default=0),
        forward_stems=stems,
        # The template with the most literal text is tried first, because its match is the most
        # certain.
        attributions={
            key: tuple(sorted(templates, key=literal_length, reverse=True))
            for key, templates in found.attributions.items()
        },
        message_counts=tuple(sorted(found.counts, key=_longest_first)),
        on_behalf=found.longest_first("on_behalf"),
        sent_by=found.longest_first("sent_by"),
        chat_titles=frozenset(found.in_line["chat_titles"]),
        forum_marks=frozenset(found.in_line["forum_marks"]),
        exemption_codes=tuple(sorted(found.exemptions, key=_longest_first)),
        redaction_words=frozenset(found.in_line["redaction_words"]),
        reading_thanks=found.longest_first("reading_thanks"),
        unsubscribe_words=found.longest_first("unsubscribe_words"),
        zone_names=found.zones,
        **by_language,
        **merged,
    )
