"""Recognise mailrecon's own files, so that they are not read as documents.

A folder that is converted a second time may contain corrections, ledgers, manifests, JSON Lines and
the tag files of a bag (RFC 8493). They quote the sources, so reading them would double the mail.
Lists of page images in a production (Opticon's OPT, IPRO's LFP) are also skipped, because they only
list files.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from mailrecon.model import Document
from mailrecon.read.options import ReadOptions
from mailrecon.regex import regex

KIND = "record"
_SQLITE = b"SQLite format 3\x00"
# PRAGMA application_id of databases made by `writers.sqlite`, and its offset in the file.
_APPLICATION = b"MAVR"
_APPLICATION_AT = 68
_STARTS = regex(
    # manifest.json
    rb'\{\s*"mailrecon": "[^"]{1,40}",\s*"time": "'
    # corrections.jsonl: the keys in the order of the alphabet
    rb'|\{"action": "[\w-]{1,40}", "at": "[^"]{1,40}", "by": "'
    # messages.jsonl
    rb'|\{"message_id": "[^"]{1,998}", "in_reply_to": [n"]'
    # ledger.jsonl
    rb'|\{"document": "(?:[^"\\]|\\.){0,4000}", "kind": "[\w ]{1,40}", "span": \[\d+, \d+\]'
    # bagit.txt
    rb"|BagIt-Version: \d+\.\d+\r?\nTag-File-Character-Encoding: "
    # manifest-sha256.txt and tagmanifest-sha256.txt of a bag
    rb"|[0-9a-f]{64}  ?(?:data/|provenance/|bag-info\.txt|bagit\.txt|manifest-sha256\.txt)",
    re.DOTALL,
)
# `REL00001,VOL01,IMAGES\001\REL00001.TIF,Y,,,2`
_OPTICON = regex(
    rb"[^,\r\n]{1,200},[^,\r\n]{0,200},[^,\r\n]{1,500}\.(?:tiff?|jpe?g|png|pdf),Y?,[^,\r\n]{0,20},"
    rb"[^,\r\n]{0,20},[0-9]{0,6}[ \t]*(?:\r?\n|\Z)",
    re.IGNORECASE,
)
# `IM,REL00001,D,0,@VOL01;IMAGES\001;REL00001.TIF;2`
_IPRO = regex(rb"IM,[^,\r\n]{1,200},[DC ]?,\d{1,6},@[^;\r\n]{0,200};[^;\r\n]{0,500};")
# First bytes of these files; most other files are ruled out by them.
_FIRST = frozenset(bytes((byte,)) for byte in b"{B0123456789abcdef")
_BAG_INFO = regex(rb"^Bag-Software-Agent: mailrecon ", re.MULTILINE)


def is_record(head: bytes, name: str) -> bool:
    """Whether a file begins like one that mailrecon writes beside its output."""
    if head.startswith(_SQLITE):
        return head[_APPLICATION_AT : _APPLICATION_AT + 4] == _APPLICATION
    if name.lower().endswith((".opt", ".lfp")):
        first = head.removeprefix(b"\xef\xbb\xbf")
        return any(kind.match(first) is not None for kind in (_OPTICON, _IPRO))
    if head[:1] in _FIRST and _STARTS.match(head) is not None:
        return True
    return name.rpartition("/")[2] == "bag-info.txt" and _BAG_INFO.search(head[:4096]) is not None


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """A document without text, which names the file in the summary."""
    yield Document(name, "", hashlib.sha256(data).hexdigest(), "utf-8", kind=KIND)
