"""Mail programs, servers and libraries by name, with the formats that each can read."""

import email
import email.policy
import imaplib
import json
import os
import platform
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from email.header import decode_header, make_header
from pathlib import Path

import neomutt
import notmuch
import thunderbird
from mbox import raw_messages
from processes import background
from seen import Reading, Seen
from view import View, bare_id, group

HERE = Path(__file__).parent
PEERS_PYTHON = Path("build/e2e-peers/bin/python")
SECONDS = 240


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader: what it opens, and what must be on the machine.

    `read` gets the format and the path of an output of that format. One that takes a noticeable
    time for each file is not given thousands.
    """

    name: str
    formats: tuple[str, ...]
    read: Callable[[str, Path], Reading]
    needs: tuple[str, ...] = ()
    reads_thousands: bool = True

    def missing(self) -> list[str]:
        """The programs and files it needs that are not there."""
        return [n for n in self.needs if not (shutil.which(n) or Path(n).exists())]


def _run(command: list[str], environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command,
        env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})},
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=SECONDS,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command[:3])}: {done.stderr.strip()[-400:]}")
    return done.stdout


def _raws(format_name: str, path: Path) -> Iterator[bytes]:
    if format_name == "mbox":
        yield from raw_messages(path)
    elif format_name == "maildir":
        yield from (file.read_bytes() for file in sorted((path / "cur").iterdir()))
    else:
        yield from (file.read_bytes() for file in sorted(path.glob("*.eml")))


def _python(format_name: str, path: Path) -> Reading:
    """Python's own library with its strict policy: any defect is an exception."""
    messages = []
    for raw in _raws(format_name, path):
        message = email.message_from_bytes(raw, policy=email.policy.strict)
        body = message.get_body(("plain",))
        # The modern parser shows the space between two encoded words of a name (gh-92081).
        author = str(make_header(decode_header(message["From"].addresses[0].display_name)))
        text = body.get_content() if body is not None else ""
        messages.append(Seen(bare_id(message["Message-ID"]), message["Subject"], author, text))
    return Reading(platform.python_version(), len(messages), tuple(messages))


def _peer(name: str) -> Callable[[str, Path], Reading]:
    def read(_: str, path: Path) -> Reading:
        script = str(HERE / "peers.py")
        return _from_json(_run([str(PEERS_PYTHON), "-W", "ignore", script, name, str(path)]))

    return read


def _node(name: str) -> Callable[[str, Path], Reading]:
    def read(_: str, path: Path) -> Reading:
        return _from_json(_run(["node", str(HERE / "peers.mjs"), name, str(path)]))

    return read


def _from_json(text: str) -> Reading:
    told = json.loads(text)
    messages = tuple(
        Seen(bare_id(one["message_id"]), one.get("subject"), one.get("author"), one.get("body"))
        for one in told["messages"]
    )
    return Reading(told["version"], len(messages), messages)


def _from_view(view: View) -> Reading:
    messages = tuple(Seen(m.message_id, m.subject, m.author, m.body) for m in view.messages)
    return Reading(view.version, view.message_count, messages, view.threads)


def _notmuch(format_name: str, path: Path) -> Reading:
    """notmuch reads folders of files; of an mbox its own way of import is a Maildir."""
    with tempfile.TemporaryDirectory(prefix="mailrecon-e2e-") as work:
        if format_name == "mbox":
            return _from_view(notmuch.look(path, Path(work)))
        return _from_view(notmuch.look_at_folder(path, Path(work)))


# What `mu view` prints above a body, with no blank line between.
_MU_HEADER = re.compile(r"\A(?:(?:From|To|Cc|Bcc|Subject|Date|Attachments): .*\n)+")


def _mu(_: str, path: Path) -> Reading:
    with tempfile.TemporaryDirectory(prefix="mailrecon-mu-") as work:
        home = {"MUHOME": work, "HOME": work, "XDG_CACHE_HOME": work}
        option = f"--muhome={work}/mu"
        _run(["mu", "init", option, f"--maildir={path.resolve()}"], home)
        _run(["mu", "index", option, "--quiet"], home)
        found = json.loads(
            _run(["mu", "find", option, "--format=json", "--maxnum=100000", ""], home)
        )
        files = [one[":path"] for one in found]
        texts: list[str] = []
        for start in range(0, len(files), 500):
            command = ["mu", "view", option, "--summary-len=0", "--terminate"]
            texts += _run([*command, *files[start : start + 500]], home).split("\f")[:-1]
        messages, pairs = [], []
        for one, text in zip(found, texts, strict=True):
            sender = (one.get(":from") or [{}])[0]
            body = _MU_HEADER.sub("", text.lstrip("\n"))
            identity = one[":message-id"]
            messages.append(Seen(identity, one.get(":subject"), sender.get(":name"), body))
            references = one.get(":references") or []
            pairs.append((references[0] if references else identity, identity))
        version = _mu_version()
        return Reading(version, len(found), tuple(messages), group(pairs))


def _mu_version() -> str:
    told = re.search(r"version ([\d.]+)", _run(["mu", "--version"]))
    return told[1] if told else "unknown"


def _neomutt(_: str, path: Path) -> Reading:
    with tempfile.TemporaryDirectory(prefix="mailrecon-e2e-") as work:
        view = neomutt.look(path, Path(work))
    piped = _from_view(replace(view, messages=neomutt.pipe(path)))
    # Its index, which shows the threads, is read off a terminal of so many lines.
    if view.message_count > neomutt.ROWS - 10:
        return replace(piped, threads=None)
    shown = {message.message_id: message for message in view.messages}
    for message in piped.messages:
        row = shown[message.message_id]
        if (message.subject, message.author) != (row.subject, row.author):
            raise RuntimeError(f"the index of NeoMutt shows {row}, its pipe {message}")
    return piped


