"""The address behind a link: one rule for documents of all formats."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pytest

from mailrecon import reconstruct
from mailrecon.read import read_bytes
from tests.read.make_office import docx_raw, odt_of, rtf_of

LOCAL = "zebulon.quark"
ADDRESS = f"{LOCAL}@x.example"
REST = ["To: Ida Rask", "Date: Tue, 2 Mar 2021 09:14:00 +0100", "Subject: Cracks in the mole"]
BODY = "The mole has a crack."
LINES = [*REST, "", BODY]
HTML_BODY = "<br>".join(LINES)


def html(words: str) -> bytes:
    link = f'<a href="mailto:{ADDRESS}">{escape(words)}</a>'
    return f"<!doctype html><body><p>From: {link}<br>{HTML_BODY}</p></body>".encode()


def markdown(words: str) -> bytes:
    head = "".join(f"{line}  \n" for line in REST)
    return f"From: [{words}](mailto:{ADDRESS})  \n{head}\n{BODY}\n".encode()


def structured(words: str) -> bytes:
    head = "".join(f"| {line}\n" for line in REST)
    return f"Cracks\n======\n\n| From: `{words} <mailto:{ADDRESS}>`_\n{head}\n{BODY}\n".encode()


def docx(words: str) -> bytes:
    def run(text: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'

    begin, middle, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    code = f'<w:r><w:instrText>HYPERLINK "mailto:{ADDRESS}"</w:instrText></w:r>'
    first = f"<w:p>{run('From: ')}{begin}{code}{middle}{run(words)}{end}</w:p>"
    return docx_raw(first + "".join(f"<w:p>{run(line)}</w:p>" for line in LINES))


def odt(words: str) -> bytes:
    xlink = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
    link = f'<text:a {xlink} xlink:href="mailto:{ADDRESS}">{escape(words)}</text:a>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in LINES)
    return odt_of("", body=f"<text:p>From: {link}</text:p>{lines}")


def rtf(words: str) -> bytes:
    shown = "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in words)
    link = rf'{{\field{{\*\fldinst HYPERLINK "mailto:{ADDRESS}"}}{{\fldrslt {shown}}}}}'
    return rtf_of("\n".join(["From: @@", *LINES])).replace(b"@@", link.encode())


def eml(words: str) -> bytes:
    head = "From: Ida Rask <ida@x.example>\nTo: Cy Ost <cy@x.example>\nSubject: Fw\n"
    head += "Message-ID: <1@x>\nDate: Wed, 3 Mar 2021 09:14:00 +0100\nMIME-Version: 1.0\n"
    return f"{head}Content-Type: text/html; charset=utf-8\n\n".encode() + html(words)


def mhtml(words: str) -> bytes:
    head = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://x.example/\nMIME-Version: 1.0\n"
    )
    head += 'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\n'
    head += "Content-Type: text/html; charset=utf-8\nContent-Location: https://x.example/\n\n"
    return head.encode() + html(words) + b"\n--b--\n"


FORMATS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "html": ("a.html", html),
    "markdown": ("a.md", markdown),
    "reStructuredText": ("a.rst", structured),
    "docx": ("a.docx", docx),
    "odt": ("a.odt", odt),
    "rtf": ("a.rtf", rtf),
    "html mail": ("a.eml", eml),
    "mhtml": ("a.mhtml", mhtml),
}
WITHHELD = [
    "[redacted]",
    "Zeb Q████",
    "(b)(6)",
    "Person 1",
    "Name withheld",
    "ben@y.example",
    "XXXXX",
    "[junior official]",
    "Redacted per Rule 5.2",
    "¦¦¦",
    "X",
]
each_format = pytest.mark.parametrize("name", FORMATS)


def said(name: str, words: str) -> str:
    file, make = FORMATS[name]
    return "\n".join(document.text for document in read_bytes(make(words), file))


@each_format
def test_it_names_a_person_who_is_named(name: str) -> None:
    assert said(name, "Zeb Quarrel").count(LOCAL) == 1
    file, make = FORMATS[name]
    froms = [found.originator for found in reconstruct(make("Zeb Quarrel"), name=file).messages]
    assert ADDRESS in [person.address for person in froms if person is not None]


@each_format
@pytest.mark.parametrize("words", WITHHELD)
def test_it_is_withheld_where_something_was_removed(name: str, words: str) -> None:
    file, make = FORMATS[name]
    archive = reconstruct(make(words), name=file)
    assert LOCAL not in said(name, words)
    assert LOCAL not in repr((archive.messages, archive.warnings))
    assert any(item.document.hidden for item in archive.parsed)


@each_format
def test_it_is_printed_once_where_the_words_are_the_address(name: str) -> None:
    assert said(name, ADDRESS).count(LOCAL) == 1


@pytest.mark.parametrize(
    "link",
    [
        "[[redacted]](mailto:{})",
        "[Zeb [redacted]](mailto:{})",
        "[[redacted]][1]\n\n[1]: mailto:{}",
        "[![redacted](bar.png)](mailto:{})",
        "[[redacted]](https://x.example/?of={})",
    ],
)
def test_brackets_within_the_words_of_a_markdown_link(link: str) -> None:
    text = f"From: {link.format(ADDRESS)}\n\n{BODY}\n"
    (document,) = read_bytes(text.encode(), "a.md")
    assert LOCAL not in document.text
    assert "redacted" in document.text
    assert document.hidden
