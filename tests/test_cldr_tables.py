"""The stored CLDR tables equal those that `make tables` makes."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mailrecon.lexicon import cldr, load

ROOT = Path(__file__).parent.parent
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "make_cldr_tables.py"))
TABLES: dict[str, Any] = SCRIPT["tables"]()
as_text: Callable[[Any], str] = SCRIPT["as_text"]


@pytest.mark.parametrize("name", sorted(TABLES))
def test_tables_are_not_stale(name: str) -> None:
    held = (ROOT / "src/mailrecon/lexicon/cldr" / name).read_text(encoding="utf-8")
    assert held == as_text(TABLES[name]), "run `make tables`"


def test_every_language_with_a_locale_has_words() -> None:
    lexicon = load()
    for code in lexicon.languages:
        locale = lexicon.cldr(code)
        if locale is not None and locale in TABLES["words.json"]:
            # Chinese and Korean number their months.
            assert cldr.locale_words(locale).weekdays, locale
            assert cldr.date_ends(locale) is not None, locale


def test_a_locale_that_cldr_lacks_has_english_words() -> None:
    assert cldr.locale_words("cak") == cldr.locale_words("en")
    assert cldr.date_ends("cak") is None


def test_no_locale_has_words_of_another() -> None:
    """Babel shares inherited tables: Romansh had Hebrew months once Hebrew had been read."""
    assert not any(word > "\u0590" for word in cldr.locale_words("rm").months)
    assert "to" not in cldr.locale_words("ru").weekdays
