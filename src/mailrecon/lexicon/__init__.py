"""The words that mail programs and web pages print around mail, in each language.

A language is one JSON file in this folder (`docs/lexicon.md`). Lookups ignore case, width and white
space, so `S u b j e c t` and `ＳＵＢＪＥＣＴ` both find `Subject`.
"""

from mailrecon.lexicon.building import build
from mailrecon.lexicon.files import (
    FOLDER,
    LABEL_SECTIONS,
    OPTIONAL_SECTIONS,
    RAW_LABELS,
    SECTIONS,
    read_language_files,
)
from mailrecon.lexicon.folding import CONTROLS, INVISIBLE, fold, fold_words, ocr_shape
from mailrecon.lexicon.lexicon import (
    PLACEHOLDER,
    LabelEntry,
    Lexicon,
    Template,
    attribution_key,
    literal_length,
)
from mailrecon.lexicon.loading import TABLES, Tables, checksum, load

__all__ = [
    "CONTROLS",
    "FOLDER",
    "INVISIBLE",
    "LABEL_SECTIONS",
    "OPTIONAL_SECTIONS",
    "PLACEHOLDER",
    "RAW_LABELS",
    "SECTIONS",
    "TABLES",
    "LabelEntry",
    "Lexicon",
    "Tables",
    "Template",
    "attribution_key",
    "build",
    "checksum",
    "fold",
    "fold_words",
    "literal_length",
    "load",
    "ocr_shape",
    "read_language_files",
]
