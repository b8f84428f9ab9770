"""The files to read: named on the command line, in folders and archives, or linked from a page."""
