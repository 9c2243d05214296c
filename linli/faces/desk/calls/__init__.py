"""Ringing those who have not said how it was, and slips of paper that carry their word."""
