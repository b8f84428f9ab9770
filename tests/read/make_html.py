"""Make fixtures/html: the text fixtures' messages in the HTML of mail clients and sites.

Run it from the project's folder: `python tests/read/make_html.py`. A file's name is the form, a
dot, and the text fixture whose expected result holds for it: `outlook.outlook_chain.en.html`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "fixtures" / "html"
_QUOTE = re.compile(r"[ \t]{0,3}(?:>[ \t]?)+")
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\.\w+")


def escape(text: str, *, link: bool = True) -> str:
    """Text as HTML; addresses become links as clients make them."""
    escaped = html.escape(text, quote=False)
    if not link:
        return escaped
    return _ADDRESS.sub(lambda m: f'<a href="mailto:{m[0]}">{m[0]}</a>', escaped)


def page(body: str, head: str = "") -> str:
    """A whole page."""
    return (
        '<!DOCTYPE html>\n<html><head><meta http-equiv="Content-Type" content="text/html; '
        f'charset=utf-8">{head}</head>\n<body>\n{body}\n</body></html>\n'
    )


# Any text, line by line, in the ways editors write lines.


def _nested(text: str, lines: Callable[[list[str]], str]) -> str:
    """Quote marks become blockquotes around what `lines` makes of each run of lines."""
    pieces: list[str] = []
    run: list[str] = []
    depth, before = 0, ""
    for line in [*text.replace("\r\n", "\n").split("\n"), None]:
        marks = (
            _QUOTE.match(line) if line and (depth or not before.rstrip().endswith("<")) else None
        )
        # `>; Ben Ost` is the end of an address above, as `Lines.depth` has it.
        if marks and (">>>" in marks[0] or line[marks.end() :].startswith(";")):
            marks = None
        deep = marks[0].count(">") if marks else 0
        if (line is None or deep != depth) and run:
            pieces.append(lines(run))
            run = []
        pieces.append(
            '<blockquote type="cite">' * (deep - depth) + "</blockquote>" * (depth - deep)
        )
        depth = deep
        if line is not None:
            run.append(line[marks.end() :] if marks else line)
            before = line
    return page("".join(pieces))


def _spaced(line: str) -> str:
    """A line whose spaces all show."""
    line = re.sub(r"^ | (?= )", "&nbsp;", escape(line))
    return line.replace("\t", '<span style="white-space:pre">\t</span>')


def _divisions(run: Sequence[str]) -> str:
    return "\n".join(f"<div>{_spaced(x) if x.strip() else '<br>'}</div>" for x in run)


def _breaks(run: Sequence[str]) -> str:
    end = "" if run[-1].strip() else "<br>"
    return f"<div>{'<br>'.join(_spaced(line) for line in run)}{end}</div>"


def _word(run: Sequence[str]) -> str:
    return "\n".join(
        f'<p class="MsoNormal">{_spaced(x) if x.strip() else "<o:p>&nbsp;</o:p>"}</p>' for x in run
    )


_LABELLED = re.compile(r"([^\s:：|*][^:：|*]{0,24}[:：])[ \t]+(\S.*)")


def _tables(run: Sequence[str]) -> str:
    """Runs of labelled lines as tables, other lines as divisions."""
    pieces: list[str] = []
    rows: list[tuple[str, str]] = []
    for line in [*run, None]:
        match = _LABELLED.fullmatch(line) if line else None
        if match:
            rows.append((match[1], match[2]))
            continue
        if len(rows) > 1:
            cells = (f"<tr><td>{escape(a)}</td><td>{escape(b)}</td></tr>" for a, b in rows)
            pieces.append(f'<table style="margin:0">{"".join(cells)}</table>')
        else:
            pieces += [_divisions([f"{a} {b}"]) for a, b in rows]
        rows = []
        if line is not None:
            pieces.append(_divisions([line]))
    return "\n".join(pieces)


LINE_FORMS: dict[str, Callable[[str], str]] = {
    "pre": lambda text: page(f"<pre>\n{html.escape(text, quote=False)}</pre>"),
    "divisions": lambda text: _nested(text, _divisions),
    "breaks": lambda text: _nested(text, _breaks),
    "word": lambda text: _nested(text, _word),
    "tables": lambda text: _nested(text, _tables),
}


# A chain of replies, as each client nests it: attribution_chain.en.

_HEADER = (
    ("From", "Maud Ferris <maud.ferris@ferrypoint.example>"),
    ("Date", "Tue, 4 Mar 2014 11:31:08 +0000"),
    ("Subject", "Re: Slipway timetable"),
    ("To", "Tobias Lund <tobias.lund@saltmarsh.example>"),
    ("Cc", "slipway@ferrypoint.example"),
)
_TOP = ("Tobias, then let us say the 19th. I will tell the pilots.", "", "Maud")
_QUOTED = (
    (
        "On Tue, Mar 4, 2014 at 10:58 AM, Tobias Lund <tobias.lund@saltmarsh.example> wrote:",
        (
            "The 12th is too early, the rails are not greased.",
            "Any day after the 17th suits us.",
            "",
            "Sent from my iPhone",
        ),
    ),
    (
        "On Tue, Mar 4, 2014 at 9:12 AM, Maud Ferris <maud.ferris@ferrypoint.example> wrote:",
        ("Dear Tobias,", "", "could the boat come down on the 12th?", "", "Maud"),
    ),
    (
        "On Mon, Mar 3, 2014 at 5:45 PM, Harbour Office <office@ferrypoint.example> wrote:",
        ("High water on the 12th is at 06:50, on the 19th at 11:20.",),
    ),
)


def _chain(opening: str, closing: str) -> str:
    """The chain; `opening` holds `{line}` where the attribution line goes."""
    top = "".join(f"<div><b>{k}:</b> {escape(v)}</div>" for k, v in _HEADER)
    body = top + "<div><br></div>" + _divisions(_TOP) + "<div><br></div>"
    for attribution, lines in _QUOTED:
        body += opening.replace("{line}", escape(attribution)) + _divisions(lines)
        body += "<div><br></div>" if lines is not _QUOTED[-1][1] else ""
    return page(body + closing * len(_QUOTED))


def gmail_reply() -> str:
    """Gmail since 2018."""
    return _chain(
        '<div class="gmail_quote"><div dir="ltr" class="gmail_attr">{line}<br></div><blockquote '
        'class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid '
        'rgb(204,204,204);padding-left:1ex"><div dir="ltr">',
        "</div></blockquote></div>",
    )


def thunderbird_reply() -> str:
    """Thunderbird since 38."""
    return _chain(
        '<div class="moz-cite-prefix">{line}<br></div><blockquote type="cite" '
        'cite="mid:20140304@saltmarsh.example"><meta content="text/html">',
        "</blockquote>",
    )


def apple_reply() -> str:
    """Apple Mail: the attribution line stands inside the quotation."""
    return _chain(
        '<div><blockquote type="cite"><div>{line}</div><br class="Apple-interchange-newline"><div>',
        "</div></blockquote></div><br>",
    )


def proton_reply() -> str:
    """Proton Mail."""
    return _chain(
        '<div class="protonmail_quote">{line}<br><br><blockquote class="protonmail_quote" '
        'type="cite">',
        "</blockquote><br></div>",
    )


def yahoo_reply() -> str:
    """Yahoo Mail since 2015: a box with a bar, no blockquote."""
    return _chain(
        '<div id="yahoo_quoted_1" class="yahoo_quoted"><div style="font-size:13px;color:#26282a">'
        "<div>{line}</div><div><br></div><div><br></div>",
        "</div></div>",
    )


def mail_ru_reply() -> str:
    """mail.ru: the attribution line stands inside the quotation."""
    return _chain(
        '<br><blockquote style="border-left:1px solid #0857A6; margin:10px; padding:0 0 0 10px;">'
        '{line}<br><br><div id=""><div class="js-helper js-readmsg-msg">',
        "</div></div></blockquote>",
    )


def yahoo_classic() -> str:
    """Yahoo Mail Classic: a dashed attribution line, the header in the quotation."""
    head = (
        "From: Ruth Abara <ruth@abara.example>",
        "Subject: Re: varnish",
        'To: "Hana Itô" <hana@itoboats.example>',
        "Date: Wednesday, March 4, 2009, 7:30 AM",
    )
    quoted = (
        "From: Hana Itô <hana@itoboats.example>",
        "Subject: varnish",
        'To: "Ruth Abara" <ruth@abara.example>',
        "Cc: jo@kim.example",
        "Date: Tuesday, March 3, 2009, 4:12 PM",
    )
    return page(
        '<table cellspacing="0" cellpadding="0" border="0"><tr><td valign="top" '
        f'style="font: inherit;">{_breaks(head)}<br>Three coats, and no rain.<br><br>Ruth<br><br>'
        "--- On <b>Tue, 3/3/09, Hana Itô <i>&lt;hana@itoboats.example&gt;</i></b> wrote:<br>"
        '<blockquote style="border-left: 2px solid rgb(16, 16, 255); margin-left: 5px; '
        f'padding-left: 5px;"><br>{"<br>".join(escape(line) for line in quoted)}<br><br>'
        '<div id="yiv1">How many coats for the blue boat?<br><br>Hana</div></blockquote></td></tr>'
        "</table><br>"
    )


# Outlook and its relations.

_WORD_HEAD = (
    "<!--[if !mso]><style>v\\:* {behavior:url(#default#VML);}</style><![endif]-->"
    "<style><!--\n/* Font Definitions */\n@font-face\n\t{font-family:Calibri;}\n"
    "p.MsoNormal, li.MsoNormal, div.MsoNormal\n\t{margin:0in;\n\tmargin-bottom:.0001pt;\n"
    "\tfont-size:11.0pt;}\na:link, span.MsoHyperlink\n\t{color:#0563C1;}\n--></style>"
)
_BORDER_TOP = (
    '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in">'
    '<p class="MsoNormal">'
)


def _word_lines(*lines: str) -> str:
    return "\n".join(
        f'<p class="MsoNormal">{escape(x) if x else "<o:p>&nbsp;</o:p>"}<o:p></o:p></p>'
        for x in lines
    )


def _word_header(*fields: tuple[str, str]) -> str:
    bold = "<br>\n".join(f"<b>{escape(k)}</b> {escape(v)}" for k, v in fields)
    return f"{_BORDER_TOP}{bold}<o:p></o:p></p></div></div>"


def outlook() -> str:
    """Outlook's printed memo head, its border-top div, then an old plain-text separator."""
    memo = (
        ("From:", "Costello, Bram &lt;b.costello@costello-print.example&gt;"),
        ("Sent:", "Tuesday, March 3, 2015 4:12 PM"),
        ("To:", "Varga, Ines"),
        ("Cc:", "Abara, Ruth"),
        ("Subject:", "RE: Cover stock"),
        ("Attachments:", "cutting plan.pdf"),
    )
    rows = "".join(
        f'<tr><td style="white-space:nowrap"><b>{k}</b></td><td>{v}</td></tr>' for k, v in memo
    )
    return page(
        '<p class="MsoNormal"><b>Varga, Ines</b></p><div style="border:none;border-bottom:solid '
        f'windowtext 1.5pt;height:2px"></div><table border="0" cellspacing="0">{rows}</table>'
        '<div class="WordSection1">'
        + _word_lines(
            "",
            "Ines,",
            "",
            "Matt it is. We can cut on Thursday.",
            "",
            "Bram Costello",
            "Costello Print | 12 Mill Lane",
            "This message is intended for the addressee only.",
            "",
        )
        + _word_header(
            ("From:", "Varga, Ines [mailto:ines.varga@kestrelmaps.example]"),
            ("Sent:", "Tuesday, March 3, 2015 3:58 PM"),
            ("To:", "Costello, Bram <b.costello@costello-print.example>"),
            ("Cc:", "Abara, Ruth <ruth@abara.example>; proofs@kestrelmaps.example"),
            ("Subject:", "RE: Cover stock"),
            ("Importance:", "High"),
        )
        + _word_lines(
            "",
            "The matt one, please. The gloss shows every thumb.",
            "",
            "When would you cut?",
            "",
            "-----Original Message-----",
            "From: Costello, Bram",
            "Sent: Monday, March 2, 2015 9:05 AM",
            "To: Varga, Ines; Abara, Ruth",
            "Subject: Cover stock",
            "",
            "Two samples are in the post: one matt, one gloss. Which one?",
            "",
            "B.",
        )
        + "</div>",
        _WORD_HEAD,
    )


