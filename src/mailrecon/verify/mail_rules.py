"""Check one message by the standards of mail: RFC 5322, RFC 2047, RFC 2045, RFC 5536."""

from __future__ import annotations

import base64
import email.header
import email.utils
import hashlib
import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from email import policy
from email.errors import MessageError
from email.message import Message as Part
from email.parser import BytesParser
from functools import lru_cache

from mailrecon.recipe import recipe_from_text
from mailrecon.regex import regex
from mailrecon.verify.finding import Finding, error, note
from mailrecon.verify.items import Mail

_LIMIT = 998
_LONG_FIELD = 4000
_NAME = regex(r"[!-9;-~]+")
_ONCE = frozenset(
    {
        "from",
        "sender",
        "reply-to",
        "to",
        "cc",
        "bcc",
        "message-id",
        "in-reply-to",
        "references",
        "subject",
        "date",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
        "x-mailrecon-status",
        "x-mailrecon-run",
        "x-mailrecon-digest",
        "x-mailrecon-confidence",
    }
)
_ADDRESSES = frozenset({"from", "sender", "reply-to", "to", "cc", "bcc"})
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# RFC 5322, section 3.3, without the obsolete forms.
_DATE = regex(
    rf"(?:({'|'.join(_DAYS)}), )?(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4,}}) "
    r"(\d\d):(\d\d)(?::(\d\d))? ([+-])(\d\d)(\d\d)"
)
# RFC 5536, section 3.1.3: no comments, no folding, at most 250 octets.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_IDENTITY = regex(rf"<{_ATOM}(?:\.{_ATOM})*@(?:{_ATOM}(?:\.{_ATOM})*|\[[!-Z^-~]*\])>")
_LOOSE_IDENTITY = regex(r"<[!-;=?-~]+>")
_IDENTITIES = ("message-id", "in-reply-to", "references", "x-forwarded-message-id")
_ENCODED = regex(r"=\?([^?\s]*)\?([^?\s]*)\?([^?\s]*)\?=")
_BOUNDARY = regex(rb'^Content-Type: multipart/mixed; boundary="([^"\n]+)"', re.MULTILINE)
_DIGEST_LINE = regex(rb"^X-Mailrecon-Digest: sha-256=:([A-Za-z0-9+/=]*):\n", re.MULTILINE)
_STATUS = "x-mailrecon-status"
_STATUS_TEXT = "reconstructed from a document that quotes this message"
# All fields of docs/headers.md: others in a reconstructed message were added later.
_KNOWN = _ONCE | {"x-forwarded-message-id"}
_KNOWN_OURS = {
    "x-mailrecon-" + name
    for name in (
        *("status", "run", "source", "bates", "confidence", "redacted", "date-printed", "inferred"),
        *("duplicate", "zone-bounds", "warning", "corrected", "people", "digest"),
    )
}


# The tags that somebody gave a message in the file of corrections.
_TAGS = "keywords"
_CORRECTIONS = "corrections"


def is_rebuilt(mail: Mail, names: Iterable[str]) -> bool:
    """Whether a message with these fields is reconstructed; a native one keeps its own bytes."""
    return not mail.kept and any(name.startswith("x-mailrecon-") for name in names)


def check_mail(mail: Mail) -> Iterator[Finding]:
    """Check everything that a message by itself can show.

    Problems of a native message are notes, since others wrote it.
    """
    head, blank, _ = mail.data.partition(b"\n\n")
    header, problems = read_header(head)
    rebuilt = is_rebuilt(mail, header)
    say = error if rebuilt else note
    for problem in problems:
        yield say("rfc5322", mail.place, problem)
    if not blank:
        yield say("rfc5322", mail.place, "no blank line ends its header")
    yield from _check_lines(mail, say)
    for text in _field_problems(header):
        yield say("rfc5322", mail.place, text)
    for text in _identity_notes(header):
        yield note("rfc5536", mail.place, text)
    for text in _encoded_word_problems(header):
        yield say("rfc2047", mail.place, text)
    for text in _structure_problems(mail.data):
        yield say("mime", mail.place, text)
    if rebuilt:
        yield from _check_rebuilt(mail, header)


def _check_rebuilt(mail: Mail, header: dict[str, list[str]]) -> Iterator[Finding]:
    """Check the fields, parts and digest that only reconstructed messages have."""
    if "date" not in header:
        text = "no Date: none is printed that could be read, and none is made up"
        yield note("no-date", mail.place, text)
    if header.get(_STATUS) != [_STATUS_TEXT]:
        text = "its X-Mailrecon-Status is gone or changed"
        yield error("source-field", mail.place, text)
    recipe = recipe_from_text(decoded(" ".join(header.get("x-mailrecon-run", ()))))
    if recipe is None:
        yield error(
            "source-field",
            mail.place,
            "no X-Mailrecon-Run that can be read: it does not say how it was made",
        )
    known = _KNOWN | _KNOWN_OURS
    if recipe is not None and _CORRECTIONS in recipe.options:
        known |= {_TAGS}
    for name in sorted(header.keys() - known):
        yield error("rfc5322", mail.place, f"{name} is not a field of a rebuilt message")
    yield from _check_parts(mail)
    if not _fits_digest(mail.data):
        yield error("digest", mail.place, "it does not fit its digest: it was changed")


