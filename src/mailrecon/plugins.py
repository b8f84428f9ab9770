"""Layouts, readers and writers of other packages, found by their entry points.

A distribution names them in its `pyproject.toml` (see `docs/tutorial_layout.md`):

    [project.entry-points."mailrecon.layouts"]
    harbour-board = "harbour_board:LAYOUT"

Most installations have none. `importlib.metadata` takes tens of milliseconds to look through all
distributions, more than a short conversion. So it is imported only if a distribution on the path
names one of our groups.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from mailrecon.errors import MailreconError, PluginError, PluginFault

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints

Plugin = TypeVar("Plugin")
Given = ParamSpec("Given")
Result = TypeVar("Result")
LAYOUTS, READERS, WRITERS = "mailrecon.layouts", "mailrecon.readers", "mailrecon.writers"
_MARK = b"[mailrecon."


def plugin_names(group: str) -> tuple[str, ...]:
    """The names of a group's entry points, in order; no plugin is imported."""
    return tuple(sorted({point.name for point in _entry_points(group)}))


@lru_cache(maxsize=8)
def plugins(group: str, kind: type[Plugin]) -> tuple[Plugin, ...]:
    """The objects that the entry points of a group refer to, in the order of the entry points'
    names.

    Raises PluginError for one that cannot be imported or is not of the right type.
    """
    found: dict[str, Plugin] = {}
    for point in sorted(_entry_points(group), key=lambda point: point.name):
        try:
            value = point.load()
        except Exception as error:  # importing another package's module may raise anything
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


def named_in_faults(
    what: str,
    function: Callable[Given, Result],
    failure: type[MailreconError] = PluginFault,
) -> Callable[Given, Result]:
    """Wrap a plugin's function so that its unexpected errors become errors that name the plugin.

    `what` names it: `the layout 'harbour board'`. With PluginFault the current document is skipped;
    with PluginError the run ends.
    """

    @wraps(function)
    def call(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            return function(*args, **kwargs)
        except (MailreconError, OSError, MemoryError):
            raise
        except Exception as error:  # whatever another package's function does
            raise failure(_fault_of(what, error)) from error

    return call


def each_named_in_faults(
    what: str, function: Callable[Given, Iterable[Result]]
) -> Callable[Given, Iterator[Result]]:
    """The same for a generator function, whose errors are raised while it is iterated."""

    def call(*args: Given.args, **kwargs: Given.kwargs) -> Iterator[Result]:
        try:
            yield from function(*args, **kwargs)
        except (MailreconError, OSError, MemoryError):
            raise
        except Exception as error:  # whatever another package's function does
            raise PluginFault(_fault_of(what, error)) from error

    return call


def _fault_of(what: str, error: Exception) -> str:
    """One line that names the error of a plugin's function, and its file and line."""
    import traceback

    # The first frame is that of `call` above.
    frames = traceback.extract_tb(error.__traceback__)[1:]
    own = [frame for frame in frames if frame.filename == frames[0].filename]
    place = f" at {Path(own[-1].filename).name}:{own[-1].lineno}" if own else ""
    return f"{what}, of another package, failed: {type(error).__name__}{place} ({error})"


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
