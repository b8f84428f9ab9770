"""The commands by the groups of `mailrecon --help`; each reads its options and calls `run`."""
