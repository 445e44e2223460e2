"""The Neo4j adapter: a store and its audit log in a database of a Neo4j server.

Decides: what of this package the wiring uses. Does not decide: when to use it.
"""

from graph.store.neo4j.audit import Neo4jAuditLog, open_audit_log
from graph.store.neo4j.connection import SCHEMES, Address
from graph.store.neo4j.store import Neo4jStore, open_store
from graph.store.neo4j.upkeep.upgrading import pending, upgrade

__all__ = ["SCHEMES", "Address", "Neo4jAuditLog", "Neo4jStore", "open_audit_log", "open_store", "pending", "upgrade"]
