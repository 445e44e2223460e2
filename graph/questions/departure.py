"""What happens if these people leave? One load of the store, one run of the engine, one row in the audit log.

Decides: what makes a departure question answerable, and the order of its steps: a refusal that tells something of a
staff member, such as since when they are with us, has its row in the audit log too.
Does not decide: any number (the engine), nor which rows are shown (``schema`` and the command line).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from graph.domain.answers import Basis, DepartureImpact, ImportState
from graph.domain.calendar import check_day, local_date
from graph.domain.network import Network
from graph.domain.records import StaffMember
from graph.domain.vocabulary import Destination
from graph.engine.assumptions import VERSION
from graph.engine.departure import DepartureSettings, departure_impact
from graph.errors import InvalidInput, NotFound
from graph.questions.asking import Asker
from graph.questions.near import read_near
from graph.store.audit_log import AuditLog
from graph.store.protocol import GraphStore
from graph.store.values import ALIVE, ImportMark

MOST_LEAVERS: Final = 200
MOST_DRAWS: Final = 100_000
FEWEST_DRAWS: Final = 100
AHEAD: Final = "The day asked about lies ahead: the answer is as if nobody spoke until then."
NOT_ENDED: Final = {
    ImportState.RUNNING: "An import is running or has just been interrupted: rows may be missing, and figures may be "
    "too small.",
    ImportState.INTERRUPTED: "An import was interrupted and has not been run again: rows are missing, and figures may "
    "be too small.",
}
"""What stands before the notice of an answer, for whoever did not ask for the state of imports."""
LARGEST_SEED: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Departing:
    """A staff member who leaves in the question, and where to."""

    staff_id: str
    destination: Destination = Destination.RIVAL


@dataclass(frozen=True, slots=True)
class DepartureQuestion:
    """Who leaves (1 to 200 staff members, each once), as of which day, on which draws.

    ``draws`` is 0 when the tail is not asked for, else 100 to 100,000; ``evidence`` is how many of the newest touch
    ids each row names."""

    leavers: tuple[Departing, ...]
    as_of: date
    seed: int = 1
    draws: int = 4_000
    evidence: int = 3

    def __post_init__(self) -> None:
        """Refuse what cannot be asked."""
        check_day("asOf", self.as_of)
        ids = [leaver.staff_id for leaver in self.leavers]
        if not 1 <= len(ids) <= MOST_LEAVERS:
            raise InvalidInput("leavers", len(ids), f"name 1 to {MOST_LEAVERS} staff members")
        if len(set(ids)) < len(ids):
            raise InvalidInput("leavers", ", ".join(ids), "name each staff member once")
        if not 0 <= self.seed <= LARGEST_SEED:
            raise InvalidInput("seed", self.seed, f"give a whole number from 0 to {LARGEST_SEED}")
        if self.draws and not FEWEST_DRAWS <= self.draws <= MOST_DRAWS:
            raise InvalidInput("draws", self.draws, f"give {FEWEST_DRAWS} to {MOST_DRAWS}, or none")


class Neighbourhoods(Protocol):
    """What is kept of a store: it gives as much of ``GraphStore.neighbourhood`` as an answer needs."""

    async def neighbourhood(self, staff_ids: Sequence[str], day: date, evidence: int = 0) -> Network:
        """All that a departure of these staff members can touch on ``day``."""


async def ask_departure(
    store: GraphStore,
    audit: AuditLog,
    question: DepartureQuestion,
    asker: Asker,
    kept: Neighbourhoods | None = None,
) -> DepartureImpact:
    """The answer, after its audit row is committed; from what is ``kept`` of the store, else from the store.

    Raises NotFound for an unknown staff member, which leaves no row, and NotEmployed, after the row is committed, for
    one who is not with us on the day."""
    ids = [leaver.staff_id for leaver in question.leavers]
    await _known(store, ids)
    before = await store.import_mark()
    if kept is None:
        network = (await read_near(store, ids, question.as_of, question.evidence)).network
    else:
        network = await kept.neighbourhood(ids, question.as_of, question.evidence)
    # The mark is not part of the snapshot: an import may have ended or begun while the store was being read.
    mark = await store.import_mark() or before
    await audit.append(asker.entry("departureImpact", ids, network.revision))
    basis = _basis(question, network.revision, mark, asker)
    settings = DepartureSettings(
        leavers={leaver.staff_id: leaver.destination for leaver in question.leavers},
        draws=question.draws,
        basis=basis,
    )
    answer = await asyncio.to_thread(departure_impact, network, settings)
    ahead = question.as_of > local_date(asker.now, ZoneInfo(network.firm.time_zone))
    return replace(answer, notice=noticed(answer.notice, basis.import_state, ahead=ahead))


def noticed(notice: str, state: ImportState | None, *, ahead: bool) -> str:
    """The notice of an answer, after what else its reader must know: that rows are missing, that the day is to come."""
    first = [] if state is None else [NOT_ENDED[state]]
    return " ".join([*first, *([AHEAD] if ahead else []), notice])


def import_state(mark: ImportMark, now: datetime) -> ImportState:
    """Whether the import of this mark runs at the instant ``now`` or was interrupted."""
    return ImportState.RUNNING if now - mark.beat <= ALIVE else ImportState.INTERRUPTED


async def _known(store: GraphStore, ids: Sequence[str]) -> None:
    found = await store.fetch(StaffMember, ids)
    for identifier in ids:
        if identifier not in found:
            raise NotFound("staff member", identifier)


def _basis(question: DepartureQuestion, revision: int, mark: ImportMark | None, asker: Asker) -> Basis:
    return Basis(
        revision=revision,
        as_of=question.as_of,
        seed=question.seed,
        assumptions=VERSION,
        import_state=None if mark is None else import_state(mark, asker.now),
        import_since=mark.started if mark else None,
    )
