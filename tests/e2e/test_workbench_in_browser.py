"""The workbench in a browser: a wrong message is corrected, saved, applied and verified."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("selenium", reason="selenium is not installed")
pytest.importorskip("uvicorn", reason="the extra `app` is not installed")

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from mailrecon.cli import main
from mailrecon.corrections import load_corrections
from tests.conftest import ROOT, fixture_path
from tests.e2e.browser import chromium
from tests.e2e.release import NARRATIVE, release
from tests.e2e.test_report_in_browser import no_console_errors, rows, shown, violations, wait_for
from tests.e2e.workbench import running

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        not Path("/usr/bin/chromium").exists() or shutil.which("chromedriver") is None,
        reason="Chromium and its driver are not installed (Debian: chromium, chromium-driver)",
    ),
]
# `MAILRECON_FILM=docs/images` renews the pictures in docs/workbench.md.
FILM = Path(os.environ.get("MAILRECON_FILM", "build/e2e"))


def css(driver: webdriver.Chrome, selector: str) -> WebElement:
    """The element, as soon as the page has drawn it."""
    return WebDriverWait(driver, 20).until(lambda it: it.find_element(By.CSS_SELECTOR, selector))


def press(driver: webdriver.Chrome, key: str) -> None:
    driver.switch_to.active_element.send_keys(key)


def film(driver: webdriver.Chrome, name: str) -> None:
    FILM.mkdir(parents=True, exist_ok=True)
    driver.save_screenshot(str(FILM / f"workbench-{name}.png"))


def mark(driver: webdriver.Chrome, first: str, last: str) -> None:
    """Mark words of the document that is shown, as a mouse would."""
    driver.execute_script(
        """
        const [first, last] = arguments;
        const text = document.querySelector('#source pre');
        const at = text.textContent.indexOf(first);
        const until = text.textContent.indexOf(last, at) + last.length;
        const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
        const range = document.createRange();
        for (let done = 0; walker.nextNode(); done += walker.currentNode.length) {
          const node = walker.currentNode;
          if (done <= at && at < done + node.length) range.setStart(node, at - done);
          if (done < until && until <= done + node.length) range.setEnd(node, until - done);
        }
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        """,
        first,
        last,
    )


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "tern-release.pdf"
    path.write_bytes(release())
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    with chromium() as driver:
        yield driver


def opened(driver: webdriver.Chrome, address: str) -> None:
    # What the page of the test before asked a server that had ended says nothing of this one.
    driver.get("about:blank")
    driver.get_log("browser")
    driver.get(address)
    wait_for(lambda: rows(driver) and shown(driver, "message"), 20)


def saved(driver: webdriver.Chrome, word: str = "Saved") -> None:
    wait_for(lambda: word in shown(driver, "status"), 20)


def test_the_filmed_path(browser: webdriver.Chrome, source: Path, tmp_path: Path) -> None:
    corrections = tmp_path / "corrections.jsonl"
    wrong = NARRATIVE.split(" further", maxsplit=1)[0]
    with running(str(source), "--by", "Ann Poe") as bench:
        opened(browser, bench.address)
        row = next(row for row in rows(browser) if "RE: Cracks" in row.text)
        row.click()
        wait_for(lambda: wrong in shown(browser, "message"))
        # The page's image has the message's places on it, each field's too.
        wait_for(lambda: browser.find_elements(By.CSS_SELECTOR, "#source .page-image rect"))
        wait_for(
            lambda: (
                browser.execute_script("return (document.images[0] || {}).naturalWidth || 0") > 500
            )
        )
        for role in ("from", "to", "date", "subject"):
            place = browser.find_elements(By.CSS_SELECTOR, f"#source rect[data-role={role}]")
            assert place, role
        css(browser, "#message [data-roles=date] button").click()
        assert browser.find_elements(By.CSS_SELECTOR, "#source rect.lit[data-role=date]")
        film(browser, "1-wrong")
        css(browser, "#source summary").click()
        mark(browser, "The records officer", "log of their own.")
        wait_for(css(browser, ".marked-tools").is_displayed)
        css(browser, "[data-what=narrative]").location_once_scrolled_into_view  # noqa: B018
        film(browser, "2-marked")
        css(browser, "[data-what=narrative]").click()
        saved(browser)
        wait_for(lambda: wrong not in shown(browser, "message"))
        assert "Nothing about it to the paper" in shown(browser, "message")
        film(browser, "3-corrected")
        assert len(load_corrections(corrections)) == 1
        # Undone and done again, by keys.
        css(browser, "#list [aria-selected=true]").click()
        press(browser, "u")
        saved(browser, "Undone")
        wait_for(lambda: wrong in shown(browser, "message"))
        press(browser, "U")
        saved(browser, "Done again")
        wait_for(lambda: wrong not in shown(browser, "message"))
        css(browser, "[data-view=decisions]").click()
        wait_for(lambda: "Ann Poe" in shown(browser, "view-decisions"))
        film(browser, "4-decisions")
        no_console_errors(browser)
    output = tmp_path / "release.jsonl"
    run = CliRunner().invoke
    told = run(main, ["convert", "--corrections", str(corrections), str(source), str(output)])
    assert told.exit_code == 0, told.output
    records = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
    assert not any(wrong in str(record.get("body")) for record in records)
    verified = run(main, ["verify", "--corrections", str(corrections), str(output), str(source)])
    assert verified.exit_code == 0, verified.output
    # Without the corrections it cannot be made again, and verify says so.
    assert "not-rebuilt" in run(main, ["verify", str(output), str(source)]).output


def test_withheld_places_are_black_on_the_page(browser: webdriver.Chrome, source: Path) -> None:
    with running(str(source)) as bench:
        opened(browser, bench.address)
        next(row for row in rows(browser) if "Jonas" in row.text).click()
        wait_for(lambda: browser.find_elements(By.CSS_SELECTOR, "#source .page-image rect"))
        wait_for(
            lambda: (
                browser.execute_script("return (document.images[0] || {}).naturalWidth || 0") > 500
            )
        )
        dark = browser.execute_script(
            """
            const image = document.images[0];
            const canvas = document.createElement('canvas');
            [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
            const pen = canvas.getContext('2d');
            pen.drawImage(image, 0, 0);
            const box = document.querySelector('#source rect[data-role=from]');
            const [x, y, w, h] = ['x', 'y', 'width', 'height'].map((name) => Number(box.getAttribute(name)) / 1000);
            const data = pen.getImageData(x * canvas.width, y * canvas.height, w * canvas.width, h * canvas.height).data;
            let black = 0;
            for (let at = 0; at < data.length; at += 4) if (data[at] < 40) black += 1;
            return black / (data.length / 4);
            """  # noqa: E501
        )
        assert dark > 0.2
        no_console_errors(browser)


def test_the_list_is_worked_through_by_keys(browser: webdriver.Chrome, source: Path) -> None:
    with running(str(source)) as bench:
        opened(browser, bench.address)
        total = len(rows(browser))
        levels = [float(row.text.split(" sure")[0].split()[-1]) for row in rows(browser)]
        assert levels == sorted(levels)
        rows(browser)[0].click()
        for number in range(1, total + 1):
            press(browser, "c")
            wait_for(
                lambda number=number: f"{number} of {total}" in shown(browser, "progress-text")
            )
        css(browser, "[data-only=unchecked]").click()
        wait_for(lambda: not rows(browser))
        css(browser, "#clear").click()
        wait_for(lambda: len(rows(browser)) == total)
        rows(browser)[0].click()
        press(browser, "s")
        wait_for(lambda: "starred" in rows(browser)[0].text)
        press(browser, "s")
        wait_for(lambda: "starred" not in rows(browser)[0].text)
        no_console_errors(browser)


def test_a_sample_is_judged_by_keys(browser: webdriver.Chrome, source: Path) -> None:
    with running(str(source), "--by", "Ann Poe") as bench:
        opened(browser, bench.address)
        css(browser, "[data-view=sample]").click()
        wait_for(lambda: "judged" in shown(browser, "view-sample").lower())
        film(browser, "5-sample")
        judged = 0
        while browser.find_elements(By.CSS_SELECTOR, ".judging"):
            is_stretch = browser.find_elements(By.CSS_SELECTOR, "[data-said=missed]")
            press(browser, "n" if is_stretch else "y")
            judged += 1
            words = f"{judged} of"
            wait_for(lambda words=words: words in shown(browser, "view-sample").lower(), 20)
        assert judged > 3
        assert "100.0 %" in shown(browser, "view-sample")
        film(browser, "6-measured")
        address = css(browser, "#view-sample a").get_attribute("href")
        no_console_errors(browser)
        browser.get(str(address))
        assert "Clopper" in css(browser, "main").text
        assert "Ann Poe" in css(browser, "main").text
        assert violations(browser) == []
        no_console_errors(browser)


def test_values_are_corrected_in_a_dialog(browser: webdriver.Chrome, source: Path) -> None:
    with running(str(source)) as bench:
        opened(browser, bench.address)
        wait_for(lambda: browser.find_elements(By.CSS_SELECTOR, "[data-what=field]"))
        css(browser, "[data-what=field]").click()
        assert violations(browser) == []
        css(browser, "dialog select").send_keys("Subject")
        boxes = browser.find_elements(By.CSS_SELECTOR, "dialog input")
        boxes[0].send_keys("The mole")
        boxes[1].send_keys("the minutes say so", Keys.ENTER)
        saved(browser)
        wait_for(lambda: "The mole" in css(browser, "#message h2").text)
        assert "the minutes say so" in shown(browser, "message")
        css(browser, "[data-what=note]").click()
        press(browser, Keys.ESCAPE)
        assert not browser.find_elements(By.CSS_SELECTOR, "dialog")
        no_console_errors(browser)


def test_what_was_saved_outlives_browser_and_server(source: Path, tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir()
    with running(str(source), folder=private) as bench:
        with chromium() as driver:
            opened(driver, bench.address)
            css(driver, "#list li").click()
            press(driver, "s")
            saved(driver)
        assert bench.process.poll() is None
        with chromium() as driver:
            opened(driver, bench.address)
            assert any("starred" in row.text for row in rows(driver))
            driver.get(f"{bench.address[:-6]}/")
            assert "token in the address is wrong" in css(driver, "body").text
            opened(driver, bench.address)
            bench.process.terminate()
            bench.process.wait(10)
            css(driver, "#message [data-act=star]").click()
            wait_for(lambda: "does not answer" in shown(driver, "status"))
    # Nothing of the run stays behind but what was decided.
    assert not list(private.glob("mailrecon-*"))
    assert len(load_corrections(tmp_path / "corrections.jsonl")) == 1


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1400, 420])
def test_nothing_bars_anyone(dark: bool, width: int, source: Path) -> None:
    with (
        running(str(source)) as bench,
        chromium(dark=dark, width=width) as driver,
    ):
        opened(driver, bench.address)
        assert violations(driver) == []
        for name in ("timeline", "people", "documents", "sample", "decisions", "messages"):
            driver.execute_script(f"document.querySelector('[data-view={name}]').click()")
            wait_for(lambda name=name: css(driver, f"#view-{name}").is_displayed())
            time.sleep(0.2)
            assert violations(driver) == [], name
        wide = "return document.documentElement.scrollWidth"
        assert driver.execute_script(wide) <= width
        film(driver, f"{'dark' if dark else 'light'}-{width}") if "build" in str(FILM) else None
        no_console_errors(driver)


def test_right_to_left(browser: webdriver.Chrome, tmp_path: Path) -> None:
    source = tmp_path / "post.txt"
    source.write_bytes(fixture_path("dates_arabic_digits.ar.txt").read_bytes())
    with running(str(source)) as bench:
        opened(browser, bench.address)
        direction = "return getComputedStyle(document.querySelector('#message .text')).direction"
        assert browser.execute_script(direction) == "rtl"
        browser.get(f"{bench.address}?lang=de")
        wait_for(lambda: "Nachrichten" in shown(browser, "counts"))
        wait_for(lambda: browser.find_elements(By.CSS_SELECTOR, "[data-act=no-mail]"))
        assert css(browser, "[data-act=no-mail]").text == "Keine Mail"
        no_console_errors(browser)


def test_a_file_is_dropped_in(browser: webdriver.Chrome, source: Path) -> None:
    more = ROOT / "docs" / "examples" / "harbour_post.en.txt"
    with running(str(source)) as bench:
        opened(browser, bench.address)
        before = len(rows(browser))
        css(browser, "#file").send_keys(str(more))
        wait_for(lambda: "2 documents" in shown(browser, "counts"), 20)
        assert len(rows(browser)) > before
        no_console_errors(browser)


def test_one_message_is_printed_with_its_source_page(
    browser: webdriver.Chrome, source: Path
) -> None:
    post = source.with_name("post.txt")
    post.write_bytes((ROOT / "docs" / "examples" / "harbour_post.en.txt").read_bytes())
    with running(str(source), str(post)) as bench:
        opened(browser, bench.address)
        next(row for row in rows(browser) if "RE: Cracks" in row.text).click()
        wait_for(lambda: browser.find_elements(By.CSS_SELECTOR, "#source .page-image rect.word"))
        # The dialog of the browser cannot be driven; what it would print is looked at.
        browser.execute_script("window.print = () => dispatchEvent(new Event('beforeprint'))")
        css(browser, "[data-act=print]").click()
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        paper = css(browser, "#print").text
        assert "not before the vote" in paper
        assert "tern-release.pdf, page 1, lines 15" in paper
        assert "SHA-256" in paper
        assert "post.txt" not in paper
        # The marks lie on the page, and both on one sheet.
        sizes = browser.execute_script(
            "return ['#print .page-image', '#print img', '#print svg'].map((name) => "
            "document.querySelector(name).getBoundingClientRect().height)"
        )
        assert max(sizes) - min(sizes) <= 4
        assert max(sizes) < 22 / 2.54 * 96
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        no_console_errors(browser)
