"""Header labels at the start of a line, found by lookup in all languages."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from mailrecon.lexicon import LabelEntry, Lexicon, fold, ocr_shape
from mailrecon.model import Introduction, Role
from mailrecon.regex import regex
from mailrecon.scan.note_marks import NOTE_OPENINGS, note_mark

COLONS = ":：﹕∶៖፦"
_NUMBER = regex(r"\s*(\d{1,3})[.)]\s+(?=\*{0,2}[^\W\d_])")
# `Received: from mx.quay.example by dock.example`: a trace field (RFC 5322, 3.6.7), not a date.
_TRACED = regex(r"\s*(?:from|by|\()\s", re.IGNORECASE)
# `- From: Ann Poe`, `• From: Ann Poe`
_LIST_ITEM = regex(r"\s*[-–*+•]\s+(?=\S)")
_MARKERS = frozenset("-–*+•") | NOTE_OPENINGS
# `Note 3: From: Ann Poe`, `注3　差出人：…`
_WORD_AND_NUMBER = regex(r"\s*[^\W\d_]{1,16}\.?\s?\d")
_DECORATION = " \t\u00a0*_|#•·`\"'‘’“”\u200b\u200e\u200f\u202a\u202b\u202c\ufeff\u3000"
_COLON = regex(f"[{COLONS}]")
# `Reply-To`, `X-Mailer`, `Content-Type`: names of header fields as mail programs write them.
_RAW_NAME = regex(
    r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+|Received|Precedence|Organi[sz]ation|Lines|Keywords|Comments"
    # Fields that MARC prints, and header fields of Usenet articles (RFC 5536).
    r"|List|Path|Newsgroups|Distribution|Xref|Approved|Expires|Summary"
)
# `-----Original Message----- From: Ann Poe Sent: …`, also with a dash or two lost.
_RULED = regex(
    r"[ \t]*[-_=–—]{2,}[ \t]*(?P<words>\w[^-_=–—:：]{2,60}?)[ \t]*[-_=–—]{2,}[ \t]*(?=\w)"
)
# `Begin forwarded message: From: Ann Poe`
_SPOKEN = regex(r"[ \t]*(?P<words>[^\W\d_][^-_=:]{5,40}):[ \t]+(?=\S)")
# `Original Message ----- From: Ann Poe`: the dashes in front are lost.
_RULED_LATE = regex(r"[ \t]*(?P<words>\w[^-_=–—:：]{2,60}?)[ \t]*[-_=–—]{3,}[ \t]*(?=\w)")
# Marks that OCR reads from lines or dirt before a label: `, Sent: Monday`. Brackets are left out:
# in right-to-left scripts one at the start of a line closes the address at its end.
# `b) @> Sent: Monday`: the end of an address that was removed, the originator's label with it.
_STRAY = regex(
    r"[ \t]*\w{0,2}[^\w\s:]{1,3}[ \t]?[^\w\s:]{0,3}>[ \t]+(?=[A-ZÀ-Þ])"
    r"|[ \t]*[,.;'`´^~=\\/!¡§°¦<>‚„¸‹›]{1,2}[ \t]*(?=[A-ZÀ-Þ\u0590-\u07ff])"
    # `i Sent: Monday`: a line drawn at the margin
    r"|[ \t]*[iIl1][ \t]+(?=[A-ZÀ-Þ])"
)
# Misreadings of `Cc` with another shape (`ocr_shape`).
LIKE_CC = frozenset(
    {"ce", "ge", "co", "gc", "oc", "cg", "ee", "go", "cec", "cce", "(c", "c¢", "¢c", "€c", "c€"}
)
_COPIES = frozenset({"cc", "bcc"})
# `[quote]From: Ann Poe`, `[quote="Dora"][code]From: …`, `{quote}From: …`: tags of forums, trackers
OPENING_TAGS = regex(
    r"\s*(?:(?:\[(?:quote|code|pre|blockquote)\b[^\[\]\n]{0,80}\]"
    r"|\{(?:quote|noformat|code)(?::[^{}\n]{0,60})?\}|<(?:pre|blockquote|code)>)\s*)+",
    re.IGNORECASE,
)
_TAG_MARKS = frozenset("[{<")
# `**From:** Ann`, MediaWiki's `'''From:''' Ann`, "`From:` Ann"
_OPENING_MARKUP = regex(r"(?:\*{1,3}|_{1,2}|'{2,3}|`)$")
_CLOSING_MARKUP = regex(rf"[{COLONS}]*(?:[ \t\u00a0]*(?:[*_]{{1,3}}|'{{2,3}}|`))?[{COLONS}]*")
_LEADER = regex(r"[ \t]?\.{3,}$")
# reStructuredText's list of fields: `:From: Ann Poe`
_FIELD_LIST = regex(r"\s*:(?=[^\W\d_][^:\n]{0,40}:\s)")
# `From – Ann Poe`, `From -> Ann Poe`; `From = ann@quay.example` is from a settings file.
_SIGN_FOR_COLON = regex(r"[ \t]*(?:[-–—]+>?|→|»)(?=[ \t])")
_DIRT = regex(r"[.,·•'|](?=\s{4,}\S)")
_COLONS_BEHIND = regex(rf"[{COLONS}]*")
# `**From** Ann Poe`, `__From__ Ann Poe`
_BOLD = regex(r"(\*\*|__)([^*_]{1,40})\1")
# `FROM   Ann Poe`, `From⇥Ann Poe`
_GAP = regex(r"(?<=\S)(?:\t+|[ \u00a0\u3000]{2,})(?=\S)")
# The ASCII beginnings of such a label: a capital, `cc` or `bcc`.
_OPENS_GAPPED = regex(r"[A-Z]|c\s*c")
# What OCR reads for a colon: `To) Ben Ost`, `Cc; Cay Dun`.
_LIKE_COLON = ";,.)]}|!'’°·"
# `From ben@dock.example Mon Feb 10 08:12:44 2014` separates the messages of a mailbox (mbox, RFC
# 4155).
_MBOX_LINE = regex(
    r"\s*From \S{1,200}\s+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]?\d"
    r" \d\d:\d\d(?::\d\d)? .{4,12}"
)
_MAX_LABEL = 64
_REPEATED = 120
# `S u b j e c t` has six spaces; prose before a colon usually has more than any label.
_MOST_SPACES = 9
MAX_MISREAD = 12


class Label(Struct, frozen=True):
    """A label at the start of a line; offsets count from the start of the line's content.

    `value_end` is the end of its value on the line, before any table markup. `footnote` is the
    number of a footnote marker before the label. `entry` is None for a raw header field without a
    role, such as `X-Mailer`. `misread`: the label was found by its OCR shape only. `introduced` is
    the separator before the label on the same line, if any.
    """

    text: str
    start: int
    end: int
    value_start: int
    value_end: int
    entry: LabelEntry | None
    footnote: str | None = None
    misread: bool = False
    introduced: Introduction | None = None


def find_label(content: str, lexicon: Lexicon) -> Label | None:
    """The label at the start of `content`, or None."""
    return (_find_once if len(content) <= _REPEATED else _find)(content, lexicon)


def _is_prose(content: str, lexicon: Lexicon) -> bool:
    """Whether a line has only words before its only colon, and more of them than any label has.

    `The pier was repaired in the following winter: nothing else was.`
    """
    colon = content.find(":")
    words = content[: max(colon, 0)].replace(" ", "")
    return (
        len(words) > MAX_MISREAD
        and words.isalpha()
        and content.isascii()
        and "  " not in content
        and "\t" not in content
        and "--" not in content
        and content.find(":", colon + 1) < 0
        and words.lower() not in lexicon.labels
    )


def _find(content: str, lexicon: Lexicon) -> Label | None:
    if content.isascii():
        colon = content.find(":")
        if colon < 0 and not may_begin_with_gap(content):
            return None
        if 0 < colon <= MAX_MISREAD and "  " not in content and "\t" not in content:
            entry = _plain_entry(content[:colon], lexicon)
            if entry is not None and content[colon + 1 : colon + 2] != ":":
                begin = _behind_doubled(content, colon + 1, entry, lexicon)
                end = max(len(content), begin)
                return Label(content[:colon], 0, colon, begin, end, entry)
    return None if _is_prose(content, lexicon) else _find_in_any(content, lexicon)


@lru_cache(maxsize=8192)
def _plain_entry(head: str, lexicon: Lexicon) -> LabelEntry | None:
    """The meaning of a word that is a label on any line on which a colon is right behind it, if the
    line is of ASCII and has no gap: `Subject`.
    """
    # `Received: from mx.quay.example` has a date at its end only.
    if not head.isalpha() or head == "Received":
        return None
    label = _find_in_any(f"{head}: a", lexicon)
    return None if label is None or label.misread or label.text != head else label.entry


def _find_in_any(content: str, lexicon: Lexicon) -> Label | None:
    label = _find_from(content, 0, lexicon)
    if label is None and content.lstrip()[:1] in _TAG_MARKS:
        tags = OPENING_TAGS.match(content)
        if tags is not None:
            return _find_from(content, tags.end(), lexicon)
    if label is None and _WORD_AND_NUMBER.match(content):
        mark = note_mark(content, lexicon)
        label = _find_from(content, mark.end, lexicon) if mark is not None else None
        if mark is not None and label is not None:
            return replace(label, footnote=mark.number)
    if label is None and content.lstrip()[:1].isdigit():
        return _behind_number(content, lexicon) or _behind_stray(content, lexicon)
    if label is None and ":" in content:
        return _behind_separator(content, lexicon) or _behind_stray(content, lexicon)
    return label


def _behind_separator(content: str, lexicon: Lexicon) -> Label | None:
    """The label after a separator on the same line: `-----Original Message----- From: Ann`."""
    # `Begin forwarded message: From: Ann Poe`
    spoken = _SPOKEN.match(content) if content.count(":") > 1 else None
    if spoken is not None and fold(spoken["words"]) in lexicon.forward_separators:
        label = _find_from(content, spoken.end(), lexicon)
        return None if label is None else replace(label, introduced=Introduction.FORWARD)
    if "--" not in content and "__" not in content and "==" not in content and "—" not in content:
        return None
    ruled = _RULED.match(content) or _RULED_LATE.match(content)
    if ruled is None:
        return None
    key = fold(ruled["words"])
    # `---------- Forwarded message ---------- From: Ann Poe`
    if key in lexicon.forward_separators:
        introduced = Introduction.FORWARD
    # `-----Original Message----- From: Ann Poe`
    elif key in lexicon.original_separators:
        introduced = Introduction.ORIGINAL
    else:
        return None
    label = _find_from(content, ruled.end(), lexicon)
    return None if label is None else replace(label, introduced=introduced)


def _behind_number(content: str, lexicon: Lexicon) -> Label | None:
    """The originator's label behind a note's number: `2. From: Ann Poe`.

    No other label counts: `2. To: the addresses` is in a numbered list of labels, because a header
    does not number its lines.
    """
    number = _NUMBER.match(content)
    label = _find_from(content, number.end(), lexicon) if number is not None else None
    if number is None or label is None or label.entry is None or label.misread:
        return None
    if Role.FROM not in label.entry.roles:
        return None
    return replace(label, footnote=number[1])


def _behind_stray(content: str, lexicon: Lexicon) -> Label | None:
    """A label after a stray mark that OCR read; it counts only within a header."""
    stray = _STRAY.match(content)
    label = _find_from(content, stray.end(), lexicon) if stray is not None else None
    # `, Sent: Monday`; after a stray mark only a label of known meaning counts.
    if label is None or label.entry is None or len(label.text) < 2:
        return None
    return replace(label, misread=True)


def _find_from(content: str, begin: int, lexicon: Lexicon) -> Label | None:
    footnote = None
    if begin == 0:
        begin, footnote = _behind_mark(content, lexicon)
    # `| From | Ann Poe |`
    if content[begin : begin + 1] == "|":
        return _table_row(content, lexicon)
    colon = _COLON.search(content, begin, begin + _MAX_LABEL)
    text = content[begin : colon.start()].strip(_DECORATION) if colon else ""
    # `From........: Ann Poe`
    if text.endswith("..."):
        text = _LEADER.sub("", text)
    entry: LabelEntry | None = None
    misread = False
    if text and _may_be_label(text, lexicon.longest_label):
        entry, misread = look_up(text, lexicon)
        # `Subject.: Tides` below `From....: Ann Poe`
        if entry is None and text[-1] == ".":
            entry, misread = look_up(text.rstrip("."), lexicon)
        # `Received: May 4, 2020` is a date; `Received: from mx.quay.example by …` is not.
        if text == "Received" and colon and _TRACED.match(content, colon.end()):
            entry = None
        # `Lines: 12` is a field of its own, not a misread label.
        if misread and _RAW_NAME.fullmatch(text):
            entry, misread = None, False
    if colon is None or (entry is None and not _RAW_NAME.fullmatch(text)):
        # `**From** Ann Poe: keeper of the lamp`
        if content.startswith(("**", "__")):
            return _bold_label(content, lexicon)
        return _gapped_label(content, begin, lexicon)
    start = content.index(text, begin)
    # `**Subject:** lease` has its closing marks after the colon; in `Subject: ***URGENT*** lease`
    # the marks belong to the value.
    mark = _OPENING_MARKUP.search(content, begin, start)
    opened = mark is not None and content[start + len(text)] not in "*_'`"
    markup = (_CLOSING_MARKUP if opened else _COLONS_BEHIND).match(content, colon.end())
    value_start = markup.end() if markup else colon.end()
    # `Subject:. Re: Tides`: dirt after the colon
    dirt = _DIRT.match(content, value_start)
    value_start = dirt.end() if dirt is not None else value_start
    if entry is not None:
        value_start = _behind_doubled(content, value_start, entry, lexicon)
    end = start + len(text)
    value_end = len(content)
    # `**Subject: Tides**`
    if mark is not None and opened and content[:value_start].rstrip()[-1] in COLONS:
        whole = content.rstrip()
        value_end = len(whole) - len(mark[0]) if whole.endswith(mark[0]) else value_end
    return Label(
        text, start, end, value_start, max(value_end, value_start), entry, footnote, misread
    )


def _behind_mark(content: str, lexicon: Lexicon) -> tuple[int, str | None]:
    """The offset after a mark that a page prints before a label, and the footnote's number."""
    first = content.lstrip()[:1]
    if first == ":":
        listed = _FIELD_LIST.match(content)
        return (listed.end() if listed is not None else 0), None
    if first not in _MARKERS:
        return 0, None
    # `[3] From: Ann Poe`, `※3 From: Ann Poe`
    mark = note_mark(content, lexicon)
    if mark is not None:
        return mark.end, mark.number
    item = _LIST_ITEM.match(content)
    return (item.end(), "") if item is not None else (0, None)


