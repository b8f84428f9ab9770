"""Text of a collection between its messages belongs to neither of them."""

from __future__ import annotations

import pytest

import mailrecon

_RULES = (
    "* * *", "*****", "-----", "________", "=====", "~ ~ ~", "########", "―――――――", "• • •", "⁂",
    "— — —", "◆◇◆◇◆", "※※※", "- - - - - -", "+++++", "·····",
)  # fmt: skip
_NUMBERED = (
    "E-mail 2", "Email #2:", "Message No. 2", "MESSAGE 2 OF 12", "## Exhibit 2", "**E-mail 2**",
    "[Document 2]", "--- Item 2 ---", "Page 2", "E-Mail Nr. 2", "Nachricht 2 von 12", "Anlage 2",
    "Courriel n° 2", "Pièce 2", "Annexe IV", "Correo 2", "Mensagem 2", "Bericht 2", "Письмо № 2",
    "Документ 2", "メール2", "邮件 2", "메일 2", "3. E-posta", "Viesti 2", "Příloha č. 2",
    "Załącznik nr 2",
)  # fmt: skip
# Titles that no list of words has: those before and behind, and the one between.
_SERIES = (
    ("EXHIBIT A", "EXHIBIT B"), ("Exhibit PX-1", "Exhibit PX-2"), ("Anlage K 3", "Anlage K 4"),
    ("Tab 1", "Tab 2"), ("Part I", "Part II"), ("# Day 4", "# Day 5"), ("別紙1", "別紙2"),
    ("GX 100", "GX 200"), ("Mails, part 1", "Mails, part 2"), ("Annexe A:", "Annexe B:"),
)  # fmt: skip
_NO_SERIES = (
    ("Room 2", "Room 2"), ("Tab 2", "Tab 1"), ("Tab 1", "Gate 2"), ("see tab 1", "see tab 2"),
    ("Come to us by way of pier 1", "Come to us by way of pier 2"),
)  # fmt: skip
_TEXT = (
    # Words of the message, whatever they look like.
    "Room 2", "See you in Exhibit 2.", "Gate 14", "###", "Ann 2", "Take no. 2",
    "...", "2. Ben", "■■■■■■", "●●●●●", "██████",
)  # fmt: skip


def _collection(between: str) -> str:
    return (
        "From: Ann Poe\nTo: Ben Ost\nDate: 4 May 2020 09:00\nSubject: Keys\n\nWhere are they?\n\n"
        f"{between}\n\n"
        "From: Ben Ost\nTo: Ann Poe\nDate: 4 May 2020 09:40\nSubject: Re: Keys\n\nIn the drawer.\n"
    )


def _bodies(text: str) -> list[str]:
    return [message.body for message in mailrecon.reconstruct_text(text).messages]


@pytest.mark.parametrize("between", [*_RULES, *_NUMBERED])
def test_rules_and_numbers_between_messages_are_no_text(between: str) -> None:
    assert _bodies(_collection(between)) == ["Where are they?", "In the drawer."]


@pytest.mark.parametrize("between", _TEXT)
def test_a_last_line_of_words_stays_in_the_message(between: str) -> None:
    assert _bodies(_collection(between)) == [f"Where are they?\n\n{between}", "In the drawer."]


@pytest.mark.parametrize(("first", "second"), _SERIES)
def test_titles_that_count_items_are_no_text(first: str, second: str) -> None:
    text = f"The mails\n\n{first}\n\n{_collection(second)}"
    assert _bodies(text) == ["Where are they?", "In the drawer."]


@pytest.mark.parametrize(("first", "second"), _NO_SERIES)
def test_lines_that_count_nothing_stay_in_the_message(first: str, second: str) -> None:
    text = f"The mails\n\n{first}\n\n{_collection(second)}"
    assert _bodies(text)[0] == f"Where are they?\n\n{second}"


@pytest.mark.parametrize("number", [line for line in _NUMBERED if "---" not in line])
def test_a_number_below_a_line_of_text_stays_in_the_message(number: str) -> None:
    text = _collection(number).replace("they?\n\n", "they?\n")
    assert number in _bodies(text)[0]


