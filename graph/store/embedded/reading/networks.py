"""Networks from one snapshot: what some staff members have, their neighbourhood, the whole firm, or what changed of it.

Decides: the rows that the laws of ``GraphStore.own_rows``, ``neighbourhood`` and ``news`` name, in ``network.sql``, and
what an unfolded tie is.
Does not decide: their order and numbering (``graph.domain.assembly`` does), nor what they mean (the engine does).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

import numpy as np

from graph.domain.assembly import Keys, assemble
from graph.domain.calendar import NO_DAY, day_number
from graph.domain.network import (
    AccountTable,
    BookingTable,
    BuyingTable,
    Counts,
    CovenantTable,
    EmploymentTable,
    EvidenceTable,
    FirmFacts,
    Index,
    Network,
    PersonTable,
    PromiseTable,
    RatingTable,
    ServiceTable,
    StaffTable,
    TieStatistics,
    TieTable,
    TouchTable,
)
from graph.store.embedded.reading.columns import columns_of, keyed_table_of, read, table_of
from graph.store.plausible import check_plausible
from graph.store.statements import load
from graph.store.texts import id_list
from graph.store.values import Changed

NETWORK: Final = load(__package__, "network.sql")

_ENDS: Final = [("staff", "i4"), ("account", "i4"), ("person", "i4"), ("unfolded", "?")]
_CACHED: Final = columns_of(TieStatistics)
_NOT_CACHED: Final = {"first": NO_DAY, "last": NO_DAY}  # and nothing of all else
_BOOKED: Final = 365  # days of bookings that a Network holds
_AROUND: Final = ("find_accounts", "find_people")
_AT: Final = ("find_people_there",)
_STEPS: Final = (
    "find_further",
    "find_promises",
    "find_named_accounts",
)
_OWN: Final = (
    "find_known",
    "find_own_accounts",
    "find_own_promises",
    "find_employers",
    "find_named_accounts",
)
_STEPS_OF_A_PART: Final = (
    "find_no_further",
    "find_promises",
    "find_employers",
    "find_named_accounts",
)


def prepare(connection: sqlite3.Connection) -> None:
    """Make the temporary tables of neighbourhoods; once for a connection that reads."""
    connection.executescript(NETWORK["near"].text)


def neighbourhood(
    connection: sqlite3.Connection,
    staff_ids: Sequence[str],
    day: date,
    evidence: int,
    *,
    accounts: Sequence[str] | None,
    assumptions: str,
) -> Network:
    """What a departure of these staff members can touch, at these accounts or wherever they are; inside a transaction
    that ends with a rollback."""
    _find(connection, "find_asked", staff_ids)
    if accounts is not None:
        _find(connection, "find_accounts_named", accounts)
    _take(connection, *(_AROUND if accounts is None else _AT), *_STEPS)
    return _Loading(connection, day_number(day), evidence, assumptions, Extent.NEAR).network()


def own_rows(connection: sqlite3.Connection, staff_ids: Sequence[str], day: date, assumptions: str) -> Network:
    """What these staff members have; inside a transaction that ends with a rollback."""
    _find(connection, "find_asked", staff_ids)
    _take(connection, *_OWN)
    return _Loading(connection, day_number(day), 0, assumptions, Extent.OWN).network()


def whole(connection: sqlite3.Connection, day: date, evidence: int, assumptions: str) -> Network:
    """The whole firm; inside a transaction."""
    return _Loading(connection, day_number(day), evidence, assumptions, Extent.WHOLE).network()


def part(connection: sqlite3.Connection, changed: Changed, day: date, assumptions: str) -> Network:
    """The rows that may have changed; inside a transaction that ends with a rollback."""
    _find(connection, "find_asked", sorted(changed.staff))
    _find(connection, "find_changed_people", sorted(changed.people))
    _find(connection, "find_accounts_named", sorted(changed.accounts))
    _take(connection, *_STEPS_OF_A_PART)
    return _Loading(connection, day_number(day), 0, assumptions, Extent.NEAR).network()


def firm_facts(connection: sqlite3.Connection, day: date) -> FirmFacts:
    """What the whole firm decides; inside a transaction."""
    return FirmFacts(*connection.execute(NETWORK["firm"].text, {"day": day_number(day)}).fetchone())


def _find(connection: sqlite3.Connection, step: str, ids: Sequence[str]) -> None:
    """Note the keys of those with these ids."""
    connection.execute(NETWORK[step].text, {"ids": id_list(ids)})


def _take(connection: sqlite3.Connection, *steps: str) -> None:
    """Note the keys that follow from those noted before."""
    for step in steps:
        connection.execute(NETWORK[step].text)


class Extent(Enum):
    """Which rows are read: those that the temporary tables name, of them what staff members have alone, or all."""

    NEAR = "near"
    OWN = "own"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class _Loading:
    """One Network under way."""

    connection: sqlite3.Connection
    day: int
    evidence: int
    assumptions: str
    extent: Extent

    def network(self) -> Network:
        tie_keys, ties = self._ties()
        services = table_of(ServiceTable, self._rows("services"))
        ratings = table_of(RatingTable, self._rows("ratings"))
        promises = table_of(PromiseTable, self._rows("promises"))
        if self.extent is not Extent.WHOLE:
            self._name(services.staff, ties.staff, ratings.staff, promises.staff)
        staff_keys, staff = keyed_table_of(StaffTable, self._rows("staff"))
        people_keys, people = keyed_table_of(PersonTable, self._rows("people"))
        account_keys, accounts = keyed_table_of(AccountTable, self._rows("accounts"))
        (revision,) = self._rows("revision").fetchone()
        raw = Network(
            day=self.day,
            revision=revision,
            firm=FirmFacts(*self._rows("firm").fetchone()),
            staff=staff,
            people=people,
            accounts=accounts,
            employments=table_of(EmploymentTable, self._rows("employments")),
            services=services,
            ties=ties,
            touches=self._touches(tie_keys[ties.unfolded]),
            evidence=self._evidence(),
            ratings=ratings,
            promises=promises,
            bookings=table_of(BookingTable, self._rows("bookings")),
            buying=table_of(BuyingTable, self._rows("buying")),
            covenants=table_of(CovenantTable, self._rows("covenants")),
        )
        check_plausible(raw)
        return assemble(raw, Keys(staff=staff_keys, people=people_keys, accounts=account_keys, ties=tie_keys))

    def _rows(self, name: str, **more: str) -> sqlite3.Cursor:
        parameters = {
            **more,
            "day": self.day,
            "since": self.day - _BOOKED,
            "assumptions": self.assumptions,
            "evidence": self.evidence,
            "firsts": self.extent is not Extent.OWN,
        }
        near, own = self.extent is not Extent.WHOLE, self.extent is Extent.OWN
        return self.connection.execute(NETWORK[name].when(near=near, own=own, around=near and not own), parameters)

    def _name(self, *staff: Index) -> None:
        """Note the keys of the staff members whom rows name."""
        keys = np.unique(np.concatenate(staff)).tolist()
        self.connection.execute(NETWORK["name_staff"].text, {"keys": json.dumps(keys)})

    def _ties(self) -> tuple[Counts, TieTable]:
        """Ties and their keys. What an unfolded tie has cached is left out: it depends on when it was last folded."""
        columns = read(self._rows("ties"), [("key", "i8"), *_ENDS, *_CACHED])
        unfolded = columns["unfolded"]
        if unfolded.any():
            for name, _ in _CACHED:
                columns[name][unfolded] = _NOT_CACHED.get(name, 0)
        statistics = TieStatistics(**{name: columns.pop(name) for name, _ in _CACHED})
        return columns.pop("key"), TieTable(**columns, statistics=statistics)

    def _touches(self, unfolded: Counts) -> TouchTable:
        """The touches of the ties with these keys; those of the whole firm are found without."""
        if not len(unfolded):
            return table_of(TouchTable, ())
        if self.extent is Extent.WHOLE:
            return table_of(TouchTable, self._rows("touches"))
        return table_of(TouchTable, self._rows("touches", unfolded=json.dumps(unfolded.tolist())))

    def _evidence(self) -> EvidenceTable:
        return table_of(EvidenceTable, self._rows("evidence") if self.evidence > 0 else ())
