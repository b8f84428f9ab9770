"""Read the signed content of S/MIME files (`smime.p7m`, `contract.pdf.p7m`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from mailrecon.errors import ReadError
from mailrecon.model import Document, Notice, NoticeCode
from mailrecon.read.mail import eml as mail
from mailrecon.read.mail.secured import signed_content
from mailrecon.read.options import ReadOptions
from mailrecon.read.recognition import mail_signatures, signatures
from mailrecon.regex import regex

_FIRST_FIELD = regex(rb"(?:MIME-Version|Content-[A-Za-z-]+):", re.IGNORECASE)
_DEEPEST = 3


def read(data: bytes, name: str, options: ReadOptions) -> Iterator[Document]:
    """Read the signed text, or the documents in the signed file, which are named `NAME!FILE`.

    Raises ReadError for encrypted mail, and for signatures and certificates without content.
    """
    found = signed_content(data)
    if found is None or not found.content or name.count("!") >= _DEEPEST:
        raise ReadError(f"{name}: a signed or encrypted mail (S/MIME), not read")
    head = found.content[: signatures.HEAD]
    inner = name.rpartition("/")[2].rpartition("!")[2].rpartition(".")[0]
    # `smime.p7m` is a mail, `letter.txt.p7m` a signed file.
    is_file = "." in inner
    if not is_file and mail_signatures.is_eml(head, "signed.eml"):
        documents = mail.read(found.content, name, options)
    elif not is_file and _FIRST_FIELD.match(head):
        documents = mail.read_entity(found.content, name, options)
    else:
        from mailrecon.read.documents import read_bytes

        documents = read_bytes(found.content, f"{name}!{inner}", options)
    for number, document in enumerate(documents):
        if found.fault and not number:
            notice = Notice(NoticeCode.DAMAGED_PART, f"the signed file {found.fault}")
            document = replace(document, warnings=(*document.warnings, notice))
        yield document
