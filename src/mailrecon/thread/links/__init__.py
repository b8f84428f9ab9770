"""Find the parent of each message: candidates, scores, links."""
