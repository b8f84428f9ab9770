"""Evidence that a block of labels is a mail's header, not a memo, a play or a help page.

The weights of all evidence are added and compared with a threshold. Features that only mail has
weigh most: an address, a time of day, a redacted address, a separator above the header.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from mailrecon.lexicon import Lexicon, fold
from mailrecon.lexicon.kinds_of_names import is_place
from mailrecon.model import Field, Role
from mailrecon.regex import regex
from mailrecon.scan import patterns
from mailrecon.scan.attribution import is_nothing_but_a_date

# The sum that makes a block a header: with a date, and recipients or a subject;
THRESHOLD = 4.0
# and without one of these.
THRESHOLD_PARTIAL = 5.0


class Evidence(NamedTuple):
    """Evidence for (or, below 0, against) a block being a mail's header, and its weight."""

    reason: str
    weight: float


# An `Evidence`, or a plain pair, with which a layout adds evidence of its own.
Pair = tuple[str, float]


class _PersonEvidence(NamedTuple):
    """The evidence for each form that the value of an address field can have."""

    empty: Evidence
    addressed: Evidence
    redacted: Evidence
    notes: Evidence
    unit: Evidence
    moment: Evidence
    phrase: Evidence
    name: Evidence
    perhaps_name: Evidence
    rest: Evidence


def _person(who: str, *, strong: float, named: float, phrase: float) -> _PersonEvidence:
    return _PersonEvidence(
        empty=Evidence(f"{who} empty", 0.0),
        addressed=Evidence(f"{who} with an address", strong),
        redacted=Evidence(f"{who} redacted", strong),
        notes=Evidence(f"{who} in Notes form", strong),
        unit=Evidence(f"{who} with a unit of an organisation", strong),
        moment=Evidence(f"{who} is a date or time", phrase),
        phrase=Evidence(f"{who} reads like a phrase", phrase),
        name=Evidence(f"{who} reads like a name", named),
        perhaps_name=Evidence(f"{who} reads like a name", named / 2),
        rest=Evidence(f"{who} with the rest of an address", named),
    )


# Memos and plays have From and To as well, so a name earns half the weight of an address. A
# recipient weighs half of an originator: forms and invoices have "To" far more often than "From".
_ORIGINATOR = _person("originator", strong=2.0, named=1.0, phrase=-2.0)
_RECIPIENT = _person("recipient", strong=1.0, named=0.5, phrase=-1.0)
# Letters and minutes also have a day, but only mail programs print a time of day.
_TIMED = Evidence("date with a time of day", 2.0)
_DAY = Evidence("date without a time of day", 1.0)
_DATE_REDACTED = Evidence("date redacted", 2.0)
# `Sent: 20 Brumaire`: an unknown calendar or language is evidence neither for mail nor against it.
_DATE_UNKNOWN = Evidence("date in a form not known", 0.0)
# `Date: to be announced` in a form; `Date:` alone may have been emptied.
_NO_DATE = Evidence("date label without a date", -2.0)
_DATE_EMPTY = Evidence("date label without a date", -0.5)
# `Date: __/__/____`, `Date: ____ / ____ / 20____` in a form
_BLANK = Evidence("a blank to fill in for the date", -4.0)
_SENT = Evidence("label that only mail uses for its date", 0.5)  # Outlook's `Sent:`
# `Date: … 10:02` / `Received: … 10:03`
# `Sent: Monday, May 4, 2020` between two names: Outlook's long date, its time left out
_SENT_DAY = Evidence("weekday and day between two names, as Outlook prints them", 1.0)
_RECEIVED = Evidence("time of receipt beside the time of sending", 1.0)
_SUBJECT = Evidence("subject", 1.0)
_PREFIXED = Evidence("subject with a reply or forward prefix", 0.5)
_IDENTIFIED = Evidence("Message-ID printed", 2.0)
_BOTH_ADDRESSED = Evidence("both ends with an address", 1.0)
# `From: Jonas Brandt <>` / `To: Ida Rask <>`: only mail programs print such brackets.
_BOTH_EMPTIED = Evidence("brackets of an address at both ends, and no date", 1.0)
# `From: Ann Poe` / `To: Ben Ost` / `Subject: RE: keys`, whose date was left out: memos have a date
# and no prefix in a subject.
_ANSWERS = Evidence("prefix in a subject between two names, and no date", 2.5)
# `"From": "ann@quay.example",` in a program or a configuration file
_CODE = Evidence("values written like program code", -3.5)
# `from: ann` / `to: ben`: logs and configuration; mail programs capitalise labels
_SMALL_LETTERS = Evidence("labels all in small letters", -2.0)
# `RE: Keys` above `From: Ann Poe` / `To: Ben Ost` / `Subject: Keys`: a chain's oldest, undated,
_ANSWERED = Evidence("answered by the message above", 2.5)
# or quoted with these two fields alone: `> From: Ann Poe` / `> Subject: Keys`;
_QUOTED = Evidence("quoted below its answer, with originator and subject alone", 0.5)
# and `From:` / `Sent:` / `To: Ann Poe` / `Subject: Keys`, where a release removed both values.
_EMPTIED = Evidence("originator and date emptied in a chain", 1.5)
# `Date: May 4, 2020` / `From: Ben Ost` / `To: Ann Poe` below `From: Ann Poe` / `To: Ben Ost`
_SAME_PEOPLE = Evidence("people of the header above", 1.5)
# `From: Stone, Eva` / `Date: Tuesday, May 4, 2020 at 8:52 PM` / `To: Ben Ost`, without a subject
_MOMENT = Evidence("moment between two whole names in a chain", 0.5)
# `From: Ben Ost` / `Date: May 4, 2020 9:12 AM` and no other field, below Ann's mail to Ben
_KNOWN_ALONE = Evidence("time and one of the people of the header above, alone", 2.0)
_OPENS = Evidence("header of From and Sent alone, at a page's top or in a chain", 1.5)

