"""The embedded adapter: a store and its audit log in SQLite files.

Decides: what of this package the wiring uses. Does not decide: when to use it.
"""

from graph.store.embedded.audit import EmbeddedAuditLog, audit_path, open_audit_log
from graph.store.embedded.store import EmbeddedStore, open_store

__all__ = ["EmbeddedAuditLog", "EmbeddedStore", "audit_path", "open_audit_log", "open_store"]
