"""Records of a run and of every character: manifest, bag, ledger, JSON Lines."""
