"""The report in a real browser: clicks, keys and screen reader."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from mailrecon import reconstruct
from mailrecon.cli import main
from mailrecon.report import reasons, report_page
from tests.conftest import ROOT, fixture_path
from tests.e2e.browser import chromium, open_page
from tests.e2e.waiting import (
    all_of,
    attribute,
    click,
    css,
    equals,
    has_focus,
    is_shown,
    press,
    send,
    shows,
    shows_none,
    steady,
    texts,
    wait_for,
)
from tests.test_report import HOSTILE

pytestmark = pytest.mark.e2e
DOCUMENT = ROOT / "docs" / "examples" / "harbour_post.en.txt"
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
# Whether the row that has the focus is in view.
SEEN_WHOLE = """
    const [row, pane] = [document.activeElement, document.querySelector(".list-pane")]
        .map((item) => item.getBoundingClientRect());
    return row.top >= pane.top - 1 && row.bottom <= pane.bottom + 1;
"""
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
    return steady(lambda: driver.find_element(By.ID, name).text)


def choose(driver: webdriver.Chrome, words: str) -> None:
    """Show the message whose row has these words."""

    def test() -> bool:
        row = next((row for row in rows(driver) if words in row.text), None)
        assert row is not None, words
        row.click()
        return True

    wait_for(test)
    shows(driver, "#list [aria-selected=true]", words)
    shows(driver, "#message", words)


def selected(driver: webdriver.Chrome) -> str:
    """The number of the message that is chosen."""
    place = (
        "return (document.querySelector('[aria-selected=true]') || {dataset: {}}).dataset.number"
    )
    return str(driver.execute_script(place))


def text_within(driver: webdriver.Chrome, selector: str) -> str:
    """All text of an element, seen or not."""
    return str(attribute(driver, selector, "textContent"))


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


def no_violations(driver: webdriver.Chrome) -> None:
    """Until axe-core has nothing to say."""
    equals(lambda: violations(driver), [])


def test_clicking_and_hovering(browser: webdriver.Chrome, tmp_path: Path) -> None:
    open_page(browser, write_page(tmp_path, DOCUMENT))
    archive = reconstruct(DOCUMENT)
    equals(lambda: len(rows(browser)), len(archive.messages))
    document = archive.parsed[0].document.text
    for number, message in enumerate(archive.messages):
        row = f"#list [data-number='{number}']"
        click(browser, row)
        equals(lambda row=row: css(browser, row).get_attribute("aria-selected"), "true")
        shows(browser, "#message", str(message.subject), message.body.split("\n")[0])
        roles = steady(
            lambda: [
                str(field.get_attribute("data-roles"))
                for field in all_of(browser, "#message [data-roles]")
            ]
        )
        assert roles
        for role in roles:
            click(browser, f"#message [data-roles='{role}'] button")
            wanted = [f.text for f in message.fields if f.role.value == role]
            printed = [text.split("\n")[0].strip() for text in wanted]
            wait_for(
                lambda printed=printed: all(
                    text in " ".join(piece.text for piece in all_of(browser, "#source .lit"))
                    for text in printed
                )
            )
        spans = [*message.source.header, *message.source.body]
        source = document[min(s.start for s in spans) : max(s.end for s in spans)]
        wait_for(lambda source=source: source in text_within(browser, "#source pre"))
    no_console_errors(browser)


def test_searching_and_filtering(browser: webdriver.Chrome, tmp_path: Path) -> None:
    open_page(browser, write_page(tmp_path, DOCUMENT))
    archive = reconstruct(DOCUMENT)
    total = len(archive.messages)
    equals(lambda: len(rows(browser)), total)
    send(browser, "#search", "cracks")
    wanted = [m for m in archive.messages if "cracks" in f"{m.subject} {m.body}".lower()]
    assert 0 < len(wanted) < total
    equals(lambda: len(rows(browser)), len(wanted))
    shows(browser, "#status", f"{len(wanted)} message")
    send(browser, "#search", Keys.CONTROL, "a")
    send(browser, "#search", "nowhere to be found")
    equals(lambda: len(rows(browser)), 0)
    click(browser, "#clear")
    equals(lambda: len(rows(browser)), total)
    click(browser, "[data-only=inferred]")
    inferred = [m for m in archive.messages if any(i.used for i in m.inferred)]
    equals(lambda: len(rows(browser)), len(inferred))
    click(browser, "#clear")
    for name in ("timeline", "people", "documents"):
        click(browser, f"[data-view={name}]")
        is_shown(browser, f"#view-{name}")
    text = archive.parsed[0].document.text
    wait_for(lambda: text_within(browser, "#view-documents pre") == text)
    click(browser, "[data-view=timeline]")
    css(browser, ".bar")
    wait_for(lambda: all(bar.size["width"] > 1 for bar in all_of(browser, ".bar")))
    click(browser, "[data-period]")
    wait_for(lambda: 0 < len(rows(browser)) <= total)
    no_console_errors(browser)


TWO_OF_ONE_NAME = """From: "Poe, Ann B" <poeab@quay.example>
To: Ben Ost <ost@quay.example>
Date: 2 March 2021 10:00
Subject: Tides