def _check_parts(mail: Mail) -> Iterator[Finding]:
    """A reconstructed message is a text, or a text and the forwarded message; nothing else."""
    message = BytesParser().parsebytes(mail.data)
    parts = message.get_payload() if message.is_multipart() else [message]
    kinds = [part.get_content_type() for part in parts if isinstance(part, Part)]
    if kinds not in (["text/plain"], ["text/plain", "message/rfc822"]):
        text = f"holds {', '.join(kinds)}: no rebuilt message does"
        yield error("mime", mail.place, text)
    if message.preamble or (message.epilogue or "").strip("\n"):
        yield error("mime", mail.place, "holds text outside of its parts")
    attached = attached_mail(mail)
    if attached is not None:
        yield from check_mail(attached)


def attached_mail(mail: Mail) -> Mail | None:
    """The message attached to a reconstructed one, byte for byte, or None."""
    head, _, body = mail.data.partition(b"\n\n")
    boundary = _BOUNDARY.search(head)
    if boundary is None:
        return None
    parts = (b"\n" + body).split(b"\n--" + boundary[1])
    if len(parts) != 4:
        return None
    _, blank, content = parts[2].partition(b"\n\n")
    return Mail(f"{mail.place} attachment", content) if blank else None


def read_header(head: bytes) -> tuple[dict[str, list[str]], list[str]]:
    """The fields of a header by lower-case name, unfolded, and problems of its form."""
    fields: dict[str, list[list[str]]] = {}
    problems: list[str] = []
    text = head.decode("ascii", "replace")
    if not head.isascii():
        problems.append("its header holds bytes beyond ASCII")
    last: list[str] | None = None
    for line in text.split("\n"):
        if line[:1] in (" ", "\t"):
            if not line.strip():
                problems.append("a folded header line holds white space alone")
            if last is None:
                problems.append("its header begins with a folded line")
            else:
                last.append(line)
            continue
        name, colon, value = line.partition(":")
        if not colon or not _NAME.fullmatch(name):
            problems.append(f"its header has a line that is not a field: {line[:40]!r}")
            continue
        if value[:1] != " " or not value.strip():
            problems.append(f"{name} is empty, or no space follows its colon (RFC 5536, 2.2)")
        last = [value.strip()]
        fields.setdefault(name.lower(), []).append(last)
    return {name: ["".join(lines) for lines in found] for name, found in fields.items()}, problems


def _check_lines(mail: Mail, tell: Callable[[str, str, str], Finding]) -> Iterator[Finding]:
    if b"\r" in mail.data:
        yield tell("rfc5322", mail.place, "holds a bare carriage return")
    if b"\x00" in mail.data:
        yield tell("rfc5322", mail.place, "holds a NUL")
    longest = max(map(len, mail.data.split(b"\n")))
    if longest > _LIMIT:
        yield tell("rfc5322", mail.place, f"holds a line of {longest} bytes; {_LIMIT} are allowed")


def _field_problems(header: dict[str, list[str]]) -> Iterator[str]:
    for name, values in header.items():
        if name in _ONCE and len(values) > 1:
            yield f"{name} stands {len(values)} times"
    for name in ("from", "message-id"):
        if name not in header:
            yield f"no {name}"
    for value in header.get("date", ()):
        problem = _date_problem(value)
        if problem:
            yield f"Date: {problem}"
    for name in _IDENTITIES:
        for value in header.get(name, ()):
            yield from _identity_problems(name, value)
    for name in _ADDRESSES & header.keys():
        for value in header[name]:
            yield from _address_problems(name, value)


def _identity_problems(name: str, value: str) -> Iterator[str]:
    for identity in value.split():
        if not _LOOSE_IDENTITY.fullmatch(identity):
            yield f"{name}: {identity[:60]!r} is no Message-ID"
    if name == "message-id" and len(value.split()) != 1:
        yield "message-id: is not exactly one"


def _identity_notes(header: dict[str, list[str]]) -> Iterator[str]:
    """Message-IDs that break the rules for new ones; they are kept as they are printed."""
    for name in _IDENTITIES:
        for value in header.get(name, ()):
            for identity in value.split():
                if not _IDENTITY.fullmatch(identity) or len(identity) > 250:
                    yield f"{name}: {identity[:60]!r} is not as RFC 5536 (3.1.3) wants it"