# `From:` / `Sent: Friday, June 15, 2ulz` / `To: H` / `Subject: Tides`, values lost or misread
_ALL_LABELS = Evidence("all labels of Outlook, at a page's top or in a chain", 1.0)

_ADDRESSED_OR_TITLED = frozenset({Role.TO, Role.CC, Role.BCC, Role.SUBJECT})
# `(DOCK/QUAY) [E]`: Exchange directories print a unit behind a name.
_UNIT = regex(r"\([A-Z][\w&.-]{0,20}/[\w&./ -]{1,40}[)\]]")
_ADDRESSED = frozenset({Role.TO, Role.CC})
_SURE = frozenset({_TIMED, _SENT})
_ENDS_NAMED = tuple(frozenset({end.name, end.addressed}) for end in (_ORIGINATOR, _RECIPIENT))
_DAY_AND_SENT = frozenset({_DAY, _SENT, _ORIGINATOR.name, _RECIPIENT.name})
# `Monday, May 4, 2020`, `Montag, 4. Mai 2020`, `lundi 4 mai 2020`
# `ט״ו בשבט תש״פ`, `כ"ג באדר ה'תשפ"א`: a Hebrew year of the thousand since 1939, in letters
_HEBREW_YEAR = regex(r"(?<![א-ת])(?:ה['׳]?)?תש[א-ת]{0,2}[\"״'׳][א-ת]?(?![א-ת])")
# `Date: <date>`, `Date: [YYYY-MM-DD]`, `Date: $when`: a template's
_TEMPLATE = regex(r"[<>{}\[\]$%_=]|(?i:dd|mm)[-/. ](?i:mm|dd|yy)|yyyy")
_LONG_DAY = regex(r"[^\W\d_]{3,14},? (?:[^\W\d_]{3,12}\.? \d|\d{1,2}\.? (?:de )?[^\W\d_]{3})")
_ADDRESS_AND_TIME = frozenset({_TIMED, _ORIGINATOR.addressed})
# `Author: Ann Poe <ann@quay.example>`, as logs of git print it.
_LOG_LABEL = "author"
_LAST_AND_FIRST = 2
# OCR's debris after a name: `Ann Poe | ]`: two or more pieces with at most one letter or digit
# each. Only the end of a value, of this many characters, is searched: a value may be one long gap.
_LONGEST_DEBRIS = 80
_DEBRIS = regex(r"[!|]?(?:\s+(?=\S*[^\w\s])[^\w\s]{0,3}\w?[^\w\s]{0,3}(?=\s|$)){2,6}$")
_CORE = frozenset({Role.FROM, Role.DATE, Role.TO, Role.SUBJECT})
_FROM_DATE_TO = [Role.FROM, Role.DATE, Role.TO]
_FROM_AND_DATE = frozenset({Role.FROM, Role.DATE})
_SPARSE = _ADDRESSED | _FROM_AND_DATE
_LONGEST_END = 40
# Longer values of a date label, and longer beginnings of a subject, are phrases.
_LONGEST_DATE, _LONGEST_PREFIX = 60, 24
# `"From: Ann Poe <ann@quay.example>\n" +`, a line of a string in a program
_STRING_ENDS = regex(
    r"(?:\\[nr])+[\"']\s*[+.&\\,;)]*\s*$|[\"']\s*[+&.]\s*(?:_|\\|vbCrLf.{0,12})?\s*$"
)
_STRING_MARKS = frozenset("\"'`{")
_LETTER = regex(r"[^\W\d_]")
_FORM_BLANK = regex(r"_+(?:\s*[/.-]\s*(?:\d\d)?_+){1,2}")
_STATEMENT_ENDINGS = (",", "';", ";", "{", "(")
_CODE_ENDINGS = (*_STATEMENT_ENDINGS, '"')
_WITH_TIME = 2
_DIGITS = regex(r"\d+")
# `Mon, 14 Sep 2009 16:30:21 +0100` (RFC 5322, 3.3): only programs write this.
_DATE_OF_PROGRAM = regex(r"\w{3}, +\d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}(?!\d)")
_NUMBERS_OF_DATE = 3


