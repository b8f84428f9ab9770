"""Pages of HTML read to text by one reader in a process of its own; JSON on standard output.

`python web.py NAME CORPUS`

CORPUS is JSON: `warm` and `pages`, lists of pages. The answer has the seconds, and for each page
how many characters of text were read.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

Read = Callable[[str], str]


def mailrecon() -> Read:
    """The page as mailrecon reads it, with what can't be seen left out."""
    from mailrecon.read import ReadOptions, read_bytes

    options = ReadOptions("utf-8")

    def read(page: str) -> str:
        documents = read_bytes(page.encode(), "page.html", options)
        return "\n".join(document.text for document in documents)

    return read


def inscriptis() -> Read:
    """Text laid out as a browser would; the library does not ask what can be seen."""
    from inscriptis import get_text

    return get_text  # type: ignore[no-any-return]


def main() -> None:
    """Read all pages, and print how long it took."""
    read = {"mailrecon": mailrecon, "inscriptis": inscriptis}[sys.argv[1]]()
    corpus = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    for page in corpus["warm"]:
        read(page)
    start = time.process_time()
    sizes = [len(read(page)) for page in corpus["pages"]]
    seconds = time.process_time() - start
    sys.stdout.write(json.dumps({"seconds": seconds, "sizes": sizes}))


main()
