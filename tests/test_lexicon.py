"""Every language file is well-formed, and lookups ignore case, width and space."""

from __future__ import annotations

import json
import re
import runpy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from mailrecon.errors import LexiconError
from mailrecon.lexicon import (
    LABEL_SECTIONS,
    OPTIONAL_SECTIONS,
    RAW_LABELS,
    SECTIONS,
    TABLES,
    LabelEntry,
    Template,
    attribution_key,
    build,
    files,
    fold,
    fold_words,
    load,
    loading,
)
from mailrecon.lexicon.redaction_codes import exemption_code, may_show_code
from mailrecon.model import Role
from mailrecon.resolve.subject import read_subject

FOLDER = Path(__file__).resolve().parents[1] / "src" / "mailrecon" / "lexicon"
FILES = sorted(FOLDER.glob("*.json"))
HEAD = ("language", "name", "native_name", "cldr", "sources", "labels")
ALLOWED = {
    "attributions": {"name", "date", "time", "email"},
    "message_counts": {"n"},
    "forum_marks": {"n", "name"},
    "exemption_codes": {"n", "d", "c", "more"},
    "redaction_codes": {"n"},
}

each = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    twice = {key for key in keys if keys.count(key) > 1}
    assert not twice, f"the same key twice: {twice}"
    return dict(pairs)


@cache
def data(path: Path) -> dict[str, Any]:
    found = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_no_twice)
    assert isinstance(found, dict)
    return found


def phrases(path: Path) -> list[tuple[str, str, list[str]]]:
    """(section, phrase, sources) of all sections but the zone names."""
    content = data(path)
    found = [
        (f"labels/{section}", phrase, sources)
        for section, entries in content["labels"].items()
        for phrase, sources in entries.items()
    ]
    for section in (*SECTIONS, *OPTIONAL_SECTIONS):
        if section != "zone_names":
            entries = content.get(section, {})
            found += [(section, phrase, sources) for phrase, sources in entries.items()]
    return found


def test_merged_tables_are_not_stale() -> None:
    script = runpy.run_path(str(FOLDER.parents[2] / "scripts" / "make_lexicon_tables.py"))
    assert (FOLDER / TABLES).read_bytes() == script["tables"](), "run `make tables`"


def test_merged_tables_hold_what_the_language_files_say() -> None:
    made, held = build(), load()
    for name in made.__struct_fields__:
        assert _ordered(getattr(made, name)) == _ordered(getattr(held, name)), name


def test_tables_made_of_other_language_files_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "checksum", lambda: 0)
    assert loading.from_tables() is None


def _ordered(value: Any) -> Any:
    """A table with the order of its rows; entries compare by what they say."""
    if isinstance(value, dict):
        return [(key, _ordered(item)) for key, item in value.items()]
    if isinstance(value, tuple):
        return [_ordered(item) for item in value]
    if isinstance(value, LabelEntry | Template):
        return [_ordered(getattr(value, name)) for name in value.__struct_fields__]
    return value


def test_there_are_languages() -> None:
    codes = {path.stem for path in FILES}
    assert codes >= {"en", "ja", "de", "fr", "es", "it", "pt", "ko", "zh-Hans", "zh-Hant", "ar"}
    assert codes == set(load().languages)


@each
def test_sections_are_all_there_and_no_others(path: Path) -> None:
    content = data(path)
    assert {*HEAD, *SECTIONS} <= set(content) <= {*HEAD, *SECTIONS, *OPTIONAL_SECTIONS}
    assert set(content["labels"]) == set(LABEL_SECTIONS)


@each
def test_head(path: Path) -> None:
    content = data(path)
    assert content["language"] == path.stem
    assert content["name"].strip()
    assert content["native_name"].strip()
    assert content["cldr"] is None or Locale.parse(content["cldr"])


@each
def test_no_key_stands_twice(path: Path) -> None:
    assert data(path)


@each
def test_a_mail_header_can_be_read(path: Path) -> None:
    labels = data(path)["labels"]
    for section in ("from", "to", "subject"):
        assert labels[section], f"no label for {section}"
    assert labels["date"] or labels["sent"]


