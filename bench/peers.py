"""One parser in a process of its own; JSON on standard output.

`python peers.py NAME CORPUS judged|timed`

CORPUS is JSON: `warm`, texts that are parsed first and not timed, and `texts`. The answer has the
seconds, what the parser found (messages with from, to, subject, date, body), how many of them have
an address, a subject or a date, the parser's version, and its peak memory in KiB.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

Found = list[dict[str, str]]
MOST_MEMORY = 8 << 30


def _message(
    sender: object, to: object, subject: object, date: object, body: object
) -> dict[str, str]:
    return {
        "from": str(sender or ""),
        "to": str(to or ""),
        "subject": str(subject or ""),
        "date": str(date or ""),
        "body": str(body or ""),
    }


def mailrecon() -> Callable[[str], Any]:
    """This project."""
    from mailrecon import reconstruct_text

    def parse(text: str) -> Any:
        return reconstruct_text(text, name="x")

    return parse


def mailrecon_parse() -> Callable[[str], Any]:
    """This project without linking and threading: read, scan, parse, resolve."""
    from mailrecon.lexicon import load
    from mailrecon.parse import parse as parse_document
    from mailrecon.read import ReadOptions, read_bytes
    from mailrecon.resolve import resolve

    lexicon = load()

    def parse(text: str) -> Any:
        for document in read_bytes(text.encode("utf-8", "replace"), "x", ReadOptions("utf-8")):
            resolve(parse_document(document, lexicon), lexicon)
        return []

    return parse


def quotequail() -> Callable[[str], Any]:
    """One forward after the other, each inside the one before."""
    import quotequail as library

    def parse(text: str) -> Found:
        found = []
        below: str | None = text
        while below is not None:
            result = library.unwrap(below)
            if not result:
                break
            below = result.get("text")
            fields = (result.get(name) for name in ("from", "to", "subject", "date"))
            found.append(_message(*fields, below))
        return found

    return parse


def mail_parser_reply() -> Callable[[str], Any]:
    """Answers with their headers, in the nine languages it knows best."""
    from mailparser_reply import EmailReplyParser

    languages = ["en", "de", "fr", "es", "it", "ja", "nl", "pl", "sv"]

    def parse(text: str) -> Found:
        mail = EmailReplyParser(languages=languages).read(text)
        # It does not take headers apart: its header lines stand for every field.
        return [_message(*[r.headers] * 4, r.body) for r in mail.replies]

    return parse


def email_forward_parser() -> Callable[[str], Any]:
    """The first forwarded message."""
    from emailforwardparser.forward_parser import get_forwarded_metadata

    def parse(text: str) -> Found:
        mail = get_forwarded_metadata(text).email
        return [_message(mail.from_, mail.to, mail.subject, mail.date, mail.body)]

    return parse


def email_thread_mcp() -> Callable[[str], Any]:
    """The messages of a quoted thread."""
    from email_thread_mcp.thread import parse_email_thread

    def parse(text: str) -> Found:
        return [
            _message(*(item.get(name) for name in ("from", "to", "subject", "sent_at", "body")))
            for item in parse_email_thread(text)["thread_context"]
        ]

    return parse


def fastemailparser() -> Callable[[str], Any]:
    """The segments of a chain, in C."""
    from emailparser import Email

    def parse(text: str) -> Found:
        # It does not take headers apart: the header lines stand for every field.
        parts = (segment.partition("\n\n") for segment in Email(text))
        return [_message(*[head] * 4, body) for head, _, body in parts]

    return parse


PARSERS: dict[str, tuple[Callable[[], Callable[[str], Any]], str]] = {
    "mailrecon": (mailrecon, "mailrecon-archive"),
    "mailrecon, parse only": (mailrecon_parse, "mailrecon-archive"),
    "quotequail": (quotequail, "quotequail"),
    "mail-parser-reply": (mail_parser_reply, "mail-parser-reply"),
    "email-forward-parser (PyPI)": (email_forward_parser, "email-forward-parser"),
    "email-thread-mcp": (email_thread_mcp, "email-thread-mcp"),
    "fastemailparser": (fastemailparser, "fastemailparser"),
}


def is_read(message: dict[str, str]) -> bool:
    """Whether a parser found an address, a subject or a date in a message's header."""
    people = message["from"] + message["to"]
    return "@" in people or bool(message["subject"] or message["date"])


def peak_memory() -> int:
    """KiB at most; getrusage would count what the process was before it became this program."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    """Parse the corpus, and print the results."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    begin, package = PARSERS[sys.argv[1]]
    corpus = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    judged = sys.argv[3] == "judged"
    parse = begin()
    failures = 0
    found: list[Any] = []
    for text in corpus["warm"]:
        with suppress(Exception):
            parse(text)
    start = time.process_time()
    for text in corpus["texts"]:
        try:
            found.append(parse(text))
        except MemoryError:
            sys.exit(f"more than {MOST_MEMORY >> 30} GB of memory")
        except Exception:  # a parser that fails on a document has found nothing in it
            failures += 1
            found.append([])
    seconds = time.process_time() - start
    read: int | None = None
    if sys.argv[1] == "mailrecon":
        read = sum(len(one.messages) for one in found if one)
    elif not sys.argv[1].startswith("mailrecon"):
        read = sum(map(is_read, (item for items in found for item in items)))
    if judged and sys.argv[1] == "mailrecon":
        from mailrecon.writers.provenance.jsonl import message_record

        found = [[message_record(message) for message in one.messages] for one in found]
    answer = {
        "version": version(package),
        "seconds": seconds,
        "found": found if judged else [],
        "read": read,
        "failures": failures,
        "memory": peak_memory(),
    }
    sys.stdout.write(json.dumps(answer, default=str))


main()
