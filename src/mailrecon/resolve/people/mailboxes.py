"""Read one printed mailbox: its name, its address, and whether a part was removed.

Only this module undoes the changes that clients, gateways and redactions make to a mailbox. It
never turns other text into an address: `.ida@dock.example` stays as printed.
"""

from __future__ import annotations

import re

from msgspec import Struct

from mailrecon.lexicon import Lexicon, fold
from mailrecon.lexicon.redaction_codes import BARS, BLOCKS, exemption_code, may_show_code
from mailrecon.regex import regex, regex_of
from mailrecon.resolve.people.directory_names import directory_name, x400_name
from mailrecon.resolve.people.name_marks import QUOTES
from mailrecon.resolve.people.names import clean_name, is_bar
from mailrecon.resolve.people.nobody import is_nobody
from mailrecon.resolve.people.plain_people import WORD
from mailrecon.scan import patterns

_LONGEST = 1000
_WORDS = regex(f"{WORD}(?: {WORD})*")
# The pattern does not strip white space in the brackets, which would take quadratic time for a long
# run; callers strip it.
_ANGLE = regex(r"[<＜]([^<>＜＞]*+)[>＞]")
_OPEN_ANGLE = regex(r"[<＜]([^<>＜＞]*+)$")
# OCR reads `mailto` as `rnailto`, `mallto`, `maitto`, and the bracket before it as a letter.
_MAILTO_READ = r"(?:m|rn)a[il1t]{2}to"
# `OO (DOCK/QUAY) [E]`: the units after a name
_UNITS = regex(r"\s*[(\[][^()\[\]]{1,60}[)\]](?:\s*\[[A-Z]{1,2}\])?$")
_MAILTO = regex(rf"\[\s*(?:{_MAILTO_READ}|smtp)\s*:([^\]]{{0,1000}}+)\]", re.IGNORECASE)
# `Ann Poe [mailto:`, `[mailto`, `[mailto:|`: the address after it was cut off.
_OPEN_MAILTO = regex(
    rf"(?:[\[<(]\s*(?:{_MAILTO_READ}|smtp)\b\s*[:•]?|(?<=\s)[fEI]?{_MAILTO_READ}\s*[:•]"
    # `annpoe mailto`: the bracket and its content were removed.
    rf"|(?<=\s{{3}}){_MAILTO_READ}\s*$)"
    r"([^\[\]<>]{0,200})\]?$",
    re.IGNORECASE,
)
# Outlook and Exchange print a linked address as `ann@dock.example<mailto:ann@dock.example>`.
_LINKED = regex(
    r"([^\s<>＜＞\[\]\"',;]{1,128}@[^\s<>＜＞\[\]\"',;]{1,255})\s?<\s*mailto:([^<>]{0,1000})>",
    re.IGNORECASE,
)
# Text browsers number links: `<[1]ann@dock.example>`.
_LINK_NUMBER = regex(r"\[\d{1,3}\](?=[^\s@<>]{1,64}@)")
# OCR reads @ as ©, seldom as ®.
_ROUND_SIGN = regex(r"(?<=[\w.+-])[©®](?=[\w-]+(?:\.[\w-]+)+)")
# `ann@lists.dock- yard.example`: a line break after a hyphen, which became a space.
_HYPHEN_SPACE = regex(r"(@[\w.-]{1,250}-)[ \t]+(?=[\w-]+(?:\.[\w-]+)+)")
# `<DOCK- L@lists.quay.example>`
_HYPHEN_SPACE_BEFORE = regex(r"([<＜][\w.+-]{1,64}-)[ \t]+(?=[\w.+-]{1,64}@)")
# Exchange adds the gateway's name: `"Poe, Ann" <ann@dock.example>@QUAY`.
_GATEWAY = regex(r"(?<=>)\s?@[\w-]+(?:\.[\w-]+)*")
# Kinds of address that directories print before it: `SMTP:ann@dock.example`, `mailto:…`.
_KIND = regex(r"(?:mailto|smtp|internet|rfc-?822|notes|ex|x400|fax)\s*:\s*", re.IGNORECASE)
# RFC 2822 addresses of other systems in the wrapping of Exchange: `+40` is @, `_` is /.
_IMCEA = regex(r"IMCEA(?P<kind>[A-Z0-9]+)-(?P<text>[^@]*)@", re.IGNORECASE)
_IMCEA_CODE = regex(r"\+([0-9A-Fa-f]{2})")
# Exchange prints the directory's name of a mailbox in brackets after it, with brackets inside:
# `Poe, Ann [/o=Quay/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=poe]`
_DIRECTORY = regex(r"\s\[\s*(?:EX:)?(?:/o|cn|o)=[^\[\]]{1,400}\]?", re.IGNORECASE)
# The local part of a gateway's address (RFC 2156, 4.3): `/G=Ben/S=Ost/C=US/@gate.example`.
_X400_ADDRESS = regex(r"(?:/[A-Za-z0-9.-]{1,12}=[^/=@<>\s]{0,64}){2,12}/@[\w.-]{1,250}")
_BRACKETS = regex(r"[\[(【〔［（]([^\[\]()【】]{0,1000}?)[\])】〕］）]")
# `'ann@dock.govi`, `[mailto:ann@dock.govj`: a closing mark after the domain, misread as a letter.
_MISREAD_QUOTE = regex(r"(?<=\.(?:com|gov|org|net|edu|mil|int))[ijlIJ1!?]$")
_EMPTY_BRACKETS = regex(r"[(\[（]\s*[)\]）]")
_EMPTY_QUOTES = regex(r"(?:(?<=\s)|^)(?:'\s*'|\"\s*\"|‘\s*’|“\s*”)$")
# `ann(at)dock.example`, `ann [at] dock [dot] example`, `ann AT dock DOT example`.
_AT = r"\s*+[\[(]\s?(?:at|AT)\s?[\])]\s*+"
_DOT = r"(?:\s*+[\[(]\s?(?:dot|DOT)\s?[\])]\s*+|\.)"
_SPELLED = regex(
    rf"(?<![\w.+-])([\w.+-]{{1,64}}+)(?:{_AT})([\w-]{{1,60}}+(?:{_DOT}[\w-]{{1,60}}+){{1,6}})"
    r"|(?<![\w.+-])([\w.+-]{1,64}+) AT ([\w-]{1,60}+(?: DOT [\w-]{1,60}+){1,6})"
    # hypermail: `Ann Poe (ann_at_dock.example)`
    r"|(?:(?<=[(<])|^)([A-Za-z0-9.+-]{1,64}+)_at_([\w-]{1,60}+(?:\.[\w-]{1,60}+){1,6})(?=[)>]|$)"
)
_MISREAD_DOT = regex(r"(<[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){0,4})[:,]([a-z]{2,24}>)")
_SPELLED_DOT = regex(r"\s*+[\[(]\s?(?:dot|DOT)\s?[\])]\s*+| DOT ")
_BARS = regex_of(lambda: f"{exemption_code()}|{BARS}")
_BAR_ALONE = regex(BARS)
# `Ann Poe ·` and, as OCR reads it, `Ann Poe-`; but not `linux-`, half of a list's torn name.
_DOT_BEHIND = regex(r"(?<=[^\W\d_])·$|(?<= )([^\W\d_]+)-$")
# What may be between a word for removal and a code: `[Redacted: (b)(6)]`.
_BEFORE_CODE = " -–—:,;"
# `***@***.***` (GitHub), `ann...@dock.example` (Google Groups), `a••••@dock.example`,
# `xxxx.xxxx@dock.example`.
_MASK = rf"(?:\.{{3,}}|…|\*{{2,}}|•{{2,}}|●{{2,}}|[{BLOCKS}]+|#{{3,}})"
_MASKED = regex(
    r"(?:(?<![\w.+-])(?=[xX]{3,16}(?:[._-][xX]{2,16}){0,3}@)"
    rf"|(?=[^\s<>@]{{0,64}}{_MASK}[^\s<>@]{{0,64}}@|[^\s<>@]{{1,64}}@[^\s<>@]{{0,250}}{_MASK}))"
    r"[^\s<>@()\[\],;\"]{1,64}@[^\s<>@()\[\],;\"]{1,250}"
)
# Every masked address contains one of these; few other addresses do.
_SIGNS_OF_MASK = ("...", "…", "**", "••", "●●", *BLOCKS, "###", "xxx")


