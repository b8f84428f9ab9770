"""Parse a page with corrections, which take precedence."""
