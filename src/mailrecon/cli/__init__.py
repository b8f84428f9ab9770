"""The command line: commands, their options, and one clear line for each error."""

from mailrecon.cli.commands import check, correct, know, look, write
from mailrecon.cli.commands.write import FORMATS
from mailrecon.cli.group import COMMAND_GROUPS, main

__all__ = ["COMMAND_GROUPS", "FORMATS", "check", "correct", "know", "look", "main", "write"]
