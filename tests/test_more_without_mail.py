"""Documents with forms of mail but without mail give no message."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct_text

DOCUMENTS = {
    "form_two_lines": (
        "Below is the result of your feedback form.  It was submitted by\n"
        " (ann@quay.example) on Thursday, May 30, 2020 at 23:54:48\n"
        "-----------------------------------------------------------\n\nberth: 4\n"
    ),
    "form_one_line": (
        "Below is the result of your form.  It was submitted by Ann Poe (ann@quay.example)"
        " on Sunday, May 19, 2020 at 12:53:32\n"
        "-----------------------------------------------------------\n\nberth: 4\n"
    ),
    "lists_make": (
        "# Built 2020-05-04 09:12 by ann@quay.example:\n"
        "# this file is generated\n"
        "# do not edit\n"
        "all: gate\n"
        "\n"
        "gate: gate.c\n"
        "\tcc -o gate gate.c\n"
    ),
    "lists_novel_letter": (
        "CHAPTER IX\n"
        "\n"
        "On September 2, Mr. Poe said:\n"
        "\n"
        "The tide will turn at nine.\n"
        "\n"
        "He was wrong, and on September 3 he mentioned:\n"
        "\n"
        "The tide turned at ten.\n"
    ),
    "lists_interview2": (
        "POE: Once upon a time, we had two gates.\n"
        "OST: And then?\n"
        "POE: Then, Ann said, one was enough.\n"
        "OST: She said:\n"
        "POE: One was enough.\n"
    ),
    "lists_minutes2": (
        "On May 4, 2020, the board wrote:\n"
        "\n"
        "The gate shall be mended.\n"
        "\n"
        "On May 5, 2020, the board wrote:\n"
        "\n"
        "The gate shall be painted.\n"
    ),
    "lists_py": (
        "def quote(text):\n"
        '    """Return `text` quoted.\n'
        "\n"
        "    On Mon, 4 May 2020, Ann wrote:\n"
        "    > text\n"
        '    """\n'
        '    return "\\n".join("> " + line for line in text.splitlines())\n'
    ),
    "lists_rust": (
        "fn from(x: u8) -> Gate {\n"
        "    match x {\n"
        "        1 => Gate::Open,\n"
        "        _ => Gate::Shut,\n"
        "    }\n"
        "}\n"
        "fn to(x: Gate)\n"
        "-> u8 {\n"
        "    1\n"
        "}\n"
    ),
    "lists_haskell": (
        "from :: Text -> Gate\n"
        "from t\n"
        '  | t == "open" = Open\n'
        "  | otherwise = Shut\n"
        "to :: Gate\n"
        "  -> Text\n"
        "  -> Text\n"
    ),
    "lists_at_list": (
        "Authors:\n"
        "  Ann Poe <ann at quay.example>\n"
        "  Ben Ost <ben at quay.example>\n"
        "  Cay Dun <cay at quay.example>\n"
    ),
    "lists_play": ("ANN. It leaks.\nBEN. (aside) She said:\n> no more.\nANN. What?\n"),
    "lists_biblio": (
        "In 1890 he wrote:\n> The gate is shut.\nIn 1891 he wrote:\n> The gate is open.\n"
    ),
    "lists_md_list": (
        "1) Date: 4 May 2020\n2) From: the quay\n3) To: the mole\n) odd line\n) another\n"
    ),
    "lists_test_js": (
        "it('parses', () => {\n"
        "  const text = `On Mon, May 4, 2020 at 9:12 AM Ann Poe <ann@quay.example> wrote:\n"
        "> It leaks.\n"
        "`\n"
        "  expect(parse(text)).toBe('')\n"
        "})\n"
    ),
    "lists_obit": ("On May 4, Ann Poe said:\nThe sea is my friend.\n\nShe died on May 5.\n"),
    "lists_poem": ("You wrote:\nthe sea.\n\nI wrote:\nthe gate.\n\nWe wrote:\nnothing.\n"),
    "lists_survey": (
        "From: 1 (never)\nTo: 5 (always)\n\n1. You wrote: (choose)\n   ) a letter\n   ) a mail\n"
    ),
    "transcript_court": (
        " 1             MR. OST:  Exhibit 14.  Do you recognise it?\n"
        " 2             THE WITNESS:  It's an e-mail from me to Cay Dun.\n"
        " 3        Q.   Dated May 4, 2020, at 9:12 a.m.?\n"
        " 4        A.   Yes.\n"
        ' 5        Q.   You wrote, "The gate leaks"?\n'
        ' 6        A.   On May 4, 2020, at 9:12 a.m., I wrote:  "The gate\n'
        ' 7   leaks," yes.\n'
        " 8        Q.   To: Cay Dun.  Subject: Gate.\n"
        " 9        A.   Correct.\n"
    ),
    "minutes_from_to": (
        "Minutes of the harbour board\n"
        "\n"
        "Date: 4 May 2020\n"
        "From: 9:00 To: 11:30\n"
        "Present: Ann Poe (chair), Ben Ost, Cay Dun\n"
        "Subject: repairs of the gate\n"
        "\n"
        "1. Ann Poe opened the meeting at 9:00.\n"
        "2. Ben Ost reported: the gate leaks.\n"
    ),
    "chat_discord_like": (
        "Ann Poe — 04/05/2020 9:12 AM\n"
        "does it leak?\n"
        "Ben Ost — 04/05/2020 9:13 AM\n"
        "yes\n"
        "@Cay Dun can you mend it\n"
        "Cay Dun — 04/05/2020 9:20 AM\n"
        "on monday\n"
    ),
    "python_email_code": (
        "import smtplib\n"
        "from email.message import EmailMessage\n"
        "\n"
        "msg = EmailMessage()\n"
        'msg["From"] = "Ann Poe <ann@quay.example>"\n'
        'msg["To"] = "Ben Ost <ben@dock.example>"\n'
        'msg["Subject"] = "Gate"\n'
        'msg["Date"] = "Mon, 4 May 2020 09:12:00 +0200"\n'
        'msg.set_content("It leaks.")\n'
    ),
    "go_template": (
        "const body = `From: {{.Sender}}\n"
        "To: {{.Recipient}}\n"
        "Date: {{.Date}}\n"
        "Subject: {{.Subject}}\n"
        "\n"
        "{{.Body}}\n"
        "`\n"
        "\n"
        "func send() error {\n"
        "\treturn nil\n"
        "}\n"
    ),
    "address_list": (
        "Members of the rowing club\n"
        "\n"
        "Ann Poe <ann@quay.example>\n"
        "Ben Ost <ben@dock.example>\n"
        "Cay Dun <cay@tide.example>\n"
        "\n"
        "From 2020-05-04: fees are due to Dora Ek <dora@mole.example>.\n"
    ),
    "web_form": (
        "Contact us\n"
        "\n"
        "From: [ your e-mail address ]\n"
        "To: [ harbour office v ]\n"
        "Date: [ dd/mm/yyyy ]\n"
        "Subject: [              ]\n"
        "Message: [                        ]\n"
        "\n"
        "[Send] [Cancel]\n"
    ),
    "man_page_mail": (
        "MAIL(1)                     General Commands Manual                    MAIL(1)\n"
        "\n"
        "NAME\n"
        "     mail - send and receive mail\n"
        "\n"
        "OPTIONS\n"
        "     -s subject  Specify subject on command line.\n"
        "     -c address  Send carbon copies to address.\n"
        "\n"
        "     To: header is taken from the command line, From: from the environment.\n"
        "\n"
        "EXAMPLES\n"
        '     $ mail -s "Gate" ben@dock.example\n'
        "     It leaks.\n"
        "     .\n"
        "     Cc: cay@tide.example\n"
        "\n"
        "Quay                            May 4, 2020                             Quay\n"
    ),
    "tutorial_headers": (
        "# How to read e-mail headers\n"
        "\n"
        "Every message has header fields.\n"
        "\n"
        "| Field | Meaning |\n"
        "|-------|---------|\n"
        "| From: | who wrote it |\n"
        "| To: | who gets it |\n"
        "| Date: | when it was sent |\n"
        "| Subject: | what it is about |\n"
        "\n"
        "The `From:` field can be forged. `Date:` is set by the sender's clock.\n"
    ),
    "tutorial_headers_list": (
        "The most important fields are:\n"
        "\n"
        "- From: the author's address\n"
        "- To: the addresses of the recipients\n"
        "- Date: the time at which the message was sent\n"
        "- Subject: a short line about the topic\n"
        "- Message-ID: an identifier\n"
        "\n"
        "Look at Received: lines from the bottom up.\n"
    ),
    "smtp_log": (
        "May  4 09:12:01 quay postfix/smtpd[2213]: connect from dock.example[192.0.2.7]\n"
        "May  4 09:12:01 quay postfix/cleanup[2214]: 4A1B2C: message-id=<1@dock.example>\n"
        "May  4 09:12:01 quay postfix/qmgr[2215]: 4A1B2C: from=<ben@dock.example>, size=812\n"
        "May  4 09:12:02 quay postfix/local[2216]: 4A1B2C: to=<ann@quay.example>, status=sent\n"
        "May  4 09:12:02 quay postfix/qmgr[2215]: 4A1B2C: removed\n"
    ),
    "smtp_session": (
        "S: 220 quay.example ESMTP\n"
        "C: MAIL FROM:<ann@quay.example>\n"
        "S: 250 OK\n"
        "C: RCPT TO:<ben@dock.example>\n"
        "S: 250 OK\n"
        "C: DATA\n"
        "S: 354 End data with <CR><LF>.<CR><LF>\n"
        "C: .\n"
        "S: 250 OK\n"
        "C: QUIT\n"
    ),
    "letters_edition": (
        "Letter 14\n"
        "\n"
        "From Ann Poe to Ben Ost, 4 May 1890\n"
        "\n"
        "My dear Ben, the gate leaks again.\n"
        "\n"
        "Letter 15\n"
        "\n"
        "From Ben Ost to Ann Poe, 9 May 1890\n"
        "\n"
        "Dear Ann, I shall mend it.\n"
    ),
    "flight_confirmation": (
        "Flight confirmation\n"
        "\n"
        "From: London (LHR)\n"
        "To: Bergen (BGO)\n"
        "Date: Monday, 4 May 2020, 09:12\n"
        "Subject to change.\n"
        "\n"
        "Passenger: Ann Poe\n"
    ),
    "parcel_tracking": (
        "From: Ann Poe, 1 Pier Road, Quay\n"
        "To: Ben Ost, 2 Dock Street, Dock\n"
        "Sent: 4 May 2020 09:12\n"
        "Status: delivered 5 May 2020 10:02\n"
    ),
    "novel_dialogue": (
        'On Monday, the fourth of May, at nine in the morning, Ann wrote: "The gate leaks."\n'
        'Ben wrote to her: "Mend it."\n'
        "\n"
        "From: the author\n"
        "To: my readers\n"
        "\n"
        "This book is for you.\n"
    ),
    "git_log": (
        "commit 3f2a91c0de7b6a5544332211ffeeddccbbaa9988\n"
        "Author: Ann Poe <ann@quay.example>\n"
        "Date:   Mon May 4 09:12:00 2020 +0200\n"
        "\n"
        "    gate: mend the leak\n"
        "\n"
        "    Reported-by: Ben Ost <ben@dock.example>\n"
        "    Cc: Cay Dun <cay@tide.example>\n"
    ),
    "calendar_event": (
        "Gate inspection\n"
        "When: Monday, 4 May 2020 9:00 - 10:00\n"
        "Where: the gate\n"
        "Organiser: Ann Poe <ann@quay.example>\n"
        "Attendees: Ben Ost <ben@dock.example>; Cay Dun\n"
        "Subject: bring boots\n"
    ),
    "job_log_table": (
        "From            To              Date        Subject\n"
        "Ann Poe         Ben Ost         2020-05-04  Gate\n"
        "Cay Dun         Ann Poe         2020-05-05  Lock\n"
        "Dora Ek         Ben Ost         2020-05-06  Rope\n"
    ),
    "privilege_log": (
        "Doc. No. | Date | From | To | Subject | Privilege\n"
        "1 | 05/04/2020 9:12 AM | Ann Poe | Ben Ost, Esq. | Gate | Attorney-client\n"
        "2 | 05/05/2020 10:02 AM | Ben Ost, Esq. | Ann Poe | RE: Gate | Attorney-client\n"
    ),
    "newspaper_quote": (
        'In a statement on May 4, 2020, at 9:12 a.m., the board wrote: "The gate does not leak."\n'
        "\n"
        'Ann Poe replied: "It does."\n'
        "\n"
        'A spokesman answered on May 5, 2020: "We look into it."\n'
    ),
    "bugzilla_history": (
        "Who\tWhen\tRemoved\tAdded\n"
        "ann@quay.example\t2012-03-04 10:11:12 UTC\tNEW\tASSIGNED\n"
        "ben@dock.example\t2012-03-05 11:12:13 UTC\tASSIGNED\tRESOLVED\n"
    ),
    "twitter_thread": (
        "Ann Poe @annpoe · May 4, 2020\n"
        "The gate leaks.\n"
        "\n"
        "Ben Ost @benost · May 4, 2020\n"
        "Replying to @annpoe\n"
        "Mend it.\n"
    ),
    "footnote_letters": (
        '1 Letter from Ann Poe to Ben Ost, May 4, 1990: "The gate leaks."\n'
        "\n"
        '2 Interview with Cay Dun, May 5, 2020: "It did."\n'
        "\n"
        '3 E-mail policy of the board, May 4, 2020: "Mails are kept for a year."\n'
        "\n"
        "4 E-mail to the author, May 4, 2020.\n"
    ),
    "interview_email": (
        'The author asked by e-mail on May 4, 2020: "Does it leak?"\n'
        'Ann Poe answered on May 5, 2020: "It does."\n'
    ),
    "order_form_de": (
        "Bestellschein\n"
        "\n"
        "Von: ____________________\n"
        "An: Hafenwerk GmbH\n"
        "Datum: ____________________\n"
        "Betreff: Bestellung\n"
        "\n"
        "Menge   Artikel   Preis\n"
    ),
    "comments": (
        "The sluice gate, a short history\n"
        "\n"
        "The gate was built in 1902 by the harbour board. It has leaked ever since.\n"
        "\n"
        "3 Comments\n"
        "\n"
        "Ann Poe wrote on 4 May 2020 at 9:12:\n"
        "I remember the old keeper.\n"
        "\n"
        "Ben Ost wrote on 4 May 2020 at 11:40:\n"
        "So do I! He lived in Tide Lane.\n"
        "\n"
        "Cay Dun wrote on 5 May 2020 at 8:02:\n"
        "Thank you for this article.\n"
        "\n"
        "Leave a reply\n"
        "Your email address will not be published. Required fields are marked *\n"
    ),
    "comments_german": (
        "Das Siel, eine kurze Geschichte\n"
        "\n"
        "Das Tor wurde 1902 gebaut. Es leckt seitdem.\n"
        "\n"
        "3 Kommentare\n"
        "\n"
        "Anna Pohl schrieb am 4. Mai 2020 um 9:12 Uhr:\n"
        "Ich kannte den alten Wärter noch.\n"
        "\n"
        "Bernd Ost schrieb am 4. Mai 2020 um 11:40 Uhr:\n"
        "Ich auch! Er wohnte in der Flutgasse.\n"
        "\n"
        "Schreibe einen Kommentar\n"
        "Deine E-Mail-Adresse wird nicht veröffentlicht.\n"
    ),
    "comments_french": (
        "L'écluse, une brève histoire\n"
        "\n"
        "Elle fuit depuis 1902.\n"
        "\n"
        "2 commentaires\n"
        "\n"
        "Anne Pré a écrit le 4 mai 2020 à 9 h 12 :\n"
        "Je me souviens du vieux gardien.\n"
        "\n"
        "Benoît Ost a écrit le 4 mai 2020 à 11 h 40 :\n"
        "Moi aussi !\n"
        "\n"
        "Répondre\n"
        "Signaler un abus\n"
    ),
    "comments_spanish": (
        "La compuerta\n"
        "\n"
        "3 comentarios\n"
        "\n"
        "Ana Paz escribió el 4 de mayo de 2020 a las 9:12:\n"
        "Me acuerdo del guarda.\n"
        "\n"
        "Beni Oste escribió el 4 de mayo de 2020 a las 11:40:\n"
        "Yo también.\n"
        "\n"
        "Deja un comentario\n"
    ),
    "comments_polish": (
        "Śluza\n"
        "\n"
        "Komentarze (2)\n"
        "\n"
        "Anna Pol pisze: 4 maja 2020 o 9:12\n"
        "Pamiętam strażnika.\n"
        "\n"
        "Dnia 4 maja 2020 o 11:40 Ben Ost napisał:\n"
        "Ja też.\n"
        "\n"
        "Dodaj komentarz\n"
    ),
    "forum_phpbb": (
        "Re: Leaking sluice gate\n"
        "\n"
        "Post by Ben Ost » 04 May 2020, 11:40\n"
        "\n"
        "Ann Poe wrote: ↑04 May 2020, 09:12\n"
        "Has anybody seen the gate leak at low tide?\n"
        "\n"
        "Yes, ours does too. Try grease.\n"
        "\n"
        "Re: Leaking sluice gate\n"
        "\n"
        "Post by Cay Dun » 04 May 2020, 12:10\n"
        "\n"
        "On 4 May 2020, Ben Ost wrote:\n"
        "> Try grease.\n"
        "\n"
        "Grease did not help here.\n"
    ),
    "forum_discourse": (
        "Leaking sluice gate\n"
        "Maintenance\n"
        "\n"
        "annpoe  May '20\n"
        "Has anybody seen the gate leak at low tide?\n"
        "\n"
        "1 Reply\n"
        "benost  May 4, 2020, 11:40am  #2\n"
        " annpoe:\n"
        "Has anybody seen the gate leak at low tide?\n"
        "Yes, ours does too.\n"
        "\n"
        "caydun  May 4, 2020, 12:10pm  #3\n"
        "On May 4, 2020, benost wrote:\n"
        "> Yes, ours does too.\n"
        "Grease it, says the manual.\n"
        "Solution\n"
        "Related topics\n"
        "Topic\tReplies\tViews\tActivity\n"
        "Gate seals\t4\t311\tMay 2019\n"
    ),
    "bug_comments": (
        "annpoe commented on May 4, 2020\n"
        "The gate leaks.\n"
        "\n"
        "benost commented on May 4, 2020 •  edited\n"
        "> The gate leaks.\n"
        "\n"
        "Which one?\n"
        "\n"
        "annpoe wrote on May 5, 2020:\n"
        "> Which one?\n"
        "\n"
        "The west one.\n"
    ),
    "wiki_talk": (
        "Talk:Sluice gate\n"
        "\n"
        "== Leak ==\n"
        "Does it leak? Ann Poe (talk) 09:12, 4 May 2020 (UTC)\n"
        ":Yes. Ben Ost (talk) 11:40, 4 May 2020 (UTC)\n"
        "::In the article, Ann Poe wrote:\n"
        "::> It leaks at low tide.\n"
        "::No source. Cay Dun (talk) 12:10, 4 May 2020 (UTC)\n"
    ),
    "chat_slack": (
        "Ann Poe  9:12 AM\n"
        "Does the gate leak?\n"
        "Ben Ost  9:14 AM\n"
        "Yes.\n"
        "Ann Poe wrote:\n"
        "> Does the gate leak?\n"
        "it does\n"
        "May 5th, 2020\n"
        "Cay Dun  8:00 AM\n"
        "hi\n"
    ),
}


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_without_mail_gives_none(text: str) -> None:
    assert not len(reconstruct_text(text))


