"""Slow engines in plain Python that the fast ones must agree with to the bit."""
