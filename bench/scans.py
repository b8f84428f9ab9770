"""Ten made scans of a release: how many of its messages come out with sender, minute and subject.

    python bench/scans.py [SEED]

Each page is drawn at 200 dots an inch, turned by up to 0.8 degrees, made uneven in its light and
noisy; boxes stand for names, black ones and white ones with a frame and an exemption code.
Needs Tesseract, and DejaVu Sans for the page. People and addresses are invented.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import NamedTuple

from fpdf import FPDF
from PIL import Image, ImageChops, ImageDraw, ImageFont

from mailrecon import reconstruct

DPI = 200
PAGES = 10
MOST_SKEW = 0.8
FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
)
PEOPLE = (
    ("Maren Holt", "maren.holt@harbour.example"),
    ("Jonas Brandt", "j.brandt@northpier.example"),
    ("Ida Rask", "ida.rask@lockoffice.example"),
    ("Samuel Thorne", "thorne@stonewall.example"),
)
SUBJECTS = ("The north wall", "Stones for the pier", "Lock gate, second survey", "Minutes")
TEXT = (
    "Please find below what the divers saw at the foot of the wall.",
    "The third course has moved by some four inches since the autumn.",
    "I would rather not say more before the survey is complete.",
    "Could you send the drawings to the lock office this week?",
)


class Mail(NamedTuple):
    """What is printed of a message."""

    sender: str
    to: str
    sent: datetime
    subject: str


def made(number: int) -> Mail:
    """The message of that number."""
    writer, reader = PEOPLE[number % 4], PEOPLE[(number + 1) % 4]
    sent = datetime(2021, 3, 2, 9, 14, tzinfo=UTC) + timedelta(hours=5 * number, minutes=7 * number)
    subject = ("RE: " if number % 2 else "") + SUBJECTS[number // 2 % 4]
    return Mail(writer[0], reader[0], sent, subject)


def scan(mails: list[tuple[int, Mail]], number: int, chance: random.Random) -> Image.Image:
    """One page with its mails, as a scanner gives it."""
    page = Image.new("L", (int(8.27 * DPI), int(11.69 * DPI)), 250)
    pen = ImageDraw.Draw(page)
    font = ImageFont.truetype(FONTS[number % 2], 31)
    y = 170
    for place, mail in mails:
        if place != mails[0][0]:
            pen.text((170, y), "-----Original Message-----", font=font, fill=20)
            y += 46
        address = dict(PEOPLE)[mail.sender]
        sent = f"{mail.sent:%A, %B} {mail.sent.day}, {mail.sent:%Y %I:%M %p}"
        for label, value in (
            ("From:", f"{mail.sender} <{address}>"),
            ("Sent:", sent),
            ("To:", mail.to),
            ("Subject:", mail.subject),
        ):
            pen.text((170, y), label, font=font, fill=20)
            pen.text((350, y), value, font=font, fill=20)
            if label == "To:":
                # A second person, taken out.
                left = 350 + pen.textlength(value + "; ", font=font)
                pen.text((350 + pen.textlength(value, font=font), y), ";", font=font, fill=20)
                box = (left, y + 2, left + 300, y + 38)
                if place % 2:
                    pen.rectangle(box, fill=10)
                else:
                    pen.rectangle(box, outline=20, width=2)
                    pen.text((left + 110, y + 4), "(b)(6)", font=font, fill=20)
            y += 46
        y += 46
        for line in chance.sample(TEXT, 3):
            pen.text((170, y), line, font=font, fill=20)
            y += 46
        pen.text((170, y), mail.sender.split()[0], font=font, fill=20)
        y += 92
    pen.text((1200, 2230), f"HARBOUR-{number + 1:06d}", font=font, fill=20)
    skew = chance.uniform(-MOST_SKEW, MOST_SKEW)
    page = page.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=250)
    noise = Image.effect_noise(page.size, 38)
    page = ImageChops.add(page, noise, 1.0, -128)
    specks = ImageDraw.Draw(page)
    for _ in range(250):
        x, at = chance.randrange(page.width), chance.randrange(page.height)
        specks.rectangle((x, at, x + chance.randrange(3), at + chance.randrange(3)), fill=60)
    return page


def as_pdf(pages: list[Image.Image]) -> bytes:
    """The scans as a PDF without text."""
    pdf = FPDF(unit="pt", format="A4")
    for page in pages:
        pdf.add_page()
        out = BytesIO()
        page.save(out, "JPEG", quality=72)
        pdf.image(out, 0, 0, 595.3, 841.9)
    return bytes(pdf.output())


def main() -> int:
    """Print what is right; 0 if all is."""
    chance = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    mails = [(number, made(number)) for number in range(18)]
    groups = [mails[2 * page : 2 * page + 2] for page in range(8)]
    groups += [[mails[16]], [mails[17]]]
    data = as_pdf([scan(group, number, chance) for number, group in enumerate(groups)])
    started = time.monotonic()
    archive = reconstruct(data, name="scans.pdf")
    taken = time.monotonic() - started
    found = {
        (
            message.originator.name if message.originator else "",
            message.subject or "",
            f"{message.when.local:%Y-%m-%d %H:%M}" if message.when else "",
        )
        for message in archive.messages
    }
    right = 0
    for number, mail in mails:
        wanted = (mail.sender, mail.subject, f"{mail.sent:%Y-%m-%d %H:%M}")
        if wanted in found:
            right += 1
        else:
            print("not found:", number, wanted)
    print(f"{right} of {len(mails)} right, {len(archive.messages)} messages")
    print(f"{taken / PAGES:.1f} s a page")
    return 0 if right == len(mails) == len(archive.messages) else 1


if __name__ == "__main__":
    raise SystemExit(main())
