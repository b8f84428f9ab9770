"""The check of productions: ours pass, and each kind of damage is reported by its rule."""

from __future__ import annotations

import json
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from mailrecon import reconstruct, write
from mailrecon.cli import main
from mailrecon.loadfiles import (
    CONCORDANCE,
    OpticonPage,
    Severity,
    check_production,
    read_dat,
    read_opt,
    write_dat,
    write_opt,
)
from mailrecon.model import Archive, Document
from mailrecon.pipeline.options import JobOptions
from mailrecon.read import ReadOptions
from mailrecon.read.files.archives import UnreadableDocument, read_data
from mailrecon.read.files.inputs import InputFile, list_files, read_file
from mailrecon.writers import WriteOptions
from mailrecon.writers.tables import thread_facts as facts_module
from mailrecon.writers.tables.template import TEMPLATES
from mailrecon.writers.tables.thread_facts import ThreadFacts
from tests.conftest import ROOT
from tests.read.make_pdf import print_text

DOCUMENT = ROOT / "docs" / "examples" / "harbour_post.en.txt"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A production with a family, images and a volume."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "in.pdf").write_bytes(print_text(DOCUMENT.read_text("utf-8")))
    command = ["convert", "-q", "--to", "loadfile", "--volume", "VOL001", "--images", "tiff"]
    result = CliRunner().invoke(main, [*command, str(folder / "in.pdf"), str(folder / "out")])
    assert result.exit_code == 0, result.output
    return folder / "out"


@pytest.fixture
def production(made: Path, tmp_path: Path) -> Path:
    """A copy of its payload to damage."""
    return Path(shutil.copytree(made / "data", tmp_path / "copy"))


def test_our_productions_pass(made: Path) -> None:
    assert check_production(made) == []
    assert check_production(made / "data") == []
    assert check_production(made / "data" / "VOL001") == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_our_templates_pass(name: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = ["convert", "-q", "--to", "loadfile", "--fields", name, str(DOCUMENT), str(out)]
    assert CliRunner().invoke(main, command).exit_code == 0
    assert check_production(out) == []


Rows = list[dict[str, str]]


def rewrite(folder: Path, change: Callable[[Rows], object]) -> None:
    """Change the rows of the load file."""
    (path,) = folder.rglob("*.dat")
    table = read_dat(path.read_bytes())
    rows = [dict(row.values) for row in table.rows]
    change(rows)
    names = list(rows[0])
    path.write_bytes(b"".join(write_dat(names, [list(row.values()) for row in rows])))


def set_value(place: int, name: str, value: str) -> Callable[[Path], None]:
    return lambda folder: rewrite(folder, lambda rows: rows[place].update({name: value}))


def in_file(suffix: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = min(folder.rglob(f"*{suffix}"))
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new, 1))

    return change


def to_latin(folder: Path) -> None:
    (path,) = folder.rglob("*.dat")
    text = path.read_bytes().decode("utf-8-sig")
    path.write_bytes(text.replace("Holt", "Hölt").encode("latin-1"))


def remove(suffix: str) -> Callable[[Path], None]:
    return lambda folder: min(folder.rglob(f"*{suffix}")).unlink()


