"""Lists that somebody narrowed and keeps under a name (常用列表)."""
