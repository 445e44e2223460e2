"""Reading on while what was read before is dealt with.

Decides: that one thing is made in another thread while the one before is used, what is done again and again while one
is waited for, and that nobody makes any more once nobody waits. Does not decide: what is made. A store lets other
threads go on while it writes, so a second processor helps.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


@asynccontextmanager
async def ahead(
    things: Iterator[T], stop: Callable[[], None], meanwhile: Callable[[], Awaitable[None]], every: float = 1.0
) -> AsyncIterator[AsyncIterator[T]]:
    """A block in which the things come in their order, each made in another thread, at most one of them before it is
    asked for. ``meanwhile`` is done ``every`` so many seconds in which one is waited for.

    Whoever leaves the block early, by an error or cancelled, waits until nothing is made any more: ``stop``, called
    then, makes ``things`` raise soon. Raises what making one raises."""
    making = _Making(things)
    try:
        yield making.all(meanwhile, every)
    finally:
        await making.end(stop)


class _Making(Generic[T]):
    """Things that are made one by one; of the next one either is made, or waits to be asked for."""

    def __init__(self, things: Iterator[T]) -> None:
        self._things = things
        self._next = self._made()

    async def all(self, meanwhile: Callable[[], Awaitable[None]], every: float) -> AsyncIterator[T]:
        """Every thing in its order."""
        while made := await self._waited_for(meanwhile, every):
            self._next = self._made()
            yield made[0]

    async def _waited_for(self, meanwhile: Callable[[], Awaitable[None]], every: float) -> tuple[T] | None:
        while not (await asyncio.wait([self._next], timeout=every))[0]:
            await meanwhile()
        return self._next.result()

    async def end(self, stop: Callable[[], None]) -> None:
        """Make no more."""
        if not self._next.done():
            stop()
            await asyncio.wait([self._next])
        if not self._next.cancelled():
            self._next.exception()  # what stopped it: nobody waits for that

    def _made(self) -> asyncio.Future[tuple[T] | None]:
        """The next thing, alone in a tuple; None when there is none."""
        return asyncio.ensure_future(asyncio.to_thread(self._make))

    def _make(self) -> tuple[T] | None:
        for thing in self._things:
            return (thing,)
        return None
