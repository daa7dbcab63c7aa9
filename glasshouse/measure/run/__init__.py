"""Findings of one run."""
