"""Screens of webmail: the folders, a list of mails and the mail are read separately."""

from __future__ import annotations

import pytest

pytest.importorskip("PIL")
from PIL import Image, ImageDraw, ImageFont

from mailrecon.read.pdf.layout import lay_out
from mailrecon.read.pdf.text import Word
from mailrecon.read.picture.ocr import ReadWord
from mailrecon.read.picture.panels import find_panels

FOLDERS = ["Inbox 12", "Starred", "Sent", "Drafts 3", "All Mail", "Spam", "Weir board"]
GERMAN = ["Posteingang", "Gesendet", "Entwürfe", "Papierkorb", "Wehr", "Mühle", "Archiv"]
MAIL = [
    "From: Tilda Rowe <tilda@weir.example>", "Sent: Monday, May 4, 2020 10:02 AM",
    "To: Omar Finch <omar@weir.example>", "Subject: Sluice", "", "The sluice is open again.",
    "Please tell the board of it.",
]  # fmt: skip
LIST = ["Tilda Rowe", "Ida Rask", "Ben Ost", "Cy Low", "Ann Poe", "Una Fell", "Bo Dale"]
Drawn = tuple[Image.Image, list[ReadWord]]


def screen(columns: list[tuple[int, int, list[str]]], rules: list[int], scale: int = 3) -> Drawn:
    """A picture of columns of lines (left, distance of lines, lines), and the words in it."""
    image = Image.new("L", (1000 * scale, 520 * scale), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=17 * scale)
    words: list[ReadWord] = []
    for number, (left, pitch, lines) in enumerate(columns):
        for place, line in enumerate(lines):
            x, y = left * scale, (70 + pitch * place) * scale
            draw.text((x, y), line, font=font, fill=20)
            for word in line.split():
                a, b = (round(draw.textlength(text, font=font)) for text in (word, f"{word} "))
                box = (x, y, x + a, y + 17 * scale)
                words.append(ReadWord(word, *box, (1, number, place), 95.0))
                x += b
    for x in rules:
        draw.line((x * scale, 60 * scale, x * scale, 520 * scale), fill=200, width=scale)
    return image, words


@pytest.mark.parametrize("folders", [FOLDERS, GERMAN])
@pytest.mark.parametrize("rules", [[], [170]])
def test_folders_are_a_panel_of_their_own(folders: list[str], rules: list[int]) -> None:
    image, words = screen([(20, 40, folders), (230, 61, MAIL)], rules)
    panels = [panel for panel in find_panels(image, words) if panel.bottom - panel.top > 600]
    assert [panel.is_aside for panel in panels] == [True, False]
    assert panels[0].right <= panels[1].left <= 230 * 3


def test_a_list_of_mails_is_a_panel_of_its_own() -> None:
    image, words = screen([(20, 40, FOLDERS), (190, 60, LIST), (420, 61, MAIL)], [170, 400])
    panels = [panel for panel in find_panels(image, words) if panel.bottom - panel.top > 600]
    assert [panel.is_aside for panel in panels] == [True, True, False]


@pytest.mark.parametrize(
    "columns",
    [
        # A mail alone; labels beside their values; two columns of a paper; a table.
        [(60, 61, MAIL)],
        [(60, 50, ["From", "Sent", "To", "Cc", "Subject"]), (230, 50, LIST)],
        [(60, 50, ["Levels", "of the river", "at Quay", "and at Dock", "in May"]), (400, 50, LIST)],
        [(60, 50, ["Item", "Sent", "Bread", "Salt", "Oil"]), (400, 50, ["Price", "3", "2", "1"])],
    ],
)
def test_other_pages_have_no_panels(columns: list[tuple[int, int, list[str]]]) -> None:
    assert find_panels(*screen(columns, [])) == []


def test_panels_are_laid_out_one_by_one_and_lists_set_aside() -> None:
    def line(text: str, left: float, top: float, panel: int) -> Word:
        return Word(text, left, top, left + 8 * len(text), top + 12, panel=panel)

    words = [
        *(line(text, 10, 300 - 20 * place, -2) for place, text in enumerate(FOLDERS[:3])),
        *(line(text, 120, 305 - 15 * place, 3) for place, text in enumerate(MAIL[:3])),
        line("Weirmail", 10, 340, 1),
    ]
    lines = lay_out(words, [], [], (0, 0, 600, 360), None)
    assert [line.text for line in lines] == ["Weirmail", "", *FOLDERS[:3], "", *MAIL[:3]]
    assert [line.text for line in lines if line.navigation] == FOLDERS[:3]
