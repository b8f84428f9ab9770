"""Fast checks before slow rules exclude nothing that the slow rules find."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailrecon.confidence.features import _MISREAD, _traces
from mailrecon.layouts import attribution, fitting, labelled, run_together, shows_nothing
from mailrecon.layouts.cited import _OPENS, may_cite
from mailrecon.layouts.labelled import plain
from mailrecon.layouts.table import _CLOCK, _CLOSING_COLON, _closes, _has_clock
from mailrecon.lexicon import (
    Template,
    attribution_key,
    fold,
    fold_words,
    load,
    redaction_codes,
)
from mailrecon.model import Role
from mailrecon.parse import code, gaps
from mailrecon.parse.above import introduction, item_series, separators, titles
from mailrecon.parse.ends import (
    attachments,
    closing_tags,
    furniture,
    org_titles,
    pasted,
    repeated_posts,
    section_titles,
)
from mailrecon.parse.fast import plain_text
from mailrecon.scan import Page, page_marks, patterns, stand_ins
from mailrecon.scan import page as page_module
from mailrecon.scan.attribution import CLOSERS, finder, last_words, templates
from mailrecon.scan.chats import (
    _LONGEST_TITLE,
    ChatSections,
    _naming_messengers,
    _pattern,
    _possible_titles,
    find_chats,
)
from mailrecon.scan.furniture import page_numbers, stamp_forms
from mailrecon.scan.headings import signs as heading_signs
from mailrecon.scan.headings.dated_lines import dated_lines
from mailrecon.scan.labels import _find, _find_in_any, _is_prose
from mailrecon.scan.lines import Lines
from mailrecon.scan.signs import Signs, odd_characters
from mailrecon.thread.identities import names, ties
from mailrecon.thread.identities.name_evidence import IdentityRecord

LEXICON = load()
_PRINT = st.text("019 2:：.\n\t>|#*_aA-é", max_size=60)


@given(_PRINT)
def test_years_and_clocks_are_found_on_the_same_lines(text: str) -> None:
    lines = Lines(text)
    slow = {lines.line_at(found.start()) for found in heading_signs.HEADING_SIGN.finditer(text)}
    assert dated_lines(text, lines.raw) == slow


_CHATS = ("WhatsApp chat", "iMessage between Ann Poe and Ben Ost", "[12:03] Ann Poe: here")
_NO_CHATS = ("", "", "Ann Poe - 8:07 AM", "Ben Ost (8：07)", "> [12:03] Ann", "Subject: Tides", ">")
_CHAT = st.sampled_from((*_CHATS, *_NO_CHATS, "It leaks."))


@given(st.lists(_CHAT, max_size=8), st.frozensets(st.integers(0, 7), max_size=1))
def test_chats_are_found_by_the_time_of_their_lines(
    raw: list[str], headings: frozenset[int]
) -> None:
    lines = Lines("\n".join(raw))
    slow = ChatSections(LEXICON)
    slow.add(lines, headings, 0, len(lines))
    assert find_chats(lines, headings, LEXICON) == slow.found(len(lines))


@given(st.lists(st.text("a:：|*_\t ->,é", max_size=5), max_size=5))
def test_marks_of_candidates_are_found_together(raw: list[str]) -> None:
    slow = [n for n, line in enumerate(raw) if any(m in line for m in page_module._CANDIDATE_MARKS)]
    assert page_module._lines_with_marks(raw) == slow


@given(st.text("\n*# =:", max_size=12))
def test_titles_have_the_character_they_are_looked_for_by(text: str) -> None:
    firsts = Lines(text).first_characters
    assert not org_titles.may_have_titles(text) or "*" in firsts
    assert all(mark[1] in firsts for mark in section_titles._SECTION_MARKS if mark in text)


def test_every_closing_tag_has_a_beginning_that_is_sought_first() -> None:
    grouped = [sign for _, signs in closing_tags._BEGINNINGS for sign in signs]
    assert sorted(grouped) == sorted(closing_tags.SIGNS)


@given(st.text("12:：a ", max_size=12))
def test_a_clock_is_a_digit_on_both_sides_of_a_colon(text: str) -> None:
    assert _has_clock(text) == (_CLOCK.search(text) is not None)


@given(st.text("ab >|＞#*_\n\r\u3000\x0b", max_size=60))
def test_every_line_that_may_be_a_title_is_among_the_possible_ones(text: str) -> None:
    lines = Lines(text)
    found = set(_possible_titles(lines).split("\n"))
    for above, raw in zip(["", *lines.raw], lines.raw, strict=False):
        blank = not above.strip(">＞| \t\u3000\x0b")
        if raw and len(raw) <= _LONGEST_TITLE and (blank or raw[0] in " #*_"):
            assert raw in found


@pytest.mark.parametrize(
    "stamp",
    [
        "UNCLASSIFIED U.S. Department of Quays Case No. Q-2015-04841 Doc No. Q05739696",
        "RELEASE IN PART B6",
        "RELEASED Ministry of Quays Case No. Q-77 Doc No. Q1042",
        "Page 3 of 9",
        "HARBOUR OFFICE     PAGE 3/9",
        "https://quay.example/x 3/9",
        "4/5/20, 9:12 PM   Harbour office",
    ],
)
def test_every_form_of_stamp_has_its_sign(stamp: str) -> None:
    assert stamp_forms._STAMP.fullmatch(stamp)
    assert stamp_forms.is_stamp(stamp)


@given(st.text("No. RELEASE INpagehttps:/12UNCLASSIFIED", max_size=30))
def test_no_stamp_is_without_a_sign(text: str) -> None:
    text = text.strip()
    asked = text[-1:].isdigit() or text[:1].isdigit() or text.startswith(stamp_forms._MARKINGS)
    assert stamp_forms.is_sure_stamp(text) == (
        asked and stamp_forms._STAMP.fullmatch(text) is not None
    )


_SLOTS = {
    "{name}": ("Ann Poe", "Poe, Ann", "ANN"),
    "{email}": ("ann@quay.example",),
    "{date}": ("Mon, May 4, 2020", "4.5.2020", "4 mai 2020"),
    "{time}": ("9:12", "9.12 AM"),
    "{n}": ("3",),
}
_TEMPLATES = list(dict.fromkeys(one for found in LEXICON.attributions.values() for one in found))


@given(st.sampled_from(_TEMPLATES), st.data())
def test_words_and_signs_of_a_template_are_in_what_fits_it(
    template: Template, data: st.DataObject
) -> None:
    text = template.pattern
    for slot, values in _SLOTS.items():
        text = text.replace(slot, data.draw(st.sampled_from(values)))
    text = data.draw(st.sampled_from((text, text.upper(), text.lower(), text.replace("i", "ı"))))
    text = text.replace(" ", data.draw(st.sampled_from((" ", "\n", "  ", "\u00a0", "\u200b "))))
    signs, folded = templates.signs_of(text), fold(text)
    for other in LEXICON.attributions[attribution_key(template.pattern)]:
        # A landmark has the letters of the template itself, and `ı` is not `i`.
        if (
            other.landmark in folded
            and templates.fill(other, templates.SearchedText(text), 1, None) is not None
        ):
            assert templates.may_fit(other, folded, signs)


def test_the_end_of_a_text_is_tried_once() -> None:
    """`Forwarded by Ann Poe on 5 May`: nothing follows the date, and nothing is found once."""
    places = templates._places(re.compile(r"\s*$"), "5 May ", 0, 6)
    assert [found.start() for found in islice(places, 9)] == [5, 6]


def test_a_template_does_not_fit_without_its_words_and_signs() -> None:
    text = "On Mon, May 4, 2020 at 9:12, Ann Poe <ann@quay.example> wrote:"
    signs, folded = templates.signs_of(text), fold(text)
    fitting = {
        template.pattern
        for template in _TEMPLATES
        if templates.fill(template, templates.SearchedText(text), 1, None) is not None
    }
    assert fitting
    may_fit = {one.pattern for one in _TEMPLATES if templates.may_fit(one, folded, signs)}
    assert fitting <= may_fit
    assert len(may_fit) < 2 * len(fitting)
    assert not templates.signs_in("{date}, {name} <{email}>:") <= templates.signs_of("case 0x0a2b:")


@given(
    st.lists(
        st.one_of(
            st.sampled_from(sorted(LEXICON.labels)),
            st.sampled_from(("the pier", " ", ": ", ":", "--", "Original Message", ">", "\t", "é")),
        ),
        max_size=9,
    )
)
def test_prose_before_a_colon_is_no_label(pieces: list[str]) -> None:
    line = "".join(pieces)
    if _is_prose(line, LEXICON):
        assert _find_in_any(line, LEXICON) is None


_BEHIND_LABELS = st.sampled_from(
    (
        *(": ", ":", " : ", ":: ", "  ", "\t", " ", "|", "**", "__", "*", "- ", "1. ", "[2] ", ">"),
        *(
            "Ann Poe <ann@quay.example>",
            "from mx.quay.example",
            "Received",
            "Re",
            "ways",
            "cc",
            "é",
        ),
        *(".  .    x", "... ", "''' ", "`", "-----Original Message----- ", "[quote]", ".     y"),
    )
)


@given(
    st.sampled_from(("", "", "", "> ", " ", "*", "**", "[1] ", "|", "i ", "Note 3: ")),
    st.one_of(st.sampled_from(sorted(LEXICON.labels)), _BEHIND_LABELS),
    st.sampled_from((str.capitalize, str.upper, str)),
    st.lists(st.one_of(st.sampled_from(sorted(LEXICON.labels)), _BEHIND_LABELS), max_size=6),
)
def test_plain_labels_are_found_as_any(
    mark: str, label: str, case: Callable[[str], str], pieces: list[str]
) -> None:
    for line in ("".join((mark, case(label), *pieces)), f"{mark}{case(label)}: {''.join(pieces)}"):
        slow = None if _is_prose(line, LEXICON) else _find_in_any(line, LEXICON)
        assert _find(line, LEXICON) == slow


@given(
    st.lists(
        st.one_of(
            st.sampled_from(sorted(LEXICON.labels)).map(str.capitalize),
            st.sampled_from(("cc", "c c", "b c\tc", "+\t", "  ", " ", "\t", "|", "**", "__", "-")),
            st.sampled_from((">", ">>> ", "--", "- ", "1. ", "[2] ", "(", "break;", "@", ":", "é")),
        ),
        max_size=6,
    )
)
def test_a_line_that_shows_nothing_is_asked_of_no_layout(pieces: list[str]) -> None:
    raw = "".join(pieces)
    lines = Lines(f"above --\n{raw}\nbelow")
    if shows_nothing(raw):
        assert fitting(Page(lines, LEXICON, []), 1) == ()


@given(
    st.lists(
        st.one_of(
            st.text("0123456789 .:-/hapmM,元年", max_size=10),
            st.sampled_from(("4 May 2020", "9:12", "2020-05-04", "5/4/20", "Mon 4 May 09:14")),
        ),
        max_size=4,
    )
)
def test_a_text_without_parts_of_dates_holds_none(pieces: list[str]) -> None:
    text = " ".join(pieces)
    if not patterns.may_hold_date(text):
        parts = {text[a:b] for a in range(len(text)) for b in range(a + 1, len(text) + 1)}
        assert not any(patterns.has_digit(part) and patterns.date_strength(part) for part in parts)


@given(st.text("Tab 4IVA.)é別ａ", min_size=1, max_size=8))
def test_no_title_of_a_series_has_a_letter_before_its_last_character(line: str) -> None:
    if line.strip() and "a" <= line[-2:-1] <= "z":
        assert item_series._title(line) is None


_MESSENGERS = st.sampled_from(sorted(LEXICON.chat_titles))


@given(
    st.lists(
        st.one_of(_MESSENGERS, _MESSENGERS.map(str.upper), st.text("aİıſ\u212a >\né.", max_size=5)),
        max_size=6,
    )
)
def test_messengers_are_named_on_the_lines_that_are_examined(pieces: list[str]) -> None:
    lines = Lines("".join(pieces))
    pattern, examined = _pattern(LEXICON), _naming_messengers(lines, LEXICON)
    assert all(n in examined for n, raw in enumerate(lines.raw) if pattern.search(raw))


_ENTRY_LINES = st.sampled_from(
    (
        "Comment 3 Ben Ost 2012-03-04 11:20:45 UTC",
        "Changed in quay-0.1 (harbour):",
        "This email is a service from Quay.",
        "State-Changed-From-To: open->closed",
        "Expected results:",
        "Bug#1201; Package tide. (full text, mbox, link).",
        "Discussion",
        "The gate is open.",
        *("", "", ">", " "),
    )
)


@given(st.lists(_ENTRY_LINES, max_size=8))
def test_entries_of_trackers_are_on_lines_with_a_sign(printed: list[str]) -> None:
    page = Page(Lines("\n".join(printed)), LEXICON, [])
    fast = pasted.entries_on(page)
    signed = pasted.lines_of_entries(page, fast)
    for index, raw in enumerate(printed):
        if index and any(pasted._opens(page, index, entry) for entry in pasted._ENTRIES):
            assert index in signed
        if raw.endswith(pasted._EVENT_END) or raw.strip() == "Discussion":
            assert index in signed or not (fast.has_events or fast.has_discussion)


@given(st.text("ab12IVX [(:.-#２é—", max_size=16))
def test_titles_and_numbers_have_the_sign_they_are_looked_for_by(text: str) -> None:
    text = text.strip()
    if separators._IN_BRACKETS.fullmatch(text):
        assert separators._BRACKET.search(text)
    if item_series._FORM.fullmatch(text):
        assert not text[-1].isascii() or text[-1] in item_series._ENDINGS


@given(st.text('ab:： "“\u200b*_;\t1', max_size=10))
def test_closing_colons_and_citations_have_the_sign_they_are_looked_for_by(raw: str) -> None:
    assert _closes(raw) == (_CLOSING_COLON.search(raw[-8:]) is not None)
    assert may_cite(raw) == (_OPENS.search(raw, 0, 300) is not None)


def test_every_title_of_a_bill_begins_with_a_known_letter() -> None:
    printed = (f"{title} 114" for title in LEXICON.bill_titles)
    assert all(titles._titles_bill(title, LEXICON) for title in printed)


class _SlowLines(Lines):
    """Lines whose marks are counted one by one."""

    def _measure_plain(self) -> None:
        pass


_QUOTED_LINE = st.one_of(
    st.text("> AaB\t|<@;,.", max_size=14),
    st.builds(
        "{}{}".format,
        st.sampled_from((">", "> ", ">> ", "> > ", ">>> ", " > ", "> AP> ", "AP> ", ">  ")),
        st.sampled_from(
            (
                *(
                    "from",
                    "or the town",
                    "Shall we meet at the quay by the old sluice",
                    "a@b.example",
                ),
                *(
                    "Ann Poe <ann@quay.example",
                    "wrote:",
                    "<",
                    "",
                    "so it was said, and so it is done.",
                ),
                *(
                    "Signed-off-by: Ann Poe <ann@quay.example>",
                    "Signed-off-by: Ann Poe, of the quay <ann@quay.example",
                    "ann@quay.example, ben@dock.example and all",
                    "for (count = 0; count < limit; count++)",
                    "https://quay.example/tables/of/the/tides/ann@quay.example/of/2020/05/04.html",
                    "| a drawn bar, and a text behind it",
                    "On May 4, 2020, at 9:12 AM, Ann Poe wrote:",
                    "po",
                ),
            )
        ),
    ),
)


# Most lines of a quotation begin like those above.
_ALIKE_LINE = st.builds(
    "{}{}".format,
    st.sampled_from((*("> ", "> ", "> ", "> > ", "> > ", ">> ", ">", "> >"), ">> > ", "")),
    st.sampled_from(
        (
            *("", "", "It leaks.", "  x = 1;", ">", " > 2", "x > 1", ";", "| a | b |", "Dear Ben:"),
            *("Ben <", "<b> and so on, as it was at the quay", "ann@quay.example", "To: Ben Ost"),
            "of the town, as they had all said before the council met for the first time",
        )
    ),
)


@pytest.mark.parametrize(
    ("printed", "depth"),
    [
        ((">On May 4, 2020, at 9:12 AM, Ann Poe wrote:", ">> from", ">from the quay"), 2),
        (("> > gate.open();", "> > }", "> Does it?"), 2),
        (("> It leaks.", ">> ~", "> It does."), 2),
        ((">> See below.", f">> https://quay.example/{'a' * 60}", "> It does."), 2),
        ((">> Dear Dr. Poe:", "> po", ">> The gate leaks."), 2),
        ((">> See below.", f"> https://quay.example/{'a' * 60}", ">> It does."), 2),
    ],
)
def test_stains_between_quoted_lines_take_no_marks_away(
    printed: tuple[str, ...], depth: int
) -> None:
    text = "\n".join(printed)
    assert Lines(text).depth(1) == _SlowLines(text).depth(1) == depth


@given(st.one_of(st.lists(_QUOTED_LINE, max_size=7), st.lists(_ALIKE_LINE, max_size=12)))
def test_quote_marks_are_counted_as_one_by_one(printed: list[str]) -> None:
    text = "\n".join(printed)
    fast, slow = Lines(text), _SlowLines(text)
    for index in range(len(fast)):
        assert (fast.depth(index), fast.content(index)) == (slow.depth(index), slow.content(index))
        assert fast.is_blank(index) == slow.is_blank(index)
    for depth in range(3):
        body = fast.body(0, len(fast), depth)
        assert body == [slow.dequoted(index, depth) for index in range(len(slow))]


@given(st.text("Ab 1٣²().:-KMGBk/\t.pdf", max_size=20))
def test_counts_sizes_and_files_have_the_sign_they_are_looked_for_by(text: str) -> None:
    text = text.strip()
    if furniture._COUNT.search(text) or furniture._VERSION.match(text):
        assert patterns.has_digit(text)
    if attachments._SIZE.search(text):
        assert patterns.has_digit(text)
    if attachments._FILE.fullmatch(text):
        assert "." in text[-6:-2]


def test_no_label_is_too_long_for_a_list_of_files() -> None:
    labels = (f"{label} :::::" for label in LEXICON.labels)
    assert not any(attachments._is_too_long(label, LEXICON) for label in labels)


_ANNS = st.sampled_from(
    ("ann", "annstone", "b.stone", "poe", "stonebb", "xstonex", "peters", "lee")
)
_NAMES = st.sampled_from(("Ben Stone", "Ann Poe", "B. Peters", "Lee Ann", "Eva Stonebridge", "Ann"))


@given(_ANNS, _NAMES, st.lists(_NAMES, max_size=4))
def test_names_in_an_address_are_found_among_few_and_among_many(
    local: str, name: str, others: list[str]
) -> None:
    item = IdentityRecord(names.name_key(name), f"{local}@quay.example", False, 1)
    item.names[name] += 1
    prints = [item]
    for other in others:
        prints.append(IdentityRecord(names.name_key(other), "", False, 1))
        prints[-1].names[other] += 1
    few = ties._families(prints)
    many = {**few, **{f"zz{'z' * number}": [] for number in range(ties._FEW_FAMILIES)}}
    found = ties._is_anothers(item.address, item, few)
    assert found == ties._is_anothers(item.address, item, many)
    # What is said of an address with one record, is said in general, too.
    again = IdentityRecord("", item.address, False)
    owners, rest = ties._owners(item.address, [0], prints, few)
    prints.append(again)
    general, refused = ties._owners(item.address, [0, len(prints) - 1], prints, few)
    assert (owners, rest) == ([n for n in general if n == 0], refused)


@given(st.text("Forwarded by message -", max_size=24))
def test_separators_are_found_by_their_first_letter(text: str) -> None:
    folded = fold(text.strip(" \t-"))
    slow = folded.startswith(tuple(LEXICON.forward_separators))
    assert finder._is_separator(text, LEXICON) == slow


_ABOVE_HEADER = st.lists(
    st.sampled_from(
        [
            "Dear Ben,",
            "The lease",
            "(3 messages)",
            "3 messages",
            "E-mail 2",
            "Exhibit A",
            "From ",
            "ann@quay.example Mon May  4 10:11:12 2020",
            "wrote ---",
            "; Ost",
            "    B6",
            "Memo",
            "Invoice No. 2020-114",
            "it is late.",
            "[1]",
            "(Translation)",
            "ends with -",
        ]
    ),
    min_size=1,
    max_size=3,
)


@given(_ABOVE_HEADER, st.booleans())
def test_a_line_above_a_header_introduces_it_as_in_general(pieces: list[str], apart: bool) -> None:
    line = " ".join(pieces)
    page = Page(Lines(f"Thanks{chr(10) * (1 + apart)}{line}\nFrom: a"), LEXICON, [])
    index = 1 + apart
    content = page.lines.content(index)
    if not content[:1].isalpha() or separators.separator_kind(content.strip(), LEXICON):
        return
    general = introduction._read_line(page, index, 0, separators.FoundIntroduction(index))
    assert introduction._may_introduce(page, index, content.strip(), 0) == (general is not None)


def test_no_title_begins_with_letters_that_are_passed_over() -> None:
    for title in (*LEXICON.not_mail_titles, *LEXICON.bill_titles):
        assert not titles._titles_nothing(title, LEXICON)
        assert not titles._titles_nothing(title.upper(), LEXICON) or not title.isascii()


_LAST_WORDS = sorted(
    {
        template.pattern.rpartition("}")[2].rstrip(" :")
        for templates in LEXICON.attributions.values()
        for template in templates
    }
)
_OF_ATTRIBUTIONS = st.lists(
    st.one_of(
        st.sampled_from(_LAST_WORDS),
        st.sampled_from(
            (
                *("On", "at", "Ann Poe", "<ann@quay.example>", "wrote", "else", "the gates"),
                *("to", "in message", "in sci.tides", "9:12 AM", "May 4, 2020", "Am", "\n", "> "),
                *("Quoting", "quoth", "case 7", "0x1f", "in article <a@b.c>", ", in sci.x,"),
                *("7:30", "-----Original", "---- On", "----", "Forwarded", "Message"),
                *("yazdi", "napisal", "escribid", "--", "*", "news:8h2k", "}", "I", "\u017f"),
            )
        ),
    ),
    max_size=6,
)


_ENDS = st.sampled_from(
    (
        ":",
        " :",
        "",
        ":*",
        " --",
        "----",
        ": ",
        ".",
        "0x2:",
        "_NUM:",
        "}:",
        " a:",
        "::",
        ",",
        " ;",
        "*",
    )
)


@given(_OF_ATTRIBUTIONS, _ENDS)
def test_lines_that_plainly_close_nothing_end_no_attribution(pieces: list[str], end: str) -> None:
    text = f"{' '.join(pieces)}{end}\n> Does it leak?"
    lines = Lines(text)
    for index in range(len(lines)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(finder, "closes_nothing", lambda *_: False)
            slow = attribution.is_none(Page(lines, LEXICON, []), index)
        assert slow == attribution.is_none(Page(lines, LEXICON, []), index)
        last = lines.raw[index].rstrip()[-1:]
        if last not in CLOSERS and attribution.is_plainly_unclosed(lines.raw[index], last):
            assert slow


_LANDMARKS = sorted({one.landmark for known in LEXICON.attributions.values() for one in known})


@given(
    st.sampled_from(sorted(LEXICON.attributions)),
    st.lists(st.one_of(st.sampled_from(_LANDMARKS), st.sampled_from("avx>é1")), max_size=4),
    st.booleans(),
)
def test_templates_are_listed_by_the_landmarks_in_a_text(
    key: str, pieces: list[str], dated: bool
) -> None:
    text = "".join(pieces)
    every = templates._by_landmark(key, LEXICON, dated).items()
    slow = sorted(
        (number, id(one))
        for landmark, sharing in every
        if landmark in text
        for number, one in sharing
    )
    found = templates.listed(key, LEXICON, text, dated=dated)
    assert list(map(id, found)) == [one for _, one in slow]


def test_every_template_may_end_with_its_last_word() -> None:
    for known in LEXICON.attributions.values():
        for template in known:
            words = template.pattern.rpartition("}")[2].rstrip(" :").split()
            if words and words[-1].isascii() and len(words[-1]) > 1:
                assert not last_words._ends_no_template(words[-1].lower(), LEXICON)


@given(
    st.sampled_from(sorted({*LEXICON.exemption_codes, *LEXICON.redaction_codes})),
    st.sampled_from(("2", "7a", "ii", "b", "#4", " 7 ", "\u0663")),
    st.sampled_from(("", " (b)", " x", "-")),
    st.booleans(),
)
def test_a_code_alone_begins_as_codes_do(code: str, number: str, behind: str, apart: bool) -> None:
    text = re.sub(r"\{[ndc]\}", number, code).replace("{more}", " of ") + behind
    for printed in (text, text.upper(), " ".join(text) if apart else text):
        whole = redaction_codes.codes_alone().fullmatch(fold_words(printed)) is not None
        assert redaction_codes.is_code_alone(printed) == whole


_LABELS = st.lists(
    st.sampled_from(
        (
            *("Cc: Ann Poe <ann@quay.example>", "To: Ben Ost", "Signed-off-by: Ann <a@b.example>"),
            *("Ann Poe", "05/04/2020 09:12 AM", "Subject: Tides", "From: Ann Poe", "", "---"),
            *("cc: dora@quay.example,", "ben@dock.example", "> Cc: Ann", "Date: May 4, 2020 9:12"),
        )
    ),
    max_size=7,
)


@given(_LABELS)
def test_what_is_refused_for_one_layout_is_no_header_of_another(printed: list[str]) -> None:
    lines = Lines("\n".join(printed))
    page = Page(lines, LEXICON, [])
    for index in range(len(lines)):
        labelled.match(page, index, minimum=1)
        found, end = labelled.match(page, index), page.run_end
        fresh = Page(lines, LEXICON, [])
        # A line without a label changes nothing.
        fresh.run_end = end
        assert labelled.match(fresh, index) == found
        assert fresh.run_end == end


_INNER = st.lists(
    st.one_of(
        st.sampled_from(sorted(LEXICON.labels)),
        st.sampled_from(
            (
                *(
                    ": ",
                    ":",
                    " ",
                    " To: Ben Ost",
                    "Re: ",
                    "drivers: ",
                    " Cc: ",
                    "CcTo:",
                    "\t",
                    "; ",
                ),
                *(
                    "ann@quay.example",
                    "PoeTo: ",
                    "Reply To: ",
                    "In reply to: ",
                    " Date : ",
                    "T o: ",
                ),
                *("S u b j e c t: ", "5:45 PMTo: ", "(From: ", "Importance: High", "9:12", "Ce: "),
            )
        ),
    ),
    max_size=7,
)


@given(_INNER, st.sampled_from((Role.SUBJECT, Role.TO, Role.FROM, Role.DATE)))
def test_labels_within_a_line_end_as_labels_do(pieces: list[str], role: Role) -> None:
    line = f"Subject: {''.join(pieces)}"
    for text in (line, line.title()):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(run_together, "ends_as_labels_do", lambda *_: True)
            slow = list(run_together.inner_labels(text, 8, role, {role}, LEXICON, known=2))
        found = run_together.inner_labels(text, 8, role, {role}, LEXICON, known=2)
        assert list(found) == slow


@given(st.text("ab :_-1\t\u00e9 ", max_size=8))
def test_values_that_look_simple_are_plain(value: str) -> None:
    raw = f"To:{value}"
    if plain.is_simple_value(raw, value.strip()):
        assert plain.is_plain_value(raw, 3, value.strip(), Role.TO, (), LEXICON)


@given(st.text("ABCDEé보Ж az09-–", max_size=40))
def test_page_numbers_have_enough_capitals(text: str) -> None:
    text = text.strip()
    if page_numbers._has_few_capitals(text):
        found = page_numbers._RUNNING.fullmatch(text)
        title = found["title"] if found is not None else None
        assert found is None or (title and not page_numbers._is_capitals(title))


@given(st.text("a1B:,-–—( 20é\n", max_size=40))
def test_a_day_without_a_year_has_a_sign_before_it(text: str) -> None:
    line = text.encode()
    if heading_signs._ends_with_day(line):
        assert any(map(line.__contains__, heading_signs._BEFORE_DAY))


def test_every_sign_of_an_entry_has_one_of_the_keys() -> None:
    for sign in pasted._APART:
        assert any(key in sign for key in pasted._KEYS), sign


@given(st.text("019:.aApPmM \n", max_size=24))
def test_posts_end_like_a_time(raw: str) -> None:
    slow = repeated_posts._CLOCK_AT_END.search(raw, max(len(raw) - repeated_posts._NEAR_END, 0))
    assert repeated_posts.may_open_post(raw) == (slow is not None)


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ("Ann", "<", ">", "@", "quay.example", "a.b+c", "_", " ", "é", "(", "'")
            ),
            st.text("ab<>@. ", max_size=4),
        ),
        max_size=8,
    )
)
def test_an_address_in_angles_is_an_address(pieces: list[str]) -> None:
    text = "".join(pieces)
    if patterns._IN_ANGLES.search(text) is not None:
        assert patterns.ADDRESS.search(text) is not None


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ("```", "<!--", "{quote}", "\n[", "\n【", "©", "(c) ", "\nasked ", "…")
            ),
            st.text("abé’ \n[]{}`©9９保", max_size=4),
        ),
        max_size=6,
    )
)
def test_signs_are_found_by_their_odd_characters(pieces: list[str]) -> None:
    text = "".join(pieces)
    signs = ("```", "<!--", "{quote}", "\n[", "\n【", "©", "(c) ", "\nasked ")
    assert Signs(signs).in_text(text) == any(sign in text for sign in signs)
    odd = odd_characters(text)
    assert odd == odd_characters(text + " and plain words, too.")
    assert {character for character in text if character in "[]{}`()»"} <= set(odd)


def test_every_odd_character_of_a_sign_is_collected() -> None:
    for known in (plain_text._SIGNS, code._MAY_BE_STRING, code._STRINGS):
        for character, _ in known._by_character:
            assert character in odd_characters(f"Dear Ben{character}, see below."), character


@given(
    st.lists(
        st.one_of(
            st.sampled_from(sorted(LEXICON.item_words)),
            st.sampled_from(("E-mail", "E mail", " ", "2", "IV", ".", ",", "No", "Re")),
        ),
        max_size=5,
    )
)
def test_names_of_documents_begin_with_known_letters(pieces: list[str]) -> None:
    line = "".join(pieces)
    if not line.strip() or not separators.opens_no_item(line, LEXICON):
        return
    found = separators._NUMBERED.fullmatch(line)
    if found is not None:
        assert fold(found["words"] or found["named"]) not in LEXICON.item_words


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ("[", "»", ":]", "&gt;", "**", ".....", "= ", "| From:", "(To: ", "• ")
            ),
            st.sampled_from(("\n", "Ann", "From", ": ", " B: c", "<b>", "12. ", "é", "’", "9")),
        ),
        max_size=8,
    )
)
def test_odd_characters_are_all_that_page_marks_are_known_by(pieces: list[str]) -> None:
    text = "".join(pieces)
    known = stand_ins.KnownSigns(odd_characters(text) + stand_ins.USUAL_MARKS, None)
    for is_odd in (False, True):
        assert stand_ins.may_have_any(text, has_odd_lines=is_odd, known=known) == (
            stand_ins.may_have_any(text, has_odd_lines=is_odd)
        )
    assert page_marks.has_page_marks(text, LEXICON, known) == (
        page_marks.has_page_marks(text, LEXICON)
    )


@given(st.text("015|!;~© abzAZ9_.@-\n:é", max_size=12))
def test_a_misread_letter_is_seen_among_others(text: str) -> None:
    assert _traces(text) == min(len(_MISREAD.findall(text)), 2)


@given(st.text("a1:：é ", max_size=12))
def test_a_colon_that_is_not_a_times_is_seen(text: str) -> None:
    raw = f"To:{text}"
    assert plain._has_telling_colon(raw, 3) == (plain._TELLING_COLON.search(raw, 3) is not None)


@given(st.text("19. ,KMGiBbytesok(", max_size=12))
def test_every_size_has_its_sign(text: str) -> None:
    if attachments._SIZE.search(text) is not None:
        assert attachments._SIZE_SIGN.search(text) is not None


@given(st.text("a ,、，\u00a0", max_size=12))
def test_a_comma_without_words_before_it_is_seen(text: str) -> None:
    assert gaps.may_lack_words(text) or gaps._INNER.search(text) is None


@given(st.lists(st.sampled_from((*"aIVX12.:#-(] é№/\n", "12", "Ex", "of")), max_size=10))
def test_what_is_behind_a_number_excludes_no_document(pieces: list[str]) -> None:
    line = "".join(pieces)
    found = separators._numbered(line)
    whole = separators._NUMBERED.fullmatch(line)
    assert (found and found.groupdict()) == (whole and whole.groupdict())


_AROUND_HEADERS = (
    *('const a = "', '"x", "y"', "= [", "cat <<EOF", 'x = """', '"""', "/*", "*/", "`", "a = `"),
    *("=begin", "=head1 A", "{-", '@"', 'He wrote, "I never saw', 'It is "so".', "", "", "", "Ann"),
    *('send("a\\n" +', '";', '")', "[mail]", "<!--", 'print("a', ");", '"a:",', "(defconst sample"),
)


@given(
    st.lists(st.sampled_from(_AROUND_HEADERS), max_size=6),
    st.sampled_from(('"Poe, Ann" <a@b.example>', "Ann Poe <a@b.example>", 'Ann "x <a@b.example>')),
    st.sampled_from(("Tides", "a \\n b", '"x"', 'x = "y', 'Re: "q')),
    st.lists(st.sampled_from(_AROUND_HEADERS), max_size=5),
)
def test_a_header_without_strings_near_is_not_in_code(
    above: list[str], sender: str, subject: str, below: list[str]
) -> None:
    header = [f"From: {sender}", "Date: 4 May 2020 9:12", "To: Ben <b@c.example>"]
    text = "\n".join([*above, *header, f"Subject: {subject}", "", *below])
    page = Page(Lines(text), LEXICON, [len(above)])
    block = plain.read_plain(page, len(above))
    if block is not None and code.has_no_strings_near(page.lines.raw, block.start, block.end):
        recorded = any(map(code.opens_record, above))
        assert recorded or not code.in_code(page, block)


@given(
    st.sampled_from((*sorted(LEXICON.reply_prefixes)[::3], "re", "sent", "rc", "to", "pm")),
    st.sampled_from((" ", "", "  ", "\t")),
    st.sampled_from(("Tides", " Tides", " Ann Poe <ann@quay.example>", "", " Poe, Ann")),
    st.sampled_from((frozenset(), frozenset({Role.FROM, Role.DATE, Role.TO}))),
)
def test_a_prefix_of_an_answer_is_no_label_within_a_subject(
    word: str, before: str, behind: str, taken: frozenset[Role]
) -> None:
    for prefix in (word, word.title(), word.upper()):
        raw = f"Subject:{before}{prefix}:{behind}"
        if plain._is_behind_prefix(raw, len("Subject:"), LEXICON):
            found = run_together.inner_labels(
                raw, len("Subject:"), Role.SUBJECT, set(taken), LEXICON, known=len(taken) + 1
            )
            assert next(found, None) is None, raw
    assert plain._is_behind_prefix("Subject: RE: Tides", len("Subject:"), LEXICON)


def test_only_a_count_in_ascii_is_printed_in_ascii() -> None:
    for template in LEXICON.message_counts:
        before, _, behind = template.partition("{n}")
        assert template.isascii() or not (fold(before).isascii() and fold(behind).isascii())


@given(st.text("0123456789 abemigsABO.:()\u0660", max_size=20))
def test_a_count_of_messages_is_seen_in_either_way(text: str) -> None:
    for line in (text, f"{text} 3 messages", f"Messages: 3{text}"):
        known = separators._count_frames(LEXICON)
        if line.isascii():
            numbers = list(re.finditer(r"\d+", line))
            behind = fold(line[numbers[-1].end() :]).rstrip(".:") if numbers else ""
            head = fold(line[: numbers[-1].start()]) if numbers else ""
            expected = bool(numbers) and head.endswith(known.get(behind) or ("\x00",))
            assert separators.may_count_messages(line, LEXICON) == expected, line
