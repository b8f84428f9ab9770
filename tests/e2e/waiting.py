"""Wait until a page shows the result of a click, which may take a moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select

# A loaded machine takes its time; who waits for what comes loses nothing by a long limit.
PATIENCE = 60.0
_PAUSE = 0.05
T = TypeVar("T")


def wait_for(test: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Until the test holds. An element that is drawn anew between finding and reading is no answer.

    The test may be one that asserts: what it said last is told then.
    """
    end = time.monotonic() + seconds
    while True:
        failure: Exception | None = None
        try:
            if test():
                return
        except (WebDriverException, AssertionError) as error:
            failure = error
        if time.monotonic() > end:
            raise AssertionError(f"it did not happen in {seconds:.0f} s") from failure
        time.sleep(_PAUSE)


def equals(read: Callable[[], object], wanted: object) -> None:
    """Until what is read is what is wanted; what was there instead is told."""

    def test() -> bool:
        found = read()
        assert found == wanted, found
        return True

    wait_for(test)


def css(driver: webdriver.Chrome, selector: str) -> WebElement:
    """The element, as soon as the page has drawn it."""
    found: list[WebElement] = []

    def test() -> object:
        found[:] = driver.find_elements(By.CSS_SELECTOR, selector)
        assert found, selector
        return True

    wait_for(test)
    return found[0]


def all_of(driver: webdriver.Chrome, selector: str) -> list[WebElement]:
    """The elements that are there now: to be asked again and again."""
    return driver.find_elements(By.CSS_SELECTOR, selector)


def steady(read: Callable[[], T]) -> T:
    """What is read or done, tried again as long as the page is drawn anew in the middle of it."""
    found: list[T] = []

    def test() -> bool:
        found[:] = [read()]
        return True

    wait_for(test)
    return found[0]


def nth(driver: webdriver.Chrome, selector: str, number: int) -> WebElement:
    """The element of that number, counted from 0, as it is now: to be asked again and again."""
    elements = all_of(driver, selector)
    assert number < len(elements), f"{len(elements)} of {selector}"
    return elements[number]


def send(driver: webdriver.Chrome, selector: str, *keys: str, number: int = 0) -> None:
    """Keys for an element, as soon as it is there and takes them."""
    steady(lambda: nth(driver, selector, number).send_keys(*keys))


def fill(driver: webdriver.Chrome, selector: str, words: str, number: int = 0) -> None:
    """Other words for a box, in place of what is in it."""
    steady(lambda: nth(driver, selector, number).clear())
    send(driver, selector, words, number=number)


def attribute(driver: webdriver.Chrome, selector: str, name: str, number: int = 0) -> str | None:
    """An attribute of an element, as soon as it is there."""
    return steady(lambda: nth(driver, selector, number).get_attribute(name))


def texts(driver: webdriver.Chrome, selector: str) -> list[str]:
    """The text of each such element that is there now; none is an answer, too."""
    return steady(lambda: [element.text for element in all_of(driver, selector)])


def pick(driver: webdriver.Chrome, selector: str, words: str, number: int = 0) -> None:
    """Choose the entry of a list that has these words, as soon as there is one."""

    def choose() -> None:
        field = Select(nth(driver, selector, number))
        wanted = [option.text for option in field.options if words in option.text]
        assert wanted, words
        field.select_by_visible_text(wanted[0])

    steady(choose)


def focus(driver: webdriver.Chrome, selector: str) -> None:
    """Until the element has the focus, as a Tab would give it."""
    script = (
        "const element = document.querySelector(arguments[0]); if (element) element.focus();"
        "return element !== null && document.activeElement === element"
    )
    wait_for(lambda: driver.execute_script(script, selector))


def is_shown(driver: webdriver.Chrome, selector: str) -> None:
    """Until the element can be seen; it is found anew each time, as the page may draw it anew."""
    wait_for(lambda: css(driver, selector).is_displayed())


def click(driver: webdriver.Chrome, selector: str) -> None:
    """Press what is shown; anew if the page draws it anew before the press."""

    def test() -> bool:
        css(driver, selector).click()
        return True

    wait_for(test)


def press(driver: webdriver.Chrome, key: str) -> None:
    """A key for whatever has the focus when it arrives."""
    ActionChains(driver).send_keys(key).perform()


def text_of(driver: webdriver.Chrome, selector: str) -> str:
    """The text of an element; nothing if there is none now, or it is drawn anew just now."""
    with suppress(WebDriverException):
        return driver.find_element(By.CSS_SELECTOR, selector).text
    return ""


def shows(driver: webdriver.Chrome, selector: str, *words: str) -> None:
    """Until the element has all the words."""

    def test() -> bool:
        found = text_of(driver, selector)
        for item in words:
            assert item in found, f"{item!r} is not in {found!r}"
        return True

    wait_for(test)


def shows_none(driver: webdriver.Chrome, selector: str) -> None:
    """Until there is no such element."""
    equals(lambda: len(all_of(driver, selector)), 0)


def has_focus(driver: webdriver.Chrome, name: str, value: str) -> None:
    """Until the element with the focus has an attribute of that value."""
    script = "return document.activeElement && document.activeElement.getAttribute(arguments[0])"
    equals(lambda: driver.execute_script(script, name), value)
