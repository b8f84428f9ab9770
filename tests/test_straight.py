"""The straight run gives the result of the general way, or leaves the document to it."""

from __future__ import annotations

import importlib
import json
import lzma
import random
import sys
from collections.abc import Iterator
from itertools import accumulate, islice
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailrecon import reconstruct_text
from mailrecon.layouts.labelled.plain import read_plain
from mailrecon.layouts.labelled.plain_lines import PlainLines, has_other_colons, read_header
from mailrecon.lexicon import load
from mailrecon.model import Document, NoticeCode
from mailrecon.parse import parse_in_general
from mailrecon.parse.fast.simple import parse_simple
from mailrecon.parse.fast.straight import parse_straight
from mailrecon.scan import scan
from tests.ways import general, parsed_in_general

ROOT = Path(__file__).parents[1]
DEVSET = ROOT.parent / "shared" / "devset"
LEXICON = load()


def _bench(name: str) -> ModuleType:
    sys.path.insert(0, str(ROOT / "bench"))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(ROOT / "bench"))


FORWARDS, INPUTS = _bench("forwards"), _bench("inputs")
FIXTURES = sorted((ROOT / "fixtures").rglob("*.txt"))


def _is_straight(text: str) -> bool:
    """Whether the straight run takes a text; then the general way must say the same of it."""
    document = Document("text", text, "0" * 64, "utf-8")
    expected = parsed_in_general(document)
    found = parse_straight(document, LEXICON)
    assert found is None or found == expected, text
    simple = parse_simple(document, LEXICON)
    assert simple is None or simple == expected, text
    # Headers are read by plans in all documents.
    assert parse_in_general(document, LEXICON) == expected, text
    return found is not None


def test_short_forwards_take_the_straight_run() -> None:
    texts = [text for text, _ in FORWARDS.forwards(240, seed=5)]
    assert sum(map(_is_straight, texts)) >= 0.95 * len(texts)


def test_chains_take_the_straight_run() -> None:
    assert all(_is_straight(INPUTS.chain(levels, 3)) for levels in (1, 2, 12))


# Of each label, the first value is usual and the others are unusual.
_VALUES_OF_CHAINS = (
    ("Ann Poe <ann@quay.example>", "Poe, Ann (B6)   B6", "pier 9", "-", "____", "", "Ann: Ben"),
    ("Monday, May 4, 2020 9:12 AM", "2020-05-04 09:12", "4 May 2020 page 2", "4 May Cc: Ben", "٤"),
    ("Ben Ost <ben@dock.example>", "Ben         Ost", "Ben\tOst", "Ben ", "\u00a0Ben"),
    ("RE: Tide tables", "RE: pier 7", "tides, page 7", "_ tides", "潮汐", "RE: a   B6"),
)


def _headers_of(text: str) -> tuple[PlainLines, list[int]]:
    """The lines of a text, and those with which headers begin."""
    raw = text.split("\n")
    starts = list(accumulate([len(line) + 1 for line in raw], initial=0))
    begins = [index for index, line in enumerate(raw) if line.startswith(("From:", "Von:"))]
    return PlainLines(text, raw, starts, has_other_colons(text)), begins


@given(st.lists(st.tuples(*(st.sampled_from((v[0],) * 9 + v) for v in _VALUES_OF_CHAINS))))
@settings(max_examples=200, deadline=None)
def test_headers_in_the_form_of_the_one_above(rows: list[tuple[str, ...]]) -> None:
    for labels in (("From", "Sent", "To", "Subject"), ("Von", "Gesendet", "An", "Betreff")):
        headers = [zip(labels, row, strict=True) for row in rows]
        blocks = ["".join(f"{label}: {value}\n" for label, value in one) for one in headers]
        lines, begins = _headers_of("\nIt holds.\n\n".join(blocks))
        above = None
        for index in begins:
            alone = read_header(lines, index, LEXICON)
            assert read_header(lines, index, LEXICON, above) == alone
            above = alone or above


