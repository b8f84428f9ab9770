"""How much speaks for a block's being a mail's header rather than a memo, a play or a help page.

The weights are summed; `THRESHOLD` decides, or `THRESHOLD_PARTIAL` where the date is missing, or
recipients and subject both are. A header earns most by what only mail prints: an address, a time
of day, a redacted address, a separator above it.
"""

from __future__ import annotations

from collections.abc import Sequence

from mailrecon.lexicon import Lexicon, fold
from mailrecon.model import Field, Role
from mailrecon.regex import regex
from mailrecon.scan import patterns

THRESHOLD = 4.0
THRESHOLD_PARTIAL = 5.0
_ADDRESSED_OR_TITLED = frozenset({Role.TO, Role.CC, Role.BCC, Role.SUBJECT})
_UNIT = regex(r"\([A-Z][\w&.-]{0,20}/[\w&./ -]{1,40}[)\]]")
_ADDRESSED = frozenset({Role.TO, Role.CC})
_SURE = frozenset({"date with a time of day", "label that only mail uses for its date"})
_FROM_AND_DATE = frozenset({Role.FROM, Role.DATE})
_SPARSE = _ADDRESSED | _FROM_AND_DATE
_LONGEST_END = 40
Evidence = tuple[str, float]
_OPENS: Evidence = ("header of From and Sent alone, at a page's top or in a chain", 1.5)
# `"From: Ann Poe <ann@quay.example>\n" +`, a line of a string
_STRING_ENDS = regex(
    r"(?:\\[nr])+[\"']\s*[+.&\\,;)]*\s*$|[\"']\s*[+&.]\s*(?:_|\\|vbCrLf.{0,12})?\s*$"
)
_CODE_ENDINGS = (",", '"', "';", ";", "{", "(")


def weigh_fields(fields: Sequence[Field], sent: bool, lexicon: Lexicon) -> list[Evidence]:
    """What the fields themselves say; `sent` tells that a date label was Outlook's Sent."""
    found: list[Evidence] = []
    by_role: dict[Role, Field] = {}
    for field in fields:
        by_role.setdefault(field.role, field)
    originator = by_role.get(Role.FROM) or by_role.get(Role.SENDER)
    if originator is not None:
        found.append(_weigh_person("originator", originator.text, lexicon, 2.0, 1.0, -2.0))
    recipient = by_role.get(Role.TO) or by_role.get(Role.CC) or by_role.get(Role.BCC)
    if recipient is not None:
        found.append(_weigh_person("recipient", recipient.text, lexicon, 1.0, 0.5, -1.0))
    date = by_role.get(Role.DATE)
    if date is not None:
        strength = patterns.date_strength(date.text)
        if strength == 2:
            found.append(("date with a time of day", 2.0))
        elif strength == 1:
            found.append(("date without a time of day", 1.0))
        elif patterns.is_redacted(date.text, lexicon):
            found.append(("date redacted", 2.0))
        elif patterns.has_digit(date.text) and len(date.text) < 60:
            found.append(("date in a form not known", 0.0))
        else:
            found.append(("date label without a date", -2.0 if date.text else -0.5))
        if sent:
            found.append(("label that only mail uses for its date", 0.5))
        if strength == 2 and _tells_receipt(fields):
            found.append(("time of receipt beside the time of sending", 1.0))
    subject = by_role.get(Role.SUBJECT)
    if subject is not None:
        found.append(("subject", 1.0))
        prefix, colon, _ = subject.text.replace("：", ":").partition(":")
        key = fold(prefix) if colon and len(prefix) < 24 else ""
        if key in lexicon.reply_prefixes or key in lexicon.forward_prefixes:
            found.append(("subject with a reply or forward prefix", 0.5))
    if Role.MESSAGE_ID in by_role:
        found.append(("Message-ID printed", 2.0))
    elif originator is not None and recipient is not None:
        ends = (originator.text, recipient.text)
        if all(patterns.has_address(text) for text in ends):
            found.append(("both ends with an address", 1.0))
    if looks_like_code(fields):
        found.append(("values written like program code", -3.0))
    labels = [field.label for field in fields if field.label]
    if labels and all(label.isascii() and label.islower() for label in labels):
        found.append(("labels all in small letters", -2.0))
    return found


def _tells_receipt(fields: Sequence[Field]) -> bool:
    """Whether a header prints two times under labels of their own: `Date: …` / `Received: …`."""
    dated = [field for field in fields if field.role is Role.DATE]
    labels = {field.label for field in dated if patterns.date_strength(field.text) == 2}
    return len(labels) > 1


def _weigh_person(
    who: str, text: str, lexicon: Lexicon, strong: float, named: float, phrase: float
) -> Evidence:
    if not text:
        return (f"{who} empty", 0.0)
    if patterns.has_address(text):
        return (f"{who} with an address", strong)
    if patterns.is_redacted(text, lexicon):
        return (f"{who} redacted", strong)
    if patterns.NOTES_NAME.search(text):
        return (f"{who} in Notes form", strong)
    # Exchange: `Poe, Ann (DOCK/QUAY) [E]`, even where OCR left debris behind it.
    if _UNIT.search(text):
        return (f"{who} with a unit of an organisation", strong)
    if patterns.date_strength(text):
        return (f"{who} is a date or time", phrase)
    bare = patterns.without_brackets(text.replace("\n", " "))
    names = [part for part in bare.replace(",", ";").split(";") if part.strip()]
    weakest = min(patterns.name_strength(name) for name in names[:6]) if names else 0
    if weakest == 0:
        return (f"{who} reads like a phrase", phrase)
    return (f"{who} reads like a name", named if weakest == 2 else named / 2)


def looks_like_code(fields: Sequence[Field]) -> bool:
    """Whether labels and values are written as program code or configuration writes them."""
    printed = [field for field in fields if field.label and field.text]
    if len(printed) < 2:
        return False
    quoted = sum(
        (field.text[0] in "\"'`{" and field.text.rstrip().endswith((*_CODE_ENDINGS, "'")))
        or _STRING_ENDS.search(field.text[-_LONGEST_END:]) is not None
        for field in printed
    )
    return quoted >= 2 and quoted * 2 >= len(printed)


def weigh_sparse(fields: Sequence[Field], evidence: Sequence[Evidence]) -> list[Evidence]:
    """What it means that a header of From and Sent alone opens a page or stands in a chain.

    `From:   quaymaster` / `Sent:   Monday, September 21, 2009 11:37 PM`, with nothing else: who
    releases mail withholds the recipients, and the subject was never given.
    """
    if any(
        field.role not in _SPARSE or (field.role in _ADDRESSED and field.text) for field in fields
    ):
        return []
    if not {field.role for field in fields if field.text} >= _FROM_AND_DATE:
        return []
    return [_OPENS] if {reason for reason, _ in evidence} >= _SURE else []


def is_mail(fields: Sequence[Field], evidence: Sequence[Evidence]) -> bool:
    """Whether the evidence suffices."""
    present = {field.role for field in fields if field.text}
    complete = Role.DATE in present and not present.isdisjoint(_ADDRESSED_OR_TITLED)
    if not complete and Role.DATE in present and Role.FROM in present:
        # `From: Ann Poe <ann@dock.example>` / `Sent: Monday, …` / `To:`, the recipient taken out.
        emptied = any(field.role in _ADDRESSED and not field.text for field in fields)
        complete = emptied and {reason for reason, _ in evidence} >= _SURE
    return sum(weight for _, weight in evidence) >= (THRESHOLD if complete else THRESHOLD_PARTIAL)
