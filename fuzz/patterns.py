"""Look for regular expressions of mailrecon that take more than linear time.

`python -m fuzz.patterns`: for each pattern in a module, makes strings that pump each of
its repetitions, with ends that make the match fail, and times what the code calls (`match` for
`match` and `fullmatch`, else `search`) at one and four times the length. Those that grow faster
than the text are printed: readers of the list decide whether their input is bounded.
"""

from __future__ import annotations

import pkgutil
import re
import time
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import mailrecon
from mailrecon.regex import Regex

_REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT)
_ATOMS = (
    " ",
    "\t",
    "\n",
    " \n",
    "\n\n",
    "a",
    "a ",
    "1",
    ">",
    "> ",
    "<",
    "-",
    "- ",
    "a@",
    "a.",
    ",",
)
_ENDS = ("", "\x01", "\n\x01", "a\x01")
_CATEGORIES = {
    constants.CATEGORY_DIGIT: "1",
    constants.CATEGORY_SPACE: " ",
    constants.CATEGORY_WORD: "a",
    constants.CATEGORY_NOT_DIGIT: "a",
    constants.CATEGORY_NOT_SPACE: "a",
    constants.CATEGORY_NOT_WORD: " ",
}
_SEARCHING = {"search", "sub", "subn", "finditer", "findall", "split"}
_LENGTH = 500
# Seconds for one pattern.
_PATIENCE = 60
# What takes less than this (in seconds) for a string of that length takes no square of it.
_LEAST = 0.0004


def main() -> None:
    """Print what is found."""
    for name, pattern in _collect():
        calls = set(re.findall(rf"\b{name.rpartition('.')[2]}\.(\w+)\(", _source()))
        for method in ("match", "search"):
            called = calls & ({"match", "fullmatch"} if method == "match" else _SEARCHING)
            worst = _worst(pattern, method) if called else None
            if worst is not None:
                pump, times = worst
                told = " and ".join(f"{seconds * 1000:.1f}" for seconds in times)
                print(f"{name} ({method}), pumped with {pump!r}: {told} ms", flush=True)
                break


def _collect() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Every pattern in a module of mailrecon, with its full name."""
    for module in pkgutil.walk_packages(mailrecon.__path__, "mailrecon."):
        if not module.name.startswith(("mailrecon.__main__", "mailrecon.read.mail.pst")):
            for name, value in vars(import_module(module.name)).items():
                if isinstance(value, re.Pattern | Regex):
                    pattern = value.compiled() if isinstance(value, Regex) else value
                    yield f"{module.name}.{name}", pattern


@lru_cache(maxsize=1)
def _source() -> str:
    folder = Path(mailrecon.__path__[0])
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.rglob("*.py")))


def _worst(pattern: re.Pattern[Any], method: str) -> tuple[str, list[float]] | None:
    """A string that makes the pattern take more than linear time, and the seconds it takes."""
    end_of_patience = time.monotonic() + _PATIENCE
    for before, pump in _pumps(pattern):
        for end in _ENDS:
            if time.monotonic() > end_of_patience:
                print(f"{pattern.pattern[:80]!r}: not all was tried", flush=True)
                return None
            if _seconds(pattern, method, before, pump, end, 1) < _LEAST:
                continue
            times = [_seconds(pattern, method, before, pump, end, size) for size in (1, 4)]
            if times[1] > 9 * times[0]:
                return before + pump, times
    return None


def _seconds(
    pattern: re.Pattern[Any], method: str, before: str, pump: str, end: str, size: int
) -> float:
    text: Any = before + pump * (_LENGTH * size // len(pump)) + end
    if isinstance(pattern.pattern, bytes):
        text = text.encode("latin-1", "replace")
    run = getattr(pattern, method)
    best = 9.0
    for _ in range(2):
        start = time.process_time()
        run(text)
        best = min(best, time.process_time() - start)
        if best < _LEAST:
            break
    return best


def _pumps(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str]]:
    """What precedes a repetition, and what is repeated in it."""
    source = pattern.pattern
    if isinstance(source, bytes):
        source = source.decode("latin-1")
    tree = parser.parse(
        source, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    )
    found = dict.fromkeys(_repeats(list(tree), ""))
    pumps = {pump for _, pump in found}
    for before, pump in found:
        yield "", pump
        yield before, pump
        for other in pumps:
            yield before, pump + other
    for atom in _ATOMS:
        yield "", atom
        for before, _ in found:
            yield before, atom


def _repeats(nodes: list[Any], before: str) -> Iterator[tuple[str, str]]:
    for kind, value in nodes:
        if kind in _REPEATS:
            _, most, inner = value
            if most > 8:
                pump = "".join(map(_sample, inner))
                if pump:
                    yield before, pump
                    yield before, pump.swapcase()
            yield from _repeats(list(inner), before)
        for inner in _inside(kind, value):
            yield from _repeats(list(inner), before)
        before += _sample((kind, value))


def _inside(kind: Any, value: Any) -> list[Any]:
    if kind is constants.SUBPATTERN:
        return [value[-1]]
    if kind is constants.BRANCH:
        return list(value[1])
    if kind in (constants.ASSERT, constants.ASSERT_NOT):
        return [value[1]]
    if kind is constants.ATOMIC_GROUP:
        return [value]
    return []


def _sample(node: tuple[Any, Any]) -> str:
    """A short string that a part of a pattern matches."""
    kind, value = node
    if kind is constants.LITERAL:
        return chr(value)
    if kind in (constants.NOT_LITERAL, constants.ANY):
        return "a"
    if kind is constants.IN:
        return _member(value)
    if kind in _REPEATS:
        return "".join(map(_sample, value[2])) * max(value[0], 1)
    if kind is constants.BRANCH:
        return "".join(map(_sample, value[1][0]))
    if kind in (constants.SUBPATTERN, constants.ATOMIC_GROUP):
        return "".join(map(_sample, _inside(kind, value)[0]))
    return ""


def _member(items: list[Any]) -> str:
    """A character of a set."""
    if items[0][0] is constants.NEGATE:
        barred = re.compile("".join(("[", *map(_spelled, items[1:]), "]")))
        return next((c for c in "a1 .-:>\t\n漢" if not barred.match(c)), "~")
    kind, value = items[0]
    if kind is constants.LITERAL:
        return chr(value)
    if kind is constants.RANGE:
        return chr(value[0])
    return _CATEGORIES.get(value, "a")


def _spelled(item: tuple[Any, Any]) -> str:
    kind, value = item
    if kind is constants.LITERAL:
        return re.escape(chr(value))
    if kind is constants.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return {"1": r"\d", " ": r"\s", "a": r"\w"}.get(_CATEGORIES.get(value, ""), "")


if __name__ == "__main__":
    main()
