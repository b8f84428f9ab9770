"""Find where a message ends and the words of the document go on."""
