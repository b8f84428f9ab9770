"""What all readers share about hidden text: colours, links, words that mark a removal."""
