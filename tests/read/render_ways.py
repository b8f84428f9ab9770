"""Render the ways of `hidden_ways.py` in Chromium: `python -m tests.read.render_ways FOLDER`.

Every way stands in a frame of its own, once with each of two names of the same width. A way hides
the name if the two pictures are the same. Ways judged otherwise are printed.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from types import ModuleType

from PIL import Image, ImageChops

from tests.read import (
    box_ways,
    cut_ways,
    drawn_ways,
    label_ways,
    more_hidden_ways,
    overlay_ways,
    page_ways,
    value_ways,
)
from tests.read import hidden_ways as ways

NAMES = ("Hanelon Hoark", "Hmnclxn Hacnk")
HEIGHT, WIDTH = 130, 500


def pages() -> Iterator[tuple[str, str, bool]]:
    """(the way, its page, whether the name is said to be hidden)."""
    for source in (ways, more_hidden_ways):
        yield from _pages(source)


def all_pages() -> Iterator[tuple[str, str, bool]]:
    """Those, and the whole pages of `page_ways`, `value_ways` and `overlay_ways`."""
    yield from pages()
    sources = (page_ways, value_ways, overlay_ways, cut_ways, box_ways, label_ways, drawn_ways)
    for source in sources:
        for hidden, whole in ((True, source.HIDDEN), (False, source.SEEN)):
            for body, sheet in whole:
                yield f"{body} {sheet}", page_ways.page(body, sheet), hidden


def _pages(source: ModuleType) -> Iterator[tuple[str, str, bool]]:
    for hidden, styles, sheets, markup in (
        (True, source.STYLES_HIDDEN, source.SHEETS_HIDDEN, source.MARKUP_HIDDEN),
        (False, source.STYLES_SEEN, source.SHEETS_SEEN, source.MARKUP_SEEN),
    ):
        for style in styles:
            yield style, page_of_style(style), hidden
        for sheet, piece in sheets:
            yield f"{sheet} {piece}", page_of_sheet(sheet, piece), hidden
        for piece in markup:
            yield piece, page(piece), hidden


def page(piece: str, sheet: str = "") -> str:
    style = f"<style>{sheet}</style>" if sheet else ""
    tag = "div" if "<div" in piece or "<table" in piece or "<p " in piece else "p"
    return (
        f"<!doctype html><html><head><title>t</title>{style}</head><body>"
        f"<{tag}>the witness is {piece} of the</{tag}><div>north pier</div></body></html>"
    )


def page_of_style(style: str) -> str:
    return page(f'<span style="{escape(style)}">{{}}</span>')


def page_of_sheet(sheet: str, piece: str) -> str:
    return page(piece, sheet)


def render(folder: Path, name: str) -> Image.Image:
    frames = "".join(
        f'<iframe style="border:0;display:block;width:{WIDTH}px;height:{HEIGHT}px" srcdoc="'
        f'{escape(text.replace("{}", name).replace("<head>", "<head>" + FONT))}"></iframe>'
        for _, text, _ in all_pages()
    )
    source = folder / f"{name[0]}.html"
    source.write_text(f'<!doctype html><meta charset="utf-8"><body style="margin:0">{frames}')
    target = folder / f"{name[0]}.png"
    count = sum(1 for _ in all_pages())
    subprocess.run(
        [
            "chromium", "--headless", "--no-sandbox", "--disable-gpu",
            "--disable-background-networking", f"--user-data-dir={folder}/profile",
            "--hide-scrollbars", "--virtual-time-budget=3000",
            f"--window-size={WIDTH},{HEIGHT * count}", f"--screenshot={target}", str(source),
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    return Image.open(target).convert("RGB")


FONT = "<style>body,input,textarea,button,select,svg{font:16px monospace;margin:4px}</style>"


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    one, other = (render(folder, name) for name in NAMES)
    for number, (way, _, hidden) in enumerate(all_pages()):
        box = (0, number * HEIGHT, WIDTH, (number + 1) * HEIGHT)
        changed = ImageChops.difference(one.crop(box), other.crop(box)).convert("L").getextrema()
        seen = changed[1] >= 40
        if seen is hidden and way not in ways.DOUBTED:
            print(f"{number}: {'SEEN' if seen else 'hidden'} ({changed[1]}): {way}")


if __name__ == "__main__":
    main()
