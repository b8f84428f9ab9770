"""Headings of published correspondence: `Ann Poe to Ben Ost, (cc: Cay Dun) - May 4, 2020`."""
