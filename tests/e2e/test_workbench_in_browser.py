"""The workbench in a browser: a wrong message is corrected, saved, applied and verified."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("selenium", reason="selenium is not installed")
pytest.importorskip("uvicorn", reason="the extra `app` is not installed")

from selenium import webdriver
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

from mailrecon import reconstruct
from mailrecon.cli import main
from mailrecon.corrections import (
    Action,
    Correction,
    append_corrections,
    load_corrections,
    new_correction,
    target_of,
)
from tests.conftest import ROOT, fixture_path
from tests.e2e.browser import chromium
from tests.e2e.release import NARRATIVE, release
from tests.e2e.test_report_in_browser import (
    choose,
    no_console_errors,
    no_violations,
    rows,
    selected,
    shown,
)
from tests.e2e.waiting import (
    all_of,
    attribute,
    click,
    css,
    equals,
    fill,
    has_focus,
    is_shown,
    pick,
    press,
    send,
    shows,
    shows_none,
    steady,
    texts,
    wait_for,
)
from tests.e2e.workbench import running
from tests.read.make_pdf import print_text

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        not Path("/usr/bin/chromium").exists() or shutil.which("chromedriver") is None,
        reason="Chromium and its driver are not installed (Debian: chromium, chromium-driver)",
    ),
]
# `MAILRECON_FILM=docs/images` renews the pictures in docs/workbench.md.
FILM = Path(os.environ.get("MAILRECON_FILM", "build/e2e"))


def film(driver: webdriver.Chrome, name: str) -> None:
    FILM.mkdir(parents=True, exist_ok=True)
    driver.save_screenshot(str(FILM / f"workbench-{name}.png"))


def mark(driver: webdriver.Chrome, first: str, last: str) -> None:
    """Mark words of the document that is shown, as a mouse would."""
    wait_for(
        lambda: driver.execute_script(
            "const text = document.querySelector('#source pre');"
            "return text !== null && text.textContent.includes(arguments[0]);",
            first,
        )
    )
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
    wait_for(lambda: rows(driver) and shown(driver, "message"))


def saved(driver: webdriver.Chrome, word: str = "Saved") -> None:
    shows(driver, "#status", word)


def image_shown(driver: webdriver.Chrome) -> None:
    """Until the page's image is there, with the places of the message on it."""
    css(driver, "#source .page-image rect")
    width = "return (document.images[0] || {}).naturalWidth || 0"
    wait_for(lambda: driver.execute_script(width) > 500)


def test_the_filmed_path(browser: webdriver.Chrome, source: Path, tmp_path: Path) -> None:
    corrections = tmp_path / "corrections.jsonl"
    wrong = NARRATIVE.split(" further", maxsplit=1)[0]
    # Short paths, for the pictures: they name no folder of this machine.
    paths = (source.name, "--corrections", corrections.name)
    with running(*paths, "--by", "Ann Poe", beside=tmp_path) as bench:
        opened(browser, bench.address)
        choose(browser, "RE: Cracks")
        shows(browser, "#message", wrong)
        # The page's image has the message's places on it, each field's too.
        image_shown(browser)
        for role in ("from", "to", "date", "subject"):
            css(browser, f"#source rect[data-role={role}]")
        click(browser, "#message [data-roles=date] button")
        css(browser, "#source rect.lit[data-role=date]")
        film(browser, "1-wrong")
        click(browser, "#source summary")
        mark(browser, "The records officer", "log of their own.")
        is_shown(browser, ".marked-tools")
        steady(lambda: css(browser, "[data-what=narrative]").location_once_scrolled_into_view)
        film(browser, "2-marked")
        click(browser, "[data-what=narrative]")
        saved(browser)
        shows(browser, "#message", "Nothing about it to the paper")
        wait_for(lambda: wrong not in shown(browser, "message"))
        film(browser, "3-corrected")
        equals(lambda: len(load_corrections(corrections)), 1)
        # Undone and done again, by keys.
        click(browser, "#list [aria-selected=true]")
        press(browser, "u")
        saved(browser, "Undone")
        shows(browser, "#message", wrong)
        press(browser, "U")
        saved(browser, "Done again")
        shows(browser, "#message", "Nothing about it to the paper")
        wait_for(lambda: wrong not in shown(browser, "message"))
        click(browser, "[data-view=decisions]")
        shows(browser, "#view-decisions", "Ann Poe")
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
        choose(browser, "Jonas")
        image_shown(browser)
        css(browser, "#source rect[data-role=from]")
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


