"""Looking after a Neo4j database: its schema and how it gets there."""
