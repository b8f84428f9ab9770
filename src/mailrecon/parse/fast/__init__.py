"""Fast paths for plain documents, with the same result as the general parser."""
