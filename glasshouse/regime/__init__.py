"""What a government chooses."""