def replace_image(mode: str, **how: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = min(folder.rglob("*.tif"))
        Image.new(mode, (60, 80), 1).save(path, "TIFF", **how)

    return change


def two_forms(folder: Path) -> None:
    rewrite(folder, lambda rows: rows[4].update(BEGDOC="XX001", ENDDOC="XX001"))


def two_pages(folder: Path) -> None:
    page = Image.new("1", (60, 80), 1)
    page.save(
        min(folder.rglob("*.tif")),
        "TIFF",
        save_all=True,
        append_images=[page],
        compression="group4",
        dpi=(300, 300),
    )


def extra_file(folder: Path) -> None:
    (folder / "VOL001" / "NATIVES" / "0001" / "notes.doc").write_bytes(b"x")


# The damage, the rule it breaks, and whether it is an error.
DAMAGES: dict[str, tuple[Callable[[Path], None], str, bool]] = {
    "no load file": (remove(".dat"), "no-load-file", True),
    "a byte encoding": (to_latin, "encoding", True),
    "no byte order mark": (in_file(".dat", b"\xef\xbb\xbf", b""), "encoding", False),
    "a bare line feed": (in_file(".dat", b"\r\n", b"\n"), "line-ends", False),
    "a column twice": (in_file(".dat", "þCCþ".encode(), "þTOþ".encode()), "columns", True),
    "a column without a name": (in_file(".dat", "þCCþ".encode(), "þþ".encode()), "columns", True),
    "no column of numbers": (in_file(".dat", b"BEGDOC", b"WHICH"), "columns", True),
    "a value too few": (in_file(".dat", "þ\x14þEmailþ".encode(), b""), "values", True),
    "a value without its sign": (in_file(".dat", "\nþMR".encode(), b"\nMR"), "delimiters", True),
    "a control character": (set_value(0, "SUBJECT", "a\x01b"), "values", True),
    "a number twice": (set_value(1, "BEGDOC", "MR00000001"), "numbers", True),
    "no number": (set_value(1, "BEGDOC", "MR"), "numbers", True),
    "numbers backwards": (lambda f: rewrite(f, lambda rows: rows.reverse()), "numbers", True),
    "a range backwards": (set_value(1, "ENDDOC", "MR00000001"), "numbers", True),
    "numbers of two forms": (two_forms, "numbers", False),
    "a document missing": (lambda f: rewrite(f, lambda rows: rows.pop(3)), "gap", False),
    "a parent that is not there": (set_value(2, "PARENTID", "MR00000099"), "family", True),
    "its own parent": (set_value(2, "PARENTID", "MR00000003"), "family", True),
    "an attachment missing": (set_value(1, "ATTACHIDS", "MR00000098"), "family", True),
    "outside of its family": (set_value(2, "BEGATTACH", "MR00000004"), "family", True),
    "half a family": (set_value(2, "ENDATTACH", ""), "family", True),
    "pages that do not fit": (set_value(0, "PAGECOUNT", "3"), "pages", True),
    "a native missing": (remove(".eml"), "links", True),
    "a text missing": (remove(".txt"), "links", True),
    "an image missing": (remove(".tif"), "links", True),
    "a path outside": (set_value(0, "NATIVELINK", "..\\..\\passwd"), "links", True),
    "an absolute path": (set_value(0, "TEXTLINK", "C:\\TEXT\\1.txt"), "links", True),
    "a native changed": (in_file(".eml", b"Subject", b"Subjekt"), "hash", True),
    "a text in another encoding": (in_file(".txt", b"Holt", b"H\xf6lt"), "encoding", True),
    "six values": (in_file(".opt", b"Y,,,1", b"Y,,1"), "opticon", True),
    "an image twice": (in_file(".opt", b"MR00000002,", b"MR00000001,"), "opticon", True),
    "no first page": (in_file(".opt", b"Y,,,1", b",,,1"), "opticon", True),
    "a document too many": (in_file(".opt", b"MR00000002,", b"MR00000077,"), "opticon", True),
    "a wrong page count": (in_file(".opt", b"Y,,,1", b"Y,,,2"), "pages", True),
    "no opticon file": (remove(".opt"), "images", True),
    "an image that is none": (in_file(".tif", b"II*", b"XX*"), "images", True),
    "another compression": (replace_image("1", dpi=(300, 300)), "images", False),
    "too few dots": (replace_image("1", compression="group4", dpi=(150, 150)), "images", False),
    "two pages in one image": (two_pages, "images", True),
    "a file nobody links to": (extra_file, "unlinked", False),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_each_damage_is_named(name: str, production: Path) -> None:
    damage, rule, is_error = DAMAGES[name]
    damage(production)
    found = check_production(production)
    severity = Severity.ERROR if is_error else Severity.WARNING
    assert (rule, severity) in {(problem.rule, problem.severity) for problem in found}, found


def test_every_rule_is_described() -> None:
    page = (ROOT / "docs" / "productions.md").read_text("utf-8")
    for _, rule, _ in DAMAGES.values():
        assert f"| `{rule}` |" in page


def test_the_command_says_what_is_wrong_and_ends_with_seven(production: Path) -> None:
    passed = CliRunner().invoke(main, ["check-production", str(production)])
    assert (passed.exit_code, passed.stdout) == (0, "")
    remove(".eml")(production)
    failed = CliRunner().invoke(main, ["check-production", str(production)])
    assert failed.exit_code == 7
    assert "error links: VOL001/DATA/MR.dat line 2: " in failed.stdout
    as_json = CliRunner().invoke(main, ["check-production", "--json", str(production)])
    assert json.loads(as_json.stdout)["problems"][0]["rule"] == "links"
    none = CliRunner().invoke(main, ["check-production", str(production / "none")])
    assert none.exit_code == 3


def test_many_problems_of_a_kind_are_counted(tmp_path: Path) -> None:
    rows = [[f"A-{n:03d}", f"N\\{n}.eml"] for n in range(1, 101)]
    (tmp_path / "x.dat").write_bytes(b"".join(write_dat(["BEGDOC", "NATIVELINK"], rows)))
    found = check_production(tmp_path)
    assert len(found) == 21
    assert found[-1].text == "and 80 more of this kind"


def values() -> Iterator[str]:
    yield from ("", "plain", "þ", "þþ", "þ in þ it", "two\nlines", "Größe 検査", '"quoted", too')


@pytest.mark.parametrize("value", values())
def test_values_come_back(value: str) -> None:
    data = b"".join(write_dat(["A", "B"], [[value, value], ["x", value]]))
    table = read_dat(data)
    assert [list(row.values.values()) for row in table.rows] == [[value, value], ["x", value]]
    assert (table.names, table.encoding, table.has_mark) == (("A", "B"), "utf-8", True)
    assert table.ends_crlf


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "cp1252"])
def test_load_files_of_other_makers_are_read(encoding: str) -> None:
    around, between = CONCORDANCE.around, CONCORDANCE.between
    lines = [
        f"{around}{a}{around}{between}{around}{b}{around}" for a, b in (("A", "B"), ("1", "é"))
    ]
    table = read_dat("\r\n".join(lines).encode(encoding))
    assert [row.values for row in table.rows] == [{"A": "1", "B": "é"}]


