"""The lookup tables made of the language files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

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

_PER_LANGUAGE = (
    "forward_separators",
    "original_separators",
    "reply_prefixes",
    "forward_prefixes",
    "recipient_words",
)
_MERGED = (
    "redactions",
    "device_signatures",
    "quoted_text_hidden",
    "page_furniture",
    "not_mail_titles",
    "page_controls",
    "archive_navigation",
    "forward_ends",
    "forward_verbs",
    "link_list_titles",
    "forward_verbs",
    "link_list_titles",
    "no_recipients",
    "redaction_codes",
    "redacted_things",
    "negations",
)
_STEM_LETTERS = 7
_STEM_IDEOGRAPHS = 2
_ENOUGH_PHRASES = 4


def _shapes(entries: Mapping[str, LabelEntry], weights: Mapping[str, int]) -> dict[str, LabelEntry]:
    """Labels in Latin letters by their OCR shape; of roles that share one the likelier comes first.

    English comes before all, then the larger language.
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
    """The same table with one entry for all labels that mean the same in the same languages."""
    known: dict[tuple[object, ...], LabelEntry] = {}
    return {
        key: known.setdefault((*entry.roles.items(), entry.sent), entry)
        for key, entry in entries.items()
    }


def _locale(data: Mapping[str, object]) -> str | None:
    value = data.get("cldr")
    return value if isinstance(value, str) else None


def _weight(data: Mapping[str, object]) -> int:
    """How much is known of a language: the larger languages have the fuller files."""
    return sum(len(value) for value in data.values() if isinstance(value, dict))


def _forward_stems(
    languages: Mapping[str, Mapping[str, object]], labels: Iterable[str]
) -> frozenset[str]:
    """What a language's forward separators have in common: the stem of its word for forwarding.

    Translators word the line above a forwarded header in ever new ways; the stem stays. It is the
    run of letters that most separators of a language share and none of its other lines holds, nor
    any of the `labels`, which are folded.
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
    return -len(phrase), phrase


def build() -> Lexicon:
    """The lexicon made from the language files. Raises LexiconError for a malformed one."""
    return _build(read_language_files())


def _build(languages: Mapping[str, Mapping[str, object]]) -> Lexicon:
    labels: dict[str, dict[Role, set[str]]] = {}
    sent: set[str] = set()
    phrase_languages: dict[str, dict[str, set[str]]] = {name: {} for name in _PER_LANGUAGE}
    phrases: dict[str, set[str]] = {name: set() for name in _MERGED}
    attributions: dict[str, list[Template]] = {}
    counts: set[str] = set()
    on_behalf: set[str] = set()
    chat_titles: set[str] = set()
    sent_by: set[str] = set()
    zones: dict[str, str] = {}
    for code, data in languages.items():
        sections = labels_of(data)
        for section, role in LABEL_SECTIONS.items():
            for label in sections.get(section, {}):
                key = fold(label)
                labels.setdefault(key, {}).setdefault(role, set()).add(code)
                if section == "sent":
                    sent.add(key)
        for phrase in phrases_of(data, "attributions"):
            template = template_of(code, phrase)
            attributions.setdefault(attribution_key(phrase), []).append(template)
        counts.update(phrases_of(data, "message_counts"))
        for section, tables in phrase_languages.items():
            for phrase in phrases_of(data, section):
                tables.setdefault(fold(phrase), set()).add(code)
        for section, found in phrases.items():
            found.update(map(fold, phrases_of(data, section)))
        on_behalf.update(map(fold_words, phrases_of(data, "on_behalf")))
        chat_titles.update(map(fold_words, phrases_of(data, "chat_titles")))
        sent_by.update(map(fold_words, phrases_of(data, "sent_by")))
        zone_names = section_of(data, "zone_names").items()
        zones.update({fold(name): str(value) for name, value in zone_names})
    stems = _forward_stems(languages, labels)
    for label, role in RAW_LABELS.items():
        labels.setdefault(fold(label), {}).setdefault(role, set())
    weights = {code: _weight(data) for code, data in languages.items()}

    def entry(key: str, roles: Mapping[Role, set[str]]) -> LabelEntry:
        by_weight = sorted(
            roles, key=lambda role: -max((weights[c] for c in roles[role]), default=0)
        )
        return LabelEntry({role: frozenset(roles[role]) for role in by_weight}, key in sent)

    entries = _shared({key: entry(key, roles) for key, roles in labels.items() if key})

    def frozen(section: str) -> frozenset[str]:
        return frozenset(phrases[section])

    def with_languages(section: str) -> dict[str, frozenset[str]]:
        return {key: frozenset(codes) for key, codes in phrase_languages[section].items()}

    return Lexicon(
        languages={code: _locale(data) for code, data in languages.items()},
        weights=weights,
        labels=entries,
        ocr_labels=_shapes(entries, weights),
        longest_label=2 * max((len(key) for key in entries), default=0),
        forward_separators=with_languages("forward_separators"),
        forward_stems=stems,
        original_separators=with_languages("original_separators"),
        attributions={
            key: tuple(sorted(templates, key=literal_length, reverse=True))
            for key, templates in attributions.items()
        },
        reply_prefixes=with_languages("reply_prefixes"),
        forward_prefixes=with_languages("forward_prefixes"),
        message_counts=tuple(sorted(counts, key=_longest_first)),
        redactions=frozen("redactions"),
        device_signatures=frozen("device_signatures"),
        quoted_text_hidden=frozen("quoted_text_hidden"),
        on_behalf=tuple(sorted(on_behalf, key=_longest_first)),
        sent_by=tuple(sorted(sent_by, key=_longest_first)),
        page_furniture=frozen("page_furniture"),
        not_mail_titles=frozen("not_mail_titles"),
        zone_names=zones,
        page_controls=frozen("page_controls"),
        archive_navigation=frozen("archive_navigation"),
        recipient_words=with_languages("recipient_words"),
        forward_ends=frozen("forward_ends"),
        forward_verbs=frozen("forward_verbs"),
        link_list_titles=frozen("link_list_titles"),
        no_recipients=frozen("no_recipients"),
        redaction_codes=frozen("redaction_codes"),
        redacted_things=frozen("redacted_things"),
        chat_titles=frozenset(chat_titles),
        negations=frozen("negations"),
    )
