"""Patterns compiled at first use equal those compiled immediately."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

import pytest

import mailrecon
from mailrecon.regex import LineOpening, Regex, regex


def test_every_pattern_of_every_module_compiles() -> None:
    count = 0
    for module in pkgutil.walk_packages(mailrecon.__path__, "mailrecon."):
        if module.name.startswith(("mailrecon.__main__", "mailrecon.spark", "mailrecon.read.mail")):
            continue
        for value in vars(import_module(module.name)).values():
            if isinstance(value, Regex):
                assert isinstance(value.compiled(), re.Pattern)
                count += 1
            if isinstance(value, LineOpening):
                assert not value.is_in("")
    assert count > 200


def test_a_form_opens_the_lines_that_a_pattern_of_all_lines_finds() -> None:
    form = LineOpening(r"[> ]*(?P<word>\w+):[^\n]*$")
    every = re.compile(r"^[> ]*(?P<word>\w+):[^\n]*$", re.MULTILINE)
    for text in (
        "",
        "To: Ann",
        "\nTo: Ann",
        "Hi,\n> To: Ann\nCc: Ben\n\nBcc:\n",
        "Hi To:\r\nCc: Ben",
    ):
        found = [match.span("word") for match in form.all_in(text)]
        assert found == [match.span("word") for match in every.finditer(text)]
        assert form.is_in(text) == bool(found)
        # A long text is not copied to be searched.
        padded = text + "\n" * (1 << 16)
        assert form.is_in(padded) == bool(found)
        for line in text.split("\n"):
            assert form.opens(line) == (every.match(line) is not None)


def test_answers_are_those_of_the_pattern() -> None:
    late, early = regex(r"(?P<a>a+)b", re.IGNORECASE), re.compile(r"(?P<a>a+)b", re.IGNORECASE)
    for text in ("xAAb", "aab", "b", ""):
        for ask in ("search", "match", "fullmatch"):
            found, wanted = getattr(late, ask)(text), getattr(early, ask)(text)
            assert (found and found.span()) == (wanted and wanted.span())
        assert late.sub("-", text) == early.sub("-", text)
        assert late.findall(text) == early.findall(text)
    assert (late.pattern, late.flags, late.groups) == (early.pattern, early.flags, early.groups)
    assert dict(late.groupindex) == {"a": 1}


def test_what_patterns_lack_it_lacks() -> None:
    with pytest.raises(AttributeError):
        regex("a").nothing  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(re.error):
        regex("(").search("a")
