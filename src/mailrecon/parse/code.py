"""Rule out headers in code or data: a comment, string or mapping only gives mail as an example."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from mailrecon.layouts import Block
from mailrecon.model import Role
from mailrecon.regex import regex
from mailrecon.scan import Page
from mailrecon.scan.signs import Signs

_FURTHEST = 60
_LONGEST = 200
# Ends of code lines in C, Java, Python, shell and SQL; beginnings of code lines in Lisp and Visual
# Basic.
_CODE_LINE = regex(
    r".*[{};]\s*$|.*\)\s*:\s*$|\s*(?:import|from|def|class|using|package|return|if|for)\b.*[\w)\]:;]$"
    r"|\((?:def\w*|let|setq|require|use-package|ns|provide|in-package)\b"
    r"|(?:(?:Public|Private|Friend) )?(?:Sub|Function|Dim|Option|Imports|Module|Class) \w"
)
# Signs that open a string, a here-document or a markup comment.
_STRING_SIGNS = (
    '"""',
    "'''",
    "`",
    "<<",
    "<!--",
    "/*",
    "%{",
    "{-",
    "(*",
    "=begin",
    "#=",
    "--[[",
    '@"\n',
    "@'\n",
    "\n=cut",
)
# The same, and the signs that open Perl's documentation, which ends with `=cut`.
_NEAR_SIGNS = (*_STRING_SIGNS[:-1], "=head", "=pod", "=item")
_STRINGS = Signs(_STRING_SIGNS)
_MAY_BE_STRING = Signs((*_STRING_SIGNS, '"', "=", "\\n"))
_QUOTES = frozenset("\"'`")
_SHEBANG = "#!"
# `// From: Ann Poe`, `-- From: Ann Poe`, `;; From: Ann Poe`, `% From: Ann Poe`, `' From: Ann Poe`,
# `.\" From: Ann Poe` in a manual page, where only a manual page uses this sign
_OF_MANUAL = '.\\"'
_LINE_COMMENTS = ("//", "--", ";;", "%", "'", _OF_MANUAL)
_COMMENT_MARKS = frozenset({"*", "#", *(mark[0] for mark in _LINE_COMMENTS)})
# Comments of several lines open and close on lines of their own: C, Matlab, Haskell, OCaml, Ruby,
# Julia, Lua.
_BLOCK_COMMENTS = {
    "/*": "*/",
    "%{": "%}",
    "{-": "-}",
    "(*": "*)",
    "=begin": "=end",
    "#=": "=#",
    "--[[": "]]",
    "=head": "=cut",
    "=pod": "=cut",
    "=item": "=cut",
}
_COMMENT_OPENS = regex(r"\s*(/\*|%\{|\{-|\(\*|=begin|#=|--\[\[|=head(?=\d )|=pod$|=item(?= ))")
# A string or comment around a header opens at most this many lines above it, and closes at most
# this many below.
_ABOVE = 12
_BELOW = 90
# `MAIL = """\`, `send("""`, or a docstring alone on its line; in other languages a backtick.
_TRIPLE = regex(r"(?:^|[=(,:\[]|\breturn|\s~[sS])\s*[rRbBuUfF]{0,2}(\"{3}|'{3})")
_BACKTICK = regex(r"[=(,:\[]\s*`(?!``)[^`]*$")
_BACKTICK_END = regex(r"`\s*[;,)\].]|`\s*$")
# `(defconst sample "From: Ann Poe`, ` "From: Ann Poe`, `$mail = "`, and the end of such a string
_OPEN_STRING = regex(
    r"^([^\"]{0,80}[=(\[,]\s*|\s*(?:\([^\s\"]+ [^\"]{0,40})?)"
    r"(?:[@$]{1,2}|[rRLuU]{1,3}8?#{0,3})?\"(?![^\"]*\")"
)
_ESCAPED = '\\"'
_ASSIGNS = frozenset("=([")
_STRING_END = regex(r"\"#{0,3}\s*[);,.\]]*\s*$")
# `mail = [[` in Lua, `my $mail = q{` in Perl, and its end at the start of a line
_OPEN_BRACKET = regex(r"=\s*(?:\[=*(?=\[)|q{1,2}\s?)([\[{(])\s*$")
_BRACKETS = {"[": "]", "{": "}", "(": ")"}
_NEAR = 4
_KEY = regex(r" *(?:- )?['\"]?[\w.-]{1,60}['\"]? ?:(?: [|>&!][\w+-]*)? *")
_ITEM = regex(r" *- [a-z][\w.-]{0,60}: ")
# `<<EOF`, PHP's `<<<'EOT'` and `EOT;`, Ruby's `<<~MAIL`
_HEREDOC = regex(r"<<[-~]?\s*(['\"]?)([A-Za-z_]\w*)\1")
_HEREDOC_END = " \t;,)"
# Lines that open a record of data: a table's `Field     Example`, MySQL's `*** 1. row ***`, psql's
# `-[ RECORD 1 ]---`, `INVITE sip:ben@quay.example SIP/2.0`, `HTTP/1.1 200 OK`, a commit of git
# (`commit 2c26b40b8fd82f813c7a8f115ecfa12096452849`), Mercurial or Subversion, a hunk of a diff.
_RECORD_OPENS = regex(
    r"(?i:fields?|headers?|labels?|keys?|names?)(?: name)?"
    r"(?:[ \t]{2,}|\t|[ \t]*\|[ \t]*)[A-Z][a-z]{2,15}\s*$"
    r"|\*{3,} \d+\. row \*{3,}\s*$|-\[ RECORD \d+ \][-+]*\s*$"
    r"|[A-Z]{3,12} \S{1,200}(?: \S{1,200})? (?:HTTP|SIP|RTSP|ICAP)/\d\.\d\s*$"
    r"|(?:HTTP|SIP|RTSP|ICAP)/\d(?:\.\d)? \d{3}\b"
    r"|@@ -\d+(?:,\d+)? \+\d"
    r"|commit [0-9a-f]{7,64}\b|changeset:\s+\d+:[0-9a-f]{12}|r\d+ \| \S{1,60} \| \d{4}-"
)
# `"On Tue, Mar 3, 2020 at 9:15 AM Ann Poe wrote:\\n"` / `+ "> Hello\\n"`; a backtick opens such a
# string too.
_ESCAPED_BREAK = regex(r"[\"'`].*[:：](?:\\r)?\\n|(?:\\r)?\\n[\"'`]\s*[+.,;)]*\s*$")
# `  "On Tue, Mar 3, 2020 at 9:15 AM Ann Poe wrote:",` / `  "> Hello",`: an item of a list.
_QUOTED_LINE = regex(r"\s*[\"'`].*[:：]\s*[\"'`]\s*[,+;.)\]]+\s*$")
# `    "From: Ann Poe <ann@quay.example>",`
_STRING_ITEM = regex(r"\s*([\"'`])[^\"'`]*\1\s*[,+)\]]+\s*")
# `input: |` / `  On Tue, Mar 3, 2020 at 9:15 AM Ann Poe wrote:`, YAML's block of text
_BLOCK_OF_TEXT = regex(r" *(?:- )?[\w.-]{1,60}: [|>][+-]?\s*")
# `[mail]`, a section of a configuration file.
_SECTION = regex(r"\s*\[[\w.:/-]{1,60}\]\s*$")
# Keys that site generators (Jekyll, Hugo, Pelican) put above a page's text, but mail does not have.
# A single one may come from a client: `Title:` for the subject.
_PAGE_KEYS = frozenset(
    {"title", "author", "authors", "layout", "draft", "tags", "category", "categories", "slug"}
    | {"permalink", "weight", "excerpt", "summary", "template", "published", "modified", "lang"}
)
_PAGE_KEY = regex(r"([A-Za-z]{3,12}):(?:\s|$)")


