"""What an output claims about one message, in one form for mail, records and rows.

Each rule (the value is printed at that place, the record agrees, the parent is the same) is written
once, for this form.
"""

from __future__ import annotations

import email.utils
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from msgspec import Struct

from mailrecon.recipe import Recipe, recipe_from_record, recipe_from_text
from mailrecon.regex import regex
from mailrecon.verify.generated_ids import identity_of_mail, identity_of_record
from mailrecon.verify.items import Mail, Record, Row
from mailrecon.verify.mail_rules import decoded, is_rebuilt, mail_text, mailboxes, read_header
from mailrecon.verify.records import parse_record

_SOURCE = regex(
    r"document=(.*); sha256=([0-9a-f]{64}); lines=(\d+)-(\d+); characters=(\d+)-(\d+)"
    r"(?:; place=.*)?(?:; footnote=.*)?",
    re.DOTALL,
)
# Characters that printing, quoting and header rules change: white space, controls, direction, quote
# marks.
_PASSING = regex(
    "[\\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffd>＞|]+"
)
_IDENTITY = regex(r"<[^<>\s]+>")
_ADDRESS = regex(r"[^\s<>]+@[^\s<>]+")
_PERSON = regex(r"(?:(.*) )?<([^<>@]*@[^<>]*)>", re.DOTALL)
_OFFSET = regex(r"(?:UTC)?([+-])(\d\d):(\d\d)(?::(\d\d))?")
_CORRECTED = regex(r"(?:field )?([a-z-]+) by ")
_PLACEHOLDER = "@redacted.invalid"
_FIELDS = ("From", "Sender", "Reply-To", "To", "Cc", "Bcc")
_KEYS = ("from", "sender", "reply_to", "to", "cc", "bcc")
# The exceptions that a damaged or hostile item causes.
BROKEN = (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError)


class Value(NamedTuple):
    """A printed value: its field, a text to be found as a whole, words to be found one by one."""

    field: str
    whole: str | None
    words: str | None


class Copy(Struct, frozen=True):
    """The place where a message is printed; records also have the spans of its parts."""

    document: str
    sha256: str
    start: int
    end: int
    lines: tuple[int, ...]
    header: tuple[int, int] | None = None
    body: tuple[tuple[int, int], ...] = ()
    fields: Sequence[Mapping[str, Any]] = ()


class Claims(Struct, frozen=True):
    """The claims about a message at `place`.

    `parents` are the messages it answers. `inferred` are fields marked as inferred. `date` is local
    time and offset. `kept`: for mail, whether the sources have it byte for byte; `says_native`:
    whether another form marks it native. With `values`, by name, other forms must agree.
    `made` is the Message-ID computed from the content, and `made_from` computes it from the text of
    the copy. `goes_on`: the body may continue after the message. `problems` are codes and texts of
    findings. `corrected` are fields (lower case) with corrected values; these are not printed, so
    they are not looked for.
    """

    place: str
    identity: str
    parents: tuple[str, ...]
    references: tuple[str, ...]
    is_native: bool
    inferred: frozenset[str] = frozenset()
    says_native: bool | None = None
    kept: bool = False
    thread: str | None = None
    relation: str | None = None
    copies: tuple[Copy, ...] = ()
    values: tuple[Value, ...] = ()
    body: str = ""
    date: tuple[datetime, timedelta | None] | None = None
    date_printed: str | None = None
    made: str | None = None
    made_from: Callable[[str], str | None] | None = None
    goes_on: bool = False
    problems: tuple[tuple[str, str], ...] = ()
    recipe: Recipe | None = None
    corrected: frozenset[str] = frozenset()

    @property
    def is_of_part(self) -> bool:
        """Whether the output may lack messages it refers to: `--only`, part of a cluster run."""
        return self.recipe is not None and (
            self.recipe.sha256 is None or "only" in self.recipe.options
        )

    @property
    def parent(self) -> str | None:
        """The message it answers or forwards, if any."""
        return self.parents[0] if self.parents else None


def squeezed(text: str) -> str:
    """`text` without the characters that printing and quoting change."""
    return _PASSING.sub("", spelled_out(text))


def spelled_out(text: str) -> str:
    """`text` as load files write it: with `(R)` for a printed sign of line ends."""
    return text.replace("\xae", "(R)")


