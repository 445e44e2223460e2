"""The whole firm in memory for one day, with everybody's departure swept, and how it is brought up to date.

Decides: when what changed is put in, and when the firm is read anew: where everything may have changed.
Does not decide: which rows changed (the store's log says), nor any figure (the engine does), nor for how long a firm is
kept (``networks`` does).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final, Literal

import numpy as np

from graph.domain.firm_answers import FirmRisk
from graph.domain.network import Index, Network, place_among
from graph.domain.sharing import sharing
from graph.domain.splicing import splice
from graph.engine.as_of import as_of
from graph.engine.firm_risk import Members, firm_risk, members_of
from graph.engine.parts import Whole, around_rows, around_staff, every, reached_by, sorted_out
from graph.engine.resweep import concerned, swept_again
from graph.engine.sweep import Sweep, sweep
from graph.engine.threads import Threads, threads_of
from graph.questions.near import Near
from graph.store.protocol import GraphStore
from graph.store.values import ImportMark, News

_SIDES: Final[tuple[Literal["left"], Literal["right"]]] = ("left", "right")
_MANY: Final = 4
"""When more than one account in so many is concerned, all are swept again: that is quicker then."""


@dataclass(frozen=True, eq=False)
class Loaded:
    """The whole firm at one revision for one day; ``mark`` is that of an import which had not ended while it was
    read."""

    whole: Whole
    swept: Sweep
    members: Members
    mark: ImportMark | None = None

    @cached_property
    def risk(self) -> FirmRisk:
        """How the firm's value hangs on its people; computed when it is first asked for."""
        return firm_risk(self.network, self.swept)

    @cached_property
    def threads(self) -> Threads:
        """The accounts that hang on a single thread; computed when they are first asked for."""
        return threads_of(self.network, self.swept)

    @property
    def network(self) -> Network:
        """All rows of the firm."""
        return self.whole.network

    @property
    def revision(self) -> int:
        """The revision of everything here."""
        return self.whole.network.revision

    def near(self, staff_ids: Sequence[str]) -> Near:
        """What a departure of these staff members can touch: of their neighbourhood, by the law of
        ``GraphStore.neighbourhood`` without evidence, no more than their answer needs."""
        places = (place_among(self.network.staff.ids, one) for one in staff_ids)
        members = [place for place in places if place is not None]
        reached = [self._touched_by(member) for member in members]
        if not members or not all(map(len, reached)):  # why nothing hangs on them is told by what has faded
            network = around_staff(self.whole, members)
            return Near(network, network.people.ids)
        _, known = reached_by(self.whole, np.array(members, dtype=np.int32))
        network = around_rows(self.whole, members, every(*reached))
        return Near(network, (*network.people.ids, *(self.network.people.ids[one] for one in known.tolist())))

    def _touched_by(self, member: int) -> Index:
        """The accounts that the departure of this staff member touches."""
        stakes = self.swept.stakes
        first, end = (np.searchsorted(stakes.staff, member, side) for side in _SIDES)
        return stakes.account[first:end]


async def load(store: GraphStore, day: date, beside: Loaded | None = None) -> Loaded:
    """The whole firm as it is now, read for ``day``; other questions are answered meanwhile. What is the same
    ``beside`` it, in the firm of another day, is kept in memory but once."""
    before = await store.import_mark()
    network = await store.whole(day)
    mark = await store.import_mark() or before
    return replace(await asyncio.to_thread(_made, network, beside), mark=mark)


async def renewed(store: GraphStore, day: date, loaded: Loaded) -> Loaded | None:
    """The whole firm as it is now, by the rows that the store's log names since ``loaded``; the same when there are
    none, None when it has to be read anew. ``loaded`` was read for ``day``."""
    before = await store.import_mark()
    news = await store.news(loaded.revision, day, rows=True)
    mark = await store.import_mark() or before
    if news.changed.revision == loaded.revision and not news.changed.everything:
        return loaded if mark == loaded.mark else replace(loaded, mark=mark)
    if news.part is None:
        return None
    try:
        found = await asyncio.to_thread(_renewed, loaded, news, news.part)
    except ValueError:  # the rows do not fit: another store stands in the place of the one that was read
        return None
    return replace(found, mark=mark)


def _made(network: Network, beside: Loaded | None = None) -> Loaded:
    if beside is not None:
        network = sharing(network, beside.network)
    swept = sweep(as_of(network))
    return Loaded(sorted_out(network, None if beside is None else beside.whole), swept, members_of(network, swept))


def _renewed(loaded: Loaded, news: News, part: Network) -> Loaded:
    network = sharing(splice(loaded.network, news.changed, part), loaded.network)
    whole = sorted_out(network, loaded.whole)
    accounts = concerned(whole, news.changed.staff, news.changed.people, news.changed.accounts)
    if len(accounts) * _MANY > len(network.accounts):
        swept = sweep(as_of(network))
    else:
        swept = swept_again(loaded.swept, loaded.network, whole, accounts)
    return Loaded(whole, swept, members_of(network, swept))
