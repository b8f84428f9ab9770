"""The line at the top of a webmail page that names the service: `Mail - Ben Ost - Outlook`.

A browser prints a page's title above it, beside the date or on a line of its own; the page itself
often begins with the service's name.
"""

from __future__ import annotations

from mailrecon.regex import regex
from mailrecon.scan.page import Page

_LONGEST = 240
_NEAR = 8
# The services' names as their pages print them; they are the same in every language.
_SERVICE = (
    r"(?:Microsoft )?Outlook(?: Web App| on the web| Web Access|\.com)?|Gmail|Google Mail"
    r"|Yahoo!? ?Mail|iCloud(?: Mail)?|Proton ?Mail|Zimbra(?: Web Client)?|AOL Mail|Fastmail"
    r"|Roundcube(?: Webmail)?|(?:Roundcube )?Webmail|Horde|SquirrelMail|RainLoop|SOGo|Zoho Mail"
    r"|GMX(?: FreeMail)?|WEB\.DE(?: FreeMail)?|Open-Xchange|OX App Suite|Tutanota|Tuta(?: Mail)?"
    r"|Mail\.ru|Почта Mail(?:\.ru)?|Яндекс[ .]Почта|Yandex\.?(?: ?Mail| 360)?|NAVER ?(?:Mail|메일)"
    r"|네이버 ?메일|QQ ?(?:Mail|邮箱)|163网易(?:免费)?邮箱"
    r"|Libero ?Mail|Orange Mail|Seznam Email"
    r"|GroupWise(?: Web)?|Mailbox\.org|Posteo"
)
# `Mail - Ben Ost - Outlook`, `Outlook`, `Gmail - The gate`, with a browser's date or address beside
_HEAD = regex(
    r"(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\.?(?:,? +\d{1,2}[:.]\d{2}(?: ?[AP]M)?)?\s+)?"
    rf"(?:\S.{{0,160}}?\s[-–—|]\s)?(?P<service>{_SERVICE})(?:\s[-–—|]\s\S.{{0,100}})?"
    r"(?:\s{2,}https?://\S+)?"
)
_SIGNS = regex(rf"(?:{_SERVICE})")
# `5/4/26, 9:12 AM`, alone above the title where the browser's two texts were not on one line
_MOMENT = regex(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\.?,? +\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[AP]M)?")


def is_page_head(text: str) -> bool:
    """Whether a line, stripped, is the head of a webmail service's page."""
    if len(text) > _LONGEST or _SIGNS.search(text) is None:
        return False
    return _HEAD.fullmatch(text) is not None


def is_moment_of_print(text: str) -> bool:
    """Whether a line, stripped, is a browser's date and time, alone."""
    return len(text) <= _LONGEST and _MOMENT.fullmatch(text) is not None


def is_near_head(page: Page, index: int, floor: int = 0) -> bool:
    """Whether one of the few lines above line `index` is such a head."""
    lines = page.lines
    above = range(max(index - _NEAR, floor, 0), index)
    return any(is_page_head(lines.raw[number].strip()) for number in above)
