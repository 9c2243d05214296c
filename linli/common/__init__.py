"""Pure helpers without tables: who acts, what may be seen, refusals, paths, keys."""