def _may_be_label(text: str, longest: int) -> bool:
    """Whether a text is short enough for a label; `longest` is the longest in two languages."""
    spaces = text.count(" ")
    if spaces > _MOST_SPACES or len(text) > longest:
        return False
    # Spaces count little (`S u b j e c t`); two languages may share a label (`From / De`).
    letters = len(text) - spaces
    return 2 * letters <= longest or "/" in text or text[-1] in ")）" or not text.isascii()


# Threads repeat the same header lines.
_find_once = lru_cache(maxsize=16_384)(_find)


def _behind_doubled(content: str, begin: int, entry: LabelEntry, lexicon: Lexicon) -> int:
    """The start of the value after a label printed twice: `From: From: Ann Poe`."""
    colon = _COLON.search(content, begin, begin + _MAX_LABEL)
    if colon is None:
        return begin
    key = fold(content[begin : colon.start()].strip(_DECORATION))
    again = lexicon.labels.get(key)
    # `Subject: Re: Tides`: `Re` is a prefix here; `Subject: Subject: Tides` is one label twice.
    if again is None or key in lexicon.reply_prefixes or not again.roles.keys() & entry.roles:
        return begin
    return colon.end()


@lru_cache(maxsize=8192)
def look_up(text: str, lexicon: Lexicon) -> tuple[LabelEntry | None, bool]:
    """The meanings of a label, and whether it was found by its OCR shape."""
    key = fold(text)
    entry = lexicon.labels.get(key)
    if entry is not None:
        return entry, False
    # `From / De`
    if "/" in text:
        return _bilingual(text.split("/"), lexicon), False
    # `Von (From)`
    if key.endswith(")"):
        return _bilingual(text.replace("（", "(").rstrip(")）").split("(", 1), lexicon), False
    # `Ce: Ben Ost`, `Co: Ben Ost`
    if key in LIKE_CC:
        return lexicon.labels.get("cc"), True
    # `Frorn`, `Subiect`: letters that OCR confuses are the same in a shape.
    if 2 <= len(key) <= MAX_MISREAD and key.isalnum() and key[-1] < "\u0370":
        return lexicon.ocr_labels.get(ocr_shape(key)), True
    return None, False


