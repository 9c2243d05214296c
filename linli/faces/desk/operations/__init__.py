"""What keeps the installation running, on one page, for whoever keeps it."""
