"""Find the panels side by side on a screen: a webmail's folders, its list of mails, the mail.

Tesseract reads each panel separately. Lines of neighbouring panels are at slightly different
heights, and it would otherwise join them into one line.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple

from PIL import Image, ImageChops

from mailrecon.lexicon import fold
from mailrecon.read.picture.ocr import ReadWord
from mailrecon.regex import regex

# Shares of the picture's width and height: the furthest ends of the folders and of the list, the
# least width of a panel and of the strip between two, and heights between which no bar crosses the
# screen.
_FOLDERS_END, _LIST_ENDS = 0.4, 0.62
_NARROWEST, _NARROWEST_LIST, _NARROWEST_STRIP = 0.05, 0.12, 0.008
_CLEAR_FROM, _CLEAR_TO = 0.24, 0.93
_LEAST_NAMES = 2
_SMALLER = 4
# The least difference between neighbouring pixels at the edge of a letter or rule.
_EDGE = 24
# Values of a column of pixels: nearly no edges, or a rule from top to bottom.
_BARE, _RULED = 1, 200
# The largest width of a rule in columns (letters are wider), and the clear columns on each side.
_RULE, _APART = 6, 3
_COUNT = regex(r"[\s\d()\[\].,+•*>»«©®|_-]+")


class Panel(NamedTuple):
    """A part of a picture, in its pixels; `is_aside` for lists of folders or mails."""

    left: int
    top: int
    right: int
    bottom: int
    is_aside: bool = False


class _Strip(NamedTuple):
    """A vertical strip without letters: its sides, and whether it contains a rule."""

    left: int
    right: int
    is_ruled: bool


def find_panels(image: Image.Image, words: Sequence[ReadWord]) -> list[Panel]:
    """The panels of a screen in which a list of mail folders is on the left; otherwise empty.

    `words` are those read in the whole picture. The panels are in reading order: the part above,
    the folders, a list of mails, the mail, the part below.
    """
    named = _named_folders(words)
    if len({word.text for word in named}) < _LEAST_NAMES:
        return []
    small = image.convert("L").reduce(_SMALLER)
    edges = ImageChops.difference(small, ImageChops.offset(small, 1, 0)).point(
        lambda value: 255 if value > _EDGE else 0
    )
    wide = image.width
    # No bar crosses the screen below the first folder's name.
    first = min(word.top for word in named) // _SMALLER
    inner = range(min(int(edges.height * _CLEAR_FROM), first), int(edges.height * _CLEAR_TO))
    # The first strip to the right of all names; there may be other strips between icons and names,
    # or in the mail.
    folders = next(
        (
            strip
            for strip in _strips(edges, inner)
            if _NARROWEST * wide <= strip.left
            and strip.right <= _FOLDERS_END * wide
            and all(word.right <= strip.right for word in named)
        ),
        None,
    )
    if folders is None:
        return []
    reach, clear = _reach(edges, folders, inner)
    top, bottom = reach.start * _SMALLER, reach.stop * _SMALLER
    cuts = [clear, *_list_of_mails(_strips(edges, reach), folders, words, wide)]
    lefts = [0, *(strip.right for strip in cuts)]
    rights = [*(strip.left for strip in cuts), wide]
    beside = [
        Panel(left, top, right, bottom, is_aside=right < wide)
        for left, right in zip(lefts, rights, strict=True)
    ]
    above, below = Panel(0, 0, wide, top), Panel(0, bottom, wide, image.height)
    return [panel for panel in (above, *beside, below) if panel.bottom > panel.top]


def _named_folders(words: Sequence[ReadWord]) -> list[ReadWord]:
    """The last word of each folder's name that begins a line: `Inbox 12`, `Sent Items`."""
    found: list[ReadWord] = []
    for _, group in groupby(words, key=lambda word: word.line):
        line = list(group)
        for begin in range(min(2, len(line))):
            name = ""
            for word in line[begin : begin + 4]:
                name = f"{name} {word.text}".strip()
                if _is_folder(name):
                    found.append(word)
                    break
            else:
                continue
            break
    return found


def _is_folder(text: str) -> bool:
    return fold(_COUNT.sub(" ", text).strip()) in _names()


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    text = files(__package__).joinpath("folder_names.json").read_text(encoding="utf-8")
    return frozenset(fold(name) for names in json.loads(text).values() for name in names)


