"""Text read in pieces is the text read whole, whatever its encoding and wherever a piece ends."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailrecon.errors import ReadError
from mailrecon.read import ReadOptions
from mailrecon.read.encoding import decode
from mailrecon.read.text import large as large_text
from mailrecon.read.text.controls import has_controls
from mailrecon.read.text.large import chunks, read_large, text_between, text_length, whole_text

TEXT = "Grüße, Ørsted\r\n\U0001f40b 漢字 \\xe9\n" * 40
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "windows-1252",
    "gb18030",
    "cp932",
    "iso-2022-jp",
    "euc-jp",
    "utf-7",
    "big5",
)


def agree(data: bytes, folder: Path, encoding: str | None = None) -> None:
    path = folder / "text"
    path.write_bytes(data)
    whole = decode(data, encoding)
    warnings = whole.warnings
    with pytest.MonkeyPatch.context() as patch:
        # With the codes of a terminal a text is held, unless it is too large for that.
        if has_controls(whole.text):
            assert read_large(path, "text", ReadOptions(encoding=encoding)) is None
            patch.setattr(large_text, "_MOST_IN_MEMORY", -1)
            warnings = (*warnings, large_text._CONTROLS)
        large = read_large(path, "text", ReadOptions(encoding=encoding))
    assert large is not None
    assert (large.encoding, large.warnings) == (whole.encoding, warnings)
    assert whole_text(large) == whole.text
    assert text_length(large) == len(whole.text)
    assert large.sha256 == hashlib.sha256(data).hexdigest()
    for start in range(0, len(whole.text), max(1, len(whole.text) // 7)):
        assert "".join(chunks(large, start)) == whole.text[start:]
        assert text_between(large, start, start + 11) == whole.text[start : start + 11]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 64])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_pieces_of_any_size(
    encoding: str, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_text, "_CHUNK", size)
    data = TEXT.encode(encoding, "ignore")
    agree(data, tmp_path)
    agree(data, tmp_path, encoding)
    agree(data[:-1], tmp_path, encoding)
    agree(data[:150] + b"\xff\xfe\x81\x00\\xab" + data[150:], tmp_path)
    if encoding != "utf-8-sig":  # Python counts its errors from behind the byte-order mark
        agree(data[:151] + b"\xe4\x80" + data[150:], tmp_path, encoding)


@settings(max_examples=300, deadline=None)
@given(
    pieces=st.lists(
        st.one_of(
            st.binary(max_size=6),
            st.text(max_size=8).map(lambda text: text.encode("utf-8", "ignore")),
            st.text(max_size=8).map(lambda text: text.encode("utf-16-le", "ignore")),
            st.sampled_from([b"\x1b$B", b"\x1b(B", b"\x00", b"charset=koi8-r ", b"\\xe9", b"\xef"]),
        ),
        max_size=20,
    ),
    size=st.integers(1, 9),
)
def test_any_bytes(
    pieces: list[bytes], size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large_text, "_CHUNK", size)
        agree(b"".join(pieces), tmp_path_factory.mktemp("any"))


def test_a_file_that_changed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("The wall holds.\n" * 50, encoding="utf-8")
    document = read_large(path, "text", ReadOptions())
    assert document is not None
    path.write_text("The wall fell.\n" * 50, encoding="utf-8")
    with pytest.raises(ReadError, match="changed"):
        whole_text(document)
