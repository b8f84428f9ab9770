"""Package `thread`: people, links, duplicates and zones, alone and over made forests."""

from __future__ import annotations

import hashlib
import json
import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from mailrecon import reconstruct
from mailrecon.cli import main
from mailrecon.model import Archive, Document, Message, Relation
from mailrecon.pipeline import reconstruct_documents
from mailrecon.read import ReadOptions, read_bytes
from mailrecon.thread import Alias, LinkOptions, ZoneError
from mailrecon.thread.copies.fingerprints import containment, sample, split_quotation, tokens
from mailrecon.thread.identities.people import People, name_key
from mailrecon.thread.rebuilt import Codec
from mailrecon.thread.spool import SpooledList
from tests.conftest import read_jsonl
from tests.threads.forest import plant, print_forest
from tests.threads.recovery import Recovery, documents_of, judge, measure, recover, truths

SEED = Path(__file__).resolve().parents[2] / "shared" / "seed" / "post.ja.txt"


def archive_of(*texts: str, options: LinkOptions | None = None) -> Archive:
    documents: list[Document] = []
    for number, text in enumerate(texts):
        documents += read_bytes(text.encode(), f"{number}.txt", ReadOptions(encoding="utf-8"))
    return reconstruct_documents(documents, options)


def mail(
    sender: str,
    to: str,
    date: str,
    subject: str,
    body: str,
    **more: str,
) -> str:
    extra = "".join(f"{label.replace('_', '-')}: {value}\n" for label, value in more.items())
    return f"From: {sender}\nDate: {date}\nTo: {to}\n{extra}Subject: {subject}\n\n{body}\n\n"


TEN = "Mon, 2 Mar 2015 10:00:00 +0000"
ADA, BEN, CLEO = "Ada Moor <ada@n.example>", "Ben Ruiz <ben@n.example>", "Cleo Fay <cleo@n.example>"
LONG = (
    "The sluice at the upper mill sticks since the frost, and two boards of the apron are gone. "
    "I would rather mend it before the herring come than after."
)


def instant(message: Message) -> datetime | None:
    when = message.when
    return when.local - when.offset if when and when.offset is not None else None


def by_subject(archive: Archive) -> dict[str, Message]:
    return {message.subject or "": message for message in archive.messages}


# --- forests -------------------------------------------------------------------------------------


def test_forests_are_recovered() -> None:
    total, faults = measure(range(24))
    assert total.missed == total.invented == 0
    assert total.parents_true > 1000
    assert total.parent_precision >= 0.97, "\n".join(faults)
    assert total.parent_recall >= 0.95, "\n".join(faults)
    assert total.pairs_true > 1000
    assert total.duplicates_f1 >= 0.99
    assert total.bounds_given > 50
    assert total.bounds_right == total.bounds_given, "\n".join(faults)


def test_the_order_of_documents_changes_no_thread() -> None:
    rng = random.Random(5)
    forest = plant(rng, 6, 6)
    print_forest(forest, rng, 4, 1.0)
    documents = list(documents_of(forest))

    def edges(order: list[Document]) -> set[tuple[int, int | None]]:
        archive = reconstruct_documents(order)
        known = truths(forest, archive)
        return {
            (known[m.message_id][0], known[m.parent][0] if m.parent else None)
            for m in archive.messages
        }

    assert edges(documents) == edges(documents[::-1])


def test_no_circle_and_no_parent_after_its_child() -> None:
    for seed in range(40, 46):
        rng = random.Random(seed)
        forest = plant(rng, 8, 8)
        print_forest(forest, rng, 3, 1.0)
        archive = recover(forest)
        known = {message.message_id: message for message in archive.messages}
        for message in archive.messages:
            seen = {message.message_id}
            above = known.get(message.parent or "")
            if above is not None and (one := instant(above)) and (two := instant(message)):
                assert one <= two + timedelta(minutes=1)
            while above is not None:
                assert above.message_id not in seen
                seen.add(above.message_id)
                above = known.get(above.parent or "")


def test_kept_duplicates_have_ids_of_their_own_and_name_one_another() -> None:
    text = mail(ADA, BEN, "Mon, 2 Mar 2015 10:00:00 +0000", "Sluice", LONG)
    merged = archive_of(text, text)
    assert len(merged.messages) == 1
    assert [copy.source.document for copy in merged.messages[0].copies] == ["1.txt"]
    kept = archive_of(text, text, options=LinkOptions(keep_duplicates=True))
    one, two = kept.messages
    assert one.message_id != two.message_id
    assert one.duplicates == (two.message_id,)
    assert two.duplicates == (one.message_id,)


