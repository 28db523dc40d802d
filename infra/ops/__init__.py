"""What an operator does to a running platform, and what proves that it works."""
