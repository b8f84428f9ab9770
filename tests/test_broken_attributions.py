"""Attribution lines broken inside an address, and log lines that look like attribution lines."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct_text
from mailrecon.model import Message

# Where a mail program broke `<sam.wu@reef.example>` over the line's end.
BREAKS = ["sam.wu@", "sam.wu@reef.", "sam.", "sam.wu@reef.exam", "sam.wu@reef", ""]
ADDRESS = "sam.wu@reef.example"
LINES = {
    "en": "On Tue, May 5, 2020 at 9:15 PM Sam Wu <{}> wrote:",
    "de": "Am Di., 5. Mai 2020 um 21:15 Uhr schrieb Sam Wu <{}>:",
    "fr": "Le mar. 5 mai 2020 à 21:15, Sam Wu <{}> a écrit :",
}
LOGS = [
    "2020-05-04 10:11:13 mailer[123]: to=<ben@reef.example>: delivered\n"
    "May  4 10:12:00 host sshd[77]: user Sam wrote: /etc/motd\n",
    "[04/May/2020:10:11:12 +0000] sam@reef.example GET /index\n"
    "[04/May/2020:10:11:13 +0000] sam@reef.example wrote: 120 bytes\n",
    "2020-05-04T10:11:12Z app[web.1]: user=sam@reef.example wrote: note 4\n"
    "2020-05-04T10:11:13Z app[web.1]: user=ben@reef.example wrote: note 5\n",
    "10:11:12 INFO smtp connected sam@reef.example\n10:11:13 INFO smtp sam@reef.example wrote:\n"
    "10:11:14 INFO smtp 250 ok\n",
]


def _quoted(text: str, mark: str) -> str:
    return "".join(f"{mark}{line}\n" for line in text.splitlines())


@pytest.mark.parametrize("mark", ["", "> ", ">> ", "| "])
@pytest.mark.parametrize("language", LINES)
@pytest.mark.parametrize("begin", BREAKS)
def test_an_address_broken_over_two_lines_is_whole(begin: str, language: str, mark: str) -> None:
    line = LINES[language].format(f"{begin}\n{ADDRESS[len(begin) :]}")
    text = "Fine with me.\n\n" + _quoted(f"{line}\n\n> Shall we move the buoys?", mark)
    messages = list(reconstruct_text(text))
    assert [_from(message) for message in messages] == [("Sam Wu", ADDRESS)]


def _from(message: Message) -> tuple[str | None, str | None]:
    assert message.originator is not None
    return message.originator.name, message.originator.address


@pytest.mark.parametrize("log", LOGS)
def test_a_line_of_a_log_is_no_attribution(log: str) -> None:
    assert list(reconstruct_text(log)) == []
