"""A scenario as whole numbers."""
