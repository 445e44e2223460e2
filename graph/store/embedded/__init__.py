"""The embedded adapter: a store and its audit log in SQLite files.

Decides: what of this package the wiring uses. Does not decide: when to use it.
"""

from graph.store.embedded.audit import EmbeddedAuditLog, audit_path, open_audit_log
from graph.store.embedded.connection import PATIENCE
from graph.store.embedded.store import EmbeddedStore, open_store
from graph.store.embedded.upkeep.backups import BackedUp, back_up
from graph.store.embedded.upkeep.restoring import Restored, restore
from graph.store.embedded.upkeep.upgrades import Upgrade, pending, pending_in_audit_log, pending_in_store, upgrade

__all__ = [
    "PATIENCE",
    "BackedUp",
    "EmbeddedAuditLog",
    "EmbeddedStore",
    "Restored",
    "Upgrade",
    "audit_path",
    "back_up",
    "open_audit_log",
    "open_store",
    "pending",
    "pending_in_audit_log",
    "pending_in_store",
    "restore",
    "upgrade",
]
