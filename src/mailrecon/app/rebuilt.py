"""Keep the result of each document, so that a correction requires parsing only its own document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from threading import RLock
from typing import NamedTuple

from msgspec.structs import replace

from mailrecon.corrections import Correction, of_document
from mailrecon.lexicon import load
from mailrecon.model import Archive, Document, Message, Parsed
from mailrecon.pipeline import LinkOptions, link
from mailrecon.pipeline.large import rebuild_large, resolved_in
from mailrecon.pipeline.one import is_taken_in_windows, rebuild
from mailrecon.thread.facts import MessageFacts
from mailrecon.thread.rebuilt import MESSAGES, PAGES, RebuiltDocument, RebuiltMessage, rebuilt
from mailrecon.thread.spool import SpooledList


class _KeptDocument(NamedTuple):
    """The position of a document's page and messages in the store, and the corrections applied."""

    own: tuple[Correction, ...]
    document: RebuiltDocument
    page: int
    first: int
    messages: int


class RebuiltDocuments:
    """The parsed documents and their messages: in memory if they are few, otherwise in a file.

    The earlier result of a document that was parsed again is kept until the object is closed. One
    thread may add documents while another makes archives of earlier ones.
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self._pages: SpooledList[Parsed] = SpooledList(PAGES)
        self._messages: SpooledList[Message] = SpooledList(MESSAGES)
        self._facts: list[MessageFacts] = []
        self._entries: list[_KeptDocument | None] = []

    def keep(self, document: RebuiltDocument, corrections: Sequence[Correction]) -> int:
        """Keep the next document. Returns the number of its messages."""
        own = of_document(corrections, document.summary.sha256)
        with self._lock:
            self._entries.append(None)
            return sum(1 for _ in self._kept(len(self._entries) - 1, own, document))

    def archive(self, documents: Sequence[Document], options: LinkOptions) -> Archive:
        """The archive of `documents`. The first of these are the kept ones, in the same order.

        Only documents whose corrections have changed are parsed again. Raises LedgerError and
        ZoneError.
        """
        with self._lock:
            self._entries += [None] * (len(documents) - len(self._entries))
            return link(self._all(documents, options.corrections), options)

    def _all(
        self, documents: Sequence[Document], corrections: Sequence[Correction]
    ) -> Iterator[RebuiltDocument]:
        own: dict[str, tuple[Correction, ...]] = {
            sha256: of_document(corrections, sha256)
            for sha256 in {item.document for item in corrections if item.document is not None}
        }
        for number, document in enumerate(documents):
            entry = self._entries[number]
            mine = own.get(document.sha256, ())
            if entry is None or entry.own != mine:
                yield from self._anew(number, document, mine)
            else:
                yield replace(
                    entry.document, page=self._pages[entry.page], messages=self._of(entry)
                )

    def _anew(
        self, number: int, document: Document, own: tuple[Correction, ...]
    ) -> Iterator[RebuiltDocument]:
        lexicon = load()
        if is_taken_in_windows(document, own):
            with TemporaryFile() as file:
                large = rebuild_large(document, lexicon, file)
                found = rebuilt(large.parsed, resolved_in(file, large.second, lexicon))
                yield replace(found, messages=self._kept(number, own, found))
            return
        found = rebuild(document, lexicon, own)
        yield replace(found, messages=self._kept(number, own, found))

    def _of(self, entry: _KeptDocument) -> Iterator[RebuiltMessage]:
        for one in range(entry.first, entry.first + entry.messages):
            yield RebuiltMessage(self._facts[one], self._messages[one])

    def _kept(
        self, number: int, own: tuple[Correction, ...], document: RebuiltDocument
    ) -> Iterator[RebuiltMessage]:
        first, page = len(self._messages), len(self._pages)
        self._pages.append(document.page)
        for item in document.messages:
            self._messages.append(item.message)
            self._facts.append(item.facts)
            yield item
        # If an earlier iteration stopped half-way, the document is parsed again.
        light = replace(document, page=b"", messages=())
        self._entries[number] = _KeptDocument(own, light, page, first, len(self._messages) - first)
