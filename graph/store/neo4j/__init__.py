"""The Neo4j adapter: a store and its audit log in a database of a Neo4j server.

Decides: what of this package the wiring uses, and that the driver is imported where it is used: whoever keeps the firm
in a file never waits for it. Does not decide: when to use it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

from graph.store.neo4j.address import SCHEMES, Address

if TYPE_CHECKING:
    from graph.store.neo4j.audit import Neo4jAuditLog, open_audit_log
    from graph.store.neo4j.store import Neo4jStore, open_store
    from graph.store.neo4j.upkeep.upgrading import pending, upgrade

__all__ = ["SCHEMES", "Address", "Neo4jAuditLog", "Neo4jStore", "open_audit_log", "open_store", "pending", "upgrade"]

_WITH_DRIVER: Final = {
    "Neo4jAuditLog": "audit",
    "open_audit_log": "audit",
    "Neo4jStore": "store",
    "open_store": "store",
    "pending": "upkeep.upgrading",
    "upgrade": "upkeep.upgrading",
}


def __getattr__(name: str) -> object:
    """What needs the driver, when somebody first asks for it."""
    if name not in _WITH_DRIVER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WITH_DRIVER[name]}"), name)
