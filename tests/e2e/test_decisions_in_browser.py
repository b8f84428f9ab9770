"""Each decision in the workbench is made in a browser, undone, and stored in the file."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("selenium", reason="selenium is not installed")
pytest.importorskip("uvicorn", reason="the extra `app` is not installed")

from selenium import webdriver
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

from mailrecon.corrections import Action, Correction, in_force, load_corrections
from tests.e2e.browser import chromium
from tests.e2e.release import release
from tests.e2e.test_report_in_browser import choose, no_console_errors, no_violations, rows, shown
from tests.e2e.test_workbench_in_browser import film, image_shown, mark, opened, saved
from tests.e2e.waiting import (
    all_of,
    attribute,
    click,
    css,
    equals,
    fill,
    focus,
    has_focus,
    is_shown,
    pick,
    press,
    send,
    shows,
    shows_none,
    steady,
    wait_for,
)
from tests.e2e.workbench import running

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        not Path("/usr/bin/chromium").exists() or shutil.which("chromedriver") is None,
        reason="Chromium and its driver are not installed (Debian: chromium, chromium-driver)",
    ),
]
# `Rask, Ida M` and `Ida Rask` stand in one header: who may be one person, and is not joined.
POST = """\
From: Bo Lund <lund@pier.example>
To: Rask, Ida M; Ida Rask; Dina Orlova
Date: Tue, 2 Mar 2021 09:14 +0100
Subject: The crane

The crane is broken since Monday.

From: Dina Orlova <orlova@pier.example>
To: Bo Lund <lund@pier.example>
Date: 03/04/2021 10:00
Subject: Divers

The divers come at noon.

Sent on the fifth of March by Eva Sand, to the harbour office
About the lamp
The lamp on the mole is out.

From: Bo Lund <lund@pier.example>
To: Eva Sand <sand@pier.example>
Date: Fri, 5 Mar 2021 16:00 +0100
Subject: The lamp, the mole

It is mended.
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    with chromium() as driver:
        yield driver


@pytest.fixture
def post(tmp_path: Path) -> Path:
    path = tmp_path / "post.txt"
    path.write_text(POST)
    return path


def held(source: Path) -> list[Correction]:
    path = source.parent / "corrections.jsonl"
    return in_force(load_corrections(path)) if path.exists() else []


def made_one(source: Path, action: Action) -> None:
    """Until one decision holds, and it is this one."""
    equals(lambda: [one.action for one in held(source)], [action])


def ask(driver: webdriver.Chrome, what: str) -> None:
    """Open the dialog of a decision."""
    click(driver, f"#message [data-what={what}]")
    css(driver, "dialog[open]")
    no_violations(driver)


def decided(driver: webdriver.Chrome) -> None:
    click(driver, "dialog button.primary")
    shows_none(driver, "dialog")
    saved(driver)


def undone(driver: webdriver.Chrome, source: Path, test: Callable[[], object]) -> None:
    """Undo by key, and see that it is gone."""
    click(driver, "#list [tabindex='0']")
    press(driver, "u")
    saved(driver, "Undone")
    wait_for(test)
    equals(lambda: held(source), [])


def test_a_message_answers_another(browser: webdriver.Chrome, post: Path) -> None:
    with running(str(post)) as bench:
        opened(browser, bench.address)
        choose(browser, "The lamp, the mole")
        wait_for(lambda: "Answers" not in css(browser, "#message .fields").text)
        ask(browser, "parent")
        pick(browser, "dialog select", "Divers")
        decided(browser)
        shows(browser, "#message .fields", "Dina Orlova, 2021-")
        made_one(post, Action.PARENT)
        undone(browser, post, lambda: "Answers" not in css(browser, "#message .fields").text)
        no_console_errors(browser)


def test_what_a_message_answers_is_asked_with_what_is_known(
    browser: webdriver.Chrome, tmp_path: Path
) -> None:
    source = tmp_path / "release.pdf"
    source.write_bytes(release())
    asked = "return document.querySelector('dialog select').selectedOptions[0].text"
    with running(str(source)) as bench:
        opened(browser, bench.address)
        for subject, known in (("RE: Cracks", "Maren Holt, 2021-03-02"), ("The vote", "nothing")):
            choose(browser, subject)
            shows(browser, "#message h2", subject)
            click(browser, "#message [data-what=parent]")
            css(browser, "dialog[open]")
            wait_for(lambda known=known: browser.execute_script(asked).startswith(known))
            click(browser, "dialog button:not(.primary)")
            shows_none(browser, "dialog")
        assert held(source) == []
        no_console_errors(browser)


