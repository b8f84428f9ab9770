"""Which message answers which: structure, the direction of a document, clocks, prefixes, lists."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import pytest

from mailrecon.lexicon import load
from mailrecon.model import Message, Relation
from mailrecon.pipeline import reconstruct_documents
from mailrecon.read import read_bytes
from mailrecon.resolve.subject import read_subject
from mailrecon.thread import LinkOptions
from tests.test_threads import archive_of

NORA, OTTO, PIA = "Nora Feld", "Otto Brink", "Pia Rohr"
LABELS = {
    "en": ("From", "Sent", "To", "Subject", "{}, 2020 {}:00 AM"),
    "de": ("Von", "Gesendet", "An", "Betreff", "{} 2020 {:02d}:00"),
    "fr": ("De", "Envoyé", "À", "Objet", "{} 2020 {:02d}:00"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp", "{} 2020 {:02d}:00"),
    "es": ("De", "Enviado", "Para", "Asunto", "{} de 2020 {:02d}:00"),
}
DAYS = {
    "en": ("Monday, May 4", "Wednesday, May 6", "Friday, May 8"),
    "de": ("Montag, 4. Mai", "Mittwoch, 6. Mai", "Freitag, 8. Mai"),
    "fr": ("lundi 4 mai", "mercredi 6 mai", "vendredi 8 mai"),
    "nl": ("maandag 4 mei", "woensdag 6 mei", "vrijdag 8 mei"),
    "es": ("lunes, 4 de mayo", "miércoles, 6 de mayo", "viernes, 8 de mayo"),
}
RE, TEXTS = {"de": "AW", "nl": "Antw"}, ("It sticks since the frost.", "On Friday then.", "Good.")


def block(
    language: str, number: int, subject: str, people: tuple[str, str], *, dated: bool = True
) -> str:
    """One of three messages, two days apart."""
    sender, date, to, title, form = LABELS[language]
    when = f"{date}: {form.format(DAYS[language][number], 9)}\n" if dated else ""
    return (
        f"{sender}: {people[0]}\n{when}{to}: {people[1]}\n{title}: {subject}\n\n{TEXTS[number]}\n"
    )


def thread(language: str, *, dated: bool = True) -> list[str]:
    """Nora asks Otto, he answers, she thanks; the oldest first."""
    again = RE.get(language, "RE")
    pairs = (NORA, OTTO), (OTTO, NORA), (NORA, OTTO)
    return [
        block(language, n, f"{again}: The sluice" if n else "The sluice", pair, dated=dated)
        for n, pair in enumerate(pairs)
    ]


def parents(messages: Sequence[Message]) -> dict[str, str | None]:
    """The text of what each message answers, by its own text."""
    bodies = {message.message_id: message.body.strip() for message in messages}
    return {m.body.strip(): bodies[m.parent] if m.parent else None for m in messages}


def indexed(number: int, index: bytes, subject: str, *, answers: str = "") -> bytes:
    """A real message with Outlook's Thread-Index, folded as Outlook folds it."""
    coded = base64.b64encode(index).decode()
    return (
        f"From: Ann Poe <ann@quay.example>\nTo: Ida Rask <ida@mill.example>\n{answers}"
        f"Subject: {subject}\nDate: Mon, 4 May 2020 {9 + number}:00:00 +0000\n"
        f"Thread-Index: {coded[:30]}\n {coded[30:]}\nMIME-Version: 1.0\n"
        f"Content-Type: text/plain\n\nText {number}.\n"
    ).encode()


def indexed_archive(*messages: bytes) -> dict[str, str | None]:
    documents = [
        document
        for number, data in enumerate(messages)
        for document in read_bytes(data, f"{number}.eml")
    ]
    return parents(reconstruct_documents(documents).messages)


def test_a_thread_index_says_what_a_message_without_identifiers_answers() -> None:
    first = bytes([1]) + bytes(21)
    answer, other = first + b"ABCDE", first + b"FGHIJ"
    found = indexed_archive(
        indexed(0, first, "Pump"),
        indexed(1, answer, "Gauge"),
        indexed(2, other, "Rope"),
        indexed(3, other + b"KLMNO", "Ladder"),
    )
    assert found == {
        "Text 0.": None,
        "Text 1.": "Text 0.",
        "Text 2.": "Text 0.",
        "Text 3.": "Text 2.",
    }