def test_headers_of_a_chain_have_the_form_of_the_one_above() -> None:
    lines, begins = _headers_of(INPUTS.chain(20, 3))
    above = None
    for index in begins:
        above = read_header(lines, index, LEXICON, above)
        assert above is not None
    assert above.plan.form.match(lines.text, lines.starts[begins[-1]]) is not None


def test_long_documents_with_prose_take_the_straight_run() -> None:
    assert _is_straight(INPUTS.mixed(150_000))


def test_gaps_in_which_text_may_be_missing_are_noticed_in_the_straight_run() -> None:
    chain, missing = INPUTS.chain(3, 3), NoticeCode.SUSPECTED_OMISSION
    for gap, count in (("\n\n\n", 0), ("\n\n\n\n", 1), ("\n" * 7, 1)):
        text = f"{chain}The gates are open.{gap}Ben will close them.\n"
        assert _is_straight(text)
        drafts = parse_straight(Document("text", text, "0" * 64, "utf-8"), LEXICON)
        assert drafts is not None
        assert [w.code for d in drafts.drafts for w in d.warnings] == [missing] * count
    # Gaps at every paragraph: only sentences that break off count.
    gaps = "".join(f"It holds {n}.{chr(10) * 5}" for n in range(5))
    assert _is_straight(f"{chain}{gaps}We hope that there may be{chr(10) * 5}Ben\n")


def test_a_greeting_joined_with_the_last_list_is_left_to_the_general_way() -> None:
    header = "From: Ben Ost <ben@dock.example>\nSent: Monday, May 4, 2020 9:12 AM\nSubject: Tides\n"
    for below in ("", "\nFrom: Cay Dun <cay@dock.example>\nSent: Sunday, May 3, 2020 9:12 AM\n"):
        below += "Subject: Tides\nTo: Ben Ost <ben@dock.example>\n\nSee below.\n" if below else ""
        assert not _is_straight(f"{header}To: Poe, Ann Hi Eva,\n\nIt holds.\n{below}")
        assert _is_straight(f"{header}To: Ann Poe <ann@dock.example>\n\nIt holds.\n{below}")


def test_all_forms_alone_and_nested() -> None:
    for number, form in enumerate(FORWARDS.ALL_FORMS):
        ((text, _),) = FORWARDS.in_forms([form], 1, seed=number)
        _is_straight(text)
        _is_straight(FORWARDS.nested(form, 4, seed=number)[0])


def test_fixtures_and_their_beginnings() -> None:
    for path in FIXTURES[::2]:
        text = path.read_text("utf-8", errors="replace")
        _is_straight(text)
        paragraphs = text.split("\n\n")
        for number in range(1, min(len(paragraphs), 6)):
            _is_straight("\n\n".join(paragraphs[:number]))


def test_plain_fixtures_with_lines_taken_out_or_put_in() -> None:
    chance = random.Random(11)
    plain = [
        path.read_text("utf-8", errors="replace").split("\n")
        for path in FIXTURES
        if _is_straight(path.read_text("utf-8", errors="replace"))
    ]
    assert len(plain) > 20
    others = [line for path in FIXTURES for line in path.read_text("utf-8", "replace").split("\n")]
    taken = 0
    for held in plain:
        for _ in range(8):
            lines = list(held)
            place = chance.randrange(len(lines))
            if chance.random() < 0.3:
                del lines[place]
            else:
                lines.insert(place, chance.choice(others))
            taken += _is_straight("\n".join(lines))
    assert taken > 40


def test_lines_that_introduce_a_header_anywhere() -> None:
    leads = (
        *("-----Original Message-----", "Begin forwarded message:", "_" * 32, "Inbox", "[1]"),
        *("Weitergeleitete Nachricht", "RELEASE IN PART", "B6", "Exhibit 14.", "Page 3 of 9"),
        *("---- On May 4, 2020, Ann Poe <ann@quay.example> wrote ----", "Ann Poe wrote:", ""),
    )
    rng = random.Random(5)
    taken = 0
    for text, _ in FORWARDS.forwards(90, seed=6):
        lines = text.split("\n")
        for _ in range(3):
            changed = list(lines)
            for lead in rng.sample(leads, rng.randint(1, 2)):
                place = rng.randrange(len(lines))
                changed[place:place] = ["", lead, ""][rng.randint(0, 1) : rng.randint(2, 3)]
            taken += _is_straight("\n".join(changed))
    assert taken > 20


