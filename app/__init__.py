"""Who runs it: settings, wiring, HTTP, command line."""
