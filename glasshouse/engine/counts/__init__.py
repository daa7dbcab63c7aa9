"""What is counted as it happens."""
