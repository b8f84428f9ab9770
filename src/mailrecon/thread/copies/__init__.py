"""Find copies of a message and merge them."""