Low at nine.

From: Ann Poe <ann@dock.example>
To: Ben Ost <ost@quay.example>
Date: 4 March 2021 10:00
Subject: Cranes

Two of them.

From: "Ann B. Poe" <poeab@quay.example>
To: Ann Poe <ann@dock.example>
Date: 6 March 2021 10:00
Subject: Names

We share one.

"""


def test_people_are_chosen_by_who_they_are(browser: webdriver.Chrome, tmp_path: Path) -> None:
    archive = reconstruct(TWO_OF_ONE_NAME)
    one, two = archive.messages[0].originator, archive.messages[1].originator
    assert one is not None
    assert two is not None
    assert one.person not in (None, two.person)
    open_page(browser, write_page(tmp_path, TWO_OF_ONE_NAME))
    # However the name is printed
    for person, subjects in ((one, {"Tides", "Names"}), (two, {"Cranes", "Names"})):
        option = f"#person option[value='{person.person}']"
        assert str(person.canonical) in text_within(browser, option)
        click(browser, option)
        equals(
            lambda: {row.find_element(By.CLASS_NAME, "row-subject").text for row in rows(browser)},
            subjects,
        )
    click(browser, "#clear")
    equals(lambda: len(rows(browser)), 3)
    # By their id, and by the name they go by
    for words in (str(one.person), str(one.canonical)):
        send(browser, "#search", Keys.CONTROL, "a")
        send(browser, "#search", words)
        equals(lambda: len(rows(browser)), 2)
    click(browser, "#clear")
    click(browser, "[data-view=people]")
    is_shown(browser, "svg.network")
    equals(lambda: len(all_of(browser, "svg.network circle")), 3)
    # From the fourth of March on, then up to it
    first, last = 0, 1
    days = "#view-people input[type=range]"
    lines = "return document.querySelectorAll('svg.network path').length"
    equals(lambda: browser.execute_script(lines), 3)
    send(browser, days, Keys.ARROW_RIGHT, number=first)
    equals(lambda: browser.execute_script(lines), 2)
    shows(browser, "#view-people .tools", "2021-03-04")
    send(browser, days, Keys.ARROW_LEFT, number=last)
    equals(lambda: browser.execute_script(lines), 1)
    # They stop at each other.
    send(browser, days, Keys.ARROW_LEFT, number=last)
    equals(lambda: browser.execute_script(lines), 1)
    equals(lambda: [one.get_attribute("value") for one in all_of(browser, days)], ["1", "1"])
    no_console_errors(browser)


def test_a_timeline_shows_the_days_without_messages(
    browser: webdriver.Chrome, tmp_path: Path
) -> None:
    source = tmp_path / "post.txt"
    mail = "From: Ann Poe <poe@quay.example>\nTo: Ben Ost\nDate: {} 09:14\nSubject: A\n\nNo.\n\n"
    days = ("27 February 2024", "1 March 2024", "3 March 2026")
    source.write_text("".join(map(mail.format, days)))
    open_page(browser, write_page(tmp_path, source))
    click(browser, "[data-view=timeline]")
    # A few days are shown one by one, two years by one row.
    counted = [
        *("2024-02-27 1", "2024-02-28 0", "2024-02-29 0", "2024-03-01 1"),
        *("…", "2026-03-03 1"),
    ]
    equals(lambda: [" ".join(row.text.split()) for row in all_of(browser, ".bars li")], counted)
    no_console_errors(browser)


def test_the_keyboard_alone_is_enough(browser: webdriver.Chrome, tmp_path: Path) -> None:
    open_page(browser, write_page(tmp_path, DOCUMENT))

    wait_for(lambda: rows(browser))
    press(browser, "j")
    wait_for(
        lambda: (
            selected(browser)
            == browser.execute_script("return document.activeElement.dataset.number")
        )
    )
    first = selected(browser)
    press(browser, Keys.ARROW_DOWN)
    wait_for(lambda: selected(browser) != first)
    press(browser, "k")
    equals(lambda: selected(browser), first)
    press(browser, "/")
    has_focus(browser, "id", "search")
    press(browser, "wall")
    press(browser, Keys.ESCAPE)
    has_focus(browser, "role", "treeitem")
    no_console_errors(browser)


def test_links_open_the_message_they_name(browser: webdriver.Chrome, tmp_path: Path) -> None:
    page = write_page(tmp_path, DOCUMENT)
    archive = reconstruct(DOCUMENT)
    for number in (2, 0, len(archive.messages) - 1):
        browser.get("about:blank")
        browser.get(f"{page.resolve().as_uri()}#{archive.messages[number].message_id}")
        equals(lambda: selected(browser), str(number))
        shows(browser, "#message", str(archive.messages[number].subject))
    # The address that the page itself shows leads there, too, in a page that is open already.
    address = browser.current_url
    click(browser, "#list [data-number='0']")
    wait_for(lambda: browser.current_url != address)
    browser.get(address)
    equals(lambda: selected(browser), str(len(archive.messages) - 1))
    browser.get(f"{page.resolve().as_uri()}#nobody@nowhere.example")
    shows(browser, "#status", "not here")
    no_console_errors(browser)


def test_words_searched_for_are_marked(browser: webdriver.Chrome, tmp_path: Path) -> None:
    open_page(browser, write_page(tmp_path, DOCUMENT))
    send(browser, "#search", "cracks")
    for panel in ("#message", "#source"):
        hits = f"{panel} mark.hit"
        equals(lambda hits=hits: {hit.text.lower() for hit in all_of(browser, hits)}, {"cracks"})
    click(browser, "#clear")
    shows_none(browser, "mark.hit")
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
    wait_for(lambda: rows(browser))
    total = len(rows(browser))
    send(browser, "#search", "divers")
    found = [m for m in reconstruct(source).messages if "divers" in f"{m.subject} {m.body}".lower()]
    wanted = len(found)
    assert 0 < wanted < total
    # Not the list of whoever has typed but `d`.
    equals(lambda: len(rows(browser)), wanted)
    click(browser, "[data-act=export]")
    selection = tmp_path / "selection.txt"
    wait_for(lambda: selection.exists() and selection.stat().st_size > 0)
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
        equals(lambda: css(browser, "[data-view=timeline]").text, word)
        equals(lambda: browser.execute_script("return document.documentElement.lang"), language)
        # Reasons, too: nothing of the English ones is left in any message.
        english = [text for text in reasons()[language] if "{" not in text and " " in text]
        for number, message in enumerate(reconstruct(DOCUMENT).messages):
            click(browser, f"#list [data-number='{number}']")
            shows(browser, "#message", str(message.subject))
            fields = texts(browser, "#message .how")
            assert not [text for text in english if any(text in row for row in fields)]
            for item in message.inferred:
                if item.used and item.field == "In-Reply-To":
                    _, evidence = item.reason.split(": ")
                    said = [reasons()[language][one] for one in evidence.split(", ")]
                    shows(browser, "#message", *said)
    no_console_errors(browser)


CITED = {
    "en": ("line 1, e-mail of 3 March 2021, Holt to Rask and 2 others", "[redacted] to Ost"),
    "de": ("Zeile 1, E-Mail vom 3. März 2021, Holt an Rask und 2 weitere", "[geschwärzt] an Ost"),
    "fr": ("ligne 1, courriel du 3 mars 2021, Holt à Rask et 2 autres", "[caviardé] à Ost"),
    "es": ("línea 1, correo del 3 de marzo de 2021, Holt a Rask y 2 más", "[tachado] a Ost"),
    "ja": ("1 行、2021年3月3日のメール、HoltからRaskほか2名宛て", "［削除］からOst宛て"),
}


@pytest.mark.parametrize("language", CITED)
def test_a_citation_is_in_the_reader_s_language(
    language: str, browser: webdriver.Chrome, tmp_path: Path
) -> None:
    mail = (
        "From: Maren Holt <holt@quay.example>\nTo: Ida Rask; Ben Ost; Ann Poe\n"
        "Date: Wednesday, 3 March 2021 09:14\nSubject: A\n\nNo.\n\n"
        "From: [redacted]\nTo: Ben Ost\nDate: Thursday, 4 March 2021 09:14\nSubject: B\n\nYes.\n"
    )
    page = write_page(tmp_path, mail)
    browser.get(f"{page.resolve().as_uri()}?lang={language}")
    for number, cited in enumerate(CITED[language]):
        click(browser, f"#list [data-number='{number}']")
        shows(browser, "#message .citation", cited)
    no_console_errors(browser)


def test_warnings_are_said_in_the_reader_s_language(
    browser: webdriver.Chrome, tmp_path: Path
) -> None:
    mail = "From: Ann Poe <poe@quay.example>\nTo: Ben Ost\nDate: {}\nSubject: A\n\nNo.\n"
    page = write_page(tmp_path, mail.format("Friday, 2 March 2021 09:14"))
    for language, words in (("de", "Wochentag"), ("es", "día de la semana"), ("ja", "曜日")):
        browser.get(f"{page.resolve().as_uri()}?lang={language}")
        shows(browser, "#message .warn-text", words)
        assert "day of the week" not in css(browser, "#message .warn-text").text
    no_console_errors(browser)


def test_a_document_s_script_stays_text(browser: webdriver.Chrome, tmp_path: Path) -> None:
    open_page(browser, write_page(tmp_path, HOSTILE))
    shows(browser, "#message", "alert(5)")
    shows(browser, "#source", "document.title")
    assert browser.title == "A report"
    assert browser.execute_script("return document.scripts.length") == 4
    no_console_errors(browser)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1400, 420])
def test_nothing_bars_anyone(dark: bool, width: int, tmp_path: Path) -> None:
    page = write_page(tmp_path, fixture_path("blog_post.en.txt"))
    OUT.mkdir(parents=True, exist_ok=True)
    with chromium(dark=dark, width=width) as driver:
        open_page(driver, page)
        no_violations(driver)
        click(driver, "#list [data-number='1']")
        equals(lambda: selected(driver), "1")
        driver.save_screenshot(str(OUT / f"report-{'dark' if dark else 'light'}-{width}.png"))
        for name in ("timeline", "people", "documents", "messages"):
            driver.execute_script(f"document.querySelector('[data-view={name}]').click()")
            is_shown(driver, f"#view-{name}")
            no_violations(driver)
        wait_for(lambda: css(driver, "#more").is_displayed() == (width == 420))
        if width == 420:
            wait_for(lambda: not css(driver, "#person").is_displayed())
            click(driver, "#more")
        wait_for(lambda: css(driver, "#person").is_displayed())
        send(driver, "#search", "nowhere to be found")
        equals(lambda: len(rows(driver)), 0)
        no_violations(driver)
        no_console_errors(driver)


def test_right_to_left_and_paper(browser: webdriver.Chrome, tmp_path: Path) -> None:
    open_page(browser, write_page(tmp_path, fixture_path("dates_arabic_digits.ar.txt")))
    direction = "return getComputedStyle(document.querySelector('#message .text')).direction"
    equals(lambda: browser.execute_script(direction), "rtl")
    click(browser, "#list [role=treeitem]:last-of-type")
    # A date beside a name that runs the other way would be read backwards.
    css(browser, "#message .link bdi")
    wait_for(
        lambda: (
            css(browser, "#message .link").text
            == f"{css(browser, '#message .link bdi').text}, 2018-03-14 09:30"
        )
    )
    printed = browser.execute_cdp_cmd("Page.printToPDF", {})
    assert len(printed["data"]) > 5000
    count = "return document.querySelectorAll('#print article').length"
    wait_for(lambda: browser.execute_script(count) > 0)
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
    wait_for(lambda: len(rows(browser)) > 5)
    loaded = time.monotonic() - start
    # Only rows near what is seen exist, at the end of the list, too; each says its place.
    click(browser, "#list [data-number='0']")
    for key, number in ((Keys.END, 9_999), (Keys.PAGE_UP, 9_989), (Keys.HOME, 0), (Keys.DOWN, 1)):
        press(browser, key)
        has_focus(browser, "data-number", str(number))
        has_focus(browser, "aria-posinset", str(number + 1))
        has_focus(browser, "aria-setsize", "10000")
        assert browser.execute_script(SEEN_WHOLE)
        assert 5 < len(rows(browser)) < 100
    # The link that skips to the list is no address of a message, and the list has its focus then.
    browser.execute_script("document.querySelector('.skip').focus()")
    press(browser, Keys.ENTER)
    has_focus(browser, "data-number", "1")
    assert "10,000" in shown(browser, "status")
    start = time.monotonic()
    send(browser, "#search", "number-9999")
    equals(lambda: len(rows(browser)), 1)
    searched = time.monotonic() - start
    megabytes = page.stat().st_size >> 20
    print(f"10,000 messages: {megabytes} MB, shown {loaded:.1f} s, search {searched:.1f} s")
    shows(browser, "#message", "Number 9999")
    no_console_errors(browser)