def _thunderbird(_: str, path: Path) -> Reading:
    with tempfile.TemporaryDirectory(prefix="mailrecon-e2e-") as work:
        return _from_view(thunderbird.look(path, Path(work)))


_DOVECOT = """\
protocols = imap
base_dir = {work}/run
log_path = {work}/dovecot.log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{work}/mail
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={work}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def _dovecot(format_name: str, path: Path) -> Reading:
    """Import with doveadm, then ask over IMAP: counts, headers, bodies, THREAD=REFERENCES."""
    import grp
    import pwd

    with tempfile.TemporaryDirectory(prefix="mailrecon-dovecot-", dir="/tmp") as name:
        work = Path(name)
        work.chmod(0o755)
        with closing(socket.create_server(("127.0.0.1", 0))) as probe:
            port = probe.getsockname()[1]
        user = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        (work / "home").mkdir()
        (work / "mail").mkdir()
        for folder in (work / "home", work / "mail"):
            os.chown(folder, user.pw_uid, user.pw_gid)
        configuration = work / "dovecot.conf"
        settings = _DOVECOT.format(
            work=work,
            port=port,
            uid=user.pw_uid,
            gid=user.pw_gid,
            user=user.pw_name,
            group=grp.getgrgid(user.pw_gid).gr_name,
        )
        configuration.write_text(settings)
        copy = work / ("in.mbox" if format_name == "mbox" else "in")
        if path.is_dir():
            shutil.copytree(path, copy)
        else:
            shutil.copy(path, copy)
        _run(["chown", "-R", f"{user.pw_uid}:{user.pw_gid}", str(copy)])
        with background(["dovecot", "-F", "-c", str(configuration)], log=work / "out.log"):
            _wait_for(port)
            kind = "mbox" if format_name == "mbox" else "maildir"
            place = f"{kind}:{work}/box" if kind == "mbox" else f"maildir:{copy}"
            if kind == "mbox":
                (work / "box").mkdir()
                shutil.move(str(copy), work / "box" / "INBOX")
                place += f":INBOX={work}/box/INBOX"
                _run(["chown", "-R", f"{user.pw_uid}:{user.pw_gid}", str(work / "box")])
            command = ["doveadm", "-c", str(configuration), "import", "-u", "someone"]
            _run([*command, place, "", "ALL"])
            return _ask_imap(port)


def _wait_for(port: int) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def _ask_imap(port: int) -> Reading:
    imaplib._MAXLINE = 50_000_000  # type: ignore[attr-defined]
    version = _run(["dovecot", "--version"]).split()[0]
    with imaplib.IMAP4("127.0.0.1", port) as server:
        server.login("someone", "secret")
        server.select("INBOX", readonly=True)
        _, found = server.uid("SEARCH", "ALL")
        uids = found[0].split()
        identity_of: dict[str, str] = {}
        messages = []
        _, data = server.uid("FETCH", "1:*", "(UID BODY.PEEK[])")
        for item in data:
            if not isinstance(item, tuple):
                continue
            raw = item[1]
            uid = re.search(rb"UID (\d+)", item[0])
            message = email.message_from_bytes(raw, policy=email.policy.default)
            identity = bare_id(message["Message-ID"])
            if uid is not None:
                identity_of[uid[1].decode()] = identity
            body = message.get_body(("plain",))
            author = str(make_header(decode_header(message["From"].addresses[0].display_name)))
            text = body.get_content() if body is not None else ""
            messages.append(Seen(identity, message["Subject"], author, text))
        _, threads = server.uid("THREAD", "REFERENCES", "UTF-8", "ALL")
        pairs = []
        for number, thread in enumerate(_top_level((threads[0] or b"").decode())):
            pairs += [(number, identity_of[uid]) for uid in re.findall(r"\d+", thread)]
        return Reading(version, len(uids), tuple(messages), group(pairs))


def _top_level(text: str) -> Iterator[str]:
    """The outermost parentheses of a THREAD answer (RFC 5256), one a thread."""
    depth, start = 0, 0
    for place, character in enumerate(text):
        if character == "(":
            start = place if depth == 0 else start
            depth += 1
        elif character == ")":
            depth -= 1
            if depth == 0:
                yield text[start:place]


READERS = (
    Reader("Thunderbird", ("mbox",), _thunderbird, thunderbird.PROGRAMS),
    Reader("notmuch", ("mbox", "maildir", "eml"), _notmuch, notmuch.PROGRAMS),
    Reader("mu", ("maildir",), _mu, ("mu",)),
    Reader("NeoMutt", ("mbox", "maildir"), _neomutt, neomutt.PROGRAMS),
    Reader("Dovecot", ("mbox", "maildir"), _dovecot, ("dovecot", "doveadm")),
    Reader("Python email", ("mbox", "maildir", "eml"), _python),
    Reader("mail-parser", ("eml",), _peer("mail-parser"), (str(PEERS_PYTHON),)),
    Reader("libratom", ("mbox",), _peer("libratom"), (str(PEERS_PYTHON),)),
    Reader("Apache Tika", ("eml",), _peer("Apache Tika"), (str(PEERS_PYTHON),), False),
    Reader("mailparser", ("eml",), _node("mailparser"), ("node", str(HERE / "node_modules"))),
    Reader("postal-mime", ("eml",), _node("postal-mime"), ("node", str(HERE / "node_modules"))),
)
