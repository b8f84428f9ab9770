"""Style sheets: their rules, selectors and values, and the cascade (CSS)."""
