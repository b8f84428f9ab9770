"""No rule reads a whole text for each header in it: accesses are counted."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from mailrecon.lexicon import load
from mailrecon.model import Document
from mailrecon.parse import message_starts, parse_in_general
from mailrecon.scan import Lines

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))
INPUTS = importlib.import_module("inputs")
sys.path.pop(0)


class _Watched(str):
    """A text that counts how often it is searched from end to end."""

    searches = 0

    def __contains__(self, piece: object) -> bool:
        type(self).searches += 1
        assert isinstance(piece, str)
        return super().__contains__(piece)


def _searches(levels: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often a chain's text is searched while it is parsed."""
    made = Lines.__init__

    def watched(lines: Lines, text: str) -> None:
        made(lines, text)
        lines.text = _Watched(text)

    with monkeypatch.context() as patched:
        patched.setattr(Lines, "__init__", watched)
        _Watched.searches = 0
        document = Document("chain", INPUTS.chain(levels), "0" * 64, "utf-8")
        assert len(parse_in_general(document, load()).drafts) == levels
    return _Watched.searches


def test_a_text_is_searched_as_often_with_many_headers_as_with_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few = _searches(10, monkeypatch)
    assert few > 0
    assert _searches(60, monkeypatch) == few


def test_the_count_sees_a_search_for_each_header(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = message_starts.in_code

    def searching(page: message_starts.Page, block: message_starts.Block) -> bool:
        return "\N{SNOWMAN}" in page.lines.text or rule(page, block)

    monkeypatch.setattr(message_starts, "in_code", searching)
    assert _searches(20, monkeypatch) == _searches(10, monkeypatch) + 10
