"""Columns of a table that follow from its other columns, or from the other rows.

Who forges such a column without the one it follows from makes a table that contradicts itself,
which is found without the sources. What a column means is said in docs/outputs.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from mailrecon.citation import day_of_citation, surname, who_to_whom
from mailrecon.confidence import certainty
from mailrecon.model import When
from mailrecon.recipe import digest_of, recipe_from_text
from mailrecon.regex import regex
from mailrecon.thread.identity import edrm_hash
from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.printed import readings_of
from mailrecon.verify.stated import BROKEN
from mailrecon.verify.statement import Statement
from mailrecon.version import __version__
from mailrecon.writers.columns import MULTIPLE, clock_text, day_text, page_range, pages_of
from mailrecon.writers.production import conversation_index_of

# Native mail may have a Message-ID with spaces or other letters, which cannot be told apart.
_PLAIN_IDS = regex(r"(?:<[!-;=?-~]+>(?: <[!-;=?-~]+>)*)?")
_PERSON = regex(r"\(p-[0-9a-f]+[,)]")
_MAILBOX = regex(r"(.*) <([^<>]*)>")
_PEOPLE = ("TO", "CC", "BCC")
# CONFIDENCE is rounded to two places, so its certainty may be that of a neighbour.
_ROUNDED = 0.005


class _TableRows(NamedTuple):
    """The rows of a table, by what others refer to; `known` are their Message-IDs."""

    rows: Sequence[Mapping[str, str]]
    known: frozenset[str]
    by_number: Mapping[str, Mapping[str, str]]
    attached: Mapping[str, list[str]]
    last: Mapping[str, str]
    missing: Mapping[str, int | None]
    groups: Mapping[str, str]


def check_derived(rows: Sequence[Statement]) -> Iterator[Finding]:
    """Hold each row to what its other columns and the other rows give.

    What another version wrote may follow other rules, so it gets notes.
    """
    try:
        table = _table_of([row.values for row in rows])
        wrong = [
            (row, name, row.values.get(name, ""), wanted)
            for row in rows
            for name, wanted in _wanted(row.values, table).items()
            if row.values.get(name, "") != wanted
        ]
        for row in rows:
            wrong += [(row, *item) for item in _doubtful(row.values)]
    except BROKEN:
        return  # a row that cannot be read is a finding of its own
    for row, name, found, wanted in wrong:
        recipe = recipe_from_text(row.values["RUN"])
        say = error if recipe is None or recipe.mailrecon == __version__ else note
        text = f"{name}: {found!r} is written, but its other columns give {wanted!r}"
        yield say("record", row.place, text)


def _table_of(rows: Sequence[Mapping[str, str]]) -> _TableRows:
    attached: dict[str, list[str]] = {}
    last: dict[str, str] = {}
    named: dict[str, set[str] | None] = {}
    groups: dict[str, str] = {}
    known = frozenset(row["MESSAGEID"] for row in rows)
    for row in rows:
        if row["PARENTID"]:
            attached.setdefault(row["PARENTID"], []).append(row["BEGDOC"])
        last[row["BEGATTACH"]] = row["ENDDOC"]
        groups.setdefault(row["THREADID"], row["THREADGROUP"])
        ids = _ids(row)
        above = named.setdefault(row["THREADID"], set())
        if ids is None or above is None:
            named[row["THREADID"]] = None
        else:
            above.update(set(ids) - known)
    missing = {thread: None if ids is None else len(ids) for thread, ids in named.items()}
    by_number = {row["BEGDOC"]: row for row in rows}
    return _TableRows(rows, known, by_number, attached, last, missing, groups)


def _ids(row: Mapping[str, str]) -> list[str] | None:
    """The Message-IDs that a row refers to; None if they cannot be told apart."""
    text = " ".join(filter(None, (row["REFERENCES"], row["INREPLYTO"])))
    return text.split() if _PLAIN_IDS.fullmatch(text) else None


def _wanted(row: Mapping[str, str], table: _TableRows) -> dict[str, str]:
    """The columns that follow from others, each with the value it must have."""
    attached = table.attached.get(row["BEGDOC"], [])
    # An attachment belongs to the family of what it is attached to; see `produce`.
    above = table.by_number.get(row["PARENTID"])
    names = [f"{begin}.eml" for begin in attached]
    if row["ISNATIVE"] == "Y":  # the parts of native mail come after them
        names += row["ATTACHNAMES"].split(MULTIPLE)[len(names) :] if row["ATTACHNAMES"] else []
    bates = row["SOURCEBATES"].split(MULTIPLE)
    found = {
        "ATTACHIDS": MULTIPLE.join(attached),
        "ATTACHCOUNT": str(len(attached)),
        "ATTACHNAMES": MULTIPLE.join(names),
        "RECORDTYPE": "Email attachment" if row["PARENTID"] else "Email",
        "BEGATTACH": above["BEGATTACH"] if above else row["BEGDOC"],
        "ENDATTACH": table.last[row["BEGATTACH"]],
        "PARENTID": row["PARENTID"] if above else "",
        "THREADGROUP": _group(row, table),
        # All rows of a table are of one run.
        "RUN": table.rows[0]["RUN"],
        "CUSTODIAN": table.rows[0].get("CUSTODIAN", ""),
        "SOURCEBATESBEG": bates[0],
        "SOURCEBATESEND": bates[-1],
        "DUPLICATEGROUP": min(row["MESSAGEID"], *row["DUPLICATES"].split(MULTIPLE))
        if row["DUPLICATES"]
        else "",
    }
    ids = row["REFERENCES"].split()
    if _ids(row) is not None and _PLAIN_IDS.fullmatch(f"{row['MESSAGEID']} {row['THREADID']}"):
        levels = [*ids[1:], row["MESSAGEID"]] if row["INREPLYTO"] else []
        found["CONVERSATIONINDEX"] = conversation_index_of(row["THREADID"], levels)
        found["THREADINDENT"] = str(len(ids))
    missing = table.missing[row["THREADID"]]
    return found if missing is None else {**found, "THREADMISSING": str(missing)}


def _group(row: Mapping[str, str], table: _TableRows) -> str:
    """The group of its thread: threads are numbered, none twice."""
    group, count = table.groups[row["THREADID"]], len(table.groups)
    number = int(group[1:]) if group[1:].isdigit() else 0
    is_number = 1 <= number <= count and group == f"T{number:06d}"
    return group if is_number else f"a number of 1 to {count}"


def _doubtful(row: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Columns of which others give a part: name, value, and what is wanted."""
    for name, is_right, wanted in (
        ("EDRMMIH", _is_mih, f"none, or {edrm_hash(row['MESSAGEID'])}"),
        ("INREPLYTO", _is_answer, "the end of REFERENCES"),
        ("RELATION", _is_related, "a relation if something is answered, none if nothing is"),
        ("INCLUSIVE", _is_inclusive, "another value"),
        ("CERTAINTY", _is_certainty, "another word for its CONFIDENCE"),
        ("CITATION", _is_citation, "another source, date, or people"),
        ("ISNATIVE", lambda row: row["ISNATIVE"] in ("Y", "N"), "Y or N"),
        ("SOURCESHA256", _is_source, "the document in RUN"),
        ("SOURCEPAGE", _is_page, "the pages in SOURCEPLACE"),
        ("TIMESENT", _is_moment, "what DATEPRINTED says"),
        ("FROMPERSON", lambda row: _people(row, "FROMPERSON") <= bool(row["FROM"]), "nobody"),
        ("TOPERSONS", _is_to, "fewer people"),
    ):
        check: Callable[[Mapping[str, str]], bool] = is_right
        if not check(row):
            yield name, row[name], wanted


