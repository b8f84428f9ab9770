"""Which format a file has, by its first bytes, its structure and its name."""