def test_a_thread_index_gives_way_and_must_be_whole() -> None:
    first = bytes([1]) + bytes(21)
    identity = "Message-ID: <rope@quay.example>\n"
    answers = "In-Reply-To: <rope@quay.example>\n"
    found = indexed_archive(
        indexed(0, first, "Pump"),
        indexed(1, first + b"ABCDE", "Gauge", answers=answers),
        indexed(2, first + b"ABC", "Rope", answers=identity),
        # The message between the two is not there.
        indexed(3, first + b"FGHIJKLMNO", "Ladder"),
    )
    assert found == {"Text 0.": None, "Text 1.": "Text 2.", "Text 2.": None, "Text 3.": None}


IN_ORDER = {TEXTS[0]: None, TEXTS[1]: TEXTS[0], TEXTS[2]: TEXTS[1]}
RULES = ("", "-----", "_" * 40, "=====")


# --- direction -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LABELS)
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("newest_first", [False, True])
def test_a_thread_printed_in_either_order(language: str, rule: str, *, newest_first: bool) -> None:
    printed = thread(language)
    text = f"\n{rule}\n\n".join(printed[::-1] if newest_first else printed)
    found = archive_of(text).messages
    assert parents(found) == IN_ORDER
    scores = [i.score for m in found for i in m.inferred if i.field == "In-Reply-To" and i.used]
    assert all(score < 0.95 for score in scores)


@pytest.mark.parametrize("language", LABELS)
@pytest.mark.parametrize("newest_first", [False, True])
def test_prefixes_tell_the_direction_where_dates_are_missing(
    language: str, *, newest_first: bool
) -> None:
    first, second, _ = thread(language, dated=False)
    text = "\n".join((second, first) if newest_first else (first, second))
    for name in (NORA, OTTO):
        text = text.replace(name, f"{name} <{name[:4].lower()}@n.example>")
    assert parents(archive_of(text).messages) == {TEXTS[0]: None, TEXTS[1]: TEXTS[0]}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_rule_between_two_matters_links_nothing(rule: str, language: str) -> None:
    one = block(language, 0, "The lease", (NORA, OTTO))
    other = block(language, 1, "New shelves", (NORA, PIA))
    for text in (f"{one}\n{rule}\n\n{other}", f"{other}\n{rule}\n\n{one}"):
        assert [message.parent for message in archive_of(text).messages] == [None, None]


HEADINGS = [
    f"{NORA} to {OTTO} - May 4, 2020 9:12 AM\n\nCan you sign?\n",
    f"{OTTO} to {NORA} - May 4, 2020 9:12 AM\n\nYes.\n",
    f"{NORA} to {OTTO} - May 6, 2020 8:00 AM\n\nThank you.\n",
]


def test_equal_clocks_follow_the_direction_of_the_document() -> None:
    want = {"Can you sign?": None, "Yes.": "Can you sign?", "Thank you.": "Yes."}
    assert parents(archive_of("\n".join(HEADINGS)).messages) == want
    assert parents(archive_of("\n".join(HEADINGS[::-1])).messages) == want


def test_two_messages_of_one_minute_alone_are_not_linked() -> None:
    for text in ("\n".join(HEADINGS[:2]), "\n".join(HEADINGS[1::-1])):
        assert [message.parent for message in archive_of(text).messages] == [None, None]


def test_a_quoted_rule_does_not_turn_a_thread_round() -> None:
    text = "\n-----\n\n".join(thread("en"))
    quoted = "".join(f"> {line}\n" for line in text.splitlines())
    outer = block("en", 2, "Fwd: the mails", (PIA, OTTO)).replace(TEXTS[2], "See below.")
    found = parents(archive_of(f"{outer}\n{quoted}").messages)
    assert found[TEXTS[1]] == TEXTS[0]
    assert found[TEXTS[2]] == TEXTS[1]
    assert found[TEXTS[0]] != TEXTS[1]


# --- clocks --------------------------------------------------------------------------------------


