"""Attribution lines with the verb before the name, or the date after the verb."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct_text

BELOW = "Cay,\n\nsee below.\n\nDora\n\n{}\n> The gate is open.\n> We close it at noon.\n"
LINES = """\
Il giorno 4 maggio 2026 ha scritto Ann Poe alle 09:12:
Il giorno Ann Poe ha scritto il 4 maggio 2026 alle 09:12:
Ann Poe ha scritto il 4/05/2026 alle ore 09:12:
Ann Poe napisała 4 maja 2026 o 09:12:
Ann Poe napisała w dniu 4.05.2026 o godz. 09:12:
W dniu 4 maja 2026 09:12 napisała Ann Poe:
04.05.2026 09:12 написала Ann Poe:
4 мая 2026 г. в 09:12, написал(а) Ann Poe:
4 травня 2026 р. о 09:12 написала Ann Poe:
Ann Poe napsala 4. května 2026 v 9:12:
El lun, 4 may 2026 a las 9:12, escribió Ann Poe:
Em 4 de maio de 2026 às 09:12 escreveu Ann Poe:
Le 4 mai 2026 à 09:12 a écrit Ann Poe :
Ann Poe skrev 4. mai 2026 kl. 09:12:
4.5.2026 klo 9.12 kirjoitti Ann Poe:
Ann Poe ezt írta (időpont: 2026. máj. 4., H, 9:12):
Η Ann Poe έγραψε στις 4 Μαΐου 2026 9:12 π.μ.:
Ann Poe 4 Mayıs 2026 09:12 tarihinde şunu yazdı:
Ann Poe menulis pada 4 Mei 2026 pukul 09.12:
Ann Poe đã viết vào 4 tháng 5 năm 2026 09:12:
La data de 4 mai 2026, 09:12, a scris Ann Poe:
На 4 май 2026 г. в 9:12 написа Ann Poe:
Ann Poe je napisala 4. 5. 2026 ob 09:12:
El 4 de maig de 2026 a les 9:12 va escriure Ann Poe:
On Monday, 4 May 2026 at 09:12 wrote Ann Poe:
""".splitlines()
# Sentences that introduce what somebody wrote elsewhere.
PROSE = [
    "Il 4 maggio 1943 ha scritto mio nonno:\n«Cara Anna, il porto è chiuso.»\n",
    "Le 4 mai 2020 a écrit le maire dans sa lettre :\n\nLe port est fermé.\n",
    "4 мая 2020 г. написала газета:\nПорт закрыт.\n",
    "Am 4. Mai 2020 schrieb die Zeitung:\nDer Hafen ist zu.\n",
]


@pytest.mark.parametrize("line", LINES)
def test_each_order_of_words_names_the_author_and_the_date(line: str) -> None:
    found = [
        (message.originator.name, message.to_dict()["date"])
        for message in reconstruct_text(BELOW.format(line))
        if message.originator is not None
    ]
    assert found == [("Ann Poe", "2026-05-04T09:12")]


@pytest.mark.parametrize("text", PROSE)
def test_a_sentence_about_a_letter_is_no_attribution(text: str) -> None:
    assert list(reconstruct_text(text)) == []
