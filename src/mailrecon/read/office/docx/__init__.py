"""DOCX: the documents of Word (ECMA-376)."""
