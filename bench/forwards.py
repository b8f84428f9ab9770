"""Short forwards as clients print them in many languages, with what is in them: made, not found.

The strings are those of the clients' own translations (Gmail, Outlook, Apple Mail, Thunderbird,
Yahoo), written down here by hand: nothing is taken from mailrecon's lexicon, so that the measure is
independent of the measured program.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from archive_forms import ROWS
from babel.dates import format_datetime
from kind_forms import ROWS as KIND_ROWS


@dataclass(frozen=True, slots=True)
class Form:
    """How a client prints a message: its text, and the date by a CLDR pattern and locale.

    The gold lacks values that the text does not print (`{recipient}`, `{subject}`).
    """

    client: str
    locale: str
    pattern: str
    text: str


_GMAIL = (
    "---------- Forwarded message ---------\n"
    "{0} {{sender}}\nDate: {{date}}\nSubject: {{subject}}\nTo: {{recipient}}\n\n\n{{body}}\n"
)
_OUTLOOK = "{0}\n{1} {{sender}}\n{2} {{date}}\n{3} {{recipient}}\n{4} {{subject}}\n\n{{body}}\n"
_APPLE = "{0}\n\n{1} {{sender}}\n{2} {{subject}}\n{3} {{date}}\n{4} {{recipient}}\n\n{{body}}\n"
_THUNDERBIRD = (
    "-------- {0} --------\n{1} \t{{subject}}\n{2} \t{{date}}\n{3} \t{{sender}}\n"
    "{4} \t{{recipient}}\n\n\n{{body}}\n"
)
_RULE = "_" * 32
_ORIGINAL = "-----Original Message-----"
_RFC = "EEE, d MMM yyyy HH:mm:ss"

FORMS = (
    *(
        Form("Gmail", locale, pattern, _GMAIL.format(label))
        for locale, pattern, label in (
            ("en", "EEE, d MMM yyyy 'at' HH:mm", "From:"),
            ("en_US", "EEE, MMM d, yyyy 'at' h:mm a", "From:"),
            ("de", "EEE, d. MMM yyyy 'um' HH:mm 'Uhr'", "Von:"),
            ("fr", "EEE d MMM yyyy 'à' HH:mm", "De :"),
            ("es", "EEE, d MMM yyyy 'a las' HH:mm", "De:"),
            ("it", "EEE d MMM yyyy 'alle ore' HH:mm", "Da:"),
            ("pt_BR", "EEE, d 'de' MMM 'de' yyyy 'às' HH:mm", "De:"),
            ("nl", "EEE d MMM yyyy 'om' HH:mm", "Van:"),
            ("pl", "EEE, d MMM yyyy 'o' HH:mm", "Od:"),
            ("sv", "EEE d MMM yyyy 'kl'. HH:mm", "Från:"),
            ("ja", "yyyy年M月d日(EEE) H:mm", "From:"),
            ("zh_Hans", "yyyy年M月d日EEE HH:mm", "发件人："),
        )
    ),
    *(
        Form("Outlook", locale, pattern, _OUTLOOK.format(above, *labels.split("|")))
        for locale, pattern, above, labels in (
            ("en_US", "EEEE, MMMM d, yyyy h:mm a", _ORIGINAL, "From:|Sent:|To:|Subject:"),
            ("en_US", "EEEE, MMMM d, yyyy h:mm a", _RULE, "From:|Sent:|To:|Subject:"),
            ("en_GB", "dd MMMM yyyy HH:mm", _RULE, "From:|Sent:|To:|Subject:"),
            ("de", "EEEE, d. MMMM yyyy HH:mm", _RULE, "Von:|Gesendet:|An:|Betreff:"),
            ("fr", "EEEE d MMMM yyyy HH:mm", _RULE, "De :|Envoyé :|À :|Objet :"),
            ("es", "EEEE, d 'de' MMMM 'de' yyyy H:mm", _RULE, "De:|Enviado el:|Para:|Asunto:"),
            ("it", "EEEE d MMMM yyyy HH:mm", _RULE, "Da:|Inviato:|A:|Oggetto:"),
            ("pt_BR", "EEEE, d 'de' MMMM 'de' yyyy HH:mm", _RULE, "De:|Enviada em:|Para:|Assunto:"),
            ("nl", "EEEE d MMMM yyyy HH:mm", _RULE, "Van:|Verzonden:|Aan:|Onderwerp:"),
            ("pl", "EEEE, d MMMM yyyy HH:mm", _RULE, "Od:|Wysłano:|Do:|Temat:"),
            ("sv", "'den' d MMMM yyyy HH:mm", _RULE, "Från:|Skickat:|Till:|Ämne:"),
            ("da", "d. MMMM yyyy HH:mm", _RULE, "Fra:|Sendt:|Til:|Emne:"),
            ("nb", "EEEE d. MMMM yyyy HH:mm", _RULE, "Fra:|Sendt:|Til:|Emne:"),
            ("fi", "EEEE d. MMMM yyyy H.mm", _RULE, "Lähettäjä:|Lähetetty:|Vastaanottaja:|Aihe:"),
            ("cs", "EEEE d. MMMM yyyy H:mm", _RULE, "Od:|Odesláno:|Komu:|Předmět:"),
            ("hu", "yyyy. MMMM d., EEEE H:mm", _RULE, "Feladó:|Elküldve:|Címzett:|Tárgy:"),
            ("tr", "d MMMM yyyy EEEE HH:mm", _RULE, "Kimden:|Gönderildi:|Kime:|Konu:"),
            ("ru", "d MMMM yyyy 'г'. H:mm", _RULE, "От:|Отправлено:|Кому:|Тема:"),
            ("ja", "yyyy年M月d日 H:mm", _RULE, "差出人:|送信日時:|宛先:|件名:"),
            ("zh_Hans", "yyyy年M月d日 H:mm", _RULE, "发件人:|发送时间:|收件人:|主题:"),
            ("ko", "yyyy년 M월 d일 EEEE a h:mm", _RULE, "보낸 사람:|보낸 날짜:|받는 사람:|제목:"),
        )
    ),
    *(
        Form("Apple Mail", locale, pattern, _APPLE.format(*words.split("|")))
        for locale, pattern, words in (
            (
                "en_US",
                "MMMM d, yyyy 'at' h:mm:ss a 'EST'",
                "Begin forwarded message:|From:|Subject:|Date:|To:",
            ),
            (
                "de",
                "d. MMMM yyyy 'um' HH:mm:ss 'MEZ'",
                "Anfang der weitergeleiteten Nachricht:|Von:|Betreff:|Datum:|An:",
            ),
            (
                "fr",
                "d MMMM yyyy 'à' HH:mm:ss 'UTC+1'",
                "Début du message réexpédié :|De:|Objet:|Date:|À:",
            ),
            (
                "es",
                "d 'de' MMMM 'de' yyyy, H:mm:ss 'CET'",
                "Inicio del mensaje reenviado:|De:|Asunto:|Fecha:|Para:",
            ),
            (
                "it",
                "d MMMM yyyy HH:mm:ss 'CET'",
                "Inizio messaggio inoltrato:|Da:|Oggetto:|Data:|A:",
            ),
            (
                "nl",
                "d MMMM yyyy 'om' HH:mm:ss 'CET'",
                "Begin doorgestuurd bericht:|Van:|Onderwerp:|Datum:|Aan:",
            ),
            ("ja", "yyyy年M月d日 H:mm:ss 'JST'", "転送されたメッセージ:|差出人:|件名:|日付:|宛先:"),
        )
    ),
    *(
        Form("Thunderbird", locale, pattern, _THUNDERBIRD.format(*words.split("|")))
        for locale, pattern, words in (
            ("en", _RFC + " '+0100'", "Forwarded Message|Subject:|Date:|From:|To:"),
            ("en", _RFC + " '+0100'", "Weitergeleitete Nachricht|Betreff:|Datum:|Von:|An:"),
            ("en", _RFC + " '+0100'", "Message transféré|Sujet :|Date :|De :|Pour :"),
            ("en", _RFC + " '+0100'", "Mensaje reenviado|Asunto:|Fecha:|De:|Para:"),
            ("en", _RFC + " '+0100'", "Messaggio Inoltrato|Oggetto:|Data:|Mittente:|A:"),
            ("en", _RFC + " '+0100'", "Przekazana wiadomość|Temat:|Data:|Nadawca:|Adresat:"),
            ("en", _RFC + " '+0300'", "Перенаправленное сообщение|Тема:|Дата:|От:|Кому:"),
        )
    ),
    Form(
        "Yahoo",
        "en_US",
        "EEEE, MMMM d, yyyy, h:mm:ss a 'GMT+1'",
        "----- Forwarded Message -----\nFrom: {sender}\nTo: {recipient}\nSent: {date}\n"
        "Subject: {subject}\n\n{body}\n",
    ),
)

_US = "MM/dd/yyyy hh:mm a"
_LOTUS = (
    "---------------------- Forwarded by {name}/Quay/Tern on 03/02/2023 09:14 AM "
    "---------------------------\n\n\n"
)
_BLOCK = "From: {sender}\nSent: {date}\nTo: {recipient}\nSubject: {subject}\n\n{body}\n"
_DATE_FIRST = "Date: {date}\nFrom: {sender}\nTo: {recipient}\nSubject: {subject}\n"
_FULL = "EEEE, MMMM d, yyyy h:mm a"

# Other clients, gateways, archives and eras.
MORE_FORMS = (
    Form(
        "Lotus Notes 4",
        "en_US",
        _US,
        _LOTUS + "{name}\n{date}\nTo:\t{recipient}\ncc:\t\nSubject:\t{subject}\n\n{body}\n",
    ),
    Form(
        "Lotus Notes 8",
        "en_US",
        _US,
        "----- Forwarded by {name}/Quay/Tern on 03/02/2023 09:14 AM -----\n\n"
        "From:\t{name}/Quay/Tern\nTo:\t{recipient_name}/Dock/Tern@TERN\nDate:\t{date}\n"
        "Subject:\t{subject}\n\n{body}\n",
    ),
    Form("GroupWise", "en_US", "M/d/yyyy h:mm a", ">>> {sender} {date} >>>\n{body}\n"),
    Form("GroupWise", "de", "dd.MM.yyyy HH:mm", ">>> {sender} {date} >>>\n{body}\n"),
    Form(
        "Yahoo, one line",
        "en_US",
        _FULL,
        "From: {sender} To: {recipient} Sent: {date} Subject: {subject}\n\n{body}\n",
    ),
    Form(
        "Yahoo Classic",
        "en_US",
        "EEEE, MMMM d, yyyy, h:mm a",
        "--- On Mon, 3/2/23, {sender} wrote:\n\nFrom: {sender}\nSubject: {subject}\n"
        "To: {recipient}\nDate: {date}\n\n{body}\n",
    ),
    *(
        Form(
            "Samsung",
            locale,
            pattern,
            f"-------- {above} --------\n{{labels}}".replace("{labels}", labels) + "\n{body}\n",
        )
        for locale, pattern, above, labels in (
            (
                "en_US",
                "M/d/yy h:mm a '(GMT-05:00)'",
                "Original message",
                "From: {sender} \nDate: {date} \nTo: {recipient} \nSubject: {subject} \n",
            ),
            (
                "de",
                "dd.MM.yyyy HH:mm '(GMT+01:00)'",
                "Ursprüngliche Nachricht",
                "Von: {sender} \nDatum: {date} \nAn: {recipient} \nBetreff: {subject} \n",
            ),
            (
                "fr",
                "dd/MM/yyyy HH:mm '(GMT+01:00)'",
                "Message d'origine",
                "De : {sender} \nDate : {date} \nÀ : {recipient} \nObjet : {subject} \n",
            ),
        )
    ),
    Form(
        "a heading",
        "en_US",
        "MMMM d, yyyy h:mm a",
        "{name} to {recipient_name} - {date}\n\n{body}\n",
    ),
    Form(
        "a heading in Markdown",
        "en_US",
        "MMMM d, yyyy h:mm a",
        "Subject: {subject}\n\n**{name} to {recipient_name} - {date}**\n\n{body}\n",
    ),
    Form(
        "Gmail's page",
        "en_US",
        "EEE, MMM d, yyyy 'at' h:mm a",
        "{subject}\n1 message\n\n{sender}\t{date}\nTo: {recipient}\n\n{body}\n",
    ),
    Form(
        "new Outlook in Markdown",
        "en_US",
        _FULL,
        "**From:** {sender}\n**Sent:** {date}\n**To:** {recipient}\n**Subject:** {subject}\n\n"
        "{body}\n",
    ),
    Form(
        "Exchange",
        "en_US",
        _FULL,
        "From: {surname}, {given} (DOCK/QUAY) [E] <{address}>\nSent: {date}\nTo: {recipient}\n"
        "Subject: {subject}\n\n{body}\n",
    ),
    Form("Outlook with mailto", "en_US", _FULL, _BLOCK.replace("{sender}", "{mailto}")),
    Form(
        "BlackBerry", "en_US", "EEE MMM dd HH:mm:ss yyyy", "----- Original Message -----\n" + _BLOCK
    ),
    Form(
        "AOL",
        "en_US",
        "EEE, MMM d, yyyy h:mm a",
        "-----Original Message-----\nFrom: {sender}\nTo: {recipient}\nSent: {date}\n"
        "Subject: {subject}\n\n{body}\n",
    ),
    Form(
        "Hotmail",
        "en_US",
        _RFC + " '+0100'",
        "From: {address}\nTo: {recipient_address}\nSubject: {subject}\nDate: {date}\n\n{body}\n",
    ),
    Form(
        "KMail",
        "en",
        "EEEE d MMMM yyyy, HH:mm",
        "----------  Forwarded Message  ----------\n\nSubject: {subject}\nDate: {date}\n"
        "From: {sender}\nTo: {recipient}\n\n{body}\n",
    ),
    Form(
        "Evolution",
        "en",
        _RFC + " '+0100'",
        "-------- Forwarded Message --------\nFrom: {sender}\nTo: {recipient}\n"
        "Subject: {subject}\nDate: {date}\n\n{body}\n",
    ),
    Form(
        "Zoho",
        "en_US",
        "EEE, dd MMM yyyy HH:mm:ss '+0100'",
        "============ Forwarded message ============\nFrom: {sender}\nTo: {recipient}\n"
        "Date: {date}\nSubject: {subject}\n============ Forwarded message ============\n\n{body}\n",
    ),
    Form(
        "ProtonMail",
        "en_US",
        "EEEE, MMMM d, yyyy h:mm a",
        "------- Forwarded Message -------\nFrom: {sender}\nDate: On {date}\nSubject: {subject}\n"
        "To: {recipient}\n\n{body}\n",
    ),
    Form(
        "mutt",
        "en",
        _RFC + " '+0100'",
        "----- Forwarded message from {sender} -----\n\n" + _DATE_FIRST + "\n{body}\n\n"
        "----- End forwarded message -----\n",
    ),
    Form(
        "Pine, 1990s",
        "en",
        _RFC + " '+0100'",
        "---------- Forwarded message ----------\n" + _DATE_FIRST + "\n{body}\n",
    ),
    Form(
        "Eudora, 1990s",
        "en",
        _RFC + " '+0100'",
        ">Date: {date}\n>From: {sender}\n>To: {recipient}\n>Subject: {subject}\n>\n{quoted}\n",
    ),
    Form(
        "Usenet",
        "en",
        "d MMM yyyy HH:mm:ss 'GMT'",
        "From: {address} ({name})\nNewsgroups: tern.harbour\nSubject: {subject}\nDate: {date}\n"
        "Message-ID: <{number}@north.example>\n\n{body}\n",
    ),
    Form(
        "Pipermail's archive",
        "en",
        _RFC + " '+0100'",
        "From {name_at} Mon Mar  2 09:14:00 2023\nFrom: {name_at} ({name})\nDate: {date}\n"
        "Subject: {subject}\nMessage-ID: <{number}@north.example>\n\n{body}\n",
    ),
    *(
        Form("attribution line", locale, pattern, text + "\n\n{quoted}\n")
        for locale, pattern, text in (
            ("en_US", "EEE, MMM d, yyyy 'at' h:mm a", "On {date}, {sender} wrote:"),
            ("de", "EEE, d. MMM yyyy 'um' HH:mm 'Uhr'", "Am {date} schrieb {sender}:"),
            ("fr", "EEE d MMM yyyy 'à' HH:mm", "Le {date}, {sender} a écrit :"),
            ("es", "EEE, d MMM yyyy 'a las' HH:mm", "El {date}, {sender} escribió:"),
            ("it", "EEE d MMM yyyy 'alle ore' HH:mm", "Il {date} {sender} ha scritto:"),
            ("pt_BR", "EEE, d 'de' MMM 'de' yyyy 'às' HH:mm", "Em {date}, {sender} escreveu:"),
            ("nl", "EEE d MMM yyyy 'om' HH:mm", "Op {date} schreef {sender}:"),
            ("ja", "yyyy年M月d日(EEE) H:mm", "{date} {sender}:"),
            ("zh_Hans", "yyyy年M月d日EEE HH:mm", "{sender} 于{date}写道："),
        )
    ),
)
# Webmail, lists and clients of other countries, as they print today.
WORLD_FORMS = (
    Form(
        "Yandex",
        "ru",
        "dd.MM.yyyy, HH:mm",
        '-------- Пересылаемое сообщение --------\n{date}, "{name}" <{address}>:\n'
        "Тема: {subject}\nКому: {recipient}\n\n{body}\n",
    ),
    Form(
        "Mail.ru",
        "ru",
        "EEEE, d MMMM yyyy, H:mm '+03:00'",
        "-------- Пересылаемое сообщение --------\nОт кого: {sender}\nКому: {recipient}\n"
        "Дата: {date}\nТема: {subject}\n\n{body}\n",
    ),
    Form(
        "Orange",
        "fr",
        "dd/MM/yy HH:mm",
        "> Message du {date}\n> De : {sender}\n> A : {recipient}\n> Copie à : \n"
        "> Objet : {subject}\n> \n{quoted}\n",
    ),
    Form(
        "QQ Mail",
        "zh_Hans",
        "yyyy年M月d日 HH:mm",
        '------------------ 原始邮件 ------------------\n发件人: "{name}" <{address}>;\n'
        "发送时间: {date}\n收件人: {recipient};\n主题: {subject}\n\n{body}\n",
    ),
    Form(
        "QQ Mail, escaped",
        "zh_Hans",
        "yyyy年M月d日 HH:mm",
        "------------------&nbsp;原始邮件&nbsp;------------------\n"
        '发件人:&nbsp;"{name}"<{address}>;\n发送时间:&nbsp;{date}\n'
        "收件人:&nbsp;{recipient};\n主题:&nbsp;{subject}\n\n{body}\n",
    ),
    Form(
        "NetEase 163",
        "zh_Hans",
        "yyyy-MM-dd HH:mm:ss",
        "-------- 转发邮件信息 --------\n发件人：{sender}\n发送日期：{date}\n收件人：{recipient}\n"
        "主题：{subject}\n\n{body}\n",
    ),
    Form(
        "Naver",
        "ko",
        "yyyy-MM-dd (EEE) HH:mm:ss '(GMT+09:00)'",
        '-----Original Message-----\nFrom: "{name}"<{address}>\nTo: {recipient};\nCc:\n'
        "Sent: {date}\nSubject: {subject}\n\n{body}\n",
    ),
    Form(
        "Daum",
        "ko",
        "yyyy년 M월 d일 EEEE, HH시 mm분 ss초 '+0900'",
        "--------- 원본 메일 ---------\n보낸사람: {sender}\n받는사람: {recipient}\n날짜: {date}\n"
        "제목: {subject}\n\n{body}\n",
    ),
    Form(
        "GMX",
        "de",
        "EEEE, dd. MMMM yyyy 'um' HH:mm 'Uhr'",
        'Gesendet: {date}\nVon: "{name}" <{address}>\nAn: {recipient_address}\n'
        "Betreff: {subject}\n\n{body}\n",
    ),
    Form(
        "Zimbra",
        "de",
        "EEEE, d. MMMM yyyy HH:mm:ss",
        '----- Ursprüngliche Mail -----\nVon: "{name}" <{address}>\nAn: {recipient}\n'
        "Gesendet: {date}\nBetreff: {subject}\n\n{body}\n",
    ),
    Form(
        "Roundcube",
        "es",
        "yyyy-MM-dd HH:mm",
        "-------- Mensaje original --------\n\n  Asunto:        {subject}\n"
        "  Fecha:         {date}\n  Remitente:     {sender}\n  Destinatario:  {recipient}\n\n"
        "{body}\n",
    ),
    Form(
        "SquirrelMail",
        "en_US",
        "EEE, MMMM d, yyyy h:mm a",
        "---------------------------- Original Message ----------------------------\n"
        'Subject: {subject}\nFrom:    "{name}" <{address}>\nDate:    {date}\n'
        "To:      {recipient}\n"
        "--------------------------------------------------------------------------\n\n{body}\n",
    ),
    Form("Tutanota", "de", "d. MMM yyyy, HH:mm", "{date} von {address}:\n\n{quoted}\n"),
    Form("Spark", "en", "d MMM yyyy, HH:mm '+0100'", "On {date}, {sender}, wrote:\n{quoted}\n"),
    Form("OTRS", "en", "yyyy-MM-dd HH:mm", "{sender} wrote ({date}):\n\n{quoted}\n"),
    Form(
        "Outlook on the web, copied",
        "en_US",
        "EEE M/d/yyyy h:mm a",
        "{name}<{address}>\nTo:\n{recipient}\n{date}\n\n{body}\n",
    ),
    Form(
        "Fastmail",
        "en_US",
        "EEEE, MMMM dd, yyyy h:mm a",
        "----- Original message -----\nFrom: {sender}\nTo: {recipient}\nSubject: {subject}\n"
        "Date: {date}\n\n{body}\n",
    ),
    *(
        Form("Outlook", locale, pattern, _OUTLOOK.format(_RULE, *labels.split("|")))
        for locale, pattern, labels in (
            ("el", "EEEE, d MMMM yyyy h:mm a", "Από:|Στάλθηκε:|Προς:|Θέμα:"),
            ("uk", "EEEE, d MMMM yyyy 'р'. H:mm", "Від:|Надіслано:|Кому:|Тема:"),
            ("ro", "EEEE, d MMMM yyyy HH:mm", "De la:|Trimis:|Către:|Subiect:"),
            ("he", "EEEE d MMMM yyyy HH:mm", "מאת:|נשלח:|אל:|נושא:"),
            ("ar_EG", "EEEE, d MMMM yyyy hh:mm a", "من:|تم الإرسال:|إلى:|الموضوع:"),
            ("id", "EEEE, d MMMM yyyy HH.mm", "Dari:|Dikirim:|Kepada:|Subjek:"),
            ("vi", "EEEE, d MMMM, yyyy h:mm a", "Từ:|Đã gửi:|Đến:|Chủ đề:"),
            ("bg", "EEEE, d MMMM yyyy 'г'. HH:mm", "От:|Изпратено:|До:|Относно:"),
            ("hr", "d. MMMM yyyy. H:mm", "Šalje:|Poslano:|Prima:|Predmet:"),
            ("sk", "EEEE d. MMMM yyyy H:mm", "Od:|Odoslané:|Komu:|Predmet:"),
        )
    ),
)
# Headers in one line or without colons, headings in other languages, Notes, and pages as text.
ONE_LINE_FORMS = (
    Form(
        "Outlook, one line",
        "en_US",
        _FULL,
        "-----Original Message----- From: {sender} Sent: {date} To: {recipient} "
        "Subject: {subject}\n\n{body}\n",
    ),
    Form(
        "Outlook, one line",
        "de",
        "EEEE, d. MMMM yyyy HH:mm",
        "Von: {sender} Gesendet: {date} An: {recipient} Betreff: {subject}\n\n{body}\n",
    ),
    Form(
        "Outlook, one line",
        "es",
        "EEEE, d 'de' MMMM 'de' yyyy H:mm",
        "De: {sender} Enviado el: {date} Para: {recipient} Asunto: {subject}\n\n{body}\n",
    ),
    Form(
        "Outlook, no spaces",
        "en_US",
        _FULL,
        "From:{sender}Sent:{date}To:{recipient}Subject:{subject}\n\n{body}\n",
    ),
    Form(
        "Samsung, one line",
        "en_US",
        "M/d/yy h:mm a '(GMT-05:00)'",
        "-------- Original message -------- From: {sender} Date: {date} To: {recipient} "
        "Subject: {subject}\n\n{body}\n",
    ),
    Form(
        "one line, date last",
        "en_US",
        "MMMM d, yyyy h:mm a",
        "To: {recipient} From: {sender} Subject: {subject} Date: {date}\n\n{body}\n",
    ),
    Form(
        "one line, no colons",
        "en_US",
        "MMMM d, yyyy h:mm a",
        "From {sender} To {recipient} Date {date} Subject {subject}\n\n{body}\n",
    ),
    *(
        Form("no colons", locale, pattern, text + "\n\n{body}\n")
        for locale, pattern, text in (
            (
                "en_US",
                _FULL,
                "From {sender}\nSent {date}\nTo {recipient}\nSubject {subject}",
            ),
            (
                "es",
                "d 'de' MMMM 'de' yyyy H:mm",
                "De {sender}\nPara {recipient}\nFecha {date}\nAsunto {subject}",
            ),
            (
                "de",
                "d. MMMM yyyy HH:mm",
                "Von {sender}\nAn {recipient}\nDatum {date}\nBetreff {subject}",
            ),
            (
                "ru",
                "d MMMM yyyy 'г'. H:mm",
                "От {sender}\nКому {recipient}\nДата {date}\nТема {subject}",
            ),
        )
    ),
    Form(
        "OCR",
        "en_US",
        _FULL,
        "Frorn: {sender}\nSent: {date}\nTo; {recipient}\nSubject. {subject}\n\n{body}\n",
    ),
    *(
        Form("a heading", locale, pattern, text + "\n\n{body}\n")
        for locale, pattern, text in (
            ("en_US", "MMMM d, yyyy h:mm a", "{date} - {name} to {recipient_name}"),
            (
                "en_US",
                "MMMM d, yyyy 'at' h:mm a",
                "E-mail from {name} to {recipient_name} on {date}",
            ),
            ("de", "d. MMMM yyyy, H:mm 'Uhr'", "E-Mail: {name} an {recipient_name}, {date}"),
            (
                "fr",
                "d MMMM yyyy 'à' H 'h' mm",
                "Courriel de {name} à {recipient_name}, le {date} :",
            ),
            ("es", "d 'de' MMMM 'de' yyyy, H:mm", "Correo de {name} a {recipient_name} - {date}"),
            ("nl", "d MMMM yyyy, H:mm", "{name} aan {recipient_name}, {date}"),
        )
    ),
    Form(
        "Lotus Notes, Sent by",
        "en_US",
        _US,
        "{name}\nSent by: Dora Ek\n{date}\nPlease respond to {name}\n\nTo:\t{recipient}\ncc:\t\n"
        "Subject:\t{subject}\n\n{body}\n",
    ),
    Form(
        "Lotus Notes, stacked",
        "en_US",
        _US,
        "{sender}\n{date}\n\nTo\n{recipient}\ncc\n\nSubject\n{subject}\n\n{body}\n",
    ),
    Form(
        "Lotus Notes, Internet",
        "en_US",
        "MM/dd/yyyy hh:mm:ss a",
        "{address} on {date}\n\n{quoted}\n",
    ),
    Form(
        "Hypermail",
        "en",
        "EEE MMM dd yyyy '-' HH:mm:ss 'CET'",
        "{subject}\n\nFrom: {name} ({address})\nDate: {date}\n\n"
        '  * Next message: Ida Holm: "Re: {subject}"\n'
        "  * Messages sorted by: [ date ] [ thread ] [ subject ] [ author ]\n\n{body}\n",
    ),
    Form(
        "Gmail's page, pasted",
        "en_US",
        "EEE, MMM d, yyyy, h:mm a",
        "{subject}\nInbox\n{name}<{address}>\n{date}\nto {recipient_name}\n\n{body}\n",
    ),
    Form(
        "Outlook with unknown fields",
        "en_US",
        _FULL,
        "From: {sender}\nSent: {date}\nTo: {recipient}\nSubject: {subject}\nCategories: Red\n"
        "Follow Up Flag: Follow up\nFlag Status: Flagged\n\n{body}\n",
    ),
    Form(
        "Notes names",
        "en_US",
        _US,
        "From: {name}/Quay/Tern\nTo: {recipient_name}/Dock/Tern@TERN\nDate: {date}\n"
        "Subject: {subject}\n\n{body}\n",
    ),
)
ARCHIVE_FORMS = tuple(Form(*row) for row in ROWS)
KIND_FORMS = tuple(Form(*row) for row in KIND_ROWS)
ALL_FORMS = (
    *FORMS,
    *MORE_FORMS,
    *WORLD_FORMS,
    *ONE_LINE_FORMS,
    *ARCHIVE_FORMS,
    *KIND_FORMS,
)

_NAMES = "Ada Ben Cleo Dag Edda Finn Gry Hal Ida Jon Kaja Lew Mia Nils Ola Pia Rolf Siri Tor Una"
_SURNAMES = "Moor Ost Wirth Holm Berg Strand Lund Falk Nord Rask Brandt Holt Voss Thorn Vik Aas"
_HOSTS = "north.example south.example harbour.example council.example pier.example"
_THINGS = "wall pier report vote storm letter crane ferry boat gate lamp rope quay mole"
_NOTES = ("FYI, see below.", "What do we tell them?", "Came this morning.", "For the file.", "")


def forwards(count: int, seed: int) -> list[tuple[str, list[dict[str, Any]]]]:
    """Make `count` short forwards, each with its message; each seed has its own people."""
    return in_forms(FORMS, count, seed)


def in_forms(
    forms: Sequence[Form], count: int, seed: int
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Make `count` short forwards, using these forms in turn."""
    chance = random.Random(seed)
    return [_forward(forms[number % len(forms)], chance) for number in range(count)]


