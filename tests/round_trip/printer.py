"""Print a message as clients do, in any language of the lexicon: people, dates, headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_date, format_skeleton, format_time

from mailrecon.lexicon import read_language_files

LANGUAGES: Mapping[str, Mapping[str, object]] = read_language_files()
Lines = list[str]

# How a person can be printed: the pattern, whether the name survives, whether something was taken
# out. {redaction} is a phrase of the language's own.
SHOWN: Mapping[str, tuple[str, bool, bool]] = {
    "printed": ("{name} <{address}>", True, False),
    "left out": ("{name}", True, False),
    "removed": ("{name} <[redacted]>", True, True),
    "emptied": ("{name} <>", True, True),
    "own word": ("{name} <[{redaction}]>", True, True),
    "own word beside": ("{name} ({redaction})", True, True),
    "bars": ("{name} <██████████>", True, True),
    "bars beside": ("{name} ██████", True, True),
    "exemption": ("{name} (b)(6)", True, True),
    "gone": ("[redacted]", False, True),
    "gone, own word": ("[{redaction}]", False, True),
    "gone, bars": ("████████████", False, True),
    "gone, exemption": ("(b)(6)", False, True),
}


@dataclass(frozen=True)
class Someone:
    """A person to print; `shown` is a key of `SHOWN`."""

    name: str
    address: str
    shown: str = "printed"

    def text(self, language: str = "en", redaction: int = 0) -> str:
        """The person as most clients print it."""
        pattern, _, _ = SHOWN[self.shown]
        words = phrases(language, "redactions") or ["redacted"]
        word = words[redaction % len(words)]
        if any(mark in word for mark in "[]()<>"):
            pattern = re.sub(r"[\[(]\{redaction\}[\])]", "{redaction}", pattern)
        return (
            pattern.replace("{name}", self.name)
            .replace("{address}", self.address)
            .replace("{redaction}", word)
        )


@dataclass(frozen=True)
class Letter:
    """A message to print. `redaction` chooses among the language's words for what is removed."""

    originator: Someone
    to: tuple[Someone, ...]
    cc: tuple[Someone, ...]
    when: datetime
    subject: str
    body: tuple[str, ...]
    redaction: int = 0


def label(language: str, section: str) -> str:
    """The first label of a language's section."""
    labels = LANGUAGES[language]["labels"]
    assert isinstance(labels, dict)
    for name in (section, "date" if section == "sent" else section):
        for text in labels.get(name, {}):
            return str(text)
    return {"cc": "Cc"}.get(section, "Date")


def phrases(language: str, section: str) -> Lines:
    """All phrases of a language's section."""
    found = LANGUAGES[language].get(section, {})
    assert isinstance(found, dict)
    return [str(phrase) for phrase in found]


def phrase(language: str, section: str, fallback: str) -> str:
    """The first phrase of a language's section."""
    return next(iter(phrases(language, section)), fallback)


def locale_of(language: str) -> str:
    """The Babel locale a language's dates are printed with."""
    return str(LANGUAGES[language].get("cldr") or "en")


def date_text(when: datetime, language: str, width: str = "full") -> str:
    """A date and time as the CLDR prints them; "numeric" is day, month and year in numbers."""
    locale = locale_of(language)
    if width == "numeric":
        day = format_skeleton("yMd", when, locale=locale)
    else:
        day = format_date(when, width, locale=locale)
    return f"{day} {format_time(when, 'short', locale=locale)}"


def person(someone: Someone, letter: Letter, language: str) -> str:
    """A person of a letter."""
    return someone.text(language, letter.redaction)


def people(group: tuple[Someone, ...], letter: Letter, language: str, separator: str = "; ") -> str:
    """A list of people on one line."""
    return separator.join(person(someone, letter, language) for someone in group)