def claims_of(item: Mail | Record | Row) -> Claims:
    """The claims of an item. Raises one of BROKEN for an item that is not as docs/ describe."""
    if isinstance(item, Mail):
        return _claims_of_mail(item)
    if isinstance(item, Record):
        parsed = parse_record(item)
        if parsed is None:
            raise ValueError("not a JSON object")
        return _claims_of_record(item.place, parsed)
    return _claims_of_row(item)


def inferred_fields(inferred: Iterable[str]) -> frozenset[str]:
    """The inferred fields, from texts such as `In-Reply-To: reply: …`."""
    return frozenset(text.partition(":")[0].strip() for text in inferred)


def _corrected_fields(stated: Iterable[str]) -> frozenset[str]:
    """The corrected fields, from texts such as `field from by Ida Rask, …`."""
    found = (_CORRECTED.match(text) for text in stated)
    return frozenset(match[1] for match in found if match is not None)


# --- mail -------------------------------------------------------------------------------------


def _claims_of_mail(mail: Mail) -> Claims:
    header, _ = read_header(mail.data.partition(b"\n\n")[0])
    ids = {
        key: tuple(_IDENTITY.findall(" ".join(header.get(key, ()))))
        for key in ("in-reply-to", "references")
    }
    stated = {name: [decoded(value) for value in values] for name, values in header.items()}
    inferred = stated.get("x-mailrecon-inferred", [])
    found = Claims(
        mail.place,
        " ".join(header.get("message-id", ())),
        ids["in-reply-to"],
        ids["references"],
        not is_rebuilt(mail, header),
        inferred_fields(inferred),
        kept=mail.kept,
    )
    if found.is_native:
        return found
    copies, problems = _copies_of_mail(stated.get("x-mailrecon-source", []))
    text = mail_text(mail.data)
    date, more = _date_of_mail(header.get("date", ()))
    printed = stated.get("x-mailrecon-date-printed", [])
    return Claims(
        *(found.place, found.identity, found.parents, found.references, False, found.inferred),
        copies=copies,
        values=tuple(_values_of_mail(header, stated)),
        body=text,
        date=date,
        date_printed=printed[0] if printed else None,
        made_from=lambda page: identity_of_mail(header, text, page),
        goes_on="x-forwarded-message-id" in header
        and "multipart" not in str(stated.get("content-type")),
        problems=(*problems, *more),
        recipe=recipe_from_text("".join(stated.get("x-mailrecon-run", ()))),
        corrected=_corrected_fields(stated.get("x-mailrecon-corrected", ())),
    )


def _copies_of_mail(named: Sequence[str]) -> tuple[tuple[Copy, ...], list[tuple[str, str]]]:
    copies: list[Copy] = []
    problems = [] if named else [("source-field", "it names no source")]
    for value in named:
        match = _SOURCE.fullmatch(" ".join(value.split()))
        if match is None:
            problems.append(("source-field", "its X-Mailrecon-Source cannot be read"))
        else:
            first, last, start, end = map(int, match.groups()[2:6])
            copies.append(Copy(match[1], match[2], start, end, (first, last)))
    return tuple(copies), problems


def _date_of_mail(
    values: Sequence[str],
) -> tuple[tuple[datetime, timedelta | None] | None, list[tuple[str, str]]]:
    for value in values:
        try:
            moment = email.utils.parsedate_to_datetime(" ".join(value.split()))
        except (TypeError, ValueError, OverflowError):
            return None, [("value", f"Date: {value[:60]!r} is not a date")]
        return (moment.replace(tzinfo=None), moment.utcoffset()), []
    return None, []


def _values_of_mail(
    header: Mapping[str, Sequence[str]], stated: Mapping[str, Sequence[str]]
) -> Iterator[Value]:
    for name in _FIELDS:
        for value in header.get(name.lower(), ()):
            for display_name, address in mailboxes(value)[0]:
                yield Value(name, _printed_address(address), display_name)
    for name, field in (("Subject", "subject"), ("Date", "x-mailrecon-date-printed")):
        yield from (Value(name, value, None) for value in stated.get(field, ()))


def _printed_address(address: str) -> str | None:
    if address.endswith(_PLACEHOLDER):
        return None
    local, _, domain = address.rpartition("@")
    if "xn--" in domain:
        try:
            domain = domain.encode("ascii").decode("idna")
        except UnicodeError:
            return address
    return f"{local.strip(chr(34))}@{domain}"


# --- records ----------------------------------------------------------------------------------