def in_code(page: Page, block: Block) -> bool:
    """Whether a header is in a comment or a string of code, or is data of another kind."""
    return (
        _in_comment(page, block)
        or _in_string(page, block)
        or _in_plain_string(page, block)
        or _in_mapping(page, block)
        or _in_record(page, block)
        or _is_escaped(page, block)
        or _in_block_of_text(page, block)
        or _is_listed(page, block)
        or _opens_comment(page, block)
        or _QUOTED_LINE.match(page.lines.raw[max(block.end, 1) - 1][-_LONGEST:]) is not None
    )


def may_hold_strings(text: str, odd: str | None = None, marked: str | None = None) -> bool:
    """Whether a text may have strings or comments of several lines, as programs have.

    For `odd` and `marked` see `Signs.in_text`.
    """
    return _MAY_BE_STRING.in_text(text, odd, marked)


def has_no_strings_near(raw: Sequence[str], start: int, end: int) -> bool:
    """Whether nothing near the lines `start`..`end` (half-open), which begin with labels, opens a
    string or a comment of several lines.

    `From: "Poe, Ann" <ann@quay.example>`: pairs of quotation marks open none.
    """
    near = raw[max(start - _ABOVE + 1, 0) : start + 1]
    if any(line.count('"') == 1 or len(line) > _LONGEST for line in near):
        return False
    text = "\n".join(near)
    return not (
        "=" in text
        or any(map(text.__contains__, _NEAR_SIGNS))
        or raw[end - 1][:1] in _QUOTES
        or any("\\n" in line for line in raw[start:end])
    )