def nested(form: Form, levels: int, seed: int) -> tuple[str, list[dict[str, Any]]]:
    """Messages that forward one another, the newest first, all in one form.

    A form with `>` quotes its inner messages as deep as they stand.
    """
    chance = random.Random(seed)
    newest = datetime(2023, 3, 2, 9, 14)
    made = [
        _message(form, chance, newest - timedelta(minutes=97 * level)) for level in range(levels)
    ]
    text = ""
    for message in reversed(made):
        inner = f"{message['body']}\n\n{text}".rstrip("\n") if text else message["body"]
        text = _printed(form, message, inner)
    return f"{_NOTES[0]}\n\n{text}", made


def _forward(form: Form, chance: random.Random) -> tuple[str, list[dict[str, Any]]]:
    message = _message(form, chance, None)
    text = _printed(form, message, message["body"])
    note = chance.choice(_NOTES)
    return f"{note}\n\n{text}" if note else text, [message]


def _message(form: Form, chance: random.Random, when: datetime | None) -> dict[str, Any]:
    sender, recipient = _person(chance), _person(chance)
    things = _THINGS.split()
    subject = (
        f"The {chance.choice(things)} and the {chance.choice(things)} {chance.randint(1, 999)}"
    )
    if when is None:
        when = datetime(2009, 1, 1) + timedelta(minutes=chance.randrange(15 * 365 * 24 * 60))
    lines = [_sentence(chance) for _ in range(chance.randint(1, 6))]
    return {
        "from": sender,
        "to": [recipient] if "{recipient" in form.text else [],
        "subject": subject if "{subject}" in form.text else None,
        "body": f"Dear {recipient['name'].split()[0]},\n\n" + "\n".join(lines),
        "date": {
            "local": when.strftime(_printed_to(form)),
            "printed": format_datetime(when, form.pattern, locale=form.locale)
            if "{date}" in form.text
            else "",
        },
    }


