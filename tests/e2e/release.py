"""An invented release: a PDF of three mails, one of which is converted wrongly."""

from __future__ import annotations

from tests.read.make_pdf import print_text

TEXT = """\
TERN ISLAND HARBOUR OFFICE - RECORDS RELEASED UNDER THE ISLAND'S INFORMATION ACT

From: Maren Holt <holt@tern-harbour.example>
To: Ida Rask <rask@tern-island.example>
Date: Tuesday, 2 March 2021 09:14
Subject: Cracks in the east mole

Ida,

the divers counted three cracks in the east mole. Two go through.
I would close it to lorries until the spring.

Maren

From: Ida Rask <rask@tern-island.example>
To: Maren Holt <holt@tern-harbour.example>
Date: Tuesday, 2 March 2021 11:30
Subject: RE: Cracks in the east mole

Maren,

not before the vote on Friday, please. Nothing about it to the paper.

Ida

The records officer found no further papers for these days. Whoever
compiled this release did not ask the divers, who kept a log of their own.

From: Jonas Brandt <██████████>
To: Ida Rask <rask@tern-island.example>
Date: Wednesday, 3 March 2021 08:02
Subject: The vote

Ida, the vote is moved to April. The cracks are in the minutes now.

Jonas
"""
# Where the mail of Ida Rask ends, and whose words follow it.
LAST = "Ida"
NARRATIVE = "The records officer found no further papers for these days."


def release() -> bytes:
    """The PDF."""
    return print_text(TEXT, footer="TERN-FOIA")
