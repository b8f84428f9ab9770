"""Make the example documents of the tutorials: `python scripts/make_examples.py`.

They are PDFs as people meet them: a release with stamps, exemption codes and bars, and two court
exhibits that print one thread twice. All of it is invented. The same script gives the same bytes.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from fpdf import FPDF

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
_LINE = 5.2  # millimetres from line to line
_LEFT, _TOP = 22, 24


class Mail(NamedTuple):
    """A message as it is printed: header fields in order, and the lines of its text."""

    fields: tuple[tuple[str, str], ...]
    text: str


class Print(NamedTuple):
    """One page: its mails, and the stamp at its foot."""

    mails: tuple[Mail, ...]
    stamp: str


def _mail(sender: str, to: str, sent: str, subject: str, text: str, copied: str = "") -> Mail:
    fields = (("From:", sender), ("Sent:", sent), ("To:", to))
    fields = (*fields, ("Cc:", copied)) if copied else fields
    return Mail((*fields, ("Subject:", subject)), text)


_HOLT = "Holt, Maren (PORTS)"
_BRANDT = "Brandt, Jonas (PORTS)"
_RASK = "Rask, Ida (MINISTER)"
_OUTSIDE = "North Divers <(b)(6)@north-divers.example>"
_REPORT = "Divers' report, east mole"

_FIRST = _mail(
    _OUTSIDE,
    _HOLT,
    "Tuesday, March 2, 2021 5:40 PM",
    _REPORT,
    "Two of the three cracks go through the wall. Until they are grouted we would\n"
    "close the mole to lorries.\n\n(b)(6)\nNorth Divers",
)
_SECOND = _mail(
    _HOLT,
    _RASK,
    "Wednesday, March 3, 2021 8:02 AM",
    f"FW: {_REPORT}",
    "This came last night. I would like to close the mole today.",
    copied=_BRANDT,
)
_THIRD = _mail(
    _RASK,
    _HOLT,
    "Wednesday, March 3, 2021 10:15 AM",
    f"RE: {_REPORT}",
    "Not before Friday. Please write nothing about it for now.",
    copied=_BRANDT,
)
_FOURTH = _mail(
    _BRANDT,
    _RASK,
    "Friday, March 5, 2021 4:31 PM",
    "Closure of the mole",
    "Minister,\n\nthe board votes on Monday. I have told the harbour master that the\n"
    "barrier will be ready. The costs are in the annex.\n\nJonas Brandt",
)
_FIFTH = _mail(
    _RASK,
    _BRANDT,
    "Friday, March 5, 2021 5:12 PM",
    "RE: Closure of the mole",
    "Thank you. I will say so on Monday.",
)

RELEASE = (
    Print((_THIRD, _SECOND, _FIRST), "TERN-FOIA-001001"),
    Print((_FOURTH,), "TERN-FOIA-001002"),
    Print((_FIFTH, _FOURTH), "TERN-FOIA-001003"),
)
EXHIBITS = {
    "exhibit_12.pdf": (Print((_THIRD, _SECOND, _FIRST), "TIH_0000412"),),
    "exhibit_13.pdf": (
        Print((_SECOND, _FIRST), "TIH_0000907"),
        Print((_FIFTH, _FOURTH), "TIH_0000908"),
    ),
}
# Words under a black bar of the release office, which are still in the file.
_BARRED = "The costs are in the annex."


def main() -> int:
    """Write all examples."""
    (EXAMPLES / "exhibits").mkdir(exist_ok=True)
    _write(EXAMPLES / "harbour_release.pdf", RELEASE, barred=_BARRED)
    for name, pages in EXHIBITS.items():
        _write(EXAMPLES / "exhibits" / name, pages)
    return 0


def _write(path: Path, pages: tuple[Print, ...], barred: str | None = None) -> None:
    pdf = FPDF(format="letter", unit="mm")
    pdf.set_creation_date(datetime(2021, 6, 1, tzinfo=UTC))
    pdf.set_auto_page_break(auto=False)
    for page in pages:
        pdf.add_page()
        y = float(_TOP)
        for number, mail in enumerate(page.mails):
            y = _draw(pdf, mail, y + (2 * _LINE if number else 0), barred)
        pdf.set_font("Courier", size=9)
        pdf.text(158, 268, page.stamp)
    pdf.output(str(path))


def _draw(pdf: FPDF, mail: Mail, y: float, barred: str | None) -> float:
    """Draw a mail from `y` down; the place below its last line, in millimetres."""
    for label, value in mail.fields:
        pdf.set_font("Helvetica", "B", 10)
        pdf.text(_LEFT, y, label)
        pdf.set_font("Helvetica", "", 10)
        pdf.text(_LEFT + 24, y, value)
        y += _LINE
    y += _LINE
    for line in mail.text.split("\n"):
        pdf.text(_LEFT, y, line)
        if barred and barred in line:
            before = pdf.get_string_width(line[: line.index(barred)])
            pdf.set_fill_color(0, 0, 0)
            pdf.rect(_LEFT + before, y - 3.6, pdf.get_string_width(barred), 4.8, style="F")
        y += _LINE
    return y


if __name__ == "__main__":
    sys.exit(main())
