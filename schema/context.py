"""What every resolver of one operation shares: the stores, who asks, and the loaders that batch reads.

Decides: who asks and why, that reads of one level go to the store together, and that an operation has one instant and
one today.
Does not decide: what is asked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, TypeAlias, TypeVar

import strawberry
from strawberry.dataloader import DataLoader

from graph.domain.kinds import Key, Record
from graph.domain.records import Account, Entity, Person, StaffMember, Touch
from graph.errors import InvalidInput
from graph.questions.asking import LOCAL_PURPOSE, Asker, note
from graph.questions.departure import MOST_DRAWS
from graph.questions.entities import today
from graph.questions.networks import Networks
from graph.questions.owned import RowsOf, rows_of
from graph.questions.paging import Page
from graph.questions.touches import TouchesThere, touches_there
from graph.questions.turns import Turn
from graph.store.audit_log import AuditLog
from graph.store.protocol import GraphStore
from schema.limits import LimitExceeded

E = TypeVar("E", bound=Entity)
Row = tuple[type[Record], Key]
"""A row by its kind and natural key."""
Somebody = tuple[type[Entity], str]
"""A staff member or a person, by the firm's own id."""
Recorded = tuple[tuple[str, date | None, date | None], ...]
"""The accounts a person ever worked for: (account id, start, end)."""
PURPOSE: Final = (
    "Why it is asked, in 1 to 200 characters; it is written to the audit log. By default the request's Whither-Purpose "
    'header, and without sign-in "local use"; elsewhere it is required.'
)
"""What every argument called purpose says of itself."""


@dataclass(frozen=True)
class Loaders:
    """Batched reads of one operation: what resolvers of one level ask for goes to the store in one call a kind."""

    staff: DataLoader[str, StaffMember | None]
    people: DataLoader[str, Person | None]
    accounts: DataLoader[str, Account | None]
    employers: DataLoader[str, Recorded]
    touches: DataLoader[TouchesThere, Page[Touch]]
    today: DataLoader[datetime, date]
    rows: DataLoader[Row, Record | None]
    owned: DataLoader[RowsOf, Page[Record]]
    looked_at: DataLoader[Somebody, None]
    """Commits an audit row about somebody whose rows are looked at, unless there is one of this operation."""

    async def entity(self, kind: type[Entity], own_id: str) -> Entity | None:
        """The entity of this kind with the firm's own id; None when nobody has it."""
        if kind is StaffMember:
            return await self.staff.load(own_id)
        return await (self.people.load(own_id) if kind is Person else self.accounts.load(own_id))

    def forget(self) -> None:
        """Forget what was loaded: something has changed since."""
        for loader in (self.staff, self.people, self.accounts, self.employers, self.touches, self.today):
            loader.clear_all()
        self.rows.clear_all()
        self.owned.clear_all()
        self.looked_at.clear_all()


def loaders_for(store: GraphStore, look_at: Callable[[list[Somebody]], Awaitable[Sequence[None]]]) -> Loaders:
    """Fresh loaders over ``store``; they live as long as one operation and remember what they loaded until it changes
    something. ``look_at`` commits an audit row about those whose rows are looked at."""

    async def employers(person_ids: list[str]) -> Sequence[Recorded]:
        found = await store.employers(person_ids)
        return [found.get(person_id, ()) for person_id in person_ids]

    async def touches(wanted: list[TouchesThere]) -> Sequence[Page[Touch]]:
        return await touches_there(store, wanted)

    async def days(instants: list[datetime]) -> Sequence[date]:
        return [await today(store, instant) for instant in instants]

    async def rows(wanted: list[Row]) -> Sequence[Record | None]:
        found: dict[Row, Record] = {}
        for kind in dict.fromkeys(kind for kind, _ in wanted):
            of_kind = await store.find(kind, [key for other, key in wanted if other is kind])
            found |= {(kind, key): row for key, row in of_kind.items()}
        return [found.get(row) for row in wanted]

    async def owned(wanted: list[RowsOf]) -> Sequence[Page[Record]]:
        return await rows_of(store, wanted)

    return Loaders(
        staff=DataLoader(load_fn=_fetch(store, StaffMember)),
        people=DataLoader(load_fn=_fetch(store, Person)),
        accounts=DataLoader(load_fn=_fetch(store, Account)),
        employers=DataLoader(load_fn=employers),
        touches=DataLoader(load_fn=touches),
        today=DataLoader(load_fn=days),
        rows=DataLoader(load_fn=rows),
        owned=DataLoader(load_fn=owned),
        looked_at=DataLoader(load_fn=look_at),
    )


def _fetch(store: GraphStore, kind: type[E]) -> Callable[[list[str]], Awaitable[Sequence[E | None]]]:
    async def load(ids: list[str]) -> Sequence[E | None]:
        found = await store.fetch(kind, ids)
        return [found.get(identifier) for identifier in ids]

    return load


@dataclass(frozen=True)
class Context:
    """One operation: ``now`` is its instant in UTC, ``purpose`` what is meant when a field states none (None: one
    must be stated), ``request_id`` what its log lines carry, ``seen`` the revision that whoever asks has seen, and
    ``turn`` the one in which it is answered if it changes nothing."""

    store: GraphStore
    audit: AuditLog
    now: datetime
    viewer: str
    request_id: str
    purpose: str | None = LOCAL_PURPOSE
    kept: Networks | None = None
    seen: int = 0
    turn: Turn = field(default_factory=Turn)
    drawn: list[int] = field(default_factory=lambda: [0])
    networks: Networks = field(init=False)
    loaders: Loaders = field(init=False)

    def __post_init__(self) -> None:
        """Make the loaders of this operation; without Networks that are ``kept`` from one operation to the next, some
        of its own."""
        object.__setattr__(self, "networks", self.kept or Networks(self.store, beforehand=False))
        object.__setattr__(self, "loaders", loaders_for(self.store, self._look_at))

    async def day(self, stated: date | None) -> date:
        """The day asked about: the ``stated`` one, else today."""
        return await self.loaders.today.load(self.now) if stated is None else stated

    def draw(self, draws: int) -> None:
        """Count draws that a field of this operation makes; raises LimitExceeded when they are too many together."""
        self.drawn[0] += draws
        if self.drawn[0] > MOST_DRAWS:
            raise LimitExceeded("draws of all its tails together", MOST_DRAWS)

    def asker(self, purpose: str | None = None) -> Asker:
        """Who asks, for the stated ``purpose``, else for that of the request; raises InvalidInput without one."""
        meant = self.purpose if purpose is None else purpose
        if meant is None:
            raise InvalidInput("purpose", None, "say in 1 to 200 characters why you ask")
        return Asker(viewer=self.viewer, purpose=meant, now=self.now)

    def noted(self, found: Sequence[Record | None]) -> None:
        """Remember that an audit row about the staff members and people among these is committed: their rows may be
        looked at in the same operation without another."""
        for one in found:
            if isinstance(one, StaffMember | Person):
                self.loaders.looked_at.prime((type(one), one.id), None)

    async def _look_at(self, somebody: list[Somebody]) -> Sequence[None]:
        """One audit row about these staff members, and one about these people, as if they were looked up."""
        for kind, question in ((StaffMember, "staffMember"), (Person, "person")):
            subjects = [own_id for owner, own_id in somebody if owner is kind]
            await note(self.store, self.audit, self.asker(), question, subjects)
        return [None] * len(somebody)


Info: TypeAlias = strawberry.Info[Context, None]
