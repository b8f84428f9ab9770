"""Programs, manual pages and version histories in the form of mail give no message."""

from __future__ import annotations

import pytest

import mailrecon

_HEADER = (
    "From: Ann Poe <ann@quay.example>\nSubject: Re: signals\nTo: locks@lists.example\n"
    "Date: Thu, 30 Sep 1999 14:58:40 -0700\n\nIt should not be used lightly.\n\nAnn\n"
)


def _commented(mark: str) -> str:
    return "".join(f"{mark} {line}".rstrip() + "\n" for line in _HEADER.splitlines())


def _log(message: str) -> str:
    return (
        "commit b7de46a75644d9e7289c7ec1972ccc6c4eb5afa5\n"
        "Author: Ann Poe <ann@quay.example>\nDate:   Wed Feb 27 15:49:47 2019 +0100\n\n"
        f"    {message}\n\n lock/gate.cc | 5 ++---\n 1 file changed, 2 insertions(+)\n\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        # A comment between code, with another comment below it.
        "        $signal++;\n    };\n\n" + _commented("#") + "\n    # it is late\n    $sig = 1;\n",
        "    done();\n}\n\n" + _commented("//") + "\n// It is late.\nSee the manual.\n",
        "local x = f(1);\n" + _commented("--") + "\nThe end.\n",
        # A manual page's source.
        ".B CLOCK\nclock.\n" + _commented('.\\"') + "If\n.I timeout\nis NULL\n",
        'clock.\n.\\" > On 06/23/2016 08:28 PM, Ann Poe wrote:\n.\\" > > And as a follow-on\nIf\n',
        # A version's title is no subject, whatever comes before its colon.
        _log("Object::print: Save copies") + _log("Gate: move it"),
        _log("Betreff: none"),
        # Sentences.
        "The gate 21.04.0 was unable to load without what is exported by\nliblock:\n\n- A\n",
        "Use the new keys added to 7.0.11\nInspired by bug 11930:\n\nCommit 40ed adds keys.\n",
        "It was built on 4 May 2020 by\nhand:\n\nBricks and mortar.\n",
        # Lists of mail, a line each: the text of the mail is not there.
        "".join(
            f"Ann Poe <ann@quay.example>    Ben Ost <ben@dock.example>    {day} May 2020 09:14\n"
            for day in (4, 5, 6)
        ),
        "".join(
            f"Ann Poe <ann@quay.example>    {day} May 2020 09:14    north mill\n"
            for day in (4, 5, 6)
        ),
        "<ann@quay.example>    <ben@dock.example>    15 May 2020 09:14 north mill\n" * 3,
    ],
)
def test_no_mail(text: str) -> None:
    assert mailrecon.reconstruct_text(text).messages == ()


@pytest.mark.parametrize(
    "attribution",
    [
        "4 May 2020 by Ann Poe <ann@quay.example>:",
        "On May 4, 2020 by ann@quay.example:",
    ],
)
def test_an_attribution_line_without_a_verb_has_an_address(attribution: str) -> None:
    (message,) = mailrecon.reconstruct_text(f"{attribution}\n> The gate sticks.\n").messages
    assert message.originator is not None
    assert message.originator.address == "ann@quay.example"
