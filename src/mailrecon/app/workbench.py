"""The state behind the server: documents, their archive, and the decisions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Condition, RLock, Thread
from typing import Any, NamedTuple

from msgspec import Struct

from mailrecon.app.decided import Decided
from mailrecon.app.decisions import (
    DecisionContext,
    DecisionRequest,
    decide,
    history,
    marks,
    shaping,
)
from mailrecon.app.dropped import keep_dropped
from mailrecon.app.judged import JudgedSample
from mailrecon.app.opened_files import OpenedFiles
from mailrecon.app.pages import PageDrawer
from mailrecon.app.people import people_content
from mailrecon.app.rebuilt import RebuiltDocuments
from mailrecon.app.sample import Measures, Sample, draw
from mailrecon.app.shown import Shown
from mailrecon.app.store import Store
from mailrecon.corrections import MARKS, Action, Correction
from mailrecon.errors import MailreconError, ReadError, UnfitError, fault
from mailrecon.model import Archive, Document, Span
from mailrecon.pipeline import LinkOptions
from mailrecon.read.text.large import text_between
from mailrecon.report.content import archive_warnings
from mailrecon.version import __version__

# The most seconds that an answer waits for the result of a decision; people notice longer waits.
_PATIENCE = 0.8


class Opened(NamedTuple):
    """The result of reading: the archive, the files by SHA-256, and the documents not read.

    `rebuilt` has each document's result; without it documents are parsed again when needed.
    """

    archive: Archive
    files: dict[str, Path]
    unread: tuple[str, ...]
    rebuilt: RebuiltDocuments | None = None


class Added(NamedTuple):
    """Documents read in the meantime: those that were kept, their files, and the documents not
    read.
    """

    documents: Sequence[Document]
    files: dict[str, Path]
    unread: tuple[str, ...]


class Setting(Struct, frozen=True):
    """The settings with which a workbench was opened.

    `read` reads one more file with the same options; it raises MailreconError. `patience` is the
    number of seconds that an answer waits for the result of a decision.
    """

    title: str
    corrections: Path
    by: str
    folder: Path
    options: LinkOptions
    read: Callable[[Path], Opened]
    password: str | None = None
    ocr_language: str | None = None
    patience: float = _PATIENCE


class Workbench:
    """An archive that people view and correct. Its methods may be called by several threads.

    A decision is written to the file before it is answered. A separate thread applies it: it parses
    the document and links everything again. Until then, the earlier archive is shown. Numbers of
    messages belong to a generation; the last two generations are kept.
    """

    def __init__(self, opened: Opened, setting: Setting, *, reading: bool = False) -> None:
        """`reading`: more documents are being read, and will be passed to `take`."""
        self._lock = RLock()
        self._followed = Condition(self._lock)
        self._setting = setting
        self._files = OpenedFiles(opened.files)
        self._unread = list(opened.unread)
        self._documents: list[Document] = [item.document for item in opened.archive.parsed]
        self._rebuilt = opened.rebuilt or RebuiltDocuments()
        self._decided = Decided(setting.corrections, setting.by)
        self._store = Store(setting.folder / "archive.sqlite")
        self._pages = PageDrawer(self._files.paths, setting.password, setting.ocr_language)
        self._wanted = self._done = 0
        self._worker: Thread | None = None
        self._closed = False
        self._failed: str | None = None
        self._reading: int | None = 0 if reading else None
        # The first request whose archive includes everything read.
        self._all_read: int | None = None
        # Ids of decisions that are not yet applied.
        self._pending: list[str] = []
        archive = opened.archive
        if self._decided.shaping != shaping(setting.options.corrections):
            archive = self._rebuilt.archive(self._documents, self._options())
        self._shown = self._earlier = Shown(archive, self._store, self._pages, 1)

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._closed = True
            self._followed.notify_all()
        self._store.close()

    # Documents read in the meantime.

    def reading(self, percent: int) -> None:
        """Record that this percentage of the input was read."""
        with self._lock:
            if self._reading is not None:
                self._reading = max(self._reading, min(99, percent))

    def take(self, added: Added, *, is_last: bool) -> None:
        """Show documents that were read and kept, as soon as they are linked."""
        with self._lock:
            self._documents += added.documents
            self._files.add(added.files)
            self._unread = list(added.unread)
            made = self._have_made()
            if is_last:
                self._reading = 99
                self._all_read = made

    def wait(self) -> Archive:
        """Wait until everything that was read is linked, and return the archive."""
        with self._lock:
            self._followed.wait_for(lambda: self._closed or self._done == self._wanted)
            return self._shown.archive

    # Content of the page.

    def content(self) -> dict[str, Any]:
        """Everything except the texts of messages and documents."""
        with self._lock:
            shown = self._shown
            return {
                **self._state(),
                "title": self._setting.title,
                "version": __version__,
                "documents": shown.sources,
                "messages": shown.rows(),
                "warnings": archive_warnings(shown.archive),
                "unread": self._unread,
            }

    def changes(self, since: int) -> dict[str, Any]:
        """The changes since the generation `since`; everything if that is no longer kept."""
        with self._lock:
            if since != self._earlier.generation and since != self._shown.generation:
                return self.content()
            before = self._earlier if since == self._earlier.generation else self._shown
            return {
                **self._state(),
                **self._shown.changes(before),
                "warnings": archive_warnings(self._shown.archive),
                "unread": self._unread,
            }

    def state(self) -> dict[str, Any]:
        """The current generation, whether another is being computed, and the last decisions."""
        with self._lock:
            return self._state()

    def look(self) -> dict[str, Any]:
        """A cheap check whether anything changed: by another window, or by another program that
        writes to the file of corrections. Raises ReadError if that is damaged."""
        with self._lock:
            before = self._decided.shaping
            self._decided.look()
            if self._decided.shaping != before:
                self._have_made()
            return self._moment()

    def _moment(self) -> dict[str, Any]:
        return {
            "generation": self._shown.generation,
            "working": self._done != self._wanted,
            "decided": self._decided.size,
        }

    def _state(self) -> dict[str, Any]:
        of_messages, _ = marks(self._decided.in_force, self._shown.places)
        return {
            **self._moment(),
            "reading": self._reading,
            "work": {
                "by": self._setting.by,
                "file": str(self._setting.corrections),
                "marks": {str(number): item for number, item in of_messages.items()},
                "undo": self._decided.last() is not None,
                "redo": self._decided.can_redo(),
            },
        }

    def history(self) -> list[dict[str, Any]]:
        """All decisions, newest first."""
        with self._lock:
            return history(self._decided.all, self._shown.places)

    def people(self) -> dict[str, Any]:
        """The people, the pairs that may be one person, and the decisions about them."""
        with self._lock:
            shown = self._shown
            return people_content(shown.archive.people, self._decided.all, shown.places)

    def message(self, number: int, generation: int | None = None) -> dict[str, Any]:
        """All data of one message. Raises UnfitError if there is none."""
        with self._lock:
            shown = self._generation(generation)
            shown.message(number)
            found = self._store.message(shown.keys[number])
            if found is None:
                raise UnfitError(f"there is no message {number}")
            return {**found, "parent": shown.parents[number]}

    def search(self, words: Sequence[str], generation: int | None = None) -> list[int]:
        """The numbers of the messages that have all the words."""
        with self._lock:
            numbers = self._generation(generation).number_of
        return sorted(numbers[key] for key in self._store.search(words) if key in numbers)

    def stretch(self, number: int, start: int, end: int | None) -> dict[str, Any]:
        """A part of a document's text; offsets in UTF-16 code units."""
        with self._lock:
            document, units = self._document(number), self._shown.units[number]
            source = self._shown.sources[number]
            length = source["length"]
            last = length if end is None else min(end, length)
            first, behind = units.characters(min(start, last)), units.characters(last)
            return {
                "from": units(first),
                "to": units(behind),
                "length": length,
                "text": text_between(document, first, behind),
                "redactions": source["redactions"],
                "hidden": source["hidden"],
                "segments": [],
            }

    def page_image(self, number: int, page: int) -> bytes:
        """A page of a document as JPEG. Raises ReadError."""
        document = self._document(number)
        if not self._pages.has(document):
            raise UnfitError(f"{document.name} has no pages to show")
        return self._pages.image(document, page)

    def regions(
        self, number: int, which: int, generation: int | None = None
    ) -> list[dict[str, Any]]:
        """The boxes of one copy of a message on its pages, with their kinds."""
        with self._lock:
            prints = self._generation(generation).prints(number)
        if not 0 <= which < len(prints):
            raise UnfitError(f"message {number} has no print {which}")
        source, fields = prints[which]
        document = next((item for item in self._documents if item.sha256 == source.sha256), None)
        if document is None or not self._pages.has(document):
            return []
        # The header first: fields lie over it.
        kinds: list[tuple[str, str, Sequence[Span]]] = [
            ("header", "", source.header),
            ("body", "", source.body),
        ]
        names = {"originator_name": "from", "recipient_names": "to", "cc_names": "cc"}
        for field in fields:
            role = names.get(field.role.value, field.role.value)
            kinds.append(("field", role, (field.span,)))
        return [
            {"kind": kind, "role": role, **region._asdict()}
            for kind, role, spans in kinds
            for region in self._pages.regions(document, spans)
        ]

    def words(self, number: int, page: int) -> list[list[float]]:
        """The words of a page: from and to in UTF-16 code units; left, top, width, height."""
        document = self._document(number)
        if not self._pages.has(document):
            return []
        with self._lock:
            units = self._shown.units[number]
        found = self._pages.words(document, page)
        return [[units(word.start), units(word.end), *word.box[1:]] for word in found]

    # Decisions of the page.

    def decide(self, asked: DecisionRequest) -> dict[str, Any]:
        """Write a decision to the file and apply it.

        The answer is the state, and `remark`: a text to show, if any. Raises UnfitError before
        anything is written; any other MailreconError means that the decision is written, but could
        not be applied.
        """
        with self._lock:
            shown = self._generation(asked.generation)
            context = DecisionContext(shown.archive.messages, self._documents, shown.units)
            made = decide(asked, context, self._setting.by)
            return self._follow(made, lambda: self._decided.add(made))

    def undo(self) -> dict[str, Any]:
        """Undo the last decision in force."""
        with self._lock:
            last = self._decided.last()
            if last is None:
                raise UnfitError("there is nothing to undo")
            return self._follow(last, lambda: self._decided.undo(last))

    def undo_one(self, ident: str) -> dict[str, Any]:
        """Undo one decision."""
        with self._lock:
            found = self._decided.find(ident)
            return self._follow(found, lambda: self._decided.undo(found))

    def unmark(self, number: int, action: Action, generation: int | None = None) -> dict[str, Any]:
        """Remove a mark from a message."""
        with self._lock:
            places = self._generation(generation).places
            for item in reversed(self._decided.in_force):
                if item.action is action and action in MARKS:
                    found = places.find(item)
                    if found is not None and found[2] == number:
                        return self._follow(item, partial(self._decided.undo, item))
            raise UnfitError("that decision is no longer in force")

    def redo(self) -> dict[str, Any]:
        """Redo the decision that was undone last."""
        with self._lock:
            return self._follow(None, self._decided.redo)

    def add_file(self, name: str, data: bytes) -> dict[str, Any]:
        """Read one more file, kept in the private folder. Raises MailreconError."""
        if self._reading is not None:
            raise UnfitError("the files are still being read; add this one when they are")
        opened = self._setting.read(keep_dropped(self._setting.folder, name, data))
        with self._lock:
            self._files.add(opened.files)
            known = {(item.name, item.sha256) for item in self._documents}
            added = [item.document for item in opened.archive.parsed]
            self._documents += [item for item in added if (item.name, item.sha256) not in known]
            self._unread += opened.unread
            return {**self._rebuild(), "remark": None}

    # Judging a sample.

    def sample(self, seed: int, size: int) -> dict[str, Any]:
        """The sample for a seed, the judgements so far, and the measures."""
        with self._lock:
            judged = self._judged(seed, size)
            return judged.content(self._documents, self._shown.units)

    def measured(self, seed: int, size: int) -> tuple[Sample, Measures, list[tuple[str, str]]]:
        """The sample, its measures, and the name and SHA-256 of each source."""
        with self._lock:
            judged = self._judged(seed, size)
            sources = [(item.name, item.sha256) for item in self._documents]
            return judged.drawn, judged.measures(), sources

    @property
    def by(self) -> str:
        """The name of the user."""
        return self._setting.by

    @property
    def title(self) -> str:
        """The title of the page."""
        return self._setting.title

    def _judged(self, seed: int, size: int) -> JudgedSample:
        archive = self._shown.archive
        drawn = draw(len(archive.messages), archive.parsed, seed=seed, size=size)
        return JudgedSample.of(drawn, *marks(self._decided.in_force, self._shown.places))

    def _document(self, number: int) -> Document:
        if not 0 <= number < len(self._shown.sources):
            raise UnfitError(f"there is no document {number}")
        return self._documents[number]

    def _generation(self, number: int | None) -> Shown:
        """The state with that generation number, or the current one. Raises UnfitError if it was
        dropped.
        """
        for shown in (self._shown, self._earlier):
            if number is None or shown.generation == number:
                return shown
        raise UnfitError("the list has changed since; reload it and decide again")

    def _follow(self, made: Correction | None, write: Callable[[], object]) -> dict[str, Any]:
        """Write a correction, read the lines of other programs, and apply the changes."""
        before = self._decided.shaping
        write()
        if self._decided.shaping == before:
            # A mark is still right if the source file changed, so work continues.
            return {**self._state(), "remark": self._files.changed()}
        if made is not None and made.action not in MARKS:
            self._pending.append(made.id)
        state = self._rebuild()
        self._files.refuse_changed()
        return state

    def _rebuild(self) -> dict[str, Any]:
        """Request a new archive, and wait for it briefly."""
        wanted = self._have_made()
        self._followed.wait_for(lambda: self._done >= wanted, self._setting.patience)
        return self.outcome()

    def _have_made(self) -> int:
        """Request a new archive; returns the number of the request."""
        self._wanted += 1
        if self._worker is None:
            self._worker = Thread(target=self._work, name="linking", daemon=True)
            self._worker.start()
        return self._wanted

    def outcome(self) -> dict[str, Any]:
        """The state, and `remark`: decisions that could not be applied, reported once.

        Raises ReadError if a decision could not be applied because of a fault.
        """
        with self._lock:
            remark = None
            if self._done == self._wanted:
                failed, self._failed = self._failed, None
                if failed is not None:
                    raise ReadError(f"{failed}. What was decided is kept in the file")
                texts = [notice.text for notice in self._shown.archive.warnings]
                refused = [text for text in texts if any(one in text for one in self._pending)]
                self._pending.clear()
                remark = refused[0] if refused else None
            return {**self._state(), "remark": remark}

    def _work(self) -> None:
        """Rebuild the archive until no request is left."""
        while True:
            with self._lock:
                if self._closed or self._done == self._wanted:
                    self._worker = None
                    self._followed.notify_all()
                    return
                wanted, documents = self._wanted, list(self._documents)
                options, number = self._options(), self._shown.generation + 1
            made, failed = None, None
            try:
                archive = self._rebuilt.archive(documents, options)
                made = Shown(archive, self._store, self._pages, number)
            except MailreconError as error:
                failed = str(error)
            except Exception as error:  # the decision is kept, the old archive shown
                failed = fault(error)
            with self._lock:
                if made is not None:
                    self._earlier, self._shown = self._shown, made
                self._done, self._failed = wanted, failed
                if self._all_read is not None and wanted >= self._all_read:
                    self._reading = None
                kept = {*self._earlier.keys, *self._shown.keys}
                self._followed.notify_all()
            if not self._closed:
                self._store.forget_all_but(kept)

    def _options(self) -> LinkOptions:
        return replace(self._setting.options, corrections=self._decided.shaping)
