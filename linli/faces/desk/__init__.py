"""The pages of offices: a desk, forty rows, eight hours."""
