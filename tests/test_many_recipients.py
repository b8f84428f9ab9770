"""Lists of hundreds of recipients in each layout that prints them: all found, none in the body."""

from __future__ import annotations

import time

import pytest

from mailrecon import reconstruct_text

_GIVEN = ("Ann", "Ben", "Cay", "Dora", "Eva", "Finn", "Gus", "Hal", "Ida", "Jon")
_FAMILY = ("Poe", "Ost", "Dun", "Ek", "Sand", "Holm", "Lund", "Moe", "Berg", "Rask")
MANY = 250
NAMES = [f"{_GIVEN[n % 10]} {_FAMILY[n // 10 % 10]}" for n in range(MANY)]
BOXES = [f"{name} <{name[:3].lower()}{n}@dock.example>" for n, name in enumerate(NAMES)]
DAY = "Monday, May 4, 2020 9:12 AM"

ADA = "Ada Moor <ada@n.example>"
LAYOUTS = {
    "Outlook": f"From: {ADA}\nSent: {DAY}\nTo: {{people}}\nSubject: Oak\n",
    "Cc": f"From: {ADA}\nSent: {DAY}\nTo: Lou Ek\nCc: {{people}}\nSubject: Oak\n",
    "one line": f"From: {ADA} Sent: {DAY} To: {{people}} Subject: Oak",
    "glued": f"Von: {ADA}An: {{people}}Gesendet: Montag, 4. Mai 2020 um 09:12:50 MESZBetreff: Oak",
    "row": f"From\tTo\tSent\tSubject\n{ADA}\t{{people}}\t5/4/2020 9:12 AM\tOak\n",
    "columns": f"From:\nSent:\nTo:\nSubject:\n\n{ADA}\n{DAY}\n{{people}}\nOak\n",
    "alternating": f"From\n{ADA}\nSent\n{DAY}\nTo\n{{people}}\nSubject\nOak\n",
    "Notes, stacked": f"{ADA}\n17/04/08 15:57\n\nTo\n{{people}}\ncc\n\nSubject\nOak\n",
    "Notes, beside": "Ada Moor/Quay/Dock                To   {people}\n"
    "05/04/2007 10:12 AM              cc\n                            Subject   Oak\n",
    "Notes, flattened": "Ada Moor/MOT@motGate 03/03/26 09:20 AM   To: {people}  cc:   Subject: Oak",
    "Outlook on the web": f"{ADA}\n\nMon 5/4/2020 10:11 AM\n\nTo:\n\n{{people}}\n",
}
ON_ONE_LINE = ("one line", "glued", "row", "Notes, beside", "Notes, flattened")
SEPARATORS = ["; ", ", ", ";\n", ",\n"]


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("separator", SEPARATORS)
def test_hundreds_of_recipients_are_all_found(name: str, separator: str) -> None:
    if "\n" in separator and name in ON_ONE_LINE:
        pytest.skip("one line")
    people = separator.join(BOXES)
    text = f"{LAYOUTS[name].format(people=people)}\nThe oak is down.\n"
    (message,) = reconstruct_text(text).messages
    found = message.cc if name == "Cc" else message.to
    assert [f"{one.name} <{one.address}>" for one in found] == BOXES
    assert message.body.strip() == "The oak is down."


def test_a_page_with_semicolons_between_people_may_have_commas_within_names() -> None:
    page = (
        "Mail - Ada Moor - Outlook\nOak\nMoor, Ada <ada@n.example>\nMon 5/4/2020 10:11 AM\n"
        "To: Poe, Ann; Ost, Ben; Dun, Cay\n\nThe oak is down.\n"
    )
    (message,) = reconstruct_text(page).messages
    assert [one.name for one in message.to] == ["Poe, Ann", "Ost, Ben", "Dun, Cay"]


def test_a_label_behind_the_last_of_a_wrapped_list_is_one() -> None:
    (message,) = reconstruct_text(
        f"From: Moor, Ada\nSent: {DAY}\nTo: Ann Poe,\nBen Ost,\nCay Dun Ce: Eva Ek; Finn Sand\n"
        "Subject: Oak\n\nThe oak is down.\n"
    ).messages
    assert [one.name for one in message.to] == ["Ann Poe", "Ben Ost", "Cay Dun"]
    assert [one.name for one in message.cc] == ["Eva Ek", "Finn Sand"]


@pytest.mark.parametrize(
    ("originator", "recipient"),
    [
        ("Ann Poe", "Ben Ost"),
        ("Ann Poe <ann@quay.example>", "Ben Ost"),
        ("Ann Poe", "Ben Ost <ben@dock.example>"),
    ],
)
def test_an_address_more_is_no_evidence_against_an_undated_answer(
    originator: str, recipient: str
) -> None:
    text = f"From: {originator}\nTo: {recipient}\nSubject: RE: keys\n\nThe keys are here.\n"
    assert len(reconstruct_text(text).messages) == 1


@pytest.mark.parametrize("line", ["From:", "To:", "Sent:", "Subject:", "From:\nTo:", "Cc: To: "])
def test_labels_alone_take_linear_time(line: str) -> None:
    times = []
    for count in (1_000, 4_000):
        start = time.process_time()
        reconstruct_text(f"{line}\n" * count)
        times.append(time.process_time() - start)
    assert times[1] < 10 * max(times[0], 0.05)


@pytest.mark.parametrize("piece", ["To: Ann ", "Attachments: a ", "Ann Ce: ", "Date: Importance: "])
def test_a_subject_full_of_labels_takes_linear_time(piece: str) -> None:
    times = []
    for count in (1_000, 4_000):
        start = time.process_time()
        reconstruct_text(f"From: Ann Poe Sent: {DAY} Subject: x {piece * count}\nHi.\n")
        times.append(time.process_time() - start)
    assert times[1] < 10 * max(times[0], 0.05)


# A notice to a whole company, all of one given name: names are compared in small groups only.
@pytest.mark.parametrize(
    "name", ["Ann Moor{0}", "Ann Moor{0} <ann{0}@quay.example>", "Ann N{0:05d}x"]
)
def test_recipients_of_one_given_name_take_linear_time(name: str) -> None:
    times = []
    for count in (2_000, 8_000):
        people = "; ".join(name.format(number) for number in range(count))
        start = time.process_time()
        (message,) = reconstruct_text(
            f"From: Ben Ost\nSent: {DAY}\nTo: {people}\nSubject: Oak\n\nIt is down.\n"
        ).messages
        times.append(time.process_time() - start)
        assert len(message.to) == count
    assert times[1] < 8 * max(times[0], 0.1)
