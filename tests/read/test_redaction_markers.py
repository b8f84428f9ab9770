"""Words for a removal, and the address behind a link with such words."""

from __future__ import annotations

import pytest

from mailrecon.lexicon import load, read_language_files
from mailrecon.read.html.redactions import is_named, is_pictured
from mailrecon.read.redaction.links import Behind, judge
from mailrecon.read.redaction.redaction_markers import is_marker, marks_removal
from mailrecon.resolve.people.mailboxes import read_mailbox
from mailrecon.scan.patterns import is_exemption_code, is_redacted
from mailrecon.thread.copies.wording import words

REMOVALS = """[redacted]|Name withheld|(b)(6)|(b) (6), (b) (7)(C)|(b)(7)(C)|(k)(2)|b6|B7C
REDACTED b6
[Redacted - PII]|Redacted (b)(6)|▓▓▓|?????|[caviardé]|(omissis)|Person 1|Doe #2
[redacted]\u00a0|Exemption 6
[privacy]|Art. 6 DSGVO|Art. 6 Abs. 1 DSGVO|s. 40(2)|s.40(2)|***@***.***|<Unknown>|geschwärzt|黒塗り
XXXXX
xxx@xxx.xxx|Zeugin 3|Frau M.|non-responsive|e-mail address removed|name, address: removed|第5条第1号
Witness A|█████|…|OSL 21:1|§ 5 IFG|private|Name|Témoin 2|Testigo 1|art. 6 RODO|증인 3|ФИО1|omissis
[Name, E-Mail geschwärzt]|nombre tachado|offl. § 13|JulkL 24 §|[ nome omesso ]
Victim-1|Person_3|CC-2|zwartgelakt|証人Ａ
Complainant|NR|DPA|Exemption (b)(6)|minor child|Name and address supplied"""
NAMES = """Mr A Poe|Frau M Sand|V A Smith|S A Khan|Herr B Ost
Clients|Lock Users|Agents|Friends of Ann
Ann Poe|Ben Ost, Dr.|Dr. Anna M. Poe|Hidden Valley Farm|Name Company|Ann Poe (Acme)
Ann Poe [E]|Poe, Ann|Xavier Xu|Ann-Marie O'Neil|José B. Silva
Office of the Secretary|María D. Cruz|Mohammed X
Ann Poe (she/her)|J. R. Doe|Client services|Li Xi|Source Desk|MIT-27|B. Frau
佐藤 花子|Анна Орлова"""
PARTS = """Name withheld at her request|5 U.S.C. § 552(b)(6)
Ann P████|Ann [redacted]|Ann (b)(6)|J... Poe|j...@example.org|Ann ***
Ann [Name geschwärzt]|A█"""


def each(text: str) -> list[str]:
    return text.replace("\n", "|").split("|")


@pytest.mark.parametrize("text", each(REMOVALS))
def test_a_mark_of_removal_says_so(text: str) -> None:
    assert is_marker(text)
    assert marks_removal(text)
    assert judge(text, "ann.poe@example.org") is Behind.WITHHELD


@pytest.mark.parametrize("text", each(NAMES))
def test_a_name_is_no_mark(text: str) -> None:
    assert not is_marker(text)
    assert not marks_removal(text)
    assert judge(text, "ann.poe@example.org") is Behind.USED


@pytest.mark.parametrize("text", each(PARTS))
def test_a_partly_barred_name_drops_the_address(text: str) -> None:
    assert not is_marker(text)
    assert judge(text, "ann.poe@example.org") is Behind.WITHHELD


def test_an_address_is_said_or_another_one() -> None:
    assert judge("Ann.Poe@example.org", "ann.poe@example.org") is Behind.SAID
    assert judge("Ann Poe <ann.poe@example.org>", "ann.poe@example.org") is Behind.SAID
    assert judge("ben@example.org", "ann.poe@example.org") is Behind.WITHHELD
    assert judge("", "ann.poe@example.org") is Behind.WITHHELD


def test_thirty_languages_and_more_have_words_of_their_own() -> None:
    languages = read_language_files().values()
    assert sum(bool(language.get("redaction_codes")) for language in languages) >= 50
    assert sum(bool(language.get("redactions")) for language in languages) >= 80


def test_every_phrase_of_every_language_says_so() -> None:
    for language in read_language_files().values():
        phrases = language["redactions"]
        assert isinstance(phrases, dict)
        silent = [phrase for phrase in phrases if not is_marker(f"[{phrase}]")]
        assert not silent, language["language"]


def printed(code: str) -> str:
    """An exemption code as an authority would print it."""
    filled = {"{n}": "4", "{d}": "6", "{c}": "e", "{more}": " (1) "}
    for slot, value in filled.items():
        code = code.replace(slot, value)
    return code


@pytest.mark.parametrize("code", load().exemption_codes)
def test_every_exemption_code_is_known_to_all(code: str) -> None:
    lexicon, text = load(), printed(code)
    assert is_marker(text)
    assert is_exemption_code(text)
    assert is_redacted(f"Ann Poe {text}", lexicon)
    assert not is_redacted("Ann Poe", lexicon)
    box = read_mailbox(f"Ann Poe {text}", lexicon)
    assert (box.name, box.address, box.redacted) == ("Ann Poe", None, True)
    assert words(f"Dear {text}, come") == ["dear", "\u2588", "come"]


@pytest.mark.parametrize(
    "text",
    each(
        "b6|XB6|vitamin B12|1.4.2|10.2|version 5.1.2|art 5 of the contract|(b) the harbour"
        "|§ 5 of the lease|5.1.2e.3|[1]|Section 4|Exemptions"
    ),
)
def test_what_looks_like_a_code_is_none(text: str) -> None:
    assert not is_exemption_code(text)
    assert not is_redacted(f"Ann Poe {text}", load())


@pytest.mark.parametrize(
    "name", ["redacted", "is-redacted", "Redacted_Text", "geschwaerzt", "omissis"]
)
def test_a_class_named_for_removal(name: str) -> None:
    assert is_named("span", {"class": f"c4 {name}"})
    assert not is_named("span", {"class": "redactor-toolbar"})


@pytest.mark.parametrize(
    ("alt", "says"),
    [
        ("This name was redacted by the court", True),
        ("signature blacked out", True),
        ("Name geschwärzt", True),
        ("nom caviardé", True),
        ("氏名黒塗り", True),
        ("███", True),
        ("(b)(6)", True),
        ("the harbour, unredacted", False),
        ("editorial office of the Gazette", False),
        ("", False),
    ],
)
def test_a_picture_of_something_removed(alt: str, *, says: bool) -> None:
    assert is_pictured(alt) is says


def test_long_text_is_judged_quickly() -> None:
    assert not is_marker("redacted " * 50_000)
    assert marks_removal("[a" * 50_000) is False


@pytest.mark.parametrize("words", ["Jane Doe", "J. D.", "%NAME%", "Client"])
def test_a_pseudonym_hides_who_is_behind_it(words: str) -> None:
    assert judge(words, "ann.poe@example.org") is Behind.WITHHELD


def test_a_name_that_the_address_says_is_no_pseudonym() -> None:
    assert judge("Jane Doe", "jane.doe@example.org") is Behind.USED