# A mail of 14 June, finished, and below it what Ann wrote two days later, quoted: no two zones are
# 26 hours apart, so the earlier mail answers nothing that is printed.
@pytest.mark.parametrize(
    "line",
    [
        "On 16/06/2019 Ann Poe wrote:",
        "On 16/06/2019, at 11:20, Ann Poe <ann@north.example> wrote:",
        "On Sun, Jun 16, 2019 at 11:20 AM Ann Poe <ann@north.example> wrote:",
    ],
)
def test_no_mail_answers_one_that_was_written_days_later(line: str) -> None:
    archive = archive_of(
        "From: Ben Ost <ben@south.example>\nTo: Ann Poe <ann@north.example>\n"
        "Date: Fri, 14 Jun 2019 10:00:00 +0200\nSubject: Wall\n\nThe wall holds.\n\nBen\n\n"
        f"{line}\n> It will not hold. I have looked at it\n> again.\n"
    )
    earlier, later = archive.messages
    assert (earlier.parent, later.parent) == (None, None)
    assert "clock-contradiction" in {warning.code for warning in earlier.warnings}


@pytest.mark.parametrize(
    "export", ["Mon, 4 May 2020 {:02d}:30:04 +0000", "2020-05-04T{:02d}:30:04Z"]
)
@pytest.mark.parametrize("hour", [1, 7, 9, 13, 23])
def test_a_top_date_in_utc_is_no_ones_zone(export: str, hour: int) -> None:
    """What an export dates in UTC answers what was dated 12:10 somewhere on Earth."""
    text = (
        f"From: {OTTO}\nDate: {export.format(hour)}\nTo: {NORA}\nSubject: RE: Tides\n\nThank you.\n"
        f"\nFrom: {NORA}\nSent: Monday, May 4, 2020 12:10 PM\nTo: {OTTO}\nSubject: Tides\n\nHigh.\n"
    )
    reply, tides = archive_of(text).messages
    assert reply.parent == tides.message_id
    assert tides.parent is None
    own = text.replace(f"From: {NORA}", f"From: {OTTO}")
    assert parents(archive_of(own).messages)["Thank you."] == "High."


def test_a_civil_zone_still_tells() -> None:
    """Otto prints +0200: his 12:10 is not after his own 09:30."""
    text = (
        f"From: {OTTO}\nDate: Mon, 4 May 2020 09:30:04 +0200\nTo: {NORA}\nSubject: RE: Tides\n\n"
        f"Thank you.\n\nFrom: {OTTO}\nSent: Monday, May 4, 2020 12:10 PM\nTo: {NORA}\n"
        "Subject: Tides\n\nHigh.\n"
    )
    assert archive_of(text).messages[0].parent is None


def test_what_no_zone_lets_come_later_is_not_answered() -> None:
    later = block("en", 2, "The sluice", (NORA, OTTO))
    earlier = block("en", 0, "RE: The sluice", (OTTO, NORA))
    archive = archive_of(f"{earlier}\n-----Original Message-----\n{later}")
    assert archive.messages[0].parent is None
    assert "clock-contradiction" in {w.code for m in archive.messages for w in m.warnings}


# --- prefixes and tags ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("upper", "lower", "relation"),
    [
        ("RE: X-ray", "FW: X-ray", Relation.REPLY),
        ("FW: X-ray", "RE: X-ray", Relation.FORWARD),
        ("Fwd: X-ray", "Re: X-ray", Relation.FORWARD),
        ("RE: X-ray", "RE: X-ray", Relation.REPLY),
        ("AW: X-ray", "WG: X-ray", Relation.REPLY),
        ("WG: X-ray", "AW: X-ray", Relation.FORWARD),
        ("RE: X-ray", "[EXTERNAL] X-ray", Relation.REPLY),
        ("[boats] R: [EXT] X-ray", "[EXT] [boats] X-ray", Relation.REPLY),
        ("[Fwd: X-ray]", "X-ray", Relation.FORWARD),
        ("FW: [boats] X-ray", "RE: [boats] [EXTERNAL] X-ray", Relation.FORWARD),
    ],
)
def test_outlook_replaces_a_prefix_and_gateways_put_tags(
    upper: str, lower: str, relation: Relation
) -> None:
    people = (OTTO, NORA) if relation is Relation.REPLY else (OTTO, PIA)
    top = block("en", 1, upper, people)
    bottom = block("en", 0, lower, (NORA, OTTO))
    message, source = archive_of(f"{top}\n{bottom}").messages
    assert message.parent == source.message_id
    assert message.relation is relation
    assert source.parent is None


