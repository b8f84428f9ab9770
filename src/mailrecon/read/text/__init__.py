"""Plain text, Markdown and reStructuredText."""