@each
def test_sources_are_declared(path: Path) -> None:
    declared = data(path)["sources"]
    used: set[str] = set()
    for section, phrase, sources in phrases(path):
        assert isinstance(sources, list), f"{section}: {phrase!r}"
        assert sources, f"{section}: {phrase!r} has no source"
        assert len(set(sources)) == len(sources), f"{section}: {phrase!r} names a source twice"
        used.update(sources)
    assert used <= set(declared), f"not declared: {used - set(declared)}"
    for key, text in declared.items():
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]*", key), key
        assert text.strip(), f"{key} says nothing"


@each
def test_phrases_are_bare(path: Path) -> None:
    for section, phrase, _ in phrases(path):
        where = f"{section}: {phrase!r}"
        assert phrase == phrase.strip(), where
        assert fold(phrase), where
        assert "\n" not in phrase, where
        assert "%" not in phrase, where
        if section.startswith("labels/") or section.endswith("prefixes"):
            assert phrase[-1] not in ":：", where
        if section.endswith("separators"):
            assert phrase[0] not in "-—–_=<>*", where
            assert phrase[-1] not in "-—–_=<>*:：", where


@each
def test_placeholders(path: Path) -> None:
    for section, phrase, _ in phrases(path):
        slots = re.findall(r"\{([^{}]*)\}", phrase)
        assert set(slots) <= ALLOWED.get(section, set()), f"{section}: {phrase!r}"
        assert phrase.count("{") == phrase.count("}") == len(slots), f"{section}: {phrase!r}"
        if section == "attributions":
            assert {"name", "email"} & set(slots), f"{phrase!r} names nobody"
        if section == "message_counts":
            assert slots == ["n"], f"{phrase!r} has no number"


@each
def test_zone_names_are_zones_of_the_cldr(path: Path) -> None:
    known = set(get_global("meta_zones").values())
    for name, value in data(path)["zone_names"].items():
        assert name.strip()
        metazone, _, kind = value.partition("/")
        assert metazone in known, f"{name}: {value}"
        assert kind in ("standard", "daylight", "generic"), f"{name}: {value}"


@each
def test_everything_in_the_file_can_be_looked_up(path: Path) -> None:
    lexicon, content, code = load(), data(path), path.stem
    for section, role in LABEL_SECTIONS.items():
        for label in content["labels"][section]:
            assert code in lexicon.labels[fold(label)].roles[role], label
    for label in content["labels"]["sent"]:
        assert lexicon.labels[fold(label)].sent
    for section in ("forward_separators", "original_separators"):
        table = getattr(lexicon, section)
        for phrase in content[section]:
            assert code in table[fold(phrase)]
    not_folded = (
        "chat_titles",
        "forum_marks",
        "sent_by",
        "exemption_codes",
        "redaction_words",
        "unsubscribe_words",
        "reading_thanks",
    )
    for section in (
        "reply_prefixes",
        "forward_prefixes",
        "redactions",
        "device_signatures",
        "quoted_text_hidden",
        "page_furniture",
        "not_mail_titles",
        *(name for name in OPTIONAL_SECTIONS if name not in not_folded),
    ):
        table = getattr(lexicon, section)
        assert {fold(phrase) for phrase in content.get(section, {})} <= set(table)
    for phrase in content["attributions"]:
        patterns = [(t.language, t.pattern) for t in lexicon.attributions[attribution_key(phrase)]]
        assert (code, phrase) in patterns
    assert set(content["message_counts"]) <= set(lexicon.message_counts)
    assert {fold_words(phrase) for phrase in content["on_behalf"]} <= set(lexicon.on_behalf)
    chats = content.get("chat_titles", {})
    assert {fold_words(phrase) for phrase in chats} <= lexicon.chat_titles
    marks = content.get("forum_marks", {})
    assert {fold_words(phrase) for phrase in marks} <= lexicon.forum_marks
    assert {fold_words(phrase) for phrase in content.get("sent_by", {})} <= set(lexicon.sent_by)
    assert set(content.get("exemption_codes", {})) <= set(lexicon.exemption_codes)
    words = content.get("redaction_words", {})
    assert {fold_words(phrase) for phrase in words} <= lexicon.redaction_words


@each
def test_no_prefix_means_both_reply_and_forward(path: Path) -> None:
    content = data(path)
    both = {fold(p) for p in content["reply_prefixes"]} & {
        fold(p) for p in content["forward_prefixes"]
    }
    assert not both


