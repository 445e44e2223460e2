"""Writes: units of work that keep the ties folded."""