@pytest.mark.parametrize("name", ["lore", "enron", "nih", "state"])
def test_real_mail(name: str) -> None:
    path = DEVSET / f"{name}.jsonl.xz"
    if not path.exists():
        pytest.skip("the development material is not here")
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in islice(lines, 60):
            _is_straight(json.loads(line)["text"])


def _values(role: str) -> st.SearchStrategy[str]:
    people = ("Ann Poe <ann@quay.example>", "Ben Ost", "cay@dock.example", "Poe, Ann; Ost, Ben", "")
    odd = (
        "[redacted]",
        "Page 3 of 9",
        "a: b",
        "From: x",
        "",
        "B6",
        "RE: boat To: x",
        "12:30",
        "x_",
    )
    dates = (
        "Monday, May 4, 2020 9:12 AM",
        "4.5.2020 9:12",
        "2020年5月4日 9:12",
        "May 4",
        "Mon 9:12",
    )
    usual = {"d": dates, "s": ("Tide tables", "RE: boat", "AW: WG: Rope 7", "re the boat:")}
    return st.sampled_from((*usual.get(role, people), *usual.get(role, people), *odd))


_LABELS = (
    (("From:", "p"), ("Sent:", "d"), ("To:", "p"), ("Subject:", "s")),
    (("From:", "p"), ("Date:", "d"), ("Subject:", "s"), ("To:", "p"), ("Cc:", "p")),
    (("Subject:\t", "s"), ("Date:\t", "d"), ("From:\t", "p"), ("To:\t", "p")),
    (("Von:", "p"), ("Gesendet:", "d"), ("An:", "p"), ("Betreff:", "s")),
    (("De :", "p"), ("Envoyé :", "d"), ("À :", "p"), ("Objet :", "s")),
    (("差出人:", "p"), ("送信日時:", "d"), ("宛先:", "p"), ("件名:", "s")),
    (("发件人：", "p"), ("日期：", "d"), ("主题：", "s"), ("收件人：", "p")),
    (("Da:", "p"), ("Inviato:", "d"), ("A:", "p"), ("Oggetto:", "s")),
    (("from:", "p"), ("date:", "d"), ("to:", "p"), ("subject:", "s")),
    (("Date:", "d"), ("From:", "p"), ("To:", "p"), ("Subject:", "s"), ("Importance:", "s")),
)
_ABOVE = (
    *("", "_" * 32, "-----Original Message-----", "---------- Forwarded message ---------"),
    *("Begin forwarded message:", "-------- Weitergeleitete Nachricht --------", "From", "[2]"),
    *("-----", "MEMO", "3 messages", "FYI, see below.", "UNCLASSIFIED", "RELEASE IN PART", "B6"),
)
_WORDS = (
    *("Dear Ben,", "The boat is late.", "It goes at 9:12 to Ann.", "Thanks", "report.pdf", "112K"),
    *("", "", "", "On Monday, May 4, 2020 at 9:12 AM Ann Poe wrote:", "> quoted", "Comments (3)"),
    *("Page 3 of 9", "-- ", "Ann Poe to Ben Ost - May 4, 2020 9:12 AM", "Note: a", "Subject: x"),
    *("KRS 404404", "1", "2", "「はい、", "a  , b", "x" * 120 + " , y", "Reply | Forward", "##  x"),
    *(
        "iMessage between Ann Poe and Ben Ost",
        "*bold*",
        "```",
        "---",
        "See below:",
        "\ttab",
        "Sent",
    ),
    *("Ann\twrote", "QUAY-000578", "2020", "in 2020 to Ann", "HARBOUR OFFICE 12", "FROM   Ann"),
)


