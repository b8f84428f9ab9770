"""Judge whether the texts in a template's slots make an attribution: a person, perhaps a date."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial

from msgspec import Struct

from mailrecon.lexicon import (
    Lexicon,
    Template,
    fold,
)
from mailrecon.lexicon.cldr import bare_word
from mailrecon.regex import regex
from mailrecon.scan import patterns
from mailrecon.scan.attribution.date_words import (
    LONGEST_PARTICLE,
    MOST_WORDS,
    WORD,
    clock_words,
    is_nothing_but_a_date,
    words_of,
)
from mailrecon.scan.attribution.templates import CLOCK, address_follows, has_verb
from mailrecon.scan.lines import Lines

# `K0LNY ?? wrote:` is a name whose letters were lost; `Why? she wrote:` is prose.
# `2020-05-04 10:22:11 INFO Ann wrote: done`: a log's severity is not part of a name.
_NOT_A_NAME = regex(
    r"[!;]|(?<!\?)\?(?!\?)|\n\s*\n|^\W{0,3}(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|SEVERE|FATAL)\b"
)
# The colons that close an attribution line.
CLOSERS = (":", "：", "៖", "፦", "፡")
_OPENING_QUOTES = ("«", "‹", "“", "„", "「", "『", '"')
_COMMAS = ",،፣、， "
_BEFORE_DATE = regex(r"([^\W\d_]+) \{date\}")
# `THE WITNESS: On Monday, May 4, 2020, at 4:05 PM, I wrote:`
_SPEAKER = regex(r"(?<!mailto)[:：](?:\s|$)")
# `To: Poe, Ann` / `Subject: Tides` / `Dear Ann:`
_LABEL_INSIDE = regex(r"\n\s*[^\W\d_][\w-]{1,14}[:：]\s")
# `host sshd[77]: user Ann`, `app[web.1]: user=ann@quay.example`: a log's process.
_PROCESS = regex(r"\w\[[\w.]{1,20}\]:\s")
# `Ann Poe <ann@quay.example> wrotc`: a verb after the address, misread by OCR.
_BEHIND_ADDRESS = regex(r"(?<=>)\s*[^\W\d_]{3,8}\s*$")
_UNKNOWN_VERB = regex(r"(?<=[^\W_])(?<!^)\s+[a-z]{3,}(?:\s+[a-z]+){0,4}\s*$")
_COMMENT_MARKS = ("#", "/", ";", "%")
_MOST_WORDS_OF_NAME = 7
_LONGEST_LOST_VERB = 8
_PERIOD = len("PM")
# `morning,` of `On Monday morning, Ann wrote:`
_TIME_OF_DAY = regex(r"(?:\s+[^\W\dA-ZÀ-Þ_]+){0,2}\s*[,،、，]\s+")
# `September 2, `, `Mon, 4 May, `, `23. August `
_MONTH_DAY = r"[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th|\.)?"
_DAY_MONTH = r"\d{1,2}\.?\s+[^\W\d_]{3,12}\.?"
_DAY_OF_MONTH = regex(
    rf"\s+({_MONTH_DAY}|(?:[^\W\d_]{{2,12}}[.,]?\s+)?(?:{_MONTH_DAY}|{_DAY_MONTH})),?\s+"
)
_OFFSET_BEHIND = regex(r"\s+([+-]\d{4})(?=[\s,])")
# `Once upon a time, Ann`: at least two words before the comma, the last in small letters, none of
# them a name.
_CLAUSE = regex(
    r"[A-ZÀ-Þ]\w*(?:\s+[^\W\d_]\w*){0,8}?(?:\s+[^\W\d_]+)?\s+[a-zß-ÿ]{2,},\s+(?=[^\s,]\S*)"
)
# One or two digits: a day or a month.
_BARE_NUMBER = regex(r"(?<!\d)\d{1,2}(?!\d)")
# Years of the Persian calendar are 13xx and 14xx.
_BEFORE_MAIL = regex(r"(?<![\d:.+-])1(?:[5-8]\d\d|9[0-5]\d|96[0-8])(?![\d:])")
_YEAR_OF_MAIL = regex(r"(?<!\d)(?:19[7-9]|20\d)\d(?!\d)")


class Attribution(Struct, frozen=True):
    """An attribution line over lines `first`..`last` (inclusive); spans are text offsets.

    The date span is None if no date is printed; it includes a separately printed time. `addressed`
    is True if the originator's address is printed, `has_verb` if there is a verb such as `wrote`;
    `body` is where the quoted text begins on the same line.
    """

    first: int
    last: int
    name: tuple[int, int]
    date: tuple[int, int] | None
    language: str
    addressed: bool = False
    has_verb: bool = False
    body: int | None = None


def _is_plain(template: Template, date: str, name: str, lexicon: Lexicon) -> bool:
    """Whether a date and a name are an attribution without a verb, because there are no other
    words.

    A sentence that ends `…, like:`, a log line and an address above `Disclaimer:` are not.
    """
    languages = frozenset({template.language})
    opening, _, rest = date.strip().partition(" ")
    opened = fold(opening) in openings(lexicon)
    # `On the board of 4 May 2020, Ann Poe:` has words that do not belong to a date.
    if not is_nothing_but_a_date(rest if opened else date, languages, lexicon):
        return False
    # `On May 4, 2020, Ann Poe:`
    if _is_name_of_letters(name):
        return True
    # `On Mar 2, 2020, at 8:27 AM, Poe, Ann [E]` / `Ovo:`: OCR lost the verb.
    return (
        opened
        and patterns.date_strength(date) == 2
        and name.strip()[:1].isupper()
        and len(name.split()) <= _MOST_WORDS_OF_NAME
        and not patterns.has_digit(name)
    )


def _is_date_of(template: Template, printed: str, lexicon: Lexicon) -> bool:
    """Whether a text is nothing but a date, perhaps behind a word such as `On`."""
    opening, _, rest = printed.strip().partition(" ")
    date = rest if fold(opening) in openings(lexicon) else printed
    return is_nothing_but_a_date(date, frozenset({template.language}), lexicon)


@lru_cache(maxsize=4)
def openings(lexicon: Lexicon) -> frozenset[str]:
    """The words that open an attribution before its date: `On`, `Am`, `Le`."""
    return frozenset(
        fold(found[1])
        for templates in lexicon.attributions.values()
        for template in templates
        if (found := _BEFORE_DATE.match(template.pattern)) is not None
    )


def _is_name_of_letters(text: str) -> bool:
    """Whether a text consists of words that begin like those of a name: `Ann Poe`, not `like`."""
    words = [word.strip("\"'«»“”„.,()") for word in text.split()]
    words = [word for word in words if word]
    return (
        0 < len(words) <= MOST_WORDS
        and "\n" not in text.strip()
        and all(word.replace("-", "").replace("'", "").replace("’", "").isalpha() for word in words)
        and not words[0][0].islower()
        and not words[-1][0].islower()
        and len(words[0]) + len(words[-1]) > LONGEST_PARTICLE
    )


def _clock_word(text: str, begin: int, end: int, language: str, lexicon: Lexicon) -> int:
    """The length of a word such as `Uhr` between the time and the name, and of the space after it.

    `On So., 3. Mai 2020 um 17:22 Uhr Nora Feld wrote:` mixes the client's language with that of the
    date. In `at 5:22 PM, nora 333333 | O>wrote:` OCR damaged the name, but `PM` still belongs to
    the time.
    """
    if not text[:begin].rstrip()[-1:].isdigit() or CLOCK.search(text[:begin].rstrip()[-8:]) is None:
        return 0
    word, _, rest = text[begin:end].partition(" ")
    if not rest.strip():
        return 0
    # `Uhr`, or a period of the day, `PM`, which some templates have behind the time.
    closes = bare_word(word) in clock_words(lexicon) or (
        len(word.strip(_COMMAS)) == _PERIOD
        and bare_word(word) in words_of(frozenset({language}), lexicon).endings
    )
    return len(word) + 1 if closes else 0


_SPEAKER_OF_LINE = regex(
    r"\s*(?:\d{1,3}\s+){1,3}(?:[A-Z][A-Z.']*\s){0,3}[A-Z][A-Z.']+:\s"
    r"|\s*(?:\d{1,3}\s+)?[QAPRDF][.:]\s+[¿¡]?[^\W\d_]"
    # `[16:10:15] <ann> > On Tue, ben wrote:`: a chat's line
    r"|\s*\[\d{1,2}:\d\d(?::\d\d)?\]"
)


def has_day(date: str) -> bool:
    """Whether a date has a number besides its year and its time of day."""
    return _BARE_NUMBER.search(CLOCK.sub(" ", date)) is not None


def _may_be_of_mail(date: str) -> bool:
    """Whether a date has a day or time, and a year from the age of electronic mail.

    `In 1890 he wrote:`, `In May 2015 Ann Poe wrote:`, `On 3 May 1892 Captain Frost wrote:`
    """
    digits = patterns.ascii_digits(date)
    # `On 3 May 1892 Captain Frost wrote:`
    if _BEFORE_MAIL.search(digits) and not _YEAR_OF_MAIL.search(digits):
        return False
    # A hearing's transcript: `1   MR. OST:  On May 4, 2020, at 9:12 a.m., Ms. Poe wrote:`,
    # `A. On May 4, 2020, at 9:12 a.m., Ann Poe wrote:`
    if _SPEAKER_OF_LINE.match(date) is not None:
        return False
    # `In May 2015 Ann Poe wrote:` has neither a day nor a time: it is from an article.
    return has_day(digits) or patterns.date_strength(date) == 2


def _date(
    template: Template,
    places: dict[str, tuple[int, int]],
    joined: str,
    name: tuple[int, int],
    lexicon: Lexicon,
    *,
    known: bool,
) -> tuple[int, int] | None:
    """The offsets of the date with its time of day; None if the line is not an attribution.

    `name` are the offsets of the name, `known` is True if it has an address or is redacted.
    """
    begin, end = places["date"]
    day, clock = joined[begin:end], ""
    # `Den 4. mai 2020 kl. 09:12 skrev Ann Poe:` prints the time in a slot of its own.
    if "time" in places:
        time = places["time"]
        clock = joined[slice(*time)]
        # `Den 4. mai 2020 kl. ni skrev …`: no program prints the time in words.
        if not patterns.has_digit(clock):
            return None
        begin, end = min(begin, time[0]), max(end, time[1])
    printed = joined[begin:end].rstrip()
    # `In 1890 he wrote:`
    if not _may_be_of_mail(printed):
        return None
    # `# Built 2020-05-04 09:12 by ann@quay.example:`, a comment of code
    if printed.lstrip()[:1] in _COMMENT_MARKS and not has_verb(template):
        return None
    # `Comme Luc Petit l'a écrit le 4 mai 2020 dans le journal :`; but in `Anna Poe ha scritto il 4
    # maggio 2020 alle 09:12:` the template has the word between day and time.
    moment = f"{day.strip()} {clock.strip()}".strip()
    if not known and name[0] < begin and not _is_date_of(template, moment, lexicon):
        return None
    # `On Mon, May 4, 2020 at 9:12 AM Ann Poe wrote:`, whose AM the template has after the date
    end = begin + len(printed.rstrip(_COMMAS))
    # `On Thu, May 07, 2020 at 07:33:44PM -0400, the harbour wrote:`
    offset = _OFFSET_BEHIND.match(joined, end)
    if offset is not None and CLOCK.search(printed) is not None:
        return begin, offset.end(1)
    behind = WORD.search(joined, end)
    if (
        behind is not None
        and not (name[0] < behind.end() and behind.start() < name[1])
        and bare_word(behind[0]) in words_of(frozenset({template.language}), lexicon).endings
    ):
        return begin, behind.start() + len(behind[0].rstrip(_COMMAS + ":："))
    return begin, end


@lru_cache(maxsize=1024)
def _languages_of(pattern: str, lexicon: Lexicon) -> frozenset[str]:
    """The languages that have a template of this pattern: five have `{name} escribió:`."""
    return frozenset(
        template.language
        for templates in lexicon.attributions.values()
        for template in templates
        if template.pattern == pattern
    )


def _behind_weekday(name: str, template: Template, lexicon: Lexicon) -> int:
    """The start of the name after a weekday, if that is the only date.

    `On Monday, Ann Poe wrote:`, `Le lundi, Anne Poe a écrit :`; in `Wednesday Poe wrote:` it
    belongs to the name.
    """
    opening = WORD.search(name)
    day = opening and WORD.search(name, opening.end())
    if opening is None or day is None or fold(opening[0]) not in openings(lexicon):
        return 0
    languages = _languages_of(template.pattern, lexicon)
    if bare_word(day[0]) not in words_of(languages, lexicon).openings:
        return 0
    end = day.start() + len(day[0].rstrip(_COMMAS))
    apart = _TIME_OF_DAY.match(name, end)
    end = end if apart is None else apart.end()
    rest = name[end:].lstrip()
    return len(name) - len(rest) if rest[:1].isupper() else 0


def _without_opening(
    joined: str, begin: int, end: int, template: Template, lexicon: Lexicon
) -> tuple[int, tuple[int, int] | None]:
    """The start of the name after the opening words of an undated line, and a day of the month.

    `On September 2, Ann Poe said:`, `On Monday, Ann Poe wrote:`, `Once upon a time, Ann wrote :`
    """
    name = joined[begin:end]
    day = _behind_day(name, template, lexicon)
    if day is not None:
        return begin + day[1], (begin + day[0], begin + len(name[: day[1]].rstrip(_COMMAS)))
    clause = _CLAUSE.match(name)
    if clause is not None:
        return begin + clause.end(), None
    return begin + _behind_weekday(name, template, lexicon), None


def _behind_day(name: str, template: Template, lexicon: Lexicon) -> tuple[int, int] | None:
    """The start of a day of the month before a name, and the start of the name.

    `On September 2, Ann Poe said:`, `On Aug 23 Poe, Ann wrote:`, `Am 4. Mai schrieb …`
    """
    opening = WORD.match(name)
    if opening is None or fold(opening[0]) not in openings(lexicon):
        return None
    day = _DAY_OF_MONTH.match(name, opening.end())
    languages = _languages_of(template.pattern, lexicon)
    if day is None or not is_nothing_but_a_date(f"{day[1]} 2000", languages, lexicon):
        return None
    return day.start(1), day.end()


def _is_no_name(text: str) -> bool:
    """Whether a text cannot be somebody's name, even with an address."""
    # `10:11:13 mailer: to=<ben@quay.example>: sent` / `May 4 10:12:00 host: user Ann wrote: done`
    if CLOCK.search(text) or _PROCESS.search(text):
        return True
    # `@quay.example> wrote:`: the rest of an address
    if text.lstrip()[:1] == "@":
        return True
    # `On May 4, 2020 wrote:`, `2020-05-04 10:22:11 INFO Ann wrote: done`
    if not text.strip(" \n>") or _NOT_A_NAME.search(text) or patterns.date_strength(text):
        return True
    # `To: Poe, Ann` / `Subject: Tides` / `Dear Ann:`
    return _LABEL_INSIDE.search(text) is not None