def test_an_address_leads_to_a_message_that_is_read_later(
    browser: webdriver.Chrome, source: Path
) -> None:
    last = reconstruct(source).messages[-1]
    with running(str(source)) as bench:
        browser.get("about:blank")
        browser.get(f"{bench.address}#{last.message_id}")
        shows(browser, "#message h2", last.subject or "")
        image_shown(browser)
        # The page's image is scrolled to the message once it is there.
        is_seen = (
            "const box = (of) => document.querySelector(of).getBoundingClientRect();"
            "const [mark, panel] = [box('#source .on-header'), box('#source')];"
            "return panel.top < mark.top && mark.top < panel.bottom;"
        )
        wait_for(lambda: browser.execute_script(is_seen))


def test_a_message_over_two_pages_is_shown_where_it_begins(
    browser: webdriver.Chrome, tmp_path: Path
) -> None:
    """Its second page was there already: once the first one came, the pane was at its end."""
    source = tmp_path / "long.pdf"
    said = "".join(f"The divers went down for the {n}th time.\n" for n in range(20))
    header = "From: Maren Holt\nTo: Ida Rask\nDate: Tuesday, 2 March 2021 09:14\nSubject: {}\n\n"
    source.write_bytes(
        print_text(
            "\n" * 25 + header.format("Divers") + said + "\n" + header.format("Lamps") + "No.\n",
            lines_a_page=36,
        )
    )
    with running(str(source)) as bench:
        opened(browser, bench.address)
        choose(browser, "Lamps")
        image_shown(browser)
        choose(browser, "Divers")
        loaded = "return [...document.images].filter((one) => one.naturalWidth > 500).length"
        equals(lambda: browser.execute_script(loaded), 2)
        is_seen = (
            "const [mark, panel] = ['#source .on-header', '#source']"
            ".map((of) => document.querySelector(of).getBoundingClientRect());"
            "return panel.top < mark.top && mark.top < panel.bottom;"
        )
        wait_for(lambda: browser.execute_script(is_seen), 10)
        no_console_errors(browser)


def test_the_list_is_worked_through_by_keys(browser: webdriver.Chrome, source: Path) -> None:
    with running(str(source)) as bench:
        opened(browser, bench.address)
        total = len(rows(browser))
        levels = [
            float(re.findall(r"\d\.\d\d", row)[-1])
            for row in texts(browser, "#list [role=treeitem]")
        ]
        assert levels == sorted(levels)
        first = "#list [role=treeitem]"
        click(browser, first)
        for number in range(1, total + 1):
            before = selected(browser)
            press(browser, "c")
            shows(browser, "#progress-text", f"{number} of {total}")
            # The next key is for the next message: that has to be chosen first.
            if number < total:
                wait_for(lambda before=before: selected(browser) != before)
            else:
                saved(browser, "All")
        click(browser, "[data-only=unchecked]")
        equals(lambda: len(rows(browser)), 0)
        click(browser, "#clear")
        equals(lambda: len(rows(browser)), total)
        click(browser, first)
        equals(lambda: css(browser, first).get_attribute("aria-selected"), "true")
        press(browser, "s")
        shows(browser, first, "starred")
        saved(browser)
        press(browser, "s")
        wait_for(lambda: "starred" not in css(browser, first).text)
        saved(browser, "Undone")
        # A button that can't be pressed any more does not take the focus with it.
        for _ in range(total):
            send(browser, "#undo", Keys.ENTER)
            saved(browser, "Undone")
        equals(lambda: css(browser, "#undo").is_enabled(), False)
        has_focus(browser, "id", "redo")
        no_console_errors(browser)


