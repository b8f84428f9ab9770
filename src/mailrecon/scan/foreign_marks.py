"""Quote marks other than `>` and `|`, which a few people and programs print.

    On Wed, 18 Sep 2002, Ann Poe wrote:
    --]Does the sluice leak?

A line may begin with such a sign for many reasons, so it counts where an attribution line or nmh's
header is right above one.
"""

from __future__ import annotations

from mailrecon.regex import LineOpening, regex

# Most texts have no line that begins with such a sign. A pattern that starts with a line break is
# as fast as a search for a single character.
_BEGINS_LINE = regex(r"\n[)}#%] ")
_BEGINS_QUOTED = regex(r"> ?[)}#%] ")
# `…, 18 Sep 2002, Ann Poe wrote:` / `--]Does it leak?`, `On 19/08/02 12:29, Ann wrote:` / `) It`
_BELOW_ATTRIBUTION = regex(
    r"(?:(?:19|20)\d\d|\d:\d\d|@)[^\n]{0,120}[^\W\d_][ \t]*[:：][ \t]*\n"
    r"[>| \t]*(?:\n[>| \t]*)?(?:(?P<sign>[)}#%])[ \t]\S|-{1,2}(?P<bracket>\])[^\s\[(])"
)
# nmh: `    Date:        Wed, 21 Aug 2002 10:54:46 -0500` … / `  | Does it leak?`
_BELOW_NMH = LineOpening(
    r"[>| \t]*[ ]{4}(?:Date|From|Message-ID):[ ]{2,8}\S[^\n]*\n"
    r"[>| \t]*\n[> \t]*[ ]{2}\|[ \t]\S"
)
NMH = "|"
# `-> -----Original Message-----`, `-> From: Ann Poe`
_ARROWED = LineOpening(r"->[ ](?:-{3,}|[A-ZÀ-Þ][\w-]{1,12}[ ]?: )")
ARROW = ">"


def find_foreign_mark(text: str, marked: str | None = None) -> str:
    """The sign that a text uses for a quote mark besides `>` and `|`, or an empty text.

    For nmh's indented bar the sign is `|`, for arrows (`->`) it is `>`. `marked` has the lines of a
    long text that are not plain (`MarkedLines.text`).
    """
    shown = text if marked is None else marked
    may_begin = (
        _BEGINS_LINE.search(shown) is not None
        or ("]" in shown and "-]" in shown)
        or (ARROW in shown and _BEGINS_QUOTED.search(shown) is not None)
    )
    found = _BELOW_ATTRIBUTION.search(text) if may_begin else None
    sign = (found["sign"] or found["bracket"]) if found is not None else ""
    # `# Built 2020-05-04 09:12 by ann@quay.example:` / `# do not edit`: comments of code
    if found is not None and not _begins_line(text, found.start(), sign):
        return sign
    if ARROW in shown and "-> " in shown and _ARROWED.is_in(text):
        return ARROW
    if NMH in shown and "  | " in shown and _BELOW_NMH.is_in(text):
        return NMH
    return ""


def _begins_line(text: str, place: int, sign: str) -> bool:
    """Whether the line with the character at `place` begins with a sign, quoted or not."""
    return text[text.rfind("\n", 0, place) + 1 : place].lstrip("> \t").startswith(sign)


def with_foreign_mark(mark: str) -> str:
    """A pattern for one quote mark in a text that also uses `mark`."""
    # `>   | text`: nmh indents its bar.
    if mark == NMH:
        return r"(?:[>＞]|[ ]{0,3}\|)"
    if mark == ARROW:
        return r"-?[>＞|]"
    dashes = "-{0,2}" if mark == "]" else ""
    return rf"(?:[>＞|]|{dashes}\{mark})"
