"""DOCX, ODT and RTF: text with the effective look of each run."""
