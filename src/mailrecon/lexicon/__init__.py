"""What header blocks, separators and pages say in each language: lookup tables from data files.

Each language is one JSON file in this folder (`docs/lexicon.md` describes the format). Lookups
ignore case, width and white space, so `S u b j e c t` and `ＳＵＢＪＥＣＴ` both find `Subject`.
"""

from __future__ import annotations

import gc
import json
import os
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mailrecon.errors import LexiconError
from mailrecon.model import Role
from mailrecon.regex import regex

FOLDER = Path(__file__).parent
TABLES = "tables.msgpack"
LABEL_SECTIONS: Mapping[str, Role] = {
    "from": Role.FROM,
    "sender": Role.SENDER,
    "reply_to": Role.REPLY_TO,
    "to": Role.TO,
    "cc": Role.CC,
    "bcc": Role.BCC,
    "date": Role.DATE,
    "sent": Role.DATE,
    "received": Role.DATE,
    "subject": Role.SUBJECT,
    "attachments": Role.ATTACHMENTS,
    "importance": Role.IMPORTANCE,
    "other": Role.OTHER,
}
SECTIONS = (
    "forward_separators",
    "original_separators",
    "attributions",
    "reply_prefixes",
    "forward_prefixes",
    "message_counts",
    "redactions",
    "device_signatures",
    "quoted_text_hidden",
    "on_behalf",
    "page_furniture",
    "not_mail_titles",
    "zone_names",
)
# Sections that few languages have: what web pages around mail print.
OPTIONAL_SECTIONS = (
    "page_controls",
    "archive_navigation",
    "recipient_words",
    "forward_ends",
    "forward_verbs",
    "link_list_titles",
    "no_recipients",
    "redaction_codes",
    "redacted_things",
    "chat_titles",
    "sent_by",
    "negations",
)
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
# RFC 5322 and the Enron export print these in English whatever the reader's language.
RAW_LABELS: Mapping[str, Role] = {
    "message-id": Role.MESSAGE_ID,
    "in-reply-to": Role.IN_REPLY_TO,
    "references": Role.REFERENCES,
    "x-from": Role.ORIGINATOR_NAME,
    "x-to": Role.RECIPIENT_NAMES,
    "x-cc": Role.CC_NAMES,
    "x-bcc": Role.BCC_NAMES,
}
# What no line of a mail's header can hold: a space stands in its place there.
CONTROLS = "\x00-\x1f\x7f-\x9f\u2028\u2029"
# Bidi controls, zero-width characters and soft hyphens print nothing: they are space to a lookup.
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_UNSEEN = regex(f"[{INVISIBLE}]+")
# Letters OCR takes for one another at the sizes headers are printed in.
_OCR_CLASSES = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "j": "l", "t": "l", "|": "l", "e": "c", "5": "s", "d": "o"}
)
_SHORT = 80
_STEM_LETTERS = 7
_STEM_IDEOGRAPHS = 2
_ENOUGH_PHRASES = 4
PLACEHOLDER = regex(r"\{(?:name|date|time|email|n)\}")