def test_a_reason_goes_with_the_next_decision(browser: webdriver.Chrome, post: Path) -> None:
    """*Not a mail*, a star and marked words ask nothing; a reason can be written beforehand."""
    with running(str(post)) as bench:
        opened(browser, bench.address)
        choose(browser, "Divers")
        send(browser, "#why", "the divers deny it")
        click(browser, "#message [data-act=star]")
        saved(browser)
        assert [(one.action, one.why) for one in held(post)] == [
            (Action.STAR, "the divers deny it")
        ]
        equals(lambda: attribute(browser, "#why", "value"), "")
        # Marked words wait until the reason is written.
        mark(browser, "The divers come", "at noon.")
        is_shown(browser, ".marked-tools")
        send(browser, "#why", "a heading")
        is_shown(browser, ".marked-tools")
        click(browser, ".marked-tools [data-what=narrative]")
        saved(browser)
        equals(lambda: [one.why for one in held(post)][-1], "a heading")
        # A check mark needs none: what was written stays for what comes.
        send(browser, "#why", "an advertisement")
        click(browser, "#list [aria-selected=true]")
        press(browser, "c")
        equals(lambda: held(post)[-1].action, Action.CHECKED)
        assert held(post)[-1].why is None
        choose(browser, "The crane")
        click(browser, "#message [data-act=no-mail]")
        equals(lambda: held(post)[-1].action, Action.NO_MAIL)
        assert held(post)[-1].why == "an advertisement"
        click(browser, "[data-view=decisions]")
        shows(browser, "#view-decisions", "an advertisement")
        no_console_errors(browser)


def _mark_until_asked(driver: webdriver.Chrome, first: str, last: str) -> None:
    """Mark words, again if the document was drawn anew right after, as a search draws it."""

    def test() -> bool:
        mark(driver, first, last)
        time.sleep(0.3)
        return bool(all_of(driver, ".marked-tools:not([hidden]) [data-what=narrative]"))

    wait_for(test)


def test_who_took_out_the_words_they_searched_for_sees_the_message(
    browser: webdriver.Chrome, post: Path
) -> None:
    with running(str(post)) as bench:
        opened(browser, bench.address)
        fill(browser, "#search", "about the lamp")
        equals(lambda: len(rows(browser)), 1)
        shows(browser, "#message h2", "Divers")
        _mark_until_asked(browser, "Sent on the fifth", "the mole is out.")
        click(browser, ".marked-tools [data-what=narrative]")
        saved(browser)
        shows(browser, "#status", "stays in the list")
        shows(browser, "#message h2", "Divers")
        assert "About the lamp" not in shown(browser, "message")
        equals(lambda: len(rows(browser)), 1)
        # It is not part of what is exported, and goes with the next search.
        fill(browser, "#search", "lamp")
        equals(lambda: "Divers" in shown(browser, "list"), False)
        no_console_errors(browser)


def test_a_message_far_away_is_searched_for(browser: webdriver.Chrome, tmp_path: Path) -> None:
    """The list of a question was cut after the 500 nearest messages."""
    source = tmp_path / "post.txt"
    source.write_text(
        "A list.\n\n"
        + "".join(
            f"From: Ann Poe <ann@pier.example>\nTo: Bo Lund <lund@pier.example>\n"
            f"Date: {1 + n % 28} Mar {2000 + n // 28} 10:00 +0100\n"
            f"Subject: Matter {n}\n\nText {n}.\n\n"
            for n in range(640)
        )
    )
    with running(str(source)) as bench:
        opened(browser, bench.address)
        send(browser, "#search", "639.")
        shows(browser, "#message h2", "Matter 639")
        ask(browser, "parent")
        entries = "return document.querySelector('dialog select').options.length"
        equals(lambda: browser.execute_script(entries), 500)
        # Enter looks at what was found; an empty list cannot be saved as *answers nothing*.
        send(browser, "dialog [type=search]", "nowhere", Keys.ENTER)
        equals(lambda: browser.execute_script(entries), 0)
        is_valid = "return document.querySelector('dialog form').checkValidity()"
        assert not browser.execute_script(is_valid)
        fill(browser, "dialog [type=search]", "2000-03-04 matter")
        equals(lambda: browser.execute_script(entries), 1)
        pick(browser, "dialog select", "Matter 3")
        no_violations(browser)
        decided(browser)
        shows(browser, "#message .fields", "Answers")
        made_one(source, Action.PARENT)
        no_console_errors(browser)


