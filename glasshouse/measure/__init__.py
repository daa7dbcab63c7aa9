"""From tallies to findings."""
