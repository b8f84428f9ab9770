"""Where boxes and words are on a page, and which of them are covered, cut off or moved away."""
