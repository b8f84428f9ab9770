"""Layouts, readers and writers of other packages, found by their entry points.

A distribution names them in its `pyproject.toml` (see `docs/tutorial_layout.md`):

    [project.entry-points."mailrecon.layouts"]
    harbour-board = "harbour_board:LAYOUT"

Most installations have none. To look through all distributions takes Python's `importlib.metadata`
tens of milliseconds, more than a short conversion; so it is imported only where a distribution on
the path names one of our groups.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mailrecon.errors import PluginError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints

Plugin = TypeVar("Plugin")
LAYOUTS, READERS, WRITERS = "mailrecon.layouts", "mailrecon.readers", "mailrecon.writers"
_MARK = b"[mailrecon."


def plugin_names(group: str) -> tuple[str, ...]:
    """The names of a group's entry points, in order; nothing of theirs is imported."""
    return tuple(sorted({point.name for point in _entry_points(group)}))


@lru_cache(maxsize=8)
def plugins(group: str, kind: type[Plugin]) -> tuple[Plugin, ...]:
    """What the entry points of a group name, in the order of their names.

    Raises PluginError for one that cannot be imported or is not of the right type.
    """
    found: dict[str, Plugin] = {}
    for point in sorted(_entry_points(group), key=lambda point: point.name):
        try:
            value = point.load()
        except Exception as error:  # whatever another package's module does when it is imported
            raise PluginError(
                f"{point.name} ({group}): {point.value} cannot be imported "
                f"({type(error).__name__}: {error})"
            ) from error
        if not isinstance(value, kind):
            raise PluginError(f"{point.name} ({group}): {point.value} is not a {kind.__name__}")
        found.setdefault(point.name, value)
    return tuple(found.values())


def refuse_clashes(group: str, own: set[str], others: tuple[str, ...]) -> None:
    """Raise PluginError if a plugin has the name of another or of one of ours."""
    seen = set(own)
    for name in others:
        if name in seen:
            raise PluginError(f"{name} ({group}): there is one of that name already")
        seen.add(name)


def _entry_points(group: str) -> EntryPoints | tuple[()]:
    if not _is_any_installed():
        return ()
    from importlib.metadata import entry_points

    return entry_points(group=group)


@lru_cache(maxsize=1)
def _is_any_installed() -> bool:
    """Whether a distribution on the path names one of our groups."""
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 - half the time of `Path.iterdir`
        except OSError:
            continue
        for name in names:
            if name.endswith((".dist-info", ".egg-info")):
                try:
                    text = Path(folder, name, "entry_points.txt").read_bytes()
                except OSError:
                    continue
                if _MARK in text:
                    return True
    return False