COMMENTS = "\n3 Comments\n\nAnn Poe wrote on 4 May 2020 at 9:12:\nI knew him.\n\nLeave a reply\n"


@pytest.mark.parametrize(
    "mail",
    [
        "From: Ann Poe <ann@quay.example>\nTo: Ben Ost\nDate: 4 May 2020 9:12\n\nIt leaks.\n",
        "On 4 May 2020 at 9:12, Ann Poe <ann@quay.example> wrote:\n> It leaks.\n",
        "On 4 May 2020 at 9:12, Ann Poe wrote:\n\n> It leaks.\n",
        "On Mon, May 4, 2020 at 9:12 AM Ann Poe wrote:\n\nIt leaks.\n",
    ],
)
def test_mail_above_comments_is_found(mail: str) -> None:
    assert len(reconstruct_text(f"The gate\n\nHe sent this:\n\n{mail}{COMMENTS}")) == 1


def test_mail_below_a_header_among_posts_is_found() -> None:
    mail = (
        "From: Ben Ost <ben@dock.example>\nTo: Cay Dun\nDate: 4 May 2020 11:40\n\nOld.\n\n"
        "On 4 May 2020 at 9:12, Ann Poe wrote:\n\nIt leaks.\n"
    )
    assert len(reconstruct_text(f"The gate\n{COMMENTS}\n{mail}")) == 2