def test_messages_are_copies_and_are_not(browser: webdriver.Chrome, post: Path) -> None:
    with running(str(post)) as bench:
        opened(browser, bench.address)
        before = len(rows(browser))
        choose(browser, "The lamp, the mole")
        ask(browser, "copies")
        pick(browser, "dialog select", "The crane")
        decided(browser)
        equals(lambda: len(rows(browser)), before - 1)
        wait_for(lambda: "2 copies" in shown(browser, "list") or "prints" in shown(browser, "list"))
        undone(browser, post, lambda: len(rows(browser)) == before)
        no_console_errors(browser)


def test_a_date_is_read_so(browser: webdriver.Chrome, post: Path) -> None:
    with running(str(post)) as bench:
        opened(browser, bench.address)
        choose(browser, "Divers")
        ask(browser, "date")
        fields = "const [day, time] = document.querySelectorAll('dialog input');"
        browser.execute_script(f"{fields} day.value = '2021-04-03'; time.value = '10:00'")
        fill(browser, "dialog input", "+02:00", number=2)
        decided(browser)
        shows(browser, "#message .fields", "2021-04-03 10:00", "corrected")
        made_one(post, Action.DATE)
        no_console_errors(browser)


def test_lines_are_a_mail(browser: webdriver.Chrome, post: Path) -> None:
    with running(str(post)) as bench:
        opened(browser, bench.address)
        before = len(rows(browser))
        choose(browser, "Divers")
        mark(browser, "Sent on the fifth", "the mole is out.")
        click(browser, ".marked-tools [data-what=mail]")
        gathered = (("Eva Sand", "from", "Sender"), ("About the lamp", "subject", "Subject"))
        for words, what, called in gathered:
            mark(browser, words, words)
            click(browser, f".marked-tools [data-what={what}]")
            shows(browser, "#status", called)
        click(browser, ".marked-tools [data-what=mail]")
        saved(browser)
        equals(lambda: len(rows(browser)), before + 1)
        wait_for(
            lambda: any(
                "Eva Sand" in row.text and "About the lamp" in row.text for row in rows(browser)
            )
        )
        no_console_errors(browser)


def test_doubtful_pairs_are_joined_and_kept_apart(browser: webdriver.Chrome, post: Path) -> None:
    with running(str(post)) as bench:
        opened(browser, bench.address)
        click(browser, "[data-view=people]")
        shows(browser, "#view-people", "both in one header")
        no_violations(browser)
        film(browser, "7-people")
        click(browser, "[data-act=pair][data-what=person-split]")
        saved(browser)
        shows(browser, "#view-people", "No pair is in doubt")
        made_one(post, Action.PERSON_SPLIT)
        click(browser, "#view-people [data-act=undo-one]")
        saved(browser, "Undone")
        click(browser, "[data-act=pair][data-what=person-join]")
        saved(browser)
        shows(browser, "#view-people", "No pair is in doubt")
        made_one(post, Action.PERSON_JOIN)
        # Whoever was joined can be told apart again, name by name.
        apart = "#view-people details [aria-label*='Ida'][data-what=person-split]"
        click(browser, apart)
        saved(browser)
        shows_none(browser, apart)
        no_console_errors(browser)


