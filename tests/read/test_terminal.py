"""Text with codes of terminals and printers: text that they hide is in no output."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from mailrecon.model import Document, Hiding
from mailrecon.read.options import ReadOptions
from mailrecon.read.text import large
from tests.read.page_twins import read_one

NAME = "ZebulonQuark"
ESC = "\x1b"
_STRUCK = "".join(f"{letter}\b{{}}" for letter in NAME)
_TAGGED = "".join(chr(0xE0000 + ord(letter)) for letter in NAME)

HIDDEN = [
    # Concealed (SGR 8), alone, among others, over two lines, by a single-byte introducer.
    f"{ESC}[8m{NAME}{ESC}[0m",
    f"{ESC}[8m{NAME}{ESC}[28m",
    f"{ESC}[1;8m{NAME}{ESC}[22;28m",
    f"{ESC}[8mnorth\n{NAME}{ESC}[m",
    f"\x9b8m{NAME}\x9b0m",
    # In the colour of the ground: the sixteen, the 256, any; inverse; by colons.
    f"{ESC}[30;40m{NAME}{ESC}[0m",
    f"{ESC}[40m{ESC}[30m{NAME}{ESC}[0m",
    f"{ESC}[37;47m{NAME}{ESC}[0m",
    f"{ESC}[90;100m{NAME}{ESC}[0m",
    f"{ESC}[7;30;40m{NAME}{ESC}[0m",
    f"{ESC}[38;5;0m{ESC}[48;5;16m{NAME}{ESC}[m",
    f"{ESC}[38;5;232;48;5;233m{NAME}{ESC}[m",
    f"{ESC}[38;2;0;0;0;48;2;9;9;9m{NAME}{ESC}[m",
    f"{ESC}[38:2::0:0:0;48:2::0:0:0m{NAME}{ESC}[m",
    # Overtyped, erased, deleted.
    f"{NAME}{chr(8) * 12}XXXXXXXXXXXX",
    _STRUCK.format(*"X" * 12),
    _STRUCK.format(*"█" * 12),
    f"{NAME}{ESC}[12D████████████",
    f"{NAME}{ESC}[1G{'X' * 40}",
    f"{NAME}{ESC}[2K",
    f"{NAME}{ESC}[1K north",
    f"{NAME}{ESC}[12D{ESC}[K north",
    f"{NAME}{ESC}[12D{ESC}[12X",
    f"{NAME}{ESC}[12D{ESC}[12P",
    f"{NAME}\r{'█' * 40}",
    f"{NAME}\r{'#' * 40}",
    # Strings for programs: titles, links, device controls.
    f"{ESC}]0;{NAME}\x07north",
    f"{ESC}]8;;mailto:{NAME}@x.example{ESC}\\north{ESC}]8;;{ESC}\\",
    f"{ESC}]0;{'north ' * 900}{NAME}\x07north",
    f"{ESC}[{'1;' * 40}8m{NAME}{ESC}[0m",
    f"{ESC}[{'9' * 5_000};8m{NAME}{ESC}[0m",
    f"{ESC}_{NAME}{ESC}\\north",
    f"{ESC}P{NAME}{ESC}\\north",
    f"{ESC}^{NAME}{ESC}\\north",
    # Letters that no font draws.
    f"\U000e0001{_TAGGED}north",
]
SEEN = [
    f"{ESC}[1m{NAME}{ESC}[0m",
    f"{ESC}[31m{NAME}{ESC}[0m",
    f"{ESC}[30m{NAME}{ESC}[0m",
    f"{ESC}[7m{NAME}{ESC}[0m",
    f"{ESC}[4m{NAME}{ESC}[24m",
    f"{ESC}[97;40m{NAME}{ESC}[0m",
    f"{ESC}[8m{ESC}[0m{NAME}",
    f"{ESC}[30;40m{ESC}[39m{NAME}",
    f"{ESC}(B{NAME}{ESC}=",
    f"{ESC}[K{NAME}{ESC}[K",
    _STRUCK.format(*NAME),  # bold, as in pages of manuals
    "".join(f"_\b{letter}" for letter in NAME),  # underlined
    _STRUCK.format(*"_" * 12),
    f"{NAME}\rnorth\r\n",  # an old Macintosh's line end
    f"[8m{NAME}[0m",
    f"█ {NAME} █",
    f"\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f {NAME}",
]


def read(piece: str) -> Document:
    return read_one(f"Dear Ida,\n\nthe witness is {piece} of the\nnorth pier\n".encode(), "a.txt")


@pytest.mark.parametrize("piece", HIDDEN)
def test_what_a_terminal_hides_is_withheld(piece: str) -> None:
    document = read(piece)
    said = document.text + repr((document.hidden, document.warnings, document.redactions))
    assert NAME not in said
    assert "Zebulon" not in said
    assert not any(0xE0000 < ord(letter) < 0xE0080 for letter in said)
    assert document.text.startswith("Dear Ida,\n\n")
    assert document.text.endswith("north pier\n")
    assert document.hidden
    for item in document.hidden:
        assert set(document.text[item.span.start : item.span.end]) <= {"█"}
        assert item.place == "line 3" or "\nZeb" in piece


@pytest.mark.parametrize("piece", SEEN)
def test_what_a_terminal_shows_is_read(piece: str) -> None:
    document = read(piece)
    assert NAME in document.text
    assert "\x1b" not in document.text
    assert "\x08" not in document.text


def test_a_concealed_name_leaves_a_bar() -> None:
    document = read(f"{ESC}[8m{NAME}{ESC}[0m")
    assert "the witness is ████████████ of the\n" in document.text
    assert [item.how for item in document.hidden] == [Hiding.TRANSPARENT]


def test_what_is_erased_is_counted_however_often_the_line_was_erased() -> None:
    erased = f"{'x' * 2_000}{ESC}[1G{ESC}[2000X" * 600
    document = read(f"{erased}{NAME}{ESC}[2K")
    assert sum(item.characters for item in document.hidden) == 600 * 2_000 + len(
        f"thewitnessis{NAME}"
    )


def test_a_text_without_codes_is_left_as_it_is() -> None:
    text = "Dear Ida,\r\n\r\nthe witness is Ann Poe.\r\n"
    assert read_one(text.encode(), "a.txt").text == text


def test_announcements_of_letters_are_no_codes_of_a_terminal() -> None:
    """A Japanese header as an archive printed its bytes (ISO-2022-JP)."""
    text = "From: Sato Ryo (\x1b$B:4F#\x1b(B) <ryo@quay.example>\n\nThe kéy.\n"
    assert read_one(text.encode(), "a.txt").text == text


@pytest.mark.parametrize(
    "line",
    [
        "x" * 200_000 + f"{ESC}[2K" * 3_000,
        f"{ESC}[2000C{ESC}[1Kx" * 3_000,
        f"{ESC}]" * 100_000,
        "a\bb" * 100_000,
        f"{ESC}[{'38;5;0;' * 100_000}m",
        f"{ESC}[" * 100_000,
        f"{ESC}[9999C" * 10_000 + f"{ESC}[1P" * 3_000,
    ],
)
def test_a_hostile_line_takes_little_time(line: str) -> None:
    before = time.process_time()
    read(line)
    assert time.process_time() - before < 10


def test_a_large_text_with_codes_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"the witness is {ESC}[8m{NAME}{ESC}[0m of the\n")
    assert large.read_large(path, "a.txt", ReadOptions()) is None
    monkeypatch.setattr(large, "_MOST_IN_MEMORY", 3)
    found = large.read_large(path, "a.txt", ReadOptions())
    assert found is not None
    assert "control codes" in found.warnings[0].text
