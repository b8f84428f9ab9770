"""Pages of list archives: the rules around a mail's text and the page's own lines below."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct_text

RULE = "-" * 72
TEXT = "High water is at six.\n\n{inner}Ann"
PIPERMAIL = (
    "[Tides] High water\n\nAnn Poe ann at quay.example\nMon May 4 10:11:00 CEST 2020\n\n"
    "  * Previous message: [Tides] Low water\n  * Next message: [Tides] Spring tide\n\n"
    f"{RULE}\n\n{TEXT}\n\n{RULE}\n\n"
    "  * Previous message: [Tides] Low water\n  * Next message: [Tides] Spring tide\n\n"
    f"{RULE}\nMore information about the Tides mailing list\n"
)
MHONARC = (
    "Date: Mon, 4 May 2020 10:11:00 +0200\nFrom: Ann Poe <ann@quay.example>\n"
    "Subject: High water\nTo: tides@quay.example\n\n"
    f"{RULE}\n{TEXT}\n{RULE}\n\n"
    "  * Prev by Date: Low water\n  * Next by Date: Re: High water\n  * Index(es):\n"
    "      + Date\n      + Thread\n"
)


@pytest.mark.parametrize("inner", ["", "=====\n", "> Low water\n", "---\n"])
@pytest.mark.parametrize("page", [PIPERMAIL, MHONARC], ids=["pipermail", "mhonarc"])
@pytest.mark.parametrize("rule", ["-", "=", "_"])
def test_the_rules_and_links_of_an_archive_are_not_in_the_body(
    page: str, rule: str, inner: str
) -> None:
    text = page.replace(RULE, rule * len(RULE)).format(inner=inner)
    message = next(iter(reconstruct_text(text)))
    assert message.body.strip() == TEXT.format(inner=inner)


@pytest.mark.parametrize("below", ["", "one\ntwo\nthree\nfour\nfive\n"])
def test_rules_that_a_mail_draws_itself_stay(below: str) -> None:
    header = MHONARC.partition(RULE)[0]
    body = f"{RULE}\nNOTICE\n{RULE}\nThe pier is shut.\n{below}".strip()
    (message,) = reconstruct_text(header + body + "\n")
    assert message.body.strip() == body
