"""The Networks of one store for as long as a service runs: loaded once, remembered, never older than what was asked.

Decides: what is kept in memory and for how long, when it is brought up to date, and that loading holds nobody up.
Does not decide: what is in a Network (the store's laws do), nor what is asked of it.

Where the firm is loaded for the day asked about, what is near somebody is cut from it. Else it is remembered from an
earlier question. Either is used only while the change log names none of its leavers, people and accounts since it was
read; else it is read from the store.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import partial
from typing import Final

import numpy as np

from graph.domain.network import Network, Table
from graph.errors import StoreError
from graph.questions.loaded import Loaded, load, renewed
from graph.questions.near import Near, names, read_near
from graph.store.protocol import GraphStore

ROOM: Final = 64 * 2**20
"""Bytes of neighbourhoods that are remembered."""
DAYS: Final = 2
"""For how many days the whole firm is kept: those asked about last."""
_RESTS: Final = 4
"""Nobody waits for what is brought up to date beforehand: it rests so many times as long as it took."""
_A_TEXT: Final = 80
"""Bytes that an id or a name takes, about."""

_Asked = tuple[frozenset[str], date, int]


@dataclass(frozen=True, eq=False, slots=True)
class _Remembered:
    near: Near
    size: int


class Networks:
    """What questions read of a store; made once for a service, closed before its store."""

    def __init__(
        self,
        store: GraphStore,
        room: int = ROOM,
        on_loaded: Callable[[], None] | None = None,
        *,
        beforehand: bool = True,
    ) -> None:
        """``room``: bytes of neighbourhoods to remember; 0 remembers none. ``on_loaded`` is called, in a thread, when a
        firm has been read anew. ``beforehand``: whether a firm is brought up to date while nobody waits for it."""
        self._beforehand = beforehand
        self._store = store
        self._on_loaded = on_loaded
        self._room = room
        self._remembered: OrderedDict[_Asked, _Remembered] = OrderedDict()
        self._taken = 0
        self._loaded: OrderedDict[date, Loaded] = OrderedDict()
        self._under_way: dict[date, asyncio.Task[Loaded]] = {}
        self._rest_until = 0.0
        self._one_load = asyncio.Lock()

    async def neighbourhood(self, staff_ids: Sequence[str], day: date, evidence: int = 0) -> Network:
        """As much of what ``GraphStore.neighbourhood`` gives as the answer needs, of a revision not older than the
        store's when it is asked."""
        asked = frozenset(staff_ids), day, evidence
        loaded = self._loaded.get(day)
        if loaded is not None and not evidence:
            self._used(day)
            cut = await asyncio.to_thread(loaded.near, staff_ids)
            if await self._store.revision() == loaded.revision:
                return cut.network
            self.begin(day)
            now = await self._of_now(asked, cut)
            if now is not None:
                return now
        remembered = await self._still_so(asked)
        if remembered is not None:
            return remembered
        near = await read_near(self._store, staff_ids, day, evidence)
        self._remember(asked, near)
        return near.network

    async def whole(
        self, day: date, *, fresh: bool = False, at_least: int = 0, waits: Callable[[], None] = lambda: None
    ) -> Loaded:
        """The whole firm for ``day``: when ``fresh``, of a revision not older than the store's when it is asked; else
        it may lag behind, but not behind ``at_least``, and is brought up to date afterwards. It is never ahead of the
        store: one that was put in another's place may be of an earlier revision. ``waits`` is called before the firm is
        waited for."""
        loaded = self._loaded.get(day)
        if loaded is None:
            waits()
            loaded = await asyncio.shield(self._bring_up(day))
        now = await self._store.revision()
        wanted = now if fresh else at_least
        while loaded.revision < wanted or loaded.revision > now:
            waits()
            loaded = await asyncio.shield(self._bring_up(day))
            now = await self._store.revision()
            wanted = min(wanted, now)
        if loaded.revision < now:
            self.begin(day)
        self._used(day)
        return loaded

    def begin(self, day: date) -> None:
        """Load the firm for ``day``, or bring it up to date, while others are answered; a failure is for whoever asks
        next to meet. Whoever calls this again and again keeps one processor busy for a fifth of the time at most."""
        if self._beforehand and asyncio.get_running_loop().time() >= self._rest_until:
            self._bring_up(day).add_done_callback(_unheard)

    async def close(self) -> None:
        """Give up what is being loaded. Idempotent."""
        under_way = list(self._under_way.values())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    def _bring_up(self, day: date) -> asyncio.Task[Loaded]:
        """The one loading or renewing of this day that is under way."""
        task = self._under_way.get(day)
        if task is None or task.done():
            task = self._under_way[day] = asyncio.create_task(self._brought_up(day))
            task.add_done_callback(partial(self._over, day))
        return task

    def _over(self, day: date, task: asyncio.Task[Loaded]) -> None:
        """Let go of a task that has ended, and of the firm that is its result."""
        if self._under_way.get(day) is task:
            del self._under_way[day]

    def _used(self, day: date) -> None:
        if day in self._loaded:
            self._loaded.move_to_end(day)

    async def _brought_up(self, day: date) -> Loaded:
        present, loop = self._loaded.get(day), asyncio.get_running_loop()
        begun = loop.time()
        now = None if present is None else await renewed(self._store, day, present)
        if now is None:
            async with self._one_load:  # several days at once would take the memory of several firms
                loaded = await load(self._store, day, next(reversed(self._loaded.values()), None))
        else:
            loaded = now
        self._rest_until = loop.time() + _RESTS * (loop.time() - begun)
        self._loaded[day] = loaded
        if now is None and self._on_loaded is not None:
            await asyncio.to_thread(self._on_loaded)
        while len(self._loaded) > DAYS:
            self._loaded.popitem(last=False)
        return loaded

    async def _still_so(self, asked: _Asked) -> Network | None:
        """What is remembered, if nothing that it holds has changed since; of the revision of now."""
        remembered = self._remembered.get(asked)
        if remembered is None:
            return None
        now = await self._of_now(asked, remembered.near)
        if now is None:
            self._forget(asked)
            return None
        if self._remembered.get(asked) is remembered:  # and not another, read meanwhile
            self._remembered[asked] = replace(remembered, near=replace(remembered.near, network=now))
            self._remembered.move_to_end(asked)
        return now

    async def _of_now(self, asked: _Asked, near: Near) -> Network | None:
        """What is near somebody as it is by now, if nothing that decides about it has changed since it was read."""
        (staff_ids, day, _), network = asked, near.network
        news = await self._store.news(network.revision, day, rows=False)
        if names(news.changed, staff_ids, near.people, network.accounts.ids):
            return None
        return replace(network, revision=news.changed.revision, firm=news.firm)

    def _remember(self, asked: _Asked, near: Near) -> None:
        self._forget(asked)
        size = _size(near.network) + _A_TEXT * len(near.people)
        if size > self._room:
            return
        self._remembered[asked] = _Remembered(near, size)
        self._taken += size
        while self._taken > self._room:
            self._forget(next(iter(self._remembered)))

    def _forget(self, asked: _Asked) -> None:
        forgotten = self._remembered.pop(asked, None)
        if forgotten is not None:
            self._taken -= forgotten.size


def _unheard(task: asyncio.Task[Loaded]) -> None:
    """Take note of how a task ended that nobody waits for."""
    with suppress(asyncio.CancelledError, StoreError):
        task.result()


def _size(table: Network | Table) -> int:
    """Bytes that a Network takes, about."""
    size = 0
    for column in fields(table):
        values = getattr(table, column.name)
        if isinstance(values, np.ndarray):
            size += values.nbytes
        elif isinstance(values, tuple):
            size += _A_TEXT * len(values)
        elif isinstance(values, Table):
            size += _size(values)
    return size
