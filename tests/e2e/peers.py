"""Read a folder of EML files, or an mbox, with a library; print the result as JSON.

Run by `readers.py` in the environment of `requirements.txt`: `python peers.py READER PATH`.
"""

import json
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path


def mail_parser(path: Path) -> Iterator[dict[str, str]]:
    import mailparser

    for file in sorted(path.glob("*.eml")):
        mail = mailparser.parse_from_file(str(file))
        texts = mail.text_plain
        yield {
            "message_id": mail.message_id or "",
            "subject": mail.subject or "",
            "author": (mail.from_ or [("", "")])[0][0],
            "body": texts[0] if texts else "",
        }


def libratom(path: Path) -> Iterator[dict[str, str]]:
    from libratom.lib.core import open_mail_archive

    with open_mail_archive(path) as archive:
        for message in archive.messages():
            yield {"message_id": message["Message-ID"] or ""}


def tika(path: Path) -> Iterator[dict[str, str]]:
    from extractous import Extractor

    extractor = Extractor()
    for file in sorted(path.glob("*.eml")):
        text, metadata = extractor.extract_file_to_string(str(file))
        yield {
            "message_id": metadata.get("Message:Raw-Header:Message-ID", [""])[0],
            "subject": metadata.get("dc:title", [""])[0],
            "author": metadata.get("Message:From-Name", [""])[0],
            "body": text,
        }


READERS = {
    "mail-parser": (mail_parser, "mail-parser"),
    "libratom": (libratom, "libratom"),
    "Apache Tika": (tika, "extractous"),
}

if __name__ == "__main__":
    read, package = READERS[sys.argv[1]]
    messages = list(read(Path(sys.argv[2])))
    json.dump({"version": version(package), "messages": messages}, sys.stdout)
