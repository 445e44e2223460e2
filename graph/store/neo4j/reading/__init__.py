"""How questions are read: lists, rows by key or owner, Networks, and the whole at one revision."""
