"""One file per place where a resident stands: pages of the house, the door, asking, waiting."""
