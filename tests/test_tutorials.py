"""What the documentation tells a reader to type works, and prints what the page shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutorials import PAGES, steps


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_true(page: Path, tmp_path: Path) -> None:
    for step in steps(page, tmp_path):
        if step.shown is not None:
            assert step.printed == step.shown, f"run `python -m tests.tutorials`: {step.code}"
