"""Which message answers or forwards which: evidence, scores, and the links that are made."""
