"""Words of a name or a subject joined by hyphens, for file names and placeholder addresses."""

from __future__ import annotations

import re
import unicodedata

from mailrecon.regex import regex

# A Chinese character is pronounced differently in each language, and in Japanese names even from
# name to name: 木村 is Kimura, which no program can know. So they are not transliterated.
_HAN = regex(r"[\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_LOOKED_AT = 200


def ascii_slug(text: str, length: int) -> str:
    """`Ida Rask (Büro)` as `ida-rask-buro`, of at most `length` characters; may be empty."""
    from anyascii import anyascii

    spelled = anyascii(_HAN.sub(" ", text[:_LOOKED_AT])).lower()
    return re.sub(r"[^a-z0-9]+", "-", spelled).strip("-")[:length].strip("-")


def unicode_slug(text: str, length: int) -> str:
    """`木村 花子` as `木村-花子`: letters and digits of any script, at most `length` bytes."""
    composed = unicodedata.normalize("NFC", text[:_LOOKED_AT]).lower()
    kept = "".join(
        char if char.isalnum() or unicodedata.category(char)[0] == "M" else "-" for char in composed
    )
    words = "-".join(word for word in kept.split("-") if word and word[0].isalnum())
    return words.encode("utf-8", "replace")[:length].decode("utf-8", "ignore").strip("-")
