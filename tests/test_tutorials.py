"""The commands in the documentation work, and print what the page shows."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.tutorials import DOCS, PAGES, steps


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_true(page: Path, tmp_path: Path) -> None:
    for step in steps(page, tmp_path):
        if step.shown is not None:
            assert step.printed == step.shown, f"run `python -m tests.tutorials`: {step.code}"


def test_the_notebook_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    shutil.copytree(DOCS / "examples", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    notebook = json.loads((tmp_path / "archive.ipynb").read_text("utf-8"))
    names: dict[str, object] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
    assert len(names["rows"]) == len(names["archive"]) > 5  # type: ignore[arg-type]