@pytest.mark.parametrize(
    ("subject", "prefixes", "base"),
    [
        ("[EXTERNAL] [boats] Fees", (), "fees"),
        ("[boats] Re: [EXT] Fees", ("reply",), "fees"),
        ("[Fwd: Fees]", ("forward",), "fees"),
        ("Re: [Fwd: [boats] Fees]", ("reply", "forward"), "fees"),
        ("[PATCH 1/3] Fees", (), "[patch1/3]fees"),
        ("Re: [Ticket 4711]", ("reply",), "[ticket4711]"),
        ("[boats]", (), "[boats]"),
    ],
)
def test_tags_in_brackets_are_no_part_of_the_base(
    subject: str, prefixes: tuple[str, ...], base: str
) -> None:
    found = read_subject(subject, load())
    assert (found.prefixes, found.base) == (prefixes, base)


# --- lists ---------------------------------------------------------------------------------------


def listed(number: int, sender: str, to: str, prefix: str = "Re: ") -> str:
    return (
        f"From: {sender}\nDate: March {number}, 2026 at 9:12:04 AM GMT+1\nTo: {to}\n"
        f"Subject: {prefix}Sunday boat\n\nLine {number}.\n"
    )


@pytest.mark.parametrize("to", ["timetable@lists.example", "Timetable <timetable@lists.example>"])
def test_a_list_s_thread_links_within_its_subject(to: str) -> None:
    text = "\n".join(
        [
            listed(3, "Dina Orlova <dina@ferry.example>", to, ""),
            listed(4, "Luc Petit <luc@ferry.example>", to),
            listed(5, "Eva Sand <eva@ferry.example>", to),
            listed(6, "Cay Dun <cay@ferry.example>", to).replace("Sunday", "Monday"),
        ]
    )
    first, second, third, other = archive_of(text).messages
    assert second.parent == first.message_id
    assert third.parent in (first.message_id, second.message_id)
    assert third.thread == first.message_id
    assert other.parent is None


def test_the_only_one_of_its_subject_right_above_is_answered() -> None:
    text = listed(3, NORA, "Quay List", "") + "\n" + listed(4, OTTO, "quay-list@quay.example")
    first, second = archive_of(text).messages
    assert second.parent == first.message_id
    stranger = listed(3, NORA, "Quay List", "") + "\n" + listed(4, OTTO, "Pia Rohr")
    apart = archive_of(*stranger.split("\n\nFrom"), "From: nobody\n").messages
    assert all(message.parent is None for message in apart)


ATTRIBUTED = {
    "en": ("On Mon, May {}, 2020 at {}:12 AM {} <{}@quay.example> wrote:", 1),
    "de": ("Am {}. Mai 2020 um {}:12 schrieb {} <{}@quay.example>:", 1),
    "fr": ("Le {} mai 2020 à {}:12, {} <{}@quay.example> a écrit :", 1),
    "sv": ("Den {} maj 2020 kl. {}:12 skrev {} <{}@quay.example>:", 1),
}


def said(language: str, day: int, hour: int, name: str, text: str, *, mark: str = "") -> str:
    """A message below its attribution line, quoted with `mark`."""
    line = ATTRIBUTED[language][0].format(day, hour, name, name.split()[0].lower())
    if language == "en":
        weekday = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")[(day - 3) % 7]
        line = line.replace("Mon,", f"{weekday},")
    return "".join(f"{mark}{part}\n" for part in (line, "", text, ""))


@pytest.mark.parametrize("language", ATTRIBUTED)
def test_attribution_lines_of_a_conversation_turn_nothing_round(language: str) -> None:
    # Printed whole, one below the other, the oldest first: what follows is not what is answered.
    first, second, third = TEXTS
    text = block("en", 0, "The sluice", (NORA, OTTO)) + "\n"
    text += said(language, 6, 9, OTTO, second) + said(language, 8, 9, NORA, third)
    found = parents(archive_of(text).messages)
    assert found[first] is None
    assert found[second] != third
    assert found[third] != first


