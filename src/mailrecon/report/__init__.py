"""One self-contained page that shows an archive: threads, timeline, people, sources, reasons."""

from mailrecon.report.drawing import (
    LANGUAGES,
    Parts,
    drawn_page,
    page_policy,
    phrases,
    reasons,
    report_page,
    write_report,
)

__all__ = [
    "LANGUAGES",
    "Parts",
    "drawn_page",
    "page_policy",
    "phrases",
    "reasons",
    "report_page",
    "write_report",
]
