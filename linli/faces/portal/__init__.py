"""The pages of residents: a phone in the hand, in a stairwell, no account."""
