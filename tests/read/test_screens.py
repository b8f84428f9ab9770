"""Messages in pictures of a mail program's screen, as Tesseract reads its lines."""

from __future__ import annotations

import shutil
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageFont

import mailrecon
from mailrecon.lexicon import load
from mailrecon.model import Document, Role
from mailrecon.parse import parse

LEXICON = load()
NAME, DAY, SUBJECT, TO = Role.FROM, Role.DATE, Role.SUBJECT, Role.TO
BODY = "Dear Omar,\n\nThe sluice was opened on Monday.\n\nTilda\n"


def fields(text: str, *, is_picture: bool = True) -> list[dict[Role, str]]:
    """What was printed of each message, by its role."""
    document = Document("a.png", text, "", "utf-8", kind="picture", is_picture=is_picture)
    drafts = parse(document, LEXICON).drafts
    return [{field.role: field.text for field in reversed(draft.fields)} for draft in drafts]


SCREENS = {
    "Apple Mail": """\
        Tilda Rowe    2 March 2021 at 09:14
        Sluice board
         To: Omar Finch
""",
    "Apple Mail in French": """\
        Tilda Rowe    2 mars 2021 a 09:14
       Sluice board
        A: Omar Finch
""",
    "a telephone, with initials in a circle": """\
09:41    5G 82%
< Inbox
aR Tilda Rowe    02/03/2021
         To: Omar Finch >

Sluice board
2 March 2021 at 09:14
""",
    "an older telephone": """\
09:41    82%

From: Tilda Rowe >    Hide

To: Omar Finch >

Sluice board
2 March 2021 at 09:14
""",
    "Outlook on a telephone": """\
09:41    82%

Sluice board
@ Tilda Rowe

         To: Omar Finch
         Tuesday 2 March 2021 at 09:14
""",
    "a subject that could be a name": """\
@ Tilda Rowe
To: Omar Finch
Sluice Board
2 March 2021 at 09:14
""",
    "Gmail, with icons beside the age": """\
 Sluice board    inbox x

 @    Tilda Rowe <tilda@weir.example>    Tue, Mar 2, 2021, 9:14 AM (3 days ago) s+ © :
           to Omar Finch ¥
""",
    "Outlook on the web": """\
Sluice board

@ Tilda Rowe <tilda@weir.example>    Qeo-
         To: Omar Finch    Tue 3/2/2021 9:14 AM
""",
    "Outlook on the web in Spanish": """\
Sluice board

     Tilda Rowe <tilda@weir.example>
         Para: Omar Finch    mar 02/03/2021 09:14
""",
    "Outlook on a desk": """\
Tue 02/03/2021 09:14
@ Tilda Rowe <tilda@weir.example>

        Sluice board

To    Omar Finch
""",
    "Thunderbird": """\
      From Tilda Rowe <tilda@weir.example>    3/2/2021, 9:14 AM
      To Omar Finch
   Subject Sluice board
""",
    "GMX": """\
Sluice board

Von:    Tilda Rowe <tilda@weir.example>    02.03.2021 um 09:14 Uhr
An:    Omar Finch
""",
    "Roundcube": """\
Sluice board

From    Tilda Rowe <tilda@weir.example>
To    Omar Finch
 Date    2021-03-02 09:14
""",
}  # fmt: skip


@pytest.mark.parametrize("header", SCREENS.values(), ids=SCREENS)
def test_a_message_on_a_screen(header: str) -> None:
    (found,) = fields(f"{header}\n{BODY}")
    assert found[NAME].partition(" <")[0] == "Tilda Rowe"
    assert found[NAME].endswith(("Rowe", "<tilda@weir.example>"))
    assert found[SUBJECT].casefold() == "sluice board"
    assert found[TO] == "Omar Finch"
    assert ("09:14" if "09:14" in header else "9:14 AM") in found[DAY]


def test_such_lines_in_a_text_are_no_message() -> None:
    assert fields(f"{SCREENS['Apple Mail']}\n{BODY}", is_picture=False) == []


def test_a_conversation() -> None:
    later = """
       Omar Finch <omar@weir.example>
           To: Tilda Rowe    Tue 3/2/2021 4:40 PM
  Is it closed again?
"""
    first, second = fields(f"{SCREENS['Outlook on the web']}\n{BODY}{later}")
    assert (first[SUBJECT], second[NAME]) == ("Sluice board", "Omar Finch <omar@weir.example>")
    assert SUBJECT not in second  # `Tilda` above it ends the first message.


def test_details_below_a_line_of_name_and_date_are_read_instead() -> None:
    details = """
            from:    Tilda Rowe <tilda@weir.example>
            to:    Omar Finch <omar@weir.example>
            date:    Mar 2, 2021, 9:14 AM
            subject:    Sluice board
         mailed-by:    weir.example
            security:    Standard encryption (TLS) Learn more
"""
    header = SCREENS["Gmail, with icons beside the age"]
    (found,) = fields(f"{header}{details}\n{BODY}")
    assert found[TO] == "Omar Finch <omar@weir.example>"


def test_the_summary_above_details_on_a_telephone_is_no_subject() -> None:
    (found,) = fields(
        "Sluice board\n\n       Tilda Rowe May 3\n          tomea\n\n"
        "From    Tilda Rowe - tilda@weir.example\nTo    omar@weir.example\n"
        f"Date    May 3, 2021, 7:41 AM\n\n{BODY}"
    )
    assert found[SUBJECT] == "Sluice board"


def test_a_dot_between_name_and_address_is_of_neither() -> None:
    text = (
        "From: Tilda Rowe- tilda@weir.example\nTo: omar@weir.example\n"
        "Date: May 3, 2021, 7:41 AM\nSubject: Sluice board\n\nIt is shut.\n"
    )
    (message,) = mailrecon.reconstruct_text(text).messages
    assert message.originator is not None
    assert (message.originator.name, message.originator.address) == (
        "Tilda Rowe",
        "tilda@weir.example",
    )


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_a_pdf_of_screens_is_read_as_they_are() -> None:
    page = Image.new("L", (1000, 500), 255)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(24)
    pen.text((60, 40), "Tilda Rowe", font=font, fill=0)
    pen.text((640, 40), "2 March 2021 at 09:14", font=font, fill=0)
    pen.text((60, 90), "Sluice board", font=font, fill=0)
    pen.text((60, 140), "To: Omar Finch", font=font, fill=0)
    pen.text((60, 240), "The sluice was opened on Monday.", font=font, fill=0)
    out = BytesIO()
    page.save(out, "PDF", resolution=150)
    (message,) = mailrecon.reconstruct(out.getvalue(), name="screens.pdf").messages
    assert message.subject == "Sluice board"
    assert message.originator is not None
    assert message.originator.name == "Tilda Rowe"


@pytest.mark.parametrize(
    "text",
    [
        "Your journey\n\nFrom: Weir Central\nTo: Lock Harbour\nSat 5 Nov 2022 16:48\nSeat 12A\n",
        "Lock committee\nIda Rask\nSaturday, 5 November 2022 16:48 to 17:30\nRoom 4, Lock House\n",
        "Ida Rask\n\n5 November 2022 16:48\n\nAre you at the lock?\n\nYes, since noon.\n",
        "Beams for the lock\nIda Rask\n5 November 2022 at 16:48\n\nThe lock has new beams.\n",
        "Order 4471\nOrdered: 5 November 2022 16:48\nFrom: Timber Yard\nTo: Noor Vega, Weir\n",
    ],
)
def test_other_screens_are_no_messages(text: str) -> None:
    assert fields(text) == []