def outlook_german() -> str:
    """Outlook in German, names as links that lead to the address."""

    def person(name: str, address: str) -> str:
        return f'<a href="mailto:{address}">{name}</a>'

    anselm = person("Törring, Anselm", "a.toerring@riedverband.example")
    first = _word_header(
        ("Von:", "@1"),
        ("Gesendet:", "Dienstag, 3. März 2015 16:12"),
        ("An:", "Lobenstein, Gesine"),
        ("Cc:", "Fuhrpark"),
        ("Betreff:", "AW: Schieber 4"),
        ("Anlagen:", "schieber4.jpg"),
    ).replace("@1", anselm)
    second = _word_header(
        ("Von:", "Lobenstein, Gesine [mailto:g.lobenstein@riedverband.example]"),
        ("Gesendet:", "Dienstag, 3. März 2015 15:58"),
        ("An:", "@1"),
        ("Betreff:", "AW: Schieber 4"),
        ("Wichtigkeit:", "Hoch"),
    ).replace("@1", anselm)
    third = _word_header(
        ("Von:", "Törring, Anselm"),
        ("Gesendet:", "Montag, 2. März 2015 09:05"),
        ("An:", "Lobenstein, Gesine; @2"),
        ("Betreff:", "Schieber 4"),
    ).replace("@2", person("'Auerhahn, Mechthild'", "m.auerhahn@hohenried.example"))
    return page(
        first
        + _word_lines(
            "",
            "Hallo Gesine,",
            "",
            "der Schieber klemmt bei 40 cm. Ich fette ihn morgen.",
            "",
            "Mit freundlichen Grüßen",
            "Anselm Törring",
            "Pumpenwärter",
            "",
        )
        + second
        + _word_lines("", "Und wie weit geht er noch auf?", "")
        + '<p class="MsoNormal">-----Ursprüngliche Nachricht-----</p>'
        + third
        + _word_lines("", "Der Schieber 4 geht nicht mehr ganz auf. Das Wasser steht am Weg."),
        _WORD_HEAD,
    )


