"""The names of missing packages, and mailrecon's name on the package index."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from mailrecon.extras import DISTRIBUTION, install_command
from mailrecon.read import READERS

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_packages_are_named_as_the_project_names_them() -> None:
    assert install_command("msg") == "pip install compressed-rtf olefile"
    assert install_command("spark") == "pip install pandas pyarrow pyspark"
    for reader in READERS:
        if reader.extra is not None:
            assert PROJECT["optional-dependencies"][reader.extra], reader.name


def test_extras_that_name_one_another_end(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"{DISTRIBUTION}[b]; extra == 'a'", f'{DISTRIBUTION}[a, c] ; extra == "b"']
    rows += ["Some.Package>=1,<2; python_version < '4' and extra == 'c'", "plain>=1"]
    monkeypatch.setattr("importlib.metadata.requires", lambda name: rows)
    assert install_command("a") == "pip install Some.Package"


def test_without_metadata_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> list[str]:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.requires", missing)
    assert install_command("msg") == f"pip install '{DISTRIBUTION}[msg]'"


def test_nobody_is_told_to_install_somebody_elses_package() -> None:
    assert PROJECT["name"] == DISTRIBUTION
    folders = [ROOT / "src", ROOT / "docs", ROOT / "tests"]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    wrong = re.compile(r"(?:pip|pipx|uvx?|uv pip)\s+(?:install\s+|run\s+)?['\"]?mailrecon(?![-\w])")
    for path in (*files, *ROOT.glob("*.md"), ROOT / "Makefile"):
        if path.suffix in (".md", ".py", ".js", ".html", ".toml", "") and path != Path(__file__):
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not wrong.search(text), path


@pytest.mark.parametrize("group", ["dependencies", *PROJECT["optional-dependencies"]])
def test_each_dependency_has_a_bound_on_its_next_major(group: str) -> None:
    requirements = PROJECT["optional-dependencies"].get(group, PROJECT["dependencies"])
    for requirement in requirements:
        name = re.split(r"[<>=\[]", requirement)[0]
        # tzdata and libpff-python number their versions by the day.
        if name not in (DISTRIBUTION, "tzdata", "libpff-python"):
            assert "<" in requirement, requirement