def _date_problem(value: str) -> str | None:
    match = _DATE.fullmatch(" ".join(value.split()))
    if match is None:
        return "is not a date (RFC 5322, 3.3)"
    weekday, day, month_name, year, hour, minute, second, _, zone_hours, zone_minutes = (
        match.groups()
    )
    month = _MONTHS.index(month_name) + 1
    if int(year) < 1 or int(year) > 9999 or not 1 <= int(day) <= monthrange(int(year), month)[1]:
        return "is not a day of the calendar"
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 60:
        return "is not a time of day"
    if int(zone_hours) > 23 or int(zone_minutes) > 59:
        return "has an impossible zone"
    if weekday is not None and _DAYS[date(int(year), month, int(day)).weekday()] != weekday:
        return f"was not a {weekday}"
    return None


def mailboxes(value: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The display names and addresses in an address field, and problems of its form.

    Python's parser of structured fields takes quadratic time; long fields go to its older parser.
    """
    if len(value) > _LONG_FIELD:
        return pairs([value]), []
    try:
        parsed = policy.default.header_factory("to", value)
        defects = [str(defect) or type(defect).__name__ for defect in parsed.defects]
        found = [(box.display_name, box.addr_spec) for box in getattr(parsed, "addresses", ())]
    except (MessageError, ValueError, IndexError, AttributeError, RecursionError) as failure:
        # AttributeError: Python's parser stumbles over groups inside of groups.
        return [], [f"cannot be read ({failure})"]
    return found, defects[:1]


def pairs(values: Sequence[str]) -> list[tuple[str, str]]:
    """Display names and addresses by Python's older parser; none where brackets nest too deep.

    It joins the encoded words of a name, between which the newer one sets a space.
    """
    try:
        found = email.utils.getaddresses(values)
    except RecursionError:
        return []
    return [(decoded(name), address) for name, address in found]


@lru_cache(maxsize=64)
def decoded(value: str) -> str:
    """A header value with its encoded words decoded (RFC 2047)."""
    if "=?" not in value:
        return value
    try:
        return "".join(
            data.decode(charset or "ascii", "replace") if isinstance(data, bytes) else data
            for data, charset in email.header.decode_header(value)
        )
    except (MessageError, LookupError, ValueError):
        return value


def _address_problems(name: str, value: str) -> Iterator[str]:
    found, problems = mailboxes(value)
    yield from (f"{name}: {problem}" for problem in problems)
    if not found and not problems:
        yield f"{name}: names no mailbox"
    if name == "sender" and len(found) > 1:
        yield "sender: names more than one mailbox"
    for display_name, address in found:
        local, at, domain = address.rpartition("@")
        if not local or not at or not domain:
            yield f"{name}: {(address or display_name)[:60]!r} is not a mailbox"


def _encoded_word_problems(header: dict[str, list[str]]) -> Iterator[str]:
    for name, values in header.items():
        for value in values:
            for match in _ENCODED.finditer(value):
                word, charset, encoding = match[0], match[1], match[2]
                if len(word) > 75:
                    yield f"{name}: an encoded word is longer than 75 characters"
                if encoding.lower() not in ("q", "b"):
                    yield f"{name}: an encoded word has no known encoding"
                    continue
                try:
                    for data, found in email.header.decode_header(word):
                        if isinstance(data, bytes):
                            data.decode(found or charset or "ascii")
                except (MessageError, LookupError, ValueError):
                    yield f"{name}: {word[:40]!r} cannot be decoded"


def _structure_problems(data: bytes) -> Iterator[str]:
    message = BytesParser().parsebytes(data)
    for part in message.walk():
        yield from (f"{type(defect).__name__} {defect}".strip() for defect in part.defects)
        if part.is_multipart():
            continue
        encoding = str(part.get("Content-Transfer-Encoding", "7bit")).lower()
        payload = part.get_payload(decode=False)
        if isinstance(payload, str) and encoding == "7bit" and not payload.isascii():
            yield "a part said to be 7bit holds other bytes"
        if part.get_content_maintype() == "text":
            charset = part.get_content_charset("us-ascii")
            content = part.get_payload(decode=True)
            try:
                if isinstance(content, bytes):
                    content.decode(charset)
            except (LookupError, ValueError):
                yield f"a part is not in the charset it names ({charset})"
        yield from (f"{type(defect).__name__} {defect}".strip() for defect in part.defects)


def _fits_digest(data: bytes) -> bool:
    head, blank, body = data.partition(b"\n\n")
    match = _DIGEST_LINE.search(head + b"\n")
    if match is None:
        return False
    whole = head + b"\n"
    rest = whole[: match.start()] + whole[match.end() :] + blank[1:] + body
    digest = hashlib.sha256(rest).digest()
    return base64.b64encode(digest) == match[1]
