"""Print trees of messages in a document, and compare the rebuilt messages with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from mailrecon import reconstruct
from mailrecon.model import Message, Person, Relation
from round_trip.printer import (
    HEADERS,
    RAW_OFFSET,
    SHOWN,
    Letter,
    Lines,
    Someone,
    attribution,
    groupwise,
    message_id,
    phrase,
)

# How a message stands in the one that answers or forwards it.
BELOW = ("separator", "forward", "header only")
QUOTED = ("quoted separator", "quoted forward", "quoted attribution", "groupwise")
NESTINGS = (*BELOW, *QUOTED)


@dataclass(frozen=True)
class Node:
    """A message, how its header is printed, and what it answers or forwards (below it in print).

    `template` is the attribution line of a message that has one instead of a header, `width` that
    of its date.
    """

    letter: Letter
    layout: str
    nesting: str = "separator"
    template: str = "On {date}, {name} wrote:"
    width: str = "long"
    below: Node | None = None


@dataclass(frozen=True)
class Expected:
    """What must come back of a message; None in `to` or `subject` where nothing is printed."""

    originator: tuple[str | None, str | None, bool]
    to: list[tuple[str | None, str | None, bool]]
    cc: list[tuple[str | None, str | None, bool]]
    letter: Letter
    dated: bool
    subject: str | None
    offset: timedelta | None
    identifier: str | None
    parent: int | None
    relation: Relation | None = field(default=None)


def print_trees(roots: Sequence[Node], language: str) -> str:
    """A document with the trees one below the other."""
    lines: Lines = []
    for root in roots:
        lines += [*_print(root, language), "", ""]
    return "\n".join(lines).rstrip() + "\n"


def _print(node: Node, language: str) -> Lines:
    lines = [*HEADERS[node.layout](node.letter, language), *node.letter.body]
    return [*lines, *_print_below(node, language)]


def _print_below(node: Node, language: str) -> Lines:
    below = node.below
    if below is None:
        return []
    if below.nesting == "quoted attribution":
        line = attribution(below.letter, below.template, language, below.width)
        return ["", line, "", *_quote([*below.letter.body, *_print_below(below, language)])]
    if below.nesting == "groupwise":
        inner = [*below.letter.body, *_print_below(below, language)]
        return ["", groupwise(below.letter, language), *inner]
    separator = phrase(language, "original_separators", "Original Message")
    if "forward" in below.nesting:
        separator = phrase(language, "forward_separators", "Forwarded message")
    lines = [] if below.nesting == "header only" else [f"-----{separator}-----"]
    lines += _print(below, language)
    return ["", *(_quote(lines) if "quoted" in below.nesting else lines)]


def _quote(lines: Lines) -> Lines:
    return [f"> {line}".rstrip() for line in lines]


def expect(roots: Sequence[Node]) -> list[Expected]:
    """What must come back, in print order."""
    found: list[Expected] = []
    for root in roots:
        node: Node | None = root
        while node is not None:
            found.append(_expect(node, len(found)))
            node = node.below
    return found


def _expect(node: Node, number: int) -> Expected:
    letter = node.letter
    headed = node.nesting not in ("quoted attribution", "groupwise")
    below = node.below
    relation: Relation | None = None
    if below is not None:
        relation = Relation.FORWARD if "forward" in below.nesting else Relation.REPLY
    layout = node.layout if headed else ""
    return Expected(
        originator=_shown(letter.originator, layout, node),
        to=[_shown(someone, layout, node) for someone in letter.to] if headed else [],
        cc=[_shown(someone, layout, node) for someone in letter.cc] if headed else [],
        letter=letter,
        dated=headed or node.nesting == "groupwise" or "{date}" in node.template,
        subject=letter.subject if headed and layout not in ("prose", "gmail page") else None,
        offset=RAW_OFFSET if layout == "raw" else None,
        identifier=message_id(letter) if layout == "raw" else None,
        parent=number + 1 if below is not None else None,
        relation=relation,
    )


def _shown(someone: Someone, layout: str, node: Node) -> tuple[str | None, str | None, bool]:
    if layout == "values below":
        return someone.name, None, True
    if layout == "prose":
        return someone.name, None, False
    if layout == "" and node.nesting == "quoted attribution" and "{email}" in node.template:
        # An address that a word parts from the name need not be the person's.
        apart = re.search(r"\{name\}[^{]*[^\W\d_][^{]*\{email\}|\{email\}.*\{name\}", node.template)
        name = someone.name if "{name}" in node.template else None
        return name, None if apart else someone.address, False
    _, named, redacted = SHOWN[someone.shown]
    addressed = someone.shown == "printed" and layout != "notes"
    return someone.name if named else None, someone.address if addressed else None, redacted


def read(text: str) -> Sequence[Message]:
    """The messages of a document."""
    return reconstruct(text.encode(), encoding="utf-8").messages


def differences(expected: Sequence[Expected], messages: Sequence[Message]) -> list[str]:
    """What came back otherwise than printed: `message 2: subject: 'a' for 'b'`."""
    if len(messages) != len(expected):
        return [f"{len(messages)} messages for {len(expected)}"]
    return [
        f"message {number}: {difference}"
        for number, (wanted, message) in enumerate(zip(expected, messages, strict=True))
        for difference in _compare(wanted, message, messages)
    ]


def _compare(wanted: Expected, message: Message, messages: Sequence[Message]) -> Iterator[str]:
    when = message.when
    parent = messages[wanted.parent].message_id if wanted.parent is not None else None
    pairs: list[tuple[str, object, object]] = [
        ("from", wanted.originator, _found(message.originator)),
        ("to", wanted.to, [_found(someone) for someone in message.to]),
        ("cc", wanted.cc, [_found(someone) for someone in message.cc]),
        (
            "date",
            wanted.letter.when if wanted.dated else None,
            when.local if when else message.date_printed,
        ),
        ("offset", wanted.offset, when.offset if when else None),
        ("subject", wanted.subject, message.subject),
        ("body", "\n".join(wanted.letter.body), message.body),
        ("parent", parent, message.parent),
        ("relation", wanted.relation, message.relation),
    ]
    if wanted.identifier is not None:
        pairs.append(("identifier", wanted.identifier, message.message_id))
    for name, right, found in pairs:
        if right != found:
            yield f"{name}: {found!r} for {right!r}"


def expect_page(title: str, letters: Sequence[Letter]) -> list[Expected]:
    """What must come back of a print page, where each message answers the one above it."""
    found = [_expect(Node(letter, "gmail page"), number) for number, letter in enumerate(letters)]
    return [
        replace(
            item,
            subject=title,
            parent=number - 1 if number else None,
            relation=Relation.REPLY if number else None,
        )
        for number, item in enumerate(found)
    ]


def _found(someone: Person | None) -> tuple[str | None, str | None, bool] | None:
    return (someone.name, someone.address, someone.redacted) if someone else None


def chain(letters: Sequence[Letter], layouts: Sequence[str], nestings: Sequence[str]) -> Node:
    """The first letter with the second below it, and so on down."""
    node: Node | None = None
    for letter, layout, nesting in reversed(list(zip(letters, layouts, nestings, strict=True))):
        node = replace(Node(letter, layout, nesting), below=node)
    assert node is not None
    return node
