"""Mail in footnotes is found whatever mark the publisher puts before it."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct_text
from mailrecon.lexicon import load
from mailrecon.scan.note_marks import note_mark
from mailrecon.scan.page_marks import lines_of

# The mark of note 1, 2 or 3 before a message, and its number as it is recorded.
MARKS = (
    "[{n}] ",
    "({n}) ",
    "*{n} ",
    "＊{n}　",
    "※{n} ",
    "†{n} ",
    "（注{n}）",
    "[注{n}] ",
    "〔{n}〕",
    "【註{n}】 ",
    "[^{n}]: ",
    "[note {n}] ",
    "[{n}] ↑ ",
    "[{n}]\n",
)
BEFORE_LABELS = ("Note {n}: ", "Anm. {n}: ", "Сноска {n}. ", "注{n}　")
RAISED = "¹²³"
HEADER = "From: {name}\nSent: May {n}, 2021 9:12 AM\nTo: Dora Ek\nSubject: Gate {n}\n\n{text}\n\n"
# Other forms of what begins a message; layouts know them without a mark.
FORMS = {
    "heading": "{name} to Dora Ek - May {n}, 2021, 9:12 AM\n{text}\n\n",
    "attribution": "On May {n}, 2021 at 9:12 AM, {name} wrote:\n> {text}\n\n",
    "cited": 'E-mail from {name} to Dora Ek, May {n}, 2021: "{text}"\n\n',
    "separator": f"-----Original Message-----\n{HEADER}",
    "forward": "Begin forwarded message:\n\nFrom: {name} <a@quay.example>\nSubject: Gate {n}\n"
    "Date: May {n}, 2021 at 9:12:00 AM GMT+2\nTo: Dora Ek <d@quay.example>\n\n{text}\n\n",
}
NAMES = ("Ann Poe", "Ben Ost", "Cay Dun")


def _found(mark: str, form: str) -> list[tuple[str | None, str | None, str, str | None]]:
    notes = "".join(
        mark.replace("¹", RAISED[n - 1]).format(n=n)
        + form.format(n=n, name=name, text=f"The gate leaks, see item {n}.")
        for n, name in enumerate(NAMES, start=1)
    )
    return [
        (
            message.originator and message.originator.name,
            message.when and f"{message.when.local:%Y-%m-%d}",
            message.body.strip(),
            message.source.footnote,
        )
        for message in reconstruct_text(f"The gate\n\nThe council knew of it.\n\nNotes\n\n{notes}")
    ]


def _expected() -> list[tuple[str, str, str, str]]:
    return [
        (name, f"2021-05-0{n}", f"The gate leaks, see item {n}.", str(n))
        for n, name in enumerate(NAMES, start=1)
    ]


@pytest.mark.parametrize("mark", [*MARKS, *BEFORE_LABELS, "¹ "])
def test_a_header_behind_a_mark_is_read(mark: str) -> None:
    assert _found(mark, HEADER) == _expected()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mark", [*MARKS, "¹ "])
def test_other_forms_behind_a_mark_are_read(mark: str, form: str) -> None:
    assert _found(mark, FORMS[form]) == _expected()


@pytest.mark.parametrize(
    "content",
    ["[p 12] From: Ann Poe", "Room 4: From: Ann Poe", "2021 was dry", "(b)(6)", "May 4: rain"],
)
def test_what_numbers_something_else_marks_no_note(content: str) -> None:
    assert note_mark(content, load()) is None


def test_marks_of_a_mail_s_own_text_stay_in_it() -> None:
    text = (
        "From: Ann Poe <ann@quay.example>\nTo: Ben Ost\nDate: May 4, 2021 9:12 AM\n"
        "Subject: Gate\n\nSee [1] and [2].\n\n[1] In 2019 it was mended.\n\n"
        "[2] https://quay.example/notes: the rest\n"
    )
    (message,) = reconstruct_text(text)
    assert message.body == text[text.index("See") :].rstrip("\n")


def test_numbered_labels_are_no_header() -> None:
    text = "\n".join(
        f"[{n}] {label}"
        for n, label in enumerate(
            (
                "From: the sender",
                "To: the readers",
                "Date: May 4, 2021 9:12 AM",
                "Subject: a title",
            ),
            1,
        )
    )
    assert not list(reconstruct_text(f"Fields of a mail\n\n{text}\n"))


def test_offsets_and_printed_lines_are_kept() -> None:
    text = "Notes\n\n※1 On May 4, 2021 at 9:12 AM, Ann Poe wrote:\n> The gate leaks.\n"
    lines = lines_of(text, load())
    assert len(lines.text) == len(text)
    assert lines.raw[2].startswith("   On May 4")
    assert lines.printed[2].startswith("※1 On May 4")
    assert dict(lines.notes) == {2: "1"}


# How a page prints a field: its label, and its value.
FIELDS = {
    "bbcode": "[b]{label}:[/b] {value}",
    "bbcode_colon_behind": "[B]{label}[/B]: {value}",
    "html": "<b>{label}:</b> {value}<br>",
    "mediawiki": "'''{label}:''' {value}",
    "code": "`{label}:` {value}",
    "restructured": ":{label}: {value}",
    "whole_line_bold": "**{label}: {value}**",
    "leaders": "{label}.......: {value}",
    "dash": "{label} – {value}",
    "arrow": "{label} -> {value}",
}


def _header(form: str, fields: dict[str, str]) -> str:
    return "\n".join(form.format(label=label, value=value) for label, value in fields.items())


@pytest.mark.parametrize("form", FIELDS)
def test_markup_of_a_page_is_no_part_of_a_field(form: str) -> None:
    fields = {
        "From": "Ann Poe <ann@quay.example>",
        "To": "Ben Ost",
        "Date": "May 4, 2021 9:12 AM",
        "Subject": "Gate 1",
    }
    text = f"The gate\n\n{_header(FIELDS[form], fields)}\n\nIt [b]leaks[/b], <b>badly</b>.\n"
    (message,) = reconstruct_text(text)
    assert message.originator is not None
    assert (message.originator.name, message.originator.address) == ("Ann Poe", "ann@quay.example")
    assert [person.name for person in message.to] == ["Ben Ost"]
    assert message.subject == "Gate 1"
    assert message.body == "It [b]leaks[/b], <b>badly</b>."


def test_front_matter_ends_with_its_second_rule() -> None:
    fields = {"from": "Ann Poe <ann@quay.example>", "to": "Ben Ost", "date": "2021-05-04 09:12:00"}
    text = f"---\n{_header('{label}: {value}', fields)}\nsubject: Gate 1\n---\n\nIt leaks.\n"
    (message,) = reconstruct_text(text)
    assert (message.subject, message.body) == ("Gate 1", "It leaks.")


@pytest.mark.parametrize(
    "text",
    [
        "from: ann\nto: ben\ndate: 2021-05-04 09:12:00\nsubject: gate\n\nrow 2\n",
        "from: ann@quay.example\nto: ops@quay.example\nsubject: alert {level}\n\nretries: 3\n",
        "from: 10.0.0.1\nto: 10.0.0.2\ndate: 2021-05-04 09:12:00\n\nbytes: 12\n",
    ],
)
def test_logs_and_configuration_are_no_mail(text: str) -> None:
    assert not list(reconstruct_text(text))
