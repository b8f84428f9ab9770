"""Formats of other programs: EAXS, FollowTheMoney, networks of who wrote to whom."""
