"""Whether a line of the form of a published heading is a mail's, given the rest of the document.

Timetables (`London to Paris - May 4, 2020 9:12 AM`), lists of exhibits, trackers (`Migrate Tides to
Aurora - May 4, 2020`) and promotions (`Ann Poe to Head of Tides, May 4, 2020`) have the form, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from mailrecon.lexicon import Lexicon, fold
from mailrecon.lexicon.kinds_of_names import is_given_name, is_office, is_place
from mailrecon.lexicon.redaction_codes import is_code_alone
from mailrecon.model import Role
from mailrecon.regex import regex
from mailrecon.scan import Page, patterns
from mailrecon.scan.headings.finder import HeadingCompany, is_answer
from mailrecon.scan.headings.signs import HeadingForm, HeadingLine

# Many lines that are not mail end with a day; only two or more headings make a collection of
# letters.
FEWEST_WITH_DAY = 2
_NEAR_DATE = 8
_FEWEST_OF_LIST = 3
_LINES_OF_HEADING = 3
_MARKS = " \t#*_"
_OF = regex(r"\bof\b")
_ENGLISH = "en"
_SIDES = frozenset({Role.FROM, Role.TO, Role.DATE})
# Lines below a heading in which its writer signs.
_LINES_TO_SIGNATURE = 60
_LINES_OF_MAIL = 40
_AROUND_WORDS = ",.:;-–—*_#>~()[]'\""


def is_believed(page: Page, heading: HeadingLine) -> bool:
    """Whether a line of this form is the heading of a mail, given the lines around it."""
    # `Ann Poe to Ben Ost - May 4, 2020 9:12 AM` as a line of a chat's export.
    if page.in_chat(heading.last):
        return False
    # A timetable, with no text between the lines: `London to Paris - May 4, 2020 9:12 AM`.
    if not _has_texts_between(page, heading):
        return False
    # `Exhibit 1 - Email from Ann Poe to Ben Ost dated May 4, 2020`, in a list of exhibits
    if _is_in_list(page, heading):
        return False
    # `Letter of Ann Poe to Ben Ost, 4 May 2020`, once in an article: a mention, not a heading.
    if heading.form is not HeadingForm.TIMED and page.company.headings < FEWEST_WITH_DAY:
        return False
    # `Ann Poe to Ben Ost - May 5`, an answer below `Ben Ost to Ann Poe - May 4, 2020`
    if heading.form is HeadingForm.YEARLESS and not _answers_dated(page, heading):
        return False
    text = page.lines.text
    recipients = [text[start:end] for role, start, end in heading.parts if role is Role.TO]
    sender = next((start, end) for role, start, end in heading.parts if role is Role.FROM)
    # `李四 回复 张三 2020年5月4日 9:40`, as forums print it, where nobody wrote `张三 致 李四`
    if page.company.answers == page.company.headings and is_answer(
        page.lines, heading, page.lexicon
    ):
        return False
    if not _shows_mail(page, heading, sender, recipients):
        return False
    # `Train Oslo to Bergen, May 4, 2020: delayed by snow.`
    if heading.body is not None and (
        not _write_to_each_other(page, sender, recipients) or _is_in_labelled_mail(page, heading)
    ):
        return False
    # `Quay Street to Dock Road - May 4, 2020 9:12 AM`
    if is_place(text[slice(*sender)]) and all(map(is_place, recipients)):
        return False
    return _shows_people(page, heading, sender, recipients)


def _shows_people(
    page: Page, heading: HeadingLine, sender: tuple[int, int], recipients: Sequence[str]
) -> bool:
    """Whether the parties of a heading are people, given the other headings of the document."""
    text, company = page.lines.text, page.company
    name = text[slice(*sender)]
    answered = any(fold(one) in company.originators for one in recipients)
    if _is_unmarked(page, heading, sender[0]) and not answered:
        return False
    # `4 May 2020` / `Quay United to Lock City`; `4 May 2020` / `Ann Poe to Ben Ost`
    if _is_below_date(text, heading, sender[0]) and not (
        answered and _is_name(company, name.split()[0])
    ):
        return False
    # `Ann Poe to Ben Ost, May 4, 2020` … `Ben Ost to Ann Poe, May 6, 2020`: people come again.
    if (
        _is_weakly_marked(text, heading)
        and not company.is_answered
        and not any(
            company.recurs(one) or patterns.is_redacted(one, page.lexicon)
            for one in (name, *recipients)
        )
    ):
        return False
    # `東京から大阪へ`, `Ankara'dan İzmir'e`: a traveller does not write back.
    if text.startswith(tuple(page.lexicon.originator_endings), sender[1]) and " " not in name:
        # `森田岬より弁田陸へ`: someone who writes only once must write to a known person.
        return answered and (
            company.knows(name) or any(company.parties[fold(one)] > 1 for one in recipients)
        )
    # `Assigned to Ben Ost - May 4, 2020 9:12 AM`: a single word is a name if others write to it.
    if not company.knows(name):
        return False
    # `Paris to Rome, May 6, 2020`: a single word may be a place.
    if not name.isascii() or not name.isalpha() or patterns.is_redacted(name, page.lexicon):
        return True
    return _is_name(company, name)


def _shows_mail(
    page: Page, heading: HeadingLine, sender: tuple[int, int], recipients: Sequence[str]
) -> bool:
    """Whether anything in an English heading is a sign of mail, not of words of its form.

    `Migrate Tides to Aurora - May 4, 2020 9:12 AM`; `Ann Poe to Head of Tides - May 4, 2020`
    """
    text, company, lexicon = page.lines.text, page.company, page.lexicon
    name = text[slice(*sender)]
    if _ENGLISH not in heading.languages or not name.isascii():
        return True
    # Somebody writes here and is written to there; or a greeting, copies, `E-mails of the harbour`.
    if company.is_answered or company.letters:
        return True
    if any(role not in _SIDES for role, _, _ in heading.parts):
        return True
    # `Ann Poe`, `Poe, Ann`; but `Ann Poe to Quay United - May 4, 2020`
    # `Ann Poe to Head of Tides - May 4, 2020 9:12 AM`: she was promoted.
    named = any(map(is_given_name, _words(name))) and not all(map(_is_post, recipients))
    timed = heading.form is HeadingForm.TIMED
    if named and (timed or any(map(_begins_with_given_name, recipients))):
        return True
    for one in (name, *recipients):
        if patterns.has_address(one) or _is_placeholder(one, lexicon):
            return True
    # `Exhibit 4 – E-mail from Dina Orlova to Ida Falk`
    before = _words(text[text.rfind("\n", 0, sender[0]) + 1 : sender[0]])
    if any(fold(word) in lexicon.mail_words or fold(word) in lexicon.item_words for word in before):
        return True
    return _signs_below(page, heading, name)


def _is_post(name: str) -> bool:
    """Whether a name is somebody's post and no office's: `Head of Tides`, `Keeper of the Locks`."""
    return (
        _OF.search(name) is not None and not is_office(name) and not _begins_with_given_name(name)
    )


def _begins_with_given_name(name: str) -> bool:
    words = _words(name)
    return bool(words) and is_given_name(words[0])


def _is_placeholder(name: str, lexicon: Lexicon) -> bool:
    """`[redacted]`, `[name]`, `Person 2`"""
    if patterns.is_redacted(name, lexicon) or name[:1] == "[":
        return True
    return patterns.has_digit(name) and is_code_alone(name)


def _words(text: str) -> list[str]:
    """The words of a text without the punctuation around them."""
    bare = (word.strip(_AROUND_WORDS) for word in text.split())
    return [word for word in bare if word]


def _signs_below(page: Page, heading: HeadingLine, name: str) -> bool:
    """Whether a line below a heading has only words of the originator's name: `Dina`."""
    words = set(_words(name))
    for index in range(heading.last + 1, min(heading.last + _LINES_TO_SIGNATURE, len(page.lines))):
        if index in page.headings:
            return False
        line = _words(page.lines.content(index))
        if line and words.issuperset(line):
            return True
    return False