def rows(
    letter: Letter, language: str, order: str, *, width: str = "full", separator: str = "; "
) -> list[tuple[str, str]]:
    """Label and value of each field that `order` names; a letter without copies prints none."""
    values = {
        "from": person(letter.originator, letter, language),
        "date": date_text(letter.when, language, width),
        "to": people(letter.to, letter, language, separator),
        "cc": people(letter.cc, letter, language, separator),
        "subject": letter.subject,
    }
    values["sent"] = values["date"]
    return [
        (label(language, section), values[section])
        for section in order.split()
        if section != "cc" or letter.cc
    ]


def _block(pairs: list[tuple[str, str]]) -> Lines:
    return [*(f"{name}: {value}" for name, value in pairs), ""]


def outlook(letter: Letter, language: str) -> Lines:
    """From, Sent, To, Cc, Subject, a blank line."""
    return _block(rows(letter, language, "from sent to cc subject"))


def apple(letter: Letter, language: str) -> Lines:
    """From, Subject, Date, To, Cc, a blank line."""
    order = "from subject date to cc"
    return _block(rows(letter, language, order, width="long", separator=", "))


def gmail(letter: Letter, language: str) -> Lines:
    """From, Date, Subject, To, Cc with the month abbreviated, two blank lines."""
    order = "from date subject to cc"
    return [*_block(rows(letter, language, order, width="medium", separator=", ")), ""]


def values_below(letter: Letter, language: str) -> Lines:
    """A label, its value on the lines below, the address cut out; no blank line at the end."""

    def cut(group: tuple[Someone, ...]) -> Lines:
        joined = ", ".join(f"{someone.name} <\n>" for someone in group)
        return joined.split("\n")

    lines = [f"{label(language, 'from')}:\u00a0 ", *cut((letter.originator,))]
    lines += [f"{label(language, 'to')}:\u00a0 ", *cut(letter.to)]
    if letter.cc:
        lines += [f"{label(language, 'cc')}:\u00a0 ", *cut(letter.cc)]
    lines.append(f"{label(language, 'date')}: {date_text(letter.when, language)}")
    return [*lines, f"{label(language, 'subject')}:{letter.subject}"]


def next_line(letter: Letter, language: str) -> Lines:
    """Each label on a line, its value on the next."""
    pairs = rows(letter, language, "from sent to cc subject")
    return [*(line for name, value in pairs for line in (f"{name}:", value)), ""]


def bold(letter: Letter, language: str) -> Lines:
    """Labels in Markdown's bold."""
    pairs = rows(letter, language, "from sent to cc subject")
    return [*(f"**{name}:** {value}" for name, value in pairs), ""]


def table(letter: Letter, language: str) -> Lines:
    """A Markdown table with a row a field."""
    pairs = rows(letter, language, "from sent to cc subject")
    head, *rest = [f"| {name} | {value} |" for name, value in pairs]
    return [head, "| --- | --- |", *rest, ""]


def columns(letter: Letter, language: str) -> Lines:
    """All labels first, then all values, as OCR reads two columns."""
    pairs = rows(letter, language, "from sent to cc subject")
    return [*(f"{name}:" for name, _ in pairs), *(value for _, value in pairs), ""]


def one_line(letter: Letter, language: str) -> Lines:
    """All fields on one line, wide gaps between."""
    pairs = rows(letter, language, "from sent to cc subject")
    return ["    ".join(f"{name}: {value}" for name, value in pairs), ""]


def prose(letter: Letter, language: str) -> Lines:
    """`Ann Poe to Bob Lee, (cc: Cy Dent) - Sep 20, 2017 2:17 PM`: names only, no subject."""

    def names(group: tuple[Someone, ...]) -> str:
        return ", ".join(someone.name for someone in group)

    word = phrase(language, "recipient_words", "to")
    copies = f", ({label(language, 'cc')}: {names(letter.cc)})" if letter.cc else ""
    date = date_text(letter.when, language, "medium")
    return [f"{letter.originator.name} {word} {names(letter.to)}{copies} - {date}", ""]