def test_the_place_in_the_list_is_kept(browser: webdriver.Chrome, source: Path) -> None:
    """What is decided may move a message or take it away: the next one is the one below."""
    with running(str(source)) as bench:
        opened(browser, bench.address)
        first, second, third = texts(browser, "#list .row-subject")
        chosen = "#list [aria-selected=true] .row-subject"
        click(browser, "#list [role=treeitem]:nth-child(2)")
        shows(browser, chosen, second)
        press(browser, "x")
        shows(browser, chosen, third)
        equals(lambda: texts(browser, "#list .row-subject"), [first, third])
        # What is said of one decision may come after what is said of the next.
        saved(browser)
        # The last of the list is checked: the one that was passed over comes next.
        press(browser, "c")
        shows(browser, chosen, first)
        press(browser, "c")
        saved(browser, "All")
        # Who marks a beginning sees the message that begins there.
        click(browser, "#source summary")
        mark(browser, "The records officer", "The records officer")
        click(browser, "[data-what=begins]")
        shows(browser, "#message", "who kept a log of their own")
        no_console_errors(browser)


def test_words_searched_for_are_marked_on_the_page_s_image(
    browser: webdriver.Chrome, source: Path
) -> None:
    with running(str(source)) as bench:
        opened(browser, bench.address)
        choose(browser, "RE: Cracks")
        image_shown(browser)
        css(browser, "#source .page-image rect.word")
        assert all_of(browser, "#source rect.hit") == []
        send(browser, "#search", "friday")
        equals(lambda: len(all_of(browser, "#source rect.hit")), 1)
        # It lies on the line that has the word: the third of the message's text.
        text = browser.execute_script(
            """
            const words = [...document.querySelectorAll("#source rect.word")];
            const hit = document.querySelector("#source rect.hit");
            const line = words.filter((word) => word.getAttribute("y") === hit.getAttribute("y"));
            return [line.length, line.indexOf(hit)];
            """
        )
        # `not before the vote on Friday, please. Nothing about it to the paper.`
        assert text == [13, 5]
        click(browser, "#clear")
        shows_none(browser, "#source rect.hit")
        no_console_errors(browser)


def test_notes_and_tags_are_read_where_the_message_is(
    browser: webdriver.Chrome, source: Path
) -> None:
    note = "ask the archive in the old town whether the log of the divers has been kept"
    with running(str(source)) as bench:
        opened(browser, f"{bench.address}?lang=es")
        choose(browser, "RE: Cracks")
        shows(browser, "#message", "RE: Cracks")
        for what, words in (("note", note), ("tag", "key document")):
            click(browser, f"#message [data-what={what}]")
            send(browser, "dialog input", words, Keys.ENTER)
            shows_none(browser, "dialog")
            shows(browser, "#message .tags", words)
        # How sure it is is said in the reader's language.
        levels = ("dudoso: ", "probable: ", "seguro: ")
        wait_for(lambda: any(level in shown(browser, "message") for level in levels))
        # What was searched for is marked in what was written, not on the tool *Nota*.
        send(browser, "#search", "not")
        wait_for(lambda: all_of(browser, "#message mark.hit"))
        shows_none(browser, "#message .tools mark.hit")
        no_console_errors(browser)