def weigh_fields(fields: Sequence[Field], sent: bool, lexicon: Lexicon) -> list[Pair]:
    """The `Evidence` of the fields; `sent`: a date label was Outlook's Sent."""
    by_role: dict[Role, Field] = {}
    for field in fields:
        by_role.setdefault(field.role, field)
    originator = by_role.get(Role.FROM) or by_role.get(Role.SENDER)
    recipient = by_role.get(Role.TO) or by_role.get(Role.CC) or by_role.get(Role.BCC)
    date, subject = by_role.get(Role.DATE), by_role.get(Role.SUBJECT)
    dated = date is not None and bool(date.text)
    found: list[Pair] = []
    # `From: Ann Poe <ann@quay.example>`
    if originator is not None:
        found.append(_weigh_person(originator.text, _ORIGINATOR, lexicon))
    # `To: Ben Ost`
    if recipient is not None:
        found.append(_weigh_person(recipient.text, _RECIPIENT, lexicon))
    # `Sent: Monday, May 4, 2020 10:12 AM`
    if date is not None:
        ends = (originator, recipient)
        addressed = all(end is not None and patterns.has_address(end.text) for end in ends)
        found.extend(_weigh_date(date.text, fields, sent, lexicon, addressed=addressed))
    # `Subject: Re: Tides`
    if subject is not None:
        found.append(_SUBJECT)
        if has_prefix(subject.text, lexicon):
            found.append(_PREFIXED)
    # `Message-ID: <5EB0.1@dock.example>`
    if Role.MESSAGE_ID in by_role:
        found.append(_IDENTIFIED)
    elif originator is not None and recipient is not None:
        found.extend(_weigh_ends(originator.text, recipient.text, lexicon, dated=dated))
    found.extend(_weigh_names(found, date.text if date is not None else ""))
    if looks_like_code(fields):
        found.append(_CODE)
    labels = [field.label for field in fields if field.label]
    # `from: ann` / `to: ben`, unless a mail program made the date, or it has a time and the
    # originator an address: `from: Ann Poe <ann@quay.example>` / `date: May 4, 2021 9:11 AM`
    by_program = date is not None and (
        _DATE_OF_PROGRAM.match(date.text) is not None or _ADDRESS_AND_TIME.issubset(found)
    )
    if labels and not by_program and all(one.isascii() and one.islower() for one in labels):
        found.append(_SMALL_LETTERS)
    return found


def _weigh_names(found: Collection[Pair], date: str) -> Iterator[Evidence]:
    """Evidence from two names without addresses, given the other evidence."""
    # `From: Ann Poe` / `Sent: Monday, May 4, 2020` / `To: Ben Ost`
    if _DAY_AND_SENT.issubset(found) and _LONG_DAY.match(date):
        yield _SENT_DAY
    # `From: Ann Poe` / `To: Ben Ost` / `Subject: RE: keys`
    # or one of them with an address, too
    named = [end.isdisjoint(found) for end in _ENDS_NAMED]
    if _PREFIXED in found and not any(named) and _BOTH_ADDRESSED not in found and not date:
        yield _ANSWERS


