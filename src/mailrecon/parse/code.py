"""Mail quoted in a comment of source code: the comment is about the mail, and no document of it."""

from __future__ import annotations

import re

from mailrecon.layouts import Block
from mailrecon.scan import Page

_FURTHEST = 60
# What lines of code end with, where C, Java, Python, shell and SQL are written.
_CODE_LINE = re.compile(
    r".*[{};]\s*$|.*\)\s*:\s*$|\s*(?:import|from|def|class|using|package|return|if|for)\b.*[\w)\]:;]$"
)
_SHEBANG = "#!"


def in_comment(page: Page, block: Block) -> bool:
    """Whether a header stands in a comment: between `/*` and `*/`, or in `#` lines above code."""
    mark = page.lines.raw[block.end - 1].lstrip()[:1]
    if mark == "*":
        # `/**` / ` * See the mail From: Ann Poe` / ` * Sent: …`
        first = _run(page, block.start, mark, -1)
        return any(
            "/*" in page.lines.raw[index] for index in range(max(first - 1, 0), block.start + 1)
        )
    if mark != "#" or not all(
        page.lines.raw[index].lstrip()[:1] == mark for index in range(block.start, block.end)
    ):
        return False
    # `#!/bin/sh` above, or `# Subject: …` above `def build(sender):`
    first, last = _run(page, block.start, mark, -1), _run(page, block.start, mark, 1)
    if page.lines.raw[first].startswith(_SHEBANG):
        return True
    below = last + 1
    while below < len(page.lines) and below - last < 3 and page.lines.is_blank(below):
        below += 1
    return below < len(page.lines) and _CODE_LINE.match(page.lines.raw[below][:200]) is not None


def _run(page: Page, index: int, mark: str, step: int) -> int:
    """The last line, in the direction of `step`, of a run of lines that begin with `mark`."""
    current = index
    while (
        0 <= current + step < len(page.lines)
        and abs(current - index) < _FURTHEST
        and page.lines.raw[current + step].lstrip()[:1] == mark
    ):
        current += step
    return current