def _is_mih(row: Mapping[str, str]) -> bool:
    return row["EDRMMIH"] in ("", edrm_hash(row["MESSAGEID"]))


def _is_answer(row: Mapping[str, str]) -> bool:
    ids = _ids(row)
    return row["ISNATIVE"] == "Y" or ids is None or row["INREPLYTO"] in ("", *ids[-2:-1])


def _is_related(row: Mapping[str, str]) -> bool:
    """Whether a rebuilt message that answers another says how, and no other does."""
    return row["ISNATIVE"] == "Y" or bool(row["RELATION"]) == bool(row["INREPLYTO"])


def _is_inclusive(row: Mapping[str, str]) -> bool:
    """Whether it fits its reason: `N` is `printed whole inside <…>`."""
    reason = row["INCLUSIVEREASON"]
    if not reason:
        return not row["INCLUSIVE"]
    return row["INCLUSIVE"] == ("N" if reason.startswith("printed whole inside ") else "Y")


def _is_certainty(row: Mapping[str, str]) -> bool:
    rounded = float(row["CONFIDENCE"])
    return row["CERTAINTY"] in {
        certainty(value).value for value in (rounded - _ROUNDED, rounded, rounded + _ROUNDED)
    }


def _is_citation(row: Mapping[str, str]) -> bool:
    """Whether it begins with source and date: `release.pdf, page 3, line 2, e-mail of 2 March`."""
    first, last = row["SOURCEBATESBEG"], row["SOURCEBATESEND"]
    if first:
        source = first if first == last else f"{first} to {last}"
    else:
        line = f"line {row['SOURCELINES'].partition('-')[0]}"
        source = f"{row['SOURCEDOC']}, {row['SOURCEPLACE'].partition(' to ')[0] or line}"
    if row["DATESENT"]:
        mail = f"e-mail of {day_of_citation(date.fromisoformat(row['DATESENT']))}"
    else:
        printed = row["DATEPRINTED"]
        mail = f"e-mail dated {printed}" if printed else "undated e-mail"
    start = f"{source}, {mail}"
    return row["CITATION"] in {f"{start}, {who}" if who else start for who in _who(row)}


