"""Copies of one message are merged only if they agree; no word of either is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mailrecon.cli import main
from mailrecon.model import Archive, Message
from mailrecon.thread import LinkOptions
from mailrecon.thread.copies.wording import compare_wording, words
from tests.test_threads import ADA, BEN, LONG, TEN, archive_of, mail

PLAIN = (
    "The board met on Friday and read the report on the sluice at the upper mill. We will sign "
    "the lease for the new shed, and the harbour pays for the boards of the apron."
)


def pair(one: str, other: str, **more: str) -> Archive:
    return archive_of(
        mail(ADA, BEN, TEN, "Sluice", one, **more), mail(ADA, BEN, TEN, "Sluice", other, **more)
    )


def codes(archive: Archive) -> list[set[str]]:
    return [{warning.code for warning in message.warnings} for message in archive.messages]


# --- one Message-ID ------------------------------------------------------------------------------


def test_one_message_id_on_many_mails_merges_none_of_them() -> None:
    texts = [
        mail(
            ADA, BEN, f"Mon, 2 Mar 2015 {10 + n}:00:00 +0000", f"{word} report",
            f"The {word} holds, and nothing else is to be said of the {word} today.",
            Message_ID="<report@n.example>",
        )
        for n, word in enumerate(("sluice", "apron", "mole", "lighthouse"))
    ]  # fmt: skip
    archive = archive_of(*texts)
    assert len(archive.messages) == 4
    identities = [message.message_id for message in archive.messages]
    assert identities[0] == "<report@n.example>"
    assert len(set(identities)) == 4
    assert all("copies-differ" in found for found in codes(archive))


def test_one_message_id_header_and_text_are_one_mail() -> None:
    assert len(pair(LONG, LONG[:90], Message_ID="<a@n.example>").messages) == 1


def test_one_message_id_and_header_with_another_text_stay_two() -> None:
    other = "Buy eleven sacks of lime and a coil of wire; the cart leaves at six from the ferry."
    archive = pair(LONG, other, Message_ID="<a@n.example>")
    assert [m.body for m in archive.messages] == [LONG, other]
    assert all("copies-differ" in found for found in codes(archive))


def test_a_reply_to_an_id_that_two_mails_have_answers_the_one_of_its_subject() -> None:
    archive = archive_of(
        mail(ADA, BEN, TEN, "Sluice", LONG, Message_ID="<a@n.example>"),
        mail(ADA, BEN, TEN, "Apron", "The apron holds for now.", Message_ID="<a@n.example>"),
        mail(
            BEN, ADA, "Mon, 2 Mar 2015 11:30:00 +0000", "Re: Apron", "Good.",
            Message_ID="<c@n.example>", In_Reply_To="<a@n.example>",
        ),
    )  # fmt: skip
    sluice, apron, reply = archive.messages
    assert sluice.message_id != apron.message_id
    assert reply.parent == apron.message_id


# --- other recipients ----------------------------------------------------------------------------

NEWS = "Two of the three cracks go through. We would close the mole to lorries until Easter."
LONGER = NEWS.replace("go through", "go through the wall, and they are as wide as a thumb")


@pytest.mark.parametrize("subject", ["Sluice", "Sluice, upper mill"])
def test_one_news_to_two_people_is_two_mails(subject: str) -> None:
    archive = archive_of(
        mail(ADA, BEN, TEN, "Sluice", NEWS),
        mail(ADA, "Cay Dun <cay@dock.example>", TEN, subject, LONGER),
    )
    assert [message.body for message in archive.messages] == [NEWS, LONGER]


@pytest.mark.parametrize(
    "to",
    [
        "Ben Ost; Cay Dun",  # more of them
        "Bcn Ost",  # misread
        "[redacted]",
        "Undisclosed recipients:;",
    ],
)
def test_recipients_that_may_be_the_same_part_nothing(to: str) -> None:
    archive = archive_of(
        mail(ADA, "Ben Ost", TEN, "Sluice", NEWS), mail(ADA, to, TEN, "Sluice", LONGER)
    )
    assert len(archive.messages) == 1


# --- words that matter ---------------------------------------------------------------------------

EDITS = [
    ("We will sign", "We will not sign"),
    ("We will sign", "We never sign"),
    ("on Friday", "on Monday"),
    ("the harbour pays", "the brewery pays"),
    ("the report", "no report"),
]


@pytest.mark.parametrize(("before", "after"), EDITS, ids=lambda text: text)
@pytest.mark.parametrize("longer", [False, True])
def test_a_word_that_only_one_copy_has_makes_two_mails(
    before: str, after: str, *, longer: bool
) -> None:
    edited = PLAIN.replace(before, after)
    assert edited != PLAIN
    archive = pair(*((edited, PLAIN) if longer else (PLAIN, edited)))
    assert {message.body for message in archive.messages} == {PLAIN, edited}
    assert all("copies-differ" in found for found in codes(archive))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Wir werden den Vertrag unterschreiben", "Wir werden den Vertrag nicht unterschreiben"),
        ("Nous avons signé le bail hier", "Nous n'avons pas signé le bail hier"),
        ("Мы подпишем договор завтра утром", "Мы не подпишем договор завтра утром"),
        ("我们明天早上在港口签合同", "我们明天早上不在港口签合同"),
    ],
)
def test_a_negation_counts_in_other_languages_and_under_ocr(before: str, after: str) -> None:
    text = f"{PLAIN} {{}}. {LONG}"
    one, other = text.format(before), text.format(after).replace("board", "hoard")
    assert len(pair(one, other).messages) == 2


@pytest.mark.parametrize("at_the_end", [True, False])
def test_a_sentence_of_the_shorter_copy_is_not_lost(*, at_the_end: bool) -> None:
    first, rest = PLAIN.split(". ")
    shorter = f"{PLAIN} I resign." if at_the_end else f"{first}. I resign. {rest}"
    archive = pair(f"{PLAIN}\n\n{LONG}", shorter)
    assert any("I resign." in message.body for message in archive.messages)
    assert any(LONG in message.body for message in archive.messages)
    assert all("copies-differ" in found for found in codes(archive))


def test_a_word_of_the_shorter_copy_is_kept_beside_it(tmp_path: Path) -> None:
    """OCR put a word in, or lost one: which, nobody knows. Both texts stay."""
    scan = PLAIN.replace("board met", "hoard really met").replace("report", "rcport")
    one, two, out = tmp_path / "one.txt", tmp_path / "two.txt", tmp_path / "out.jsonl"
    one.write_text(mail(ADA, BEN, TEN, "Sluice", f"{PLAIN}\n\n{LONG}"))
    two.write_text(mail(ADA, BEN, TEN, "Sluice", scan))
    run = CliRunner().invoke(main, ["convert", str(one), str(two), str(out)])
    assert run.exit_code == 0, run.output
    (line,) = out.read_text().splitlines()
    record = json.loads(line)
    assert record["copies"][0]["body"] == scan
    assert "copies-differ" in {warning["code"] for warning in record["warnings"]}


def test_a_line_that_two_mails_hold_does_not_join_them() -> None:
    """`OK.` is in both; it is a print of one of them, and they are two."""
    archive = archive_of(
        mail(ADA, BEN, TEN, "Sluice", "On Friday then."),
        mail(ADA, BEN, TEN, "Sluice", f"On Friday then. {PLAIN}"),
        mail(ADA, BEN, TEN, "Sluice", f"On Friday then. {LONG}"),
    )
    bodies = [message.body for message in archive.messages]
    assert any(PLAIN in body for body in bodies)
    assert any(LONG in body for body in bodies)


# Two readings of one short word, in texts that are else alike to the letter or with OCR's errors.
SHORT = {
    "9 am": "9 pm",
    "made by": "made to",
    "up": "down",
    "he": "she",
    "the first half": "the 5% half",
    "4.5 million": "45 million",
    "$4k": "$4m",
    "45 kr": "45 £",
    "$45": "-45",
    "in days": "in 3 days",
}
NOISY = {
    "gate 3": "gate 8",
    "$1,000": "$10,000",
    "9:30": "8:30",
    "first half": "5% half",
    "he approved": "he disapproved",
    "4.5 million": "45 million",
    "9 am": "9 pm",
    "made by": "made to",
    "he signs": "she signs",
    "is it in": "is it on",
    "him": "his",
    "necessary": "unnecessary",
    "nepodepíšeme": "podepíšeme",
    "он": "она",
}


@pytest.mark.parametrize(
    ("one", "two", "noise"),
    [(*item, False) for item in SHORT.items()] + [(*item, True) for item in NOISY.items()],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_a_short_word_or_number_that_differs_is_kept(
    one: str, two: str, *, noise: bool, swapped: bool
) -> None:
    first, second = (f"{PLAIN} Lund says {it} there, and no more of it." for it in (one, two))
    if noise:
        second = second.replace("board", "hoarcl").replace("report", "rcport")
    bodies = (second, first) if swapped else (first, second)
    archive = pair(*bodies)
    held = [text for m in archive.messages for text in (m.body, *(c.body for c in m.copies))]
    # `in days` has nothing that the kept `in 3 days` lacks
    assert set(bodies) <= set(held) or (one == "in days" and second in held)
    assert all("copies-differ" in found for found in codes(archive)) or one == "in days"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Am Freitag kommen wir nach Bergen", "Am Freitag kommen wir nach Bergen nicht"),
        ("The committee approved the lease", "Tbe cornmittee not approvcd the lease"),
    ],
)
def test_a_negation_is_no_misreading_and_no_cut(one: str, two: str) -> None:
    archive = pair(f"{PLAIN} {one}", f"{PLAIN} {two}")
    assert len(archive.messages) == 2
    assert all("copies-differ" in found for found in codes(archive))


def test_should_and_shouldn_t_are_two_mails_under_ocr() -> None:
    noisy = PLAIN.replace("board", "hoarcl").replace("report", "rcport")
    archive = pair(f"{PLAIN} We should sign it today.", f"{noisy} We shouldn't sign it today.")
    assert len(archive.messages) == 2


# `can` is `can't` without a word that says the opposite: its apostrophe or its space may be lost.
@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize("denied", ["can't", "can\u2019t", "cant", "can t", "cannot", "can not"])
def test_can_and_can_t_are_two_mails(denied: str, *, scanned: bool) -> None:
    text = PLAIN.replace("will sign", "can sign")
    other = text.replace("can sign", f"{denied} sign")
    if scanned:
        other = other.replace("lease", "Iease").replace("harbour", "harhour")
    for one, two in ((text, other), (other, text)):
        archive = pair(one, two)
        assert len(archive.messages) == 2
        assert "copies-differ" in codes(archive)[0] | codes(archive)[1]
    assert len(pair(text.replace("can sign", "can't sign"), other).messages) == 1


SCANNED = {"lease": "Iease", "harbour": "harhour", "boards": "hoards", "apron": "apnon"}


def scanned(text: str) -> str:
    for word, misread in SCANNED.items():
        text = text.replace(word, misread)
    return text


def assert_both_are_kept(message: Message, one: str, other: str) -> None:
    """The fuller text is the message's, the other one its copy's."""
    bodies = (message.body, message.copies[0].body or "")
    assert [reading in bodies[0] or reading in bodies[1] for reading in (one, other)] == [True] * 2
    assert bodies[0] != bodies[1] != ""


# Words that may have been written so, among words that OCR misread.
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("approved the report", "approves the report"),
        ("approve the report", "approved the report"),
        ("fund the new report", "funds the new report"),
        ("he said he will be there", "he said be will be there"),
    ],
)
def test_a_word_that_may_be_written_so_is_kept_in_a_scan(one: str, other: str) -> None:
    text = PLAIN.replace("read the report", one)
    (message,) = pair(text, scanned(text.replace(one, other))).messages
    assert "copies-differ" in {warning.code for warning in message.warnings}
    assert_both_are_kept(message, one, other)


# OCR makes such differences: nobody is warned, and the other reading is kept all the same.
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("on the sluice", "on tbe sluice"),
        ("José met", "Jose met"),
        ("will sign", "will sign if"),
        ("owed", "owned"),
    ],
)
def test_what_ocr_may_have_read_is_kept_without_a_warning(one: str, other: str) -> None:
    text = PLAIN.replace("The board met", "José met, as owed,")
    (message,) = pair(text, scanned(text.replace(one, other))).messages
    assert not message.warnings
    assert_both_are_kept(message, one, other)


def test_an_accent_that_one_copy_alone_has_is_told_in_a_clean_text() -> None:
    text = PLAIN.replace("The board met", "José met")
    (message,) = pair(text, text.replace("José", "Jose")).messages
    assert "copies-differ" in {warning.code for warning in message.warnings}


def test_each_word_that_differs_is_told_and_misread_ones_are_counted() -> None:
    other = PLAIN.replace("board met", "hoard met").replace("report", "rcport")
    other = other.replace("on Friday", "in Friday").replace("for the", "to the")
    (message,) = pair(PLAIN, other).messages
    (copy,) = message.copies
    assert copy.body == other
    assert copy.differences == (
        "words read otherwise: 3, “hoard” for “board”",
        "text has “in” instead of “on” from word 4",
        "text has “to” instead of “for” from word 22",
        "text has “to” instead of “for” from word 30",
    )
    (warning,) = message.warnings
    assert all(said in warning.text for said in copy.differences[1:])


def test_a_short_word_more_under_ocr_is_counted() -> None:
    noisy = PLAIN.replace("board", "hoard").replace("report", "rcport").replace("met", "met if")
    (message,) = pair(f"{PLAIN} Bring the lamp.", noisy).messages
    assert "short words added: 1, “if”" in message.copies[0].differences


def test_what_differs_far_down_in_a_long_text_is_kept() -> None:
    long = " ".join(f"{word} {n}" for n in range(9_000) for word in ("gate", "lock"))
    other = f"{long} The lamp is lit."
    other = other.replace("gate 8000 ", "gate 8000 and the pier ")
    (message,) = pair(long, other).messages
    texts = [message.body, *(copy.body or "" for copy in message.copies)]
    assert any("and the pier" in text for text in texts)
    assert any("The lamp is lit" in text for text in texts)


# --- what is no difference -----------------------------------------------------------------------

ALIKE = {
    "misread": PLAIN.replace("Friday", "Fnday").replace("board", "hoard").replace("m", "rn", 2),
    "wrapped": PLAIN.replace(" ", "\n"),
    "broken words": PLAIN.replace("harbour", "har-\nbour"),
    "cut": PLAIN[:120],
    "bars": PLAIN.replace("Friday", "██████").replace("harbour", "[redacted]"),
    "a link's address": PLAIN.replace("report", "report <https://n.example/report>"),
    "specks": PLAIN.replace("board ", "' board i "),
    "quotes": PLAIN.replace("new", "“new”"),
}


@pytest.mark.parametrize("kind", ALIKE)
def test_what_ocr_and_clients_do_is_no_difference(kind: str) -> None:
    (message,) = pair(PLAIN, ALIKE[kind]).messages
    assert len(message.copies) == 1
    assert message.copies[0].body is None or message.body != PLAIN
    assert "copies-differ" not in {warning.code for warning in message.warnings}


@pytest.mark.parametrize(
    ("word", "misread"),
    [
        ("report", "reporf"),
        ("board", "boarcl"),
        ("upper", "uper"),
        ("boards", "boa rds"),
        ("Friday", "Frday"),
        ("shed", "slied"),
    ],
)
def test_one_misreading_of_a_longer_word_is_no_difference(word: str, misread: str) -> None:
    (message,) = pair(PLAIN, PLAIN.replace(word, misread, 1)).messages
    assert not [w.text for w in message.warnings if w.code == "copies-differ"]


@pytest.mark.parametrize(
    ("word", "written"),
    [("board", "beards"), ("upper", "lower"), ("met", "meet"), ("signs", "sings")],
)
def test_one_other_word_is_a_difference(word: str, written: str) -> None:
    text = PLAIN.replace("sign the", "signs the")
    found = pair(text, text.replace(word, written, 1)).messages
    assert any("copies-differ" in codes for codes in ({w.code for w in m.warnings} for m in found))


def test_words_under_a_bar_of_the_fuller_copy_are_kept_beside_it() -> None:
    barred = f"{PLAIN.replace('the harbour pays', '███ ███████ ████')} {LONG}"
    (message,) = pair(barred, PLAIN).messages
    assert message.body == barred
    assert message.copies[0].body == PLAIN


def test_wording_tells_what_it_compares() -> None:
    assert compare_wording(words(PLAIN), words(PLAIN)).opposed == ""
    edited = compare_wording(words(PLAIN), words(PLAIN.replace("sign", "not sign")))
    assert edited.opposed == "only one says “not”"
    cut = compare_wording(words(PLAIN), words(PLAIN[:100]))
    assert (cut.opposed, cut.unkept) == ("", False)
    assert cut.first.startswith("text breaks off")


# --- redactions ----------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".jsonl", ".mbox", ".csv"])
@pytest.mark.parametrize("swapped", [False, True])
def test_an_address_removed_in_the_fuller_copy_stays_removed(
    tmp_path: Path, suffix: str, *, swapped: bool
) -> None:
    barred, shown = f'"{ADA.split(" <")[0]}" <[redacted]>', ADA
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    one.write_text(mail(*((BEN, barred) if swapped else (barred, BEN)), TEN, "Sluice", LONG))
    two.write_text(mail(*((BEN, shown) if swapped else (shown, BEN)), TEN, "Sluice", LONG[:90]))
    for fill, held in ((), False), (("--fill-redacted",), True):
        out = tmp_path / f"out{held}{suffix}"
        run = CliRunner().invoke(main, ["convert", *fill, str(one), str(two), str(out)])
        assert run.exit_code == 0, run.output
        text = out.read_text()
        if suffix == ".jsonl":
            record = json.loads(text)
            record.pop("copies")
            text = json.dumps(record)
        assert ("ada@n.example" in text) is held


def test_a_person_removed_in_the_fuller_copy_stays_removed() -> None:
    one = mail("[redacted]", BEN, TEN, "Sluice", LONG)
    two = mail(ADA, BEN, TEN, "Sluice", LONG[:90])
    (message,) = archive_of(one, two).messages
    assert message.originator is not None
    assert message.originator.name is None
    (filled,) = archive_of(one, two, options=LinkOptions(fill_redacted=True)).messages
    assert filled.originator is not None
    assert filled.originator.name == "Ada Moor"


# --- copies without a time of day ----------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "On Mon, 2 Mar 2015, Ben Ost wrote:",
        "Ben Ost wrote:",
        "On Monday, Ben Ost wrote:",
        "On Monday morning, Ben Ost wrote:",
        "Le lundi, Ben Ost a écrit :",
        "El lunes, Ben Ost escribió:",
        "В понедельник, Ben Ost написал:",
        "ben@n.example (Ben Ost) writes:",
        "Thus spake Ben Ost (ben@n.example):",
    ],
)
def test_a_quotation_without_a_time_is_the_message_that_is_printed_whole(line: str) -> None:
    text = (
        f"From: Ben Ost <ben@n.example>\nDate: Mon, 2 Mar 2015 10:00:00 +0000\n"
        f"To: boats@lists.example\nSubject: Sluice\n\n{PLAIN}\n\n"
        "From: Cay Dun <cay@n.example>\nDate: Tue, 3 Mar 2015 10:00:00 +0000\n"
        f"To: boats@lists.example\nSubject: Re: Sluice\n\nSo be it.\n\n{line}\n> {PLAIN}\n"
    )
    first, second = archive_of(text).messages
    assert first.originator is not None
    assert first.originator.name == "Ben Ost"
    assert second.parent == first.message_id
    assert len(first.copies) == 1


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("On Monday, Ben Ost wrote:", "Ben Ost"),
        ("Le lundi soir, Ben Ost a écrit :", "Ben Ost"),
        ("Em segunda-feira, Ben Ost escreveu:", "Ben Ost"),
        ("Wednesday Ost wrote:", "Wednesday Ost"),
        ("El Niño escribió:", "El Niño"),
    ],
)
def test_a_day_of_the_week_is_no_part_of_a_name(line: str, name: str) -> None:
    (message,) = archive_of(f"{line}\n> {PLAIN}\n").messages
    assert message.originator is not None
    assert message.originator.name == name


# A sign that turns the meaning, all words alike: both texts are kept, with a warning.
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("You sign it.", "You sign it?"),
        ("You sign it.", "You sign it!"),
        ("Are we done?", "Are we done"),
        ("We pay $50.", "We pay €50."),
        ("It costs £40 now.", "It costs $40 now."),
        ("It costs 40€ now.", "It costs 40$ now."),
        ("The level is -5 now.", "The level is 5 now."),
        ("The level is −$5 now.", "The level is $5 now."),
        ("It grew by 5%.", "It grew by 5."),
        ("签字。请签字？ 好", "签字。请签字。 好"),
    ],
)
def test_a_sign_that_turns_the_meaning_is_kept(one: str, other: str) -> None:
    archive = pair(f"{PLAIN} {one} Ada will see to it.", f"{PLAIN} {other} Ada will see to it.")
    (message,) = archive.messages
    assert [copy.body is not None for copy in message.copies] == [True]
    assert "copies-differ" in codes(archive)[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("He said “come” twice.", "He said ?come? twice."),
        ("Really, now.", "Really; now."),
        ("It is so.", "It is so"),
        ("See x.example/page?x=1 for it.", "See x.example/page for it."),
        ("Come - 5 men wait.", "Come – 5 men wait."),
        ("Yes!! Now.", "Yes! Now."),
        ("We sign\nit.", "We sign it."),
        ("It is 5 m long.", "It is 5 rn long."),
        ("Is it? No.", "ls it. No."),
        ("Take 3-5 men.", "Take 3–5 men."),
    ],
)
def test_signs_that_clients_and_ocr_change_are_no_difference(one: str, other: str) -> None:
    archive = pair(f"{PLAIN} {one} Ada will see to it.", f"{PLAIN} {other} Ada will see to it.")
    assert len(archive.messages) == 1
    assert codes(archive) == [set()]
