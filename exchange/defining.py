"""The ids that a file defines.

Decides: which ids rows of the folder may refer to once a file is read, and on which line each stands.
Does not decide: which rows are good (``judging``), nor which fall with another (``settling``).
"""

from __future__ import annotations

from exchange.judging import Knowledge
from exchange.rejects import Reject
from exchange.settling import settle_ids
from exchange.sheet import Header, Row
from graph.domain.kinds import Record, key_of
from graph.domain.records import Account, StaffMember


class OwnIds:
    """The ids that a file defines; for a file that defines none, nothing."""

    def __init__(self, entity: type[Record] | None, knowledge: Knowledge) -> None:
        """``entity``: the kind of the rows whose ids the file defines."""
        self._known = None if entity is None else knowledge.ids[entity]
        self._parents: dict[str, str] = {}

    def find(self, line: int, record: Record) -> None:
        """The good row on this line has this id."""
        if self._known is None:
            return
        identifier = str(key_of(record)[0])
        self._known.found.setdefault(identifier, line)
        parent = parent_of(record)
        if parent is not None:
            self._parents[identifier] = parent

    def refuse(self, row: Row | Reject, header: Header) -> None:
        """A bad row has this id, when it can be read at all."""
        if self._known is not None and isinstance(row, Row) and "id" in header.places:
            self._known.refused[row.cells[header.places["id"]]] = row.line

    def settle(self, conflicting: set[int]) -> bool:
        """Whether any row falls, now that all are read, because of another."""
        return self._known is not None and settle_ids(self._known, self._parents, conflicting)


def parent_of(record: Record) -> str | None:
    """The id of the row of the same file that a row refers to."""
    if isinstance(record, StaffMember):
        return record.manager_id
    return record.parent_id if isinstance(record, Account) else None
