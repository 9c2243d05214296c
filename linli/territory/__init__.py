"""Where 网格: one tree of areas; every door stands somewhere in it."""