def outlook_on_the_web() -> str:
    """Outlook on the web: a rule, then `divRplyFwdMsg`."""

    def header(*fields: tuple[str, str]) -> str:
        bold = "<br>\n".join(f"<b>{k}</b> {escape(v)}" for k, v in fields)
        return (
            '<hr tabindex="-1" style="display:inline-block; width:98%">\n<div id="divRplyFwdMsg" '
            f'dir="ltr"><font face="Calibri, sans-serif" color="#000000">{bold}</font>'
            "<div>&nbsp;</div></div>"
        )

    top = _divisions(
        (
            "From: Ruth Abara",
            "Sent: Wednesday, March 4, 2015 7:30 AM",
            "To: Odile Ferrand",
            "Subject: Fw: Key to the shed",
        )
    )
    return page(
        f'{top}<br><div dir="auto">For your list.</div><br><div>Get <a href="https://aka.example/">'
        "Outlook for iOS</a></div>"
        + header(
            ("From:", "Ferran Ibsen <ferran@ibsen.example>"),
            ("Sent:", "Tuesday, March 3, 2015 4:12 PM"),
            ("To:", "Ruth Abara; Hana Itô"),
            ("Cc:", "Shed Users"),
            ("Subject:", "Re: Key to the shed"),
        )
        + "<div>Under the third pot.</div><br><div>________</div><div>F.I.</div>"
        + header(
            ("From:", "Ruth Abara"),
            ("Sent:", "Tuesday, March 3, 2015 3:58:20 PM"),
            ("To:", "Ferran Ibsen"),
            ("Subject:", "Key to the shed"),
        )
        + '<div class="BodyFragment"><font size="2"><span style="font-size:11pt;"><div '
        'class="PlainText">Where is it?</div></span></font></div>'
    )


