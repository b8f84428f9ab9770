"""Open an mbox as a local folder in a real Thunderbird, and return what it shows."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import display
from command_line import run
from display import Display, virtual_display
from marionette import Marionette
from processes import background
from view import ClientError, Message, Row, View, group, one_line

PROGRAMS = ("thunderbird", *display.PROGRAMS)
FOLDER = "mailrecon"
SCRIPT = Path(__file__).with_name("chrome") / "thunderbird.js"
START_SECONDS = 60
ANSWER_SECONDS = 120
REPAINT_SECONDS = 1.5
UNREACHABLE_PORT = 9

PREFERENCES: Mapping[str, bool | int | str] = {
    # One account, the local folders.
    "mail.accountmanager.accounts": "account1",
    "mail.accountmanager.localfoldersserver": "server1",
    "mail.account.account1.server": "server1",
    "mail.server.server1.type": "none",
    "mail.server.server1.hostname": "Local Folders",
    "mail.server.server1.name": "Local Folders",
    "mail.server.server1.userName": "nobody",
    "mail.server.server1.directory-rel": "[ProfD]Mail/Local Folders",
    "mail.server.server1.storeContractID": "@mozilla.org/msgstore/berkeleystore;1",
    # No network: offline, and any connection tried all the same ends at a closed port.
    "offline.startup_state": 3,
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": UNREACHABLE_PORT,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": UNREACHABLE_PORT,
    "network.proxy.socks": "127.0.0.1",
    "network.proxy.socks_port": UNREACHABLE_PORT,
    "app.update.enabled": False,
    "extensions.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    # Nothing that lies over the messages.
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.rights.version": 1,
    "mail.shell.checkDefaultClient": False,
    "mail.inappnotifications.enabled": False,
    "mailnews.start_page.enabled": False,
    "mailnews.start_page_override.mstone": "ignore",
    "app.donation.eoy.version.viewed": 9999,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    # A table of threads above the message.
    "mail.pane_config.dynamic": 0,
    "mail.threadpane.listview": 1,
    "mailnews.default_view_flags": 1,
    "mailnews.database.global.indexer.enabled": False,
    # A free port, which Thunderbird picks and writes into the profile.
    "marionette.port": 0,
}


def look(mbox: Path, output: Path, row: int = 0) -> View:
    """Show the mbox; leave the pictures threads.png and message.png in the output folder.

    The message that is opened is that of the `row`, counted from 0.
    """
    output.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="mailrecon-thunderbird-") as name,
        virtual_display(Path(name)) as screen,
    ):
        try:
            with _thunderbird(mbox, Path(name), screen) as marionette:
                return _look(marionette, screen, output, row)
        except (ClientError, OSError):
            screen.screenshot(output / "failure.png")
            raise


def _look(marionette: Marionette, screen: Display, output: Path, row: int) -> View:
    shown = _call(marionette, "showThreads", FOLDER)
    _take(screen, output / "threads.png")
    messages = _call(marionette, "readMessages", FOLDER)
    if shown["rows"]:
        _call(marionette, "openMessage", row)
        _take(screen, output / "message.png")
    rows = tuple(_row(row) for row in shown["rows"])
    return View(
        client="Thunderbird",
        version=shown["version"],
        message_count=shown["total"],
        thread_count=sum(row.level == 0 for row in rows),
        messages=tuple(_message(message) for message in messages),
        threads=group((message["thread"], message["id"]) for message in messages),
        rows=rows,
    )


def _call(marionette: Marionette, function: str, *arguments: object) -> Any:
    script = f"{SCRIPT.read_text(encoding='utf-8')}\nreturn {function}(...arguments);"
    return marionette.run(script, arguments)


def _take(screen: Display, path: Path) -> None:
    time.sleep(REPAINT_SECONDS)
    screen.screenshot(path)


def _row(row: dict[str, Any]) -> Row:
    return Row(row["level"], row["id"], one_line(row["author"]), one_line(row["subject"]))


def _message(message: dict[str, Any]) -> Message:
    return Message(
        message_id=message["id"],
        author=one_line(", ".join(message["author"])),
        recipients=tuple(map(one_line, message["recipients"])),
        subject=one_line(message["subject"]),
        parent=message["parent"],
        body=message["body"],
    )


@contextmanager
def _thunderbird(mbox: Path, work: Path, screen: Display) -> Iterator[Marionette]:
    home, profile = work / "home", work / "profile"
    home.mkdir()
    _make_profile(profile, mbox)
    environment = {
        **screen.environment,
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "GDK_BACKEND": "x11",
        "MOZ_CRASHREPORTER_DISABLE": "1",
    }
    command = ["thunderbird", "--profile", str(profile), "--no-remote"]
    remote_control = ["--marionette", "--remote-allow-system-access"]
    log = work / "thunderbird.log"
    with background([*command, *remote_control], log=log, env=environment) as process:
        port = _wait_for_port(profile / "MarionetteActivePort", process, log)
        with Marionette(port, timeout=ANSWER_SECONDS) as marionette:
            yield marionette
            with suppress(ClientError, OSError):
                marionette.command("Marionette:Quit", flags=["eForceQuit"])


def _make_profile(profile: Path, mbox: Path) -> None:
    folders = profile / "Mail" / "Local Folders"
    folders.mkdir(parents=True)
    shutil.copyfile(mbox, folders / FOLDER)
    lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in PREFERENCES.items()]
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")


def _wait_for_port(path: Path, process: subprocess.Popen[bytes], log: Path) -> int:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if path.exists() and (text := path.read_text(encoding="ascii").strip()):
            return int(text)
        time.sleep(0.1)
    raise ClientError(f"Thunderbird did not start: {log.read_text(errors='replace')}")


if __name__ == "__main__":
    sys.exit(run(look, PROGRAMS))
