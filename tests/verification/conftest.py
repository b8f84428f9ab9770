"""Write and rebuild the many outputs of these tests in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.verification.run import in_memory


@pytest.fixture(autouse=True)
def _in_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    tmp_path_factory.getbasetemp()  # of all tests, so not in memory
    with in_memory():
        yield