@lru_cache(maxsize=4096)
def opens_record(line: str) -> bool:
    """Whether a line opens a record of data: `HTTP/1.1 200 OK`, `*** 1. row ***`, `[mail]`."""
    return _RECORD_OPENS.match(line.lstrip()) is not None or _SECTION.match(line) is not None


def _in_block_of_text(page: Page, block: Block) -> bool:
    """Whether a header is in YAML's block of text below a key: `input: |`."""
    around = _less_indented(page.lines.raw, block.start)
    return around is not None and _BLOCK_OF_TEXT.fullmatch(around) is not None


def _less_indented(raw: Sequence[str], start: int) -> str | None:
    """The nearest line above line `start` that is indented less, if it is near."""
    indent = _indent(raw[start]) if start < len(raw) else 0
    if not indent:
        return None
    above = range(start - 1, max(start - _ABOVE, 0) - 1, -1)
    return next((raw[n] for n in above if raw[n].strip() and _indent(raw[n]) < indent), None)


def _is_escaped(page: Page, block: Block) -> bool:
    """Whether a header is in a one-line string of code, its line breaks escaped.

    `const body = "Thanks\\r\\n\\r\\nOn Tue, Mar 3, 2020 at 9:15 AM Ann Poe wrote:\\r\\n> Hello";`
    """
    if page.has_escapes is None:
        page.has_escapes = "\\n" in page.lines.text
    if not page.has_escapes:
        return False
    for line in page.lines.raw[block.start : block.end]:
        if "\\n" not in line:
            continue
        if (line.count("\\n") > 1 and '"' in line) or _ESCAPED_BREAK.search(line[-_LONGEST:]):
            return True
    return False


def _in_record(page: Page, block: Block) -> bool:
    """Whether a header is a record of data: of a protocol, a database or a page's front matter.

    `Layout: post` / `Title: Tides` / `Date: 2020-05-04 16:05` / `From: Ann Poe`
    """
    raw = page.lines.raw
    first = block.start
    while first > 0 and block.start - first < _ABOVE and raw[first - 1].strip():
        first -= 1
    if first < block.start:
        if any(_RECORD_OPENS.match(raw[n].lstrip()) for n in range(first, block.start)):
            return True
        # `[mail]` / `from: ann@dock.example`
        if _SECTION.match(raw[first]) and _has_small_labels(block):
            return True
    if block.first(Role.TO) is not None or not any(field.label for field in block.fields):
        return False
    keys: set[str] = set()
    for line in raw[first : block.end + _ABOVE]:
        if not line.strip():
            break
        key = _PAGE_KEY.match(line)
        if key is not None:
            keys.add(key[1].lower())
    return len(keys & _PAGE_KEYS) > 1


def _has_small_labels(block: Block) -> bool:
    """Whether a header's labels of people and dates are all in small letters: `from:`, `to:`."""
    labelled = False
    for field in block.fields:
        if field.label and field.role is not Role.SUBJECT:
            # Most headers have a capital in their first label.
            if not (field.label.islower() and field.label.isascii()):
                return False
            labelled = True
    return labelled


