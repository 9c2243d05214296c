"""The face for other systems: typed REST with keys, the same queries and actions as the desk."""
