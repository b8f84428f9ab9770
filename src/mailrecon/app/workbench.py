"""What the server works on: documents, the archive made of them, and what was decided."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

from msgspec import Struct

from mailrecon.app.decisions import (
    Asked,
    UnfitError,
    decide,
    history,
    marks,
    shaping,
)
from mailrecon.app.pages import Pages
from mailrecon.app.sample import FIELDS, Measures, Sample, draw, judgement, measure
from mailrecon.app.store import Store
from mailrecon.corrections import (
    MARKS,
    Action,
    Correction,
    UndoValue,
    append_corrections,
    in_force,
    load_corrections,
    new_correction,
)
from mailrecon.errors import ReadError
from mailrecon.model import Archive, Document, Span
from mailrecon.pipeline import LinkOptions, reconstruct_documents
from mailrecon.read.text.large import text_between
from mailrecon.report.content import ArchiveContent
from mailrecon.version import __version__


class Opened(NamedTuple):
    """What was read: the archive, the files by their SHA-256, what could not be read."""

    archive: Archive
    files: dict[str, Path]
    unread: tuple[str, ...]


class Setting(Struct, frozen=True):
    """How a workbench was opened.

    `read` reads one more file, as those before were read; it raises MailreconError.
    """

    title: str
    corrections: Path
    by: str
    folder: Path
    options: LinkOptions
    read: Callable[[Path], Opened]
    password: str | None = None
    ocr_language: str | None = None


class Workbench:
    """An archive that is looked at and corrected. Its methods may be called by several threads."""

    def __init__(self, opened: Opened, setting: Setting) -> None:
        self._lock = RLock()
        self._setting = setting
        self._files = dict(opened.files)
        self._unread = list(opened.unread)
        self._documents: list[Document] = [item.document for item in opened.archive.parsed]
        self._corrections = self._load()
        self._undone: list[str] = []
        self._store = Store(setting.folder / "archive.sqlite")
        self._pages = Pages(self._files, setting.password, setting.ocr_language)
        if shaping(self._corrections) == setting.options.corrections:
            self._show(opened.archive)
        else:
            self._rebuild()

    def close(self) -> None:
        """Give the database up."""
        self._store.close()

    # What the page shows.

    def content(self) -> dict[str, Any]:
        """All but the messages' texts and the documents'."""
        with self._lock:
            of_messages, _ = marks(self._corrections, self._archive)
            return {
                "title": self._setting.title,
                "version": __version__,
                "documents": self._sources,
                "messages": self._rows,
                "warnings": [notice.text for notice in self._archive.warnings],
                "unread": self._unread,
                "work": {
                    "by": self._setting.by,
                    "file": str(self._setting.corrections),
                    "marks": {str(number): item for number, item in of_messages.items()},
                    "history": history(self._corrections, self._archive),
                    "undo": self._last() is not None,
                    "redo": bool(self._undone),
                },
            }

    def message(self, number: int) -> dict[str, Any]:
        """All of one message. Raises UnfitError if there is none."""
        found = self._store.message(number)
        if found is None:
            raise UnfitError(f"there is no message {number}")
        return found

    def search(self, words: Sequence[str]) -> list[int]:
        """The numbers of the messages that have all the words."""
        return self._store.search(words)

    def stretch(self, number: int, start: int, end: int | None) -> dict[str, Any]:
        """A part of a document's text; offsets in UTF-16 code units."""
        with self._lock:
            document, units = self._document(number), self._content.units[number]
            length = self._sources[number]["length"]
            last = length if end is None else min(end, length)
            first, behind = units.characters(min(start, last)), units.characters(last)
            return {
                "from": units(first),
                "to": units(behind),
                "length": length,
                "text": text_between(document, first, behind),
                "redactions": self._sources[number]["redactions"],
                "hidden": self._sources[number]["hidden"],
                "segments": [],
            }

    def page_image(self, number: int, page: int) -> bytes:
        """A page of a document as JPEG. Raises ReadError."""
        document = self._document(number)
        if not self._pages.has(document):
            raise UnfitError(f"{document.name} has no pages to show")
        return self._pages.image(document, page)

    def regions(self, number: int, which: int) -> list[dict[str, Any]]:
        """Where one print of a message stands on its pages: boxes with what they are."""
        with self._lock:
            message = self._archive.messages[number]
            prints = [(message.source, message.fields)]
            prints += [(item.source, item.fields) for item in message.copies]
            source, fields = prints[which]
            document = next(
                (item for item in self._documents if item.sha256 == source.sha256), None
            )
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

    # What the page decides.

    def decide(self, asked: Asked) -> str | None:
        """Write a decision down and follow it; what is to be told, if anything.

        Raises UnfitError before anything is written, and else MailreconError: what was decided is
        kept then, and only what follows from it failed.
        """
        with self._lock:
            made = decide(asked, self._archive, self._content.units, self._setting.by)
            self._undone.clear()
            return self._keep(made)

    def undo(self) -> str | None:
        """Take the last decision back that holds."""
        with self._lock:
            last = self._last()
            if last is None:
                raise UnfitError("there is nothing to undo")
            return self._take_back(last)

    def undo_one(self, ident: str) -> str | None:
        """Take one decision back."""
        with self._lock:
            found = next((item for item in in_force(self._corrections) if item.id == ident), None)
            if found is None:
                raise UnfitError("that does not hold any more")
            return self._take_back(found)

    def redo(self) -> str | None:
        """Want again what was taken back last."""
        with self._lock:
            if not self._undone:
                raise UnfitError("there is nothing to redo")
            made = new_correction(Action.UNDO, UndoValue(self._undone.pop()), by=self._setting.by)
            return self._keep(made)

    def add_file(self, name: str, data: bytes) -> None:
        """Read one more file, kept in the private folder. Raises MailreconError."""
        place = self._setting.folder / "dropped" / hashlib.sha256(data).hexdigest()[:16]
        place.mkdir(parents=True, exist_ok=True)
        safe = Path(name.replace("\\", "/")).name.replace("\x00", "")
        path = place / (safe if safe not in ("", ".", "..") else "dropped")
        path.write_bytes(data)
        opened = self._setting.read(path)
        with self._lock:
            self._files.update(opened.files)
            known = {(item.name, item.sha256) for item in self._documents}
            added = [item.document for item in opened.archive.parsed]
            self._documents += [item for item in added if (item.name, item.sha256) not in known]
            self._unread += opened.unread
            self._rebuild()

    # A sample that is judged.

    def sample(self, seed: int, size: int) -> dict[str, Any]:
        """What is drawn for a seed, what was judged of it so far, and what that says."""
        with self._lock:
            drawn, said, missed = self._judged(seed, size)
            items: list[dict[str, Any]] = [
                {"message": number, "said": said.get(number)} for number in drawn.messages
            ]
            for stretch in drawn.stretches:
                units = self._content.units[stretch.document]
                document = self._document(stretch.document)
                items.append(
                    {
                        "document": stretch.document,
                        "name": document.name,
                        "span": [units(stretch.start), units(stretch.end)],
                        "text": text_between(document, stretch.start, stretch.end),
                        "said": missed.get((stretch.document, stretch.start)),
                    }
                )
            measures = measure(drawn, said.values(), missed.values())
            return {
                "items": items,
                "fields": list(FIELDS),
                "messages": drawn.all_messages,
                "stretches": drawn.all_stretches,
                "measures": _plain(measures),
            }

    def measured(self, seed: int, size: int) -> tuple[Sample, Measures, list[tuple[str, str]]]:
        """The sample, its measures, and the name and SHA-256 of each source."""
        with self._lock:
            drawn, said, missed = self._judged(seed, size)
            sources = [(item.name, item.sha256) for item in self._documents]
            return drawn, measure(drawn, said.values(), missed.values()), sources

    @property
    def by(self) -> str:
        """Who works here."""
        return self._setting.by

    @property
    def title(self) -> str:
        """What the page is called."""
        return self._setting.title

    def _judged(
        self, seed: int, size: int
    ) -> tuple[Sample, dict[int, str], dict[tuple[int, int], str]]:
        drawn = draw(len(self._archive.messages), self._archive.parsed, seed=seed, size=size)
        of_messages, of_places = marks(self._corrections, self._archive)
        said = {
            number: found[-1]
            for number in drawn.messages
            if (found := _found(of_messages.get(number, {}).get("tags", ()), seed))
        }
        missed = {
            (item.document, item.start): found[-1]
            for item in drawn.stretches
            if (found := _found(of_places.get((item.document, item.start), ()), seed))
        }
        return drawn, said, missed

    def _document(self, number: int) -> Document:
        if not 0 <= number < len(self._archive.parsed):
            raise UnfitError(f"there is no document {number}")
        return self._archive.parsed[number].document

    def _load(self) -> list[Correction]:
        path = self._setting.corrections
        return load_corrections(path) if path.exists() else []

    def _last(self) -> Correction | None:
        return next(reversed(in_force(self._corrections)), None)

    def _take_back(self, item: Correction) -> str | None:
        made = new_correction(Action.UNDO, UndoValue(item.id), by=self._setting.by)
        self._undone.append(made.id)
        return self._keep(made)

    def _keep(self, made: Correction) -> str | None:
        """Write a line, then rebuild what it changes. What others wrote meanwhile is taken in."""
        append_corrections(self._setting.corrections, [made])
        before = shaping(self._corrections)
        self._corrections = self._load()
        if shaping(self._corrections) != before:
            self._rebuild()
            self._refuse_changed()
        refused = [n.text for n in self._archive.warnings if made.id in n.text]
        return refused[0] if refused and made.action not in MARKS else None

    def _refuse_changed(self) -> None:
        for sha256, path in self._files.items():
            try:
                same = hashlib.sha256(path.read_bytes()).hexdigest() == sha256
            except OSError:
                same = False
            if not same:
                raise ReadError(
                    f"{path} was changed or removed since it was opened. The decision is kept, for "
                    "the text that is shown here; open the file again to see the new one"
                )

    def _rebuild(self) -> None:
        options = replace(self._setting.options, corrections=shaping(self._corrections))
        self._show(reconstruct_documents(self._documents, options))

    def _show(self, archive: Archive) -> None:
        self._archive = archive
        self._content = ArchiveContent(archive)
        self._sources = []
        for item, parsed in zip(self._content.documents(), archive.parsed, strict=True):
            text = item.pop("text")
            item["length"] = len(text.encode("utf-16-le", "surrogatepass")) // 2
            item["text"] = ""
            item["pages"] = 1 if self._pages.has(parsed.document) else 0
            self._sources.append(item)
        self._rows = self._store.fill(self._content.messages())


def _found(tags: Sequence[str], seed: int) -> list[str]:
    return [said for tag in tags if (said := judgement(tag, seed)) is not None]


def _plain(measures: Measures) -> dict[str, Any]:
    return {
        **{
            name: value._asdict()
            for name, value in (("precision", measures.precision), ("elusion", measures.elusion))
        },
        "recall": measures.recall,
        "recallBounds": list(measures.recall_bounds),
        "fields": {name: share._asdict() for name, share in measures.fields.items()},
    }