# Forwards.


def gmail_forward() -> str:
    """Gmail: a dashed line, then name, address and date in one div with breaks."""

    def forward(dashes: int, *lines: str) -> str:
        shown = "<br>".join(
            escape(line).replace("From: ", 'From: <strong class="gmail_sendername" dir="auto">')
            + ("</strong>" if line.startswith("From: ") else "")
            for line in lines
        )
        return (
            '<div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded '
            f"message {'-' * dashes}<br>{shown}<br></div><br><br>"
        )

    top = _divisions(
        (
            "From: Ruth Abara <ruth@abara.example>",
            "Date: Thu, Jun 4, 2020 at 9:20 AM",
            "Subject: Fwd: Fwd: sheet 7",
            "To: Odile Ferrand <odile@lanternfield.example>",
        )
    )
    return page(
        top
        + '<br><div dir="ltr">See the oldest one.<br><br>'
        + forward(
            9,
            "From: Ferran Ibsen <ferran@ibsen.example>",
            "Date: Thu, Jun 4, 2020 at 8:01 AM",
            "Subject: Fwd: sheet 7",
            "To: Ruth Abara <ruth@abara.example>",
        )
        + '<div dir="ltr"><br>'
        + forward(
            10,
            "From: <jo@kim.example>",
            "Date: Wed, Jun 3, 2020 at 6:30 PM",
            "Subject: sheet 7",
            "To: Ferran Ibsen <ferran@ibsen.example>",
            "Cc: Hana Itô <hana@itoboats.example>, <drawings@lanternfield.example>",
        )
        + 'It is upside down.<br clear="all"><br>-- <br><div class="gmail_signature">Jo Kim<br>'
        "oars and gates</div></div></div></div></div>"
    )


