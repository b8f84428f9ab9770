"""Compare an output with its sources, or check it by itself: checksums, standards of mail."""

from mailrecon.verify.finding import Finding, Level
from mailrecon.verify.verifying import Verified, verify

__all__ = ["Finding", "Level", "Verified", "verify"]
