"""Everybody's lives: blocks, threads, passes, what goes round, replay."""
