"""Where messages begin: every header block that carries enough evidence, in print order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.layouts import Block, fitting, shows_nothing
from mailrecon.layouts.envelope import read_envelope
from mailrecon.layouts.evidence import (
    Evidence,
    has_prefix,
    is_mail,
    is_sent_from_address,
    weigh_answered,
    weigh_company,
    weigh_labels,
    weigh_moment,
    weigh_sparse,
)
from mailrecon.lexicon import fold
from mailrecon.model import How, Introduction, Role
from mailrecon.parse.above.introduction import find_introduction
from mailrecon.parse.above.own_header import repeats_own_header
from mailrecon.parse.above.separators import FoundIntroduction
from mailrecon.parse.above.titles import is_titled
from mailrecon.parse.code import in_code
from mailrecon.parse.ends.quoted_below import find_quoted_below, next_shallower, quotation_end
from mailrecon.parse.joined_subjects import part_joined_subjects
from mailrecon.rebuilding_progress import Stage, teller
from mailrecon.regex import regex
from mailrecon.scan import Page, is_between_angles, patterns
from mailrecon.scan.furniture.stamp_forms import is_half_of_release, is_stamp, names_release
from mailrecon.scan.furniture.stamps import is_below_stamp

# If a run of labels is not a header, only this many of its labels are tried as a header's start.
_MAX_RETRIES = 8
_ORIGINATORS = frozenset({Role.FROM, Role.SENDER})
_PEOPLE = frozenset({Role.FROM, Role.TO, Role.CC})
# The header of an answer begins within this many lines above.
_CHAIN = 40
# The number of lines of a header with copies, reply address and attachments.
_LONGEST_HEADER = 12
_COLON = ":"
# `Weight: 3 kg`
_ROW = regex(r"[^\W\d_][\w/ -]{1,20}: ?\S")
_FEWEST_ROWS = 2
_NUMBERED_TITLE = regex(r"\d{1,2}[a-z]\. \S")
_RULE_CHARACTERS = set("-_=*~ ─━—")


class MessageStart(Struct, frozen=True, gc=False):
    """A header block with the lines that introduce it."""

    block: Block
    lead: FoundIntroduction

    @property
    def start(self) -> int:
        """The first line of the introduction, or of the header if there is none."""
        return self.lead.start


class ScanPosition(Struct, frozen=True, gc=False):
    """How far a page was searched for message starts, and the state of the search, in lines.

    `index` is the first line not judged yet, `floor` the end of the header above it (0: there is
    none); `run_end` and `retries` describe the last run of labels without a header, `reach` is the
    line after the last run that a layout read.
    """

    index: int = 0
    floor: int = 0
    run_end: int = 0
    retries: int = 0
    reach: int = 0


class FoundStarts(Struct, frozen=True, gc=False):
    """Message starts, the state of the search before each, and its state at the end."""

    message_starts: list[MessageStart]
    states: list[ScanPosition]
    stopped: ScanPosition


class SettledStarts(Struct, frozen=True, gc=False):
    """The final message starts. `kept` are the lines of those that were left in surrounding text.

    `woven` are those of `kept` whose quotation is interleaved with answers.
    """

    message_starts: list[MessageStart]
    kept: list[int]
    woven: tuple[MessageStart, ...] = ()


def find_message_starts(page: Page) -> SettledStarts:
    """All message starts of a page, without attributions that only introduce a quoted snippet."""
    return settle_message_starts(page, search(page, ScanPosition(), None).message_starts)


def settle_message_starts(page: Page, found: list[MessageStart]) -> SettledStarts:
    """The message starts that remain when all are considered together."""
    if len(found) > 1 and repeats_own_header(page, found[0].block, found[1].block):
        found = [found[0], *found[2:]]
    announced = _announcing_headers(page, _with_quotations_below(page, found))
    message_starts = part_joined_subjects(page, _without_snippets(page, announced))
    begun = {message_start.block.start for message_start in message_starts}
    left = [item for item in announced if item.block.start not in begun]
    woven = tuple(item for item in left if _is_quoting(item.block))
    return SettledStarts(message_starts, [item.block.start for item in left], woven)


def search(page: Page, state: ScanPosition, safe: int | None) -> FoundStarts:
    """The message starts from `state` on.

    If `safe` is given, the search stops at the first line whose decision would depend on lines
    after `safe`, since more text could change it.
    """
    found: list[MessageStart] = []
    states: list[ScanPosition] = []
    floor, run_end, retries = state.floor, state.run_end, state.retries
    page.run_end = state.reach
    # An EML's own header comes first; it needs no evidence.
    if page.envelope_end:
        block = read_envelope(page.lines, page.envelope_end)
        found.append(MessageStart(block, FoundIntroduction(0)))
        states.append(state)
        floor = block.end
    tell = teller(Stage.SEARCHING, len(page.lines))
    for index in page.candidates:
        if index < floor or index < state.index:
            continue
        if tell is not None:
            tell(index)
        before = index, floor, run_end, retries, page.run_end
        if safe is not None and index >= safe:
            return FoundStarts(found, states, ScanPosition(*before))
        if index < run_end:
            retries += 1
            # `to: …` / `to: …` / `to: …`: a long run of labels is not tried from each of its lines.
            if retries > _MAX_RETRIES:
                continue
        message_start = _message_start_at(page, index, floor, inside=floor > 0 or page.goes_on)
        if (
            safe is not None
            and max(page.run_end, message_start.block.end if message_start else 0) > safe
        ):
            return FoundStarts(found, states, ScanPosition(*before))
        if message_start is not None:
            found.append(message_start)
            states.append(ScanPosition(*before))
            floor = message_start.block.end
            # `Ann Poe received this email from Ben Ost and forwards it to Cay Dun - …`
            if message_start.block.nested is not None:
                found.append(MessageStart(message_start.block.nested, FoundIntroduction(floor)))
                states.append(ScanPosition(*before))
        elif index >= run_end:
            run_end, retries = page.run_end, 0
    end = len(page.lines) if safe is None else safe
    return FoundStarts(found, states, ScanPosition(end, floor, run_end, retries, page.run_end))


def _message_start_at(page: Page, index: int, floor: int, inside: bool) -> MessageStart | None:
    # In a mail that contains code, most candidates are lines of code.
    no_header = not page.headings and shows_nothing(page.lines.raw[index])
    # `Doc No. Q05739696` / `Date: 05/13/2031` above a header
    if no_header or is_below_stamp(page.lines, index):
        return None
    for match in fitting(page, index):
        block = match(page, index)
        if block is None or block.start < floor:
            continue
        titled = is_titled(page, block, floor)
        if titled:
            block = replace(block, titled=True)
        lead = find_introduction(page, block, floor)
        evidence = [*block.evidence, *lead.evidence]
        top = above_header(page, lead.start, floor)
        # `From: quaymaster` / `Sent: Monday, …` and no other field, at the top of a released page
        begins = top.opens_page or titled or _begins_quotation(page, block)
        begins = begins or is_sent_from_address(block.evidence)
        if (inside or begins) and not _is_of_record(page, block):
            evidence += weigh_sparse(block.fields, block.evidence)
            if not is_mail(block.fields, evidence):
                evidence += weigh_labels(block.fields, block.evidence)
        # A block that is not enough by itself may be mail in a chain: `From: Ann Poe` / `Subject:
        # Tides`.
        if inside and not is_mail(block.fields, evidence):
            evidence += _weigh_chain(page, block, floor)
        # `On May 4, 2020, at 9:12 AM, Ann Poe wrote:`
        if block.introduction is Introduction.ATTRIBUTION:
            accepted = inside or _is_alone(page, block)
        else:
            accepted = is_mail(block.fields, evidence)
        # `SAMPLE = """From: Ann Poe`
        if not accepted or in_code(page, block):
            continue
        # `From: Ann Poe` / `To:` / `Subject: Tides` below `RELEASE IN PART`
        if top.released:
            block = _with_removed_recipients(block)
        block = _with_removed_originator(block)
        introduction = block.introduction
        # `-----Original Message-----` above the header
        if introduction is Introduction.HEADER_ONLY and lead.introduction is not None:
            introduction = lead.introduction
        block = replace(
            block,
            evidence=tuple(evidence),
            introduction=introduction,
            footnote=block.footnote or lead.footnote or _note_of(page, lead.start, block.start),
        )
        return MessageStart(block, lead)
    return None


def _note_of(page: Page, start: int, header: int) -> str | None:
    """The number of the footnote whose mark is before a header or its introduction.

    `※1 On May 4, 2020 at 9:12 AM, Ann Poe wrote:`, `[2] -----Original Message-----`
    """
    return page.lines.notes.get(start) or page.lines.notes.get(header)


def _weigh_chain(page: Page, block: Block, floor: int) -> list[Evidence]:
    """Evidence from headers above, up to line `floor`, for a block that is too weak by itself."""
    answered: list[Evidence] = []
    if _is_answered_above(page, block):
        # `On May 4, Ann Poe wrote:` / `> From: Ben Ost` / `> Subject: Keys`: a patch's own author
        introduced = block.start and page.lines.content(block.start - 1).rstrip().endswith(_COLON)
        quoted = page.lines.depth(block.start) > 0 and not introduced
        answered = weigh_answered(block.fields, quoted=quoted)
    if _is_of_record(page, block):
        return answered
    people = partial(_people_of_header, page, floor)
    return [
        *answered,
        *weigh_company(block.fields, block.evidence, people),
        *weigh_moment(block.fields, block.evidence),
    ]


def _begins_quotation(page: Page, block: Block) -> bool:
    """Whether a quotation begins with a header: `> From: Ann Poe <ann@quay.example>`."""
    depth = page.lines.depth(block.start)
    return depth > 0 and (not block.start or page.lines.depth(block.start - 1) < depth)


def _is_of_record(page: Page, block: Block) -> bool:
    """Whether two more lines of labels and values are right below a header, which it then is not.

    `From: Harbour Depot` / `Sent: May 4, 2020 9:12 AM` / `Weight: 3 kg` / `Carrier: Boat Post`
    """
    below = range(block.end, min(block.end + _FEWEST_ROWS, len(page.lines)))
    rows = [page.lines.content(n).strip() for n in below]
    return len(rows) == _FEWEST_ROWS and all(map(_ROW.match, rows))


def _is_answered_above(page: Page, block: Block) -> bool:
    """Whether a header not far above has this one's subject with a prefix: `RE: Keys` above `Keys`.

    The header then belongs to a chain, although its date, or date and originator, are missing.
    """
    subject = block.first(Role.SUBJECT)
    # A mail cited in a sentence has no line of its own.
    if subject is None or not subject.text or block.start == block.end:
        return False
    wanted = fold(subject.text)
    lines = page.lines
    for index in range(block.start - 1, max(block.start - _CHAIN, 0) - 1, -1):
        if _COLON not in lines.raw[index]:
            continue
        label = page.label(index)
        if label is None or label.entry is None or Role.SUBJECT not in label.entry.roles:
            continue
        above = lines.content(index)[label.value_start :].strip()
        # `Re: Keys` at the top, and this is `Keys`
        return has_prefix(above, page.lexicon) and fold(above).endswith(wanted)
    return False


def _people_of_header(page: Page, end: int) -> str:
    """The folded names and addresses in the header that ends above line `end`."""
    lines = page.lines
    named: list[str] = []
    for index in range(end - 1, max(end - _LONGEST_HEADER, 0) - 1, -1):
        label = page.label(index) if _COLON in lines.raw[index] else None
        if label is not None and label.entry is not None and label.entry.roles.keys() & _PEOPLE:
            named.append(fold(lines.content(index)[label.value_start :]))
    return "\n".join(named)


class _AboveHeader(Struct, frozen=True, gc=False):
    """The context above a header: whether a page begins there, and a released one."""

    opens_page: bool
    released: bool


def above_header(page: Page, start: int, floor: int) -> _AboveHeader:
    """The context above the line `start`, past blank lines and stamps.

    `RELEASE IN PART` / `B6` / a blank line / `From: …`: the page was released, some of it withheld.
    """
    stamped = released = False
    index = start - 1
    while index >= floor:
        # A bookmark leads to the line below.
        if index + 1 in page.item_starts:
            return _AboveHeader(True, released)
        text = page.lines.raw[index].strip()
        # Yahoo Groups: `1a. Crane rota` / `Posted by: "Ann Poe" ann@quay.example`
        if index == start - 1 and _NUMBERED_TITLE.match(text):
            return _AboveHeader(True, released)
        # `B6` alone on a line
        if text and patterns.is_exemption_code(text):
            stamped = True
        # `RELEASE IN` / `PART B6`
        elif text and is_half_of_release(page.lines, index):
            stamped = released = True
        # Text above the header: no page begins there.
        elif text and index not in page.set_aside and not is_stamp(text):
            break
        elif text:
            stamped = True
            released = released or names_release(text)
        index -= 1
    return _AboveHeader(stamped or (index < 0 and not page.goes_on), released)


def _with_removed_recipients(block: Block) -> Block:
    """A header of a released page whose recipients were whited out: an empty `To:`."""
    first = block.first(Role.TO)
    if first is None or any(f.text for f in block.fields if f.role is Role.TO):
        return block
    fields = tuple(
        replace(field, how=How.INFERRED, reason="emptied on a released page")
        if field is first
        else field
        for field in block.fields
    )
    return replace(block, fields=fields)


def _with_removed_originator(block: Block) -> Block:
    """A header with an empty `From:`: the sender was removed."""
    people = [field for field in block.fields if field.role in _ORIGINATORS]
    if not people or any(field.text for field in people):
        return block
    fields = tuple(
        replace(field, how=How.INFERRED, reason="emptied: every mail has an originator")
        if field is people[0]
        else field
        for field in block.fields
    )
    return replace(block, fields=fields)


def _announcing_headers(page: Page, message_starts: list[MessageStart]) -> list[MessageStart]:
    """Treat an attribution right above a header block as the block's separator (Yahoo)."""
    kept: list[MessageStart] = []
    for message_start in message_starts:
        above = kept[-1] if kept else None
        if (
            # Yahoo: `--- On Fri, 7/6/12, Ann Poe <ann@…> wrote:` / blank / `From: Ann Poe …`
            above is not None
            and above.block.introduction is Introduction.ATTRIBUTION
            and message_start.block.introduction is not Introduction.ATTRIBUTION
            # `On 3 Apr 2023, Ann Poe wrote:` / `>> From: Ben Ost`: Ann's mail begins with a header.
            and message_start.block.depth <= above.block.body_depth
            and all(page.lines.is_blank(n) for n in range(above.block.end, message_start.start))
        ):
            kept.pop()
            lead = replace(message_start.lead, start=above.start)
            block = replace(message_start.block, introduction=Introduction.ORIGINAL)
            message_start = MessageStart(block, lead)
        kept.append(message_start)
    return kept


def _with_quotations_below(page: Page, found: list[MessageStart]) -> list[MessageStart]:
    """The message starts; if a text is quoted below its header, the body is one level deeper."""
    deeper = find_quoted_below(page, [(item.start, item.block) for item in found])
    return [
        replace(item, block=deeper[item.block.start]) if item.block.start in deeper else item
        for item in found
    ]


def _is_alone(page: Page, block: Block) -> bool:
    """Whether an attribution without a message above is credible.

    It is, if it has a quotation, a time of day, or an address beside the day.
    If text follows on the same line it needs an address: plays and minutes print `8:02, the
    postman wrote: …`.
    """
    # `On May 4, 2020 Ann Poe <ann@quay.example> wrote: Dear Ben,`
    if block.inline_body is not None:
        return patterns.has_address(block.fields[0].text)
    # `Ann Poe wrote:` / `> The mole is dry.`
    if block.body_depth > block.depth:
        # `In 1890 he wrote:` / `> The gate is shut.`: from a book, with neither a name nor a day.
        return len(block.fields) > 1 or fold(block.fields[0].text) not in page.lexicon.pronouns
    # `El 4 de junio de 2021, Ana Poe <ana@quay.example> escribió:`; `>>> Ann Poe 5/4/2020 >>>`
    if len(block.fields) > 1 and patterns.has_address(block.fields[0].text):
        return True
    if is_between_angles(page.lines.raw[block.start]):
        return True
    return any(patterns.date_strength(field.text) == 2 for field in block.fields[1:])


def _without_snippets(page: Page, message_starts: list[MessageStart]) -> list[MessageStart]:
    """Drop attributions whose quotation is answered in between or below.

    The writer chose such a quotation as context. It is not a whole message, and stays in the body.
    """
    if not any(_is_quoting(message_start.block) for message_start in message_starts):
        return message_starts
    shallower = next_shallower(page)
    starts = {message_start.start for message_start in message_starts}
    kept: list[MessageStart] = []
    snippet_end = -1
    below = [message_start.start for message_start in message_starts[1:]] + [len(page.lines)]
    for message_start, following in zip(message_starts, below, strict=True):
        block = message_start.block
        if _is_quoting(block):
            # An attribution within a snippet is part of the snippet.
            if block.start < snippet_end:
                continue
            end = quotation_end(page, block, shallower)
            whole = _is_whole(page, block, end, starts)
            # `On …, Ann wrote:` / `> When?` / `On Monday.` / `> And where?` / `At the mole.`
            if not whole and not _is_answered_below(page, block, end, following):
                snippet_end = end
                continue
        kept.append(message_start)
    return kept


def quotations_end(page: Page, message_starts: Sequence[MessageStart]) -> int:
    """The line after the last quotation that an attribution introduces, or 0."""
    quoting = [
        message_start.block for message_start in message_starts if _is_quoting(message_start.block)
    ]
    shallower = next_shallower(page) if quoting else []
    return max((quotation_end(page, block, shallower) for block in quoting), default=0)


def _is_quoting(block: Block) -> bool:
    return block.introduction is Introduction.ATTRIBUTION and block.body_depth > block.depth


def _is_answered_below(page: Page, block: Block, end: int, following: int) -> bool:
    """Whether all of the quoting message's own text is below the quotation, and none inside it.

    `On …, Ann wrote:` / `> When does it start?` / `On Monday.`: no quoted line follows.
    """
    lines = page.lines
    return not any(
        lines.depth(index) > block.depth and not lines.is_blank(index)
        for index in range(end, following)
    )


def _is_whole(page: Page, block: Block, end: int, starts: set[int]) -> bool:
    """Whether no text of the quoting message follows its quotation."""
    lines = page.lines
    # Nothing follows, or the next message begins, or the enclosing level continues.
    if end >= len(lines) or end in starts or lines.depth(end) < block.depth:
        return True
    content = lines.content(end).strip()
    # `-----` below the quotation
    if set(content) <= _RULE_CHARACTERS:
        return True
    # `Sent from my phone` below the quotation
    return fold(content.rstrip(".")) in page.lexicon.device_signatures or (
        fold(content) in page.lexicon.device_signatures
    )