def _has_texts_between(page: Page, heading: HeadingLine) -> bool:
    """Whether text separates a heading from those on adjacent lines, after it or below."""
    above = page.headings.get(heading.first - 1)
    is_parted = heading.body is not None or heading.last + 1 not in page.headings
    return is_parted and (above is None or above.body is not None)


def _write_to_each_other(page: Page, sender: tuple[int, int], recipients: Sequence[str]) -> bool:
    """Whether somebody is an originator here and a recipient there, or all have given names.

    `Ann Poe to Ben Ost, May 4, 2020: The lamp is out.` / `Ben Ost to Ann Poe, May 5, 2020: …`; but
    `Ann Poe to Quay United, May 4, 2020: two years.`
    """
    names = [page.lines.text[slice(*sender)], *recipients]
    return (
        page.company.is_answered
        or all(map(_begins_with_given_name, names))
        or any(patterns.has_address(one) or _is_placeholder(one, page.lexicon) for one in names)
    )


def _is_in_labelled_mail(page: Page, heading: HeadingLine) -> bool:
    """Whether a header with labels is a little above: its mail then quotes a list of events.

    `From: Ann Poe` / `Date: …` / … / `Cay Dun to Flor Reyes, May 1, 2020: first delivery`
    """
    roles: set[Role] = set()
    first = max(heading.first - _LINES_OF_MAIL, 0)
    for index in range(heading.first - 1, first - 1, -1):
        label = page.label(index)
        if label is not None and label.entry is not None and not label.misread:
            roles.update(label.entry.roles)
            if roles >= {Role.FROM, Role.DATE}:
                return True
    return False


