"""The command line: commands, their options, and one clear line for each error."""

from mailrecon.cli.group import COMMAND_GROUPS, main

__all__ = ["COMMAND_GROUPS", "main"]
