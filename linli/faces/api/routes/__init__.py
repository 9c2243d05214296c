"""What can be asked, by topic. Each view fetches through the caller's sight and calls one query or one action."""
