"""Read the language files; the names of their sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from mailrecon.errors import LexiconError
from mailrecon.lexicon.folding import fold
from mailrecon.lexicon.lexicon import PLACEHOLDER, Template
from mailrecon.model import Role

FOLDER = Path(__file__).parent
# The role of each section of labels; Outlook's `Sent` and `Received` are dates too.
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
# Sections that a language file may lack: mostly phrases of web pages around mail.
OPTIONAL_SECTIONS = (
    "navigation",
    "archive_navigation",
    "recipient_words",
    "forward_ends",
    "forward_verbs",
    "writing_verbs",
    "link_list_titles",
    "no_recipients",
    "exemption_codes",
    "redaction_codes",
    "redacted_things",
    "redaction_words",
    "chat_titles",
    "forum_marks",
    "sent_by",
    "negations",
    "item_words",
    "mail_words",
    "note_words",
    "editor_notes",
    "article_ends",
    "bibliography_titles",
    "unsubscribe_words",
    "reading_thanks",
    "words_before_dates",
    "bill_titles",
    "originator_endings",
    "recipient_endings",
    "short_answers",
    "greetings",
    "former_subject_words",
    "ticket_entries",
    "guest_books",
    "pronouns",
    "ticket_words",
    "ticket_moments",
)
# Printed in English in all languages: RFC 5322's own names, and those of the Enron export (`X-To`).
RAW_LABELS: Mapping[str, Role] = {
    "message-id": Role.MESSAGE_ID,
    "in-reply-to": Role.IN_REPLY_TO,
    "references": Role.REFERENCES,
    "x-from": Role.ORIGINATOR_NAME,
    "x-to": Role.RECIPIENT_NAMES,
    "x-cc": Role.CC_NAMES,
    "x-bcc": Role.BCC_NAMES,
}


def read_language_files() -> dict[str, dict[str, object]]:
    """All language files as parsed JSON, by language code. Raises LexiconError."""
    import json

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


def section_of(data: Mapping[str, object], section: str) -> Mapping[str, object]:
    """A section of a language file. Raises LexiconError if a required one is missing."""
    value = data.get(section, {} if section in OPTIONAL_SECTIONS else None)
    if not isinstance(value, dict):
        raise LexiconError(f"{data['language']}.json: section {section!r} is missing")
    return value


def phrases_of(data: Mapping[str, object], section: str) -> Iterable[str]:
    """The phrases of a section. Raises LexiconError."""
    return section_of(data, section).keys()


def labels_of(data: Mapping[str, object]) -> Mapping[str, Mapping[str, object]]:
    """The labels of a language file, by section. Raises LexiconError."""
    value = data.get("labels")
    if not isinstance(value, dict):
        raise LexiconError(f"{data['language']}.json: section 'labels' is missing")
    return value


def template_of(language: str, pattern: str) -> Template:
    """An attribution template (`On {date}, {name} wrote:`) for the tables.

    Raises LexiconError if it has neither {name} nor {email}.
    """
    if "{name}" not in pattern and "{email}" not in pattern:
        raise LexiconError(f"{language}.json: attribution {pattern!r} has no name")
    landmark = max((fold(text) for text in PLACEHOLDER.split(pattern)), key=len)
    return Template(language, pattern, landmark.strip(":"))