def _printed_to(form: Form) -> str:
    """How much of a date a form prints: `--- On Fri, 7/6/12, …` a day, `--- Ann wrote:` nothing."""
    if "{date}" not in form.text:
        return ""
    return "%Y-%m-%dT%H:%M" if ":" in form.pattern or "." in form.pattern else "%Y-%m-%d"


def _printed(form: Form, message: dict[str, Any], body: str) -> str:
    sender = message["from"]
    recipient = message["to"][0] if message["to"] else sender
    name, address = sender["name"], sender["address"]
    return form.text.format(
        sender=f"{name} <{address}>",
        name=name,
        given=name.split()[0],
        surname=name.split()[1],
        address=address,
        mailto=f"{name} [mailto:{address}]",
        name_at=address.replace("@", " at "),
        number=sum(map(ord, address + body)),
        recipient=f"{recipient['name']} <{recipient['address']}>",
        recipient_name=recipient["name"],
        recipient_address=recipient["address"],
        date=message["date"]["printed"],
        subject=message["subject"],
        body=body,
        quoted="\n".join(f"> {line}".rstrip() for line in body.split("\n")),
    )


def _sentence(chance: random.Random) -> str:
    """A line of text; one in four has a colon, as prose has."""
    one, other = (chance.choice(_THINGS.split()) for _ in range(2))
    state = chance.choice(("ready", "late", "gone", "back"))
    if chance.random() < 0.25:
        return f"One thing about the {one}: it is {state}, and nobody reported it."
    return f"The {one} is {state}, but the {other} will take {chance.randint(2, 99)} days more."


def _person(chance: random.Random) -> dict[str, str]:
    name, surname = chance.choice(_NAMES.split()), chance.choice(_SURNAMES.split())
    address = f"{name}.{surname}{chance.randint(1, 99)}@{chance.choice(_HOSTS.split())}".lower()
    return {"name": f"{name} {surname}", "address": address}