# `(b)(6)@dock.example`, `[redacted]@dock.example`, `ann.poe@(b)(6)`: an exemption code or words in
# brackets replace part of an address. Hypermail prints `ann.poe_at_[hidden]`.
def _part_removed_source(codes: str) -> str:
    removed = rf"(?:{codes}[\[(][^\[\]()<>@]{{1,60}}[\])])"
    return (
        rf"(?P<local>{removed})\s?@\s?(?:[\w-]+(?:\.[\w-]+)+|{removed})"
        rf"|[^\s<>@()\[\],;:\"]{{1,64}}?(?:@\s?|_at_)(?P<domain>{removed})(?:\.[\w-]+)*"
    )


_PART_REMOVED = regex_of(lambda: _part_removed_source(f"{exemption_code()}|"))
# The same for texts without a code.
_PART_IN_BRACKETS = regex(_part_removed_source(""))
# `Poe, Ann B@DOCK`, as directories of several offices print people: not an address.
_AT_OFFICE = regex(r"[^\s@<>,;][^@<>,;]*,[^@<>,;]*\w@[A-Z]{2,10}")
# `<annPquay.gov>`, `<ann • quay.gov>`, `<ann.poe quay.de>`: OCR misread the sign, or read none.
_MISREAD_ADDRESS = regex(
    r"[\w.+'-]{3,64}(?:\s[•·]\s[\w.-]{3,64})?\.(?:com|gov|org|net|edu|mil|example)"
    r"|[\w.+'-]{3,64}\s[\w-]{2,64}(?:\.[\w-]{2,64}){0,3}"
    r"\.(?:com|gov|org|net|edu|mil|example|[a-z]{2})",
    re.IGNORECASE,
)
_MISREAD_WHOLE = regex(
    r"[\w.+'-]{3,64}[(&®©][\w.-]{2,64}\.(?:com|gov|org|net|edu|mil|example)[\]>ijl]?$",
    re.IGNORECASE,
)
# `<apoe c>`, `<P OO>`: letters that OCR reads under a bar, between brackets.
_LETTERS_OF_BAR = regex(r"[^@;,]{1,24}")
# The gap left by a removed domain.
_REMOVED = " " * 4
# RFC 5322, 4.4 (obs-addr-spec): `<dock.office @quay.example>` is `<dock.office@quay.example>`.
_BLANK_BESIDE = regex(r"[ \t]*([@.])[ \t]*")
_COMPLETE = regex(r"[^\s<>()\[\]@,;:\"]{1,64}@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,24}")