def apple_forward() -> str:
    """Apple Mail: each header field in a div with no margin, inside the quotation."""

    def fields(*pairs: tuple[str, str]) -> str:
        return "".join(
            '<div style="margin-top: 0px; margin-right: 0px; margin-bottom: 0px;">'
            f'<span style="font-family: Helvetica;"><b>{k}: </b></span><span>{escape(v)}<br></span>'
            "</div>"
            for k, v in pairs
        )

    quote = '<blockquote type="cite" class="">'
    top = _divisions(
        (
            "From: Hana Itô <hana@itoboats.example>",
            "Subject: Fwd: Oars",
            "Date: October 6, 2019 at 8:15:40 AM EDT",
            "To: Ruth Abara <ruth@abara.example>",
        )
    )
    return page(
        f"{top}<br><div>Ruth, can you answer the second question?</div><div><br></div><div>Hana"
        f"</div><div><br><div>Begin forwarded message:</div><br>{quote}"
        + fields(
            ("From", "Ferran Ibsen <ferran@ibsen.example>"),
            ("Subject", "Re: Oars"),
            ("Date", "October 5, 2019 at 10:11:12 PM EDT"),
            ("To", "Hana Itô <hana@itoboats.example>"),
            (
                "Cc",
                'Odile Ferrand <odile@lanternfield.example>, "Jo Kim (workshop)" <jo@kim.example>',
            ),
            ("Reply-To", "oars@ibsen.example"),
        )
        + '<br class="Apple-interchange-newline"><div>How long should they be? And who has the key?'
        "</div><div><br></div><div>Ferran</div><div><br></div><div>Begin forwarded message:</div>"
        f"<br>{quote}"
        + fields(
            ("From", "Jo Kim <jo@kim.example>"),
            ("Subject", "Oars"),
            ("Date", "October 5, 2019 at 9:00:00 AM EDT"),
            ("To", "Ferran Ibsen <ferran@ibsen.example>"),
        )
        + "<br><div>The ash is dry. I can start.</div></blockquote><div>Sent from my iPad</div>"
        "</blockquote></div>"
    )


def _thunderbird_forward(
    title: str, opening: str, fields: Sequence[tuple[str, str]], *body: str
) -> str:
    rows = "".join(
        f'<tr><th valign="BASELINE" nowrap align="RIGHT">{k} </th><td>{escape(v)}</td></tr>'
        for k, v in fields
    )
    return page(
        f'{opening}<div class="moz-forward-container"><br>-------- {title} --------<table '
        f'class="moz-email-headers-table" cellspacing="0" cellpadding="0" border="0"><tbody>{rows}'
        f"</tbody></table><br><br>{_divisions(body)}</div>"
    )


def thunderbird_forward() -> str:
    """Thunderbird: a table of header cells."""
    return _thunderbird_forward(
        "Forwarded Message",
        "<p>Hello Ruth,</p><p>this came last night.</p>",
        (
            ("Subject:", "Re: tide tables"),
            ("Date:", "Wed, 3 Jun 2020 18:30:05 +0100"),
            ("From:", "Ferran Ibsen <ferran@ibsen.example>"),
            ("Reply-To:", "tides@ibsen.example"),
            ("To:", "Odile Ferrand <odile@lanternfield.example>"),
            ("CC:", "Hana Itô <hana@itoboats.example>, jo@kim.example"),
        ),
        "Low water is at 4:12 tomorrow.",
        "",
        "Shall I bring the long rope?",
        "",
        "-- ",
        "Ferran Ibsen",
    )


def thunderbird_forward_russian() -> str:
    """Thunderbird in Russian."""
    return _thunderbird_forward(
        "Перенаправленное сообщение",
        "<p>Добрый день, пересылаю.</p>",
        (
            ("Тема:", "Re: Лебёдка"),
            ("Дата:", "Wed, 3 Jun 2020 18:30:05 +0300"),
            ("От:", "Фёдор Ильменский <fedor@oranzhereya.example>"),
            ("Кому:", "Олеся Фирсова <olesya@oranzhereya.example>"),
            ("Копия:", "sad@sad.example"),
        ),
        "Лебёдка вернулась из отпуска.",
        "",
        "Фёдор",
    )


# Pages.


