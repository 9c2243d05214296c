"""Keys for other systems, as an office keeps them: made, looked at, revoked."""