def is_like_cc(text: str) -> bool:
    """Whether a text is a misreading of `Cc`."""
    return fold(text) in LIKE_CC


def _bilingual(parts: list[str], lexicon: Lexicon) -> LabelEntry | None:
    """The role that both halves of `From / De` or `Von (From)` share."""
    entries = [lexicon.labels.get(fold(part)) for part in parts]
    known = [entry for entry in entries if entry is not None]
    # `Name (From)`: both halves must be labels.
    if len(known) != len(entries) or len(known) < 2:
        return None
    shared = [role for role in known[0].roles if all(role in entry.roles for entry in known)]
    if not shared:
        return None
    languages = {role: frozenset().union(*(e.roles[role] for e in known)) for role in shared}
    return LabelEntry(languages, any(entry.sent for entry in known))


def _table_row(content: str, lexicon: Lexicon) -> Label | None:
    """The label in the first cell of a table row, `| From | Ann Poe |`."""
    cells = content.split("|", 3)
    if len(cells) < 3:
        return None
    text = cells[1].strip(_DECORATION + COLONS)
    entry = lexicon.labels.get(fold(text)) if 0 < len(text) <= _MAX_LABEL else None
    if entry is None:
        return None
    start = content.index(text)
    value_start = content.index("|", start) + 1
    value_end = len(content.rstrip().rstrip("|"))
    return Label(text, start, start + len(text), value_start, max(value_start, value_end), entry)


