"""Truncated zip archives: complete members at the beginning are read, the rest is reported."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import cast

import pytest

from mailrecon.model import Document
from mailrecon.read import ReadOptions
from mailrecon.read.files.archives import UnreadableDocument, read_data
from mailrecon.read.files.cut_zip import with_directory

MEMBERS = [(f"box/{number}.txt", f"letter {number}\n" * 300) for number in range(4)]


class _Pipe(BytesIO):
    """A stream that cannot seek: then sizes follow each member."""

    def seekable(self) -> bool:
        return False

    def seek(self, *args: int) -> int:
        raise OSError("a pipe")

    def tell(self) -> int:
        raise OSError("a pipe")


def archive(method: int, into: BytesIO) -> bytes:
    """An archive of the members."""
    with zipfile.ZipFile(into, "w", method) as made:
        for name, text in MEMBERS:
            made.writestr(name, text)
    return into.getvalue()


WAYS = [
    archive(zipfile.ZIP_DEFLATED, BytesIO()),
    archive(zipfile.ZIP_STORED, BytesIO()),
    archive(zipfile.ZIP_DEFLATED, _Pipe()),
]


@pytest.mark.parametrize("way", range(len(WAYS)))
def test_members_in_front_of_the_cut_are_read(way: int) -> None:
    data = WAYS[way]
    third = data.index(b"box/2.txt") + 15
    found = list(read_data(data[:third], "box.zip", ReadOptions()))
    texts = {item.name: item.text for item in found if isinstance(item, Document)}
    assert texts == {f"box.zip!{name}": text for name, text in MEMBERS[:2]}
    (failed,) = [item for item in found if isinstance(item, UnreadableDocument)]
    assert failed.name == "box.zip"
    assert "damaged zip archive" in failed.reason


@pytest.mark.parametrize("way", range(len(WAYS)))
def test_no_cut_breaks_the_reader(way: int) -> None:
    data = WAYS[way]
    for cut in range(0, len(data), max(1, len(data) // 150)):
        whole = with_directory(data[:cut])
        if whole is None:
            assert cut < data.index(b"box/1.txt")
            continue
        with zipfile.ZipFile(BytesIO(whole)) as opened:
            held = [(item.filename, opened.read(item).decode()) for item in opened.infolist()]
        assert held == MEMBERS[: len(held)]


def test_without_a_whole_member_the_archive_is_named() -> None:
    found = list(read_data(WAYS[0][:40], "box.zip", ReadOptions()))
    assert [type(item) for item in found] == [UnreadableDocument]
    assert "damaged zip archive" in cast(UnreadableDocument, found[0]).reason
