"""What waits for a yes or no of one's offices, and what they answer for beside others."""
