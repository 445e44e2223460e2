"""Networks from one snapshot: the neighbourhood of some staff members, the whole firm, or what changed of it.

Decides: the rows that the laws of ``GraphStore.neighbourhood`` and of ``GraphStore.news`` name, in ``network.sql``, and
what an unfolded tie is.
Does not decide: their order and numbering (``graph.domain.assembly`` does), nor what they mean (the engine does).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.domain.assembly import Keys, assemble
from graph.domain.calendar import NO_DAY, day_number
from graph.domain.network import (
    AccountTable,
    BookingTable,
    BuyingTable,
    CovenantTable,
    EmploymentTable,
    EvidenceTable,
    FirmFacts,
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
from graph.store.embedded.reading.columns import columns_of, numbers, read, table_of, texts
from graph.store.plausible import check_plausible
from graph.store.statements import load
from graph.store.texts import id_list
from graph.store.values import Changed

NETWORK: Final = load(__package__, "network.sql")

_BOOKED: Final = 365  # days of bookings that a Network holds
_STEPS: Final = (
    "find_accounts",
    "find_people",
    "find_further",
    "find_ties",
    "find_promises",
    "find_named_staff",
    "find_named_accounts",
)
_STEPS_OF_A_PART: Final = (
    "find_no_further",
    "find_ties",
    "find_promises",
    "find_employers",
    "find_named_staff",
    "find_named_accounts",
)


def prepare(connection: sqlite3.Connection) -> None:
    """Make the temporary tables of neighbourhoods; once for a connection that reads."""
    connection.executescript(NETWORK["near"].text)


def neighbourhood(
    connection: sqlite3.Connection, staff_ids: Sequence[str], day: date, evidence: int, assumptions: str
) -> Network:
    """What a departure of these staff members can touch; inside a transaction that ends with a rollback."""
    connection.execute(NETWORK["find_asked"].text, {"ids": id_list(staff_ids)})
    for step in _STEPS:
        connection.execute(NETWORK[step].text)
    return _Loading(connection, day_number(day), evidence, assumptions, near=True).network()


def whole(connection: sqlite3.Connection, day: date, evidence: int, assumptions: str) -> Network:
    """The whole firm; inside a transaction."""
    return _Loading(connection, day_number(day), evidence, assumptions, near=False).network()


def part(connection: sqlite3.Connection, changed: Changed, day: date, assumptions: str) -> Network:
    """The rows that may have changed; inside a transaction that ends with a rollback."""
    for step, ids in (
        ("find_asked", changed.staff),
        ("find_changed_people", changed.people),
        ("find_changed_accounts", changed.accounts),
    ):
        connection.execute(NETWORK[step].text, {"ids": id_list(sorted(ids))})
    for step in _STEPS_OF_A_PART:
        connection.execute(NETWORK[step].text)
    return _Loading(connection, day_number(day), 0, assumptions, near=True).network()


def firm_facts(connection: sqlite3.Connection, day: date) -> FirmFacts:
    """What the whole firm decides; inside a transaction."""
    return FirmFacts(*connection.execute(NETWORK["firm"].text, {"day": day_number(day)}).fetchone())


@dataclass(frozen=True, slots=True)
class _Loading:
    """One Network under way; ``near`` says whether only rows named by the temporary tables are read."""

    connection: sqlite3.Connection
    day: int
    evidence: int
    assumptions: str
    near: bool

    def network(self) -> Network:
        staff_keys, staff = self._staff()
        people_keys, people = self._people()
        account_keys, accounts = self._accounts()
        tie_keys, ties = self._ties()
        (revision,) = self._rows("revision").fetchone()
        raw = Network(
            day=self.day,
            revision=revision,
            firm=FirmFacts(*self._rows("firm").fetchone()),
            staff=staff,
            people=people,
            accounts=accounts,
            employments=table_of(EmploymentTable, self._rows("employments")),
            services=table_of(ServiceTable, self._rows("services")),
            ties=ties,
            touches=table_of(TouchTable, self._rows("touches")),
            evidence=self._evidence(),
            ratings=table_of(RatingTable, self._rows("ratings")),
            promises=self._promises(),
            bookings=table_of(BookingTable, self._rows("bookings")),
            buying=table_of(BuyingTable, self._rows("buying")),
            covenants=table_of(CovenantTable, self._rows("covenants")),
        )
        check_plausible(raw)
        return assemble(raw, Keys(staff=staff_keys, people=people_keys, accounts=account_keys, ties=tie_keys))

    def _rows(self, name: str) -> sqlite3.Cursor:
        parameters = {
            "day": self.day,
            "since": self.day - _BOOKED,
            "assumptions": self.assumptions,
            "evidence": self.evidence,
        }
        return self.connection.execute(NETWORK[name].when(near=self.near), parameters)

    def _staff(self) -> tuple[npt.NDArray[np.int64], StaffTable]:
        rows = self._rows("staff").fetchall()
        table = StaffTable(
            ids=texts(rows, 1),
            names=texts(rows, 2),
            teams=texts(rows, 3),
            start=numbers(rows, 4, np.int32),
            end=numbers(rows, 5, np.int32),
        )
        return numbers(rows, 0, np.int64), table

    def _people(self) -> tuple[npt.NDArray[np.int64], PersonTable]:
        rows = self._rows("people").fetchall()
        return numbers(rows, 0, np.int64), PersonTable(ids=texts(rows, 1), names=texts(rows, 2))

    def _accounts(self) -> tuple[npt.NDArray[np.int64], AccountTable]:
        rows = self._rows("accounts").fetchall()
        table = AccountTable(
            ids=texts(rows, 1),
            names=texts(rows, 2),
            since=numbers(rows, 3, np.int32),
            first_booking=numbers(rows, 4, np.int32),
            first_touch=numbers(rows, 5, np.int32),
        )
        return numbers(rows, 0, np.int64), table

    def _ties(self) -> tuple[npt.NDArray[np.int64], TieTable]:
        """Ties and their keys. What an unfolded tie has cached is left out: it depends on when it was last folded."""
        ends = [("staff", "i4"), ("account", "i4"), ("person", "i4"), ("unfolded", "?")]
        statistics = columns_of(TieStatistics)
        rows = read(self._rows("ties"), [("key", "i8"), *ends, *statistics])
        nothing = {"first": NO_DAY, "last": NO_DAY}
        cached = {
            name: np.where(rows["unfolded"], np.array(nothing.get(name, 0), dtype=kind), rows[name])
            for name, kind in statistics
        }
        table = TieTable(**{name: rows[name] for name, _ in ends}, statistics=TieStatistics(**cached))
        return rows["key"].copy(), table

    def _evidence(self) -> EvidenceTable:
        rows = self._rows("evidence").fetchall() if self.evidence > 0 else []
        return EvidenceTable(
            tie=numbers(rows, 0, np.int32),
            day=numbers(rows, 1, np.int32),
            at=numbers(rows, 2, np.int64),
            touch_ids=texts(rows, 3),
        )

    def _promises(self) -> PromiseTable:
        rows = self._rows("promises").fetchall()
        return PromiseTable(
            ids=texts(rows, 0),
            staff=numbers(rows, 1, np.int32),
            person=numbers(rows, 2, np.int32),
            account=numbers(rows, 3, np.int32),
            made=numbers(rows, 4, np.int32),
            outcome=numbers(rows, 5, np.int8),
            closed=numbers(rows, 6, np.int32),
        )
