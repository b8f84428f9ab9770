"""The commands, by the groups that `mailrecon --help` shows: arguments in, `cli.X.run` called."""
