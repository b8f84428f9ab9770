"""Compare an output with its sources, or check it alone: checksums and mail standards."""

from mailrecon.verify.finding import Finding, Level
from mailrecon.verify.verifying import Verified, verify

__all__ = ["Finding", "Level", "Verified", "verify"]
