"""How a message is cited: `TERN-FOIA-001004, e-mail of 3 March 2021, Holt to Rask`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from mailrecon.lexicon.kinds_of_names import is_given_name, is_office, is_organisation
from mailrecon.model import Archive, Message, Notice, Person, Place, PlaceUnit, Source
from mailrecon.regex import regex

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_REDACTED = "[redacted]"
# `Poe, Ann (DOCK/QUAY) [E]`
_AFFILIATION = regex(r"\s*[(\[].*$")
_GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv"))
_TITLES = frozenset(
    (
        *("dr", "mr", "mrs", "ms", "mx", "prof", "sir", "dame", "rev", "hon", "herr", "frau"),
        *("mme", "md", "phd", "mph", "rn", "jd", "esq", "mba", "cpa", "kc", "qc", "obe", "mbe"),
        *("usn", "usa", "usaf", "usmc", "ret", "ing", "dipl-ing", "mlle"),
    )
)


def citation(message: Message) -> str:
    """The citation of a message: source with its first number or page, date, people.

    The day is as printed; the year is Gregorian. Of several recipients only the first is named. A
    redacted name is cited as redacted.
    """
    parts = [source_text(message.source), _mail_of(message)]
    people = who_to_whom(*cited_people(message))
    return ", ".join([*parts, people] if people else parts)


def document_of(notice: Notice, archive: Archive) -> str:
    """The name of a notice's document; empty if it is the only one or the notice names it."""
    place = notice.place
    return place if place and len(archive.summaries) > 1 and place not in notice.text else ""


def source_text(source: Source) -> str:
    """`TERN-FOIA-001004`; `TERN-FOIA-001004 to TERN-FOIA-001006`; `release.pdf, page 3, line 2`."""
    if source.bates:
        first, last = source.bates[0], source.bates[-1]
        return first if first == last else f"{first} to {last}"
    return copy_place(source)


def copy_place(source: Source) -> str:
    """Where a copy begins, with its document: `release.pdf, page 3, line 12`."""
    return f"{source.document}, {first_place(source)}"


def first_place(source: Source) -> str:
    """Where a message begins: `page 3, line 12`, `paragraph 9`, `line 40`."""
    return place_name(source.first) if source.first is not None else f"line {source.lines[0]}"


def place_name(place: Place) -> str:
    """`page 3, line 12`; `paragraph 4`; `part 1.2`: the unit of the format and its number."""
    named = place.unit is PlaceUnit.ELEMENT or not place.reference[:1].isdigit()
    return place.reference if named else f"{place.unit} {place.reference}"


def _mail_of(message: Message) -> str:
    when = message.when
    if when is None:
        return f"e-mail dated {message.date_printed}" if message.date_printed else "undated e-mail"
    return f"e-mail of {day_of_citation(when.local)}"


def day_of_citation(local: date) -> str:
    """`3 March 2021`."""
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


class CitedPeople(NamedTuple):
    """The people that a citation names: the sender, the first recipient; and the number of
    recipients.
    """

    sender: str
    first: str
    recipients: int


def cited_people(message: Message) -> CitedPeople:
    """The sender and recipients in the form of a citation; empty if none is printed."""
    recipients = (*message.to, *message.cc, *message.bcc)
    sender = _surname(message.originator) if message.originator is not None else ""
    return CitedPeople(sender, _surname(recipients[0]) if recipients else "", len(recipients))


def who_to_whom(sender: str, first: str, recipients: int) -> str:
    """`Holt to Rask and 2 others`: the sender, the first recipient, and how many there are."""
    if not recipients:
        return sender
    others = recipients - 1
    more = f" and {others} other{'s' if others > 1 else ''}" if others else ""
    return f"{sender or '[unknown]'} to {first}{more}"


def _surname(person: Person) -> str:
    """The family name (`Poe, Ann` and `Ann Poe` give `Poe`), else the whole name or the address."""
    if not person.name:
        return person.address or person.printed_address or _REDACTED
    return cited_name(person.name, person.canonical or "")


# The same people write and receive most messages of an archive.
@lru_cache(maxsize=8192)
def cited_name(name: str, canonical: str = "") -> str:
    """The family name in a display name, with its particles and generation, where it is known.

    The family name is known if it is before a comma, after a given name, or printed in another name
    of the same person. An organisation, or a name that may be one, is cited whole.
    """
    bare = _AFFILIATION.sub("", name).strip(" ,") or name
    family, *behind = (part.strip() for part in bare.split(","))
    # `Ann Poe, Jr.`, `Ann Poe, M.D.`: the comma does not precede a given name.
    titles = [part for part in behind if _is_title(part)]
    generation = next((part for part in titles if _plain(part) in _GENERATIONS), "")
    given = [part for part in behind if part and part not in titles]
    # `North Divers, Inc.`, `Poe, Stone and Sons`
    if is_organisation(bare.split()) and not (given and is_given_name(given[0].split()[0])):
        return bare
    # `van der Berg, Ann`
    if given:
        return _with_generation(family, generation) if len(given) == 1 else bare
    words, own_generation = _without_titles(family.split())
    rest = _behind_given_names(words)
    # `North Divers`: it may be an organisation.
    if is_office(family) or not rest:
        rest = _from_other_name(words, canonical)
    if not rest:
        return bare
    return _with_generation(" ".join(rest), generation or own_generation)


def _is_title(text: str) -> bool:
    """`Jr.`, `M.D., Ph.D.`, `USN (Ret)`: a title that follows a name and a comma."""
    return all(_plain(word) in _GENERATIONS | _TITLES for word in text.split())


def _without_titles(words: list[str]) -> tuple[list[str], str]:
    """Split `Dr. Ann Poe Jr. MD` into `Ann Poe` and `Jr.`."""
    kept, generation = list(words), ""
    while len(kept) > 1 and _plain(kept[0]) in _TITLES:
        kept.pop(0)
    while len(kept) > 1 and _plain(kept[-1]) in _TITLES | _GENERATIONS:
        last = kept.pop()
        generation = last if _plain(last) in _GENERATIONS else generation
    return kept, generation


def _behind_given_names(words: list[str]) -> list[str]:
    """What follows given names and initials: `de la Cruz Soto` of `Ann B. de la Cruz Soto`.

    Empty if there is no given name, or if the rest can't be a family name.
    """
    first = 0
    while first < len(words) - 1 and (is_given_name(words[first]) or _is_initial(words[first])):
        first += 1
    rest = words[first:]
    # `Rask. Ida M`, where OCR read a full stop for the comma: `M` can't be a family name.
    named = first and all(word not in ("", "-") and not _is_initial(word) for word in rest)
    letters = all(
        word.replace("-", "").replace("'", "").replace("’", "").isalpha() for word in rest
    )
    # `Ann at the Quay`: the family name is written with a capital.
    return rest if named and letters and rest[-1][:1].isupper() else []


def _from_other_name(words: list[str], canonical: str) -> list[str]:
    """The family name of `Maren Holt`, who is also printed as `Holt, Maren J`."""
    family, comma, given = _AFFILIATION.sub("", canonical).partition(",")
    count = len(family.split())
    is_full = comma and given.strip() and not _is_title(given)
    same = 0 < count < len(words) and words[-count:] == family.split()
    return words[-count:] if is_full and same else []


def _is_initial(word: str) -> bool:
    return len(word.strip(".")) == 1 and word.strip(".").isalpha() and word[0].isupper()


def _plain(word: str) -> str:
    return word.replace(".", "").strip("()").casefold()


def _with_generation(family: str, generation: str) -> str:
    return f"{family} {generation}" if generation else family
