"""Read HTML pages: parse them, apply their style sheets, and collect the visible lines."""
