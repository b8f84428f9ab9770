"""A folder of mbox files, one for each mail folder; mail without folder goes to `mail.mbox`."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from mailrecon.model import Archive, Message
from mailrecon.regex import regex
from mailrecon.writers.mail.mbox import entry
from mailrecon.writers.options import WriteOptions
from mailrecon.writers.rendering import rendered

# An empty file that shows whose output this is: with --force it may be replaced, while somebody
# else's folder with an `Inbox.mbox` may not.
MBOXES_MARK = ".mailrecon-mboxes"
MBOXES_NAMES = regex(r"(?:[^/]{1,250}/){0,100}[^/]{1,250}\.mbox|\.mailrecon-mboxes")
# The file for mail that was in no folder.
_REST = "mail"
_FORBIDDEN = regex(r"[\x00-\x1f\x7f:*?\"<>|\\]+")
# Windows removes these from the end of a name, and a dot at its beginning hides a file on Unix.
_ENDS = " ."
# Bytes of a name; file systems allow 255, which leaves space for a mark and the suffix.
_LONGEST = 200
_DEEPEST = 20
_MARK = 8


def write_mboxes(archive: Archive, path: Path, options: WriteOptions) -> None:
    """Append each message to the mbox of its mail folder, below the folder `path`."""
    (path / MBOXES_MARK).touch()
    names = _Names()
    for folder, data in rendered(archive, options, _in_folder):
        file = path / names.of(folder)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab") as out:
            out.write(data)


def _in_folder(message: Message, data: bytes) -> tuple[str | None, bytes]:
    return message.source.folder, entry(message, data)


class _Names:
    """The file of each mail folder. Two folders never share one, not even where case is ignored."""

    def __init__(self) -> None:
        self._taken: dict[str, str | None] = {}
        self._of: dict[str | None, str] = {}

    def of(self, folder: str | None) -> str:
        """`Inbox/Lock.mbox` for `Inbox/Lock`; `Inbox/LOCK~3f2a91c0.mbox` if that name is taken."""
        known = self._of.get(folder)
        if known is not None:
            return known
        name = file_name(folder)
        if name.casefold() in self._taken:
            name = _marked(name, folder or "")
        self._taken[name.casefold()] = folder
        self._of[folder] = f"{name}.mbox"
        return self._of[folder]


def file_name(folder: str | None) -> str:
    """The path of a folder's mbox without suffix; characters not allowed in names become `_`."""
    parts = [_part(part) for part in (folder or "").split("/")]
    return "/".join([part for part in parts if part][-_DEEPEST:]) or _REST


def _part(part: str) -> str:
    clean = _FORBIDDEN.sub("_", part).strip(_ENDS)
    return clean.encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore").strip(_ENDS)


def _marked(name: str, folder: str) -> str:
    digest = sha256(folder.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{name}~{digest[:_MARK]}"


def mboxes_files(path: Path) -> list[Path]:
    """The mbox files below a folder, sorted by path; symbolic links are left out."""
    return sorted(file for file in path.rglob("*.mbox") if file.is_file() and not file.is_symlink())