def _without_lost_verb(name: str, joined: str, begin: int, end: int) -> int:
    """The end of a name, without a verb after it that OCR misread."""
    # `Poe, Ann [E]` / `Ovo:`
    above, broken, verb = name.rpartition("\n")
    if broken and above and len(verb) <= _LONGEST_LOST_VERB:
        end = begin + len(above)
    # `Ann Poe <ann@quay.example> wrotc:`
    misread = _BEHIND_ADDRESS.search(joined[begin:end]) if "@" in name else None
    # `Ann Poe opined:`, `Ann Poe had this to say:`
    misread = misread or _UNKNOWN_VERB.search(joined[begin:end])
    return end if misread is None else begin + misread.start()


def _place(pieces: Sequence[str], lines: Lines, first: int, last: int, offset: int) -> int:
    """The offset in the text of an offset into `pieces`, the contents of lines from `first` on."""
    for number, piece in enumerate(pieces, start=first):
        if offset <= len(piece):
            return lines.content_start(number) + offset
        offset -= len(piece) + 1
    return lines.end(last)


def judge(
    template: Template,
    places: dict[str, tuple[int, int]],
    joined: str,
    pieces: list[str],
    lines: Lines,
    first: int,
    last: int,
    lexicon: Lexicon,
) -> Attribution | None:
    """The attribution that a template's slots make over lines `first`..`last`, or None.

    `places` are offsets into `joined`, which is `pieces` joined by newlines.
    """
    begin, end = places.get("name") or places["email"]
    date: tuple[int, int] | None = None
    if "date" not in places:
        begin, date = _without_opening(joined, begin, end, template, lexicon)
    name = joined[begin:end]
    # `On May 4, 2020 at 9:12 AM, to everyone's surprise; he wrote:`
    if _is_no_name(name):
        return None
    known = patterns.has_address(name) or patterns.is_redacted(name, lexicon)
    # `and then he wrote:`, `THE WITNESS: On Monday, May 4, 2020, at 4:05 PM, I wrote:`
    if not known and (patterns.name_strength(name) == 0 or _SPEAKER.search(name)):
        return None
    begin += _clock_word(joined, begin, end, template.language, lexicon)
    # `"Ann Poe" <ann@quay.example> wrote:`
    if "name" in places and "email" in places and address_follows(template):
        end = min(places["email"][1] + 1, len(joined))
        before = joined[:begin].rstrip()
        if before.endswith(_OPENING_QUOTES):
            begin = len(before) - 1
    if "date" in places:
        date = _date(template, places, joined, (begin, end), lexicon, known=known)
        if date is None:
            return None
        begin = max(begin, date[1]) if begin < date[1] <= end else begin
    # `Chapter 3 wrote:`, `The committee of the whole of the town wrote:`
    elif not known and (patterns.has_digit(name) or name.strip().count(" ") > 5):
        return None
    # `On Mar 2, 2020, at 8:27 AM, Ann Poe <ann@quay.example>:`; but `… exported by libpoppler:` has
    # no address where the template has one.
    if not has_verb(template):
        address = joined[slice(*places.get("email", (0, 0)))]
        if not (known or patterns.has_address(address)) and (
            date is None or not _is_plain(template, joined[slice(*date)], name, lexicon)
        ):
            return None
        end = end if address else _without_lost_verb(name, joined, begin, end)

    place = partial(_place, pieces, lines, first, last)
    return Attribution(
        first,
        last,
        (place(begin), place(end)),
        (place(date[0]), place(date[1])) if date else None,
        template.language,
        patterns.has_address(joined[begin:end]),
        has_verb(template),
    )
