"""Pages of plain text a second from PDF: mailrecon, bare PDFium, and pdftotext where installed.

    python bench/pdf.py [PAGES]

CPU time of one core for each page, of three runs in turn, the least; and the most memory held.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2 as pdfium
from fpdf import FPDF

from mailrecon.read import ReadOptions, read_bytes

LINES = 50
RUNS = 3


def made(pages: int) -> bytes:
    """Pages full of mail: 50 lines of some 90 letters, and a number at the foot."""
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.set_font("Helvetica", size=9)
    # The same bytes each time
    pdf.set_creation_date(datetime(2021, 3, 2, tzinfo=UTC))
    for page in range(pages):
        pdf.add_page()
        head = (
            "From: Ann Poe <ann@harbour.example>",
            "To: Ida Rask <ida@harbour.example>",
            f"Date: Tue, 2 Mar 2021 {page // 60 % 24:02d}:{page % 60:02d}:00 +0100",
            f"Subject: Stones {page}",
            "",
        )
        body = (
            f"The wall at the north pier was seen on day {line} of {page}: it holds, she says."
            for line in range(LINES - len(head))
        )
        for place, line in enumerate((*head, *body)):
            pdf.text(50, 60 + 14 * place, line)
        pdf.text(50, 815, f"HARBOUR-{page:06d}")
    return bytes(pdf.output())


def with_mailrecon(data: bytes) -> None:
    """Read the whole document."""
    list(read_bytes(data, "x.pdf", ReadOptions()))


def with_pdfium(data: bytes) -> None:
    """Ask PDFium for the text of each page, without places."""
    document = pdfium.PdfDocument(data)
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
    document.close()


def with_pdftotext(data: bytes) -> None:
    """Run pdftotext on the document."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        subprocess.run(
            ["pdftotext", "-layout", file.name, "-"], stdout=subprocess.DEVNULL, check=True
        )


def cpu() -> float:
    """The CPU seconds of this process and of those it ran."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def rows(pages: int, runs: int = RUNS) -> list[str]:
    """A row of a Markdown table for each reader, the least of some runs in turn."""
    data = made(pages)
    readers: dict[str, Callable[[bytes], None]] = {
        "bare PDFium, text without places": with_pdfium,
        "mailrecon": with_mailrecon,
    }
    if shutil.which("pdftotext"):
        readers["pdftotext -layout"] = with_pdftotext
    least = dict.fromkeys(readers, float("inf"))
    walls = dict.fromkeys(readers, float("inf"))
    for _ in range(runs):
        for name, run in readers.items():
            started, wall = cpu(), time.monotonic()
            run(data)
            least[name] = min(least[name], cpu() - started)
            walls[name] = min(walls[name], time.monotonic() - wall)
    return [
        f"| {pages:,} pages, {len(data) / 1e6:.1f} MB | {name} | {1000 * seconds / pages:.2f} ms | "
        f"{walls[name]:.1f} s | {most_memory() if name == 'mailrecon' else ''} |"
        for name, seconds in least.items()
    ]


def most_memory() -> str:
    """The most memory this process has held."""
    status = Path("/proc/self/status")
    if not status.exists():
        return ""
    return f"{int(status.read_text('utf-8').split('VmHWM:')[1].split()[0]) // 1024} MB"


def main() -> int:
    """Print the rows."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    print("\n".join(rows(pages, RUNS if pages < 1000 else 1)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