_QUOTED = (
    "From: Ann Poe <ann@quay.example>\nTo: Ben Ost <ben@quay.example>\n"
    "Date: Tue, 5 May 2020 10:15:00 +0200\nSubject: crane\n\nThe crane is back.\n"
)


@pytest.mark.parametrize(
    "code",
    [
        '(defconst quay-mail\n  "{}")\n\n(defun quay-parse (text)\n  (insert text))\n',
        '(ns quay.mail-test)\n\n(def sample\n  "{}")\n\n(deftest parses\n  (is (= 1 1)))\n',
        '<?php\n$mail = "{}";\necho $mail;\n',
        'use strict;\nmy $mail = "\n{}";\nprint $mail;\n',
        'pub const MAIL: &str = "{}";\n\npub fn parse() {{\n}}\n',
        '#!/bin/bash\nMAIL="{}"\necho "$MAIL" | sendmail -t\n',
        'class Mailer\n  def sample\n    parse("{}")\n  end\nend\n',
        'library(mail)\nmail <- c("{}")\nprint(mail)\n',
        '(define mail\n"{}")\n(display mail)\n',
        'INSERT INTO mails (body) VALUES ("{}");\nSELECT 1;\n',
        'let mail = "{}"\n\nlet () = print_string mail\n',
        'var mail = @"{}";\nConsole.WriteLine(mail);\n',
        'const char* mail = R"({})";\nint main() {{ return 0; }}\n',
        'const MAIL: &str = r#"{}"#;\nfn main() {{}}\n',
        "local mail = [[\n{}]]\nprint(mail)\n",
        "my $m = q{{\n{}}};\nprint $m;\n",
        'defmodule Quay do\n  @mail ~S"""\n{}\n  """\nend\n',
        'Feature: Mail\n  Given a mail:\n  """\n{}\n  """\n  Then it is read\n',
    ],
)
def test_mail_in_a_string_of_several_lines_is_code(code: str) -> None:
    assert not len(reconstruct_text(code.format(_QUOTED)))