# If the name is a misread copy of the address, at most this many characters may differ.
_MOST_MISREAD = 3
_ALIKE = 0.8


class Mailbox(Struct, frozen=True, gc=False):
    """A printed mailbox; `redacted` is True if its address was removed."""

    name: str | None
    address: str | None
    redacted: bool


class _MailboxReading(Struct):
    """The unread rest of a mailbox, and the results so far."""

    rest: str
    address: str | None = None
    removed: bool = False

    def take(self, start: int, end: int) -> str:
        """Replace a stretch by a space, and return it."""
        taken = self.rest[start:end]
        self.rest = self.rest[:start] + " " + self.rest[end:]
        return taken


def unlinked(text: str) -> str:
    """A field without the remains of links, line breaks and gateways inside its addresses."""
    # `ann©dock.example`
    if "©" in text or "®" in text:
        text = _ROUND_SIGN.sub("@", text)
    if "@" not in text:
        return text
    # `<ann@dock:example>`, `<ann@dock,example>`: a dot misread by OCR
    if ">" in text:
        text = _MISREAD_DOT.sub(r"\1.\2", text)
    # `ann@dock.example<mailto:ann@dock.example>`
    if "mailto:" in text.casefold():
        text = _LINKED.sub(_unlinked_address, text)
    # `ann@lists.dock- yard.example`
    if "- " in text:
        text = _HYPHEN_SPACE_BEFORE.sub(r"\1", _HYPHEN_SPACE.sub(r"\1", text))
    if "]" in text:
        text = _LINK_NUMBER.sub("", text)
    # `"Poe, Ann" <ann@dock.example>@QUAY`
    return _GATEWAY.sub("", text) if ">" in text else text


def _unlinked_address(found: re.Match[str]) -> str:
    """An address without its link; `ann@dock.example <mailto:ben@quay.example>` stays as it is."""
    link = found[2].partition("?")[0].strip()
    # OCR may have misread one of the two.
    alike = _is_misread(fold(link), fold(found[1])) or "@" not in link
    return found[1] if alike else f"{found[1]} <{link}>"


def _is_misread(one: str, other: str) -> bool:
    """Whether two addresses are equal except for a few letters that OCR misread."""
    close = abs(len(one) - len(other)) <= _MOST_MISREAD
    if one == other or not close:
        return one == other
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, other).ratio() > _ALIKE


