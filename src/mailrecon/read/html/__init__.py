"""HTML pages: parsed, judged by their style sheets, walked line by line."""
