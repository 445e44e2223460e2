"""The nouns: records for writing, the columnar Network for reading, answers for showing."""
