"""Headers with a label that means another field in another language, or two in one language."""

from __future__ import annotations

import pytest

from mailrecon import reconstruct_text

_VALUES = {
    "F": "Ann Poe",
    "T": "Ben Ost",
    "C": "Cay Dun",
    "D": "04.05.2020 09:12",
    "S": "Tides",
}


@pytest.mark.parametrize(
    ("order", "labels"),
    [
        # Czech `Odeslal`, Polish `Wysłał`, Slovenian `Poslal`: who sent it, or when
        ("FDTS", ("Od", "Odeslal", "Komu", "Předmět")),
        ("FTDS", ("Od", "Do", "Wysłał", "Temat")),
        ("FDTS", ("Poslal", "Datum", "Za", "Zadeva")),
        ("FDTS", ("Od", "Poslao", "Prima", "Predmet")),
        ("FDTS", ("No", "Nosūtīja", "Kam", "Temats")),
        # `Do` is Portuguese for From, and the others' To; `Da` Italian for From, and Breton for To
        ("TFDS", ("Do", "Od", "Data", "Temat")),
        ("TFDS", ("Do", "Od", "Dátum", "Predmet")),
        ("TFDS", ("Do", "Ó", "Dáta", "Ábhar")),
        ("TFDS", ("Da", "Eus", "Deiziad", "Danvez")),
        ("FTDS", ("Do", "Para", "Data", "Assunto")),
        ("FTDS", ("Da", "A", "Data", "Oggetto")),
        # Hindi `प्रति`: copies, or recipients
        ("FDTCS", ("प्रेषक", "दिनांक", "को", "प्रति", "विषय")),
    ],
)
def test_the_other_labels_decide(order: str, labels: tuple[str, ...]) -> None:
    header = "".join(
        f"{label}: {_VALUES[role]}\n" for role, label in zip(order, labels, strict=True)
    )
    (message,) = reconstruct_text(f"{header}\nThe gate is closed.\n").messages
    assert message.originator is not None
    assert message.originator.name == "Ann Poe"
    assert [person.name for person in message.to] == ["Ben Ost"]
    assert [person.name for person in message.cc] == (["Cay Dun"] if "C" in order else [])
    assert message.subject == "Tides"
    assert message.when is not None
    assert message.body == "The gate is closed."