def test_a_sample_is_judged_by_keys(browser: webdriver.Chrome, source: Path) -> None:
    with running(str(source), "--by", "Ann Poe") as bench:
        opened(browser, bench.address)
        click(browser, "[data-view=sample]")
        wait_for(lambda: "judged" in shown(browser, "view-sample").lower())
        css(browser, ".judging")
        # The lines that are judged come first, not what is printed above them.
        seen_first = """
            const text = document.querySelector(".judging pre");
            const first = text.querySelector(".in-header, .in-body") || text.firstChild;
            const above = first.getBoundingClientRect().top - text.getBoundingClientRect().top;
            return above < 40 || text.scrollTop + text.clientHeight > text.scrollHeight - 2;
        """
        film(browser, "5-sample")
        judged = 0
        while all_of(browser, ".judging"):
            is_stretch = all_of(browser, "[data-said=missed]")
            if not is_stretch:
                wait_for(lambda: browser.execute_script(seen_first))
            press(browser, "n" if is_stretch else "y")
            judged += 1
            words = f"{judged} of"
            wait_for(lambda words=words: words in shown(browser, "view-sample").lower())
        assert judged > 3
        shows(browser, "#view-sample", "100.0 %")
        film(browser, "6-measured")
        address = attribute(browser, "#view-sample a", "href")
        no_console_errors(browser)
        browser.get(str(address))
        shows(browser, "main", "Clopper", "Ann Poe")
        no_violations(browser)
        no_console_errors(browser)


def test_values_are_corrected_in_a_dialog(browser: webdriver.Chrome, source: Path) -> None:
    with running(str(source)) as bench:
        opened(browser, bench.address)
        click(browser, "#message [data-what=field]")
        css(browser, "dialog[open]")
        no_violations(browser)
        pick(browser, "dialog select", "Subject")
        equals(lambda: css(browser, "dialog select").get_attribute("value"), "subject")
        wait_for(lambda: attribute(browser, "dialog input", "value") != "")
        fill(browser, "dialog input", "The mole")
        send(browser, "dialog input", "the minutes say so", Keys.ENTER, number=1)
        saved(browser)
        shows(browser, "#message h2", "The mole")
        shows(browser, "#message", "the minutes say so")
        # Whoever thinks better of it is back on the page, and can ask again.
        for _ in range(3):
            click(browser, "#message [data-what=note]")
            css(browser, "dialog[open] input")
            press(browser, Keys.ESCAPE)
            shows_none(browser, "dialog")
            # The focus is where it was before.
            has_focus(browser, "data-what", "note")
        no_console_errors(browser)


def _hold(driver: webdriver.Chrome, selector: str) -> None:
    """Press the pointer on an element and hold it. Raises AssertionError if the element moves away
    before it is pressed.
    """
    ActionChains(driver).move_to_element(css(driver, selector)).click_and_hold().perform()
    if not all_of(driver, f"{selector}:active"):
        ActionChains(driver).release().perform()
        raise AssertionError(f"{selector} is not below the pointer")


def test_a_press_is_not_lost_while_the_page_is_drawn_anew(
    browser: webdriver.Chrome, source: Path
) -> None:
    """A button that was drawn anew between press and release was never clicked."""
    with running(str(source)) as bench:
        opened(browser, bench.address)
        # All is read: the bar that says so goes when it likes.
        wait_for(lambda: not css(browser, "#reading").is_displayed())
        click(browser, "#message [data-act=star]")
        shows(browser, "#list [aria-selected=true]", "starred")
        saved(browser)
        note = "#message [data-what=note]"
        # The star goes off the message while the button is held down: what follows has to wait.
        steady(lambda: _hold(browser, note))
        press(browser, "s")
        equals(lambda: len(load_corrections(source.with_name("corrections.jsonl"))), 2)
        ActionChains(browser).release().perform()
        css(browser, "dialog[open] input")
        # Nor is the list another one while a question about it is open.
        shows(browser, "#list [aria-selected=true]", "starred")
        press(browser, Keys.ESCAPE)
        shows_none(browser, "dialog")
        wait_for(lambda: "starred" not in css(browser, "#list [aria-selected=true]").text)
        no_console_errors(browser)


def narrative_of(source: Path) -> Correction:
    """Somebody else's decision that the words between two messages are no mail."""
    document = reconstruct(source).parsed[0].document
    start = document.text.index(NARRATIVE.split(" further", maxsplit=1)[0])
    end = document.text.index("of their own.") + len("of their own.")
    return new_correction(
        Action.NARRATIVE,
        by="Ben Ost",
        document=document.sha256,
        target=target_of(document.text, start, end),
    )


