"""What happens inside a unit of work: rows and touches put and removed, ties folded, changes logged."""
