"""A headless Chromium that shows one file, without network."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # A page that tried to load something would reach nothing, and say so in the log.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
# How many times slower pages run: `MAILRECON_E2E_SLOWDOWN=6` finds what does not wait.
_SLOWDOWN = float(os.environ.get("MAILRECON_E2E_SLOWDOWN", "1"))


@contextmanager
def chromium(
    *, dark: bool = False, width: int = 1400, height: int = 900
) -> Iterator[webdriver.Chrome]:
    """A browser with an empty profile of its own; it logs what pages write to the console."""
    with tempfile.TemporaryDirectory(prefix="mailrecon-browser-") as profile:
        options = Options()
        options.binary_location = "/usr/bin/chromium"
        for flag in (*_FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(options, Service("/usr/bin/chromedriver"))
        try:
            if dark:
                feature = {"name": "prefers-color-scheme", "value": "dark"}
                driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
            driver.execute_cdp_cmd(
                "Emulation.setDeviceMetricsOverride",
                {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
            )
            if _SLOWDOWN > 1:
                driver.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": _SLOWDOWN})
            yield driver
        finally:
            driver.quit()


def open_page(driver: webdriver.Chrome, page: Path) -> None:
    """Show a local file."""
    driver.get(page.resolve().as_uri())
