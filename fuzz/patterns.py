"""Look for regular expressions of mailrecon that take more than linear time.

`python -m fuzz.patterns`: collects every pattern that is compiled while the fixtures are rebuilt,
makes strings that pump each of its repetitions (and ends that make the match fail), and times
`search` and `match` on them at one and four times the length. Prints those that grow faster
than the text; ends with code 1 if there are any that `ALLOWED` does not explain.
"""

from __future__ import annotations

import pkgutil
import re
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

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
_LENGTH = 500
# What takes less than this (in seconds) for a string of that length takes no square of it.
_LEAST = 0.0004


def main() -> None:
    """Print what is found."""
    found = 0
    for pattern in _collect():
        for method in ("match", "search"):
            worst = _worst(pattern, method)
            if worst is not None:
                found += 1
                pump, times = worst
                told = ", ".join(f"{seconds * 1000:.1f}" for seconds in times)
                print(f"{method} {pattern.pattern[:150]!r}\n    pumped with {pump!r}: {told} ms")
                break
    sys.exit(1 if found else 0)


def _collect() -> list[re.Pattern[str] | re.Pattern[bytes]]:
    """Every pattern compiled by mailrecon's own modules."""
    seen: dict[Any, re.Pattern[Any]] = {}
    compile_pattern: Callable[..., re.Pattern[Any]] = re._compile  # type: ignore[attr-defined]

    def keep(pattern: Any, flags: Any) -> re.Pattern[Any]:
        compiled = compile_pattern(pattern, flags)
        frame = sys._getframe(2)
        if str(frame.f_globals.get("__name__", "")).startswith("mailrecon"):
            seen[compiled.pattern, compiled.flags] = compiled
        return compiled

    re._compile = keep  # type: ignore[attr-defined]
    from fuzz.seeds import texts

    import mailrecon

    for module in pkgutil.walk_packages(mailrecon.__path__, "mailrecon."):
        if not module.name.startswith(("mailrecon.__main__", "mailrecon.read.pst")):
            import_module(module.name)
    for text in texts():
        mailrecon.reconstruct(text)
    re._compile = compile_pattern  # type: ignore[attr-defined]
    return list(seen.values())


def _worst(pattern: re.Pattern[Any], method: str) -> tuple[str, list[float]] | None:
    """A string that makes the pattern take more than linear time, and the seconds it takes."""
    for before, pump in _pumps(pattern):
        for end in _ENDS:
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
    """What stands before a repetition, and what is repeated in it."""
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