def gmail_print() -> str:
    """Gmail's print page, saved."""

    def message(name: str, date: str, lines: Sequence[str], body: str) -> str:
        people = "".join(f"<div>{escape(line, link=False)}</div>" for line in lines)
        return (
            '<hr><table width="100%" cellpadding="0" cellspacing="0" border="0" class="message">'
            f'<tr><td><font size="-1"><b>{name.split("&lt;")[0].strip()} </b>&lt;'
            f'{name.split("&lt;")[1]}</font></td><td align="right"><font size="-1">{date}</font>'
            f'</td></tr><tr><td colspan="2"><font size="-1" class="recipient">{people}</font></td>'
            '</tr><tr><td colspan="2"><table width="100%" border="0"><tr><td><div style="overflow: '
            f'hidden;"><font size="-1">{body}</font></div></td></tr></table></td></tr></table>'
        )

    hidden = '<div style="color:#777"><br>[Quoted text hidden]</div>'
    forwarded = (
        '<div dir="ltr"><br><div class="gmail_quote">---------- Forwarded message ----------<br>'
        "From: <b>City Permits</b> &lt;permits@city-hall.example&gt;<br>Date: Mon, May 8, 2017 at "
        "2:30 PM<br>Subject: Beehives on the roof<br>To: Emmett Quill "
        "&lt;emmett.quill@apiary.example&gt;<br><br><br>Two hives are allowed without a permit."
        "</div></div>"
    )
    return page(
        '<div class="bodycontainer"><table width="100%" cellpadding="0"><tr><td width="143"><img '
        'src="logo.png" alt="Gmail"></td><td align="right"><font size="-1" color="#777"><b>Cosima '
        "Hale &lt;cosima.hale@rooftops.example&gt;</b></font></td></tr></table><hr><div "
        'class="maincontent"><table width="100%"><tr><td><font size="+1"><b>Fwd: Beehives on the '
        'roof</b></font><br><font size="-1" color="#777">3 messages</font></td></tr></table>'
        + message(
            "Emmett Quill &lt;emmett.quill@apiary.example&gt;",
            "Mon, May 8, 2017 at 6:12 PM",
            (
                "To: Cosima Hale <cosima.hale@rooftops.example>",
                "Cc: Nell Ashby <nell@ashby.example>",
            ),
            forwarded,
        )
        + message(
            "Cosima Hale &lt;cosima.hale@rooftops.example&gt;",
            "Mon, May 8, 2017 at 7:45 PM",
            (
                "To: Emmett Quill <emmett.quill@apiary.example>",
                "Cc: Nell Ashby <nell@ashby.example>",
            ),
            "Then two it is.<br>I will ask the neighbours<br>all the same.<br>" + hidden,
        )
        + message(
            "Nell Ashby &lt;nell@ashby.example&gt;",
            "Tue, May 9, 2017 at 7:02 AM",
            (
                "To: Cosima Hale <cosima.hale@rooftops.example>",
                "Cc: Emmett Quill <emmett.quill@apiary.example>",
            ),
            "I can lend you a smoker.<br>" + hidden,
        )
        + "</div></div>",
        "<title>Gmail - Fwd: Beehives on the roof</title><script>window.print()</script>"
        '<style type="text/css">@media print { .noprint { display: none; } }</style>',
    )


def released() -> str:
    """A released record whose bars are styled spans and pictures."""
    stamp = (
        "<div>UNCLASSIFIED U.S. Department of Tides Case No. F-2016-00731 Doc No. C06114820 Date: "
        "02/19/2016</div>"
    )
    bar = '<span style="background:#000;color:#000;">&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;</span>'
    named = '<span class="redacted">██████████</span>'
    return page(
        f"{stamp}<div>RELEASE IN PART</div><div>B5,B6</div><br>"
        "<div><b>From:</b> Marigold Teague &lt;mteague@tides.example&gt;</div>"
        "<div><b>Sent:</b> Thursday, October 2, 2014 11:52 PM</div>"
        f'<div><b>To:</b> <span class="exempt">B6</span></div>'
        f"<div><b>Cc:</b> {bar} &lt;[redacted]&gt;; Amos Wyeth</div>"
        "<div><b>Subject:</b> Re: Lightship</div><br><div>Pls print for the morning.</div>"
        "<div>(b)(5)</div>"
        "<div>We cannot wait for the survey, and I would rather have the lightship</div>"
        f"{stamp}<div>TIDES-00000417</div>{stamp}"
        "<div>back before the equinox than a report about it.</div><br><div>MT</div><br>"
        f"<div>-----Original Message-----</div><div>From: Amos Wyeth [mailto:{named}]</div>"
        f"<div>Sent: Thursday, October 02, 2014 10:26 PM</div>{stamp}"
        "<div>To: Teague, Marigold; (b)(6)</div><div>Subject: Lightship</div><br>"
        f"<div>According to {named}, she dragged her anchor again.</div><br>{stamp}"
        "<div>TIDES-00000418</div>"
    )


