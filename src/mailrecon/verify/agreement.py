"""The messages of a bag held to the records that the bag keeps of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mailrecon.regex import regex
from mailrecon.verify.finding import Finding, error
from mailrecon.verify.items import Mail
from mailrecon.verify.mail_rules import decoded, is_rebuilt, mail_text, mailboxes, read_header
from mailrecon.verify.outputs import OutputContents
from mailrecon.verify.records import parse_record
from mailrecon.verify.sources import squeezed
from mailrecon.verify.tables import spelled_out

_FIELDS = ("from", "sender", "reply_to", "to", "cc", "bcc")
# A placeholder for nobody at all.
_NOBODY = ["unknown@redacted.invalid"]
_MOST_WARNINGS = 50
_SOURCE_LINES = regex(r"; lines=(\d+-\d+);")


def check_agreement(held: OutputContents) -> Iterator[Finding]:
    """Whether each mail, and each row of a load file, says what the record of its message says."""
    if not held.records:
        return
    records: dict[str, Mapping[str, Any]] = {}
    for record in held.records:
        parsed = parse_record(record)
        if parsed is not None:
            records[str(parsed.get("message_id"))] = parsed
    for mail in held.mails:
        header, _ = read_header(mail.data.partition(b"\n\n")[0])
        known = records.get(" ".join(header.get("message-id", ())))
        if known is not None:
            yield from _compare(mail.place, _differences_of_mail(mail, header, known))
    for row in held.rows:
        known = records.get(row.values.get("MESSAGEID", ""))
        if known is not None:
            yield from _compare(row.place, _differences_of_row(row.values, known))


def _compare(place: str, names: Iterator[str]) -> Iterator[Finding]:
    try:
        differing = list(names)
    except (KeyError, TypeError, AttributeError, IndexError):
        return
    if differing:
        text = f"says something other than its record ({', '.join(differing)})"
        yield error("record", place, text)


def _differences_of_mail(
    mail: Mail, header: Mapping[str, Sequence[str]], record: Mapping[str, Any]
) -> Iterator[str]:
    rebuilt = is_rebuilt(mail, header)
    if not rebuilt and not record["real"]:
        yield "real"
    # A real message can be one that was rebuilt some other time; the sources would show it.
    if not rebuilt or record["real"]:
        return
    for key in _FIELDS:
        values = header.get(key.replace("_", "-"), ())
        found = [address for value in values for _, address in mailboxes(value)[0]]
        wanted = [person["mailbox"] for person in _people(record[key])]
        if len(found) != len(wanted) and not (key == "from" and not wanted and found == _NOBODY):
            yield key
    if squeezed(decoded(" ".join(header.get("subject", ())))) != squeezed(record["subject"] or ""):
        yield "subject"
    if (" ".join(header.get("in-reply-to", ())) or None) != record["in_reply_to"]:
        yield "in_reply_to"
    if " ".join(header.get("references", ())).split() != record["references"]:
        yield "references"
    yield from _differences_of_provenance(header, record)
    text, body = squeezed(mail_text(mail.data)), squeezed(record["body"])
    if text != body and not (record["relation"] == "forward" and text.startswith(body)):
        yield "body"


def _differences_of_provenance(
    header: Mapping[str, Sequence[str]], record: Mapping[str, Any]
) -> Iterator[str]:
    """What the fields say that `docs/headers.md` calls X-Mailrecon."""
    told = {name: [decoded(value) for value in values] for name, values in header.items()}
    if told.get("x-mailrecon-confidence") != [
        f"{record['confidence']:.2f} ({record['certainty']})"
    ]:
        yield "confidence"
    printed = squeezed("".join(told.get("x-mailrecon-date-printed", ())))
    if printed != squeezed(record["date_printed"] or ""):
        yield "date_printed"
    used = [f"{item['field']}: {item['reason']}" for item in record["inferred"] if item["used"]]
    inferred = [text.rpartition(" (score ")[0] for text in told.get("x-mailrecon-inferred", ())]
    if list(map(squeezed, inferred)) != list(map(squeezed, used)):
        yield "inferred"
    removed = any(person["redacted"] for key in _FIELDS for person in _people(record[key]))
    if removed != ("x-mailrecon-redacted" in told):
        yield "redacted"
    codes = [text.partition(":")[0] for text in told.get("x-mailrecon-warning", ())]
    if codes != [item["code"] for item in record["warnings"]][:_MOST_WARNINGS]:
        yield "warnings"
    sources = [record["source"], *(copy["source"] for copy in record["copies"])]
    places = ["{}-{}".format(*source["lines"]) for source in sources]
    named = [_SOURCE_LINES.search(" ".join(text.split())) for text in told["x-mailrecon-source"]]
    if [match[1] if match else "" for match in named] != places:
        yield "source"


def _differences_of_row(values: Mapping[str, str], record: Mapping[str, Any]) -> Iterator[str]:
    """Columns that are not looked up in the source, or only piece by piece."""
    source = record["source"]
    wanted = {
        "INREPLYTO": record["in_reply_to"] or "",
        "REFERENCES": " ".join(record["references"]),
        "RELATION": record["relation"] or "",
        "THREADID": record["thread"],
        "DUPLICATES": "; ".join(record["duplicates"]),
        "EDRMMIH": record["edrm_mih"] or "",
        "SOURCESHA256": source["sha256"],
        "SOURCELINES": "{}-{}".format(*source["lines"]),
        "LANGUAGE": record["language"] or "",
        "CONFIDENCE": f"{record['confidence']:.2f}",
        "CERTAINTY": record["certainty"],
        "REAL": "Y" if record["real"] else "N",
    }
    yield from (name for name, value in wanted.items() if values[name] != value)
    if squeezed(values["SUBJECT"]) != squeezed(spelled_out(record["subject"] or "")):
        yield "SUBJECT"
    for key in ("from", "to", "cc", "bcc"):
        people = _people(record[key])
        told = values[key.upper()]
        if (
            bool(told) != bool(people)
            or told.count("<") < sum(bool(one["name"] and one["address"]) for one in people)
            or any((one["address"] or one["name"] or "") not in told for one in people)
        ):
            yield key.upper()


def _people(value: Any) -> list[Mapping[str, Any]]:
    return value if isinstance(value, list) else [value] if value else []
