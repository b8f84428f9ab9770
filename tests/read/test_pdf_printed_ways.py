"""Letters cut out of a ground, pale, half covered, printed over one another; frames, gradients."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailrecon.model import Document
from mailrecon.read import ReadOptions, read_bytes
from read.make_raw_pdf import (
    ADVANCE,
    LEFT,
    LINES,
    SECRET,
    SECRET_LINE,
    SIZE,
    at,
    form,
    mail,
    name,
    pdf,
    rectangle,
    secret_box,
    show,
)

X, Y, W, H = secret_box()
BASE = at(SECRET_LINE)
NAME_X = LEFT + ADVANCE * LINES[SECRET_LINE].index(SECRET)


def masked(
    letters: str, ground: str = f"0 .2 .6 rg {rectangle(9)} f", clear: str = SECRET
) -> bytes:
    """As browsers print `background-clip: text`: a ground through a mask, clear letters over it."""
    group = "/Group << /Type /Group /S /Transparency /I true >>"
    return pdf(
        mail(f"/GM gs {ground} /GN gs /GC gs " + show(clear, NAME_X, BASE)),
        resources="/ExtGState << /GM << /SMask << /Type /Mask /S /Alpha /G 10 0 R >> >> "
        "/GN << /SMask /None >> /GC << /ca 0 >> >>",
        objects=[form(show(letters, NAME_X, BASE), group)],
    )


def again(*shifts: tuple[float, float], text: str = SECRET, more: str = "") -> bytes:
    return pdf(mail("\n".join(show(text, NAME_X + x, BASE + y, SIZE, more) for x, y in shifts)))


def half(low: float, high: float) -> bytes:
    """A bar over part of the line's height, in shares of the letters' size."""
    return pdf(f"{mail()}\n0 g {X} {BASE + low * SIZE} {W} {(high - low) * SIZE} re f")


def over(text: str, x: float = 0.0, y: float = 0.0, size: float = SIZE) -> bytes:
    return pdf(mail() + "\n" + show(text, NAME_X + x, BASE + y, size))


HIDDEN: dict[str, Callable[[], bytes]] = {
    "clear letters where others are cut out": lambda: masked("XXXX XXXXX"),
    "clear letters on a ground": lambda: masked("XXXX", clear=SECRET, ground=""),
    "a bar down from the tips": lambda: half(-0.3, 0.56),
    "a bar over all but descenders": lambda: half(-0.02, 0.9),
    "seven strings over it": lambda: pdf(
        mail() + "".join("\n" + show("WMNHKXWMNH", NAME_X + k, BASE + k / 2) for k in range(7))
    ),
    "an X over each letter": lambda: pdf(
        mail() + "".join("\n" + show("X", NAME_X + ADVANCE * k, BASE) for k in range(len(SECRET)))
    ),
    "paler than can be read": lambda: pdf(mail(name(".88 g"))),
    "pale under a pale veil": lambda: pdf(
        mail(name(".8 g")) + f"\n/G gs 1 g {rectangle()} f",
        resources="/ExtGState << /G << /ca .7 >> >>",
    ),
}
SEEN: dict[str, Callable[[], bytes]] = {
    "letters cut out of a ground": lambda: masked(SECRET),
    "letters cut out of a dark ground": lambda: masked(SECRET, f"0 g {rectangle(9)} f"),
    "pale grey": lambda: pdf(mail(name(".8 g"))),
    "pale grey, small": lambda: pdf(mail(name(".8 g", size=7))),
    "a bar below the middle": lambda: half(-0.3, 0.22),
    "a bar over the lower third": lambda: half(-0.3, 0.15),
    "bold, printed four times": lambda: again((0, 0), (0.2, 0), (0.4, 0), (0.6, 0)),
    "bold, printed in a square": lambda: again((0, 0), (0.3, 0), (0, 0.3), (0.3, 0.3)),
    "bold, printed eight times": lambda: again(*((0.1 * k, 0) for k in range(8))),
    "bold, shifted both ways": lambda: again((0, 0), (-0.4, 0), (0.4, 0), (0, 0.4), (0, -0.4)),
    "a shadow behind": lambda: again((1.0, -1.0), (0, 0)),
    "underscores over it": lambda: over("__________"),
    "underscores three times": lambda: pdf(
        mail() + "".join("\n" + show("__________", NAME_X, BASE - k) for k in range(3))
    ),
    "macrons over it": lambda: over("\xaf" * 10),
    "hyphens through it": lambda: over("----------"),
    "hyphens through it twice": lambda: pdf(
        mail() + "".join("\n" + show("-" * 10, NAME_X + k, BASE) for k in range(2))
    ),
    "dots over it": lambda: over(".........."),
    "accents over letters": lambda: over("\xb4  \xa8   `  ^"),
    "set close": lambda: pdf(mail(name("-2 Tc"))),
    "letter by letter, set close": lambda: pdf(
        mail("\n".join(show(c, NAME_X + 5.4 * k, BASE) for k, c in enumerate(SECRET) if c != " "))
    ),
    "letter by letter, each four times": lambda: pdf(
        mail(
            "\n".join(
                show(c, NAME_X + ADVANCE * k + 0.2 * n, BASE)
                for n in range(4)
                for k, c in enumerate(SECRET)
                if c != " "
            )
        )
    ),
    "filled and stroked again": lambda: pdf(mail(name() + name("1 Tr .3 w"))),
    "lines set tight": lambda: pdf(
        mail() + "".join("\n" + show("more of it here", LEFT, BASE - 200 - 7 * k) for k in range(6))
    ),
    "set large above small signs": lambda: pdf(
        f"{mail('')} {show(SECRET, LEFT, BASE - 200, 18)}"
        f" {show('/ @ pier', LEFT + 2, BASE - 205, 5)}"
    ),
    "in a thick frame": lambda: pdf(f"{mail()}\n0 G 15 w {LEFT - 40} {BASE - 90} 420 260 re S"),
    "in a thick frame with round corners": lambda: pdf(
        f"{mail()}\n0 G 15 w 1 j {LEFT - 40} {BASE - 90} 420 260 re S"
    ),
}


def document(data: bytes) -> Document:
    (found,) = read_bytes(data, "x.pdf", ReadOptions())
    return found


@pytest.mark.parametrize(("size", "more"), [(3, "40 Tz"), (5, ".4 g 40 Tz")])
def test_strokes_thinner_than_a_pixel_are_read(size: float, more: str) -> None:
    thin = "will I pier: l.1, it"
    found = document(pdf(f"{mail()}\n.9 g 0 0 9 9 re f 0 g {show(thin, LEFT, 390, size, more)}"))
    assert thin in found.text
    assert not found.hidden


@pytest.mark.parametrize("how", HIDDEN)
def test_what_cannot_be_seen_comes_out_nowhere(how: str) -> None:
    squeezed = "".join(document(HIDDEN[how]()).text.split())
    assert not any(part in squeezed for part in ("Zor", "ora", "Qui", "uil", "ill"))
    assert "DearIda" in squeezed


@pytest.mark.parametrize("how", SEEN)
def test_what_can_be_seen_is_read(how: str) -> None:
    found = document(SEEN[how]())
    assert all(word in found.text for word in SECRET.split())
    assert not found.hidden
    assert not found.redactions
