"""The documentation agrees with the code, as far as a program can check it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

import mailrecon
from mailrecon.cli import main
from mailrecon.errors import MailreconError
from mailrecon.layouts import evidence
from mailrecon.lexicon import LABEL_SECTIONS, SECTIONS
from mailrecon.model import How, Relation, Role, SegmentKind
from mailrecon.parse.above import introduction, separators, titles
from mailrecon.thread.links.layout_weights import OTHER_SUBJECT, STRANGERS, STRUCTURE_WEIGHTS
from mailrecon.thread.links.scoring import WEIGHTS, LinkEvidence
from mailrecon.writers.provenance.jsonl import message_record
from tests.conftest import FIXTURES, ROOT, SCHEMA, check_records

DOCS = ROOT / "docs"
SOURCES = sorted((ROOT / "src" / "mailrecon").rglob("*.py"))
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
EXAMPLE = DOCS / "examples" / "harbour_post.en.txt"
DOCUMENTS = sorted([*FIXTURES.rglob("*.txt"), *(DOCS / "examples").glob("*.txt")])

LINK = re.compile(r"\]\(([^()\s]+)\)")
ELSEWHERE = ("http://", "https://", "mailto:")
HEADER = re.compile(r"X-Mailrecon(?:-[A-Z][A-Za-z]*)+")


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_record_is_as_the_schema_says(document: Path) -> None:
    archive = mailrecon.reconstruct(document)
    check_records(json.loads(json.dumps(message_record(item))) for item in archive.messages)


def test_the_example_is_valid_and_true() -> None:
    printed = re.search(r"```json\n(.*?)```", page("jsonl.md").split("## An example")[1], re.DOTALL)
    assert printed is not None
    messages = mailrecon.reconstruct(EXAMPLE).messages
    assert json.loads(printed[1]) == json.loads(json.dumps(message_record(messages[2])))


def test_the_schema_is_a_schema_and_knows_every_value() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    field = SCHEMA["$defs"]["fields"]["items"]["properties"]
    assert set(field["role"]["enum"]) == set(Role)
    assert set(field["how"]["enum"]) == set(How)
    assert set(SCHEMA["properties"]["relation"]["enum"]) == {*Relation, None}


def objects(schema: Any) -> list[dict[str, Any]]:
    """Every object that a schema describes."""
    if isinstance(schema, list):
        return [found for part in schema for found in objects(part)]
    if not isinstance(schema, dict):
        return []
    below = [found for part in schema.values() for found in objects(part)]
    return [schema, *below] if schema.get("type") == "object" else below


def test_the_schema_is_closed_and_described() -> None:
    text = page("jsonl.md")
    for schema in objects(SCHEMA):
        assert schema["additionalProperties"] is False
        assert set(schema["required"]) == set(schema["properties"])
        for key in schema["properties"]:
            assert f"`{key}`" in text, f"docs/jsonl.md does not describe {key}"


def test_every_role_and_segment_kind_is_described() -> None:
    for role in Role:
        assert f"`{role}`" in page("jsonl.md")
    for kind in SegmentKind:
        assert f"| `{kind}` |" in page("ledger.md")


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_option_is_described(name: str) -> None:
    section = page("cli.md").split(f"## mailrecon {name}\n")[1].split("\n## ")[0]
    command = main.commands[name]
    for parameter in command.params:
        if not isinstance(parameter, click.Option):
            continue
        for option in (*parameter.opts, *parameter.secondary_opts):
            assert re.search(rf"`{option}[` ]", section), f"docs/cli.md: {name} {option}"
        if isinstance(parameter.type, click.Choice):
            for choice in parameter.type.choices:
                assert choice in section, f"docs/cli.md: {name} {parameter.name} {choice}"


def test_every_exit_code_is_described() -> None:
    known = [MailreconError]
    for error in known:
        known.extend(error.__subclasses__())
    for error in known:
        assert f"\n| {error.exit_code} | " in page("cli.md")


def test_the_readme_has_the_exit_codes_of_the_reference() -> None:
    def codes(text: str) -> list[str]:
        return re.findall(r"^\| (\d+) \| ", text.partition("## Exit codes")[2], re.M)

    shown = codes((ROOT / "README.md").read_text(encoding="utf-8"))
    assert "130" in shown
    assert set(shown) <= set(codes(page("cli.md")))


def test_every_header_of_ours_is_described() -> None:
    used = {found for path in SOURCES for found in HEADER.findall(path.read_text(encoding="utf-8"))}
    assert used
    headings = set(re.findall(r"^## (X-Mailrecon-\S+)$", page("headers.md"), re.MULTILINE))
    assert used == headings


def test_every_section_of_the_lexicon_is_described() -> None:
    text = page("lexicon.md")
    for section in SECTIONS:
        assert f"\n### {section}\n" in text
    for section in LABEL_SECTIONS:
        assert f"\n| `{section}` | " in text


def test_the_list_of_languages_is_renewed() -> None:
    shown = CliRunner().invoke(main, ["languages", "--markdown"])
    assert shown.output == page("languages.md"), "run `mailrecon languages --markdown`"


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for dependency in project["dependencies"]:
        name = re.split(r"[<>=~!; ]", dependency)[0]
        assert f"\n| {name} | " in page("design.md")


def test_the_examples_show_what_inspect_shows() -> None:
    shown = CliRunner().invoke(main, ["inspect", str(EXAMPLE)])
    assert shown.exit_code == 0
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert shown.output.rstrip() in readme, "README.md: put in what `mailrecon inspect` shows now"
    tree = page("cli.md").split("How to read the tree:\n\n")[1].split("\n\n")[0]
    for line in tree.splitlines():
        assert line.removeprefix("    ") in shown.output.splitlines(), f"docs/cli.md: {line}"


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_relative_links_lead_somewhere(path: Path) -> None:
    for link in LINK.findall(path.read_text(encoding="utf-8")):
        if link.startswith(ELSEWHERE):
            continue
        target, _, anchor = link.partition("#")
        found = (path.parent / target).resolve() if target else path
        assert found.exists(), f"{name_of(path)}: {link}"
        if anchor:
            assert anchor in anchors(found), f"{name_of(path)}: {link}"


def test_every_page_is_in_the_sites_navigation() -> None:
    """`make docs` builds the site, and refuses links that lead nowhere."""
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:\n")[1]
    named = set(re.findall(r"([\w/]+\.md)$", navigation, re.MULTILINE))
    assert named == {str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md")}


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


def test_the_weights_of_evidence_are_those_of_the_code() -> None:
    found = set()
    for module in (evidence, introduction, separators, titles):
        for value in vars(module).values():
            values = value if isinstance(value, tuple) else ()
            found.update(one for one in (value, *values) if isinstance(one, evidence.Evidence))
    ordered = sorted(found, key=lambda one: (-one.weight, one.reason))
    rows = [f"| {one.reason} | {one.weight:g} |" for one in ordered]
    shown = page("design.md").partition("| evidence | weight |")[2].partition("\n\n")[0]
    assert shown.strip().splitlines()[1:] == rows


def test_the_weights_of_links_are_those_of_the_code() -> None:
    rows = [weight.row for weight in (*STRUCTURE_WEIGHTS, *WEIGHTS.values())]
    shown = page("threads.md").partition("## Relations")[2].partition("\n## ")[0]
    assert [line for line in shown.splitlines() if re.match(r"\| [^|]+ \| -?\d", line)] == rows
    assert set(WEIGHTS) == set(LinkEvidence)
    assert f"{OTHER_SUBJECT} points less where the subjects differ, and {STRANGERS} less" in shown
