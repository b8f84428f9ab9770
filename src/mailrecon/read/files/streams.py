"""Compressed streams: gzip, bzip2 and xz."""

from __future__ import annotations

from io import BufferedIOBase, BytesIO


def opened_stream(data: bytes) -> BufferedIOBase:
    """Compressed bytes as a file that unpacks them."""
    file = BytesIO(data)
    if data.startswith(b"\x1f\x8b"):
        import gzip

        return gzip.GzipFile(fileobj=file)
    if data.startswith(b"BZh"):
        import bz2

        return bz2.BZ2File(file)
    import lzma

    return lzma.LZMAFile(file)