def read_mailbox(text: str, lexicon: Lexicon, *, bars: bool = False) -> Mailbox:
    """Read one printed mailbox: name, address and whether something was removed.

    `bars` is True if OCR read black bars of the document as letters.
    """
    # `ann [at] dock [dot] example`
    if "at" in text or "AT" in text:
        text = _SPELLED.sub(_spelled_address, text)
    work = _MailboxReading(patterns.with_at_signs(text))
    mask = _take_masked(work, lexicon)
    # `Poe, Ann [/o=Quay/ou=HQ/cn=Recipients/cn=poe]`
    if "=" in work.rest:
        _take_directory(work)
    _take_mailto(work, lexicon)
    _take_angles(work, lexicon, bars=bars)
    if work.address is None:
        _take_bare(work)
    _take_marks(work, lexicon)
    rest = work.rest.strip()
    # `www <ann@quay.example>`: letters alone beside an address are a name, unless OCR read bars.
    is_named = not bars and work.address is not None and _WORDS.fullmatch(rest) is not None
    if not is_named and is_nobody(rest, bars=bars):
        # `From: (OO)`, `'ann@dock.example' OG >`
        work.rest, work.removed = "", True
    name: str | None = clean_name(work.rest, bars=bars) or mask
    # `= ——— 7 & ©`, `66 (DOCK/QUAY)`, `OO (DOCK/QUAY) [E]`: only a bar and a unit
    if name and bars and work.address is None and _is_bar_and_unit(name):
        name, work.removed = None, True
    # `redacted <ann@dock.example>`
    if name and fold(name) in lexicon.redactions:
        name, work.removed = None, True
    if name and work.address:
        name = _without_address(name, work.address)
    return Mailbox(name or None, work.address, work.removed and work.address is None)


def _is_bar_and_unit(name: str) -> bool:
    bare = _UNITS.sub("", name)
    # `Li (DOCK/QUAY)` is a person.
    return not bare.istitle() and is_nobody(bare, bars=True)


def _without_address(name: str, address: str) -> str | None:
    """The name without the address, if the address is printed in its place or repeated after it.

    `Dora Ek (dora@dock.example) <dora@dock.example>`; OCR may have misread one of the two,
    `'dora@dock.examplei <dora@dock.example>`.
    """
    if "@" not in name:
        return name
    bracketed = f"({address.casefold()})"
    # `Dora Ek (dora@dock.example) <dora@dock.example>`
    if name.casefold().endswith(bracketed):
        return clean_name(name[: -len(bracketed)]) or None
    # `dora@dock.example <dora@dock.example>`
    if fold(name) == fold(address):
        return None
    like = " " not in name and _is_misread(fold(name), fold(address))
    return None if like else name


def _take_directory(work: _MailboxReading) -> None:
    """Remove a directory's additions from the name of a mailbox, and X.400 names."""
    gateway = _X400_ADDRESS.search(work.rest)
    # `/G=Ben/S=Ost/C=US/@gate.example`
    if gateway is not None:
        work.address = gateway[0]
        alone = not work.rest[: gateway.start()].strip(" <\"'")
        known = x400_name(gateway[0]) if alone else None
        work.take(*gateway.span())
        work.rest = known or work.rest.replace("< >", " ")
        return
    bracketed = _DIRECTORY.search(work.rest)
    if bracketed is not None:
        work.take(*bracketed.span())
    else:
        work.rest = x400_name(work.rest) or work.rest


def _spelled_address(found: re.Match[str]) -> str:
    """The address that was spelled in words to deter harvesters: `ann at quay dot example`."""
    local, domain = (group for group in found.groups() if group is not None)
    return f"{local}@{_SPELLED_DOT.sub('.', domain)}"


def _take_masked(work: _MailboxReading, lexicon: Lexicon) -> str | None:
    """Remove a masked address; its visible letters may replace a missing name."""
    if "@" not in work.rest and "_at_" not in work.rest:
        return None
    lowered = work.rest.lower()
    masked_in_part = any(sign in lowered for sign in _SIGNS_OF_MASK)
    found = _MASKED.search(work.rest) if masked_in_part else None
    found = found or _part_removed(work.rest, lexicon)
    if found is None:
        return None
    work.removed = True
    masked = work.take(*found.span()).strip(QUOTES)
    work.rest = work.rest.replace("< >", " ").replace("<>", " ")
    return masked if any(map(str.isalpha, masked)) else None


