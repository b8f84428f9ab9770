"""Mail cited in articles and footnotes: in a sentence, after an attribution with recipients."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct_text
from mailrecon.model import Message
from tests.test_windows import agree


def _who(message: Message) -> tuple[str, ...]:
    assert message.originator is not None
    return tuple(person.name or "" for person in (message.originator, *message.to, *message.cc))


SENTENCES = {
    "en": '3 E-mail from Ann Poe to Ben Ost, May 4, 2020, 9:12 AM: "It leaks."',
    "en_day": "[3] Email from Ann Poe to Ben Ost on May 4, 2020: “It leaks.”",
    "en_see": '3. See e-mail from Ann Poe to Ben Ost (May 4, 2020): "It leaks."',
    "de": "[3] E-Mail von Anna Pohl an Ben Ost vom 4. Mai 2020, 9:12 Uhr: „Es leckt.“",
    "fr": "3 Courriel d'Anne Poe à Benoît Ost, 4 mai 2020 : « Elle fuit. »",
    "es": "3. Correo electrónico de Ana Poe a Benito Ost, 4 de mayo de 2020: «Pierde agua.»",
    "it": "[3] E-mail di Anna Poe a Beno Ost, 4 maggio 2020: «Perde.»",
    "en_comma": "[3] Email, Ann Poe to Ben Ost, 4 May 2020: “It leaks.”",
    "en_colon": '3. Email: Ann Poe to Ben Ost, 4 May 2020: "It leaks."',
    "en_to_author": '3 Ann Poe, email message to Ben Ost, May 4, 2020: "It leaks."',
    "en_behind": '[3] Ann Poe to Ben Ost, e-mail, May 4, 2020: "It leaks."',
    "de_to_author": "3 Anna Pohl, E-Mail an Ben Ost, 4. Mai 2020: „Es leckt.“",
    "wrapped": '[3] E-mail from Ann Poe to Ben Ost, May 4, 2020: "It\nleaks. Nobody\ncares."',
}
NO_MAIL = {
    "letter": '3 Letter from Ann Poe to Ben Ost, May 4, 2020: "It leaks."',
    "letter_behind": '3 Ann Poe, letter to Ben Ost, May 4, 2020: "It leaks."',
    "telegram": '3 Telegram, Ann Poe to Ben Ost, May 4, 2020: "It leaks."',
    "no_date": '3 E-mail from Ann Poe to Ben Ost: "It leaks."',
    "no_people": '3 E-mail of May 4, 2020: "It leaks."',
    "open": '3 E-mail from Ann Poe to Ben Ost, May 4, 2020: "It leaks.',
    "not_cited": "3 E-mail from Ann Poe to Ben Ost, May 4, 2020, on the leak.",
    "wrote_without_date": "Ann Poe wrote to Ben Ost:\n\nIt leaks.",
    "wrote_a_letter": "In 1890 Ann Poe wrote to Ben Ost:\n\n> It leaks.",
    "to_the_board": "On May 4, 2020, Ann Poe wrote to say:\n\nIt leaks.",
}


@pytest.mark.parametrize("line", SENTENCES.values(), ids=SENTENCES)
def test_a_sentence_cites_a_mail(line: str) -> None:
    text = f"The gate leaks, as they knew.\n\n2 Minutes of May.\n\n{line} The board slept.\n"
    (message,) = reconstruct_text(text)
    assert len(_who(message)) == 2
    assert message.when is not None
    assert message.when.local.month == 5
    assert message.body.strip()[-1] == "."
    assert not message.body.strip().endswith("slept.")
    assert message.body.strip()[0].isalpha()


def test_cited_mail_in_windows() -> None:
    agree("\n\n".join([FOOTNOTE, *SENTENCES.values(), FOOTNOTE, "[2] See the minutes."]), 40, 37)


@pytest.mark.parametrize("text", NO_MAIL.values(), ids=NO_MAIL)
def test_no_mail_is_cited(text: str) -> None:
    assert not len(reconstruct_text(f"The gate leaks.\n\n{text}\n\nThe board slept.\n"))


def test_a_mail_goes_on_behind_one_that_it_cites() -> None:
    outer, inner = reconstruct_text(
        "From: Cay Dun <cay@quay.example>\nTo: Dora Ek <dora@quay.example>\n"
        "Date: 5 May 2020 10:00\nSubject: Leak\n\nLook:\n\n"
        'E-mail from Ann Poe to Ben Ost, May 4, 2020, 9:12 AM: "It leaks."\n\nSo they knew.\n'
    )
    assert _who(inner) == ("Ann Poe", "Ben Ost")
    assert outer.body.strip().endswith("So they knew.")


ADDRESSED = {
    "On May 4, 2020, at 9:12 AM, Ann Poe wrote to Ben Ost:": ("Ann Poe", "Ben Ost"),
    "On May 4, 2020 Ann Poe wrote to Ben Ost and Cay Dun:": ("Ann Poe", "Ben Ost", "Cay Dun"),
    "Ann Poe wrote to Ben Ost on May 4, 2020 at 9:12 AM:": ("Ann Poe", "Ben Ost"),
    "Am 4. Mai 2020 um 9:12 Uhr schrieb Anna Pohl an Ben Ost:": ("Anna Pohl", "Ben Ost"),
    "Le 4 mai 2020 à 9 h 12, Anne Poe écrit à Benoît Ost :": ("Anne Poe", "Benoît Ost"),
    "El 4 de mayo de 2020, Ana Poe escribió a Benito Ost:": ("Ana Poe", "Benito Ost"),
    "On May 4, 2020, Ann Poe replied:": ("Ann Poe",),
    "Am 4. Mai 2020 antwortete Anna Pohl:": ("Anna Pohl",),
    "Le 4 mai 2020, Anne Poe a répondu :": ("Anne Poe",),
}


@pytest.mark.parametrize("line", ADDRESSED)
def test_an_article_names_who_wrote_to_whom(line: str) -> None:
    (message,) = reconstruct_text(f"The gate leaks.\n\n{line}\n\n> It leaks.\n\nThey slept.\n")
    assert _who(message) == ADDRESSED[line]
    assert message.body.strip() == "It leaks."


FOOTNOTE = (
    "The board knew.[1]\n\n[1] From: Ann Poe <ann@quay.example>\nTo: Ben Ost\n"
    "Date: 4 May 2020 09:12\nSubject: Leak\n\nIt leaks.\n"
)


def test_the_next_footnote_ends_a_mail() -> None:
    (message,) = reconstruct_text(f"{FOOTNOTE}\n[2] See the minutes of May.\n\n[3] Ibid.\n")
    assert message.body.strip() == "It leaks."


def test_the_next_footnote_ends_an_answered_mail() -> None:
    chain = "\nFrom: Ben Ost\nTo: Ann Poe\nDate: 3 May 2020 10:00\nSubject: Gate\n\nHow is it?\n"
    _, last = reconstruct_text(f"{FOOTNOTE}{chain}\n[2] See the minutes of May.\n")
    assert last.body.strip() == "How is it?"


def test_a_mail_in_a_footnote_has_notes_of_its_own() -> None:
    notes = "\n[1] https://quay.example/\n\n[2] https://dock.example/\n"
    (message,) = reconstruct_text(f"{FOOTNOTE}{notes}")
    assert message.body.strip().endswith("[2] https://dock.example/")


@pytest.mark.parametrize("line", ["(Translation)", "[Original text]", "（英訳）", "Übersetzung:"])
def test_a_title_in_brackets_is_between_two_mails(line: str) -> None:
    mail = "From: Ann Poe\nTo: Ben Ost\nDate: 4 May 2020 09:12\nSubject: Leak\n\nIt leaks.\n"
    first, _ = reconstruct_text(f"{mail}\n{line}\n{mail.replace('It leaks', 'No')}")
    assert first.body.strip() == "It leaks."


def test_notes_are_numbered_with_a_full_stop() -> None:
    first, second = reconstruct_text(
        "Notes\n\n1. From: Ann Poe\nTo: Ben Ost\nDate: 4 May 2020 09:12\nSubject: Gate\n\n"
        "It leaks.\n\n"
        "2. From: Ben Ost\nTo: Ann Poe\nDate: 5 May 2020 10:00\nSubject: Re: Gate\n\nI know.\n"
    )
    assert [_who(message)[0] for message in (first, second)] == ["Ann Poe", "Ben Ost"]
    assert (first.source.footnote, second.source.footnote) == ("1", "2")
    assert first.body.strip() == "It leaks."


def test_a_numbered_list_of_labels_is_no_header() -> None:
    text = "1. From: the author\n2. To: the addresses\n3. Date: when\n4. Subject: the topic\n"
    assert not len(reconstruct_text(f"A mail has these fields:\n\n{text}\nRead them.\n"))


def test_a_rule_above_the_next_section_is_no_text() -> None:
    first, _ = reconstruct_text(
        "## Subject: Gate\n\nAnn Poe to Ben Ost - May 4, 2020 9:12 AM\n\nIt leaks.\n\n---\n\n"
        "## Subject: Rope\n\nBen Ost to Ann Poe - May 5, 2020 9:12 AM\n\nThe red one.\n"
    )
    assert first.body.strip() == "It leaks."