def _bold_label(content: str, lexicon: Lexicon) -> Label | None:
    """A label in bold with no colon, `**From** Ann Poe`."""
    bold = _BOLD.match(content)
    if bold is None:
        return None
    text = bold[2].strip(_DECORATION)
    entry = lexicon.labels.get(fold(text)) if text else None
    if entry is None:
        return None
    start = content.index(text)
    return Label(text, start, start + len(text), bold.end(), len(content), entry)


def may_begin_with_gap(raw: str) -> bool:
    """Whether an ASCII line without a colon may nevertheless begin with a label.

    `| From | Ann Poe |`, `**From** Ann Poe`, `FROM   Ann Poe`, `cc   Cay Dun`; quote marks count.
    """
    if "|" in raw or "**" in raw or "__" in raw:
        return True
    if "\t" not in raw and "  " not in raw:
        return False
    opening = _OPENS_GAPPED.search(raw)
    if opening is None:
        return False
    return raw.find("  ", opening.end()) >= 0 or raw.find("\t", opening.end()) >= 0


def _gapped_label(content: str, begin: int, lexicon: Lexicon) -> Label | None:
    """A label separated from its value by a tab or spaces, not a colon: `FROM   Ann Poe`."""
    if (
        "  " not in content
        and "\t" not in content
        and (content.isascii() or ("\u00a0" not in content and "\u3000" not in content))
    ):
        return None
    gap = _GAP.search(content, begin, begin + _MAX_LABEL)
    if gap is None:
        return None
    text = content[begin : gap.start()].strip(_DECORATION)
    key = fold(text)
    entry = lexicon.labels.get(key) if 1 < len(key) <= lexicon.longest_label else None
    # `to   the harbour`: a gap behind a small letter is only space; `cc` has no other meaning.
    if entry is None or not (text[0].isupper() or key in _COPIES):
        return None
    start = content.index(text, begin)
    return Label(text, start, start + len(text), gap.end(), len(content), entry)


