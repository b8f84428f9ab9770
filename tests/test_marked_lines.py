"""What rules find in the lines of a long text that are not plain is what they find in all lines."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from mailrecon.lexicon import load
from mailrecon.model import Document
from mailrecon.parse import code
from mailrecon.parse.fast import plain_text, straight
from mailrecon.parse.gaps import count_gaps
from mailrecon.scan import Lines, candidate_lines, page_marks, stand_ins
from mailrecon.scan.headings.signs import may_end_heading
from mailrecon.scan.marked_lines import LONG, MarkedLines, marked_lines
from mailrecon.scan.signs import odd_characters
from tests.ways import parsed_in_general

LEXICON = load()
_PROSE = "\n".join(["The council met in the evening, as it always did."] * 200)
_SIGNS = tuple(
    sign
    for known in (plain_text._SIGNS, code._MAY_BE_STRING)
    for sign in (
        one for by in (known._by_rarest, known._by_character) for _, signs in by for one in signs
    )
)
# Forms that `page_marks.py`, `stand_ins.py` and `odd_headers.py` look for, and others like them.
_FORMS = (
    *("[From] Ann", "From ..... Ann", "From.....Ann", "• From Ann", "- Sent May 4", "1. On May 4"),
    *(
        "Thanks, Ben From: Ann Sent: ",
        "Ann <ann@quay.example> wrote: Light",
        "» Light it.",
        "&gt; ",
    ),
    *("From= Ann", "Fromi Poe, Ann", "Toll Ann", "Tol Ann", "Sent: May 4, 2020 9:12 AM To Ben"),
    *("(From: Ann; To: Ben)", "| From: Ann", "[1] From Ann", "Note 3: Ann", "[b]From:[/b] Ann"),
    *("Ann to Ben - May 4", "Ann, 2020", "Ann, 9:12", "Subject: Berth 12", "Envoyél Ann"),
    *("From   Ann", "Ann --", "ann@quay.example>, ", "Reply", "The archive", "Reply ", "QY-000578"),
    *("> > Light", ">>>>> Ann", "-> From: Ann", "  | Light", ") Light", "|> Light", "--]Light"),
    *("On May 4, 2020, Ann wrote:\n) Light", "Ann <ann@quay.example\n> wrote:", "＞ Light"),
    *('>>>>> "Ann" == Ann Poe <ann@quay.example> writes:\n   Ann> Light', "AP> Light"),
    *("    Date:        Wed, 21 Aug 2002 10:54:46 -0500\n\n  | Light", "\x1f", "\u3000"),
    *("> Light", "\tLight", "  Light", "# Tides", "asked Ann", "Discussion", "level 1"),
    *("été", "Привет", "’", "×", "１", "：", "保", "İ", "\u00a0", "\x0b", "\u2028", "\x00"),
)
_HEADERS = (
    "Fromi Poe, Ann\nSenti Monday\nTol Ost, Ben\nSubjecti Tides",
    "  Fromi Poe, Ann\n  Senti Monday\n  Tol Ost, Ben\n  Subjecti Tides",
    "From ..... Ann\nSent ..... Monday\nTo ..... Ben",
    "  From... Ann\n  Sent... Monday\n  To... Ben\n[seen]",
    "[From] Ann\n[Sent] Monday\n[To] Ben",
)
_TEXTS = st.lists(
    st.one_of(
        st.sampled_from(_FORMS),
        st.sampled_from(_SIGNS),
        st.sampled_from(("\n", "\n", " ", "Ann", "the tide", ":", ".", "…")),
        st.text("aB .:'-\n", max_size=4),
    ),
    max_size=8,
).map("".join)


def _marked(text: str) -> tuple[str, MarkedLines]:
    """A text with plain lines around it, and its lines that are not plain."""
    text = f"{_PROSE}\n{text}\n{_PROSE}" if len(text) % 2 else f"{text}\n{_PROSE}"
    found = marked_lines(text, text.split("\n"), LEXICON)
    assert found is not None
    assert len(found.text) < len(text) / 2
    return text, found


def _has_equal_results(text: str) -> None:
    """Searching the marked lines of a text gives the same as searching all."""
    text, found = _marked(text)
    raw = text.split("\n")
    odd = odd_characters(found.text)
    for known in (plain_text._SIGNS, code._MAY_BE_STRING):
        assert known.in_text(text, odd, found.text) or not known.in_text(text)
    page_signs = stand_ins.KnownSigns(odd + stand_ins.USUAL_MARKS, None, found.text)
    assert page_marks.has_page_marks(text, LEXICON, page_signs) == (
        page_marks.has_page_marks(text, LEXICON)
    )
    assert may_end_heading("\n".join([raw[n] for n in found.shown])) == may_end_heading(text)
    shown = [mark for mark in straight._CANDIDATE_MARKS if mark in text]
    assert [mark for mark in straight._CANDIDATE_MARKS if mark in found.text] == shown
    is_ascii = text.isascii()
    states = plain_text.line_states(raw, LEXICON, ascii_only=is_ascii)
    some = plain_text.line_states(raw, LEXICON, ascii_only=is_ascii, among=found.numbers)
    assert [*plain_text.lines_to_examine(raw, some, found.numbers)] == [
        *plain_text.lines_to_examine(raw, states)
    ]
    starts = [0, *accumulate(len(line) + 1 for line in raw)]
    assert plain_text.lines_with(shown, raw, starts, text, found.numbers) == (
        plain_text.lines_with(shown, raw, starts, text)
    )
    lines = Lines(text)
    if lines.raw == raw:
        assert candidate_lines(lines, among=found.shown) == candidate_lines(lines)
        _has_equal_lines(Lines(text, found), lines)
    assert count_gaps(raw, found.numbers) == count_gaps(raw)
    assert plain_text.has_marked_openings(found.openings) == plain_text.has_marked_openings(raw)


def _has_equal_lines(found: Lines, lines: Lines) -> None:
    """Lines have the same marks if the plain ones are not searched."""
    assert found._marks == lines._marks
    assert found._quote.pattern == lines._quote.pattern
    assert found._marked == lines._marked
    assert [*map(bool, found.blanks)] == [*lines.blanks]
    assert found.depths(0, len(found)) == lines.depths(0, len(lines))
    assert [*map(found.content, range(len(found)))] == [*map(lines.content, range(len(lines)))]


def test_every_form_is_found_in_marked_lines() -> None:
    for form in (*_FORMS, *_HEADERS, *_SIGNS):
        for text in (form, f"{form} ", f"Ann, see {form}", f"  {form}", f"{form}\n{form}"):
            _has_equal_results(text)


@given(_TEXTS)
def test_forms_are_found_in_marked_lines(text: str) -> None:
    _has_equal_results(text)


_CHAIN = "".join(
    f"Answer {n}.\n\nFrom: Ann Poe <ann@quay.example>\nSent: Monday, May {n}, 2020 9:12 AM\n"
    f"To: Ben Ost <ben@dock.example>\nSubject: RE: Tides\n\n"
    for n in range(4, 1, -1)
)


@settings(max_examples=60)
@given(_TEXTS, st.integers(0, 2))
def test_long_texts_with_mail_are_parsed_as_in_general(text: str, place: int) -> None:
    parts = [_PROSE, "", _CHAIN + "It holds.", _PROSE]
    parts.insert(place + 1, text)
    document = Document("text", "\n".join(parts), "0" * 64, "utf-8")
    assert len(document.text) > LONG
    found = straight.parse_straight(document, LEXICON)
    assert found is None or found == parsed_in_general(document)