def blog_post() -> str:
    """A blog's page: references and notes as links, the notes' mail in paragraphs, a sidebar."""
    text = (FOLDER.parent / "publications" / "blog_post.en.txt").read_text("utf-8")
    story, _, notes = text.partition("\n[1]\n")
    notes, _, comments = f"[1]\n{notes}".partition("\nAuthors\n")
    story = re.sub(
        r"\[(\d)\](?=\n|$)", r'<sup id="r\1"><a href="#note-\1">\1</a></sup>', escape(story)
    )
    paragraphs = "\n".join(f"<p>{p}</p>" for p in story.split("\n\n") if p.strip())
    items = "".join(
        f'<div class="footnote" id="note-{number}"><a href="#r{number}">{number}</a>'
        f"{_divisions(body.split(chr(10)))}</div>\n"
        for number, body in re.findall(r"(?:^|\n)\[(\d)\]\n(.*?)(?=\n\[\d\]\n|$)", notes, re.DOTALL)
    )
    return page(
        '<nav><a href="/">Home</a> <a href="/all">All posts</a></nav><main><article>'
        f'{paragraphs}<section class="footnotes">{items}</section></article></main>'
        f"<aside>{_divisions(['Authors', *comments.split(chr(10))])}</aside>"
        "<script>var x = '<p>From: nobody</p>';</script><noscript>Please allow scripts.</noscript>"
    )


def mailing_list_archive() -> str:
    """Two pages of a mailing list's archive (Pipermail), one below the other."""

    def links(*items: tuple[str, str]) -> str:
        rows = "".join(f'<li>{label}: <a href="0.html">{name}</a></li>' for label, name in items)
        return (
            f"<ul>{rows}<li> <b>Messages sorted by:</b> <a href=date.html>[ date ]</a> <a "
            "href=thread.html>[ thread ]</a> <a href=subject.html>[ subject ]</a> <a "
            "href=author.html>[ author ]</a></li></ul>"
        )

    def message(title: str, fields: Sequence[tuple[str, str]], nav: str, body: str) -> str:
        rows = "".join(f"<b>{k}:</b> {escape(v, link=False)}<br>" for k, v in fields)
        return (
            f"<h1>{title}</h1>{rows}{nav}<!--beginarticle--><pre>{body}</pre><!--endarticle-->{nav}"
        )

    one = message(
        "[walls] Coping stones",
        (
            ("From", "humphrey at stone-walls.example (Humphrey Stone)"),
            ("Date", "Thu, 6 Mar 2003 09:02:11 +0000"),
            ("Subject", "[walls] Coping stones"),
        ),
        links(
            ("Previous message", 'Alban Moss: "[walls] Gate posts"'),
            ("Next message", 'Tabitha Crag: "Re: [walls] Coping stones"'),
        ),
        "Frost has lifted the coping again. Do you set yours in lime?\nAnd the through stones?\n\n"
        "Humphrey\n\n",
    )
    two = message(
        "Re: [walls] Coping stones",
        (
            ("From", "tabitha at dry-crag.example (Tabitha Crag)"),
            ("Date", "Thu, 6 Mar 2003 21:40:55 -0500 (EST)"),
            ("Subject", "Re: [walls] Coping stones"),
        ),
        links(
            ("Previous message", 'Humphrey Stone: "[walls] Coping stones"'),
            ("Next message", 'Alban Moss: "[walls] Meeting"'),
            ("In reply to", 'Humphrey Stone: "[walls] Coping stones"'),
        ),
        "On Thu, 6 Mar 2003, Humphrey Stone wrote:\n\n&gt;<i> Frost has lifted the coping again. "
        "Do you set yours in lime?\n</i>\nNever. Dry, and on edge.\n\n&gt;<i> And the through "
        "stones?\n</i>\nOne every yard.\n\n-- \nTabitha Crag\n\n",
    )
    return page(one + two)


def webmail_page() -> str:
    """A webmail page (SquirrelMail) with its menus, the header in a table, marks in the text."""
    rows = "".join(
        f'<tr><td align="right" bgcolor="#dcdcdc"><b>{k}:&nbsp;</b></td><td>{escape(v)}</td></tr>'
        for k, v in (
            ("Subject", "Re: Rain gauges"),
            ("From", '"Linus Orrery" <linus@orrery.example>'),
            ("Date", "Mon, February 4, 2008 9:12 am"),
            ("To", '"Rosalind Ames" <r.ames@weather-post.example>'),
            ("Cc", "gauges@weather-post.example"),
            ("Priority", "Normal"),
            ("Options", "View Full Header | View Printable Version | Download this as a file"),
        )
    )
    return page(
        '<table width="100%" bgcolor="#fff"><tr><td>Current Folder: <b>INBOX</b></td><td '
        'align="right"><a href="out">Sign Out</a></td></tr><tr><td colspan="2"><a>Compose</a>&nbsp;'
        "&nbsp;<a>Addresses</a>&nbsp;&nbsp;<a>Folders</a>&nbsp;&nbsp;<a>Options</a>&nbsp;&nbsp;<a>"
        "Search</a>&nbsp;&nbsp;<a>Help</a></td></tr></table><table><tr><td>[<a>Message List</a> | "
        "<a>Unread</a> | <a>Delete</a>]</td><td>[<a>Previous</a> | <a>Next</a>]</td><td>[<a>Forward"
        "</a> | <a>Forward as Attachment</a> | <a>Reply</a> | <a>Reply All</a>]</td></tr></table>"
        f'<table cellpadding="3">{rows}</table><table><tr><td><pre>Rosalind Ames wrote:\n'
        '<span class="quote1">&gt; Have you read the gauge on the north wall?</span>\n\nYes: '
        'forty-one millimetres.\n\n<span class="quote1">&gt; And the one in the orchard?</span>\n\n'
        "The mole has moved it again. I will dig.\n\nLinus\n</pre></td></tr></table><form "
        'action="move"><input type="submit" value="Delete"><b>Move to:</b> <select><option>INBOX'
        "<option>Trash</select></form>"
    )