def test_who_writes_to_a_list_again_answers_the_other_who_answered() -> None:
    head = "To: boats@lists.example\nDate: {}\nSubject: {}\n\n{}\n\n---\n\n"
    archive = mailrecon.reconstruct_text(
        "".join(
            f"From: {who}\n" + head.format(when, subject, text)
            for who, when, subject, text in (
                ("Cay Dun <cay@dun.example>", "4 Jan 2021 10:00", "[boats] Winter", "A draft."),
                ("Eva Sand <eva@sand.example>", "4 Jan 2021 12:00", "RE: [boats] Winter", "Good."),
                ("Bo Lund <bo@lund.example>", "5 Jan 2021 09:00", "[boats] Summer", "And then?"),
                ("Cay Dun <cay@dun.example>", "5 Jan 2021 09:30", "Re: [boats] Winter", "Done."),
            )
        )
    )
    first, answer, other, last = archive.messages
    assert answer.parent == first.message_id
    assert other.parent is None
    assert last.parent == answer.message_id


def test_a_signature_below_the_rule_that_parts_messages_stays_in_the_last_one() -> None:
    header = (
        "From: Ann Poe <ann@quay.example>\nSent: Monday, May {day}, 2020 9:12 AM\n"
        "To: Ben Ost <ben@quay.example>\nSubject: Keys\n\n"
    )
    text = (
        f"---\n\n{header.format(day=4)}The keys are here.\n\n---\n\n{header.format(day=11)}"
        "They are gone.\n\n---\n\n"
    )
    signed = mailrecon.reconstruct_text(text + "Ann Poe\nHarbour Board\n").messages[-1]
    assert signed.body.endswith("---\n\nAnn Poe\nHarbour Board")
    other = mailrecon.reconstruct_text(text + "These mails were found in May.\n").messages[-1]
    assert other.body == "They are gone."


@pytest.mark.parametrize(
    "text",
    [
        "He sent me the original message:",
        "Keep that original message --",
        "Please answer the forwarded message.",
        "Original message: lost",
        "I kept it under     Original sin",
    ],
)
def test_words_of_a_separator_within_a_sentence_stay(text: str) -> None:
    above, below = mailrecon.reconstruct_text(
        "From: Ann Poe\nTo: Ben Ost\nDate: 4 May 2020 09:00\nSubject: Re: Keys\n\n"
        f"Where are they? {text}\nFrom: Ben Ost\nTo: Ann Poe\nDate: 3 May 2020 09:00\n"
        "Subject: Keys\n\nI have them.\n"
    ).messages
    assert above.body == f"Where are they? {text}"
    assert below.body == "I have them."


_FEET = (
    "next prev parent reply\tother threads:[~2020-05-04  8:11 UTC|newest]\n\n"
    "Thread overview: 3+ messages\n2020-05-03  7:00 Keys Ben Ost",
    "[Prev in Thread] \tCurrent Thread \t[Next in Thread]\nKeys, Ann Poe, 2020/05/02\n"
    "Re: Keys, Ben Ost <=",
    "Send a report that this bug log contains spam.\n\nDebian bug tracking system administrator",
    "   Last update: 2020-05-04 10:12    [W:0.1 / U:1.2 seconds]\n© 2003-2020",
    "Reply all\nReply to author\nForward\n0 new messages",
)


@pytest.mark.parametrize("foot", _FEET)
def test_the_foot_of_an_archives_page_is_no_text(foot: str) -> None:
    (message,) = mailrecon.reconstruct_text(
        "From: Ann Poe <ann@quay.example>\nTo: Ben Ost <ben@quay.example>\n"
        f"Date: Mon, 4 May 2020 09:00:00 +0200\nSubject: Keys\n\nWhere are they?\n\nAnn\n\n{foot}\n"
    ).messages
    assert message.body.strip() == "Where are they?\n\nAnn"


@pytest.mark.parametrize("text", ["I have\n3 new messages", "There are\n\n3 new messages in it."])
def test_words_as_in_a_foot_stay(text: str) -> None:
    (message,) = mailrecon.reconstruct_text(
        "From: Ann Poe <ann@quay.example>\nTo: Ben Ost <ben@quay.example>\n"
        f"Date: Mon, 4 May 2020 09:00:00 +0200\nSubject: Keys\n\n{text}\n\nAnn\n"
    ).messages
    assert message.body == f"{text}\n\nAnn"
