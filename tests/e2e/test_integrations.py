"""Other programs open outputs of mailrecon: Datasette, FollowTheMoney, ImageMagick."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from fpdf import FPDF
from selenium.webdriver.common.keys import Keys

from tests.conftest import ROOT, fixture_path
from tests.e2e.browser import chromium
from tests.e2e.processes import background
from tests.e2e.waiting import send, shows, text_of, wait_for

pytestmark = pytest.mark.e2e
TOOLS = ROOT / "build" / "e2e-tools" / "bin"
SETTINGS = ROOT / "docs" / "examples" / "datasette.json"
SOURCES = (fixture_path("blog_post.en.txt"), ROOT / "docs" / "examples" / "harbour_post.en.txt")
OUT = Path(os.environ.get("MAILRECON_E2E_OUT", "build/e2e"))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("datasette") / "release.sqlite"
    command = [sys.executable, "-m", "mailrecon", "convert", "-q", *map(str, SOURCES), str(path)]
    subprocess.run(command, check=True)
    return path


@pytest.fixture(scope="module")
def datasette(database: Path) -> Iterator[str]:
    """The address at which Datasette shows the database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(TOOLS / "datasette"), "--port", str(port), "-m", str(SETTINGS), str(database)]
    address = f"http://127.0.0.1:{port}"
    with background(command, log=database.with_name("datasette.log")):
        end = time.monotonic() + 30
        while True:
            with suppress(URLError, ConnectionError), urlopen(f"{address}/-/versions.json"):
                break
            assert time.monotonic() < end, "Datasette did not start"
            time.sleep(0.2)
        yield address


def test_datasette_has_a_search_box_for_mail(datasette: str) -> None:
    with chromium(height=700) as driver:
        driver.get(f"{datasette}/release/mail")
        send(driver, "[name=_search]", "harbour", Keys.ENTER)
        # The answer is another page: its address says so.
        wait_for(lambda: "_search=harbour" in driver.current_url)
        wait_for(lambda: "harbour" in text_of(driver, "table.rows-and-columns").lower())
        shows(driver, ".facet-results", "originator")
        assert driver.get_log("browser") == []
        OUT.mkdir(parents=True, exist_ok=True)
        driver.save_screenshot(str(OUT / "datasette.png"))


@pytest.mark.parametrize("table", ["mail", "messages"])
def test_datasette_searches_by_its_own_index(datasette: str, table: str) -> None:
    address = f"{datasette}/release/{table}.json?_search=channel&_shape=array"
    with urlopen(address) as answer:
        rows = json.load(answer)
    assert rows
    assert all("channel" in json.dumps(row).lower() for row in rows)


def test_datasette_shows_names_for_numbers(datasette: str) -> None:
    """A foreign key is shown by its label: the subject of a thread, the name of a source."""
    address = f"{datasette}/release/messages.json?_labels=on&_shape=array&_size=1"
    with urlopen(address) as answer:
        (row,) = json.load(answer)
    assert row["thread"]["label"]
    assert row["source"]["label"] in {source.name for source in SOURCES}


def test_followthemoney_takes_every_entity(tmp_path: Path) -> None:
    """`ftm validate` drops values that its types refuse: none of ours."""
    path = tmp_path / "release.ftm"
    command = [sys.executable, "-m", "mailrecon", "convert", "-q", *map(str, SOURCES), str(path)]
    subprocess.run(command, check=True)
    ours = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    command = [str(TOOLS / "ftm"), "validate", "-i", str(path)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    theirs = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(item["id"], item["schema"]) for item in theirs] == [
        (item["id"], item["schema"]) for item in ours
    ]
    for one, other in zip(ours, theirs, strict=True):
        assert one["properties"].keys() == other["properties"].keys()
    emails = [item for item in ours if item["schema"] == "Email"]
    answered = [
        i["properties"]["inReplyToEmail"][0] for i in emails if "inReplyToEmail" in i["properties"]
    ]
    assert answered
    assert set(answered) <= {item["id"] for item in emails}


def test_sqlite_utils_finds_the_index_and_searches(database: Path) -> None:
    command = [str(TOOLS / "sqlite-utils"), "search", str(database), "messages", "harbour"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = json.loads(result.stdout)
    assert rows
    assert all("harbour" in json.dumps(row).lower() for row in rows)


@pytest.mark.parametrize(
    ("images", "told"),
    [
        ("tiff", {"TIFF Group4 300 300 PixelsPerInch"}),
        ("jpeg", {"JPEG JPEG 300 300 PixelsPerInch"}),
    ],
)
def test_imagemagick_reads_the_page_images_of_a_production(
    tmp_path: Path, images: str, told: set[str]
) -> None:
    """Each page is one picture of the kind and resolution that platforms ask for."""
    printed = FPDF(format="A4")
    printed.set_font("Helvetica", size=11)
    for day in (1, 2):
        printed.add_page()
        printed.multi_cell(
            0,
            6,
            f"From: Ada Moor <ada@n.example>\nSent: March {day}, 2021 9:05 AM\n"
            f"To: Ben Ost <ben@s.example>\nSubject: Wall {day}\n\nIt holds on day {day}.",
        )
    source, made = tmp_path / "wall.pdf", tmp_path / "VOL001"
    printed.output(str(source))
    command = ["convert", "-q", "--to", "loadfile", "--images", images, str(source), str(made)]
    subprocess.run([sys.executable, "-m", "mailrecon", *command], check=True)
    command = ["check-production", str(made)]
    subprocess.run([sys.executable, "-m", "mailrecon", *command], check=True)
    pictures = sorted((made / "data" / "IMAGES").rglob("*.*"))
    assert len(pictures) == 2
    shown = ["identify", "-format", "%m %C %x %y %U\n", *map(str, pictures)]
    result = subprocess.run(shown, capture_output=True, text=True, check=True)
    assert set(result.stdout.splitlines()) == told
