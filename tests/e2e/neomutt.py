"""Open mail in a real NeoMutt: read its index off the terminal, pipe every message decoded."""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from email.utils import getaddresses
from itertools import accumulate
from pathlib import Path

from command_line import run
from terminal import terminal
from view import ClientError, Message, Row, View, bare_id, group, one_line

PROGRAMS = ("neomutt", "tic")
TIMEOUT_SECONDS = 60
ROWS, COLUMNS = 1000, 1000

SEPARATOR = "¦"
# What NeoMutt puts between the messages that it pipes.
PIPED = "=mailrecon="
STATUS = re.compile(r"mailrecon: (\d+) messages")
# The branches of the tree go before the subject: two columns a level, then an arrow's head.
BRANCHES = re.compile(r"((?:[ |`,*?&=-]{2})+)>")
# The branch of a thread's first message, if it answers one that is not there.
CORNERS = ("--", ",-")

SETTINGS = {
    "charset": "utf-8",
    "sort": "threads",
    "sort_aux": "date",
    "strict_threads": "yes",
    "hide_thread_subject": "no",
    "ascii_chars": "yes",
    "help": "no",
    "quit": "yes",
    "index_format": SEPARATOR.join(["%i", "%n", "%r", "%s"]),
    "status_format": "mailrecon: %m messages",
}


def look(mbox: Path, output: Path) -> View:
    """Open the mbox; leave the index as it stands on the screen, neomutt.txt, in the folder."""
    output.mkdir(parents=True, exist_ok=True)
    lines = _index(mbox)
    (output / "neomutt.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    entries = [_entry(line) for line in lines if SEPARATOR in line]
    starts = accumulate(entry.starts_thread for entry in entries)
    return View(
        client="NeoMutt",
        version=_version(),
        message_count=next(int(status[1]) for status in map(STATUS.match, lines) if status),
        thread_count=sum(entry.starts_thread for entry in entries),
        messages=tuple(_messages(entries)),
        threads=group(zip(starts, (entry.message_id for entry in entries), strict=True)),
        rows=tuple(
            Row(entry.level, entry.message_id, entry.author, entry.subject) for entry in entries
        ),
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the index."""

    starts_thread: bool
    level: int
    message_id: str
    author: str
    recipients: tuple[str, ...]
    subject: str


def _index(mbox: Path) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="mailrecon-neomutt-") as name:
        work = Path(name)
        configuration = work / "neomuttrc"
        settings = {**SETTINGS, "folder": name, "tmpdir": name}
        lines = [f"set {key} = {shlex.quote(value)}\n" for key, value in settings.items()]
        configuration.write_text("".join(lines), encoding="utf-8")
        # -n: without the system's configuration, -R: read only
        command = ["neomutt", "-n", "-F", str(configuration), "-R", "-f", str(mbox.resolve())]
        environment = {**os.environ, "HOME": name, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        with terminal(command, work=work, env=environment, rows=ROWS, columns=COLUMNS) as shown:
            screen = shown.wait_for(_is_complete, timeout=TIMEOUT_SECONDS)
            shown.type("q")
        return [line for line in screen if line]


def pipe(box: Path) -> tuple[Message, ...]:
    """Every message of an mbox or Maildir as NeoMutt decodes it, however many there are."""
    with tempfile.TemporaryDirectory(prefix="mailrecon-neomutt-") as name:
        work = Path(name)
        piped = work / "piped"
        settings = {
            **SETTINGS,
            **{"folder": name, "tmpdir": name, "pipe_sep": PIPED, "wait_key": "no"},
            **{"pipe_decode": "yes", "pipe_decode_weed": "no", "pipe_split": "no"},
        }
        lines = [f"set {key} = {shlex.quote(value)}\n" for key, value in settings.items()]
        command = f"cat > {piped}.part; mv {piped}.part {piped}"
        keys = f"<tag-pattern>.<enter><tag-prefix><pipe-message>{command}<enter>"
        configuration = work / "neomuttrc"
        configuration.write_text("".join([*lines, f'push "{keys}"\n']), encoding="utf-8")
        program = ["neomutt", "-n", "-F", str(configuration), "-R", "-f", str(box.resolve())]
        environment = {**os.environ, "HOME": name, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        with terminal(program, work=work, env=environment, rows=60, columns=COLUMNS) as shown:
            shown.wait_for(lambda _: piped.exists(), timeout=4 * TIMEOUT_SECONDS)
            shown.type("q")
        return tuple(map(_piped, piped.read_text(encoding="utf-8").split(PIPED)[:-1]))


def _piped(text: str) -> Message:
    head, _, body = text.partition("\n\n")
    if head.startswith("From "):
        head = head.partition("\n")[2]
    header = HeaderParser().parsestr(f"{head}\n\n")
    name, address = getaddresses([header["From"]])[0]
    subject = one_line(header["Subject"] or "")
    return Message(
        bare_id(header["Message-ID"]), one_line(name or address), (), subject, None, body
    )


def _is_complete(lines: Sequence[str]) -> bool:
    return any(map(STATUS.match, lines))


def _entry(line: str) -> _Entry:
    fields = line.split(SEPARATOR, maxsplit=3)
    if len(fields) != 4:
        raise ClientError(f"not a line of the index: {line}")
    message_id, author, recipients, subject = fields
    branches = ""
    if match := BRANCHES.match(subject):
        branches, subject = match[1], subject[match.end() :]
    return _Entry(
        starts_thread=branches in ("", *CORNERS),
        level=len(branches) // 2,
        message_id=bare_id(message_id),
        author=one_line(author),
        recipients=tuple(
            one_line(name or address) for name, address in getaddresses([recipients]) if address
        ),
        subject=one_line(subject),
    )


def _messages(entries: Iterable[_Entry]) -> Iterator[Message]:
    ancestors: list[str | None] = []
    for entry in entries:
        if entry.starts_thread:
            ancestors = [None] * entry.level
        del ancestors[entry.level :]
        yield Message(
            message_id=entry.message_id,
            author=entry.author,
            recipients=entry.recipients,
            subject=entry.subject,
            parent=ancestors[-1] if ancestors else None,
        )
        ancestors.append(entry.message_id)


def _version() -> str:
    command = ["neomutt", "-v"]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", timeout=30)
    return done.stdout.split()[1]


if __name__ == "__main__":
    sys.exit(run(look, PROGRAMS))
