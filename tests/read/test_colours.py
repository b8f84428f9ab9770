"""Which letters are legible on which background."""

from __future__ import annotations

import pytest

from mailrecon.read.redaction.colours import (
    BLACK,
    WHITE,
    Colour,
    from_hexadecimal,
    is_legible,
    lightness_contrast,
    mixed,
)


def colour(text: str) -> Colour:
    found = from_hexadecimal("".join(c * 2 for c in text) if len(text) == 3 else text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "pair",
    [
        "000 000",
        "fff fff",
        "f00 f00",
        "fefefe fff",
        "333 000",
        "000 333",
        "444 000",
        "000 444",
        "232323 000",
        "2f4f4f 2f4f4f",
        "000080 000",
        "000 000080",
        "000 1f3864",
        "eee fff",
        "fff eee",
        "ccc ddd",
        "ffffcc fff",
        "e00 f00",
        "777 808080",
    ],
)
def test_letters_like_their_ground_cannot_be_read(pair: str) -> None:
    letters, ground = map(colour, pair.split())
    assert not is_legible(letters, ground)


@pytest.mark.parametrize(
    "pair",
    [
        "000 fff",
        "fff 000",
        "ccc fff",
        "ddd fff",
        "888 121212",
        "000 808080",
        "00ff00 000",
        "666 000",
        "000 2f5496",
        "fff 1f3864",
        "f00 000",
        "f00 fff",
        "ffff00 fff",
        "00ffff fff",
        "008000 f00",
        "00f f00",
        "aaa 808080",
    ],
)
def test_letters_that_can_be_made_out(pair: str) -> None:
    letters, ground = map(colour, pair.split())
    assert is_legible(letters, ground)


def test_opacity_counts() -> None:
    assert not is_legible(Colour(0, 0, 0, 0.0), WHITE)
    assert not is_legible(Colour(0, 0, 0, 0.05), WHITE)
    assert is_legible(Colour(0, 0, 0, 0.5), WHITE)
    assert Colour(0, 0, 0, 0.5).over(WHITE) == Colour(127.5, 127.5, 127.5)


def test_shading_of_some_per_cent() -> None:
    assert mixed(BLACK, WHITE, 0.9)[:3] == pytest.approx((25.5, 25.5, 25.5))


@pytest.mark.parametrize("text", ["", "auto", "#12345", "gggggg", "1234567"])
def test_what_is_no_colour(text: str) -> None:
    assert from_hexadecimal(text) is None


def test_the_measure_is_apcas() -> None:
    # The values its author gives, but for the offset of 2.7 that the cut-off takes away.
    assert lightness_contrast(colour("888888"), WHITE) == pytest.approx(63.06 + 2.7, abs=0.1)
    assert lightness_contrast(WHITE, colour("888888")) == pytest.approx(68.54 + 2.7, abs=0.1)
