"""Turns: how many questions of one service are answered at once, in the order in which they were asked.

Decides: that a question waits for its turn, and when the next one begins although it has not ended: when it takes long,
or waits for something that others need not wait for. Does not decide: which questions take turns (``schema`` does), nor
how many at once (``app`` does).

One process runs Python in one thread at a time. Fifty questions at once are answered no sooner than one after the
other, and each waits for all others at each of its steps, as does whoever writes; docs/decisions/0010 has figures.
"""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Final, Self

LONGEST: Final = 0.25
"""Seconds after which the next question begins beside one that has not ended."""


class Turns:
    """The turns of one service; for one event loop."""

    def __init__(self, at_once: int, longest: float = LONGEST) -> None:
        """``at_once``: of how many questions the turn lasts at the same time, at least 1; each at most so many seconds,
        the ``longest``."""
        self._free = asyncio.Semaphore(at_once)
        self._longest = longest

    def turn(self) -> Turn:
        """The turn of one question, which begins when the block is entered."""
        return Turn(self._free, self._longest)


class Turn:
    """The turn of one question: a block that is entered when those before have let it, and entered once.

    Whoever is cancelled while waiting for it has had none. With no Turns behind it, it begins at once."""

    def __init__(self, free: asyncio.Semaphore | None = None, longest: float = LONGEST) -> None:
        """See :class:`Turns`."""
        self._free = free
        self._longest = longest
        self._end: asyncio.TimerHandle | None = None
        self.waits_for_the_firm = False
        """Whether the answer ever had to wait until the whole firm was loaded or renewed."""

    async def __aenter__(self) -> Self:
        """Wait until it is this question's turn."""
        if self._free is not None:
            await self._free.acquire()
            self._end = asyncio.get_running_loop().call_later(self._longest, self.pass_on)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the next question begin."""
        self.pass_on()

    def wait_for_the_firm(self) -> None:
        """Let the next question begin, for this one waits for what others need not wait for."""
        self.waits_for_the_firm = True
        self.pass_on()

    def pass_on(self) -> None:
        """Let the next question begin now, and go on beside it. Idempotent; nothing before the turn has begun."""
        if self._end is not None and self._free is not None:
            self._end.cancel()
            self._end = None
            self._free.release()
