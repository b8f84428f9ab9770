"""Corrections in the form in which outputs and users see them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mailrecon.corrections.model import Correction, DateValue, FieldValue, TagValue
from mailrecon.model import Corrected, Notice, NoticeCode

# This many characters of a correction's words identify them.
_QUOTED = 60
NOT_APPLIED = NoticeCode.CORRECTION_NOT_APPLIED


def corrected(correction: Correction) -> Corrected:
    """A correction as it is recorded in the message that it shaped."""
    value = correction.value
    named = value.field.value if isinstance(value, FieldValue) else None
    return Corrected(
        correction.id,
        correction.action.value,
        correction.by,
        correction.at.isoformat().replace("+00:00", "Z"),
        correction.why,
        named,
        value.tag if isinstance(value, TagValue) else None,
    )


def refusal(correction: Correction, why: str) -> Notice:
    """The notice about a correction that cannot be applied."""
    target = correction.target
    words = " ".join(target.exact[:_QUOTED].split()) if target is not None else ""
    place = f" at “{words}”" if words else ""
    text = (
        f"the correction {correction.id} ({correction.action.value}, by {correction.by}){place} "
        f"was not applied: {why}"
    )
    return Notice(NOT_APPLIED, text)


def reason_of(correction: Correction) -> str:
    """`corrected by Ida Rask: the original is in box 7`."""
    said = f": {correction.why}" if correction.why else ""
    return f"corrected by {correction.by}{said}"


def date_problem(value: DateValue) -> str:
    """Why a date cannot be read so; empty if it can."""
    try:
        datetime.fromisoformat(value.datetime)
        if value.zone is not None:
            ZoneInfo(value.zone)
    except (ZoneInfoNotFoundError, OSError):
        return f"nobody knows the zone {value.zone}"
    except ValueError as error:
        return str(error)
    return ""
