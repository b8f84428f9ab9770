"""`python -m mailrecon`."""

from mailrecon.cli import main

main()
