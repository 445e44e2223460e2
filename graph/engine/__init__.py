"""What the model says: pure functions of a Network and plain values; no I/O, no clock, no dice it was not handed."""