@pytest.mark.parametrize("text", ['She had it:\n\n"{}"\n\nand left.\n', 'He kept "this":\n\n{}'])
def test_mail_between_quotation_marks_in_prose_is_found(text: str) -> None:
    assert len(reconstruct_text(text.format(_QUOTED))) == 1


def test_a_diff_of_a_mail_is_no_mail() -> None:
    text = (
        "--- a/mail.txt\n+++ b/mail.txt\n@@ -1,4 +1,4 @@\n-From: Ann Poe <ann@quay.example>\n"
        "+From: Ann Ost <ann@quay.example>\n To: Ben Ost <ben@quay.example>\n"
        " Date: Mon, 4 May 2020 09:12:00 +0200\n Subject: Lock\n"
    )
    assert not len(reconstruct_text(text))


_MAIL = (
    "From: Ann Poe <ann@quay.example>\nSent: Monday, May 4, 2020 10:02 AM\n"
    "To: Ben Ost <ben@quay.example>\nSubject: Gate\n\n"
)


@pytest.mark.parametrize(
    ("above", "body"),
    [
        ('He wrote, "I never saw\nthe gate," and then sent this:', 'Please read "the manual"'),
        ('The court (citing "the parties\nagreement") quotes:', 'We agreed to "hold the gate".'),
        ('Her words, "it holds, as of now', 'See the sign "Gate".\nIt says "Open"'),
        ('They were asked ("yes or no") and sent, "at last', 'It says "Open".'),
    ],
)
def test_prose_with_marks_above_a_mail_is_no_code(above: str, body: str) -> None:
    (message,) = reconstruct_text(f"{above}\n\n{_MAIL}{body}\n").messages
    assert message.subject == "Gate"
    assert message.body.strip() == body
