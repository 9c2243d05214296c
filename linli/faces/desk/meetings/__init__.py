"""Reception days and problem lists of branches, and the link of a firm that does something for us."""
