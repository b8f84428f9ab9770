"""What every writer may be told."""

from __future__ import annotations

from dataclasses import dataclass

from mailrecon.writers.rfc5322 import Forwards


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """`force` allows replacing what exists; `forwards` says what becomes of forwarded messages."""

    force: bool = False
    forwards: Forwards = Forwards.ATTACH
