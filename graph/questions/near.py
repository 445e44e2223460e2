"""What a departure can touch, read from a store: in two steps, so that little of a neighbourhood is read in vain.

Decides: that first what the leavers have is read, then what stands around the accounts that they touch by it; and what
makes such an answer hold later on. Does not decide: which accounts they touch (``graph.engine.touching`` does), nor
which rows that takes (the store's laws do).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from graph.domain.network import Network, Texts
from graph.engine.touching import touched_accounts
from graph.store.protocol import GraphStore
from graph.store.values import Changed


@dataclass(frozen=True, eq=False, slots=True)
class Near:
    """What a departure can touch: of the leavers' neighbourhood no more than the answer needs. A change that names none
    of the leavers, of ``people`` and of the Network's accounts leaves the answer as it is: ``people`` are those of the
    Network, and everybody to whom a leaver is tied."""

    network: Network
    people: Texts


async def read_near(store: GraphStore, staff_ids: Sequence[str], day: date, evidence: int = 0) -> Near:
    """What a departure of these staff members can touch on ``day``, of a revision not older than the store's when it is
    asked; ``evidence`` as in ``GraphStore.neighbourhood``."""
    own = await store.own_rows(staff_ids, day)
    accounts = await asyncio.to_thread(touched_accounts, own, staff_ids)
    if accounts is not None:
        network = await store.neighbourhood(staff_ids, day, evidence, accounts)
        if network.revision == own.revision or not names(
            await store.changed_since(own.revision), staff_ids, own.people.ids, accounts
        ):
            return Near(network, tuple(dict.fromkeys((*network.people.ids, *own.people.ids))))
    network = await store.neighbourhood(staff_ids, day, evidence)
    return Near(network, network.people.ids)


def names(changed: Changed, staff_ids: Iterable[str], people: Iterable[str], accounts: Iterable[str]) -> bool:
    """Whether a change may be one of these staff members, people or accounts."""
    return changed.everything or not (
        changed.staff.isdisjoint(staff_ids)
        and changed.people.isdisjoint(people)
        and changed.accounts.isdisjoint(accounts)
    )
