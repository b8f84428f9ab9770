"""Subjects: prefixes of many languages are removed, the rest stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailrecon.lexicon import load
from mailrecon.resolve import read_subject, subject
from mailrecon.scan.labels import find_label

LEXICON = load()
R, F = "reply", "forward"


@pytest.mark.parametrize(
    ("text", "prefixes", "base"),
    [
        ("Wall", (), "wall"),
        ("Re: Wall", (R,), "wall"),
        ("RE: FW: Wall", (R, F), "wall"),
        ("Fwd: Re: Wall", (F, R), "wall"),
        ("re:re:re: Wall", (R, R, R), "wall"),
        ("Re[2]: Wall", (R,), "wall"),
        ("Re(3): Wall", (R,), "wall"),
        ("Re^4: Wall", (R,), "wall"),
        ("Re: [list] Re: Wall", (R, R), "wall"),
        ("[list] Re: Wall", (R,), "wall"),
        ("Re: [list] Wall", (R,), "wall"),
        ("[list] Wall", (), "wall"),
        ("[Ticket #4411] RE: Wall", (R,), "[ticket#4411]wall"),
        ("[Ticket #4411] Wall", (), "[ticket#4411]wall"),
        ("Re: [#1] [#2] AW: Wall", (R, R), "[#1][#2]wall"),
        ("[PATCH 1/3] fix: Wall", (), "[patch1/3]fix:wall"),
        ("RE: EXTERNAL: Wall", (R,), "wall"),
        ("EXTERN: AW: Wall", (R,), "wall"),
        ("Re: *EXT* Wall", (R,), "wall"),
        ("***SPAM*** Fwd: Wall", (F,), "wall"),
        ("{Disarmed} Re: Wall", (R,), "wall"),
        ("<extern> Wall", (), "wall"),
        ("FWD: Wall", (F,), "wall"),
        ("EXTERNAL:", (), "external:"),
        ("Ｒｅ： Ｗａｌｌ", (R,), "wall"),
        ("  Re :  The   wall ", (R,), "thewall"),
        ("AW: WG: Wall", (R, F), "wall"),
        ("Antw: Wall", (R,), "wall"),
        ("RE : Wall", (R,), "wall"),
        ("TR : Wall", (F,), "wall"),
        ("RV: Wall", (F,), "wall"),
        ("ENC: RES: Wall", (F, R), "wall"),
        ("R: I: Wall", (R, F), "wall"),
        ("Rif: Wall", (R,), "wall"),
        ("回复：转发：Wall", (R, F), "wall"),
        ("答复: Wall", (R,), "wall"),
        ("回覆: 轉寄: Wall", (R, F), "wall"),
        ("返信: 転送: Wall", (R, F), "wall"),
        ("회신: 전달: Wall", (R, F), "wall"),
    ],
)
def test_prefixes(text: str, prefixes: tuple[str, ...], base: str) -> None:
    subject = read_subject(text, load())
    assert (subject.prefixes, subject.base) == (prefixes, base)


@pytest.mark.parametrize(
    "text",
    [
        "Note: wall",
        "Urgent: wall",
        "Reminder: wall",
        "Regarding the wall",
        "Forward planning",
        "Report: Re: wall",
        "10:30 meeting",
        "Wall: part 2",
        "https://n.example/wall",
        "Refund: wall",
    ],
)
def test_what_only_looks_like_a_prefix_stays(text: str) -> None:
    subject = read_subject(text, load())
    assert subject.prefixes == ()
    assert subject.base == "".join(text.split()).casefold()


@pytest.mark.parametrize(
    ("text", "prefixes"), [(None, ()), ("", ()), (" ", ()), ("Re:", (R,)), ("Re: Fwd:", (R, F))]
)
def test_no_base(text: str | None, prefixes: tuple[str, ...]) -> None:
    subject = read_subject(text, load())
    assert (subject.prefixes, subject.base) == (prefixes, "")


def test_the_base_ignores_case_width_and_space() -> None:
    bases = {
        read_subject(text, load()).base
        for text in ("Sea  Wall", "sea wall", "ＳＥＡ ｗａｌｌ", "Sea\u00a0Wall", "Re: SEAWALL")
    }
    assert len(bases) == 1


@given(
    base=st.text(alphabet="abc defé漢", max_size=12),
    prefixes=st.lists(
        st.sampled_from(["Re", "Fwd", "FW", "AW", "RE[2]", "回复", "転送"]), max_size=6
    ),
)
def test_any_stack_of_prefixes_comes_off(base: str, prefixes: list[str]) -> None:
    text = "".join(f"{prefix}: " for prefix in prefixes) + base
    subject = read_subject(text, load())
    assert len(subject.prefixes) == len(prefixes)
    assert subject.base == read_subject(base, load()).base
    assert subject.prefixes == tuple(
        F if prefix in ("Fwd", "FW", "転送") else R for prefix in prefixes
    )


@given(text=st.text(max_size=200))
def test_any_text_is_read_without_failing(text: str) -> None:
    subject = read_subject(text, load())
    assert set(subject.prefixes) <= {R, F}


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Subject: ***URGENT*** lease", "***URGENT*** lease"),
        ("Objet : ***URGENT** bail", "***URGENT** bail"),
        ("Betreff: *Miete*", "*Miete*"),
        ("* Subject: *old* lease", "*old* lease"),
        ("主题：**紧急** 租约", "**紧急** 租约"),
        ("**Subject**: **URGENT** lease", "**URGENT** lease"),
        ("**Subject:** lease", "lease"),
        ("*Asunto:* alquiler", "alquiler"),
        ("**Subject: **lease", "lease"),
        ("__Betreff:__ Miete", "Miete"),
    ],
)
def test_only_marks_that_open_before_a_label_close_behind_it(line: str, value: str) -> None:
    label = find_label(line, load())
    assert label is not None
    assert line[label.value_start : label.value_end].strip() == value


@given(
    st.one_of(
        st.sampled_from(sorted({*LEXICON.reply_prefixes, *LEXICON.forward_prefixes})[::3]),
        st.sampled_from(("RE", "Re", "VS", "EXTERNAL", "ABC", "AB", "İ", "Bug", "was", "", "回复")),
        st.text("REeéß1 .[", max_size=5),
    ),
    st.sampled_from((":", ": ", " : ", "：", ";", ":\n", "::", "")),
    st.one_of(st.sampled_from(("Wall", "", "EXTERNAL Wall", "Wall (was: Boat)")), st.text()),
    st.sampled_from((None, "da", "fi", "en")),
)
def test_a_subject_behind_one_prefix_is_read_as_in_the_general_way(
    prefix: str, colon: str, words: str, language: str | None
) -> None:
    for head in (prefix, prefix.title(), prefix.upper()):
        text = f"{head}{colon}{words}"
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(subject, "_with_one_prefix", lambda *_: None)
            expected = read_subject(text, LEXICON, language)
        assert read_subject(text, LEXICON, language) == expected, text