def _strips(edges: Image.Image, rows: range) -> list[_Strip]:
    """The strips without letters in some rows that have content to their left, in pixels.

    They may contain a rule, or the edge of a coloured background.
    """
    found: list[_Strip] = []
    x = 0
    for clear, group in groupby(_without_faint_rules(_columns_of(edges, rows)), key=_is_clear):
        means = list(group)
        width = len(means)
        if clear and x and width >= _NARROWEST_STRIP * edges.width:
            is_ruled = max(means) > _RULED
            found.append(_Strip(x * _SMALLER, (x + width) * _SMALLER, is_ruled))
        x += width
    return found


def _without_faint_rules(means: bytes) -> list[int]:
    """The same with pale or blurred rules made clear: they are too narrow for letters, and
    isolated.
    """
    found: list[int] = []
    runs = [(clear, list(group)) for clear, group in groupby(means, key=_is_clear)]
    for place, (clear, run) in enumerate(runs):
        beside = [len(runs[other][1]) for other in (place - 1, place + 1) if 0 <= other < len(runs)]
        is_rule = not clear and len(run) <= _RULE and len(beside) == 2 and min(beside) >= _APART
        found += [255] * len(run) if is_rule else run
    return found


def _columns_of(edges: Image.Image, rows: range) -> bytes:
    """The share (of 255) of edge pixels in each column."""
    part = edges.crop((0, rows.start, edges.width, rows.stop))
    return part.resize((part.width, 1), Image.Resampling.BOX).tobytes()


def _is_clear(mean: int) -> bool:
    return mean < _BARE or mean > _RULED


def _reach(edges: Image.Image, strip: _Strip, rows: range) -> tuple[range, _Strip]:
    """The rows, beyond the given ones, in which part of a strip is clear except for a rule.

    Returns that part as well: a title, a search box or an account's name above the folders may
    extend into the strip.
    """
    means = _columns_of(edges, rows)
    ruled = [mean > _RULED for mean in means]
    left, right = strip.left // _SMALLER, strip.right // _SMALLER
    narrowest = max(round(_NARROWEST_STRIP * edges.width), 1)
    top, bottom = rows.start, rows.stop
    clear = [True] * (right - left)
    for step in (-1, 1):
        row = (rows.start if step < 0 else rows.stop - 1) + step
        while 0 <= row < edges.height:
            line = edges.crop((left, row, right, row + 1)).tobytes()
            still = [
                is_clear and (not edge or ruled[left + x])
                for x, (is_clear, edge) in enumerate(zip(clear, line, strict=True))
            ]
            first, last = _longest_run(still)
            if last - first < narrowest:
                break
            clear = still
            row += step
        if step < 0:
            top = row + 1
        else:
            bottom = row
    first, last = _longest_run(clear)
    # Letters are a little wider than their edges.
    side = (last - first) // 5
    first, last = first + side, last - side
    part = strip._replace(left=(left + first) * _SMALLER, right=(left + last) * _SMALLER)
    return range(top, bottom), part


def _longest_run(clear: Sequence[bool]) -> tuple[int, int]:
    """The first and the end of the longest run of clear columns."""
    best = (0, 0)
    x = 0
    for is_clear, group in groupby(clear):
        width = len(list(group))
        if is_clear and width > best[1] - best[0]:
            best = (x, x + width)
        x += width
    return best


def _list_of_mails(
    strips: Sequence[_Strip],
    folders: _Strip,
    words: Sequence[ReadWord],
    wide: int,
) -> list[_Strip]:
    """The strip right of a list of mails, if there is one between the folders and the mail."""
    found: list[_Strip] = []
    for strip in strips:
        if strip.right - folders.right < _NARROWEST_LIST * wide or strip.right > _LIST_ENDS * wide:
            continue
        between = [
            word for word in words if folders.right <= word.left and word.right <= strip.right
        ]
        # `From:    Ann Poe`: labels left of their values.
        if not any(word.text.endswith((":", "：")) for word in between):
            found.append(strip)
    # There is also a gap between names and times in a list; a rule is more certain.
    ruled = [strip for strip in found if strip.is_ruled]
    return ruled[-1:] or sorted(found, key=lambda strip: strip.left - strip.right)[:1]