def fold(text: str) -> str:
    """Reduce `text` to what lookups compare: no case, no width, no white space."""
    return _fold_short(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    if text.isascii():
        return "".join(text.split()).lower()
    text = "".join(unicodedata.normalize("NFKC", text).split())
    if not text.isprintable():
        text = _UNSEEN.sub("", text)
    return text.casefold()


# The same short lines and labels are looked up by many rules, and in many documents.
_fold_short = lru_cache(maxsize=16_384)(_fold)


def fold_words(text: str) -> str:
    """Like `fold`, but runs of white space become one space: for phrases matched inside a line."""
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(text.split()).casefold()


def ocr_shape(key: str) -> str:
    """A folded key with the letters OCR confuses made equal: `frorn` and `from`, `ce` and `cc`.

    Accents, which it loses, do not count.
    """
    if not key.isascii():
        key = "".join(c for c in unicodedata.normalize("NFD", key) if not unicodedata.combining(c))
    return key.replace("rn", "m").replace("ri", "n").translate(_OCR_CLASSES)


# The lexicon is read once: its parts are compared and hashed as objects, which caches rely on.
class LabelEntry(Struct, frozen=True, eq=False):
    """What one label can mean: role → languages that use it so, the likeliest role first.

    `sent` marks Outlook's Sent.
    """

    roles: Mapping[Role, frozenset[str]]
    sent: bool


class Template(Struct, frozen=True, eq=False):
    """An attribution line: literal text with the placeholders {name}, {date}, {time}, {email}.

    `landmark` is its longest literal stretch, folded: a line without it can't match.
    """

    language: str
    pattern: str
    landmark: str


class Lexicon(Struct, frozen=True, eq=False):
    """All languages in one set of lookup tables; keys are folded.

    `languages` has each language's locale as Babel names it (None: it has none). `weights` ranks
    languages: of two that explain a header equally well the heavier one is taken.
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
    page_controls: frozenset[str]
    archive_navigation: frozenset[str]
    recipient_words: Mapping[str, frozenset[str]]
    forward_ends: frozenset[str]
    forward_verbs: frozenset[str]
    link_list_titles: frozenset[str]
    no_recipients: frozenset[str]
    redaction_codes: frozenset[str]
    redacted_things: frozenset[str]
    chat_titles: frozenset[str]
    negations: frozenset[str]

    def cldr(self, language: str) -> str | None:
        """The Babel locale identifier for `language`, or None if Babel has none."""
        return self.languages.get(language)


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
        phrases = [fold_words(phrase) for phrase in _phrases(data, "forward_separators")]
        others = "\n".join(fold(phrase) for phrase in _phrases(data, "original_separators"))
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


def read_language_files() -> dict[str, dict[str, object]]:
    """All language files as parsed JSON, by language code. Raises LexiconError."""
    found: dict[str, dict[str, object]] = {}
    for entry in sorted(FOLDER.glob("*.json"), key=lambda item: item.name):
        try:
            data = json.loads(entry.read_text(encoding="utf-8"))
        except ValueError as error:
            raise LexiconError(f"{entry.name}: not valid JSON ({error})") from error
        if not isinstance(data, dict) or not isinstance(data.get("language"), str):
            raise LexiconError(f"{entry.name}: has no language code")
        found[data["language"]] = data
    return found


def _section(data: Mapping[str, object], section: str) -> Mapping[str, object]:
    value = data.get(section, {} if section in OPTIONAL_SECTIONS else None)
    if not isinstance(value, dict):
        raise LexiconError(f"{data['language']}.json: section {section!r} is missing")
    return value


def _phrases(data: Mapping[str, object], section: str) -> Iterable[str]:
    return _section(data, section).keys()


def _labels(data: Mapping[str, object]) -> Mapping[str, Mapping[str, object]]:
    value = data.get("labels")
    if not isinstance(value, dict):
        raise LexiconError(f"{data['language']}.json: section 'labels' is missing")
    return value


def _template(language: str, pattern: str) -> Template:
    if "{name}" not in pattern and "{email}" not in pattern:
        raise LexiconError(f"{language}.json: attribution {pattern!r} names nobody")
    landmark = max((fold(text) for text in PLACEHOLDER.split(pattern)), key=len)
    return Template(language, pattern, landmark.strip(":"))


def literal_length(template: Template) -> int:
    """How many letters a template prescribes: the more, the surer a match."""
    return len(fold(PLACEHOLDER.sub("", template.pattern)))


def attribution_key(line: str) -> str:
    """What an attribution line is looked up by: the two characters before its closing colon.

    Empty when a template closes with a placeholder.
    """
    stem = fold(line[-40:]).rstrip(":៖፦፡")
    return "" if "}" in stem[-2:] else stem[-2:]


def _longest_first(phrase: str) -> tuple[int, str]:
    return -len(phrase), phrase


class Tables(Struct, frozen=True):
    """The merged lexicon as `scripts/make_lexicon_tables.py` keeps it, and what it was made of."""

    sources: int
    entries: list[LabelEntry]
    labels: dict[str, int]
    ocr_labels: dict[str, int]
    lexicon: Lexicon

    @classmethod
    def of(cls, sources: int, lexicon: Lexicon) -> Tables:
        """A lexicon as it is kept: labels that mean the same share an entry, kept once."""
        places: dict[int, int] = {}
        entries: list[LabelEntry] = []
        for entry in (*lexicon.labels.values(), *lexicon.ocr_labels.values()):
            if places.setdefault(id(entry), len(entries)) == len(entries):
                entries.append(entry)
        labels, shapes = (
            {key: places[id(entry)] for key, entry in table.items()}
            for table in (lexicon.labels, lexicon.ocr_labels)
        )
        return cls(sources, entries, labels, shapes, replace(lexicon, labels={}, ocr_labels={}))

    def whole(self) -> Lexicon:
        """The lexicon."""
        entries = self.entries
        labels, shapes = (
            {key: entries[place] for key, place in table.items()}
            for table in (self.labels, self.ocr_labels)
        )
        return replace(self.lexicon, labels=labels, ocr_labels=shapes)


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """The lexicon, made once a process. Raises LexiconError for a malformed language file.

    The tables beside the language files are taken if they were made of these very files; else the
    files are read, which takes ten times as long.
    """
    collecting = gc.isenabled()
    gc.disable()  # the tables stay: to walk them again and again while they grow frees nothing
    try:
        return _from_tables() or build()
    finally:
        if collecting:
            gc.enable()


def _from_tables() -> Lexicon | None:
    try:
        held = (FOLDER / TABLES).read_bytes()
        tables = msgspec.msgpack.decode(held, type=Tables)
    except (OSError, msgspec.MsgspecError):
        return None
    return tables.whole() if tables.sources == checksum() else None


def checksum() -> int:
    """A checksum over all language files and their names."""
    found = 0
    for name in sorted(entry.name for entry in os.scandir(FOLDER)):
        if name.endswith(".json"):
            found = zlib.crc32((FOLDER / name).read_bytes(), zlib.crc32(name.encode(), found))
    return found


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
        sections = _labels(data)
        for section, role in LABEL_SECTIONS.items():
            for label in sections.get(section, {}):
                key = fold(label)
                labels.setdefault(key, {}).setdefault(role, set()).add(code)
                if section == "sent":
                    sent.add(key)
        for phrase in _phrases(data, "attributions"):
            template = _template(code, phrase)
            attributions.setdefault(attribution_key(phrase), []).append(template)
        counts.update(_phrases(data, "message_counts"))
        for section, tables in phrase_languages.items():
            for phrase in _phrases(data, section):
                tables.setdefault(fold(phrase), set()).add(code)
        for section, found in phrases.items():
            found.update(map(fold, _phrases(data, section)))
        on_behalf.update(map(fold_words, _phrases(data, "on_behalf")))
        chat_titles.update(map(fold_words, _phrases(data, "chat_titles")))
        sent_by.update(map(fold_words, _phrases(data, "sent_by")))
        zone_names = _section(data, "zone_names").items()
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
