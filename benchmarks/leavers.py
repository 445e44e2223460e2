"""About whom a run at size asks, and the touches that it writes beside.

Decides: how leavers are drawn. Does not decide: what is asked about them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import accumulate
from typing import Final

import numpy as np

from benchmarks.answers import BenchmarkFailed
from benchmarks.documents import RECORD
from benchmarks.plan import SEED, Place
from benchmarks.service import Client
from benchmarks.stores import opened
from exchange.generating import LAST_DAY
from graph.domain.calendar import day_number
from graph.domain.network import NOBODY

_NOON: Final = datetime.combine(LAST_DAY, time(12), UTC).isoformat()


@dataclass(frozen=True, slots=True)
class Member:
    """A staff member who is with us on the last day, how many ties they have, and with whom the first of them is: a
    person or an account."""

    id: str
    ties: int
    person: str | None
    account: str | None


@dataclass(frozen=True, slots=True)
class People:
    """All who can leave, and how many staff, people, accounts, ties and touches the firm has."""

    members: tuple[Member, ...]
    staff: int
    people: int
    accounts: int
    ties: int
    touches: int

    @property
    def largest(self) -> Member:
        """Who has the most ties."""
        return max(self.members, key=lambda one: (one.ties, one.id))


async def people_of(place: Place) -> People:
    """Who is with us on the last day and has a tie."""
    async with opened(place) as store:
        network = await store.whole(LAST_DAY)
    table, today = network.ties, day_number(LAST_DAY)
    held = np.bincount(table.staff, minlength=len(network.staff))
    first = np.searchsorted(table.staff, np.arange(len(network.staff)))
    here = (network.staff.start <= today) & (today < network.staff.end) & (held > 0)
    members = []
    for index in np.flatnonzero(here).tolist():
        person, account = int(table.person[first[index]]), int(table.account[first[index]])
        to_person = None if person == NOBODY else network.people.ids[person]
        to_account = network.accounts.ids[account] if person == NOBODY else None
        members.append(Member(network.staff.ids[index], int(held[index]), to_person, to_account))
    if len(members) < 2:
        raise BenchmarkFailed(
            "Fewer than two staff members with a tie are with us on the last day: take a larger firm."
        )
    touches = int(table.statistics.count[~table.unfolded].sum()) + len(network.touches)
    return People(tuple(members), len(network.staff), len(network.people), len(network.accounts), len(table), touches)


def drawn(members: Sequence[Member], count: int, seed: int = SEED) -> tuple[Member, ...]:
    """So many different members, or all there are, in no order; who has twice the ties comes twice as easily."""
    weights = np.array([one.ties for one in members], dtype=float)
    count = min(count, len(members))
    dice = np.random.default_rng(seed)
    chosen = dice.choice(len(members), count, replace=False, p=weights / weights.sum())
    in_no_order = dice.permutation(chosen)  # as those with many ties are drawn first
    return tuple(members[index] for index in in_no_order.tolist())


def shared_out(members: Sequence[Member], parts: Sequence[int]) -> list[tuple[Member, ...]]:
    """Members dealt out in their order, so that none is in two parts; ``parts`` says how many each wants, and all get
    less in proportion where there are too few, but one at least while there is one."""
    beyond = sum(parts) - len(parts)
    to_share = max(0, min(sum(parts), len(members)) - len(parts))
    fair = [1 + ((part - 1) * to_share // beyond if beyond else 0) for part in parts]
    stops = list(accumulate(fair))
    return [tuple(members[stop - many : stop]) for many, stop in zip(fair, stops, strict=True)]


def record_touch(client: Client, member: Member, touch: str) -> int:
    """Record a meeting of the member on the last day under the id ``touch``, and return the revision that it made."""
    given = {"id": touch, "at": _NOON, "staffId": member.id, "channel": "MEETING"}
    other = {"personId": member.person} if member.account is None else {"accountId": member.account}
    saved = client.ask(RECORD, input=given | other).data["touchRecord"]
    if saved["__typename"] != "TouchSaved":
        raise BenchmarkFailed(f"A touch of {member.id} was not recorded: {saved}.")
    return int(saved["revision"])