def test_people_are_joined_split_and_named_in_dialogs(
    browser: webdriver.Chrome, post: Path
) -> None:
    with running(str(post)) as bench:
        opened(browser, bench.address)
        click(browser, "[data-view=people]")
        for what, done in (
            ("person-join", Action.PERSON_JOIN),
            ("person-split", Action.PERSON_SPLIT),
        ):
            click(browser, f"#view-people [data-act=people][data-what={what}]")
            css(browser, "dialog[open]")
            pick(browser, "dialog select", "Bo Lund")
            pick(browser, "dialog select", "Dina Orlova <", number=1)
            decided(browser)
            equals(lambda: [one.action for one in held(post)][-1:], [done])
        click(browser, "#view-people [data-act=people][data-what=person]")
        css(browser, "dialog[open]")
        no_violations(browser)
        pick(browser, "dialog select", "Eva Sand")
        name_address_role = ("Eva Sand-Holt", "eva@pier.example", "keeper of the lamp")
        for number, words in enumerate((*name_address_role, "Harbour Office", "married in May")):
            send(browser, "dialog input", words, number=number)
        send(browser, "dialog input", Keys.ENTER, number=number)
        saved(browser)
        known = "eva@pier.example, keeper of the lamp, Harbour Office, married in May"
        shows(browser, "#view-people", "Eva Sand-Holt", known)
        equals(lambda: [one.action for one in held(post)][-1:], [Action.PERSON])
        no_console_errors(browser)


def test_who_edits_somebody_of_the_list_stays_there(browser: webdriver.Chrome, post: Path) -> None:
    with running(str(post)) as bench:
        opened(browser, bench.address)
        click(browser, "[data-view=people]")
        click(browser, "#view-people [data-act=people][data-listed]")
        css(browser, "dialog[open]")
        send(browser, "dialog input", " Junior", Keys.ENTER)
        saved(browser)
        shows(browser, "#view-people", "Junior")
        is_shown(browser, "#view-people")
        # The filter is as it was: everyone.
        chosen = "return document.querySelector('#person').selectedIndex"
        assert browser.execute_script(chosen) == 0
        no_console_errors(browser)


def test_words_are_marked_on_the_page_s_image(browser: webdriver.Chrome, tmp_path: Path) -> None:
    source = tmp_path / "release.pdf"
    source.write_bytes(release())
    with running(str(source)) as bench:
        opened(browser, bench.address)
        choose(browser, "RE: Cracks")
        image_shown(browser)
        css(browser, "#source rect.word")
        # `Maren, / not before the vote on Friday, please. …`: from the second line's first word.
        body = browser.execute_script(
            "return fetch('words/0/1').then((answer) => answer.json()).then(async (all) => {"
            "const text = (await (await fetch('text/0')).json()).text;"
            "return all.map(([from, to]) => text.slice(from, to)); })"
        )
        first, last = body.index("not"), body.index("please.")

        def drag() -> None:
            words = all_of(browser, "#source rect.word")
            browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", words[first])
            drawn = ActionChains(browser).move_to_element(words[first]).click_and_hold()
            drawn.move_to_element(words[first + 2]).move_to_element(words[last]).release().perform()

        steady(drag)
        is_shown(browser, ".marked-tools")
        equals(lambda: len(all_of(browser, "rect.chosen")), last - first + 1)
        no_violations(browser)
        film(browser, "8-page")
        click(browser, ".marked-tools [data-what=subject]")
        saved(browser)
        shows(browser, "#message h2", "not before the vote on Friday, please.")
        made_one(source, Action.FIELD)
        # The field is shown where it was marked.
        css(browser, "#source rect[data-role=subject]:not(.word)")
        click(browser, "#message [data-roles=subject] button")
        css(browser, "#source rect.lit[data-role=subject]")
        undone(browser, source, lambda: "RE: Cracks" in css(browser, "#message h2").text)
        # Twice as large, words and all; so is the next message's page.
        width = "return document.querySelector('rect.word').getBoundingClientRect().width"
        wait_for(lambda: browser.execute_script(width) > 0)
        before = browser.execute_script(width)
        # It may be drawn anew between finding and pressing it.
        browser.execute_script("document.querySelector('#source p.tools button').click()")
        wait_for(lambda: browser.execute_script(width) > 1.9 * before)
        no_violations(browser)
        browser.execute_script("document.querySelector('#source p.tools button').click()")
        wait_for(lambda: browser.execute_script(width) < 1.1 * before)
        # The same by keys alone: the first word that is a field, and two more.
        css(browser, "#source rect.word")
        focus(browser, "svg.regions")
        press(browser, Keys.ARROW_RIGHT)
        for _ in range(2):
            ActionChains(browser).key_down(Keys.SHIFT).send_keys(Keys.ARROW_RIGHT).key_up(
                Keys.SHIFT
            ).perform()
        # Who does not see the page hears which words these are.
        shows(browser, "#status", "Ida Rask <rask", "3 words marked")
        press(browser, Keys.ENTER)
        has_focus(browser, "data-what", "begins")
        send(browser, ".marked-tools [data-what=cc]", Keys.ENTER)
        saved(browser)
        made_one(source, Action.FIELD)
        # The focus is on the page again, once that is drawn anew.
        has_focus(browser, "class", "regions")
        # What is marked is never below the head of the pane, which stays where it is.
        for _ in range(20):
            press(browser, Keys.ARROW_UP)
        is_seen = (
            "const box = (of) => document.querySelector(of).getBoundingClientRect();"
            "return box('rect.chosen').top >= box('.source-head').bottom"
        )
        wait_for(lambda: browser.execute_script(is_seen))
        no_console_errors(browser)


