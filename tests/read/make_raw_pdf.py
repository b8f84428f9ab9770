"""PDF pages written by hand: content streams, annotations, layers and forms as tests need them.

The mail on the page hides, or seems to hide, the name in `SECRET`.
"""

from __future__ import annotations

from collections.abc import Sequence

SECRET = "Zora Quill"
HEIGHT = 792
LINES = (
    "From: Ann Poe <ann@harbour.example>",
    "To: Ida Rask <ida@harbour.example>",
    "Date: Tue, 2 Mar 2021 09:14:00 +0100",
    "Subject: Stones",
    "",
    "Dear Ida,",
    f"the witness is {SECRET} of the",
    "north pier and she saw it all.",
    "Ann",
)
SHOWN = ("From: Ann Poe", "Dear Ida", "the witness is", "north pier and she", "of the")
LEFT, TOP, STEP = 72, 700, 18
# Courier: each letter is 0.6 wide.
SIZE = 12
ADVANCE = SIZE * 0.6
SECRET_LINE = 6


def at(line: int) -> int:
    """The height of the base of a line."""
    return TOP - STEP * line


def secret_box(grow: float = 1.0) -> tuple[float, float, float, float]:
    """Left, bottom, width and height of a box that covers the name."""
    left = LEFT + ADVANCE * LINES[SECRET_LINE].index(SECRET)
    return (
        left - grow,
        at(SECRET_LINE) - 3 - grow,
        ADVANCE * len(SECRET) + 2 * grow,
        SIZE + 2 * grow,
    )


def rectangle(grow: float = 1.0) -> str:
    return "{:.2f} {:.2f} {:.2f} {:.2f} re".format(*secret_box(grow))


def show(text: str, x: float, y: float, size: float = SIZE, more: str = "") -> str:
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT {more} /F1 {size} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm ({escaped}) Tj ET"


def mail(secret: str | None = None, colour: str = "0 g", skip: Sequence[int] = ()) -> str:
    """The mail's lines; `secret` is the operators that draw the name, if not like the rest."""
    found = [colour]
    for number, line in enumerate(LINES):
        if number in skip:
            continue
        if SECRET in line and secret is not None:
            before, after = line.split(SECRET)
            found.append(show(before, LEFT, at(number)))
            found.append("q " + secret + " Q")
            found.append(show(after, LEFT + ADVANCE * (len(before) + len(SECRET)), at(number)))
        else:
            found.append(show(line, LEFT, at(number)))
    return "\n".join(found)


def name(more: str = "", size: float = SIZE) -> str:
    """The operators that draw the name in its place, after others."""
    x = LEFT + ADVANCE * LINES[SECRET_LINE].index(SECRET)
    return show(SECRET, x, at(SECRET_LINE), size, more)


def pdf(
    content: str | Sequence[str],
    *,
    page: str = "",
    resources: str = "",
    objects: Sequence[str | bytes] = (),
    catalog: str = "",
) -> bytes:
    """A document of one page a content stream. `objects` are numbered from 10."""
    contents = [content] if isinstance(content, str) else list(content)
    first = 10 + len(objects)
    pages = [first + 2 * number for number in range(len(contents))]
    bodies: dict[int, bytes] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: "<< /Type /Pages /Count {} /Kids [{}] >>".format(
            len(pages), " ".join(f"{number} 0 R" for number in pages)
        ).encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    }
    for number, body in enumerate(objects, 10):
        bodies[number] = body if isinstance(body, bytes) else body.encode("latin-1")
    box = "" if "/MediaBox" in page else f"/MediaBox [0 0 612 {HEIGHT}]"
    for number, text in zip(pages, contents, strict=True):
        bodies[number] = (
            f"<< /Type /Page /Parent 2 0 R {box} {page} /Contents {number + 1} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> {resources} >> >>"
        ).encode()
        bodies[number + 1] = stream(text)
    return _file(bodies)


def stream(content: str | bytes, entries: str = "") -> bytes:
    data = content if isinstance(content, bytes) else content.encode("latin-1")
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries.encode(), len(data), data)


def form(content: str, entries: str = "", resources: str = "") -> bytes:
    box = "" if "/BBox" in entries else f"/BBox [0 0 612 {HEIGHT}]"
    return stream(
        content,
        f"/Type /XObject /Subtype /Form {box} {entries} "
        f"/Resources << /Font << /F1 3 0 R >> {resources} >>",
    )


def _file(bodies: dict[int, bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places: dict[int, int] = {}
    for number, body in sorted(bodies.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    size = max(bodies) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        entry = (places[number], b"n") if number in places else (0, b"f")
        out += b"%010d 00000 %s \n" % entry
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)
