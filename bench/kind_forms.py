"""Forms that people meet in print, by what is odd in them: client, locale, date's pattern, text.

Attribution lines of Yahoo, broken lines, headers joined in one line or emptied, Notes, headings.
`forwards.py` prints messages in them.
"""

from __future__ import annotations

_FULL = "EEEE, MMMM d, yyyy h:mm a"
_GMAIL = "EEE, MMM d, yyyy 'at' h:mm a"
_GERMAN = "EEE, d. MMMM yyyy 'um' HH:mm 'Uhr'"
_RFC = "EEE, d MMM yyyy HH:mm:ss '+0100'"
_US = "MM/dd/yyyy hh:mm a"
_QUOTED = "\n\n{quoted}\n"
_BODY = "\n\n{body}\n"

ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("Yahoo, dashes", "en_US", _FULL, "--- {sender} wrote:" + _QUOTED),
    ("Yahoo, dashes", "en_US", _FULL, '--- "{surname}, {given}" <{address}> wrote:' + _QUOTED),
    ("Yahoo, dashes", "en_US", "EEE, M/d/yy", "--- On {date}, {sender} wrote:" + _QUOTED),
    (
        "Gmail, broken after the day",
        "de",
        "EEE, d. MMMM\nyyyy 'um' HH:mm 'Uhr'",
        "Am {date} schrieb {sender}:" + _QUOTED,
    ),
    (
        "Gmail, broken in the address",
        "en_US",
        _GMAIL,
        "On {date}, {name} <\n{address}> wrote:" + _QUOTED,
    ),
    ("text behind the attribution", "en_US", _GMAIL, "On {date}, {sender} wrote: {body}\n"),
    ("text behind the attribution", "de", _GERMAN, "Am {date} schrieb {sender}: {body}\n"),
    (
        "Last, First (Office)",
        "en_US",
        _GMAIL,
        "On {date}, {surname}, {given} (DOCK/QUAY) <{address}> wrote:" + _QUOTED,
    ),
    (
        "Last, First (Office)",
        "de",
        _GERMAN,
        'Am {date} schrieb "{surname}, {given} (Hafenamt)" <{address}>:' + _QUOTED,
    ),
    ("address and date", "en", _RFC, "{address} on {date} wrote:" + _QUOTED),
    (
        "Usenet, In article",
        "en",
        _RFC,
        "In article <{number}@quay.example>, {sender} wrote:\n{quoted}\n",
    ),
    (
        "Usenet, In article",
        "en",
        _RFC,
        "In article <{number}@quay.example>,\n{address} ({name}) writes:\n{quoted}\n",
    ),
    ("Usenet, group named", "en", _RFC, "On {date}, {sender}\nwrote in tern.harbour:" + _QUOTED),
    (
        "fields behind the subject",
        "en_US",
        _FULL,
        "From: {sender}\nSent: {date}\nTo: {recipient}\nSubject: {subject}\nImportance: High\n"
        "Sensitivity: Confidential\nAttachments: plan.pdf" + _BODY,
    ),
    (
        "fields in the subject's line",
        "en_US",
        _FULL,
        "From: {sender} Sent: {date} To: {recipient} Subject: {subject} Importance: High" + _BODY,
    ),
    (
        "recipients emptied",
        "en_US",
        _FULL,
        "From: {sender}\nSent: {date}\nTo:" + _BODY,
    ),
    ("From and Sent alone", "en_US", _FULL, "From: {sender}\nSent: {date}" + _BODY),
    (
        "OCR, lines joined",
        "en_US",
        _FULL,
        "From: {sender}\nSent: {date}\nTo: {recipient} Ce: Dora Ek <ek@quay.example>\n"
        "Subject: {subject}" + _BODY,
    ),
    (
        "OCR, Ce and no colons",
        "en_US",
        _FULL,
        "From {sender}\nSent {date}\nTo {recipient}\nCe: Dora Ek <ek@quay.example>\n"
        "Subject {subject}" + _BODY,
    ),
    (
        "mirrored brackets",
        "ar_EG",
        "EEEE, d MMMM yyyy hh:mm a",
        "من: {name} >{address}<\nتم الإرسال: {date}\nإلى: {recipient_name} >{recipient_address}<\n"
        "الموضوع: {subject}" + _BODY,
    ),
    (
        "Lotus Notes, one line",
        "en_US",
        _US,
        "{name}@TERN {date} To: {recipient} cc: Subject: {subject}" + _BODY,
    ),
    (
        "a heading with copies",
        "en_US",
        "MMMM d, yyyy h:mm a",
        "{name} to {recipient_name}, (cc: Dora Ek) - {date}" + _BODY,
    ),
    (
        "a heading with copies",
        "en_US",
        "MMMM d, yyyy h:mm a",
        "### {name} to {recipient_name} cc Dora Ek - {date}" + _BODY,
    ),
    (
        "a link in the address",
        "en_US",
        _FULL,
        "From: {name} <{address}<mailto:{address}>>\nSent: {date}\n"
        "To: {recipient_name} <{recipient_address}<mailto:{recipient_address}>>\n"
        "Subject: {subject}" + _BODY,
    ),
    (
        "on behalf of",
        "en_US",
        _FULL,
        "From: harbour@quay.example on behalf of {sender}\nSent: {date}\nTo: {recipient}\n"
        "Subject: {subject}" + _BODY,
    ),
)
