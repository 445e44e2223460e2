"""What changed since some revision, from one snapshot: what the change log says, and the rows that may have changed.

Decides: that no rows are read where everything may have changed. Does not decide: which rows those are (``networks``
does), nor whom the change log names (``writing.change_log`` does).
"""

from __future__ import annotations

import sqlite3
from datetime import date

from graph.store.embedded.reading import networks
from graph.store.embedded.writing.change_log import changed_since
from graph.store.values import News


def news(connection: sqlite3.Connection, revision: int, day: date, *, rows: bool, assumptions: str) -> News:
    """What changed since a revision, by ``GraphStore.news``; inside a transaction that ends with a rollback."""
    changed = changed_since(connection, revision)
    if not rows or changed.everything:
        return News(changed, networks.firm_facts(connection, day), None)
    part = networks.part(connection, changed, day, assumptions)
    return News(changed, part.firm, part)
