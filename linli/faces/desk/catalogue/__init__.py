"""The catalogue of matters at the desk: reading, changing, versions, who answers, out and in as text."""
