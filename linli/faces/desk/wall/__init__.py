"""The screen of the duty room: what is open, late, promised for today and newly come, for everybody who walks by."""
