"""Two audit logs made one, for an audit log is only ever added to.

Decides: which entries of one log the other lacks. Does not decide: when logs meet (``restoring`` does).
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Final

from graph.store.embedded.connection import connect, write_lock
from graph.store.embedded.faults import said_plainly

_LISTED: Final = """
CREATE TEMP TABLE {log}_entry AS
WITH listed AS (
    SELECT e.key, e.at, e.viewer, e.purpose, e.question, e.revision,
        (
            SELECT json_group_array(id)
            FROM (SELECT s.id FROM {log}.subject AS s WHERE s.entry = e.key ORDER BY s.place)
        ) AS subjects
    FROM {log}.entry AS e
)
SELECT *, row_number() OVER (PARTITION BY at, viewer, purpose, question, revision, subjects ORDER BY key) AS nth
FROM listed
"""
_INDEXED: Final = "CREATE INDEX temp.main_entry_by_time ON main_entry (at, nth)"
_LACKING: Final = """
CREATE TEMP TABLE lacking AS
SELECT
    b.key,
    (SELECT ifnull(max(key), 0) FROM main.entry) + row_number() OVER (ORDER BY b.key) AS number
FROM brought_entry AS b
WHERE NOT EXISTS (
    SELECT 1 FROM main_entry AS m
    WHERE (m.at, m.nth, m.viewer, m.purpose, m.question, m.revision, m.subjects)
        = (b.at, b.nth, b.viewer, b.purpose, b.question, b.revision, b.subjects)
)
"""
_ENTRIES: Final = """
INSERT INTO main.entry (key, at, viewer, purpose, question, revision)
SELECT n.number, e.at, e.viewer, e.purpose, e.question, e.revision
FROM temp.lacking AS n JOIN brought.entry AS e ON e.key = n.key
ORDER BY n.number
"""
_SUBJECTS: Final = """
INSERT INTO main.subject (entry, place, id)
SELECT n.number, s.place, s.id
FROM temp.lacking AS n JOIN brought.subject AS s ON s.entry = n.key
"""


def add_lacking(log: Path, brought: Path, patience: float) -> int:
    """Append to the audit log in the file ``log`` the entries in ``brought`` that it lacks, in their order, and
    return their number. Of entries that are alike in everything it then has as many as the log that has more.

    Both are audit logs of today's schema. All of it or nothing; raises a StoreError."""
    with said_plainly(str(log)), closing(connect(log, patience, read_only=False)) as connection:
        connection.execute("ATTACH ? AS brought", (f"{brought.resolve().as_uri()}?mode=ro",))
        with write_lock(connection, patience):
            for name in ("main", "brought"):
                connection.execute(_LISTED.format(log=name))
            connection.execute(_INDEXED)
            connection.execute(_LACKING)
            added = connection.execute(_ENTRIES).rowcount
            connection.execute(_SUBJECTS)
    return added