@st.composite
def _documents(draw: st.DrawFn) -> str:
    lines: list[str] = draw(st.lists(st.sampled_from(_WORDS), max_size=3))
    for _ in range(draw(st.integers(1, 3))):
        lines += draw(st.lists(st.sampled_from(_ABOVE), max_size=2))
        labels = draw(st.sampled_from(_LABELS))
        if draw(st.integers(0, 5)) == 0:
            labels = tuple(draw(st.permutations(labels)))
        lines += [f"{label} {draw(_values(kind))}".rstrip() for label, kind in labels]
        lines += [""] * draw(st.sampled_from((1, 1, 1, 2, 0, 4)))
        lines += draw(st.lists(st.sampled_from(_WORDS), max_size=4))
    return "\n".join(lines)


@given(_documents())
def test_any_document(text: str) -> None:
    _is_straight(text)


_LISTED = (
    *("Ann Poe <ann@quay.example>,", "ben@dock.example;", "Ann Poe <ann@quay.example>; Ben Ost"),
    *("<ben@quay.example>; Cay Dun", "cay@dock.example,", "Ost, Ben <ben@dock.example>;"),
    *("Ost, Ben", "cay@dock.example", "cay@dock-", "dock.example,"),
    *("To Ann <a@b.example>,", "Cc: x@y.example", "Hi Ben,", "ann@quay.example is late.", "B6,"),
    *(
        "\tDora Ek <d@quay.example>",
        "FULL 12 <a@b.example>",
        "Print <a@b.example>",
        "-- a@b.example",
    ),
    *(
        "> e@quay.example,",
        "Subject Tides <a@b.example>",
        "“Ann” <a@b.example>",
        "Ann  P <a@b.example>",
    ),
)


_LONG = "The keeper of the northern lock asks for the tables of the tides of"
_SUBJECTS = (
    *("Boats", _LONG, f"{_LONG} ", f"{_LONG}  ", f"Re: {_LONG}", f"{_LONG} May."),
    *(
        "the harbour",
        "next May",
        "Harbour Office",
        "We leave.",
        "fyi",
        "snip",
        "3",
        "Date",
        "Page 3",
    ),
    *("to the quay", "Reply", "cc", "May 4, 2020 9:12 AM", "ann@quay.example", "-- ", "é", "a  b"),
)


@settings(max_examples=40)
@given(
    st.sampled_from(_LABELS),
    st.one_of(
        st.lists(st.sampled_from(pool), min_size=1, max_size=5) for pool in (_LISTED, _LISTED[:6])
    ),
    st.sampled_from(("", "> ", ">> ", "> > ", ">", "AP> ", "  > ")),
    st.sampled_from(("", "> ", "On Monday.")),
    st.lists(st.sampled_from(_SUBJECTS), min_size=1, max_size=3),
)
def test_quoted_and_wrapped_headers(
    labels: tuple[tuple[str, str], ...],
    people: list[str],
    mark: str,
    below: str,
    subject: list[str],
) -> None:
    values = {"p": "Ann Poe <ann@quay.example>", "d": "May 4, 2020 9:12 AM", "s": "Boats"}
    lines: list[str] = ["See below.", ""]
    for label, kind in labels:
        many = (kind == "p" and label == labels[-1][0]) or label in ("To:", "An:", "Cc:", "À :")
        first, *others = people if many else subject if kind == "s" else [values[kind]]
        lines += [f"{mark}{label} {first}", *(mark + other for other in others)]
    _is_straight("\n".join([*lines, mark.rstrip(), below, f"{mark}Dear Ben,", "Ann"]))


def test_quoted_headers_are_read_by_plans() -> None:
    text = (
        "> From: Ann Poe <ann@quay.example>\n> Sent: Monday, May 4, 2020 9:12 AM\n"
        "> To: Ben Ost <ben@dock.example>;\n> Cay Dun <cay@dock.example>\n> Subject: Boats\n> \n> a"
    )
    page = scan(Document("text", text, "0" * 64, "utf-8"), LEXICON)
    block = read_plain(page, 0)
    assert block is not None
    assert (block.depth, block.end) == (1, 5)


def _plain_lines() -> Iterator[str]:
    yield from ("Dear Ben,", "", "The boat is late.", "Ann")


