"""The meaning of a load file's columns, from the names that platforms and vendors use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from mailrecon.regex import regex


class Meaning(StrEnum):
    """The columns that the checks use."""

    BEGIN = "first number"
    END = "last number"
    FAMILY_BEGIN = "first number of the family"
    FAMILY_END = "last number of the family"
    PARENT = "number of the parent"
    ATTACHMENTS = "numbers of the attachments"
    NATIVE = "path of the native"
    TEXT = "path of the text"
    MD5 = "MD5 of the native"
    SHA1 = "SHA-1 of the native"
    SHA256 = "SHA-256 of the native"
    PAGES = "number of pages"
    DATE = "date"


# From platforms' import pages and common production specifications; compared without case, blanks
# and punctuation, so that `Begin Bates`, `BEG_BATES` and `BegBates` are alike.
_NAMES: Mapping[Meaning, tuple[str, ...]] = {
    Meaning.BEGIN: (
        *("BEGDOC", "BEGBATES", "BEGINBATES", "BATESBEGIN", "BEGNO", "PRODBEG", "BATESSTART"),
        *("BEGPROD", "PRODBEGBATES", "BEGINDOC", "CONTROLNUMBER", "DOCID", "BEGDOCNO", "BATESBEG"),
    ),
    Meaning.END: (
        *("ENDDOC", "ENDBATES", "BATESEND", "ENDNO", "PRODEND", "BATESSTOP", "ENDPROD"),
        *("PRODENDBATES", "CONTROLNUMBEREND", "ENDDOCID", "ENDDOCNO"),
    ),
    Meaning.FAMILY_BEGIN: (
        *("BEGATTACH", "BEGATT", "BEGINFAMILY", "BATESBEGINATTACH", "GROUPIDENTIFIER", "BEGFAM"),
        *("PRODBEGATTACH", "BEGINGROUP", "ATTACHRANGEBEGIN", "BEGATTACHMENT", "BEGINATTACH"),
    ),
    Meaning.FAMILY_END: (
        *("ENDATTACH", "ENDATT", "ENDFAMILY", "BATESENDATTACH", "ATTACHMENTRANGEEND", "ENDFAM"),
        *("PRODENDATTACH", "ENDGROUP", "ATTACHRANGEEND", "ENDATTACHMENT"),
    ),
    Meaning.PARENT: (
        *("PARENTID", "PARENTDOCUMENTID", "PARENTBATES", "PARENTDOCID", "PARENT", "PARENTBEGDOC"),
    ),
    Meaning.ATTACHMENTS: ("ATTACHIDS", "ATTACHMENTDOCUMENTIDS", "ATTACHMENTIDS", "ATTACHDOCID"),
    Meaning.NATIVE: (
        *("NATIVELINK", "NATIVEFILE", "FILEPATH", "NATIVEPATH", "NATIVEFILEPATH", "ITEMPATH"),
        *("NATIVEFILELINK", "LINK", "DOCLINK"),
    ),
    Meaning.TEXT: (
        *("TEXTLINK", "EXTRACTEDTEXT", "TEXTPATH", "TEXTFILE", "TEXTFILEPATH", "OCRPATH"),
        *("FULLTEXT", "OCRTEXT"),
    ),
    Meaning.MD5: ("MD5HASH", "MD5", "MD5DIGEST", "HASH", "HASHVALUE"),
    Meaning.SHA1: ("SHA1HASH", "SHA1", "SHA1DIGEST"),
    Meaning.SHA256: ("SHA256", "SHA256HASH", "SHA256DIGEST"),
    Meaning.PAGES: ("PAGECOUNT", "PAGES", "PGCOUNT", "NUMPAGES"),
    Meaning.DATE: ("DATESENT", "SENTDATE", "DATERECEIVED", "DATECREATED", "DATEMODIFIED"),
}
_BY_NAME = {name: meaning for meaning, names in _NAMES.items() for name in names}
_PUNCTUATION = regex(r"[\W_]+")


def meanings(names: Iterable[str]) -> dict[Meaning, str]:
    """The column for each meaning that is found; the first one if several fit."""
    found: dict[Meaning, str] = {}
    for name in names:
        meaning = _BY_NAME.get(_PUNCTUATION.sub("", name).upper())
        if meaning is not None:
            found.setdefault(meaning, name)
    return found