def notes(letter: Letter, language: str) -> Lines:
    """Lotus Notes: the name, the date, To, cc, Subject, a line each."""

    def written(someone: Someone) -> str:
        if someone.shown == "printed":
            return f"{someone.name}/North/Exchange@Exchange"
        return person(someone, letter, language)

    def listed(group: tuple[Someone, ...]) -> str:
        return ", ".join(written(someone) for someone in group)

    lines = [
        written(letter.originator),
        date_text(letter.when, language, "numeric"),
        f"{label(language, 'to')}: {listed(letter.to)}",
    ]
    if letter.cc:
        lines.append(f"{label(language, 'cc')}: {listed(letter.cc)}")
    return [*lines, f"{label(language, 'subject')}: {letter.subject}", ""]


def gmail_page(letter: Letter, language: str) -> Lines:
    """A message of Gmail's print page: person and date at both ends of a line, To, Cc."""
    date = date_text(letter.when, language, "medium")
    lines = [
        f"{person(letter.originator, letter, language)}\t{date}",
        f"{label(language, 'to')}: {people(letter.to, letter, language, ', ')}",
    ]
    if letter.cc:
        lines.append(f"{label(language, 'cc')}: {people(letter.cc, letter, language, ', ')}")
    return [*lines, ""]


RAW_OFFSET = timedelta(hours=2)


def raw(letter: Letter, language: str) -> Lines:
    """A header as it is sent (RFC 5322), in English whatever the language."""
    date = letter.when.strftime("%a, %d %b %Y %H:%M:%S +0200")
    lines = [
        "Received: from mx.north.example by mail.south.example; " + date,
        f"Message-ID: {message_id(letter)}",
        f"Date: {date}",
        f"From: {person(letter.originator, letter, language)}",
        f"To: {people(letter.to, letter, language, ', ')}",
    ]
    if letter.cc:
        lines.append(f"Cc: {people(letter.cc, letter, language, ', ')}")
    lines += [f"Subject: {letter.subject}", "MIME-Version: 1.0"]
    return [*lines, "Content-Type: text/plain; charset=utf-8", ""]


def message_id(letter: Letter) -> str:
    """The Message-ID a raw header prints."""
    return f"<{letter.when:%Y%m%d%H%M}.{len(letter.body)}@north.example>"


HEADERS: Mapping[str, Callable[[Letter, str], Lines]] = {
    "outlook": outlook,
    "apple": apple,
    "gmail": gmail,
    "values below": values_below,
    "next line": next_line,
    "bold": bold,
    "table": table,
    "columns": columns,
    "one line": one_line,
    "prose": prose,
    "notes": notes,
    "raw": raw,
}


def attribution(letter: Letter, template: str, language: str, width: str = "long") -> str:
    """An attribution line: the template with name, address, date and time filled in."""
    locale = locale_of(language)
    clock = format_time(letter.when, "short", locale=locale)
    apart = "{time}" in template
    name = letter.originator.name
    if "{email}" not in template:
        name = person(letter.originator, letter, language)
    if width == "numeric":
        day = format_skeleton("yMd", letter.when, locale=locale)
    else:
        day = format_date(letter.when, width, locale=locale)
    return (
        template.replace("{name}", name)
        .replace("{email}", letter.originator.address)
        .replace("{date}", day if apart else f"{day} {clock}")
        .replace("{time}", clock)
    )


def groupwise(letter: Letter, language: str) -> str:
    """GroupWise's reply line, dated as its English edition dates."""
    date = letter.when.strftime("%m/%d/%Y %I:%M %p")
    return f">>> {person(letter.originator, letter, language)} {date} >>>"


def print_page(title: str, letters: tuple[Letter, ...], language: str) -> str:
    """Gmail's print page: the conversation's title, the number of messages, each message."""
    count = phrase(language, "message_counts", "{n} messages").replace("{n}", str(len(letters)))
    lines = [title, count, ""]
    for letter in letters:
        lines += [*gmail_page(letter, language), *letter.body, ""]
    return "\n".join(lines)
