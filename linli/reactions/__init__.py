"""When X happens, do Y: one table, one small file per topic."""
