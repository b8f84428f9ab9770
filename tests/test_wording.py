"""Docstrings, comments and messages use the words of the trade, not words only we understand.

`docs/glossary.md` has the words to use. A package in `CLEANED` must not get a word of `PRIVATE`.
Where one has its plain meaning, its phrase belongs in `PLAIN`.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

import mailrecon

PACKAGE = Path(mailrecon.__file__).parent
CLEANED = (
    "read",
    "scan",
    "layouts",
    "parse",
    "resolve",
    "thread",
    "pipeline",
    "app",
    "cli",
    "writers",
    "report",
    "model",
    "lexicon",
)

# `is no longer`, `are no larger`: no class is denied.
_AFTER_NO = "longer|more|fewer|less|larger|farther|other"
# The word, and what to write in its place.
PRIVATE = {
    r"stands?|stood": "is, is printed, lies",
    r"tells|telling|told": "reports, returns; `x` is True if …",
    r"lifted": "extracted",
    r"barred": "redacted, covered",
    r"rooms?|doors?|houses?": "a word without scenery",
    r"lest": "so that … not, because",
    r"anew|at one glance|thus": "again, directly, so",
    r"says? so": "what says it, and in which words",
    r"whoever": "people who, programs that",
    rf"(?<!there )(?:is|are|was|were) no(?! (?:{_AFTER_NO})\b)": "is not a",
    r"\w+` is that (?:an?|at|it|its|nothing|pictures|some|the|there|they)": "`x` is True if",
    r"real messages?": "native message",
}
# Phrases in which a word above has its plain meaning.
PLAIN = (
    r"stands? for",  # an abbreviation, a placeholder
    r"as (?:it|they) stands?",
    r"told apart",
)

_WORDS = re.compile(rf"\b(?:{'|'.join(PRIVATE)})\b", re.IGNORECASE)
_PLAIN = re.compile(rf"\b(?:{'|'.join(PLAIN)})\b|`[^`\n]+`(?! is that)|\"[^\"\n]+\"", re.IGNORECASE)
# A string is a message if it has several words and is neither a pattern nor markup.
_MESSAGE = re.compile(r"^[^\\<>|]*[a-z]{2,} [a-z]{2,} [a-z]{2,}[^\\<>|]*$")


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """The docstrings, comments and messages of a module, each with the number of its line."""
    source = path.read_text(encoding="utf-8")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            if isinstance(node.value.value, str):
                yield node.lineno, node.value.value
        elif isinstance(node, ast.Constant) and _is_message(node.value):
            yield node.lineno, str(node.value)


def _is_message(value: object) -> bool:
    return isinstance(value, str) and _MESSAGE.match(value) is not None


def private_words(text: str) -> list[str]:
    return _WORDS.findall(_PLAIN.sub("", text))


@pytest.mark.parametrize("package", CLEANED)
def test_no_private_word_comes_back(package: str) -> None:
    root = PACKAGE / package
    paths = sorted(root.rglob("*.py")) if root.is_dir() else [root.with_suffix(".py")]
    assert paths
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {word}"
        for path in paths
        for line, text in prose(path)
        for word in private_words(text)
    ]
    assert found == [], "see PRIVATE for other words"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# A line that stands above another.", ["stands"]),
        ("`aside` tells that it is navigation.", ["tells"]),
        ("What is no label is left.", ["is no"]),
        ("`even` is that nothing unusual is on it.", ["even` is that nothing"]),
        ("There is no table. It is no longer used.", []),
        ("The mark stands for a removed name.", []),
        ("`a door told` is quoted.", []),
    ],
)
def test_words_are_found(text: str, words: list[str]) -> None:
    assert private_words(text) == words
