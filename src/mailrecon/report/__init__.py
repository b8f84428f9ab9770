"""One self-contained page that shows an archive: threads, timeline, people, sources, reasons."""

from mailrecon.report.drawing import (
    LANGUAGES,
    TemplateParts,
    drawn_page,
    page_policy,
    phrases,
    reasons,
    report_page,
    write_report,
)

__all__ = [
    "LANGUAGES",
    "TemplateParts",
    "drawn_page",
    "page_policy",
    "phrases",
    "reasons",
    "report_page",
    "write_report",
]
