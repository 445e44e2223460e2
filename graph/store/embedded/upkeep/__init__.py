"""How a file is looked after: migrations, backups, and what is wrong with it."""
