"""Reading on while what was read before is dealt with.

Decides: that one thing is made in another thread while the one before is used, and that nobody makes any more once
nobody waits. Does not decide: what is made. A store lets other threads go on while it writes, so a second processor
helps.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


@asynccontextmanager
async def ahead(things: Iterator[T], stop: Callable[[], None]) -> AsyncIterator[AsyncIterator[T]]:
    """A block in which the things come in their order, each made in another thread, at most one of them before it is
    asked for.

    Whoever leaves the block early, by an error or cancelled, waits until nothing is made any more: ``stop``, called
    then, makes ``things`` raise soon. Raises what making one raises."""
    making = _Making(things)
    try:
        yield making.all()
    finally:
        await making.end(stop)


class _Making(Generic[T]):
    """Things that are made one by one; of the next one either is made, or waits to be asked for."""

    def __init__(self, things: Iterator[T]) -> None:
        self._things = things
        self._next = self._made()

    async def all(self) -> AsyncIterator[T]:
        """Every thing in its order."""
        while made := await asyncio.shield(self._next):
            self._next = self._made()
            yield made[0]

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