@given(st.lists(st.sampled_from(_WORDS), max_size=2), st.integers(0, 4), st.sampled_from(_LABELS))
def test_plain_mail_with_odd_lines(
    odd: list[str], place: int, labels: tuple[tuple[str, str], ...]
) -> None:
    values = {"p": "Ann Poe <ann@quay.example>", "d": "May 4, 2020 9:12 AM", "s": "Boats"}
    header = [f"{label} {values[kind]}" for label, kind in labels]
    body = list(_plain_lines())
    body[place:place] = odd
    _is_straight("\n".join([*header, "", *body]))


_HEADER = (
    "From: Ann Poe <ann@quay.example>",
    "Sent: Monday, May 4, 2020 9:12 AM",
    "To: Ben Ost <ben@dock.example>",
    "Subject: Tide tables",
)
# Lines that begin with a mark, and what may be beside them
_MARKED = (
    *(
        "-- ",
        "--",
        "-Ann",
        "- Ann",
        "1. The gate leaks.",
        "2) The lock.",
        "(as always)",
        "…and so on",
    ),
    *(
        "_" * 47,
        "_" * 20,
        "_" * 19,
        "-" * 40,
        "---",
        "- - -",
        "Quay mailing list",
        "IMPORTANT NOTICE: x",
    ),
    *("[1] Obtained by a request.", "The board knew.[1]", "[Editor's note: cut]", "_[Ed.: cut]_"),
    *(
        "[quote]",
        "It leaks.[/quote]",
        "[Quoted text hidden]",
        "- Show quoted text -",
        "`gate --open`",
    ),
    *(
        "Comments are closed.",
        "Posted by Cay Dun at 10:42 PM",
        "End of Quay Digest, Vol 3, Issue 4",
    ),
    *("Visible links", "1. https://quay.example/1", "  2. https://quay.example/2", "310-336-1274"),
    *("END OF FORWARDED MESSAGE", "End of forwarded message", "[From] Ann Poe", "`From:` Ann Poe"),
    *(
        "35",
        "- 3 -",
        "QY-000123",
        "PM> when?",
        ", as we agreed",
        "-->Ann",
        "",
        "",
        "The boat is late.",
    ),
)


@given(st.lists(st.lists(st.sampled_from(_MARKED), min_size=1, max_size=5), min_size=1, max_size=3))
def test_lines_that_begin_with_marks(bodies: list[list[str]]) -> None:
    lines = [line for body in bodies for line in (*_HEADER, "", *body, "")]
    _is_straight("\n".join(lines))
    _is_straight("\n".join(("See the board's note.[1]", "", *lines)))


@pytest.mark.parametrize(
    "body",
    [
        ("The boat is late.", "", "-- ", "Ann Poe", "310-336-1274"),
        ("The boat is late.", "", "-Ann", "", "_" * 47, "Quay mailing list", "Quay@quay.example"),
        ("Three things:", "1. The gate leaks.", "2. [Old] The lock, too.", "(so Cay says)"),
        ("IMPORTANT NOTICE: for you alone.", "", "[1] https://quay.example/tides", "`open`"),
    ],
)
def test_signatures_footers_and_lists_take_the_straight_run(body: tuple[str, ...]) -> None:
    assert _is_straight("\n".join((*_HEADER, "", *body, "", *_HEADER, "", *body)))


@pytest.mark.parametrize(
    "end", ["End of forwarded message", "Fin du message transféré", "END OF FORWARDED MESSAGE"]
)
def test_words_that_end_a_forward_are_left_to_the_general_way(end: str) -> None:
    """OCR loses the dashes of `------ End of Forwarded Message`."""
    assert not _is_straight("\n".join((*_HEADER, "", "The boat is late.", "", end)))
    assert not _is_straight("\n".join((*_HEADER, "", "Late.", "", end, *_HEADER, "", "It is.")))


def test_the_whole_archive_is_the_same() -> None:
    texts = [text for text, _ in FORWARDS.forwards(48, seed=9)] + [INPUTS.chain(6, 1)]
    straight = [reconstruct_text(text) for text in texts]
    with general():
        assert [reconstruct_text(text) for text in texts] == straight