def _in_mapping(page: Page, block: Block) -> bool:
    """Whether a header is a YAML mapping below a key, or one item of a list of mappings.

    `mail:` / `  from: ann@dock.example` / `  to: …`; `- from: ann@dock.example` / `  to: …`
    """
    if not _has_small_labels(block):
        return False
    raw = page.lines.raw
    # `- from: ann@dock.example` / `  to: ben@dock.example`
    items = [raw[n] for n in range(block.start, block.end) if _ITEM.match(raw[n])]
    others = [raw[n] for n in range(block.start, block.end) if not _ITEM.match(raw[n])]
    if items and others and max(map(_indent, items)) < min(map(_indent, others)):
        return True
    # `mail:` / `  from: ann@dock.example`
    around = _less_indented(raw, block.start)
    return around is not None and (
        _KEY.fullmatch(around) is not None or _ITEM.match(around) is not None
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _in_string(page: Page, block: Block) -> bool:
    """Whether a header is in a string, a here-document or a markup comment."""
    raw = page.lines.raw
    # The text is searched only if such a sign is near.
    near = "\n".join(raw[max(block.start - _ABOVE + 1, 0) : block.start + 1])
    if not any(map(near.__contains__, _NEAR_SIGNS)):
        return False
    if page.has_strings is None:
        page.has_strings = _STRINGS.in_text(page.lines.text)
    if not page.has_strings:
        return False
    for index in range(block.start, max(block.start - _ABOVE, -1), -1):
        line = raw[index][:_LONGEST]
        # `/*` or `=begin` at the start of a line above, and `*/` or `=end` on one below
        opened = _COMMENT_OPENS.match(line)
        if opened is not None and index < block.start:
            return _closes_alone(page, block.end, _BLOCK_COMMENTS[opened[1]])
        if "-->" in line:
            return False
        # `<!-- From: Ann Poe` / `Sent: …` / `-->`
        if "<!--" in line:
            return _closes(page, block.end, "-->")
        # `SAMPLE = """From: Ann Poe`
        triple = _TRIPLE.search(line)
        if triple is not None and line.count(triple[1]) == 1:
            return _is_code_around(page, index, block, triple[1])
        # A template string of JavaScript: `const mail = ` and a backtick, then `From: Ann Poe`.
        if "`" in line and _BACKTICK.search(line) is not None:
            # `const mail = ` and a backtick may also precede `On May 4, 2020, Ann Poe wrote:`.
            below_it = max(block.end - 1, index + 1)
            end = _first(page, below_it, lambda below: "`" in below)
            return end is not None and _BACKTICK_END.search(raw[end]) is not None
        closed = _closes_here(page, index, line, block)
        if closed is not None:
            return closed
    return False


def _closes_here(page: Page, index: int, line: str, block: Block) -> bool | None:
    """Whether a here-document that a line opens ends below a header; None if it opens none."""
    # PowerShell: `$body = @"` / `From: Ann Poe` / … / `"@`
    if index < block.start and line.endswith(('@"', "@'")):
        return _first(page, block.end, lambda below: below.startswith(('"@', "'@"))) is not None
    # `sendmail -t <<EOF` / `From: Ann Poe` / … / `EOF`
    heredoc = _HEREDOC.search(line) if "<<" in line else None
    if heredoc is None:
        return None
    below = page.lines.raw[block.end : block.end + _BELOW]
    return any(line.strip(_HEREDOC_END) == heredoc[2] for line in below)


def _in_plain_string(page: Page, block: Block) -> bool:
    """Whether a header is in a string of several lines between plain quotation marks.

    `(defconst sample` / `  "From: Ann Poe` / … / `")`; `$mail = "` / `From: Ann Poe` / … / `";`
    """
    if page.has_quotes is None:
        page.has_quotes = '"' in page.lines.text or "=" in page.lines.text
    if not page.has_quotes:
        return False
    raw = page.lines.raw
    for index in range(block.start, max(block.start - _ABOVE, -1), -1):
        line = raw[index][:_LONGEST]
        bracket = _OPEN_BRACKET.search(line) if "=" in line and index < block.start else None
        if bracket is not None:
            closer = _BRACKETS[bracket[1]]
            below = raw[block.end : block.end + _BELOW]
            return any(line.startswith(closer) for line in below)
        mark = _OPEN_STRING.search(line) if '"' in line else None
        if mark is None:
            continue
        # `He wrote, "I never saw` / `the gate," and then:` is prose: the next mark ends a string.
        end = _first(page, index + 1, lambda below: '"' in below.replace(_ESCAPED, ""))
        if end is None or end < block.end - 1 or not _ends_string(page.lines.raw[end]):
            return False
        # `mail = "From: Ann Poe`; `"From: Ann Poe` below and above lines of code
        around = [raw[n][:_LONGEST] for n in range(max(index - 1, 0), min(end + _NEAR, len(raw)))]
        outside = (around[0], *around[end - index + 1 :])
        # `Ann wrote, "From: Ann Poe` is neither an assignment nor a call.
        assigned = not _ASSIGNS.isdisjoint(mark[1])
        return assigned or any(map(_CODE_LINE.match, outside))
    return False


def _ends_string(raw: str) -> bool:
    """Whether a line has a single quotation mark, which closes a string: `It holds.")`."""
    line = raw[:_LONGEST].replace(_ESCAPED, "")
    return line.count('"') == 1 and _STRING_END.search(line) is not None


def _is_code_around(page: Page, opening: int, block: Block, mark: str) -> bool:
    """Whether a mark opens a string of code: one that is assigned, passed on, or above code."""
    end = _first(page, block.end, lambda below: mark in below)
    if end is None:
        return False
    if page.lines.raw[opening].lstrip().find(mark) > 2:
        return True
    # `Given a mail:` / `  """`
    if opening and page.lines.raw[opening - 1].rstrip().endswith(":"):
        return page.lines.raw[end].strip() == mark
    return any(
        _CODE_LINE.match(page.lines.raw[index][:_LONGEST])
        for index in range(end + 1, min(end + _ABOVE, len(page.lines)))
    )


def _closes(page: Page, start: int, mark: str) -> bool:
    return _first(page, start, lambda below: mark in below) is not None


def _closes_alone(page: Page, start: int, mark: str) -> bool:
    """Whether a line below begins or ends with the mark that closes a comment."""

    def closes(line: str) -> bool:
        return line.strip().startswith(mark) or line.rstrip().endswith(mark)

    return _first(page, start, closes) is not None


def _first(page: Page, start: int, test: Callable[[str], bool]) -> int | None:
    """The first line from `start` on that passes a test, not far below."""
    raw = page.lines.raw
    stop = min(start + _BELOW, len(raw))
    return next((index for index in range(start, stop) if test(raw[index])), None)


def _is_listed(page: Page, block: Block) -> bool:
    """Whether a header's lines are items of a list of strings: `"From: Ann Poe",`."""
    raw = page.lines.raw
    return block.start < block.end and all(
        _STRING_ITEM.fullmatch(raw[index][:_LONGEST]) is not None
        for index in (block.start, block.end - 1)
    )


def _opens_comment(page: Page, block: Block) -> bool:
    """Whether a header's first line opens a comment that a line below closes: `{- From: Ann`."""
    opened = _COMMENT_OPENS.match(page.lines.raw[block.start]) if block.start < block.end else None
    if opened is None:
        return False
    closing = _BLOCK_COMMENTS[opened[1]]
    return any(closing in line for line in page.lines.raw[block.start : block.end + _BELOW])


def _in_comment(page: Page, block: Block) -> bool:
    """Whether a header is in a comment: between `/*` and `*/`, or in `#` lines above code."""
    head = page.lines.raw[block.end - 1].lstrip()
    if head[:1] not in _COMMENT_MARKS:
        return False
    mark = next((sign for sign in _LINE_COMMENTS if head.startswith(sign)), head[:1])
    if mark == "*":
        # `/**` / ` * See the mail From: Ann Poe` / ` * Sent: …`
        first = _run(page, block.start, mark, -1)
        return any(
            "/*" in page.lines.raw[index] for index in range(max(first - 1, 0), block.start + 1)
        )
    if mark not in ("#", *_LINE_COMMENTS) or not all(
        page.lines.raw[index].lstrip().startswith(mark) for index in range(block.start, block.end)
    ):
        return False
    # `#!/bin/sh` above, or `# Subject: …` above `def build(sender):`
    first, last = _run(page, block.start, mark, -1), _run(page, block.start, mark, 1)
    if mark == _OF_MANUAL or page.lines.raw[first].startswith(_SHEBANG):
        return True
    return _is_code(page, first - 1, -1, mark) or _is_code(page, last + 1, 1, mark)


def _is_code(page: Page, index: int, step: int, mark: str) -> bool:
    """Whether the first line from `index` on that is neither blank nor a comment is code.

    `};` / blank / `# From: Ann Poe` / … / blank / `# It is late.` / `$signal++;`
    """
    raw = page.lines.raw
    for line in range(index, index + step * _ABOVE, step):
        if not 0 <= line < len(raw):
            return False
        if raw[line].strip() and not raw[line].lstrip().startswith(mark):
            return _CODE_LINE.match(raw[line][:_LONGEST]) is not None
    return False


def _run(page: Page, index: int, mark: str, step: int) -> int:
    """The last line, in the direction of `step`, of a run of lines that begin with `mark`."""
    current = index
    while (
        0 <= current + step < len(page.lines)
        and abs(current - index) < _FURTHEST
        and page.lines.raw[current + step].lstrip().startswith(mark)
    ):
        current += step
    return current
