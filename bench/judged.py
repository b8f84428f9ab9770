"""Compare the messages that a parser found with the gold, ignoring white space."""

from __future__ import annotations

from typing import Any

Messages = list[dict[str, Any]]


def squeeze(text: object) -> str:
    """Text without white space and case."""
    return "".join(str(text or "").split()).casefold()


def right(found: dict[str, Any], gold: dict[str, Any], *, dated: bool) -> bool:
    """Whether a parser got every field of a message right.

    Sender and recipients must name the address or the name printed; the text may have other white
    space. A date may be given as printed, since most peers do.
    """
    date = squeeze(found["date"])
    if isinstance(found["from"], dict) or found["from"] is None:
        found = {
            "from": _people([found["from"]] if found["from"] else []),
            "to": _people(found["to"]),
            "subject": found["subject"],
            "body": found["body"],
        }
    if not _names(gold["from"] or {}, squeeze(found["from"])):
        return False
    recipients = squeeze(found["to"])
    if not all(_names(person, recipients) for person in gold["to"]):
        return False
    subject, wanted = squeeze(found["subject"]), squeeze(gold["subject"])
    # A parser that leaves the header lines together gives the subject among them.
    if wanted != subject and not (found["subject"] == found["from"] and wanted in subject):
        return False
    if dated and not any(squeeze(gold["date"][form]) in date for form in ("local", "printed")):
        return False
    return squeeze(found["body"]) == squeeze(gold["body"])


def _people(people: Messages) -> str:
    return " ".join(f"{person['name'] or ''} {person['address'] or ''}" for person in people)


def _names(person: dict[str, Any], text: str) -> bool:
    address, name = squeeze(person.get("address")), squeeze(person.get("name"))
    return bool(address and address in text) or bool(name and name in text) or not (address or name)


def correct(found: list[Messages], gold: list[Messages], *, dated: bool) -> int:
    """How many of the gold's messages were found right, each counted once."""
    return sum(
        any(right(item, wanted, dated=dated) for item in items)
        for items, messages in zip(found, gold, strict=True)
        for wanted in messages
    )