def test_a_line_break_inside_a_value_does_not_end_the_row() -> None:
    table = read_dat("þAþ\x14þBþ\r\nþ1þ\x14þone\r\ntwoþ\r\nþ2þ\x14þxþ\r\n".encode())
    assert [(row.line, row.values["B"]) for row in table.rows] == [(2, "one\ntwo"), (4, "x")]


def test_pages_come_back() -> None:
    pages = [
        OpticonPage("A1", "V", ".\\A1.tif", True, 2, 1),
        OpticonPage("A2", "V", ".\\A2.tif", False, None, 2),
    ]
    assert read_opt(write_opt(pages)) == (pages, [])


def test_facts_of_threads_are_found_only_where_a_column_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Archive) -> list[ThreadFacts]:
        raise AssertionError("no column asks")

    archive = reconstruct(DOCUMENT)
    monkeypatch.setattr(facts_module, "thread_facts", refuse)
    asked = WriteOptions(fields=("Begin=BEGDOC", "Group=THREADGROUP"))
    plain = WriteOptions(fields=("Begin=BEGDOC", "Subject=SUBJECT"))
    write(archive, tmp_path / "plain", to="loadfile", options=plain)
    with pytest.raises(AssertionError, match="no column asks"):
        write(archive, tmp_path / "asked", to="loadfile", options=asked)