def _is_in_list(page: Page, heading: HeadingLine) -> bool:
    """Whether a heading is among three or more without any text between them."""
    found, above, below = 1, heading, heading
    while found < _FEWEST_OF_LIST and (other := _heading_below(page, below)) is not None:
        found, below = found + 1, other
    while found < _FEWEST_OF_LIST and (other := _heading_above(page, above)) is not None:
        found, above = found + 1, other
    return found >= _FEWEST_OF_LIST


def _heading_below(page: Page, heading: HeadingLine) -> HeadingLine | None:
    """The heading that follows with nothing but blank lines between."""
    if heading.body is not None:
        return None
    edge = heading.last + 1
    while edge < len(page.lines) and page.lines.is_blank(edge):
        edge += 1
    # Headings are known by their last line.
    near = (page.headings.get(n) for n in range(edge, edge + _LINES_OF_HEADING))
    return next((one for one in near if one is not None and one.first == edge), None)


def _heading_above(page: Page, heading: HeadingLine) -> HeadingLine | None:
    """The heading before, with nothing but blank lines between."""
    edge = heading.first - 1
    while edge >= 0 and page.lines.is_blank(edge):
        edge -= 1
    above = page.headings.get(edge)
    return above if above is None or above.body is None else None


def _is_weakly_marked(text: str, heading: HeadingLine) -> bool:
    """Whether only a comma joins day and people: `Ann Poe to Ben Ost, May 4, 2020`."""
    if heading.form is not HeadingForm.DAY:
        return False
    end = next(end for role, _, end in heading.parts if role is Role.DATE)
    # `4 May 2020, Ann Poe to Ben Ost`
    return _before_date(text, _date_start(heading)) in (*",，:：",) or text[end : end + 1] == ","


def _is_below_date(text: str, heading: HeadingLine, sender: int) -> bool:
    """Whether a heading has people below a date, without a word such as `From`."""
    date = _date_start(heading)
    line = text.rfind("\n", 0, sender) + 1
    return date < line and not text[line:sender].strip(_MARKS)


def _is_unmarked(page: Page, heading: HeadingLine, sender: int) -> bool:
    """Whether nothing separates date and people: `Night Train to New York May 4, 2020 9:12`."""
    text = page.lines.text
    date = _date_start(heading)
    if date <= sender or not _before_date(text, date).isalnum():
        return False
    # `E-mail from Ann Poe to Ben Ost on May 4, 2020 at 9:12 AM`
    before = text[text.rfind("\n", 0, sender) + 1 : sender].split()
    named = any(fold(word.strip("*_#[]")) in page.lexicon.mail_words for word in before)
    return not (named and fold(text[sender:date].split()[-1]) in page.lexicon.words_before_dates)


def _date_start(heading: HeadingLine) -> int:
    return next(start for role, start, _ in heading.parts if role is Role.DATE)


def _before_date(text: str, date: int) -> str:
    return text[max(date - _NEAR_DATE, 0) : date].rstrip(" *_")[-1:]


def _is_name(company: HeadingCompany, name: str) -> bool:
    """Whether a single word is a name: known from elsewhere, or in a collection of mails."""
    # `Poe to Ost` among `Ann Poe to Ben Ost`
    longer = any(name in other.split() and name != other for other in company.originators)
    return company.letters or longer or is_given_name(name)


def _answers_dated(page: Page, heading: HeadingLine) -> bool:
    """Whether a heading without a year has others beside it, and its people also write elsewhere.

    The others have years, or a sign of correspondence: `Dear Ben,` below one of them.
    """
    text, company = page.lines.text, page.company
    if company.headings < FEWEST_WITH_DAY or not (company.dated or company.letters):
        return False
    # `Letters of 1881` above headings of which none has a year
    if company.before_mail and not company.dated:
        return False
    people = [text[start:end] for role, start, end in heading.parts if role is Role.TO]
    name = next(text[start:end] for role, start, end in heading.parts if role is Role.FROM)
    # `Ben Ost to Cay Dun - May 5` where no heading has a year: Ben is a recipient elsewhere.
    if not company.dated and not company.parties[fold(name)]:
        return False
    return len(name.split()) > 1 and any(fold(one) in company.originators for one in people)
