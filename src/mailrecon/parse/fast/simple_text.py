"""Recognise the plainest mail by one pattern: a header with simple values, and sentences around it.

    FYI, see below.

    ________________________________
    From: Ann Poe <ann@quay.example>
    Sent: Monday, May 4, 2020 9:12 AM
    To: Ben Ost <ben@dock.example>
    Subject: Tide tables

    Dear Ben, the tables are out. It will take 14 days more.

In such lines no rule finds a page mark, the title of a chat, an entry of a tracker, a heading, or
anything else but words and the header. The pattern does not decide what the lines mean.
"""

from __future__ import annotations

import re
from itertools import pairwise
from string import ascii_letters, digits
from typing import NamedTuple

from mailrecon.lexicon import Lexicon
from mailrecon.parse.fast.plain_text import SIGNS, may_open_section
from mailrecon.parse.gaps import WIDE_GAP
from mailrecon.regex import regex
from mailrecon.scan.signs import any_of

# Letters of Latin, Greek and Cyrillic script; other scripts print words without spaces.
_LATIN = "A-Za-z"
_EUROPEAN = "A-Za-zÀ-ÖØ-öø-ɏΆΈ-ϿЀ-ӿ’"
# Capitals of these scripts, and some small letters among them.
_CAPITALS = "A-ZÀ-ÞĀ-ɏΆ-ΫЀ-Я"
# A number that cannot be a year since mail exists
_NUMBER = r"(?:[0-9]{1,3}|(?!19[7-9]|20[0-6])[0-9]{4})(?![0-9])"
# All characters of ASCII that the patterns take.
_TAKEN = frozenset(f"{ascii_letters}{digits} \n\t'.,;:!?<>@_+/()-")
# Of the signs of more than plain mail (`has_marks`) those that the patterns would take; gaps; and
# parts of the entries of trackers, `Updated by Ann Poe 3 years ago`, `Ann Poe commented on May 3`.
_GAPS = ("  ", "...", WIDE_GAP)
_SIGNS = any_of(
    (
        *(sign for sign in SIGNS if "  " not in sign and _TAKEN.issuperset(sign)),
        *("hanged ", "Updated by ", " commented "),
    )
)
_ENDS = frozenset(".!?,")


class SimplePlaces(NamedTuple):
    """Where the parts of a simple mail begin, as character offsets.

    They are the introduction of its header (None if it has none), the header, and the date's value.
    """

    lead: int | None
    header: int
    date: int


class _Forms(NamedTuple):
    """The patterns of a text: of a message with the sentences above it, and of sentences alone."""

    message: re.Pattern[str]
    sentences: re.Pattern[str]


def _sentences(letters: str) -> str:
    """The pattern of paragraphs; the group `title` is set if one may begin with a title."""
    letter = f"[{letters}]"
    word = f"[{letters}' ]++"
    mark = r"[.;!?](?=[ \n])"
    joined = rf",(?=[ \n])|(?<={letter})-(?={letter})"
    number = rf"(?<= ){_NUMBER}"
    # `It will take 14 days more.`; `See below, 4 May` ends with a day.
    inside = rf"{number}(?! de )(?= [{letters}'-]++[,;:.!?]?+ [{letters}0-9])"
    far = rf",(?=(?: [{letters}']++){{3}})"
    line = (
        # `Note 3.` is the number of a note; `One thing: it is late.` has no capital before its
        # colon, but `Thanks. From: Ann` has.
        rf"(?!{letter}++\.?[ ]?[0-9]){letter}(?:[a-z', ]*+:(?= [{letters}0-9]))?+"
        rf"(?:(?:{word}|{mark}|{joined}|{inside})*+(?<! )\n"
        # `Answer number 7 on matter 14.`: a day has a comma, a hyphen or a bracket near before it.
        rf"|(?:{word}|{mark}|{far}|{number}(?=[ .;!?]))*+(?<! )\n)"
    )
    opening = rf"{line}(?:(?<=[.,!?]\n)|(?P<title>))"
    return rf"\n*+(?:{opening}(?:{line})*+\n*+)*+"


def _header(letters: str) -> str:
    """The pattern of a header; the group `date` is the value of its date."""
    # `Sent:`, `Enviada em:`; `Reply To:` has a capital inside.
    label = rf"[^\n: 年：]{{1,40}}+(?: (?![{_CAPITALS}])[^\n: 年：]{{1,40}}+){{0,4}}+ ?[:：][ \t]*+"
    values = (
        # `Ann Poe <ann12@quay.example>`, `Person 7 <p7@quay.example>`
        rf"(?:[{letters}' .,;<>@_+-]++|(?<! ){_NUMBER}(?!\.? )|{_NUMBER}(?= <))*+\n",
        # `RE: Berth 12`
        rf"(?:[A-Za-z]{{2,4}}: )*+(?:[{letters}' .;!?]++|(?<= ){_NUMBER})*+\n",
    )
    value = rf"{label}(?:{'|'.join(values)})"
    part = r"(?:[^\W_]++|[ ,.+/()'-]++)++"
    date = rf"{part}(?:(?<=[0-9]):(?=[0-9]){part})*+"
    return rf"(?:{value})*+{label}(?<=[ \t])(?P<date>{date})\n(?:{value})*+"


def _forms(letters: str) -> _Forms:
    # `-----Original Message-----`, `Begin forwarded message:`
    lead = r"[_-]{4,}+ ?+(?:[^\W\d_年]++[_ -]*+)*+|(?:[^\W\d_年]++ ?)++:"
    sentences, header = _sentences(letters), _header(letters)
    return _Forms(
        regex(rf"{sentences}(?:(?P<lead>{lead})\n++)?+(?P<header>{header})"), regex(sentences)
    )


_IN_ASCII, _IN_EUROPEAN = _forms(_LATIN), _forms(_EUROPEAN)


def simple_places(text: str, lexicon: Lexicon) -> SimplePlaces | None:
    """Where the parts of a text begin that has one header and nothing but sentences around it."""
    if any(map(text.__contains__, _GAPS)):
        return None
    message, sentences = _IN_ASCII if text.isascii() else _IN_EUROPEAN
    whole = text if text[-1] == "\n" else f"{text}\n"
    found = message.match(whole)
    below = None if found is None else sentences.fullmatch(whole, found.end())
    if found is None or below is None:
        return None
    if _SIGNS.search(text) is not None:
        return None
    lead = found["lead"]
    if (lead is not None and may_open_section(lead, lexicon)) or (
        (found["title"] is not None or below["title"] is not None) and _has_title(text, lexicon)
    ):
        return None
    return SimplePlaces(
        None if lead is None else found.start("lead"), found.start("header"), found.start("date")
    )


def _has_title(text: str, lexicon: Lexicon) -> bool:
    """Whether a line below a blank one may be a title; sentences are none."""
    lines = ["", *text.split("\n")]
    return any(
        may_open_section(line, lexicon)
        for above, line in pairwise(lines)
        if line and not above and line[-1] not in _ENDS and ":" not in line
    )