def test_judge_counts_a_wrong_merge_and_a_wrong_parent() -> None:
    rng = random.Random(1)
    forest = plant(rng, 3, 4)
    print_forest(forest, rng, 2, 1.0)
    good, bad = Recovery(), Recovery()
    judge(forest, recover(forest), good)
    wrong = random.Random(2)
    for item in forest.prints:
        item.message = wrong.randrange(len(forest.messages))
    judge(forest, recover(forest), bad)
    assert bad.parent_precision < good.parent_precision


# --- links -----------------------------------------------------------------------------------


def test_a_reply_in_another_document_finds_its_parent() -> None:
    archive = archive_of(
        mail(ADA, BEN, "Mon, 2 Mar 2015 10:00:00 +0000", "Sluice", LONG),
        mail(BEN, ADA, "Mon, 2 Mar 2015 11:30:00 +0000", "Re: Sluice", "On Friday."),
    )
    reply = by_subject(archive)["Re: Sluice"]
    assert reply.parent == by_subject(archive)["Sluice"].message_id
    assert reply.relation is Relation.REPLY
    (why,) = [item for item in reply.inferred if item.field == "In-Reply-To"]
    assert "same subject" in why.reason
    assert "in another document" in why.reason
    assert 0.6 <= why.score <= 0.95


def test_a_printed_in_reply_to_wins_over_everything() -> None:
    archive = archive_of(
        mail(ADA, BEN, TEN, "Sluice", LONG, Message_ID="<a@n.example>"),
        mail(ADA, BEN, TEN, "Sluice", "Or the dam.", Message_ID="<b@n.example>"),
        mail(
            BEN, ADA, "Mon, 2 Mar 2015 11:30:00 +0000", "Re: Sluice", "On Friday.",
            Message_ID="<c@n.example>", In_Reply_To="<a@n.example>",
        ),
    )  # fmt: skip
    reply = by_subject(archive)["Re: Sluice"]
    assert reply.parent == "<a@n.example>"
    assert reply.thread == "<a@n.example>"
    assert not [item for item in reply.inferred if item.field == "In-Reply-To"]


def test_quoted_text_tells_which_of_two_is_answered() -> None:
    other = "Or shall we dig a new channel right round the mill this summer?"
    archive = archive_of(
        mail(ADA, BEN, "Mon, 2 Mar 2015 10:00:00 +0000", "Sluice", LONG),
        mail(ADA, BEN, "Mon, 2 Mar 2015 10:30:00 +0000", "Sluice", other),
        mail(BEN, ADA, "Mon, 2 Mar 2015 11:30:00 +0000", "Re: Sluice", f"> {LONG}\n\nOn Friday."),
    )  # fmt: skip
    reply = by_subject(archive)["Re: Sluice"]
    parent = next(m for m in archive.messages if m.message_id == reply.parent)
    assert parent.body == LONG


def test_a_weak_guess_is_noted_and_not_made() -> None:
    archive = archive_of(
        mail(ADA, BEN, "Mon, 2 Mar 2015 10:00:00 +0000", "Sluice", LONG),
        mail(CLEO, "Dov Hale", "Mon, 2 Mar 2015 11:30:00 +0000", "Re: Sluice", "What sluice?"),
    )
    stranger = by_subject(archive)["Re: Sluice"]
    assert stranger.parent is None
    (candidate,) = [item for item in stranger.inferred if not item.used]
    assert candidate.value == by_subject(archive)["Sluice"].message_id
    assert candidate.score < 0.6


def test_nothing_answers_what_was_written_later() -> None:
    later = mail(ADA, BEN, "Tue, 3 Mar 2015 10:00:00 +0000", "Sluice", LONG)
    reply = mail(BEN, ADA, "Mon, 2 Mar 2015 11:30:00 +0000", "Re: Sluice", "On Friday.")
    archive = archive_of(f"{reply}-----Original Message-----\n{later}")
    answer = by_subject(archive)["Re: Sluice"]
    assert answer.parent is None
    assert "clock-contradiction" in {warning.code for warning in answer.warnings}


# --- people --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ada Moor", "Moor, Ada"), ("ADA MOOR", "ada moor"), ("Ａｄａ Moor", "Ada Moor")],
)
def test_a_name_in_another_order_is_the_same_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def identities(*texts: str, options: LinkOptions | None = None) -> list[set[object]]:
    return [set(one.variants) for one in archive_of(*texts, options=options).people]


