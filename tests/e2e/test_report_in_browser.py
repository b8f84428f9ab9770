"""The report in a real browser: what a reader clicks, types and hears."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from mailrecon import reconstruct
from mailrecon.cli import main
from mailrecon.report import report_page
from tests.conftest import ROOT, fixture_path
from tests.e2e.browser import chromium, open_page
from tests.test_report import HOSTILE

pytestmark = pytest.mark.e2e
DOCUMENT = ROOT / "docs" / "examples" / "harbour_post.en.txt"
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
OUT = Path(os.environ.get("MAILRECON_E2E_OUT", "build/e2e"))


def write_page(folder: Path, text: str | Path) -> Path:
    page = folder / "report.html"
    page.write_bytes(report_page(reconstruct(text), title="A report"))
    return page


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    with chromium() as driver:
        yield driver


def rows(driver: webdriver.Chrome) -> list[Any]:
    return driver.find_elements(By.CSS_SELECTOR, "#list [role=treeitem]")


def shown(driver: webdriver.Chrome, name: str) -> str:
    return driver.find_element(By.ID, name).text


def wait_for(test: Any, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while True:
        # The page may draw an element anew between finding and reading it.
        with suppress(WebDriverException):
            if test():
                return
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def no_console_errors(driver: webdriver.Chrome) -> None:
    assert driver.get_log("browser") == []


def violations(driver: webdriver.Chrome) -> list[str]:
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm)")
    driver.execute_script(AXE.read_text("utf-8"))
    found = driver.execute_async_script(
        "const done = arguments[0]; axe.run().then((result) => done(result.violations.map("
        "(item) => item.id + ': ' + item.nodes.map((node) => node.html.slice(0, 120)).join(' | ')"
        ")));"
    )
    return [str(item) for item in found]


def test_clicking_and_hovering(browser: webdriver.Chrome, tmp_path: Path) -> None:
    open_page(browser, write_page(tmp_path, DOCUMENT))
    archive = reconstruct(DOCUMENT)
    assert len(rows(browser)) == len(archive.messages)
    for row in rows(browser):
        row.click()
        message = archive.messages[int(row.get_attribute("data-number"))]
        assert row.get_attribute("aria-selected") == "true"
        assert str(message.subject) in shown(browser, "message")
        assert message.body.split("\n")[0] in shown(browser, "message")
        for field in browser.find_elements(By.CSS_SELECTOR, "#message [data-roles]"):
            field.find_element(By.TAG_NAME, "button").click()
            lit = browser.find_elements(By.CSS_SELECTOR, "#source .lit")
            printed = " ".join(piece.text for piece in lit)
            wanted = [
                f.text for f in message.fields if f.role.value == field.get_attribute("data-roles")
            ]
            for text in wanted:
                assert text.split("\n")[0].strip() in printed
        spans = [*message.source.header, *message.source.body]
        printed = browser.find_element(By.CSS_SELECTOR, "#source pre").get_attribute("textContent")
        document = archive.parsed[0].document.text
        assert document[min(s.start for s in spans) : max(s.end for s in spans)] in str(printed)
    no_console_errors(browser)


def test_searching_and_filtering(browser: webdriver.Chrome, tmp_path: Path) -> None:
    open_page(browser, write_page(tmp_path, DOCUMENT))
    total = len(rows(browser))
    search = browser.find_element(By.ID, "search")
    search.send_keys("cracks")
    wait_for(lambda: 0 < len(rows(browser)) < total)
    wanted = [
        m for m in reconstruct(DOCUMENT).messages if "cracks" in f"{m.subject} {m.body}".lower()
    ]
    assert len(rows(browser)) == len(wanted)
    assert f"{len(wanted)} message" in shown(browser, "status")
    search.send_keys(Keys.CONTROL, "a")
    search.send_keys("nowhere to be found")
    wait_for(lambda: not rows(browser))
    browser.find_element(By.ID, "clear").click()
    wait_for(lambda: len(rows(browser)) == total)
    browser.find_element(By.CSS_SELECTOR, "[data-only=inferred]").click()
    inferred = [m for m in reconstruct(DOCUMENT).messages if any(i.used for i in m.inferred)]
    wait_for(lambda: len(rows(browser)) == len(inferred))
    browser.find_element(By.ID, "clear").click()
    for name in ("timeline", "people", "documents"):
        browser.find_element(By.CSS_SELECTOR, f"[data-view={name}]").click()
        assert browser.find_element(By.ID, f"view-{name}").is_displayed()
    text = browser.find_element(By.CSS_SELECTOR, "#view-documents pre").get_attribute("textContent")
    assert text == reconstruct(DOCUMENT).parsed[0].document.text
    browser.find_element(By.CSS_SELECTOR, "[data-view=timeline]").click()
    assert all(bar.size["width"] > 1 for bar in browser.find_elements(By.CLASS_NAME, "bar"))
    browser.find_element(By.CSS_SELECTOR, "[data-period]").click()
    wait_for(lambda: 0 < len(rows(browser)) <= total)
    no_console_errors(browser)


def test_the_keyboard_alone_is_enough(browser: webdriver.Chrome, tmp_path: Path) -> None:
    open_page(browser, write_page(tmp_path, DOCUMENT))

    def press(*keys: str) -> None:
        browser.switch_to.active_element.send_keys(*keys)

    def selected() -> str:
        place = "return document.querySelector('[aria-selected=true]').dataset.number"
        return str(browser.execute_script(place))

    press("j")
    assert selected() == browser.execute_script("return document.activeElement.dataset.number")
    first = selected()
    press(Keys.ARROW_DOWN)
    assert selected() != first
    press("k")
    assert selected() == first
    press("/")
    assert browser.switch_to.active_element.get_attribute("id") == "search"
    press("wall")
    press(Keys.ESCAPE)
    assert browser.switch_to.active_element.get_attribute("role") == "treeitem"
    no_console_errors(browser)


def test_links_open_the_message_they_name(browser: webdriver.Chrome, tmp_path: Path) -> None:
    page = write_page(tmp_path, DOCUMENT)
    archive = reconstruct(DOCUMENT)
    for number in (2, 0, len(archive.messages) - 1):
        browser.get("about:blank")
        browser.get(f"{page.resolve().as_uri()}#{archive.messages[number].message_id}")
        selected = browser.find_element(By.CSS_SELECTOR, "#list [aria-selected=true]")
        assert selected.get_attribute("data-number") == str(number)
        assert str(archive.messages[number].subject) in shown(browser, "message")
    # The address that the page itself shows leads there, too, in a page that is open already.
    address = browser.current_url
    rows(browser)[0].click()
    assert browser.current_url != address
    browser.get(address)
    selected = browser.find_element(By.CSS_SELECTOR, "#list [aria-selected=true]")
    assert selected.get_attribute("data-number") == str(len(archive.messages) - 1)
    browser.get(f"{page.resolve().as_uri()}#nobody@nowhere.example")
    assert "not here" in shown(browser, "status")
    no_console_errors(browser)


def test_words_searched_for_are_marked(browser: webdriver.Chrome, tmp_path: Path) -> None:
    open_page(browser, write_page(tmp_path, DOCUMENT))
    browser.find_element(By.ID, "search").send_keys("cracks")
    wait_for(lambda: browser.find_elements(By.CSS_SELECTOR, "#message mark.hit"))
    for panel in ("#message", "#source"):
        hits = browser.find_elements(By.CSS_SELECTOR, f"{panel} mark.hit")
        assert {hit.text.lower() for hit in hits} == {"cracks"}
    browser.find_element(By.ID, "clear").click()
    wait_for(lambda: not browser.find_elements(By.CSS_SELECTOR, "#list mark.hit"))
    no_console_errors(browser)


def test_a_saved_selection_is_converted(browser: webdriver.Chrome, tmp_path: Path) -> None:
    source, output = tmp_path / "post.txt", tmp_path / "some.jsonl"
    source.write_text((ROOT / "docs" / "examples" / "harbour_post.en.txt").read_text("utf-8"))
    page = tmp_path / "report.html"
    run = CliRunner().invoke(main, ["report", str(source), str(page)])
    assert run.exit_code == 0, run.output
    browser.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)}
    )
    open_page(browser, page)
    total = len(rows(browser))
    browser.find_element(By.ID, "search").send_keys("divers")
    wait_for(lambda: 0 < len(rows(browser)) < total)
    wanted = len(rows(browser))
    browser.find_element(By.CSS_SELECTOR, "[data-act=export]").click()
    selection = tmp_path / "selection.txt"
    wait_for(selection.exists)
    run = CliRunner().invoke(main, ["convert", "--only", str(selection), str(source), str(output)])
    assert run.exit_code == 0, run.output
    ids = [json.loads(line)["message_id"] for line in output.read_text("utf-8").splitlines()]
    assert len(ids) == wanted
    assert sorted(ids) == sorted(selection.read_text("utf-8").split())
    no_console_errors(browser)


def test_the_page_speaks_the_reader_s_language(browser: webdriver.Chrome, tmp_path: Path) -> None:
    page = write_page(tmp_path, DOCUMENT)
    for language, word in (("de", "Zeitachse"), ("fr", "Chronologie"), ("ja", "時系列")):
        browser.get(f"{page.resolve().as_uri()}?lang={language}")
        assert browser.find_element(By.CSS_SELECTOR, "[data-view=timeline]").text == word
        assert browser.execute_script("return document.documentElement.lang") == language
    no_console_errors(browser)


def test_a_document_s_script_stays_text(browser: webdriver.Chrome, tmp_path: Path) -> None:
    open_page(browser, write_page(tmp_path, HOSTILE))
    assert browser.title == "A report"
    assert "alert(5)" in shown(browser, "message")
    assert "document.title" in shown(browser, "source")
    assert browser.execute_script("return document.scripts.length") == 3
    no_console_errors(browser)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1400, 420])
def test_nothing_bars_anyone(dark: bool, width: int, tmp_path: Path) -> None:
    page = write_page(tmp_path, fixture_path("blog_post.en.txt"))
    OUT.mkdir(parents=True, exist_ok=True)
    with chromium(dark=dark, width=width) as driver:
        open_page(driver, page)
        assert violations(driver) == []
        driver.execute_script("document.querySelectorAll('#list li')[1].click()")
        driver.save_screenshot(str(OUT / f"report-{'dark' if dark else 'light'}-{width}.png"))
        for name in ("timeline", "people", "documents"):
            driver.execute_script(f"document.querySelector('[data-view={name}]').click()")
            assert violations(driver) == []
        driver.execute_script("document.querySelector('[data-view=messages]').click()")
        more = driver.find_element(By.ID, "more")
        assert more.is_displayed() == (width == 420)
        if width == 420:
            assert not driver.find_element(By.ID, "person").is_displayed()
            more.click()
        assert driver.find_element(By.ID, "person").is_displayed()
        driver.find_element(By.ID, "search").send_keys("nowhere to be found")
        wait_for(lambda: not rows(driver))
        assert violations(driver) == []
        no_console_errors(driver)


def test_right_to_left_and_paper(browser: webdriver.Chrome, tmp_path: Path) -> None:
    open_page(browser, write_page(tmp_path, fixture_path("dates_arabic_digits.ar.txt")))
    direction = "return getComputedStyle(document.querySelector('#message .text')).direction"
    assert browser.execute_script(direction) == "rtl"
    rows(browser)[-1].click()
    # A date beside a name that runs the other way would be read backwards.
    link = browser.find_element(By.CSS_SELECTOR, "#message .link")
    name = link.find_element(By.TAG_NAME, "bdi").text
    assert link.text == f"{name}, 2018-03-14 09:30"
    printed = browser.execute_cdp_cmd("Page.printToPDF", {})
    assert len(printed["data"]) > 5000
    assert browser.execute_script("return document.querySelectorAll('#print article').length") > 0
    no_console_errors(browser)


def test_ten_thousand_messages_stay_usable(browser: webdriver.Chrome, tmp_path: Path) -> None:
    """Times are generous: what must not happen is a page that hangs."""
    texts = [
        f"From: Ann {n % 50} <ann{n % 50}@north.example>\nTo: Ben <ben@south.example>\n"
        f"Date: {1 + n % 28} Mar {1990 + n // 400} 10:{n % 60:02d}:00 +0100\n"
        f"Subject: Number {n}\n\nText of number-{n}.\nSecond line.\n\n"
        for n in range(10_000)
    ]
    archive = reconstruct("A list.\n\n" + "".join(texts))
    assert len(archive.messages) == 10_000
    page = tmp_path / "report.html"
    page.write_bytes(report_page(archive, title="Many"))
    start = time.monotonic()
    open_page(browser, page)
    wait_for(lambda: len(rows(browser)) > 100, 20)
    loaded = time.monotonic() - start
    start = time.monotonic()
    browser.find_element(By.ID, "search").send_keys("number-9999")
    wait_for(lambda: len(rows(browser)) == 1, 10)
    searched = time.monotonic() - start
    megabytes = page.stat().st_size >> 20
    print(f"10,000 messages: {megabytes} MB, shown {loaded:.1f} s, search {searched:.1f} s")
    assert "Number 9999" in shown(browser, "message")
    no_console_errors(browser)
