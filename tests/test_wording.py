"""Docstrings, comments and messages use common technical terms, not private words.

`docs/glossary.md` has the words to use. Words of `PRIVATE` and names of `_NAMES` must not return.
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

ROOT = Path(__file__).parents[1]
PACKAGE = Path(mailrecon.__file__).parent
# Every package and module of mailrecon, and what is beside it.
CLEANED = tuple(
    sorted(
        path.stem
        for path in PACKAGE.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    )
)
BESIDE = ("bench", "fuzz", "scripts")
PAGES = (
    *sorted((ROOT / "docs").rglob("*.md")),
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
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
# Names that say nothing of what they hold, or whose word is ours alone.
_NAMES = re.compile(
    r"(?:^|_)(?:told|tells|held|lifted|barred|stands|stood|house|room|door|real)(?:_|$)",
    re.IGNORECASE,
)
# A constant of the standard library.
OTHERS_NAMES = ("ITIMER_REAL",)

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


def _modules(package: str) -> list[Path]:
    root = PACKAGE / package
    paths = sorted(root.rglob("*.py")) if root.is_dir() else [root.with_suffix(".py")]
    assert paths
    return paths


def _is_message(value: object) -> bool:
    return isinstance(value, str) and _MESSAGE.match(value) is not None


def private_words(text: str) -> list[str]:
    return _WORDS.findall(_PLAIN.sub("", text))


def names(path: Path) -> Iterator[tuple[int, str]]:
    """The names that a module uses, each with the number of its line."""
    with path.open(encoding="utf-8") as file:
        for token in tokenize.generate_tokens(file.readline):
            if token.type == tokenize.NAME:
                yield token.start[0], token.string


@pytest.mark.parametrize("package", CLEANED)
def test_names_say_what_they_are_of(package: str) -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {name}"
        for path in _modules(package)
        for line, name in names(path)
        if _NAMES.search(name) and name not in OTHERS_NAMES
    ]
    assert found == [], "a name says what it holds, a predicate begins with is_, has_ or a verb"


@pytest.mark.parametrize("folder", BESIDE)
def test_no_private_word_beside_the_package(folder: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {word}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line, text in prose(path)
        for word in private_words(text)
    ]
    # The examples are mail, whose writers use the words they like.
    assert [item for item in found if not item.startswith("scripts/make_examples.py")] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_private_word_in_the_documentation(page: Path) -> None:
    fenced = False
    for count, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        fenced ^= line.lstrip().startswith("```")
        # What is quoted from outputs or mail is not ours.
        if not fenced and not line.startswith("    "):
            assert private_words(line) == [], f"line {count}; see PRIVATE for other words"


@pytest.mark.parametrize("package", CLEANED)
def test_no_private_word_comes_back(package: str) -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {word}"
        for path in _modules(package)
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
