"""Compare an output with its sources, or check it by itself: checksums, standards of mail."""

from mailrecon.verify.finding import Finding, Level
from mailrecon.verify.verifying import Verified, by_evidence, verify

__all__ = ["Finding", "Level", "Verified", "by_evidence", "verify"]
