"""Forms of pages of archives, trackers and Notes: client, locale, the date's CLDR pattern, text.

`forwards.py` prints messages in them.
"""

from __future__ import annotations

_FULL = "EEEE, MMMM d, yyyy h:mm a"
_BLOCK = "From: {sender}\nSent: {date}\nTo: {recipient}\nSubject: {subject}\n\n{body}"
_COLUMNS = (
    "             {name}\n             <{address}>\n"
    "             {date}\n"
    "                                                                        {to}\n"
    "                                       {recipient}\n"
    "                                                                        cc\n\n"
    "                                                                   Subject\n"
    "                                       {subject}\n\n\n\n\n{body}\n"
)
_ROWS = "[prev in list] [next in list] [prev in thread] [next in thread] \n\n"

ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("Lotus Notes, three columns", "en_US", "MM/dd/yyyy hh:mm a", _COLUMNS.replace("{to}", "To")),
    ("Lotus Notes, three columns", "en_GB", "dd/MM/yyyy HH:mm", _COLUMNS.replace("{to}", "To")),
    (
        "public-inbox",
        "en",
        "yyyy-MM-dd  HH:mm 'UTC'",
        "* {subject}\n@ {date} {name}\n  0 siblings, 0 replies; 9+ messages in thread\n"
        "From: {name} @ {date} (permalink / raw)\n  To: {recipient_name}\n\n{body}\n",
    ),
    (
        "SourceForge",
        "en",
        "yyyy-MM-dd HH:mm",
        "{subject}\nFrom: {name} <{address}> - {date}\n\n{body}\n",
    ),
    ("BBCode", "en_US", _FULL, f"[quote]{_BLOCK}[/quote]\n"),
    ("BBCode, named", "en_US", _FULL, f'[quote="Dora Ek"]\n{_BLOCK}\n[/quote]\n'),
    ("Jira", "en_US", _FULL, f"{{{{quote}}}}{_BLOCK}{{{{quote}}}}\n"),
    (
        "MARC",
        "en",
        "yyyy-MM-dd H:mm:ss",
        _ROWS + "List:       tern-harbour\nSubject:    {subject}\nFrom:       {sender}\n"
        "Date:       {date}\nMessage-ID: {number} () north ! example\n"
        "[Download RAW message or body]\n\n{body}\n",
    ),
    (
        "MHonArc",
        "en",
        "EEE, d MMM yyyy HH:mm:ss '+0100'",
        "    To: {recipient}\n    Subject: {subject}\n    From: {sender}\n    Date: {date}\n\n"
        "{body}\n",
    ),
    (
        "Google Groups",
        "en_US",
        "MMM d, yyyy, h:mm:ss a",
        "{subject}\n27 views\nSkip to first unread message\n\n{name}\nunread,\n{date}\n"
        "to {recipient_name}\n\n{body}\n",
    ),
    (
        "HyperKitty",
        "en",
        "d MMMM yyyy\nh:mm a",
        "Reply\nSign in to reply online\nUse email software\n0\n0\n\n{name}\n{date}\n{body}\n",
    ),
    (
        "Gmail, wrapped",
        "de",
        "EEE, d. MMM\nyyyy 'um' HH:mm 'Uhr'",
        "Am {date} schrieb {name} <\n{address}>:\n\n{quoted}\n",
    ),
    (
        "Exchange, X.500",
        "en_US",
        _FULL,
        "From: {name} [/O=TERN/OU=QUAY/CN=RECIPIENTS/CN=A{number}]\nSent: {date}\nTo: {recipient}\n"
        "Subject: {subject}\n\n{body}\n",
    ),
    (
        "redacted",
        "en_US",
        _FULL,
        "From: {name} (b)(6)\nSent: {date}\nTo: {recipient}\nSubject: {subject}\n\n{body}\n",
    ),
    (
        "labels above values",
        "en_US",
        _FULL,
        "From:\nSent:\nTo:\nSubject:\n{sender}\n{date}\n{recipient}\n{subject}\n\n{body}\n",
    ),
    (
        "labels and values in turn",
        "en_US",
        _FULL,
        "From:\n{sender}\nSent:\n{date}\nTo:\n{recipient}\nSubject:\n{subject}\n\n{body}\n",
    ),
    (
        "a dated title",
        "en",
        "yyyy-MM-dd HH:mm",
        "## {date} {name} to {recipient_name}\n\n{body}\n",
    ),
    (
        "a section's subject",
        "en_US",
        "MMMM d, yyyy h:mm a",
        "## Exhibit 2 – Subject: {subject}\n\n**{name} to {recipient_name} - {date}**\n\n{body}\n",
    ),
)