def _part_removed(text: str, lexicon: Lexicon) -> re.Match[str] | None:
    """An address with a redaction marker in place of its local part or domain."""
    if "(" not in text and "[" not in text:
        return None
    pattern = _PART_REMOVED if may_show_code(text) else _PART_IN_BRACKETS
    for found in pattern.finditer(text):
        mark = found["local"] or found["domain"]
        if _shows_removal(mark) or fold(mark.strip("[]() ")) in lexicon.redactions:
            return found
    return None


def _take_mailto(work: _MailboxReading, lexicon: Lexicon) -> None:
    mailto = _MAILTO.search(work.rest)
    # `Ann Poe [mailto:ann@dock.example]`
    if mailto is not None:
        _judge(work, mailto[1], lexicon)
        work.take(*mailto.span())
        return
    cut_off = _OPEN_MAILTO.search(work.rest)
    if cut_off is not None:
        _judge_cut_off(work, cut_off[1])
        work.take(*cut_off.span())


def _take_angles(work: _MailboxReading, lexicon: Lexicon, *, bars: bool) -> None:
    for angle in reversed(list(_ANGLE.finditer(work.rest))):
        inner = angle[1].strip()
        known = work.address, work.removed
        directory = directory_name(inner)
        if directory is None and not _judge(work, inner, lexicon):
            # `Ann Poe <apoe c>`: an address under a bar, as OCR read it
            named = work.rest[: angle.start()].strip().strip(QUOTES)
            # `'annpoe' <annpoe >`: the domain was removed.
            same = inner and fold(inner) == fold(named)
            # `Poe, Ann <annPquay.gov>`: a character was misread, so this is not an address.
            if named and _MISREAD_ADDRESS.fullmatch(inner) is not None:
                work.take(*angle.span())
                continue
            # `Jon <ljon >`: the domain was removed, and OCR misread the rest.
            emptied = named and angle[1].endswith(_REMOVED) and " " not in inner
            if not (same or emptied or (bars and named and _LETTERS_OF_BAR.fullmatch(inner))):
                continue
            work.removed = True
        if known[0] is not None:
            work.address = known[0]
        work.take(*angle.span())
    cut_off = _OPEN_ANGLE.search(work.rest)
    # `Ann Poe <ann@dock.exam`: the end of the line, or of the page
    if cut_off is not None and (cut_off.start() or cut_off[1].strip()):
        _judge_cut_off(work, cut_off[1])
        work.take(*cut_off.span())
    # `<` alone
    elif cut_off is not None:
        work.take(*cut_off.span())
        work.removed = True


def _judge(work: _MailboxReading, inner: str, lexicon: Lexicon) -> bool:
    """Take the address in brackets, or record that it was removed. Return False for neither."""
    inner = inner.strip()
    # `Ann Poe <>`
    if not inner:
        work.removed = True
        return True
    # `Ann Poe <yy woe@->`
    if "@" in inner and is_bar(inner):
        work.removed = True
        return True
    kind = _KIND.match(inner)
    inner = inner[kind.end() :] if kind is not None else inner
    address, directory = _unwrapped(inner)
    # `Ann Poe </O=QUAY/CN=POE>`
    if directory:
        return True
    if address is not None:
        work.address = work.address or address
        return True
    stripped = inner.strip("[](){}<> ")
    # `Ann Poe <[redacted]>`, `Ann Poe <(b)(6)>`
    if not stripped or fold(stripped) in lexicon.redactions or _shows_removal(inner):
        work.removed = True
        return True
    # `Ann Poe <96>`
    if not any(map(str.isalpha, stripped)):
        work.removed = True
        return True
    return False


def _judge_cut_off(work: _MailboxReading, inner: str) -> None:
    """Take the text after an unclosed bracket: a whole address, or the remains of one."""
    found = _COMPLETE.search(inner)
    if found is not None:
        work.address = work.address or _MISREAD_QUOTE.sub("", found[0].strip(QUOTES))
    # `[mailto:annpoe(aquay.gov`: a character was misread, so the printed text is not an address.
    elif _MISREAD_WHOLE.search(inner) is None:
        work.removed = True