def with_shift(driver: webdriver.Chrome, key: str) -> None:
    ActionChains(driver).key_down(Keys.SHIFT).send_keys(key).key_up(Keys.SHIFT).perform()


def marked(driver: webdriver.Chrome) -> str:
    """The words that are marked in a text."""
    return str(driver.execute_script("return String(getSelection())"))


def test_words_of_a_text_are_marked_by_keys(browser: webdriver.Chrome, post: Path) -> None:
    with running(str(post)) as bench:
        opened(browser, bench.address)
        choose(browser, "The crane")
        shows(browser, "#source pre .in-body", "is broken")
        text = "#source pre[role=textbox]"
        assert "arrow keys" in str(attribute(browser, text, "aria-label"))
        focus(browser, text)
        # The first word of the message, then the first of each line below.
        for expected in ("From:", "To:", "Date:"):
            press(browser, Keys.ARROW_DOWN)
            equals(lambda: marked(browser), expected)
        press(browser, Keys.ARROW_DOWN)
        press(browser, Keys.ARROW_DOWN)
        # `The crane is broken since Monday.`: three words, then the whole line.
        with_shift(browser, Keys.ARROW_RIGHT)
        with_shift(browser, Keys.ARROW_RIGHT)
        equals(lambda: marked(browser), "The crane is")
        shows(browser, "#status", "3 words marked")
        with_shift(browser, Keys.END)
        line = "The crane is broken since Monday."
        equals(lambda: marked(browser), line)
        no_violations(browser)
        press(browser, Keys.ENTER)
        has_focus(browser, "data-what", "begins")
        send(browser, ".marked-tools [data-what=subject]", Keys.ENTER)
        saved(browser)
        shows(browser, "#message h2", line)
        made_one(post, Action.FIELD)
        # Whoever works by keys is in the text again, not at the top of the page.
        wait_for(lambda: browser.execute_script("return document.activeElement !== document.body"))
        no_console_errors(browser)


def test_lines_are_marked_by_keys_in_a_whole_document(
    browser: webdriver.Chrome, post: Path
) -> None:
    with running(str(post)) as bench:
        opened(browser, bench.address)
        before = len(rows(browser))
        click(browser, "[data-view=documents]")
        focus(browser, "#view-documents pre[role=textbox]")
        # Down, word by word at the line's start, to the line that begins `Sent`.
        said = ""
        for _ in range(20):
            press(browser, Keys.ARROW_DOWN)
            wait_for(lambda said=said: marked(browser) not in ("", said))
            said = marked(browser)
            if said == "Sent":
                break
        assert said == "Sent"
        for _ in range(3):
            with_shift(browser, Keys.ARROW_DOWN)
        wait_for(lambda: marked(browser).endswith("The lamp on the mole is out."))
        assert marked(browser).startswith("Sent on the fifth")
        is_shown(browser, ".marked-tools")
        press(browser, Keys.ENTER)
        has_focus(browser, "data-what", "begins")
        send(browser, ".marked-tools [data-what=mail]", Keys.ENTER)
        shows(browser, "#status", "That is all")
        click(browser, ".marked-tools [data-what=mail]")
        saved(browser)
        equals(lambda: len(rows(browser)), before + 1)
        no_console_errors(browser)
