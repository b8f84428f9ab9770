"""Short forwards as clients print them in many languages, with what is in them: made, not found.

The strings are those of the clients' own translations (Gmail, Outlook, Apple Mail, Thunderbird,
Yahoo), written down here by hand: nothing is taken from mailrecon's lexicon, so that the measure
is none of what it measures.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from babel.dates import format_datetime


@dataclass(frozen=True, slots=True)
class Form:
    """How a client prints a forward: its text, and the date by a CLDR pattern and locale."""

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

_NAMES = "Ada Ben Cleo Dag Edda Finn Gry Hal Ida Jon Kaja Lew Mia Nils Ola Pia Rolf Siri Tor Una"
_SURNAMES = "Moor Ost Wirth Holm Berg Strand Lund Falk Nord Rask Brandt Holt Voss Thorn Vik Aas"
_HOSTS = "north.example south.example harbour.example council.example pier.example"
_THINGS = "wall pier report vote storm letter crane ferry boat gate lamp rope quay mole"
_NOTES = ("FYI, see below.", "What do we tell them?", "Came this morning.", "For the file.", "")


def forwards(count: int, seed: int) -> list[tuple[str, list[dict[str, Any]]]]:
    """So many short forwards, each with the one message in it; each seed has its own people."""
    chance = random.Random(seed)
    return [_forward(FORMS[number % len(FORMS)], chance) for number in range(count)]


def _forward(form: Form, chance: random.Random) -> tuple[str, list[dict[str, Any]]]:
    sender, recipient = _person(chance), _person(chance)
    things = _THINGS.split()
    subject = (
        f"The {chance.choice(things)} and the {chance.choice(things)} {chance.randint(1, 999)}"
    )
    when = datetime(2009, 1, 1) + timedelta(minutes=chance.randrange(15 * 365 * 24 * 60))
    printed = format_datetime(when, form.pattern, locale=form.locale)
    lines = [_sentence(chance) for _ in range(chance.randint(1, 6))]
    body = f"Dear {recipient['name'].split()[0]},\n\n" + "\n".join(lines)
    text = form.text.format(
        sender=f"{sender['name']} <{sender['address']}>",
        recipient=f"{recipient['name']} <{recipient['address']}>",
        date=printed,
        subject=subject,
        body=body,
    )
    note = chance.choice(_NOTES)
    message = {
        "from": sender,
        "to": [recipient],
        "subject": subject,
        "body": body,
        "date": {"local": when.strftime("%Y-%m-%dT%H:%M"), "printed": printed},
    }
    return f"{note}\n\n{text}" if note else text, [message]


def _sentence(chance: random.Random) -> str:
    """A line of text; one in four has a colon, as prose has."""
    one, other = (chance.choice(_THINGS.split()) for _ in range(2))
    state = chance.choice(("ready", "late", "gone", "back"))
    if chance.random() < 0.25:
        return f"One thing about the {one}: it is {state}, and nobody told us so."
    return f"The {one} is {state}, but the {other} will take {chance.randint(2, 99)} days more."


def _person(chance: random.Random) -> dict[str, str]:
    name, surname = chance.choice(_NAMES.split()), chance.choice(_SURNAMES.split())
    address = f"{name}.{surname}{chance.randint(1, 99)}@{chance.choice(_HOSTS.split())}".lower()
    return {"name": f"{name} {surname}", "address": address}
