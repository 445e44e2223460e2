"""Reads: one question, one load of the store, one run of the engine."""