def test_a_variant_is_linked_by_its_address_unless_both_stand_in_one_header() -> None:
    date = "Mon, 2 Mar 2015 10:00:00 +0000"
    apart = identities(mail("Ada R. Moor", "Ada Moor", date, "Sluice", LONG))
    assert len(apart) == 2
    linked = identities(
        mail("Ada R. Moor <ada@n.example>", BEN, date, "Sluice", LONG),
        mail("Ada Moor <ada@n.example>", BEN, date, "Apron", "It holds."),
        mail("アダ・ムーア <ada@n.example>", BEN, date, "水門", "直しました。"),
    )
    assert len(linked) == 2
    assert {("Ada R. Moor", "ada@n.example"), ("アダ・ムーア", "ada@n.example")} <= linked[0]


def test_a_shared_mailbox_joins_nobody() -> None:
    date = "Mon, 2 Mar 2015 10:00:00 +0000"
    texts = [
        mail(f"{name} <office@n.example>", "Zed Pol <zed@n.example>", date, name, LONG)
        for name in ("Ada Moor", "Ben Ruiz", "Cleo Fay")
    ]
    assert len(identities(*texts)) == 4


def test_the_user_says_who_is_who() -> None:
    date = "Mon, 2 Mar 2015 10:00:00 +0000"
    text = mail("Bobby", BEN, date, "Sluice", LONG) + mail(ADA, BEN, date, "Apron", "It holds.")
    said = LinkOptions(aliases=(Alias("Ada Moor", alias="Bobby"),))
    assert len(identities(text)) == 3
    assert {("Bobby", None), ("Ada Moor", "ada@n.example")} <= identities(text, options=said)[0]


