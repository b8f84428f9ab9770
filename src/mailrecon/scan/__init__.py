"""Find labels and attribution lines in a document's text, with their places.

Most lines have neither. So each test begins with the cheapest check that rules a line out: a line
without any colon has no label and no attribution.
"""

from mailrecon.scan.attribution import (
    Attribution,
)
from mailrecon.scan.labels import (
    Label,
)
from mailrecon.scan.lines import (
    Lines,
)
from mailrecon.scan.page import (
    MARKUP,
    Page,
    candidate_lines,
    is_between_angles,
    is_in_brackets,
    scan,
    scan_window,
)

__all__ = [
    "MARKUP",
    "Attribution",
    "Label",
    "Lines",
    "Page",
    "candidate_lines",
    "is_between_angles",
    "is_in_brackets",
    "scan",
    "scan_window",
]