def _claims_of_record(place: str, parsed: Mapping[str, Any]) -> Claims:
    used = [item for item in parsed["inferred"] if item["used"]]
    date = None
    if parsed["date"] is not None:
        moment = datetime.fromisoformat(parsed["date"])
        date = moment.replace(tzinfo=None), moment.utcoffset()
    parent = parsed["in_reply_to"]
    return Claims(
        place,
        str(parsed["message_id"]),
        (str(parent),) if parent else (),
        tuple(map(str, parsed["references"])),
        parsed["native"] is True,
        inferred_fields(f"{item['field']}:" for item in used),
        says_native=bool(parsed["native"]),
        thread=str(parsed["thread"]),
        relation=parsed["relation"],
        copies=tuple(
            _copy_of_record(item["source"], item["fields"]) for item in (parsed, *parsed["copies"])
        ),
        values=tuple(_values_of_record(parsed)),
        body=parsed["body"],
        date=date,
        date_printed=parsed["date_printed"],
        made=identity_of_record(parsed),
        recipe=recipe_from_record(parsed.get("run")),
        corrected=frozenset(item["field"] or item["action"] for item in parsed["corrected"]),
    )


def _copy_of_record(source: Mapping[str, Any], fields: Sequence[Mapping[str, Any]]) -> Copy:
    header = (int(source["header"][0]), int(source["header"][1]))
    body = tuple((int(start), int(end)) for start, end in source["body"])
    spans = (header, *body)
    return Copy(
        source["document"],
        source["sha256"],
        min(start for start, _ in spans),
        max(end for _, end in spans),
        tuple(source["lines"]),
        header,
        body,
        fields,
    )


def _values_of_record(parsed: Mapping[str, Any]) -> Iterator[Value]:
    for key, name in zip(_KEYS, _FIELDS, strict=True):
        for person in _people(parsed[key]):
            yield Value(name, person["address"], person["name"])
    yield Value("Subject", parsed["subject"], None)
    yield Value("Date", parsed["date_printed"], None)


def _people(value: Any) -> list[Mapping[str, Any]]:
    return value if isinstance(value, list) else [value] if value else []


# --- rows -------------------------------------------------------------------------------------


def _claims_of_row(row: Row) -> Claims:
    values = row.values
    start, end = (int(number) for number in values["SOURCECHARACTERS"].split("-"))
    lines = tuple(int(number) for number in values["SOURCELINES"].split("-"))
    date, problems = None, []
    if values["DATESENT"]:
        local = datetime.fromisoformat(f"{values['DATESENT']} {values['TIMESENT'] or '00:00'}")
        offset = _offset(values["TIMEZONE"])
        date = local, offset
        universal = "" if offset is None else f"{(local - offset).isoformat()}Z"
        if values["DATETIMEUTC"] != universal:
            problems.append(("value", "DATETIMEUTC is not DATESENT, TIMESENT, TIMEZONE"))
    return Claims(
        row.place,
        values["MESSAGEID"],
        tuple(_IDENTITY.findall(values["INREPLYTO"])),
        tuple(_IDENTITY.findall(values["REFERENCES"])),
        values["ISNATIVE"] == "Y",
        inferred_fields(values["INFERRED"].split("; ")),
        says_native=values["ISNATIVE"] == "Y",
        thread=values["THREADID"],
        relation=values["RELATION"],
        copies=(Copy(values["SOURCEDOC"], values["SOURCESHA256"], start, end, lines),),
        values=tuple(_values_of_row(values)),
        body=values.get("BODY", ""),
        date=date,
        date_printed=values["DATEPRINTED"] or None,
        problems=tuple(problems),
        recipe=recipe_from_text(values["RUN"]),
        corrected=_corrected_fields(values["CORRECTED"].split("; ")),
    )


def _values_of_row(values: Mapping[str, str]) -> Iterator[Value]:
    for name in _FIELDS:
        for person in values.get(name.upper().replace("-", ""), "").split("; "):
            match = _PERSON.fullmatch(person)
            alone = _ADDRESS.fullmatch(person) is not None
            address = match[2] if match else person if alone else None
            if address is not None and address.endswith(_PLACEHOLDER):
                address = None
            yield Value(name, address, match[1] if match else None if alone else person)
    yield Value("Subject", values["SUBJECT"] or None, None)
    yield Value("Date", values["DATEPRINTED"] or None, None)


def _offset(text: str) -> timedelta | None:
    match = _OFFSET.fullmatch(text)
    if match is None:
        if text:
            raise ValueError(f"{text!r} is not a zone")
        return None
    size = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    return -size if match[1] == "-" else size