def _weigh_ends(
    originator: str, recipient: str, lexicon: Lexicon, *, dated: bool
) -> list[Evidence]:
    """The evidence of both ends together."""
    ends = (originator, recipient)
    # `From: ann@quay.example` / `To: ben@quay.example`
    if all(patterns.has_address(text) for text in ends):
        return [_BOTH_ADDRESSED]
    # `From: Jonas Brandt <>` / `To: Ida Rask <>`
    if not dated and all("<" in text and patterns.is_redacted(text, lexicon) for text in ends):
        return [_BOTH_EMPTIED]
    return []


def _weigh_date(
    text: str, fields: Sequence[Field], sent: bool, lexicon: Lexicon, *, addressed: bool
) -> Iterator[Evidence]:
    value = _weigh_date_value(text, lexicon)
    # `Sent: Monday, 4 May`: webmail omits the year of a recent mail.
    without_year = value is _DATE_UNKNOWN and sent and _is_day_of_a_year(fields, lexicon)
    # `Date: Monday`, `Date: ט״ו בשבט תש״פ`
    if without_year or (value is _NO_DATE and _is_day_in_words(text, lexicon)):
        value = _DAY
    # `Date: the day before yesterday` between two addresses: only the date is not read.
    elif value is _NO_DATE and addressed and _TEMPLATE.search(text) is None:
        value = _DATE_UNKNOWN
    yield value
    if sent:
        yield _SENT
    if value is _TIMED and _reports_receipt(fields):
        yield _RECEIVED


def _is_day_in_words(text: str, lexicon: Lexicon) -> bool:
    """Whether a date has only words or letters: a weekday, or a day of the Hebrew calendar."""
    if len(text) >= _LONGEST_DATE:
        return False
    every = frozenset(lexicon.languages)
    return _HEBREW_YEAR.search(text) is not None or is_nothing_but_a_date(text, every, lexicon)


def _is_day_of_a_year(fields: Sequence[Field], lexicon: Lexicon) -> bool:
    """Whether a date is a day and its month's name, in a language of its label, without a year."""
    date = next(field for field in fields if field.role is Role.DATE)
    entry = lexicon.labels.get(fold(date.label)) if date.label else None
    languages = frozenset(entry.roles.get(Role.DATE, ())) if entry is not None else frozenset()
    return is_nothing_but_a_date(date.text, languages, lexicon)


def _weigh_date_value(text: str, lexicon: Lexicon) -> Evidence:
    strength = patterns.date_strength(text)
    # `4 May 2020 10:12`
    if strength == 2:
        return _TIMED
    # `__/__/____`, `____`
    if "_" in text and (_FORM_BLANK.fullmatch(text.strip()) or not text.strip("_ ")):
        return _BLANK
    # `4 May 2020`
    if strength == 1:
        return _DAY
    if patterns.is_redacted(text, lexicon):
        return _DATE_REDACTED
    # `20 Brumaire CCXXVIII 9`
    if patterns.has_digit(text) and len(text) < _LONGEST_DATE:
        return _DATE_UNKNOWN
    return _NO_DATE if text else _DATE_EMPTY


def has_prefix(subject: str, lexicon: Lexicon) -> bool:
    """Whether a subject begins with a prefix of a reply or forward: `Re:`, `WG:`, `转发：`."""
    return (":" in subject or "：" in subject) and _has_prefix(subject, lexicon)


# `RE: Tide tables`: a thread prints it again and again.
@lru_cache(maxsize=4096)
def _has_prefix(subject: str, lexicon: Lexicon) -> bool:
    prefix, colon, _ = subject.replace("：", ":").partition(":")
    key = fold(prefix) if colon and len(prefix) < _LONGEST_PREFIX else ""
    return lexicon.is_subject_prefix(key)


def _reports_receipt(fields: Sequence[Field]) -> bool:
    """Whether a header prints two times, each with its own label: `Date: …` / `Received: …`."""
    dated = [field for field in fields if field.role is Role.DATE]
    labels = {field.label for field in dated if patterns.date_strength(field.text) == 2}
    return len(labels) > 1


