"""Formats that mail programs open: mbox, EML, Maildir; and the RFC 5322 message itself."""
