"""Read the people of a draft's header fields, one field role at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from msgspec.structs import replace

from mailrecon.layouts import layout_named
from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import (
    FIELD_NAMES,
    Draft,
    Field,
    How,
    Inference,
    Introduction,
    Notice,
    NoticeCode,
    Person,
    Role,
    Span,
)
from mailrecon.resolve.people.lists import parted_by_comma
from mailrecon.resolve.people.plain_people import UsualPerson
from mailrecon.resolve.people.printed_addresses import PrintedAddresses
from mailrecon.resolve.people.reading import (
    PrintedMailbox,
    mailbox_of_whole_name,
    read_people,
    to_person,
)
from mailrecon.resolve.people.usual_people import usual_people

Fields = Mapping[Role, Sequence[Field]]

# A restored address (`ida@x,org`) is looked for only so far behind the person before it: it may be
# nowhere, and a list may have thousands.
_NEAR = 4_000
_NAME_ROLES = {
    Role.FROM: Role.ORIGINATOR_NAME,
    Role.TO: Role.RECIPIENT_NAMES,
    Role.CC: Role.CC_NAMES,
    Role.BCC: Role.BCC_NAMES,
}
# The roles of the people of a message, in the order of a header.
PEOPLE_ROLES = (Role.FROM, Role.SENDER, Role.REPLY_TO, Role.TO, Role.CC, Role.BCC)
_EXPORTED_NAMES = frozenset(_NAME_ROLES.values())


def by_role(draft: Draft) -> Fields:
    """The fields of a draft by their roles, in print order."""
    # Most headers have one field of a role.
    single = {field.role: (field,) for field in draft.fields}
    if len(single) == len(draft.fields):
        return single
    fields: dict[Role, list[Field]] = {}
    for field in draft.fields:
        fields.setdefault(field.role, []).append(field)
    return fields


def first_field(fields: Fields, role: Role) -> Field | None:
    """The first field with `role` that has a value, or else the first empty one, or None."""
    found = fields.get(role)
    if not found:
        return None
    if found[0].text:
        return found[0]
    return next((field for field in found if field.text), found[0])


def usual_people_of(
    text: str, draft: Draft, fields: Fields, lexicon: Lexicon, *, outlook: bool, bars: bool
) -> dict[Role, tuple[Person, ...]] | None:
    """The people of a draft all of whose fields `usual_people` reads; None for any other draft.

    Arguments are as for `DraftPeople`, which gives the same people, and notices nothing about them.
    """
    # An export (X-From, X-To) prints names in fields of their own.
    if not _EXPORTED_NAMES.isdisjoint(fields):
        return None
    people: dict[Role, tuple[Person, ...]] = {}
    for role in PEOPLE_ROLES:
        found: tuple[Person, ...] = ()
        for field in fields.get(role, ()):
            read = usual_people_in(text, field, role, draft, lexicon, outlook=outlook, bars=bars)
            if read is not None:
                found = (*found, *read) if found else read
            elif field.text or field.how is How.INFERRED:
                return None
        if found:
            people[role] = found
    return people


def usual_people_in(
    text: str,
    field: Field,
    role: Role,
    draft: Draft,
    lexicon: Lexicon,
    *,
    outlook: bool,
    bars: bool,
) -> tuple[Person, ...] | None:
    """The people of a field that `usual_people` reads; None for others."""
    single = role is Role.FROM or role is Role.SENDER
    usual = usual_people(field.text, lexicon, single=single, last_name_first=outlook, bars=bars)
    return None if usual is None else placed_people(text, field, draft, usual)


def placed_people(
    text: str, field: Field, draft: Draft, people: Sequence[UsualPerson]
) -> tuple[Person, ...] | None:
    """The `people` of a field with their places in the text; None if it has others."""
    printed, place = field.text, field.span.start
    if "," in printed and field.role is not Role.FROM and _parts_by_comma(draft):
        return None
    # `> Cc: Ann Poe <ann@quay.example>,` / `> Ben Ost <ben@dock.example>`: marks are between.
    if not text.startswith(printed, place):
        return _people_apart(text, field.span, people)
    # Most fields name one person.
    if len(people) == 1:
        ((name, address, start, end),) = people
        return (Person(name, address, False, address, Span(place + start, place + end), None),)
    return tuple(
        [
            Person(name, address, False, address, Span(place + start, place + end), None)
            for name, address, start, end in people
        ]
    )


def _people_apart(
    text: str, span: Span, people: Sequence[UsualPerson]
) -> tuple[Person, ...] | None:
    """The people of a field on several lines, each with its place; None if one has no place."""
    found: list[Person] = []
    end = span.start
    for name, address, _, _ in people:
        start = text.find(address, end, span.end)
        if start < 0:
            return None
        end = start + len(address)
        found.append(Person(name, address, False, address, Span(start, end), None))
    return tuple(found)


def _parts_by_comma(draft: Draft) -> bool:
    # Pages that print people in a row, `Ann Poe, Ben Ost`, never write `Last, First`.
    return layout_named(draft.layout).parts_people_by_comma


class DraftPeople:
    """Reads the people of one draft, and keeps what is noticed on the way.

    `text` is that of the document. `outlook` is True if Outlook printed the header, which puts the
    last name first; `bars` as in `read_people`. `warnings` are about addresses that are not valid,
    `restored` are inferences about addresses that are not printed letter by letter. `principal` is
    the other person where somebody sent the message for somebody else (see `_author_first`).
    """

    def __init__(
        self,
        text: str,
        draft: Draft,
        fields: Fields,
        lexicon: Lexicon,
        *,
        outlook: bool,
        bars: bool,
    ) -> None:
        self._text, self._draft, self._fields, self._lexicon = text, draft, fields, lexicon
        self._outlook, self._bars = outlook, bars
        # An export (X-From, X-To) prints names in fields of their own.
        self._has_names = not _EXPORTED_NAMES.isdisjoint(fields)
        self.warnings: list[Notice] = []
        self.restored: list[Inference] = []
        self.principal: Person | None = None

    def read(self, role: Role) -> tuple[Person, ...]:
        """The people in the fields of a role, in print order."""
        found: list[Person] = []
        for field in self._fields[role]:
            usual = None
            if not self._has_names:
                usual = usual_people_in(
                    self._text,
                    field,
                    role,
                    self._draft,
                    self._lexicon,
                    outlook=self._outlook,
                    bars=self._bars,
                )
            if usual is not None:
                found.extend(usual)
            elif field.text:
                found.extend(self._in_field(field, role, len(found)))
            elif field.how is How.INFERRED:
                # An empty `To:` on a released page: the recipients were removed.
                nobody = PrintedMailbox(None, None, redacted=True)
                found.append(to_person(nobody, field.span, self._context(role, len(found))))
        if role is Role.FROM and len(found) > 1 and all(p.address is None for p in found):
            found = found[:1]
        return tuple(found)

    def _in_field(self, field: Field, role: Role, count: int) -> Iterator[Person]:
        """The people of a field; `count` people of its role are before it."""
        cursor = field.span.start
        addresses = PrintedAddresses(field.text)
        for number, item in enumerate(self._printed(field, role)):
            # `On May 5, 2020, at 11:33 AM, you wrote:`
            if role is Role.FROM and _is_pronoun(item, self._draft, self._lexicon):
                continue
            key = item.address or item.name or ""
            is_restored = item.address is not None and not addresses.is_printed(item.address)
            place = _find(self._text, key, cursor, field.span.end, near=is_restored)
            span = Span(place, place + len(key)) if place >= 0 else field.span
            cursor = span.end if place >= 0 else cursor
            person = to_person(item, span, self._context(role, count))
            if person.printed_address is not None:
                self.warnings.append(_invalid_address(person.printed_address, span))
            if is_restored:
                self.restored.extend(addresses.restored(FIELD_NAMES[role], person.address))
            if role is Role.FROM and number == 0:
                person = self._author(item, person, field, addresses, count)
            count += 1
            yield person

    def _printed(self, field: Field, role: Role) -> Sequence[PrintedMailbox]:
        by_comma = role is not Role.FROM and _parts_by_comma(self._draft)
        printed = read_people(
            parted_by_comma(field.text) if by_comma else field.text,
            self._lexicon,
            single=role is Role.FROM or role is Role.SENDER,
            last_name_first=self._outlook,
            bars=self._bars,
        )
        if self._has_names:
            return _with_exported_names(printed, self._fields, role, self._lexicon)
        return printed

    def _author(
        self,
        item: PrintedMailbox,
        person: Person,
        field: Field,
        addresses: PrintedAddresses,
        count: int,
    ) -> Person:
        """The author, if the first originator may have sent the message for somebody else."""
        principal = _principal(item, self._lexicon, self._outlook)
        if principal is None:
            return person
        context = self._context(Role.FROM, count, "\nprincipal")
        other = to_person(principal, field.span, context)
        self.restored.extend(addresses.restored(FIELD_NAMES[Role.FROM], other.address))
        author, self.principal = _author_first(person, other)
        return author

    def _context(self, role: Role, number: int, suffix: str = "") -> partial[str]:
        return partial(_context, self._draft, self._fields, role, number, suffix)


def _find(text: str, key: str, start: int, end: int, *, near: bool) -> int:
    """Where a name or address is printed in a field; -1 if it is not, or `near` and far away."""
    return text.find(key, start, min(end, start + _NEAR) if near else end) if key else -1


def _principal(agent: PrintedMailbox, lexicon: Lexicon, outlook: bool) -> PrintedMailbox | None:
    """The person for whom `agent` sent a message: `Ann Poe on behalf of Ben Ost
    <ben@quay.example>`.
    """
    if agent.on_behalf_of is None:
        return None
    named = read_people(agent.on_behalf_of, lexicon, single=True, last_name_first=outlook)
    return named[0] if named else None


def _invalid_address(printed: str, span: Span) -> Notice:
    """The warning that a printed address is not valid: `ann.poe@quay,example`."""
    said = f"printed address is not valid: {printed[:120]}"
    return Notice(NoticeCode.INVALID_ADDRESS, said, span)


def _is_pronoun(item: PrintedMailbox, draft: Draft, lexicon: Lexicon) -> bool:
    """Whether an attribution line has a pronoun instead of a name: `you wrote:`; `Du wrote:` is a
    name.
    """
    if draft.introduction is not Introduction.ATTRIBUTION:
        return False
    name = item.name
    if item.address or not name:
        return False
    return (name.islower() or len(name) != 2 or not name.isascii()) and (
        fold(name) in lexicon.pronouns
    )


def _author_first(agent: Person, principal: Person) -> tuple[Person, Person]:
    """The author of a message that `agent` sent on behalf of `principal`, then the other person."""
    # `Ann Poe <ann@dock.example> on behalf of tickets@dock.example`: she wrote it.
    if agent.name and principal.name is None and principal.address:
        return agent, principal
    # `Ann Poe on behalf of Ben Ost <ben@dock.example>`
    return principal, agent


def namesakes_apart(people: dict[Role, tuple[Person, ...]]) -> dict[Role, tuple[Person, ...]]:
    """Give namesakes in one message placeholder mailboxes if only their affiliations differ.

    `Poe, Ann (DOCK); Poe, Ann (QUAY)` are two people, although usually an affiliation does not
    distinguish people.
    """
    units: dict[str, set[str]] = {}
    for found in people.values():
        for person in found:
            if person.address is None and person.name:
                units.setdefault(person.mailbox, set()).add(fold(person.name))
    if not units:
        return people
    shared = {box for box, names in units.items() if sum(name[-1:] in ")]" for name in names) > 1}
    if not shared:
        return people
    return {
        role: tuple(
            replace(person, mailbox=mailbox_of_whole_name(person.name))
            if person.name and person.mailbox in shared
            else person
            for person in found
        )
        for role, found in people.items()
    }


def _context(draft: Draft, fields: Fields, role: Role, number: int, suffix: str = "") -> str:
    """Text that distinguishes a person whose name and address are removed from others."""
    date = first_field(fields, Role.DATE)
    return f"{draft.body_text}\n{role.value}\n{number}\n{date.text if date else ''}{suffix}"


def _with_exported_names(
    printed: Sequence[PrintedMailbox], fields: Fields, role: Role, lexicon: Lexicon
) -> Sequence[PrintedMailbox]:
    """Give bare addresses the names that an export prints in parallel fields (X-From, X-To)."""
    names_role = _NAME_ROLES.get(role)
    field = first_field(fields, names_role) if names_role else None
    if field is None or not field.text:
        return printed
    names = read_people(field.text, lexicon, single=role is Role.FROM, last_name_first=False)
    if len(names) != len(printed):
        return printed
    return [
        replace(item, name=item.name or named.name)
        for item, named in zip(printed, names, strict=True)
    ]