def test_a_press_is_not_lost_while_a_message_is_on_its_way(
    browser: webdriver.Chrome, source: Path
) -> None:
    """A message that had to be asked for was drawn over the button that was pressed meanwhile."""
    with running(str(source)) as bench:
        opened(browser, bench.address)
        choose(browser, "RE: Cracks")
        browser.execute_script(
            """
            const real = window.fetch;
            window.asked = [];
            window.fetch = async (path, options) => {
              const answer = await real(path, options);
              if (!String(path).startsWith("message/")) return answer;
              return new Promise((resolve) => window.asked.push(() => resolve(answer)));
            };
            """
        )
        # Another program makes a new list: its message is asked for while the old one is shown.
        append_corrections(source.with_name("corrections.jsonl"), [narrative_of(source)])
        wait_for(lambda: browser.execute_script("return window.asked.length > 0"))
        steady(lambda: _hold(browser, "#message [data-what=note]"))
        browser.execute_script("for (const answer of window.asked.splice(0)) answer();")
        time.sleep(0.5)
        ActionChains(browser).release().perform()
        css(browser, "dialog[open] input")
        no_console_errors(browser)


def test_what_others_decide_is_shown_unasked(browser: webdriver.Chrome, source: Path) -> None:
    """Neither window is touched: another program writes to the file of corrections."""
    words = NARRATIVE.split(" further", maxsplit=1)[0]
    with running(str(source)) as bench:
        opened(browser, bench.address)
        choose(browser, "RE: Cracks")
        shows(browser, "#message", words)
        append_corrections(source.with_name("corrections.jsonl"), [narrative_of(source)])
        shows(browser, "#status", "decided elsewhere")
        wait_for(lambda: words not in shown(browser, "message"))
        # The second window on the same server does, too.
        browser.switch_to.new_window("tab")
        try:
            browser.get(bench.address)
            choose(browser, "RE: Cracks")
            click(browser, "#message [data-act=star]")
            shows(browser, "#list", "starred")
        finally:
            browser.close()
            browser.switch_to.window(browser.window_handles[0])
        shows(browser, "#list", "starred")
        no_console_errors(browser)


def test_what_was_saved_outlives_browser_and_server(source: Path, tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir()
    with running(str(source), folder=private) as bench:
        with chromium() as driver:
            opened(driver, bench.address)
            click(driver, "#list li")
            press(driver, "s")
            saved(driver)
            # The browser is closed in the moment of the press.
            press(driver, "c")
        assert bench.process.poll() is None
        with chromium() as driver:
            opened(driver, bench.address)
            shows(driver, "#list", "starred")
            driver.get(f"{bench.address[:-6]}/")
            shows(driver, "body", "token in the address is wrong")
            opened(driver, bench.address)
            bench.process.terminate()
            bench.process.wait(10)
            click(driver, "#message [data-act=star]")
            shows(driver, "#status", "does not answer")
    # Nothing of the run stays behind but what was decided.
    equals(lambda: list(private.glob("mailrecon-*")), [])
    assert len(load_corrections(tmp_path / "corrections.jsonl")) == 2


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1400, 420])
def test_nothing_bars_anyone(dark: bool, width: int, source: Path) -> None:
    with (
        running(str(source)) as bench,
        chromium(dark=dark, width=width) as driver,
    ):
        opened(driver, bench.address)
        no_violations(driver)
        for name in ("timeline", "people", "documents", "sample", "decisions", "messages"):
            driver.execute_script(f"document.querySelector('[data-view={name}]').click()")
            wait_for(lambda name=name: css(driver, f"#view-{name}").is_displayed())
            # The whole view, not the little that is there before the server has answered.
            wait_for(lambda name=name: len(shown(driver, f"view-{name}")) > 20)
            no_violations(driver)
        wide = "return document.documentElement.scrollWidth"
        wait_for(lambda: driver.execute_script(wide) <= width)
        film(driver, f"{'dark' if dark else 'light'}-{width}") if "build" in str(FILM) else None
        no_console_errors(driver)


