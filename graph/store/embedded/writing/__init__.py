"""How a unit of work changes the file: rows, touches, amendments, the change log, tokens and replays."""
