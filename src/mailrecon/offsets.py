"""Offsets from UTC as text."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache


@lru_cache(maxsize=256)
def offset_text(offset: timedelta) -> str:
    """An offset as ISO 8601 writes it, `+09:00`, with seconds where it has any: `-04:02:30`."""
    seconds = int(offset.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    text = f"{'-' if seconds < 0 else '+'}{hours:02d}:{rest // 60:02d}"
    return f"{text}:{rest % 60:02d}" if rest % 60 else text
