"""Decide which printed names and addresses are one person."""
