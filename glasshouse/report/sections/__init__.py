"""Findings told once: each file turns one finding into blocks, whoever will set them."""