@pytest.mark.parametrize("language", ATTRIBUTED)
def test_a_copy_within_a_quotation_shows_who_answered(language: str) -> None:
    # Each message quotes the one before it, and all are printed, the oldest first.
    first, second, third = TEXTS
    text = (
        said(language, 4, 9, NORA, first)
        + said(language, 5, 8, OTTO, second)
        + said(language, 4, 9, NORA, first, mark="> ")
        + said(language, 6, 9, NORA, third)
        + said(language, 5, 8, OTTO, second, mark="> ")
    )
    assert parents(archive_of(text).messages) == {first: None, second: first, third: second}


@pytest.mark.parametrize("keep", [False, True])
def test_what_quotes_a_copy_of_a_message_is_not_answered_by_it(*, keep: bool) -> None:
    first, second, _ = TEXTS
    text = block("en", 0, "The sluice", (NORA, OTTO)) + "\n"
    text += f"On Mon, May 4, 2020 at 9:12 PM {OTTO} <otto@quay.example> wrote:\n\n> {second}\n>\n"
    text += f"> On Mon, May 4, 2020 at 9:00 AM {NORA} <nora@quay.example> wrote:\n>> {first}\n"
    archive = archive_of(text, options=LinkOptions(keep_duplicates=keep))
    assert archive.messages[0].body == first
    assert archive.messages[0].parent is None


@pytest.mark.parametrize("hours", [1, 23])
@pytest.mark.parametrize("separator", ["-----Original Message-----", "Original Message"])
def test_a_prefix_and_a_clock_outweigh_a_separator(separator: str, hours: int) -> None:
    first, second, _ = TEXTS
    sent = (
        f"Sent: {'Monday, May 4' if hours == 1 else 'Tuesday, May 5'}, 2020 {(9 + hours) % 24}:00"
    )
    text = (
        f"From: {NORA}\nSent: Monday, May 4, 2020 9:00\nTo: {OTTO}\nSubject: The sluice\n\n"
        f"{first}\n\n{separator}\nFrom: {OTTO}\n{sent}\nTo: {NORA}\nSubject: RE: The sluice\n\n"
        f"{second}\n"
    )
    assert parents(archive_of(text).messages) == {first: None, second: first}


def test_a_date_in_utc_above_a_local_one_keeps_what_the_separator_shows() -> None:
    first, second, _ = TEXTS
    text = (
        f"From: {NORA}\nSent: Monday, May 4, 2020 8:00\nTo: {OTTO}\nSubject: RE: The sluice\n\n"
        f"{first}\n\n-----Original Message-----\nFrom: {OTTO}\nSent: Monday, May 4, 2020 9:30\n"
        f"To: {NORA}\nSubject: The sluice\n\n{second}\n"
    )
    assert parents(archive_of(text).messages) == {first: second, second: None}


@pytest.mark.parametrize(
    "prefix",
    [
        "Automatic reply",
        "Undeliverable",
        "Accepted",
        "Automatische Antwort",
        "Réponse automatique",
        "Respuesta automática",
        "Autosvar",
        "Automatyczna odpowiedź",
        "自動応答",
        "自动答复",
    ],
)
def test_what_programs_answer_is_an_answer(prefix: str) -> None:
    first, second, _ = TEXTS
    text = block("en", 0, "The sluice", (NORA, OTTO)) + "\n"
    text += block("en", 1, f"{prefix}: The sluice", (OTTO, NORA))
    assert parents(archive_of(text).messages) == {first: None, second: first}


@pytest.mark.parametrize(("letters", "is_used"), [(10, True), (900, True), (990, False)])
def test_an_identifier_is_used_if_a_line_can_hold_it(letters: int, *, is_used: bool) -> None:
    printed = f"<{'a' * letters}@quay.example>"
    first, second, _ = TEXTS
    text = (
        f"From: {NORA}\nDate: Mon, 4 May 2020 09:00:00 +0200\nTo: {OTTO}\nSubject: Keys\n"
        f"Message-ID: {printed}\n\n{first}\n\n"
        f"From: {OTTO}\nDate: Mon, 4 May 2020 10:00:00 +0200\nTo: {NORA}\nSubject: Re: Locks\n"
        f"In-Reply-To: {printed}\n\n{second}\n"
    )
    archive = archive_of(text)
    assert parents(archive.messages)[second] == (first if is_used else None)
    codes = {warning.code for message in archive.messages for warning in message.warnings}
    assert ("invalid-identifier" in codes) is not is_used


