"""The page on the data's quality that ends an import.

Decides: which figures it shows. Does not decide: whether they are good enough (whoever reads it does).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from exchange.report import Quality
from exchange.tally import Tally
from graph.domain.calendar import local_date
from graph.domain.records import Person, StaffMember
from graph.store.protocol import GraphStore
from graph.store.values import Filter, Slice

LISTED: Final = 10
"""Staff members who are named."""


async def quality_of(store: GraphStore, tallies: Sequence[Tally], now: datetime) -> Quality:
    """The page as of ``now`` (with a zone), from what the store holds and what was counted in the rows of this import.

    Every person in the store is looked at, some thousands at a time."""
    held = await store.held()
    firm = await store.firm()
    nameless, own = await _people(store, frozenset(firm.domains if firm is not None else ()))
    today = local_date(now, ZoneInfo(firm.time_zone if firm is not None else "UTC"))
    ahead = Filter(ends_after=today)
    leaving = await store.entities(StaffMember, Slice(limit=LISTED, only=ahead))
    return Quality(
        accounts=held.accounts,
        accounts_without_touch=held.accounts - held.touched_accounts,
        people=held.people,
        people_without_touch=held.people - held.touched_people,
        people_without_employment=held.people - held.employed_people,
        nameless_people=nameless,
        own_domain_people=own,
        ties=held.ties,
        thin_ties=held.thin_ties,
        touches_read=sum(tally.touches for tally in tallies),
        future_touches=sum(tally.future for tally in tallies),
        last_touch=held.last_touch,
        leaving_staff=await store.count(StaffMember, ahead),
        leaving=tuple((one.id, one.name, one.end) for one in leaving if one.end is not None),
    )


async def _people(store: GraphStore, domains: frozenset[str]) -> tuple[int, int]:
    """How many people have no name, and how many an e-mail address at one of our own domains."""
    nameless = own = 0
    async with store.snapshot([Person]) as snapshot:
        async for people in snapshot.records(Person):
            nameless += sum(not person.name for person in people)
            own += sum(person.email.rpartition("@")[2].casefold() in domains for person in people)
    return nameless, own
