"""Reduce a page's markup to what its text and its look need."""