def _unwrapped(inner: str) -> tuple[str | None, bool]:
    """The address inside brackets, and whether a directory name is printed in its place."""
    wrapped = _IMCEA.match("".join(inner.split()))
    # `IMCEANOTES-Ann+20Poe_Dock+40QUAY@gate.example`
    if wrapped is not None:
        text = _IMCEA_CODE.sub(lambda code: chr(int(code[1], 16)), wrapped["text"])
        found = patterns.ADDRESS.search(text.replace("_", "/") if "@" not in text else text)
        return (found[0] if found else None), found is None
    if directory_name(inner) is not None:
        return None, True
    # `Ann <Dock>`: a word in angle brackets
    if "@" not in inner:
        return None, False
    # `<dock.office @quay.example>`
    if " " in inner and _COMPLETE.fullmatch(closed := _BLANK_BESIDE.sub(r"\1", inner)):
        return closed, False
    # SnappyMail also prints the link: `<ann@dock.example mailto:ann@dock.example?to=…>`.
    words = inner.split()
    if (
        len(words) > 1
        and "@" in words[0]
        and all(word[:7].lower() == "mailto:" for word in words[1:])
    ):
        inner = words[0]
    # `<ann@dock.example?subject=Tides>`
    if "?" in inner:
        inner = inner.partition("?")[0]
    return inner.strip(QUOTES + " ") or None, False


def _take_bare(work: _MailboxReading) -> None:
    """Take an address printed without brackets around it, or a name in Notes form."""
    rest = work.rest
    if "@" in rest and "," in rest and _AT_OFFICE.fullmatch(rest.strip().strip(QUOTES)):
        return
    if "@" in rest:
        found = patterns.ADDRESS.search(rest)
        name = directory_name(rest)
        if name is not None:
            work.rest = name or rest
        # `Ann Poe yyy e@e-`
        elif found is not None and _is_rubble(found[0], rest):
            work.rest = rest
        elif found is not None:
            end = found.end() - (len(found[0]) - len(found[0].rstrip(".")))
            address = rest[found.start() : end].strip(QUOTES)
            if rest[max(found.start() - 1, 0)] in "'‘" and rest[end : end + 1] not in ("'", "’"):
                address = _MISREAD_QUOTE.sub("", address)
            if _IMCEA.match(address):
                # `IMCEAEX-_O=QUAY_OU=HQ_CN=POE@quay.example`: a directory name, not an address.
                work.address = _unwrapped(address)[0]
                if work.address is None:
                    return
            work.address = work.address or address
            work.take(*found.span())
            rest = _EMPTY_BRACKETS.sub(" ", work.rest.strip()).strip()
            # `Ann Poe 'ann@dock.example'`; `ann@dock.example@SMTP@QUAY`, through a gateway
            rest = _EMPTY_QUOTES.sub("", rest)
            if not rest[: found.start()].strip() and rest.startswith("@"):
                rest = ""
            # `ann@dock.example (Ann Poe)`
            if rest and rest[0] in "([（" and rest[-1] in ")]）":
                rest = rest[1:-1]
            rest = _KIND.sub("", rest) if rest.endswith(":") else rest
            # `Ann Poe · ann@dock.example` in Gmail's details, as OCR reads it: `Ann Poe-`
            work.rest = _DOT_BEHIND.sub(r"\1", rest)
    elif "/" in rest and patterns.NOTES_NAME.search(rest):
        work.rest = directory_name(rest) or rest


def _is_rubble(address: str, text: str) -> bool:
    """Whether an apparent address after a name is a black bar read by OCR: `Ann Poe yyy e@e-`."""
    local, _, domain = address.rpartition("@")
    if len(domain.strip(".-")) < 2 or (
        len(local) == 1 and "." not in domain and len(text.split()) > 1
    ):
        return True
    return "." not in domain and not domain[-1:].isalnum() and len(text.split()) > 2


def _shows_removal(text: str) -> bool:
    """Whether a text has a bar or an exemption code."""
    if _BAR_ALONE.search(text) is not None:
        return True
    return may_show_code(text) and _BARS.search(text) is not None


def _take_marks(work: _MailboxReading, lexicon: Lexicon) -> None:
    """Remove redaction markers."""
    # `Ann Poe ████`, `Ann Poe (b)(6)`
    if _shows_removal(work.rest):
        work.removed = True
        work.rest = _BARS.sub(" ", work.rest)
    for bracket in list(_BRACKETS.finditer(work.rest))[::-1]:
        inner = bracket[1].strip()
        # `Ann Poe [redacted]`, `Ann Poe ()`; `[Redacted - s. 40(2)]`, of which the code was taken
        if not inner or fold(inner.rstrip(_BEFORE_CODE)) in lexicon.redactions:
            work.removed = True
            work.take(*bracket.span())