def find_label_without_colon(
    content: str, lexicon: Lexicon, *, alone: bool = False
) -> Label | None:
    """A label of one or two words without its colon; for lines within a header only.

    `alone`: the label may have no value, or only one letter.
    """
    stripped = content.lstrip(_DECORATION)
    if stripped.startswith("From ") and _MBOX_LINE.match(content):
        return None
    words = stripped.split(None, 2)
    for count in (2, 1):
        if len(words) < count or (len(words) == count and not alone):
            continue
        text = stripped[: stripped.index(words[count - 1]) + len(words[count - 1])]
        text = text.rstrip(_LIKE_COLON)
        entry = lexicon.labels.get(fold(text))
        # `Gc; Cay Dun`, as OCR reads `Cc: Cay Dun`
        if entry is None and count == 1 and words[0][-1] in _LIKE_COLON and is_like_cc(text):
            entry = lexicon.labels["cc"]
        # `À Ben Ost`: one letter may be any word, unless the caller checks the lines around it
        # (`alone`).
        if entry is not None and (alone or len(fold(text)) > 1):
            start = content.index(text)
            end = start + len(text)
            sign = _SIGN_FOR_COLON.match(content, end)
            begin = end + (content[end : end + 1] in _LIKE_COLON) if sign is None else sign.end()
            return Label(text, start, end, begin, len(content), entry, misread=True)
    return None
