"""The architecture as docs/design.md describes it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import mailrecon

PACKAGE = Path(mailrecon.__file__).parent
PAGE = (PACKAGE.parents[1] / "docs" / "design.md").read_text(encoding="utf-8")
# Methods that import what they call, when they are called.
EXCEPTIONS = {("model", "writers")}


def levels() -> list[list[str]]:
    section = PAGE.split("## Which way imports point\n")[1].split("\n## ")[0]
    rows = [line.strip() for line in section.splitlines() if line.startswith("    ")]
    return [row.split(", ") for row in rows]


def imports(path: Path) -> Iterator[str]:
    """The packages of ours that a module imports, but for types only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and id(node) not in typing:
            parts = (node.module or "").split(".")
            if parts[0] == "mailrecon":
                yield from parts[1:2] or (name.name for name in node.names)


def test_imports_point_one_way() -> None:
    level = {name: number for number, names in enumerate(levels()) for name in names}
    wrong = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if own in ("__init__", "__main__"):
            continue
        for other in imports(path):
            if other != own and (own, other) not in EXCEPTIONS and level[other] >= level[own]:
                wrong.add(f"{path.relative_to(PACKAGE)} → {other}")
    assert wrong == set()


def test_every_package_is_described() -> None:
    names = {entry.name for entry in PACKAGE.iterdir() if (entry / "__init__.py").exists()}
    for name in names:
        assert f"`{name}`" in PAGE, name


def test_a_folder_holds_one_subject() -> None:
    """A folder of many modules is divided, and the page says what is in the parts."""
    folders = [path.parent for path in PACKAGE.rglob("__init__.py")]
    large = {
        str(folder.relative_to(PACKAGE)): number
        for folder in folders
        if (number := len(list(folder.glob("[a-z]*.py")))) > 30
    }
    assert large == {}
    for folder in folders:
        name = folder.relative_to(PACKAGE).as_posix()
        if "/" in name and any(folder.glob("[a-z]*.py")):
            assert f"| `{name}` |" in PAGE, name


def test_a_package_defines_nothing_itself() -> None:
    """What a package offers is in its modules; `mailrecon` itself imports them when asked."""
    found = [
        str(path.relative_to(PACKAGE))
        for path in sorted(PACKAGE.rglob("__init__.py"))
        if path.parent != PACKAGE
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    ]
    assert found == []


def test_no_two_classes_have_one_name() -> None:
    """One name means one thing: who searches for a class finds one, with or without `_`."""
    places: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name.lstrip("_"), []).append(path.name)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
