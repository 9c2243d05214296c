"""The rules an office may change and the texts its residents hear: what stands, since when, by whom, and back."""
