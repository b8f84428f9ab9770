"""Names in addresses that are not Internet addresses: X.400, X.500 (Exchange), Notes."""

from __future__ import annotations

import re

from mailrecon.regex import regex
from mailrecon.resolve.people.name_marks import QUOTES

# X.400's parts of a name: `C=US;O=DOCK;S=Ost;G=Ben`, `/G=Ben/S=Ost/O=DOCK/PRMD=QUAY/C=US/`.
_X400 = regex(r"(?:^|[;/])\s*(?P<kind>[GIS])=(?P<value>[^;/=@]{1,60})", re.IGNORECASE)
_X400_SIGN = regex(r"(?:^|[;/])\s*(?:C|ADMD|PRMD|[AP])=", re.IGNORECASE)
_NOTES_DOMAIN = regex(r"\s*\w(?:[\w -]*\w)?\s*")
_FOREIGN_DOMAIN = regex(r"[\w-]+(?:\.[\w-]+)+@[A-Za-z]\w*")


def x400_name(text: str) -> str | None:
    """`Ben Ost` from `C=US;A=MCI;P=QUAY;O=DOCK;S=Ost;G=Ben`; None if not an X.400 address."""
    text = text.strip().strip(QUOTES)
    if _X400_SIGN.search(text) is None or "CN=" in text.upper() or "<" in text:
        return None
    parts = {found["kind"].upper(): found["value"].strip() for found in _X400.finditer(text)}
    # `C=US;A=MCI;P=QUAY`: no surname, so it does not name a person.
    if "S" not in parts:
        return None
    return " ".join(parts[kind] for kind in "GIS" if parts.get(kind))


def directory_name(text: str) -> str | None:
    """The person's name in a directory name (X.500, Lotus Notes); "" if it has none."""
    text = text.strip().strip(QUOTES)
    if text.upper().startswith(("CN=", "/O=", "O=", "/CN=", "/C=", "/G=", "/S=")) and "=" in text:
        common = re.search(r"CN=([^/]+)", text, re.IGNORECASE)
        return common[1].strip() if common and not text.startswith("/") else ""
    return notes_name(text)


def notes_name(text: str) -> str | None:
    """`Eric Bass` of `Eric Bass/HOU/ECT@ECT`, `Susan M Scott@ENRON`; None for anything else.

    Domains may be several, `Eric Bass/HOU@gate @ ECT`. A slash inside brackets belongs to a unit.
    """
    text = text.strip().strip(QUOTES)
    before, at, domain = text.partition("@")
    # `Poe, Ann (DOCK/QUAY)`: the slash is within a unit.
    if "<" in text or _bracket_at(before) < len(before):
        return None
    name, slash, _ = before.partition("/")
    name = name.strip()
    if slash and "," in name:
        return None  # `Poe, Ann B. DOCK/QUAY`: Notes prints first names first
    spaced = " " in name
    if name[-2:-1] == " " and name[-1:].islower():
        return None  # `Per Ek c/o Finn Gray`
    if " - " in name:
        return None  # `PETIT Jean - DGA/Port`
    # `Ann Poe@dock.example@Internet`: a person outside, reached through a gateway.
    if spaced and not slash and _FOREIGN_DOMAIN.fullmatch(domain) and name.istitle():
        return name
    # `ann/poe@dock.example` is an address.
    if at and "." in domain.split("/")[0] and not (slash and spaced):
        return None
    # `Susan M Scott@ENRON` has a space and a domain without a dot.
    if not slash and not (at and spaced and _NOTES_DOMAIN.fullmatch(domain)):
        return None
    return name if name and not any(c in name for c in ">@:") else None


def _bracket_at(text: str) -> int:
    """The offset of the first bracket with a slash in or after it; else the end."""
    place = min((text.find(mark) for mark in "([（" if mark in text), default=len(text))
    return place if "/" in text[place:] else len(text)
