"""Read what is printed above a header: separators, titles, subjects, introductions."""
