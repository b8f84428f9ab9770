"""Read PDF pages: put the displayed words into lines."""