def _who(row: Mapping[str, str]) -> Iterator[str]:
    """The people as a citation can name them, by name or address."""
    to = [person for name in _PEOPLE if row[name] for person in row[name].split(MULTIPLE)]
    for sender in _called(row["FROM"]):
        for first in _called(to[0] if to else ""):
            yield who_to_whom(sender, first, len(to))


def _called(person: str) -> set[str]:
    """What a citation can call somebody: `Poe` for `Ann Poe <ann@dock.example>`."""
    match = _MAILBOX.fullmatch(person)
    name, address = (match[1], match[2]) if match is not None else (person, person)
    return {surname(name), name, address} if person else {""}


def _is_source(row: Mapping[str, str]) -> bool:
    """Whether the only document of a run is the one named."""
    recipe = recipe_from_text(row["RUN"])
    is_only = recipe is not None and recipe.documents == 1
    return not is_only or recipe is None or digest_of([row["SOURCESHA256"]]) == recipe.sha256


def _is_page(row: Mapping[str, str]) -> bool:
    """Whether SOURCEPAGE is that of SOURCEPLACE: `page 3, line 12 to page 4, line 2`."""
    places = row["SOURCEPLACE"].split(" to ")
    if len(places) > 2:
        return True
    return row["SOURCEPAGE"] == page_range(pages_of([places[0], places[-1]]))


def _is_moment(row: Mapping[str, str]) -> bool:
    """Whether DATEPRINTED can be read as DATESENT and TIMESENT, in any language."""
    is_free = row["ISNATIVE"] == "Y" or "date by " in row["CORRECTED"]
    said = row["INFERRED"].split(MULTIPLE)
    if is_free or not row["DATESENT"] or any(one.startswith("Date:") for one in said):
        return True
    printed, sent = " ".join(row["DATEPRINTED"].split()), (row["DATESENT"], row["TIMESENT"])
    readings: Iterable[When] = ()
    for language in (row["LANGUAGE"] or None, None):
        readings = readings_of(printed, language)
        if any((day_text(when), clock_text(when)) == sent for when in readings):
            return True
    return False


def _people(row: Mapping[str, str], name: str) -> int:
    return len(_PERSON.findall(row[name]))


def _is_to(row: Mapping[str, str]) -> bool:
    """Whether no more people are named than recipients are."""
    shown = sum(len(row[name].split(MULTIPLE)) for name in _PEOPLE if row[name])
    return _people(row, "TOPERSONS") <= shown