# Headings without subjects; some print a zone. The direction comes from clocks of one kind; of two
# messages alone the nearest printed clocks tell, and where zones may turn them round, nothing does.
@pytest.mark.parametrize("form", ["{who} - {at}", "{at} - {who}"])
@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize(
    ("zone", "ahead", "zoned", "size", "is_linked"),
    [
        ("CEST", 0, (1,), 2, True),
        ("CEST", 0, (0,), 2, True),
        ("EDT", -6, (1,), 3, True),
        ("UTC", -2, (0,), 3, True),
        ("BST", -1, (2,), 4, True),
        ("PDT", -9, (0, 1), 4, True),
        ("JST", 7, (0, 1, 2), 4, True),
        ("EDT", -6, (1,), 2, False),
        ("UTC", -2, (0,), 2, False),
        ("JST", 7, (0,), 2, False),
    ],
)
def test_headings_of_which_some_print_a_zone(
    form: str,
    zone: str,
    ahead: int,
    zoned: tuple[int, ...],
    size: int,
    *,
    newest_first: bool,
    is_linked: bool,
) -> None:
    texts = ["Is the mole dry?", "It is, and the wall.", "Open it then.", "It is open now."][:size]
    printed = []
    for number, text in enumerate(texts):
        who = "Ann Poe to Ben Ost" if number % 2 == 0 else "Ben Ost to Ann Poe"
        hour = 10 + number + (ahead if number in zoned else 0)
        day, hour = (2, hour) if hour < 24 else (3, hour - 24)
        at = f"June {day}, 2021 {hour % 12 or 12}:12 {'AM' if hour < 12 else 'PM'}"
        at += f" {zone}" if number in zoned else ""
        printed.append(f"{form.format(who=who, at=at)}\n{text}\n")
    archive = archive_of("\n".join(reversed(printed) if newest_first else printed))
    wanted = {text: texts[number - 1] if number else None for number, text in enumerate(texts)}
    assert parents(archive.messages) == (wanted if is_linked else dict.fromkeys(texts))


# Each line is of another client: none, all or some print a time of day.
_CONVERSATIONS = {
    "hours": "On Mon, May 4, 2020 at {}:12 AM {} wrote:",
    "day and address": "El 4 de mayo de 2020, {1} <{0}@quay.example> escribió:",
    "French": "Le 4 mai 2020 à {:02d}:12, {} a écrit :",
}


@pytest.mark.parametrize("form", _CONVERSATIONS.values(), ids=_CONVERSATIONS)
@pytest.mark.parametrize("count", [2, 3, 5])
def test_attribution_lines_within_hours_turn_nothing_round(form: str, count: int) -> None:
    # Nothing is above them that could quote them, and each writer's own clock goes on.
    texts = [f"Line {number} is about the {word}." for number, word in enumerate("abcde"[:count])]
    pieces = [
        f"{form.format(number + 6, (NORA, OTTO)[number % 2])}\n\n{text}\n"
        for number, text in enumerate(texts)
    ]
    archive = archive_of("\n".join(pieces))
    assert parents(archive.messages) == dict.fromkeys(texts)


@pytest.mark.parametrize("levels", range(3, 9))
@pytest.mark.parametrize("blank", ["\n", "\n{0}\n"], ids=["close", "apart"])
def test_a_quotation_of_many_levels_loses_none(levels: int, blank: str) -> None:
    # `>>>` alone is no fence of a tracker here, and `>>>>> Ann <…> wrote:` no name of Supercite's.
    lines = ["From: Nora Feld <n@quay.example>\nTo: Otto <o@quay.example>\nSubject: Re: Mole\n"]
    lines.append("\nText 0 is here.\n\n")
    for level in range(1, levels + 1):
        marks = ">" * (level - 1)
        above = f"{marks} On Sun, May {20 - level}, 2020 at 9:12 AM Otto <o@quay.example> wrote:"
        gap = blank.format(marks)
        lines.append(f"{marks}\n{above.strip()}{gap}{'>' * level} Text {level} is here.\n")
    archive = archive_of("".join(lines))
    texts = [f"Text {level} is here." for level in range(levels + 1)]
    assert parents(archive.messages) == dict(zip(texts, [*texts[1:], None], strict=True))
