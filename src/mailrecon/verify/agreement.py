"""Whether the forms that one output gives a message (mail, record, row) say the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from mailrecon.verify.claims import Claims, squeezed
from mailrecon.verify.finding import Finding, error


def check_agreement(
    mails: Sequence[Claims], records: Sequence[Claims], rows: Sequence[Claims]
) -> Iterator[Finding]:
    """Hold each mail, and each row of a load file, to the record of its message."""
    if mails and records and _rebuilt(mails) != _rebuilt(records):
        text = "the messages and their records have not the same Message-IDs"
        yield error("count", mails[0].place, text)
    by_identity = {item.identity: item for item in records}
    for item in (*mails, *rows):
        record = by_identity.get(item.identity)
        if record is not None:
            differing = list(_differences(item, record))
            if differing:
                text = f"says something other than its record ({', '.join(differing)})"
                yield error("record", item.place, text)


def _rebuilt(messages: Iterable[Claims]) -> set[str]:
    return {item.identity for item in messages if not item.is_native}


def _differences(item: Claims, record: Claims) -> Iterator[str]:
    if item.says_native is None:  # mail
        if item.is_native and not record.is_native:
            yield "real"
        # A real message can be one that was rebuilt some other time; the sources would show it.
        if item.is_native or record.is_native:
            return
        text, body = squeezed(item.body), squeezed(record.body)
        # With `--forwards inline` the text goes on with what is forwarded.
        if text != body and not (record.relation == "forward" and text.startswith(body)):
            yield "body"
    yield from _differing(item.told, record.told)


def _differing(told: Mapping[str, object], wanted: Mapping[str, object]) -> Iterator[str]:
    """What both say, and not alike."""
    yield from (name for name in wanted if name in told and told[name] != wanted[name])
