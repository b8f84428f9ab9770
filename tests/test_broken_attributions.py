"""Attribution lines broken inside an address, and log lines that look like attribution lines."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct_text
from mailrecon.model import Message
from mailrecon.writers.provenance.jsonl import iso_date

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


# Lines as people on mailing lists print them, with the originator and date that are read in them.
PERSONAL = {
    "Sam Wu (sam.wu@reef.example) wrote*:": ("Sam Wu", ADDRESS, ""),
    "On Tue, May 5, 2020, Sam Wu <sam.wu@reef.example> *wrote*:": ("Sam Wu", ADDRESS, "2020-05-05"),
    "On Tuesday 05 May 2020 09:15 pm, Sam Wu wrote": ("Sam Wu", None, "2020-05-05T21:15"),
    "Am Dienstag, 5. Mai 2020 um 21:15 hat Sam Wu geschrieben": (
        "Sam Wu",
        None,
        "2020-05-05T21:15",
    ),
    "Le 5 mai 2020 à 21:15, Sam Wu a écrit": ("Sam Wu", None, "2020-05-05T21:15"),
    "On Tue, May 05, 2020 at 09:15:22PM -0700, Sam R . Wu wrote:": (
        "Sam R . Wu",
        None,
        "2020-05-05T21:15:22-07:00",
    ),
    "On Aug 23 Wu, Sam wrote:": ("Wu, Sam", None, ""),
    "On September 2, sam.wu@reef.example said:": (None, ADDRESS, ""),
    "Am 4. Mai, Sam Wu schrieb:": ("Sam Wu", None, ""),
    "Le 4 mai, Sam Wu a écrit :": ("Sam Wu", None, ""),
    "* Sam Wu [2020-05-04 19:05:49 +0200] wrote:": ("Sam Wu", None, "2020-05-04T19:05:49+02:00"),
    "On Thu, May 07, 2020 at 07:33:44PM -0400, kite on the wind wrote:": (
        "kite on the wind",
        None,
        "2020-05-07T19:33:44-04:00",
    ),
    "On Tuesday, May 5, 2020, at 08:43 US/Eastern, Sam Wu wrote:": (
        "Sam Wu",
        None,
        "2020-05-05T08:43-04:00",
    ),
    "In a message dated: Thu, 21 May 2020 13:03:57 CDT\nSam Wu said:": (
        "Sam Wu",
        None,
        "2020-05-21T13:03:57-05:00",
    ),
    "So sprach Sam Wu am 2020-05-04 um 01:56:18 +0200 :": (
        "Sam Wu",
        None,
        "2020-05-04T01:56:18+02:00",
    ),
    "On Tue, May 05, 2020 at 05:28:33PM -0400,\nSam Wu <sam.wu@reef.example> didst pronounce:": (
        "Sam Wu",
        ADDRESS,
        "2020-05-05T17:28:33-04:00",
    ),
    "On Thu, May 07, 2020 at 11:27:59AM +0100, wintermute mentioned:": (
        "wintermute",
        None,
        "2020-05-07T11:27:59+01:00",
    ),
    "2020/5/4 Sam Wu <sam.wu@reef.example>": ("Sam Wu", ADDRESS, "2020-05-04"),
    "4. Mai 2020 Sam Wu <sam.wu@reef.example>": ("Sam Wu", ADDRESS, "2020-05-04"),
    "4 mai 2020, Sam Wu <sam.wu@reef.example>": ("Sam Wu", ADDRESS, "2020-05-04"),
    "Quoting Sam Wu (2020-05-04 09:12:13):": ("Sam Wu", None, "2020-05-04T09:12:13"),
    "Sam Wu wrote in\n <20200504.123@reef.example>:": ("Sam Wu", None, ""),
    "Sam Wu a écrit, le 04.05.2020 09:12 :": ("Sam Wu", None, "2020-05-04T09:12"),
    "Sam Wu schreef op ma 04-05-2020 om 09:12 [+0200]:": ("Sam Wu", None, "2020-05-04T09:12+02:00"),
    "Once upon a time, Sam wrote :": ("Sam", None, ""),
    "A long time ago in a harbour far away, Sam Wu <sam.wu@reef.example> wrote:": (
        "Sam Wu",
        ADDRESS,
        "",
    ),
}


@pytest.mark.parametrize("line", PERSONAL)
def test_a_personal_attribution_is_read(line: str) -> None:
    text = f"{line}\n> Shall we move the buoys?\n\nTomorrow.\n"
    (message,) = reconstruct_text(text)
    assert (*_from(message), iso_date(message.when) or "") == PERSONAL[line]
    assert message.body.strip() == "Shall we move the buoys?"


@pytest.mark.parametrize(
    "line",
    [
        "On May 4, Sam Wu said:",
        "On Tuesday 05 May 2020 at 9:15 pm, Sam Wu wrote",
        "As she had on September 2, Sam mentioned:",
        "In detail, we spake",
        "2020/5/4 Sam Wu <sam.wu@reef.example>",
        "The story is told in\n<20200504.123@reef.example>:",
        "de la Wu, sam, who wrote",
    ],
)
def test_prose_without_a_quotation_is_no_attribution(line: str) -> None:
    assert list(reconstruct_text(f"{line}\n\nThe buoys lie well where they are.\n")) == []


@pytest.mark.parametrize(
    "line",
    [
        "From: Dock list [mailto:dock-admin@reef.example]On Behalf Of Sam Wu",
        "From: dock-admin@reef.example [mailto:dock-admin@reef.example]On Behalf Of\nSam Wu",
        "From: Dock list (dock-admin@reef.example)On Behalf Of Sam Wu",
    ],
)
def test_an_agent_in_brackets_is_parted_from_the_principal(line: str) -> None:
    text = f"{line}\nSent: Tuesday, May 5, 2020 7:13 PM\nTo: Ben Ost\nSubject: Buoys\n\nTomorrow.\n"
    (message,) = reconstruct_text(text)
    assert _from(message) == ("Sam Wu", None)
    assert message.sender is not None
    assert message.sender.address == "dock-admin@reef.example"


@pytest.mark.parametrize(
    "line",
    [
        "Dne úterý 5. květen 2020 16:55 jste napsal(a):",
        "Tue, 05 May 2020 18:33:15 +0200 skrev du:",
        "Tuesday, May 5, 2020, 11:33:18 PM, you wrote:",
        "Le 5 mai 2020 à 11:33, vous avez écrit :",
        "Am 5. Mai 2020 um 11:33 schrieben Sie:",
        "5 мая 2020 г., 11:33, вы писали:",
        "Вы писали 5 мая 2020 г., 11:33:",
        "El 5 de mayo de 2020 a las 11:33, usted escribió:",
        "Op 5 mei 2020 om 11:33 schreef u:",
        "Em 5 de maio de 2020 11:33, você escreveu:",
    ],
)
def test_a_pronoun_is_nobodys_name(line: str) -> None:
    (message,) = reconstruct_text(f"{line}\n> Shall we move the buoys?\n\nTomorrow.\n")
    assert message.originator is None
    assert message.when is not None


@pytest.mark.parametrize("verb", ["opined", "had this to say", "kvetched", "meldete sich zu wort"])
def test_an_unknown_verb_is_no_part_of_a_name(verb: str) -> None:
    line = f"On Thu, May 07, 2020 at 11:27:59AM +0100, Sam Wu {verb}:"
    (message,) = reconstruct_text(f"{line}\n> Shall we move the buoys?\n\nTomorrow.\n")
    assert _from(message) == ("Sam Wu", None)


def test_lost_letters_belong_to_a_name() -> None:
    line = "On Wed, Sep 24, 2025 at 04:14:12PM -0500, K0LNY ?? wrote:"
    (message,) = reconstruct_text(f"{line}\n> Shall we move the buoys?\n\nTomorrow.\n")
    assert _from(message) == ("K0LNY ??", None)
    assert list(reconstruct_text("Why? she wrote:\n> Because.\n")) == []


def test_an_attribution_and_a_header_of_somebody_else_are_two_messages() -> None:
    text = (
        "On Fri, 13 Sep 2002 at 02:03, Rob Elz wrote:\n\n> From: Ann Poe <ann@reef.example>\n"
        "> Date: Wed, 11 Sep 2002 20:15:00 -0700\n>\n> > The gate sticks.\n>\n> Oil it.\n"
    )
    assert [_from(message)[0] for message in reconstruct_text(text)] == ["Rob Elz", "Ann Poe"]


def test_groupwise_names_a_message_of_the_internet() -> None:
    text = (
        ">>> Sam Wu <sam.wu@reef.example> schrieb am 05.05.2020 um 20:28 in\nNachricht\n"
        "<CAN0XMO+hn0@mail.reef.example>:\n> Liegen die Bojen gut?\n\nJa.\n"
    )
    (message,) = reconstruct_text(text)
    assert (_from(message), iso_date(message.when)) == (("Sam Wu", ADDRESS), "2020-05-05T20:28")