def _weigh_person(text: str, weights: _PersonEvidence, lexicon: Lexicon) -> Evidence:
    if not text:
        return weights.empty
    # `Ann Poe <ann@quay.example>`
    if patterns.has_address(text):
        return weights.addressed
    # `[redacted]`, `(b)(6)`
    if patterns.is_redacted(text, lexicon):
        return weights.redacted
    # `From: 01/02/2021 To: 28/02/2021` above a statement of account
    if text[0].isdigit() and patterns.is_numeric_day(text) and not _LETTER.search(text):
        return weights.moment
    # Lotus Notes: `Ann Poe/Dock/Quay@Quay`
    if patterns.NOTES_NAME.search(text):
        return weights.notes
    # Exchange: `Poe, Ann (DOCK/QUAY) [E]`, even where OCR left debris behind it.
    if _UNIT.search(text):
        return weights.unit
    # `Ann Poe 0000o O>`: OCR left the end of an address.
    if text.endswith(">") and "<" not in text and text[0].isalpha():
        return weights.rest
    # `Ann Poe |! 0) ©`: debris that OCR read for a removed address.
    debris = _DEBRIS.search(text, max(0, len(text) - _LONGEST_DEBRIS))
    if debris is not None:
        text = text[: debris.start()] or text
    # A timetable: `From: 9:15` / `To: 10:30`
    if patterns.date_strength(text):
        return weights.moment
    # `Ann Poe; Ben Ost`: each of the first few must look like a name.
    bare = patterns.without_brackets(text.replace("\n", " "))
    names = [part for part in bare.replace(",", ";").split(";") if part.strip()]
    weakest = min(patterns.name_strength(name) for name in names[:6]) if names else 0
    # `Poe, ann w ee-`: a name put last name first.
    if len(names) == _LAST_AND_FIRST and ";" not in bare:
        weakest = max(weakest, patterns.name_strength(bare))
    # A help page: `From: the menu, choose …`
    if weakest == 0:
        return weights.phrase
    return weights.name if weakest == 2 else weights.perhaps_name


def has_string_marks(text: str) -> bool:
    """Whether a text has a quotation mark or another sign of a string in a program."""
    return '"' in text or "'" in text or "`" in text or "{" in text


def looks_like_code(fields: Sequence[Field]) -> bool:
    """Whether labels and values are written as in programs or configuration files.

    `"From": "ann@quay.example",` / `"To": "ben@dock.example",`
    """
    # In most headers no value has a quotation mark or another sign of a string.
    if not has_string_marks("\n".join([field.text for field in fields])):
        return False
    printed = [field.text for field in fields if field.label and field.text]
    marked = [text for text in printed if not _STRING_MARKS.isdisjoint(text)]
    if len(marked) < 2:
        return False
    # Apple Mail quotes each name: `From: "Poe, Ann"` / `Date: May 4, 2020 at 7:25 PM`.
    dates = [field.text for field in fields if field.label and field.role is Role.DATE]
    timed = any(
        text[0].isalnum() and patterns.date_strength(text) == _WITH_TIME
        for text in filter(None, dates)
    )
    if timed and not any(text.rstrip().endswith(_STATEMENT_ENDINGS) for text in marked):
        return False
    quoted = sum(
        (text[0] in _STRING_MARKS and text.rstrip().endswith((*_CODE_ENDINGS, "'")))
        or _STRING_ENDS.search(text[-_LONGEST_END:]) is not None
        for text in marked
    )
    return quoted >= 2 and quoted * 2 >= len(printed)


def weigh_sparse(fields: Sequence[Field], evidence: Sequence[Pair]) -> list[Evidence]:
    """The evidence of a header that has only From and Sent, at a page's top or within a chain.

    `From:   quaymaster` / `Sent:   Monday, September 21, 2009 11:37 PM` and nothing else: the
    recipients were withheld on release, and the mail had no subject. `From: Ann Poe
    <ann@quay.example>` / `Date: Mon, 4 May 2020 16:05:11 +0200` counts in the same way; `Author:`
    does not, because it is from a log.
    """
    if any(
        field.role not in _SPARSE or (field.role in _ADDRESSED and field.text) for field in fields
    ):
        return []
    if not {field.role for field in fields if field.text} >= _FROM_AND_DATE:
        return []
    if _SURE.issubset(evidence):
        return [_OPENS]
    return [_OPENS] if _ADDRESS_AND_TIME.issubset(evidence) and not _is_logged(fields) else []


def is_sent_from_address(evidence: Sequence[Pair]) -> bool:
    """Whether Outlook's `Sent:` prints a time of day, and an address sends it.

    `From: Ann Poe <ann@quay.example>` / `Sent: Monday, May 4, 2020 9:12 AM`
    """
    return _SENT in evidence and _ADDRESS_AND_TIME.issubset(evidence)