def webmail_gmail() -> str:
    """A conversation in Gmail, saved: names with their address, buttons, collapsed details."""

    def message(name: str, address: str, date: str, to: str, body: str) -> str:
        return (
            '<div class="adn"><table class="cf gJ"><tr class="acZ"><td class="gF gK"><table '
            'class="cf ix"><tr><td class="c2"><h3 class="iw"><span class="qu"><span class="gD" '
            f'email="{address}">{name}</span> <span class="go">&lt;{address}&gt;</span></span></h3>'
            '</td></tr></table></td><td class="gH bAk"><div class="gK"><span class="g3" title="x">'
            f'{date}</span><div role="button" aria-label="Not starred" tabindex="0"></div><div '
            'role="button">Reply</div></div></td></tr><tr class="acZ xD"><td colspan="3"><table '
            f'class="cf adz"><tr><td class="ady"><div class="iw ajw"><span class="hb">{to}</span>'
            '<div role="button" aria-label="Show details"><img class="ajT" src="cleardot.gif" '
            'alt=""></div></div></td></tr></table></td></tr></table>'
            f'<div class="a3s"><div dir="ltr">{body}</div></div><div class="yj6qo" '
            'style="display:none">hidden</div></div>'
        )

    return page(
        '<div role="navigation"><a href="#inbox">Inbox</a><a href="#sent">Sent</a></div><div '
        'role="main"><h2 class="hP">Rain gauges</h2><div class="hN">Inbox</div><br>'
        + message(
            "Linus Orrery",
            "linus@orrery.example",
            "Mon, Feb 4, 2019, 9:12 AM (1 day ago)",
            "to me, Gauge Watch",
            "<br>The mole has moved the gauge in the orchard.",
        )
        + "<br>"
        + message(
            "Rosalind Ames",
            "r.ames@weather-post.example",
            "Tue, Feb 5, 2019, 8:01 AM (2 hours ago)",
            "to Linus",
            "<br>Dig, but mind the roses.",
        )
        + '<div><span role="button">Reply</span> <span role="button">Forward</span></div></div>'
    )


FIXTURES: dict[str, Callable[[], str]] = {
    "gmail_reply.attribution_chain.en": gmail_reply,
    "thunderbird_reply.attribution_chain.en": thunderbird_reply,
    "apple_reply.attribution_chain.en": apple_reply,
    "proton_reply.attribution_chain.en": proton_reply,
    "yahoo_reply.attribution_chain.en": yahoo_reply,
    "mail_ru_reply.attribution_chain.en": mail_ru_reply,
    "yahoo_classic.yahoo_reply.en": yahoo_classic,
    "outlook.outlook_chain.en": outlook,
    "outlook.outlook_chain.de": outlook_german,
    "outlook_on_the_web.owa_underscore_rule.en": outlook_on_the_web,
    "gmail_forward.gmail_forward.en": gmail_forward,
    "apple_forward.apple_forward.en": apple_forward,
    "thunderbird_forward.thunderbird_forward.en": thunderbird_forward,
    "thunderbird_forward.thunderbird_forward.ru": thunderbird_forward_russian,
    "gmail_print.gmail_print.en": gmail_print,
    "released.foia.en": released,
    "blog.blog_post.en": blog_post,
    "pipermail.mailing_list_archive.en": mailing_list_archive,
    "squirrelmail.webmail_page.en": webmail_page,
    "gmail_page.webmail_gmail.en": webmail_gmail,
}


def main() -> None:
    """Write every fixture."""
    FOLDER.mkdir(exist_ok=True)
    for name, make in FIXTURES.items():
        (FOLDER / f"{name}.html").write_text(make(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
