"""Print a known chain of messages as clients print it, in any language of the lexicon."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date, format_time

from mailrecon.lexicon import read_language_files

LANGUAGES: Mapping[str, Mapping[str, object]] = read_language_files()
Lines = list[str]


@dataclass(frozen=True)
class Someone:
    """A person to print; `shown` says whether the address is printed, removed or left out."""

    name: str
    address: str
    shown: str = "printed"

    def text(self) -> str:
        """The person as most clients print it."""
        if self.shown == "printed":
            return f"{self.name} <{self.address}>"
        return f"{self.name} <[redacted]>" if self.shown == "removed" else self.name


@dataclass(frozen=True)
class Letter:
    """A message to print."""

    originator: Someone
    to: tuple[Someone, ...]
    cc: tuple[Someone, ...]
    when: datetime
    subject: str
    body: tuple[str, ...]


def label(language: str, section: str) -> str:
    """The first label of a language's section."""
    labels = LANGUAGES[language]["labels"]
    assert isinstance(labels, dict)
    for name in (section, "date" if section == "sent" else section):
        for text in labels.get(name, {}):
            return str(text)
    return {"cc": "Cc"}.get(section, "Date")


def phrase(language: str, section: str, fallback: str) -> str:
    """The first phrase of a language's section."""
    section_data = LANGUAGES[language].get(section)
    assert isinstance(section_data, dict)
    return next(iter(section_data), fallback)


def date_text(when: datetime, language: str, width: str = "full") -> str:
    """A date and time as the CLDR prints them."""
    locale = str(LANGUAGES[language].get("cldr") or "en")
    return f"{format_date(when, width, locale=locale)} {format_time(when, 'short', locale=locale)}"


def people(group: tuple[Someone, ...], separator: str = "; ") -> str:
    """A list of people on one line."""
    return separator.join(person.text() for person in group)


def outlook(letter: Letter, language: str) -> Lines:
    """From, Sent, To, Cc, Subject, a blank line."""
    lines = [
        f"{label(language, 'from')}: {letter.originator.text()}",
        f"{label(language, 'sent')}: {date_text(letter.when, language)}",
        f"{label(language, 'to')}: {people(letter.to)}",
    ]
    if letter.cc:
        lines.append(f"{label(language, 'cc')}: {people(letter.cc)}")
    return [*lines, f"{label(language, 'subject')}: {letter.subject}", ""]


def apple(letter: Letter, language: str) -> Lines:
    """From, Subject, Date, To, Cc, a blank line."""
    lines = [
        f"{label(language, 'from')}: {letter.originator.text()}",
        f"{label(language, 'subject')}: {letter.subject}",
        f"{label(language, 'date')}: {date_text(letter.when, language, 'long')}",
        f"{label(language, 'to')}: {people(letter.to, ', ')}",
    ]
    if letter.cc:
        lines.append(f"{label(language, 'cc')}: {people(letter.cc, ', ')}")
    return [*lines, ""]


def values_below(letter: Letter, language: str) -> Lines:
    """A label, its value on the lines below, the address cut out; no blank line at the end."""

    def cut(group: tuple[Someone, ...]) -> Lines:
        joined = ", ".join(f"{person.name} <\n>" for person in group)
        return joined.split("\n")

    lines = [f"{label(language, 'from')}:\u00a0 ", *cut((letter.originator,))]
    lines += [f"{label(language, 'to')}:\u00a0 ", *cut(letter.to)]
    if letter.cc:
        lines += [f"{label(language, 'cc')}:\u00a0 ", *cut(letter.cc)]
    lines.append(f"{label(language, 'date')}: {date_text(letter.when, language)}")
    return [*lines, f"{label(language, 'subject')}:{letter.subject}"]


def bold(letter: Letter, language: str) -> Lines:
    """Labels in Markdown's bold."""
    return [
        line.replace(": ", ":** ", 1).join(("**", "")) if line else ""
        for line in outlook(letter, language)
    ]


def table(letter: Letter, language: str) -> Lines:
    """A Markdown table with a row a field."""
    rows = [line.split(": ", 1) for line in outlook(letter, language) if line]
    head, *rest = [f"| {name} | {value} |" for name, value in rows]
    return [head, "| --- | --- |", *rest, ""]


def columns(letter: Letter, language: str) -> Lines:
    """All labels first, then all values, as OCR reads two columns."""
    rows = [line.split(": ", 1) for line in outlook(letter, language) if line]
    return [*(f"{name}:" for name, _ in rows), *(value for _, value in rows), ""]


HEADERS: Mapping[str, Callable[[Letter, str], Lines]] = {
    "outlook": outlook,
    "apple": apple,
    "values below": values_below,
    "bold": bold,
    "table": table,
    "columns": columns,
}


def print_chain(letters: tuple[Letter, ...], layouts: tuple[str, ...], language: str) -> str:
    """The first letter with the second below it, and so on down; `layouts` names each header's."""
    lines: Lines = []
    for number, (letter, layout) in enumerate(zip(letters, layouts, strict=True)):
        if number:
            separator = phrase(language, "original_separators", "Original Message")
            lines += ["", f"-----{separator}-----"]
        lines += HEADERS[layout](letter, language)
        lines += letter.body
    return "\n".join(lines) + "\n"


def print_quoted(letter: Letter, earlier: Letter, template: str, language: str) -> str:
    """A letter with an earlier one quoted below an attribution line."""
    attribution = template.replace("{name}", earlier.originator.text()).replace(
        "{date}", date_text(earlier.when, language, "long")
    )
    lines = [*outlook(letter, language), *letter.body, "", attribution, ""]
    return "\n".join([*lines, *(f"> {line}" for line in earlier.body)]) + "\n"