def test_on_a_phone_a_message_is_seen_once_it_is_chosen(source: Path) -> None:
    with running(str(source)) as bench, chromium(width=390, height=844) as driver:
        opened(driver, bench.address)
        choose(driver, "RE: Cracks")
        top = "return document.querySelector('#message h2').getBoundingClientRect().top"
        wait_for(lambda: 0 <= driver.execute_script(top) < 422)
        no_console_errors(driver)


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_a_small_phone_holds_every_view(language: str, source: Path) -> None:
    with running(str(source)) as bench, chromium(width=360, height=740) as driver:
        opened(driver, f"{bench.address}?lang={language}")
        # The page never runs off to the side: neither past the screen nor below a scroll bar.
        fits = "const page = document.documentElement; return page.scrollWidth <= page.clientWidth"
        for name in ("timeline", "people", "documents", "sample", "decisions", "messages"):
            driver.execute_script(f"document.querySelector('[data-view={name}]').click()")
            wait_for(lambda name=name: len(shown(driver, f"view-{name}")) > 20)
            wait_for(lambda: driver.execute_script(fits))
        no_console_errors(driver)


def test_right_to_left(browser: webdriver.Chrome, tmp_path: Path) -> None:
    source = tmp_path / "post.txt"
    source.write_bytes(fixture_path("dates_arabic_digits.ar.txt").read_bytes())
    with running(str(source)) as bench:
        opened(browser, bench.address)
        direction = "return getComputedStyle(document.querySelector('#message .text')).direction"
        equals(lambda: browser.execute_script(direction), "rtl")
        browser.get(f"{bench.address}?lang=de")
        shows(browser, "#counts", "Nachrichten")
        equals(lambda: css(browser, "[data-act=no-mail]").text, "Keine Mail")
        no_console_errors(browser)


def test_a_file_is_dropped_in(browser: webdriver.Chrome, source: Path) -> None:
    more = ROOT / "docs" / "examples" / "harbour_post.en.txt"
    with running(str(source)) as bench:
        opened(browser, bench.address)
        before = len(rows(browser))
        send(browser, "#file", str(more))
        shows(browser, "#counts", "2 documents")
        wait_for(lambda: len(rows(browser)) > before)
        no_console_errors(browser)


def test_one_message_is_printed_with_its_source_page(
    browser: webdriver.Chrome, source: Path
) -> None:
    post = source.with_name("post.txt")
    post.write_bytes((ROOT / "docs" / "examples" / "harbour_post.en.txt").read_bytes())
    with running(str(source), str(post)) as bench:
        opened(browser, bench.address)
        choose(browser, "RE: Cracks")
        image_shown(browser)
        css(browser, "#source .page-image rect.word")
        # The dialog of the browser cannot be driven; what it would print is looked at.
        browser.execute_script("window.print = () => dispatchEvent(new Event('beforeprint'))")
        click(browser, "[data-act=print]")
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        shows(browser, "#print", "not before the vote", "SHA-256")
        shows(browser, "#print", "tern-release.pdf, page 1, lines 15")
        assert not [words for words in texts(browser, "#print") if "post.txt" in words]
        loaded = "const image = document.querySelector('#print img'); return image.naturalWidth"
        wait_for(lambda: browser.execute_script(loaded) > 0)
        # The marks lie on the page, and both on one sheet.
        sizes = browser.execute_script(
            "return ['#print .page-image', '#print img', '#print svg'].map((name) => "
            "document.querySelector(name).getBoundingClientRect().height)"
        )
        assert max(sizes) - min(sizes) <= 4
        assert max(sizes) < 22 / 2.54 * 96
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        no_console_errors(browser)
