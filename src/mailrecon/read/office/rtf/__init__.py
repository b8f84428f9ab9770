"""RTF: Rich Text Format (RTF 1.9.1)."""
