"""Make messages from their records (docs/jsonl.md), so that an output can be written again.

A record lacks what only the document shows: the text of natives, the position of people on a page,
and what is printed in place of an address but is not one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from mailrecon.model import Message, PlaceUnit, Precision

# The length of a date without, and with, seconds: `2021-03-02T09:14`.
_DAY, _MINUTE = 10, 16
# What records call otherwise than the model does.
_NAMES = {
    "from": "originator",
    "in_reply_to": "parent",
    "printed": "text",
    "if_one_zone": "one_zone",
}
_OFFSETS = ("lowest", "highest", "if_one_zone")


def message_of(record: Mapping[str, Any]) -> Message:
    """The message of a record; a native one has no bytes.

    Raises KeyError, TypeError, ValueError or AttributeError if it is not a record.
    """
    when = _when(record["date"], record["date_printed"])
    original = b"" if record["native"] else None
    try:
        shaped = {**_shaped(dict(record), ""), "when": when, "original": original}
        return msgspec.convert(shaped, Message)
    except (msgspec.ValidationError, RecursionError) as failure:
        raise ValueError(str(failure)) from failure


def _shaped(value: Any, key: str) -> Any:
    """A value of a record as the model has it; `key` is its name."""
    if isinstance(value, dict):
        shaped = {_NAMES.get(name, name): _shaped(item, name) for name, item in value.items()}
        if "mailbox" in value:  # a person, whose role is not that of a field
            shaped["job"] = shaped.pop("role")
        return shaped
    if key == "header":
        return [_span(value)]
    if key == "span" and value is not None:
        return _span(value)
    if key == "body" and isinstance(value, list):
        return [_span(item) for item in value]
    if key in ("first", "last") and value is not None:
        # An element is named as it is: `/html/body/p[1]`; so is what a record calls a place.
        return {"span": _span([0, 0]), "unit": PlaceUnit.ELEMENT.value, "reference": value}
    if isinstance(value, list):
        return [_shaped(item, key) for item in value]
    if key in _OFFSETS and value is not None:
        return datetime.fromisoformat(f"2000-01-01T00:00{value}").utcoffset()
    return "" if key == "reason" and value is None else value


def _span(pair: list[int]) -> dict[str, int]:
    return {"start": pair[0], "end": pair[1]}


def _when(date: str | None, printed: str | None) -> dict[str, Any] | None:
    if date is None:
        return None
    moment = datetime.fromisoformat(date)
    precision = Precision.DAY if len(date) == _DAY else Precision.SECOND
    if len(date.partition("+")[0]) == _MINUTE or date[_MINUTE : _MINUTE + 1] in ("+", "-"):
        precision = Precision.MINUTE
    return {
        "local": moment.replace(tzinfo=None),
        "offset": moment.utcoffset(),
        "precision": precision.value,
        "printed": printed or "",
    }
