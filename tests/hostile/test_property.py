"""Every document, in every input and output format, verifies."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from fuzz.seeds import SHELLS
from hypothesis import given, settings
from hypothesis import strategies as st

from mailrecon.writers import WRITERS
from tests.hostile.checks import check_input
from tests.test_ledger import documents

FORMATS = [*WRITERS, "report"]


@pytest.mark.parametrize("reader", SHELLS)
@settings(max_examples=20)  # for each of the readers
@given(text=documents, format_name=st.sampled_from(FORMATS))
def test_what_is_converted_passes_verification(reader: str, text: str, format_name: str) -> None:
    shell = SHELLS[reader]
    with tempfile.TemporaryDirectory() as folder:
        seed = shell.seed(text.encode("utf-8", "surrogatepass"))
        check_input(shell.write(seed, Path(folder)), (format_name,))