def make_production(folder: Path) -> None:
    """Four documents of two images each."""
    # Of document 3 there is no text, of document 4 an empty one: their images are all there is.
    texts = {1: b"Ebb at nine.\r\n", 2: b"Flood at three.\r\n", 4: b"\xef\xbb\xbf\r\n"}
    for name in ("DATA", "IMAGES", "TEXT"):
        (folder / name).mkdir()
    numbers = [f"QA{number:04}" for number in range(1, 5)]
    rows = [f"\u00fe{one}\u00fe\x14\u00feTEXT\\{one}.txt\u00fe" for one in numbers]
    table = "\r\n".join(["\u00feBegBates\u00fe\x14\u00feTextPath\u00fe", *rows, ""])
    (folder / "DATA" / "QA.dat").write_text(table, "utf-8-sig", newline="")
    lines = [
        f"{one},V,.\\IMAGES\\{one}.tif,Y,,,2\r\n{one}_2,V,IMAGES\\{one}b.tif,,,,\r\n"
        for one in numbers
    ]
    (folder / "DATA" / "QA.opt").write_text("".join(lines), newline="")
    for one in numbers:
        for name in (f"{one}.tif", f"{one}b.tif"):
            (folder / "IMAGES" / name).write_bytes(b"II*\0")
    (folder / "IMAGES" / "cover.tif").write_bytes(b"II*\0")
    for number, text in texts.items():
        (folder / "TEXT" / f"QA{number:04}.txt").write_bytes(text)


def test_page_images_with_a_text_are_not_recognised(tmp_path: Path) -> None:
    make_production(tmp_path)
    files = {one.name: one for one in list_files([str(tmp_path)]) if isinstance(one, InputFile)}
    images = [name.removeprefix("IMAGES/") for name in files if name.endswith(".tif")]
    assert images == ["QA0003.tif", "QA0003b.tif", "QA0004.tif", "QA0004b.tif", "cover.tif"]
    (listed,) = read_file(files["DATA/QA.opt"], ReadOptions())
    assert isinstance(listed, Document)
    assert [one.text for one in listed.warnings] == [
        "4 page images are not read: the production has texts of what is on them"
    ]
    # Named by itself, the folder of images is read whole.
    assert len(list(list_files([str(tmp_path / "IMAGES")]))) == 9


@pytest.mark.parametrize("suffix", ["zip", "tar", "tar.gz"])
def test_page_images_in_an_archive_are_left_out_as_in_a_folder(tmp_path: Path, suffix: str) -> None:
    """OCR read all images of a production that came as an archive."""
    (tmp_path / "in").mkdir()
    make_production(tmp_path / "in")
    packed = tmp_path / f"VOL.{suffix}"
    files = sorted(path for path in (tmp_path / "in").rglob("*") if path.is_file())
    if suffix == "zip":
        with zipfile.ZipFile(packed, "w") as archive:
            for path in files:
                archive.write(path, f"VOL001/{path.relative_to(tmp_path / 'in')}")
    else:
        with tarfile.open(packed, "w:gz" if suffix.endswith("gz") else "w") as tar:
            for path in files:
                tar.add(path, f"VOL001/{path.relative_to(tmp_path / 'in')}")
    found = list(read_data(packed.read_bytes(), packed.name, ReadOptions()))
    images = [one.name.rpartition("/")[2] for one in found if one.name.endswith(".tif")]
    assert images == ["QA0003.tif", "QA0003b.tif", "QA0004.tif", "QA0004b.tif", "cover.tif"]
    said = [notice.text for one in found if isinstance(one, Document) for notice in one.warnings]
    assert "4 page images are not read: the production has texts of what is on them" in said
    # Workers, which read the members apart from one another, find the same.
    archive_of_all = reconstruct([str(packed)], jobs=JobOptions(jobs=2, strict=False))
    assert any("4 page images are not read" in one.text for one in archive_of_all.warnings)


def test_an_archive_that_is_cut_off_hides_no_image(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    make_production(tmp_path / "in")
    packed = tmp_path / "VOL.tar"
    with tarfile.open(packed, "w") as tar:
        tar.add(tmp_path / "in", "VOL001")
    cut = packed.read_bytes()[:-12_000]
    found = list(read_data(cut, packed.name, ReadOptions()))
    assert any(isinstance(one, UnreadableDocument) for one in found)
