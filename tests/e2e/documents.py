"""Documents with known problems of mail clients, in four scripts, and one with many messages."""

from collections.abc import Mapping

_LONG = "0123456789 abcdefghij " * 60

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "from": "From",
        "to": "To",
        "cc": "Cc",
        "date": "Date",
        "subject": "Subject",
        "forward": "---------- Forwarded message ---------",
        "ann": "Agnes O'Hara-Lund",
        "ben": "Benedict Straw",
        "topic": "The north pier, once more",
        "day": "Tue, 5 Mar 2019 10:00:00 +0100",
        "later": "Wed, 6 Mar 2019 11:30:00 +0100",
        "text": "The pier holds. The winter was long.",
        "answer": "Then we open it on Friday.",
    },
    "de": {
        "from": "Von",
        "to": "An",
        "cc": "Cc",
        "date": "Datum",
        "subject": "Betreff",
        "forward": "-------- Weitergeleitete Nachricht --------",
        "ann": "Jörg Süßmilch-Größer",
        "ben": "Käthe Überall",
        "topic": "Prüfung der Nordmole – außen",
        "day": "Tue, 5 Mar 2019 10:00:00 +0100",
        "later": "Wed, 6 Mar 2019 11:30:00 +0100",
        "text": "Die Mole hält. Größere Schäden gibt es nicht.",
        "answer": "Dann öffnen wir sie am Freitag für alle.",
    },
    "ja": {
        "from": "差出人",
        "to": "宛先",
        "cc": "Cc",
        "date": "日付",
        "subject": "件名",
        "forward": "---------- 転送されたメッセージ ---------",
        "ann": "佐々木 花子",
        "ben": "渡辺 健一郎",
        "topic": "北埠頭の検査報告について（第二回・最終版）",
        "day": "2019年3月5日 10:00:00 +0900",
        "later": "2019年3月6日 11:30:00 +0900",
        "text": "埠頭は無事です。冬は長いものでした。",
        "answer": "では金曜日に開放します。",
    },
    "ar": {
        "from": "من",
        "to": "إلى",
        "cc": "نسخة",
        "date": "التاريخ",
        "subject": "الموضوع",
        "forward": "---------- رسالة مُعاد توجيهها ---------",
        "ann": "ليلى الحداد",
        "ben": "يوسف النجار",
        "topic": "فحص الرصيف الشمالي مرة أخرى",
        "day": "Tue, 5 Mar 2019 10:00:00 +0300",
        "later": "Wed, 6 Mar 2019 11:30:00 +0300",
        "text": "الرصيف سليم. كان الشتاء طويلا.",
        "answer": "إذن نفتحه يوم الجمعة.",
    },
}
LANGUAGES = tuple(_WORDS)


def difficult(language: str) -> tuple[str, dict[str, tuple[str, str, str]]]:
    """A document, and what it must give: subject to originator, first and last line of the body.

    A forward with the forwarded message, both with redactions; a line of more than 998 letters;
    lines that begin with `From ` and `>From `, dots alone, trailing spaces; an answer of later.
    """
    w = _WORDS[language]
    text = (
        f"[1]\n\n"
        f"{w['from']}: {w['ben']} <>\n{w['to']}: {w['ann']} <ann@north.example>\n"
        f"{w['date']}: {w['later']}\n{w['subject']}: Fwd: {w['topic']}\n\n"
        f"{w['answer']}\n\n"
        f"{w['forward']}\n"
        f"{w['from']}: {w['ann']} <ann@north.example>\n{w['to']}: {w['ben']} <>\n"
        f"{w['cc']}: [redacted]\n{w['date']}: {w['day']}\n{w['subject']}: {w['topic']}\n\n"
        f"{w['text']}\n"
        f"From the pier one sees the town.\n>From the town, the pier.\n.\n..\n"
        f"{_LONG.strip()}\n{w['text'] * 60}\n{w['ann']}\n"
    )
    return text, {
        f"Fwd: {w['topic']}": (w["ben"], w["answer"], w["answer"]),
        w["topic"]: (w["ann"], w["text"], w["ann"]),
    }


def many(count: int) -> str:
    """A document of `count` messages in threads of five, each answering the one before."""
    people = [(f"Person {n} Ängström", f"p{n}@north.example") for n in range(40)]
    parts = []
    for number in range(count):
        thread, place = divmod(number, 5)
        who, to = people[number % 40], people[(number + 1) % 40]
        prefix = "Re: " if place else ""
        parts.append(
            f"From: {who[0]} <{who[1]}>\nTo: {to[0]} <{to[1]}>\n"
            f"Date: {1 + thread % 28} Mar {1990 + thread // 100} {8 + place:02d}:15:00 +0000\n"
            f"Message-ID: <m{number}@north.example>\n"
            + (f"In-Reply-To: <m{number - 1}@north.example>\n" if place else "")
            + f"Subject: {prefix}Matter no. {thread}\n\n"
            f"Words about matter {thread}, part {place}.\nFrom here on, nothing.\n\n"
        )
    return "A list of letters.\n\n" + "".join(parts)