def test_people_file_goes_out_and_comes_back(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    date = "Mon, 2 Mar 2015 10:00:00 +0000"
    source.write_text(mail('"Moor, Ada" <ada@n.example>', "Ben Ruiz", date, "Sluice", LONG))
    listed = tmp_path / "people.csv"
    run = CliRunner().invoke(main, ["people", str(source), "-o", str(listed)])
    assert run.exit_code == 0, run.output
    lines = listed.read_text().splitlines()
    assert lines[0] == "name,alias,address,role,organisation,note,reasons"
    assert '"Moor, Ada",,ada@n.example,,,,' in lines
    listed.write_text(listed.read_text() + "Benito Ruiz,Ben Ruiz,benito@n.example,,,,\n")
    again = CliRunner().invoke(main, ["people", str(source), "--people", str(listed)])
    assert "Benito Ruiz,Ben Ruiz," in again.output
    assert "Benito Ruiz,,benito@n.example" in again.output or "benito@n.example" in again.output


@pytest.mark.parametrize("content", [b"name,mail\nAda,a@n.example\n", b"\xff\xfe\x00"])
def test_a_people_file_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    bad = tmp_path / "people.csv"
    bad.write_bytes(content)
    run = CliRunner().invoke(main, ["inspect", "--people", str(bad), str(bad)])
    assert run.exit_code == 3
    assert run.output.startswith(f"mailrecon: {bad}: ")


def test_a_redaction_that_is_no_secret_elsewhere_is_told_and_kept() -> None:
    texts = (
        mail("Ada Moor <>", BEN, "Mon, 2 Mar 2015 10:00:00 +0000", "Sluice", LONG),
        mail(BEN, ADA, "Mon, 2 Mar 2015 11:30:00 +0000", "Apron", "It holds."),
    )
    plain = by_subject(archive_of(*texts))["Sluice"]
    assert plain.originator is not None
    assert plain.originator.redacted
    assert plain.originator.address is None
    (warning,) = [w for w in plain.warnings if w.code == "inconsistent-redaction"]
    assert "ada@n.example" not in warning.text
    filled = by_subject(archive_of(*texts, options=LinkOptions(fill_redacted=True)))["Sluice"]
    assert filled.originator is not None
    assert filled.originator.address == "ada@n.example"
    assert [i.field for i in filled.inferred if i.value == "ada@n.example"] == ["From"]


# --- duplicates ----------------------------------------------------------------------------------


def test_the_union_of_what_is_not_redacted() -> None:
    one = mail("Ada Moor <>", "Ben Ruiz <>", "Mon, 2 Mar 2015 10:00:00 +0000", "Sluice", LONG)
    two = mail(ADA, "Ben Ruiz <>", "Mon, 2 Mar 2015 10:00:00 +0000", "Sluice", LONG[:90])
    (message,) = archive_of(one, two).messages
    assert message.body == LONG
    assert message.originator is not None
    assert message.originator.address is None
    assert message.originator.redacted
    assert "inconsistent-redaction" in {warning.code for warning in message.warnings}
    assert message.to[0].redacted
    (copy,) = message.copies
    assert copy.source.document == "1.txt"
    assert any("breaks off" in text for text in copy.differences)
    filled = archive_of(one, two, options=LinkOptions(fill_redacted=True)).messages[0]
    assert filled.originator is not None
    assert filled.originator.address == "ada@n.example"
    assert [i.reason for i in filled.inferred if i.field == "From"] == ["printed in 1.txt, line 1"]


def test_two_mails_of_one_minute_with_other_words_stay_two() -> None:
    date = "Mon, 2 Mar 2015 10:00:00 +0000"
    other = "Buy eleven sacks of lime and a coil of wire; the cart leaves at six from the ferry."
    archive = archive_of(
        mail(ADA, BEN, date, "Sluice", LONG), mail(ADA, BEN, date, "Sluice", other)
    )
    assert len(archive.messages) == 2


def test_two_mails_of_one_minute_whose_subjects_differ_in_a_number_stay_two() -> None:
    text = "".join(
        "From: Desk <desk@north.example>\nTo: Ben Ost <ben@south.example>\n"
        f"Date: Tue, 5 Mar 2019 10:00:00 +0100\nSubject: Ticket {number} was closed\n\n"
        "The ticket was closed by Ada Moor, who mended the wall. You need not do anything.\n\n"
        for number in (4711, 4712, 471)
    )
    assert len(reconstruct(text.encode()).messages) == 3


def test_two_mails_of_one_minute_whose_texts_differ_in_a_number_stay_two() -> None:
    text = "".join(
        "From: Desk <desk@north.example>\nTo: Ben Ost <ben@south.example>\n"
        "Date: Tue, 5 Mar 2019 10:00:00 +0100\nSubject: Your code\n\n"
        f"The code that you asked for is {code}. It is good for ten minutes.\n\n"
        for code in (471100, 815342)
    )
    assert len(reconstruct(text.encode()).messages) == 2


def test_two_printed_message_ids_are_two_messages() -> None:
    date = "Mon, 2 Mar 2015 10:00:00 +0000"
    archive = archive_of(
        mail(ADA, BEN, date, "Sluice", LONG, Message_ID="<a@n.example>"),
        mail(ADA, BEN, date, "Sluice", LONG, Message_ID="<b@n.example>"),
    )
    assert [m.message_id for m in archive.messages] == ["<a@n.example>", "<b@n.example>"]


def test_the_same_mail_in_another_zone_is_the_same_mail() -> None:
    archive = archive_of(
        mail(ADA, BEN, "Monday, March 2, 2015 10:00 AM", "Sluice", LONG),
        mail(ADA, BEN, "Monday, March 2, 2015 7:00 PM", "Sluice", LONG),
        mail(ADA, BEN, "Monday, March 2, 2015 7:13 PM", "Sluice", LONG),
    )
    assert len(archive.messages) == 2


def test_edrm_hash_of_a_printed_identity_only() -> None:
    text = mail(
        ADA, BEN, "Mon, 2 Mar 2015 10:00:00 +0000", "Sluice", LONG, Message_ID="<a@n.example>"
    )
    (message,) = archive_of(text).messages
    wanted = hashlib.md5(b"<a@n.example>", usedforsecurity=False).hexdigest().upper()
    assert message.edrm_mih == wanted
    (other,) = archive_of(mail(ADA, BEN, "Mon, 2 Mar 2015 10:00 +0000", "Sluice", LONG)).messages
    assert other.edrm_mih is None


def test_containment_bears_misread_letters_and_wrapping() -> None:
    assert containment(LONG, LONG.replace(" ", "\n")) == 1.0
    assert containment(LONG, LONG[:60]) == 1.0
    assert containment(LONG, LONG.replace("l", "1").replace("c", "e")) > 0.5
    assert containment(LONG, "Nothing of the kind was ever said by anyone here at all.") < 0.2
    assert containment("", "") == 1.0


def test_a_rewrapped_quotation_keeps_its_samples() -> None:
    own, quoted = split_quotation(f"> {LONG[:70]}\n> {LONG[70:]}\n\nYes.\n>> deeper\n")
    assert own == "\nYes.\n"
    assert set(sample(tokens(quoted))) & set(sample(tokens(LONG)))


# --- zones ---------------------------------------------------------------------------------------


def chain(reply_date: str, original_date: str) -> str:
    return (
        mail(BEN, ADA, reply_date, "Re: Sluice", "On Friday.")
        + "-----Original Message-----\n"
        + mail(ADA, BEN, original_date, "Sluice", LONG)
    )


def test_a_reply_bounds_its_zone_from_above() -> None:
    archive = archive_of(chain("March 2, 2015 8:18 AM", "Mon, 2 Mar 2015 10:12:32 -0600"))
    bounds = by_subject(archive)["Re: Sluice"].zone_bounds
    assert bounds is not None
    assert bounds.lowest is None
    assert bounds.highest == -timedelta(hours=7, minutes=54, seconds=32)


def test_what_is_answered_has_its_zone_bounded_from_below() -> None:
    archive = archive_of(chain("Mon, 2 Mar 2015 10:12:32 -0600", "March 2, 2015 11:00 AM"))
    bounds = by_subject(archive)["Sluice"].zone_bounds
    assert bounds is not None
    assert bounds.highest is None
    # 11:00 is not later than 16:12:32 UTC.
    assert bounds.lowest == -timedelta(hours=5, minutes=12, seconds=32)


def test_bounds_go_up_and_down_a_chain() -> None:
    text = (
        mail(ADA, BEN, "March 2, 2015 9:00 AM", "Re: Sluice", "Good.")
        + "-----Original Message-----\n"
        + chain("March 2, 2015 8:30 AM", "Mon, 2 Mar 2015 16:00:00 +0000")
    )
    bounds = [message.zone_bounds for message in archive_of(text).messages]
    assert [b.highest for b in bounds if b] == [
        -timedelta(hours=7),
        -timedelta(hours=7, minutes=30),
    ]


@pytest.mark.skipif(not SEED.exists(), reason="the founding document lies outside the project")
def test_the_founding_document_s_bounds() -> None:
    archive = reconstruct(SEED)
    found = {
        message.source.lines[0]: message.zone_bounds.highest
        for message in archive.messages
        if message.zone_bounds is not None
    }
    assert found[min(n for n in found if n > 60)] == -timedelta(hours=4, minutes=2, seconds=30)
    assert -timedelta(hours=7, minutes=54, seconds=32) in found.values()


def test_a_zone_may_be_given_for_all_or_for_one() -> None:
    text = mail(ADA, BEN, "July 2, 2015 10:00 AM", "Sluice", LONG) + mail(
        BEN, ADA, "January 2, 2015 10:00 AM", "Apron", "It holds."
    )
    options = LinkOptions(zone="America/Los_Angeles", zones=(("Ben Ruiz", "Asia/Tokyo"),))
    found = by_subject(archive_of(text, options=options))
    ada, ben = found["Sluice"].when, found["Apron"].when
    assert ada is not None
    assert ada.offset == -timedelta(hours=7)
    assert ben is not None
    assert ben.offset == timedelta(hours=9)
    assert ada.offset_how.value == "inferred"
    (why,) = [item for item in found["Sluice"].inferred if item.field == "Date"]
    assert "given by the user" in why.reason


@pytest.mark.parametrize(
    "zones", [{"zone": "Mars/Olympus"}, {"zones": (("Nobody", "Asia/Tokyo"),)}]
)
def test_a_zone_or_person_nobody_knows_is_refused(zones: dict[str, object]) -> None:
    with pytest.raises(ZoneError):
        archive_of(
            mail(ADA, BEN, "July 2, 2015 10:00 AM", "Sluice", LONG),
            options=LinkOptions(**zones),  # type: ignore[arg-type]
        )


def test_a_person_s_other_mail_tells_the_zone_if_asked() -> None:
    text = (
        mail(ADA, BEN, "Thu, 2 Jul 2015 10:00:00 -0700", "Sluice", LONG)
        + mail(ADA, BEN, "Fri, 2 Jan 2015 10:00:00 -0800", "Lock", "It sticks as well.")
        + mail(ADA, BEN, "January 9, 2015 10:00 AM", "Apron", "It holds.")
    )
    plain = by_subject(archive_of(text))["Apron"].when
    assert plain is not None
    assert plain.offset is None
    asked = by_subject(archive_of(text, options=LinkOptions(infer_zones=True)))["Apron"]
    assert asked.when is not None
    assert asked.when.offset == -timedelta(hours=8)
    assert [item.field for item in asked.inferred if item.field == "Date"] == ["Date"]


def test_an_ambiguous_zone_gives_way_to_the_only_reading_that_fits() -> None:
    text = chain("Mon, 2 Mar 2015 10:30:00 CST", "Mon, 2 Mar 2015 02:10:00 +0000")
    usual = by_subject(archive_of(text))["Re: Sluice"].when
    assert usual is not None
    assert usual.offset == -timedelta(hours=6)
    late = (
        mail(ADA, BEN, "Mon, 2 Mar 2015 03:00:00 +0000", "Re: Sluice", "Good.")
        + "-----Original Message-----\n"
        + chain("Mon, 2 Mar 2015 10:30:00 CST", "Mon, 2 Mar 2015 02:10:00 +0000")
    )
    middle = archive_of(late).messages[1]
    assert middle.when is not None
    assert middle.when.offset == timedelta(hours=8)
    assert [item.score for item in middle.inferred if item.field == "Date"] == [0.9]


# --- the command line and the record -------------------------------------------------------------


def test_the_record_has_copies_bounds_and_candidates(tmp_path: Path) -> None:
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    one.write_text(chain("March 2, 2015 8:18 AM", "Mon, 2 Mar 2015 10:12:32 -0600"))
    two.write_text(mail(ADA, BEN, "Mon, 2 Mar 2015 10:12:32 -0600", "Sluice", LONG))
    out = tmp_path / "out.jsonl"
    run = CliRunner().invoke(main, ["convert", str(one), str(two), str(out)])
    assert run.exit_code == 0, run.output
    records = {record["subject"]: record for record in read_jsonl(out.read_bytes())}
    assert len(records) == 2
    assert records["Re: Sluice"]["zone_bounds"]["highest"] == "-07:54:32"
    assert [c["source"]["document"] for c in records["Sluice"]["copies"]] == ["two.txt"]
    box = tmp_path / "out.mbox"
    CliRunner().invoke(main, ["convert", str(one), str(two), str(box)])
    assert box.read_text().count("X-Mailrecon-Source: document=two.txt;") == 1
    assert "X-Mailrecon-Zone-Bounds: any to -07:54:32" in box.read_text()


def test_zone_option_on_the_command_line(tmp_path: Path) -> None:
    source, out = tmp_path / "a.txt", tmp_path / "a.jsonl"
    source.write_text(mail(ADA, BEN, "July 2, 2015 10:00 AM", "Sluice", LONG))
    zone = ["--zone", "Asia/Tokyo", "--zone", "Ada Moor=America/Los_Angeles"]
    run = CliRunner().invoke(main, ["convert", *zone, str(source), str(out)])
    assert run.exit_code == 0, run.output
    assert json.loads(out.read_text())["date"] == "2015-07-02T10:00-07:00"
    run = CliRunner().invoke(main, ["convert", "--zone", "Mars", "-f", str(source), str(out)])
    assert run.exit_code == 2
    assert run.output.startswith("mailrecon: Mars: no zone")


# --- the store -----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 3, 10, 11, 1200])
def test_a_store_gives_back_what_it_got(count: int) -> None:
    store: SpooledList[tuple[int, str]] = SpooledList(
        Codec(tuple[int, str], lambda item: 1), kept=10
    )
    items = [(number, "x" * number) for number in range(count)]
    for item in items:
        store.append(item)
    assert len(store) == count
    assert list(store) == items
    assert [store[n] for n in range(count)] == items
    assert store[-3:] == items[-3:]
    with pytest.raises(IndexError):
        store[count]


def test_people_may_be_asked_before_anyone_is_known() -> None:
    people = People()
    people.link()
    assert people.find("Ada") is None
    assert list(people.identities()) == []


def test_a_print_alone_with_its_subject() -> None:
    """Of two prints the fuller one stands for both; nothing else has the other's subject."""
    letter = (
        "From: Ada Moor <ada@north.example>\nTo: Ben Ost <ben@south.example>\n"
        "Date: Tue, 5 Mar 2019 10:00:00 +0100\nSubject: Re: {}\n\n{}\n"
    )
    text = "The east wall holds for now, and so does the mole behind it."
    more = f"{text} Nobody knows for how long it will."
    archive = reconstruct(
        letter.format("The harbour wall", more) + "\n" + letter.format("The harbour wa11", text)
    )
    (message,) = archive.messages
    assert message.subject == "Re: The harbour wall"
    assert len(message.copies) == 1