def _is_logged(fields: Sequence[Field]) -> bool:
    """Whether a log of git prints the fields: `Author: Ann Poe <ann@quay.example>`."""
    return any(field.label is not None and fold(field.label) == _LOG_LABEL for field in fields)


def weigh_labels(fields: Sequence[Field], evidence: Sequence[Pair]) -> list[Evidence]:
    """The evidence of Outlook's four labels at the top of a page or within a chain, by themselves.

    The values were lost to OCR or a redaction: `From:` / `Sent: Friday, May 07, 2010 6:42 AM` /
    `To:` / `Subject: Locks`; `From: Ann Poe` / `Sent: Friday, June 15, 2ulz iii` / `To: H`.
    """
    if _SENT not in evidence or not _CORE.issubset(field.role for field in fields):
        return []
    # Not `Sent: 3 crates`
    dated = any(
        field.role is Role.DATE and len(_DIGITS.findall(field.text)) >= _NUMBERS_OF_DATE
        for field in fields
    )
    return [_ALL_LABELS] if dated else []


def weigh_answered(fields: Sequence[Field], *, quoted: bool) -> list[Evidence]:
    """The evidence of a header whose subject is that of the message above, without its prefix.

    One that is quoted may have left out its recipients, too: `> From: Ann Poe` / `> Subject: Keys`.
    """
    people = [field for field in fields if field.role in (Role.FROM, Role.SENDER)]
    dates = [field for field in fields if field.role is Role.DATE]
    addressed = any(field.role in _ADDRESSED and field.text for field in fields)
    if quoted and people and people[0].text and not addressed and not dates:
        return [_ANSWERED, _QUOTED]
    if not people or not addressed or any(field.text for field in dates):
        return []
    emptied = bool(dates) and not people[0].text
    # `RE: Keys` above the sentence `From: the shed.`
    if not emptied and not people[0].text:
        return []
    return [_ANSWERED, _EMPTIED] if emptied else [_ANSWERED]


def weigh_company(
    fields: Sequence[Field], evidence: Sequence[Pair], people: Callable[[], str]
) -> list[Evidence]:
    """Evidence: a dated header with the people of the header above.

    `Date: May 4, 2020` / `From: Ben Ost` / `To: Ann Poe` below Ann's mail to Ben
    """
    ends = [next((f.text for f in fields if f.role is role), "") for role in (Role.FROM, Role.TO)]
    alone = _TIMED in evidence and not any(f.text for f in fields if f.role not in _FROM_AND_DATE)
    if not (_DAY in evidence or _TIMED in evidence) or not ends[0] or not (ends[1] or alone):
        return []
    above = people()
    if alone:
        return [_KNOWN_ALONE] if fold(ends[0]) in above and not _is_logged(fields) else []
    # `Ann Poe; Cay Dun`: one of the recipients is enough.
    known = [
        any(len(name) > 1 and fold(name) in above for name in text.replace(",", ";").split(";"))
        for text in ends
    ]
    return [_SAME_PEOPLE] if all(known) else []


def weigh_moment(fields: Sequence[Field], evidence: Sequence[Pair]) -> list[Evidence]:
    """The evidence of a header in a chain that has a moment between two whole names, no subject.

    `From: Stone, Eva` / `Date: Tuesday, May 4, 2020 at 8:52 PM` / `To: Ben Ost`; a journey has
    places.
    """
    core = [field for field in fields if field.role in _CORE]
    if [field.role for field in core] != _FROM_DATE_TO or _TIMED not in evidence:
        return []
    names = [re.split("[;<]", core[place].text)[0].strip(" \"'") for place in (0, 2)]
    whole = all(len(name.split()) > 1 and not is_place(name) for name in names)
    return [_MOMENT] if whole and _LONG_DAY.match(core[1].text) else []


def is_mail(fields: Sequence[Field], evidence: Sequence[Pair]) -> bool:
    """Whether the evidence is enough for the header of a mail."""
    present = {field.role for field in fields if field.text}
    complete = Role.DATE in present and not present.isdisjoint(_ADDRESSED_OR_TITLED)
    if not complete and Role.DATE in present and Role.FROM in present:
        # `From: Ann Poe <ann@dock.example>` / `Sent: Monday, …` / `To:`, the recipient removed.
        emptied = any(field.role in _ADDRESSED and not field.text for field in fields)
        complete = emptied and _SURE.issubset(evidence)
    return sum(weight for _, weight in evidence) >= (THRESHOLD if complete else THRESHOLD_PARTIAL)