def test_a_prefix_with_two_meanings_is_read_by_language() -> None:
    lexicon = load()
    assert "vs" in lexicon.forward_prefixes
    assert "vs" in lexicon.reply_prefixes
    assert read_subject("VS: Laiva", lexicon, "fi").prefixes == ("reply",)
    assert read_subject("VS: Skibet", lexicon, "da").prefixes == ("forward",)


def test_raw_labels_are_known_in_every_language() -> None:
    for label, role in RAW_LABELS.items():
        assert role in load().labels[fold(label)].roles


@pytest.mark.parametrize(
    "text",
    [
        "Subject",
        "SUBJECT",
        "subject",
        "S u b j e c t",
        "Ｓｕｂｊｅｃｔ",
        "ＳＵＢＪＥＣＴ",
        " Subject\u00a0",
        "Sub\u200bject",
        "\u202aSubject\u202c",
        "\ufeffSubject",
        "Sub\u00adject",
        "Sub\nject",
    ],
)
def test_lookups_ignore_case_width_and_space(text: str) -> None:
    assert Role.SUBJECT in load().labels[fold(text)].roles


@pytest.mark.parametrize(
    ("text", "role", "language"),
    [
        ("件 名", Role.SUBJECT, "ja"),
        ("差出人", Role.FROM, "ja"),
        ("から", Role.FROM, "ja"),
        ("に", Role.TO, "ja"),
        ("VON", Role.FROM, "de"),
        ("betreff", Role.SUBJECT, "de"),
        ("OBJET", Role.SUBJECT, "fr"),
        ("À", Role.TO, "fr"),
        ("发件人", Role.FROM, "zh-Hans"),
        ("收件者", Role.TO, "zh-Hant"),
        ("보낸 사람", Role.FROM, "ko"),
        ("보낸사람", Role.FROM, "ko"),
    ],
)
def test_well_known_labels(text: str, role: Role, language: str) -> None:
    assert language in load().labels[fold(text)].roles[role]


@given(st.text(max_size=40))
def test_fold_is_stable(text: str) -> None:
    folded = fold(text)
    assert not re.search(r"\s", folded)
    assert fold(f" {text}\u200b\n") == folded
    assert fold(text.upper().lower()) == fold(text.lower().upper().lower())


def test_a_word_that_is_no_label_is_none() -> None:
    for text in ("Harbour", "wall", "Subjection", ""):
        assert fold(text) not in load().labels


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "not valid JSON"),
        ("[]", "no language code"),
        ('{"name": "X"}', "no language code"),
        ('{"language": "xx"}', "section 'labels' is missing"),
        ('{"language": "xx", "labels": {}}', "section 'attributions' is missing"),
    ],
)
def test_a_malformed_file_is_named(
    text: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "xx.json").write_text(text, encoding="utf-8")
    for module in (files, loading):
        monkeypatch.setattr(module, "FOLDER", tmp_path)
    with pytest.raises(LexiconError, match=complaint) as caught:
        load.__wrapped__()
    assert "xx.json" in str(caught.value)


def test_an_attribution_that_names_nobody_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = {"language": "xx", "labels": {}, **{section: {} for section in SECTIONS}}
    content["attributions"] = {"On {date} it was written:": ["usage"]}
    (tmp_path / "xx.json").write_text(json.dumps(content), encoding="utf-8")
    for module in (files, loading):
        monkeypatch.setattr(module, "FOLDER", tmp_path)
    with pytest.raises(LexiconError, match="has no name"):
        load.__wrapped__()


def test_each_exemption_code_has_the_sign_by_which_it_is_looked_for() -> None:
    pattern = re.compile(exemption_code())
    filled = {"{n}": "12", "{d}": "6", "{c}": "A", "{more}": " (2) "}
    for code in load().exemption_codes:
        printed = code
        for slot, text in filled.items():
            printed = printed.replace(slot, text)
        assert pattern.search(printed), code
        for shown in (printed, printed.replace(". ", " "), printed.replace(" ", "")):
            assert may_show_code(shown) or not pattern.search(shown), shown
    assert not may_show_code("Poe, Ann (DOCK) [E] <ann@quay.example>")
    assert not may_show_code("Tuesday, May 4, 2021 9:12 AM")
