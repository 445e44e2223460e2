"""What is kept: the contract of a store, its adapters, and the runner of migrations."""
