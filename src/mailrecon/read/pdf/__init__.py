"""PDF pages: what is drawn on them, put into lines as it is displayed."""
